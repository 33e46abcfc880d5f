"""Proposals: where draws are made that the anchors leave something of.

Work is done in normal scores: a coordinate u of a point of the unit cube has
the score Φ⁻¹(u), so the prior is standard normal in every direction. A proposal
keeps to the prior in a part of the draws and in all directions but a few. Along
those few the other draws follow a mixture of normals. A draw made so carries the
weight prior density / proposal density, which is at most 1 / (the prior's part).

Source:
    Hesterberg (1995), "Weighted average importance sampling and defensive mixture
    distributions", Technometrics 37(2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from .design import INSIDE
from .table import Floats

DEFENSIVE = 0.2
"""The prior's part of a proposal, so that no draw weighs more than 5."""

MOST_SURPRISED = 700.0
"""Beyond this difference of log densities a draw is wholly the mixture's."""


@dataclass(frozen=True, slots=True)
class Component:
    """A normal along the directions of a proposal.

    Attributes:
        share: Its part of the mixture; the parts of all components add up to 1.
        mean: `[K]`, in normal scores.
        root: `[K, K]`, the lower root of its covariance.
    """

    share: float
    mean: tuple[float, ...]
    root: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mixture of the prior with normals along a few directions.

    Axes: D draws, N dimensions of the cube, K directions.

    Attributes:
        directions: `[K, N]`, each of length 1 and square to the others.
        components: Of the mixture.
        defensive: The prior's part, above 0.
    """

    directions: tuple[tuple[float, ...], ...]
    components: tuple[Component, ...]
    defensive: float = DEFENSIVE

    @property
    def dimensions(self) -> int:
        """How many dimensions the points have that it makes."""
        return len(self.directions[0])

    def place(self, points: Floats) -> tuple[Floats, Floats]:
        """Move points of the cube to where the proposal wants them.

        Args:
            points: `[D, 1 + N]`; the first coordinate picks the prior or a component.

        Returns:
            Points `[D, N]` and their weights `[D]`, which average to 1 over the cube.
            Dimensions in which no direction points are as they were.
        """
        moved = np.ascontiguousarray(points[:, 1:])
        score = special.ndtri(moved)
        before = self.along(score)
        after = [each.copy() for each in before]
        for component, chosen in zip(self.components, self._chosen(points[:, 0]), strict=True):
            own = [each[chosen] for each in before]
            for row, (mean, root) in enumerate(zip(component.mean, component.root, strict=True)):
                after[row][chosen] = mean + _combined(root[: row + 1], own)
        shifts = [new - old for new, old in zip(after, before, strict=True)]
        for column in range(self.dimensions):
            loadings = [each[column] for each in self.directions]
            if any(loadings):
                there = special.ndtr(score[:, column] + _combined(loadings, shifts))
                moved[:, column] = np.clip(there, INSIDE, 1 - INSIDE)
        return moved, 1 / self._ratio(after)

    def _chosen(self, coordinate: Floats) -> list[Any]:
        """Tell, for each component, which draws `[D]` follow it."""
        parts = [(1 - self.defensive) * each.share for each in self.components]
        ends = self.defensive + np.concatenate([[0.0], np.cumsum(parts)])
        place = np.searchsorted(ends[1:-1], coordinate, side="right")
        return [(coordinate >= self.defensive) & (place == each) for each in range(len(parts))]

    def along(self, score: Floats) -> list[Floats]:
        """Give how far scores `[D, N]` lie along each direction, K times `[D]`."""
        # Row by row, so that a draw is the same to the last bit in any company.
        return [np.sum(score * np.array(each), axis=1) for each in self.directions]

    def ratio(self, points: Floats) -> Floats:
        """Give proposal density / prior density at points `[D, N]` of the cube, `[D]`."""
        return self._ratio(self.along(special.ndtri(points)))

    def _ratio(self, along: Sequence[Floats]) -> Floats:
        total = np.full(len(along[0]), self.defensive)
        for component in self.components:
            share = (1 - self.defensive) * component.share
            total += share * np.exp(np.minimum(_log_ratio(component, along), MOST_SURPRISED))
        return total

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values, which `from_plain` takes."""
        return {
            "defensive": self.defensive,
            "directions": [list(each) for each in self.directions],
            "components": [
                {
                    "share": each.share,
                    "mean": list(each.mean),
                    "root": [list(row) for row in each.root],
                }
                for each in self.components
            ],
        }

    @staticmethod
    def from_plain(value: Mapping[str, Any]) -> Proposal:
        """Read a proposal from JSON values.

        Raises:
            ValueError: It is none.
        """
        try:
            found = Proposal(
                tuple(tuple(map(float, each)) for each in value["directions"]),
                tuple(_component(each) for each in value["components"]),
                float(value["defensive"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no proposal: {error!r}") from None
        if not found._sound():
            raise ValueError("this is no proposal: its numbers do not fit together")
        return found

    def _sound(self) -> bool:
        count = len(self.directions)
        if not count or not self.components or not 0 < self.defensive <= 1:
            return False
        if len({len(each) for each in self.directions}) > 1:
            return False
        rows = np.array(self.directions)
        square = all(
            abs(float(np.sum(one * other)) - (here == there)) < 1e-9
            for here, one in enumerate(rows)
            for there, other in enumerate(rows)
        )
        whole = abs(sum(each.share for each in self.components) - 1) < 1e-9
        return square and whole and all(_fits(each, count) for each in self.components)


def _component(value: Mapping[str, Any]) -> Component:
    root = tuple(tuple(map(float, row)) for row in value["root"])
    return Component(float(value["share"]), tuple(map(float, value["mean"])), root)


def _fits(component: Component, directions: int) -> bool:
    root = component.root
    if len(component.mean) != directions or [len(row) for row in root] != [directions] * directions:
        return False
    numbers = [component.share, *component.mean, *(each for row in root for each in row)]
    lower = all(not any(row[place + 1 :]) for place, row in enumerate(root))
    positive = component.share >= 0 and all(row[place] > 0 for place, row in enumerate(root))
    return lower and positive and all(map(math.isfinite, numbers))


def _combined(factors: Sequence[float], columns: Sequence[Floats]) -> Floats:
    total = np.zeros_like(columns[0])
    for factor, column in zip(factors, columns, strict=False):
        total += factor * column
    return total


def _log_ratio(component: Component, along: Sequence[Floats]) -> Floats:
    """Give log of a component's density / the prior's, `[D]`."""
    scaled: list[Floats] = []
    found = np.zeros_like(along[0])
    for place, (mean, root) in enumerate(zip(component.mean, component.root, strict=True)):
        left = along[place] - mean - (_combined(root[:place], scaled) if place else 0.0)
        scaled.append(left / root[place])
        found += 0.5 * (along[place] ** 2 - scaled[place] ** 2) - math.log(root[place])
    return found
