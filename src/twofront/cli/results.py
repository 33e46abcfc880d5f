"""`twofront results`: a run's results as tidy tables for spreadsheets, R and pandas."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    import pyarrow as pa

    from twofront.study.stored import Stored

TABLES = {
    "claims": "A row a draw, claim, arm and reading: compare, against, and their difference.",
    "draws": "A row a draw: its weight, and a column a quantity.",
    "reads": "A row a draw, arm and reading: value, status and residual.",
    "meanings": "Unit and meaning of every quantity and reading.",
}


def tables(command: Any) -> Any:
    """Give a command one flag for each table."""
    for name, what in reversed(TABLES.items()):
        flag = click.option(f"--{name}", "table", flag_value=name, help=what)
        command = flag(command)
    return command


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(readable=False, path_type=Path))
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")
@click.option("--json", "as_json", is_flag=True, help="Write an array of objects, one a row.")
@tables
@click.option(
    "--out",
    metavar="FILE",
    default="-",
    type=click.Path(readable=False, allow_dash=True),
    help="Where to; by default, or as -, standard output. A file that is there is replaced.",
)
def results(run: Path, as_csv: bool, as_json: bool, table: str | None, out: str) -> None:
    """Write a table of the results of RUN, by default its claims.

    Without --csv or --json, say what there is. For questions across tables there
    is `twofront query`; the Parquet files in RUN/results open as they are in
    pandas, polars, R and DuckDB.
    """
    from twofront.study.stored import stored

    from .terminal import tell

    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other.")
    found = stored(run)
    if line := found.shortfall():
        tell(line)
    if not as_csv and not as_json:
        if table or out != "-":
            raise click.UsageError("Say how to write it: --csv or --json.")
        _say(found)
        return
    with _opened(out, run) as file:
        parts = _table(found, table or "claims")
        if as_csv:
            _write_csv(parts, file)
        else:
            _write_json(parts, file)
    if out != "-":
        tell(f"Wrote {out}.")


def _table(run: Stored, name: str) -> Iterator[pa.Table]:
    from twofront.study import tidy

    made: dict[str, Callable[[Stored], Iterator[pa.Table]]] = {
        "claims": tidy.claims,
        "draws": tidy.draws,
        "reads": tidy.reads,
        "meanings": tidy.meanings,
    }
    return made[name](run)


@contextmanager
def _opened(out: str, run: Path) -> Iterator[BinaryIO]:
    """Open what is written to; a file takes its place only when all of it is written."""
    from twofront.files import replace_file
    from twofront.study.folder import is_own_file, refuse

    if out == "-":
        yield sys.stdout.buffer
        return
    path = Path(out)
    if path.exists() and not path.is_file():
        refuse(path, "not_a_file", "This is not a file. To write to a pipe, leave --out away.")
    if is_own_file(run, path):
        refuse(path, "own_file", "This file is the run's own. Choose another name.")
    with replace_file(path) as file:
        yield file


def _write_csv(parts: Iterator[pa.Table], file: BinaryIO) -> None:
    from pyarrow import csv

    from twofront.study.tidy import for_spreadsheets

    for number, part in enumerate(parts):
        options = csv.WriteOptions(include_header=not number, quoting_style="needed")
        csv.write_csv(for_spreadsheets(part), file, options)


def _write_json(parts: Iterator[pa.Table], file: BinaryIO) -> None:
    from .rows import write_json

    first = next(parts)
    rows = (
        row
        for part in chain([first], parts)
        for row in zip(*(column.to_pylist() for column in part.columns), strict=True)
    )
    text = TextIOWrapper(file, encoding="utf-8", newline="\n")
    write_json(first.column_names, rows, text)
    text.detach()


def _say(run: Stored) -> None:
    """Say what there is."""
    from pyarrow.parquet import read_metadata

    from .terminal import plain

    identity = run.identity
    click.echo(plain(f"{run.folder}, as known on {identity.as_of}"))
    click.echo(f"{run.draws:,} draws, {len(identity.arms):,} arms")
    click.echo()
    rows = {
        kind: sum(read_metadata(path).num_rows for path in run.paths(kind))
        for kind in ("draws", "reads")
    }
    for name, what in TABLES.items():
        count = f" {rows[name]:,} rows." if name in rows else ""
        click.echo(f"  --{name:<9} {what}{count}")
    click.echo()
    click.echo("Write one of them by --csv or --json, to a file by --out.")
