"""What a number or statement rests on, as a scenario's file writes it."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import Grounds
from twofront.scenario.written.records import Choice, Key
from twofront.scenario.written.scalars import Named, Text
from twofront.scenario.written.shapes import ListOf

SOURCE = ListOf(Named("record"), 1, 50)

GROUNDS_KEYS = {
    "source": Key(SOURCE, "The ledger records it comes from."),
    "assumed": Key(Text(), "Why it is assumed, where there is no source."),
}

GROUNDS = Choice(
    "grounds",
    ("source", "assumed"),
    "Cite the ledger, or give the reason under 'assumed'.",
)


def grounds(got: dict[str, Any]) -> Grounds:
    """Build the grounds from the keys of a record."""
    return Grounds(got["source"] or (), got["assumed"])
