"""What a claim's share depends on: its value in the low and the high half of each range."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.findings import ClaimAnswer, VerdictCode
from twofront.findings.deciding import Swing, split_words, swings, words
from twofront.findings.leading import leading
from twofront.findings.numbers import percent, whole

from .colours import BLUE, GREY, INK, ORANGE, SILVER, WHITE
from .svg import SIZE, Chart, element, fitted, frame, grid, nothing, text

WIDTH = 760.0
_LEFT, _RIGHT = 250.0, 560.0
_ROW = 30.0
_TOP = 26.0
MOST = 8

SHOWN = {
    VerdictCode.HOLDS: "the claim holds",
    VerdictCode.REVERSED: "the opposite holds",
    VerdictCode.NEGLIGIBLE: "there is no difference that matters",
}
"""What the share drawn is the share of draws in which."""


def shown_share(claim: ClaimAnswer) -> str:
    """Say of which draws `halves` draws the share, such as `the claim holds`."""
    return SHOWN[leading(claim)]


def widest(claim: ClaimAnswer) -> list[Swing]:
    """Give the ranges that `halves` draws, at most eight, widest first, fitted constants last."""
    return swings(claim, MOST)


def halves(claim: ClaimAnswer, id: str) -> Chart:
    """Draw a claim's share where each quantity is low (ring) and high (diamond).

    Args:
        claim: An answered claim.
        id: Unique in the page.
    """
    drawn = widest(claim)
    title = f"Share of draws in which {shown_share(claim)}, by half of each range"
    if not drawn:
        return nothing(WIDTH, title, "No range by itself makes a difference", id)
    told = "; ".join(
        f"{words(each.quantity)}: {percent(each.low)} where low, {percent(each.high)} where high"
        for each in drawn
    )
    foot = _TOP + _ROW * len(drawn)
    parts = [
        *_grid(foot, f"per cent of draws in which {shown_share(claim)}"),
        *(part for at, half in enumerate(drawn) for part in _row(half, at)),
        *_apart(drawn),
    ]
    return frame(WIDTH, foot + 42, title, f"{told}.", id, *parts)


def _x(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _grid(foot: float, name: str) -> Iterator[str]:
    marks = ((_x(share), f"{100 * share:g}") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    yield from grid(marks, _TOP - 6, foot)
    x = _x(0.9)
    yield element("line", x1=x, x2=x, y1=_TOP - 6, y2=foot, stroke=INK, stroke_dasharray="3 3")
    yield text(x, _TOP - 12, "90", text_anchor="middle", fill=INK)
    yield text((_LEFT + _RIGHT) / 2, foot + 36, name, text_anchor="middle", fill=GREY)


def _exact(share: float, error: float | None) -> str:
    """Write a share in per cent with its standard error."""
    return f"{whole(share)}" if error is None else f"{whole(share)} ± {100 * error:.1f}"


def _apart(drawn: list[Swing]) -> Iterator[str]:
    """Part the fitted constants, which follow from the assumptions, from the assumptions."""
    assumed = sum(not half.fitted for half in drawn)
    if 0 < assumed < len(drawn):
        y = _TOP + _ROW * assumed
        yield element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=SILVER)


def _row(half: Swing, place: int) -> Iterator[str]:
    y = _TOP + _ROW * (place + 0.5)
    low, high = _x(half.low), _x(half.high)
    name = words(half.quantity) + (", fitted," if half.fitted else "")
    name = f"{name} at {split_words(half.split)}"
    yield text(0, y + 4, fitted(name, _LEFT - 22, SIZE))
    yield element("line", x1=low, x2=high, y1=y, y2=y, stroke=GREY, stroke_width=2)
    yield element("circle", cx=low, cy=y, r=5.5, fill=WHITE, stroke=ORANGE, stroke_width=2.5)
    diamond = f"M{high:.2f} {y - 7:.2f}l7 7l-7 7l-7 -7z"
    yield element("path", d=diamond, fill=BLUE)
    value = f"low {_exact(half.low, half.low_se)} · high {_exact(half.high, half.high_se)}"
    yield text(WIDTH, y + 4, value, text_anchor="end", fill=INK)
