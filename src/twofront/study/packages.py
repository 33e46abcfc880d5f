"""Levers, alone and together: what they set, and what they commit to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

from twofront.scenario.draws import Draws
from twofront.scenario.expressions import Expression, Name
from twofront.scenario.model import Claim, Scenario
from twofront.world.amounts import Amounts

from .acts import Act, in_order
from .dependence import rests_on
from .table import Floats

Setting: TypeAlias = tuple[str, Expression]
"""A quantity and its new amount, in which `was` is the old one."""

MOST_WHOLE = 5
"""Up to so many levers every package is tried; of more, single levers, pairs and all together."""


def packages(scenario: Scenario, *, whole: bool = True) -> Iterator[tuple[str, ...]]:
    """Give the levers that are pulled together, by id: single ones first.

    Args:
        scenario: With its levers.
        whole: Whether to give packages of several, too.
    """
    levers = tuple(scenario.levers)
    sizes: list[int] = list(range(1, len(levers) + 1))
    if len(levers) > MOST_WHOLE:
        sizes = [1, 2, len(levers)]
    for size in sizes if whole else [1]:
        for names in combinations(levers, size):
            if _agree(scenario, names):
                yield names


def asked_about(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """Give the levers that claims are about, those of each claim together, each once."""
    found = (package_of(scenario, claim) for claim in scenario.claims.values() if claim.levers)
    return tuple(dict.fromkeys(found))


def package_of(scenario: Scenario, claim: Claim) -> tuple[str, ...]:
    """Give the levers of a claim in the order in which the scenario has them."""
    return tuple(name for name in scenario.levers if name in claim.levers)


def _agree(scenario: Scenario, names: tuple[str, ...]) -> bool:
    """Tell whether no two of the levers commit one move to different options."""
    committed: dict[str, str] = {}
    pairs = [pair for name in names for pair in scenario.levers[name].commit]
    return all(committed.setdefault(move, option) == option for move, option in pairs)


def commitment(scenario: Scenario, names: tuple[str, ...]) -> Act:
    """Give what some levers commit to."""
    return in_order(scenario, {pair for name in names for pair in scenario.levers[name].commit})


def settings_of(scenario: Scenario, names: tuple[str, ...]) -> tuple[Setting, ...]:
    """Give what some levers set, quantities before those that rest on them."""
    found = [pair for name in names for pair in scenario.levers[name].settings]
    behind = {quantity: _behind(scenario, quantity) for quantity, _ in found}
    return tuple(sorted(found, key=lambda pair: len(behind[pair[0]])))


def _behind(scenario: Scenario, quantity: str) -> frozenset[str]:
    """Give what a quantity rests on; who rests on another rests on more than it does."""
    return rests_on(scenario, Name(quantity))


def pulled(scenario: Scenario, draws: Draws, settings: tuple[Setting, ...]) -> Draws:
    """Give the draws with quantities set, one after the other."""
    for quantity, amount in settings:
        was = Amounts(scenario, draws).quantity(quantity)
        beside = draws.with_columns({"was": was})
        value: Floats = Amounts(scenario, beside).amount(amount, ())
        draws = draws.with_columns({quantity: value})
    return draws
