"""Draws read from Parquet: a posterior, another tool's design, a run's own draws.

One column a quantity, named by its id; beside them, if wanted, `weight` (0 or
more) and `draw` (whole numbers, by which the rows are put in order). Rows of
weight 0 are left out. A run's draws are read from its folder.

What is read is data of unknown origin: its size is bounded before anything is
read, and every column is checked against the scenario. A run keeps a copy of
what it uses, so that its workers need nothing but its folder.

    given.parquet    in a run folder: weight, one column a quantity, and draw where
                     the draws were read from a run
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from twofront.files import NotRegular, open_regular, replace_file, unread
from twofront.problems import InputError
from twofront.scenario.draws import distributions
from twofront.scenario.model import Scenario

from .columns import (
    DRAW,
    MARK,
    PRIOR_WEIGHT,
    WEIGHT,
    Notes,
    check_columns,
    draws_of,
    quantity_of,
    values_of,
    weights_of,
)
from .folder import GIVEN, MANIFEST, RESULTS, read_identity, refuse
from .parts import MAX_DRAWS
from .store import first_line
from .table import Floats, Numbers

KEPT = b"twofront.given"
"""The key under which the copy has the digest of what was read, and of what is kept of it."""

MAX_BYTES = 4 << 30
MAX_COLUMNS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Draws that were read, those of weight 0 left out.

    Axes: R rows, G quantities.

    Attributes:
        names: Ids of the quantities; all of them vary in the scenario.
        values: `[R, G]`, in the scenario's units.
        weight: `[R]`, above 0, averaging to 1.
        sha256: Of the bytes read.
        left_out: How many rows of weight 0 there were.
        numbers: `[R]` int64, the draws' numbers in the run that made them; None
            where they were not read from a run.
    """

    names: tuple[str, ...]
    values: Floats
    weight: Floats
    sha256: str
    left_out: int = 0
    numbers: Numbers | None = None

    def __len__(self) -> int:
        return len(self.weight)

    def first(self, count: int) -> Given:
        """Give the first draws, their weights scaled to average 1 again."""
        weight = self.weight[:count]
        return replace(
            self,
            values=self.values[:count],
            weight=weight / float(np.mean(weight)),
            numbers=None if self.numbers is None else self.numbers[:count],
        )

    def plain(self) -> dict[str, Any]:
        """Say what was read, as JSON values."""
        return {
            "sha256": self.sha256,
            "quantities": list(self.names),
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file: values `[rows, G]`, weights and draw numbers `[rows]`, and its SHA-256."""

    names: tuple[str, ...]
    values: Floats
    weight: Floats
    numbers: Numbers
    sha256: bytes


def read_given(path: Path, scenario: Scenario) -> Given:
    """Read draws of a scenario's quantities.

    Args:
        path: A Parquet file, or the folder of a finished run.
        scenario: As known on its date.

    Raises:
        InputError: It cannot be read, or does not fit the scenario. Problems name the
            file, the row, counted from 1, and the column.
    """
    sheets = _run(path, scenario) if path.is_dir() else [_read(path, scenario)]
    if not any((sheet.weight > 0).any() for sheet in sheets):
        refuse(path, "no_weight", "No draw has a weight above 0.")
    return _joined(sheets, of_a_run=path.is_dir())


def _run(path: Path, scenario: Scenario) -> list[_Sheet]:
    """Read the files of a finished run's draws; the path may be that of its results."""
    folder = path.parent if path.name == RESULTS and not (path / MANIFEST).exists() else path
    asked, sheets, found = read_identity(folder).draws, [], 0
    for each in sorted((folder / RESULTS).glob("draws-*.parquet")):
        sheets.append(_read(each, scenario))
        found += len(sheets[-1].weight)
        if found > MAX_DRAWS:
            refuse(folder, "too_large", f"There are more than {MAX_DRAWS:,} draws.")
    if not sheets or found != asked:
        message = f"The run holds {found:,} of its {asked:,} draws. Finish it by --resume."
        refuse(folder, "unfinished", message)
    if len({sheet.names for sheet in sheets}) > 1:
        refuse(folder, "damaged", "The files of the run's draws differ in their columns.")
    return sheets


def _joined(sheets: list[_Sheet], *, of_a_run: bool) -> Given:
    """Put the files together, in the order of the draws."""
    weight, numbers = (
        np.concatenate([getattr(sheet, name) for sheet in sheets]) for name in ("weight", "numbers")
    )
    order = np.argsort(numbers, kind="stable")
    order = order[weight[order] > 0]
    values = np.concatenate([sheet.values for sheet in sheets])[order]
    kept = weight[order] / float(weight.max())
    return Given(
        names=sheets[0].names,
        values=values,
        weight=kept / float(np.mean(kept)),
        sha256=_digest([sheet.sha256 for sheet in sheets]),
        left_out=len(weight) - len(order),
        numbers=numbers[order] if of_a_run else None,
    )


def _digest(files: list[bytes]) -> str:
    return files[0].hex() if len(files) == 1 else hashlib.sha256(b"".join(files)).hexdigest()


def _read(path: Path, scenario: Scenario) -> _Sheet:
    notes = Notes(path)
    try:
        with (
            open_regular(path) as raw,
            pq.ParquetFile(raw, page_checksum_verification=True) as file,
        ):
            _check_size(path, raw, file)
            check_columns(file.schema_arrow, scenario, notes)
            notes.settle()
            used = [name for name in file.schema_arrow.names if name != PRIOR_WEIGHT]
            table = file.read(columns=used)
            digest = _sha256(raw)
    except OSError as error:
        if error.errno is not None or isinstance(error, NotRegular):
            raise InputError([unread(path, error)]) from None
        _no_parquet(path, error)  # pyarrow's word for a damaged file
    # Beside its own errors pyarrow lets this one out, where a damaged name is not UTF-8.
    except (UnicodeDecodeError, pa.ArrowException) as error:
        _no_parquet(path, error)
    sheet = _sheet(table, scenario, notes, digest)
    notes.settle()
    return sheet


def _no_parquet(path: Path, error: Exception) -> NoReturn:
    message = f"This is no Parquet file that can be read: {first_line(error)}."
    refuse(path, "not_parquet", message)


def _sha256(raw: BinaryIO) -> bytes:
    total = hashlib.sha256()
    raw.seek(0)
    while block := raw.read(1 << 20):
        total.update(block)
    return total.digest()


def _check_size(path: Path, raw: BinaryIO, file: pq.ParquetFile) -> None:
    """Bound what is read by what the file says of itself."""
    held = raw.seek(0, 2)
    about = file.metadata
    groups = sum(about.row_group(each).total_byte_size for each in range(about.num_row_groups))
    if max(held, groups) > MAX_BYTES:
        refuse(path, "too_large", f"There are more than {MAX_BYTES >> 30} GiB in this file.")
    if about.num_rows > MAX_DRAWS:
        refuse(path, "too_large", f"There are more than {MAX_DRAWS:,} rows.")
    if about.num_columns > MAX_COLUMNS:
        refuse(path, "too_large", f"There are more than {MAX_COLUMNS:,} columns.")
    if not about.num_rows:
        refuse(path, "empty", "There is no row in this file.")


def _sheet(table: pa.Table, scenario: Scenario, notes: Notes, digest: bytes) -> _Sheet:
    stated = distributions(scenario)
    columns: dict[str, Floats] = {}
    for name in table.column_names:
        id = quantity_of(name)
        if id is not None:
            found = values_of(name, table[name], stated[id], notes)
            if stated[id].varies:
                columns[id] = found
    names, rows = set(table.column_names), len(table)
    return _Sheet(
        names=tuple(columns),
        values=np.stack(list(columns.values()), axis=1) if columns else np.empty((rows, 0)),
        weight=weights_of(table[WEIGHT], notes) if WEIGHT in names else np.ones(rows),
        numbers=draws_of(table[DRAW], notes) if DRAW in names else np.arange(rows, dtype=np.int64),
        sha256=digest,
    )


def keep_given(folder: Path, given: Given) -> None:
    """Write a copy into a run folder.

    Raises:
        InputError: It cannot be written.
    """
    columns = {WEIGHT: given.weight}
    columns |= {f"{MARK}{id}": row for id, row in zip(given.names, given.values.T, strict=True)}
    table = pa.table({name: pa.array(np.ascontiguousarray(row)) for name, row in columns.items()})
    if given.numbers is not None:
        table = table.append_column(DRAW, pa.array(given.numbers))
    told = json.dumps([given.sha256, given.left_out, _contents(given)])
    held = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({KEPT: told.encode()}), held, compression="zstd")
    with replace_file(folder / GIVEN) as file:
        file.write(held.getbuffer())


def kept_given(folder: Path, sha256: str) -> Given:
    """Read the copy in a run folder.

    Args:
        folder: Of the run.
        sha256: Of the bytes that the run's draws were read from.

    Raises:
        InputError: There is none, it is damaged, or a copy of something else.
    """
    path = folder / GIVEN
    try:
        with open_regular(path, follow=False) as raw, pq.ParquetFile(raw) as file:
            _check_size(path, raw, file)
            table = file.read()
            told = json.loads((table.schema.metadata or {})[KEPT])
        names = [name for name in table.column_names if name.startswith(MARK)]
        columns = [np.asarray(table[name].to_numpy(), dtype=np.float64) for name in names]
        given = Given(
            tuple(name.removeprefix(MARK) for name in names),
            np.stack(columns, axis=1) if columns else np.empty((len(table), 0)),
            np.asarray(table[WEIGHT].to_numpy(), dtype=np.float64),
            str(told[0]),
            int(told[1]),
            np.asarray(table[DRAW].to_numpy()) if DRAW in table.column_names else None,
        )
    except (OSError, ValueError, TypeError, LookupError, pa.ArrowException) as error:
        message = f"The copy of the draws that were read cannot be used: {first_line(error)}."
        refuse(path, "damaged", message)
    if [sha256, told[2]] != [given.sha256, _contents(given)]:
        refuse(path, "damaged", "This is no whole copy of the draws that the run began with.")
    return given


def _contents(given: Given) -> str:
    """Digest names and numbers."""
    total = hashlib.sha256(repr(given.names).encode())
    for each in (given.values, given.weight, given.numbers):
        if each is not None:
            total.update(np.ascontiguousarray(each).tobytes())
    return total.hexdigest()
