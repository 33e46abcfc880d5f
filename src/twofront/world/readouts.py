"""Read-outs of a solved arm: expected payoffs and measures, without solving again."""

from __future__ import annotations

from dataclasses import dataclass, field
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

    Axes: D draws, L leaves, B bundles of an account.

    Attributes:
        program: What was compiled.
        amounts: The numbers in these draws.
        known: Values of accounts already asked for.
    """

    program: Program
    amounts: Amounts
    known: dict[str, Floats] = field(default_factory=dict, compare=False, repr=False)

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
        bundles = self.program.bundles[account]
        mass = np.add.reduceat(weight[:, bundles.leaves], bundles.starts, axis=1)
        found = (mass * self.values(account)).sum(axis=1)
        return np.asarray(found / np.where(total > 0, total, np.nan))

    def values(self, account: str) -> Floats:
        """Give what the leaves of each of an account's bundles are worth, `[D, B]`, once."""
        if account not in self.known:
            bundles = self.program.bundles[account].items
            values = {number: self._item(number) for items in bundles for number in items}
            self.known[account] = np.zeros((len(self.amounts.draws), len(bundles)))
            for place, items in enumerate(bundles):
                for number in items:
                    self.known[account][:, place] += values[number]
        return self.known[account]

    def _item(self, number: int) -> Floats:
        item = self.program.items[number]
        assert item is not None
        return self.amounts.amount(item.amount, item.features)


def readouts(program: Program, draws: Draws) -> Readouts:
    """Prepare the read-outs of a program in a set of draws."""
    return Readouts(program, Amounts(program.scenario, draws))
