"""`twofront query`: ask a run's results in SQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import click

T = TypeVar("T")

SHOWN = 50
"""Rows that are shown where neither a limit nor a format is asked for."""


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(readable=False, path_type=Path))
@click.argument("sql", metavar="SQL")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects, one a row.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Print at most N rows.")
def query(run: Path, sql: str, as_json: bool, as_csv: bool, limit: int | None) -> None:
    """Answer SQL, one question in DuckDB's dialect, from the results of RUN.

    \b
    Tables:
      draws     draw, weight, one column a quantity
      reads     draw, arm, read, value, status, residual
      claims    draw, weight, claim, arm, reading, compare, against, delta
      meanings  kind, name, unit, means

    Without --json, --csv or --limit the first 50 rows are shown. Nothing but
    these tables can be reached, and nothing can be changed.
    """
    from twofront.study.query import asked
    from twofront.study.stored import stored

    from .rows import write_csv, write_json, write_table
    from .terminal import tell

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    found = stored(run)
    if line := found.shortfall():
        tell(line)
    most = limit or (None if as_json or as_csv else SHOWN)
    with asked(found, sql) as answer:
        rows = begun(answer.rows)
        kept = islice(rows, most)
        if as_json:
            write_json(answer.columns, kept, sys.stdout)
        elif as_csv:
            write_csv(answer.columns, kept, sys.stdout)
        else:
            write_table(answer.columns, kept, sys.stdout)
        if most and next(rows, None) is not None:
            tell(
                f"The first {most:,} rows. Ask for more by --limit, or for all by --csv or --json."
            )


def begun(rows: Iterator[T]) -> Iterator[T]:
    """Fetch the first row, so that what is wrong shows before anything is printed."""
    first = list(islice(rows, 1))
    return chain(first, rows)
