"""The reply map of one draw in logarithms, its derivative, and linear solves with it.

What the lanes do in probabilities is done here in logarithms of reach, so that
beliefs keep their digits however unlikely the moves that lead to them. All
lanes belong to the same draw: derivatives along two directions take one sweep,
each from four points on a line (fourth-order differences).
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
LINE = 4  # lanes that a line takes
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
def _moves_at(s: Any, w: Any, log: Any, weight: Any, point: Any, lines: Any, scale: float) -> None:
    """Sweep four lanes each at -2, -1, 1 and 2 times a line from a point.

    Points are `[F + 1]`: logits of the feedback strategies, then the fraction of the
    precision times `scale`. Of `lines [1 or 2, F + 1]` a single one serves all lanes.
    """
    for lane in range(LANES):
        line = lines[lane // LINE % len(lines)]
        place = lane % LINE
        away = place - 2.0 if place < 2 else place - 1.0
        for f in range(s.fed):
            poke(w.at, f * LANES + lane, point[f] + away * line[f])
        fraction = (point[s.fed] + away * line[s.fed]) / scale
        for player in range(s.players):
            keen = peek(w.precision, player * LANES + lane)
            poke(w.raised, player * LANES + lane, fraction * keen)
    careful_sweep(s, w, log, weight)


@kernel
def move(
    s: Any, w: Any, log: Any, weight: Any, point: Any, still: Any, out: Any, scale: float
) -> None:
    """Reply minus feedback logits at a point, `out [F]`: 0 at an equilibrium.

    `still [2, F + 1]` is 0.
    """
    _moves_at(s, w, log, weight, point, still, scale)
    for f in range(s.fed):
        out[f] = peek(w.reply, f * LANES) - point[f]


@compiled
def _derivatives(
    s: Any, w: Any, log: Any, weight: Any, point: Any, lines: Any, scaled: Any, out: Any, scale: Any
) -> None:
    """Derivatives of `move` along one or two lines, into `out [1 or 2, F]`.

    `lines` and `scaled`, which is room, are `[1 or 2, F + 1]`.
    """
    out[:] = 0.0
    if s.fed == 0:
        return
    first, second = _size(lines[0]), _size(lines[-1])
    wanted, wanted_too = first > 0.0, len(lines) > 1 and second > 0.0
    probe = PROBE
    for _ in range(4):
        for f in range(s.fed + 1):
            scaled[0, f] = lines[0, f] * (probe / first) if wanted else 0.0
            if len(lines) > 1:
                scaled[1, f] = lines[1, f] * (probe / second) if wanted_too else 0.0
        _moves_at(s, w, log, weight, point, scaled, scale)
        if wanted:
            wanted = _quotient(s, w, 0, lines[0], first / probe, out[0])
        if wanted_too:
            wanted_too = _quotient(s, w, LINE, lines[1], second / probe, out[1])
        if not (wanted or wanted_too):
            break
        probe *= 0.1


@compiled
def _size(line: Any) -> float:
    """Largest part of a line."""
    size = 0.0
    for k in range(len(line)):
        size = max(size, abs(line[k]))
    return size


@compiled
def _quotient(s: Any, w: Any, lane: int, line: Any, share: float, out: Any) -> Any:
    """Difference quotient from the lanes from `lane` on; whether the map bends too much for it."""
    most, bend = 0.0, 0.0
    for f in range(s.fed):
        at = f * LANES + lane
        inner = peek(w.reply, at + 2) - peek(w.reply, at + 1)
        outer = peek(w.reply, at + 3) - peek(w.reply, at)
        most, bend = max(most, abs(inner)), max(bend, abs(0.5 * outer - inner))
        out[f] = (FIRST * inner + SECOND * outer) * share - line[f]
    return bend > SMOOTH * most


@kernel
def jacobian(
    s: Any, w: Any, log: Any, weight: Any, point: Any, lines: Any, room: Any, out: Any, scale: Any
) -> None:
    """Derivatives of `move`, one a row of `out [F + 1, F]`: by each logit and by precision.

    `lines [2, F + 1]` is 0 and stays it; `room [2, F + 1]` is room.
    """
    for f in range(0, s.fed + 1, 2):
        count = min(2, s.fed + 1 - f)
        for j in range(count):
            lines[j, f + j] = 1.0
        _derivatives(
            s, w, log, weight, point, lines[:count], room[:count], out[f : f + count], scale
        )
        for j in range(count):
            lines[j, f + j] = 0.0


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
        _derivatives(s, w, log, weight, point, basis[k : k + 1], room[:1], room[1:, :-1], scale)
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
