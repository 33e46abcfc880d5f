"""Coastlines and a point in each country, from Natural Earth (public domain); no borders."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

COASTLINES_BY = "Natural Earth"
"""Whom the coastlines come from; in the public domain."""


def place_of(country: str) -> tuple[float, float] | None:
    """Give latitude and longitude of a point in the country of an ISO 3166-1 code, or None."""
    found = _atlas()["places"].get(country)
    return found and (found[0], found[1])


@cache
def coastlines() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Give closed coastlines as points of longitude and latitude; longitudes run on, so that
    none is cut at the date line."""
    return tuple(
        tuple((x / 10, y / 10) for x, y in zip(ring[::2], ring[1::2], strict=True))
        for ring in _atlas()["land"]
    )


@cache
def _atlas() -> Any:
    return json.loads(files(__package__).joinpath("atlas.json").read_text(encoding="utf-8"))
