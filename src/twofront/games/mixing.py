"""Anderson's mixing: the next point of an iteration from its last few moves, lane by lane.

Of the moves seen at this precision the combination is taken that would have
left the least to move; in few dimensions that is close to Newton's method, and
it settles where plain iteration cycles.
"""

from __future__ import annotations

from typing import Any

from twofront.games.block import MEMORY
from twofront.games.compiled import compiled
from twofront.games.lanes import each, fused, larger, magnitude, root, where
from twofront.games.memory import get, put

CLEAR = 1e-3  # a determinant is negative beyond this share of its terms
SLACK = 0.6  # least eigenvalue of (identity - slope) at which strides are trusted
APART = 1e-6  # a travel is apart from others by this share of its squared length
RIDGE = 1e-11  # keeps nearly equal moves from cancelling, relative to their size


@compiled
def mix(w: Any, fed: int, turn: int) -> None:
    """Learn from the sweep just made: weights for the moves remembered.

    `turn` counts the round's sweeps; w.seen the moves of this stride, 0 for a new one.
    """
    new = turn % MEMORY
    _remember(w, fed, new, (new + 1) % MEMORY, (new + 2) % MEMORY)
    _weigh(w, new)
    put(w.seen, 0, get(w.seen, 0) + each(1.0))


@compiled
def _remember(w: Any, size: int, new: int, second: int, third: int) -> None:
    """Keep the newest changes; their products with all, and of all with the move."""
    zero = each(0.0)
    g0, g1, g2, a0, a1, a2 = zero, zero, zero, zero, zero, zero
    s00, s01, s02, s10, s20 = zero, zero, zero, zero, zero
    t00, t01, t02 = zero, zero, zero
    for f in range(size):
        reply = get(w.reply, f)
        move = reply - get(w.at, f)
        m0, r0 = move - get(w.last_move, f), reply - get(w.last_reply, f)
        m1, m2 = get(w.move_change, second * size + f), get(w.move_change, third * size + f)
        n0 = m0 - r0
        n1 = m1 - get(w.reply_change, second * size + f)
        n2 = m2 - get(w.reply_change, third * size + f)
        put(w.last_move, f, move)
        put(w.last_reply, f, reply)
        put(w.move_change, new * size + f, m0)
        put(w.reply_change, new * size + f, r0)
        g0, g1, g2 = fused(m0, m0, g0), fused(m0, m1, g1), fused(m0, m2, g2)
        a0, a1, a2 = fused(move, m0, a0), fused(move, m1, a1), fused(move, m2, a2)
        s00, s01, s02 = fused(n0, m0, s00), fused(n0, m1, s01), fused(n0, m2, s02)
        s10, s20 = fused(n1, m0, s10), fused(n2, m0, s20)
        t00, t01, t02 = fused(n0, n0, t00), fused(n0, n1, t01), fused(n0, n2, t02)
    _keep(w.gram, new, second, third, g0, g1, g2, g1, g2)
    _keep(w.slope, new, second, third, s00, s01, s02, s10, s20)
    _keep(w.travel, new, second, third, t00, t01, t02, t01, t02)
    put(w.against, new, a0)
    put(w.against, second, a1)
    put(w.against, third, a2)


@compiled
def _keep(
    square: Any, new: int, second: int, third: int, x00: Any, x01: Any, x02: Any, x10: Any, x20: Any
) -> None:
    """Row and column `new` of a square of products."""
    put(square, new * MEMORY + new, x00)
    put(square, new * MEMORY + second, x01)
    put(square, new * MEMORY + third, x02)
    put(square, second * MEMORY + new, x10)
    put(square, third * MEMORY + new, x20)


@compiled
def _weigh(w: Any, new: int) -> None:
    """Weights of the changes by Cholesky's method, the newest first.

    A change that adds nothing to newer ones, or is of an earlier stride, gets weight 0.
    """
    zero, seen = each(0.0), get(w.seen, 0)
    for i in range(MEMORY):
        row = (new - i) % MEMORY
        size, right = get(w.gram, row * MEMORY + row), get(w.against, row)
        for j in range(i):
            total = get(w.gram, row * MEMORY + (new - j) % MEMORY)
            for k in range(j):
                total = total - get(w.factor, i * MEMORY + k) * get(w.factor, j * MEMORY + k)
            total = total * get(w.pivot, j)
            put(w.factor, i * MEMORY + j, total)
            right = right - total * get(w.right, j)
        left = size
        for k in range(i):
            part = get(w.factor, i * MEMORY + k)
            left = left - part * part
        sound = (each(float(i)) < seen) & (left > each(RIDGE) * size)
        pivot = where(sound, each(1.0) / root(where(sound, left, each(1.0))), zero)
        put(w.pivot, i, pivot)
        put(w.right, i, right * pivot)
    for i in range(MEMORY - 1, -1, -1):
        total = get(w.right, i)
        for k in range(i + 1, MEMORY):
            total = total - get(w.factor, k * MEMORY + i) * get(w.weight, (new - k) % MEMORY)
        put(w.weight, (new - i) % MEMORY, total * get(w.pivot, i))


@compiled
def stiffness(w: Any, turn: int) -> Any:
    """(identity - slope) along the last travel, lane by lane; 1 where none is known."""
    at, zero, one = turn % MEMORY, each(0.0), each(1.0)
    travel = get(w.travel, at * MEMORY + at)
    known = (get(w.seen, 0) > one) & (travel > zero)
    return where(known, get(w.slope, at * MEMORY + at) / where(known, travel, one), one)


@compiled
def turned(w: Any, turn: int) -> Any:
    """Mask of lanes whose last moves tell that the branch turns, or nearly, or lies behind.

    Along the branch from precision 0 all eigenvalues of (identity - slope of the
    reply map) begin at 1; at a turn one of them passes 0. Where one is below SLACK,
    another branch may be near. This is judged from the directions of the last moves, in which
    such a direction shows first, as far as they are independent: in a single
    dimension three moves tell no more than one.
    """
    zero, clear = each(0.0), each(-CLEAR)
    a, b, c = turn % MEMORY, (turn - 1) % MEMORY, (turn - 2) % MEMORY
    known = get(w.seen, 0)
    aa, ab, ac = _stiff(w, a, a), _stiff(w, a, b), _stiff(w, a, c)
    ba, bb, bc = _stiff(w, b, a), _stiff(w, b, b), _stiff(w, b, c)
    ca, cb, cc = _stiff(w, c, a), _stiff(w, c, b), _stiff(w, c, c)
    main, side = aa * bb, ab * ba
    two, two_size = main - side, magnitude(main) + magnitude(side)
    plus, minus = aa * bb * cc + ab * bc * ca + ac * ba * cb, ac * bb * ca + ab * ba * cc
    minus = minus + aa * bc * cb
    three, three_size = plus - minus, magnitude(plus) + magnitude(minus)
    second, third = _apart(w, a, b, c)
    second = second & (known > each(2.0))
    third = second & third & (known > each(3.0))
    by_one = (known > each(1.0)) & (aa < zero)
    by_two = second & (two < clear * two_size)
    by_three = third & (three < clear * three_size)
    return by_one | by_two | by_three


@compiled
def _stiff(w: Any, i: int, j: int) -> Any:
    """An entry of (identity - slope), less the least stiffness allowed."""
    at = i * MEMORY + j
    return get(w.slope, at) - each(SLACK) * get(w.travel, at)


@compiled
def _apart(w: Any, a: int, b: int, c: int) -> Any:
    """Masks: whether the second newest travel is apart from the newest, the third from both."""
    t, tiny, least = w.travel, each(1e-300), each(APART)
    aa, bb, cc = get(t, a * MEMORY + a), get(t, b * MEMORY + b), get(t, c * MEMORY + c)
    ab, ac, bc = get(t, a * MEMORY + b), get(t, a * MEMORY + c), get(t, b * MEMORY + c)
    left_b = bb - ab * ab / larger(aa, tiny)
    part = bc - ab * ac / larger(aa, tiny)
    left_c = cc - ac * ac / larger(aa, tiny) - part * part / larger(left_b, tiny)
    return left_b > least * bb, left_c > least * cc
