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

from twofront.games.block import COURSE, MEMORY, believe, gather, load, locate, scatter
from twofront.games.compiled import compiled, kernel
from twofront.games.lanes import (
    LANES,
    NOUGHT,
    ONE,
    anywhere,
    each,
    get,
    larger,
    magnitude,
    put,
    root,
    smaller,
    where,
)
from twofront.games.mixing import mix, turned
from twofront.games.sweep import sweep

# a pace, in logits: the first stride; how near an equilibrium counts as met on the way;
# how far a correction may lead and should lead; then the growth of strides, as a factor
START, NEAR, JUMP, AIM, GROWTH = range(5)

# a course: fraction of the precision aimed at, the fraction met last, sweeps spent on
# this stride and in all, the tolerance in logits, the state
FRACTION, MET, AGE, SWEEPS, TOLERANCE, STATE = range(6)
RUNNING, DONE, LOST = 0, 1, 2

PATIENCE = 24  # sweeps on one stride
LEAST_STRIDE = 1e-3
LONGEST_MOVE = 4.0  # logits in one sweep


@compiled
def _steer(w: Any, size: Any, away: Any, leap: Any, beyond: Any, pace: Any) -> Any:
    """What each lane does after a sweep that asks for a move of this size.

    `beyond`: the moves tell of an equilibrium that is not on the branch. Writes the
    course and, to w.order, the move as weights of next, ended, predicted and at,
    whether the result is a new prediction and whether `next` is an equilibrium met.

    Returns:
        Mask of the lanes that still run.
    """
    c, zero, one = w.course, each(0.0), each(1.0)
    running = get(c, STATE) == each(float(RUNNING))
    fraction, ended, age = get(c, FRACTION), get(c, MET), get(c, AGE) + one
    put(c, SWEEPS, get(c, SWEEPS) + where(running, one, zero))
    fresh = running & (fraction == zero)
    first = each(pace[START])
    fraction = where(fresh, smaller(first / larger(size, first), one), fraction)
    begin = fresh & (fraction < one)
    going = running & ~begin

    gone, arrived = fraction - ended, fraction == one
    there = size <= get(c, TOLERANCE)
    near = (age > one) & (leap <= each(pace[NEAR]))
    met = (arrived & there) | (~arrived & near)
    bounded = each(pace[JUMP]) < each(np.inf)
    astray = (away > each(pace[JUMP])) | (age > each(PATIENCE)) | (met & beyond)
    retreat = going & (gone > zero) & astray & bounded
    lost = retreat & (gone < each(LEAST_STRIDE))
    done = going & ~retreat & met & arrived
    advance = going & ~retreat & met & ~arrived
    mixing = going & ~retreat & ~met

    longer = larger(root(each(pace[AIM]) / larger(away, each(1e-12))), each(0.5))
    ahead = smaller(fraction + smaller(longer, each(pace[GROWTH])) * gone, one)
    share = (ahead - fraction) / where(advance, gone, one)
    bounds = smaller(each(LONGEST_MOVE), each(pace[JUMP]))
    step = smaller(bounds / larger(leap, each(1e-300)), one)
    moved = begin | advance | retreat
    hold = ~(moved | mixing)
    order = w.order
    put(order, 0, where(mixing, step, where(begin, fraction, where(advance, one + share, zero))))
    put(order, 1, where(advance, zero - share, where(retreat, each(0.75), zero)))
    put(order, 2, where(retreat, each(0.25), zero))
    put(order, 3, where(mixing, one - step, where(hold, one, zero)))
    put(order, 4, where(moved, one, zero))
    put(order, 5, where(advance, one, zero))
    back = ended + each(0.25) * gone
    put(c, FRACTION, where(advance, ahead, where(retreat, back, fraction)))
    put(c, MET, where(advance, fraction, ended))
    put(c, AGE, where(advance | retreat, zero, age))
    put(w.seen, 0, where(moved, zero, get(w.seen, 0)))
    gone_astray = lost | (running & (get(w.thin, 0) > zero))
    state = where(gone_astray, each(float(LOST)), where(done, each(float(DONE)), get(c, STATE)))
    put(c, STATE, state)
    return running & ~done & ~gone_astray


@compiled
def _mixed(w: Any, fed: int, f: int) -> Any:
    """Where mixing leads from the reply, by the weights of the moves remembered."""
    total = get(w.reply, f)
    for k in range(MEMORY):
        total = total - get(w.weight, k) * get(w.reply_change, k * fed + f)
    return total


@compiled
def _advance(s: Any, w: Any, turn: int, pace: Any) -> bool:
    """One sweep and what each lane makes of it; returns whether any lane still runs."""
    zero, one = each(0.0), each(1.0)
    fraction = get(w.course, FRACTION)
    fraction = where(fraction == zero, one, fraction)
    for player in range(s.players):
        put(w.raised, player, get(w.precision, player) * fraction)
    believe(s, w)
    put(w.thin, 0, zero)
    sweep(s, w, w.raised, NOUGHT)
    mix(w, s.fed, turn)
    size, away, leap = zero, zero, zero
    for f in range(s.fed):
        at, next_ = get(w.at, f), _mixed(w, s.fed, f)
        put(w.next, f, next_)
        size = larger(magnitude(get(w.reply, f) - at), size)
        away = larger(magnitude(get(w.predicted, f) - at), away)
        leap = larger(magnitude(next_ - at), leap)
    running = _steer(w, size, away, leap, turned(w, turn), pace)
    _obey(w, s.fed)
    return anywhere(running)


@compiled
def _obey(w: Any, fed: int) -> None:
    """Move every lane as ordered."""
    zero, order = each(0.0), w.order
    still, begun, met = get(order, 3) == each(1.0), get(order, 4) > zero, get(order, 5) > zero
    for f in range(fed):
        next_, at, predicted, ended = (
            get(w.next, f), get(w.at, f), get(w.predicted, f), get(w.ended, f)
        )  # fmt: skip
        now = get(order, 0) * next_ + get(order, 3) * at
        now = now + get(order, 1) * ended + get(order, 2) * predicted
        now = where(still, at, now)
        put(w.at, f, now)
        put(w.predicted, f, where(begun, now, predicted))
        put(w.ended, f, where(met, next_, ended))


@kernel
def round_of_sweeps(
    s: Any, w: Any, draws: Any, batch: Any, most: int, tolerance: float, pace: Any
) -> None:
    """Run the draws listed, block by block, for at most so many sweeps.

    State is kept per draw, in `batch`: path (logits now, as predicted, as met
    last) and course. Every draw gets its present strategy and residual.
    """
    for first in range(0, len(draws), LANES):
        load(s, w, draws, first, batch)
        _restore(s, w, draws, first, batch)
        for turn in range(most):
            if not _advance(s, w, turn, pace):
                break
        sweep(s, w, w.precision, ONE)
        _store(s, w, draws, first, batch, tolerance)


@compiled
def _restore(s: Any, w: Any, draws: Any, first: int, batch: Any) -> None:
    put(w.seen, 0, each(0.0))
    locate(w, draws, first, batch.path, 3 * s.fed)
    gather(w, w.at, s.fed, NOUGHT)
    gather(w, w.predicted, s.fed, s.fed)
    gather(w, w.ended, s.fed, 2 * s.fed)
    locate(w, draws, first, batch.course, COURSE)
    gather(w, w.course, COURSE, NOUGHT)


@compiled
def _store(s: Any, w: Any, draws: Any, first: int, batch: Any, tolerance: float) -> None:
    state, tight = get(w.course, STATE), get(w.course, TOLERANCE)
    loose = (state == each(float(DONE))) & (get(w.audit, 0) > each(tolerance))
    put(w.course, STATE, where(loose, each(float(RUNNING)), state))
    put(w.course, TOLERANCE, where(loose, tight * each(0.1), tight))
    locate(w, draws, first, batch.course, COURSE)
    scatter(w, w.course, COURSE, NOUGHT)
    locate(w, draws, first, batch.path, 3 * s.fed)
    scatter(w, w.at, s.fed, NOUGHT)
    scatter(w, w.predicted, s.fed, s.fed)
    scatter(w, w.ended, s.fed, 2 * s.fed)
    locate(w, draws, first, batch.strategy, s.actions)
    scatter(w, w.coefficient, s.actions, NOUGHT)
    locate(w, draws, first, batch.residual, ONE)
    scatter(w, w.audit, ONE, NOUGHT)
