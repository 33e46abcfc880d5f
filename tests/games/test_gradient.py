"""Derivatives of equilibria: closed forms, finite differences, and draws that have none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nested_games import Lot, Move, bimatrix, one_shot, pay, place, written
from numpy.testing import assert_allclose, assert_array_equal
from random_games import random_payoffs, random_tree
from small_games import ONE_SHOT, SIGNAL, TWO_BY_TWO, game, many

from twofront.games import (
    Gradient,
    GradientStatus,
    NodeKind,
    Payoffs,
    ShapeError,
    Tree,
    qre_gradient,
    reach,
    reach_gradient,
    solve_qre,
)

TIGHT = 1e-12


def solved(tree, payoffs, precision, **options):
    return solve_qre(tree, payoffs, precision, tolerance=TIGHT, **options).strategy


def weights(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def direction(tree: Tree, payoffs: Payoffs, seed: int):
    """A change of payoffs, chances and precision that leaves chances adding to 1."""
    rng = np.random.default_rng(seed)
    outcome = rng.normal(size=payoffs.outcome.shape)
    outcome[:, 0] = 0
    chance = 0.05 * rng.normal(size=payoffs.chance.shape)
    below = np.flatnonzero(tree.kind[tree.parent[1:]] == NodeKind.CHANCE) + 1
    for node in np.unique(tree.parent[below]):
        edges = tree.edge[below[tree.parent[below] == node]]
        chance[:, edges] -= chance[:, edges].mean(axis=1, keepdims=True)
    return outcome, chance, 0.3 * rng.normal(size=(payoffs.draws, tree.players))


def along(found: Gradient, outcome, chance, precision):
    """What the gradient says of a direction, `[D]`."""
    parts = (found.outcome, outcome), (found.chance, chance), (found.precision, precision)
    return sum((slope * change).reshape(len(slope), -1).sum(axis=1) for slope, change in parts)


def by_differences(objective, payoffs, precision, change, step=1e-4):
    """The same by differences of fourth order, `[D]`."""
    outcome, chance, keen = change

    def at(t):
        moved = Payoffs(payoffs.outcome + t * outcome, payoffs.chance + t * chance)
        return objective(moved, precision + t * keen)

    near, far = at(step) - at(-step), at(2 * step) - at(-2 * step)
    return (8 * near - far) / (12 * step)


def assert_agrees(tree, payoffs, precision, fixed=None, seed=0, tolerance=1e-7, step=1e-4):
    """Gradient and differences agree along a direction in all numbers at once."""
    strategy = solved(tree, payoffs, precision, fixed=fixed)
    weight = weights(strategy.shape, seed)
    found = qre_gradient(tree, payoffs, precision, strategy, weight, fixed=fixed)
    change = direction(tree, payoffs, seed + 1)

    def objective(moved, keen):
        again = solved(tree, moved, keen, fixed=fixed, start=strategy)
        return (weight * again).sum(axis=1)

    assert found.solved.all()
    slopes = by_differences(objective, payoffs, precision, change, step)
    assert_allclose(along(found, *change), slopes, atol=tolerance, rtol=tolerance)


def test_one_choice_has_the_derivatives_of_logit_choice():
    found = game(ONE_SHOT)
    precision = np.array([[0.0], [0.5], [2.0]])
    payoffs = many(found, 3)
    strategy = solved(found.tree, payoffs, precision)
    weight = weights(strategy.shape)
    by = qre_gradient(found.tree, payoffs, precision, strategy, weight)
    tilt = strategy * (weight - (strategy * weight).sum(axis=1, keepdims=True))
    assert_allclose(by.outcome[:, 1:, 0], precision * tilt, atol=1e-14)
    assert_allclose(by.precision[:, 0], tilt @ [1, 0.5, -1], atol=1e-14)
    assert_array_equal(by.outcome[:, 0], 0)
    assert by.chance.shape == (3, 0)
    assert (by.status.dtype, by.residual.dtype) == (np.int8, np.float64)


@pytest.mark.parametrize("precision", [0.3, 1.0, 3.0])
def test_matching_pennies_obeys_its_two_equations_differentiated(precision):
    prize = 4.0
    found = game(TWO_BY_TWO, a=prize, b=1)
    keen = np.full((1, 2), precision)
    strategy = solved(found.tree, found.payoffs, keen)
    up, left = strategy[0, [0, 2]]
    by = qre_gradient(found.tree, found.payoffs, keen, strategy, np.array([[1.0, 0, 0, 0]]))
    # up = L(p ((a + 1) left - 1)), left = L(p (1 - 2 up)), L' = L (1 - L)
    steep = precision * up * (1 - up), precision * left * (1 - left)
    whole = 1 + steep[0] * (prize + 1) * steep[1] * 2
    assert_allclose(by.outcome[0, 1, 0], steep[0] * left / whole, rtol=1e-9)
    row = up * (1 - up) * ((prize + 1) * left - 1)
    column = left * (1 - left) * (1 - 2 * up)
    assert_allclose(by.precision[0, 0], row / whole, rtol=1e-9)
    assert_allclose(by.precision[0, 1], steep[0] * (prize + 1) * column / whole, rtol=1e-8)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.3, 1.0, 3.0]))
def test_agrees_with_differences_on_random_trees(seed, size):
    tree = random_tree(seed, stages=4)
    payoffs = random_payoffs(tree, 2, seed)
    assert_agrees(tree, payoffs, np.full((2, tree.players), size), seed=seed, tolerance=1e-6)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_agrees_with_differences_when_sets_are_fixed(seed):
    tree = random_tree(seed, stages=4)
    payoffs = random_payoffs(tree, 2, seed)
    fixed = {infoset: 0 for infoset in (0, tree.infosets - 1) if infoset >= 0}
    precision = np.full((2, tree.players), 1.0)
    assert_agrees(tree, payoffs, precision, fixed=fixed, seed=seed, tolerance=1e-6)


def test_every_partial_derivative_of_a_signalling_game():
    found = game(SIGNAL)
    precision = np.array([[1.5, 2.5]])
    strategy = solved(found.tree, found.payoffs, precision)
    weight = weights(strategy.shape)
    by = qre_gradient(found.tree, found.payoffs, precision, strategy, weight)

    def objective(moved, keen):
        return (weight * solved(found.tree, moved, keen)).sum(axis=1)

    still = tuple(map(np.zeros_like, (found.payoffs.outcome, found.payoffs.chance, precision)))
    for part, slopes in enumerate((by.outcome, by.precision)):
        for place_ in np.ndindex(slopes[0].shape):
            if part == 0 and place_[0] == 0:
                continue
            change = tuple(each.copy() for each in still)
            change[2 * part][(0, *place_)] = 1.0
            slope = by_differences(objective, found.payoffs, precision, change)
            assert_allclose(slopes[(0, *place_)], slope[0], atol=1e-8)
    change = (still[0], np.array([[1.0, -1.0]]), still[2])
    slope = by_differences(objective, found.payoffs, precision, change)
    assert_allclose(by.chance[0, 0] - by.chance[0, 1], slope[0], atol=1e-8)


def test_shared_chance_edges_shared_outcomes_several_at_a_node_and_inner_payoffs():
    tree = random_tree(11, stages=4)
    assert (tree.outcome[:, 0] * tree.outcome[:, 1] > 0).any()
    assert (tree.outcome[tree.kind != NodeKind.LEAF] != 0).any()
    below = np.flatnonzero(tree.kind[tree.parent[1:]] == NodeKind.CHANCE) + 1
    lots = np.unique(tree.parent[below])
    size = int((tree.parent == lots[0]).sum())
    fields = {name: getattr(tree, name) for name in Tree.__slots__}
    edge = tree.edge.copy()
    edge[below] %= size
    shared = Tree(**{**fields, "edge": edge, "outcome": np.minimum(tree.outcome, 5)})
    shared.validate()
    assert shared.chance_edges == size
    assert len(lots) > 1
    assert_agrees(shared, random_payoffs(shared, 3, 1), np.full((3, shared.players), 1.5))


def test_outcomes_beyond_those_of_the_tree_have_slope_0():
    found = game(SIGNAL)
    more = np.concatenate([found.payoffs.outcome, np.ones((1, 2, 2))], axis=1)
    strategy = solved(found.tree, found.payoffs, np.ones((1, 2)))
    both = [
        qre_gradient(found.tree, payoffs, np.ones((1, 2)), strategy, weights(strategy.shape))
        for payoffs in (found.payoffs, Payoffs(more, found.payoffs.chance))
    ]
    assert_array_equal(both[1].outcome[:, :-2], both[0].outcome)
    assert_array_equal(both[1].outcome[:, -2:], 0)


def test_a_draw_has_the_same_gradient_in_any_batch_or_order():
    tree = random_tree(7, stages=4)
    draws = 61
    payoffs = random_payoffs(tree, draws, 1)
    precision = np.exp(np.random.default_rng(2).uniform(-1, 3, (draws, 1))) * np.ones(tree.players)
    strategy = solved(tree, payoffs, precision)
    weight = weights(strategy.shape)
    whole = qre_gradient(tree, payoffs, precision, strategy, weight)
    order = np.random.default_rng(3).permutation(draws)
    for part in (order[:1], order[1:12], order[12:]):
        chunk = Payoffs(payoffs.outcome[part], payoffs.chance[part])
        found = qre_gradient(tree, chunk, precision[part], strategy[part], weight[part])
        for name in Gradient.__slots__:
            assert_array_equal(getattr(found, name), getattr(whole, name)[part])


def test_a_draw_at_a_fork_has_none_and_leaves_the_others_alone():
    found = bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    precision = np.repeat([[1.0], [2.0], [2.0 + 1e-9], [1.9]], 2, axis=1)
    payoffs = many(found, 4)
    uniform = np.full((4, 4), 0.5)
    weight = np.repeat([[1.0, 0, 0, 0]], 4, axis=0)
    by = qre_gradient(found.tree, payoffs, precision, uniform, weight)
    singular = GradientStatus.SINGULAR
    assert by.status.tolist() == [0, singular, singular, 0]
    for rows in (by.outcome, by.precision):
        assert_array_equal(np.isnan(rows).all(axis=tuple(range(1, rows.ndim))), ~by.solved)
        assert np.isfinite(rows[by.solved]).all()
    alone = qre_gradient(found.tree, many(found, 1), precision[3:], uniform[3:], weight[3:])
    assert_array_equal(alone.outcome[0], by.outcome[3])
    # Of x = L(p y), y = L(p x), x and y in differences: L' = 1/4 of p times 2 at uniform play.
    assert_allclose(by.outcome[3, 1, 0], 0.25 * 1.9 * 0.5 / (1 - 0.95**2), rtol=1e-12)


def test_draws_without_a_derivative_say_why():
    found = game(SIGNAL)
    payoffs = many(found, 6)
    precision = np.full((6, 2), 2.0)
    precision[4] = 50.0
    payoffs.outcome[4, [1, 2, 5, 6], 0] -= 40.0
    strategy = solved(found.tree, payoffs, precision)
    weight = weights((1, 8)).repeat(6, axis=0)
    payoffs.outcome[0, 3, 1] = np.nan
    payoffs.chance[1] = [0.7, 0.7]
    weight[2, 0] = np.inf
    strategy[3, :2] = [0.9, 0.1]
    by = qre_gradient(found.tree, payoffs, precision, strategy, weight)
    kind = GradientStatus
    assert by.status.tolist() == [
        kind.REFUSED, kind.REFUSED, kind.REFUSED, kind.NOT_EQUILIBRIUM, kind.VANISHING_REACH, 0,
    ]  # fmt: skip
    assert np.isnan(by.outcome[:5]).all()
    assert np.isnan(by.chance[:5]).all()
    assert np.isfinite(by.outcome[5]).all()
    assert all(GradientStatus(each).meaning for each in by.status)


def test_numbers_that_are_no_probabilities_are_no_equilibrium():
    found = game(SIGNAL)
    strategy = solved(found.tree, many(found, 2), np.ones((2, 2)))
    strategy[0, 0] = np.nan
    strategy[1, 4] = -0.5
    by = qre_gradient(found.tree, many(found, 2), np.ones((2, 2)), strategy, np.ones((2, 8)))
    assert (by.status == GradientStatus.NOT_EQUILIBRIUM).all()


def test_at_chance_0_the_slope_is_from_above_and_sets_out_of_reach_count_for_nothing():
    found = game(SIGNAL)
    odds = np.array([[1.0, 0.0], [1 - 1e-7, 1e-7]])
    payoffs = Payoffs(many(found, 2).outcome, odds)
    precision = np.full((2, 2), 2.0)
    strategy = solved(found.tree, payoffs, precision)
    weight = np.repeat(weights((1, 8)), 2, axis=0)
    weight[1, 6:] = 0.0
    by = qre_gradient(found.tree, payoffs, precision, strategy, weight)
    assert by.solved.all()
    for slopes in (by.outcome, by.precision, by.chance @ [[1.0], [-1.0]]):
        assert_allclose(slopes[0], slopes[1], atol=1e-5, rtol=1e-4)
    other = weight.copy()
    other[0, 6:] = 100.0
    again = qre_gradient(found.tree, payoffs, precision, strategy, other)
    assert_array_equal(again.outcome[0], by.outcome[0])


def test_slopes_keep_their_digits_at_high_precision():
    tree = random_tree(52, stages=4)
    payoffs = random_payoffs(tree, 16, 52)
    precision = np.full((16, tree.players), 20.0)
    assert_agrees(tree, payoffs, precision, tolerance=1e-6, step=1e-5)


def test_weights_add_and_none_gives_none():
    tree = random_tree(3, stages=4)
    payoffs = random_payoffs(tree, 5, 0)
    precision = np.full((5, tree.players), 2.0)
    strategy = solved(tree, payoffs, precision)
    one, other = weights(strategy.shape, 1), weights(strategy.shape, 2)
    parts = [
        qre_gradient(tree, payoffs, precision, strategy, weight)
        for weight in (one, other, one - 2 * other, 0 * one, one * 1e-200)
    ]
    for name in ("outcome", "chance", "precision"):
        first, second, both, none, small = (getattr(part, name) for part in parts)
        assert_allclose(both, first - 2 * second, atol=1e-9)
        assert_array_equal(none, 0)
        assert_allclose(small * 1e200, first, atol=1e-9)


def test_a_weight_that_every_strategy_gives_the_same_has_slope_0():
    tree = random_tree(5, stages=4)
    payoffs = random_payoffs(tree, 3, 0)
    precision = np.full((3, tree.players), 2.0)
    strategy = solved(tree, payoffs, precision)
    by = qre_gradient(tree, payoffs, precision, strategy, np.ones(strategy.shape))
    assert_allclose(by.outcome, 0, atol=1e-11)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_likelihood_of_observed_ends_through_reach(seed):
    tree = random_tree(seed, stages=3)
    payoffs = random_payoffs(tree, 2, seed)
    precision = np.full((2, tree.players), 1.5)
    strategy = solved(tree, payoffs, precision)
    seen = np.random.default_rng(seed).integers(0, 4, (2, len(tree.leaves)))

    def objective(moved, keen):
        again = solved(tree, moved, keen, start=strategy)
        return (seen * np.log(reach(tree, moved, again))).sum(axis=1)

    ends = seen / reach(tree, payoffs, strategy)
    weight, direct = reach_gradient(tree, payoffs, strategy, ends)
    by = qre_gradient(tree, payoffs, precision, strategy, weight)
    change = direction(tree, payoffs, seed)
    slopes = by_differences(objective, payoffs, precision, change)
    told = along(by, *change) + (direct * change[1]).sum(axis=1)
    assert_allclose(told, slopes, atol=1e-6, rtol=1e-6)


def test_reach_gradient_under_a_forced_move():
    found = game(SIGNAL)
    strategy = solved(found.tree, found.payoffs, np.ones((1, 2)))
    leaf = weights((1, 8))
    weight, chance = reach_gradient(found.tree, found.payoffs, strategy, leaf, {0: 0})
    assert_array_equal(weight[0, :2], 0)
    rest, odds = weights((1, 8), 1), np.array([[1.0, -1.0]])

    def at(t):
        moved = Payoffs(found.payoffs.outcome, found.payoffs.chance + t * odds)
        return (leaf * reach(found.tree, moved, strategy + t * rest, {0: 0})).sum()

    # Three moves on a path: the second difference of fourth order is exact.
    slope = (8 * (at(0.01) - at(-0.01)) - (at(0.02) - at(-0.02))) / 0.12
    assert_allclose((weight * rest).sum() + (chance * odds).sum(), slope, rtol=1e-10)


def test_a_lot_before_hidden_types_moves_beliefs():
    def enters(kind: str, worth: float) -> Move:
        reply = Move(1, "came", {"let": pay(1, worth), "bar": pay(-1, -worth)})
        return Move(0, kind, {"stay": pay(0, 0), "come": reply})

    hidden = {"kind": (0.3, enters("kind", 1.0)), "cruel": (0.7, enters("cruel", -1.0))}
    found = written(2, Lot(hidden))
    precision = np.full((1, 2), 1.2)
    strategy = solved(found.tree, found.payoffs, precision)
    weight = np.zeros((1, found.tree.actions))
    weight[0, place(found, 1, "came", "let")] = 1.0
    by = qre_gradient(found.tree, found.payoffs, precision, strategy, weight)
    assert by.chance[0, 0] > 0 > by.chance[0, 1]
    assert_agrees(found.tree, found.payoffs, precision)


def test_no_draws_and_32_bits_are_no_problem():
    found = one_shot(1.0, 0.0)
    empty = np.zeros((0, 2))
    none = qre_gradient(found.tree, many(found, 0), np.zeros((0, 1)), empty, empty)
    assert none.outcome.shape == (0, 3, 1)
    short = solve_qre(found.tree, found.payoffs, np.ones((1, 1)), dtype=np.float32).strategy
    by = qre_gradient(found.tree, found.payoffs, np.ones((1, 1)), short, short)
    assert by.solved.all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"precision": np.ones((2, 2))}, "precision has shape"),
        ({"strategy": np.ones((1, 3))}, "strategy has shape"),
        ({"weight": np.ones((1, 3))}, "weight has shape"),
        ({"fixed": {9: 0}}, "no information set 9"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, words):
    found = game(SIGNAL)
    wanted = {"precision": np.ones((1, 2)), "strategy": np.ones((1, 8)), "weight": np.ones((1, 8))}
    with pytest.raises(ShapeError, match=words):
        qre_gradient(found.tree, found.payoffs, **{**wanted, **change})
    with pytest.raises(ShapeError, match="leaf_weight has shape"):
        reach_gradient(found.tree, found.payoffs, np.ones((1, 8)), np.ones((1, 9)))


@pytest.mark.slow
def test_agrees_with_differences_on_the_flagship():
    from twofront.scenario import load
    from twofront.study.sample import draws
    from twofront.world import compile_scenario
    from twofront.world import payoffs as paid

    scenario = load(Path(__file__).resolve().parents[2] / "scenarios" / "two-front")
    program = compile_scenario(scenario)
    tree, payoffs = program.tree, paid(program, draws(scenario, 1, np.arange(3)))
    assert_agrees(tree, payoffs, np.full((3, tree.players), 3.0), tolerance=1e-6)
