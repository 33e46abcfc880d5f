"""Weights of draws: anchors as stated, and softened ones that lead to them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from twofront.scenario.distributions import Distribution
from twofront.study.weighing import Goal, log_odds, weights

from .builders import anchor, scenario_of, uniform

ABOUT = Distribution("lognormal", (0.1, 0.3))
GOALS = [Goal(0.05, 0.3), Goal.of(replace(anchor("likely", None), about=ABOUT))]
RATES = np.array([np.nan, 0.0, 1e-9, 0.04, 0.05, 0.1, 0.3, 0.31, 0.9, 1.0])


def test_weights_multiply_and_leave_nothing_of_what_is_not_solved():
    anchors = [anchor("quiet", (0.1, 0.2)), replace(anchor("likely", None), about=ABOUT)]
    scenario = scenario_of([uniform("a")], anchors=[*anchors, anchor("fitted", (0, 1), "a")])
    quiet, likely = np.array([0.1, 0.15, 0.25, 0.2]), np.array([0.1, 0.2, 0.1, 0.2])
    reads = {"anchor:quiet": quiet, "anchor:likely": likely}
    found = weights(scenario, reads, np.array([True, True, True, False]))
    density = ABOUT.density(likely)
    assert_allclose(found, [density[0], density[1], 0, 0])


@pytest.mark.parametrize("goal", GOALS)
def test_a_hard_goal_is_the_anchor_as_stated(goal):
    assert_allclose(np.exp(goal.log_weight(RATES, 1.0)), goal.weight(RATES))


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_that_is_not_asked_leaves_all_rates_alike(goal):
    found = goal.log_weight(RATES, 0.0)
    assert found[0] == -np.inf
    assert_allclose(found[1:], 0.0)


@pytest.mark.parametrize("goal", GOALS)
def test_a_softened_goal_leads_towards_the_bounds(goal):
    below = goal.log_weight(np.array([1e-6, 1e-4, 1e-3]), 0.5)
    above = goal.log_weight(np.array([0.99999, 0.999, 0.99]), 0.5)
    assert (np.diff(below) > 0).all()
    assert (np.diff(above) > 0).all()


@given(rate=st.floats(0, 1), soft=st.floats(0.01, 0.98))
def test_outside_the_bounds_a_harder_goal_leaves_less(rate, soft):
    goal, at = GOALS[0], np.array([rate])
    less, more = goal.log_weight(at, soft + 0.01), goal.log_weight(at, soft)
    assert less <= more
    assert (more == 0) == (0.05 <= rate <= 0.3)


@given(st.floats(1e-12, 1 - 1e-12))
def test_log_odds_is_the_inverse_of_the_logit(share):
    assert 1 / (1 + np.exp(-log_odds(np.array(share)))) == pytest.approx(share, rel=1e-9)


def test_log_odds_is_finite_at_the_ends():
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()
