"""What a claim's answer hangs on: drivers, regions, a threshold, and how many draws are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from twofront.findings import AnchoredDrivers, Box, Convergence, Driver, Threshold, Variance
from twofront.scenario.model import Claim, Scenario

from .anchored_drivers import anchored_drivers
from .assumptions import assumptions
from .bystanders import bystanders
from .contrast import Contrast, before, contrast
from .convergence import WANTED, convergence
from .design import set_of
from .drivers import Swaps, drivers
from .regions import region
from .shares import Change
from .swaps import ALL, NONE, swap_groups
from .table import Flags, Floats, Table
from .threshold import threshold

NOT_SWAPPED = "no quantity was swapped in this run"
OTHER_CONTRAST = "this contrast was not taken where quantities were swapped"
NO_SMALLER_STUDY = "the draws were read in, and the first of them are no smaller study"


@dataclass(frozen=True, slots=True)
class Deciders:
    """Fields of a claim's answer, under the same names."""

    drivers: tuple[Driver, ...]
    variance: Variance
    drivers_anchored: AnchoredDrivers | None
    convergence: Convergence
    region: tuple[Box, ...]
    threshold: Threshold


def deciders(
    scenario: Scenario,
    table: Table,
    claim: Claim,
    drawn: Mapping[str, Floats],
    headline: Contrast | None,
    told: Flags,
    top: Change,
) -> Deciders:
    """Find what a claim's answer hangs on.

    Args:
        scenario: What was run.
        table: Its reads.
        claim: The claim.
        drawn: The quantities that moves play, as `moving` gives them.
        headline: Its contrast as its answer stands.
        told: `[D]` bool, the draws that count and in which the contrast is known.
        top: That contrast in those among them that carry weight.
    """
    variance, found = _prior(scenario, table, claim)
    fitted = table.fitted
    kept = told & (table.weight > 0)
    given = assumptions(_rows(drawn, kept), top.holds, top.weight, top.sets, _rows(fitted, kept))
    anchored = None
    if scenario.anchors:
        delta = np.full(len(table), np.nan) if headline is None else headline.delta
        values = np.where(told, delta, np.nan)
        anchored = anchored_drivers(values, table.weight, table.sets, drawn, fitted)
    return Deciders(
        drivers=found,
        variance=variance,
        drivers_anchored=anchored,
        convergence=_convergence(table, top, kept),
        region=region(given),
        threshold=threshold(given),
    )


def moving(scenario: Scenario, table: Table) -> dict[str, Floats]:
    """Give the values `[D]` of quantities that vary and that moves play, as drawn."""
    idle = bystanders(scenario)
    return {id: values for id, values in table.quantities.items() if id not in idle}


def _rows(values: Mapping[str, Floats], kept: Flags) -> dict[str, Floats]:
    return {id: each[kept] for id, each in values.items()}


def _convergence(table: Table, top: Change, kept: Flags) -> Convergence:
    if not np.array_equal(table.sets, set_of(table.numbers)):
        return Convergence(
            steps=(), wanted=WANTED, needed=None, power=None, reason=NO_SMALLER_STUDY
        )
    return convergence(top, table.numbers[kept], len(table))


def _prior(scenario: Scenario, table: Table, claim: Claim) -> tuple[Variance, tuple[Driver, ...]]:
    """Divide the variance before anchoring among quantities, in the draws that were swapped."""
    main = before(table)
    if f"{main}/swap:{NONE}" not in table.solved:
        return _unknown(NOT_SWAPPED), ()
    groups = swap_groups(scenario)
    found = {
        name: contrast(table, claim, claim.reading, f"{main}/swap:{name}")
        for name in (NONE, *groups, ALL)
    }
    rows = table.tries(f"{main}/swap:{NONE}")
    delta = {name: each.delta[rows] for name, each in found.items() if each is not None}
    if len(delta) < len(found):
        return _unknown(OTHER_CONTRAST), ()
    swapped = {name: delta[name] for name in groups}
    return drivers(Swaps(delta[NONE], delta[ALL], swapped, groups, table.sets[rows]))


def _unknown(reason: str) -> Variance:
    return Variance(value=None, draws=0, left_out=0, reason=reason)
