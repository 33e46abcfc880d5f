"""Each claim's contrasts among the reads of a run, and the answer they give.

A draw counts for a claim only if every arm the claim uses solved in it: the
structure as written and each variant, with the announced options where that is
how the claim is read, all channels off, and the arms before anchoring. An arm
that no anchored constant fits has no say in the answer before anchoring.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from twofront.findings import (
    Answer,
    ArmProbability,
    ClaimAnswer,
    Conditions,
    Half,
    Mean,
    ReadingName,
    Readings,
    ShareOf,
    VariantAnswer,
)
from twofront.findings.sentences import verdict
from twofront.scenario.model import AS_WRITTEN, Claim, Condition, Reading, Scenario, Variant

from .claims import answer, verdict_code
from .shares import Change, halves, spread
from .table import Flags, Floats, Table

ALL_OFF = f"{AS_WRITTEN}/off:all"
NEAR_MISTAKE = 0.02
"""An arm less probable than this comes about by mistakes only."""

ABSENT = {
    Reading.CHOSEN: "the arms were not read",
    Reading.FORCED: "no moves bring both arms about for certain",
    Reading.ANNOUNCED: "no options announced beforehand bring both arms about",
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """A claim's outcome in its two arms.

    Attributes:
        delta: `[D]` float64, P(outcome | compare) - P(outcome | against).
        arms: The solved arms it is read from.
    """

    delta: Floats
    arms: tuple[str, ...]


def before(table: Table, variant: str) -> str:
    """Give the arm that has a variant before anchoring: its own, or the main one for both."""
    prior = f"{variant}/prior"
    return prior if prior in table.solved else variant


def contrast(table: Table, claim: str, reading: str, arm: str) -> Contrast | None:
    """Give a claim's contrast by one reading in one arm; None where the run has none."""
    sides = [_side(table, claim, reading, arm, side) for side in ("compare", "against")]
    if sides[0] is None or sides[1] is None:
        return None
    (compare, first), (against, second) = sides[0], sides[1]
    return Contrast(compare - against, tuple(dict.fromkeys((first, second))))


def _side(table: Table, claim: str, reading: str, arm: str, side: str) -> tuple[Floats, str] | None:
    read = f"claim:{claim}:{reading}:{side}"
    if reading != Reading.ANNOUNCED:
        found = table.reads.get((arm, read))
        return None if found is None else (found, arm)
    for place, values in table.reads.items():
        if place[0].startswith(f"{arm}/announced:") and place[1] == read:
            return values, place[0]
    return None


@dataclass(frozen=True, slots=True)
class _Contrasts:
    """All contrasts of a claim, and the draws that count.

    Attributes:
        readings: As written, by reading; `variants` by the claim's reading, by variant.
        prior: By the claim's reading, before anchoring; `off` with all channels off.
        counts: `[D]` bool, every arm solved; `prior_counts` for the answer before anchoring.
    """

    readings: dict[str, Contrast | None]
    variants: dict[str, Contrast | None]
    prior: Contrast | None
    off: Contrast | None
    counts: Flags
    prior_counts: Flags


def answer_claim(scenario: Scenario, table: Table, claim: Claim, share_of: ShareOf) -> ClaimAnswer:
    """Answer a claim from the reads of a run.

    Args:
        scenario: What was run.
        table: Its reads.
        claim: The claim, one of the scenario's.
        share_of: What its shares are shares of, for the verdict in words.
    """
    found = _contrasts(scenario, table, claim)
    top = _change(table, claim, found.readings[claim.reading], found.counts, table.weight)
    main = answer(top)
    variants = tuple(
        _variant(scenario.variants[id], _answer(table, claim, each, found.counts))
        for id, each in found.variants.items()
    )
    split = _halves(table, found.readings[claim.reading], found.counts, top)
    told = ClaimAnswer(
        id=claim.id,
        says=claim.says,
        said_in=claim.said_in,
        compare=stated(claim.compare),
        against=stated(claim.against),
        reading=cast(ReadingName, claim.reading),
        outcome=stated(claim.outcome),
        expect="rises" if claim.expect == "rises" else "falls",
        share_holds=main.share_holds,
        share_reversed=main.share_reversed,
        share_no_difference=main.share_no_difference,
        matters=claim.matters,
        arm_probability=_arm_probability(table, claim, found.counts),
        share_by_half=split,
        delta=main.delta,
        prior=_prior(table, claim, found),
        verdict_code=verdict_code([main, *variants], split),
        verdict="",
        readings=_readings(table, claim, found),
        variants=variants,
        solved_draws=int(found.counts.sum()),
        failed_draws=int((~found.counts).sum()),
        effective_draws=top.effective,
        delta_all_channels_off=_all_off(scenario, table, found),
    )
    return replace(told, verdict=verdict(told, share_of))


def _contrasts(scenario: Scenario, table: Table, claim: Claim) -> _Contrasts:
    readings = {
        reading.value: contrast(table, claim.id, reading, AS_WRITTEN) for reading in Reading
    }
    variants = {id: contrast(table, claim.id, claim.reading, id) for id in scenario.variants}
    prior = contrast(table, claim.id, claim.reading, before(table, AS_WRITTEN))
    off = contrast(table, claim.id, claim.reading, ALL_OFF)
    used = [*readings.values(), *variants.values(), prior, off]
    arms = [AS_WRITTEN, *scenario.variants]
    counts = _solved(table, [*arms, *(arm for each in used if each for arm in each.arms)])
    unfitted = np.zeros(len(table), dtype=np.bool_)
    for flags in table.unfitted.values():
        unfitted |= flags
    prior_counts = (counts | unfitted) & _solved(table, prior.arms if prior else ())
    return _Contrasts(readings, variants, prior, off, counts, prior_counts)


def _solved(table: Table, arms: Iterable[str]) -> Flags:
    solved = np.ones(len(table), dtype=np.bool_)
    for arm in arms:
        solved &= table.solved[arm]
    return solved


def _answer(table: Table, claim: Claim, contrast: Contrast | None, counts: Flags) -> Answer:
    return answer(_change(table, claim, contrast, counts, table.weight))


def _change(
    table: Table, claim: Claim, contrast: Contrast | None, counts: Flags, weight: Floats
) -> Change:
    """Give a contrast in the draws that count; in none where there is no contrast."""
    delta = np.full(len(table), np.nan) if contrast is None else contrast.delta
    kept = counts & (weight > 0) & np.isfinite(delta)
    sign = 1.0 if claim.expect == "rises" else -1.0
    return Change(
        toward=sign * delta[kept],
        delta=delta[kept],
        weight=weight[kept],
        sets=table.sets[kept],
        all_sets=len(np.unique(table.sets)),
        matters=claim.matters,
    )


def _halves(
    table: Table, contrast: Contrast | None, counts: Flags, change: Change
) -> tuple[Half, ...]:
    """Split by every quantity that ranges, as fitted where an anchor fits it."""
    if contrast is None:
        return ()
    kept = counts & (table.weight > 0) & np.isfinite(contrast.delta)
    drawn = {id: values[kept] for id, values in table.quantities.items()}
    return halves(change, drawn, {id: values[kept] for id, values in table.fitted.items()})


def _prior(table: Table, claim: Claim, found: _Contrasts) -> Answer:
    alike = np.ones(len(table))
    return answer(_change(table, claim, found.prior, found.prior_counts, alike))


def _variant(variant: Variant, answer: Answer) -> VariantAnswer:
    return VariantAnswer(
        id=variant.id,
        means=variant.means,
        share_holds=answer.share_holds,
        share_reversed=answer.share_reversed,
        share_no_difference=answer.share_no_difference,
        delta=answer.delta,
    )


def _readings(table: Table, claim: Claim, found: _Contrasts) -> Readings:
    given = {
        name: _answer(table, claim, each, found.counts)
        for name, each in found.readings.items()
        if each is not None
    }
    return Readings(
        chosen=given.get(Reading.CHOSEN),
        forced=given.get(Reading.FORCED),
        announced=given.get(Reading.ANNOUNCED),
        reasons={name.value: ABSENT[name] for name in Reading if name not in given},
    )


def _arm_probability(table: Table, claim: Claim, counts: Flags) -> ArmProbability:
    weight = np.where(counts, table.weight, 0.0)
    compare, against = (
        spread(table.reads[AS_WRITTEN, f"claim:{claim.id}:p_{side}"], weight)
        for side in ("compare", "against")
    )
    means = [each.mean for each in (compare, against) if each.mean is not None]
    return ArmProbability(
        compare=compare.mean,
        against=against.mean,
        near_mistakes=any(mean < NEAR_MISTAKE for mean in means),
        reason=compare.reason or against.reason,
    )


def _all_off(scenario: Scenario, table: Table, found: _Contrasts) -> Mean:
    if not scenario.channels:
        return Mean(mean=None, reason="the scenario declares no channels")
    if found.off is None:
        return Mean(mean=None, reason="this reading is not taken with all channels off")
    off = spread(found.off.delta, np.where(found.counts, table.weight, 0.0))
    return Mean(mean=off.mean, reason=off.reason)


def stated(condition: Condition) -> Conditions:
    """Give a condition as findings write it."""
    return tuple({test.name: test.values for test in clause} for clause in condition.clauses)
