"""Draws: sets of assumptions, one row each, on their way from the sampler to the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twofront.scenario.distributions import Distribution
from twofront.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Draws:
    """Values of the quantities that are numbers of their own, for D draws.

    Quantities that are amounts over others (`is:`) are not kept here: the world
    works them out, so that they follow whatever they rest on.

    Attributes:
        names: Ids of the quantities, one a column; Q of them.
        values: `[D, Q]` float64, each column in its quantity's unit.
        numbers: `[D]` int64, which draws these are.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    numbers: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.values.shape != (self.numbers.shape[0], len(self.names)):
            raise ValueError(
                f"values {self.values.shape} do not fit {len(self.names)} names "
                f"and {self.numbers.shape[0]} draws"
            )

    def __len__(self) -> int:
        return int(self.numbers.shape[0])

    def column(self, name: str) -> NDArray[np.float64]:
        """Give the values `[D]` of a quantity."""
        return self.values[:, self.names.index(name)]

    def with_columns(self, columns: Mapping[str, NDArray[np.float64]]) -> Draws:
        """Give the same draws with some quantities' values put in place or added."""
        added = tuple(name for name in columns if name not in self.names)
        values = np.empty((len(self), len(self.names) + len(added)))
        values[:, : len(self.names)] = self.values
        names = self.names + added
        for name, column in columns.items():
            values[:, names.index(name)] = column
        return Draws(names, values, self.numbers)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Draws:
        """Give some of the draws."""
        return Draws(self.names, self.values[chosen], self.numbers[chosen])

    def where(self, wrong: NDArray[np.bool_]) -> str:
        """Say in which draw something first goes wrong, in words for a message."""
        number = int(self.numbers[np.argmax(wrong)])
        if number >= 0:
            return f"in draw {number}"
        return _ELSEWHERE[number]


MIDDLE = -1
"""The number of the draw in the middle of every range."""

PROBE = -2
"""The number of a draw that only tries the ends of ranges."""

PILOT = -3
"""The number of a draw that only tries where a study's own draws are best made."""

_ELSEWHERE = {
    MIDDLE: "in the middle of every range",
    PROBE: "at an end of some range",
    PILOT: "in a draw made to try the anchors",
}


def distributions(scenario: Scenario) -> dict[str, Distribution]:
    """Give the distribution of each quantity that is a number of its own, in written order."""
    found = {}
    for name, quantity in scenario.quantities.items():
        value = quantity.values[-1].value if quantity.values else None
        if isinstance(value, Distribution):
            found[name] = value
    return found


def middle(scenario: Scenario) -> Draws:
    """Give the one draw in which every quantity stands at the middle of its range."""
    known = distributions(scenario)
    values = np.array([[each.median for each in known.values()]], dtype=np.float64)
    return Draws(tuple(known), values.reshape(1, len(known)), np.array([MIDDLE], dtype=np.int64))
