"""A situation: which options were taken and which states hold, as far as play has come.

It answers whether conditions hold, and what an amount sees of the play: the
*features* of the amount. Two situations with the same features give the same
number in every draw, so it is worked out once for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from twofront.scenario.expressions import Expression, references_in
from twofront.scenario.model import NONE, Condition, Line, Move, Option, Outcome, Scenario

Values: TypeAlias = dict[str, str]
"""Name of a move, outcome or private state -> its option, label or state."""

Features: TypeAlias = tuple[tuple[tuple[str, tuple[str, ...]], "Feature"], ...]
"""Pairs of a reference and what it sees of the play."""

Forces: TypeAlias = tuple[tuple[int, Features], ...]
"""One side's force configuration: the numbers and features of its active lines."""

Feature: TypeAlias = float | bool | Forces | tuple[Forces, Forces]
"""What one reference sees: a level, whether a link flows, or the forces of one or both sides."""


def holds(when: Condition, values: Mapping[str, str]) -> bool:
    """Tell whether a condition holds; every name in it must be settled."""
    return any(all(values[test.name] in test.values for test in clause) for clause in when.clauses)


def label(outcome: Outcome, values: Mapping[str, str]) -> str:
    """Give the first label of an outcome that holds, or `none`."""
    for name, when in outcome.labels:
        if when is None or holds(when, values):
            return name
    return NONE


def open_options(move: Move, values: Mapping[str, str]) -> tuple[Option, ...]:
    """Give the options open to a move; none where it is not asked."""
    if not holds(move.when, values):
        return ()
    return tuple(option for option in move.options if holds(option.when, values))


def features(scenario: Scenario, amount: Expression, values: Mapping[str, str]) -> Features:
    """Give what an amount sees of the play, sorted by reference."""
    return tuple(
        (reference, _feature(scenario, reference, values))
        for reference in sorted(references_in(amount))
    )


def _feature(
    scenario: Scenario, reference: tuple[str, tuple[str, ...]], values: Mapping[str, str]
) -> Feature:
    function, names = reference
    match function:
        case "level":
            return level(scenario, names[0], values[names[0]])
        case "flow":
            return holds(scenario.links[names[0]].when, values)
        case "strength":
            theatre = scenario.theatres[names[0]]
            lines = theatre.attack if names[1] == "attack" else theatre.defend
            return forces(scenario, lines, values)
        case _:
            theatre = scenario.theatres[names[0]]
            attack = forces(scenario, theatre.attack, values)
            return (attack, forces(scenario, theatre.defend, values))


def forces(scenario: Scenario, lines: tuple[Line, ...], values: Mapping[str, str]) -> Forces:
    """Give one side's force configuration: each active line's number and features."""
    return tuple(
        (number, features(scenario, line.amount, values))
        for number, line in enumerate(lines)
        if holds(line.when, values)
    )


def level(scenario: Scenario, move: str, option: str) -> float:
    """Give the number of a numeric option; 0 where the move was not asked."""
    for each in scenario.move(move).options:
        if each.id == option:
            return 0.0 if each.level is None else each.level
    return 0.0
