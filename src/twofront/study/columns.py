"""Columns of a file of draws: what each is, and whether its values can be what it says.

Rows are counted from 1. Of wrong values in a column the first is shown, with
how many more there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from twofront.problems import InputError, Problem, nearest, printable
from twofront.scenario.distributions import Distribution
from twofront.scenario.draws import distributions
from twofront.scenario.model import Scenario

from .table import Flags, Floats, Numbers

DRAW, WEIGHT, PRIOR_WEIGHT = "draw", "weight", "prior_weight"
BESIDE = (DRAW, WEIGHT, PRIOR_WEIGHT)
"""Columns that are no quantity; the last stands in a run's own files and is not read."""

MARK = "quantity:"
"""Begins the column of a quantity whose id is the name of one of these."""

MOST_TOLD = 20
"""Most wrong columns that are told of."""

SLACK = 1e-6
"""How far beyond a bound, as a part of the range, a value may lie that was rounded."""


@dataclass(slots=True)
class Notes:
    """Problems of one file, in the order found."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    def add(
        self, column: str, code: str, message: str, row: int | None = None, near: str | None = None
    ) -> None:
        """Note what is wrong in a column."""
        self.problems.append(
            Problem(str(self.path), row, None, printable(column), code, message, near)
        )

    def settle(self) -> None:
        """Raise what was noted, if anything was.

        Raises:
            InputError: Something was.
        """
        if self.problems:
            raise InputError(self.problems)


def quantity_of(name: str) -> str | None:
    """Give the quantity that a column is named after; None for one beside them."""
    return None if name in BESIDE else name.removeprefix(MARK)


def check_columns(schema: pa.Schema, scenario: Scenario, notes: Notes) -> None:
    """Check names, types and units before anything is read."""
    for name, count in Counter(schema.names).items():
        if count > 1:
            notes.add(name, "duplicate_column", f"{count} columns have this name.")
    known = distributions(scenario)
    for each in schema:
        if len(notes.problems) >= MOST_TOLD:
            notes.add("", "more", "These are the first wrong columns; there may be more.")
            return
        if each.name in BESIDE:
            _check_beside(each, notes)
        else:
            _check_quantity(each, scenario, known, notes)
    if not any(quantity_of(name) for name in schema.names):
        notes.add("", "no_quantity", "No column is a quantity: there is nothing to draw from.")


def _check_beside(each: pa.Field, notes: Notes) -> None:
    if each.name == DRAW and not pa.types.is_integer(each.type):
        message = f"Draws are counted in whole numbers; this column is {each.type}."
        notes.add(each.name, "wrong_type", message)
    elif not _is_number(each.type):
        notes.add(each.name, "wrong_type", f"Expected numbers; this column is {each.type}.")


def _check_quantity(
    each: pa.Field, scenario: Scenario, known: dict[str, Distribution], notes: Notes
) -> None:
    id = quantity_of(each.name) or ""
    if id not in scenario.quantities:
        message = "The scenario has no such quantity. Rename the column, or leave it out."
        near = nearest(each.name, [*scenario.quantities, *BESIDE[:2]])
        notes.add(each.name, "unknown_column", message, near=near)
        return
    if id not in known:
        what = "an amount over others" if scenario.quantities[id].values else "not known yet"
        message = f"The scenario does not draw this quantity: it is {what}. Leave it out."
        notes.add(each.name, "not_drawn", message)
    if not _is_number(each.type):
        kind = "nested" if pa.types.is_nested(each.type) else "wrong_type"
        notes.add(each.name, kind, f"Expected numbers; this column is {_shown(each.type)}.")
    unit, own = _unit(each), scenario.quantities[id].unit
    if unit is not None and unit != own:
        message = f"The file gives this in {printable(unit)[:80]}, the scenario in {own}."
        notes.add(each.name, "another_unit", message)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _shown(kind: pa.DataType) -> str:
    return printable(str(kind))[:80]


def _unit(each: pa.Field) -> str | None:
    found = (each.metadata or {}).get(b"unit")
    return None if found is None else str(found.decode("utf-8", "replace"))


def values_of(name: str, column: Any, stated: Distribution, notes: Notes) -> Floats:
    """Give a quantity's values `[rows]`, each within what the scenario holds possible."""
    found, known = _numbers(name, column, notes)
    low, high = stated.support
    slack = SLACK * (high - low) if np.isfinite(high - low) else 0.0
    if not stated.varies:
        slack = SLACK * abs(low)
    outside = known & ((found < low - slack) | (found > high + slack))
    if stated.kind == "lognormal":
        outside |= known & (found <= 0)
    message = f"lies outside what the scenario says is possible, {_span(stated)}. Widen it there"
    _tell(name, outside, found, "outside_support", message, notes)
    return np.clip(found, low, high)


def _span(stated: Distribution) -> str:
    low, high = stated.support
    if not stated.varies:
        return f"{low:g} and nothing else"
    if stated.kind == "lognormal":
        return "anything above 0"
    return f"{low:g} to {high:g}"


def weights_of(column: Any, notes: Notes) -> Floats:
    """Give weights `[rows]`, 0 or more."""
    found, known = _numbers(WEIGHT, column, notes)
    _tell(WEIGHT, known & (found < 0), found, "negative_weight", "is no weight", notes)
    return found


def draws_of(column: Any, notes: Notes) -> Numbers:
    """Give draw numbers `[rows]`, all different."""
    if column.null_count:
        row = int(np.argmax(column.is_null().to_numpy())) + 1
        notes.add(DRAW, "missing", _more("There is no number here", column.null_count), row)
        return np.arange(len(column), dtype=np.int64)
    found = column.to_numpy()
    order = np.argsort(found, kind="stable")
    again = np.zeros(len(found), dtype=np.bool_)
    again[order[1:]] = found[order[1:]] == found[order[:-1]]
    _tell(DRAW, again, found, "duplicate_draw", "stands in an earlier row already", notes)
    if len(found) and int(found.max()) > np.iinfo(np.int64).max:
        notes.add(DRAW, "too_large", "A draw's number is too large.")
        return np.arange(len(found), dtype=np.int64)
    return np.asarray(found, dtype=np.int64)


def _numbers(name: str, column: Any, notes: Notes) -> tuple[Floats, Flags]:
    """Give a column as floats, and where they are numbers."""
    found = np.asarray(column.to_numpy(), dtype=np.float64)
    known: Flags = np.isfinite(found)
    if not known.all():
        row = int(np.argmin(known)) + 1
        what = "is missing" if column.null_count else f"is {found[row - 1]}"
        message = _more(f"The value {what}; every row needs a finite number", int((~known).sum()))
        notes.add(name, "not_finite", message, row)
    return found, known


def _tell(
    name: str, wrong: Flags, found: Sequence[float] | Any, code: str, why: str, notes: Notes
) -> None:
    """Note the first of the wrong rows."""
    if wrong.any():
        row = int(np.argmax(wrong))
        notes.add(name, code, _more(f"{found[row]:.6g} {why}", int(wrong.sum())), row + 1)


def _more(message: str, count: int) -> str:
    return f"{message}." if count == 1 else f"{message}. So it is in {count:,} rows."
