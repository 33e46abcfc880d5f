"""A share of draws as a hundred dots: filled where the claim holds, rings where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.findings import Answer, ClaimAnswer
from twofront.findings.numbers import percent, whole

from .svg import BLUE, GREY, ORANGE, element, frame, text

DOTS = 100
_ACROSS = 20
_GAP = 16.0
_RADIUS = 5.6


def share_dots(answer: Answer | ClaimAnswer, id: str) -> str:
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
    value = answer.share_holds.value or 0.0
    description = (
        f"Of a hundred dots {holds} are filled: the claim holds in {percent(value)} of draws. "
        f"{same} are small points: no difference that matters. {opposite} are rings: the opposite."
    )
    title = "Share of draws in which the claim holds"
    return frame(_GAP * _ACROSS, height, title, description, id, *_marks(marks))


def dots(answer: Answer | ClaimAnswer) -> tuple[int, int, int] | None:
    """Divide a hundred dots: holds, no difference, opposite; None where nothing can be said."""
    value, opposite = answer.share_holds.value, answer.share_reversed
    if value is None or opposite is None:
        return None
    holds = whole(value)
    rest = DOTS - holds
    left = 1 - value
    against = min(rest, round(rest * opposite / left)) if left > 0 else 0
    return holds, rest - against, against


def _marks(marks: list[str]) -> Iterator[str]:
    for place, mark in enumerate(marks):
        x, y = _GAP * (place % _ACROSS + 0.5), _GAP * (place // _ACROSS + 0.5)
        if mark == "holds":
            yield element("circle", cx=x, cy=y, r=_RADIUS, fill=BLUE)
        elif mark == "same":
            yield element("circle", cx=x, cy=y, r=2.2, fill=GREY)
        else:
            yield element(
                "circle", cx=x, cy=y, r=_RADIUS - 1, fill="none", stroke=ORANGE, stroke_width=2
            )
