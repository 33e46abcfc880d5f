"""The contest success function against its closed form and its properties."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from twofront.world.amounts import contest

strength = st.floats(0.01, 100)
exponent = st.floats(0.1, 5)


@given(strength, strength, exponent)
@settings(derandomize=True, max_examples=200)
def test_is_the_ratio_of_powers(attack, defence, m):
    found = contest(np.array(attack), np.array(defence), np.array(m))
    assert_allclose(found, attack**m / (attack**m + defence**m), rtol=1e-12)


@given(strength, strength, exponent, st.floats(0.1, 10))
@settings(derandomize=True, max_examples=100)
def test_only_the_ratio_of_strengths_counts(attack, defence, m, scale):
    found = contest(np.array(attack * scale), np.array(defence * scale), np.array(m))
    assert_allclose(found, contest(np.array(attack), np.array(defence), np.array(m)), rtol=1e-9)


@given(strength, strength, exponent)
@settings(derandomize=True, max_examples=100)
def test_the_sides_odds_add_to_one(attack, defence, m):
    one = contest(np.array(attack), np.array(defence), np.array(m))
    other = contest(np.array(defence), np.array(attack), np.array(m))
    assert_allclose(one + other, 1.0, rtol=1e-12)


def test_no_force_loses_and_no_force_on_either_side_is_undefined():
    attack, defence = np.array([0.0, 2.0, 0.0]), np.array([1.0, 0.0, 0.0])
    found = contest(attack, defence, np.ones(3))
    assert_allclose(found[:2], [0.0, 1.0])
    assert np.isnan(found[2])


def test_huge_exponents_do_not_overflow():
    found = contest(np.array([1.0, 3.0]), np.array([3.0, 1.0]), np.array([1e4, 1e4]))
    assert_allclose(found, [0.0, 1.0])
