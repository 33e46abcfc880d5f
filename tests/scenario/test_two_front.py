"""The flagship keeps its own rules: no hindsight, no idle records, and aid cut as its text says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from twofront.evidence.ledger_file import load_ledger
from twofront.scenario import load, review
from twofront.world.explain import explain

FIRST_REPORT = date(2024, 12, 2)
SECOND_REPORT = date(2025, 7, 8)
NAMED = re.compile(r"[a-z]+-[a-z0-9-]*[a-z0-9]")
DEAL = {"terms": "press_kyiv", "russia_answers": "accept", "ukraine_answers": "accept"}


@pytest.fixture(scope="module")
def folder(root):
    return root / "scenarios" / "two-front"


@pytest.fixture(scope="module")
def published(folder):
    return {record.id: record.published_on for record in load_ledger(folder / "ledger.jsonl")}


def flows(folder, at):
    """Give what flows to Ukraine in a line of play, by the line's amount."""
    found = explain(load(folder, SECOND_REPORT), at)
    (ukraine,) = (each for each in found.contests if each.theatre == "ukraine")
    return {term.text: term.value for term in ukraine.defend}


def paid(folder, at):
    """Give the amounts that count for Washington in a line of play."""
    found = explain(load(folder, SECOND_REPORT), {"us_resolve_europe": "soft", **at})
    (us,) = (each for each in found.accounts if each.name == "us")
    return {term.text for term in us.terms}


@pytest.mark.parametrize("day", [FIRST_REPORT, SECOND_REPORT])
def test_no_evidence_is_published_later_than_the_date(folder, day):
    scenario = load(folder, day)
    assert scenario.evidence
    assert all(record.published_on <= day for record in scenario.evidence.values())


def test_the_first_report_has_its_anchors_and_claims_and_no_call(folder):
    scenario = load(folder, FIRST_REPORT)
    assert set(scenario.anchors) == {"quiet_strait", "quiet_border", "america_fights"}
    assert set(scenario.claims) == {
        "bad_deal_taiwan",
        "bad_deal_or_war_taiwan",
        "bad_deal_korea",
        "bad_deal_gulf",
    }
    assert "stronger_europe" not in scenario.levers
    assert "arm_taiwan" in scenario.levers


def test_a_reason_names_no_record_that_was_published_later(folder, published):
    scenario = review(folder).scenario
    reasons = [
        (value.known_since, value.grounds.assumed)
        for quantity in scenario.quantities.values()
        for value in quantity.values
    ]
    undated = (scenario.anchors, scenario.levers, scenario.links, scenario.correlated)
    reasons += [
        (FIRST_REPORT, each.grounds.assumed) for section in undated for each in section.values()
    ]
    named = [
        (since, id)
        for since, reason in reasons
        for id in NAMED.findall(reason or "")
        if id in published
    ]
    assert len(named) > 20
    assert [(since, id) for since, id in named if published[id] > since] == []


def test_no_record_is_idle(folder, published):
    texts = [(folder / name).read_text("utf-8") for name in ("scenario.yaml", "README.md")]
    named = {id for text in texts for id in NAMED.findall(text)}
    reports = ("rutte-ft-", "rutte-nyt-", "report-2024-", "independent-2025-")
    assert [id for id in published if id not in named and not id.startswith(reports)] == []


def test_aid_is_cut_when_kyiv_refuses_and_not_when_moscow_does(folder):
    moscow_refuses = {"terms": "press_kyiv", "russia_answers": "refuse"}
    kyiv_refuses = {**DEAL, "ukraine_answers": "refuse"}
    assert flows(folder, moscow_refuses) == flows(folder, {"terms": "keep_paying"})
    assert flows(folder, moscow_refuses)["flow(aid_us)"] > 0
    assert flows(folder, kyiv_refuses)["flow(aid_us)"] == 0
    assert flows(folder, kyiv_refuses)["flow(aid_us_cut)"] > 0
    full, cut = {"-aid_cost", "-fatigue"}, {"-aid_cost * aid_kept", "-fatigue * aid_kept"}
    assert paid(folder, moscow_refuses) >= full
    assert not paid(folder, moscow_refuses) & cut
    assert paid(folder, kyiv_refuses) >= cut
    assert not paid(folder, kyiv_refuses) & full


def test_a_deal_does_not_undo_the_technology_handed_over(folder):
    at = {**DEAL, "china": "attack", "us": "pacific"}
    scenario = load(folder, SECOND_REPORT)
    (taiwan,) = (each for each in explain(scenario, at).contests if each.theatre == "taiwan")
    attack = {term.text: term.value for term in taiwan.attack}
    assert attack["flow(know_how_to_china)"] == 0
    assert attack["flow(know_how_kept)"] > 0
    assert "-flow(missile_technology_kept)" in paid(folder, at)


def test_washington_loses_if_seoul_falls_while_it_fights_at_taiwan(folder):
    at = {"china": "attack", "us": "pacific", "north_korea": "attack"}
    assert "-korea_loss * odds(korea)" in paid(folder, at)
