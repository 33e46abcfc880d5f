"""July 1914: what carries the war west, and through what alone Britain's word can work."""

import re
from pathlib import Path

import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "july-1914"
MOBILISED = {"cheque": "give", "word": "silent", "austria": "war", "russia": "general"}
WEST = {**MOBILISED, "plan": "west", "britain": "aside"}
EAST = {**MOBILISED, "plan": "east", "france": "join", "britain": "aside"}


def odds(found, theatre):
    return next(each.odds for each in found.contests if each.theatre == theatre)


def lines(found, actor):
    account = next(each for each in found.accounts if each.name == actor)
    return {term.means: term.value for term in account.terms}


def altered(folder, **fixed):
    """Copy the scenario with the first value of some quantities fixed."""
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    for name, value in fixed.items():
        pattern = rf"(\n  {name}:\n(?:    .*\n)*?      1914-07-01: \{{)range: \[[^]]*\]"
        text, found = re.subn(pattern, rf"\g<1>value: {value}", text)
        assert found == 1, name
    folder.mkdir()
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "ledger.jsonl").write_bytes((FOLDER / "ledger.jsonl").read_bytes())
    return twofront.load(folder)


def test_it_has_no_problems():
    assert twofront.load(FOLDER).check() == ()


def test_the_odds_are_those_of_a_contest_at_the_middle_of_the_ranges():
    found = explain(twofront.load(FOLDER).scenario, WEST)
    alarm = 82.5 * 0.075 * 0.575
    attack, defence = 82.5 * 0.87 - alarm, 1.5 * (67.5 + 5)
    assert odds(found, "west") == pytest.approx(attack**1.4 / (attack**1.4 + defence**1.4))
    holding, galicia = 1.5 * 82.5 * 0.13 + alarm, 48.5 * 0.8 * (0.6 + 0.4 * 0.5)
    east, russia = holding + galicia, 109 * 0.775 * 0.575
    assert odds(found, "east") == pytest.approx(east**1.4 / (east**1.4 + russia**1.4))


def test_the_plan_brings_belgium_in_and_joins_the_fronts():
    scenario = twofront.load(FOLDER).scenario
    west, east = explain(scenario, WEST), explain(scenario, EAST)
    assert lines(west, "britain")["Belgium left"] < 0
    assert "Belgium left" not in lines(east, "britain")
    assert lines(east, "britain")["France left"] > lines(west, "britain")["France left"]
    blow = (0.65 + 0.75) * (1 - odds(west, "east")) * odds(west, "west") * 0.45
    assert lines(west, "germany")["the second blow in the east"] == pytest.approx(blow)
    assert "the second blow in the east" not in lines(east, "germany")


def changes(study, out):
    """The change in each draw of both claims about the word, with the word played."""
    rows = study.run(draws=16, drivers=0, levers=0, out=out).to_pandas()
    rows = rows[rows.arm == "as_written"].pivot(index="draw", columns="read", values="value")
    names = [f"claim:clear_word_{where}:forced" for where in ("berlin", "petersburg")]
    return [rows[f"{name}:compare"] - rows[f"{name}:against"] for name in names]


def test_the_word_works_only_through_what_britain_would_do(tmp_path):
    idle = dict.fromkeys(
        ("british_war", "british_force", "british_help_russia", "british_help_france"), 0
    )
    for change in changes(altered(tmp_path / "idle", **idle), tmp_path / "run"):
        assert len(change) == 16
        assert change.to_numpy() == pytest.approx(0, abs=1e-6)
    for change in changes(twofront.load(FOLDER), tmp_path / "as_written"):
        assert abs(change).max() > 0.01
