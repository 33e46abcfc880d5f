"""A block of lanes: the room it works in, and the draws' numbers gathered into it."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from twofront.games.compiled import compiled, kernel
from twofront.games.lanes import (
    LANES,
    NOUGHT,
    ONE,
    entry,
    get,
    peek,
    peek_index,
    poke,
    poke_index,
    put,
    turn_in,
    turn_out,
)
from twofront.games.schedule import Schedule, address
from twofront.games.sweep import choose_from, evaluate, multiply

MEMORY = 3  # past moves that a lane learns from
COURSE = np.int64(6)  # numbers that make up a lane's course

Work = namedtuple(
    "Work",
    # of the sweep; all are rows of lanes
    "value coefficient product reply logit check thin audit precision raised "
    # of the iteration: logits now, as predicted, where the last precision ended
    "at predicted ended next course order "
    # of the mixing: last move and reply, their changes, products of these, weights
    "last_move last_reply move_change reply_change gram slope against weight factor right pivot "
    "seen "
    # where the numbers of each lane's draw begin
    "starts",
)

# addresses of what is kept for all draws of a batch, and how many payoffs each has
Batch = namedtuple("Batch", "outcome paid chance precision path course strategy residual")


def workspace(s: Schedule) -> tuple[Work, list[Any]]:
    """Room for one block: addresses for the kernel, and the arrays to be kept alive."""
    fed, square = s.fed, MEMORY * MEMORY
    rows = {
        "value": s.slots, "coefficient": s.actions + fed + s.chances + 1, "product": s.products,
        "reply": fed, "logit": s.most, "check": s.most, "thin": 1, "audit": 1,
        "precision": s.players, "raised": s.players, "at": fed, "predicted": fed, "ended": fed,
        "next": fed, "course": COURSE, "order": 6, "last_move": fed, "last_reply": fed,
        "move_change": MEMORY * fed, "reply_change": MEMORY * fed, "gram": square,
        "slope": square, "against": MEMORY, "weight": MEMORY, "factor": square,
        "right": MEMORY, "pivot": MEMORY, "seen": 1,
    }  # fmt: skip
    room = {name: np.zeros((count, LANES)) for name, count in rows.items()}
    room["coefficient"][-1] = 1.0
    room["product"][0] = 1.0
    arrays = [*room.values(), np.zeros(LANES, np.int64)]
    return Work(*map(address, arrays)), arrays


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
    locate(w, draws, first, batch.outcome, batch.paid)
    gather(w, w.value, s.payoffs, NOUGHT)
    locate(w, draws, first, batch.chance, s.chances)
    gather(w, w.coefficient + 8 * LANES * (s.actions + s.fed), s.chances, NOUGHT)
    locate(w, draws, first, batch.precision, s.players)
    gather(w, w.precision, s.players, NOUGHT)
    for k in range(s.sums):
        start = entry(s.sum_start, k)
        total = get(w.value, entry(s.sum_from, start))
        for t in range(start + 1, entry(s.sum_start, k + 1)):
            total = total + get(w.value, entry(s.sum_from, t))
        put(w.value, s.payoffs + k, total)
    multiply(s, w.coefficient, w.product, ONE, s.still)
    evaluate(s, w.value, w.coefficient, NOUGHT, entry(s.step_value, 0))


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
