"""A comparison in sentences: what moved beyond its error, and which change moved it."""

from __future__ import annotations

from collections.abc import Iterator

from .comparison import Cause, ClaimMoved, Comparison, Effect
from .deciding import words
from .numbers import MINUS, count, error_size, number, percent, points

MOST = 3
"""No more causes than this are named for a claim."""

LEAST = 0.005
"""A lesser change of a share is not told as one."""


def claim_moved(claim: ClaimMoved) -> str:
    """Say how a claim's verdict and share moved between two answers."""
    before, after = claim.verdicts
    if before is None or after is None:
        which = "earlier" if before is None else "later"
        return f"The {which} answer does not have it."
    verdict = f"Still {after}" if before == after else f"{before.capitalize()} before, {after} now"
    if claim.change is None or claim.shares[0] is None or claim.shares[1] is None:
        return f"{verdict}; a share cannot be given in both."
    shares = f"holds in {percent(claim.shares[1])}, before in {percent(claim.shares[0])}"
    if abs(claim.change) <= 2 * (claim.se or 0.0):
        return f"{verdict}: {shares}, a difference within sampling error."
    return f"{verdict}: {shares} ({signed(claim.change)}, sampling error {error_size(claim.se)})."


def signed(change: float) -> str:
    """Write a change of a share in points with its sign."""
    told = points(change)
    return f"{told} {'point' if told in ('+1.0', f'{MINUS}1.0') else 'points'}"


def several_told(comparison: Comparison) -> str:
    """Say how wars came together before and do now; empty where no answer tells."""
    before, after = comparison.several
    if before is None or after is None:
        return ""
    return (
        f"Several wars together: {number(after)} times what they would be if each came by "
        f"itself, at the median; before {number(before)} times."
    )


def tried(comparison: Comparison) -> str:
    """Say how causes were tried; empty where none were."""
    if not comparison.tried:
        return ""
    return (
        "Causes: each quantity stated differently is put back as it was and the game solved again "
        f"in {count(comparison.tried, 'draw')}; what the share loses is what the change brought. "
        "These draws are not the runs' own, and changes act together: the parts need add up "
        "neither to each other nor to the difference of the shares."
    )


def causes_of(claim: str, comparison: Comparison) -> Iterator[str]:
    """Say which changes moved a claim's share beyond their error, the largest first.

    Args:
        claim: Its id.
        comparison: With causes tried.
    """
    if not comparison.causes:
        return
    found = [(cause, _effect(cause, claim)) for cause in comparison.causes]
    known = [(cause, effect) for cause, effect in found if effect is not None]
    single = [each for each in known if each[0].kind == "quantity"]
    real = sorted(filter(_beyond, single), key=lambda each: -abs(each[1].share or 0.0))
    for cause, effect in real[:MOST]:
        behind = f", known from {', '.join(cause.sources)}" if cause.sources else ""
        yield f"{words(cause.id)}{behind}: {signed(effect.share or 0.0)}."
    if not real and single:
        yield "No single quantity moved it beyond sampling error."
    for kind, name in (
        ("quantities", "All changed quantities together"),
        ("structure", "What else changed, such as moves, payoffs and links"),
        ("all", "Everything together"),
    ):
        for cause, effect in known:
            if cause.kind == kind:
                yield f"{name}: {signed(effect.share or 0.0)}{_unsure(effect)}."


def _effect(cause: Cause, claim: str) -> Effect | None:
    effects = (each for each in cause.effects if each.claim == claim)
    return next((each for each in effects if each.share is not None), None)


def _beyond(pair: tuple[Cause, Effect]) -> bool:
    share = abs(pair[1].share or 0.0)
    return share >= LEAST and share > 2 * (pair[1].se or 0.0)


def _unsure(effect: Effect) -> str:
    within = abs(effect.share or 0.0) <= 2 * (effect.se or 0.0)
    return ", within sampling error" if within else f" (sampling error {error_size(effect.se)})"
