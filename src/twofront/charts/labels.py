"""Names beside marks: each where it covers nothing, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .svg import text_width


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that something fills."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Say whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, width: float, height: float) -> bool:
        """Say whether it lies inside a frame that begins at 0, 0."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text where it may stand: its start and its baseline."""

    x: float
    y: float
    box: Box


def beside(x: float, y: float, words: str, size: float, gap: float) -> Iterator[Label]:
    """Give the places that a name may have around a mark, the best first."""
    wide, high = text_width(words, size), size
    for away in (gap, gap + 9, gap + 20):
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            left = x + away * across - (wide if across < 0 else wide / 2 if across == 0 else 0)
            middle = y + down * (away + high / 2 - (4 if across else 0))
            yield _label(left, middle, wide, high)


def centred(points: Sequence[tuple[float, float]], words: str, size: float) -> Iterator[Label]:
    """Give the places of a name whose middle is one of some points."""
    wide = text_width(words, size)
    for x, y in points:
        yield _label(x - wide / 2, y, wide, size)


def _label(left: float, middle: float, wide: float, high: float) -> Label:
    box = Box(left - 1, middle - high / 2, left + wide + 1, middle + high / 2)
    return Label(left, middle + 0.35 * high, box)


def settle(places: Iterator[Label], taken: list[Box], width: float, height: float) -> Label | None:
    """Take the first place that is free and inside the frame, and note it; None if none is."""
    for label in places:
        if label.box.within(width, height) and not any(label.box.meets(box) for box in taken):
            taken.append(label.box)
            return label
    return None
