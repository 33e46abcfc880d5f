"""Probability summed over sorts of leaves and over outcomes, compiled: what studies read off.

`values.reach` gives the probability of every leaf. Most of what is asked for needs
less: leaves that nothing tells apart may be counted together on the way.
"""

from __future__ import annotations

import numpy as np

from twofront.games.equilibria import Floats, Payoffs, ShapeError
from twofront.games.tree import Ints, NodeKind, Tree
from twofront.games.values import Play, check_strategy, played


def reach_of(
    tree: Tree, payoffs: Payoffs, strategy: Floats, sorts: Ints, play: Play | None = None
) -> Floats:
    """Probability of every sort of leaf.

    Axes: D draws, A actions of all information sets, L leaves, G sorts.

    Args:
        tree: The game.
        payoffs: Only `chance [D, E]` is used.
        strategy: `[D, A]`.
        sorts: `[L]`, the sort of each leaf of `tree.leaves`, from 0.
        play: Information sets made to play one local action with certainty;
            everyone else keeps the strategy, as if the action were chosen.

    Returns:
        `[D, G]`; each row sums to 1 and depends on its draw alone, to the bit.

    Raises:
        ShapeError: The arrays do not fit the tree, or `play` names no action.
    """
    check_strategy(tree, payoffs, strategy)
    if sorts.shape != tree.leaves.shape or (sorts < 0).any():
        raise ShapeError(f"sorts has shape {sorts.shape}; expected {tree.leaves.shape}, from 0.")
    counted = np.zeros(tree.nodes + 1, np.int32)
    counted[1:][tree.leaves] = 1
    found = np.zeros((payoffs.draws, int(sorts.max(initial=-1)) + 1))
    certain = np.ascontiguousarray(played(tree, strategy, play or {}))
    starts = np.cumsum(counted, dtype=np.int32)
    _gather(tree, certain, payoffs, starts, sorts.astype(np.int32), found)
    return found


def expected_payoffs(tree: Tree, payoffs: Payoffs, strategy: Floats) -> Floats:
    """Expected payoff of every player, `[D, P]`, in utils."""
    check_strategy(tree, payoffs, strategy)
    paid = tree.outcome > 0
    starts = np.concatenate([[0], np.cumsum(paid.sum(axis=1))]).astype(np.int32)
    outcome = payoffs.by_player(tree)
    met = np.zeros(outcome.shape[:2])
    _gather(tree, np.ascontiguousarray(strategy), payoffs, starts, tree.outcome[paid], met)
    expected: Floats = np.einsum("do,dop->dp", met, outcome)
    return expected


def _gather(
    tree: Tree, strategy: Floats, payoffs: Payoffs, starts: Ints, bins: Ints, into: Floats
) -> None:
    """Add the reach of every node to its bins: `bins[starts[n]:starts[n + 1]]`."""
    from twofront.games.gather import gather

    drawn = np.zeros(tree.nodes, np.bool_)
    drawn[1:] = tree.kind[tree.parent[1:]] == NodeKind.CHANCE
    chance = np.ascontiguousarray(payoffs.chance, np.float64)
    gather(tree.parent, tree.edge, drawn, strategy.astype(np.float64), chance, starts, bins, into)
