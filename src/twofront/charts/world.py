"""A map of theatres, actors and what ties them: coastlines, no political borders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from .atlas import coastlines
from .colours import BLUE, GREY, INK, ORANGE, PALE, WHITE
from .labels import Box, Label, beside, centred, settle
from .projection import Place, Window, unrolled, window
from .svg import SIZE, Chart, element, fitted, frame, nothing, text

WIDTH = 760.0
_HEIGHTS = (300.0, 430.0)
_SMALL = 10.5
_WIDEST = 220.0
"""Room for a name."""

_MARK = 5.0
_BEND = 0.16
"""How far a tie bends aside, in proportion to its length."""

STYLES: Mapping[str, tuple[str, str, str]] = {
    "gives": (BLUE, "", "gives"),
    "binds": (GREY, "5 3", "is bound to"),
    "presses": (ORANGE, "1.5 3", "presses"),
}
"""What a kind of tie looks like: colour, dashes; and how it is told."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map.

    Attributes:
        name: As readers know it.
        place: Latitude and longitude.
        theatre: Whether it is a theatre (a diamond) and not an actor (a dot).
        note: What is said under its name, such as a risk; may be empty.
    """

    name: str
    place: Place
    theatre: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Something between two spots.

    Attributes:
        start: Key of the spot that gives, presses, or is bound.
        end: Key of the other.
        style: One of STYLES.
        number: As it is numbered beside the map.
    """

    start: str
    end: str
    style: str
    number: int


Point = tuple[float, float]


def world(spots: Mapping[str, Spot], ties: Sequence[Tie], id: str) -> Chart:
    """Draw the map.

    Names and numbers that find no free place are left out; the description has all.

    Args:
        spots: By key, theatres and actors alike.
        ties: Those with an end that is no spot are left out.
        id: Unique in the page.
    """
    title = "Theatres, actors and the links between them"
    if not spots:
        return nothing(WIDTH, title, "Nothing in this scenario has a place on the map", id)
    ties = [tie for tie in ties if tie.start in spots and tie.end in spots]
    pairs = [(tie.start, tie.end) for tie in ties]
    shown = unrolled({key: spot.place for key, spot in spots.items()}, pairs)
    longitudes = [longitude for each in shown.values() for longitude in each]
    seen = window([spot.place[0] for spot in spots.values()], longitudes, WIDTH, _HEIGHTS)
    points = {
        key: [seen.at(spots[key].place[0], longitude) for longitude in each]
        for key, each in shown.items()
    }
    taken = [Box(x - 6, y - 6, x + 6, y + 6) for each in points.values() for x, y in each]
    arcs = list(_bundled(ties, points, seen))
    taken += [arc.head() for arc in arcs if arc.arrow]
    names = list(_names(spots, points, taken, seen))
    inside = [
        element("g", *_land(seen), fill=PALE, clip_path=f"url(#{id}-clip)"),
        *(part for arc in arcs for part in _told_arc(arc, taken, seen)),
        *_marks(spots, points),
        *names,
    ]
    room = element("rect", x=0, y=0, width=WIDTH, height=seen.height)
    clip = element("clipPath", room, id=f"{id}-clip")
    return frame(WIDTH, seen.height, title, _told(spots, ties), id, clip, *inside)


def _told(spots: Mapping[str, Spot], ties: Sequence[Tie]) -> str:
    theatres = ", ".join(
        f"{spot.name} ({spot.note})" if spot.note else spot.name
        for spot in spots.values()
        if spot.theatre
    )
    links = "; ".join(
        f"{tie.number}: {spots[tie.start].name} {STYLES[tie.style][2]} {spots[tie.end].name}"
        for tie in ties
    )
    return f"Theatres: {theatres or 'none'}. Links: {links or 'none'}."


def _land(seen: Window) -> Iterator[str]:
    for ring in coastlines():
        longitudes = [longitude for longitude, _ in ring]
        for turn in seen.turns(min(longitudes), max(longitudes)):
            line = [seen.at(latitude, longitude + 360 * turn) for longitude, latitude in ring]
            if any(-40 < y < seen.height + 40 for _, y in line):
                yield element("path", d=_outline(line))


def _outline(line: Sequence[Point]) -> str:
    """Write a closed line in whole units, each point by its distance from the last."""
    at = last = (round(line[0][0]), round(line[0][1]))
    steps = []
    for x, y in line[1:]:
        here = (round(x), round(y))
        if here != last:
            steps.append(f"{here[0] - last[0]} {here[1] - last[1]}")
            last = here
    return f"M{at[0]} {at[1]}l{' '.join(steps)}z".replace(" -", "-") if steps else ""


def _marks(spots: Mapping[str, Spot], points: Mapping[str, list[Point]]) -> Iterator[str]:
    for key, spot in spots.items():
        for x, y in points[key]:
            if spot.theatre:
                path = f"M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z"
                yield element("path", d=path, fill=ORANGE, stroke=WHITE, stroke_width=1.5)
            else:
                yield element(
                    "circle", cx=x, cy=y, r=_MARK, fill=INK, stroke=WHITE, stroke_width=1.5
                )


def _names(
    spots: Mapping[str, Spot], points: Mapping[str, list[Point]], taken: list[Box], seen: Window
) -> Iterator[str]:
    """Write names, those of theatres first, each wherever it covers nothing."""
    for key, spot in sorted(spots.items(), key=lambda pair: not pair[1].theatre):
        words = fitted(f"{spot.name} {spot.note}".strip(), _WIDEST, SIZE)
        weight = "bold" if spot.theatre else "normal"
        for x, y in points[key]:
            label = settle(beside(x, y, words, SIZE, 9), taken, WIDTH, seen.height)
            if label:
                yield _written(label, words, SIZE, INK, font_weight=weight)


def _written(label: Label, words: str, size: float, colour: str, **more: str) -> str:
    """Write a label on a thin margin of white, so that it reads over land and lines."""
    return text(
        label.x,
        label.y,
        words,
        font_size=size,
        fill=colour,
        stroke=WHITE,
        stroke_width=3,
        paint_order="stroke",
        **more,
    )


def _bundled(
    ties: Sequence[Tie], points: Mapping[str, list[Point]], seen: Window
) -> Iterator[_Arc]:
    """Lay ties of one style between the same two ends out as one arc, with their numbers."""
    bundles: dict[tuple[str, str, str], list[int]] = {}
    for tie in ties:
        start, end = sorted((tie.start, tie.end)) if tie.style == "binds" else (tie.start, tie.end)
        bundles.setdefault((start, end, tie.style), []).append(tie.number)
    for (start, end, style), numbers in bundles.items():
        ends = min(
            ((a, b) for a in points[start] for b in points[end]),
            key=lambda pair: hypot(pair[0][0] - pair[1][0], pair[0][1] - pair[1][1]),
        )
        if hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]) >= 4 * _MARK:
            yield _Arc(ends, style, numbers, seen.height)


def _told_arc(arc: _Arc, taken: list[Box], seen: Window) -> Iterator[str]:
    """Draw an arc, and its numbers where there is room on it."""
    yield arc.drawn()
    words = ", ".join(map(str, arc.numbers[:6])) + ("…" if len(arc.numbers) > 6 else "")
    label = settle(centred(arc.middles(), words, _SMALL), taken, WIDTH, seen.height)
    if label:
        yield _written(label, words, _SMALL, arc.colour, font_weight="bold")


class _Arc:
    """A bent line between two marks, from edge to edge."""

    def __init__(
        self, ends: tuple[Point, Point], style: str, numbers: Sequence[int], height: float
    ) -> None:
        (x1, y1), (x2, y2) = ends
        self.first, self.last = ends
        self.numbers = numbers
        self.colour, self.dashes, _ = STYLES[style]
        self.arrow = style != "binds"
        bend = _BEND + 0.1 * list(STYLES).index(style)
        x, y = (x1 + x2) / 2 + bend * (y2 - y1), (y1 + y2) / 2 - bend * (x2 - x1)
        self.control = min(max(x, 4.0), WIDTH - 4), min(max(y, 4.0), height - 4)

    def at(self, part: float) -> Point:
        (x1, y1), (x2, y2), (x3, y3) = self.first, self.control, self.last
        a, b, c = (1 - part) ** 2, 2 * part * (1 - part), part**2
        return a * x1 + b * x2 + c * x3, a * y1 + b * y2 + c * y3

    def middles(self) -> list[Point]:
        return [self.at(part) for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)]

    def tip(self) -> Point:
        """Give where the arc ends: beside the mark it leads to."""
        return _towards(self.last, self.control, _MARK + 2)

    def head(self) -> Box:
        """Give the room that the arrow's head takes."""
        (x, y), (back_x, back_y) = self.tip(), _towards(self.tip(), self.control, 8)
        x, y = (x + back_x) / 2, (y + back_y) / 2
        return Box(x - 6, y - 6, x + 6, y + 6)

    def drawn(self) -> str:
        """Draw it."""
        (cx, cy), (x2, y2) = self.control, self.tip()
        x1, y1 = _towards(self.first, (cx, cy), _MARK + 2)
        path = f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}"
        look = {"stroke_dasharray": self.dashes} if self.dashes else {}
        line = element("path", d=path, fill="none", stroke=self.colour, stroke_width=1.5, **look)
        if not self.arrow:
            return line
        back = _towards((x2, y2), (cx, cy), 8)
        away = (back[0] - x2) / 2, (back[1] - y2) / 2
        left = back[0] - away[1], back[1] + away[0]
        right = back[0] + away[1], back[1] - away[0]
        head = f"M{x2:.1f} {y2:.1f}L{left[0]:.1f} {left[1]:.1f} {right[0]:.1f} {right[1]:.1f}z"
        return line + element("path", d=head, fill=self.colour)


def _towards(start: Point, end: Point, steps: float) -> Point:
    """Go some way from one point towards another, at most all of it."""
    across, down = end[0] - start[0], end[1] - start[1]
    part = min(steps / (hypot(across, down) or 1.0), 1.0)
    return start[0] + part * across, start[1] + part * down
