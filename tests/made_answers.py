"""Answers to claims made up from a few numbers, for tests of words, charts and pages."""

from __future__ import annotations

from collections.abc import Mapping

from twofront.findings import (
    Answer,
    ArmProbability,
    ClaimAnswer,
    Delta,
    Half,
    Histogram,
    LargeChanges,
    Mean,
    Readings,
    Share,
    VariantAnswer,
    VerdictCode,
)

NO_ACTS: Mapping[str, Mapping[str, str]] = {}
PLAYED = {"compare": {"terms": "bad"}, "against": {"terms": "war"}}
TOO_FEW = "12 effective draws; fewer than 30 answer nothing"


def made_delta(median: float = 0.03, low: float = -0.02, high: float = 0.08) -> Delta:
    """A spread around a median, with a histogram of three bins."""
    return Delta(
        mean=median,
        median=median,
        p05=low,
        p25=(low + median) / 2,
        p75=(median + high) / 2,
        p95=high,
        histogram=Histogram(edges=(-0.05, 0.0, 0.05, 0.1), counts=(10.0, 50.0, 40.0)),
    )


def no_delta() -> Delta:
    """A spread that cannot be given."""
    nothing = dict.fromkeys(("mean", "median", "p05", "p25", "p75", "p95"))
    return Delta(**nothing, reason=TOO_FEW, histogram=None)


def made_answer(
    holds: float | None, opposite: float = 0.0, se: float = 0.004, delta: Delta | None = None
) -> Answer:
    """An answer with that share; null with its reason where it is None."""
    if holds is None:
        return Answer(
            share_holds=Share(value=None, se=None, reason=TOO_FEW),
            share_reversed=None,
            share_no_difference=None,
            delta=no_delta(),
        )
    return Answer(
        share_holds=Share(value=holds, se=se),
        share_reversed=opposite,
        share_no_difference=1 - holds - opposite,
        share_reversed_se=se,
        share_no_difference_se=se,
        delta=delta or made_delta(),
    )


def made_readings(
    chosen: Answer,
    forced: Answer | None = None,
    announced: Answer | None = None,
    *,
    acts: Mapping[str, Mapping[str, str]] = NO_ACTS,
    nothing: bool = False,
) -> Readings:
    """Readings of two arms, with reasons for those that are missing."""
    reasons = {}
    if forced is None:
        reasons["forced"] = "no moves bring both arms about for certain"
    if announced is None:
        reasons["announced"] = "no options announced beforehand bring both arms about"
    return Readings(
        chosen=chosen,
        forced=forced,
        announced=announced,
        reasons=reasons,
        acts=acts,
        forced_is_nothing=nothing,
    )


def made_variant(
    id: str,
    holds: float | None,
    opposite: float = 0.0,
    se: float = 0.004,
    readings: Readings | None = None,
) -> VariantAnswer:
    """An answer under a variant."""
    answer = made_answer(holds, opposite, se)
    return VariantAnswer(
        id=id,
        means="Another order",
        share_holds=answer.share_holds,
        share_reversed=answer.share_reversed,
        share_no_difference=answer.share_no_difference,
        share_reversed_se=answer.share_reversed_se,
        share_no_difference_se=answer.share_no_difference_se,
        delta=answer.delta,
        readings=readings or made_readings(answer),
    )


def made_half(
    quantity: str,
    low: float,
    high: float,
    se: float = 0.01,
    reverse: tuple[float, float] = (0, 0),
    fitted: bool = False,
) -> Half:
    """Shares in two halves."""
    return Half(
        quantity=quantity,
        fitted=fitted,
        split=0.45,
        low=low,
        high=high,
        low_se=se,
        high_se=se,
        low_reversed=reverse[0],
        high_reversed=reverse[1],
        low_reversed_se=se,
        high_reversed_se=se,
        low_no_difference_se=se,
        high_no_difference_se=se,
    )


def made_claim(
    code: VerdictCode,
    holds: float | None,
    opposite: float = 0.0,
    *,
    halves: tuple[Half, ...] = (),
    variants: tuple[VariantAnswer, ...] = (),
    readings: Readings | None = None,
    announced: Answer | None = None,
    forced: Answer | None = None,
    large: LargeChanges | None = None,
    rare: float = 0.3,
    delta: Delta | None = None,
    says: str = "A bad deal makes a move more likely.",
) -> ClaimAnswer:
    """A claim with that verdict and those shares."""
    answer = made_answer(holds, opposite, delta=delta)
    return ClaimAnswer(
        id="bad_deal",
        says=says,
        said_in=("talk#1",),
        compare=({"terms": ("bad",)},),
        against=({"terms": ("good", "war")},),
        reading="chosen",
        outcome=({"china": ("attack",)},),
        expect="rises",
        share_holds=answer.share_holds,
        share_reversed=answer.share_reversed,
        share_no_difference=answer.share_no_difference,
        share_reversed_se=answer.share_reversed_se,
        share_no_difference_se=answer.share_no_difference_se,
        matters=0.01,
        arm_probability=ArmProbability(
            compare=rare,
            against=0.5,
            near_mistakes=rare < 0.02,
            compare_rare=0.25,
            against_rare=0.0,
        ),
        share_by_half=halves,
        delta=answer.delta,
        prior=answer,
        verdict_code=code,
        verdict="",
        readings=readings or made_readings(answer, forced, announced, acts=PLAYED),
        variants=variants,
        solved_draws=4090,
        failed_draws=6,
        unweighted_draws=500,
        counted_draws=3590,
        effective_draws=3590.0,
        large_changes=large,
        delta_all_channels_off=Mean(mean=0.01),
    )
