"""A claim's change across draws: a histogram split at zero, and its spread by structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from twofront.findings import ClaimAnswer, Histogram, Spread
from twofront.findings.arm_words import change, claim_change, measured
from twofront.findings.deciding import words
from twofront.findings.numbers import points, size_in_points

from .colours import BLUE, GREY, INK, ORANGE, PALE, WHITE
from .svg import SIZE, Chart, Scale, axis, element, fitted, frame, grid, signed, text, ticks

WIDTH = 760.0
_LEFT, _RIGHT = 168.0, 592.0
_TOP, _BARS = 26.0, 150.0
_ROW = 34.0
_GAP = 0.05
"""What a bar leaves free of its bin on either side: in proportion, so that areas stay true."""

_STROKE = 1.4
"""Of an outlined bar, inside it and never thicker than the bar."""


@dataclass(frozen=True, slots=True)
class Row:
    """A spread drawn under the histogram, with its label."""

    label: str
    spread: Spread
    main: bool = False


def rows(claim: ClaimAnswer) -> list[Row]:
    """Give the spreads drawn for a claim: as written, then each variant, then before anchoring."""
    found = [Row("As written", claim.delta, main=True)]
    found += [Row(f"Variant: {words(each.id)}", each.delta) for each in claim.variants]
    if claim.prior.delta != claim.delta:
        found.append(Row("Before anchoring", claim.prior.delta))
    return [row for row in found if row.spread.median is not None]


def contrast(claim: ClaimAnswer, id: str) -> Chart:
    """Draw how a claim's probability differs between its arms, across draws.

    Bars that hold are filled, bars of the opposite outlined, and the
    band in which no change matters is shaded. Under them, for each structure,
    the median, half of the draws (thick) and nine in ten (thin).

    Args:
        claim: An answered claim.
        id: Unique in the page.
    """
    counted = claim.delta.histogram
    if counted is None:
        reason = claim.delta.reason or "no difference can be given"
        return frame(
            WIDTH,
            26,
            "No difference can be given",
            reason,
            id,
            text(0, 16, fitted(f"{reason}.", WIDTH, SIZE)),
        )
    drawn = rows(claim)
    low, high = _range(counted, drawn, claim.matters)
    scale = axis(low, high, _LEFT, _RIGHT)
    foot = _TOP + _BARS + _ROW * len(drawn) + 14
    inside = [
        *_grid(low, high, scale, foot),
        *_band(claim, scale),
        *_bars(claim, counted, scale),
        *_sides(claim, scale),
        *(part for place, row in enumerate(drawn) for part in _interval(row, place, scale)),
        _axis_name(claim, foot),
    ]
    title = "Difference in probability across draws, in percentage points"
    description = f"{claim_change(claim)} {_told(drawn[1:])}".strip()
    return frame(WIDTH, foot + 44, title, description, id, *inside)


def _told(others: list[Row]) -> str:
    return " ".join(f"{row.label}: {change(row.spread)}" for row in others)


def _range(counted: Histogram, drawn: list[Row], matters: float) -> tuple[float, float]:
    ends = [counted.edges[0], counted.edges[-1], -2 * matters, 2 * matters]
    for row in drawn:
        ends += [end for end in (row.spread.p05, row.spread.p95) if end is not None]
    low, high = min(ends), max(ends)
    room = 0.02 * (high - low) or 0.01
    return low - room, high + room


def _grid(low: float, high: float, scale: Scale, foot: float) -> Iterator[str]:
    marks = ((scale(tick / 100), signed(tick)) for tick in ticks(100 * low, 100 * high, 7))
    yield from grid(marks, _TOP, foot)
    yield element("line", x1=scale(0), x2=scale(0), y1=_TOP, y2=foot, stroke=INK)


def _band(claim: ClaimAnswer, scale: Scale) -> Iterator[str]:
    """Shade where no change matters."""
    if claim.matters > 0:
        left, right = scale(-claim.matters), scale(claim.matters)
        yield element("rect", x=left, y=_TOP, width=right - left, height=_BARS, fill=PALE)


def _bars(claim: ClaimAnswer, counted: Histogram, scale: Scale) -> Iterator[str]:
    bins = zip(counted.edges, counted.edges[1:], counted.counts, strict=False)
    dense = [(low, high, size / (high - low)) for low, high, size in bins if size > 0]
    tallest = max(size for _, _, size in dense)
    for look, bars in groupby(dense, lambda each: _look(claim, each[0], each[1])):
        outlined = "stroke" in look
        drawn = (_bar(low, high, size / tallest, outlined, scale) for low, high, size in bars)
        yield element("g", *drawn, **look)


def _bar(low: float, high: float, size: float, outlined: bool, scale: Scale) -> str:
    """Draw a bar of a height from 0 to 1; an outline lies inside it."""
    room = scale(high) - scale(low)
    height, width = size * (_BARS - 8), (1 - 2 * _GAP) * room
    stroke = min(_STROKE, height / 2, width / 2) if outlined else 0.0
    return element(
        "rect",
        x=scale(low) + _GAP * room + stroke / 2,
        y=_TOP + _BARS - height + stroke / 2,
        width=width - stroke,
        height=height - stroke,
        **({"stroke_width": stroke} if stroke else {}),
    )


def _look(claim: ClaimAnswer, low: float, high: float) -> dict[str, str]:
    sign = 1 if claim.expect == "rises" else -1
    middle = sign * (low + high) / 2
    if abs(middle) < claim.matters:
        return {"fill": GREY}
    if middle > 0:
        return {"fill": BLUE}
    return {"fill": WHITE, "stroke": ORANGE}


def _sides(claim: ClaimAnswer, scale: Scale) -> Iterator[str]:
    """Name the sides of zero, where there is room beside it."""
    rises = claim.expect == "rises"
    sides = (("◀ the opposite", -1, ORANGE), ("claim holds ▶", 1, BLUE))
    if not rises:
        sides = (("◀ claim holds", -1, BLUE), ("the opposite ▶", 1, ORANGE))
    for label, side, colour in sides:
        x = min(max(scale(0.0), _LEFT), _RIGHT) + 7 * side
        anchor = "start" if side > 0 else "end"
        yield text(x, _TOP - 8, label, text_anchor=anchor, fill=colour, font_weight="bold")


def _interval(row: Row, place: int, scale: Scale) -> Iterator[str]:
    spread = row.spread
    p05, p25, median = spread.p05 or 0.0, spread.p25 or 0.0, spread.median or 0.0
    p75, p95 = spread.p75 or 0.0, spread.p95 or 0.0
    y = _TOP + _BARS + _ROW * (place + 0.62)
    colour = INK if row.main else GREY
    weight = {"font_weight": "bold"} if row.main else {}
    label = text(0, y + 4, fitted(row.label, _LEFT - 12, SIZE))
    value = f"{points(median)} [{points(p05)}, {points(p95)}]"
    yield element("g", label, text(WIDTH, y + 4, value, text_anchor="end"), fill=colour, **weight)
    for first, last, thick in ((p05, p95, 2), (p25, p75, 12)):
        ends = {"x1": scale(first), "x2": scale(last), "y1": y, "y2": y}
        yield element("line", **ends, stroke=colour, stroke_width=thick)
    yield element(
        "circle", cx=scale(median), cy=y, r=3, fill=WHITE, stroke=colour, stroke_width=1.6
    )


def _axis_name(claim: ClaimAnswer, foot: float) -> str:
    middle = (_LEFT + _RIGHT) / 2
    name = f"percentage points: {measured(claim)}"
    return text(middle, foot + 36, name, text_anchor="middle", fill=GREY)


def band_note(claim: ClaimAnswer) -> str:
    """Say what the shaded band and the lines stand for."""
    return (
        f"Filled bars: the claim holds. Outlined bars: the opposite. Shaded: at most "
        f"{size_in_points(claim.matters)}, no difference that matters. A bar's area stands for "
        "its draws. Ring: median; thick line: half of the draws; thin line: nine in ten."
    )
