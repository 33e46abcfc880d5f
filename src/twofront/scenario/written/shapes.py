"""The small shapes a scenario's file is made of. Each reads a node and gives its JSON Schema.

A shape gives None for what it cannot read, after noting why; no good value is None.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from twofront.scenario.written.nodes import Listing, Node, Scalar, Table
from twofront.scenario.written.notes import Naming, Notes, Path

T = TypeVar("T")
K = TypeVar("K")
Schema = dict[str, Any]

TEXT_LIMIT = 5_000
ID_PATTERN = "[a-z][a-z0-9_]{0,59}"

_ID = re.compile(ID_PATTERN)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


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


class OnScalar(Shape[T]):
    """A shape of one word, number or text."""

    wanted = "a text"

    def take(self, node: Node, path: Path, notes: Notes) -> T | None:
        """Read a scalar."""
        if isinstance(node, Scalar) and (node.text or not node.plain):
            return self.value(node, path, notes)
        message = f"Expected {self.wanted}, found {shown(node)}."
        notes.problem(path, "wrong-type", message, node=node)
        return None

    @abstractmethod
    def value(self, node: Scalar, path: Path, notes: Notes) -> T | None:
        """Read a scalar that is not empty."""


class Text(OnScalar[str]):
    """Words for people; `least` 0 where nothing need be said."""

    def __init__(self, least: int = 1) -> None:
        self.least = least

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read text, without the white space around it."""
        text = node.text.strip()
        if bad := _CONTROL.search(text):
            message = f"The text holds the control character {bad[0]!r}."
            notes.problem(path, "control-character", message, node=node)
        elif len(text) > TEXT_LIMIT:
            message = f"The text is longer than {TEXT_LIMIT:,} characters."
            notes.problem(path, "too-long", message, node=node)
        elif len(text) < self.least:
            notes.problem(path, "empty-text", "The text is empty.", node=node)
        else:
            return text
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "minLength": self.least, "maxLength": TEXT_LIMIT}


class Number(OnScalar[float]):
    """A number between bounds, both included."""

    wanted = "a number"

    def __init__(self, low: float = -math.inf, high: float = math.inf) -> None:
        self.low, self.high = low, high

    def value(self, node: Scalar, path: Path, notes: Notes) -> float | None:
        """Read a number."""
        found = number_in(node)
        if found is None:
            message = f"Expected a number, found {shown(node)}"
            message += "." if node.plain else " in quotes."
            notes.problem(path, "not-a-number", message, node=node)
            return None
        if not self.low <= found <= self.high:
            message = f"{node.text} is out of bounds: the number lies {self._between()}."
            notes.problem(path, "number-outside", message, node=node)
            return None
        return found

    def _between(self) -> str:
        if self.high == math.inf:
            return f"at or above {self.low:g}"
        return f"from {self.low:g} to {self.high:g}"

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": "number"} | {key: end for key, end in bounds.items() if math.isfinite(end)}


def number_in(node: Scalar) -> float | None:
    """Give the finite number that a scalar without quotes is, or None."""
    if not node.plain or len(node.text) > 100 or not _NUMBER.fullmatch(node.text):
        return None
    found = float(node.text)
    return found if math.isfinite(found) else None


class Truth(OnScalar[bool]):
    """`true` or `false`."""

    wanted = "true or false"

    def value(self, node: Scalar, path: Path, notes: Notes) -> bool | None:
        """Read a truth value."""
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        message = f"Expected true or false, found {shown(node)}."
        notes.problem(path, "not-true-or-false", message, node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "boolean"}


class Day(OnScalar[date]):
    """A date such as 2025-07-08."""

    wanted = "a date such as 2025-07-08"

    def value(self, node: Scalar, path: Path, notes: Notes) -> date | None:
        """Read a date."""
        found = day_in(node.text)
        if found is None:
            message = f"Expected a date such as 2025-07-08, found {shown(node)}."
            notes.problem(path, "not-a-date", message, node=node)
        return found

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}


def day_in(text: str) -> date | None:
    """Give the date that a text is, or None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) and text.isascii() else None
    except ValueError:
        return None


class Word(OnScalar[str]):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.wanted = "one of " + ", ".join(words)

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read a word."""
        if node.text in self.words:
            return node.text
        message = f"Expected {self.wanted}; found {shown(node)}."
        near = (node.text, self.words)
        notes.problem(path, "unknown-word", message, node=node, near=near)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"enum": list(self.words)}


class Id(OnScalar[str]):
    """A name that is defined where it stands.

    Args:
        kind: The place of names it belongs to; empty for one that others cannot use.
        reserved: Words that would be ambiguous there.
    """

    wanted = "a name"

    def __init__(self, kind: str = "", reserved: Iterable[str] = ()) -> None:
        self.kind, self.reserved = kind, frozenset(reserved)

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read and define a name."""
        if self.kind:
            notes.define(self.kind, node.text, path)
        if node.text in self.reserved:
            message = f"The name {node.text!r} is reserved: it has a meaning of its own here."
            notes.problem(path, "reserved-name", message, node=node)
        elif not _ID.fullmatch(node.text):
            message = f"{shown(node)} cannot be a name: a name starts with a small letter and "
            message += "holds small letters, digits and _, at most 60."
            notes.problem(path, "bad-name", message, node=node)
        else:
            return node.text
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        found: Schema = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
        return found | ({"not": {"enum": sorted(self.reserved)}} if self.reserved else {})


class Named(OnScalar[str]):
    """A name that is defined elsewhere, in one of the places `kinds`."""

    wanted = "a name"

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read a name and leave it to be looked up."""
        notes.namings.append(Naming(self.kinds, node, path))
        return node.text

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string"}


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
