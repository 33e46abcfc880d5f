"""Amounts and the lines they are summed in, as a scenario's file writes them."""

from __future__ import annotations

from typing import Any

from twofront.scenario.expressions import (
    ARITHMETIC,
    REFERENCES,
    Expression,
    ExpressionError,
    write,
)
from twofront.scenario.grammar import MAX_LENGTH, parse
from twofront.scenario.model import ALWAYS, Line
from twofront.scenario.written.conditions import When
from twofront.scenario.written.nodes import Node, Scalar
from twofront.scenario.written.notes import AmountUse, Notes, Path
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Text
from twofront.scenario.written.shapes import OnScalar, Schema, Shape

ANY_FUNCTION = frozenset(REFERENCES)
IN_THEATRES = frozenset(("level", "flow"))


class Amount(OnScalar[Expression]):
    """An amount.

    Args:
        wants: What unit its place asks for; see `AmountUse`.
        functions: Which of `odds`, `strength`, `level`, `flow` may stand in it.
        was: Whether `was` may.
        subject: Where in the path the quantity stands whose own unit it has.
    """

    wanted = "an amount"

    def __init__(
        self,
        wants: str,
        functions: frozenset[str] = frozenset(),
        *,
        was: bool = False,
        subject: int | None = None,
    ) -> None:
        self.wants, self.functions, self.was, self.subject = wants, functions, was, subject

    def value(self, node: Scalar, path: Path, notes: Notes) -> Expression | None:
        """Read an amount and leave its names and units to be checked."""
        try:
            found = parse(node.text)
            if len(write(found)) > MAX_LENGTH:
                raise ExpressionError(f"is longer than {MAX_LENGTH} characters written out", 0)
        except ExpressionError as error:
            near = (error.suggest_for, (*REFERENCES, *ARITHMETIC)) if error.suggest_for else None
            message = f"This is no amount: {error}.{_advice(node)}"
            notes.problem(path, "bad-amount", message, node=node, offset=error.at, near=near)
            return None
        about = "" if self.subject is None else str(path[self.subject])
        use = AmountUse(found, node, path, self.wants, self.functions, self.was, about)
        notes.amounts.append(use)
        return found

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"$ref": "#/$defs/amount"}


def _advice(node: Scalar) -> str:
    """Say why an amount may end where its writer did not mean it to."""
    if not node.plain or node.text.count("(") <= node.text.count(")"):
        return ""
    return " Put an amount with a comma in quotes: between brackets or braces a comma ends it."


def amount_schema(canonical: bool) -> Schema:
    """Describe every amount: text, or in a written scenario a bare number too."""
    text = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}
    return text if canonical else {"anyOf": [{"type": "number"}, text]}


class Lines(Shape[Line]):
    """A line: a bare amount, or an amount with its condition and meaning."""

    def __init__(self, wants: str, functions: frozenset[str] = ANY_FUNCTION) -> None:
        self.amount = Amount(wants, functions)
        self.record: Record[Line] = Record(
            "a line",
            {
                "add": Key(self.amount, "The amount that is added.", required=True),
                "when": Key(When(), "While this holds; always by default.", default=ALWAYS),
                "means": Key(Text(0), "What the line stands for.", default=""),
            },
            _line,
        )

    def take(self, node: Node, path: Path, notes: Notes) -> Line | None:
        """Read a line in either form."""
        if not isinstance(node, Scalar):
            return self.record.take(node, path, notes)
        amount = self.amount.take(node, path, notes)
        return None if amount is None else Line(amount)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        long = self.record.schema(canonical)
        return long if canonical else {"anyOf": [self.amount.schema(canonical), long]}


def _line(path: Path, got: dict[str, Any]) -> Line:
    return Line(got["add"], got["when"], got["means"])
