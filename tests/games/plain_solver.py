"""A slow, clear solver in plain NumPy: the definition, followed in small steps of precision.

One draw at a time; beliefs from the reach of every node by chance and the others;
Newton's method with a dense Jacobian by differences at every step of precision.
"""

from __future__ import annotations

import numpy as np

from twofront.games import NodeKind, Payoffs, Tree


def replies(tree: Tree, payoffs: Payoffs, precision: np.ndarray, strategy: np.ndarray):
    """Logit reply of every information set to a strategy `[A]`, straight from the definition."""
    enter = np.ones(tree.nodes)
    for node in range(1, tree.nodes):
        chance = tree.kind[tree.parent[node]] == NodeKind.CHANCE
        enter[node] = (payoffs.chance[0] if chance else strategy)[tree.edge[node]]
    value = payoffs.outcome[0][tree.outcome].sum(axis=1)
    for node in range(tree.nodes - 1, 0, -1):
        value[tree.parent[node]] += enter[node] * value[node]
    expected = np.zeros(tree.actions)
    for infoset, player in enumerate(tree.infoset_player):
        members = np.flatnonzero(tree.infoset == infoset)
        weight = np.array([_others(tree, enter, node, player) for node in members])
        for node, belief in zip(members, weight / weight.sum(), strict=True):
            for child in np.flatnonzero(tree.parent == node):
                expected[tree.edge[child]] += belief * value[child, player]
    reply = np.empty(tree.actions)
    for infoset, player in enumerate(tree.infoset_player):
        actions = slice(*tree.infoset_start[infoset : infoset + 2])
        logit = precision[player] * expected[actions]
        grown = np.exp(logit - logit.max())
        reply[actions] = grown / grown.sum()
    return reply


def _others(tree: Tree, enter: np.ndarray, node: int, player: int) -> float:
    reach = 1.0
    while node:
        if tree.player[tree.parent[node]] != player:
            reach *= enter[node]
        node = tree.parent[node]
    return reach


def solve_plainly(tree: Tree, payoffs: Payoffs, precision: np.ndarray, steps: int = 25):
    """The equilibrium `[A]` of one draw, continued from uniform play."""
    strategy = np.repeat(1.0 / np.diff(tree.infoset_start), np.diff(tree.infoset_start))
    for step in range(1, steps + 1):
        strategy = _newton(tree, payoffs, precision * step / steps, strategy)
    return strategy


def _newton(tree: Tree, payoffs: Payoffs, precision: np.ndarray, strategy: np.ndarray):
    for _ in range(30):
        move = replies(tree, payoffs, precision, strategy) - strategy
        if np.abs(move).max() < 1e-13:
            break
        slope = np.empty((len(strategy), len(strategy)))
        for k in range(len(strategy)):
            nudged = strategy.copy()
            nudged[k] += 1e-6
            reply = replies(tree, payoffs, precision, nudged)
            slope[:, k] = (reply - nudged - move) / 1e-6
        strategy = np.clip(strategy - np.linalg.solve(slope, move), 1e-12, 1.0)
    return strategy
