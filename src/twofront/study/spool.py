"""The readings of all draws, one array a reading: in memory while they are few, else in a file.

A run of 100,000 draws with a thousand readings each is a gigabyte, of which an
answer needs a reading at a time.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .folder import writing
from .table import Floats

Rows: TypeAlias = NDArray[np.intp]

Key: TypeAlias = tuple[str, str]
"""An arm and a reading."""

MEMORY = 512 << 20
"""Most bytes of readings that are held in memory."""

ROWS = 64
"""Readings that are written at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Readings of some draws in a row.

    Attributes:
        rows: `[R]`, which readings, ascending in the order of the spool.
        values: `[R, D]`, in memory; None where they lie in the file.
        draws: D.
        at: Where in the file they begin.
    """

    rows: Rows
    values: Floats | None
    draws: int
    at: int = 0

    def place(self, row: int) -> int | None:
        """Give the place of a reading among those of the block; None where it is not there."""
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else None


class Spool:
    """Takes the readings of a run block by block, and gives them reading by reading."""

    def __init__(
        self, keys: Iterable[Key], folder: Path | None = None, memory: int = MEMORY
    ) -> None:
        """Begin empty.

        Args:
            keys: Which readings there are.
            folder: Where the file is made, if one is needed; by default where the
                system keeps temporary files. It has no name there and goes with the spool.
            memory: Most bytes to hold before they are written to the file.
        """
        self.rows = {key: row for row, key in enumerate(keys)}
        self._folder = folder or Path(tempfile.gettempdir())
        self._memory = memory
        self._blocks: list[_Block] = []
        self._held = 0
        """Bytes of readings in memory."""
        self._handle: int | None = None

    def add(self, rows: Rows, block: Floats) -> None:
        """Take readings of the next D draws; those that are not given are nan there.

        Args:
            rows: `[R]`, which readings, by their rows.
            block: `[R, D]`.

        Raises:
            InputError: The file cannot be written.
        """
        order = np.argsort(rows)
        self._blocks.append(_Block(rows[order], block[order], block.shape[1]))
        self._held += block.nbytes
        if self._held > self._memory:
            self._write()

    def _write(self) -> None:
        """Move what is in memory to the file, blocks of the same readings as one."""
        kept = [each for each in self._blocks if each.values is None]
        fresh = [each for each in self._blocks if each.values is not None]
        for _, alike in groupby(fresh, key=lambda each: each.rows.tobytes()):
            kept.append(self._written(list(alike)))
        self._blocks, self._held = kept, 0

    def _written(self, blocks: list[_Block]) -> _Block:
        """Write blocks of the same readings, a few readings at a time."""
        handle, rows = self._opened(), blocks[0].rows
        at = os.fstat(handle).st_size
        with writing(self._folder):
            for first in range(0, len(rows), ROWS):
                some = [
                    each.values[first : first + ROWS] for each in blocks if each.values is not None
                ]
                _write_all(handle, np.concatenate(some, axis=1).data.cast("B"))
        return _Block(rows, None, sum(each.draws for each in blocks), at)

    def _opened(self) -> int:
        if self._handle is None:
            with writing(self._folder):
                self._handle, name = tempfile.mkstemp(prefix=".reads-all.", dir=self._folder)
                weakref.finalize(self, os.close, self._handle)
                os.unlink(name)
        return self._handle

    def column(self, row: int) -> Floats:
        """Give one reading, in the order in which the draws came."""
        return np.concatenate([self._read(block, row) for block in self._blocks])

    def _read(self, block: _Block, row: int) -> Floats:
        place = block.place(row)
        if place is None:
            return np.full(block.draws, np.nan)
        if block.values is not None:
            there: Floats = block.values[place]
            return there
        found = np.empty(block.draws)
        into = found.data.cast("B")
        at = block.at + place * found.nbytes
        while into:
            count = os.preadv(self._opened(), [into], at)
            if not count:
                raise OSError(f"a spool ends at {at}")
            into, at = into[count:], at + count
        return found


def _write_all(handle: int, data: memoryview) -> None:
    while data:
        data = data[os.write(handle, data) :]


class Columns(Mapping[Key, Floats]):
    """Some readings of a spool; each is fetched when it is asked for, and is the caller's."""

    def __init__(self, spool: Spool, keys: Iterable[Key]) -> None:
        self._spool = spool
        self._rows = {key: spool.rows[key] for key in keys}

    def __getitem__(self, key: Key) -> Floats:
        return self._spool.column(self._rows[key])

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[Key]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
