"""Actors, and the links in which one gives another something."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import ALWAYS, Actor, Link
from twofront.scenario.written.conditions import When
from twofront.scenario.written.grounds import GROUNDS, GROUNDS_KEYS, grounds
from twofront.scenario.written.nodes import Scalar
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.places import PLACE
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Day, Named, Text, Truth, Word
from twofront.scenario.written.shapes import ListOf, OnScalar, Schema, shown

LINK_KINDS = (
    "transfer",
    "pact",
    "alliance",
    "support",
    "sanction",
    "proxy",
    "threat",
    "obligation",
)


class Country(OnScalar[str]):
    """A country's ISO 3166-1 alpha-3 code."""

    wanted = "a country code such as USA"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read three capital letters."""
        text = node.text
        if len(text) == 3 and text.isascii() and text.isalpha() and text.isupper():
            return text
        message = f"Expected a country code of three capitals such as USA, found {shown(node)}."
        notes.problem(path, "not-a-country", message, node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "pattern": "^[A-Z]{3}$"}


def _actor(path: Path, got: dict[str, Any]) -> Actor:
    return Actor(str(path[-1]), **got)


ACTOR = Record(
    "an actor",
    {
        "name": Key(Text(), "Its name, as readers know it.", required=True),
        "iso3": Key(
            ListOf(Country(), 0, 100, single=True),
            "The countries it stands for, as ISO 3166-1 codes; for the map.",
            default=(),
        ),
        "decides": Key(
            Truth(), "False where its payoffs are read-outs and it makes no move.", default=True
        ),
        "precision": Key(
            Named("quantity"),
            "The quantity (1/util) with which it picks the better option.",
            default="precision",
        ),
        "yardstick": Key(Named("quantity"), "The stake (util) that is one util by definition."),
        "place": Key(PLACE, "Where the map shows it; by default in the first of its countries."),
    },
    _actor,
)


def _link(path: Path, got: dict[str, Any]) -> Link:
    return Link(
        id=str(path[-1]),
        kind=got["kind"],
        giver=got["from"],
        receiver=got["to"],
        item=got["item"],
        grounds=grounds(got),
        flows=got["flows"],
        when=got["when"],
        since=got["since"],
    )


def _two_ends(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    if got["from"] is None or got["from"] != got["to"]:
        return True
    notes.problem((*path, "to"), "link-to-itself", "A link joins two different actors.")
    return False


LINK = Record(
    "a link",
    {
        "kind": Key(Word(*LINK_KINDS), "What sort of tie it is.", required=True),
        "item": Key(Text(), "What is given, or what the tie is about.", required=True),
        "from": Key(Named("actor"), "Who gives.", required=True),
        "to": Key(Named("actor"), "Who receives.", required=True),
        "flows": Key(Named("quantity"), "The quantity that flow(link) stands for."),
        "when": Key(When(), "While this holds; flow(link) is 0 otherwise.", default=ALWAYS),
        "since": Key(Day(), "When it became known."),
        **GROUNDS_KEYS,
    },
    _link,
    (GROUNDS,),
    check=_two_ends,
)
