"""The options of a move: bare names, names with a number, or names with their own keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from twofront.scenario.model import ALWAYS, Option
from twofront.scenario.written.amounts import ANY_FUNCTION, Amount
from twofront.scenario.written.conditions import When
from twofront.scenario.written.nodes import Listing, Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.private import RESERVED_VALUES
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Day, Id, Number, Text
from twofront.scenario.written.shapes import (
    ListOf,
    OnScalar,
    Schema,
    Shape,
    all_or_none,
    fits,
    shown,
)

REST = "rest"
OPTION_LIMIT = 100


class Probability(Shape[tuple[Any]]):
    """An amount, or `rest`; wrapped, as None stands for the latter."""

    amount = Amount("number", ANY_FUNCTION)

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[Any] | None:
        """Read it."""
        if isinstance(node, Scalar) and node.text == REST:
            return (None,)
        found = self.amount.take(node, path, notes)
        return None if found is None else (found,)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return self.amount.schema(canonical)


_MEANS = Key(Text(0), "What choosing it means.", default="")
_LEVEL = Key(Number(), "Its number, which level(move) reads.")


def _actor_option(path: Path, got: dict[str, Any]) -> Option:
    return Option(str(path[-1]), **got)


def _chance_option(path: Path, got: dict[str, Any]) -> Option:
    (chance,) = got["chance"] or (None,)
    return Option(str(path[-1]), level=got["level"], chance=chance, means=got["means"])


ACTOR_OPTION: Record[Option] = Record(
    "an option",
    {
        "when": Key(When(), "It is open while this holds; always by default.", default=ALWAYS),
        "level": _LEVEL,
        "since": Key(Day(), "When it became known that it may be chosen."),
        "means": _MEANS,
    },
    _actor_option,
    foreign={"chance": "An actor chooses: only options of a move by chance have a 'chance'."},
)
CHANCE_OPTION: Record[Option] = Record(
    "an option",
    {
        "chance": Key(Probability(), "Its probability, or rest.", default=(None,)),
        "level": _LEVEL,
        "means": _MEANS,
    },
    _chance_option,
    foreign={
        "when": "An option of chance takes no 'when'; let its 'chance' be 0 instead.",
        "since": "An option of chance takes no 'since'; date the whole move instead.",
    },
)


class OneOption(Shape[Option]):
    """What may stand under an option's name: nothing, one number or amount, or its keys."""

    def __init__(self, record: Record[Option], bare: Shape[Any], key: str) -> None:
        self.record, self.bare, self.key = record, bare, key

    def take(self, node: Node, path: Path, notes: Notes) -> Option | None:
        """Read it in any form."""
        if not isinstance(node, Scalar):
            return self.record.take(node, path, notes)
        if not node.text and node.plain:
            return Option(str(path[-1]))
        found = self.bare.take(node, path, notes)
        if found is None:
            return None
        got = {name: key.default for name, key in self.record.keys.items()}
        return self.record.build(path, got | {self.key: found})

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        long = self.record.schema(canonical)
        bare: list[Schema] = [self.bare.schema(canonical), {"type": "null"}]
        return long if canonical else {"anyOf": [long, *bare]}


ACTOR_OPTIONS = OneOption(ACTOR_OPTION, Number(), "level")
CHANCE_OPTIONS = OneOption(CHANCE_OPTION, Probability(), "chance")


class Options(Shape[tuple[Option, ...]]):
    """Two options or more, as a list of names or a mapping."""

    id = Id(reserved=RESERVED_VALUES)

    def __init__(self, one: OneOption) -> None:
        self.one = one
        self.names: OnScalar[str] = self.id

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[Option, ...] | None:
        """Read the options and note them as values of the move."""
        if not isinstance(node, Listing | Table):
            message = f"Expected options, as a list or a mapping; found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        entries = _entries(node, path, notes)
        names = tuple(name.text for name, _ in entries)
        notes.values["move", str(path[-2])] = names
        if not fits(len(entries), 2, OPTION_LIMIT, "option", node, path, notes):
            return None
        found = [self._read(name, value, path, notes) for name, value in entries]
        good = all_or_none(found)
        if good is None or _repeated(entries, path, notes):
            return None
        if self.one is CHANCE_OPTIONS and sum(option.chance is None for option in good) > 1:
            message = "At most one option of chance may take the rest; give the others a chance."
            notes.problem(path, "chance-missing", message, node=node)
            return None
        return good

    def _read(self, name: Scalar, value: Node | None, path: Path, notes: Notes) -> Option | None:
        here = (*path, name.text)
        good = self.id.value(name, here, notes)
        if value is None:
            notes.nodes[here] = name
            return None if good is None else Option(good)
        option = self.one.read(value, here, notes)
        return None if good is None or option is None else replace(option, id=good)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        mapping: Schema = {
            "type": "object",
            "propertyNames": self.id.schema(canonical),
            "additionalProperties": self.one.schema(canonical),
            "minProperties": 2,
            "maxProperties": OPTION_LIMIT,
        }
        names = ListOf(self.id, 2, OPTION_LIMIT).schema(canonical)
        return mapping if canonical else {"anyOf": [names, mapping]}


def _entries(
    node: Listing | Table, path: Path, notes: Notes
) -> tuple[tuple[Scalar, Node | None], ...]:
    if isinstance(node, Table):
        return node.entries
    for item in node.items:
        if not isinstance(item, Scalar):
            message = f"Expected the name of an option, found {shown(item)}."
            notes.problem(path, "wrong-type", message, node=item)
    return tuple((item, None) for item in node.items if isinstance(item, Scalar))


def _repeated(entries: tuple[tuple[Scalar, Node | None], ...], path: Path, notes: Notes) -> bool:
    seen: set[str] = set()
    for name, _ in entries:
        if name.text in seen:
            message = f"{shown(name)} stands in the list already."
            notes.problem((*path, name.text), "repeated-item", message, node=name)
            return True
        seen.add(name.text)
    return False
