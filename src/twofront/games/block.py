"""The iteration of a block of lanes: precision raised from 0, damping draw by draw.

Every lane is one draw and runs its own course: it raises its precision when the
feedback strategies hardly move any more, damps its steps by what the last two
moves say, and stands still once converged. Nothing a lane does depends on its
neighbours, and rounds end after a fixed number of sweeps, so blocks may be
formed anew between rounds.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from twofront.games.compiled import compiled, compiled_with_memory
from twofront.games.lanes import LANES, softmax
from twofront.games.sweep import audit, evaluate, multiply, sweep

LEAST_STEP, MOST_STEP = 1 / 64, 4.0
SUSPICIONS = 3
LEAST_STRIDE = 0.01

# a pace, in logits: where to begin, when to raise precision and by which factor, the
# longest move and the slowest shrinking that still count as keeping to the branch
START, NEAR, GROWTH, JUMP, SLOW = range(5)

RUNNING, DONE, LOST = 0, 1, 2

# per draw: fraction of the precision reached, damping step, tolerance in logits, its state
FRACTION, STEP, TOLERANCE, STATE, SWEEPS, SUSPECT, STRIDE = range(7)
COURSE = 7

Work = namedtuple(
    "Work",
    "value coefficient product reply logit check row thin audit at last precision raised course",
)


@compiled_with_memory
def workspace(s: Any, players: int) -> Any:
    """Room for one block."""
    actions, fed, chance = np.int64(s.sizes[0]), np.int64(s.sizes[1]), np.int64(s.sizes[2])
    slots, most = s.sizes[3], s.sizes[6]
    coefficient = np.zeros((actions + fed + chance + 1, LANES))
    coefficient[actions + fed + chance] = 1.0
    product = np.ones((s.sizes[5], LANES))
    return Work(
        np.zeros((slots, LANES)),
        coefficient,
        product,
        np.zeros((fed, LANES)),
        np.zeros((most, LANES)),
        np.zeros((most, LANES)),
        np.zeros((3, LANES)),
        np.zeros(LANES),
        np.zeros(LANES),
        np.zeros((fed, LANES)),
        np.zeros((fed, LANES)),
        np.zeros((players, LANES)),
        np.zeros((players, LANES)),
        np.zeros((COURSE, LANES)),
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


@compiled
def _measure(w: Any, moves: Any) -> None:
    """The move asked for in each lane: largest, squared, times the last one; that squared."""
    moves[:] = 0.0
    for f in range(len(w.at)):
        for lane in range(LANES):
            move = w.reply[f, lane] - w.at[f, lane]
            last = w.last[f, lane]
            moves[0, lane] = max(moves[0, lane], abs(move))
            moves[1, lane] += move * move
            moves[2, lane] += move * last
            moves[3, lane] += last * last


@compiled
def _move(w: Any, order: Any) -> None:
    """at = scale * (at + take * move); `keep` says whether the move is remembered."""
    for f in range(len(w.at)):
        for lane in range(LANES):
            move = w.reply[f, lane] - w.at[f, lane]
            w.last[f, lane] = order[2, lane] * move
            w.at[f, lane] = order[1, lane] * (w.at[f, lane] + order[0, lane] * move)


@compiled
def _steer(c: Any, moves: Any, pace: Any) -> tuple[float, float, float]:
    """What one lane does next: how much of the move to take, scale, whether to remember."""
    size = moves[0]
    c[SWEEPS] += 1
    if c[FRACTION] == 0.0:
        c[FRACTION] = min(1.0, pace[START] / max(size, pace[START]))
        if c[FRACTION] < 1.0:
            return 0.0, 0.0, 0.0
    elif size > pace[JUMP] and c[SUSPECT] >= 0.0:
        c[STATE] = LOST
        return 0.0, 1.0, 0.0
    if c[FRACTION] == 1.0 and size <= c[TOLERANCE]:
        c[STATE] = DONE
        return 0.0, 1.0, 0.0
    if moves[3] == 0.0:
        shorter = min(max(0.4 * pace[JUMP] / max(size, 1e-9), 0.3), 1.5)
        c[STRIDE] = min(max(c[STRIDE] * shorter, LEAST_STRIDE), pace[GROWTH] - 1.0)
    if c[FRACTION] < 1.0 and size <= pace[NEAR]:
        before = c[FRACTION]
        c[FRACTION] = min(1.0, before * (1.0 + c[STRIDE]))
        return c[STEP], c[FRACTION] / before, 0.0
    _damp(c, moves, pace)
    return c[STEP], 1.0, 1.0


@compiled
def _damp(c: Any, moves: Any, pace: Any) -> None:
    """The step that would have made the last two moves cancel best.

    It is the second of Barzilai and Borwein. A move that keeps its direction
    and hardly shrinks tells of a turn or a fork of the branch nearby; a lane
    that shows it twice is left to the tracer.
    """
    square, cross, before = moves[1], moves[2], moves[3]
    if before == 0.0:
        return
    slope = (cross / before - 1.0 + c[STEP]) / c[STEP]
    if slope > pace[SLOW] and moves[0] > 1e-5:
        c[SUSPECT] += 1.0
        if c[SUSPECT] >= SUSPICIONS:
            c[STATE] = LOST
    best = c[STEP] * (before - cross) / max(square - 2.0 * cross + before, 1e-300)
    c[STEP] = min(max(best, LEAST_STEP), MOST_STEP)


@compiled
def _advance(s: Any, w: Any, moves: Any, order: Any, pace: Any) -> bool:
    """One sweep and what each lane makes of it; returns whether any lane still runs."""
    for player in range(len(w.precision)):
        for lane in range(LANES):
            fraction = w.course[FRACTION, lane]
            w.raised[player, lane] = w.precision[player, lane] * (fraction if fraction else 1.0)
    believe(s, w)
    w.thin[:] = 0.0
    sweep(s, w, w.raised)
    _measure(w, moves)
    running = False
    for lane in range(LANES):
        order[0, lane], order[1, lane], order[2, lane] = 0.0, 1.0, 0.0
        if w.course[STATE, lane] == RUNNING:
            take, scale, keep = _steer(w.course[:, lane], moves[:, lane], pace)
            order[0, lane], order[1, lane], order[2, lane] = take, scale, keep
            if w.thin[lane] > 0.0:
                w.course[STATE, lane] = LOST
        running = running or w.course[STATE, lane] == RUNNING
    _move(w, order)
    return running


@compiled_with_memory
def round_of_sweeps(
    s: Any, draws: Any, outcome: Any, chance: Any, precision: Any,
    at: Any, last: Any, course: Any, strategy: Any, residual: Any, most: int, tolerance: float,
    pace: Any,
) -> None:  # fmt: skip
    """Run the draws listed, block by block, for at most so many sweeps.

    State is kept per draw in `at [D, F]`, `last [D, F]` and `course [D, 6]`;
    draws that finish get their `strategy [D, A]` and `residual [D]`.
    """
    w = workspace(s, precision.shape[1])
    moves, order = np.zeros((4, LANES)), np.zeros((3, LANES))
    members = np.zeros(LANES, np.int64)
    for first in range(0, len(draws), LANES):
        for lane in range(LANES):
            members[lane] = draws[min(first + lane, len(draws) - 1)]
        load(s, w, members, outcome, chance, precision)
        _restore(w, members, at, last, course)
        for _ in range(most):
            if not _advance(s, w, moves, order, pace):
                break
        audit(s, w, w.precision)
        _store(s, w, members, at, last, course, strategy, residual, tolerance)


@compiled_with_memory
def _restore(w: Any, draws: Any, at: Any, last: Any, course: Any) -> None:
    for lane in range(LANES):
        w.at[:, lane] = at[draws[lane]]
        w.last[:, lane] = last[draws[lane]]
        w.course[:, lane] = course[draws[lane]]


@compiled_with_memory
def _store(
    s: Any, w: Any, draws: Any, at: Any, last: Any, course: Any,
    strategy: Any, residual: Any, tolerance: float,
) -> None:  # fmt: skip
    for lane in range(LANES):
        draw = draws[lane]
        residual[draw] = w.audit[lane]
        if w.course[STATE, lane] == DONE and w.audit[lane] > tolerance:
            w.course[STATE, lane] = RUNNING
            w.course[TOLERANCE, lane] *= 0.1
        at[draw] = w.at[:, lane]
        last[draw] = w.last[:, lane]
        course[draw] = w.course[:, lane]
        strategy[draw] = w.coefficient[: strategy.shape[1], lane]
