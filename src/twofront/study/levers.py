"""What levers do in a run: options, objectives and their values, off its reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from twofront.findings import Budget, LeverFinding, LeverVariant
from twofront.scenario.model import AS_WRITTEN, Scenario

from .packages import packages
from .regret import POINT, Objective, Option, effects, levers, near
from .shares import effective_draws
from .table import Flags, Floats, Numbers, Table

Pulled = tuple[str, ...]
"""Levers pulled together, by id."""


def lever_findings(
    scenario: Scenario, table: Table
) -> tuple[tuple[LeverFinding, ...], tuple[Budget, ...]]:
    """Say what every lever and package does, costs, and how it fares against the others.

    Returns:
        Nothing where the scenario has no levers or the run pulled none.
    """
    pulled = [(), *packages(scenario)]
    arms = [_arm(AS_WRITTEN, names) for names in pulled]
    if len(pulled) < 2 or not table.solved.keys() >= set(arms):
        return (), ()
    rows = np.logical_and.reduce([table.tries(arm) for arm in arms])
    drawn = table.weight[rows], table.sets[rows], table.all_sets
    objectives = _objectives(scenario, table, AS_WRITTEN, pulled, rows)
    options = [_option(scenario, names) for names in pulled]
    found, budgets = levers(options, objectives, *drawn)
    single = [(), *((id,) for id in scenario.levers)]
    by_variant = {
        variant: _objectives(scenario, table, variant, single, rows)
        for variant in scenario.variants
    }
    told = tuple(
        replace(each, variants=_variants(by_variant, single.index(each.levers), drawn))
        if each.levers in single[1:]
        else each
        for each in found
    )
    return told, budgets


def _arm(variant: str, names: Pulled) -> str:
    return f"{variant}/lever:{'+'.join(names)}" if names else variant


def _option(scenario: Scenario, names: Pulled) -> Option:
    pulled = [scenario.levers[name] for name in names]
    prices: dict[str, float] = {}
    for lever in pulled:
        prices[lever.unit] = prices.get(lever.unit, 0.0) + lever.price
    return Option(
        levers=names,
        by=tuple(dict.fromkeys(lever.by for lever in pulled)),
        means=tuple(lever.means for lever in pulled),
        prices=prices,
    )


def _objectives(
    scenario: Scenario, table: Table, variant: str, pulled: Sequence[Pulled], rows: Flags
) -> list[Objective]:
    """Give the risk in every theatre, and every measure, with each of some levers pulled."""
    arms = [_arm(variant, names) for names in pulled]
    weight = table.weight[rows]
    found: list[Objective] = []
    theatres = [theatre.id for theatre in scenario.whole_theatres]
    for kind, ids in (("risk", theatres), ("measure", list(scenario.measures))):
        for id in ids:
            read = f"{kind}:{id}"
            if (AS_WRITTEN, read) not in table.reads:
                continue
            values: Floats = np.stack([table.reads[arm, read][rows] for arm in arms])
            least = POINT if kind == "risk" else near(values[0], weight)
            found.append(Objective(id, "risk" if kind == "risk" else "measure", values, least))
    return found


def _variants(
    by_variant: dict[str, list[Objective]], at: int, drawn: tuple[Floats, Numbers, int]
) -> tuple[LeverVariant, ...]:
    return tuple(
        LeverVariant(
            id=variant,
            effects=effects(objectives, at, *drawn),
            draws=_effective(objectives, at, drawn[0]),
        )
        for variant, objectives in by_variant.items()
    )


def _effective(objectives: Sequence[Objective], at: int, weight: Floats) -> float:
    """Give the effective draws in which the option, and none, are answered for all objectives."""
    known = weight > 0
    for objective in objectives:
        known = known & np.isfinite(objective.values[[0, at]]).all(axis=0)
    return effective_draws(weight[known])
