"""Shares, their errors and the verdict, exactly at their borders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from twofront.findings import VerdictCode
from twofront.study.claims import answer, verdict_code
from twofront.study.shares import (
    Change,
    effective_draws,
    fraction,
    halves,
    histogram,
    percentiles,
    share,
    spread,
    standard_error,
)

from ..made_answers import made_answer, made_half, made_variant

SETTINGS = settings(max_examples=60, derandomize=True, deadline=None)
MATTERS = 0.01


def change(toward, weight=None, matters=MATTERS, sets=16) -> Change:
    """A change in draws that number from 0."""
    toward = np.asarray(toward, dtype=np.float64)
    weight = np.ones(len(toward)) if weight is None else np.asarray(weight, dtype=np.float64)
    return Change(toward, toward, weight, np.arange(len(toward)) % sets, sets, matters)


def of(holds: int, opposite: int, same: int, matters: float = MATTERS) -> Change:
    """A change that holds in so many draws, and so on."""
    return change([0.5] * holds + [-0.5] * opposite + [0.0] * same, matters=matters)


def code(made: Change, halves=()) -> VerdictCode:
    return verdict_code([answer(made)], halves)


# The border of what matters.


@pytest.mark.parametrize(
    ("toward", "holds", "reverses"),
    [
        (0.01, False, False),
        (0.51 - 0.50, False, False),  # a hair above .01 as it is computed
        (np.float64(0.31) - np.float64(0.30), False, False),
        (0.010001, True, False),
        (-0.01, False, False),
        (0.50 - 0.51, False, False),
        (-0.010001, False, True),
        (0.0, False, False),
    ],
)
def test_a_change_counts_only_beyond_what_matters(toward, holds, reverses):
    made = change([toward] * 40)
    assert bool(made.holds[0]) is holds
    assert bool(made.reversed[0]) is reverses


def test_nothing_need_matter():
    assert change([1e-9] * 40, matters=0.0).holds.all()
    assert not change([0.0] * 40, matters=0.0).holds.any()


# The border of shares.


@pytest.mark.parametrize(
    ("holds", "opposite", "same", "verdict"),
    [
        (90, 10, 0, VerdictCode.HOLDS),
        (89, 11, 0, VerdictCode.MIXED),
        (10, 90, 0, VerdictCode.REVERSED),
        (11, 89, 0, VerdictCode.MIXED),
        (5, 5, 90, VerdictCode.NEGLIGIBLE),
        (5, 6, 89, VerdictCode.MIXED),
        (45, 0, 5, VerdictCode.HOLDS),
        (0, 0, 40, VerdictCode.NEGLIGIBLE),
    ],
)
def test_a_verdict_needs_nine_in_ten(holds, opposite, same, verdict):
    assert code(of(holds, opposite, same)) is verdict


def test_nine_in_ten_by_weights_that_add_up_with_a_hair_missing():
    weight = [0.1] * 27 + [0.3]
    made = change([0.5] * 27 + [-0.5], weight)
    assert fraction(made.holds, made.weight) == pytest.approx(0.9)
    assert share(made).value is None  # heavy weights leave fewer than 30 effective draws
    made = change([0.5] * 54 + [-0.5] * 6, [0.1] * 60)
    assert code(made) is VerdictCode.HOLDS


# The border of effective draws.


def test_thirty_effective_draws_are_enough_and_fewer_are_not():
    assert code(of(30, 0, 0)) is VerdictCode.HOLDS
    assert code(of(29, 0, 0)) is VerdictCode.UNDECIDED


def test_thirty_of_unequal_weight_are_not():
    weight = np.ones(30)
    weight[0] = 1.001
    found = answer(change([0.5] * 30, weight))
    assert found.share_holds.value is None
    assert found.share_holds.reason == "29.9 effective draws; fewer than 30 answer nothing"
    assert found.share_reversed is None
    assert found.share_no_difference is None
    assert found.delta.median is None
    assert found.delta.histogram is None


def test_no_draws_at_all_are_undecided():
    assert code(of(0, 0, 0)) is VerdictCode.UNDECIDED


# Halves and variants.


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.9, 1.0, VerdictCode.HOLDS),
        (1.0, 0.9, VerdictCode.HOLDS),
        (0.899, 1.0, VerdictCode.MIXED),
        (1.0, 0.899, VerdictCode.MIXED),
    ],
)
def test_a_claim_holds_only_in_both_halves_of_every_range(low, high, verdict):
    halves = [made_half("other", 0.95, 0.95), made_half("one", low, high)]
    assert verdict_code([made_answer(0.95, 0.02)], halves) is verdict


def test_reversed_and_negligible_need_both_halves_too():
    steady = made_half("one", 0.0, 0.05, reverse=(0.95, 0.9))
    torn = made_half("one", 0.0, 0.2, reverse=(1.0, 0.8))
    assert verdict_code([made_answer(0.02, 0.95)], [steady]) is VerdictCode.REVERSED
    assert verdict_code([made_answer(0.02, 0.95)], [torn]) is VerdictCode.MIXED
    still = made_half("one", 0.05, 0.02, reverse=(0.05, 0.02))
    stirred = made_half("one", 0.05, 0.02, reverse=(0.06, 0.02))
    assert verdict_code([made_answer(0.02, 0.02)], [still]) is VerdictCode.NEGLIGIBLE
    assert verdict_code([made_answer(0.02, 0.02)], [stirred]) is VerdictCode.MIXED


@pytest.mark.parametrize(
    ("variant", "verdict"),
    [
        (made_variant("v", 0.9, 0.1), VerdictCode.HOLDS),
        (made_variant("v", 0.89, 0.11), VerdictCode.MIXED),
        (made_variant("v", 0.0, 1.0), VerdictCode.MIXED),
        (made_variant("v", None), VerdictCode.UNDECIDED),
    ],
)
def test_one_variant_is_enough_to_overturn_a_claim(variant, verdict):
    answers = [made_answer(0.99, 0.01), made_variant("fine", 0.95, 0.05), variant]
    assert verdict_code(answers, []) is verdict


def test_halves_are_split_at_the_median_by_weight():
    toward = np.where(np.arange(64) < 32, 0.5, -0.5)
    made = change(toward)
    (half,) = halves(made, {"x": np.arange(64.0)})
    assert (half.split, half.low, half.high) == (31.0, 1.0, 0.0)
    assert (half.low_reversed, half.high_reversed) == (0.0, 1.0)
    weight = np.where(np.arange(64) < 48, 1.0, 3.0)
    (half,) = halves(change(toward, weight), {"x": np.arange(64.0)})
    assert half.split == 47.0
    assert half.low == pytest.approx(2 / 3)


def test_a_quantity_that_does_not_vary_has_no_halves_and_few_draws_have_none():
    assert halves(of(40, 0, 0), {"x": np.ones(40)}) == ()
    assert halves(of(20, 0, 0), {"x": np.arange(20.0)}) == ()


@SETTINGS
@given(st.integers(31, 400), st.integers(0, 2**32 - 1))
def test_a_half_always_rests_on_a_tenth_of_the_effective_draws(size, seed):
    rng = np.random.default_rng(seed)
    weight, values = rng.pareto(1.5, size) + 1e-3, rng.random(size)
    total = effective_draws(weight)
    if total < 30:
        return
    split = percentiles(values, weight)[0]
    for side in (values <= split, values > split):
        assert effective_draws(weight[side]) >= 0.1 * total


# Sampling error, percentiles, histograms.


def test_the_standard_error_is_that_of_the_means_of_the_sets():
    rng = np.random.default_rng(5)
    flags = rng.random(16 * 32) < 0.3
    sets = np.arange(16 * 32) % 16
    means = flags.reshape(32, 16).mean(axis=0)
    expected = means.std(ddof=1) / 4
    assert standard_error(flags, np.ones(512), sets, 16) == pytest.approx(expected, rel=1e-12)


def test_the_standard_error_of_a_weighted_share_covers_its_scatter():
    rng = np.random.default_rng(6)
    found, errors = [], []
    for _ in range(300):
        weight, flags = rng.random(320) + 0.1, rng.random(320) < 0.6
        found.append(fraction(flags, weight))
        errors.append(standard_error(flags, weight, np.arange(320) % 16, 16))
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.15)


def test_one_set_gives_no_standard_error():
    assert standard_error(np.ones(4, bool), np.ones(4), np.zeros(4, int), 1) is None


def test_shares_agree_between_sets_that_agree():
    assert share(change([0.5] * 64)).se == 0.0


@SETTINGS
@given(arrays(np.float64, 41, elements=st.floats(-1, 1)))
def test_equal_weights_give_the_percentiles_of_the_draws(values):
    found = percentiles(values, np.full(41, 0.5))
    expected = np.quantile(values, [0.5, 0.05, 0.25, 0.75, 0.95], method="inverted_cdf")
    assert found == tuple(expected)


def test_a_draw_of_twice_the_weight_counts_as_two():
    values, weight = np.arange(40.0), np.ones(40)
    weight[7] = 2
    assert percentiles(values, weight) == percentiles(np.append(values, 7.0), np.ones(41))


def test_draws_without_weight_or_value_are_left_out():
    values = np.append(np.arange(40.0), [np.nan, 1e9])
    weight = np.append(np.ones(41), 0.0)
    assert spread(values, weight) == spread(np.arange(40.0), np.ones(40))


@SETTINGS
@given(
    arrays(np.float64, 60, elements=st.floats(-1, 1)),
    arrays(np.float64, 60, elements=st.floats(0.01, 10)),
    st.sampled_from([0.0, 0.001, 0.01, 0.05]),
)
def test_a_histogram_counts_every_draw_and_splits_at_zero(values, weight, matters):
    found = histogram(values, weight, matters)
    edges, counts = np.array(found.edges), np.array(found.counts)
    assert counts.sum() == pytest.approx(60)
    assert len(counts) == len(edges) - 1 <= 50
    assert (np.diff(edges) > 0).all()
    assert edges[0] <= values.min()
    assert values.max() <= edges[-1] + 1e-9
    for border in (0.0, -matters, matters):
        assert border in edges or edges[0] > border or edges[-1] < border
    below = weight[values < 0].sum() / weight.sum() * 60
    assert counts[edges[1:] <= 0].sum() == pytest.approx(below, abs=1e-6)


def test_a_histogram_of_no_change_has_one_narrow_bin():
    found = histogram(np.zeros(50), np.ones(50), 0.01)
    assert found.counts == (50.0,)
    assert found.edges == (0.0, 0.002)


def test_effective_draws():
    assert effective_draws(np.ones(50)) == 50
    assert effective_draws(np.zeros(50)) == 0
    assert effective_draws(np.array([1.0, 1.0, 0.0])) == 2
