"""The principal branch as a path, its turns and forks, and what lies beside it."""

import numpy as np
import pytest
from nested_games import bimatrix
from numpy.testing import assert_allclose, assert_array_equal
from random_games import random_payoffs, random_tree
from test_principal_branch import TURNING

from twofront import games
from twofront.games import (
    Payoffs,
    ShapeError,
    Status,
    count_equilibria,
    random_starts,
    read_efg,
    residual,
    solve_qre,
    trace_qre,
)

MEETING = bimatrix(np.eye(2), np.eye(2))  # forks at precision 2
PENNIES = bimatrix([[4, 0], [0, 1]], [[0, 1], [1, 0]])


def sized(game, size: float) -> np.ndarray:
    return np.full((1, game.tree.players), size)


@pytest.mark.parametrize("game", [PENNIES, bimatrix(*TURNING)], ids=["pennies", "turning"])
def test_every_point_of_the_path_is_an_equilibrium_at_its_precision(game):
    path = trace_qre(game.tree, game.payoffs, sized(game, 20.0))
    assert path.arrived
    assert path.fraction[0] == 0
    assert_allclose(path.fraction[-1], 1, atol=1e-12)
    count = len(path.fraction)
    payoffs = Payoffs(
        np.repeat(game.payoffs.outcome, count, axis=0),
        np.repeat(game.payoffs.chance, count, axis=0),
    )
    assert residual(game.tree, payoffs, path.precision, path.strategy).max() < 1e-7
    found = solve_qre(game.tree, game.payoffs, sized(game, 20.0))
    assert_allclose(path.strategy[-1], found.strategy[0], atol=1e-7)


def test_a_path_that_turns_back_says_where():
    game = bimatrix(*TURNING)
    path = trace_qre(game.tree, game.payoffs, sized(game, 20.0))
    back, forth = path.turns
    assert path.fraction[back] > path.fraction[forth]
    assert (np.diff(path.fraction[back : forth + 1]) < 0).all()
    assert path.forks == ()
    assert solve_qre(game.tree, game.payoffs, sized(game, 20.0)).status[0] == Status.TURNED


def test_a_path_that_forks_goes_straight_on_and_says_so():
    path = trace_qre(MEETING.tree, MEETING.payoffs, sized(MEETING, 8.0))
    assert_allclose(path.strategy, 0.5, atol=1e-12)
    [fork] = path.forks
    assert abs(path.precision[fork, 0] - 2.0) < 0.05
    usual = solve_qre(MEETING.tree, MEETING.payoffs, sized(MEETING, 8.0), forks=True)
    before = solve_qre(MEETING.tree, MEETING.payoffs, sized(MEETING, 1.9), forks=True)
    assert (usual.status[0], before.status[0]) == (Status.FORKED, Status.SOLVED)
    assert_allclose(usual.strategy, 0.5)


def test_a_path_is_of_one_game_only():
    several = Payoffs(np.repeat(PENNIES.payoffs.outcome, 2, axis=0), np.zeros((2, 0)))
    with pytest.raises(ShapeError, match="one draw; here are 2"):
        trace_qre(PENNIES.tree, several, np.ones((2, 2)))
    wrong = Payoffs(PENNIES.payoffs.outcome.copy(), PENNIES.payoffs.chance)
    wrong.outcome[0, 1] = np.nan
    with pytest.raises(ValueError, match="not a finite number"):
        trace_qre(PENNIES.tree, wrong, sized(PENNIES, 1.0))


def test_other_equilibria_are_counted_from_other_starts():
    source = np.random.default_rng(0)
    starts = random_starts(MEETING.tree, 8, source)
    assert_allclose(starts[:, :2].sum(axis=1), 1)
    for game, size, wanted in ((MEETING, 8.0, 3), (MEETING, 1.0, 1), (PENNIES, 8.0, 1)):
        found = solve_qre(game.tree, game.payoffs, sized(game, size))
        counted = count_equilibria(
            game.tree, game.payoffs, sized(game, size), found.strategy, starts
        )
        assert counted.tolist() == [wanted]


def test_chunks_do_not_show(monkeypatch):
    tree = random_tree(5, stages=4)
    payoffs, precision = random_payoffs(tree, 23, 2), np.full((23, tree.players), 3.0)
    whole = solve_qre(tree, payoffs, precision)
    monkeypatch.setattr(games.solve, "CHUNK", 5)
    parts = solve_qre(tree, payoffs, precision)
    for name in ("strategy", "residual", "status", "sweeps"):
        assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.slow
def test_every_draw_of_a_large_game_is_solved_up_to_precision_50(shared):
    game = read_efg(shared / "games" / "bench" / "c_linked2000.efg")
    source = np.random.default_rng(4)
    outcome = game.payoffs.outcome + source.normal(0, 0.1, (96, *game.payoffs.outcome.shape[1:]))
    outcome[:, 0] = 0
    payoffs = Payoffs(outcome, np.repeat(game.payoffs.chance, 96, axis=0))
    precision = np.exp(source.uniform(np.log(4), np.log(50), (96, 1))) * np.ones(4)
    found = solve_qre(game.tree, payoffs, precision)
    assert (found.status <= Status.LOOSE).all(), np.bincount(found.status)
    assert residual(game.tree, payoffs, precision, found.strategy).max() <= 1e-6
