"""A claim's answer in sentences, written from its numbers by fixed rules.

No sentence is stronger than its number. A share of draws is a share of
assumptions and never called a probability. Direction is named only by signs,
and a claim that fails is told as plainly as one that holds.
"""

from __future__ import annotations

from .arm_words import conditions, differs
from .claim import ClaimAnswer, VariantAnswer, VerdictCode
from .deciding import LEAST_SWING, Decider, decider, least, noise, words
from .leading import SHARES, leading, part, rest
from .model import ShareOf
from .numbers import (
    BORDER,
    error_size,
    event_percent,
    percent,
    points,
    size_in_points,
    whole,
)

NOUN = {
    ShareOf.ASSUMPTIONS: "assumptions",
    ShareOf.ADMISSIBLE: "admissible assumptions",
    ShareOf.POSTERIOR: "the posterior under the stated ranges",
    ShareOf.GIVEN: "the draws that were read in",
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
    ShareOf.GIVEN: (
        "Shares are parts of the draws that were read in, by the weights they came with and by "
        "the anchors where any are stated. They say how robust a claim is to what those draws "
        "leave open, not how often anything will happen."
    ),
}


def verdict(claim: ClaimAnswer, share_of: ShareOf) -> str:
    """Write the verdict: what was found and what decides it, then what else must be known."""
    return " ".join(each for each in (first_line(claim, share_of), *second_lines(claim)) if each)


def second_lines(claim: ClaimAnswer) -> tuple[str, ...]:
    """Write what stands behind the first line; each is empty where it does not apply."""
    return (
        division(claim),
        association(claim),
        selection(claim),
        news(claim),
        near_mistakes(claim),
    )


def first_line(claim: ClaimAnswer, share_of: ShareOf) -> str:
    """Write the first line an analyst reads, which names what decides."""
    if claim.verdict_code is VerdictCode.UNDECIDED or claim.share_holds.value is None:
        return f"Undecided: {_why_undecided(claim)}."
    noun = NOUN[share_of]
    if claim.verdict_code is VerdictCode.MIXED:
        return _mixed(claim, noun)
    return _steady(claim, noun)


def _why_undecided(claim: ClaimAnswer) -> str:
    for answer, place in [(claim.share_holds, "as written")] + [
        (variant.share_holds, f"under the variant {words(variant.id)}")
        for variant in claim.variants
    ]:
        if answer.value is None:
            return f"{answer.reason} ({place})"
    return "no reason is given"


def _mixed(claim: ClaimAnswer, noun: str) -> str:
    upset = _overturned(claim, noun)
    if upset is not None:
        return upset
    found = decider(claim)
    if found is None:
        return (
            f"Fails in {rest(claim)} of {noun}; "
            "no one quantity, variant or reading makes the difference."
        )
    here, other = found.here, found.other
    if found.kind == "quantity":
        return (
            f"Fails in {rest(claim)} of {noun}, {_how_much(found)} {here.where}: it holds "
            f"in {here.holds} there and in {other.holds} of the rest."
        )
    link = "and" if here.share < other.share else "but only"
    return f"Fails in {rest(claim)} of {noun} {other.where}, {link} in {here.fails} {here.where}."


def _how_much(found: Decider) -> str:
    """Say `mainly` only where at least two in three failures lie in the half named."""
    return "mainly" if 1 - found.here.share >= 2 * (1 - found.other.share) else "more often"


def _says(code: VerdictCode, claim: ClaimAnswer) -> str:
    if code is VerdictCode.NEGLIGIBLE:
        matters = f"that matters (over {size_in_points(claim.matters)})"
        if claim.than_as_of is not None:
            return f"No change since {claim.than_as_of} {matters}"
        return f"Makes no difference {matters}"
    return "Holds" if code is VerdictCode.HOLDS else "The opposite holds"


def _overturned(claim: ClaimAnswer, noun: str) -> str | None:
    """Write the first line of a claim that only a variant keeps from its verdict."""
    if not claim.variants:
        return None
    for code, kind in SHARES.items():
        halves = [each for half in claim.share_by_half for each in kind.halves(half)]
        if whole(min([kind.share(claim) or 0.0, *halves])) >= BORDER:
            variant = min(claim.variants, key=lambda each: kind.share(each) or 0.0)
            return (
                f"{_says(code, claim)} in {part(claim, code)} of {noun} as written, but only in "
                f"{part(variant, code)} under the variant {words(variant.id)}."
            )
    return None


def _steady(claim: ClaimAnswer, noun: str) -> str:
    """Write a verdict that stands everywhere, where it stands least, and if only narrowly."""
    code = claim.verdict_code
    line = f"{_says(code, claim)} in {part(claim, code)} of {noun}"
    found = least(claim, code)
    if found is None:
        return f"{line}, and as often in every variant and half of a range."
    if found.narrow:
        return (
            f"{line}, but narrowly: {found.where} it is {found.share}, "
            f"with a sampling error of {error_size(found.error)}."
        )
    return f"{line}; least {found.where}, with {found.share}."


def division(claim: ClaimAnswer) -> str:
    """Write how the draws divide beside the share that the first line tells.

    Empty where nothing can be said, or where the first line says it all.
    """
    shares = [kind.share(claim) for kind in SHARES.values()]
    if None in shares or 1 in shares:
        return ""
    holds, opposite, same = (part(claim, code) for code in SHARES)
    code = leading(claim)
    if code is VerdictCode.NEGLIGIBLE:
        return f"The claim holds in {holds}, its opposite in {opposite}."
    other = f"The opposite holds in {opposite}"
    if code is not VerdictCode.HOLDS:
        other = f"The claim holds in {holds}"
    return f"{other}; the {differs(claim)} is at most {size_in_points(claim.matters)} in {same}."


def association(claim: ClaimAnswer) -> str:
    """Keep what goes with a chosen act apart from what the act brings about."""
    if claim.reading != "chosen" or claim.share_holds.value is None:
        return ""
    forced = claim.readings.forced
    if forced is None or forced.share_holds.value is None:
        return "Its arms are compared as they are chosen: it says what goes together, no more."
    return (
        "Its arms are compared as they are chosen, which says what goes together; "
        f"with the acts forced, whoever would have chosen them, it holds in {part(forced)}."
    )


def selection(claim: ClaimAnswer) -> str:
    """Say where the acts themselves change nothing; empty where they do everywhere."""
    if claim.than_as_of is not None:
        return ""  # an act may change much, and by as much as it did
    found: dict[str, list[str]] = {}
    structures: list[tuple[str, ClaimAnswer | VariantAnswer]] = [("as written", claim)]
    structures += [(f"under the variant {words(each.id)}", each) for each in claim.variants]
    for where, answer in structures:
        if answer.readings.forced_is_nothing:
            found.setdefault(_remains(claim, answer), []).append(where)
    return " ".join(_sentence(places, rest) for rest, places in found.items())


def _sentence(places: list[str], remains: str) -> str:
    where = " and ".join(places)
    return f"{where[0].upper()}{where[1:]} the act itself changes nothing{remains}."


def _remains(claim: ClaimAnswer, answer: ClaimAnswer | VariantAnswer) -> str:
    """Say what an act that changes nothing leaves of the chosen and the announced reading."""
    ends = {points(answer.delta.p05 or 0.0), points(answer.delta.p95 or 0.0)}
    told = "; what remains is selection" if claim.reading == "chosen" and ends != {"0.0"} else ""
    announced = answer.readings.announced
    if announced is None or (announced.share_holds.value or 0.0) < LEAST_SWING:
        return told
    return f"{told}; known beforehand, it makes the claim hold in {part(announced)}"


def news(claim: ClaimAnswer) -> str:
    """Say what the same acts come to once they carry no news; empty where it is the same."""
    forced, announced = claim.readings.forced, claim.readings.announced
    if forced is None or announced is None or not claim.readings.acts:
        return ""
    here, there = announced.share_holds, forced.share_holds
    if here.value is None or there.value is None:
        return ""
    swing = abs(here.value - there.value)
    if swing < LEAST_SWING or swing <= noise(here.se, there.se):
        return ""
    return (
        f"The same acts announced beforehand, so that they carry no news, make it hold in "
        f"{part(announced)}, against {part(forced)} forced."
    )


def acts(claim: ClaimAnswer) -> tuple[str, ...]:
    """Write what the forced and announced arms play, where the condition does not say it."""
    return _acts(claim, claim)


def other_acts(claim: ClaimAnswer, variant: VariantAnswer) -> tuple[str, ...]:
    """Write the same under a variant, where other acts are played there."""
    found = _acts(claim, variant)
    return () if found == acts(claim) else found


def _acts(claim: ClaimAnswer, answer: ClaimAnswer | VariantAnswer) -> tuple[str, ...]:
    told = []
    for side, name, stated in (
        ("compare", "compared", claim.compare),
        ("against", "against", claim.against),
    ):
        act = answer.readings.acts.get(side)
        played = tuple([{move: (option,) for move, option in act.items()}] if act else [])
        if played not in ((), stated):
            told.append(f"{name}: played as {conditions(played)}")
    return tuple(told)


def near_mistakes(claim: ClaimAnswer) -> str:
    """Warn where an arm hardly ever comes about; else empty."""
    arm = claim.arm_probability
    if not arm.near_mistakes or arm.compare is None or arm.against is None:
        return ""
    sides = (("compared", arm.compare), ("it is compared with", arm.against))
    which, mean = min(sides, key=lambda each: each[1])
    return (
        f"The answer rests on near-mistakes: the arm {which} comes about with a mean "
        f"modelled probability of {event_percent(mean)}."
    )


def rare(claim: ClaimAnswer) -> str:
    """Say in how many draws an arm's probability is below two in a hundred; empty where in none."""
    arm = claim.arm_probability
    sides = (("compared", arm.compare_rare), ("it is compared with", arm.against_rare))
    told = [f"the arm {name} in {percent(share)} of draws" for name, share in sides if share]
    return f"Below 2 per cent lies {', '.join(told)}." if told else ""


def large_changes(claim: ClaimAnswer) -> str:
    """Say how often further equilibria were found where the difference is large; else empty."""
    found = claim.large_changes
    if found is None:
        return ""
    share = "" if found.several == 0 else f" ({percent(found.share)} by weight)"
    verb = "has" if found.several == 1 else "have"
    several = f"{found.several or 'none'} {verb} another equilibrium{share}"
    size = size_in_points(found.above)
    return f"Of the {found.checked:,} checked draws with a difference above {size}, {several}."
