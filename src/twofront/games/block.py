"""A block of lanes: the room it works in, and the draws' numbers gathered into it."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from twofront.games.compiled import compiled, compiled_with_memory
from twofront.games.lanes import LANES, softmax
from twofront.games.sweep import evaluate, multiply

MEMORY = 3  # past moves that a lane learns from
COURSE = 6  # numbers that make up a lane's course

Work = namedtuple(
    "Work",
    # of the sweep
    "value coefficient product reply logit check row thin audit precision raised "
    # of the iteration: logits now, as predicted, where the last precision ended, next
    "at predicted ended next course seen "
    # of the mixing: last move and reply, their changes, products of these, weights
    "last_move last_reply move_change reply_change gram slope against weight factor right",
)


@compiled_with_memory
def workspace(s: Any, players: int) -> Any:
    """Room for one block."""
    actions, fed, chance = np.int64(s.sizes[0]), np.int64(s.sizes[1]), np.int64(s.sizes[2])
    slots, most = s.sizes[3], s.sizes[6]
    coefficient = np.zeros((actions + fed + chance + 1, LANES))
    coefficient[actions + fed + chance] = 1.0
    product = np.ones((s.sizes[5], LANES))
    rows, lanes = (fed, LANES), (MEMORY, LANES)
    return Work(
        np.zeros((slots, LANES)),
        coefficient,
        product,
        np.zeros(rows),
        np.zeros((most, LANES)),
        np.zeros((most, LANES)),
        np.zeros((3, LANES)),
        np.zeros(LANES),
        np.zeros(LANES),
        np.zeros((players, LANES)),
        np.zeros((players, LANES)),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros((COURSE, LANES)),
        np.zeros(LANES, np.int64),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros((MEMORY, fed, LANES)),
        np.zeros((MEMORY, fed, LANES)),
        np.zeros((MEMORY, MEMORY, LANES)),
        np.zeros((MEMORY, MEMORY, LANES)),
        np.zeros(lanes),
        np.zeros(lanes),
        np.zeros((MEMORY, MEMORY)),
        np.zeros(MEMORY),
    )


@compiled
def load(s: Any, w: Any, draws: Any, outcome: Any, chance: Any, precision: Any) -> None:
    """Gather payoffs, chances and precision of the block's draws, lane by lane."""
    for slot in range(s.sizes[4]):
        player = s.pay_player[slot]
        start, stop = s.pay_start[slot], s.pay_start[slot + 1]
        for lane in range(LANES):
            total = 0.0
            for k in range(start, stop):
                total += outcome[draws[lane], s.pay_outcome[k], player]
            w.value[slot, lane] = total
    first = np.int64(s.sizes[0]) + np.int64(s.sizes[1])
    for edge in range(s.sizes[2]):
        for lane in range(LANES):
            w.coefficient[first + edge, lane] = chance[draws[lane], edge]
    for player in range(len(w.precision)):
        for lane in range(LANES):
            w.precision[player, lane] = precision[draws[lane], player]
    multiply(s, w.coefficient, w.product, 1, s.static_products[0])
    evaluate(s, w.value, w.coefficient, 0, s.step_value[0])


@compiled
def believe(s: Any, w: Any) -> None:
    """Feedback strategies from their logits."""
    actions = np.int64(s.sizes[0])
    for k in range(len(s.feedback_start) - 1):
        start, stop = np.int64(s.feedback_start[k]), np.int64(s.feedback_start[k + 1])
        softmax(w.coefficient, actions + start, w.at, start, stop - start)
