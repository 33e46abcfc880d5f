"""What each channel brings to a change or a risk, as steps from one end to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twofront.findings import ChannelShare
from twofront.findings.deciding import words
from twofront.findings.numbers import points

from .colours import BLUE, GREY, INK, ORANGE
from .svg import (
    SIZE,
    Chart,
    Scale,
    axis,
    element,
    fitted,
    frame,
    grid,
    nothing,
    signed,
    text,
    ticks,
)

WIDTH = 760.0
_LEFT, _RIGHT = 220.0, 640.0
_TOP, _ROW, _BAR = 12.0, 28.0, 16.0
_HEAD = 5.0
"""Length of the point that shows which way a bar goes."""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of the waterfall: from where to where, and whether it stands for a sum."""

    label: str
    start: float
    end: float
    total: bool = False

    @property
    def value(self) -> float:
        """What is written beside it: a sum itself, or what a channel adds."""
        return self.end if self.total else self.end - self.start


def steps(channels: Sequence[ChannelShare], off: float | None) -> list[Step]:
    """Give the bars from what is there with every channel off to what is there with all.

    Empty where any value is null.
    """
    means = [each.mean for each in channels]
    known = [mean for mean in means if mean is not None]
    if off is None or not known or len(known) < len(means):
        return []
    found, at = [Step("All channels off", 0.0, off, total=True)], off
    for channel, mean in sorted(zip(channels, known, strict=True), key=lambda pair: -abs(pair[1])):
        found.append(Step(words(channel.id), at, at + mean))
        at += mean
    return [*found, Step("All channels on", 0.0, at, total=True)]


def waterfall(channels: Sequence[ChannelShare], off: float | None, what: str, id: str) -> Chart:
    """Draw what channels add, one after the other, the largest first.

    Args:
        channels: What each brings on average.
        off: What is there with every channel off.
        what: Such as `change in probability`, for the title.
        id: Unique in the page.
    """
    title = f"What each channel brings to the {what}, in percentage points"
    drawn = steps(channels, off)
    if not drawn:
        reason = next((each.reason for each in channels if each.reason), None)
        return nothing(WIDTH, title, reason or "No channel's share can be given", id)
    ends = [0.0, *(each.start for each in drawn), *(each.end for each in drawn)]
    low, high = min(ends), max(ends)
    room = 0.04 * (high - low) or 0.01
    scale = axis(low - room, high + room, _LEFT, _RIGHT)
    foot = _TOP + _ROW * len(drawn)
    inside = [
        *_grid(low - room, high + room, scale, foot),
        *(part for place, each in enumerate(drawn) for part in _bar(each, place, scale)),
        *_joints(drawn, scale),
    ]
    told = "; ".join(f"{each.label} {points(each.value)}" for each in drawn)
    return frame(WIDTH, foot + 24, title, f"{told}.", id, *inside)


def _grid(low: float, high: float, scale: Scale, foot: float) -> Iterator[str]:
    marks = ((scale(tick / 100), signed(tick)) for tick in ticks(100 * low, 100 * high, 6))
    yield from grid(marks, _TOP - 6, foot)
    yield element("line", x1=scale(0), x2=scale(0), y1=_TOP - 6, y2=foot, stroke=INK)


def _bar(step: Step, place: int, scale: Scale) -> Iterator[str]:
    y = _TOP + _ROW * place
    start, end = scale(step.start), scale(step.end)
    weight = "bold" if step.total else "normal"
    yield text(0, y + 17, fitted(step.label, _LEFT - 16, SIZE), font_weight=weight)
    yield element("path", d=_outline(start, end, y + 6, step.total), fill=_colour(step))
    yield text(WIDTH, y + 17, points(step.value), text_anchor="end", font_weight=weight)


def _colour(step: Step) -> str:
    return INK if step.total else BLUE if step.value >= 0 else ORANGE


def _outline(start: float, end: float, top: float, total: bool) -> str:
    """Draw a bar; one that is no sum ends in a point, so that its way shows without colour."""
    if abs(end - start) < 1.5:
        return f"M{start - 0.75:.2f} {top:.2f}h1.5v{_BAR:g}h-1.5z"
    if total:
        return f"M{start:.2f} {top:.2f}H{end:.2f}v{_BAR:g}H{start:.2f}z"
    head = min(_HEAD, abs(end - start) / 2) * (1 if end > start else -1)
    tip = f"H{end - head:.2f}l{head:.2f} {_BAR / 2:g}l{-head:.2f} {_BAR / 2:g}"
    return f"M{start:.2f} {top:.2f}{tip}H{start:.2f}z"


def _joints(drawn: Sequence[Step], scale: Scale) -> Iterator[str]:
    """Join the end of each bar with the beginning of the next."""
    for place, step in enumerate(drawn[:-1]):
        x, y = scale(step.end), _TOP + _ROW * place + 6 + _BAR
        yield element(
            "line", x1=x, x2=x, y1=y, y2=y + _ROW - _BAR, stroke=GREY, stroke_dasharray="2 2"
        )
