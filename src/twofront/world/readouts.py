"""Read-outs of a solved arm: expected payoffs and measures, without solving again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from twofront.scenario.draws import Draws
from twofront.world.amounts import Amounts
from twofront.world.program import Bools, Program

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readouts:
    """What adds up along a path, for one program and one set of draws.

    Axes: D draws, K places at which something is paid, N nodes.

    Attributes:
        program: What was compiled.
        amounts: The numbers in these draws.
    """

    program: Program
    amounts: Amounts

    def expected(self, account: str, reach: Floats, mask: Bools | None = None) -> Floats:
        """Give the mean of an actor's payoff or a measure.

        Args:
            account: An actor with payoffs, or `measure:ID`.
            reach: `[D, L]`, probability of each leaf.
            mask: `[L]`, leaves to which the mean is confined; None for all.

        Returns:
            `[D]`; nan where the leaves of the mask are never reached.
        """
        weight = reach if mask is None else reach * mask
        total = weight.sum(axis=1)
        under = np.concatenate([np.zeros((len(weight), 1)), np.cumsum(weight, axis=1)], axis=1)
        found = np.zeros(len(weight))
        for number, nodes in self._places(account):
            first, last = self.program.first_leaf[nodes], self.program.last_leaf[nodes]
            item = self.program.items[number]
            assert item is not None
            mass = (under[:, last] - under[:, first]).sum(axis=1)
            found += mass * self.amounts.amount(item.amount, item.features)
        with np.errstate(invalid="ignore"):
            return np.asarray(found / np.where(total > 0, total, np.nan))

    def _places(self, account: str) -> list[tuple[int, NDArray[np.int32]]]:
        """Give the account's items, each with the nodes at which it is paid."""
        items, placed = self.program.items, self.program.placed
        own = [k for k, item in enumerate(items) if item is not None and item.account == account]
        return [(number, placed[placed[:, 1] == number, 0]) for number in own]


def readouts(program: Program, draws: Draws) -> Readouts:
    """Prepare the read-outs of a program in a set of draws."""
    return Readouts(program, Amounts(program.scenario, draws))
