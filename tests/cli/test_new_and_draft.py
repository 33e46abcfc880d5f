"""`twofront new` makes a scenario that runs; `twofront draft` one that says what is missing."""

import json
import subprocess
import sys
from datetime import date

import pytest

import twofront
from twofront.evidence import parse_ledger
from twofront.scenario import review_text
from twofront.scenario.sketching import sketch


def command(*arguments, **more):
    words = [sys.executable, "-m", "twofront", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, **more)


def record(id, **more):
    return json.dumps({"id": id, "kind": "quote", "published_on": "2025-03-01", **more})


def tie(id, type, source, target, item=None):
    relation = {"type": type, "source": source, "target": target, "item": item}
    return record(id, kind="relation", relation=relation, paraphrase=f"{source} {type} {target}")


LEDGER = "\n".join(
    [
        record(
            "talk#1", kind="warning", paraphrase="A raid would follow.", condition="if we yield"
        ),
        record("talk#2", paraphrase="We met."),
        tie("talk#3", "transfer", "Russia", "North Korea", "missile technology"),
        tie("talk#4", "threat", "North Korea", "South Korea"),
        tie("talk#5", "pact", "Russia", "North Korea", "a pact: [mutual] {help}"),
        tie("talk#6", "talks", "Ruritania", "Russia", "é — ‘terms’"),
    ]
)


def test_a_new_scenario_has_no_problems_and_runs(tmp_path):
    done = command("new", tmp_path / "my-first")
    assert done.returncode == 0, done.stderr
    study = twofront.load(tmp_path / "my-first")
    assert study.scenario.title == "My first"
    assert study.check() == ()
    run = study.run(draws=64, levers=0, drivers=0, out=tmp_path / "run")
    assert [claim.solved_draws for claim in run.findings.claims] == [64]
    assert (tmp_path / "my-first" / "README.md").is_file()


@pytest.mark.parametrize("title", ['Says "no": {x} # y', "x: [1, 2", "\u202e\u05e9\x07", " "])
def test_any_title_is_a_title(tmp_path, title):
    done = command("new", tmp_path / "a", "--title", title)
    assert done.returncode == 0, done.stderr
    assert twofront.load(tmp_path / "a").scenario.title


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a").mkdir()
    done = command("new", tmp_path / "a")
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert not list((tmp_path / "a").iterdir())


def draft(tmp_path, *more):
    ledger = tmp_path / "kept" / "ledger.jsonl"
    ledger.parent.mkdir(exist_ok=True)
    ledger.write_text(LEDGER, encoding="utf-8")
    (tmp_path / "made").mkdir(exist_ok=True)
    return command("draft", ledger, "-o", tmp_path / "made" / "scenario.yaml", *more)


def test_a_draft_lacks_what_is_to_be_filled_in_and_nothing_else(tmp_path):
    done = draft(tmp_path)
    assert done.returncode == 0, done.stderr
    checked = command("check", tmp_path / "made", "--json")
    problems = json.loads(checked.stdout)["problems"]
    assert len(problems) > 10
    assert {problem["code"] for problem in problems} == {"to-fill"}
    text = (tmp_path / "made" / "scenario.yaml").read_text(encoding="utf-8")
    assert 'russia: {name: "Russia", iso3: RUS' in text
    assert "north_korea_against_south_korea: {by: north_korea" in text
    assert 'source: ["talk#3"]' in text
    assert 'said_in: ["talk#1"]' in text
    assert "talk#2" not in text


def test_a_draft_filled_in_runs(tmp_path):
    draft(tmp_path)
    path = tmp_path / "made" / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    ground = "{2025-03-01: {value: 1, since: 2025-03-01, assumed: Tried.}}"
    act = "north_korea_against_south_korea"
    for old, new in (
        ("title: fill_in", "title: A raid"),
        ("horizon: fill_in", "horizon: 5 years"),
        ("yardstick: fill_in", "yardstick: stake"),
        ("unit: fill_in", "unit: util"),
        ("range: [fill_in, fill_in]", "range: [0, 1]"),
        ("quantities:", f"quantities:\n  stake: {{means: Stake, unit: util, values: {ground}}}"),
        ("[fill_in]", "[stake]"),
        ("add: fill_in", f"add: stake * odds({act})"),
        ("outcome: fill_in", f"outcome: {{{act}: attack}}"),
        ("compare: fill_in", f"compare: {{{act}: attack}}"),
        ("against: fill_in", f"against: {{{act}: hold}}"),
        ("expect: fill_in", "expect: rises"),
    ):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    checked = command("check", tmp_path / "made")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    twofront.load(path).run(draws=16, levers=0, drivers=0, out=tmp_path / "run")


def test_a_draft_replaces_nothing_unless_told_to(tmp_path):
    draft(tmp_path)
    assert draft(tmp_path).returncode == 1
    assert draft(tmp_path, "--force").returncode == 0


def test_a_ledger_without_relations_still_gives_a_draft(tmp_path):
    bare = record("a#1", paraphrase="No more.")
    for lines in ("", bare, record("a#2", condition="if", text="A\n: {b")):
        ledger = parse_ledger(lines.encode(), "ledger.jsonl")
        text = sketch(ledger, "ledger.jsonl", {}, date(2025, 1, 1))
        with pytest.raises(twofront.InputError) as caught:
            review_text(text, str(tmp_path / "scenario.yaml"))
        assert "to-fill" in {problem.code for problem in caught.value.problems}
