"""Pieces of GMRES on rows of lanes: a linear solve that needs only products with the matrix.

Every lane has a system of its own. Vectors are `fed` rows, the basis holds them
side by side; a column of the triangle has one row more than there are directions.

Source: Saad & Schultz (1986), "GMRES: a generalized minimal residual algorithm".
"""

from __future__ import annotations

from typing import Any

from twofront.games.compiled import compiled
from twofront.games.lanes import each, fused, magnitude, root, where
from twofront.games.memory import get, put
from twofront.games.schedule import LANES

FAINT = 1e-280  # what is smaller is as good as 0


@compiled
def orthogonalise(basis: Any, image: Any, column: Any, k: int, fed: int) -> None:
    """Make `image` the next Arnoldi vector by modified Gram-Schmidt."""
    for j in range(k + 1):
        before, part = basis + 8 * LANES * fed * j, each(0.0)
        for f in range(fed):
            part = fused(get(before, f), get(image, f), part)
        put(column, j, part)
        for f in range(fed):
            put(image, f, get(image, f) - part * get(before, f))
    length = norm(image, fed)
    put(column, k + 1, length)
    scale(image, quotient(each(1.0), length), image, fed)


@compiled
def rotate(m: Any, column: Any, k: int) -> None:
    """Givens rotations that keep the Hessenberg matrix triangular."""
    for j in range(k):
        upper, lower = get(column, j), get(column, j + 1)
        cosine, sine = get(m.cosine, j), get(m.sine, j)
        put(column, j, cosine * upper + sine * lower)
        put(column, j + 1, cosine * lower - sine * upper)
    upper, lower = get(column, k), get(column, k + 1)
    length = root(upper * upper + lower * lower)
    cosine, sine = quotient(upper, length), quotient(lower, length)
    put(m.cosine, k, cosine)
    put(m.sine, k, sine)
    put(column, k, length)
    now = get(m.turned, k)
    put(m.turned, k, cosine * now)
    put(m.turned, k + 1, each(0.0) - sine * now)


@compiled
def combine(m: Any, used: int, most: int, size: Any, out: Any, fed: int) -> None:
    """Add `size` times the best combination of the directions used to rows of `out`."""
    for k in range(used - 1, -1, -1):
        rest = get(m.turned, k)
        for j in range(k + 1, used):
            rest = rest - get(m.triangle, j * (most + 1) + k) * get(m.turned, j)
        rest = quotient(rest, get(m.triangle, k * (most + 1) + k))
        put(m.turned, k, rest)
        for f in range(fed):
            put(out, f, fused(rest * size, get(m.basis, k * fed + f), get(out, f)))


@compiled
def extent(rows: Any, count: int) -> Any:
    """Sum of absolute values."""
    total = each(0.0)
    for f in range(count):
        total = total + magnitude(get(rows, f))
    return total


@compiled
def norm(rows: Any, count: int) -> Any:
    """Euclidean length."""
    total = each(0.0)
    for f in range(count):
        total = fused(get(rows, f), get(rows, f), total)
    return root(total)


@compiled
def scale(rows: Any, by: Any, out: Any, count: int) -> None:
    """Rows times a number, into `out`."""
    for f in range(count):
        put(out, f, by * get(rows, f))


@compiled
def quotient(x: Any, y: Any) -> Any:
    """x / y, and 0 where y, at least 0, is as good as 0."""
    return where(y < each(FAINT), each(0.0), x / y)
