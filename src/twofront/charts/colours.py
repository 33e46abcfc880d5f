"""The colours of charts, on white and on black.

Blue and orange stay apart for every common kind of colour blindness; each reads on its
ground at 4.5 to 1 or better, lines and areas at what they are for.
"""

from __future__ import annotations

import re

BLUE = "#0072b2"
ORANGE = "#b85c00"
INK = "#16212e"
GREY = "#5b6b7b"
SILVER = "#d5dbe1"
PALE = "#e9edf1"
WHITE = "#ffffff"

DARK = {
    BLUE: "#5cb8f0",
    ORANGE: "#f0a050",
    INK: "#e8edf2",
    GREY: "#a3b1bf",
    SILVER: "#3d4a57",
    PALE: "#26313c",
    WHITE: "#12181f",
}
"""What each colour is on a dark ground."""

_COLOUR = re.compile("|".join(DARK))


def recoloured(svg: str) -> str:
    """Give SVG text with each colour as it is on a dark ground."""
    return _COLOUR.sub(lambda found: DARK[found[0]], svg)


def dark_style() -> str:
    """Give style rules under which charts in a page are drawn on a dark ground."""
    return (
        "".join(
            f'svg [{part}="{light}"]{{{part}:{shade}}}'
            for light, shade in DARK.items()
            for part in ("fill", "stroke")
        )
        + f"svg{{fill:{DARK[INK]}}}"
    )
