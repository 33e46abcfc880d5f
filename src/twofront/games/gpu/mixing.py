"""Anderson's mixing for all lanes at once; what it means stands in `twofront.games.mixing`.

Big rows are kept in a ring, as there; products of them from the newest to the oldest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

import jax.numpy as jnp
from jax import lax

from twofront.games.block import MEMORY
from twofront.games.gpu.sweep import Rows, made
from twofront.games.mixing import APART, CLEAR, RIDGE, SLACK

FOLD = 8  # rows that one thread adds up

Lane = Any  # [W]
Square = tuple[tuple[Lane, ...], ...]  # MEMORY * MEMORY


class Memory(NamedTuple):
    """The moves of a round.

    Attributes:
        last_move, last_reply: `[F, W]`.
        moves, replies: Their changes, `[MEMORY, F, W]`, each in the place of the oldest.
        gram: Products of changes of moves; with `travel`, changes of what was replied to:
        slope: travel * move.
        travel: travel * travel.
        seen: Moves of this stride.
        turn: Sweeps of this round.
    """

    last_move: Rows
    last_reply: Rows
    moves: Rows
    replies: Rows
    gram: Square
    slope: Square
    travel: Square
    seen: Lane
    turn: Any


class Learnt(NamedTuple):
    """What a sweep adds to a memory.

    Attributes:
        move, reply: `[F, W]`.
        changes: Of moves and replies, newest first; the newest are not in the ring yet.
        against: Products of the changes of moves with the move.
    """

    move: Rows
    reply: Rows
    changes: tuple[tuple[Rows, Rows], ...]
    against: tuple[Lane, ...]


def remember_nothing(at: Rows, seen: Any) -> Memory:
    """The memory at the beginning of a round.

    In proportion to precision, uniform play was replied to with the first prediction: where
    the stride begins with it, `seen` is 1, else 0.
    """
    nought = jnp.zeros_like(at, shape=at.shape[1:])
    many, square = jnp.zeros_like(at, shape=(MEMORY, *at.shape)), ((nought,) * MEMORY,) * MEMORY
    turn = jnp.zeros((), jnp.int32)
    return Memory(at, at, many, many, square, square, square, nought + seen, turn)


def learn(memory: Memory, at: Rows, reply: Rows) -> tuple[Memory, Learnt]:
    """Learn from a sweep. The memory's products and counts are renewed, its rows not yet."""
    move = reply - at
    ages = [(memory.turn - age) % MEMORY for age in range(1, MEMORY)]
    changes = (
        (move - memory.last_move, reply - memory.last_reply),
        *((_ring(memory.moves, age), _ring(memory.replies, age)) for age in ages),
    )
    moves = [change for change, _ in changes]
    travels = [change - replied for change, replied in changes]
    pairs = [(moves[0], other) for other in moves]
    pairs += [(move, other) for other in moves]
    pairs += [(travels[0], other) for other in moves]
    pairs += [(other, moves[0]) for other in travels[1:]]
    pairs += [(travels[0], other) for other in travels]
    products = tuple(summed([x * y for x, y in pairs]))
    across, against, ahead, behind, along = (
        products[:MEMORY],
        products[MEMORY : 2 * MEMORY],
        products[2 * MEMORY : 3 * MEMORY],
        (products[2 * MEMORY], *products[3 * MEMORY : 4 * MEMORY - 1]),
        products[4 * MEMORY - 1 :],
    )
    known = memory._replace(
        gram=_bordered(memory.gram, across, across),
        slope=_bordered(memory.slope, ahead, behind),
        travel=_bordered(memory.travel, along, along),
        seen=memory.seen + 1.0,
        turn=memory.turn + 1,
    )
    return known, Learnt(move, reply, changes, against)


def newest_of(learnt: Learnt) -> tuple[Rows, Rows, Rows, Rows]:
    """The move and the reply, and their changes."""
    return learnt.move, learnt.reply, *learnt.changes[0]


def keep(memory: Memory, newest: tuple[Rows, Rows, Rows, Rows], turn: Any) -> Memory:
    """Put the newest of a turn into memory, its changes in the place of the oldest."""
    at = turn % MEMORY
    last_move, last_reply, move, reply = newest
    return memory._replace(
        last_move=last_move,
        last_reply=last_reply,
        moves=lax.dynamic_update_index_in_dim(memory.moves, move, at, 0),
        replies=lax.dynamic_update_index_in_dim(memory.replies, reply, at, 0),
    )


def _ring(rows: Rows, place: Any) -> Rows:
    found: Rows = lax.dynamic_index_in_dim(rows, place, 0, keepdims=False)
    return found


def summed(many: list[Rows]) -> Lane:
    """Sums over the rows of some arrays `[F, W]`, `[len(many), W]`."""
    return _partly(jnp.add, many).sum(axis=1)


def largest(many: list[Rows]) -> Lane:
    """Largest magnitudes among the rows of some arrays `[F, W]`, `[len(many), W]`."""
    return _partly(jnp.maximum, [jnp.abs(rows) for rows in many]).max(axis=1, initial=0.0)


def _partly(operation: Callable[[Rows, Rows], Rows], many: list[Rows]) -> Rows:
    """FOLD rows at a time folded, `[len(many), F / FOLD, W]`: all arrays are read in one pass."""
    count, width = -(-len(many[0]) // FOLD), many[0].shape[1]
    if count == 0:
        return jnp.zeros((len(many), 0, width))
    missing = ((0, FOLD * count - len(many[0])), (0, 0))
    parts = [reduce(operation, jnp.pad(rows, missing).reshape(FOLD, count, -1)) for rows in many]
    return jnp.concatenate(made(parts)).reshape(len(many), count, width)


def _bordered(square: Square, row: tuple[Lane, ...], column: tuple[Lane, ...]) -> Square:
    """A new first row and column; the oldest drop out."""
    older = ((column[i], *square[i - 1][: MEMORY - 1]) for i in range(1, MEMORY))
    return (row, *older)


def mixed(memory: Memory, learnt: Learnt) -> Rows:
    """Where mixing leads, `[F, W]`; only moves of this stride before the last one count."""
    weights = _weights(memory.gram, learnt.against, memory.seen - 1.0)
    total = learnt.reply
    for weight, (_, replied) in zip(weights, learnt.changes, strict=True):
        total = total - weight * replied
    return total


def _weights(gram: Square, against: tuple[Lane, ...], seen: Lane) -> list[Lane]:
    """Weights of the changes by Cholesky's method, the newest first.

    A change that adds nothing to newer ones, or is of an earlier stride, gets weight 0.
    """
    factor: list[list[Lane]] = []
    pivot: list[Lane] = []
    right: list[Lane] = []
    for i in range(MEMORY):
        row: list[Lane] = []
        for j in range(i):
            total = gram[i][j]
            for k in range(j):
                total = total - row[k] * factor[j][k]
            row.append(total * pivot[j])
        size = left = gram[i][i]
        rest = against[i]
        for k in range(i):
            left, rest = left - row[k] * row[k], rest - row[k] * right[k]
        sound = (i < seen) & (left > RIDGE * size)
        pivot.append(jnp.where(sound, 1.0 / jnp.sqrt(jnp.where(sound, left, 1.0)), 0.0))
        right.append(rest * pivot[i])
        factor.append(row)
    weights = list(right)
    for i in reversed(range(MEMORY)):
        for k in range(i + 1, MEMORY):
            weights[i] = weights[i] - factor[k][i] * weights[k]
        weights[i] = weights[i] * pivot[i]
    return weights


def stiffness(memory: Memory) -> Lane:
    """(identity - slope) along the last travel; 1 where none is known."""
    travel = memory.travel[0][0]
    known = (memory.seen > 1.0) & (travel > 0.0)
    return jnp.where(known, memory.slope[0][0] / jnp.where(known, travel, 1.0), 1.0)


def turned(memory: Memory) -> Lane:
    """Lanes whose last moves tell that the branch turns, or nearly, or lies behind."""
    (aa, ab, ac), (ba, bb, bc), (ca, cb, cc) = (
        tuple(s - SLACK * t for s, t in zip(*rows, strict=True))
        for rows in zip(memory.slope, memory.travel, strict=True)
    )
    main, side = aa * bb, ab * ba
    two, two_size = main - side, jnp.abs(main) + jnp.abs(side)
    plus = aa * bb * cc + ab * bc * ca + ac * ba * cb
    minus = ac * bb * ca + ab * ba * cc + aa * bc * cb
    three, three_size = plus - minus, jnp.abs(plus) + jnp.abs(minus)
    second, third = _apart(memory.travel)
    second = second & (memory.seen > 2.0)
    third = second & third & (memory.seen > 3.0)
    by_one = (memory.seen > 1.0) & (aa < 0.0)
    by_two = second & (two < -CLEAR * two_size)
    return by_one | by_two | (third & (three < -CLEAR * three_size))


def _apart(travel: Square) -> tuple[Lane, Lane]:
    """Whether the second newest travel is apart from the newest, the third from both."""
    (aa, ab, ac), (_, bb, bc), (_, _, cc) = travel
    tiny = 1e-300
    left_b = bb - ab * ab / jnp.maximum(aa, tiny)
    part = bc - ab * ac / jnp.maximum(aa, tiny)
    left_c = cc - ac * ac / jnp.maximum(aa, tiny) - part * part / jnp.maximum(left_b, tiny)
    return left_b > APART * bb, left_c > APART * cc
