"""Looking for a proposal, on targets whose answers are known."""

import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import special, stats

from twofront.scenario.distributions import Distribution
from twofront.study.adapting import FIRST, TRIALS, Response, search
from twofront.study.design import Design
from twofront.study.shares import effective_draws
from twofront.study.weighing import Goal

DRAWS = 4096


@dataclass
class Made:
    """A target whose rates are functions of normal scores `[D, N]`."""

    dimensions: int
    goals: tuple
    odds: object
    holds: object = lambda score: np.ones(len(score), dtype=np.bool_)
    asked: list = field(default_factory=list)

    def respond(self, points):
        self.asked.append(len(points))
        score = special.ndtri(points)
        rates = special.expit(np.stack(self.odds(score), axis=1))
        return Response(rates, self.holds(score))

    def weigh(self, points):
        answer = self.respond(points)
        weight = answer.solved.astype(float)
        for goal, rate in zip(self.goals, answer.rates.T, strict=True):
            weight *= goal.weight(rate)
        return weight


def above(odds):
    return Goal(float(special.expit(odds)), 1.0)


def run(target, found, seed=11):
    """Make the draws of a run; give their scores, prior weights and whole weights."""
    numbers = np.arange(DRAWS, dtype=np.int64)
    points = Design(seed, DRAWS).points(1 + target.dimensions, numbers)
    moved, weight = found.proposal.place(points)
    return special.ndtri(moved), weight, weight * target.weigh(moved)


def slope(dimensions, alike):
    """A direction that so many dimensions share."""
    found = np.zeros(dimensions)
    found[:alike] = 1 / math.sqrt(alike)
    return found


def beyond(share, dimensions, alike):
    """Draws count where a score along a slope is in its highest part."""
    cut = stats.norm.isf(share)
    along = slope(dimensions, alike)
    return Made(dimensions, (above(2 * cut),), lambda score: [2 * (score @ along)])


@pytest.mark.parametrize(("dimensions", "alike"), [(2, 1), (30, 10), (100, 1), (100, 100)])
def test_where_one_draw_in_a_hundred_counts_thirty_times_as_many_are_in_effect(dimensions, alike):
    target = beyond(0.01, dimensions, alike)
    found = search(target, 1, enough=0.1)
    _, prior, weight = run(target, found)
    assert found.prior_share == pytest.approx(0.01, rel=0.15)
    assert effective_draws(weight) > 30 * 0.01 * DRAWS
    assert effective_draws(weight) == pytest.approx(found.share * DRAWS, rel=0.35)
    assert weight.mean() == pytest.approx(0.01, rel=0.05)
    assert prior.mean() == pytest.approx(1, abs=0.03)
    assert prior.max() <= 5 + 1e-9
    assert effective_draws(prior) >= 0.2 * DRAWS


def test_a_probability_of_one_in_a_hundred_thousand_comes_out_right():
    target = beyond(1e-5, 20, 4)
    found = search(target, 2, enough=0.1)
    _, _, weight = run(target, found)
    assert found.rounds[0].effective_share == 0
    assert weight.mean() == pytest.approx(1e-5, rel=0.05)
    assert found.prior_share == pytest.approx(1e-5, rel=0.2)
    assert effective_draws(weight) > 1000


def test_a_normal_posterior_has_its_mean_and_variance():
    """The log of a rate is a line in the scores, and known to within some spread."""
    start, steep, spread = -6.0, 1.0, 0.15
    along = slope(12, 3)
    about = Distribution("lognormal", (math.exp(-3.5), math.exp(-3.5 + spread * 1.2815515655446)))
    goal = Goal(*about.quantile([0.001, 0.999]).tolist(), about)

    def odds(score):
        rate = np.exp(np.minimum(start + steep * (score @ along), -1e-6))
        return [special.logit(rate)]

    target = Made(12, (goal,), odds)
    found = search(target, 3, enough=0.1)
    score, _, weight = run(target, found)
    precision = 1 + (steep / spread) ** 2
    # The density of a rate is that of its log over the rate, hence the first term.
    mean = (-steep + steep * (-3.5 - start) / spread**2) / precision
    measured = np.average(score @ along, weights=weight)
    assert measured == pytest.approx(mean, abs=0.01)
    assert np.average((score @ along - measured) ** 2, weights=weight) == pytest.approx(
        1 / precision, rel=0.08
    )
    beside = score @ (np.eye(12)[11])
    assert np.average(beside, weights=weight) == pytest.approx(0, abs=0.06)
    assert effective_draws(weight) > 10 * found.prior_share * DRAWS


def test_both_ends_of_a_range_are_found_where_both_count():
    cut = float(stats.norm.isf(0.005))
    target = Made(40, (above(2 * cut**2),), lambda score: [2 * score[:, 0] ** 2])
    found = search(target, 1, enough=0.1)
    score, _, weight = run(target, found)
    assert weight.mean() == pytest.approx(0.01, rel=0.05)
    assert np.average(score[:, 0] > 0, weights=weight) == pytest.approx(0.5, abs=0.03)


def test_two_anchors_are_met_together():
    target = Made(
        30,
        (above(3.0), Goal(0.02, 0.05)),
        lambda score: [
            score[:, 0] + score[:, 1] + 0.3 * score[:, 2] ** 2,
            score[:, 3] - score[:, 1],
        ],
    )
    found = search(target, 1, enough=0.1)
    _, _, weight = run(target, found)
    assert effective_draws(weight) > 10 * found.prior_share * DRAWS


def test_draws_that_cannot_be_fitted_count_as_lost():
    target = Made(20, (), lambda score: [], lambda score: score[:, 4] < -1.75)
    target.respond = lambda points: Response(
        np.empty((len(points), 0)), special.ndtri(points)[:, 4] < -1.75
    )
    found = search(target, 1, enough=0.1)
    _, _, weight = run(target, found)
    assert weight.mean() == pytest.approx(stats.norm.cdf(-1.75), rel=0.05)
    assert effective_draws(weight) > 8 * stats.norm.cdf(-1.75) * DRAWS


def test_nothing_is_looked_for_where_enough_is_left():
    target = beyond(0.4, 5, 2)
    found = search(target, 1, enough=0.1)
    assert found.proposal is None
    assert target.asked == [FIRST]
    assert found.share == found.prior_share == pytest.approx(0.4, abs=0.02)


def test_but_where_it_is_asked_for_in_any_case():
    assert search(beyond(0.4, 5, 2), 1, enough=None).proposal is not None


def test_the_prior_stays_where_no_proposal_does_better():
    """Which draws count has nothing to do with where they lie."""

    def odds(score):
        return [np.where(np.floor(np.abs(score[:, 0]) * 1e7) % 50 == 0, 5.0, -5.0)]

    found = search(Made(3, (above(0.0),), odds), 1, enough=0.1)
    assert found.proposal is None
    assert found.share == found.prior_share == pytest.approx(0.02, rel=0.2)
    assert found.trials == TRIALS  # no direction shows, so nothing was tried


def test_nothing_to_lead_the_way_is_no_mistake():
    """No trial has a rate at all."""
    found = search(
        Made(3, (above(0.0),), lambda score: [np.full(len(score), np.nan)]), 1, enough=0.1
    )
    assert found.proposal is None
    assert found.share == 0
    assert len(found.rounds) == 1
    assert found.trials == TRIALS


def test_the_same_seed_finds_the_same_however_the_trials_are_split():
    target, split = beyond(0.01, 8, 3), beyond(0.01, 8, 3)
    whole = split.respond

    def in_parts(points):
        parts = [whole(part) for part in np.array_split(points, 7)]
        rates = np.concatenate([each.rates for each in parts])
        return Response(rates, np.concatenate([each.solved for each in parts]))

    split.respond = in_parts
    one = search(target, 5, enough=0.1)
    assert search(split, 5, enough=0.1) == one
    assert search(beyond(0.01, 8, 3), 6, enough=0.1) != one


def test_rounds_say_how_they_went():
    found = search(beyond(1e-4, 10, 3), 1, enough=0.1)
    assert found.rounds[0].hardness is None
    assert found.rounds[1].hardness < 1
    assert [each.trials for each in found.rounds] == [TRIALS] * len(found.rounds)
    assert found.trials == TRIALS * len(found.rounds)
    assert found.adapted == len(found.rounds) - 1
    assert found.share == max(each.effective_share for each in found.rounds)
    ways = np.array(found.proposal.directions)
    assert_allclose(ways @ ways.T, np.eye(len(ways)), atol=1e-12)
