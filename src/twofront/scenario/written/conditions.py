"""Conditions, as a scenario's file writes them: keys "and", lists of values "any of"."""

from __future__ import annotations

from twofront.scenario.model import ALWAYS, Clause, Condition, Test
from twofront.scenario.written.nodes import Listing, Node, Scalar, Table
from twofront.scenario.written.notes import Naming, Notes, Path, ValueNaming
from twofront.scenario.written.scalars import ID_PATTERN
from twofront.scenario.written.shapes import (
    OnScalar,
    Schema,
    Shape,
    all_or_none,
    fits,
    shown,
    to_fill,
)

CLAUSE_LIMIT = 50
TEST_LIMIT = 20

IN_CONDITIONS = ("move", "outcome", "private")
"""The kinds of names that conditions see."""


class When(Shape[Condition]):
    """A condition; `empty` says whether one that always or never holds may stand."""

    def __init__(self, *, empty: bool = True) -> None:
        self.empty = empty

    def take(self, node: Node, path: Path, notes: Notes) -> Condition | None:
        """Read a mapping, or a list of mappings of which any may hold."""
        if to_fill(node, path, notes, "a condition"):
            return None
        match node:
            case Table():
                clause = _clause(node, path, notes)
                found = None if clause is None else Condition((clause,))
            case Listing():
                found = _any_of(node, path, notes)
            case _:
                message = f"Expected a condition, which is a mapping; found {shown(node)}."
                notes.problem(path, "wrong-type", message, node=node)
                return None
        if found is not None and not self.empty and found.clauses in ((), ALWAYS.clauses):
            message = "This condition says nothing; name a move, outcome or private state."
            notes.problem(path, "empty-condition", message, node=node)
            return None
        return found

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"$ref": "#/$defs/condition"}


def condition_schema(canonical: bool) -> Schema:
    """Describe every condition; the canonical form is always a list of mappings to lists."""
    word: Schema = {"type": "string"}
    words: Schema = {"type": "array", "items": word, "minItems": 1}
    clause: Schema = {
        "type": "object",
        "propertyNames": {"pattern": f"^{ID_PATTERN}$"},
        "additionalProperties": words if canonical else {"anyOf": [word, words]},
        "maxProperties": TEST_LIMIT,
    }
    clauses: Schema = {"type": "array", "items": clause, "maxItems": CLAUSE_LIMIT}
    return clauses if canonical else {"anyOf": [clause, clauses]}


def _any_of(node: Listing, path: Path, notes: Notes) -> Condition | None:
    if not fits(len(node.items), 0, CLAUSE_LIMIT, "mapping", node, path, notes):
        return None
    found = [_one_of_many(item, (*path, at), notes) for at, item in enumerate(node.items)]
    clauses = all_or_none(found)
    return None if clauses is None else Condition(clauses)


def _one_of_many(node: Node, path: Path, notes: Notes) -> Clause | None:
    notes.nodes[path] = node
    if isinstance(node, Table):
        return _clause(node, path, notes)
    if not (isinstance(node, Scalar) and node.void):
        message = f"Expected a mapping of a condition, found {shown(node)}."
        notes.problem(path, "wrong-type", message, node=node)
    return None


def _clause(node: Table, path: Path, notes: Notes) -> Clause | None:
    if not fits(len(node.entries), 0, TEST_LIMIT, "test", node, path, notes):
        return None
    return all_or_none([_test(key, value, path, notes) for key, value in node.entries])


def _test(key: Scalar, value: Node, path: Path, notes: Notes) -> Test | None:
    here = (*path, key.text)
    notes.nodes[here] = value
    notes.namings.append(Naming(IN_CONDITIONS, key, here))
    values = Values().read(value, here, notes)
    return None if values is None else Test(key.text, values)


class Values(Shape[tuple[str, ...]]):
    """A value, or a list of them, of the move, outcome or private state the path ends in."""

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[str, ...] | None:
        """Read the values and leave them to be looked up."""
        items = node.items if isinstance(node, Listing) else (node,)
        if not fits(len(items), 1, 50, "value", node, path, notes):
            return None
        scalars = [_value(item, path, notes) for item in items]
        good = all_or_none(scalars)
        if good is None or _repeats(good, path, notes):
            return None
        notes.value_namings.append(ValueNaming(str(path[-1]), good, True, path))
        return tuple(scalar.text for scalar in good)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class OneValue(OnScalar[str]):
    """One value of the move that the path ends in."""

    wanted = "an option"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read the value and leave it to be looked up."""
        notes.value_namings.append(ValueNaming(str(path[-1]), (node,), False, path))
        return node.text

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string"}


def _value(node: Node, path: Path, notes: Notes) -> Scalar | None:
    if isinstance(node, Scalar) and node.text:
        return None if node.void else node
    message = f"Expected the name of a value, found {shown(node)}."
    notes.problem(path, "wrong-type", message, node=node)
    return None


def _repeats(values: tuple[Scalar, ...], path: Path, notes: Notes) -> bool:
    texts = [value.text for value in values]
    for at, value in enumerate(values):
        if value.text in texts[:at]:
            message = f"{value.text!r} stands in the list already."
            notes.problem(path, "repeated-item", message, node=value)
            return True
    return False
