"""Roots of several equations at once, draw by draw."""

import numpy as np
import pytest

from twofront.study.roots import Box, find_roots

NEAR = 1e-6


def box(draws, size, low=0.0, high=2.0, slope=-3.0, longest=1.0):
    return Box(
        np.full(size, low),
        np.full(size, high),
        np.full((draws, size), slope),
        np.full((draws, size), longest),
    )


def coupled(roots, seed=0):
    """Equations in constants that pull at each other, with a known root in each draw."""
    draws, size = roots.shape
    pull = np.random.default_rng(seed).normal(scale=0.5, size=(draws, size, size))
    matrix = -3 * np.eye(size) + pull * (1 - np.eye(size))

    def gap(rows, constants):
        away = np.tanh(constants - roots[rows])
        gaps = np.einsum("rij,rj->ri", matrix[rows], away)
        return gaps, np.abs(gaps) < NEAR

    return gap


@pytest.mark.parametrize("size", [1, 2, 3])
def test_roots_inside_the_box_are_found(size):
    roots = np.random.default_rng(1).uniform(0.1, 1.9, (200, size))
    found = find_roots(coupled(roots), np.ones((200, size)), box(200, size))
    assert found.found.all()
    np.testing.assert_allclose(found.constants, roots, atol=1e-5)


def test_a_root_outside_the_box_is_not_found_and_the_constant_stays_inside():
    roots = np.array([[3.0, 1.0], [1.0, -0.5], [0.5, 0.5]])
    found = find_roots(coupled(roots), np.ones((3, 2)), box(3, 2))
    assert found.found.tolist() == [False, False, True]
    assert ((found.constants >= 0) & (found.constants <= 2)).all()


def test_a_slope_of_the_wrong_sign_is_learnt():
    roots = np.full((4, 1), 0.3)
    found = find_roots(coupled(roots), np.ones((4, 1)), box(4, 1, slope=5.0))
    assert found.found.all()


def test_a_draw_is_the_same_in_any_company():
    roots = np.random.default_rng(2).uniform(0.1, 1.9, (50, 2))
    gap = coupled(roots)
    whole = find_roots(gap, np.ones((50, 2)), box(50, 2)).constants
    for draw in (0, 17, 49):
        alone = find_roots(
            lambda rows, constants, draw=draw: gap(rows + draw, constants),
            np.ones((1, 2)),
            box(1, 2),
        )
        assert np.array_equal(alone.constants[0], whole[draw])


def test_a_kinked_equation_is_searched_by_halves():
    def gap(rows, constants):
        gaps = np.where(constants < 1.7, 4.0, -4.0) - 100 * (constants - 1.7) ** 3
        gaps = np.where(np.abs(constants - 1.7) < 1e-3, 0.0, gaps)
        return gaps, np.abs(gaps) < NEAR

    found = find_roots(gap, np.full((3, 1), 0.5), box(3, 1))
    assert found.found.all()
    np.testing.assert_allclose(found.constants, 1.7, atol=1e-3)


def test_an_equation_without_a_number_ends_undone():
    def gap(rows, constants):
        return np.full(constants.shape, np.nan), np.zeros(constants.shape, bool)

    assert not find_roots(gap, np.ones((2, 1)), box(2, 1)).found.any()
