"""Writes the atlas of the map: coastlines, and a point in each country.

Coastlines and countries are those of Natural Earth, at 1:110 million and 1:50 million, which is in
the public domain, as the npm package `world-atlas` packs them. To write the file anew:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install pycountry
    python tools/atlas.py package
"""

import itertools
import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pycountry

OUT = Path(__file__).parents[1] / "src" / "twofront" / "charts" / "atlas.json"
DETAIL = 0.7
"""Degrees by which a simplified coastline may miss the true one."""

SMALLEST = 8.0
"""Square degrees; smaller islands are left out, unless a country has nothing larger."""

Ring = list[tuple[float, float]]


def polygons(topology: dict, name: str) -> Iterator[tuple[str, list[Ring]]]:
    """Give each polygon's country code and rings, of longitudes and latitudes."""
    arcs = [unpacked(arc, topology["transform"]) for arc in topology["arcs"]]
    for shape in topology["objects"][name]["geometries"]:
        parts = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}
        for part in parts.get(shape["type"], []):
            yield shape.get("id", ""), [joined(ring, arcs) for ring in part]


def unpacked(arc: list, transform: dict) -> Ring:
    """Undo the differences that an arc is packed as."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        found.append((x * kx + dx, y * ky + dy))
    return found


def joined(ring: list[int], arcs: list[Ring]) -> Ring:
    """Join the arcs of a ring; a negative number is an arc run backwards."""
    found: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        found += arc[1:] if found else arc
    return unwrapped(found)


def unwrapped(ring: Ring) -> Ring:
    """Let longitudes run on where a ring crosses the date line."""
    found, turn = ring[:1], 0.0
    for (x1, _), (x2, y2) in itertools.pairwise(ring):
        turn += 360.0 * ((x2 - x1 < -180) - (x2 - x1 > 180))
        found.append((x2 + turn, y2))
    return found


def area(ring: Ring) -> float:
    """Give a ring's area in square degrees of latitude, nearly."""
    crosses = (x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    middle_latitude = sum(y for _, y in ring) / len(ring)
    return abs(sum(crosses)) / 2 * math.cos(math.radians(middle_latitude))


def middle(ring: Ring) -> tuple[float, float]:
    """Give a ring's centre of mass, latitude first."""
    twice = sum_x = sum_y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        twice, sum_x, sum_y = twice + cross, sum_x + (x1 + x2) * cross, sum_y + (y1 + y2) * cross
    longitude = (sum_x / (3 * twice) + 180) % 360 - 180
    return round(sum_y / (3 * twice), 1), round(longitude, 1)


def simplified(ring: Ring) -> Ring:
    """Drop points that lie within DETAIL of the line (Douglas and Peucker)."""
    half = len(ring) // 2
    return peucker(ring[: half + 1])[:-1] + peucker(ring[half:])


def peucker(line: Ring) -> Ring:
    """Simplify an open line, keeping its ends."""
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1) or 1e-9
    far = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in line]
    worst = max(range(len(line)), key=far.__getitem__)
    if far[worst] <= DETAIL:
        return [line[0], line[-1]]
    return peucker(line[: worst + 1])[:-1] + peucker(line[worst:])


def main(folder: Path) -> None:
    """Write the atlas."""
    coarse = json.loads((folder / "land-110m.json").read_text(encoding="utf-8"))
    land = []
    for _, rings in polygons(coarse, "land"):
        ring = simplified(rings[0])
        if area(rings[0]) >= SMALLEST and len(ring) > 3 and min(y for _, y in ring) > -60:
            land.append([round(10 * value) for point in ring[:-1] for value in point])
    fine = json.loads((folder / "countries-50m.json").read_text(encoding="utf-8"))
    largest: dict[str, Ring] = {}
    for number, (ring, *_) in polygons(fine, "countries"):
        if number not in largest or area(ring) > area(largest[number]):
            largest[number] = ring
    places = {}
    for number, ring in largest.items():
        country = number and pycountry.countries.get(numeric=number.zfill(3))
        if country:
            places[country.alpha_3] = middle(ring)
    told = {"land": land, "places": dict(sorted(places.items()))}
    OUT.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
