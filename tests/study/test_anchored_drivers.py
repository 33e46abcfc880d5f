"""First-order indices on weighted draws as they are, with their noise."""

import numpy as np
import pytest
from scipy.stats import qmc

from twofront.study.anchored_drivers import anchored_drivers

from .known_answers import MODELS, SETS, linear

NAMES = [model.name for model in MODELS]


def points(draws, dimensions, seed=0):
    found = np.empty((draws, dimensions))
    for number in range(SETS):
        source = np.random.default_rng([seed, number])
        found[number::SETS] = qmc.Sobol(dimensions, rng=source).random(draws // SETS)
    return found


def named(values):
    return {f"x{number}": column for number, column in enumerate(values.T)}


def sets(draws):
    return np.arange(draws) % SETS


def found(values, weight, quantities, **more):
    return anchored_drivers(values, weight, sets(len(values)), quantities, **more)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_known_indices_lie_in_the_intervals(model):
    x = points(8192, model.size)
    told = found(model.call(x), np.ones(8192), named(x))
    assert told.variance == pytest.approx(model.variance, rel=0.05)
    assert told.effective_draws == pytest.approx(8192)
    for driver, first in zip(told.drivers, model.first, strict=True):
        # Bins smooth a little away, most where the answer turns often.
        assert driver.first_ci[0] - 0.01 <= first <= driver.first_ci[1] + 0.01
        assert driver.first == pytest.approx(first, abs=0.02)


def test_weights_change_what_varies():
    # Weighted by 2x, x has variance 1/18; what is not weighted has 1/12.
    x = points(8192, 2)
    told = found(x.sum(axis=1), 2 * x[:, 0], named(x))
    truth = (1 / 18) / (1 / 18 + 1 / 12)
    assert told.drivers[0].first == pytest.approx(truth, abs=0.01)
    assert told.drivers[1].first == pytest.approx(1 - truth, abs=0.01)
    assert told.drivers[0].first_ci[0] < truth < told.drivers[0].first_ci[1]
    assert told.variance == pytest.approx(1 / 18 + 1 / 12, rel=0.01)


def test_weights_of_0_and_1_are_those_of_a_smaller_study():
    x = points(4096, 2)
    weight = (x[:, 0] < 0.5).astype(float)
    told = found(x.sum(axis=1), weight, named(x))
    # Half the range has a quarter of the variance.
    assert told.drivers[0].first == pytest.approx(0.2, abs=0.01)
    assert told.effective_draws == pytest.approx(weight.sum())


def test_an_anchor_ties_quantities_together_and_the_index_tells_what_goes_with_each():
    # Only draws near x0 + x1 = 1 are kept: y = x0 is then as good as known from x1.
    x = points(16384, 2)
    weight = (np.abs(x.sum(axis=1) - 1) < 0.02).astype(float)
    told = found(x[:, 0], weight, named(x))
    assert told.drivers[0].first > 0.98
    assert told.drivers[1].first > 0.97


def test_unrelated_quantities_are_near_0_without_bias_and_below_the_noise():
    model, values, noise = linear(1.0, 1.0), [], []
    for seed in range(30):
        x = points(512, 4, seed)
        told = found(model.call(x[:, :2]), 0.2 + x[:, 3], named(x))
        values.append(told.drivers[2].first)
        noise.append(told.drivers[2].noise)
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(30)
    assert np.mean(np.array(values) > np.array(noise)) <= 0.05


def test_the_noise_shrinks_with_the_draws_and_a_driver_is_above_it():
    large, small = (
        found(linear(1.0, 1.0).call(x), np.ones(len(x)), named(x)).drivers[0]
        for x in (points(4096, 2), points(256, 2))
    )
    assert large.noise < small.noise / 3
    assert large.first_ci[0] > large.noise
    assert small.first > small.noise


def test_few_values_are_as_many_bins():
    x = points(2048, 2)
    step = np.floor(3 * x[:, 0])
    told = found(step + x[:, 1], np.ones(2048), {"step": step, "x1": x[:, 1]})
    truth = (2 / 3) / (2 / 3 + 1 / 12)
    assert told.drivers[0].first == pytest.approx(truth, abs=0.01)
    assert told.drivers[0].noise < told.drivers[1].noise


def test_the_order_of_draws_and_a_rising_scale_change_nothing():
    x = points(1024, 2)
    y, weight = x[:, 0] * x[:, 1], 0.5 + x[:, 1]
    plain = found(y, weight, named(x)).drivers
    bent = found(y, 3 * weight, {"x0": np.exp(5 * x[:, 0]), "x1": x[:, 1] ** 3}).drivers
    turned = anchored_drivers(
        y[::-1], weight[::-1], sets(1024)[::-1], {k: v[::-1] for k, v in named(x).items()}
    ).drivers
    for one, other, third in zip(plain, bent, turned, strict=True):
        assert one.first == pytest.approx(other.first, abs=1e-9)
        assert one.first == pytest.approx(third.first, abs=1e-9)
        assert one.first_ci == pytest.approx(other.first_ci, abs=1e-9)


def test_fitted_constants_stand_in_place_of_those_drawn():
    x = points(512, 2)
    told = found(x[:, 0], np.ones(512), named(x), fitted={"x1": x[:, 0] + 1})
    assert [(each.quantity, each.fitted) for each in told.drivers] == [("x0", False), ("x1", True)]
    assert told.drivers[1].first == pytest.approx(told.drivers[0].first, abs=1e-9)


def test_what_cannot_be_given_is_null_with_the_reason():
    x = points(512, 3)
    y = x[:, 0].copy()
    y[[1, 5]] = np.nan
    weight = np.ones(512)
    weight[5] = 0
    quantities = {"flat": np.ones(512), "gap": np.where(np.arange(512) == 7, np.nan, x[:, 1])}
    told = found(y, weight, quantities | {"x0": x[:, 0]})
    assert told.left_out == 1
    assert told.drivers[0].reason == "the quantity has one value in every draw that counts"
    assert told.drivers[1].reason == "the quantity has no value in some draw that counts"
    assert told.drivers[2].first > 0.9
    few = found(y, weight * (np.arange(512) < 20), named(x))
    assert few.variance is few.drivers[0].first is None
    assert "effective draws" in few.reason
    flat = found(np.full(512, 0.1), weight, named(x))
    assert flat.reason == "the answer is the same in every draw"
    alone = anchored_drivers(y, weight, np.zeros(512, dtype=np.int64), named(x))
    assert alone.reason == "all draws that count are of one set"
