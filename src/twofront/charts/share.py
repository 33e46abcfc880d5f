"""A share of draws as a hundred dots: filled where the claim holds, rings where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from twofront.findings import Answer, ClaimAnswer
from twofront.findings.leading import division_of, part

from .colours import BLUE, GREY, ORANGE
from .svg import Chart, element, frame, text

DOTS = 100
_ACROSS = 20
_GAP = 16.0
_RADIUS = 5.6
_BEYOND = 0.1


def share_dots(answer: Answer | ClaimAnswer, id: str) -> Chart:
    """Draw the share in which a claim holds as dots of a hundred.

    Filled dots hold; small points make no difference that matters; rings are
    the opposite. Without a share it says so, and the
    description says why.

    Args:
        answer: An answer to a claim.
        id: Unique in the page.
    """
    counted = dots(answer)
    if counted is None:
        reason = answer.share_holds.reason or "no share can be given"
        told = "No share can be given"
        return frame(_GAP * _ACROSS, 24, told, f"{reason}.", id, text(0, 16, f"{told}."))
    holds, same, opposite = counted
    marks = ["holds"] * holds + ["same"] * same + ["opposite"] * opposite
    height = _GAP * (DOTS // _ACROSS)
    description = (
        f"Of a hundred dots {holds} are filled: the claim holds in {part(answer)} of draws. "
        f"{same} are small points: no difference that matters. {opposite} are rings: the opposite."
    )
    title = "Share of draws in which the claim holds"
    return frame(_GAP * _ACROSS, height, title, description, id, *_marks(marks))


def dots(answer: Answer | ClaimAnswer) -> tuple[int, int, int] | None:
    """Divide a hundred dots: holds, no difference, opposite; None where nothing can be said."""
    counted = division_of(answer)
    if counted is None:
        return None
    holds, opposite, same = counted
    return holds, same, opposite


_LOOKS: dict[str, tuple[float, dict[str, str | float]]] = {
    "holds": (_RADIUS, {"stroke": BLUE}),
    "same": (2.2, {"stroke": GREY}),
    "opposite": (_RADIUS - 1, {"fill": "none", "stroke": ORANGE, "stroke_width": 2}),
}
"""Of each kind of dot the radius, and what is written once for all of them.

Full dots are the round ends of dashes without length, a line for each row: less text than circles.
"""


def _marks(marks: list[str]) -> Iterator[str]:
    for kind, (radius, look) in _LOOKS.items():
        places = [place for place, mark in enumerate(marks) if mark == kind]
        if places and "stroke_width" in look:
            yield element("g", *(_ring(*_at(place), radius) for place in places), **look)
        elif places:
            yield element(
                "path",
                d="".join(_rows(places)),
                stroke_width=2 * radius,
                stroke_linecap="round",
                stroke_dasharray=f"0 {_GAP:g}",
                **look,
            )


def _rows(places: list[int]) -> Iterator[str]:
    """Draw a line through the dots of each row, a little longer, so that the last is reached."""
    for _, row in groupby(places, lambda place: place // _ACROSS):
        ends = list(row)
        (first, y), (last, _) = _at(ends[0]), _at(ends[-1])
        yield f"M{first:g} {y:g}H{last + _BEYOND:g}"


def _at(place: int) -> tuple[float, float]:
    return _GAP * (place % _ACROSS + 0.5), _GAP * (place // _ACROSS + 0.5)


def _ring(x: float, y: float, radius: float) -> str:
    return element("circle", cx=x, cy=y, r=radius)
