"""Headlines say no more than their numbers; confidence has its own sentence and its grounds."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.findings import VerdictCode, headlines
from twofront.findings.confidence import confidence
from twofront.findings.numbers import MINUS

from ..made_answers import made_claim, made_delta, made_half, made_variant
from ..made_studies import made_box, made_channel, made_driver, made_limit
from ..synthetic_study import findings

SETTINGS = settings(max_examples=200, derandomize=True, deadline=None)
CHANGE = st.floats(-1, 1)
LIKELY = re.compile(r"\b(probab\w*|chance\w*|likel\w*|unlikel\w*)\b", re.I)


def claim(**changes):
    return replace(made_claim(VerdictCode.MIXED, 0.6), **changes)


@SETTINGS
@given(st.tuples(CHANGE, CHANGE, CHANGE).map(sorted))
def test_a_difference_is_silent_where_the_spread_covers_zero(ends):
    low, median, high = ends
    told = headlines.contrast_headline(claim(delta=made_delta(median, low, high)))
    if low <= 0 <= high:
        assert told == headlines.CONTRAST
    elif told != headlines.CONTRAST:
        assert ("+" in told) == (median > 0)
        assert (MINUS in told) == (median < 0)


def test_a_difference_is_told_with_its_sign():
    told = headlines.contrast_headline(claim(delta=made_delta(-0.031, -0.08, -0.002)))
    assert told == f"The difference is {MINUS}3.1 points at the median"
    tiny = made_delta(0.002, 0.0001, 0.3)
    assert headlines.contrast_headline(claim(delta=tiny)) == headlines.CONTRAST


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ([("reputation", 0.05, 0.001), ("economy", 0.01, 0.001)], "reputation: +5.0 points"),
        ([("reputation", -0.05, 0.001), ("economy", 0.01, 0.001)], f"reputation: {MINUS}5.0"),
        ([("reputation", 0.05, 0.02), ("economy", 0.04, 0.01)], headlines.CHANNELS),
        ([("reputation", 0.0001, 0.00001)], headlines.CHANNELS),
        ([], headlines.CHANNELS),
    ],
)
def test_the_largest_channel_is_named_if_it_stands_out(channels, told):
    made = tuple(made_channel(*each) for each in channels)
    assert told in headlines.channels_headline(claim(channels=made))


@pytest.mark.parametrize(
    ("drivers", "told"),
    [
        ([("us_reach", 0.4, 0.6), ("precision", 0.1, 0.2)], "varies most with us reach"),
        ([("us_reach", 0.4, 0.6), ("precision", 0.4, 0.58)], headlines.DRIVERS),
        ([("us_reach", 0.01, 0.02)], headlines.DRIVERS),
        ([("us_reach", None, None)], headlines.DRIVERS),
    ],
)
def test_a_driver_is_named_if_its_interval_lies_above_all_others(drivers, told):
    made = tuple(made_driver(*each) for each in drivers)
    assert told in headlines.drivers_headline(claim(drivers=made))


def test_an_assumption_is_named_if_its_halves_differ_more_than_the_next():
    far, near = made_half("reach", 0.3, 0.9), made_half("linkage", 0.5, 0.7)
    assert headlines.halves_headline(claim(share_by_half=(near, far))) == "It turns most on reach"
    close = made_half("linkage", 0.31, 0.9)
    assert headlines.halves_headline(claim(share_by_half=(close, far))) == headlines.HALVES
    fitted = made_half("inertia", 0.0, 1.0, fitted=True)
    assert headlines.halves_headline(claim(share_by_half=(fitted,))) == headlines.HALVES


def test_a_box_is_told_if_it_is_short_and_turns_the_answer():
    limit = made_limit("reach", high=0.4)
    told = headlines.region_headline(claim(region=(made_box(limit),)))
    assert told == "It mostly fails where reach is below 0.4"
    for box in (
        made_box(limit, limit, limit),
        replace(made_box(limit), density=0.6),
        replace(made_box(limit), base=0.6),
        made_box(reason="too few draws"),
    ):
        assert headlines.region_headline(claim(region=(box,))) == headlines.REGION


def test_confidence_is_low_for_each_ground_and_never_high():
    found = findings()
    ranged = [each for each in found.quantities if each.ranges]
    grounded = replace(
        found,
        quantities=tuple(replace(each, sources=("talk#1",)) for each in found.quantities),
    )
    steady = claim(variants=(made_variant("china_first", 0.7),))
    assert "is moderate" in confidence(steady, grounded)
    assumed = replace(
        found, quantities=tuple(replace(each, sources=()) for each in found.quantities)
    )
    told = confidence(steady, assumed)
    assert f"is low: {len(ranged)} of {len(ranged)} ranges rest on a stated reason" in told
    turned = claim(variants=(made_variant("china_first", 0.2), made_variant("unseen", 0.9)))
    assert "1 of 2 variants of the structure turns it" in confidence(turned, grounded)
    assert "no variant of the structure was tried" in confidence(claim(variants=()), grounded)
    seldom = made_claim(VerdictCode.MIXED, 0.6, rare=0.01)
    rare = replace(steady, arm_probability=seldom.arm_probability)
    assert "hardly ever comes about" in confidence(rare, grounded)
    undecided = replace(steady, verdict_code=VerdictCode.UNDECIDED)
    assert "too few draws count" in confidence(undecided, grounded)


def test_confidence_shares_no_sentence_with_likelihood():
    found = findings()
    for each in found.claims:
        told = confidence(each, found)
        assert told.count(".") == 1
        assert not LIKELY.search(told)
