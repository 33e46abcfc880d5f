"""Channels, which can be switched off, and levers, which somebody could pull beforehand."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import Channel, Lever
from twofront.scenario.written.amounts import Amount
from twofront.scenario.written.claims import ACT
from twofront.scenario.written.grounds import GROUNDS, GROUNDS_KEYS, grounds
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.quantities import UnitName
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Named, Number, Text
from twofront.scenario.written.shapes import ListOf, MapOf


def _channel(path: Path, got: dict[str, Any]) -> Channel:
    return Channel(str(path[-1]), **got)


CHANNEL: Record[Channel] = Record(
    "a channel",
    {
        "means": Key(Text(), "What couples one theatre to another.", required=True),
        "hides": Key(
            ListOf(Named("move"), 0, 20),
            "Moves that tell nobody anything while it is off.",
            default=(),
        ),
    },
    _channel,
)


def _lever(path: Path, got: dict[str, Any]) -> Lever:
    return Lever(
        id=str(path[-1]),
        by=got["by"],
        means=got["means"],
        settings=tuple(got["set"].items()),
        commit=tuple(got["commit"].items()),
        price=got["price"],
        unit=got["unit"],
        grounds=grounds(got),
    )


def _does_something(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    if got["set"] != {} or got["commit"] != {}:
        return True
    message = "A lever does something: give `set`, `commit` or both."
    notes.problem(path, "idle-lever", message)
    return False


LEVER: Record[Lever] = Record(
    "a lever",
    {
        "by": Key(Named("actor"), "Who could pull it.", required=True),
        "means": Key(Text(0), "What would be done.", default=""),
        "set": Key(
            MapOf(Named("quantity"), Amount("own", was=True, subject=-1), 0, 20),
            "The quantities it changes, as amounts in which `was` is the value before.",
            default={},
        ),
        "commit": Key(ACT, "Options of its own moves that it binds itself to.", default={}),
        "price": Key(Number(0.0), "What it costs.", required=True),
        "unit": Key(UnitName(), "The price's unit.", required=True),
        **GROUNDS_KEYS,
    },
    _lever,
    (GROUNDS,),
    check=_does_something,
)
