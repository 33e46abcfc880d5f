"""The solver: closed forms, the slow solver, independence of draws, and failures with a status."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from plain_solver import solve_plainly
from random_games import random_payoffs, random_tree
from small_games import ONE_SHOT, SIGNAL, TWO_BY_TWO, game, many

from twofront.games import (
    NodeKind,
    Payoffs,
    ShapeError,
    Status,
    Tree,
    expected_payoffs,
    regret,
    residual,
    solve_qre,
)


def test_one_choice_is_logit_choice():
    found = game(ONE_SHOT)
    precision = np.array([[0.0], [0.5], [2.0], [50.0]])
    solved = solve_qre(found.tree, many(found, 4), precision)
    weight = np.exp(precision * (np.array([1, 0.5, -1]) - 1))
    assert_allclose(solved.strategy, weight / weight.sum(axis=1, keepdims=True), atol=1e-14)
    assert solved.strategy.dtype == np.float64
    assert solved.strategy.shape == (4, 3)
    assert (solved.status.dtype, solved.sweeps.dtype) == (np.int8, np.int32)
    assert (solved.status == Status.SOLVED).all()


@pytest.mark.parametrize("prize", [1.0, 4.0, 9.0])
@pytest.mark.parametrize("precision", [0.3, 1.0, 3.0, 20.0])
def test_asymmetric_matching_pennies_solves_its_two_equations(prize, precision):
    found = game(TWO_BY_TWO, a=prize, b=1)
    solved = solve_qre(found.tree, found.payoffs, np.full((1, 2), precision))
    up, left = solved.strategy[0, [0, 2]]
    assert_allclose(up, 1 / (1 + np.exp(precision * ((1 - left) - prize * left))), atol=1e-8)
    assert_allclose(left, 1 / (1 + np.exp(precision * (up - (1 - up)))), atol=1e-8)
    assert solved.solved.all()


def test_high_precision_nears_the_mixed_nash_equilibrium():
    found = game(TWO_BY_TWO, a=4, b=1)
    solved = solve_qre(found.tree, many(found, 3), np.repeat([[5.0], [50.0], [500.0]], 2, axis=1))
    away = np.abs(solved.strategy[:, [0, 2]] - [0.5, 0.2]).max(axis=1)
    assert away[0] > away[1] > away[2]
    assert away[2] < 0.01
    assert regret(found.tree, many(found, 3), solved.strategy)[2].max() < 0.01


@pytest.mark.slow
@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.3, 1.0, 2.0]))
def test_agrees_with_the_slow_solver_on_random_trees(seed, size):
    tree = random_tree(seed, stages=3)
    tree.validate()
    payoffs = random_payoffs(tree, 1, seed)
    precision = np.full((1, tree.players), size)
    solved = solve_qre(tree, payoffs, precision, tolerance=1e-10)
    assert solved.status[0] == Status.SOLVED
    assert_allclose(solved.strategy[0], solve_plainly(tree, payoffs, precision[0]), atol=1e-7)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([8.0, 50.0]))
def test_every_draw_of_a_random_tree_is_solved_up_to_precision_50(seed, size):
    tree = random_tree(seed, stages=4)
    payoffs = random_payoffs(tree, 12, seed)
    precision = np.full((12, tree.players), size)
    solved = solve_qre(tree, payoffs, precision)
    again = residual(tree, payoffs, precision, solved.strategy)
    for draw, status in enumerate(solved.status):
        assert status in (Status.SOLVED, Status.TURNED, Status.LOOSE), Status(status).meaning
        assert again[draw] <= 1e-6
    assert_allclose(solved.residual, again, atol=1e-8)


def test_a_draw_has_the_same_answer_in_any_batch_order_or_chunk():
    tree = random_tree(7, stages=4)
    draws = 61
    payoffs = random_payoffs(tree, draws, 1)
    precision = np.exp(np.random.default_rng(2).uniform(-1, 3, (draws, 1))) * np.ones(tree.players)
    whole = solve_qre(tree, payoffs, precision)
    order = np.random.default_rng(3).permutation(draws)
    parts = [order[:1], order[1:12], order[12:]]
    for part in parts:
        chunk = Payoffs(payoffs.outcome[part], payoffs.chance[part])
        solved = solve_qre(tree, chunk, precision[part])
        assert_array_equal(solved.strategy, whole.strategy[part])
        assert_array_equal(solved.residual, whole.residual[part])
        assert_array_equal(solved.sweeps, whole.sweeps[part])


def test_inner_payoffs_equal_payoffs_at_leaves():
    tree = random_tree(11, stages=4)
    payoffs = random_payoffs(tree, 5, 4)
    moved, pushed = pushed_to_leaves(tree, payoffs)
    precision = np.full((5, tree.players), 2.0)
    assert (tree.outcome[tree.kind != NodeKind.LEAF] != 0).any()
    inner = solve_qre(tree, payoffs, precision)
    outer = solve_qre(moved, pushed, precision)
    assert_allclose(inner.strategy, outer.strategy, atol=1e-7)
    assert_allclose(
        expected_payoffs(tree, payoffs, inner.strategy),
        expected_payoffs(moved, pushed, inner.strategy),
        atol=1e-12,
    )


def pushed_to_leaves(tree: Tree, payoffs: Payoffs) -> tuple[Tree, Payoffs]:
    total = payoffs.outcome[:, tree.outcome].sum(axis=2)
    for node in range(1, tree.nodes):
        total[:, node] += total[:, tree.parent[node]]
    outcome = np.zeros((tree.nodes, 1), np.int32)
    outcome[tree.leaves, 0] = 1 + np.arange(len(tree.leaves))
    fields = {name: getattr(tree, name) for name in Tree.__slots__}
    none = np.zeros((payoffs.draws, 1, tree.players))
    rows = np.concatenate([none, total[:, tree.leaves]], axis=1)
    return Tree(**{**fields, "outcome": outcome}), Payoffs(rows, payoffs.chance)


def test_announced_and_forced_differ_by_the_news_in_the_act():
    found = game(SIGNAL)
    precision = np.full((1, 2), 3.0)
    free = solve_qre(found.tree, found.payoffs, precision)
    announced = solve_qre(found.tree, found.payoffs, precision, fixed={0: 0, 3: 0})
    assert_array_equal(announced.strategy[0, [0, 1, 6, 7]], [1, 0, 1, 0])
    assert_allclose(announced.strategy[0, 2], 1 / (1 + np.exp(3 * 0.5)), atol=1e-12)
    assert_array_equal(announced.strategy[0, 4:6], [0.5, 0.5])
    strong, weak = free.strategy[0, [0, 6]]
    gain = (-2 * strong + weak) / (strong + weak)
    assert_allclose(free.strategy[0, 2], 1 / (1 + np.exp(-3 * gain)), atol=1e-8)
    assert free.strategy[0, 2] < announced.strategy[0, 2] - 0.1
    left = residual(found.tree, found.payoffs, precision, announced.strategy, {0: 0, 3: 0})
    assert left[0] < 1e-12


def test_chances_of_0_are_ignored_and_sets_out_of_reach_play_uniformly():
    found = game(SIGNAL)
    payoffs = Payoffs(many(found, 3).outcome, np.array([[1.0, 0], [0.5, 0.5], [0.0, 1]]))
    precision = np.full((3, 2), 2.0)
    solved = solve_qre(found.tree, payoffs, precision)
    assert (solved.status == Status.SOLVED).all()
    assert_array_equal(solved.strategy[0, 6:8], [0.5, 0.5])
    assert_array_equal(solved.strategy[2, 0:2], [0.5, 0.5])
    assert_allclose(solved.strategy[0, 2], 1 / (1 + np.exp(2 * 2)), atol=1e-10)
    assert_allclose(solved.strategy[2, 2], 1 / (1 + np.exp(-2 * 1)), atol=1e-10)
    assert residual(found.tree, payoffs, precision, solved.strategy).max() < 1e-8


def test_beliefs_survive_moves_too_unlikely_for_64_bits():
    found = game(SIGNAL)
    payoffs = many(found, 1)
    payoffs.outcome[0, [1, 2, 5, 6], 0] -= 40.0
    solved = solve_qre(found.tree, payoffs, np.full((1, 2), 50.0))
    assert solved.strategy[0, [0, 6]].max() < 1e-300
    # Even so the strong stand firm e**(50 * 2) times more often than the weak, at least.
    assert_allclose(solved.strategy[0, 2], 0.0, atol=1e-12)


def test_failures_have_a_status_and_leave_the_others_alone():
    found = game(SIGNAL)
    payoffs = many(found, 5)
    alone = solve_qre(found.tree, found.payoffs, np.full((1, 2), 2.0))
    payoffs.outcome[0, 3, 1] = np.nan
    payoffs.outcome[1, 2, 0] = np.inf
    payoffs.chance[2] = [0.7, 0.7]
    precision = np.full((5, 2), 2.0)
    precision[3, 0] = -1.0
    solved = solve_qre(found.tree, payoffs, precision)
    not_finite = Status.NOT_FINITE
    assert solved.status.tolist() == [not_finite, not_finite, Status.BAD_CHANCE, not_finite, 0]
    assert np.isinf(solved.residual[:4]).all()
    assert_array_equal(solved.strategy[4], alone.strategy[0])
    assert all(Status(status).meaning for status in solved.status)


def test_single_actions_are_certain_and_no_draws_are_no_problem():
    text = 'EFG 2 R "" { "A" } p "" 1 1 "" { "only" } 0 p "" 1 2 "" { "x" "y" } 0 '
    found = game(text + 't "" 1 "" { 1 } t "" 2 "" { 0 }')
    solved = solve_qre(found.tree, found.payoffs, np.full((1, 1), 1.0))
    assert_allclose(solved.strategy[0], [1, 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))])
    none = solve_qre(found.tree, many(found, 0), np.zeros((0, 1)))
    assert none.strategy.shape == (0, 3)


def test_start_leads_to_the_equilibrium_nearby():
    text = """EFG 2 R "meeting" { "Row" "Column" }
    p "" 1 1 "" { "U" "D" } 0
    p "" 2 1 "" { "L" "R" } 0 t "" 1 "" { 2 2 } t "" 2 "" { 0 0 }
    p "" 2 1 0 t "" 2 0 t "" 3 "" { 1 1 }"""
    found = game(text.replace('t "" 2 0 t', 't "" 2 t'))
    precision = np.full((1, 2), 6.0)
    usual = solve_qre(found.tree, found.payoffs, precision)
    start = np.array([[0.01, 0.99, 0.01, 0.99]])
    other = solve_qre(found.tree, found.payoffs, precision, start=start)
    assert usual.strategy[0, 0] > 0.99
    assert other.strategy[0, 0] < 0.05
    assert other.solved.all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"precision": np.ones((2, 2))}, "precision has shape"),
        ({"fixed": {9: 0}}, "no information set 9"),
        ({"fixed": {0: 5}}, "has 2 actions; 5 is none"),
        ({"start": np.ones((1, 3))}, "strategy has shape"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, words):
    found = game(SIGNAL)
    wanted = {"precision": np.ones((1, 2)), **change}
    with pytest.raises(ShapeError, match=words):
        solve_qre(found.tree, found.payoffs, wanted.pop("precision"), **wanted)
