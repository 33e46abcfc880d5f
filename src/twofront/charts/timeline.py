"""When the records a scenario rests on were published: a line of time with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from twofront.findings import CitedSource

from .colours import BLUE, INK, ORANGE, SILVER, WHITE
from .svg import Chart, element, frame, grid, nothing, text

WIDTH = 760.0
_LEFT, _RIGHT = 120.0, 744.0
_TOP, _ROW, _STEP = 18.0, 22.0, 15.0
_KINDS = (("quote", "Said"), ("warning", "Warned"), ("relation", "Dealings"), ("figure", "Figures"))
_WIDE = 15.0
"""Room that a number takes beside the next."""


def timeline(sources: Sequence[CitedSource], as_of: str, id: str) -> Chart:
    """Draw the cited records by day of publication, one lane a kind, under their numbers.

    Args:
        sources: In the order in which they are numbered, from 1.
        as_of: The day as known on which the scenario was run.
        id: Unique in the page.
    """
    title = "Cited records by day of publication"
    dated = [
        (place, source.kind, date.fromisoformat(source.published_on))
        for place, source in enumerate(sources, start=1)
        if source.published_on
    ]
    if not dated:
        return nothing(WIDTH, title, "No cited record has a day", id)
    days = [day for _, _, day in dated]
    first, last = min(days), max(*days, date.fromisoformat(as_of))
    lanes = [(kind, name) for kind, name in _KINDS if any(each == kind for _, each, _ in dated)]
    inside: list[str] = []
    y = _TOP
    for kind, name in lanes:
        own = [(place, _x(day, first, last)) for place, each, day in dated if each == kind]
        rows = _stacked(own)
        height = _ROW + _STEP * max(row for _, _, row in rows)
        inside += [text(0, y + 14, name, font_weight="bold")]
        inside += list(_lane(kind, rows, y, height))
        y += height + 8
    grid = list(_years(first, last, y))
    described = f"{len(dated)} records from {first.isoformat()} to {max(days).isoformat()}."
    return frame(WIDTH, y + 20, title, described, id, *grid, *inside)


def _x(day: date, first: date, last: date) -> float:
    return _LEFT + (day - first).days / max((last - first).days, 1) * (_RIGHT - _LEFT)


def _stacked(own: Sequence[tuple[int, float]]) -> list[tuple[int, float, int]]:
    """Give each record a row in which its number stands beside no other."""
    ends: list[float] = []
    found = []
    for place, x in sorted(own, key=lambda each: each[1]):
        row = next((row for row, end in enumerate(ends) if x - end >= _WIDE), len(ends))
        if row == len(ends):
            ends.append(x)
        ends[row] = x
        found.append((place, x, row))
    return found


def _lane(
    kind: str, rows: Sequence[tuple[int, float, int]], y: float, height: float
) -> Iterator[str]:
    foot = y + height - 4
    yield element("line", x1=_LEFT, x2=_RIGHT, y1=foot, y2=foot, stroke=SILVER)
    highest = {x: row for _, x, row in rows}
    stems = "".join(f"M{x:.1f} {foot:.0f}v{-_STEP * row:.0f}" for x, row in highest.items() if row)
    if stems:
        yield element("path", d=stems, stroke=SILVER)
    yield element("g", *(_mark(x, foot, kind) for x in highest), **_LOOKS[kind])
    numbers = (text(x, foot - 7 - _STEP * row, str(place)) for place, x, row in rows)
    yield element("g", *numbers, text_anchor="middle", font_size=10.5)


_LOOKS: dict[str, dict[str, str | float]] = {
    "quote": {"fill": BLUE, "stroke": BLUE, "stroke_width": 1.4},
    "warning": {"fill": ORANGE},
    "relation": {"fill": INK},
    "figure": {"fill": WHITE, "stroke": BLUE, "stroke_width": 1.4},
}
"""What is written once for all marks of a kind; their shapes differ too."""


def _mark(x: float, y: float, kind: str) -> str:
    if kind == "warning":
        return element("path", d=f"M{x:.1f} {y - 4:.1f}l4 7h-8z")
    if kind == "relation":
        return element("rect", x=x - 3, y=y - 3, width=6, height=6)
    return element("circle", cx=x, cy=y, r=3.2)


def _years(first: date, last: date, foot: float) -> Iterator[str]:
    years = range(first.year, last.year + 2)
    every = max(1, -(-len(years) // 9))
    marks = ((_x(date(year, 1, 1), first, last), str(year)) for year in years[::every])
    yield from grid([mark for mark in marks if _LEFT <= mark[0] <= _RIGHT], _TOP - 8, foot)
