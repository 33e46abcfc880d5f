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

from typing import TypeAlias

import numpy as np

from .boxes import Counted, Points, Walls, between, counted, kappa, quasi_p
from .peeling import peeled
from .shares import ROUNDING
from .table import Flags, Floats

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


Path: TypeAlias = tuple[tuple[Walls, Counted], ...]
"""The boxes passed while peeling, with what each holds."""


def find(points: Points) -> tuple[Walls, Path]:
    """Find a box of what is sought.

    Args:
        points: With some sought and some not.

    Returns:
        The box, without any limit where nothing stands out, and the boxes passed
        while peeling with what each holds.
    """
    path = peel(points)
    best = max(path, key=lambda each: each[1].agreement)[0]
    for _ in range(2):
        best = paste(points, drop(points, best))
    return drop(points, best), path


def peel(points: Points, part: float = SLICE, least: float = LEAST_MASS) -> Path:
    """Peel slices off, and give the boxes passed, that of all draws first.

    Of slices that raise the density alike the one is taken that limits no further quantity.

    Args:
        points: Of at least one quantity.
        part: The part of a box's weight that is cut off at a time, if values allow.
        least: No box has less than this part of all weight.
    """
    quantities, whole = len(points.values), float(np.sum(points.weight))
    part, floor = part * (1 - ROUNDING), least * whole * (1 - ROUNDING)
    order = points.order.copy()  # written over
    *cuts, weighed = peeled(points.values, order, points.weight, points.hits, part, floor)
    boxes = [Walls(np.full(quantities, -np.inf), np.full(quantities, np.inf))]
    for at, upper, edge in zip(*(each.tolist() for each in cuts), strict=True):
        boxes.append(boxes[-1].moved(at, upper, between(*edge)))
    held = (Counted(mass, found, points.base) for mass, found in (weighed / whole).tolist())
    return tuple(zip(boxes, held, strict=True))


def drop(points: Points, walls: Walls) -> Walls:
    """Open the limits that a box can go without, the least missed first."""
    while walls.sides:
        sides, without = walls.sides, _without(points, walls)
        now = counted(points, walls.inside(points.values)).agreement
        least = int(np.argmax(without))
        side = sides[least]
        many = walls.limited.sum() > MOST_LIMITS
        if not many and now - without[least] > SPARE:
            doubtful = {at: quasi_p(points, walls, at) for at in walls.quantities}
            worst = max(doubtful, key=lambda at: doubtful[at])
            if doubtful[worst] <= CHANCE:
                return walls
            side = next(each for each in sides if each[0] == worst)
        walls = walls.opened(*side)
    return walls


def _without(points: Points, walls: Walls) -> Floats:
    """Give the agreement the box would have without each of its sides in turn."""
    outside = np.stack([_outside(points.values[at], walls, at, upper) for at, upper in walls.sides])
    times = np.sum(outside, axis=0)
    whole, inside, only = np.sum(points.weight), times == 0, times == 1
    mass, found = (
        (np.sum(each[inside]) + outside[:, only] @ each[only]) / whole
        for each in (points.weight, points.hits)
    )
    return kappa(mass, found, points.base)


def _outside(values: Floats, walls: Walls, at: int, upper: bool) -> Flags:
    return np.asarray(values > walls.high[at] if upper else values < walls.low[at])


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
    hits = np.cumsum(points.hits[free[order]]) / whole
    last = np.append(values[1:] != values[:-1], True) & (mass >= LEAST_MASS)
    agreement = np.where(last, kappa(mass, hits, points.base), -np.inf)
    place = int(np.argmax(agreement))
    if place == len(values) - 1:
        return float(agreement[place]), np.inf if upper else -np.inf
    return float(agreement[place]), between(float(values[place + 1]), float(values[place]))
