"""Quantiles and densities of distributions, against each other and against scipy."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from twofront.scenario.distributions import PARAMETERS, Distribution

SOME = [
    (Distribution("uniform", (2.0, 5.0)), stats.uniform(2, 3)),
    (Distribution("triangular", (1.0, 2.0, 5.0)), stats.triang(0.25, 1, 4)),
    (
        Distribution("lognormal", (3.0, 9.0)),
        stats.lognorm(np.log(3) / stats.norm.ppf(0.9), scale=3),
    ),
    (Distribution("normal", (1.0, 2.0)), stats.norm(1, 2)),
    (Distribution("truncated", (1.0, 2.0, 0.0, 6.0)), stats.truncnorm(-0.5, 2.5, 1, 2)),
    (Distribution("beta", (2.0, 3.0, 1.0, 4.0)), stats.beta(2, 3, 1, 3)),
]


@pytest.mark.parametrize(("ours", "reference"), SOME, ids=lambda each: getattr(each, "kind", ""))
def test_quantiles_and_densities_are_those_of_the_reference(ours, reference):
    u = np.linspace(0.01, 0.99, 31)
    assert_allclose(ours.quantile(u), reference.ppf(u), rtol=1e-9)
    x = reference.ppf(u)
    assert_allclose(ours.density(x), reference.pdf(x), rtol=1e-9)
    assert_allclose(ours.median, reference.ppf(0.5), rtol=1e-9)
    assert ours.quantile(u).dtype == np.float64
    assert_allclose(ours.below(x), u, rtol=1e-9)
    assert ours.support == reference.support()


@pytest.mark.parametrize(("ours", "reference"), SOME, ids=lambda each: getattr(each, "kind", ""))
def test_nothing_lies_beyond_the_support(ours, reference):
    low, high = ours.support
    ends = np.array([2.0**-31, 1 - 2.0**-31])
    values = ours.quantile(ends)
    assert (values >= low).all()
    assert (values <= high).all()
    assert_allclose(values, reference.ppf(ends), rtol=1e-7)
    beyond = np.array([low - 1, high + 1])
    assert ours.below(beyond).tolist() == [0.0, 1.0]
    assert (ours.density(beyond) == 0).all()


@given(
    mean=st.floats(-5, 5),
    sd=st.floats(0.1, 5),
    low=st.one_of(st.just(-np.inf), st.floats(-8, 4)),
    width=st.one_of(st.just(np.inf), st.floats(0.5, 9)),
    u=st.floats(1e-6, 1 - 1e-6),
)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_normal_is_cut_off_as_scipy_cuts_it(mean, sd, low, width, u):
    high = low + width if np.isfinite(low) else mean + width - 4
    ours = Distribution("truncated", (mean, sd, low, high))
    assume(ours.wrong() is None)
    reference = stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)
    assert float(ours.quantile(u)) == pytest.approx(reference.ppf(u), rel=1e-8, abs=1e-8)
    assert ours.median == pytest.approx(reference.median(), rel=1e-8, abs=1e-8)
    assert float(ours.below(ours.quantile(u))) == pytest.approx(u, abs=1e-9)
    assert low <= ours.ends(0.01)[0] < ours.ends(0.01)[1] <= high


@given(
    low=st.floats(-5, 5),
    rise=st.floats(0, 3),
    fall=st.floats(0, 3),
    u=st.floats(1e-6, 1 - 1e-6),
)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_triangle_may_have_its_mode_at_an_end(low, rise, fall, u):
    assume(rise + fall > 0.01)
    ours = Distribution("triangular", (low, low + rise, low + rise + fall))
    assert float(ours.below(ours.quantile(u))) == pytest.approx(u, abs=1e-6)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ((1.0, 2.0, 0.0, 6.0), "normal, mean 1, standard deviation 2, cut off below 0 and above 6"),
        ((1.0, 2.0, 0.0, np.inf), "normal, mean 1, standard deviation 2, cut off below 0"),
        ((1.0, 2.0, -np.inf, 6.0), "normal, mean 1, standard deviation 2, cut off above 6"),
    ],
)
def test_what_is_cut_off_is_said(parameters, words):
    assert Distribution("truncated", parameters).words(lambda each: f"{each:g}") == words


def test_every_kind_is_tried():
    assert {ours.kind for ours, _ in SOME} | {"fixed"} == set(PARAMETERS)


def test_a_fixed_number_does_not_vary():
    fixed = Distribution("fixed", (3.0,))
    assert not fixed.varies
    assert_allclose(fixed.quantile([0.1, 0.9]), 3.0)
    assert fixed.median == 3.0


def test_ends_are_the_support_or_a_tail():
    assert Distribution("uniform", (2.0, 5.0)).ends(0.001) == (2.0, 5.0)
    low, high = Distribution("normal", (0.0, 1.0)).ends(0.001)
    assert_allclose([low, high], stats.norm.ppf([0.001, 0.999]))
    assert Distribution("lognormal", (3.0, 9.0)).ends(0.001)[0] > 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        Distribution("uniform", (5.0, 2.0)),
        Distribution("uniform", (2.0, 2.0)),
        Distribution("triangular", (1.0, 6.0, 5.0)),
        Distribution("lognormal", (3.0, 2.0)),
        Distribution("lognormal", (-3.0, 2.0)),
        Distribution("normal", (0.0, 0.0)),
        Distribution("truncated", (0.0, 0.0, -1.0, 1.0)),
        Distribution("truncated", (0.0, 1.0, 1.0, -1.0)),
        Distribution("truncated", (0.0, 1.0, 4.0, np.inf)),
        Distribution("beta", (0.0, 1.0, 0.0, 1.0)),
        Distribution("beta", (1.0, 1.0, 2.0, 1.0)),
    ],
)
def test_impossible_parameters_are_named(wrong):
    assert wrong.wrong()


@pytest.mark.parametrize("ours", [each for each, _ in SOME], ids=lambda each: each.kind)
def test_possible_parameters_are_not(ours):
    assert ours.wrong() is None


@given(
    a=st.floats(0.05, 2000.0),
    b=st.floats(0.05, 2000.0),
    low=st.floats(-5, 5),
    width=st.floats(1, 9),
)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_the_median_of_beta_needs_no_scipy_and_agrees_with_it(a, b, low, width):
    found = Distribution("beta", (a, b, low, low + width))
    assert found.median == pytest.approx(float(found.quantile(0.5)), abs=1e-10)
