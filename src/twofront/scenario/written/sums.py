"""Payoffs and measures: sums of lines."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import Line, Measure
from twofront.scenario.written.amounts import Lines
from twofront.scenario.written.nodes import Node, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.quantities import UnitName
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Text
from twofront.scenario.written.shapes import ListOf, Schema, Shape

LINE_LIMIT = 200

PAYOFF: ListOf[Line] = ListOf(Lines("util"), 1, LINE_LIMIT, distinct=False)

_LINES: ListOf[Line] = ListOf(Lines("measure"), 1, LINE_LIMIT, distinct=False)


def _measure(path: Path, got: dict[str, Any]) -> Measure:
    return Measure(str(path[-1]), got["means"], got["unit"], got["lines"])


class MeasureShape(Shape[Measure]):
    """Lines, alone or with a meaning and a unit.

    Lines alone leave the unit empty: it is found from them once names are known.
    """

    record: Record[Measure] = Record(
        "a measure",
        {
            "means": Key(Text(), "What is counted.", required=True),
            "unit": Key(UnitName(), "The unit of every line.", required=True),
            "lines": Key(_LINES, "What is added up.", required=True),
        },
        _measure,
    )

    def take(self, node: Node, path: Path, notes: Notes) -> Measure | None:
        """Read it in either form."""
        if isinstance(node, Table):
            return self.record.take(node, path, notes)
        lines = _LINES.take(node, path, notes)
        return None if lines is None else Measure(str(path[-1]), str(path[-1]), "", lines)

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        long = self.record.schema(canonical)
        return long if canonical else {"anyOf": [_LINES.schema(canonical), long]}


MEASURE = MeasureShape()
