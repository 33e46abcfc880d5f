"""The risk of war period by period, in every theatre, on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twofront.findings import TheatreRisk
from twofront.findings.numbers import event_percent

from .colours import BLUE, GREY, INK, ORANGE, WHITE
from .svg import SIZE, Chart, element, fitted, frame, grid, nothing, text, ticks

WIDTH = 760.0
_LEFT, _RIGHT = 150.0, 744.0
_HIGH, _TOP, _GAP = 92.0, 22.0, 34.0
_TITLE = "Modelled probability of war in each period, given that it is reached"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A period's hazard: its median and the ends of nine draws in ten."""

    period: int
    median: float
    low: float
    high: float


def hazards(theatres: Sequence[TheatreRisk], id: str) -> Chart:
    """Draw the hazard of each theatre by period: median, and nine draws in ten.

    Args:
        theatres: Those without periods are left out.
        id: Unique in the page.
    """
    known = {theatre.name: _marks(theatre) for theatre in theatres if theatre.hazard}
    known = {name: marks for name, marks in known.items() if marks}
    if not known:
        return nothing(WIDTH, _TITLE, "No period's risk can be given", id)
    most = max(mark.high for marks in known.values() for mark in marks) or 0.01
    periods = max(mark.period for marks in known.values() for mark in marks)
    inside: list[str] = []
    for place, (name, marks) in enumerate(known.items()):
        foot = _TOP + _HIGH + place * (_HIGH + _GAP)
        inside += [*_row(name, marks, periods, most, foot)]
    height = len(known) * (_HIGH + _GAP) + 8
    return frame(WIDTH, height, _TITLE, _told(known), id, *inside)


def _marks(theatre: TheatreRisk) -> list[_Mark]:
    return [
        _Mark(each.period, each.hazard.median, each.hazard.p05, each.hazard.p95)
        for each in theatre.hazard
        if each.hazard.median is not None
        and each.hazard.p05 is not None
        and each.hazard.p95 is not None
    ]


def _told(known: dict[str, list[_Mark]]) -> str:
    return " ".join(
        f"{name}: "
        + ", ".join(f"period {mark.period} {event_percent(mark.median)}" for mark in marks)
        + "."
        for name, marks in known.items()
    )


def _row(
    name: str, marks: Sequence[_Mark], periods: int, most: float, foot: float
) -> Iterator[str]:
    def x(period: int) -> float:
        return _LEFT + 40 + (period - 0.5) / periods * (_RIGHT - _LEFT - 40)

    def y(chance: float) -> float:
        return foot - chance / most * (_HIGH - 10)

    yield text(0, foot - _HIGH / 2, fitted(name, _LEFT - 12, SIZE), font_weight="bold")
    yield from grid(((x(mark.period), str(mark.period)) for mark in marks), foot, foot + 4)
    for tick in ticks(0.0, 100 * most, 3):
        level = y(tick / 100)
        yield text(_LEFT + 26, level + 4, f"{tick:g}%", text_anchor="end", fill=GREY, font_size=11)
        yield element("path", d=f"M{_LEFT + 32:g} {level:.1f}H{_RIGHT:g}", stroke=GREY, opacity=0.3)
    line = "L".join(f"{x(mark.period):.1f} {y(mark.median):.1f}" for mark in marks)
    yield element("path", d=f"M{line}", stroke=BLUE, fill="none", stroke_width=1.5)
    for mark in marks:
        at = x(mark.period)
        spread = f"M{at:.1f} {y(mark.low):.1f}V{y(mark.high):.1f}"
        yield element("path", d=spread, stroke=INK, stroke_width=2)
        yield element(
            "circle", cx=at, cy=y(mark.median), r=4, fill=WHITE, stroke=ORANGE, stroke_width=2
        )
