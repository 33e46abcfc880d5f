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
    NOUGHT,
    ONE,
    anywhere,
    each,
    larger,
    magnitude,
    root,
    smaller,
    where,
)
from twofront.games.memory import get, put
from twofront.games.mixing import mix, stiffness, turned
from twofront.games.schedule import LANES
from twofront.games.sweep import RENEW, SPREAD, sweep

# a pace, in logits: the first stride; how near an equilibrium counts as met on the way;
# how far a correction may lead and should lead; then the growth of strides, as a factor
START, NEAR, JUMP, AIM, GROWTH = range(5)

# a course: fraction of the precision aimed at, the fraction met last, sweeps spent on
# this stride and in all, the tolerance in logits, the state
FRACTION, MET, AGE, SWEEPS, TOLERANCE, STATE = range(6)
RUNNING, DONE, LOST = 0, 1, 2

PATIENCE = 24  # sweeps on one stride
LEAST_STRIDE = 1e-3
WIDE = 0.5
BOLD, SHY, AFAR = 0.6, 1.05, 0.5
LONGEST_MOVE = 4.0  # logits in one sweep
GOLDEN, ASIDE = 0.6180339887498949, 2e-3  # a pattern without symmetry, and its size in logits


@compiled
def _steer(w: Any, size: Any, away: Any, leap: Any, stiff: Any, beyond: Any, pace: Any) -> Any:
    """What each lane does after a sweep that asks for a move of this size.

    `stiff`: how little replies run along with what they reply to, 1 for not at all;
    `beyond`: the moves tell that this may not be the branch. Writes the course and, to
    w.order, the move as weights of next, ended, predicted and at, whether the result is
    a new prediction, whether `next` is an equilibrium met, and whether the course begins.

    Returns:
        Mask of the lanes that still run.
    """
    c, zero, one = w.course, each(0.0), each(1.0)
    running = get(c, STATE) == each(float(RUNNING))
    fraction, ended, age = get(c, FRACTION), get(c, MET), get(c, AGE) + one
    put(c, SWEEPS, get(c, SWEEPS) + where(running, one, zero))
    fresh = running & (fraction == zero)
    first = each(pace[START])
    spread = get(w.audit, 0)
    wide = each(WIDE) / larger(spread, each(WIDE))
    fraction = where(fresh, smaller(smaller(first / larger(size, first), wide), one), fraction)
    going = running & ~fresh

    gone, arrived = fraction - ended, fraction == one
    there = size <= get(c, TOLERANCE)
    # Where replies run along, a small move may yet be a long way from an equilibrium; so it
    # may after the first prediction, which is known from afar only.
    firm = larger(smaller(stiff, one), zero)
    first_seen = (ended == zero) & (age < each(3.0))
    firm = where(first_seen, smaller(firm, each(AFAR)), firm)
    near = (age > one) & (leap <= each(pace[NEAR]) * firm * firm)
    met = (arrived & there) | (~arrived & near)
    bounded = each(pace[JUMP]) < each(np.inf)  # else iteration is free
    astray = (away > each(pace[JUMP])) | (age > each(PATIENCE)) | beyond
    retreat = going & (gone > zero) & astray & bounded
    lost = retreat & (gone < each(LEAST_STRIDE))
    done = going & ~retreat & met & arrived
    advance = going & ~retreat & met & ~arrived
    mixing = going & ~retreat & ~met

    ahead = _ahead(w, fraction, gone, away, stiff, pace)
    _command(w, fraction, ahead, leap, pace, fresh, mixing, advance, retreat)
    put(c, AGE, where(advance | retreat, zero, age))
    gone_astray = lost | (running & (get(w.thin, 0) > zero))
    state = where(gone_astray, each(float(LOST)), where(done, each(float(DONE)), get(c, STATE)))
    put(c, STATE, state)
    return running & ~done & ~gone_astray


@compiled
def _ahead(w: Any, fraction: Any, gone: Any, away: Any, stiff: Any, pace: Any) -> Any:
    """Where the next stride leads: the further, the better the last was predicted."""
    one = each(1.0)
    longer = larger(root(each(pace[AIM]) / larger(away, each(1e-12))), each(0.5))
    # Replies that answer each other grow with the square of precision. A stride ends before
    # that, continued, would come near to a turn.
    bold = root(each(BOLD) / larger(one - stiff, each(1e-3)))
    bold = fraction * larger(bold, each(SHY))
    return smaller(smaller(fraction + smaller(longer, each(pace[GROWTH])) * gone, bold), one)


@compiled
def _command(
    w: Any, fraction: Any, ahead: Any, leap: Any, pace: Any,
    begin: Any, mixing: Any, advance: Any, retreat: Any,
) -> None:  # fmt: skip
    """Write the move to w.order, and how far the precision is raised and was met."""
    c, order, zero, one = w.course, w.order, each(0.0), each(1.0)
    ended = get(c, MET)
    gone = fraction - ended
    share = (ahead - fraction) / where(advance, gone, one)
    bounds = smaller(each(LONGEST_MOVE), each(pace[JUMP]))
    step = smaller(bounds / larger(leap, each(1e-300)), one)
    moved = begin | advance | retreat
    hold = ~(moved | mixing)
    put(order, 0, where(mixing, step, where(begin, fraction, where(advance, one + share, zero))))
    put(order, 1, where(advance, zero - share, where(retreat, each(0.75), zero)))
    put(order, 2, where(retreat, each(0.25), zero))
    put(order, 3, where(mixing, one - step, where(hold, one, zero)))
    put(order, 4, where(moved, one, zero))
    put(order, 5, where(advance, one, zero))
    put(order, 6, where(begin, one, zero))
    back = ended + each(0.25) * gone
    put(c, FRACTION, where(advance, ahead, where(retreat, back, fraction)))
    put(c, MET, where(advance, fraction, ended))
    put(w.seen, 0, where(begin, one, where(moved, zero, get(w.seen, 0))))


@compiled
def _mixed(w: Any, fed: int, f: int) -> Any:
    """Where mixing leads from the reply, by the weights of the moves remembered."""
    total = get(w.reply, f)
    for k in range(MEMORY):
        total = total - get(w.weight, k) * get(w.reply_change, k * fed + f)
    return total


@compiled
def _advance(s: Any, w: Any, turn: int, pace: Any) -> Any:
    """One sweep and what each lane makes of it; returns whether any lane still runs."""
    zero, one = each(0.0), each(1.0)
    fraction = get(w.course, FRACTION)
    fraction = where(fraction == zero, one, fraction)
    for player in range(s.players):
        put(w.raised, player, get(w.precision, player) * fraction)
    believe(s, w)
    put(w.thin, 0, zero)
    sweep(s, w, w.raised, SPREAD if turn == 0 else RENEW)
    mix(w, s.fed, turn)
    size, away, leap = zero, zero, zero
    for f in range(s.fed):
        at, next_ = get(w.at, f), _mixed(w, s.fed, f)
        put(w.next, f, next_)
        size = larger(magnitude(get(w.reply, f) - at), size)
        away = larger(magnitude(get(w.predicted, f) - at), away)
        leap = larger(magnitude(next_ - at), leap)
    running = _steer(w, size, away, leap, stiffness(w, turn), turned(w, turn), pace)
    _obey(w, s.fed)
    return anywhere(running)


@compiled
def _obey(w: Any, fed: int) -> None:
    """Move every lane as ordered."""
    zero, order = each(0.0), w.order
    still, begun, met = get(order, 3) == each(1.0), get(order, 4) > zero, get(order, 5) > zero
    fresh = get(order, 6) > zero
    for f in range(fed):
        next_, at, predicted, ended = (
            get(w.next, f), get(w.at, f), get(w.predicted, f), get(w.ended, f)
        )  # fmt: skip
        now = get(order, 0) * next_ + get(order, 3) * at
        now = now + get(order, 1) * ended + get(order, 2) * predicted
        # Off the prediction by a little, differently for each action: a direction in which
        # replies run apart shows itself, also where a symmetric game would hide it.
        aside = f * GOLDEN - np.floor(f * GOLDEN) - 0.5
        now = where(still, at, where(begun, now + each(aside * ASIDE), now))
        put(w.at, f, now)
        put(w.predicted, f, where(begun, now, predicted))
        # In proportion to precision, uniform play is replied to with the first prediction.
        put(w.last_move, f, where(fresh, now, get(w.last_move, f)))
        put(w.last_reply, f, where(fresh, now, get(w.last_reply, f)))
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
