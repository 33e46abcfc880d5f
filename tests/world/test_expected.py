"""Chance moves that close the play: their game, and the smaller one solved in its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from numpy.testing import assert_allclose

import twofront
from twofront.games import solve_qre
from twofront.games.values import reach
from twofront.problems import InputError
from twofront.scenario.draws import Draws
from twofront.scenario.expressions import Binary, Name, Number, Reference
from twofront.scenario.model import Condition, Line, Sight, Test
from twofront.world import (
    compile_in_expectation,
    compile_scenario,
    in_expectation,
    payoffs,
    precision,
    readouts,
)

from .test_compiler import some_draws

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def india():
    return twofront.load(SCENARIOS / "india-two-fronts").scenario


@pytest.fixture(scope="module")
def flagship():
    return twofront.load(SCENARIOS / "two-front").scenario


def solved(program, draws):
    found = solve_qre(program.tree, payoffs(program, draws), precision(program, draws))
    assert found.solved.all()
    return found


def with_line(scenario, actor, line):
    return replace(
        scenario,
        payoffs={**scenario.payoffs, actor: (*scenario.payoffs[actor], line)},
    )


def when(*clauses):
    return Condition(tuple(tuple(Test(name, values) for name, values in each) for each in clauses))


@pytest.fixture(scope="module")
def by_odds(india):
    """A chance that hangs on the play: on the odds where the move is made."""
    last = india.moves[-1]
    rest, nuclear = last.options
    odds = replace(nuclear, chance=Reference("odds", ("west",)))
    options = (replace(rest, chance=None), odds)
    return replace(india, moves=(*india.moves[:-1], replace(last, options=options)))


@pytest.mark.parametrize("name", ["india", "flagship", "by_odds"])
def test_the_smaller_game_has_the_same_equilibria_and_measures(name, request):
    scenario = request.getfixturevalue(name)
    whole, small = compile_scenario(scenario), compile_in_expectation(scenario)
    assert small.leaves < whole.leaves
    draws = some_draws(scenario, 4)
    told = {}
    for program in (whole, small):
        found = solved(program, draws)
        paid = payoffs(program, draws)
        reached = reach(program.tree, paid, found.strategy)
        read = readouts(program, draws)
        told[program.leaves] = {
            **{each: read.expected(f"measure:{each}", reached) for each in scenario.measures},
            **{each: read.expected(each, reached) for each in scenario.payoffs},
            **{id: reached @ program.mask(each.outcome) for id, each in scenario.claims.items()},
        }
    one, other = told.values()
    for key, value in one.items():
        assert_allclose(other[key], value, rtol=1e-5, atol=1e-7, err_msg=key)


def test_a_lines_weight_is_the_chance_of_the_options_it_names(india):
    last = india.moves[-1]
    nuclear = Line(Number(3.0), when([("escalation", ("nuclear",)), ("spark", ("attack",))]))
    either = Line(Number(5.0), when([("escalation", ("nuclear", "none_such"))]))
    small = in_expectation(with_line(with_line(india, "china", nuclear), "china", either))
    first, second = small.payoffs["china"][-2:]
    assert first.amount == Binary("*", Name("p_nuclear"), Number(3.0))
    assert {test.name for test in first.when.clauses[0]} == {"spark", "pakistan"}
    assert (second.amount, second.when) == (either.amount, last.when)


def test_a_move_stays_in_the_tree_where_something_else_asks_about_it(india):
    asks = when([("escalation", ("nuclear",))])
    claim = next(iter(india.claims.values()))
    theatre = next(iter(india.theatres.values()))
    measured = Line(Number(1.0), when([("escalation", ("none",))]))
    partly = Line(Number(1.0), when([("escalation", ("nuclear",))], [("china", ("press",))]))
    level = Line(Reference("level", ("escalation",)))
    weather = replace(theatre, attack=(*theatre.attack, level))
    early = replace(india.moves[0], hidden=(Sight("escalation"),))
    later = replace(india.moves[0], when=asks)
    for asking in (
        replace(india, theatres={**india.theatres, theatre.id: weather}),
        replace(india, moves=(early, *india.moves[1:])),
        replace(india, moves=(later, *india.moves[1:])),
        with_line(india, "china", level),
        replace(india, claims={claim.id: replace(claim, outcome=asks)}),
        replace(india, theatres={**india.theatres, theatre.id: replace(theatre, war=asks)}),
        replace(india, moves=(*india.moves[:-2], india.moves[-1], india.moves[-2])),
        with_line(india, "china", measured),
        with_line(india, "china", partly),
    ):
        assert in_expectation(asking) is asking
    assert in_expectation(india).moves == india.moves[:-1]


def test_a_chance_that_is_none_is_refused_though_its_move_is_not_in_the_tree(india):
    program = compile_in_expectation(india)
    draws = some_draws(india, 3)
    values = draws.values.copy()
    values[1, draws.names.index("p_nuclear")] = 1.5
    with pytest.raises(InputError) as wrong:
        payoffs(program, Draws(draws.names, values, draws.numbers))
    (problem,) = wrong.value.problems
    assert (problem.code, problem.field) == ("chance-outside", "moves[escalation].options")
    assert problem.line == india.marks["moves[escalation].options"].line
