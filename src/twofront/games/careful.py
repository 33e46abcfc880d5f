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
from twofront.games.compiled import compiled, compiled_with_memory
from twofront.games.lanes import LANES, dot
from twofront.games.sweep import adopt, evaluate, reply

NEVER = -1e30  # logarithm of a reach of 0
PROBE = 1e-4  # spacing of the difference quotient, in logits; shrunk where the map bends
EXACT = 1e-6  # of a linear solve; Newton's method makes up for the rest
FIRST, SECOND = 2.0 / 3.0, -1.0 / 12.0  # weights of its inner and outer pair


@compiled
def log_reach(s: Any, w: Any, log: Any, out: Any) -> None:
    """Products of factors as sums of logarithms, into `out [products, LANES]`."""
    actions = np.int64(s.sizes[0])
    rows = np.int64(s.sizes[1]) + np.int64(s.sizes[2])
    for k in range(actions, actions + rows):
        for lane in range(LANES):
            x = w.coefficient[k, lane]
            log[k, lane] = np.log(x) if x > 0.0 else NEVER
    for k in range(len(s.feedback_start) - 1):
        start, stop = np.int64(s.feedback_start[k]), np.int64(s.feedback_start[k + 1])
        for lane in range(LANES):
            _log_choice(w.at, log, actions, start, stop, lane)
    out[0] = 0.0
    for k in range(1, len(s.product_from)):
        before, by = s.product_from[k], s.product_by[k]
        for lane in range(LANES):
            out[k, lane] = max(out[before, lane] + log[by, lane], NEVER)


@compiled
def _log_choice(at: Any, log: Any, actions: Any, start: Any, stop: Any, lane: int) -> None:
    top = at[start, lane]
    for f in range(start + 1, stop):
        top = max(top, at[f, lane])
    total = 0.0
    for f in range(start, stop):
        total += np.exp(at[f, lane] - top)
    for f in range(start, stop):
        log[actions + f, lane] = at[f, lane] - top - np.log(total)


@compiled_with_memory
def _weigh(s: Any, member: Any, members: Any, reached: Any, weight: Any, row: Any) -> None:
    """Beliefs over the members of an information set, lane by lane."""
    for lane in range(LANES):
        row[0, lane] = NEVER
        row[1, lane] = 0.0
    for h in range(members):
        for lane in range(LANES):
            row[0, lane] = max(row[0, lane], reached[s.member_product[member + h], lane])
    for h in range(members):
        for lane in range(LANES):
            gap = reached[s.member_product[member + h], lane] - row[0, lane]
            weight[h, lane] = np.exp(max(gap, -700.0))
            row[1, lane] += weight[h, lane]
    for h in range(members):
        for lane in range(LANES):
            weight[h, lane] /= row[1, lane]


@compiled
def careful_sweep(s: Any, w: Any, log: Any, weight: Any, straight: Any) -> None:
    """`sweep` with beliefs from logarithms; needs `w.at`, `w.raised`."""
    believe(s, w)
    log_reach(s, w, log, w.product)
    for k in range(len(s.step_action)):
        evaluate(s, w.value, w.coefficient, s.step_value[k], s.step_value[k + 1])
        member = np.int64(s.step_member[k])
        members = np.int64(s.step_member[k + 1]) - member
        if members == 1:
            reply(s, k, w.value, w.product, w.raised, w.logit, w.row)
        else:
            _weigh(s, member, members, w.product, weight, w.row)
            for a in range(np.int64(s.step_count[k])):
                at = np.int64(s.step_slot[k]) + a * members
                dot(w.logit, a, weight, straight, 0, w.value, s.member_slot, at, members)
                for lane in range(LANES):
                    w.logit[a, lane] *= w.raised[s.step_player[k], lane]
        adopt(s, k, w)


@compiled
def moves_at(s: Any, w: Any, spare: Any, point: Any, line: Any, scale: float) -> None:
    """Sweep lane 0 at a point, lanes 1 to 4 at -2, -1, 1 and 2 times `line` from it.

    Points are `[F + 1]`: logits of the feedback strategies, then the fraction
    of the precision times `scale`.
    """
    fed = len(point) - 1
    for lane in range(LANES):
        away = 0.0
        if 0 < lane < 5:
            away = lane - 3.0 if lane < 3 else lane - 2.0
        for f in range(fed):
            w.at[f, lane] = point[f] + away * line[f]
        fraction = (point[fed] + away * line[fed]) / scale
        for player in range(len(w.precision)):
            w.raised[player, lane] = fraction * w.precision[player, lane]
    careful_sweep(s, w, spare[0], spare[1], spare[2])


@compiled_with_memory
def move(s: Any, w: Any, spare: Any, point: Any, scale: float) -> Any:
    """Reply minus feedback logits at a point, `[F]`: 0 at an equilibrium."""
    moves_at(s, w, spare, point, np.zeros(len(point)), scale)
    return w.reply[:, 0] - point[:-1]


@compiled_with_memory
def derivative(s: Any, w: Any, spare: Any, point: Any, line: Any, scale: float) -> Any:
    """Derivative of `move` along a line, `[F]`."""
    size = np.abs(line).max()
    if size == 0.0 or len(point) == 1:
        return np.zeros(len(point) - 1)
    r = w.reply
    probe = PROBE
    for _ in range(4):
        moves_at(s, w, spare, point, line * (probe / size), scale)
        inner = r[:, 3] - r[:, 2]
        bend = 0.5 * (r[:, 4] - r[:, 1]) - inner
        if np.abs(bend).max() <= 1e-2 * np.abs(inner).max():
            break
        probe *= 0.1
    slope = FIRST * inner + SECOND * (r[:, 4] - r[:, 1])
    return slope * (size / probe) - line[:-1]


@compiled_with_memory
def bordered_solve(
    s: Any, w: Any, spare: Any, point: Any, border: Any, right: Any, scale: float, most: int
) -> Any:
    """Solve derivative(x) = right[:-1], border · x = right[-1] by GMRES.

    Returns:
        `[F + 1]`, whose quality the caller's Newton iteration judges, and the
        number of derivatives taken.
    """
    size = len(right)
    most = min(most, size)
    basis = np.zeros((most + 1, size))
    triangle, turned = np.zeros((most + 1, most)), np.zeros(most + 1)
    cosine, sine = np.zeros(most), np.zeros(most)
    start = np.sqrt(_inner(right, right))
    if start == 0.0:
        return np.zeros(size), 0
    basis[0] = right / start
    turned[0] = start
    used = 0
    for k in range(most):
        image = np.empty(size)
        image[:-1] = derivative(s, w, spare, point, basis[k], scale)
        image[-1] = _inner(border, basis[k])
        _orthogonalise(image, basis, triangle, k)
        _rotate(triangle, cosine, sine, turned, k)
        used = k + 1
        if abs(turned[k + 1]) <= EXACT * start:
            break
    return _combine(basis, triangle, turned, used), used


@compiled_with_memory
def _inner(x: Any, y: Any) -> float:
    total = 0.0
    for k in range(len(x)):
        total += x[k] * y[k]
    return total


@compiled_with_memory
def _orthogonalise(image: Any, basis: Any, triangle: Any, k: int) -> None:
    """Next Arnoldi vector, orthogonalised twice."""
    for _ in range(2):
        for j in range(k + 1):
            part = _inner(basis[j], image)
            triangle[j, k] += part
            image -= part * basis[j]
    norm = np.sqrt(_inner(image, image))
    triangle[k + 1, k] = norm
    if norm > 0.0:
        basis[k + 1] = image / norm


@compiled_with_memory
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


@compiled_with_memory
def _combine(basis: Any, triangle: Any, turned: Any, used: int) -> Any:
    weight = np.zeros(used)
    for k in range(used - 1, -1, -1):
        rest = turned[k]
        for j in range(k + 1, used):
            rest -= triangle[k, j] * weight[j]
        weight[k] = rest / triangle[k, k] if triangle[k, k] != 0.0 else 0.0
    total = np.zeros(basis.shape[1])
    for k in range(used):
        total += weight[k] * basis[k]
    return total
