"""Numbers of the small scenario worked out by hand, one rule of the language at a time."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.games import Equilibria
from twofront.problems import InputError
from twofront.scenario.draws import middle
from twofront.world import compile_scenario, payoffs, precision
from twofront.world.explain import explain

from .test_compiler import infosets_of, some_draws

AT = {"heart": "firm", "terms": "give", "raid": "strike", "help": "send", "sea": "calm"}


def odds_at(scenario, **at):
    (coast,) = explain(scenario, AT | at).contests
    return coast.odds


def ratio(attack, defence, m=1.5):
    return attack**m / (attack**m + defence**m)


def test_advantage_multiplies_the_defence(write):
    scenario = write(("decisiveness: 1.5", "decisiveness: 1.5\n    advantage: 2"))
    # raid 1, half of it more, arms 0.25; wall 1 and twice the wall, doubled
    assert_allclose(odds_at(scenario, answer="refuse", size="half"), ratio(1.75, 6.0))


def test_a_level_is_the_number_of_the_option_taken(write):
    assert_allclose(odds_at(write(), answer="refuse", size="half"), ratio(1.75, 3.0))
    assert_allclose(odds_at(write(), answer="refuse", size="full"), ratio(2.25, 3.0))


def test_a_link_flows_only_while_its_condition_holds(write):
    assert_allclose(odds_at(write(), answer="accept", size="full"), ratio(2.0, 3.0))
    found = explain(write(), AT | {"answer": "accept"})
    (flow,) = [t for t in found.contests[0].attack if t.text == "flow(arms)"]
    assert flow.value == 0
    assert flow.parts[0].note == "does not flow here"


def test_the_tree_pays_those_odds(write):
    scenario = write(("decisiveness: 1.5", "decisiveness: 1.5\n    advantage: 2"))
    program = compile_scenario(scenario)
    paid = payoffs(program, middle(scenario)).by_player(program.tree)[0]
    south = {
        round(float(paid[number, program.actors.index("south")]), 9)
        for number, item in enumerate(program.items)
        if item and item.account == "south"
    }
    forces = [(a + s, d) for a in (1.0, 1.25) for s in (0.5, 1.0) for d in (2.0, 6.0)]
    assert south == {round(ratio(*each) - 0.5, 9) for each in forces} | {-0.5}


def test_an_actor_has_a_precision_of_its_own(write):
    scenario = write(
        ("north: {name: North, yardstick: one}", "north: {name: North, precision: sharp}"),
        (
            "  one: {",
            "  sharp: {means: Sharp, unit: 1/util, values: {2024-01-01: {value: 20,"
            " assumed: Said., since: 2024-01-01}}}\n  one: {",
        ),
    )
    program, draws = compile_scenario(scenario), some_draws(scenario)
    found = precision(program, draws)
    assert_allclose(found[:, 1], 20.0)
    assert_allclose(found[:, 0], draws.column("precision"))


RAID = "options: [rest, strike], default: rest"


def test_a_mover_sees_only_what_it_is_said_to_see(write):
    blind = compile_scenario(write((RAID, f"{RAID}, sees: []")))
    assert len(infosets_of(blind, "raid")) == 1
    outcome = compile_scenario(write((RAID, f"{RAID}, sees: [deal]")))
    assert len(infosets_of(outcome, "raid")) == 2


def test_a_sight_holds_only_while_its_condition_does(write):
    change = (RAID, f"{RAID}, sees: [{{answer: {{when: {{heart: firm}}}}}}]")
    # answer unseen where soft; where firm it is accept, refuse or not asked
    assert len(infosets_of(compile_scenario(write(change)), "raid")) == 1 + 3


def test_odds_of_0_to_0_in_one_draw_stop_the_work(write):
    scenario = write()
    program, draws = compile_scenario(scenario), some_draws(scenario)
    nothing = {name: draws.column(name).copy() for name in ("raid_strength", "arms", "wall")}
    for column in nothing.values():
        column[2] = 0.0
    with pytest.raises(InputError, match="odds are 0 against 0 in draw 2") as wrong:
        payoffs(program, draws.with_columns(nothing))
    assert wrong.value.problems[0].code == "odds-undefined"


def test_bringing_war_about_takes_the_moves_that_make_it_possible(write):
    scenario = write()
    program = compile_scenario(scenario)
    from twofront.scenario.model import Condition, Test

    sent = Condition(((Test("help", ("send",)),),))
    assert program.act_for(sent) == {"raid": "strike", "help": "send"}


def test_only_a_small_residual_counts_as_solved():
    def of(residual):
        one = np.zeros((1, 2))
        return Equilibria(one, np.array([residual]), np.zeros(1, np.int8), np.zeros(1, np.int32))

    assert of(1e-6).solved.all()
    assert not of(1e-5).solved.any()
