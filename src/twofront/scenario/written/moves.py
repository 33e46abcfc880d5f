"""Moves: who chooses what, when, and what the mover sees and knows."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import ALWAYS, CHANCE, Move, MoveChange, Sight, Variant
from twofront.scenario.written.amounts import Amount
from twofront.scenario.written.conditions import When
from twofront.scenario.written.nodes import Listing, Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.options import ACTOR_OPTIONS, CHANCE_OPTIONS, Options
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Day, Id, Named, Text, Truth
from twofront.scenario.written.shapes import (
    ListOf,
    OnScalar,
    Schema,
    Shape,
    all_or_none,
    fits,
    shown,
)

MOVE_LIMIT = 50
ORDER = "order"


class SightShape(Shape[Sight]):
    """A move or outcome, bare or as `{id: {when: CONDITION}}`."""

    def __init__(self, *kinds: str) -> None:
        self.named = Named(*kinds)
        self.record: Record[Any] = Record(
            "a sight",
            {"when": Key(When(), "While this holds.", required=True)},
            lambda path, got: got["when"],
        )

    def take(self, node: Node, path: Path, notes: Notes) -> Sight | None:
        """Read it in either form."""
        if isinstance(node, Scalar):
            name = self.named.take(node, path, notes)
            return None if name is None else Sight(name)
        if not isinstance(node, Table) or len(node.entries) != 1:
            message = f"Expected a name or one name with its condition, found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        key, value = node.entries[0]
        name = self.named.value(key, (*path, key.text), notes)
        when = self.record.read(value, (*path, key.text), notes)
        return None if name is None or when is None else Sight(name, when)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        long: Schema = {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": self.record.schema(canonical),
        }
        return long if canonical else {"anyOf": [self.named.schema(canonical), long]}


SEES = Key(
    ListOf(SightShape("move", "outcome"), 0, 50),
    "The earlier moves and outcomes it sees; all moves by default.",
)
HIDDEN = Key(ListOf(SightShape("move"), 0, 50), "The earlier moves it does not see.", default=())
KNOWS = Key(
    ListOf(Named("private"), 0, 20),
    "The private states it knows; by default all that are known to its mover.",
)
WHEN = Key(When(), "It is asked while this holds; always by default.", default=ALWAYS)


class Mover(OnScalar[str]):
    """An actor, or chance."""

    wanted = "an actor or chance"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read who moves."""
        return CHANCE if node.text == CHANCE else Named("actor").value(node, path, notes)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "not": {"const": CHANCE}}


class Chance(Mover):
    """Chance alone; what `Mover` reads, described for a move by chance."""

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"const": CHANCE}


_BY = "Who chooses: an actor, or chance."
_COMMON = {
    "means": Key(Text(0), "What is decided.", default=""),
    "since": Key(Day(), "When it became known that it may be made."),
    "repeats": Key(Truth(), "Whether it is made again in every period."),
}


def _move(path: Path, got: dict[str, Any]) -> Move:
    given = {**got, "knows": got.get("knows") or (), "repeats": bool(got["repeats"])}
    return Move(id=str(path[-1]), **given)


def _resting(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    before = len(notes.problems)
    options = got["options"]
    default = got["default"]
    if got["inertia"] is not None and default is None:
        message = "`inertia` is the cost of leaving the `default`; say which option that is."
        notes.problem((*path, "inertia"), "inertia-without-default", message)
    names = notes.values.get(("move", str(path[-1])))
    if default is not None and names and default not in names:
        message = f"The default {default!r} is none of its options."
        notes.problem((*path, "default"), "unknown-value", message, near=(default, names))
    return options is not None and len(notes.problems) == before


ACTOR_MOVE: Record[Move] = Record(
    "a move",
    {
        "by": Key(Mover(), _BY, required=True),
        "options": Key(Options(ACTOR_OPTIONS), "The ways it can go.", required=True),
        "when": WHEN,
        "default": Key(Id(), "The option of doing nothing new."),
        "inertia": Key(Amount("util"), "What any option but the default costs (util)."),
        "sees": SEES,
        "hidden": HIDDEN,
        "knows": KNOWS,
        **_COMMON,
    },
    _move,
    check=_resting,
)

_OF_ACTORS = "A move by chance takes no {!r}: chance sees, knows and prefers nothing."

CHANCE_MOVE: Record[Move] = Record(
    "a move",
    {
        "by": Key(Chance(), _BY, required=True),
        "options": Key(
            Options(CHANCE_OPTIONS), "The ways it can go, with their probabilities.", required=True
        ),
        "when": WHEN,
        **_COMMON,
    },
    _move,
    foreign={
        key: _OF_ACTORS.format(key) for key in ("default", "inertia", "sees", "hidden", "knows")
    },
)


class MovesShape(Shape[tuple[Move, ...]]):
    """The moves in order, each a mapping of one key; gives those that could be read."""

    id = Id("move", reserved=(ORDER,))

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[Move, ...] | None:
        """Read the moves."""
        if not isinstance(node, Listing):
            message = f"Expected a list of moves in their order, found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        if not fits(len(node.items), 1, MOVE_LIMIT, "move", node, path, notes):
            return None
        found = [self._one(item, (*path, at), notes) for at, item in enumerate(node.items)]
        return tuple(move for move in found if move is not None)

    def _one(self, node: Node, path: Path, notes: Notes) -> Move | None:
        if isinstance(node, Scalar) and node.void:
            notes.unread.add("move")
            return None
        if not isinstance(node, Table) or len(node.entries) != 1:
            message = "Expected a move: one name, then what it holds. Indent its keys below it."
            notes.problem(path, "not-a-move", message, node=node)
            notes.unread.add("move")
            return None
        key, value = node.entries[0]
        here = (*path[:-1], key.text)
        if key.text in notes.defined("move"):
            message = f"There is a move {key.text!r} already."
            notes.problem(here, "name-taken", message, node=key)
            return None
        name = self.id.value(key, here, notes)
        move = _move_shape(value).read(value, here, notes)
        return None if name is None else move

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        one = {"anyOf": [ACTOR_MOVE.schema(canonical), CHANCE_MOVE.schema(canonical)]}
        move: Schema = {
            "type": "object",
            "propertyNames": self.id.schema(canonical),
            "additionalProperties": one,
            "minProperties": 1,
            "maxProperties": 1,
        }
        return {"type": "array", "items": move, "minItems": 1, "maxItems": MOVE_LIMIT}


def _move_shape(node: Node) -> Record[Move]:
    by = node.get("by") if isinstance(node, Table) else None
    return CHANCE_MOVE if isinstance(by, Scalar) and by.text == CHANCE else ACTOR_MOVE


MOVES = MovesShape()


def _change(path: Path, got: dict[str, Any]) -> MoveChange:
    return MoveChange(str(path[-1]), **got)


CHANGE: Record[MoveChange] = Record(
    "a changed move",
    {
        "when": Key(When(), "It is asked while this holds."),
        "sees": SEES,
        "hidden": Key(HIDDEN.shape, HIDDEN.help),
        "knows": KNOWS,
    },
    _change,
)


class ChangesShape(Shape[tuple[tuple[str, ...], tuple[MoveChange, ...]]]):
    """A variant's order of moves, and what it says of single moves."""

    named = Named("move")
    order = ListOf(Named("move"), 2, MOVE_LIMIT)

    def take(
        self, node: Node, path: Path, notes: Notes
    ) -> tuple[tuple[str, ...], tuple[MoveChange, ...]] | None:
        """Read the order and the changes."""
        if not isinstance(node, Table):
            message = f"Expected a mapping of moves, found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        if not fits(len(node.entries), 1, MOVE_LIMIT, "change", node, path, notes):
            return None
        order: tuple[str, ...] | None = ()
        changes: list[MoveChange | None] = []
        for key, value in node.entries:
            here = (*path, key.text)
            if key.text == ORDER:
                order = self.order.read(value, here, notes)
            else:
                self.named.value(key, here, notes)
                changes.append(CHANGE.read(value, here, notes))
        good = all_or_none(changes)
        return None if order is None or good is None else (order, good)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {
            "type": "object",
            "properties": {ORDER: self.order.schema(canonical)},
            "additionalProperties": CHANGE.schema(canonical),
            "minProperties": 1,
        }


def _variant(path: Path, got: dict[str, Any]) -> Variant:
    order, changes = got["moves"]
    return Variant(str(path[-1]), got["means"], order, changes)


VARIANT: Record[Variant] = Record(
    "a variant",
    {
        "means": Key(Text(0), "What it is to think of the structure so.", default=""),
        "moves": Key(
            ChangesShape(), "The moves' new order, or what is new of single moves.", required=True
        ),
    },
    _variant,
)
