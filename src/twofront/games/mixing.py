"""Anderson's mixing: the next point of an iteration from its last few moves, lane by lane.

Of the moves seen at this precision the combination is taken that would have
left the least to move; in few dimensions that is close to Newton's method, and
it settles where plain iteration cycles.
"""

from __future__ import annotations

from typing import Any

from twofront.games.block import MEMORY
from twofront.games.compiled import compiled
from twofront.games.lanes import LANES

CLEAR = 1e-3  # a determinant is negative beyond this share of its terms
RIDGE = 1e-11  # keeps nearly equal moves from cancelling, relative to their size


@compiled
def mix(w: Any, turn: int) -> None:
    """w.next from w.at, w.reply and the moves remembered; `turn` counts the round's sweeps."""
    new = turn % MEMORY
    _remember(w, new)
    _products(w, new)
    for lane in range(LANES):
        _weigh(w, new, min(w.seen[lane], MEMORY), lane)
        w.seen[lane] += 1
    for f in range(len(w.at)):
        for lane in range(LANES):
            w.next[f, lane] = w.reply[f, lane]
        for k in range(MEMORY):
            for lane in range(LANES):
                w.next[f, lane] -= w.weight[k, lane] * w.reply_change[k, f, lane]


@compiled
def _remember(w: Any, new: int) -> None:
    for f in range(len(w.at)):
        for lane in range(LANES):
            move = w.reply[f, lane] - w.at[f, lane]
            w.move_change[new, f, lane] = move - w.last_move[f, lane]
            w.reply_change[new, f, lane] = w.reply[f, lane] - w.last_reply[f, lane]
            w.last_move[f, lane] = move
            w.last_reply[f, lane] = w.reply[f, lane]


@compiled
def _products(w: Any, new: int) -> None:
    """Products of the newest change with all, and of all with the move."""
    for k in range(MEMORY):
        for lane in range(LANES):
            w.gram[new, k, lane] = w.against[k, lane] = 0.0
            w.slope[new, k, lane] = w.slope[k, new, lane] = 0.0
        for f in range(len(w.at)):
            for lane in range(LANES):
                change = w.move_change[k, f, lane]
                w.gram[new, k, lane] += w.move_change[new, f, lane] * change
                w.against[k, lane] += w.last_move[f, lane] * change
                was = w.reply_change[k, f, lane] - change
                now = w.reply_change[new, f, lane] - w.move_change[new, f, lane]
                w.slope[new, k, lane] -= now * change
                if k != new:
                    w.slope[k, new, lane] -= was * w.move_change[new, f, lane]
        for lane in range(LANES):
            w.gram[k, new, lane] = w.gram[new, k, lane]


@compiled
def _weigh(w: Any, new: int, known: int, lane: int) -> None:
    """Weights of the changes by Cholesky's method, the newest first.

    A change that adds nothing to newer ones gets weight 0.
    """
    lower, right = w.factor, w.right
    for k in range(MEMORY):
        w.weight[k, lane] = 0.0
    for i in range(known):
        row = (new - i) % MEMORY
        size = w.gram[row, row, lane]
        for j in range(i + 1):
            column = (new - j) % MEMORY
            total = w.gram[row, column, lane]
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            if i > j:
                lower[i, j] = total / lower[j, j] if lower[j, j] > 0.0 else 0.0
            else:
                lower[i, i] = total**0.5 if total > RIDGE * size else 0.0
        total = w.against[row, lane]
        for k in range(i):
            total -= lower[i, k] * right[k]
        right[i] = total / lower[i, i] if lower[i, i] > 0.0 else 0.0
    for i in range(known - 1, -1, -1):
        total = right[i]
        for k in range(i + 1, known):
            total -= lower[k, i] * w.weight[(new - k) % MEMORY, lane]
        w.weight[(new - i) % MEMORY, lane] = total / lower[i, i] if lower[i, i] > 0.0 else 0.0


@compiled
def turned(w: Any, turn: int, lane: int) -> bool:
    """Whether the last moves tell of an equilibrium on the far side of a turn.

    Along the branch from precision 0 the determinant of (identity - slope of the
    reply map) stays positive until the branch turns back. Here it is taken over
    the directions of the last moves, in which an unstable direction shows first.
    """
    known = min(w.seen[lane] - 1, MEMORY)
    a, b, c = turn % MEMORY, (turn - 1) % MEMORY, (turn - 2) % MEMORY
    m = w.slope
    if known < 1:
        return False
    if known == 1:
        return bool(m[a, a, lane] < 0.0)
    main = m[a, a, lane] * m[b, b, lane]
    side = m[a, b, lane] * m[b, a, lane]
    if known == 2:
        return bool(main - side < -CLEAR * (abs(main) + abs(side)))
    total, size = 0.0, 0.0
    for i, j, k, sign in (
        (a, b, c, 1.0),
        (b, c, a, 1.0),
        (c, a, b, 1.0),
        (a, c, b, -1.0),
        (b, a, c, -1.0),
        (c, b, a, -1.0),
    ):
        term = m[a, i, lane] * m[b, j, lane] * m[c, k, lane]
        total += sign * term
        size += abs(term)
    return total < -CLEAR * size
