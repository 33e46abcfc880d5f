"""Which equilibrium is found: the solver against a slow walk along the principal branch.

A residual says that an answer is an equilibrium, not which. The walk in plain_branch.py
shares nothing with the solver but the tree, and is itself held to closed forms first.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nested_games import bimatrix, solved
from numpy.testing import assert_allclose
from plain_branch import follow
from random_games import random_payoffs, random_tree

from twofront.games import Game, Payoffs, Status, Tree, solve_qre

SIZES = np.array([0.3, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])


def check(tree: Tree, payoffs: Payoffs, sizes: np.ndarray = SIZES) -> int:
    """Compare at rising precisions; returns how often the branch had turned on the way."""
    precision = np.repeat(sizes[:, None], tree.players, axis=1)
    walk = follow(tree, payoffs, precision[-1], sizes / sizes[-1])
    alike = Payoffs(
        np.repeat(payoffs.outcome, len(sizes), axis=0),
        np.repeat(payoffs.chance, len(sizes), axis=0),
    )
    found = solve_qre(tree, alike, precision)
    for size, status, strategy, walked, turns in zip(
        sizes, found.status, found.strategy, walk.found, walk.turns, strict=True
    ):
        assert walked is not None, f"the walk gives up before {size:g}"
        wanted = Status.TURNED if turns else Status.SOLVED
        assert status in (wanted, Status.SOLVED), f"{Status(status).meaning}, at {size:g}"
        assert_allclose(strategy, walked, atol=1e-6, err_msg=f"precision {size:g}")
    return walk.turns[-1]


# The walk itself.


@pytest.mark.parametrize("tilt", [0.001, 0.01, 0.05, 0.5])
def test_the_walk_keeps_to_the_side_of_a_nearly_balanced_game(tilt):
    """Meeting at a place worth 1 + tilt or 1: P(first) solves log-odds = L ((2 + tilt) p - 1)."""
    game = bimatrix(np.diag([1 + tilt, 1]), np.diag([1 + tilt, 1]))
    walk = follow(game.tree, game.payoffs, np.full(2, 20.0), SIZES / 20)
    for size, walked in zip(SIZES, walk.found, strict=True):
        first = walked[0]
        assert first > 0.5
        assert_allclose(np.log(first / walked[1]), size * ((2 + tilt) * first - 1), atol=1e-8)
    assert walk.turns[-1] == 0


# Found by search: the column player's second column is lost to mixing near 8.5.
TURNING = (
    [[-0.54, -0.49, -1.06], [-1.33, -1.55, 0.5], [1.12, 0.44, 0.29]],
    [[0.29, -0.13, 0.97], [-0.78, 1.07, -0.16], [-0.06, -1.23, 0.08]],
)


def test_the_walk_passes_turns_and_so_does_the_solver():
    game = bimatrix(*TURNING)
    sizes = np.array([2.0, 8.0, 9.0, 12.0, 20.0])
    walk = follow(game.tree, game.payoffs, np.full(2, 20.0), sizes / 20)
    assert walk.turns == [0, 0, 2, 2, 2]
    assert np.abs(walk.found[2] - walk.found[1]).max() > 0.2
    check(game.tree, game.payoffs, sizes)


# Games in which another equilibrium passes close by.


def tilted(seed: int, size: int) -> Game:
    """Meeting at one of some places worth about 1 each, with small differences everywhere."""
    draw = np.random.default_rng(seed)
    worth = draw.uniform(0.9, 1.1, size=(2, 1, size)) * np.eye(size)
    return bimatrix(*(worth + 0.1 * draw.normal(size=(2, size, size))))


NEARLY_BALANCED = {
    "meeting, 1.05 against 1": bimatrix(np.diag([1.05, 1]), np.diag([1.05, 1])),
    "meeting, 1.2 against 1": bimatrix(np.diag([1.2, 1]), np.diag([1.2, 1])),
    "meeting, opposed": bimatrix(np.diag([2, 0.4]), np.diag([0.7, 2.5])),
    "battle of the sexes, 2.1 against 2": bimatrix(np.diag([2.1, 1]), np.diag([1, 2])),
    "three places": bimatrix(np.diag([1, 0.97, 0.94]), np.diag([1, 0.97, 0.94])),
    "chicken": bimatrix([[0, 3.1], [1, 2]], [[0, 1], [3, 2]]),
    # Found by search among whole numbers: no near tie is in sight, yet the branch bends.
    "whole numbers, 38": bimatrix(
        [[1, 0, -1], [-1, 2, 2], [0, 1, 0]], [[5, -2, -2], [1, 5, 2], [0, 3, 2]]
    ),
    "whole numbers, 83": bimatrix(
        [[4, -1, 1], [-2, 1, 1], [0, -1, 2]], [[2, 0, -1], [-2, 5, 0], [0, -1, 2]]
    ),
    "whole numbers, 99": bimatrix(
        [[5, 1, 2], [1, 1, 1], [3, 3, 5]], [[3, -1, 1], [1, 1, 3], [1, 0, 2]]
    ),
}


@pytest.mark.parametrize("game", NEARLY_BALANCED.values(), ids=NEARLY_BALANCED)
def test_nearly_balanced_games_are_solved_on_the_branch(game):
    assert check(game.tree, game.payoffs) == 0


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 3))
def test_tilted_meetings_are_solved_on_the_branch(seed, size):
    game = tilted(seed, size)
    check(game.tree, game.payoffs)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 4), st.integers(2, 4))
def test_random_bimatrix_games_are_solved_on_the_branch(seed, rows, columns):
    draw = np.random.default_rng(seed)
    game = bimatrix(*draw.normal(size=(2, rows, columns)))
    check(game.tree, game.payoffs)


# Random trees: chance, partial sight, simultaneous moves, payoffs at inner nodes, two a node.


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 4))
def test_random_trees_are_solved_on_the_branch(seed, players):
    tree = random_tree(seed, stages=3, players=players)
    check(tree, random_payoffs(tree, 1, seed))


@pytest.mark.slow
@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 3), st.sampled_from([0.3, 1.0, 3.0]))
def test_deeper_random_trees_are_solved_on_the_branch(seed, players, scale):
    tree = random_tree(seed, stages=4, players=players)
    check(tree, random_payoffs(tree, 1, seed, scale))


# seed, stages, players, scale: trees in which another equilibrium was once taken for the branch's
CAUGHT = [(52, 4, 3, 1.0)]


@pytest.mark.parametrize(("seed", "stages", "players", "scale"), CAUGHT)
def test_trees_that_once_misled_are_solved_on_the_branch(seed, stages, players, scale):
    tree = random_tree(seed, stages=stages, players=players)
    check(tree, random_payoffs(tree, 1, seed, scale))


@pytest.mark.parametrize("seed", range(6))
def test_players_of_unlike_precision_are_solved_on_the_branch(seed):
    tree = random_tree(seed, stages=3, players=3)
    payoffs = random_payoffs(tree, 1, seed)
    precision = np.array([1.0, 4.0, 16.0])
    walk = follow(tree, payoffs, precision)
    found = solve_qre(tree, payoffs, precision[None])
    assert found.status[0] == Status.SOLVED
    assert_allclose(found.strategy[0], walk.found[0], atol=1e-6)


def test_draws_of_one_game_keep_to_their_own_branch():
    """The same game at many precisions in one call: no draw follows its neighbours."""
    game = NEARLY_BALANCED["meeting, 1.05 against 1"]
    sizes = np.linspace(0.5, 12.0, 24)
    walk = follow(game.tree, game.payoffs, np.full(2, 12.0), sizes / 12)
    assert_allclose(solved(game, sizes).found.strategy, walk.found, atol=1e-6)
