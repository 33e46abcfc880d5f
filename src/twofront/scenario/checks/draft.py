"""What could be read of a scenario, before its names, units and sources are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from twofront.scenario.model import (
    Actor,
    Anchor,
    Channel,
    Claim,
    Condition,
    Correlated,
    Lever,
    Line,
    Link,
    Measure,
    Move,
    Outcome,
    Private,
    Quantity,
    Theatre,
    Variant,
)
from twofront.scenario.written.notes import Notes


@dataclass(frozen=True, slots=True)
class Draft:
    """The sections of a file; each holds only what could be read, all of it where none failed."""

    notes: Notes
    title: str
    as_of: date
    horizon: float
    periods: int
    until: Condition | None
    actors: Mapping[str, Actor]
    quantities: Mapping[str, Quantity]
    correlated: Mapping[str, Correlated]
    private: Mapping[str, Private]
    links: Mapping[str, Link]
    theatres: Mapping[str, Theatre]
    moves: tuple[Move, ...]
    outcomes: Mapping[str, Outcome]
    payoffs: Mapping[str, tuple[Line, ...]]
    measures: Mapping[str, Measure]
    anchors: Mapping[str, Anchor]
    channels: Mapping[str, Channel]
    levers: Mapping[str, Lever]
    variants: Mapping[str, Variant]
    claims: Mapping[str, Claim]

    @property
    def movers(self) -> frozenset[str]:
        """Who makes at least one move, chance among them."""
        return frozenset(move.by for move in self.moves)


_NOTHING: Mapping[str, Any] = {
    "title": "",
    "as_of": date.max,
    "horizon": 0.0,
    "periods": 1,
    "until": None,
    "moves": (),
}


def draft(got: Mapping[str, Any], notes: Notes) -> Draft:
    """Take what was read of each section, or nothing where that failed."""
    names = [field.name for field in fields(Draft) if field.name != "notes"]
    read = {name: _NOTHING.get(name, {}) if got.get(name) is None else got[name] for name in names}
    if got.get("periods") is None and ("periods",) in notes.nodes:
        read["periods"] = 2  # some number of them; which, could not be read
    return Draft(notes, **read)
