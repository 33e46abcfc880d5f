"""The peeling of PRIM, compiled: a box is found many times over, each time slice by slice.

Axes: D draws, Q quantities.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiled import kernel
from .table import Flags, Floats, Numbers


@kernel
def peeled(
    values: Floats, order: Any, weight: Floats, hits: Floats, part: float, floor: float
) -> tuple[Numbers, Flags, Floats, Floats]:
    """Peel slices off all draws until none makes what is left denser, or too little is left.

    Args:
        values: `[Q, D]`.
        order: `[Q, D]` int32, the draws in the order of each quantity; written over.
        weight: `[D]`, above 0.
        hits: `[D]`, the weight of those sought, 0 elsewhere.
        part: The least part of a box's weight that a slice has.
        floor: No box of less weight is passed.

    Returns:
        Of each slice the quantity and whether it lay at the upper end, `[S]` each, and
        the values of its last draw and of the first that was kept, `[S, 2]`; of each box
        passed, that of all draws first, its weight and that of those sought, `[S + 1, 2]`.
    """
    draws = order.shape[1]
    at, upper = np.empty(draws, np.int64), np.empty(draws, np.bool_)
    edge, held = np.empty((draws, 2)), np.empty((draws + 1, 2))
    limited = np.zeros(order.shape[0], np.bool_)
    gone = np.zeros(draws, np.bool_)
    inside, steps = draws, 0
    held[0] = _weighed(order[0], weight, hits)
    while inside:
        box = order[:, :inside]
        which, end, size, left = _best(values, box, weight, hits, part, held[steps], limited)
        if size == 0 or left < floor:
            break
        row = box[which][::-1] if end else box[which]
        at[steps], upper[steps], limited[which] = which, end, True
        edge[steps] = values[which, row[size - 1]], values[which, row[size]]
        for draw in row[:size]:
            gone[draw] = True
        _close_up(box, gone)
        inside -= size
        steps += 1
        held[steps] = _weighed(order[0, :inside], weight, hits)
    return at[:steps], upper[:steps], edge[:steps], held[: steps + 1]


@kernel
def _weighed(draws: Any, weight: Floats, hits: Floats) -> tuple[float, float]:
    """Sum the weight of some draws, and of those sought among them."""
    mass = found = 0.0
    for draw in draws:
        mass += weight[draw]
        found += hits[draw]
    return mass, found


@kernel
def _best(
    values: Floats,
    order: Any,
    weight: Floats,
    hits: Floats,
    part: float,
    held: Floats,
    limited: Flags,
) -> tuple[int, bool, int, float]:
    """Find the slice whose loss raises the density most per weight.

    Of slices that do so alike the first is taken of those that limit no further quantity,
    if there are any.

    Returns:
        The quantity, whether at its upper end, how many draws, and the weight that stays;
        no draws where no slice raises the density.
    """
    whole, sought = held
    target = whole * part
    most, left, which, upper, size = 0.0, whole, -1, False, 0
    for at in range(order.shape[0]):
        for end in (True, False):
            row = order[at][::-1] if end else order[at]
            count, cut, lost = _slice(values[at], row, weight, hits, target)
            if count == len(row):
                continue
            gain = ((sought - lost) / (whole - cut) - sought / whole) / cut
            alike = gain == most and size > 0 and limited[at] and not limited[which]
            if gain > most or alike:
                most, left, which, upper, size = gain, whole - cut, at, end, count
    return which, upper, size, left


@kernel
def _slice(
    values: Floats, row: Any, weight: Floats, hits: Floats, target: float
) -> tuple[int, float, float]:
    """Measure the least slice at the beginning of a row that has so much weight.

    Returns:
        How many draws, their weight, the weight of those sought.
    """
    count, cut, lost = 0, 0.0, 0.0
    while count < len(row) and (cut < target or values[row[count]] == values[row[count - 1]]):
        cut += weight[row[count]]
        lost += hits[row[count]]
        count += 1
    return count, cut, lost


@kernel
def _close_up(order: Any, gone: Flags) -> None:
    """Move what is left of each row to its beginning, in the order it has."""
    for at in range(order.shape[0]):
        row = order[at]
        kept = 0
        for place in range(len(row)):
            draw = row[place]
            row[kept] = draw
            kept += not gone[draw]
