"""Which quantities an answer's variance comes from: total index as a bar, first-order as a ring."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.findings import ClaimAnswer, Driver
from twofront.findings.deciding import words
from twofront.findings.numbers import whole

from .colours import BLUE, GREY, INK, WHITE
from .svg import SIZE, Chart, element, fitted, frame, grid, nothing, text, whisker

WIDTH = 760.0
_LEFT, _RIGHT = 250.0, 640.0
_TOP, _ROW = 14.0, 30.0
MOST = 8
LEAST = 0.02
"""A lesser part of the variance is not drawn."""


def largest(claim: ClaimAnswer) -> list[Driver]:
    """Give the drivers drawn: whose total index is told from zero and not tiny, largest first."""
    known = [
        each
        for each in claim.drivers
        if (each.total or 0.0) >= LEAST and each.total_ci is not None and each.total_ci[0] > 0
    ]
    return sorted(known, key=lambda each: -(each.total or 0.0))[:MOST]


def drivers(claim: ClaimAnswer, id: str) -> Chart:
    """Draw how much of the change's variance before anchoring comes from each quantity.

    Args:
        claim: An answered claim.
        id: Unique in the page.
    """
    title = "Part of the variance of the change that comes from each quantity, before anchoring"
    drawn = largest(claim)
    if not drawn:
        reason = claim.variance.reason if claim.variance else None
        return nothing(WIDTH, title, reason or "No quantity's part is told from zero", id)
    foot = _TOP + _ROW * len(drawn)
    told = "; ".join(
        f"{words(each.quantity)}: {_shown(each.first)} by itself, {_shown(each.total)} in all"
        for each in drawn
    )
    inside = [
        *_grid(foot),
        *(part for place, each in enumerate(drawn) for part in _row(each, place)),
    ]
    return frame(WIDTH, foot + 42, title, f"In per cent. {told}.", id, *inside)


def _shown(index: float | None) -> str:
    return f"{whole(_held(index))}"


def _held(index: float | None) -> float:
    """Keep an estimate of an index where indices lie."""
    return min(max(index or 0.0, 0.0), 1.0)


def _x(share: float) -> float:
    return _LEFT + _held(share) * (_RIGHT - _LEFT)


def _grid(foot: float) -> Iterator[str]:
    marks = ((_x(share), f"{100 * share:g}") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    yield from grid(marks, _TOP - 6, foot)
    name = "per cent of the variance"
    yield text((_LEFT + _RIGHT) / 2, foot + 36, name, text_anchor="middle", fill=GREY)


def _row(driver: Driver, place: int) -> Iterator[str]:
    y = _TOP + _ROW * (place + 0.5)
    low, high = driver.total_ci or (0.0, 0.0)
    yield text(0, y + 4, fitted(words(driver.quantity), _LEFT - 22, SIZE))
    long = _x(driver.total or 0.0) - _x(0)
    yield element("rect", x=_x(0), y=y - 6, width=long, height=12, fill=BLUE)
    yield whisker(_x(low), _x(high), y)
    first = _x(driver.first or 0.0)
    yield element("circle", cx=first, cy=y, r=4.5, fill=WHITE, stroke=INK, stroke_width=1.8)
    value = f"by itself {_shown(driver.first)} · in all {_shown(driver.total)}"
    yield text(WIDTH, y + 4, value, text_anchor="end", fill=INK, font_size=11)
