"""Theatres, where contests are decided, and outcomes, which name what moves bring about."""

from __future__ import annotations

from typing import Any

from twofront.scenario.expressions import Number
from twofront.scenario.model import Condition, Outcome, Theatre
from twofront.scenario.written.amounts import IN_THEATRES, Amount, Lines
from twofront.scenario.written.conditions import When
from twofront.scenario.written.nodes import Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.places import PLACE
from twofront.scenario.written.private import RESERVED_VALUES
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Id, Named, Text
from twofront.scenario.written.shapes import ListOf, MapOf, Schema, Shape

OTHERWISE = "otherwise"


def _theatre(path: Path, got: dict[str, Any]) -> Theatre:
    name = str(path[-1])
    return Theatre(id=name, name=got["name"] or name, **{k: got[k] for k in got if k != "name"})


_SIDE = ListOf(Lines("theatre", IN_THEATRES), 1, 100, distinct=False)
_ONE = Number(1.0)

THEATRE = Record(
    "a theatre",
    {
        "name": Key(Text(), "Its name, as readers know it; by default its id."),
        "attack": Key(_SIDE, "Lines that add up to the attack's strength A.", required=True),
        "defend": Key(_SIDE, "Lines that add up to the defence's strength D.", required=True),
        "decisiveness": Key(
            Amount("number"), "The exponent m in A^m / (A^m + (advantage D)^m).", default=_ONE
        ),
        "advantage": Key(Amount("number"), "What multiplies the defence.", default=_ONE),
        "war": Key(When(empty=False), "When there is war in it; its risk is reported then."),
        "place": Key(PLACE, "Where the map shows it; it is left out of the map without."),
        "within": Key(Named("theatre"), "The theatre of which this is one period."),
    },
    _theatre,
)


class LabelWhen(Shape[tuple[Condition | None]]):
    """A label's condition, or `otherwise`; wrapped, as None stands for the latter."""

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[Condition | None] | None:
        """Read it."""
        if isinstance(node, Scalar) and node.text == OTHERWISE:
            return (None,)
        found = When(empty=False).take(node, path, notes)
        return None if found is None else (found,)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"anyOf": [{"const": OTHERWISE}, When().schema(canonical)]}


class OutcomeShape(Shape[Outcome]):
    """Labels and their conditions, `otherwise` last."""

    labels = MapOf(Id(reserved=RESERVED_VALUES), LabelWhen(), 1, 50)

    def take(self, node: Node, path: Path, notes: Notes) -> Outcome | None:
        """Read the labels and note them as values."""
        found = self.labels.take(node, path, notes)
        if isinstance(node, Table):
            labels = tuple(key.text for key, _ in node.entries)
            notes.values["outcome", str(path[-1])] = labels
        if found is None:
            return None
        pairs = tuple((label, when) for label, (when,) in found.items())
        for label, when in pairs[:-1]:
            if when is None:
                message = "`otherwise` comes last: labels after it are never reached."
                notes.problem((*path, label), "otherwise-not-last", message)
                return None
        return Outcome(str(path[-1]), pairs)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return self.labels.schema(canonical)


OUTCOME = OutcomeShape()
