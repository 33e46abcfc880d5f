"""A run's results as tidy tables, part by part, so that memory stays small at any size."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from .query import database, meanings_table
from .stored import Stored

FORMULA = r"^[=+\-@\t\r]"
"""How text begins that a spreadsheet would take for a formula."""

_IN_ORDER = "SELECT * FROM claims ORDER BY draw, claim, arm, reading"


def draws(run: Stored) -> Iterator[pa.Table]:
    """Give `draw, weight` and a column a quantity, in the order of the draws."""
    return run.tables("draws")


def reads(run: Stored) -> Iterator[pa.Table]:
    """Give `draw, arm, read, value, status, residual`, part by part, arm by arm, read by read."""
    return run.tables("reads")


def claims(run: Stored) -> Iterator[pa.Table]:
    """Give `draw, weight, claim, arm, reading, compare, against, delta`, in that order."""
    for of_draws, of_reads in zip(draws(run), reads(run), strict=True):
        with database({"draws": of_draws, "reads": of_reads}, run) as base:
            yield base.sql(_IN_ORDER).to_arrow_table()


def meanings(run: Stored) -> Iterator[pa.Table]:
    """Give `kind, name, unit, means` of every quantity and reading."""
    yield meanings_table(run)


def for_spreadsheets(table: pa.Table) -> pa.Table:
    """Give a table in which no text, and no column's name, can be taken for a formula.

    Such text gets an apostrophe before it, by which spreadsheets know text; numbers
    stay as they are.
    """
    columns = [_harmless(column) for column in table.columns]
    return pa.table(columns, names=[harmless(name) for name in table.column_names])


def _harmless(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, pattern=f"({FORMULA})", replacement=r"'\1")


def harmless(text: str) -> str:
    """Give text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
