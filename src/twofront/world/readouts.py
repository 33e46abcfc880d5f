"""Read-outs of a solved arm: expected payoffs and measures, without solving again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from twofront.scenario.draws import Draws
from twofront.world.amounts import Amounts
from twofront.world.program import Bools, Ints, Program

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readouts:
    """What adds up along a path, for one program and one set of draws.

    Axes: D draws, L leaves.

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
        under = np.concatenate([np.zeros((len(weight), 1)), np.cumsum(weight, axis=1)], axis=1)
        items, nodes, starts = self.program.places(account)
        if not len(items):
            return np.where(total > 0, 0.0, np.nan)
        first, last = self.program.first_leaf[nodes], self.program.last_leaf[nodes]
        mass = np.add.reduceat(under[:, last] - under[:, first], starts, axis=1)
        found = (mass * self._values(account, items)).sum(axis=1)
        return np.asarray(found / np.where(total > 0, total, np.nan))

    def _values(self, account: str, items: Ints) -> Floats:
        """Give the account's items in these draws, `[D, items]`, worked out once."""
        if account not in self.known:
            found = [self.program.items[number] for number in items]
            values = [self.amounts.amount(item.amount, item.features) for item in found if item]
            self.known[account] = np.stack(values, axis=1)
        return self.known[account]


def readouts(program: Program, draws: Draws) -> Readouts:
    """Prepare the read-outs of a program in a set of draws."""
    return Readouts(program, Amounts(program.scenario, draws))
