"""Is an equilibrium the only one? Counted by iterating from other starts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twofront.games.equilibria import Floats, Payoffs
from twofront.games.solve import solve_qre
from twofront.games.tree import Tree

APART = 1e-3  # two strategies that differ by more, in probability, are two equilibria


def count_equilibria(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    strategy: Floats,
    starts: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
) -> NDArray[np.int64]:
    """Count the equilibria found from several starts.

    Iteration from a start finds what is stable under it, so that the count is a lower
    bound: between two stable equilibria of a draw there is, as a rule, another.

    Axes: D draws, A actions of all information sets, S starts.

    Args:
        tree: The game.
        payoffs: `outcome [D, O, P]`, `chance [D, E]`.
        precision: `[D, P]`, 1/util.
        strategy: `[D, A]`, equilibria known, one for every draw.
        starts: `[S, A]`, strategies to iterate from, the same for every draw; see
            `random_starts`.
        fixed: Information sets that play one local action with certainty.

    Returns:
        `[D]`: how many, the known one included; 0 where no start led to an equilibrium, so
        that nothing was learnt.

    Raises:
        ShapeError: Arrays and tree disagree.
    """
    known = [(strategy, np.ones(payoffs.draws, bool))]
    led = np.zeros(payoffs.draws, bool)
    for start in starts:
        tiled = np.tile(start, (payoffs.draws, 1))
        other = solve_qre(tree, payoffs, precision, start=tiled, fixed=fixed)
        new = other.solved.copy()
        for found, counts in known:
            new &= ~counts | (np.abs(found - other.strategy).max(axis=1, initial=0.0) > APART)
        known.append((other.strategy, new))
        led |= other.solved
    count = np.sum([counts for _, counts in known], axis=0)
    return np.where(led, count, 0)


def random_starts(tree: Tree, count: int, source: np.random.Generator) -> Floats:
    """Give strategies, `[count, A]`, spread evenly over the simplex of each information set."""
    weight = source.exponential(size=(count, tree.actions))
    total = np.add.reduceat(weight, tree.infoset_start[:-1], axis=1)
    return np.asarray(weight / np.repeat(total, np.diff(tree.infoset_start), axis=1))
