"""What a walk learns of the slope of the reply map: secants, their products and weights.

See `arc`, whose state these functions read and write.
"""

from __future__ import annotations

from typing import Any

from twofront.games.compiled import compiled
from twofront.games.lanes import each, fused, root, where
from twofront.games.memory import get, put

# numbers of a lane's walk
NUMBERS = 14
STATE, AGE, STEP, STRIDE, SCALE, NOW, BASE, HEADING, BEFORE, LANDING, TURNS, SWEEPS = range(12)
REFINING, REFINED = 12, 13

GROUP = 3  # secants, the moves that a lane learns from, come in whole groups of so many
DAMPING = 1e-6  # of secants, against the square of their length


@compiled
def learn(s: Any, w: Any, k: Any, new: int) -> None:
    """Keep what the sweep tells of the slope: the newest secant."""
    fed, length = s.fed, each(0.0)
    for f in range(fed):
        at = get(w.at, f)
        move, change = get(w.reply, f) - at, at - get(k.before, f)
        put(k.change, new * fed + f, change)
        put(k.move_change, new * fed + f, move - get(k.before_move, f))
        put(k.before, f, at)
        put(k.before_move, f, move)
        length = fused(change, change, length)
    raised = get(k.state, NOW) - get(k.state, BEFORE)
    put(k.raised_change, new, raised)
    put(k.length, new, fused(raised, raised, length))
    put(k.state, BEFORE, get(k.state, NOW))


@compiled
def products(s: Any, k: Any, new: int) -> None:
    """Products of the secants with the newest, with the move, and with the plane's normal."""
    heading, landing = get(k.state, HEADING), get(k.state, LANDING) > each(0.0)
    for j in range(0, k.secants, GROUP):
        _products_of_three(k, s.fed, new, j)
    for j in range(k.secants):
        raised = get(k.raised_change, j)
        across = get(k.border, j)
        put(k.gram, j * k.secants + new, get(k.gram, new * k.secants + j))
        put(k.border, j, where(landing, raised, fused(heading, raised, across)))


@compiled
def _products_of_three(k: Any, fed: int, new: int, j: int) -> None:
    """Products with the secants from `j` on: three share what is read of the others."""
    zero = each(0.0)
    newest, newest_1, newest_2 = zero, zero, zero
    moved, moved_1, moved_2 = zero, zero, zero
    across, across_1, across_2 = zero, zero, zero
    for f in range(fed):
        last, move = get(k.move_change, new * fed + f), get(k.before_move, f)
        ahead, at = get(k.ahead, f), j * fed + f
        change = get(k.move_change, at)
        newest, moved = fused(last, change, newest), fused(move, change, moved)
        across = fused(ahead, get(k.change, at) + change, across)
        change = get(k.move_change, at + fed)
        newest_1, moved_1 = fused(last, change, newest_1), fused(move, change, moved_1)
        across_1 = fused(ahead, get(k.change, at + fed) + change, across_1)
        change = get(k.move_change, at + fed + fed)
        newest_2, moved_2 = fused(last, change, newest_2), fused(move, change, moved_2)
        across_2 = fused(ahead, get(k.change, at + fed + fed) + change, across_2)
    row = new * k.secants + j
    put(k.gram, row, newest)
    put(k.gram, row + 1, newest_1)
    put(k.gram, row + 2, newest_2)
    put(k.against, j, moved)
    put(k.against, j + 1, moved_1)
    put(k.against, j + 2, moved_2)
    put(k.border, j, across)
    put(k.border, j + 1, across_1)
    put(k.border, j + 2, across_2)


@compiled
def weigh(k: Any, off: Any) -> None:
    """Weights of the secants: least move left, on the plane that lies `off` ahead; k.first."""
    zero, one = each(0.0), each(1.0)
    for i in range(k.secants):
        for j in range(i + 1):
            total = get(k.gram, i * k.secants + j)
            if i == j:
                total = fused(each(DAMPING), get(k.length, i), total)
            for m in range(j):
                total = total - get(k.factor, i * k.secants + m) * get(k.factor, j * k.secants + m)
            if i == j:
                sound = total > zero
                total = where(sound, one / root(where(sound, total, one)), zero)
            else:
                total = total * get(k.factor, j * k.secants + j)
            put(k.factor, i * k.secants + j, total)
        put(k.first, i, zero - get(k.against, i))
        put(k.second, i, get(k.border, i))
    _substitute(k, k.first)
    _substitute(k, k.second)
    along, across = zero, zero
    for i in range(k.secants):
        along = fused(get(k.border, i), get(k.first, i), along)
        across = fused(get(k.border, i), get(k.second, i), across)
    sound = across > zero
    share = where(sound, (along - off) / where(sound, across, one), zero)
    for i in range(k.secants):
        put(k.first, i, get(k.first, i) - share * get(k.second, i))


@compiled
def _substitute(k: Any, rows: int) -> None:
    """Solve with the factor (whose diagonal is inverted) and its transpose, in place."""
    for i in range(k.secants):
        total = get(rows, i)
        for j in range(i):
            total = total - get(k.factor, i * k.secants + j) * get(rows, j)
        put(rows, i, total * get(k.factor, i * k.secants + i))
    for i in range(k.secants - 1, -1, -1):
        total = get(rows, i)
        for j in range(i + 1, k.secants):
            total = total - get(k.factor, j * k.secants + i) * get(rows, j)
        put(rows, i, total * get(k.factor, i * k.secants + i))
