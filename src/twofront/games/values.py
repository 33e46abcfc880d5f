"""What a strategy brings: reach, expected payoffs, residual and regret, plainly computed.

Under perfect recall a player's own past at a node is named by the latest own
action, so all that player faces folds into a tree of own actions: each holds
the payoffs met after it and before the next own move, weighted by how likely
the others and chance make them. The solver does not use this file; it is the
independent check of its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from twofront.games.equilibria import Floats, Payoffs, ShapeError
from twofront.games.tree import Ints, NodeKind, Tree
from twofront.games.validation import by_depth, last_own_action

LEAST_REACH = 1e-280  # below it quotients of reach lose their digits
CHUNK = 64  # draws taken at a time, so that [draws, nodes] stays small

Play = Mapping[int, int]


def reach(tree: Tree, payoffs: Payoffs, strategy: Floats, play: Play | None = None) -> Floats:
    """Probability of every leaf.

    Args:
        tree: The game.
        payoffs: Only `chance [D, E]` is used.
        strategy: `[D, A]`.
        play: Information sets made to play one local action with certainty;
            everyone else keeps the strategy, as if the action were chosen.

    Returns:
        `[D, L]`, leaves in the order of `tree.leaves`; each row sums to 1.

    Raises:
        ShapeError: The strategy does not fit the tree, or `play` names no action.
    """
    check_strategy(tree, payoffs, strategy)
    return _node_reach(tree, payoffs, strategy, play or {})[:, tree.leaves]


def residual(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    strategy: Floats,
    fixed: Play | None = None,
) -> Floats:
    """Distance of a strategy from being an agent logit quantal response equilibrium.

    Args:
        tree: The game.
        payoffs: `outcome [D, O, P]`, `chance [D, E]`.
        precision: `[D, P]`, 1/util.
        strategy: `[D, A]`.
        fixed: Information sets that play one local action with certainty.

    Returns:
        `[D]`: the largest |strategy - softmax(precision * expected value)| over
        actions of information sets that are neither fixed nor out of reach
        (reach by chance, the others and fixed moves below 1e-280).
    """
    check_strategy(tree, payoffs, strategy)
    worst = np.zeros(payoffs.draws)
    for draws in _chunks(payoffs.draws):
        part = Payoffs(payoffs.outcome[draws], payoffs.chance[draws])
        worst[draws] = _residual(tree, part, precision[draws], strategy[draws], fixed or {})
    return worst


def regret(tree: Tree, payoffs: Payoffs, strategy: Floats) -> Floats:
    """What each player would gain by the best reply to the others, `[D, P]`, in utils.

    The best reply may change behaviour at all of a player's information sets
    together. 0 everywhere means a Nash equilibrium.
    """
    check_strategy(tree, payoffs, strategy)
    gain = np.zeros((payoffs.draws, tree.players))
    for draws in _chunks(payoffs.draws):
        part = Payoffs(payoffs.outcome[draws], payoffs.chance[draws])
        for face in _faces(tree, part, strategy[draws], {}):
            best = face.fold(tree, lambda _, values: values.max(axis=1))[:, -1]
            played = face.fold(tree, _mean_under(strategy[draws]))[:, -1]
            gain[draws, face.player] = np.maximum(best - played, 0.0)
    return gain


def check_strategy(tree: Tree, payoffs: Payoffs, strategy: Floats) -> None:
    """Check shapes of payoffs and strategy; raises ShapeError."""
    payoffs.check(tree)
    if strategy.shape != (payoffs.draws, tree.actions):
        wanted = (payoffs.draws, tree.actions)
        raise ShapeError(f"strategy has shape {strategy.shape}; expected {wanted}.")


def check_play(tree: Tree, play: Play) -> None:
    """Check that `play` names information sets and local actions; raises ShapeError."""
    for infoset, action in play.items():
        if not 0 <= infoset < tree.infosets:
            raise ShapeError(f"There is no information set {infoset}.")
        count = tree.infoset_start[infoset + 1] - tree.infoset_start[infoset]
        if not 0 <= action < count:
            raise ShapeError(f"Information set {infoset} has {count} actions; {action} is none.")


def played(tree: Tree, strategy: Floats, play: Play) -> Floats:
    """The strategy with the information sets in `play` made certain, `[D, A]`."""
    check_play(tree, play)
    certain = strategy.copy() if play else strategy
    for infoset, action in play.items():
        start = tree.infoset_start[infoset]
        certain[:, start : tree.infoset_start[infoset + 1]] = 0.0
        certain[:, start + action] = 1.0
    return certain


@dataclass(frozen=True, slots=True)
class _Face:
    """What one player faces: the game folded into that player's own actions.

    Attributes:
        player: Whose view it is.
        earned: `[D, A + 1]`, payoffs met after each own action and before the
            next, weighted by the others' reach; the last column is the start.
        weight: `[D, I]`, the others' reach of each own information set.
        order: Own information sets, later ones first.
        before: For each of them the own action that leads there, -1 for none.
    """

    player: int
    earned: Floats
    weight: Floats
    order: list[int]
    before: list[int]

    def fold(self, tree: Tree, value: Callable[[slice, Floats], Floats]) -> Floats:
        """Value of every own action (last column: the start), later moves folded in."""
        total = self.earned.copy()
        for infoset, before in zip(self.order, self.before, strict=True):
            actions = slice(tree.infoset_start[infoset], tree.infoset_start[infoset + 1])
            total[:, before] += value(actions, total[:, actions])
        return total


def _mean_under(strategy: Floats) -> Callable[[slice, Floats], Floats]:
    def mean(actions: slice, values: Floats) -> Floats:
        total: Floats = (strategy[:, actions] * values).sum(axis=1)
        return total

    return mean


def _residual(
    tree: Tree, payoffs: Payoffs, precision: Floats, strategy: Floats, fixed: Play
) -> Floats:
    worst = np.zeros(payoffs.draws)
    strategy = played(tree, strategy, fixed)
    for face in _faces(tree, payoffs, strategy, fixed):
        values = face.fold(tree, _mean_under(strategy))
        for infoset in set(face.order) - fixed.keys():
            actions = slice(tree.infoset_start[infoset], tree.infoset_start[infoset + 1])
            weight = face.weight[:, infoset]
            expected = values[:, actions] / np.maximum(weight, LEAST_REACH)[:, None]
            reply = softmax(precision[:, [face.player]] * expected)
            gap = np.abs(strategy[:, actions] - reply).max(axis=1)
            worst = np.maximum(worst, np.where(weight > LEAST_REACH, gap, 0.0))
    return worst


def softmax(values: Floats) -> Floats:
    """Logit choice over the last axis."""
    grown = np.exp(np.maximum(values - values.max(axis=-1, keepdims=True), -745.0))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def _faces(tree: Tree, payoffs: Payoffs, strategy: Floats, fixed: Play) -> Iterator[_Face]:
    last, outcome = last_own_action(tree), payoffs.by_player(tree)
    for player in range(tree.players):
        others = strategy.copy()
        for infoset in np.flatnonzero(tree.infoset_player == player):
            if infoset not in fixed:
                others[:, tree.infoset_start[infoset] : tree.infoset_start[infoset + 1]] = 1.0
        nodes = _node_reach(tree, payoffs, others, {})
        yield _face(tree, outcome, player, nodes, last[:, player])


def _face(tree: Tree, outcome: Floats, player: int, nodes: Floats, last: Ints) -> _Face:
    earned = np.zeros((len(outcome), tree.actions + 1))
    for paid in tree.outcome.T:
        where = np.flatnonzero(paid)
        gain = nodes[:, where] * outcome[:, paid[where], player]
        np.add.at(earned.T, last[where], gain.T)
    weight = np.zeros((len(outcome), tree.infosets))
    mine = np.flatnonzero(tree.player == player)
    np.add.at(weight.T, tree.infoset[mine], nodes[:, mine].T)
    before = {int(tree.infoset[node]): int(last[node]) for node in mine}
    order = _later_first(tree, before)
    return _Face(player, earned, weight, order, [before[infoset] for infoset in order])


def _later_first(tree: Tree, before: Mapping[int, int]) -> list[int]:
    owner = np.repeat(np.arange(tree.infosets), np.diff(tree.infoset_start))

    def own_moves(infoset: int) -> int:
        moves = 0
        while before[infoset] >= 0:
            infoset = int(owner[before[infoset]])
            moves += 1
        return moves

    return sorted(before, key=own_moves, reverse=True)


def _node_reach(tree: Tree, payoffs: Payoffs, strategy: Floats, play: Play) -> Floats:
    # Draws are the contiguous axis, so that a node's parent is gathered in one run.
    certain = np.ascontiguousarray(played(tree, strategy, play).T)
    chance = np.ascontiguousarray(payoffs.chance.T)
    nodes = np.ones((tree.nodes, len(strategy)))
    for level in by_depth(tree)[1:]:
        above = tree.parent[level]
        by_chance = tree.kind[above] == NodeKind.CHANCE
        moved, drawn = level[~by_chance], level[by_chance]
        nodes[moved] = nodes[tree.parent[moved]] * certain[tree.edge[moved]]
        nodes[drawn] = nodes[tree.parent[drawn]] * chance[tree.edge[drawn]]
    return nodes.T


def _chunks(draws: int) -> Iterator[slice]:
    for start in range(0, draws, CHUNK):
        yield slice(start, min(start + CHUNK, draws))
