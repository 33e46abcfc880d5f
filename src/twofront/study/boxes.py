"""Boxes of assumptions: which draws lie in one, and how well it holds what is sought.

Axes: D draws, Q quantities.

Agreement is Cohen's kappa between lying inside and being sought: 1 where the box holds
all that is sought and nothing else, 0 where it holds no more than a part of all draws
of its size would. It weighs coverage against density without a number to choose, and
means the same whether what is sought is rare or common.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .compiled import kernel
from .shares import effective_draws
from .table import Flags, Floats

Ranks: TypeAlias = NDArray[np.int32]


def in_order(values: Floats) -> Ranks:
    """Give the draws `[Q, D]` in the order of each quantity, those of one value as they stand."""
    return np.argsort(values, axis=1, kind="stable").astype(np.int32)


def order_within(order: Ranks, kept: Flags) -> Ranks:
    """Give the order of some draws, which take new numbers, from that of all."""
    found = np.empty((len(order), int(kept.sum())), dtype=np.int32)
    _pick(order, kept, (np.cumsum(kept) - 1).astype(np.int32), found)
    return found


@kernel
def _pick(order: Ranks, kept: Flags, number: Ranks, found: Ranks) -> None:
    """Write the new numbers of the draws that are kept, row by row."""
    for at in range(len(order)):
        place = 0
        for draw in order[at]:
            if kept[draw]:
                found[at, place] = number[draw]
                place += 1


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Draws, and which of them are sought.

    Attributes:
        values: `[Q, D]`, each quantity in its unit.
        sought: `[D]` bool.
        weight: `[D]`, above 0.
        order: `[Q, D]`, the draws in the order of each quantity, as `in_order` gives it.
    """

    values: Floats
    sought: Flags
    weight: Floats
    order: Ranks

    def rows(self, kept: Flags) -> Points:
        """Give some of the draws."""
        order = order_within(self.order, kept)
        values = np.compress(kept, self.values, axis=1)  # rows stay in one piece
        return Points(values, self.sought[kept], self.weight[kept], order)

    @property
    def hits(self) -> Floats:
        """Weight of the draws `[D]` that are sought, 0 elsewhere."""
        return np.where(self.sought, self.weight, 0.0)

    @property
    def base(self) -> float:
        """Share of the draws that are sought."""
        return float(np.sum(self.weight[self.sought]) / np.sum(self.weight))


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """A box.

    Attributes:
        low: `[Q]`, the least value inside; minus infinity where there is no limit.
        high: `[Q]`, the greatest.
    """

    low: Floats
    high: Floats

    def inside(self, values: Floats) -> Flags:
        """Flag the draws `[D]` that lie inside."""
        found = np.ones(values.shape[1], dtype=np.bool_)
        for at in np.flatnonzero(self.limited):
            found &= (values[at] >= self.low[at]) & (values[at] <= self.high[at])
        return found

    @property
    def limited(self) -> Flags:
        """Flag the quantities `[Q]` that have a limit."""
        return np.isfinite(self.low) | np.isfinite(self.high)

    @property
    def quantities(self) -> list[int]:
        """Give the places of the quantities that have a limit."""
        return [int(at) for at in np.flatnonzero(self.limited)]

    @property
    def sides(self) -> list[tuple[int, bool]]:
        """Give each limit: its quantity, and whether it is the upper one."""
        lows, highs = np.flatnonzero(np.isfinite(self.low)), np.flatnonzero(np.isfinite(self.high))
        return [(int(at), False) for at in lows] + [(int(at), True) for at in highs]

    def moved(self, at: int, upper: bool, value: float) -> Walls:
        """Give the box with one limit elsewhere; infinity leaves it open."""
        low, high = self.low.copy(), self.high.copy()
        (high if upper else low)[at] = value
        return Walls(low, high)

    def opened(self, at: int, upper: bool) -> Walls:
        """Give the box without one limit."""
        return self.moved(at, upper, np.inf if upper else -np.inf)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a box holds, as parts of all draws by weight.

    Attributes:
        mass: Of all, what lies inside.
        hits: Of all, what lies inside and is sought.
        base: Of all, what is sought.
    """

    mass: float
    hits: float
    base: float

    @property
    def coverage(self) -> float:
        """Of what is sought, the part inside."""
        return self.hits / self.base

    @property
    def density(self) -> float:
        """Of what is inside, the part sought."""
        return self.hits / self.mass if self.mass > 0 else 0.0

    @property
    def agreement(self) -> float:
        """Cohen's kappa between lying inside and being sought."""
        return float(kappa(self.mass, self.hits, self.base))


def kappa(mass: Floats | float, hits: Floats | float, base: float) -> Floats:
    """Give Cohen's kappa from shares of all draws: inside, inside and sought, sought."""
    apart = np.asarray(mass + base - 2 * mass * base)
    together = np.asarray(2 * (hits - mass * base))
    return np.asarray(np.divide(together, apart, out=np.zeros_like(apart), where=apart > 0))


def counted(points: Points, inside: Flags, among: Flags | None = None) -> Counted:
    """Count what lies inside, of all draws or among some."""
    sought, weight = points.sought, points.weight
    if among is not None:
        sought, weight, inside = sought[among], weight[among], inside[among]
    whole, base = float(np.sum(weight)), float(np.sum(weight[sought]))
    mass, hits = float(np.sum(weight[inside])), float(np.sum(weight[inside & sought]))
    return Counted(mass / whole, hits / whole, base / whole)


def between(outside: float, inside: float) -> float:
    """Give the number half-way between two, or the inner one where there is none."""
    middle = outside + (inside - outside) / 2
    return inside if middle == outside else middle


def quasi_p(points: Points, walls: Walls, at: int) -> float:
    """Give the chance that a part of the box without some limits is as dense as the box.

    A binomial test of the effective draws inside, as if they were drawn from the box
    without the limits of one quantity.

    Source: Bryant & Lempert (2010), Thinking inside the box.
    """
    inside = walls.inside(points.values)
    wider = walls.opened(at, False).opened(at, True)
    outer = counted(points, wider.inside(points.values)).density
    number = effective_draws(points.weight[inside])
    hits = counted(points, inside).density * number
    if hits <= 0 or outer >= 1:
        return 1.0
    return float(special.betainc(hits, number - hits + 1, outer))
