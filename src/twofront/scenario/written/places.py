"""Where something is, for the map."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import Place
from twofront.scenario.written.notes import Path
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Number


def _place(path: Path, got: dict[str, Any]) -> Place:
    return Place(**got)


PLACE = Record(
    "a place",
    {
        "latitude": Key(Number(-90, 90), "Degrees north; south is negative.", required=True),
        "longitude": Key(Number(-180, 180), "Degrees east; west is negative.", required=True),
    },
    _place,
)
