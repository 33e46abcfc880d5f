"""Figures as they are written: shares, points, other numbers, never more exact than they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.findings import Share
from twofront.findings.leading import division_of
from twofront.findings.numbers import (
    MINUS,
    count,
    divided,
    event_percent,
    exact,
    number,
    percent,
    points,
    remainder,
    sampling_error,
    size_in_points,
    unit_words,
    whole,
    yardstick,
)

from ..made_answers import (
    made_answer,
)

SHARES = st.floats(0, 1)
SETTINGS = settings(max_examples=200, derandomize=True, deadline=None)


@SETTINGS
@given(SHARES)
def test_a_share_never_reaches_a_border_it_does_not(share):
    shown = whole(share)
    assert abs(shown - 100 * share) < 1.0 + 1e-9
    assert (shown >= 90) == (share >= 0.9 - 1e-12)
    assert (shown == 0) == (share == 0)
    assert (shown == 100) == (share == 1)


@SETTINGS
@given(SHARES)
def test_a_share_and_what_it_leaves_add_up(share):
    first, rest = percent(share), remainder(share)
    if "under" in first or "over" in first:
        assert {first.split()[0], rest.split()[0]} == {"under", "over"}
    else:
        assert int(first.split()[0]) + int(rest.split()[0]) == 100


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 per cent"),
        (0.004, "under 1 per cent"),
        (0.895, "89 per cent"),
        (0.8999, "89 per cent"),
        (0.9, "90 per cent"),
        (27 / 30, "90 per cent"),
        (0.996, "over 99 per cent"),
        (1.0, "100 per cent"),
    ],
)
def test_shares_are_whole_per_cent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [(0.028, "+2.8"), (-0.0204, f"{MINUS}2.0"), (0.0004, "0.0"), (-0.0004, "0.0"), (0.0, "0.0")],
)
def test_points_have_one_decimal_and_a_true_sign(change, text):
    assert points(change) == text


def test_singular_and_plural_agree():
    assert count(1, "draw") == "1 draw"
    assert count(4096, "draw") == "4,096 draws"
    assert sampling_error(Share(value=0.5, se=0.012)) == "sampling error 1.2 points"
    assert sampling_error(Share(value=0.5, se=0.01)) == "sampling error 1 point"
    assert sampling_error(Share(value=0.5, se=0.0001)) == "sampling error under 0.1 points"
    assert size_in_points(0.01) == "1 point"
    assert size_in_points(0.005) == "0.5 points"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (916.0, "916"), (1234.5, "1,230"), (400_000, "400,000"), (0.45, "0.45"),
        (-2.5, f"{MINUS}2.5"), (0.000101, "0.000101"), (0.0000074, "0.0000074"), (0.03, "0.03"),
        (999.7, "1,000"), (1e-12, "under 0.0000001"),
    ],
)  # fmt: skip
def test_other_numbers_have_three_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("low", "high", "term"),
    [
        (0.01, 0.0499, "almost no chance"),
        (0.05, 0.05, "very unlikely"),
        (0.2, 0.449, "unlikely"),
        (0.45, 0.549, "roughly even chance"),
        (0.55, 0.799, "likely"),
        (0.8, 0.949, "very likely"),
        (0.95, 0.98, "almost certain"),
        (0.1, 0.3, "from very unlikely to unlikely"),
    ],
)
def test_the_yardstick_turns_where_the_directive_says(low, high, term):
    assert yardstick(low, high) == term


def test_an_event_of_a_few_in_a_thousand_keeps_its_size():
    assert event_percent(0.0002) == "under 0.1 per cent"
    assert event_percent(0.004) == "0.4 per cent"
    assert event_percent(0.05) == "5 per cent"
    assert event_percent(0.123) == "12 per cent"
    assert event_percent(0.9999) == "over 99.9 per cent"


@SETTINGS
@given(SHARES, SHARES)
def test_three_shares_as_shown_add_up_to_a_hundred(holds, part):
    shares = (holds, (1 - holds) * part, 1 - holds - (1 - holds) * part)
    shown = divided(shares)
    assert sum(shown) == 100
    for share, size in zip(shares, shown, strict=True):
        assert abs(size - 100 * share) < 1 + 1e-6
        assert (size >= 90) == (share >= 0.9 - 1e-11)
        assert size < 100 or share > 1 - 1e-9
    assert division_of(made_answer(holds, shares[1])) == shown


def test_the_largest_remainder_is_rounded_up():
    assert divided((0.694, 0.008, 0.298)) == (69, 1, 30)
    assert divided((1 / 3, 1 / 3, 1 / 3)) == (34, 33, 33)
    assert divided((0.898, 0.051, 0.051)) == (89, 6, 5)


def test_stated_numbers_and_units_are_written_as_stated():
    assert exact(1506.0) == "1,506"
    assert exact(0.0125) == "0.0125"
    assert exact(-2.5) == f"{MINUS}2.5"
    assert unit_words("USD_bn/yr") == "USD bn a year"
    assert unit_words("1/util") == "1 per util"
