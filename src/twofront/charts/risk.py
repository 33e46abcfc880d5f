"""The modelled probability of war in a theatre, on a scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.findings import TheatreRisk
from twofront.findings.numbers import YARDSTICK
from twofront.findings.risks import risk

from .colours import GREY, INK, PALE, SILVER
from .svg import Chart, element, frame, nothing, text

WIDTH = 320.0
_Y = 14.0


def risk_scale(theatre: TheatreRisk, id: str) -> Chart:
    """Draw a risk's median and spread; with the yardstick's borders where it applies.

    Args:
        theatre: With its risk over the horizon.
        id: Unique in the page.
    """
    spread = theatre.risk
    title = f"Modelled probability of war: {theatre.name}"
    if spread.median is None or spread.p05 is None or spread.p95 is None:
        reason = spread.reason or "no figure can be given"
        return nothing(WIDTH, title, reason, id)
    inside = [
        element("rect", x=_x(0), y=_Y, width=_x(1) - _x(0), height=10, fill=PALE),
        *_borders(theatre.yardstick),
        element(
            "rect",
            x=_x(spread.p05),
            y=_Y,
            width=max(_x(spread.p95) - _x(spread.p05), 1.5),
            height=10,
            fill=INK,
        ),
        element("path", d=f"M{_x(spread.median):.2f} {_Y - 2:.2f}l-5 -8h10z", fill=INK),
    ]
    return frame(WIDTH, 44, title, f"{risk(theatre)}.", id, *inside)


def _x(probability: float) -> float:
    return 14 + probability * (WIDTH - 28)


def _borders(applies: bool) -> Iterator[str]:
    """Mark the yardstick's borders, or quarters where it does not apply."""
    borders = [bound for bound, _ in YARDSTICK[1:7]] if applies else [0.0, 0.25, 0.5, 0.75, 1.0]
    for bound in borders:
        x = _x(bound)
        yield element("line", x1=x, x2=x, y1=_Y, y2=_Y + 14, stroke=SILVER, stroke_width=1.5)
        yield text(x, _Y + 26, f"{100 * bound:.0f}", text_anchor="middle", fill=GREY, font_size=11)
