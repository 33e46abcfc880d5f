"""Each claim's contrasts among the reads of a run, and the answer they give.

A draw counts for a claim only if every arm the claim uses solved in it: the
structure as written and each variant, with the announced options where that is
how the claim is read, every coalition of channels, and the arms before anchoring.
An arm that no anchored constant fits has no say in the answer before anchoring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from twofront.findings import (
    Answer,
    ArmProbability,
    ClaimAnswer,
    Conditions,
    Half,
    LargeChanges,
    Mean,
    Readings,
    ShareOf,
    VariantAnswer,
)
from twofront.findings.claim import NO_OTHER
from twofront.findings.sentences import verdict
from twofront.scenario.model import AS_WRITTEN, Claim, Condition, Reading, Scenario, Variant

from .claims import answer, verdict_code
from .contrast import Contrast, before, coalition_contrasts, contrast, side_arm
from .coupled import claim_channels
from .deciders import deciders
from .packages import package_of
from .shares import Change, fraction, halves, spread
from .table import Flags, Floats, Table

NEAR_MISTAKE = 0.02
"""An arm less probable than this comes about by mistakes only."""

NOTHING = 1e-9
"""A change of less than this in every draw is none."""

LARGE = 0.2
"""A change of more than this, either way, is large."""

LEAST_CHECKED = 10
"""With fewer checked draws nothing is said of further equilibria among them."""

ALWAYS_THERE = "levers are pulled or not, so no arm has to come about"

ABSENT = {
    Reading.CHOSEN: "the arms were not read",
    Reading.FORCED: "no moves bring both arms about for certain",
    Reading.ANNOUNCED: "no options announced beforehand bring both arms about",
}


@dataclass(frozen=True, slots=True)
class _Contrasts:
    """All contrasts of a claim, and the draws that count.

    Attributes:
        readings: By structure, `as_written` or a variant, and by reading.
        prior: By the claim's reading, before anchoring.
        coalitions: By the claim's reading, in every coalition of channels, that of none
            first and that of all last; empty where it is not read in all of them.
        counts: `[D]` bool, every arm solved; `prior_counts` for the answer before anchoring.
        told: `[D]` bool, those of `counts` in which the change is known in every coalition.
    """

    readings: dict[str, dict[str, Contrast | None]]
    prior: Contrast | None
    coalitions: tuple[Contrast, ...]
    counts: Flags
    told: Flags
    prior_counts: Flags


def answer_claim(
    scenario: Scenario,
    table: Table,
    claim: Claim,
    drawn: Mapping[str, Floats],
    share_of: ShareOf,
) -> ClaimAnswer:
    """Answer a claim from the reads of a run.

    Args:
        scenario: What was run.
        table: Its reads.
        claim: The claim, one of the scenario's.
        drawn: The quantities that moves play, `[D]` each.
        share_of: What its shares are shares of, for the verdict in words.
    """
    found = _contrasts(scenario, table, claim)
    headline = found.readings[AS_WRITTEN][claim.reading]
    top = _change(table, claim, headline, found.told, table.weight)
    main = answer(top)
    variants = tuple(_variant(table, claim, found, each) for each in scenario.variants.values())
    split = _halves(table, drawn, headline, found.told, top)
    channels, log_odds = claim_channels(scenario, table, found.coalitions, found.told)
    hangs_on = deciders(scenario, table, claim, drawn, headline, found.told, top)
    told = ClaimAnswer(
        **_asked(scenario, claim),
        **_shares(main),
        arm_probability=_arm_probability(table, claim, found.counts),
        share_by_half=split,
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
        channels=channels,
        channels_log_odds=log_odds,
        drivers=hangs_on.drivers,
        variance=hangs_on.variance,
        drivers_anchored=hangs_on.drivers_anchored,
        convergence=hangs_on.convergence,
        region=hangs_on.region,
        threshold=hangs_on.threshold,
    )
    return replace(told, verdict=verdict(told, share_of))


def _asked(scenario: Scenario, claim: Claim) -> dict[str, Any]:
    """Give the fields that say what a claim asks."""
    return {
        "id": claim.id,
        "says": claim.says,
        "said_in": claim.said_in,
        "compare": stated(claim.compare),
        "against": stated(claim.against),
        "reading": claim.reading,
        "outcome": stated(claim.outcome),
        "expect": claim.expect,
        "matters": claim.matters,
        "levers": package_of(scenario, claim),
        "than_as_of": claim.than_as_of.isoformat() if claim.than_as_of else None,
    }


def _contrasts(scenario: Scenario, table: Table, claim: Claim) -> _Contrasts:
    arms = [AS_WRITTEN, *scenario.variants]
    readings = {
        arm: {reading.value: contrast(table, claim, reading, arm) for reading in Reading}
        for arm in arms
    }
    prior = contrast(table, claim, claim.reading, before(table))
    coalitions = coalition_contrasts(scenario, table, claim)
    used = [*(each for kinds in readings.values() for each in kinds.values()), prior, *coalitions]
    counts = _solved(table, [*arms, *(arm for each in used if each for arm in each.arms)])
    unfitted = np.zeros(len(table), dtype=np.bool_)
    for flags in table.unfitted.values():
        unfitted |= flags
    prior_counts = (counts | unfitted) & _solved(table, prior.arms if prior else ())
    told = counts & _known([readings[AS_WRITTEN][claim.reading], *coalitions])
    return _Contrasts(readings, prior, coalitions, counts, told, prior_counts)


def _known(contrasts: Iterable[Contrast | None]) -> Flags:
    """Give the draws `[D]` in which contrasts are known, those there are."""
    known = [np.isfinite(each.delta) for each in contrasts if each]
    return np.asarray(np.logical_and.reduce(known), dtype=np.bool_)


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
        all_sets=table.all_sets,
        matters=claim.matters,
    )


def _halves(
    table: Table,
    drawn: Mapping[str, Floats],
    contrast: Contrast | None,
    counts: Flags,
    change: Change,
) -> tuple[Half, ...]:
    """Split by every quantity that ranges and moves play, as fitted where an anchor fits it."""
    if contrast is None:
        return ()
    kept = counts & (table.weight > 0)
    drawn = {id: values[kept] for id, values in drawn.items()}
    return halves(change, drawn, {id: values[kept] for id, values in table.fitted.items()})


def _prior(table: Table, claim: Claim, found: _Contrasts) -> Answer:
    return answer(_change(table, claim, found.prior, found.prior_counts, table.before))


def _variant(table: Table, claim: Claim, found: _Contrasts, variant: Variant) -> VariantAnswer:
    headline = found.readings[variant.id][claim.reading]
    told = _answer(table, claim, headline, found.counts)
    return VariantAnswer(
        id=variant.id,
        means=variant.means,
        **_shares(told),
        readings=_readings(table, claim, found, variant.id),
    )


def _shares(told: Answer) -> dict[str, Any]:
    """Give the fields that answers as written and in variants have alike."""
    names = ("share_holds", "share_reversed", "share_no_difference", "delta")
    errors = ("share_reversed_se", "share_no_difference_se")
    return {name: getattr(told, name) for name in (*names, *errors)}


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
        reasons={
            name.value: NO_OTHER if claim.levers else ABSENT[name]
            for name in Reading
            if name not in given
        },
        acts=_acts(table, claim, arm),
        forced_is_nothing=_is_nothing(table, found, found.readings[arm][Reading.FORCED]),
    )


def _acts(table: Table, claim: Claim, arm: str) -> dict[str, dict[str, str]]:
    """Give what is played in the forced and announced arms: the ids of the latter carry it."""
    sides = {
        side: side_arm(table, claim.id, Reading.ANNOUNCED, arm, side)
        for side in ("compare", "against")
    }
    if claim.levers:
        return {}
    return {side: _act(found) for side, found in sides.items() if found is not None}


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
    if claim.levers:
        return ArmProbability(
            compare=None,
            against=None,
            near_mistakes=False,
            compare_rare=None,
            against_rare=None,
            reason=ALWAYS_THERE,
        )
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
    if not found.coalitions:
        return Mean(mean=None, reason="not solved for this contrast")
    off = spread(found.coalitions[0].delta, np.where(found.told, table.weight, 0.0))
    return Mean(mean=off.mean, reason=off.reason)


def stated(condition: Condition) -> Conditions:
    """Give a condition as findings write it."""
    return tuple({test.name: test.values for test in clause} for clause in condition.clauses)
