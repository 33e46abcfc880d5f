"""The engine that strides by JAX: the same answers as the kernels, in any batch to the bit."""

import subprocess
import sys

import numpy as np
import pytest
from nested_games import bimatrix
from numpy.testing import assert_allclose, assert_array_equal
from random_games import random_payoffs, random_tree
from small_games import ONE_SHOT, SIGNAL, TWO_BY_TWO, game, many

import twofront.games
from twofront.games import Equilibria, Payoffs, Status, Tree, read_efg, residual, solve_qre
from twofront.games.gpu import device, load_engine
from twofront.games.schedule import lay_out

SIZES = (0.0, 0.5, 1.0, 2.0, 5.0)
# Perfect information; chance in the middle; many members; deep; few strides; actions by threes.
VARIED = (
    "books__shohamleytonbrown2008__fig5_1",
    "test_games__chance_in_middle_with_nonterm_outcomes",
    "games__condjury",
    "games__holdout7",
    "games__4cards",
    "games__bcp2",
)
FORKS = "games__2s2x2x2"


def alike(found: Equilibria, wanted: Equilibria) -> None:
    """What two engines may differ in: rounding, and what stops at one tolerance or another."""
    assert_array_equal(found.status, wanted.status)
    assert_allclose(found.strategy, wanted.strategy, atol=1e-7)
    known = np.isfinite(wanted.residual)
    assert_array_equal(np.isfinite(found.residual), known)
    assert found.residual[known].max(initial=0) <= 1e-8


def held_to_the_kernels(tree: Tree, payoffs: Payoffs, precision: np.ndarray, **more) -> Equilibria:
    found = solve_qre(tree, payoffs, precision, engine="jax", **more)
    alike(found, solve_qre(tree, payoffs, precision, **more))
    return found


def mixed_precision(draws: int, players: int, most: float = 8.0) -> np.ndarray:
    drawn = np.random.default_rng(2).uniform(np.log(0.3), np.log(most), (draws, 1))
    return np.repeat(np.exp(drawn), players, axis=1)


def some(payoffs: Payoffs, which: np.ndarray) -> Payoffs:
    return Payoffs(payoffs.outcome[which], payoffs.chance[which])


def test_one_choice_is_logit_choice():
    found = game(ONE_SHOT)
    precision = np.array([[0.0], [0.5], [2.0], [50.0]])
    solved = solve_qre(found.tree, many(found, 4), precision, engine="jax")
    weight = np.exp(precision * (np.array([1, 0.5, -1]) - 1))
    assert_allclose(solved.strategy, weight / weight.sum(axis=1, keepdims=True), atol=1e-14)
    assert (solved.strategy.dtype, solved.status.dtype) == (np.float64, np.int8)
    assert solved.sweeps.dtype == np.int32
    assert (solved.status == Status.SOLVED).all()


def test_matching_pennies_solve_their_two_equations():
    found = game(TWO_BY_TWO, a=4, b=1)
    precision = np.repeat([[0.3], [1.0], [3.0], [20.0]], 2, axis=1)
    solved = solve_qre(found.tree, many(found, 4), precision, engine="jax")
    up, left, size = solved.strategy[:, 0], solved.strategy[:, 2], precision[:, 0]
    assert_allclose(up, 1 / (1 + np.exp(size * ((1 - left) - 4 * left))), atol=1e-8)
    assert_allclose(left, 1 / (1 + np.exp(size * (up - (1 - up)))), atol=1e-8)
    assert solved.solved.all()


@pytest.mark.slow
def test_many_nodes_and_many_actions_are_closed_forms():
    """Column may enter; Row does not see which of nine cases holds, and has eighteen actions.

    So many of each that sums are loops, or filled up to a length.
    """
    cases, actions, size = 9, 18, 1.5
    worth = np.random.default_rng(4).normal(size=(2, cases, actions))
    labels = " ".join(f'"{k}"' for k in range(actions))
    chances = " ".join(f'"{k}" 1/{cases}' for k in range(cases))
    lines = ['EFG 2 R "" { "Row" "Column" } p "" 2 1 "" { "out" "in" } 0 t "" 1 "" { 0 0.3 }']
    lines.append(f'c "" 1 "" {{ {chances} }} 0')
    for case in range(cases):
        lines.append(f'p "" 1 1 "" {{ {labels} }} 0')
        for k in range(actions):
            row, column = worth[:, case, k].tolist()
            lines.append(f't "" {2 + case * actions + k} "" {{ {row!r} {column!r} }}')
    found = game("\n".join(lines))
    solved = solve_qre(found.tree, found.payoffs, np.full((1, 2), size), engine="jax")
    chosen = np.exp(size * worth[0].mean(axis=0))
    chosen /= chosen.sum()
    enter = 1 / (1 + np.exp(size * (0.3 - (worth[1] @ chosen).mean())))
    by_player = found.tree.infoset_player.tolist()
    start = found.tree.infoset_start[by_player.index(0)]
    assert_allclose(solved.strategy[0, start : start + actions], chosen, atol=1e-12)
    assert_allclose(solved.strategy[0, found.tree.infoset_start[by_player.index(1)] + 1], enter)


@pytest.mark.slow
def test_chances_of_0_refused_draws_and_starts_are_as_with_the_kernels():
    found = game(SIGNAL)
    payoffs = Payoffs(
        many(found, 9).outcome,
        np.array([[1.0, 0], [0.5, 0.5], [0.0, 1], *[[0.5, 0.5]] * 4, [0.7, 0.7], [0.3, 0.7]]),
    )
    payoffs.outcome[3, 3, 1], payoffs.outcome[4, 2, 0] = np.nan, np.inf
    payoffs.outcome[5, 1], payoffs.outcome[5, 2] = 1e308, 1e308  # finite, though no sum is
    payoffs.outcome[7, 2, 1] = np.nan  # refused on two grounds
    precision = np.repeat([[2.0], [2], [3], [1], [1], [0], [-1], [2], [0]], 2, axis=1)
    solved = held_to_the_kernels(found.tree, payoffs, precision)
    refused = [3, 4, 6, 7]
    assert (solved.status[refused] == Status.NOT_FINITE).all()
    assert_array_equal(solved.strategy[[5, 8]], 0.5)
    assert_array_equal(solved.sweeps[refused], 0)
    left = residual(found.tree, some(payoffs, np.arange(3)), precision[:3], solved.strategy[:3])
    assert left.max() < 1e-8
    start = np.random.default_rng(1).dirichlet(np.ones(2), (9, 4)).reshape(9, 8)
    started = held_to_the_kernels(found.tree, payoffs, precision, start=start)
    assert started.status[0] == Status.UNTRACED
    worst = Payoffs(payoffs.outcome[6:8], payoffs.chance[6:8])
    alone = held_to_the_kernels(found.tree, worst, precision[6:8])
    assert (alone.status == Status.NOT_FINITE).all()
    none = solve_qre(found.tree, many(found, 0), np.zeros((0, 2)), engine="jax")
    assert none.strategy.shape == (0, 8)


def test_fixed_information_sets_are_kept():
    found = game(SIGNAL)
    precision = np.full((2, 2), 3.0)
    for fixed in ({0: 0, 3: 0}, {0: 0, 1: 1, 2: 0, 3: 0}):  # the latter leaves nothing to find
        solved = held_to_the_kernels(found.tree, many(found, 2), precision, fixed=fixed)
        assert_array_equal(solved.strategy[:, [0, 1, 6, 7]], [[1, 0, 1, 0]] * 2)


@pytest.mark.slow
def test_a_draw_has_the_same_answer_in_any_batch_order_or_chunk():
    """With more draws than lanes, and walks among them, in several threads."""
    tree = bimatrix(np.zeros((3, 3)), np.zeros((3, 3))).tree
    lanes = load_engine().lanes(lay_out(tree, {}))
    draws = lanes + 300
    rng = np.random.default_rng(5)
    outcome = np.zeros((draws, tree.outcomes, 2))
    outcome[:, 1:] = rng.normal(size=(draws, tree.outcomes - 1, 2))
    payoffs, precision = Payoffs(outcome, np.zeros((draws, 0))), mixed_precision(draws, 2, 20.0)
    whole = held_to_the_kernels(tree, payoffs, precision)
    assert (whole.status == Status.TURNED).any()
    order = rng.permutation(draws)
    for part in (order[:1], order[1:70], order[70:]):
        solved = solve_qre(tree, some(payoffs, part), precision[part], engine="jax")
        for name in ("strategy", "residual", "status", "sweeps"):
            assert_array_equal(getattr(solved, name), getattr(whole, name)[part])
    short = solve_qre(tree, payoffs, precision, engine="jax", dtype=np.float32)
    assert short.strategy.dtype == np.float32
    assert_array_equal(short.strategy, whole.strategy.astype(np.float32))


@pytest.mark.slow
def test_rows_that_move_in_pieces_and_blocks_that_narrow_change_nothing(monkeypatch):
    """As on a graphics card, with small blocks."""
    tree = bimatrix(np.zeros((3, 3)), np.zeros((3, 3))).tree
    draws, rng = 300, np.random.default_rng(6)
    outcome = rng.normal(size=(draws, tree.outcomes, 2))
    outcome[:, 0] = 0
    payoffs, precision = Payoffs(outcome, np.zeros((draws, 0))), mixed_precision(draws, 2)
    wanted = solve_qre(tree, payoffs, precision)
    for name, number in (("WIDEST", 128), ("PIECE", 2**12), ("_room", lambda: 2**20)):
        monkeypatch.setattr(device, name, number)
    monkeypatch.setattr(device, "on_cpu", lambda: False)
    whole = solve_qre(tree, payoffs, precision, engine="jax")
    alike(whole, wanted)
    part = solve_qre(tree, some(payoffs, np.arange(120, 140)), precision[120:140], engine="jax")
    assert_array_equal(part.strategy, whole.strategy[120:140])


@pytest.mark.slow
def test_three_players_with_chance_and_partial_sight():
    tree = random_tree(7, stages=4)
    solved = held_to_the_kernels(
        tree, random_payoffs(tree, 61, 1), mixed_precision(61, tree.players)
    )
    assert (solved.sweeps > 0).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_trees_are_solved_as_with_the_kernels(seed):
    tree = random_tree(seed, stages=4 + seed % 2)
    payoffs = random_payoffs(tree, 40, seed)
    held_to_the_kernels(tree, payoffs, mixed_precision(40, tree.players, 20.0))
    last = int(np.flatnonzero(np.diff(tree.infoset_start) > 1)[-1])
    held_to_the_kernels(tree, payoffs, mixed_precision(40, tree.players), fixed={last: 1})


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIED)
def test_reference_games_are_solved_as_with_the_kernels(shared, name):
    found = read_efg(shared / "games" / f"{name}.efg")
    precision = np.repeat(np.array(SIZES)[:, None], found.tree.players, axis=1)
    held_to_the_kernels(found.tree, many(found, len(SIZES)), precision)


@pytest.mark.slow
def test_forks_are_told_of(shared):
    found = read_efg(shared / "games" / f"{FORKS}.efg")
    precision = np.repeat([[0.5], [1.0], [2.0]], found.tree.players, axis=1)
    solved = held_to_the_kernels(found.tree, many(found, 3), precision, forks=True)
    assert solved.status.tolist() == [Status.SOLVED, Status.FORKED, Status.FORKED]


@pytest.mark.slow
def test_the_game_of_2000_leaves_is_solved_as_with_the_kernels(shared):
    found = read_efg(shared / "games" / "bench" / "c_linked2000.efg")
    payoffs = many(found, 200)
    payoffs.outcome[:, 1:] += np.random.default_rng(3).normal(0, 0.1, payoffs.outcome[:, 1:].shape)
    precision = mixed_precision(200, found.tree.players)
    solved = held_to_the_kernels(found.tree, payoffs, precision)
    assert_array_equal(solved.sweeps, solve_qre(found.tree, payoffs, precision).sweeps)


def test_no_setting_of_jax_is_changed():
    import jax

    before = dict(jax.config.values)
    found = game(ONE_SHOT)
    solve_qre(found.tree, found.payoffs, np.ones((1, 1)), engine="jax")
    assert dict(jax.config.values) == before
    assert jax.numpy.ones(1).dtype == np.float32


def test_jax_is_imported_only_where_it_is_asked_for():
    script = (
        "import sys, numpy as np; from twofront.games import parse_efg, solve_qre;"
        f"found = parse_efg({ONE_SHOT!r});"
        "solve_qre(found.tree, found.payoffs, np.ones((1, 1)));"
        "print('jax' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"


def test_without_jax_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    found = game(ONE_SHOT)
    with pytest.raises(ImportError, match=r"pip install 'twofront\[gpu\]'"):
        solve_qre(found.tree, found.payoffs, np.ones((1, 1)), engine="jax")


def test_engines_there_are_not_are_refused():
    found = game(ONE_SHOT)
    with pytest.raises(ValueError, match="no engine 'cuda'; there are cpu and jax"):
        solve_qre(found.tree, found.payoffs, np.ones((1, 1)), engine="cuda")
    assert "engine" in (twofront.games.solve_qre.__doc__ or "")
