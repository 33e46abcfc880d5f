"""The slope of one draw's reply map, by which its branch is traced."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.games.random_games import random_payoffs, random_tree

from twofront.games.batch import Batch
from twofront.games.trace import Tracer

SEEDS = range(8)


def tracer(seed: int) -> Tracer:
    tree = random_tree(seed, stages=5)
    batch = Batch(tree, random_payoffs(tree, 2, seed), np.full((2, tree.players), 2.0), {}, 1e-10)
    return batch._tracer(1)


def somewhere(draw: Tracer, seed: int) -> np.ndarray:
    point = np.random.default_rng(seed).normal(size=draw.fed + 1)
    point[-1] = 0.7 * draw.scale
    return point


def test_games_of_odd_and_even_size_are_among_those_tried():
    assert {tracer(seed).fed % 2 for seed in SEEDS} == {0, 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_slope_is_that_of_differences_taken_one_by_one(seed):
    draw = tracer(seed)
    point, slope = somewhere(draw, seed), draw.jacobian(somewhere(draw, seed))
    for along in range(draw.fed + 1):
        step = np.zeros(draw.fed + 1)
        step[along] = 1e-4
        near = draw.move(point + step) - draw.move(point - step)
        far = draw.move(point + 2 * step) - draw.move(point - 2 * step)
        assert_allclose(slope[along], (8 * near - far) / 12e-4, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_system_is_solved_alike_with_the_slope_and_by_products_with_it(seed):
    draw = tracer(seed)
    point, rng = somewhere(draw, seed), np.random.default_rng(seed + 100)
    border, right = rng.normal(size=(2, draw.fed + 1))
    known = draw.solve(point, border, right)
    draw.full = False
    assert_allclose(draw.solve(point, border, right), known, rtol=1e-4, atol=1e-5)
