"""Chance moves that close the play, taken in expectation.

Nobody can answer a chance move that nobody follows. Where only payoffs and measures ask about it,
what it adds may as well be added by its probability: the game has the same equilibria and every
measure the same mean, in a smaller tree. Other chance moves stay in the tree, as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from types import MappingProxyType

from twofront.scenario.expressions import Binary, Expression, Number, Reference, walk
from twofront.scenario.model import (
    ALWAYS,
    CHANCE,
    NONE,
    Clause,
    Condition,
    Line,
    Move,
    Option,
    Scenario,
)
from twofront.world.compiler import compile_scenario
from twofront.world.conditions import conditions
from twofront.world.program import ChanceItem, Program


def compile_in_expectation(scenario: Scenario) -> Program:
    """Compile the scenario without the chance moves that close the play.

    Their probabilities are still looked at in every draw, as those of moves in the tree are.

    Raises:
        InputError: As `compile_scenario`, of the scenario with those moves.
    """
    closed = in_expectation(scenario)
    weighed = tuple(_weights(scenario.moves[len(closed.moves) :], scenario))
    return replace(compile_scenario(closed), weighed=weighed)


def _weights(moves: tuple[Move, ...], scenario: Scenario) -> Iterator[ChanceItem]:
    """Give the chances of moves, in all situations they arise in."""
    chances = [option.chance for move in moves for option in move.options if option.chance]
    if any(isinstance(each, Reference) for chance in chances for each in walk(chance)):
        left = {move.id for move in moves}
        yield from (each for each in compile_scenario(scenario).chances if each.move in left)
        return
    for move in moves:  # what sees nothing of the play is the same wherever it arises
        stated = (option.chance for option in move.options)
        yield ChanceItem(move.id, 0, tuple(each if each is None else (each, ()) for each in stated))


def in_expectation(scenario: Scenario) -> Scenario:
    """Give the scenario without the chance moves that close the play, their lines weighed.

    Args:
        scenario: With the order of moves that is played.

    Returns:
        A scenario whose game has the same equilibria, payoffs and measures; the same
        object where no move closes the play.
    """
    while scenario.moves and _closes(scenario.moves[-1], scenario):
        scenario = _without(scenario.moves[-1], scenario)
    return scenario


def _closes(last: Move, scenario: Scenario) -> bool:
    """Say whether the last move is chance's and asked about by payoffs and measures alone."""
    counted = ("payoffs.", "measures.")
    asked = (when for field, when in conditions(scenario) if not field.startswith(counted))
    return (
        last.by == CHANCE
        and all(option.when == ALWAYS for option in last.options)
        and not any(last.id in when.names for when in asked)
        and not any(last.id in _names(move) for move in scenario.moves[:-1])
        and not any(_levels(amount, last.id) for amount in _amounts(scenario))
        and all(_separable(line, last.id) for line in _lines(scenario))
    )


def _names(move: Move) -> set[str]:
    """Give what a move asks about or sees; in another order some of it may be played later."""
    whens = (move.when, *(option.when for option in move.options))
    sights = (*(move.sees or ()), *move.hidden)
    asked = (when.names for when in (*whens, *(sight.when for sight in sights)))
    return set().union((sight.item for sight in sights), *asked)


def _lines(scenario: Scenario) -> Iterator[Line]:
    """Give the lines of payoffs and measures."""
    for lines in scenario.payoffs.values():
        yield from lines
    for measure in scenario.measures.values():
        yield from measure.lines


def _amounts(scenario: Scenario) -> Iterator[Expression]:
    """Give the amounts of payoffs, measures and theatres."""
    yield from (line.amount for line in _lines(scenario))
    for theatre in scenario.theatres.values():
        yield from (line.amount for line in (*theatre.attack, *theatre.defend))
        yield from (theatre.decisiveness, theatre.advantage)


def _separable(line: Line, move: str) -> bool:
    """Say whether a line asks nothing about a move, or asks for options of it throughout."""
    if move not in line.when.names:
        return True
    return all(
        any(test.name == move for test in clause)
        and not any(test.name == move and NONE in test.values for test in clause)
        for clause in line.when.clauses
    )


def _levels(amount: Expression, move: str) -> bool:
    """Say whether an amount reads a move's number."""
    return any(
        isinstance(e, Reference) and e.function == "level" and move in e.names for e in walk(amount)
    )


def _without(last: Move, scenario: Scenario) -> Scenario:
    def weighed(lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(each for line in lines for each in _weighed(line, last))

    payoffs: Mapping[str, tuple[Line, ...]] = {
        account: weighed(lines) for account, lines in scenario.payoffs.items()
    }
    measures = {
        id: replace(each, lines=weighed(each.lines)) for id, each in scenario.measures.items()
    }
    return replace(
        scenario,
        moves=scenario.moves[:-1],
        payoffs=MappingProxyType(payoffs),
        measures=MappingProxyType(measures),
    )


def _weighed(line: Line, last: Move) -> Iterator[Line]:
    """Give a line once for each condition it has under some options, by their probability."""
    if last.id not in line.when.names:
        yield line
        return
    under: dict[tuple[Clause, ...], list[Option]] = {}
    for option in last.options:
        clauses = tuple(_given(line.when.clauses, last.id, option.id))
        if clauses:
            under.setdefault(clauses, []).append(option)
    for clauses, options in under.items():
        when = last.when.both(Condition(clauses))
        yield replace(line, amount=_times(_chance(options, last), line.amount), when=when)


def _given(clauses: Iterable[Clause], move: str, option: str) -> Iterator[Clause]:
    """Give what is left of clauses once a move has taken an option."""
    for clause in clauses:
        if all(test.name != move or option in test.values for test in clause):
            yield tuple(test for test in clause if test.name != move)


def _chance(options: list[Option], last: Move) -> Expression | None:
    """Give the probability of some options of a move; None where they are all it has."""
    if len(options) == len(last.options):
        return None
    stated = [option.chance for option in options if option.chance is not None]
    if len(stated) == len(options):
        return _sum(stated)
    others = [o.chance for o in last.options if o not in options and o.chance is not None]
    return Binary("-", Number(1.0), _sum(others))


def _sum(amounts: list[Expression]) -> Expression:
    return reduce(lambda left, right: Binary("+", left, right), amounts)


def _times(chance: Expression | None, amount: Expression) -> Expression:
    return amount if chance is None else Binary("*", chance, amount)
