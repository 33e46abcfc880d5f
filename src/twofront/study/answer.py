"""The reads of a run → findings: the answer to every claim and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from twofront.findings import (
    SCHEMA,
    Anchors,
    Draws,
    Failure,
    Findings,
    MeasureArms,
    MeasureFinding,
    ShareOf,
    Spread,
    StatedAnchor,
    TheatreRisk,
)
from twofront.findings.numbers import count
from twofront.scenario.model import AS_WRITTEN, Anchor, Condition, Measure, Scenario, Theatre

from .connectedness import connectedness
from .contrasts import answer_claim, before, stated
from .grounds import distribution_words, quantities, sources
from .shares import LEAST_EFFECTIVE, effective_draws, spread
from .table import Flags, Table

FEW = 0.1
"""Anchoring that leaves a lesser part of the draws in effect is warned of."""


def build(scenario: Scenario, table: Table, provenance: Mapping[str, Any]) -> Findings:
    """Answer a scenario from the reads of its run.

    Args:
        scenario: What was run, as known on its date.
        table: Everything read from the solved arms.
        provenance: What it takes to make the same answer again, as plain JSON
            values; no clock times, so that the same run gives the same findings.
    """
    share_of = what_shares_are_of(scenario)
    return Findings(
        schema=SCHEMA,
        title=scenario.title,
        as_of=scenario.as_of.isoformat(),
        horizon_years=scenario.horizon_years,
        draws=_draws(table),
        anchors=_anchors(scenario, table, share_of),
        claims=tuple(
            answer_claim(scenario, table, claim, share_of) for claim in scenario.claims.values()
        ),
        theatres=tuple(_theatres(scenario, table)),
        measures=tuple(_measure(scenario, table, each) for each in scenario.measures.values()),
        connectedness=connectedness(scenario, table),
        quantities=quantities(scenario, table),
        sources=sources(scenario),
        provenance=provenance,
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


def _draws(table: Table) -> Draws:
    solved = np.ones(len(table), dtype=np.bool_)
    for flags in table.solved.values():
        solved &= flags
    return Draws(
        asked=len(table),
        solved=int(solved.sum()),
        failed=int((~solved).sum()),
        checked=int(table.checked.sum()),
        several_equilibria=int((table.several & table.checked).sum()),
        failures=tuple(_failures(table)),
    )


def _failures(table: Table) -> Iterator[Failure]:
    for variant in sorted(table.unfitted):
        missed = int(table.unfitted[variant].sum())
        if missed:
            reason = "no value of a fitted constant brings about the rate it is anchored to"
            yield Failure(arm=variant, draws=missed, reason=reason)
    for arm in sorted(table.solved):
        failed = int((~table.solved[arm] & ~_unfitted(table, arm)).sum())
        if failed:
            yield Failure(arm=arm, draws=failed, reason="the solver did not reach an equilibrium")


def _unfitted(table: Table, arm: str) -> Flags:
    """Give the draws `[D]` in which an arm could not be tried for want of a fitted constant."""
    variant, _, rest = arm.partition("/")
    missed = table.unfitted.get(variant)
    if missed is None or rest.startswith("prior"):
        return np.zeros(len(table), dtype=np.bool_)
    return missed


def _anchors(scenario: Scenario, table: Table, share_of: ShareOf) -> Anchors:
    effective = effective_draws(table.weight)
    return Anchors(
        stated=tuple(_anchor(table, anchor) for anchor in scenario.anchors.values()),
        share_of=share_of,
        effective_draws=effective,
        warning=_warning(scenario, table, effective),
    )


def _warning(scenario: Scenario, table: Table, effective: float) -> str | None:
    if not scenario.anchors:
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


def _anchor(table: Table, anchor: Anchor) -> StatedAnchor:
    read = f"anchor:{anchor.id}"
    return StatedAnchor(
        id=anchor.id,
        outcome=stated(anchor.outcome),
        given=stated(anchor.given),
        between=anchor.between,
        about=distribution_words(anchor.about) if anchor.about else None,
        solve_for=anchor.solve_for,
        rate=_after(table, read),
        prior_rate=_before(table, read),
        sources=anchor.grounds.sources,
        assumed=anchor.grounds.assumed,
    )


def _after(table: Table, read: str) -> Spread:
    return spread(table.reads[AS_WRITTEN, read], table.weight)


def _before(table: Table, read: str) -> Spread:
    values = table.reads[before(table, AS_WRITTEN), read]
    return spread(values, np.ones(len(table)))


def _theatres(scenario: Scenario, table: Table) -> Iterator[TheatreRisk]:
    for theatre in scenario.theatres.values():
        if theatre.war is not None and (AS_WRITTEN, f"risk:{theatre.id}") in table.reads:
            yield TheatreRisk(
                id=theatre.id,
                name=theatre.name,
                war=stated(theatre.war),
                horizon_years=scenario.horizon_years,
                risk=_after(table, f"risk:{theatre.id}"),
                prior_risk=_before(table, f"risk:{theatre.id}"),
                anchored_by=tuple(
                    anchor.id
                    for anchor in scenario.anchors.values()
                    if anchor.outcome == theatre.war
                ),
            )


def _measure(scenario: Scenario, table: Table, measure: Measure) -> MeasureFinding:
    return MeasureFinding(
        id=measure.id,
        means=measure.means,
        unit=measure.unit,
        wars=tuple(
            theatre.id for theatre in scenario.theatres.values() if _counts(measure, theatre)
        ),
        expected=_after(table, f"measure:{measure.id}"),
        arms=tuple(_measure_arms(scenario, table, measure)),
    )


def _counts(measure: Measure, theatre: Theatre) -> bool:
    """Tell whether a line of a measure is added in the wars of a theatre."""
    return theatre.war is not None and any(_meet(line.when, theatre.war) for line in measure.lines)


def _meet(first: Condition, second: Condition) -> bool:
    """Tell whether two conditions ask the same of some move."""
    return any(
        one.name == two.name and set(one.values) & set(two.values)
        for clause in first.clauses
        for one in clause
        for other in second.clauses
        for two in other
    )


def _measure_arms(scenario: Scenario, table: Table, measure: Measure) -> Iterator[MeasureArms]:
    for claim in scenario.claims:
        reads = [f"measure:{measure.id}|claim:{claim}:{side}" for side in ("compare", "against")]
        if all((AS_WRITTEN, read) in table.reads for read in reads):
            forced = (AS_WRITTEN, f"claim:{claim}:forced:compare") in table.reads
            compare, against = (_after(table, read) for read in reads)
            yield MeasureArms(
                claim=claim,
                reading="forced" if forced else "chosen",
                compare=compare,
                against=against,
            )
