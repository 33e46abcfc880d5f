"""The numbers put on a tree and the answers found: payoffs, equilibria, status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from twofront.games.tree import Tree

Floats = NDArray[np.float64]

SOLVED_RESIDUAL = 1e-6  # a draw counts as solved up to here, whatever tolerance was asked


class ShapeError(ValueError):
    """Payoffs, precision or strategy do not fit the tree."""


class Status(IntEnum):
    """How the solution of one draw ended; `meaning` says it in words."""

    SOLVED = 0
    TURNED = 1
    FORKED = 2
    LOOSE = 3
    UNTRACED = 4
    STUCK = 5
    NOT_FINITE = 6
    BAD_CHANCE = 7

    @property
    def meaning(self) -> str:
        """The status as a sentence for people."""
        return _MEANINGS[self]


_MEANINGS = {
    Status.SOLVED: "solved to the tolerance asked, following the branch from precision 0",
    Status.TURNED: "solved on the branch from precision 0, which turns back on its way: "
    "around the turns there are several equilibria",
    Status.FORKED: "solved straight on along the branch from precision 0, which forks on its "
    "way: there are several equilibria",
    Status.LOOSE: f"solved to {SOLVED_RESIDUAL:g}, not to the tolerance asked",
    Status.UNTRACED: "a fixed point, but not shown to lie on the principal branch",
    Status.STUCK: "no fixed point found; the last iterate is reported",
    Status.NOT_FINITE: "a payoff, chance or precision is not a finite number",
    Status.BAD_CHANCE: "chances at a node are negative or do not add to 1",
}


@dataclass(frozen=True, slots=True)
class Payoffs:
    """Payoffs and chances of every draw.

    Axes: D draws, O outcomes, P players, E chance edges.

    Attributes:
        outcome: `[D, O, P]` float64, in utils; row 0, the empty outcome, is 0. Where
            the tree names the payee of each outcome, `[D, O, 1]`: what that one is paid.
        chance: `[D, E]` float64, probability of each chance edge.
    """

    outcome: Floats
    chance: Floats

    @property
    def draws(self) -> int:
        """Number of draws, D."""
        return len(self.outcome)

    def check(self, tree: Tree) -> None:
        """Check that shapes fit the tree.

        Raises:
            ShapeError: Saying which array, its shape and the shape expected.
        """
        paid = tree.players if tree.payee is None else 1
        if self.outcome.ndim != 3 or self.outcome.shape[1] < tree.outcomes:
            wanted = f"(D, at least {tree.outcomes}, {paid})"
            raise ShapeError(f"outcome has shape {self.outcome.shape}; expected {wanted}.")
        if self.outcome.shape[2] != paid:
            raise ShapeError(f"outcome pays {self.outcome.shape[2]} players, not {paid}.")
        if self.chance.shape != (self.draws, tree.chance_edges):
            wanted = f"({self.draws}, {tree.chance_edges})"
            raise ShapeError(f"chance has shape {self.chance.shape}; expected {wanted}.")
        if self.draws and self.outcome[:, 0].any():
            raise ShapeError("outcome[:, 0] must be 0: outcome 0 stands for none.")

    def by_player(self, tree: Tree) -> Floats:
        """What every outcome pays every player, `[D, O, P]`, whoever its payee is."""
        if tree.payee is None:
            return self.outcome
        whole = np.zeros((self.draws, tree.outcomes, tree.players))
        paying = np.flatnonzero(tree.payee[: tree.outcomes] >= 0)
        whole[:, paying, tree.payee[paying]] = self.outcome[:, paying, 0]
        return whole


@dataclass(frozen=True, slots=True)
class Equilibria:
    """One equilibrium for every draw.

    Axes: D draws, A actions of all information sets.

    Attributes:
        strategy: `[D, A]` float64, probability of each action at its set.
        residual: `[D]` float64, largest |strategy - softmax(precision * expected
            value)| over reached sets, in 64-bit; inf where there is no iterate.
        status: `[D]` int8, values of `Status`.
        sweeps: `[D]` int32, passes over the tree that the draw took.
    """

    strategy: Floats
    residual: Floats
    status: NDArray[np.int8]
    sweeps: NDArray[np.int32]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which draws have a residual of at most 1e-6, `[D]`."""
        return self.residual <= SOLVED_RESIDUAL
