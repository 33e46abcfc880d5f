"""Parts of a run as Parquet files: written whole or not at all, checked when read.

    results/draws-NNNNN.parquet   draw, weight, one column a quantity
    results/reads-NNNNN.parquet   draw, arm, read, value, status, residual

Rows of `reads` stand arm by arm, read by read, draw by draw. A file names in
its metadata, by digest, what it computes, and carries checksums of its pages.
Units and meanings stand in the metadata twice: with each column, for Arrow, and
with the file as JSON, for everyone else.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from twofront.files import NotRegular, open_regular, replace_file
from twofront.scenario.model import Scenario

from .columns import BESIDE, DRAW, MARK, PRIOR_WEIGHT, WEIGHT
from .meanings import Meaning, quantity_meanings, read_meaning
from .parts import CHUNK, LARGEST_CHUNK, ArmReads, Part
from .table import Floats, Numbers

COMPUTES = b"twofront.computes"
MEANINGS = b"twofront.meanings"
"""The key of JSON that gives unit and meaning of each quantity, or of each reading, by name."""

LABELS = ["arm", "read", "status"]
MAX_ROWS = CHUNK * 20_000
MAX_BYTES = 1 << 30

_BESIDE = {
    DRAW: Meaning("", "Number of the draw"),
    WEIGHT: Meaning("", "What anchoring leaves of the draw"),
    PRIOR_WEIGHT: Meaning("", "What the draw stands for before anchoring"),
    "arm": Meaning("", "Under which structure and assumptions the game is solved"),
    "read": Meaning("", "What is read off its solution"),
    "value": Meaning("", "The reading, in its own unit; empty where there is none"),
    "status": Meaning("", "How solving this arm ended in this draw"),
    "residual": Meaning("probability", "Most that a strategy differs from its own best reply"),
}


class DamagedPart(Exception):
    """A part that cannot be used; the message says why."""


def write_part(folder: Path, place: int, part: Part, computes: str, scenario: Scenario) -> None:
    """Write both files of a part, the readings first.

    Args:
        folder: The run folder's `results`.
        place: Number of the part.
        part: What was solved.
        computes: Digest of what the part computes.
        scenario: Whose readings they are, for meanings and units.

    Raises:
        InputError: The files cannot be written.
    """
    names = dict.fromkeys(read for found in part.arms.values() for read in found.reads)
    reads = {read: read_meaning(scenario, read) for read in names}
    known = dict(quantity_meanings(scenario))
    quantities = {id: known[id] for id in part.quantities}
    _write(part_path(folder, "reads", place), _reads_table(part), computes, reads)
    _write(part_path(folder, "draws", place), _draws_table(part, known), computes, quantities)


def part_path(folder: Path, kind: str, place: int) -> Path:
    """Give the path of a part's file; `kind` is draws or reads."""
    return folder / f"{kind}-{place:05}.parquet"


def read_part(folder: Path, place: int, computes: str) -> Part:
    """Read a part back.

    Raises:
        DamagedPart: A file is missing, damaged, or computes something else.
    """
    draws = read_file(part_path(folder, "draws", place), computes)
    reads = read_file(part_path(folder, "reads", place), computes)
    try:
        return _part(draws, reads)
    except (KeyError, ValueError, IndexError, TypeError, pa.ArrowException) as error:
        raise DamagedPart(f"part {place} is damaged: {first_line(error)}") from error


def _write(path: Path, table: pa.Table, computes: str, about: Mapping[str, Meaning]) -> None:
    """Write a table; floats are split into their bytes, which leaves a quarter less of them."""
    told = json.dumps({name: each._asdict() for name, each in about.items()})
    marked = table.replace_schema_metadata({COMPUTES: computes.encode(), MEANINGS: told.encode()})
    floats = {"value": "BYTE_STREAM_SPLIT"} if "value" in table.column_names else None
    held = io.BytesIO()
    pq.write_table(
        marked,
        held,
        compression="zstd",
        write_page_checksum=True,
        use_dictionary=[name for name in table.column_names if name not in (floats or ())],
        column_encoding=floats,
    )
    with replace_file(path) as file:
        file.write(held.getbuffer())


def _field(name: str, type: pa.DataType, meaning: Meaning, **more: str) -> pa.Field:
    told = {key: value for key, value in meaning._asdict().items() if value}
    return pa.field(name, type, metadata={**more, **told})


def _draws_table(part: Part, known: Mapping[str, Meaning]) -> pa.Table:
    beside = {DRAW: part.numbers, WEIGHT: part.weight}
    if part.prior_weight is not None:
        beside[PRIOR_WEIGHT] = part.prior_weight
    columns = [pa.array(column) for column in (*beside.values(), *part.quantities.values())]
    fields = [
        _field(name, column.type, _BESIDE[name])
        for name, column in zip(beside, columns, strict=False)
    ]
    for id in part.quantities:
        fields.append(_field(column_name(id), pa.float64(), known[id], quantity=id))
    return pa.table(columns, schema=pa.schema(fields))


def column_name(quantity: str) -> str:
    """Give the column of a quantity: its id, marked where a column has that name already."""
    return f"{MARK}{quantity}" if quantity in BESIDE else quantity


def _reads_table(part: Part) -> pa.Table:
    """Lay the readings out arm by arm, read by read, draw by draw."""
    blocks = [(arm, read) for arm, found in part.arms.items() for read in found.reads]
    sizes = [len(part.arms[arm].status) for arm, _ in blocks]
    value = np.concatenate([part.arms[arm].reads[read] for arm, read in blocks])
    columns = {
        "draw": pa.array(np.concatenate([part.numbers[:size] for size in sizes])),
        "arm": _labels([arm for arm, _ in blocks], sizes),
        "read": _labels([read for _, read in blocks], sizes),
        "value": pa.array(value, mask=np.isnan(value)),
        "status": _statuses(part, [arm for arm, _ in blocks]),
        "residual": pa.array(np.concatenate([part.arms[arm].residual for arm, _ in blocks])),
    }
    fields = [_field(name, column.type, _BESIDE[name]) for name, column in columns.items()]
    return pa.table(list(columns.values()), schema=pa.schema(fields))


def _labels(labels: Sequence[str], sizes: Sequence[int]) -> pa.DictionaryArray:
    """Encode labels, each standing for so many rows."""
    names, codes = np.unique(labels, return_inverse=True)
    rows = np.repeat(codes.astype(np.int32), sizes)
    return pa.DictionaryArray.from_arrays(rows, pa.array(names, pa.string()))


def _statuses(part: Part, arms: Sequence[str]) -> pa.DictionaryArray:
    """Encode the statuses of some arms, one after the other."""
    each = {arm: part.arms[arm].status for arm in part.arms}
    names, codes = np.unique(np.concatenate(list(each.values())), return_inverse=True)
    ends = np.cumsum([len(status) for status in each.values()])
    pieces = dict(zip(each, np.split(codes.astype(np.int32), ends[:-1]), strict=True))
    rows = np.concatenate([pieces[arm] for arm in arms])
    return pa.DictionaryArray.from_arrays(rows, pa.array(names, pa.string()))


def read_file(path: Path, computes: str) -> pa.Table:
    """Read one file of a part, its checksums compared.

    Raises:
        DamagedPart: It is missing, damaged, or computes something else.
    """
    with _opened(path, computes) as file:
        return file.read()


def check_file(path: Path, computes: str) -> None:
    """See by what a file says of itself that it is one of a part; pages are not read.

    Raises:
        DamagedPart: As `read_file`, as far as that shows.
    """
    with _opened(path, computes):
        pass


@contextmanager
def _opened(path: Path, computes: str) -> Iterator[pq.ParquetFile]:
    try:
        with (
            open_regular(path, follow=False) as raw,  # pyarrow takes no path that is not UTF-8
            pq.ParquetFile(raw, page_checksum_verification=True) as file,
        ):
            _check_size(file.metadata, path)
            if (file.schema_arrow.metadata or {}).get(COMPUTES) != computes.encode():
                raise DamagedPart(f"{path.name} belongs to another run")
            yield file
    except FileNotFoundError:
        raise DamagedPart(f"{path.name} is missing") from None
    except NotRegular as error:
        raise DamagedPart(f"{path.name} cannot be used: {error}") from None
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedPart(f"{path.name} is damaged: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """Give the first line of an error's message, cut short, without its full stop."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(" .")


def _check_size(metadata: Any, path: Path) -> None:
    groups = (metadata.row_group(place) for place in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_ROWS or sum(group.total_byte_size for group in groups) > MAX_BYTES:
        raise DamagedPart(f"{path.name} is larger than any part")


def _part(draws: pa.Table, reads: pa.Table) -> Part:
    numbers = draws[DRAW].to_numpy()
    if not 0 < len(numbers) <= LARGEST_CHUNK:
        raise ValueError(f"it has {len(numbers)} draws")
    names = {field.name: (field.metadata or {}).get(b"quantity") for field in draws.schema}
    quantities = {id.decode(): _floats(draws[name]) for name, id in names.items() if id is not None}
    prior = _floats(draws[PRIOR_WEIGHT]) if PRIOR_WEIGHT in draws.column_names else None
    return Part(numbers, _floats(draws[WEIGHT]), quantities, _arms(numbers, reads), prior)


def _arms(numbers: Numbers, reads: pa.Table) -> dict[str, ArmReads]:
    """Cut the rows where arm or read changes; `numbers` `[D]` are the draws of the partner."""
    (arms, of_arm), (names, of_read), (statuses, of_status) = (_coded(reads[n]) for n in LABELS)
    value, residual = (_floats(reads[name]) for name in ("value", "residual"))
    turns = (of_arm[1:] != of_arm[:-1]) | (of_read[1:] != of_read[:-1])
    starts = np.flatnonzero(np.append(True, turns))
    sizes = np.diff(starts, append=len(value))
    _check_draws(numbers, reads[DRAW].to_numpy(), starts, sizes)
    found: dict[str, dict[str, Floats]] = {}
    first: dict[str, slice] = {}
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        arm, read, rows = arms[of_arm[start]], names[of_read[start]], slice(start, start + size)
        here = first.setdefault(arm, rows)
        if here.stop - here.start != size or read in found.setdefault(arm, {}):
            raise ValueError("its rows are out of order")
        found[arm][read] = value[rows]
    return {
        arm: ArmReads(columns, statuses[of_status[first[arm]]], residual[first[arm]])
        for arm, columns in found.items()
    }


def _check_draws(numbers: Numbers, draws: Numbers, starts: Numbers, sizes: Numbers) -> None:
    """See that each block of rows has the partner's draws, from the first."""
    if sizes.max() > len(numbers):
        raise ValueError("its rows are out of order")
    place = np.arange(len(draws)) - np.repeat(starts, sizes)
    if not np.array_equal(draws, numbers[place]):
        raise ValueError("its draws are not those of its partner")


def _coded(column: Any) -> tuple[NDArray[np.str_], NDArray[np.int32]]:
    """Give the labels there are, and by row which it has."""
    joined = column.combine_chunks().dictionary_encode()
    if joined.null_count:
        raise ValueError("a label is missing")
    names = np.array(joined.dictionary.to_pylist(), dtype=str)
    return names, joined.indices.to_numpy()


def _floats(column: Any) -> Floats:
    return np.array(column.to_numpy(zero_copy_only=False), dtype=np.float64)
