"""Boxes of assumptions that hold as much as can be of what is sought, and little else: PRIM.

Axes: D draws, Q quantities.

Peeling starts with all draws and cuts off, one after the other, the least slice at
either end of some quantity's range that makes what is left denser per weight cut
off (Friedman & Fisher 1999; the gain per weight as in Kwakkel & Jaxa-Rozen 2016, so
that quantities of few values do not win by their large slices). Of the boxes passed,
the one is taken whose inside agrees best with what is sought. Limits it can go
without are dropped; the others are moved to where the agreement is greatest (pasting,
which may also tighten). Equal values are never parted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .boxes import Counted, Points, Ranks, Walls, between, counted, kappa, quasi_p
from .shares import ROUNDING
from .table import Flags, Floats, Numbers

SLICE = 0.05
"""The part of a box's weight that is peeled off at a time."""

LEAST_MASS = 0.05
"""No box of less weight than this part of all is looked at."""

MOST_LIMITS = 4
"""A box of more limits is more than a reader can hold in mind."""

SPARE = 0.01
"""A limit that adds no more than this to the agreement is dropped."""

MOST_SWEEPS = 4
CHANCE = 0.05
"""A limit whose quasi-p-value is above this is dropped."""


def find(points: Points) -> tuple[Walls, tuple[tuple[Walls, Counted], ...]]:
    """Find a box of what is sought.

    Args:
        points: With some sought and some not.

    Returns:
        The box, without any limit where nothing stands out, and the boxes passed
        while peeling with what each holds.
    """
    path = tuple((walls, counted(points, walls.inside(points.values))) for walls in peel(points))
    best = max(path, key=lambda each: each[1].agreement)[0]
    for _ in range(2):
        best = paste(points, drop(points, best))
    return drop(points, best), path


def peel(points: Points, part: float = SLICE, least: float = LEAST_MASS) -> list[Walls]:
    """Peel slices off, and give the boxes passed, that of all draws first.

    Args:
        points: Of at least one quantity.
        part: The part of a box's weight that is cut off at a time, if values allow.
        least: No box has less than this part of all weight.
    """
    quantities = len(points.values)
    order = points.order
    walls = Walls(np.full(quantities, -np.inf), np.full(quantities, np.inf))
    floor = least * float(np.sum(points.weight)) * (1 - ROUNDING)
    path = [walls]
    while order.shape[1]:
        found = _best_slice(points, order, walls, part)
        if found is None or found.left < floor:
            break
        walls = walls.moved(found.at, found.upper, found.limit)
        gone = np.zeros(points.values.shape[1], dtype=np.bool_)
        row = order[found.at]
        gone[row[len(row) - found.size :] if found.upper else row[: found.size]] = True
        order = order[~gone[order]].reshape(quantities, -1)
        path.append(walls)
    return path


@dataclass(frozen=True, slots=True)
class _Slice:
    """What could be cut off a box.

    Attributes:
        at: The quantity; `upper` tells at which end.
        size: How many draws.
        limit: Half-way between the last draw cut off and the first kept.
        left: The weight that stays.
    """

    at: int
    upper: bool
    size: int
    limit: float
    left: float


def _best_slice(points: Points, order: Ranks, walls: Walls, part: float) -> _Slice | None:
    """Find the slice whose loss raises the density most per weight; None where none raises it.

    Of slices that do so alike the one is taken that limits no further quantity.
    """
    hits = np.where(points.sought, points.weight, 0.0)
    whole, sought = float(np.sum(points.weight[order[0]])), float(np.sum(hits[order[0]]))
    ends = [_ends(points, hits, row, whole * part) for row in (order[:, ::-1], order)]
    size, cut, lost = (np.stack(each, axis=1) for each in zip(*ends, strict=True))
    some = size < order.shape[1]
    left = np.where(some, whole - cut, 1.0)
    gain = np.where(some, ((sought - lost) / left - sought / whole) / cut, -np.inf)
    if gain.max() <= 0:
        return None
    best = gain == gain.max()
    limited = best & walls.limited[:, None]
    at, end = divmod(int(np.argmax(limited if limited.any() else best)), 2)
    upper, count = end == 0, int(size[at, end])
    row = order[at, ::-1] if upper else order[at]
    outside, inside = points.values[at, row[count - 1]], points.values[at, row[count]]
    limit = between(float(outside), float(inside))
    return _Slice(at, upper, count, limit, float(left[at, end]))


def _ends(
    points: Points, hits: Floats, order: Ranks, target: float
) -> tuple[Numbers, Floats, Floats]:
    """Measure the least slice at the beginning of each quantity's order with so much weight.

    Args:
        points: All draws.
        hits: `[D]`, the weight of those sought, 0 elsewhere.
        order: `[Q, N]`, the draws of a box in the order of each quantity.
        target: The least weight of a slice.

    Returns:
        Of each slice `[Q]`: how many draws, their weight, the weight of those sought.
    """
    target *= 1 - ROUNDING
    inside = order.shape[1]
    reach = min(inside, 8 + inside // 8)
    weight = np.cumsum(points.weight[order[:, :reach]], axis=1)
    while reach < inside and weight[:, -1].min() < target:
        reach = min(inside, 2 * reach)
        weight = np.cumsum(points.weight[order[:, :reach]], axis=1)
    last = np.argmax(weight >= target, axis=1)
    rows = np.arange(len(order))
    cut, size = weight[rows, last], last + 1
    lost = np.cumsum(hits[order[:, :reach]], axis=1)[rows, last]
    following = order[rows, np.minimum(size, inside - 1)]
    alike = points.values[rows, following] == points.values[rows, order[rows, last]]
    for at in np.flatnonzero(alike & (size < inside)):
        row = points.values[at, order[at]]
        size[at] = np.flatnonzero(row == row[last[at]])[-1] + 1
        cut[at] = np.sum(points.weight[order[at, : size[at]]])
        lost[at] = np.sum(hits[order[at, : size[at]]])
    return size, cut, lost


def drop(points: Points, walls: Walls) -> Walls:
    """Open the limits that a box can go without, the least missed first."""
    while walls.sides:
        without = {side: counted(points, inside) for side, inside in _without(points, walls)}
        now = counted(points, walls.inside(points.values)).agreement
        side = max(without, key=lambda each: without[each].agreement)
        many = walls.limited.sum() > MOST_LIMITS
        if not many and now - without[side].agreement > SPARE:
            doubtful = {at: quasi_p(points, walls, at) for at in walls.quantities}
            worst = max(doubtful, key=lambda at: doubtful[at])
            if doubtful[worst] <= CHANCE:
                return walls
            side = next(each for each in walls.sides if each[0] == worst)
        walls = walls.opened(*side)
    return walls


def _without(points: Points, walls: Walls) -> Iterator[tuple[tuple[int, bool], Flags]]:
    """Give each limit, and which draws lie inside without it."""
    outside = {
        (at, upper): points.values[at] > walls.high[at]
        if upper
        else points.values[at] < walls.low[at]
        for at, upper in walls.sides
    }
    times = np.sum([*outside.values()], axis=0)
    for side, out in outside.items():
        yield side, (times == 0) | (out & (times == 1))


def paste(points: Points, walls: Walls) -> Walls:
    """Move each limit in turn to where the agreement is greatest, until none moves."""
    best = counted(points, walls.inside(points.values)).agreement
    for _ in range(MOST_SWEEPS):
        before = best
        for at, upper in walls.sides:
            agreement, limit = _best_limit(points, walls, at, upper)
            if agreement > best + ROUNDING:
                walls, best = walls.moved(at, upper, limit), agreement
        if best == before:
            break
    return walls


def _best_limit(points: Points, walls: Walls, at: int, upper: bool) -> tuple[float, float]:
    """Give the greatest agreement one limit can bring, the others kept, and where it lies."""
    free = np.flatnonzero(walls.opened(at, upper).inside(points.values))
    values = points.values[at, free]
    order = np.argsort(values if upper else -values, kind="stable")
    values, weight = values[order], points.weight[free[order]]
    whole = float(np.sum(points.weight))
    mass = np.cumsum(weight) / whole
    hits = np.cumsum(np.where(points.sought[free[order]], weight, 0.0)) / whole
    last = np.append(values[1:] != values[:-1], True) & (mass >= LEAST_MASS)
    agreement = np.where(last, kappa(mass, hits, points.base), -np.inf)
    place = int(np.argmax(agreement))
    if place == len(values) - 1:
        return float(agreement[place]), np.inf if upper else -np.inf
    return float(agreement[place]), between(float(values[place + 1]), float(values[place]))
