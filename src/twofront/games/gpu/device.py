"""The device: how many lanes it is given at a time, and the way to it and back.

Lanes depend on the game and the kind of device alone, never on how many draws a call has: a
draw's way must lead through the same compiled programs in any batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import jax
import numpy as np

from twofront.games.equilibria import Floats
from twofront.games.schedule import Schedule

CPU = "cpu"
ROOM, ROOM_ON_CPU = 2**32, 2**25  # bytes that a block of lanes may take
SHARE = 16  # of the device's memory a block takes this part at most
WIDEST, WIDEST_ON_CPU = 2**16, 2**10  # lanes
NARROWEST = 64
NARROWER = 4  # blocks of later rounds have so many times fewer lanes
THREADS = 16  # that move rows: one cannot fill the way between host and device
PIECE = 2**21  # bytes: large enough to be worth a thread, small enough for memory used before
PIECES = 64  # at most

_ready: Any = jax.block_until_ready


def lanes(schedule: Schedule) -> int:
    """How many draws a block holds: a power of two."""
    rows = schedule.slots + schedule.products + 2 * schedule.actions + 20 * schedule.fed + 40
    most = _room() // (8 * rows)
    widest = WIDEST_ON_CPU if on_cpu() else WIDEST
    return int(min(widest, max(NARROWEST, 2 ** (most.bit_length() - 1))))


def narrow(width: int) -> int:
    """Lanes of a block in later rounds; on a processor no program is compiled for them."""
    return width if on_cpu() else width // NARROWER


def on_cpu() -> bool:
    """Whether what JAX found is no device but the processor."""
    return bool(jax.default_backend() == CPU)


@cache
def _room() -> int:
    if on_cpu():
        return ROOM_ON_CPU
    known = jax.devices()[0].memory_stats() or {}
    return min(ROOM, int(known.get("bytes_limit", SHARE * ROOM)) // SHARE)


def send(rows: Floats) -> list[Any]:
    """Bring rows onto the device, in pieces."""
    pieces = np.array_split(rows, _pieces(rows, THREADS))
    return _in_threads("to", lambda piece: _ready(jax.device_put(piece)), pieces)


def split(rows: Any) -> list[Any]:
    """Rows on the device in pieces, within a compiled program."""
    return list(jax.numpy.array_split(rows, _pieces(rows, PIECES)))


def fetch(pieces: list[Any], rows: Floats) -> None:
    """Bring pieces back, into rows; rows may end before the pieces do."""
    ends = np.cumsum([len(piece) for piece in pieces])

    def write(number: int) -> None:
        some = rows[ends[number] - len(pieces[number]) : ends[number]]
        if len(some):
            some[:] = np.asarray(pieces[number])[: len(some)]

    _in_threads("from", write, range(len(pieces)))


def _pieces(rows: Any, most: int) -> int:
    return 1 if on_cpu() else max(1, min(most, rows.size * rows.dtype.itemsize // PIECE))


def _in_threads(way: str, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    if on_cpu():
        return list(map(work, items))

    def one(item: Any) -> Any:
        with jax.enable_x64(True):  # holds for a thread
            return work(item)

    return list(_threads(way).map(one, items))


@cache
def _threads(way: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix=f"{way} device")
