"""Designs: points that stand alone, fill every side of the cube, and differ by seed and stream."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from twofront.study.design import INSIDE, PILOT, SETS, Design, Kind


def numbers(*bounds):
    return np.arange(*bounds, dtype=np.int64)


def points(kind, draws=1024, dimensions=3, seed=1, **more):
    return Design(seed, draws, kind, **more).points(dimensions, numbers(draws))


@pytest.mark.parametrize("draws", [16, 100, 1000, 1024])
def test_every_set_of_a_latin_hypercube_has_one_point_in_every_slice(draws):
    found = points(Kind.LHS, draws)
    for one in range(SETS):
        mine = found[one::SETS]
        cells = np.floor(mine * len(mine)).astype(int)
        for side in cells.T:
            assert sorted(side) == list(range(len(mine)))


def test_a_latin_hypercube_depends_on_how_many_draws_are_asked_for():
    assert not np.array_equal(points(Kind.LHS, 1024)[:512], points(Kind.LHS, 512))


def test_sobol_points_do_not():
    assert np.array_equal(points(Kind.SOBOL, 1024)[:512], points(Kind.SOBOL, 512))


@given(
    wanted=st.lists(st.integers(0, 999), min_size=1, max_size=30),
    kind=st.sampled_from(Kind),
    seed=st.integers(0, 2**60),
)
@settings(max_examples=60)
def test_a_point_is_the_same_in_any_company(wanted, kind, seed):
    design = Design(seed, 1000, kind)
    asked = np.array(wanted, dtype=np.int64)
    assert np.array_equal(design.points(4, asked), design.points(4, numbers(1000))[asked])


@pytest.mark.parametrize("kind", Kind)
def test_points_lie_inside_and_evenly(kind):
    found = points(kind, 4096, 5)
    assert found.min() >= INSIDE
    assert found.max() <= 1 - INSIDE
    for side in found.T:
        assert stats.kstest(side, "uniform").statistic < 0.01
    between = np.corrcoef(found.T) - np.eye(5)
    assert np.abs(between).max() < 0.06


@pytest.mark.parametrize("kind", Kind)
def test_seeds_streams_and_sets_are_apart(kind):
    one = points(kind)
    assert not np.isin(points(kind, seed=2), one).any()
    assert not np.isin(points(kind, stream=(PILOT, 1)), one).any()
    assert len(np.unique(one[:SETS, 0])) == SETS


def test_a_latin_hypercube_makes_means_surer_than_chance_does():
    means = [points(Kind.LHS, 256, 2, seed).sum(axis=1).mean() for seed in range(20)]
    plain = np.sqrt(2 / 12 / 256)
    assert np.std(means) < plain / 10


def test_in_a_latin_hypercube_every_order_is_as_likely():
    """With two points a set and two sides, they stand one way or the other."""
    rising = [
        pair[0, 0] < pair[1, 0] if pair[0, 1] < pair[1, 1] else pair[0, 0] > pair[1, 0]
        for seed in range(40)
        for pair in points(Kind.LHS, 32, 2, seed).reshape(2, SETS, 2).swapaxes(0, 1)
    ]
    assert stats.binomtest(sum(rising), len(rising)).pvalue > 0.01


def test_no_sides_and_no_points_are_no_mistake():
    for kind in Kind:
        assert Design(1, 32, kind).points(0, numbers(5)).shape == (5, 0)
        assert Design(1, 32, kind).points(2, numbers(0)).shape == (0, 2)
