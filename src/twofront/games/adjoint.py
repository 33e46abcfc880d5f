"""A sweep run backwards: how an objective's slope in the strategies falls on the game's numbers.

A sweep maps the feedback logits x to replies G(x) and strategies S(x), and an
equilibrium is a point where x = G(x). For an objective with slope w in the
strategies, the slope z in the replies solves z = S_x' w + G_x' z, and that in
payoffs, chances and precision is S_t' w + G_t' z. Both right-hand sides are one
reverse pass over the tree; the system is solved lane by lane by GMRES, which
needs nothing but such passes. "Slope" below is an objective's derivative by the
quantity named (its cotangent); rows of slopes lie as the quantities' own rows do.

Source: Griewank & Walther (2008), "Evaluating Derivatives", chapters 3 and 15;
Saad & Schultz (1986), "GMRES".
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twofront.games.block import gather, load, locate, rooms, scatter
from twofront.games.compiled import compiled, kernel
from twofront.games.krylov import combine, extent, norm, orthogonalise, quotient, rotate, scale
from twofront.games.lanes import NOUGHT, ONE, anywhere, each, fused, larger, magnitude, where
from twofront.games.memory import drop, entry, get, pick, put
from twofront.games.schedule import LANES, Schedule, address
from twofront.games.sweep import NONE, THIN, sweep

MOST_DIRECTIONS = 100  # of one round of GMRES
ROUNDS = 10
SETTLED = 1e-11  # what may be left of the system, against its size
ROUNDED = 1e-5  # how much of the objective's own size counts into that of the system
SETTLING = 50  # sweeps in which information sets out of reach find their replies
AUDIT: Any = np.int64(4)  # rows of judgement on a lane, in this order
GAP, REACH, LEFT, GROWTH = 0, 1, 2, 3

Adjoint = namedtuple(
    "Adjoint",
    # slopes in the sweep's own rows, in a step's logits, at its members
    "value coefficient product precision logit member "
    # what was handed in: strategies, negative where out of reach, and the objective's slope
    "given weight "
    # slopes in replies and feedback logits, and what they still differ by
    "pull back right "
    # of GMRES
    "basis triangle cosine sine turned "
    "audit",
)

# addresses of what is handed in and given back for all draws; see `Gradient`
Ends = namedtuple("Ends", "strategy weight paid chance precision audit")


def adjoint_room(s: Schedule) -> tuple[Adjoint, list[NDArray[np.float64]]]:
    """Room for one block: addresses for the kernel, and the arrays to be kept alive."""
    fed, most = s.fed, directions(s)
    rows = {
        "value": s.slots, "coefficient": s.actions + fed + s.chances + 1, "product": s.products,
        "precision": s.players, "logit": s.most, "member": s.crowd,
        "given": s.actions, "weight": s.actions, "pull": fed, "back": fed, "right": fed,
        "basis": (most + 1) * fed, "triangle": most * (most + 1), "cosine": most, "sine": most,
        "turned": most + 1, "audit": AUDIT,
    }  # fmt: skip
    room = rooms(list(rows.values()))
    return Adjoint(*map(address, room)), room


def directions(s: Schedule) -> int:
    """Krylov directions kept in a round."""
    return min(s.fed, MOST_DIRECTIONS)


@kernel
def differentiate(s: Any, w: Any, m: Any, draws: Any, batch: Any, ends: Any, most: int) -> None:
    """Slopes of every draw in its payoffs, chances and precision, with an audit."""
    for first in range(0, len(draws), LANES):
        load(s, w, draws, first, batch)
        locate(w, draws, first, ends.strategy, s.actions)
        gather(w, m.given, s.actions, NOUGHT)
        locate(w, draws, first, ends.weight, s.actions)
        gather(w, m.weight, s.actions, NOUGHT)
        _replay(s, w, m)
        _implicit(s, w, m, most)
        _settle_back(s, w, m)
        locate(w, draws, first, ends.paid, s.payoffs)
        scatter(w, m.value, s.payoffs, NOUGHT)
        locate(w, draws, first, ends.chance, s.chances)
        scatter(w, m.coefficient + 8 * LANES * (s.actions + s.fed), s.chances, NOUGHT)
        locate(w, draws, first, ends.precision, s.players)
        scatter(w, m.precision, s.players, NOUGHT)
        locate(w, draws, first, ends.audit, AUDIT)
        scatter(w, m.audit, AUDIT, NOUGHT)


@compiled
def _replay(s: Any, w: Any, m: Any) -> None:
    """The sweep at the strategies handed in, left in `w`; how far it moves them, into the audit.

    Information sets out of reach are handed in as uniform; what they would do if
    chance let them is found here, since the slope in that chance depends on it.
    """
    zero, hidden = each(0.0), each(0.0)
    put(w.thin, 0, zero)
    for f in range(s.fed):
        given = get(m.given, entry(s.feedback_action, f))
        hidden = larger(each(0.0) - given, hidden)
        put(w.coefficient, s.actions + f, magnitude(given))
    for again in range(SETTLING if anywhere(hidden > zero) else 1):
        for f in range(s.fed if again else 0):
            action = entry(s.feedback_action, f)
            free, now = get(m.given, action) < zero, get(w.coefficient, s.actions + f)
            put(w.coefficient, s.actions + f, where(free, get(w.coefficient, action), now))
        sweep(s, w, w.precision, NOUGHT)
    put(m.audit, GAP, _gap(s, w, m))
    put(m.audit, REACH, get(w.thin, 0))


@compiled
def _gap(s: Any, w: Any, m: Any) -> Any:
    """Largest difference between strategies used and replies."""
    worst, zero = each(0.0), each(0.0)
    for k in range(s.steps):
        first = entry(s.step_action, k)
        for a in range(first, first + entry(s.step_count, k)):
            given = get(m.given, a)
            away = magnitude(get(w.coefficient, a) - given)
            worst = larger(where(given < zero, zero, away), worst)
    for f in range(s.fed):
        reply = get(w.coefficient, entry(s.feedback_action, f))
        worst = larger(magnitude(reply - get(w.coefficient, s.actions + f)), worst)
    return worst


@compiled
def _implicit(s: Any, w: Any, m: Any, most: int) -> None:
    """Solve for the slope in the replies, into `m.pull`; the last pass leaves all slopes in `m`.

    A pass with the answer is the true residual of the system: what the feedback
    logits receive must be what the replies were given. A lane is left as it is once it is
    settled, or a round has not even halved what is left.
    """
    _clear(m.pull, s.fed)
    size, before = each(0.0), each(np.inf)
    for again in range(ROUNDS):
        _reverse(s, w, m, m.pull, ONE)
        for f in range(s.fed):
            put(m.right, f, get(m.back, f) - get(m.pull, f))
        left, answer = extent(m.right, s.fed), extent(m.pull, s.fed)
        if again == 0:
            size = _weight(w.coefficient, m.weight, NOUGHT, s.actions) * each(ROUNDED)
            size = size + _weight(w.coefficient, m.coefficient, s.actions, s.fed)
        whole = larger(answer, size)
        put(m.audit, LEFT, quotient(left, whole))
        put(m.audit, GROWTH, quotient(answer, size))
        open_ = (left > whole * each(SETTLED)) & (left < each(0.5) * before)
        if again == ROUNDS - 1 or not anywhere(open_):
            break
        for f in range(s.fed):
            put(m.right, f, where(open_, get(m.right, f), each(0.0)))
        before = left
        _correct(s, w, m, most, whole * each(0.5 * SETTLED))


@compiled
def _weight(chosen: Any, slope: Any, first: int, count: int) -> Any:
    """Size of slopes in strategies before differences cancel: what rounding is measured by."""
    total = each(0.0)
    for a in range(first, first + count):
        total = fused(get(chosen, a), magnitude(get(slope, a)), total)
    return total


@compiled
def _reverse(s: Any, w: Any, m: Any, pull: Any, weighted: int) -> None:
    """One reverse pass: slopes in strategies and replies go back to the feedback logits.

    Args:
        s: The schedule.
        w: A sweep's rows.
        m: Slopes; `m.back` receives those in the feedback logits.
        pull: Rows of slopes in the replies.
        weighted: Whether the objective's slope in the strategies takes part.
    """
    _clear(m.value, s.slots)
    _clear(m.coefficient, s.actions + s.fed + s.chances + 1)
    _clear(m.product, s.products)
    _clear(m.precision, s.players)
    if weighted:
        for a in range(s.actions):
            put(m.coefficient, a, get(m.weight, a))
    for k in range(s.steps - 1, -1, -1):
        _choice_back(s, w, m, k, pull)
        _expectation_back(s, w, m, k)
        _values_back(s, w, m, entry(s.step_group, k), entry(s.step_group, k + 1))
    _products_back(s, w, m, s.still, s.products)
    for k in range(s.fed_sets):
        start, stop = entry(s.feedback_start, k), entry(s.feedback_start, k + 1)
        at = s.actions + start
        _softmax_back(w.coefficient, m.coefficient, at, m.back, start, stop - start)


@compiled
def _settle_back(s: Any, w: Any, m: Any) -> None:
    """The way back of `block.settle`, after a weighted pass."""
    _products_back(s, w, m, ONE, s.still)
    _values_back(s, w, m, NOUGHT, entry(s.step_group, 0))
    for k in range(s.sums):
        slope = get(m.value, s.payoffs + k)
        for t in range(entry(s.sum_start, k), entry(s.sum_start, k + 1)):
            _collect(m.value, s.sum_from, t, slope)


@compiled
def _choice_back(s: Any, w: Any, m: Any, k: int, pull: Any) -> None:
    """Slopes in the logits of step `k`, from those in its strategy and its reply."""
    first, count, fed = entry(s.step_action, k), entry(s.step_count, k), entry(s.step_feedback, k)
    _softmax_back(w.coefficient, m.coefficient, first, m.logit, NOUGHT, count)
    if fed == NONE:
        return
    total = each(0.0)
    for a in range(count):
        total = total + get(pull, fed + a)
    mean = total * each(1.0 / count)
    for a in range(count):
        put(m.logit, a, get(m.logit, a) + (get(pull, fed + a) - mean))


@compiled
def _softmax_back(chosen: Any, slope: Any, at: int, out: Any, first: int, count: int) -> None:
    """Slopes in logits, into rows of `out`, from those in their logit choice.

    They are counted from that of the likeliest action, so that digits survive near certainty.
    """
    top, base, mean = get(chosen, at), get(slope, at), each(0.0)
    for a in range(at + 1, at + count):
        ahead = get(chosen, a) > top
        top, base = where(ahead, get(chosen, a), top), where(ahead, get(slope, a), base)
    for a in range(at, at + count):
        mean = fused(get(chosen, a), get(slope, a) - base, mean)
    for a in range(count):
        put(out, first + a, get(chosen, at + a) * ((get(slope, at + a) - base) - mean))


@compiled
def _expectation_back(s: Any, w: Any, m: Any, k: int) -> None:
    """The way back of `sweep.expect`: to precision, members' values and reach."""
    member, count = entry(s.step_member, k), entry(s.step_count, k)
    members, player = entry(s.step_member, k + 1) - member, entry(s.step_player, k)
    slot, keen, known = entry(s.step_slot, k), get(w.precision, player), get(m.precision, player)
    if members == 1:
        for a in range(count):
            slope = get(m.logit, a)
            known = fused(slope, pick(w.value, s.member_slot, slot + a), known)
            _collect(m.value, s.member_slot, slot + a, slope * keen)
        put(m.precision, player, known)
        return
    reach, top, base = each(0.0), each(-1.0), each(0.0)
    for h in range(members):
        here, gain = pick(w.product, s.member_product, member + h), each(0.0)
        for a in range(count):
            value = pick(w.value, s.member_slot, slot + a * members + h)
            gain = fused(get(m.logit, a), value, gain)
        put(m.member, h, gain)
        ahead = here > top
        reach, top, base = reach + here, where(ahead, here, top), where(ahead, gain, base)
    unreached, reach = reach < each(THIN), larger(reach, each(THIN))
    share, mean = keen / reach, each(0.0)
    for h in range(members):
        here = pick(w.product, s.member_product, member + h)
        mean = fused(here, get(m.member, h) - base, mean)
    mean = mean / reach
    put(m.precision, player, known + (base + mean))
    for h in range(members):
        weight = share * pick(w.product, s.member_product, member + h)
        slope = share * ((get(m.member, h) - base) - mean)
        slope = where(unreached, each(0.0), slope)
        _collect(m.product, s.member_product, member + h, slope)
        for a in range(count):
            at = slot + a * members + h
            _collect(m.value, s.member_slot, at, weight * get(m.logit, a))


@compiled
def _values_back(s: Any, w: Any, m: Any, first: int, last: int) -> None:
    """The way back of `sweep.evaluate`."""
    for g in range(last - 1, first - 1, -1):
        by, t = entry(s.group_by, g), entry(s.group_from, g)
        terms = entry(s.group_by, g + 1) - by
        for k in range(entry(s.group_start, g), entry(s.group_start, g + 1)):
            slope = get(m.value, s.values + k)
            _collect(m.value, s.value_init, k, slope)
            for a in range(by, by + terms):
                source, weight = pick(w.value, s.value_from, t), pick(w.coefficient, s.value_by, a)
                _collect(m.coefficient, s.value_by, a, slope * source)
                _collect(m.value, s.value_from, t, slope * weight)
                t += 1


@compiled
def _products_back(s: Any, w: Any, m: Any, first: int, last: int) -> None:
    """The way back of `sweep.multiply`."""
    for k in range(last - 1, first - 1, -1):
        slope = get(m.product, k)
        source, by = pick(w.product, s.product_from, k), pick(w.coefficient, s.product_by, k)
        _collect(m.coefficient, s.product_by, k, slope * source)
        _collect(m.product, s.product_from, k, slope * by)


@compiled
def _collect(rows: Any, places: Any, number: int, slope: Any) -> None:
    drop(rows, places, number, pick(rows, places, number) + slope)


@compiled
def _clear(rows: Any, count: int) -> None:
    for k in range(count):
        put(rows, k, each(0.0))


@compiled
def _correct(s: Any, w: Any, m: Any, most: int, aim: Any) -> None:
    """Add to `m.pull` what one round of GMRES makes of the right-hand side.

    It ends where no more than `aim` is left. A lane that is there before its neighbours
    gives further directions no weight.
    """
    size = extent(m.right, s.fed)  # taken out first, lest squares underflow
    scale(m.right, quotient(each(1.0), size), m.basis, s.fed)
    start = norm(m.basis, s.fed)
    scale(m.basis, quotient(each(1.0), start), m.basis, s.fed)
    put(m.turned, 0, start)
    aim, used = quotient(aim, size), NOUGHT
    while used < most and anywhere(magnitude(get(m.turned, used)) > aim):
        here = m.basis + 8 * LANES * s.fed * used
        image = here + 8 * LANES * s.fed
        column = m.triangle + 8 * LANES * (most + 1) * used
        _reverse(s, w, m, here, NOUGHT)
        for f in range(s.fed):
            put(image, f, get(here, f) - get(m.back, f))
        orthogonalise(m.basis, image, column, used, s.fed)
        rotate(m, column, used)
        used += 1
        missed = get(m.turned, used)
        put(m.turned, used, where(magnitude(missed) > aim, missed, each(0.0)))
    combine(m, used, most, size, m.pull, s.fed)
