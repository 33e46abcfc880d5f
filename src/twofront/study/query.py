"""Questions to a run in SQL, answered by DuckDB from the run's own files and nothing else.

DuckDB is given tables, not files: it may open none, load no extension, reach no
network and change no setting, and it has bounds on memory and threads.

    draws     draw, weight, one column a quantity
    reads     draw, arm, read, value, status, residual
    claims    draw, weight, claim, arm, reading, compare, against, delta
    meanings  kind, name, unit, means: of the quantities and the readings
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from twofront.problems import InputError, Problem, nearest

from .folder import RESULTS
from .stored import KINDS, Stored
from .work import cores

MEMORY = "2GiB"
AT_ONCE = 5_000
"""Rows that are fetched at a time."""

LONGEST = 100_000
"""Most characters of a question."""

MOST_LINES = 4
"""Of what DuckDB says."""

TABLES = ("draws", "reads", "claims", "meanings")

LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": MEMORY,
}

ANSWERED = ("SELECT", "EXPLAIN", "MULTI")
"""Kinds of statements that are answered; the last is what DuckDB makes of PIVOT."""

CLAIMS = """
CREATE VIEW claims AS
WITH sides AS (
    SELECT draw, value,
        split_part(split_part(arm, '/announced:', 1), '/lever:', 1) AS arm,
        split_part(read, ':', 2) AS claim,
        split_part(read, ':', 3) AS reading,
        split_part(read, ':', 4) AS side
    FROM reads WHERE read LIKE 'claim:%:%:%'
),
pairs AS (
    SELECT draw, claim, arm, reading,
        max(value) FILTER (side = 'compare') AS compare,
        max(value) FILTER (side = 'against') AS against
    FROM sides GROUP BY draw, claim, arm, reading
)
SELECT draw, weight, claim, arm, reading, compare, against, compare - against AS delta
FROM pairs JOIN draws USING (draw)
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question brought.

    Attributes:
        columns: Names, all different.
        rows: Each a tuple of values as Python has them; to be taken once.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asked(run: Stored, sql: str) -> Iterator[Answer]:
    """Ask a run a question.

    Args:
        run: What is stored of it.
        sql: One statement that asks and changes nothing.

    Yields:
        The answer, whose rows are fetched while they are taken. An interrupt ends it.

    Raises:
        InputError: The question is wrong, too large for the bounds, or a file is damaged;
            also while rows are taken.
    """
    with _files(run) as tables, database(tables, run) as base, _Mind(base, sql) as mind:
        mind.check()
        result = mind.do(lambda: base.execute(sql))
        yield Answer(_distinct([each[0] for each in result.description]), mind.rows(result))


@contextmanager
def database(tables: dict[str, Any], run: Stored) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database that holds some tables of a run, by name, and what follows from them."""
    with duckdb.connect(":memory:", config={**LOCKED, "threads": str(cores())}) as base:
        for name, table in tables.items():
            base.register(name, table)
        base.register("meanings", meanings_table(run))
        base.execute(CLAIMS)
        base.execute("SET lock_configuration = true")
        yield base


def meanings_table(run: Stored) -> pa.Table:
    """Give what quantities and readings mean as a table."""
    told = [(*key, *meaning) for key, meaning in run.meanings().items()]
    names = ("kind", "name", "unit", "means")
    columns = zip(*told, strict=True) if told else ([],) * len(names)
    found = [pa.array(list(column), pa.string()) for column in columns]
    return pa.table(dict(zip(names, found, strict=True)))


@contextmanager
def _files(run: Stored) -> Iterator[dict[str, Any]]:
    """Give the run's files as tables whose checksums are compared as they are read."""
    options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    parquet = ds.ParquetFileFormat(default_fragment_scan_options=options)
    folder = os.open(run.folder / RESULTS, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        here = Path("/proc/self/fd") / str(folder)  # pyarrow takes no path that is not UTF-8
        place = here if here.exists() else run.folder / RESULTS
        yield {
            kind: ds.dataset([str(place / path.name) for path in run.paths(kind)], format=parquet)
            for kind in KINDS
        }
    finally:
        os.close(folder)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Give names of which none stands twice."""
    found: dict[str, None] = {}
    for name in names:
        number, free = 1, name
        while free in found:
            free, number = f"{name}_{number}", number + 1
        found[free] = None
    return tuple(found)


class _Mind:
    """Does what DuckDB is asked beside the main thread, so that an interrupt is heard."""

    def __init__(self, base: duckdb.DuckDBPyConnection, sql: str) -> None:
        self.base = base
        self.sql = sql
        self.pool = ThreadPoolExecutor(1)

    def __enter__(self) -> _Mind:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.interrupt()
        self.pool.shutdown()

    def do(self, call: Callable[[], T]) -> T:
        """Do something, and turn what DuckDB says against it into an input error."""
        task = self.pool.submit(call)
        try:
            while not task.done():
                with suppress(TimeoutError):
                    task.exception(timeout=0.1)
            return task.result()
        except duckdb.Error as error:
            raise InputError([self._problem(error)]) from None

    def check(self) -> None:
        """See that it is one statement that only asks.

        Raises:
            InputError: It is not.
        """
        if len(self.sql) > LONGEST:
            self._refuse("too_long", f"A question has at most {LONGEST:,} characters.")
        found = self.do(lambda: duckdb.extract_statements(self.sql))
        if len(found) != 1:
            self._refuse("one_statement", f"Ask one question at a time; these are {len(found)}.")
        if found[0].type.name not in ANSWERED:
            kinds = "SELECT, WITH, FROM, PIVOT, DESCRIBE, SUMMARIZE or EXPLAIN"
            self._refuse("only_questions", f"Only questions are answered. Begin with {kinds}.")

    def rows(self, result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
        """Fetch the rows, some at a time."""
        while some := self.do(lambda: result.fetchmany(AT_ONCE)):
            yield from some

    def _refuse(self, code: str, message: str) -> NoReturn:
        raise InputError([Problem("SQL", None, None, "", code, message)])

    def _problem(self, error: duckdb.Error) -> Problem:
        """Say in DuckDB's words what is wrong, and where in the question; give the nearest name."""
        text = str(error)
        if _UNREAD in text:
            message = f"The results are damaged: {text.partition(_UNREAD)[2].strip(' :')}."
            return Problem(RESULTS, None, None, "", "damaged", f"{message} Mend them by --resume.")
        if isinstance(error, duckdb.OutOfMemoryException):
            message = f"This takes more than {MEMORY} of memory. Ask for less at a time."
            return Problem("SQL", None, None, "", "out_of_memory", message)
        body, _, place = text.partition("\n\nLINE ")
        line, column = _place(place)
        kept = [each for each in body.splitlines() if not each.startswith("Did you mean")]
        near = self._nearest(body)
        message = " ".join(each.strip() for each in kept[:MOST_LINES])
        return Problem("SQL", line, column, "", "sql", message, near)

    def _nearest(self, message: str) -> str | None:
        """Give the name among the run's own that is nearest to one DuckDB does not know."""
        if found := _NO_TABLE.search(message):
            return nearest(found[1], TABLES)
        if found := _NO_COLUMN.search(message):
            query = "SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal"
            return nearest(found[1], [name for (name,) in self.base.execute(query).fetchall()])
        return None


_UNREAD = "reading the stream registered as"
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
_NO_COLUMN = re.compile(r'Referenced column "([^"]+)" not found')


def _place(marked: str) -> tuple[int | None, int | None]:
    """Take line and column from what DuckDB shows after `LINE `: the line, and carets under it."""
    found = re.match(r"(\d+): ", marked)
    lines = marked.splitlines()
    if found is None or len(lines) < 2 or "^" not in lines[1]:
        return (int(found[1]) if found else None), None
    before = len("LINE ") + len(found[0])
    return int(found[1]), lines[1].index("^") - before + 1
