"""Sobol indices on the prior: known models, SALib on the same design, failures in the open."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import qmc

from twofront.study.drivers import Swaps, alike, drivers, interval

from .known_answers import MODELS, SETS, lattice, linear, pick_freeze

BY_SALIB = json.loads(
    (Path(__file__).parent / "reference" / "sobol_by_salib.json").read_text(encoding="utf-8")
)
NAMES = [model.name for model in MODELS]


def study(model, draws, seed=0):
    """A study as it is drawn: 16 scrambled Sobol sets, and others at random."""
    own = np.empty((draws, model.size))
    for number in range(SETS):
        points = qmc.Sobol(model.size, rng=np.random.default_rng([seed, number]))
        own[number::SETS] = points.random(draws // SETS)
    other = np.random.default_rng([seed, SETS]).random((draws, model.size))
    return swaps(*pick_freeze(model, own, other))


def swaps(own, other, swapped, groups=None):
    names = groups or {f"x{number}": (f"x{number}",) for number in range(len(swapped))}
    answers = dict(zip(names, swapped, strict=True))
    return Swaps(own, other, answers, names, np.arange(len(own)) % SETS)


def within(value, ends, slack=0.0):
    return ends[0] - slack <= value <= ends[1] + slack


def near(value, estimate, ends):
    """Whether a true value lies in an interval made 1.7 times as wide, of 99.7 per cent."""
    return abs(value - estimate) <= 1.7 * (ends[1] - ends[0]) / 2 + 1e-12


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_known_indices_lie_in_the_intervals(model):
    variance, found = drivers(study(model, 4096))
    assert variance.value == pytest.approx(model.variance, rel=0.1)
    assert (variance.draws, variance.left_out) == (4096, 0)
    for driver, first, total in zip(found, model.first, model.total, strict=True):
        assert near(first, driver.first, driver.first_ci)
        assert near(total, driver.total, driver.total_ci)
        assert driver.first == pytest.approx(first, abs=0.06)
        assert driver.total == pytest.approx(total, abs=0.06)
        assert within(driver.first, driver.first_ci)
        assert within(driver.total, driver.total_ci)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_intervals_cover_the_truth_as_often_as_they_say(model):
    tries, hits = 60, np.zeros((2, model.size))
    for seed in range(tries):
        found = drivers(study(model, 512, seed))[1]
        hits[0] += [within(model.first[k], each.first_ci) for k, each in enumerate(found)]
        hits[1] += [within(model.total[k], each.total_ci) for k, each in enumerate(found)]
    # 95 per cent of 60 is 57; under 48 would happen by chance in one of 10,000.
    assert hits.min() >= 48
    assert hits.mean() >= 0.91 * tries


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_salib_finds_the_same_on_the_same_design(model):
    draws = BY_SALIB["draws"]
    own, other = lattice(draws, model.size), lattice(draws, model.size, skip=model.size)
    answers = pick_freeze(model, own, other)
    known = BY_SALIB["models"][model.name]
    both = np.var(np.concatenate(answers[:2]))
    for driver, swapped, first, total in zip(
        drivers(swaps(*answers))[1], answers[2], known["first"], known["total"], strict=True
    ):
        # SALib divides by the variance of own and other, this by that of own and swapped.
        pair = np.var(np.concatenate([answers[0], swapped]))
        assert driver.total * pair == pytest.approx(total * both, rel=1e-9, abs=1e-12)
        # Its first-order estimator is another one, noisier where an index is large.
        assert within(first, driver.first_ci, slack=0.03)


def correlated_study(seed):
    """y = 2 x0 + x1 + 2 x2, x0 and x1 normal with correlation .8 and swapped together."""
    rng = np.random.default_rng(seed)
    slope = np.array([2.0, 1.0, 2.0])
    root = np.linalg.cholesky([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    own, other = (rng.normal(size=(1024, 3)) @ root.T for _ in range(2))
    swapped = []
    for columns in ([0, 1], [2]):
        points = own.copy()
        points[:, columns] = other[:, columns]
        swapped.append(points @ slope)
    groups = {"strengths": ("x0", "x1"), "x2": ("x2",)}
    return drivers(swaps(own @ slope, other @ slope, swapped, groups))[1]


def test_small_indices_and_large_ones_are_both_told_closely():
    small = drivers(study(MODELS[2], 2048))[1][-1]
    assert small.first_ci[1] - small.first_ci[0] < 0.005  # from Cov(B, AB) alone it is about .1
    widths = []
    for seed in range(20):
        large = drivers(study(linear(3.0, 1.0), 2048, seed))[1][0]
        widths.append(large.first_ci[1] - large.first_ci[0])
    # Saltelli's estimator has an error of sqrt(2 - S) S / sqrt(n) or more: here .045 wide.
    assert np.mean(widths) < 0.03


def test_correlated_quantities_are_one_group():
    together = 4 + 1 + 2 * 2 * 0.8
    truth = together / (together + 4)
    studies = [correlated_study(seed) for seed in range(30)]
    assert [each.members for each in studies[0]] == [("x0", "x1"), ("x2",)]
    for place, share in enumerate((truth, 1 - truth)):
        found = [study[place] for study in studies]
        for values in ([each.first for each in found], [each.total for each in found]):
            assert abs(np.mean(values) - share) < 3 * np.std(values) / np.sqrt(30)
        assert sum(within(share, each.first_ci) for each in found) >= 25
        assert sum(within(share, each.total_ci) for each in found) >= 25


def test_a_quantity_nothing_rests_on_has_exactly_nothing():
    given = study(linear(1.0, 0.0), 256)
    idle = drivers(given)[1][1]
    assert idle.first == pytest.approx(0, abs=1e-12)
    assert idle.total == 0
    assert idle.first_ci == pytest.approx((0, 0), abs=1e-12)


def test_draws_that_failed_are_left_out_where_they_are_needed_and_counted():
    given = study(linear(3.0, 2.0, 1.0), 512)
    own, other = given.own.copy(), given.other.copy()
    swapped = {name: values.copy() for name, values in given.swapped.items()}
    own[:3], other[10], swapped["x1"][100:140] = np.nan, np.nan, np.nan
    variance, found = drivers(Swaps(own, other, swapped, given.groups, given.sets))
    assert (variance.draws, variance.left_out) == (508, 4)
    assert [(each.draws, each.left_out) for each in found] == [(508, 4), (468, 44), (508, 4)]
    kept = np.isfinite(own) & np.isfinite(other) & np.isfinite(swapped["x1"])
    alone = drivers(
        Swaps(
            own[kept],
            other[kept],
            {name: values[kept] for name, values in swapped.items()},
            given.groups,
            given.sets[kept],
        )
    )[1]
    assert found[1].first == alone[1].first
    assert found[1].total_ci == alone[1].total_ci


def test_too_few_draws_and_no_variance_are_null_with_the_reason():
    few = study(linear(1.0, 1.0), 16)
    variance, found = drivers(few)
    assert variance.value is None
    assert "fewer than 30" in variance.reason
    assert all(each.first is each.total is each.first_ci is None for each in found)
    same = np.full(64, 0.25)
    variance, found = drivers(swaps(same, same, [same + 1e-17]))
    assert variance.reason == found[0].reason == "the answer is the same in every draw"


def test_draws_of_one_set_have_no_interval():
    given = study(linear(3.0, 2.0), 512)
    one = Swaps(given.own, given.other, given.swapped, given.groups, np.zeros(512, dtype=np.int64))
    found = drivers(one)[1][0]
    assert found.first is not None
    assert found.first_ci is found.total_ci is None


def test_the_interval_of_a_mean_is_that_of_student():
    values = np.random.default_rng(2).normal(size=16)
    without = (values.sum() - values) / 15
    low, high = interval(float(values.mean()), without)
    reach = 2.131449546 * values.std(ddof=1) / 4
    assert (low, high) == pytest.approx((values.mean() - reach, values.mean() + reach), abs=1e-8)


@pytest.mark.parametrize(
    ("values", "told"),
    [([], True), ([2.0], True), ([5e8, 5e8 + 0.1], True), ([0.0, 1e-8], False), ([1, 1.1], False)],
)
def test_values_that_differ_by_rounding_are_alike(values, told):
    assert alike(np.array(values, dtype=float)) is told
