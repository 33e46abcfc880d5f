"""A block of lanes: the room it works in, and the draws' numbers gathered into it."""

from __future__ import annotations

import contextlib
import mmap
from collections import namedtuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twofront.games.compiled import compiled, kernel
from twofront.games.lanes import NOUGHT, ONE
from twofront.games.memory import (
    entry,
    peek,
    peek_index,
    pick,
    poke,
    poke_index,
    put,
    turn_in,
    turn_out,
)
from twofront.games.schedule import LANES, Schedule, address
from twofront.games.sweep import choose_from, evaluate, multiply

LARGE = 2**21  # bytes of a large page
MEMORY = 3  # past moves that a lane learns from
COURSE: Any = np.int64(6)  # numbers that make up a lane's course

Work = namedtuple(
    "Work",
    # of the sweep; all are rows of lanes
    "value coefficient product reply logit check thin audit precision raised "
    # of the iteration: logits now, as predicted, where the last precision ended
    "at predicted ended next course order "
    # of the mixing: last move and reply, their changes, products of these, weights
    "last_move last_reply move_change reply_change gram slope travel against "
    "weight factor right pivot seen "
    # where the numbers of each lane's draw begin
    "starts",
)

# addresses of what is kept for all draws of a batch
Batch = namedtuple("Batch", "paid chance precision path course strategy residual")


def workspace(s: Schedule) -> tuple[Work, list[Any]]:
    """Room for one block: addresses for the kernel, and the arrays to be kept alive."""
    fed, square = s.fed, MEMORY * MEMORY
    rows = {
        "value": s.slots, "coefficient": s.actions + fed + s.chances + 1, "product": s.products,
        "reply": fed, "logit": s.most, "check": s.most, "thin": 1, "audit": 1,
        "precision": s.players, "raised": s.players, "at": fed, "predicted": fed, "ended": fed,
        "next": fed, "course": COURSE, "order": 7, "last_move": fed, "last_reply": fed,
        "move_change": MEMORY * fed, "reply_change": MEMORY * fed, "gram": square,
        "slope": square, "travel": square, "against": MEMORY, "weight": MEMORY, "factor": square,
        "right": MEMORY, "pivot": MEMORY, "seen": 1,
    }  # fmt: skip
    room = dict(zip(rows, rooms(list(rows.values())), strict=True))
    room["coefficient"][-1] = 1.0
    room["product"][0] = 1.0
    arrays = [*room.values(), np.zeros(LANES, np.int64)]
    return Work(*map(address, arrays)), arrays


def rooms(counts: list[int]) -> list[NDArray[np.float64]]:
    """Zeroed arrays of rows, side by side in one piece of memory.

    A large piece asks for large pages: rows are met in no order that small ones would suit.
    """
    total = 8 * LANES * sum(counts)
    if total < LARGE // 8:
        memory = np.zeros(total, np.uint8)
    else:
        whole = mmap.mmap(-1, total + 2 * LARGE)
        with contextlib.suppress(AttributeError, OSError):
            whole.madvise(mmap.MADV_HUGEPAGE)  # a Linux matter, and not everywhere there
        memory = np.frombuffer(whole, np.uint8)
        memory = memory[-address(memory) % LARGE :][:total]
    flat = memory.view(np.float64).reshape(-1, LANES)
    stops = np.cumsum(counts)
    return [flat[stop - count : stop] for count, stop in zip(counts, stops, strict=True)]


@compiled
def locate(w: Any, draws: Any, first: int, begin: int, width: int) -> None:
    """Note where the numbers of each lane's draw begin; a last short block repeats its draw."""
    for lane in range(LANES):
        draw = draws[min(first + lane, len(draws) - 1)]
        poke_index(w.starts, lane, begin + 8 * width * draw)


@compiled
def gather(w: Any, rows: int, count: int, at: int) -> None:
    """Rows from the draws' numbers, `at` of them left out, at the places noted."""
    whole = count - count % LANES
    for k in range(0, whole, LANES):
        turn_in(rows, k, w.starts, at + k)
    for k in range(whole, count):
        for lane in range(LANES):
            poke(rows, k * LANES + lane, peek(peek_index(w.starts, lane), at + k))


@compiled
def scatter(w: Any, rows: int, count: int, at: int) -> None:
    """The way back of `gather`."""
    whole = count - count % LANES
    for k in range(0, whole, LANES):
        turn_out(rows, k, w.starts, at + k)
    for k in range(whole, count):
        for lane in range(LANES):
            poke(peek_index(w.starts, lane), at + k, peek(rows, k * LANES + lane))


@compiled
def load(s: Any, w: Any, draws: Any, first: int, batch: Any) -> None:
    """Gather payoffs, chances and precision of the block's draws, lane by lane."""
    locate(w, draws, first, batch.paid, s.payoffs)
    gather(w, w.value, s.payoffs, NOUGHT)
    locate(w, draws, first, batch.chance, s.chances)
    gather(w, w.coefficient + 8 * LANES * (s.actions + s.fed), s.chances, NOUGHT)
    locate(w, draws, first, batch.precision, s.players)
    gather(w, w.precision, s.players, NOUGHT)
    settle(s, w)


@compiled
def load_lane(s: Any, w: Any, draw: int, lane: int, batch: Any) -> None:
    """Give one lane another draw; `settle` completes it."""
    for k in range(s.payoffs):
        poke(w.value, k * LANES + lane, peek(batch.paid, draw * s.payoffs + k))
    for k in range(s.chances):
        at = (s.actions + s.fed + k) * LANES + lane
        poke(w.coefficient, at, peek(batch.chance, draw * s.chances + k))
    for k in range(s.players):
        poke(w.precision, k * LANES + lane, peek(batch.precision, draw * s.players + k))


@compiled
def settle(s: Any, w: Any) -> None:
    """Work out what no strategy changes: sums of payoffs, products of chances, their values."""
    for k in range(s.sums):
        start = entry(s.sum_start, k)
        total = pick(w.value, s.sum_from, start)
        for t in range(start + 1, entry(s.sum_start, k + 1)):
            total = total + pick(w.value, s.sum_from, t)
        put(w.value, s.payoffs + k, total)
    multiply(s, w.coefficient, w.product, ONE, s.still)
    evaluate(s, w.value, w.coefficient, NOUGHT, entry(s.step_group, 0))


@kernel
def load_one(s: Any, w: Any, draws: Any, batch: Any) -> None:
    """Give all lanes the same draw."""
    load(s, w, draws, NOUGHT, batch)


@compiled
def believe(s: Any, w: Any) -> None:
    """Feedback strategies from their logits."""
    for k in range(s.fed_sets):
        start = entry(s.feedback_start, k)
        count = entry(s.feedback_start, k + 1) - start
        choose_from(w.coefficient, s.actions + start, w.at, start, count)
