"""The branch of each lane followed by arc length, where strides in precision lose it.

A branch may turn back in precision. Here logits and precision move together: from
a point met, a step is taken along the branch, and corrected across it by a Newton
method that learns the slope of the reply map from the last moves (Broyden's
multisecant method, bordered by the plane across the step). A step whose correction
is long against it, or that bends too much, is taken back and halved.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from twofront.games.block import believe, load, load_lane, rooms, settle
from twofront.games.compiled import compiled, kernel
from twofront.games.lanes import NOUGHT, ONE, each, fused, larger, magnitude, root, smaller, where
from twofront.games.memory import get, peek, poke, put
from twofront.games.schedule import LANES, Schedule, address
from twofront.games.secants import (
    AGE,
    BASE,
    BEFORE,
    HEADING,
    LANDING,
    NOW,
    NUMBERS,
    REFINED,
    REFINING,
    SCALE,
    STATE,
    STEP,
    STRIDE,
    SWEEPS,
    TURNS,
    learn,
    products,
    weigh,
)
from twofront.games.sweep import sweep

CLOSE, CLOSEST = 1e-5, 1e-4  # a point on the way counts as met, in logits and per step
EXACT = 1e-9  # a point refined
PATIENCE = 12  # sweeps on one step
ASTRAY = 0.5  # no correction may lead further, as a share of the step
TOLD = 0.3  # up to here a longer one still corrects the direction
BELIEVED = 0.05  # a longer correction is not believed
AIM = 0.015  # length of a correction that leaves the next step as it is
STRAIGHT = 0.97  # least cosine between steps
LEAST, GROWTH = 1e-6, 2.0  # steps, in logits
PROBE = 1e-3  # of the precision aimed at: where the first direction is read off
SHORTEST = 1e-3  # a shorter landing is judged as if it were this long
RUNNING, DONE, LOST = 0, 1, 2

Walk = namedtuple(
    "Walk",
    # the last point met and its move; the direction; the last point tried and its move
    "base base_move ahead before before_move "
    # secants: changes of logits, of precision, of moves; their products
    "change raised_change move_change gram length border against factor first second state "
    # which lanes begin a walk; the place of each lane's draw in the list, -1 for none
    "fresh place "
    # how many secants there are
    "secants",
)


def walk(s: Schedule, secants: int) -> tuple[Walk, list[Any]]:
    """Room for the walk of one block: addresses for the kernel, and the arrays behind them."""
    many, square = secants * s.fed, secants * secants
    counts = [s.fed] * 5 + [many, secants, many, square] + [secants] * 3 + [square]
    arrays = rooms([*counts, secants, secants, NUMBERS, 1, 1])
    return Walk(*[*map(address, arrays), secants]), arrays


@kernel
def walk_all(
    s: Any, w: Any, k: Any, draws: Any, batch: Any, turns: Any, sweeps: Any, arrived: Any,
    most: int, tolerance: float, first: float,
) -> None:  # fmt: skip
    """Follow the branch of the draws listed, each for at most so many sweeps.

    A walk begins with a step of `first` logits.

    Every draw gets its strategy and residual in `batch`, the number of turns of its branch
    in `turns [D]`, and in `arrived [D]` whether it came to the precision aimed at. A lane
    that has ended takes the next draw; what a draw meets does not depend on when.
    """
    count = len(draws)
    load(s, w, draws, NOUGHT, batch)
    for lane in range(LANES):
        poke(k.fresh, lane, 1.0)
        poke(k.place, lane, float(lane) if lane < count else -1.0)
    _begin(s, w, k, first)
    turn, waiting, busy = 0, LANES, min(LANES, count)
    while busy > 0:
        _try(s, w, k)
        learn(s, w, k, turn % k.secants)
        products(s, k, turn % k.secants)
        _go(s, w, k, float(most), tolerance)
        turn += 1
        if turn % k.secants == 0 and _ended(k) > 0:
            sweep(s, w, w.precision, ONE)
            for lane in range(LANES):
                place = int(peek(k.place, lane))
                poke(k.fresh, lane, 0.0)
                if place < 0 or peek(k.state, STATE * LANES + lane) == RUNNING:
                    continue
                _report(s, w, k, draws[place], lane, batch, turns, sweeps, arrived)
                poke(k.place, lane, float(waiting) if waiting < count else -1.0)
                if waiting < count:
                    load_lane(s, w, draws[waiting], lane, batch)
                    poke(k.fresh, lane, 1.0)
                else:
                    busy -= 1
                waiting += 1
            settle(s, w)
            _begin(s, w, k, first)


@compiled
def _ended(k: Any) -> int:
    """How many lanes hold a draw whose walk is over."""
    total = 0
    for lane in range(LANES):
        over = peek(k.state, STATE * LANES + lane) != RUNNING
        total += over and peek(k.place, lane) >= 0.0
    return total


@compiled
def _report(
    s: Any, w: Any, k: Any, draw: int, lane: int, batch: Any, turns: Any, sweeps: Any, arrived: Any
) -> None:
    for a in range(s.actions):
        poke(batch.strategy, draw * s.actions + a, peek(w.coefficient, a * LANES + lane))
    poke(batch.residual, draw, peek(w.audit, lane))
    turns[draw] = int(peek(k.state, TURNS * LANES + lane))
    sweeps[draw] += int(peek(k.state, SWEEPS * LANES + lane))
    arrived[draw] = peek(k.state, STATE * LANES + lane) == DONE


@compiled
def _begin(s: Any, w: Any, k: Any, first: float) -> None:
    """Let fresh lanes stand at precision 0, where play is uniform, and look along the branch."""
    zero, one, state = each(0.0), each(1.0), k.state
    fresh = get(k.fresh, 0) > zero
    for rows in (w.at, k.base, k.base_move, k.before, k.before_move):
        _clear(rows, s.fed, fresh)
    _clear(k.change, k.secants * s.fed, fresh)
    _clear(k.move_change, k.secants * s.fed, fresh)
    for rows in (k.raised_change, k.length, k.against, k.border):
        _clear(rows, k.secants, fresh)
    _clear(k.gram, k.secants * k.secants, fresh)
    _clear(state, NUMBERS, fresh)
    put(state, SCALE, where(fresh, one, get(state, SCALE)))
    put(state, NOW, where(fresh, one, get(state, NOW)))
    _try(s, w, k)
    scale = larger(root(_square(w.reply, s.fed)), one)
    now = scale * each(PROBE)
    put(state, SCALE, where(fresh, scale, get(state, SCALE)))
    put(state, NOW, where(fresh, now, get(state, NOW)))
    _try(s, w, k)
    share = one / root(_square(w.reply, s.fed) + now * now)
    put(state, HEADING, where(fresh, now * share, get(state, HEADING)))
    put(state, STEP, where(fresh, each(first), get(state, STEP)))
    _aim(k, fresh)
    for f in range(s.fed):
        ahead = where(fresh, get(w.reply, f) * share, get(k.ahead, f))
        put(k.ahead, f, ahead)
        put(w.at, f, where(fresh, get(state, STRIDE) * ahead, get(w.at, f)))


@compiled
def _clear(rows: int, count: int, lanes: Any) -> None:
    for f in range(count):
        put(rows, f, where(lanes, each(0.0), get(rows, f)))


@compiled
def _square(rows: int, count: int) -> Any:
    total = each(0.0)
    for f in range(count):
        total = fused(get(rows, f), get(rows, f), total)
    return total


@compiled
def _try(s: Any, w: Any, k: Any) -> None:
    """Sweep every lane at its point."""
    fraction = get(k.state, NOW) / get(k.state, SCALE)
    for player in range(s.players):
        put(w.raised, player, get(w.precision, player) * fraction)
    believe(s, w)
    put(w.thin, 0, each(0.0))
    sweep(s, w, w.raised, NOUGHT)


@compiled
def _aim(k: Any, leave: Any) -> None:
    """The next stride of lanes that leave: a whole step, or just to the precision aimed at."""
    zero, one, state = each(0.0), each(1.0), k.state
    base, heading, step = get(state, BASE), get(state, HEADING), get(state, STEP)
    left = get(state, SCALE) - base
    refining = get(state, REFINING) > zero
    landing = (heading * step >= left) & ~refining
    stride = where(landing, left / where(landing, heading, one), where(refining, zero, step))
    now = where(landing, get(state, SCALE), base + stride * heading)
    put(state, STRIDE, where(leave, stride, get(state, STRIDE)))
    put(state, LANDING, where(leave, where(landing, one, zero), get(state, LANDING)))
    put(state, NOW, where(leave, now, get(state, NOW)))


@compiled
def _go(s: Any, w: Any, k: Any, most: float, tolerance: float) -> None:
    """Judge every lane's point and move it."""
    zero, one, state = each(0.0), each(1.0), k.state
    running, step = get(state, STATE) == each(float(RUNNING)), get(state, STEP)
    size, far, along, lean = zero, zero, zero, zero
    for f in range(s.fed):
        move, gone = get(k.before_move, f), get(w.at, f) - get(k.base, f)
        size = larger(magnitude(move), size)
        far = fused(gone, gone, far)
        along = fused(get(k.ahead, f), gone, along)
        lean = fused(get(k.ahead, f), move, lean)
    raised = get(state, NOW) - get(state, BASE)
    far, along = fused(raised, raised, far), fused(get(state, HEADING), raised, along)
    landing, stride = get(state, LANDING) > zero, get(state, STRIDE)
    refining, refined = get(state, REFINING) > zero, get(state, REFINED) > zero
    judged = where(landing, larger(stride, each(SHORTEST)), where(refining, step, stride))
    off = root(larger(far - (along + along) * stride + stride * stride, zero))
    straight = along / larger(root(far), each(1e-300))

    age = get(state, AGE) + one
    close = where(refining, each(EXACT), smaller(stride * each(CLOSEST), each(CLOSE)))
    met = size <= where(landing, each(tolerance), close)
    believed = met & (off <= judged * each(BELIEVED))
    ahead = ~landing & (straight >= each(STRAIGHT)) & (get(state, NOW) <= get(state, SCALE))
    accept = running & believed & ahead & ~refining
    done = running & believed & landing
    refine = running & believed & refining
    sound = off <= judged * each(ASTRAY)  # false where a number is none
    mixing = running & ~met & sound & (age < each(PATIENCE))
    reject = running & ~(accept | done | refine | mixing)
    spent = get(state, SWEEPS) >= each(most)
    lost = (reject & (step < each(LEAST))) | (running & (spent | (get(w.thin, 0) > zero)))

    put(state, SWEEPS, get(state, SWEEPS) + where(running, one, zero))
    put(state, AGE, where(mixing, age, zero))
    ended = where(done, each(float(DONE)), get(state, STATE))
    put(state, STATE, where(lost, each(float(LOST)), ended))
    tried = where(refining, step, smaller(stride, step))
    growth = larger(root(judged * each(AIM) / larger(off, each(1e-12))), each(0.5))
    longer = where(accept, stride * smaller(growth, each(GROWTH)), step)
    put(state, STEP, where(reject, tried * each(0.5), longer))
    # A point met only nearly may be far off where the branch is steep: it is met again.
    put(state, REFINING, where(reject & ~refined, one, where(mixing, get(state, REFINING), zero)))
    put(state, REFINED, where(accept, zero, where(reject | refine, one, get(state, REFINED))))
    weigh(k, where(landing, zero, stride - along - lean))
    # A step taken back that led to a point nearby still tells the direction.
    learnt = reject & met & ~refining & ~landing & (off <= judged * each(TOLD))
    _move(s, w, k, accept, refine, reject, mixing, learnt, root(far), straight)


@compiled
def _move(
    s: Any, w: Any, k: Any, accept: Any, refine: Any, reject: Any, mixing: Any,
    learnt: Any, far: Any, turn: Any,
) -> None:  # fmt: skip
    """Make the point met the base, or return to it, or correct the point tried."""
    zero, state, fed = each(0.0), k.state, s.fed
    # The new direction is the last secant's, bent on by half as much as it has bent:
    # 1.5 new - 0.5 old, both of length 1, over the length of that. Of a step taken back
    # it is the secant's itself.
    bend = where(learnt, zero, each(0.5))
    norm = each(1.0) / root(larger(each(2.5) - each(1.5) * turn, each(0.25)))
    norm = where(learnt, each(1.0), norm)
    by_new, by_old = (each(1.0) + bend) * norm / larger(far, each(1e-300)), zero - bend * norm
    redirect = accept | learnt
    now, base, heading = get(state, NOW), get(state, BASE), get(state, HEADING)
    bent = fused(by_new, now - base, by_old * heading)
    turned = redirect & (((heading > zero) & (bent < zero)) | ((heading < zero) & (bent > zero)))
    put(state, TURNS, get(state, TURNS) + where(turned, each(1.0), zero))
    put(state, HEADING, where(redirect, bent, heading))
    stands = accept | refine
    put(state, BASE, where(stands, now, base))
    corrected = now
    for j in range(k.secants):
        corrected = fused(get(k.first, j), get(k.raised_change, j), corrected)
    leave = stands | reject
    put(state, BEFORE, where(leave, get(state, BASE), get(state, BEFORE)))
    still = ~mixing | (get(state, LANDING) > zero)
    put(state, NOW, where(still, now, corrected))
    _aim(k, leave)
    stride = get(state, STRIDE)
    for f in range(fed):
        at, base, ahead = get(w.at, f), get(k.base, f), get(k.ahead, f)
        move, base_move = get(k.before_move, f), get(k.base_move, f)
        ahead = where(redirect, fused(by_new, at - base, by_old * ahead), ahead)
        base, base_move = where(stands, at, base), where(stands, move, base_move)
        better = at + move
        for j in range(k.secants):
            secant = get(k.change, j * fed + f) + get(k.move_change, j * fed + f)
            better = fused(get(k.first, j), secant, better)
        put(k.ahead, f, ahead)
        put(k.base, f, base)
        put(k.base_move, f, base_move)
        put(k.before, f, where(leave, base, get(k.before, f)))
        put(k.before_move, f, where(leave, base_move, move))
        put(w.at, f, where(leave, fused(stride, ahead, base), where(mixing, better, at)))
