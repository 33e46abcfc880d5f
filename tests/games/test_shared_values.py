"""Values worked out once, beliefs asked for where they matter, outcomes that pay one player."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.games.random_games import random_payoffs, random_tree

from twofront.games import (
    Game,
    InfosetLabel,
    Payoffs,
    ShapeError,
    Tree,
    TreeError,
    expected_payoffs,
    format_efg,
    qre_gradient,
    regret,
    residual,
    solve_qre,
)
from twofront.games.schedule import lay_out

DRAWS = 6


def coarse(seed: int, outcomes: int = 3) -> Tree:
    """A random tree of few outcomes, so that many of its nodes are worth the same."""
    tree = random_tree(seed, stages=5)
    return replace(tree, outcome=np.where(tree.outcome > 0, 1 + tree.outcome % outcomes, 0))


def paying_one(tree: Tree, seed: int) -> tuple[Tree, Payoffs]:
    """The tree with a payee of every outcome, and payoffs stated so."""
    rng = np.random.default_rng(seed)
    payee = rng.integers(-1, tree.players, tree.outcomes).astype(np.int32)
    payoffs = random_payoffs(tree, DRAWS, seed)
    outcome = payoffs.outcome[:, :, :1].copy()
    outcome[:, payee < 0] = 0.0
    return replace(tree, payee=payee), Payoffs(outcome, payoffs.chance)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_shared_is_an_equilibrium_of_the_whole_game(seed):
    tree = coarse(seed)
    payoffs, precision = random_payoffs(tree, DRAWS, seed), np.full((DRAWS, tree.players), 2.0)
    found = solve_qre(tree, payoffs, precision)
    assert found.solved.all()
    assert residual(tree, payoffs, precision, found.strategy).max() < 1e-7


@pytest.mark.parametrize("seed", range(12))
def test_naming_the_payee_changes_no_answer(seed):
    tree, payoffs = paying_one(coarse(seed, 9), seed)
    whole, each = replace(tree, payee=None), Payoffs(payoffs.by_player(tree), payoffs.chance)
    precision = np.full((DRAWS, tree.players), 2.0)
    found, same = solve_qre(tree, payoffs, precision), solve_qre(whole, each, precision)
    assert_allclose(found.strategy, same.strategy, atol=1e-8)
    by_one = tree, payoffs, found.strategy
    by_all = whole, each, found.strategy
    for ask in (expected_payoffs, regret):
        assert_allclose(ask(*by_one), ask(*by_all), atol=1e-12)
    assert_allclose(
        residual(tree, payoffs, precision, found.strategy),
        residual(whole, each, precision, found.strategy),
        atol=1e-14,
    )
    weight = np.random.default_rng(seed).normal(size=found.strategy.shape)
    slope = qre_gradient(tree, payoffs, precision, found.strategy, weight)
    wide = qre_gradient(whole, each, precision, found.strategy, weight)
    paying = np.flatnonzero(tree.payee >= 0)
    assert slope.outcome.shape == payoffs.outcome.shape
    assert_allclose(
        slope.outcome[:, paying, 0], wide.outcome[:, paying, tree.payee[paying]], atol=1e-7
    )
    assert_allclose(slope.precision, wide.precision, atol=1e-7)


def test_a_file_tells_what_an_outcome_pays_everyone():
    tree, payoffs = paying_one(coarse(3, 9), 3)
    one = Payoffs(payoffs.outcome[:1], payoffs.chance[:1])
    sizes = np.diff(tree.infoset_start).tolist()
    labels = tuple(
        InfosetLabel(int(player) + 1, number + 1, "", tuple(map(str, range(size))))
        for number, (player, size) in enumerate(zip(tree.infoset_player, sizes, strict=True))
    )
    names = tuple(f"player {number}" for number in range(tree.players))
    game = Game(title="", players=names, tree=tree, payoffs=one, infosets=labels)
    each = Payoffs(one.by_player(tree), one.chance)
    same = replace(game, tree=replace(tree, payee=None), payoffs=each)
    assert format_efg(game) == format_efg(same)


def hidden(depends: bool) -> Tree:
    """One player moves unseen, another answers; his payoff may depend on what he did not see."""
    return Tree(
        parent=np.array([-1, 0, 0, 1, 1, 2, 2], np.int32),
        kind=np.array([1, 1, 1, 0, 0, 0, 0], np.int8),
        player=np.array([0, 1, 1, -1, -1, -1, -1], np.int32),
        infoset=np.array([0, 1, 1, -1, -1, -1, -1], np.int32),
        edge=np.array([-1, 0, 1, 2, 3, 2, 3], np.int32),
        outcome=np.array([[0, 0, 0, 1, 2, 3 if depends else 1, 2]], np.int32).T,
        infoset_player=np.array([0, 1], np.int32),
        infoset_start=np.array([0, 2, 4], np.int32),
        players=2,
    )


@pytest.mark.parametrize("depends", [False, True])
def test_beliefs_are_asked_for_only_where_what_is_compared_depends_on_them(depends):
    tree = hidden(depends)
    tree.validate()
    assert (lay_out(tree, {}).fed > 0) is depends
    payoffs, precision = random_payoffs(tree, DRAWS, 5), np.full((DRAWS, 2), 3.0)
    found = solve_qre(tree, payoffs, precision)
    assert residual(tree, payoffs, precision, found.strategy).max() < 1e-8


def test_nodes_worth_the_same_are_valued_once():
    assert len(lay_out(hidden(False), {}).value_init) == 1
    assert len(lay_out(hidden(True), {}).value_init) == 2


def test_a_payee_is_a_player_and_there_is_one_for_each_outcome():
    tree, payoffs = paying_one(coarse(3), 3)
    tree.validate()
    for wrong, says in (
        (np.full(tree.outcomes, tree.players, np.int32), "payee names a player below -1 or above"),
        (tree.payee[:-1], "payee has shape"),
        (tree.payee.astype(np.float64), "payee is of type float64"),
    ):
        with pytest.raises(TreeError, match=says):
            replace(tree, payee=wrong).validate()
    with pytest.raises(ShapeError, match=f"outcome pays {tree.players} players, not 1"):
        Payoffs(payoffs.by_player(tree), payoffs.chance).check(tree)
