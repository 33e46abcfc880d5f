"""Draws that cannot be solved, and information sets that nothing reaches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twofront.games.equilibria import Floats, Payoffs, Status
from twofront.games.schedule import side_by_side
from twofront.games.tree import NodeKind, Tree

CHANCE_SLACK = 1e-9  # how far chances at a node may be from adding to 1


def refusals(tree: Tree, payoffs: Payoffs, precision: Floats, unseen: int = 0) -> NDArray[np.int8]:
    """STUCK for draws yet to be solved, the reason for those that cannot be.

    Payoffs of the first `unseen` outcomes are left to whoever reads them next.
    """
    status = np.full(payoffs.draws, Status.STUCK, np.int8)
    chance = payoffs.chance
    wrong = (chance < 0).any(axis=1)
    for edges in _lotteries(tree):
        wrong |= np.abs(np.nan_to_num(chance)[:, edges].sum(axis=1) - 1) > CHANCE_SLACK
    status[wrong] = Status.BAD_CHANCE
    finite = _finite(payoffs.outcome[:, unseen:]) & np.isfinite(chance).all(axis=1)
    finite &= np.isfinite(precision).all(axis=1) & (precision >= 0).all(axis=1)
    status[~finite] = Status.NOT_FINITE
    return status


def _finite(outcome: Floats) -> NDArray[np.bool_]:
    """Draws all of whose payoffs are finite; a sum of such is told from one number."""
    with np.errstate(over="ignore", invalid="ignore"):
        finite: NDArray[np.bool_] = np.isfinite(side_by_side(outcome).sum(axis=1))
    doubtful = np.flatnonzero(~finite)  # large numbers may add up to infinity
    finite[doubtful] = np.isfinite(outcome[doubtful]).all(axis=(1, 2))
    return finite


def _lotteries(tree: Tree) -> list[list[int]]:
    """The chance edges below each chance node; nodes that share edges are named once."""
    drawn: dict[int, list[int]] = {}
    for node in np.flatnonzero(tree.kind[tree.parent[1:]] == NodeKind.CHANCE) + 1:
        drawn.setdefault(int(tree.parent[node]), []).append(int(tree.edge[node]))
    return [list(edges) for edges in {tuple(edges) for edges in drawn.values()}]


def out_of_reach(tree: Tree, chance: Floats, fixed: Mapping[int, int]) -> NDArray[np.bool_]:
    """Actions of information sets that chance, with fixed moves, excludes, `[D, A]`."""
    reached = np.zeros((len(chance), tree.infosets), bool)
    open_ = np.ones((len(chance), tree.nodes), bool)
    for node in range(tree.nodes):
        parent = int(tree.parent[node])
        if parent >= 0:
            open_[:, node] = open_[:, parent]
            if tree.kind[parent] == NodeKind.CHANCE:
                open_[:, node] &= chance[:, tree.edge[node]] > 0
            else:
                infoset = int(tree.infoset[parent])
                local = int(tree.edge[node] - tree.infoset_start[infoset])
                open_[:, node] &= fixed.get(infoset, local) == local
        if tree.kind[node] == NodeKind.DECISION:
            reached[:, tree.infoset[node]] |= open_[:, node]
    return np.repeat(~reached, np.diff(tree.infoset_start), axis=1)
