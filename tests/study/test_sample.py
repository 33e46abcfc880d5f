"""Draws: 16 scrambled Sobol sets, the same whatever is asked for beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from twofront.scenario.distributions import Distribution
from twofront.study.design import SETS, Design, Kind
from twofront.study.proposal import Component, Proposal
from twofront.study.sample import (
    Source,
    dimensions,
    draws,
    draws_and_rates,
    equicorrelation_root,
    pearson,
)

from .builders import anchor, correlated, fixed, quantity, scenario_of, uniform

PLAIN = scenario_of(
    [
        uniform("a"),
        fixed("b", 3.0),
        quantity("c", Distribution("lognormal", (2.0, 5.0))),
        uniform("d", -1.0, 4.0),
    ],
    anchors=[anchor("quiet", (0.01, 0.25), "d"), anchor("weighing", (0.1, 0.2))],
)


def numbers(*bounds):
    return np.arange(*bounds, dtype=np.int64)


def test_every_set_is_stratified():
    size = 64
    found = draws(PLAIN, 1, numbers(SETS * size))
    for name in ("a", "d"):
        low, high = PLAIN.quantities[name].values[0].value.support
        share = (found.column(name) - low) / (high - low)
        for one in range(SETS):
            cells = np.floor(share[found.numbers % SETS == one] * size).astype(int)
            assert sorted(cells) == list(range(size))


def test_sets_differ_and_seeds_differ():
    first = draws(PLAIN, 1, numbers(SETS)).column("a")
    assert len(set(first)) == SETS
    assert not np.array_equal(first, draws(PLAIN, 2, numbers(SETS)).column("a"))


@given(
    wanted=st.lists(st.integers(0, 2000), min_size=1, max_size=40),
    seed=st.integers(0, 2**40),
)
def test_a_draw_is_the_same_in_any_company(wanted, seed):
    asked = np.array(wanted, dtype=np.int64)
    together, rates = draws_and_rates(PLAIN, seed, asked)
    everything, all_rates = draws_and_rates(PLAIN, seed, numbers(2001))
    assert np.array_equal(together.values, everything.values[asked])
    assert np.array_equal(rates["quiet"], all_rates["quiet"][asked])


def test_columns_stand_in_written_order_and_fixed_numbers_stay():
    found = draws(PLAIN, 1, numbers(7, 20))
    assert found.names == ("a", "b", "c", "d")
    assert found.values.shape == (13, 4)
    assert found.values.dtype == np.float64
    assert (found.column("b") == 3.0).all()
    assert (found.column("c") > 0).all()


def test_quantities_that_are_amounts_or_unknown_are_not_drawn():
    from dataclasses import replace

    from twofront.scenario.grammar import parse

    scenario = scenario_of(
        [uniform("a"), quantity("twice", parse("2 * a")), replace(uniform("gone"), values=())]
    )
    assert draws(scenario, 1, numbers(5)).names == ("a",)


def test_rates_fill_what_the_anchor_gives():
    _, rates = draws_and_rates(PLAIN, 5, numbers(SETS * 256))
    assert set(rates) == {"quiet"}
    assert 0.01 < rates["quiet"].min() < 0.011
    assert 0.249 < rates["quiet"].max() < 0.25


def test_nothing_that_varies_gives_draws_all_the_same():
    found = draws(scenario_of([fixed("b", 2.0)]), 1, numbers(4))
    assert found.values.tolist() == [[2.0]] * 4
    assert draws(scenario_of([]), 1, numbers(4)).values.shape == (4, 0)


@pytest.mark.parametrize("rank", [0.0, 0.3, 0.8])
def test_correlated_quantities_have_the_rank_correlation_and_their_own_marginals(rank):
    names = ["a", "c", "d"]
    scenario = scenario_of(PLAIN.quantities.values(), groups=[correlated("g", names, rank)])
    found = draws(scenario, 3, numbers(8192))
    for one, other in (("a", "c"), ("a", "d"), ("c", "d")):
        measured = stats.spearmanr(found.column(one), found.column(other)).statistic
        assert measured == pytest.approx(rank, abs=0.02)
    assert stats.kstest(found.column("d"), stats.uniform(-1, 5).cdf).statistic < 0.02


def test_a_correlation_of_one_lets_all_follow_the_first():
    scenario = scenario_of(
        [uniform("a"), uniform("d", 2.0, 4.0)], groups=[correlated("g", ["a", "d"], 1.0)]
    )
    found = draws(scenario, 1, numbers(64))
    np.testing.assert_allclose(found.column("d"), 2 + 2 * found.column("a"), atol=1e-8)


@given(size=st.integers(1, 6), rank=st.floats(0, 1))
def test_the_root_gives_back_the_matrix(size, rank):
    own = pearson(rank)
    root = equicorrelation_root(size, own)
    wanted = np.full((size, size), own) + (1 - own) * np.eye(size)
    np.testing.assert_allclose(root @ root.T, wanted, atol=1e-7)


LEANING = Proposal(
    ((0.6, 0.0, 0.0, 0.8),), (Component(0.5, (1.0,), ((0.5,),)), Component(0.5, (2.0,), ((1.0,),)))
)
SOURCES = [
    Source(Design(3, 2001)),
    Source(Design(3, 2001, Kind.LHS)),
    Source(Design(3, 2001), LEANING),
    Source(Design(3, 2001, Kind.LHS), LEANING),
]


@pytest.mark.parametrize("source", SOURCES)
@given(wanted=st.lists(st.integers(0, 2000), min_size=1, max_size=40))
def test_whatever_the_source_a_draw_is_the_same_in_any_company(source, wanted):
    asked = np.array(wanted, dtype=np.int64)
    together, everything = source.draw(PLAIN, asked), source.draw(PLAIN, numbers(2001))
    assert np.array_equal(together.draws.values, everything.draws.values[asked])
    assert np.array_equal(together.rates["quiet"], everything.rates["quiet"][asked])
    assert np.array_equal(together.weight, everything.weight[asked])


@pytest.mark.parametrize("source", SOURCES)
def test_whatever_the_source_weighted_draws_follow_the_ranges(source):
    groups = [correlated("g", ["a", "d"], 0.6)]
    scenario = scenario_of(PLAIN.quantities.values(), PLAIN.anchors.values(), groups)
    assert dimensions(scenario) == 4
    found = source.draw(scenario, numbers(2001))
    a, d = found.draws.column("a"), found.draws.column("d")
    rows = np.random.default_rng(1).choice(2001, 2001, p=found.weight / found.weight.sum())
    assert stats.spearmanr(a[rows], d[rows]).statistic == pytest.approx(0.6, abs=0.05)
    for values, low, width in ((a, 0, 1), (d, -1, 5), (found.rates["quiet"], 0.01, 0.24)):
        assert stats.kstest(values[rows], stats.uniform(low, width).cdf).statistic < 0.08


def test_a_source_says_what_it_is():
    assert SOURCES[1].plain() == {"design": "lhs", "proposal": None, "draws_from": None}
    assert SOURCES[2].plain()["proposal"] == LEANING.plain()
    assert SOURCES[0].sets(numbers(20)).tolist() == [*range(16), 0, 1, 2, 3]
