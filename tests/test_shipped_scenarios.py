"""Every scenario we ship is checked, explained, proved against its ledger and run."""

from datetime import date
from pathlib import Path

import pytest

import twofront
from twofront.evidence import load_ledger
from twofront.world.explain import explain

SHIPPED = sorted((Path(__file__).parent.parent / "scenarios").iterdir())
FLAGSHIP = SHIPPED[[path.name for path in SHIPPED].index("two-front")]
DATES = (None, date(2024, 12, 2))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_it_has_no_problems_and_a_readme(folder):
    study = twofront.load(folder)
    assert study.check() == ()
    assert (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_its_ledger_ships_no_sentences_of_others(folder):
    ledger = load_ledger(folder / "ledger.jsonl")
    assert len(ledger)
    assert all(record.text is None and record.paraphrase for record in ledger)


@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_the_flagship_knows_nothing_from_after_its_date(as_of):
    scenario = twofront.load(FLAGSHIP, as_of).scenario
    published = [record.published_on for record in scenario.evidence.values()]
    assert published
    assert all(day is not None and day <= scenario.as_of for day in published)


def test_the_flagship_is_as_large_as_it_says():
    from twofront.world import compile_scenario

    program = compile_scenario(twofront.load(FLAGSHIP).scenario)
    assert len(program.actors) >= 8
    assert program.leaves >= 1000
    assert f"{program.leaves:,} leaves" in (FLAGSHIP / "README.md").read_text(encoding="utf-8")


def test_a_line_of_play_of_the_flagship_adds_up():
    scenario = twofront.load(FLAGSHIP).scenario
    found = explain(scenario, {"terms": "press_kyiv", "russia": "attack", "us": "europe"})
    for account in found.accounts:
        assert account.total == pytest.approx(sum(term.value for term in account.terms))
    wars = {contest.theatre for contest in found.contests if contest.war}
    assert wars == {"nato"}


@pytest.mark.slow
@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_the_flagship_answers_its_claims(as_of, tmp_path):
    run = twofront.load(FLAGSHIP, as_of).run(draws=64, out=tmp_path / "run")
    findings = run.findings
    assert findings.draws.asked == 64
    assert findings.draws.solved >= 58
    claims = {claim.id for claim in findings.claims}
    assert {"bad_deal_taiwan", "bad_deal_or_war_taiwan"} <= claims
    assert ("request_nato" in claims) is (as_of is None)
    for claim in findings.claims:
        shares = (claim.share_holds.value, claim.share_reversed, claim.share_no_difference)
        assert sum(shares) == pytest.approx(1.0)
    assert (tmp_path / "run" / "briefing.html").stat().st_size < 300_000
