"""The reads of a run → findings: the answer to every claim and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from twofront.findings import (
    SCHEMA,
    Anchors,
    Draws,
    Findings,
    MeasureArms,
    MeasureFinding,
    PeriodRisk,
    ReadingName,
    ShareOf,
    Spread,
    StatedAnchor,
    TheatreRisk,
)
from twofront.findings.numbers import count, number
from twofront.scenario.model import ALWAYS, AS_WRITTEN, Anchor, Measure, Reading, Scenario, Theatre
from twofront.scenario.periods import period_of

from .acts import SIDES
from .connectedness import connectedness
from .contrast import before, side_arm
from .contrasts import answer_claim, stated
from .coupled import coupled, theatre_channels
from .deciders import moving
from .dependence import rests_on
from .failures import failures
from .grounds import quantities, sources
from .levers import lever_findings
from .shares import LEAST_EFFECTIVE, effective_draws, fraction, shortage, spread
from .swaps import is_swap
from .table import Table

FEW = 0.1
"""Anchoring that leaves a lesser part of the draws in effect is warned of."""


def build(
    scenario: Scenario, table: Table, provenance: Mapping[str, Any], *, given: bool = False
) -> Findings:
    """Answer a scenario from the reads of its run.

    Args:
        scenario: What was run, as known on its date.
        table: Everything read from the solved arms.
        provenance: What it takes to make the same answer again, as plain JSON
            values; no clock times, so that the same run gives the same findings.
        given: Whether the draws were read from a file.
    """
    share_of = ShareOf.GIVEN if given else what_shares_are_of(scenario)
    levers, budgets = lever_findings(scenario, table)
    drawn = moving(scenario, table)
    return Findings(
        schema=SCHEMA,
        title=scenario.title,
        as_of=scenario.as_of.isoformat(),
        horizon_years=scenario.horizon_years,
        draws=_draws(scenario, table),
        anchors=_anchors(scenario, table, share_of),
        claims=tuple(
            answer_claim(scenario, table, claim, drawn, share_of)
            for claim in scenario.claims.values()
        ),
        theatres=tuple(_theatres(scenario, table)),
        measures=tuple(_measure(scenario, table, each) for each in scenario.measures.values()),
        connectedness=connectedness(scenario, table),
        quantities=quantities(scenario, table),
        sources=sources(scenario),
        provenance=provenance,
        levers=levers,
        budgets=budgets,
    )


def what_shares_are_of(scenario: Scenario) -> ShareOf:
    """Say what shares of draws are shares of once the scenario's anchors have weighed them.

    A rate that a constant is fitted to, and a rate with bounds, weigh draws by 0
    and 1; a rate with a distribution weighs them by density.
    """
    if not scenario.anchors:
        return ShareOf.ASSUMPTIONS
    by_density = (each.about and not each.solve_for for each in scenario.anchors.values())
    return ShareOf.POSTERIOR if any(by_density) else ShareOf.ADMISSIBLE


def _draws(scenario: Scenario, table: Table) -> Draws:
    solved = np.ones(len(table), dtype=np.bool_)
    for arm, flags in table.solved.items():
        if not is_swap(arm):
            solved &= flags | ~table.tries(arm)
    untraced = table.untraced.get(AS_WRITTEN)
    return Draws(
        asked=len(table),
        solved=int(solved.sum()),
        failed=int((~solved).sum()),
        checked=int(table.checked.sum()),
        several_equilibria=int((table.several & table.checked).sum()),
        untraced=int(untraced.sum()) if untraced is not None else 0,
        failures=tuple(failures(scenario, table)),
    )


def _anchors(scenario: Scenario, table: Table, share_of: ShareOf) -> Anchors:
    effective = effective_draws(table.weight)
    return Anchors(
        stated=tuple(_anchor(scenario, table, anchor) for anchor in scenario.anchors.values()),
        share_of=share_of,
        effective_draws=effective,
        warning=_warning(scenario, table, effective),
    )


def _warning(scenario: Scenario, table: Table, effective: float) -> str | None:
    if not scenario.anchors and effective >= LEAST_EFFECTIVE:
        return (
            "The scenario states no anchor, so nothing ties its answers "
            "to how often such things have happened."
        )
    shown = count(effective, "effective draw")
    if effective < LEAST_EFFECTIVE:
        return f"Anchoring leaves {shown}, too few to answer anything."
    if effective < FEW * len(table):
        return f"Anchoring leaves {shown} of {len(table):,}: the answer rests on few of them."
    return None


def _anchor(scenario: Scenario, table: Table, anchor: Anchor) -> StatedAnchor:
    read = f"anchor:{anchor.id}"
    return StatedAnchor(
        id=anchor.id,
        outcome=stated(anchor.outcome),
        given=stated(anchor.given),
        between=anchor.between,
        about=anchor.about.words(number) if anchor.about else None,
        solve_for=anchor.solve_for,
        rate=_after(table, read),
        prior_rate=_before(table, read),
        inertia_below_zero=_below_zero(scenario, table, anchor),
        sources=anchor.grounds.sources,
        assumed=anchor.grounds.assumed,
    )


def _below_zero(scenario: Scenario, table: Table, anchor: Anchor) -> float | None:
    """Give the share of draws in which a fitted inertia is below zero, which nothing counts."""
    fitted = table.fitted.get(anchor.solve_for or "")
    inertias = (move.inertia for move in scenario.moves if move.inertia is not None)
    if fitted is None or not any(anchor.solve_for in rests_on(scenario, each) for each in inertias):
        return None
    kept = np.isfinite(fitted) & (table.weight > 0)
    weight = table.weight[kept]
    return None if shortage(effective_draws(weight)) else fraction(fitted[kept] < 0, weight)


def _after(table: Table, read: str) -> Spread:
    return spread(table.reads[AS_WRITTEN, read], table.weight)


def _before(table: Table, read: str) -> Spread:
    values = table.reads[before(table), read]
    return spread(values, table.before)


def _theatres(scenario: Scenario, table: Table) -> Iterator[TheatreRisk]:
    weight = np.where(coupled(scenario, table), table.weight, 0.0)
    for theatre in scenario.whole_theatres:
        if theatre.war is not None and (AS_WRITTEN, f"risk:{theatre.id}") in table.reads:
            channels, log_odds = theatre_channels(scenario, table, theatre.id)
            yield TheatreRisk(
                id=theatre.id,
                name=theatre.name,
                war=stated(theatre.war),
                horizon_years=scenario.horizon_years,
                risk=spread(table.reads[AS_WRITTEN, f"risk:{theatre.id}"], weight),
                prior_risk=_before(table, f"risk:{theatre.id}"),
                anchored_by=tuple(anchor.id for anchor in _on(scenario, theatre)),
                yardstick=any(
                    anchor.given == ALWAYS and anchor.grounds.sources
                    for anchor in _on(scenario, theatre)
                ),
                channels=channels,
                channels_log_odds=log_odds,
                hazard=tuple(_hazard(scenario, table, theatre)),
            )


def _hazard(scenario: Scenario, table: Table, theatre: Theatre) -> Iterator[PeriodRisk]:
    for part in scenario.theatres.values():
        read = f"hazard:{part.id}"
        if part.within == theatre.id and (AS_WRITTEN, read) in table.reads:
            yield PeriodRisk(
                period=period_of(part.id),
                played=_after(table, f"played:{read}"),
                hazard=_after(table, read),
            )


def _on(scenario: Scenario, theatre: Theatre) -> list[Anchor]:
    """Give the anchors on war in a theatre, whatever they are given."""
    return [anchor for anchor in scenario.anchors.values() if anchor.outcome == theatre.war]


def _measure(scenario: Scenario, table: Table, measure: Measure) -> MeasureFinding:
    return MeasureFinding(
        id=measure.id,
        means=measure.means,
        unit=measure.unit,
        expected=_after(table, f"measure:{measure.id}"),
        arms=tuple(_measure_arms(scenario, table, measure)),
    )


def _measure_arms(scenario: Scenario, table: Table, measure: Measure) -> Iterator[MeasureArms]:
    for id, claim in scenario.claims.items():
        read = f"measure:{measure.id}"
        reads = [(AS_WRITTEN, f"{read}|claim:{id}:{side}") for side in SIDES]
        forced = (AS_WRITTEN, f"claim:{id}:forced:compare") in table.reads
        reading: ReadingName = "forced" if forced else "chosen"
        if claim.levers:
            pulled = side_arm(table, id, Reading.ANNOUNCED, AS_WRITTEN, "compare")
            reads, reading = [(str(pulled), read), (AS_WRITTEN, read)], "announced"
        if all(each in table.reads for each in reads):
            compare, against = (spread(table.reads[each], table.weight) for each in reads)
            yield MeasureArms(claim=id, reading=reading, compare=compare, against=against)
