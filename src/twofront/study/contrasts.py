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
    LargeChanges,
    Mean,
    ReadingName,
    Readings,
    ShareOf,
    VariantAnswer,
)
from twofront.findings.sentences import verdict
from twofront.scenario.model import AS_WRITTEN, Claim, Condition, Reading, Scenario, Variant

from .bystanders import bystanders
from .claims import answer, verdict_code
from .shares import Change, fraction, halves, spread
from .table import Flags, Floats, Table

ALL_OFF = f"{AS_WRITTEN}/off:all"
NEAR_MISTAKE = 0.02
"""An arm less probable than this comes about by mistakes only."""

NOTHING = 1e-9
"""A change of less than this in every draw is none."""

LARGE = 0.2
"""A change of more than this, either way, is large."""

LEAST_CHECKED = 10
"""With fewer checked draws nothing is said of further equilibria among them."""

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
        readings: By structure, `as_written` or a variant, and by reading.
        prior: By the claim's reading, before anchoring; `off` with all channels off.
        counts: `[D]` bool, every arm solved; `prior_counts` for the answer before anchoring.
    """

    readings: dict[str, dict[str, Contrast | None]]
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
    headline = found.readings[AS_WRITTEN][claim.reading]
    top = _change(table, claim, headline, found.counts, table.weight)
    main = answer(top)
    variants = tuple(
        _variant(table, claim, found, variant) for variant in scenario.variants.values()
    )
    split = _halves(scenario, table, headline, found.counts, top)
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
        share_reversed_se=main.share_reversed_se,
        share_no_difference_se=main.share_no_difference_se,
        matters=claim.matters,
        arm_probability=_arm_probability(table, claim, found.counts),
        share_by_half=split,
        delta=main.delta,
        prior=_prior(table, claim, found),
        verdict_code=verdict_code([main, *variants], split),
        verdict="",
        readings=_readings(table, claim, found, AS_WRITTEN),
        variants=variants,
        solved_draws=int(found.counts.sum()),
        failed_draws=int((~found.counts).sum()),
        unweighted_draws=int((found.counts & (table.weight <= 0)).sum()),
        counted_draws=len(top.delta),
        effective_draws=top.effective,
        large_changes=_large_changes(table, headline, found.counts),
        delta_all_channels_off=_all_off(scenario, table, found),
    )
    return replace(told, verdict=verdict(told, share_of))


def _contrasts(scenario: Scenario, table: Table, claim: Claim) -> _Contrasts:
    arms = [AS_WRITTEN, *scenario.variants]
    readings = {
        arm: {reading.value: contrast(table, claim.id, reading, arm) for reading in Reading}
        for arm in arms
    }
    prior = contrast(table, claim.id, claim.reading, before(table, AS_WRITTEN))
    off = contrast(table, claim.id, claim.reading, ALL_OFF)
    used = [*(each for kinds in readings.values() for each in kinds.values()), prior, off]
    counts = _solved(table, [*arms, *(arm for each in used if each for arm in each.arms)])
    unfitted = np.zeros(len(table), dtype=np.bool_)
    for flags in table.unfitted.values():
        unfitted |= flags
    prior_counts = (counts | unfitted) & _solved(table, prior.arms if prior else ())
    return _Contrasts(readings, prior, off, counts, prior_counts)


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
    scenario: Scenario, table: Table, contrast: Contrast | None, counts: Flags, change: Change
) -> tuple[Half, ...]:
    """Split by every quantity that ranges and moves play, as fitted where an anchor fits it."""
    if contrast is None:
        return ()
    kept = counts & (table.weight > 0) & np.isfinite(contrast.delta)
    idle = bystanders(scenario)
    drawn = {id: values[kept] for id, values in table.quantities.items() if id not in idle}
    return halves(change, drawn, {id: values[kept] for id, values in table.fitted.items()})


def _prior(table: Table, claim: Claim, found: _Contrasts) -> Answer:
    alike = np.ones(len(table))
    return answer(_change(table, claim, found.prior, found.prior_counts, alike))


def _variant(table: Table, claim: Claim, found: _Contrasts, variant: Variant) -> VariantAnswer:
    headline = found.readings[variant.id][claim.reading]
    told = _answer(table, claim, headline, found.counts)
    return VariantAnswer(
        id=variant.id,
        means=variant.means,
        share_holds=told.share_holds,
        share_reversed=told.share_reversed,
        share_no_difference=told.share_no_difference,
        share_reversed_se=told.share_reversed_se,
        share_no_difference_se=told.share_no_difference_se,
        delta=told.delta,
        readings=_readings(table, claim, found, variant.id),
    )


def _readings(table: Table, claim: Claim, found: _Contrasts, arm: str) -> Readings:
    given = {
        name: _answer(table, claim, each, found.counts)
        for name, each in found.readings[arm].items()
        if each is not None
    }
    return Readings(
        chosen=given.get(Reading.CHOSEN),
        forced=given.get(Reading.FORCED),
        announced=given.get(Reading.ANNOUNCED),
        reasons={name.value: ABSENT[name] for name in Reading if name not in given},
        acts=_acts(table, claim, arm),
        forced_is_nothing=_is_nothing(table, found, found.readings[arm][Reading.FORCED]),
    )


def _acts(table: Table, claim: Claim, arm: str) -> dict[str, dict[str, str]]:
    """Give what is played in the forced and announced arms: the ids of the latter carry it."""
    sides = {
        side: _side(table, claim.id, Reading.ANNOUNCED, arm, side)
        for side in ("compare", "against")
    }
    return {side: _act(found[1]) for side, found in sides.items() if found is not None}


def _act(arm: str) -> dict[str, str]:
    _, _, text = arm.partition("/announced:")
    pairs = (pair.partition("=") for pair in text.split(","))
    return {move: option for move, _, option in pairs}


def _is_nothing(table: Table, found: _Contrasts, forced: Contrast | None) -> bool:
    if forced is None:
        return False
    delta = forced.delta[found.counts & (table.weight > 0) & np.isfinite(forced.delta)]
    return bool(len(delta)) and bool((np.abs(delta) < NOTHING).all())


def _large_changes(table: Table, contrast: Contrast | None, counts: Flags) -> LargeChanges | None:
    """Count further equilibria among the checked draws whose change is large."""
    if contrast is None:
        return None
    large = counts & (table.weight > 0) & table.checked & (np.abs(contrast.delta) > LARGE)
    if large.sum() < LEAST_CHECKED:
        return None
    return LargeChanges(
        above=LARGE,
        checked=int(large.sum()),
        several=int((large & table.several).sum()),
        share=fraction(table.several[large], table.weight[large]),
    )


def _arm_probability(table: Table, claim: Claim, counts: Flags) -> ArmProbability:
    weight = np.where(counts, table.weight, 0.0)
    sides = [
        table.reads[AS_WRITTEN, f"claim:{claim.id}:p_{side}"] for side in ("compare", "against")
    ]
    compare, against = (spread(values, weight) for values in sides)
    rare = [
        None if each.reason else fraction(side < NEAR_MISTAKE, weight)
        for each, side in zip((compare, against), sides, strict=True)
    ]
    means = [each.mean for each in (compare, against) if each.mean is not None]
    return ArmProbability(
        compare=compare.mean,
        against=against.mean,
        near_mistakes=any(mean < NEAR_MISTAKE for mean in means),
        compare_rare=rare[0],
        against_rare=rare[1],
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
