"""Proposals: honest weights, whatever the mixture, and draws that stand alone."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import special, stats

from twofront.study.design import Design
from twofront.study.proposal import DEFENSIVE, Component, Proposal

DRAWS = 8192
SLANTED = Proposal(
    directions=((0.6, 0.8, 0.0, 0.0), (0.8, -0.6, 0.0, 0.0)),
    components=(
        Component(0.75, (1.5, 0.0), ((0.5, 0.0), (0.2, 0.9))),
        Component(0.25, (-1.0, 2.0), ((1.2, 0.0), (0.0, 0.4))),
    ),
)


def cube(draws=DRAWS, dimensions=5, seed=3):
    return Design(seed, draws).points(dimensions, np.arange(draws, dtype=np.int64))


def one_way(mean, spread, dimensions=3):
    direction = (1.0,) + (0.0,) * (dimensions - 1)
    return Proposal((direction,), (Component(1.0, (mean,), ((spread,),)),))


def test_weights_are_prior_over_proposal_density():
    """Worked out once more, with scipy's normals in all four dimensions."""
    points, weight = SLANTED.place(cube(512))
    score = special.ndtri(points)
    ways = np.array(SLANTED.directions).T
    prior = stats.multivariate_normal(np.zeros(4)).pdf(score)
    total = DEFENSIVE * prior
    for each in SLANTED.components:
        root = np.eye(4) + ways @ (np.array(each.root) - np.eye(2)) @ ways.T
        normal = stats.multivariate_normal(ways @ np.array(each.mean), root @ root.T)
        total += (1 - DEFENSIVE) * each.share * normal.pdf(score)
    assert_allclose(weight, prior / total, rtol=1e-7)
    assert_allclose(weight, 1 / SLANTED.ratio(points), rtol=1e-7)


@given(
    mean=st.floats(-3, 3),
    spread=st.floats(0.2, 1.5),
    more=st.floats(-2, 2),
    share=st.floats(0.1, 0.9),
    angle=st.floats(0, math.pi),
)
@settings(max_examples=40)
def test_whatever_the_mixture_weighted_draws_are_the_prior(mean, spread, more, share, angle):
    proposal = Proposal(
        ((math.cos(angle), math.sin(angle)),),
        (
            Component(share, (mean,), ((spread,),)),
            Component(1 - share, (more,), ((2 * spread,),)),
        ),
    )
    points, weight = proposal.place(cube(dimensions=3))
    assert weight.mean() == pytest.approx(1, abs=0.03)
    assert weight.max() <= 1 / DEFENSIVE + 1e-9
    assert np.average(points[:, 0], weights=weight) == pytest.approx(0.5, abs=0.02)
    assert np.average(points[:, 1] < 0.2, weights=weight) == pytest.approx(0.2, abs=0.03)


def test_draws_follow_the_mixture():
    points, _ = one_way(2.0, 0.5).place(cube(dimensions=4))
    score = special.ndtri(points[:, 0])
    assert score.mean() == pytest.approx((1 - DEFENSIVE) * 2, abs=0.02)
    assert np.mean(score > 2.5) == pytest.approx(
        (1 - DEFENSIVE) * stats.norm.sf(1) + DEFENSIVE * stats.norm.sf(2.5), abs=0.01
    )


def test_a_probability_far_out_comes_out_right():
    points, weight = one_way(4.2, 0.5).place(cube(dimensions=4))
    beyond = special.ndtri(points[:, 0]) > 4
    assert np.mean(weight * beyond) == pytest.approx(stats.norm.sf(4), rel=0.03)


def test_dimensions_that_do_not_matter_are_left_alone():
    points = cube()
    moved, _ = SLANTED.place(points)
    assert np.array_equal(moved[:, 2:], points[:, 3:])
    assert not np.array_equal(moved[:, :2], points[:, 1:3])


def test_the_priors_part_is_left_alone_too():
    points = cube()
    moved, _ = SLANTED.place(points)
    spared = points[:, 0] < DEFENSIVE
    assert_allclose(moved[spared], points[spared, 1:], rtol=1e-12)


@given(cuts=st.lists(st.integers(1, 255), max_size=6, unique=True))
@settings(max_examples=30)
def test_a_draw_is_the_same_to_the_last_bit_however_the_work_is_split(cuts):
    points = cube(256)
    moved, weight = SLANTED.place(points)
    parts = [SLANTED.place(part) for part in np.split(points, sorted(cuts))]
    assert np.array_equal(np.concatenate([each for each, _ in parts]), moved)
    assert np.array_equal(np.concatenate([each for _, each in parts]), weight)


def test_a_file_holds_it_to_the_last_bit():
    assert Proposal.from_plain(json.loads(json.dumps(SLANTED.plain()))) == SLANTED


@pytest.mark.parametrize(
    "change",
    [
        {"directions": []},
        {"directions": [[0.6, 0.8, 0, 0], [0.8, 0.6, 0, 0]]},
        {"directions": [[0.6, 0.8, 0, 0], [0.8, -0.6, 0]]},
        {"directions": None},
        {"components": []},
        {"components": [{"share": 1.0, "mean": [0.0], "root": [[1.0]]}]},
        {"components": [{"share": 0.5, "mean": [0.0, 0.0], "root": [[1.0, 0], [0, 1.0]]}]},
        {"components": [{"share": 1.0, "mean": [0.0, 0.0], "root": [[1.0, 1.0], [0, 1.0]]}]},
        {"components": [{"share": 1.0, "mean": [0.0, 0.0], "root": [[1.0, 0], [0, 0.0]]}]},
        {"components": [{"share": 1.0, "mean": [0.0, "nan"], "root": [[1.0, 0], [0, 1.0]]}]},
        {"components": "none"},
        {"defensive": 0.0},
        {"defensive": [1]},
    ],
)
def test_what_is_no_proposal_is_refused(change):
    with pytest.raises(ValueError, match="no proposal"):
        Proposal.from_plain({**SLANTED.plain(), **change})
