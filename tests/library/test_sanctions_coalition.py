"""Sanctions and helpers: each helper takes its part of the bite, and all of them may take all."""

from pathlib import Path

import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "sanctions-coalition"
HELPERS = ("china", "north_korea", "middlemen")


@pytest.fixture(scope="module")
def scenario():
    study = twofront.load(FOLDER)
    assert study.check() == ()
    return study.scenario


def russia(scenario, *helping, secondary="spare", play="go_on"):
    helps = {each: "help" if each in helping else "keep_out" for each in HELPERS}
    found = explain(scenario, {"secondary": secondary, "russia": play, "breath": "long", **helps})
    return next(each for each in found.accounts if each.name == "russia").total


def test_leakage_grows_with_each_helper(scenario):
    bite, leaks = 0.625, {"china": 0.3, "north_korea": 0.085, "middlemen": 0.2}
    alone = russia(scenario)
    for helper, leak in leaks.items():
        assert russia(scenario, helper) - alone == pytest.approx(bite * leak)
    both = russia(scenario, "china", "north_korea")
    assert both - alone == pytest.approx(bite * (0.3 + 0.085))
    assert russia(scenario, *HELPERS) - alone == pytest.approx(bite * sum(leaks.values()))


def changed(tmp_path, **fixed):
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    for name, (old, value) in fixed.items():
        start = text.index(f"  {name}:\n")
        at = text.index(old, start)
        text = text[:at] + f"value: {value}" + text[at + len(old) :]
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ledger.jsonl").write_bytes((FOLDER / "ledger.jsonl").read_bytes())
    run = twofront.load(tmp_path).run(draws=32, levers=0, drivers=0, out=tmp_path / "run")
    return {claim.id: claim for claim in run.findings.claims}


def test_without_bite_or_rally_nothing_that_helpers_do_matters(tmp_path):
    claims = changed(tmp_path, bite=("range: [0.05, 1.2]", 0), rally=("range: [0, 0.5]", 0))
    for claim in claims.values():
        forced = claim.readings.forced.delta
        assert max(abs(forced.p05), abs(forced.p95)) < 1e-6


def test_where_all_of_the_bite_leaks_helpers_undo_sanctions(tmp_path, scenario):
    """At the ends of their ranges the three leaks add up to 1."""
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    for old, value in (("[0.1, 0.5]", 0.5), ("[0.02, 0.15]", 0.15), ("[0.05, 0.35]", 0.35)):
        assert text.count(f"range: {old}") == 1
        text = text.replace(f"range: {old}", f"value: {value}")
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "ledger.jsonl").write_bytes((FOLDER / "ledger.jsonl").read_bytes())
    full = twofront.load(tmp_path).scenario
    assert russia(full, *HELPERS) - russia(full) == pytest.approx(0.625)
    assert russia(full, *HELPERS) == pytest.approx(1 - 0.5)
