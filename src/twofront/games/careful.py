"""The reply map of one draw in logarithms, its derivative, and linear solves with it.

What the lanes do in probabilities is done here in logarithms of reach, so that
beliefs keep their digits however unlikely the moves that lead to them. All
lanes belong to the same draw: a derivative along a direction takes one sweep,
from four points on a line (fourth-order differences).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from twofront.games.block import believe
from twofront.games.compiled import compiled, inlined, kernel
from twofront.games.lanes import each, exponential, fused, larger
from twofront.games.memory import entry, get, peek, pick, poke, put
from twofront.games.schedule import LANES
from twofront.games.sweep import adopt, evaluate, expect

NEVER = -1e30  # logarithm of a reach of 0
PROBE = 1e-4  # spacing of the difference quotient, in logits; shrunk where the map bends
SMOOTH = 1e-4  # of the difference quotient, so that its error is of the order of 1e-8
EXACT = 1e-6  # of a linear solve; Newton's method makes up for the rest
FIRST, SECOND = 2.0 / 3.0, -1.0 / 12.0  # weights of its inner and outer pair


@compiled
def log_reach(s: Any, w: Any, log: Any, out: Any) -> None:
    """Products of factors as sums of logarithms, into rows of `out`."""
    for k in range((s.actions + s.fed) * LANES, (s.actions + s.fed + s.chances) * LANES):
        x = peek(w.coefficient, k)
        poke(log, k, np.log(x) if x > 0.0 else NEVER)
    for k in range(s.fed_sets):
        start, stop = entry(s.feedback_start, k), entry(s.feedback_start, k + 1)
        _log_choice(w.at, log, s.actions, start, stop)
    put(out, 0, each(0.0))
    for k in range(1, s.products):
        deeper = pick(out, s.product_from, k) + pick(log, s.product_by, k)
        put(out, k, larger(deeper, each(NEVER)))


@inlined
def _log_choice(at: Any, log: Any, actions: Any, start: Any, stop: Any) -> None:
    """Logarithms of the logit choice among rows `start` to `stop` of `at`."""
    top, total, first = get(at, start), each(0.0), actions + start
    for f in range(start + 1, stop):
        top = larger(get(at, f), top)
    for f in range(start, stop):
        total = total + exponential(get(at, f) - top)
    put(log, first, total)
    for lane in range(first * LANES, first * LANES + LANES):
        poke(log, lane, np.log(peek(log, lane)))
    least = top + get(log, first)
    for f in range(start, stop):
        put(log, actions + f, get(at, f) - least)


@inlined
def _believe_logs(s: Any, k: int, reached: Any, weight: Any) -> None:
    """Beliefs over the members of the information set of step `k`, from logarithms of reach."""
    member = entry(s.step_member, k)
    members = entry(s.step_member, k + 1) - member
    top, total = each(NEVER), each(0.0)
    for h in range(members):
        top = larger(pick(reached, s.member_product, member + h), top)
    for h in range(members):
        grown = exponential(pick(reached, s.member_product, member + h) - top)
        put(weight, h, grown)
        total = total + grown
    for h in range(members):
        put(weight, h, get(weight, h) / total)


@compiled
def careful_sweep(s: Any, w: Any, log: Any, weight: Any) -> None:
    """`sweep` with beliefs from logarithms; needs `w.at`, `w.raised`."""
    believe(s, w)
    log_reach(s, w, log, w.product)
    for k in range(s.steps):
        evaluate(s, w.value, w.coefficient, entry(s.step_group, k), entry(s.step_group, k + 1))
        members = entry(s.step_member, k + 1) - entry(s.step_member, k)
        if members == 1:
            expect(s, k, w.value, w.product, w.raised, w.logit, w.thin)
        else:
            _believe_logs(s, k, w.product, weight)
            keen = get(w.raised, entry(s.step_player, k))
            for a in range(entry(s.step_count, k)):
                at, total = entry(s.step_slot, k) + a * members, each(0.0)
                for h in range(members):
                    value = pick(w.value, s.member_slot, at + h)
                    total = fused(get(weight, h), value, total)
                put(w.logit, a, total * keen)
        adopt(s, k, w)


@compiled
def _moves_at(s: Any, w: Any, log: Any, weight: Any, point: Any, line: Any, scale: float) -> None:
    """Sweep lane 0 at a point, lanes 1 to 4 at -2, -1, 1 and 2 times `line` from it.

    Points are `[F + 1]`: logits of the feedback strategies, then the fraction
    of the precision times `scale`.
    """
    for lane in range(LANES):
        away = 0.0
        if 0 < lane < 5:
            away = lane - 3.0 if lane < 3 else lane - 2.0
        for f in range(s.fed):
            poke(w.at, f * LANES + lane, point[f] + away * line[f])
        fraction = (point[s.fed] + away * line[s.fed]) / scale
        for player in range(s.players):
            keen = peek(w.precision, player * LANES + lane)
            poke(w.raised, player * LANES + lane, fraction * keen)
    careful_sweep(s, w, log, weight)


@kernel
def move(
    s: Any, w: Any, log: Any, weight: Any, point: Any, line: Any, out: Any, scale: float
) -> None:
    """Reply minus feedback logits at a point, `out [F]`: 0 at an equilibrium; `line` is 0."""
    _moves_at(s, w, log, weight, point, line, scale)
    for f in range(s.fed):
        out[f] = peek(w.reply, f * LANES) - point[f]


@compiled
def _derivative(
    s: Any, w: Any, log: Any, weight: Any, point: Any, line: Any, scaled: Any, out: Any, scale: Any
) -> None:
    """Derivative of `move` along a line, into `out [F]`; `scaled [F + 1]` is room."""
    size = 0.0
    for k in range(s.fed + 1):
        size = max(size, abs(line[k]))
    out[:] = 0.0
    if size == 0.0 or s.fed == 0:
        return
    probe = PROBE
    for _ in range(4):
        for k in range(s.fed + 1):
            scaled[k] = line[k] * (probe / size)
        _moves_at(s, w, log, weight, point, scaled, scale)
        most, bend = 0.0, 0.0
        for f in range(s.fed):
            at = f * LANES
            inner = peek(w.reply, at + 3) - peek(w.reply, at + 2)
            outer = peek(w.reply, at + 4) - peek(w.reply, at + 1)
            most, bend = max(most, abs(inner)), max(bend, abs(0.5 * outer - inner))
            out[f] = (FIRST * inner + SECOND * outer) * (size / probe) - line[f]
        if bend <= SMOOTH * most:
            break
        probe *= 0.1


@kernel
def jacobian(
    s: Any, w: Any, log: Any, weight: Any, point: Any, line: Any, room: Any, out: Any, scale: Any
) -> None:
    """Derivatives of `move`, one a row of `out [F + 1, F]`: by each logit and by precision.

    `line [F + 1]` is 0 and stays it; `room [F + 1]` is room.
    """
    for f in range(s.fed + 1):
        line[f] = 1.0
        _derivative(s, w, log, weight, point, line, room, out[f], scale)
        line[f] = 0.0


@kernel
def bordered_solve(
    s: Any, w: Any, log: Any, weight: Any, point: Any, border: Any, right: Any, basis: Any,
    triangle: Any, turned: Any, rotation: Any, room: Any, out: Any, scale: float,
) -> int:  # fmt: skip
    """Solve derivative(x) = right[:-1], border · x = right[-1] by GMRES, into `out [F + 1]`.

    `basis [K + 1, F + 1]`, `triangle [K + 1, K]`, `turned [K + 1]`, `rotation [2, K]` and
    `room [2, F + 1]` are room for K directions.

    Returns:
        The number of derivatives taken; the caller's Newton iteration judges the quality.
    """
    size = len(right)
    most = min(triangle.shape[1], size)
    out[:] = 0.0
    start = np.sqrt(_inner(right, right))
    if start == 0.0:
        return 0
    for f in range(size):
        basis[0, f] = right[f] / start
    triangle[:] = 0.0
    turned[:] = 0.0
    turned[0] = start
    used, image = 0, room[1]
    for k in range(most):
        _derivative(s, w, log, weight, point, basis[k], room[0], image[:-1], scale)
        image[-1] = _inner(border, basis[k])
        _orthogonalise(image, basis, triangle, k)
        _rotate(triangle, rotation[0], rotation[1], turned, k)
        used = k + 1
        if abs(turned[k + 1]) <= EXACT * start:
            break
    _combine(basis, triangle, turned, used, out)
    return used


@compiled
def _inner(x: Any, y: Any) -> float:
    total = 0.0
    for k in range(len(x)):
        total += x[k] * y[k]
    return total


@compiled
def _orthogonalise(image: Any, basis: Any, triangle: Any, k: int) -> None:
    """Next Arnoldi vector, orthogonalised twice."""
    for _ in range(2):
        for j in range(k + 1):
            part = _inner(basis[j], image)
            triangle[j, k] += part
            for f in range(len(image)):
                image[f] -= part * basis[j, f]
    norm = np.sqrt(_inner(image, image))
    triangle[k + 1, k] = norm
    for f in range(len(image)):
        basis[k + 1, f] = image[f] / norm if norm > 0.0 else 0.0


@compiled
def _rotate(triangle: Any, cosine: Any, sine: Any, turned: Any, k: int) -> None:
    """Givens rotations that keep the Hessenberg matrix triangular."""
    for j in range(k):
        upper, lower = triangle[j, k], triangle[j + 1, k]
        triangle[j, k] = cosine[j] * upper + sine[j] * lower
        triangle[j + 1, k] = cosine[j] * lower - sine[j] * upper
    length = np.hypot(triangle[k, k], triangle[k + 1, k])
    cosine[k] = triangle[k, k] / length if length > 0.0 else 1.0
    sine[k] = triangle[k + 1, k] / length if length > 0.0 else 0.0
    triangle[k, k] = length
    triangle[k + 1, k] = 0.0
    turned[k + 1] = -sine[k] * turned[k]
    turned[k] = cosine[k] * turned[k]


@compiled
def _combine(basis: Any, triangle: Any, turned: Any, used: int, out: Any) -> None:
    for k in range(used - 1, -1, -1):
        rest = turned[k]
        for j in range(k + 1, used):
            rest -= triangle[k, j] * turned[j]
        turned[k] = rest / triangle[k, k] if triangle[k, k] != 0.0 else 0.0
        for f in range(len(out)):
            out[f] += turned[k] * basis[k, f]
