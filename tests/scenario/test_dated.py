"""As known on a date: no hindsight, neither in numbers nor in what can be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.problems import InputError
from twofront.scenario import canonical_text, known_by, load, review, review_text
from twofront.scenario.distributions import Distribution
from twofront.scenario.model import NEVER, NONE

from .corpus import LANGUAGE, VALID

EVERYTHING = LANGUAGE / "valid" / "everything.yaml"


def valid(name):
    return LANGUAGE / "valid" / f"{name}.yaml"


def fixed(scenario, name):
    (value,) = scenario.quantities[name].values
    return value.value


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2024, 1, 1), 1.0),
        (date(2024, 6, 30), 1.0),
        (date(2024, 7, 1), 2.0),
        (date(2025, 1, 1), 2.0),
        (date(2025, 2, 1), 3.0),
    ],
)
def test_the_latest_value_known_counts(day, number):
    found = fixed(load(valid("value_of_several_dates"), day), "prize")
    assert found == Distribution("fixed", (number,))


def test_values_are_sorted_by_the_day_they_are_about():
    values = review(valid("value_of_several_dates")).scenario.quantities["prize"].values
    assert [value.of for value in values] == sorted(value.of for value in values)


def test_a_value_counts_from_the_last_of_its_sources():
    (value,) = review(valid("value_with_sources")).scenario.quantities["prize"].values
    assert value.known_since == date(2024, 6, 1)


def test_since_counts_where_it_is_later_than_the_sources():
    (value,) = review(valid("value_with_source_and_since")).scenario.quantities["prize"].values
    assert value.known_since == date(2024, 9, 1)


def test_what_was_not_known_stands_at_off():
    path = valid("value_not_known_but_off")
    assert load(path).quantities["prize"].values == ()
    assert len(load(path, date(2025, 6, 1)).quantities["prize"].values) == 1


def test_what_was_not_known_and_has_no_off_is_a_located_problem():
    with pytest.raises(InputError) as caught:
        load(valid("minimal"), date(2023, 1, 1))
    assert [each.code for each in caught.value.problems] == ["not-known-yet"] * 2
    assert all(each.line and each.column for each in caught.value.problems)
    assert "2024-01-01" in caught.value.problems[0].message


def test_moves_options_links_and_claims_of_later_dates_are_not_there_yet():
    later = date(2025, 6, 1)
    reply = load(valid("move_not_known_yet")).move("reply")
    assert reply.when == NEVER
    assert load(valid("move_not_known_yet"), later).move("reply").when != NEVER
    ally = load(valid("option_keys")).move("reply").options[-1]
    assert (ally.id, ally.when) == ("ally", NEVER)
    assert load(valid("link_not_known_yet")).links["arms"].when == NEVER
    assert load(valid("claim_not_made_yet")).claims == {}
    assert set(load(valid("claim_not_made_yet"), later).claims) == {"talk_raid"}


def test_the_date_asked_for_is_the_scenarios():
    assert load(valid("minimal"), date(2026, 3, 4)).as_of == date(2026, 3, 4)
    assert load(valid("minimal")).as_of == date(2025, 1, 1)


def test_records_that_are_cited_no_more_are_left_out():
    early = load(EVERYTHING, date(2024, 6, 1))
    assert set(early.evidence) <= set(review(EVERYTHING).scenario.evidence)
    dated = load(valid("claim_in_full"), date(2024, 1, 1))
    assert dated.claims == {}
    assert dated.evidence == {}
    assert dated.ledger_digest == load(valid("claim_in_full")).ledger_digest


BEFORE = date(2024, 5, 31)
PUBLISHED = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("name", "section"),
    [("anchor_between", "anchors"), ("correlated", "correlated"), ("lever_commit", "levers")],
)
def test_what_rests_on_a_record_is_left_out_until_it_is_published(name, section):
    early, later = load(valid(name), BEFORE), load(valid(name), PUBLISHED)
    assert len(getattr(early, section)) == 0
    assert early.evidence == {}
    assert len(getattr(later, section)) == 1
    assert set(later.evidence) == {"a-report"}


def test_a_link_does_not_hold_until_its_source_is_published():
    (early,) = load(valid("link_pact"), BEFORE).links.values()
    (later,) = load(valid("link_pact"), PUBLISHED).links.values()
    assert early.when == NEVER
    assert early.grounds.sources == ()
    assert later.when != NEVER
    assert later.grounds.sources == ("a-report",)
    assert load(valid("link_pact"), BEFORE).evidence == {}


def test_a_claim_was_not_made_before_its_words_were_published():
    scenario = review(valid("claim_in_full")).scenario
    undated = replace(scenario.claims["talk_raid"], since=None)
    scenario = replace(scenario, claims={"talk_raid": undated})
    assert known_by(scenario, date(2024, 4, 30)).claims == {}
    assert set(known_by(scenario, date(2024, 5, 1)).claims) == {"talk_raid"}


@pytest.mark.parametrize("name", ["anchor_between", "correlated", "lever_commit", "link_pact"])
def test_a_scenario_as_known_early_is_a_scenario(name):
    early = load(valid(name), BEFORE)
    assert review_text(canonical_text(early), name).scenario == early


@given(days=st.integers(0, 800), path=st.sampled_from(VALID))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_is_known_by_a_date_is_known_by_it_twice(days, path):
    day = date(2024, 6, 1) + timedelta(days)
    once = known_by(review(path).scenario, day)
    twice = known_by(once, day)
    assert twice == once
    assert canonical_text(twice) == canonical_text(once)
    for quantity in once.quantities.values():
        assert len(quantity.values) <= 1
        assert all(value.known_since <= day for value in quantity.values)


def test_defaults_are_filled_in():
    scenario = load(valid("private_correlated"))
    assert scenario.private["nerve"].known_to == ("north",)
    assert scenario.move("raid").knows == ("nerve", "heart")
    assert scenario.move("raid").sees is None
    assert load(valid("theatre")).theatres["coast"].name == "coast"
    assert load(valid("measure_short")).measures["losses"].unit == "deaths"
    assert load(valid("measure_of_a_product")).measures["price_of_life"].unit == "USD_bn/deaths"
    assert load(valid("horizon_months")).horizon_years == 1.5
    assert load(valid("claim")).claims["talk_raid"].matters == 0.01
    assert load(valid("move_not_asked")).payoffs["north"][0].when.clauses[0][0].values == (NONE,)
