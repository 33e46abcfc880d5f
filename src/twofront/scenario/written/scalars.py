"""The words, numbers, dates and names that stand in a scenario's file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date

from twofront.scenario.written.nodes import Scalar
from twofront.scenario.written.notes import Naming, Notes, Path
from twofront.scenario.written.shapes import OnScalar, Schema, shown

TEXT_LIMIT = 5_000
ID_PATTERN = "[a-z][a-z0-9_]{0,59}(@[1-9][0-9]?)?"
"""Small letters, digits and _; `@2` marks what a canonical scenario has for period 2."""

_ID = re.compile(ID_PATTERN)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


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


class Whole(OnScalar[int]):
    """A whole number between two, both included."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.wanted = f"a whole number from {low} to {high}"

    def value(self, node: Scalar, path: Path, notes: Notes) -> int | None:
        """Read a whole number."""
        if node.plain and node.text.isdecimal() and len(node.text) < 10:
            found = int(node.text)
            if self.low <= found <= self.high:
                return found
        message = f"Expected {self.wanted}, found {shown(node)}."
        notes.problem(path, "not-a-whole-number", message, node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


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
