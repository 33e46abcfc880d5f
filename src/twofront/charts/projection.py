"""From places on the globe to places on a map that no link runs off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import degrees, log, pi, radians, tan

Place = tuple[float, float]
"""Latitude and longitude in degrees."""

_ROOM = 0.06
"""What is left free around the places: in proportion to the map's width."""

_NARROWEST = 50.0
"""Degrees of longitude that a map shows at least."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the globe that a map shows, after Miller (1942).

    Attributes:
        west: Longitude of its left edge.
        span: Degrees of longitude from edge to edge; more than 360 shows some places twice.
        top: What `_miller` gives at the upper edge.
        width: Of the map, in the chart's units, as is `height`.
    """

    west: float
    span: float
    top: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Units a degree."""
        return self.width / self.span

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Give x and y of a place, its longitude taken as it is: nothing wraps."""
        x = (longitude - self.west) * self.scale
        return x, degrees(self.top - _miller(latitude)) * self.scale

    def turns(self, low: float, high: float) -> Iterator[int]:
        """Give the whole turns by which what lies between two longitudes comes into view."""
        for turn in range(-2, 3):
            if low + 360 * turn < self.west + self.span and high + 360 * turn > self.west:
                yield turn


def _miller(latitude: float) -> float:
    """Give the height of a latitude; finite at the poles too."""
    return 1.25 * log(tan(pi / 4 + 0.4 * radians(latitude)))


def unrolled(
    places: Mapping[str, Place], ties: Sequence[tuple[str, str]]
) -> dict[str, list[float]]:
    """Lay places side by side, so that no tie need run off the map.

    The globe is cut where the map comes out narrowest; a place whose ties cross the cut is
    shown a second time, on the other side.

    Args:
        places: By name, at least one.
        ties: Pairs of their names.

    Returns:
        The longitudes at which each place is shown, one or two.
    """
    cuts = _cuts(sorted({longitude for _, longitude in places.values()}))
    return min((_laid(cut, places, ties) for cut in cuts), key=_extent)


def _laid(
    cut: float, places: Mapping[str, Place], ties: Sequence[tuple[str, str]]
) -> dict[str, list[float]]:
    """Cut the globe at a longitude; show again what has ties across the cut, busiest first."""
    first = {name: cut + (place[1] - cut) % 360 for name, place in places.items()}
    found = {name: [longitude] for name, longitude in first.items()}
    broken = [tie for tie in ties if abs(first[tie[0]] - first[tie[1]]) > 180]
    while broken:
        (name, _), *_ = Counter(end for tie in broken for end in tie).most_common(1)
        own = [tie for tie in broken if name in tie]
        others = [first[end] for tie in own for end in tie if end != name]
        found[name].append(first[name] + (360 if others[0] > first[name] else -360))
        broken = [tie for tie in broken if name not in tie]
    return found


def _cuts(longitudes: Sequence[float]) -> list[float]:
    """Give the middles between neighbouring places."""
    around = [*longitudes, longitudes[0] + 360]
    return [(west + east) / 2 for west, east in pairwise(around)]


def _extent(laid: Mapping[str, Sequence[float]]) -> float:
    shown = [longitude for each in laid.values() for longitude in each]
    return max(shown) - min(shown)


def window(
    latitudes: Sequence[float], longitudes: Sequence[float], width: float, heights: Place
) -> Window:
    """Choose the part of the globe that shows all places, with room around them.

    Args:
        latitudes: Of the places.
        longitudes: As laid side by side.
        width: Of the map.
        heights: The least and the greatest height it may have.
    """
    west, east = min(longitudes), max(longitudes)
    south, north = (_miller(pick(latitudes)) for pick in (min, max))
    span = max((east - west) * (1 + 2 * _ROOM), _NARROWEST)
    tall = degrees(north - south) + 2 * _ROOM * span
    least, most = heights
    scale = min(width / span, most / tall)
    height = max(tall * scale, least)
    span = width / scale
    top = (north + south) / 2 + radians(height / scale) / 2
    return Window((west + east - span) / 2, span, top, width, height)
