"""Shapley values: games with known values, the axioms, and averages with their error."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.study.shapley import (
    BOUND,
    channel_shares,
    log_odds,
    log_odds_channels,
    shapley,
)

SETTINGS = settings(max_examples=60, derandomize=True, deadline=None)
NUMBERS = st.integers(0, 2**32 - 1)


def game(channels, worth):
    """Values of all coalitions, `worth` taking the set of channels that are on."""
    return np.array(
        [worth({k for k in range(channels) if number >> k & 1}) for number in range(1 << channels)],
        dtype=float,
    )


def random_game(seed, channels, draws=3):
    return np.random.default_rng(seed).normal(size=(1 << channels, draws))


def by_orders(values):
    """The definition: what a channel adds, averaged over all orders, one at a time."""
    channels = len(values).bit_length() - 1
    found = np.zeros((channels, *values.shape[1:]))
    orders = list(permutations(range(channels)))
    for order in orders:
        on = 0
        for channel in order:
            found[channel] += values[on | 1 << channel] - values[on]
            on |= 1 << channel
    return found / len(orders)


def test_a_linear_game_gives_each_channel_its_own_part():
    parts = [0.3, -0.1, 0.0, 0.25]
    found = shapley(game(4, lambda on: 0.5 + sum(parts[k] for k in on)))
    np.testing.assert_allclose(found, parts, atol=1e-14)


def test_a_product_is_divided_evenly_between_those_it_needs():
    # Two must be on together, a third adds by itself.
    found = shapley(game(3, lambda on: 0.6 * ({0, 1} <= on) + 0.1 * (2 in on)))
    np.testing.assert_allclose(found, [0.3, 0.3, 0.1], atol=1e-14)


def test_the_glove_game():
    # One left glove, two right ones: a pair is worth 1. Known: 2/3, 1/6, 1/6.
    found = shapley(game(3, lambda on: float(0 in on and bool(on & {1, 2}))))
    np.testing.assert_allclose(found, [2 / 3, 1 / 6, 1 / 6], atol=1e-14)


def test_a_weighted_majority_game():
    # Votes 4, 2, 1, 1 with five needed.
    votes = [4, 2, 1, 1]
    found = shapley(game(4, lambda on: float(sum(votes[k] for k in on) >= 5)))
    # Nobody wins without the first, who turns every coalition that is not empty: 3/4.
    np.testing.assert_allclose(found, [3 / 4, 1 / 12, 1 / 12, 1 / 12], atol=1e-14)


def test_the_airport_game():
    # A runway costs as much as the longest plane on it needs. Each stretch is paid
    # by all who use it, in equal parts (Littlechild & Owen 1973).
    costs = [1.0, 2.0, 4.0, 7.0]
    found = shapley(game(4, lambda on: max((costs[k] for k in on), default=0.0)))
    known = [1 / 4, 1 / 4 + 1 / 3, 1 / 4 + 1 / 3 + 2 / 2, 1 / 4 + 1 / 3 + 2 / 2 + 3]
    np.testing.assert_allclose(found, known, atol=1e-14)


@pytest.mark.parametrize("channels", range(1, 7))
def test_it_is_the_average_over_all_orders(channels):
    values = random_game(channels, channels)
    np.testing.assert_allclose(shapley(values), by_orders(values), atol=1e-13)


@SETTINGS
@given(NUMBERS, st.integers(0, 6))
def test_all_channels_together_make_up_the_difference(seed, channels):
    values = random_game(seed, channels, draws=50)
    total = shapley(values).sum(axis=0)
    np.testing.assert_allclose(total, values[-1] - values[0], rtol=0, atol=1e-12)


@SETTINGS
@given(NUMBERS, st.integers(2, 5))
def test_a_channel_that_adds_nothing_has_nothing(seed, channels):
    values = random_game(seed, channels - 1)
    idle = np.concatenate([values, values])  # the last channel changes no coalition
    found = shapley(idle)
    np.testing.assert_allclose(found[-1], 0, atol=1e-14)
    np.testing.assert_allclose(found[:-1], shapley(values), atol=1e-13)


@SETTINGS
@given(NUMBERS, st.integers(2, 5))
def test_alike_channels_have_alike_values(seed, channels):
    values = random_game(seed, channels)
    swapped = np.array([_swap(number) for number in range(1 << channels)])
    found = shapley((values + values[swapped]) / 2)
    np.testing.assert_allclose(found[0], found[1], atol=1e-13)
    np.testing.assert_allclose(shapley(values[swapped])[1], shapley(values)[0], atol=1e-13)


def _swap(number):
    """The coalition with the first two channels exchanged."""
    return number & ~3 | (number & 1) << 1 | (number >> 1 & 1)


@SETTINGS
@given(NUMBERS, NUMBERS, st.integers(1, 5))
def test_values_of_a_sum_are_sums_of_values(seed, other, channels):
    one, two = random_game(seed, channels), random_game(other, channels)
    np.testing.assert_allclose(
        shapley(2 * one - 3 * two), 2 * shapley(one) - 3 * shapley(two), atol=1e-12
    )


def test_further_axes_are_kept_and_an_unknown_answer_spreads_in_its_draw_alone():
    values = np.random.default_rng(5).normal(size=(8, 2, 4))
    whole = shapley(values)
    values[3, 1, 2] = np.nan
    found = shapley(values)
    assert found.shape == (3, 2, 4)
    assert np.isnan(found[:, 1, 2]).all()
    assert np.isnan(found).sum() == 3
    np.testing.assert_array_equal(found[:, 0], whole[:, 0])


@pytest.mark.parametrize("size", [0, 3, 6, 128])
def test_coalitions_that_are_not_all_there_are_refused(size):
    with pytest.raises(ValueError, match="coalitions"):
        shapley(np.zeros((size, 2)))


def test_log_odds_are_held_at_the_bound():
    found = log_odds(np.array([0.0, BOUND / 2, 0.2, 0.5, 1.0, np.nan]))
    edge = np.log(BOUND / (1 - BOUND))
    assert found[:5] == pytest.approx([edge, edge, np.log(0.25), 0.0, -edge], abs=1e-9)
    assert np.isnan(found[5])


def test_averages_are_weighted_and_their_error_is_that_between_sets():
    rng = np.random.default_rng(3)
    sets = np.arange(1600) % 16
    weight = rng.random(1600) * (rng.random(1600) > 0.2)
    by_set = rng.normal(scale=0.02, size=16)
    values = np.stack([0.1 + by_set[sets], rng.normal(size=1600)])
    values[1, 7] = np.nan
    one, two = channel_shares(["a", "b"], values, weight, sets, 16)
    kept = np.isfinite(values[1]) & (weight > 0)
    assert one.mean == pytest.approx(np.average(values[0, kept], weights=weight[kept]), abs=1e-12)
    assert two.mean == pytest.approx(np.average(values[1, kept], weights=weight[kept]), abs=1e-12)
    # All draws of a set are alike in the first, so its error is nearly that of 16 numbers.
    assert one.se == pytest.approx(by_set.std(ddof=1) / 4, rel=0.1)
    assert two.se == pytest.approx(1 / np.sqrt(kept.sum()), rel=0.6)
    assert one.p05 < one.mean < one.p95


def test_too_few_draws_give_none_with_the_reason():
    told = channel_shares(["a"], np.ones((1, 100)), np.arange(100) < 20.0, np.arange(100) % 16, 16)
    assert told[0].mean is None
    assert told[0].se is None
    assert told[0].reason.startswith("20 effective draws")


def test_log_odds_divide_a_ratio_of_odds():
    # Each channel multiplies the odds in the arm compared; the other arm stays.
    draws, factors = 64, np.array([2.0, 0.5, 3.0])
    odds = 0.1 * game(3, lambda on: np.prod([factors[k] for k in on]))
    compare = np.repeat((odds / (1 + odds))[:, None], draws, axis=1)
    against = np.full_like(compare, 0.2)
    found = log_odds_channels(
        ["a", "b", "c"], compare, against, np.ones(draws), np.arange(draws) % 16, 16
    )
    assert [each.mean for each in found.channels] == pytest.approx(np.log(factors), abs=1e-12)
    assert found.mean == pytest.approx(np.log(0.3) - np.log(0.25), abs=1e-12)
    assert found.mean_off == pytest.approx(np.log(0.1) - np.log(0.25), abs=1e-12)
    assert found.held == 0


def test_probabilities_at_the_bound_are_counted():
    compare = np.full((2, 64), 0.3)
    compare[0, :16] = 0.0
    compare[1, 3] = np.nan
    found = log_odds_channels(["a"], compare, None, np.ones(64), np.arange(64) % 16, 16)
    assert found.held == pytest.approx(15 / 63)
    assert found.channels[0].mean + found.mean_off == pytest.approx(found.mean, abs=1e-12)
    few = log_odds_channels(["a"], compare, None, np.zeros(64), np.arange(64) % 16, 16)
    assert few.mean is few.held is few.channels[0].mean is None
    assert few.reason == few.channels[0].reason
