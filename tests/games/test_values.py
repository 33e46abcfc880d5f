"""Reach, expected payoffs and regret against sums over paths and replies."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from random_games import random_payoffs, random_tree
from small_games import SIGNAL, game

from twofront.games import NodeKind, ShapeError, expected_payoffs, reach, regret, residual


def some_strategy(tree, draws: int, seed: int) -> np.ndarray:
    strategy = np.random.default_rng(seed).random((draws, tree.actions)) + 0.1
    for start, stop in zip(tree.infoset_start[:-1], tree.infoset_start[1:], strict=True):
        strategy[:, start:stop] /= strategy[:, start:stop].sum(axis=1, keepdims=True)
    return strategy


def by_paths(tree, payoffs, strategy, draw):
    """Probability and payoffs of every leaf, multiplied and added along its path."""
    for leaf in tree.leaves:
        chance, paid, node = 1.0, np.zeros(tree.players), int(leaf)
        while True:
            paid = paid + payoffs.outcome[draw, tree.outcome[node]].sum(axis=0)
            if node == 0:
                break
            drawn = tree.kind[tree.parent[node]] == NodeKind.CHANCE
            chance *= (payoffs.chance if drawn else strategy)[draw, tree.edge[node]]
            node = int(tree.parent[node])
        yield chance, paid


@pytest.mark.parametrize("seed", range(6))
def test_reach_and_expected_payoffs_are_sums_over_paths(seed):
    tree = random_tree(seed)
    payoffs, strategy = random_payoffs(tree, 3, seed), some_strategy(tree, 3, seed)
    probability, expected = (
        reach(tree, payoffs, strategy),
        expected_payoffs(tree, payoffs, strategy),
    )
    assert probability.shape == (3, len(tree.leaves))
    assert_allclose(probability.sum(axis=1), 1.0)
    for draw in range(3):
        paths = list(by_paths(tree, payoffs, strategy, draw))
        assert_allclose(probability[draw], [chance for chance, _ in paths])
        assert_allclose(expected[draw], sum(chance * paid for chance, paid in paths), atol=1e-12)


def test_played_actions_are_certain_and_others_keep_their_strategy():
    tree = game(SIGNAL).tree
    payoffs, strategy = game(SIGNAL).payoffs, some_strategy(tree, 1, 3)
    forced = reach(tree, payoffs, strategy, {0: 1, 3: 0})[0]
    after_firm, after_giving_in = strategy[0, 2:4], strategy[0, 4:6]
    assert_allclose(forced, [0, 0, *after_giving_in / 2, *after_firm / 2, 0, 0])


@pytest.mark.parametrize("seed", range(8))
def test_regret_is_the_gain_of_the_best_pure_plan(seed):
    tree = random_tree(seed, stages=3)
    payoffs, strategy = random_payoffs(tree, 2, seed), some_strategy(tree, 2, seed)
    now, missed = expected_payoffs(tree, payoffs, strategy), regret(tree, payoffs, strategy)
    assert missed.shape == (2, tree.players)
    for player in range(tree.players):
        sets = np.flatnonzero(tree.infoset_player == player)
        best = np.full(2, -np.inf)
        for plan in product(*(range(k) for k in np.diff(tree.infoset_start)[sets])):
            changed = strategy.copy()
            for infoset, action in zip(sets, plan, strict=True):
                actions = slice(*tree.infoset_start[infoset : infoset + 2])
                changed[:, actions] = 0.0
                changed[:, actions.start + action] = 1.0
            best = np.maximum(best, expected_payoffs(tree, payoffs, changed)[:, player])
        assert_allclose(missed[:, player], best - now[:, player], atol=1e-12)


def test_residual_of_uniform_play_is_zero_at_precision_0_and_not_above():
    tree = random_tree(2)
    payoffs = random_payoffs(tree, 2, 2)
    uniform = np.repeat(1 / np.diff(tree.infoset_start), np.diff(tree.infoset_start))
    precision = np.array([[0.0] * tree.players, [1.0] * tree.players])
    left = residual(tree, payoffs, precision, np.stack([uniform, uniform]))
    assert left[0] < 1e-15
    assert left[1] > 0.01


def test_shapes_are_checked():
    found = game(SIGNAL)
    with pytest.raises(ShapeError, match=r"strategy has shape \(1, 3\)"):
        reach(found.tree, found.payoffs, np.ones((1, 3)))
    with pytest.raises(ShapeError, match="no information set 7"):
        reach(found.tree, found.payoffs, np.ones((1, 8)), {7: 0})
