"""Numbers as a reader is shown them: no more precise than they are, and never stronger."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from .claim import Share

MINUS = "\N{MINUS SIGN}"
BORDER = 90
"""The whole per cent at which verdicts turn; less than it is never shown as it."""

TINY = 1e-7
"""Sizes below this are not written out."""

YARDSTICK = (
    (0.01, "below the yardstick's least term of 1 per cent"),
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (0.99, "almost certain"),
    (1.01, "above the yardstick's greatest term of 99 per cent"),
)
"""Upper bounds and terms for the probability of an event.

Source: US Intelligence Community Directive 203 (2015), D.6.e(2)(a).
"""


def whole(share: float) -> int:
    """Give a share as whole per cent, from 0 to 100, without reaching a border it does not.

    0 and 100 are kept for shares that are exactly that, 90 for .9 and more.
    """
    rounded = round(100 * share)
    if share < BORDER / 100 - 1e-12:
        rounded = min(rounded, BORDER - 1)
    least, most = (0 if share <= 0 else 1), (100 if share >= 1 else 99)
    return min(max(rounded, least), most)


def divided(shares: Sequence[float]) -> tuple[int, ...]:
    """Give shares that make a whole as whole per cent that add up to 100.

    The largest remainders are rounded up; as in `whole`, no share reaches 90
    or 100 that does not.
    """
    sizes = [floor(100 * share + 1e-9) for share in shares]
    order = sorted(range(len(shares)), key=lambda at: sizes[at] - 100 * shares[at])
    free = [at for at in order if whole(shares[at]) > sizes[at] or not _at_border(sizes[at])]
    for at in free[: 100 - sum(sizes)]:
        sizes[at] += 1
    return tuple(sizes)


def _at_border(size: int) -> bool:
    return size in (BORDER - 1, 99)


def percent(share: float, size: int | None = None) -> str:
    """Write a share in whole per cent: `84 per cent`, `under 1 per cent`.

    Args:
        share: From 0 to 1.
        size: Its whole per cent where it is part of a whole that was `divided`.
    """
    if 0 < share < 0.01:
        return "under 1 per cent"
    if 0.99 < share < 1:
        return "over 99 per cent"
    return f"{whole(share) if size is None else size} per cent"


def remainder(share: float, size: int | None = None) -> str:
    """Write what a share leaves, so that both as shown add up to 100; takes what `percent` does."""
    if 0 < share < 0.01:
        return "over 99 per cent"
    if 0.99 < share < 1:
        return "under 1 per cent"
    return f"{100 - (whole(share) if size is None else size)} per cent"


def sampling_error(share: Share) -> str:
    """Write a share's standard error in points."""
    return f"sampling error {error_size(share.se)}"


def error_size(error: float | None) -> str:
    """Write a standard error: `0.6 points`."""
    if error is None:
        return "unknown"
    if 0 < error < 0.0005:
        return "under 0.1 points"
    size = f"{100 * error:.1f}".removesuffix(".0")
    return f"{size} {'point' if size == '1' else 'points'}"


def points(change: float) -> str:
    """Write a change in probability in percentage points: `+2.8`, `−0.4`, `0.0`."""
    rounded = round(100 * change, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):.1f}"


def size_in_points(change: float) -> str:
    """Write how much matters: `1 point`, `0.5 points`."""
    size = f"{round(100 * change, 3):g}"
    return f"{size} {'point' if size == '1' else 'points'}"


def event_percent(probability: float) -> str:
    """Write the probability of an event: whole from 10 per cent, else to one decimal."""
    return f"{event_digits(probability)} per cent"


def event_digits(probability: float) -> str:
    """Write the probability of an event in per cent, without the words."""
    if 0 < probability < 0.0005:
        return "under 0.1"
    if 0.9995 < probability < 1:
        return "over 99.9"
    size = 100 * probability
    if 10 <= size <= 90:
        return f"{size:.0f}"
    return f"{size:.1f}".removesuffix(".0")


def yardstick(low: float, high: float) -> str:
    """Give the ICD 203 term, or the two between which a spread from `low` to `high` lies."""
    first, last = _term(low), _term(high)
    return first if first == last else f"from {first} to {last}"


def _term(probability: float) -> str:
    return next(term for bound, term in YARDSTICK if probability < bound)


def exact(value: float) -> str:
    """Write a number as it was stated: `1,506`, `0.0125`."""
    return f"{value:,.15g}".replace("-", MINUS)


def unit_words(unit: str) -> str:
    """Write a unit as a reader says it: `USD bn a year`."""
    return unit.replace("_", " ").replace("/yr", " a year").replace("/", " per ").strip()


def number(value: float, digits: int = 3) -> str:
    """Write any other number to so many digits, thousands set apart, with a true minus sign."""
    size = float(f"{abs(value):.{digits}g}")
    if 0 < size < TINY:
        return f"above {MINUS}{TINY:.7f}" if value < 0 else f"under {TINY:.7f}"
    if size >= 10 ** (digits - 1):
        text = f"{size:,.0f}"
    elif 0 < size < 1e-3:
        text = f"{size:.7f}".rstrip("0")
    else:
        text = f"{size:.{digits}g}"
    return MINUS + text if value < 0 else text


def count(size: float, noun: str) -> str:
    """Write a count with its noun: `1 draw`, `4,096 draws`."""
    shown = f"{size:,.0f}"
    return f"{shown} {plural(round(size), noun)}"


def plural(size: int, noun: str) -> str:
    """Give the noun in the number that `size` asks for."""
    return noun if size == 1 else f"{noun}s"
