"""The small shapes a scenario's file is made of. Each reads a node and gives its JSON Schema.

A shape gives None for what it cannot read, after noting why; no good value is None.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from twofront.scenario.written.nodes import Listing, Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path

T = TypeVar("T")
K = TypeVar("K")
Schema = dict[str, Any]


def shown(node: Node) -> str:
    """Name what was found, for a message."""
    match node:
        case Table():
            return "a mapping"
        case Listing():
            return "a list"
        case Scalar(text="", plain=True):
            return "nothing"
        case Scalar(text=text):
            return repr(text if len(text) <= 60 else text[:57] + "...")


class Shape(ABC, Generic[T]):
    """What may stand at one kind of place."""

    def read(self, node: Node, path: Path, notes: Notes) -> T | None:
        """Read a node at a path; None, and a problem noted, where it does not fit."""
        notes.nodes.setdefault(path, node)
        if isinstance(node, Scalar) and node.void:
            return None
        return self.take(node, path, notes)

    @abstractmethod
    def take(self, node: Node, path: Path, notes: Notes) -> T | None:
        """Read a node that is marked and was not refused before."""

    @abstractmethod
    def schema(self, canonical: bool) -> Schema:
        """Describe what is accepted, or for the canonical form what is written."""


FILL_IN = "fill_in"
"""What stands in a drafted scenario where somebody has still to decide."""


def to_fill(node: Node, path: Path, notes: Notes, wanted: str) -> bool:
    """Say whether a value is still to be filled in, and note it."""
    if not (isinstance(node, Scalar) and node.plain and node.text == FILL_IN):
        return False
    notes.problem(path, "to-fill", f"Still to be filled in: {wanted}.", node=node)
    return True


class OnScalar(Shape[T]):
    """A shape of one word, number or text."""

    wanted = "a text"

    def take(self, node: Node, path: Path, notes: Notes) -> T | None:
        """Read a scalar."""
        if to_fill(node, path, notes, self.wanted):
            return None
        if isinstance(node, Scalar) and (node.text or not node.plain):
            return self.value(node, path, notes)
        message = f"Expected {self.wanted}, found {shown(node)}."
        notes.problem(path, "wrong-type", message, node=node)
        return None

    @abstractmethod
    def value(self, node: Scalar, path: Path, notes: Notes) -> T | None:
        """Read a scalar that is not empty."""


class ListOf(Shape[tuple[T, ...]]):
    """A list of one shape, `least` to `most` long.

    Args:
        single: Whether one item may stand without a list round it.
        distinct: Whether an item may stand only once.
    """

    def __init__(
        self,
        item: Shape[T],
        least: int = 0,
        most: int = 200,
        *,
        single: bool = False,
        distinct: bool = True,
    ) -> None:
        self.item, self.least, self.most = item, least, most
        self.single, self.distinct = single, distinct

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[T, ...] | None:
        """Read a list."""
        if isinstance(node, Scalar) and node.text and self.single:
            one = self.item.read(node, path, notes)
            return None if one is None else (one,)
        if not isinstance(node, Listing):
            notes.problem(path, "wrong-type", f"Expected a list, found {shown(node)}.", node=node)
            return None
        if not fits(len(node.items), self.least, self.most, "item", node, path, notes):
            return None
        items = list(node.items)
        found = [self.item.read(item, (*path, at), notes) for at, item in enumerate(items)]
        if self.distinct and not _distinct(found, items, path, notes):
            return None
        return all_or_none(found)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        item = self.item.schema(canonical)
        whole: Schema = {"type": "array", "items": item, "maxItems": self.most}
        whole |= {"minItems": self.least} if self.least else {}
        return {"anyOf": [item, whole]} if self.single and not canonical else whole


def all_or_none(found: Sequence[T | None]) -> tuple[T, ...] | None:
    """Give what was read if all of it could be."""
    good = tuple(each for each in found if each is not None)
    return good if len(good) == len(found) else None


def fits(
    count: int, least: int, most: int, what: str, node: Node, path: Path, notes: Notes
) -> bool:
    """Check how many things stand in a list or mapping."""
    if count < least:
        message = f"At least {least} {_plural(what, least)} must stand here, found {count}."
        notes.problem(path, "too-few", message, node=node)
    elif count > most:
        message = f"At most {most} {_plural(what, most)} may stand here, found {count}."
        notes.problem(path, "too-many", message, node=node)
    return least <= count <= most


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _distinct(found: list[Any], items: list[Node], path: Path, notes: Notes) -> bool:
    seen: list[Any] = []
    before = len(notes.problems)
    for at, value in enumerate(found):
        if value is not None and value in seen:
            message = f"{shown(items[at])} stands in the list already."
            notes.problem((*path, at), "repeated-item", message, node=items[at])
        seen.append(value)
    return len(notes.problems) == before


class MapOf(Shape[dict[K, T]], Generic[K, T]):
    """A mapping from names to one shape.

    Args:
        key: How its names are read.
        value: What each name stands for.
        partial: Whether to give what could be read although some could not.
    """

    def __init__(
        self,
        key: OnScalar[K],
        value: Shape[T],
        least: int = 0,
        most: int = 200,
        *,
        partial: bool = False,
    ) -> None:
        self.key, self.value, self.least, self.most = key, value, least, most
        self.partial = partial

    def take(self, node: Node, path: Path, notes: Notes) -> dict[K, T] | None:
        """Read a mapping."""
        if not isinstance(node, Table):
            message = f"Expected a mapping, found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        if not fits(len(node.entries), self.least, self.most, "entry", node, path, notes):
            return None
        found: dict[K, T] = {}
        for key, value in node.entries:
            notes.nodes[(*path, key.text)] = value
            name = self.key.value(key, (*path, key.text), notes)
            read = self.value.read(value, (*path, key.text), notes)
            if name is not None and read is not None:
                found[name] = read
        return found if self.partial or len(found) == len(node.entries) else None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        whole: Schema = {
            "type": "object",
            "propertyNames": self.key.schema(canonical),
            "additionalProperties": self.value.schema(canonical),
            "maxProperties": self.most,
        }
        return whole | ({"minProperties": self.least} if self.least else {})
