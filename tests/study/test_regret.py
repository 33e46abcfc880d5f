"""Levers: effects, regret at each price, shares in which one is best, the Pareto front."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.study.regret import Objective, Option, effects, front, levers, near, regret

SETTINGS = settings(max_examples=60, derandomize=True, deadline=None)


def option(*names, **prices):
    return Option(names, tuple(f"actor_{name}" for name in names), names, prices)


NOTHING = option()


def sets(draws):
    return np.arange(draws) % 16


def judged(options, *objectives, weight=None):
    draws = objectives[0].values.shape[1]
    weight = np.ones(draws) if weight is None else weight
    return levers(options, objectives, weight, sets(draws), 16)


def risk(*rows, near=0.01):
    return Objective("taiwan", "risk", np.array(rows, dtype=float), near)


def by_price(found):
    return {(each.amount, each.unit): each for each in found}


def test_regret_is_the_distance_from_the_best_in_each_draw():
    weight = np.array([1.0, 2.0, 1.0, 4.0])
    one, two = regret(
        np.array([[0.30, 0.10, 0.20, 0.105], [0.20, 0.20, 0.20, 0.10]]), 0.01, weight, sets(4), 4
    )
    assert one.mean == pytest.approx((0.1 + 0 + 0 + 4 * 0.005) / 8)
    assert two.mean == pytest.approx(2 * 0.1 / 8)
    # Each draw is a set of its own: Cochran's error of a ratio, by hand.
    apart = weight * (np.array([0.1, 0, 0, 0.005]) - one.mean)
    assert one.mean_se == pytest.approx(np.sqrt(4 / 3 * np.sum(apart**2)) / 8)
    assert (one.worst, two.worst) == pytest.approx((0.1, 0.1))
    assert one.median == pytest.approx(0.005)
    assert (one.best, two.best) == pytest.approx((3 / 8, 6 / 8))  # the third draw is a tie
    assert (one.near_best, two.near_best) == pytest.approx((7 / 8, 6 / 8))


def test_a_difference_of_rounding_is_a_tie():
    one, two = regret(np.array([[0.1 + 0.2], [0.3]]), 0.0, np.ones(1), sets(1), 1)
    assert one.best == two.best == 1


def test_each_price_compares_what_can_be_had_for_it():
    a, b = 0.2 + 0.01 * sets(64) / 16, 0.25 - 0.01 * sets(64) / 16
    options = [NOTHING, option("a", USD=1.0), option("b", USD=3.0), option("a", "b", USD=4.0)]
    found, told = judged(options, risk(np.full(64, 0.3), a, b, np.full(64, 0.1)))
    at = by_price(told)
    assert list(at) == [(1.0, "USD"), (3.0, "USD"), (4.0, "USD")]
    assert [each.levers for each in at[1.0, "USD"].options] == [("a",), ()]
    assert [each.levers for each in at[3.0, "USD"].options] == [("a",), ("b",), ()]
    best = at[4.0, "USD"].options[0]
    assert best.levers == ("a", "b")
    assert (best.regret.best, best.regret.worst) == (1, 0)
    assert at[4.0, "USD"].options[1].regret.mean == pytest.approx((a - 0.1).mean())
    # b costs more than a and does worse: it is not on the front; the rest is.
    assert [each.front for each in found] == [("taiwan",), ("taiwan",), (), ("taiwan",)]


def test_prices_of_different_units_are_never_added_up():
    options = [
        NOTHING,
        option("a", USD=10.0),
        option("c", GDP_share=0.01),
        option("a", "c", USD=10.0, GDP_share=0.01),
    ]
    rows = [np.full(64, each) for each in (0.4, 0.3, 0.2, 0.1)]
    found, told = judged(options, risk(*rows))
    at = by_price(told)
    assert [each.levers for each in at[10.0, "USD"].options] == [("a",), ()]
    assert [each.levers for each in at[0.01, "GDP_share"].options] == [("c",), ()]
    assert len(at[None, None].options) == 4
    assert [each.front for each in found] == [("taiwan",)] * 4  # a is no dearer than c
    assert found[3].prices[0].unit == "USD"
    assert found[3].by == ("actor_a", "actor_c")


def test_effects_are_told_against_pulling_none():
    rng = np.random.default_rng(6)
    base = 0.2 + 0.1 * rng.random(800)
    change = rng.normal(-0.02, 0.02, size=800)
    weight = rng.random(800) + 0.2
    found, _ = judged([NOTHING, option("a", USD=1.0)], risk(base, base + change), weight=weight)
    none, a = (each.effects[0] for each in found)
    assert (none.change.mean, none.change_se, none.lowers) == (0, 0, 0)
    assert a.change.mean == pytest.approx(np.average(change, weights=weight))
    assert a.change_se == pytest.approx(0.02 / np.sqrt(800), rel=0.5)
    assert a.lowers == pytest.approx(np.average(change < -0.01, weights=weight))
    assert a.raises == pytest.approx(np.average(change > 0.01, weights=weight))
    assert a.value.mean == pytest.approx(np.average(base + change, weights=weight))


def test_only_draws_in_which_every_option_was_answered_count():
    rows = np.full((2, 80), 0.2)
    rows[1] = 0.1
    rows[1, 5] = np.nan
    deaths = Objective("deaths", "measure", np.full((2, 80), 1e4), 100.0)
    deaths.values[0, 9] = np.nan
    weight = np.ones(80)
    weight[11] = 0
    found, told = judged([NOTHING, option("a", USD=1.0)], risk(*rows), deaths, weight=weight)
    assert [each.draws for each in found] == pytest.approx([77, 77])
    assert {(each.objective, each.kind) for each in told} == {
        ("taiwan", "risk"),
        ("deaths", "measure"),
    }
    assert told[1].options[0].regret.best == told[1].options[1].regret.best == 1


def test_too_few_draws_give_null_with_the_reason():
    rows = np.full((2, 20), 0.2)
    found, told = judged([NOTHING, option("a", USD=1.0)], risk(*rows))
    assert told[0].options == ()
    assert told[0].reason.startswith("20 effective draws")
    assert found[1].front == ()
    assert found[1].effects[0].change.mean is found[1].effects[0].lowers is None


def test_a_measure_is_near_within_a_hundredth_of_its_mean():
    values = np.array([100.0, 300.0, np.nan, 1e9])
    assert near(values, np.array([1.0, 1.0, 1.0, 0.0])) == pytest.approx(2.0)
    assert near(values, np.zeros(4)) == 0


def test_effects_under_a_variant_leave_unsolved_draws_out():
    rows = np.full((2, 64), 0.2)
    rows[1] = 0.1
    rows[1, :10] = np.nan
    (told,) = effects([Objective("taiwan", "risk", rows, 0.01)], 1, np.ones(64), sets(64), 16)
    assert told.change.mean == pytest.approx(-0.1)
    assert told.lowers == 1


@SETTINGS
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 3))
def test_the_front_is_what_nothing_beats(seed, options, units):
    rng = np.random.default_rng(seed)
    prices = rng.integers(0, 3, size=(options, units)).astype(float)
    risk = rng.integers(0, 4, size=options) / 4
    told = front(prices, risk)
    assert told.any()
    for one in range(options):
        beaten = any(
            (prices[other] <= prices[one]).all()
            and risk[other] <= risk[one]
            and ((prices[other] < prices[one]).any() or risk[other] < risk[one])
            for other in range(options)
        )
        assert told[one] != beaten


@SETTINGS
@given(st.integers(0, 10**6))
def test_regret_never_falls_as_the_price_rises(seed):
    rng = np.random.default_rng(seed)
    rows = rng.random((4, 40))
    options = [NOTHING, *(option(name, USD=float(k + 1)) for k, name in enumerate("abc"))]
    _, told = judged(options, risk(*rows))
    for budget in told:
        assert min(each.regret.mean for each in budget.options) >= 0
        assert sum(each.regret.best for each in budget.options) == pytest.approx(1)
        assert all(each.regret.near_best >= each.regret.best for each in budget.options)
    by_option = [{each.levers: each.regret.mean for each in budget.options} for budget in told]
    for lower, higher in pairwise(by_option):
        assert all(higher[name] >= lower[name] - 1e-12 for name in lower)
