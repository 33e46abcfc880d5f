"""The course of a lane: precision raised from 0 by prediction and correction.

Every lane is one draw and runs its own course. From the last two equilibria it
predicts the next one along the branch, corrects the prediction by mixing, and
strides the further the better it predicted. A correction that leaves the
neighbourhood of its prediction is not believed: the lane goes back and tries a
shorter stride. Nothing a lane does depends on its neighbours, and rounds end
after a fixed number of sweeps, so blocks may be formed anew between rounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from twofront.games.block import believe, load, workspace
from twofront.games.compiled import compiled, compiled_with_memory
from twofront.games.lanes import LANES
from twofront.games.mixing import mix, turned
from twofront.games.sweep import audit, sweep

# a pace, in logits: the first stride; how near an equilibrium counts as met on the way;
# how far a correction may lead and should lead; then the growth of strides, as a factor
START, NEAR, JUMP, AIM, GROWTH = range(5)

# a course: fraction of the precision aimed at, the fraction met last, sweeps spent on
# this stride and in all, the tolerance in logits, the state
FRACTION, MET, AGE, SWEEPS, TOLERANCE, STATE = range(6)
RUNNING, DONE, LOST = 0, 1, 2

HOLD, MIX, BEGIN, ADVANCE, RETREAT = range(5)
PATIENCE = 24  # sweeps on one stride
LEAST_STRIDE = 1e-3
LONGEST_MOVE = 4.0  # logits in one sweep


@compiled
def _steer(c: Any, size: float, away: float, leap: float, beyond: bool, pace: Any) -> int:
    """What one lane does after a sweep that asks for a move of this size.

    `beyond`: the moves tell of an equilibrium that is not on the branch.
    """
    c[SWEEPS] += 1
    c[AGE] += 1
    if c[FRACTION] == 0.0:
        c[FRACTION] = min(1.0, pace[START] / max(size, pace[START]))
        if c[FRACTION] < 1.0:
            return BEGIN
    gone = c[FRACTION] - c[MET]
    arrived = c[FRACTION] == 1.0
    met = size <= c[TOLERANCE] if arrived else c[AGE] > 1.0 and leap <= pace[NEAR]
    astray = away > pace[JUMP] or c[AGE] > PATIENCE or (met and beyond)
    if gone > 0.0 and astray and pace[JUMP] < np.inf:
        if gone < LEAST_STRIDE:
            c[STATE] = LOST
        return RETREAT
    if met and arrived:
        c[STATE] = DONE
        return HOLD
    return ADVANCE if met else MIX


@compiled
def _order(c: Any, mode: int, away: float, leap: float, pace: Any, order: Any) -> None:
    """Write the move as weights of next, ended, predicted and at, and what is kept.

    order: weights of the four; whether the result is a new prediction; whether
    `next` is an equilibrium met.
    """
    order[:] = 0.0
    gone = c[FRACTION] - c[MET]
    if mode == HOLD:
        order[3] = 1.0
    elif mode == MIX:
        order[0] = min(1.0, min(LONGEST_MOVE, pace[JUMP]) / max(leap, 1e-300))
        order[3] = 1.0 - order[0]
    elif mode == BEGIN:
        order[0], order[4] = c[FRACTION], 1.0
    elif mode == ADVANCE:
        longer = min(max((pace[AIM] / max(away, 1e-12)) ** 0.5, 0.5), pace[GROWTH])
        ahead = min(1.0, c[FRACTION] + longer * gone)
        share = (ahead - c[FRACTION]) / gone
        c[MET], c[FRACTION], c[AGE] = c[FRACTION], ahead, 0.0
        order[0], order[1], order[4], order[5] = 1.0 + share, -share, 1.0, 1.0
    else:
        c[FRACTION], c[AGE] = c[MET] + 0.25 * gone, 0.0
        order[1], order[2], order[4] = 0.75, 0.25, 1.0


@compiled
def _measure(w: Any, size: Any, away: Any, leap: Any) -> None:
    """Largest move asked for, distance from the prediction, and length of the mixed move."""
    for lane in range(LANES):
        size[lane] = away[lane] = leap[lane] = 0.0
    for f in range(len(w.at)):
        for lane in range(LANES):
            at = w.at[f, lane]
            size[lane] = max(size[lane], abs(w.reply[f, lane] - at))
            away[lane] = max(away[lane], abs(w.predicted[f, lane] - at))
            leap[lane] = max(leap[lane], abs(w.next[f, lane] - at))


@compiled
def _obey(w: Any, order: Any) -> None:
    for f in range(len(w.at)):
        for lane in range(LANES):
            now = order[0, lane] * w.next[f, lane] + order[3, lane] * w.at[f, lane]
            now += order[1, lane] * w.ended[f, lane] + order[2, lane] * w.predicted[f, lane]
            w.at[f, lane] = now
            if order[4, lane] > 0.0:
                w.predicted[f, lane] = now
            if order[5, lane] > 0.0:
                w.ended[f, lane] = w.next[f, lane]


@compiled
def _advance(s: Any, w: Any, turn: int, marks: Any, order: Any, pace: Any) -> bool:
    """One sweep and what each lane makes of it; returns whether any lane still runs."""
    for player in range(len(w.precision)):
        for lane in range(LANES):
            fraction = w.course[FRACTION, lane]
            w.raised[player, lane] = w.precision[player, lane] * (fraction if fraction else 1.0)
    believe(s, w)
    for lane in range(LANES):
        w.thin[lane] = 0.0
    sweep(s, w, w.raised)
    mix(w, turn)
    _measure(w, marks[0], marks[1], marks[2])
    running = False
    for lane in range(LANES):
        mode = HOLD
        if w.course[STATE, lane] == RUNNING:
            beyond = turned(w, turn, lane)
            mode = _steer(
                w.course[:, lane], marks[0, lane], marks[1, lane], marks[2, lane], beyond, pace
            )
            if w.thin[lane] > 0.0:
                w.course[STATE, lane] = LOST
        if mode >= BEGIN:
            w.seen[lane] = 0
        _order(w.course[:, lane], mode, marks[1, lane], marks[2, lane], pace, order[:, lane])
        running = running or w.course[STATE, lane] == RUNNING
    _obey(w, order)
    return running


@compiled_with_memory
def round_of_sweeps(
    s: Any, draws: Any, outcome: Any, chance: Any, precision: Any,
    path: Any, course: Any, strategy: Any, residual: Any, most: int, tolerance: float, pace: Any,
) -> None:  # fmt: skip
    """Run the draws listed, block by block, for at most so many sweeps.

    State is kept per draw: `path [D, 3, F]` (logits now, as predicted, as met
    last) and `course [D, 6]`. Every draw gets its present `strategy [D, A]` and
    `residual [D]`.
    """
    w = workspace(s, precision.shape[1])
    marks, order = np.zeros((3, LANES)), np.zeros((6, LANES))
    members = np.zeros(LANES, np.int64)
    for first in range(0, len(draws), LANES):
        for lane in range(LANES):
            members[lane] = draws[min(first + lane, len(draws) - 1)]
        load(s, w, members, outcome, chance, precision)
        _restore(w, members, path, course)
        for turn in range(most):
            if not _advance(s, w, turn, marks, order, pace):
                break
        audit(s, w, w.precision)
        _store(w, members, path, course, strategy, residual, tolerance)


@compiled
def _restore(w: Any, draws: Any, path: Any, course: Any) -> None:
    for lane in range(LANES):
        draw = draws[lane]
        w.seen[lane] = 0
        for f in range(len(w.at)):
            w.at[f, lane] = path[draw, 0, f]
            w.predicted[f, lane] = path[draw, 1, f]
            w.ended[f, lane] = path[draw, 2, f]
        for k in range(len(w.course)):
            w.course[k, lane] = course[draw, k]


@compiled
def _store(
    w: Any, draws: Any, path: Any, course: Any, strategy: Any, residual: Any, tolerance: float
) -> None:
    for lane in range(LANES):
        draw = draws[lane]
        residual[draw] = w.audit[lane]
        if w.course[STATE, lane] == DONE and w.audit[lane] > tolerance:
            w.course[STATE, lane] = RUNNING
            w.course[TOLERANCE, lane] *= 0.1
        for f in range(len(w.at)):
            path[draw, 0, f] = w.at[f, lane]
            path[draw, 1, f] = w.predicted[f, lane]
            path[draw, 2, f] = w.ended[f, lane]
        for k in range(len(w.course)):
            course[draw, k] = w.course[k, lane]
        for a in range(strategy.shape[1]):
            strategy[draw, a] = w.coefficient[a, lane]
