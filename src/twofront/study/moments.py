"""Sums over weighted rows and small linear systems, the same to the last bit on any run.

A library of linear algebra may add in an order that depends on its threads.
What is fitted here decides where draws are made, so it adds in one order.

Axes: M rows, N columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .shares import effective_draws
from .table import Flags, Floats


def gram(columns: Floats, weight: Floats) -> Floats:
    """Give Σ weight · row · rowᵀ, `[N, N]`, of rows `[M, N]`."""
    rows = [np.einsum("m,mn->n", weight * column, columns) for column in columns.T]
    return np.stack(rows)


def lower_root(matrix: Floats) -> Floats:
    """Give the lower root `[N, N]` of a positive definite matrix (Cholesky's)."""
    root = np.zeros_like(matrix)
    for place in range(len(matrix)):
        above = root[place, :place]
        root[place, place] = math.sqrt(float(matrix[place, place] - np.sum(above**2)))
        below = np.sum(root[place + 1 :, :place] * above, axis=1)
        root[place + 1 :, place] = (matrix[place + 1 :, place] - below) / root[place, place]
    return root


def inverse(matrix: Floats) -> Floats:
    """Give the inverse `[N, N]` of a positive definite matrix."""
    root = lower_root(matrix)
    undone = np.zeros_like(root)
    for place in range(len(root)):
        undone[place, place] = 1.0
        undone[place] -= np.sum(root[place, :place, None] * undone[:place], axis=0)
        undone[place] /= root[place, place]
    return np.asarray(np.sum(undone[:, :, None] * undone[:, None, :], axis=0))


def mean_and_spread(values: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Give means and variances `[N]` of columns `[M, N]`; the weights add up to 1."""
    mean = np.einsum("m,mn->n", weight, values)
    return mean, np.maximum(np.einsum("m,mn->n", weight, values**2) - mean**2, 0.0)


@dataclass(frozen=True, slots=True)
class Slopes:
    """A line fitted to a response.

    Attributes:
        slope: `[N]`, of the response along each column.
        error: `[N]`, the standard error of each slope.
    """

    slope: Floats
    error: Floats


def regress(columns: Floats, response: Floats, weight: Floats) -> Slopes:
    """Fit a response by a line, by weighted least squares with a slight ridge.

    Args:
        columns: `[M, N]`, each of about unit spread.
        response: `[M]`, nan where it is not known.
        weight: `[M]`, 0 or more.
    """
    kept: Flags = np.isfinite(response) & (weight > 0)
    x, y, w = columns[kept], response[kept], weight[kept] / np.sum(weight[kept])
    effective = effective_draws(w)
    x = x - np.einsum("m,mn->n", w, x)
    y = y - np.sum(w * y)
    count = x.shape[1]
    undone = inverse(gram(x, w) + np.eye(count) * (count / (effective + count)))
    slope = np.sum(undone * np.einsum("m,mn->n", w * y, x), axis=1)
    left = y - np.einsum("mn,n->m", x, slope)
    variance = float(np.sum(w * left**2)) * effective / max(1.0, effective - count - 1)
    error = np.sqrt(np.maximum(np.diag(undone) * variance / effective, 1e-300))
    return Slopes(slope, error)


def orthogonal(vector: Floats, basis: Sequence[Floats], least: float) -> Floats | None:
    """Give what of a vector is square to a basis, at length 1.

    None where less than the part `least` of its length is left.
    """
    length = math.sqrt(float(np.sum(vector**2)))
    if length == 0:
        return None
    left = vector / length
    for _ in range(2):  # twice is enough to be square to the last digit
        for each in basis:
            left = left - each * float(np.sum(each * left))
        rest = math.sqrt(float(np.sum(left**2)))
        if rest < least:
            return None
        left, least = left / rest, 0.0
    return left
