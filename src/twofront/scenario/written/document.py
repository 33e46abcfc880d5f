"""The whole file: its sections, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from twofront.scenario.expressions import ARITHMETIC, REFERENCES
from twofront.scenario.model import CHANCE
from twofront.scenario.written.actors import ACTOR, LINK
from twofront.scenario.written.claims import ANCHOR, CLAIM
from twofront.scenario.written.conditions import When
from twofront.scenario.written.evidence import LEDGER
from twofront.scenario.written.moves import MOVES, VARIANT
from twofront.scenario.written.nodes import Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.options import REST
from twofront.scenario.written.private import PRIVATE
from twofront.scenario.written.quantities import CORRELATED, QUANTITY
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Day, Id, Named, Text, Whole
from twofront.scenario.written.shapes import MapOf, OnScalar, Schema, Shape, shown
from twofront.scenario.written.sums import MEASURE, PAYOFF
from twofront.scenario.written.switches import CHANNEL, LEVER
from twofront.scenario.written.theatres import OUTCOME, THEATRE

VERSION = "1"
PERIOD_LIMIT = 20

V = TypeVar("V")

_SPAN = re.compile(r"(\d+(?:\.\d+)?(?:e-\d+)?) (years?|months?)")
_NOT_QUANTITIES = ("was", "period", REST, *REFERENCES, *ARITHMETIC)


class Language(OnScalar[str]):
    """The version of the language: 1."""

    wanted = f"the language's version, {VERSION}"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read it."""
        if node.plain and node.text == VERSION:
            return VERSION
        message = f"Expected the language's version, which is {VERSION}; found {shown(node)}."
        notes.problem(path, "unknown-version", message, node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"const": int(VERSION)}


class Horizon(OnScalar[float]):
    """How far the scenario looks, as `5 years` or `18 months`; gives years."""

    wanted = "a time such as 5 years"

    def value(self, node: Scalar, path: Path, notes: Notes) -> float | None:
        """Read it."""
        match = _SPAN.fullmatch(node.text) if len(node.text) < 40 else None
        count = float(match[1]) if match else 0.0
        years = count / 12 if match and match[2].startswith("month") else count
        if 0 < years <= 100:
            return years
        message = "Expected a time such as 5 years or 18 months, up to 100 years; found "
        notes.problem(path, "not-a-time", f"{message}{shown(node)}.", node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "pattern": f"^{_SPAN.pattern}$"}


class Section(MapOf[str, V], Generic[V]):
    """Names of one kind, and what each stands for; gives those that could be read."""

    def __init__(
        self, kind: str, value: Shape[V], most: int, least: int = 0, reserved: tuple[str, ...] = ()
    ) -> None:
        super().__init__(Id(kind, reserved), value, least, most, partial=True)
        self.kind = kind

    def take(self, node: Node, path: Path, notes: Notes) -> dict[str, V] | None:
        """Read the section; where it cannot be, its names are unknown."""
        found = super().take(node, path, notes)
        if found is None:
            notes.unread.add(self.kind)
        return found


def _section(shape: Shape[Any], help: str, *, required: bool = False) -> Key:
    return Key(shape, help, required=required, default=None if required else {})


KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "twofront": Key(Language(), "The version of the language: 1.", required=True),
        "title": Key(Text(), "The scenario's title.", required=True),
        "as_of": Key(Day(), "The date on which it is played, as then known.", required=True),
        "horizon": Key(Horizon(), "The time that probabilities are over.", required=True),
        "periods": Key(
            Whole(2, PERIOD_LIMIT), "How often the moves that repeat are made, at most."
        ),
        "until": Key(
            When(empty=False), "What ends the repetition; by default a war in any theatre."
        ),
        "ledger": Key(LEDGER, "The evidence: a ledger file beside the scenario."),
        "actors": _section(
            Section("actor", ACTOR, 50, 1, (CHANCE,)), "Who has payoffs.", required=True
        ),
        "quantities": _section(
            Section("quantity", QUANTITY, 500, 1, _NOT_QUANTITIES),
            "Every number, with its meaning, unit, date and grounds.",
            required=True,
        ),
        "correlated": _section(
            Section("correlated", CORRELATED, 50), "Quantities that are drawn together."
        ),
        "private": _section(
            Section("private", PRIVATE, 20), "What an actor knows of itself and others do not."
        ),
        "links": _section(Section("link", LINK, 200), "What one actor gives another."),
        "theatres": _section(Section("theatre", THEATRE, 20), "Where contests are decided."),
        "moves": Key(MOVES, "The choices, in their order.", required=True),
        "outcomes": _section(Section("outcome", OUTCOME, 100), "Names for what moves bring about."),
        "payoffs": Key(
            MapOf(Named("actor"), PAYOFF, 0, 50, partial=True),
            "What each actor gains and loses, in util.",
            required=True,
        ),
        "measures": _section(
            Section("measure", MEASURE, 50), "What is counted beside utility, such as deaths."
        ),
        "anchors": _section(Section("anchor", ANCHOR, 50), "Rates that the model must reproduce."),
        "channels": _section(
            Section("channel", CHANNEL, 6, 0, ("all",)), "Couplings that can be switched off."
        ),
        "levers": _section(Section("lever", LEVER, 100), "What could be done beforehand."),
        "variants": _section(
            Section("variant", VARIANT, 20, 0, ("as_written",)), "Other minds on the structure."
        ),
        "claims": _section(Section("claim", CLAIM, 100), "What is put to the test.", required=True),
    }
)


DOCUMENT: Record[dict[str, Any]] = Record("a scenario", KEYS, lambda path, got: got)

_KIND_OF_SECTION = {
    name: key.shape.kind for name, key in KEYS.items() if isinstance(key.shape, Section)
} | {"moves": "move"}


def read_document(root: Node, notes: Notes) -> dict[str, Any]:
    """Read every section; those that are wrong are None or lack what could not be read."""
    notes.nodes[()] = root
    if not isinstance(root, Table):
        message = f"A scenario is a mapping that starts with `twofront: 1`; found {shown(root)}."
        notes.problem((), "not-a-mapping", message, node=root)
        return {}
    got, _ = DOCUMENT.parts(root, (), notes)
    notes.unread |= {kind for section, kind in _KIND_OF_SECTION.items() if got[section] is None}
    return got
