"""Swaps: a quantity at a time taken from other draws, to see how much rests on it."""

from __future__ import annotations

from twofront.scenario.draws import Draws, distributions
from twofront.scenario.model import Scenario

from .bystanders import bystanders
from .design import SETS, plain_points
from .sample import at
from .table import Numbers

NONE, ALL = "(none)", "(all)"
"""Stand for no quantity and for every one at once; no id looks like that."""

_OTHERS = SETS + 8
"""The stream of random numbers of the other draws; the design's own are below it."""


def swap_groups(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Give what is swapped together, by name: each quantity that varies and moves play.

    Correlated quantities are one group, named like the correlation.
    """
    idle = bystanders(scenario)
    own = distributions(scenario)
    moving = [id for id, value in own.items() if value.varies and id not in idle]
    grouped = {id: group.id for group in scenario.correlated.values() for id in group.quantities}
    found: dict[str, tuple[str, ...]] = {}
    for id in moving:
        name = grouped.get(id, id)
        found[name] = (*found.get(name, ()), id)
    return found


def swaps(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Give all that is swapped, by name: nothing, each group, and everything.

    Empty where no quantity varies.
    """
    groups = swap_groups(scenario)
    every = tuple(name for names in groups.values() for name in names)
    return {NONE: (), **groups, ALL: every} if groups else {}


def is_swap(arm: str) -> bool:
    """Tell whether quantities are swapped in an arm, which has draws of its own."""
    return "/swap:" in arm


def other_draws(scenario: Scenario, seed: int, numbers: Numbers) -> Draws:
    """Give other draws by the same numbers, independent of the study's own."""
    varied = sum(value.varies for value in distributions(scenario).values())
    points = plain_points(seed, _OTHERS, varied, numbers)
    return at(scenario, points, numbers)
