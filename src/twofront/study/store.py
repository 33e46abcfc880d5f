"""Parts of a run as Parquet files: written whole or not at all, checked when read.

    results/draws-NNNNN.parquet   draw, weight, one column a quantity
    results/reads-NNNNN.parquet   draw, arm, read, value, status, residual

Rows of `reads` stand arm by arm, read by read, draw by draw. A file names in
its metadata, by digest, what it computes, and carries checksums of its pages.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from twofront.files import NotRegular, open_regular, replace_file
from twofront.scenario.model import Quantity

from .parts import CHUNK, ArmReads, Part
from .table import Floats

COMPUTES = b"twofront.computes"
MAX_ROWS = CHUNK * 20_000
MAX_BYTES = 1 << 30
RESERVED = ("draw", "weight")


About: TypeAlias = Mapping[str, Quantity]


class DamagedPart(Exception):
    """A part that cannot be used; the message says why."""


def write_part(folder: Path, place: int, part: Part, computes: str, about: About) -> None:
    """Write both files of a part, the readings first.

    Args:
        folder: The run folder's `results`.
        place: Number of the part.
        part: What was solved.
        computes: Digest of what the part computes.
        about: The scenario's quantities, for meanings and units.
    """
    for kind, table in (("reads", _reads_table(part)), ("draws", _draws_table(part, about))):
        marked = table.replace_schema_metadata({COMPUTES: computes.encode()})
        held = io.BytesIO()
        pq.write_table(marked, held, compression="zstd", write_page_checksum=True)
        with replace_file(part_path(folder, kind, place)) as file:
            file.write(held.getbuffer())


def part_path(folder: Path, kind: str, place: int) -> Path:
    """Give the path of a part's file; `kind` is draws or reads."""
    return folder / f"{kind}-{place:05}.parquet"


def read_part(folder: Path, place: int, computes: str) -> Part:
    """Read a part back.

    Raises:
        DamagedPart: A file is missing, damaged, or computes something else.
    """
    draws = _read(part_path(folder, "draws", place), computes)
    reads = _read(part_path(folder, "reads", place), computes)
    try:
        return _part(draws, reads)
    except (KeyError, ValueError, IndexError, TypeError, pa.ArrowException) as error:
        raise DamagedPart(f"part {place} is damaged: {first_line(error)}") from error


def _draws_table(part: Part, about: About) -> pa.Table:
    fields = [
        pa.field("draw", pa.int64(), metadata={"means": "Number of the draw"}),
        pa.field("weight", pa.float64(), metadata={"means": "What anchoring leaves of the draw"}),
    ]
    for id in part.quantities:
        quantity = about[id]
        metadata = {"quantity": id, "unit": quantity.unit, "means": quantity.means}
        fields.append(pa.field(column_name(id), pa.float64(), metadata=metadata))
    columns = [part.numbers, part.weight, *part.quantities.values()]
    return pa.table([pa.array(column) for column in columns], schema=pa.schema(fields))


def column_name(quantity: str) -> str:
    """Give the column of a quantity: its id, marked where a column has that name already."""
    return f"quantity:{quantity}" if quantity in RESERVED else quantity


def _reads_table(part: Part) -> pa.Table:
    """Lay the readings out arm by arm, read by read, draw by draw."""
    places = {arm: place for place, arm in enumerate(part.arms)}
    rows = [(arm, read) for arm, found in part.arms.items() for read in found.reads]
    arm_of_row = [places[arm] for arm, _ in rows]
    size = len(part.numbers)
    values = np.array([part.arms[arm].reads[read] for arm, read in rows]).reshape(-1)
    status = np.array([found.status for found in part.arms.values()])[arm_of_row]
    residual = np.array([found.residual for found in part.arms.values()])[arm_of_row]
    return pa.table(
        {
            "draw": np.tile(part.numbers, len(rows)),
            "arm": _encoded(np.array([arm for arm, _ in rows]), size),
            "read": _encoded(np.array([read for _, read in rows]), size),
            "value": pa.array(values, mask=np.isnan(values)),
            "status": _encoded(status.reshape(-1)),
            "residual": residual.reshape(-1),
        }
    )


def _encoded(labels: NDArray[np.str_], times: int = 1) -> pa.DictionaryArray:
    """Encode labels, each standing for so many rows."""
    names, codes = np.unique(labels, return_inverse=True)
    rows = np.repeat(codes.astype(np.int32), times)
    return pa.DictionaryArray.from_arrays(rows, pa.array(names, pa.string()))


def _read(path: Path, computes: str) -> pa.Table:
    try:
        with (
            open_regular(path, follow=False) as raw,  # pyarrow takes no path that is not UTF-8
            pq.ParquetFile(raw, page_checksum_verification=True) as file,
        ):
            _check_size(file.metadata, path)
            if (file.schema_arrow.metadata or {}).get(COMPUTES) != computes.encode():
                raise DamagedPart(f"{path.name} belongs to another run")
            return file.read()
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
    numbers = draws["draw"].to_numpy()
    if not 0 < len(numbers) <= CHUNK or len(reads) % len(numbers):
        raise ValueError(f"{len(reads)} rows for {len(numbers)} draws")
    names = {field.name: (field.metadata or {}).get(b"quantity") for field in draws.schema}
    quantities = {id.decode(): _floats(draws[name]) for name, id in names.items() if id is not None}
    return Part(numbers, _floats(draws["weight"]), quantities, _arms(numbers, reads))


def _arms(numbers: Any, reads: pa.Table) -> dict[str, ArmReads]:
    size = len(numbers)
    shape = (len(reads) // size, size)
    if not np.array_equal(reads["draw"].to_numpy().reshape(shape), np.tile(numbers, (shape[0], 1))):
        raise ValueError("its draws are not those of its partner")
    arms, ids = (_block_labels(reads[name], shape) for name in ("arm", "read"))
    names, codes = _coded(reads["status"], shape)
    value, residual = (_floats(reads[name]).reshape(shape) for name in ("value", "residual"))
    found: dict[str, dict[str, Floats]] = {}
    first: dict[str, int] = {}
    for row, (arm, read) in enumerate(zip(arms, ids, strict=True)):
        found.setdefault(arm, {})[read] = value[row]
        first.setdefault(arm, row)
    return {
        arm: ArmReads(columns, names[codes[first[arm]]], residual[first[arm]])
        for arm, columns in found.items()
    }


def _block_labels(column: Any, shape: tuple[int, int]) -> list[str]:
    """Give the one label of each block of rows."""
    names, codes = _coded(column, shape)
    if (codes != codes[:, :1]).any():
        raise ValueError("its rows are out of order")
    return [str(name) for name in names[codes[:, 0]]]


def _coded(column: Any, shape: tuple[int, int]) -> tuple[NDArray[np.str_], NDArray[np.int32]]:
    """Give the labels there are, and by row which it has."""
    joined = column.combine_chunks().dictionary_encode()
    if joined.null_count:
        raise ValueError("a label is missing")
    names = np.array(joined.dictionary.to_pylist(), dtype=str)
    return names, joined.indices.to_numpy().reshape(shape)


def _floats(column: Any) -> Floats:
    return np.array(column.to_numpy(zero_copy_only=False), dtype=np.float64)
