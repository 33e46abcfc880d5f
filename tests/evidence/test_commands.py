"""`twofront read` and `twofront ledger` as a user runs them."""

import json

import pytest

from twofront.cli import main
from twofront.evidence import Ledger, Record, load_ledger, save_ledger

REPORT = "date 2024-05-06 “We will not come back before spring,” minister Ana Ruiz told the BBC.\n"


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "talks.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_read_writes_a_ledger_that_loads(report, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    assert main(["read", str(report), "-o", str(ledger)]) == 0
    (record,) = load_ledger(ledger)
    assert (record.id, record.speaker, record.outlet) == ("talks#1", "Ana Ruiz", "BBC")
    assert capsys.readouterr().out == ""


def test_without_output_records_go_to_standard_output(report, capsys):
    assert main(["read", str(report)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["text"] == "We will not come back before spring"
    assert "1 record from 1 report" in printed.err


def test_predictions_are_what_the_scorer_reads(report, tmp_path):
    scored = tmp_path / "pred.jsonl"
    assert main(["read", str(report), "-o", str(tmp_path / "l"), "--predictions", str(scored)]) == 0
    found = json.loads(scored.read_text())
    assert found["id"] == "talks"
    assert found["quotes"][0]["speaker"] == "Ana Ruiz"
    assert set(found) == {"id", "quotes", "relations", "conditionals", "boilerplate"}


def test_an_existing_ledger_is_kept_unless_told_otherwise(report, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text("mine")
    assert main(["read", str(report), "-o", str(ledger)]) == 1
    assert ledger.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert main(["read", str(report), "-o", str(ledger), "--force"]) == 0
    assert len(load_ledger(ledger)) == 1


def test_a_report_is_never_written_over(report, capsys):
    assert main(["read", str(report), "-o", str(report), "--force"]) == 1
    assert report.read_text(encoding="utf-8") == REPORT
    assert "one of the reports" in capsys.readouterr().err


def test_bad_reports_are_all_named_and_nothing_is_written(report, tmp_path, capsys):
    binary = tmp_path / "image.txt"
    binary.write_bytes(b"\x89PNG....")
    missing, ledger = tmp_path / "none.txt", tmp_path / "ledger.jsonl"
    assert main(["read", str(binary), str(missing), str(report), "-o", str(ledger)]) == 1
    told = capsys.readouterr().err
    assert str(binary) in told
    assert str(missing) in told
    assert not ledger.exists()


def test_a_folder_is_read_and_what_is_no_report_told_of(report, tmp_path, capsys):
    (tmp_path / "image.txt").write_bytes(b"\x89PNG....")
    (tmp_path / "notes.csv").write_text("“not read at all here”")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/talks.txt").write_text(REPORT.replace("spring", "autumn"), encoding="utf-8")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/talks.txt").write_text(REPORT, encoding="utf-8")
    ledger = tmp_path / "ledger.jsonl"
    assert main(["read", str(tmp_path), "-o", str(ledger)]) == 0
    ids = load_ledger(ledger).ids
    assert len(ids) == 2
    assert all(id.startswith("talks~") and id.endswith("#1") for id in ids)
    told = capsys.readouterr().err
    assert "image.txt: left out" in told
    assert "read already" in told


def test_an_empty_folder_is_a_problem(tmp_path):
    assert main(["read", str(tmp_path)]) == 1


def test_one_file_cannot_be_both_outputs(report, tmp_path):
    out = str(tmp_path / "out")
    assert main(["read", str(report), "-o", out, "--predictions", out]) == 2


def test_check_proves_spans_and_finds_what_differs(report, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    main(["read", str(report), "-o", str(ledger)])
    (true,) = load_ledger(ledger)
    figure = Record("figure", "figure", paraphrase="12 ships")
    save_ledger(Ledger((true, figure)), ledger)
    capsys.readouterr()
    assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["verdict"] for line in lines] == ["proved", "source not at hand"]

    record = json.loads(ledger.read_text().splitlines()[0])
    for change in ({"text": "We will come back"}, {"span": record["span"] | {"start": 3}}):
        ledger.write_text(json.dumps(record | change))
        assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path)]) == 1
        assert "differs" in capsys.readouterr().out
    ledger.write_text(json.dumps(record | {"text": None, "paraphrase": "No return yet."}))
    assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path)]) == 0


def test_check_without_sources_has_none_at_hand(report, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    main(["read", str(report), "-o", str(ledger)])
    capsys.readouterr()
    assert main(["ledger", "check", str(ledger)]) == 0
    assert "source not at hand" in capsys.readouterr().out
    assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path / "no")]) == 1


def test_show_escapes_what_could_steer_a_terminal(tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    record = Record("a#1", "quote", text="red \x1b[31m \u202e alert", speaker="Ana\rRuiz")
    save_ledger(Ledger((record,)), ledger)
    assert main(["ledger", "show", str(ledger)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\r" not in shown
    assert "\\x1b" in shown


def test_a_broken_ledger_is_located(tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text('{"id": "a", "kind": "qoute", "text": "x"}\n')
    assert main(["ledger", "show", str(ledger)]) == 1
    told = capsys.readouterr().err
    assert f"{ledger}:1" in told
    assert "'quote'" in told
