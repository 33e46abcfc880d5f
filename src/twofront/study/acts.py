"""Acts: the moves and options that bring one side of a claim about for certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from twofront.scenario.model import Claim, Scenario
from twofront.world import Program

Act: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of a move and the option it takes, in the order of the moves as written."""

SIDES = ("compare", "against")


def act_of(program: Program, claim: Claim, side: str) -> Act | None:
    """Give the act that brings one side of a claim about for certain, or None."""
    condition = claim.compare if side == "compare" else claim.against
    given = claim.compare_by if side == "compare" else claim.against_by
    found = program.act_for(condition, given)
    return None if found is None else in_order(program.scenario, found.items())


def in_order(scenario: Scenario, act: Iterable[tuple[str, str]]) -> Act:
    """Put an act in the order of the moves."""
    order = [move.id for move in scenario.moves]
    return tuple(sorted(act, key=lambda pair: order.index(pair[0])))


def act_text(act: Act) -> str:
    """Write an act as it stands in the id of an arm."""
    return ",".join(f"{move}={option}" for move, option in act)
