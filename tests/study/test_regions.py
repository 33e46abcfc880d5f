"""Boxes and thresholds: planted ones are found, EMA Workbench's PRIM agrees, chance is not told."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from twofront.study.assumptions import assumptions, splits
from twofront.study.boxes import Points, Walls, counted, in_order, kappa, quasi_p
from twofront.study.prim import MOST_LIMITS, drop, find, paste, peel
from twofront.study.regions import MOST_FITTED, NOTHING, region
from twofront.study.threshold import _rule, threshold

from .known_answers import coarse, planted_box

BY_EMA = json.loads(
    (Path(__file__).parent / "reference" / "prim_by_ema.json").read_text(encoding="utf-8")
)
SETTINGS = settings(max_examples=40, derandomize=True, deadline=None)


def points(values, sought, weight=None):
    weight = np.ones(len(sought)) if weight is None else weight
    return Points(values.T.copy(), sought, weight, in_order(values.T))


def sets(draws):
    return np.arange(draws) % 16


def stated(values, holds, weight=None, **more):
    """Assumptions named x0, x1 and so on."""
    weight = np.ones(len(holds)) if weight is None else weight
    named = {f"x{number}": column for number, column in enumerate(values.T)}
    return assumptions(named, holds, weight, sets(len(holds)), **more)


def ema(kind):
    """EMA's boxes while it peels: those before pasting lets one grow."""
    told = BY_EMA[kind]
    mass = np.array(told["mass"])
    steps = int(np.argmax(np.append(np.diff(mass) > 0, True))) + 1
    return {name: values[:steps] for name, values in told.items()}


@pytest.mark.parametrize("kind", ["smooth", "coarse"])
def test_peeling_passes_the_boxes_that_ema_workbench_passes(kind):
    values, sought = planted_box()
    here = points(values if kind == "smooth" else coarse(values), sought)
    known, path = ema(kind), peel(here)
    assert len(path) == len(known["mass"]) > 25
    all_low, all_high = here.values.min(axis=1), here.values.max(axis=1)
    for (walls, held), mass, coverage, density, low, high in zip(
        path,
        known["mass"],
        known["coverage"],
        known["density"],
        known["low"],
        known["high"],
        strict=True,
    ):
        for found in (held, counted(here, walls.inside(here.values))):
            assert (found.mass, found.coverage, found.density) == pytest.approx(
                (mass, coverage, density), abs=1e-12
            )
        np.testing.assert_allclose(np.maximum(walls.low, all_low), low, atol=1e-12)
        np.testing.assert_allclose(np.minimum(walls.high, all_high), high, atol=1e-12)


def test_quasi_p_values_are_those_of_ema_workbench():
    values, sought = planted_box()
    here, known, compared = points(values, sought), ema("smooth"), 0
    for (walls, _), told in zip(peel(here), known["quasi_p"], strict=True):
        for name, (low, high) in told.items():
            if -1 in (low, high):  # with limits on both sides EMA opens one at a time
                value = quasi_p(here, walls, int(name[1:]))
                assert value == pytest.approx(max(low, high), rel=1e-6, abs=1e-300)
                compared += 1
    assert compared > 50


def test_a_quasi_p_value_is_a_binomial_test():
    values, sought = planted_box()
    here = points(values, sought)
    walls = Walls(np.full(5, -np.inf), np.full(5, np.inf)).moved(0, True, 0.4).moved(2, False, 0.3)
    inside = walls.inside(here.values)
    wider = values[:, 2] >= 0.3
    test = stats.binomtest(
        int(sought[inside].sum()), int(inside.sum()), sought[wider].mean(), alternative="greater"
    )
    assert quasi_p(here, walls, 0) == pytest.approx(test.pvalue, rel=1e-9)


def test_the_planted_box_is_found_and_agrees_better_than_emas():
    values, sought = planted_box()
    here = points(values, sought)
    walls, _ = find(here)
    assert walls.sides == [(2, False), (0, True), (4, True)]
    assert walls.high[0] == pytest.approx(0.4, abs=0.01)
    assert walls.low[2] == pytest.approx(0.35, abs=0.01)
    assert walls.high[4] == pytest.approx(0.75, abs=0.02)
    last = {name: each[-1] for name, each in BY_EMA["smooth"].items()}
    base = here.base
    emas = float(kappa(last["mass"], last["density"] * last["mass"], base))
    assert counted(here, walls.inside(here.values)).agreement > emas


def test_a_box_without_noise_is_found_exactly():
    values, _ = planted_box(4000)
    sought = (values[:, 1] > 0.6) & (values[:, 3] < 0.3)
    here = points(values, sought)
    found = counted(here, find(here)[0].inside(here.values))
    assert (found.coverage, found.density, found.agreement) == pytest.approx((1, 1, 1))


def test_whole_weights_are_draws_counted_so_often():
    values, sought = planted_box(600)
    often = np.random.default_rng(2).integers(1, 4, size=600)
    weighted = find(points(values, sought, often.astype(float)))[0]
    repeated = find(points(np.repeat(values, often, axis=0), np.repeat(sought, often)))[0]
    assert weighted.sides == repeated.sides
    np.testing.assert_allclose(weighted.low, repeated.low, atol=1e-12)
    np.testing.assert_allclose(weighted.high, repeated.high, atol=1e-12)


def test_draws_of_little_weight_move_nothing():
    values, sought = planted_box(2000)
    odd = np.arange(2000) % 2 == 1
    weight = np.where(odd, 1e-9, 1.0)
    misled = np.where(odd, values[:, 1] < 0.5, sought)
    walls = find(points(values, misled, weight))[0]
    assert walls.quantities == [0, 2, 4]


@SETTINGS
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_a_rising_scale_changes_no_box(seed, levels):
    rng = np.random.default_rng(seed)
    values = rng.random((300, 4))
    values[:, 1] = np.floor(values[:, 1] * levels)
    sought = (values[:, 0] < 0.5) ^ (rng.random(300) < 0.2)
    weight = rng.random(300) + 0.1
    plain = find(points(values, sought, weight))[0]
    bent = values.copy()
    bent[:, 0] = 100 * np.exp(values[:, 0])
    other = find(points(bent, sought, weight))[0]
    same = plain.inside(values.T) == other.inside(bent.T)
    assert same.all()


@SETTINGS
@given(st.integers(0, 10**6))
def test_boxes_on_the_path_shrink_one_inside_the_other_and_grow_denser(seed):
    rng = np.random.default_rng(seed)
    values = np.round(rng.random((400, 3)), int(rng.integers(1, 4)))
    sought = rng.random(400) < 0.2 + 0.6 * values[:, 0]
    here = points(values, sought, rng.random(400) + 0.01)
    path = peel(here)
    flags = [walls.inside(here.values) for walls, _ in path]
    held = [counted(here, each) for each in flags]
    for (_, told), each in zip(path, held, strict=True):
        assert (told.mass, told.hits) == pytest.approx((each.mass, each.hits), abs=1e-12)
    assert flags[0].all()
    for outer, inner in pairwise(flags):
        assert not (inner & ~outer).any()
        assert inner.sum() < outer.sum()
    density = [each.density for each in held]
    assert all(low < high for low, high in pairwise(density))
    assert held[-1].mass >= 0.05 - 1e-9


def test_dropping_and_pasting_never_agree_less_than_they_may():
    values, sought = planted_box()
    here = points(values, sought)
    for walls, _ in peel(here)[::6]:
        before = counted(here, walls.inside(here.values)).agreement
        pasted = paste(here, walls)
        after = counted(here, pasted.inside(here.values)).agreement
        assert after >= before
        dropped = drop(here, pasted)
        assert len(dropped.quantities) <= MOST_LIMITS
        assert set(dropped.sides) <= set(pasted.sides)


def test_kappa_is_cohens():
    # A table of 45, 15, 25, 15: Cohen's kappa is .1304 (observed .60, expected .54).
    assert float(kappa(0.6, 0.45, 0.7)) == pytest.approx((0.6 - 0.54) / (1 - 0.54))
    assert float(kappa(1.0, 0.3, 0.3)) == 0
    assert float(kappa(0.3, 0.3, 0.3)) == pytest.approx(1)


def test_both_regions_are_told_with_what_they_hold_of_other_draws():
    values, sought = planted_box(4096)
    fails, holds = region(stated(values, ~sought))
    assert (fails.of, holds.of) == ("fails", "holds")
    assert {limit.quantity for limit in fails.limits} == {"x0", "x2", "x4"}
    assert fails.limits[0].quantity == "x0"  # without it the box would agree least
    assert fails.limits[0].low is None
    assert fails.limits[0].median == pytest.approx(0.5, abs=0.01)
    assert all(limit.quasi_p < 1e-6 for limit in fails.limits)
    assert all(limit.refits >= 0.8 for limit in fails.limits)
    inside = (values[:, 0] < 0.4) & (values[:, 2] > 0.35) & (values[:, 4] < 0.75)
    assert fails.density == pytest.approx(sought[inside].mean(), abs=0.02)
    assert fails.held_out_density == pytest.approx(fails.density, abs=0.05)
    assert fails.held_out_coverage == pytest.approx(fails.coverage, abs=0.05)
    assert fails.base == pytest.approx(sought.mean())
    assert holds.base == pytest.approx(1 - sought.mean())
    assert holds.density > 0.85
    assert fails.trajectory[0].mass == 1
    assert fails.trajectory[0].limits == 0


@pytest.mark.parametrize("seed", [33, 34, 35, 41])
def test_what_was_fitted_to_chance_is_not_told(seed):
    # Few draws, many quantities, nothing to find. By seeds 33 and 41 a box fits its own draws.
    rng = np.random.default_rng(seed)
    values = rng.random((120, 12))
    told = region(stated(values, rng.random(120) < 0.5))
    for box in told:
        assert box.limits == ()
        assert box.mass is box.density is None
    fitted = "boxes found in half of the draws tell little about the other half"
    assert (fitted in {box.reason for box in told}) == (seed in (33, 41))


def test_limits_that_add_little_or_may_be_chance_are_dropped():
    rng = np.random.default_rng(2)
    values = rng.random((2000, 3))
    sought = values[:, 0] < 0.4
    sought &= values[:, 1] > 0.002
    here = points(values, sought)
    free = Walls(np.full(3, -np.inf), np.full(3, np.inf))
    exact = free.moved(0, True, 0.4).moved(1, False, 0.002)
    assert drop(here, exact).sides == [(0, True)]  # the second limit adds under .01
    few = points(values[:50], sought[:50])
    lucky = np.flatnonzero(~sought[:50] & (values[:50, 0] < 0.5))[:2]
    few.values[2, lucky] = 1.5
    wide = free.moved(0, True, 0.5).moved(2, True, 1.0)
    assert quasi_p(few, wide, 2) > 0.05
    assert drop(few, wide).sides == [(0, True)]  # two draws more may be chance


def test_a_large_box_is_fitted_to_the_first_draws_and_counted_in_all():
    draws = 2 * MOST_FITTED
    values = np.random.default_rng(5).random((draws, 2))
    inside = (values[:, 0] > 0.6) & (values[:, 1] < 0.5)
    holds = ~inside
    holds[MOST_FITTED:] = True  # what comes later moves no limit, and is counted
    box = region(stated(values, holds))[0]
    alone = region(stated(values[:MOST_FITTED], holds[:MOST_FITTED]))[0]
    assert [(each.quantity, each.low, each.high) for each in box.limits] == [
        (each.quantity, each.low, each.high) for each in alone.limits
    ]
    assert box.density == pytest.approx(alone.density / 2, abs=0.01)
    assert box.mass == pytest.approx(alone.mass, abs=0.01)
    nowhere = np.arange(draws) < MOST_FITTED
    assert region(stated(values, nowhere))[0].reason == NOTHING


@pytest.mark.parametrize(
    ("draws", "failing", "reason"),
    [
        (20, 10, "20 effective draws"),
        (400, 4, "the claim fails in 4 effective draws"),
        (400, 397, "the claim holds in 3 effective draws"),
        (400, 0, "the claim fails in 0 effective draws"),
    ],
)
def test_too_few_of_either_give_no_region_and_no_threshold(draws, failing, reason):
    values = np.random.default_rng(1).random((draws, 2))
    here = stated(values, np.arange(draws) >= failing)
    for told in (*region(here), threshold(here)):
        assert told.reason.startswith(reason)


def test_quantities_of_one_value_and_unknown_ones_are_no_assumptions():
    values = np.random.default_rng(1).random((64, 4))
    values[:, 1] = 3.0
    values[5, 2] = np.nan
    here = stated(values, values[:, 0] < 0.5, fitted={"x3": values[:, 3] + 1})
    assert here.names == ("x0", "x3")
    assert here.fitted == {"x3"}
    flat = stated(values[:, 1:2], values[:, 0] < 0.5)
    assert region(flat)[0].reason == "no quantity has more than one value"


def test_halves_are_of_whole_sets_and_used_both_ways():
    found = list(splits(sets(320)))
    assert len(found) == 10
    for fit, test in found:
        assert (fit ^ test).all()
        assert len(set(sets(320)[fit]) & set(sets(320)[test])) == 0
        assert len(set(sets(320)[fit])) == 8
    for (fit, test), (other_fit, other_test) in zip(found[::2], found[1::2], strict=True):
        assert (fit == other_test).all()
        assert (test == other_fit).all()
    assert len({fit.tobytes() for fit, _ in found}) == 10
    assert list(splits(np.zeros(64, dtype=np.int64))) == []


def test_a_single_quantity_that_decides_is_told_with_its_split():
    values, _ = planted_box(4096)
    holds = (values[:, 2] > 0.62) ^ (values[:, 1] < 0.1)
    told = threshold(stated(values, holds))
    assert told.decides
    assert told.quantity == "x2"
    assert told.split == pytest.approx(0.62, abs=0.01)
    assert told.low_holds == pytest.approx(0.1, abs=0.02)
    assert told.high_holds == pytest.approx(0.9, abs=0.02)
    assert told.misjudged == pytest.approx(0.1, abs=0.02)
    assert told.base == pytest.approx(min(holds.mean(), 1 - holds.mean()))
    assert told.same == 1


def test_where_two_decide_together_no_single_one_does():
    values, _ = planted_box(2048)
    told = threshold(stated(values, (values[:, 0] < 0.5) == (values[:, 1] < 0.5)))
    assert not told.decides


def test_where_no_split_helps_there_is_no_threshold():
    values, _ = planted_box(2048)
    draws = np.arange(2048)
    told = threshold(stated(values, draws % 5 > 0))
    assert told.quantity is None
    assert told.reason == "no split of one quantity judges better than the same answer for all"


@SETTINGS
@given(st.integers(0, 10**6))
def test_no_split_does_better_than_the_one_told(seed):
    rng = np.random.default_rng(seed)
    values = np.round(rng.random((120, 2)), 1)
    holds = rng.random(120) < 0.2 + 0.6 * (values[:, 1] > rng.random())
    weight = rng.random(120) + 0.1
    told = threshold(stated(values, holds, weight))
    if told.split is None:
        return
    low = values[:, int(told.quantity[1])] <= told.split
    wrong = sum(
        min(weight[side & holds].sum(), weight[side & ~holds].sum()) for side in (low, ~low)
    )
    for column in values.T:
        for split in np.unique(column):
            side = column <= split
            other = sum(
                min(weight[part & holds].sum(), weight[part & ~holds].sum())
                for part in (side, ~side)
            )
            assert wrong <= other + 1e-9


def test_a_threshold_is_weighted():
    # Draws above .5 count nothing: the rule is that of the others.
    values = np.random.default_rng(4).random((1000, 2))
    weight = np.where(values[:, 0] <= 0.5, 1.0, 1e-9)
    holds = (values[:, 0] > 0.2) & (values[:, 0] <= 0.5)
    told = threshold(stated(values, holds, weight))
    assert told.split == pytest.approx(0.2, abs=0.01)
    assert told.misjudged < 0.02


@SETTINGS
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_no_split_of_one_quantity_gets_less_wrong_than_the_rule(seed, draws):
    rng = np.random.default_rng(seed)
    values = np.round(rng.random((3, draws)), 1)
    holds, weight = rng.random(draws) < 0.5, rng.random(draws) + 0.01
    rule = _rule(values, holds, weight, in_order(values))
    judged = np.sum(weight[rule.judge(values) != holds])
    sides = [(row <= split) == low for row in values for split in row for low in (True, False)]
    least = min(np.sum(weight[side != holds]) for side in [*sides, np.zeros(draws, bool)])
    assert judged == pytest.approx(rule.wrong, abs=1e-12)
    assert judged == pytest.approx(least, abs=1e-12)
