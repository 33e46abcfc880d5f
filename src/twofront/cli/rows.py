"""Rows of values on their way out: as a table to read, CSV or JSON, however many there are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from math import isfinite
from typing import IO, Any

from .terminal import plain

WIDEST = 60
"""Characters of a cell that are shown."""


def write_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: IO[str]) -> None:
    """Write an array of objects, a row a line; what JSON has no number for is null."""
    out.write("[")
    for number, row in enumerate(rows):
        told = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        out.write(("," if number else "") + "\n" + json.dumps(told, ensure_ascii=False))
    out.write("\n]\n")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: IO[str]) -> None:
    """Write a header and a line a row; text that a spreadsheet takes for a formula is marked."""
    from twofront.study.tidy import harmless

    def cell(value: Any) -> Any:
        told = _plain(value)
        if isinstance(told, dict | list):
            told = json.dumps(told, ensure_ascii=False)
        return harmless(told) if isinstance(told, str) else told

    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([harmless(name) for name in columns])
    sheet.writerows([cell(value) for value in row] for row in rows)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: IO[str]) -> None:
    """Write aligned columns, numbers to the right; all rows are held in memory."""
    values = [[_plain(value) for value in row] for row in rows]
    right = [
        all(isinstance(row[place], int | float | None) for row in values)
        for place in range(len(columns))
    ]
    lines = [list(columns), *([_shown(value) for value in row] for row in values)]
    cells = [[_cut(plain(cell)) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    for line in cells:
        aligned = (
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, right, strict=True)
        )
        out.write("  ".join(aligned).rstrip() + "\n")


def _shown(value: Any) -> str:
    """Write a plain value for people."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.6g}"
        case bool() | list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value).replace("\n", " ")


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _plain(value: Any) -> Any:
    """Give a value that JSON has: text where it has nothing nearer, null for what is no number."""
    match value:
        case bool() | int() | str() | None:
            return value
        case float() | Decimal():
            return float(value) if isfinite(value) else None
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case dict():
            return {str(_plain(key)): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return str(value)
