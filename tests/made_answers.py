"""Answers to claims made up from a few numbers, for tests of words, charts and pages."""

from __future__ import annotations

from twofront.findings import (
    Answer,
    ArmProbability,
    ClaimAnswer,
    Delta,
    Half,
    Histogram,
    Mean,
    Readings,
    Share,
    VariantAnswer,
    VerdictCode,
)

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
        delta=delta or made_delta(),
    )


def made_variant(id: str, holds: float | None, opposite: float = 0.0) -> VariantAnswer:
    """An answer under a variant."""
    answer = made_answer(holds, opposite)
    return VariantAnswer(
        id=id,
        means="Another order",
        share_holds=answer.share_holds,
        share_reversed=answer.share_reversed,
        share_no_difference=answer.share_no_difference,
        delta=answer.delta,
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
    )


def made_claim(
    code: VerdictCode,
    holds: float | None,
    opposite: float = 0.0,
    *,
    halves: tuple[Half, ...] = (),
    variants: tuple[VariantAnswer, ...] = (),
    announced: Answer | None = None,
    rare: float = 0.3,
    delta: Delta | None = None,
    says: str = "A bad deal makes a move more likely.",
) -> ClaimAnswer:
    """A claim with that verdict and those shares."""
    answer = made_answer(holds, opposite, delta=delta)
    reasons = {"forced": "no moves bring both arms about for certain"}
    if announced is None:
        reasons["announced"] = "no options announced beforehand bring both arms about"
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
        matters=0.01,
        arm_probability=ArmProbability(compare=rare, against=0.5, near_mistakes=rare < 0.02),
        share_by_half=halves,
        delta=answer.delta,
        prior=answer,
        verdict_code=code,
        verdict="",
        readings=Readings(chosen=answer, forced=None, announced=announced, reasons=reasons),
        variants=variants,
        solved_draws=4090,
        failed_draws=6,
        effective_draws=4090.0,
        delta_all_channels_off=Mean(mean=0.01),
    )
