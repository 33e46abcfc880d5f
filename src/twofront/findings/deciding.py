"""What a claim's answer hangs on: the quantity, variant or reading that moves its share most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import hypot
from typing import TypeAlias

from .claim import Answer, ClaimAnswer, Half, Share, VerdictCode
from .numbers import BORDER, number, whole

LEAST_SWING = 0.05
"""A lesser difference between two shares decides nothing."""

OfAnswer: TypeAlias = Callable[[Answer | ClaimAnswer], float | None]
OfHalves: TypeAlias = Callable[[Half], tuple[float, float]]

SHARES: Mapping[VerdictCode, tuple[OfAnswer, OfHalves]] = {
    VerdictCode.HOLDS: (lambda each: each.share_holds.value, lambda half: (half.low, half.high)),
    VerdictCode.REVERSED: (
        lambda each: each.share_reversed,
        lambda half: (half.low_reversed, half.high_reversed),
    ),
    VerdictCode.NEGLIGIBLE: (
        lambda each: each.share_no_difference,
        lambda half: (1 - half.low - half.low_reversed, 1 - half.high - half.high_reversed),
    ),
}
"""For each verdict that a share can bring: that share of an answer, and of both halves."""


@dataclass(frozen=True, slots=True)
class Decider:
    """What moves a claim's share most.

    Attributes:
        kind: quantity, variant or reading; `id` which.
        where: The setting in words, such as `where us reach is low (at most 0.4)`.
        here: The share that holds there, by the measure asked for.
        elsewhere: The share it is compared with.
        other: The setting of the latter in words.
        swing: The size of the difference.
        fitted: Whether it is a constant fitted to an anchor.
    """

    kind: str
    id: str
    where: str
    here: float
    elsewhere: float
    other: str
    swing: float
    fitted: bool = False


@dataclass(frozen=True, slots=True)
class Swing:
    """How a claim's leading share differs between the halves of a range."""

    quantity: str
    fitted: bool
    split: float
    low: float
    high: float

    @property
    def size(self) -> float:
        """By how much."""
        return abs(self.high - self.low)


def words(id: str) -> str:
    """Write an id as words."""
    return id.replace("_", " ")


def quantity_name(id: str, *, fitted: bool) -> str:
    """Write a quantity's id as words, and whether it stands as fitted to an anchor."""
    return f"{words(id)}, as fitted," if fitted else words(id)


def leading(claim: ClaimAnswer) -> VerdictCode:
    """Give which share to look at: the one that reaches nine in ten, else that which holds."""
    for code, (of_answer, _) in SHARES.items():
        share = of_answer(claim)
        if share is not None and whole(share) >= BORDER:
            return code
    return VerdictCode.HOLDS


def swings(claim: ClaimAnswer, most: int) -> list[Swing]:
    """Give the ranges between whose halves the leading share differs most, widest first."""
    of_halves = SHARES[leading(claim)][1]
    found = [
        Swing(half.quantity, half.fitted, half.split, *of_halves(half))
        for half in claim.share_by_half
    ]
    return sorted(found, key=lambda swing: -swing.size)[:most]


def decider(claim: ClaimAnswer) -> Decider | None:
    """Find the quantity, variant or reading by which the share that holds differs most.

    A difference counts from `LEAST_SWING` and from twice its sampling error;
    the setting told is the one in which fewer draws hold. A fitted constant,
    which follows from the other assumptions, is named only where nothing else is.
    """
    found = [each for each in _settings(claim) if each.swing >= LEAST_SWING]
    return max(found, key=lambda each: (not each.fitted, each.swing), default=None)


def _settings(claim: ClaimAnswer) -> Iterator[Decider]:
    top = claim.share_holds
    if top.value is None:
        return
    for variant in claim.variants:
        where = f"under the variant {words(variant.id)}"
        yield from _against(top, variant, "variant", variant.id, where, "as written")
    for half in claim.share_by_half:
        yield from _halves(half)
    for name in ("chosen", "forced", "announced"):
        answer = claim.readings.get(name)
        if answer is not None and name != claim.reading:
            where, other = f"with the arms {name}", f"with the arms {claim.reading}"
            yield from _against(top, answer, "reading", name, where, other)


def _against(
    top: Share, answer: Answer, kind: str, id: str, where: str, other: str
) -> Iterator[Decider]:
    here, elsewhere = answer.share_holds, top
    if here.value is None or elsewhere.value is None:
        return
    swing = abs(here.value - elsewhere.value)
    if swing > noise(here.se, elsewhere.se):
        yield Decider(kind, id, where, here.value, elsewhere.value, other, swing)


def _halves(half: Half) -> Iterator[Decider]:
    swing = abs(half.high - half.low)
    if swing <= noise(half.low_se, half.high_se):
        return
    name = quantity_name(half.quantity, fitted=half.fitted)
    low = f"where {name} is low (up to {number(half.split)})"
    high = f"where {name} is high (above {number(half.split)})"
    sides = (low, half.low, half.high, high), (high, half.high, half.low, low)
    where, here, elsewhere, other = sides[half.high < half.low]
    yield Decider("quantity", half.quantity, where, here, elsewhere, other, swing, half.fitted)


def noise(first: float | None, second: float | None) -> float:
    """Give twice the standard error of the difference of two shares."""
    return 2 * hypot(first or 0.0, second or 0.0)
