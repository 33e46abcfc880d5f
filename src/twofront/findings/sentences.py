"""A claim's answer in sentences, written from its numbers by fixed rules.

No sentence is stronger than its number. A share of draws is a share of
assumptions and never called a probability. Direction is named only by signs,
and a claim that fails is told as plainly as one that holds.
"""

from __future__ import annotations

from .claim import ClaimAnswer, Conditions, Spread, VerdictCode
from .deciding import (
    LEAST_SWING,
    SHARES,
    Decider,
    OfAnswer,
    decider,
    leading,
    noise,
    quantity_name,
    words,
)
from .model import ShareOf, TheatreRisk
from .numbers import (
    BORDER,
    event_digits,
    event_percent,
    number,
    percent,
    points,
    remainder,
    size_in_points,
    whole,
    yardstick,
)

NOUN = {
    ShareOf.ASSUMPTIONS: "assumptions",
    ShareOf.ADMISSIBLE: "admissible assumptions",
    ShareOf.POSTERIOR: "the posterior under the stated ranges",
}
"""What a share is a share of, after `of`."""

MEANING = {
    ShareOf.ASSUMPTIONS: (
        "Shares are parts of all assumptions within the stated ranges, each counted alike. "
        "They say how robust a claim is to what is not known, not how often anything will happen."
    ),
    ShareOf.ADMISSIBLE: (
        "Shares are parts of the admissible assumptions: those within the stated ranges under "
        "which the model reproduces the rates it is anchored to. They say how robust a claim is "
        "to what is not known, not how often anything will happen."
    ),
    ShareOf.POSTERIOR: (
        "Shares are parts of a posterior under the stated ranges: assumptions weighted by how "
        "well the model then reproduces the rates it is anchored to. They say how robust a claim "
        "is to what is not known, not how often anything will happen."
    ),
}


def conditions(stated: Conditions) -> str:
    """Write a condition: `settlement is bad deal and china is attack`."""
    if not stated:
        return "never"
    clauses = (" and ".join(_test(name, clause[name]) for name in clause) for clause in stated)
    return " or ".join(clause or "always" for clause in clauses)


def _test(name: str, values: tuple[str, ...]) -> str:
    return f"{words(name)} is {' or '.join(words(value) for value in values)}"


def verdict(claim: ClaimAnswer, share_of: ShareOf) -> str:
    """Write the verdict: what was found and what decides it, then what else must be known."""
    sentences = [first_line(claim, share_of), division(claim), news(claim), near_mistakes(claim)]
    return " ".join(sentence for sentence in sentences if sentence)


def first_line(claim: ClaimAnswer, share_of: ShareOf) -> str:
    """Write the first line an analyst reads, which names what decides."""
    if claim.verdict_code is VerdictCode.UNDECIDED or claim.share_holds.value is None:
        return f"Undecided: {_why_undecided(claim)}."
    noun = NOUN[share_of]
    if claim.verdict_code is VerdictCode.MIXED:
        return _mixed(claim, claim.share_holds.value, noun)
    return _steady(claim, noun)


def _why_undecided(claim: ClaimAnswer) -> str:
    for answer, place in [(claim.share_holds, "as written")] + [
        (variant.share_holds, f"under the variant {words(variant.id)}")
        for variant in claim.variants
    ]:
        if answer.value is None:
            return f"{answer.reason} ({place})"
    raise ValueError(f"claim {claim.id} is undecided for no reason")


def _mixed(claim: ClaimAnswer, holds: float, noun: str) -> str:
    upset = _overturned(claim, noun)
    if upset is not None:
        return upset
    found = decider(claim)
    if found is None:
        return (
            f"Fails in {remainder(holds)} of {noun}; "
            "no one quantity, variant or reading makes the difference."
        )
    if found.kind == "quantity":
        return (
            f"Fails in {remainder(holds)} of {noun}, {_how_much(found)} {found.where}: it holds "
            f"in {percent(found.here)} there and in {percent(found.elsewhere)} of the rest."
        )
    link = "and" if found.here < found.elsewhere else "but only"
    return (
        f"Fails in {remainder(holds)} of {noun} {found.other}, "
        f"{link} in {remainder(found.here)} {found.where}."
    )


def _how_much(found: Decider) -> str:
    """Say `mainly` only where at least two in three failures lie in the half named."""
    return "mainly" if 1 - found.here >= 2 * (1 - found.elsewhere) else "more often"


def _says(code: VerdictCode, claim: ClaimAnswer) -> str:
    if code is VerdictCode.NEGLIGIBLE:
        return f"Makes no difference that matters (over {size_in_points(claim.matters)})"
    return "Holds" if code is VerdictCode.HOLDS else "The opposite holds"


def _overturned(claim: ClaimAnswer, noun: str) -> str | None:
    """Write the first line of a claim that only a variant keeps from its verdict."""
    if not claim.variants:
        return None
    for code, (of_answer, of_halves) in SHARES.items():
        share = of_answer(claim) or 0.0
        halves = [each for half in claim.share_by_half for each in of_halves(half)]
        if whole(min([share, *halves])) >= BORDER:
            where, least = min(_variants(claim, of_answer), key=lambda each: each[1])
            return (
                f"{_says(code, claim)} in {percent(share)} of {noun} as written, "
                f"but only in {percent(least)} {where}."
            )
    return None


def _variants(claim: ClaimAnswer, of_answer: OfAnswer) -> list[tuple[str, float]]:
    return [
        (f"under the variant {words(variant.id)}", of_answer(variant) or 0.0)
        for variant in claim.variants
    ]


def _steady(claim: ClaimAnswer, noun: str) -> str:
    """Write a verdict that stands everywhere, and where it stands least."""
    of_answer, of_halves = SHARES[claim.verdict_code]
    share = of_answer(claim)
    assert share is not None  # a verdict was reached
    line = f"{_says(claim.verdict_code, claim)} in {percent(share)} of {noun}"
    settings = _variants(claim, of_answer)
    for half in claim.share_by_half:
        name, (low, high) = quantity_name(half.quantity, fitted=half.fitted), of_halves(half)
        settings.append((f"where {name} is low (up to {number(half.split)})", low))
        settings.append((f"where {name} is high (above {number(half.split)})", high))
    where, least = min(settings, key=lambda each: each[1], default=("", share))
    if least >= share:
        return f"{line}, and as often in every variant and half of a range."
    return f"{line}; least {where}, with {percent(least)}."


def division(claim: ClaimAnswer) -> str:
    """Write how the draws divide beside the share that the first line tells.

    Empty where nothing can be said, or where the first line says it all.
    """
    holds, opposite, same = (
        claim.share_holds.value,
        claim.share_reversed,
        claim.share_no_difference,
    )
    if holds is None or opposite is None or same is None or max(holds, opposite, same) == 1:
        return ""
    code = leading(claim)
    if code is VerdictCode.NEGLIGIBLE:
        return f"The claim holds in {percent(holds)}, its opposite in {percent(opposite)}."
    other = f"the claim holds in {percent(holds)}"
    if code is VerdictCode.HOLDS:
        other = f"the opposite holds in {percent(opposite)}"
    little = f"the change is at most {size_in_points(claim.matters)} in {percent(same)}"
    return f"{other[0].upper()}{other[1:]}; {little}."


def news(claim: ClaimAnswer) -> str:
    """Say what is left of a claim once its acts carry no news; empty where all of it is."""
    announced = claim.readings.announced
    if announced is None or claim.reading == "announced":
        return ""
    here, top = announced.share_holds, claim.share_holds
    if here.value is None or top.value is None:
        return ""
    swing = abs(here.value - top.value)
    if swing < LEAST_SWING or swing <= noise(here.se, top.se):
        return ""
    return (
        "Where the arms are announced beforehand, and so carry no news, "
        f"it holds in {percent(here.value)}."
    )


def near_mistakes(claim: ClaimAnswer) -> str:
    """Warn where an arm hardly ever comes about; else empty."""
    arm = claim.arm_probability
    if not arm.near_mistakes or arm.compare is None or arm.against is None:
        return ""
    rare = "compared" if arm.compare <= arm.against else "it is compared with"
    return (
        f"The answer rests on near-mistakes: the arm {rare} comes about with a modelled "
        f"probability of {event_percent(min(arm.compare, arm.against))}."
    )


def change(spread: Spread) -> str:
    """Write a change in probability with its spread, in percentage points."""
    if spread.median is None or spread.p05 is None or spread.p95 is None:
        return f"No change can be given: {spread.reason}."
    return (
        f"Median change {points(spread.median)} points; nine draws in ten lie between "
        f"{points(spread.p05)} and {points(spread.p95)}."
    )


def direction(spread: Spread) -> str:
    """Say which way a change goes: `raises`, `lowers`, or `changes` where nine in ten differ."""
    if spread.p05 is None or spread.p95 is None or spread.p05 <= 0 <= spread.p95:
        return "changes"
    return "raises" if spread.p05 > 0 else "lowers"


def risk(theatre: TheatreRisk) -> str:
    """Write the modelled probability of war in a theatre, with its spread across assumptions."""
    spread = theatre.risk
    if spread.median is None or spread.p05 is None or spread.p95 is None:
        return f"No figure: {spread.reason}."
    between = f"{event_digits(spread.p05)} and {event_percent(spread.p95)}"
    told = f"nine draws in ten lie between {between}"
    if event_digits(spread.p05).startswith("under"):
        told = f"95 draws in 100 lie at or below {event_percent(spread.p95)}"
    return f"{event_percent(spread.median)} at the median; {told}"


def risk_term(theatre: TheatreRisk) -> str | None:
    """Give the yardstick's term for an anchored risk; None where the yardstick does not apply."""
    spread = theatre.risk
    if not theatre.anchored_by or spread.p05 is None or spread.p95 is None:
        return None
    return yardstick(spread.p05, spread.p95)
