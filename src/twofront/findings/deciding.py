"""What a claim's answer hangs on: the quantity, variant or reading that moves its share most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from .claim import Answer, ClaimAnswer, Half, VerdictCode
from .leading import SHARES, leading, part, rest
from .numbers import BORDER, number, percent, remainder

LEAST_SWING = 0.05
"""A lesser difference between two shares decides nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """A setting, and the share that holds there.

    Attributes:
        where: The setting in words, such as `where us reach is low (up to 0.4)`.
        share: From 0 to 1.
        holds: The same in words.
        fails: What is left, in words.
    """

    where: str
    share: float
    holds: str
    fails: str


@dataclass(frozen=True, slots=True)
class Decider:
    """What moves a claim's share most.

    Attributes:
        kind: quantity, variant or reading; `id` which.
        here: The setting told.
        other: The setting it is compared with.
        fitted: Whether it is a constant fitted to an anchor.
    """

    kind: str
    id: str
    here: Side
    other: Side
    fitted: bool = False

    @property
    def swing(self) -> float:
        """The size of the difference."""
        return abs(self.here.share - self.other.share)


@dataclass(frozen=True, slots=True)
class Swing:
    """How a claim's leading share differs between the halves of a range.

    Attributes:
        quantity: By id; `fitted` where it stands as fitted to an anchor.
        split: Where the range is split.
        low: The share in the low half; `high` in the high half.
        low_se: Standard error of `low`; `high_se` of `high`.
    """

    quantity: str
    fitted: bool
    split: float
    low: float
    high: float
    low_se: float | None
    high_se: float | None

    @property
    def size(self) -> float:
        """By how much."""
        return abs(self.high - self.low)


def words(id: str) -> str:
    """Write an id as words."""
    return id.replace("_", " ")


def split_words(split: float) -> str:
    """Write where a range is split, which is itself an estimate: to two digits."""
    return number(split, 2)


def quantity_name(id: str, *, fitted: bool) -> str:
    """Write a quantity's id as words, and whether it stands as fitted to an anchor."""
    return f"{words(id)}, as fitted," if fitted else words(id)


def half_words(half: Half | Swing) -> tuple[str, str]:
    """Write the low and the high half of a range as settings."""
    name, split = quantity_name(half.quantity, fitted=half.fitted), split_words(half.split)
    return f"where {name} is low (up to {split})", f"where {name} is high (above {split})"


def swings(claim: ClaimAnswer, most: int) -> list[Swing]:
    """Give the ranges between whose halves the leading share differs most, widest first.

    Only differences above their sampling error count. Fitted constants, which
    follow from the other assumptions, come after them.
    """
    kind = SHARES[leading(claim)]
    found = [
        Swing(half.quantity, half.fitted, half.split, *kind.halves(half), *kind.errors(half))
        for half in claim.share_by_half
    ]
    real = [swing for swing in found if swing.size > noise(swing.low_se, swing.high_se)]
    widest = sorted(real, key=lambda swing: -swing.size)
    fitted = [swing for swing in widest if swing.fitted][:most]
    return [swing for swing in widest if not swing.fitted][: most - len(fitted)] + fitted


def decider(claim: ClaimAnswer) -> Decider | None:
    """Find the quantity, variant or reading by which the share that holds differs most.

    A difference counts from `LEAST_SWING` and from twice its sampling error;
    the setting told is the one in which fewer draws hold. A fitted constant,
    which follows from the other assumptions, is named only where nothing else is.
    """
    found = [each for each in _settings(claim) if each.swing >= LEAST_SWING]
    return max(found, key=lambda each: (not each.fitted, each.swing), default=None)


def _settings(claim: ClaimAnswer) -> Iterator[Decider]:
    if claim.share_holds.value is None:
        return
    for variant in claim.variants:
        where = f"under the variant {words(variant.id)}"
        yield from _against(claim, variant, "variant", variant.id, where, "as written")
    for half in claim.share_by_half:
        yield from _halves(half)
    for name in ("chosen", "forced", "announced"):
        answer = claim.readings.get(name)
        if answer is not None and name != claim.reading:
            where, other = f"with the arms {name}", f"with the arms {claim.reading}"
            yield from _against(claim, answer, "reading", name, where, other)


def _against(
    claim: ClaimAnswer, answer: Answer, kind: str, id: str, where: str, other: str
) -> Iterator[Decider]:
    here, elsewhere = answer.share_holds, claim.share_holds
    if here.value is None or elsewhere.value is None:
        return
    if abs(here.value - elsewhere.value) > noise(here.se, elsewhere.se):
        told = Side(where, here.value, part(answer), rest(answer))
        yield Decider(kind, id, told, Side(other, elsewhere.value, part(claim), rest(claim)))


def _halves(half: Half) -> Iterator[Decider]:
    if abs(half.high - half.low) <= noise(half.low_se, half.high_se):
        return
    sides = [
        Side(where, share, percent(share), remainder(share))
        for where, share in zip(half_words(half), (half.low, half.high), strict=True)
    ]
    here, other = sorted(sides, key=lambda side: side.share)
    yield Decider("quantity", half.quantity, here, other, half.fitted)


@dataclass(frozen=True, slots=True)
class Least:
    """Where a share that leads is least.

    Attributes:
        where: The half or variant, in words.
        share: The share there, in words.
        narrow: Whether it lies within two standard errors of nine in ten.
        error: Its standard error.
    """

    where: str
    share: str
    narrow: bool
    error: float | None


def least(claim: ClaimAnswer, code: VerdictCode) -> Least | None:
    """Find where the share that brings a verdict is least, if it is less than as written."""
    kind = SHARES[code]
    found: list[tuple[float, float | None, str, Answer | None]] = [
        (kind.share(each) or 0.0, kind.error(each), f"under the variant {words(each.id)}", each)
        for each in claim.variants
    ]
    for half in claim.share_by_half:
        places = zip(kind.halves(half), kind.errors(half), half_words(half), strict=True)
        found += [(share, error, where, None) for share, error, where in places]
    if not found:
        return None
    share, error, where, variant = min(found, key=lambda each: each[0])
    if share >= (kind.share(claim) or 0.0):
        return None
    told = percent(share) if variant is None else part(variant, code)
    return Least(where, told, share - BORDER / 100 <= 2 * (error or 0.0), error)


def noise(first: float | None, second: float | None) -> float:
    """Give twice the standard error of the difference of two shares."""
    return 2 * hypot(first or 0.0, second or 0.0)
