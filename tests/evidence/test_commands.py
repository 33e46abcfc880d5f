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


def test_names_of_ones_own_are_read_with_the_others(tmp_path, capsys):
    report, table = tmp_path / "raid.txt", tmp_path / "names.tsv"
    report.write_text("date 2024-05-06 Norland attacked Ukraine on Monday.\n")
    table.write_text("id\tname\tkind\tsource\nNORLAND\tNorland\tcountry\tmade up\n")
    assert main(["read", str(report)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["read", str(report), "--gazetteer", str(table)]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["relation"]["type"], record["relation"]["source"]) == ("attack", "Norland")
    assert main(["read", str(report), "--gazetteer", str(tmp_path / "none.tsv")]) == 1


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


def test_bad_reports_are_all_named_and_the_others_written(report, tmp_path, capsys):
    binary = tmp_path / "image.txt"
    binary.write_bytes(b"\x89PNG....")
    missing, ledger = tmp_path / "none.txt", tmp_path / "ledger.jsonl"
    assert main(["read", str(binary), str(missing), str(report), "-o", str(ledger)]) == 1
    told = capsys.readouterr().err
    assert str(binary) in told
    assert str(missing) in told
    assert "Left out: 2 files" in told
    assert len(load_ledger(ledger)) == 1


def test_where_nothing_could_be_read_nothing_is_written(tmp_path, capsys):
    binary, ledger = tmp_path / "image.txt", tmp_path / "ledger.jsonl"
    binary.write_bytes(b"\x89PNG....")
    for asked in ([str(binary)], [str(tmp_path)]):
        assert main(["read", *asked, "-o", str(ledger)]) == 1
        assert str(binary) in capsys.readouterr().err
        assert not ledger.exists()


def test_the_account_as_json_tells_what_was_read_and_what_was_not(report, tmp_path, capsys):
    binary, ledger = tmp_path / "image.txt", tmp_path / "ledger.jsonl"
    binary.write_bytes(b"\x89PNG....")
    assert main(["read", str(tmp_path), "-o", str(ledger), "--json"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["ok"]
    assert account["counts"]["reports"] == account["counts"]["records"] == 1
    assert account["counts"]["why"] == {"not_text": 1}
    assert [problem["file"] for problem in account["left_out"]] == [str(binary)]
    assert main(["read", str(report), str(binary), "--json"]) == 1
    account = json.loads(capsys.readouterr().out)
    assert not account["ok"]
    assert [record["id"] for record in account["records"]] == ["talks#1"]
    assert main(["read", str(binary), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "not_text"


def test_of_many_files_left_out_a_few_are_told_of_and_all_counted(report, tmp_path, capsys):
    for number in range(60):
        (tmp_path / f"bad{number}.txt").touch()
    assert main(["read", str(tmp_path), "-o", str(tmp_path / "ledger.jsonl")]) == 0
    told = capsys.readouterr().err
    assert told.count("left out.") == 20
    assert "Left out: 60 files (60 empty)" in told


def test_a_report_that_breaks_the_reader_is_our_fault_and_costs_no_other(
    report, tmp_path, capsys, monkeypatch
):
    from twofront.evidence import intake

    (tmp_path / "bad.txt").write_text("x")
    plain = intake.settled

    def settled(reading):
        if reading.report.source.path.name == "bad.txt":
            raise KeyError("x")
        return plain(reading)

    monkeypatch.setattr(intake, "settled", settled)
    ledger = tmp_path / "ledger.jsonl"
    assert main(["read", str(tmp_path), "-o", str(ledger)]) == 3
    assert len(load_ledger(ledger)) == 1
    assert "1 broke the reader" in capsys.readouterr().err
    ledger.unlink()
    report.unlink()
    assert main(["read", str(tmp_path), "-o", str(ledger)]) == 3
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


def test_check_knows_a_source_by_its_name_that_is_not_the_file_read(report, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    main(["read", str(report), "-o", str(ledger)])
    report.write_text(REPORT + "Corrected.", encoding="utf-8")
    assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path)]) == 1
    assert "other bytes" in capsys.readouterr().out
    report.rename(tmp_path / "another.txt")
    assert main(["ledger", "check", str(ledger), "--sources", str(tmp_path)]) == 0


def test_check_proves_attestations_and_headlines(tmp_path, capsys):
    text = (
        "date 2024-05-06 Troops will go to Belarus\n\nHe spoke.\n\n“If Minsk asks us to, we might "
        "send troops to Belarus,” Omar Haddad told Reuters.\n\nHe left.\n"
    )
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{text}{name}", encoding="utf-8")
    one, merged = tmp_path / "one.jsonl", tmp_path / "merged.jsonl"
    assert main(["read", str(tmp_path), "-o", str(one)]) == 0
    assert main(["ledger", "merge", str(one), "-o", str(merged)]) == 0
    check = ["ledger", "check", str(merged), "--sources", str(tmp_path), "--json"]
    capsys.readouterr()
    assert main(check) == 0
    proofs = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(proof["id"], proof["attests"]) for proof in proofs] == [("a#1", None), ("b#1", "a#1")]
    record = json.loads(merged.read_text())
    record["shifts"][0]["text"] = "Troops might go to Belarus"
    merged.write_text(json.dumps(record))
    assert main(check) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[0])["verdict"] == "differs"


def test_show_sets_the_lead_of_the_second_report_beside_what_was_said(shared, tmp_path, capsys):
    ledger = tmp_path / "ledger.jsonl"
    main(["read", str(shared / "reports/public/S004.txt"), "-o", str(ledger)])
    said = next(r.id for r in load_ledger(ledger) if r.text.startswith("There’s an increasing"))
    for asked in (["--shifts"], [said]):
        capsys.readouterr()
        assert main(["ledger", "show", str(ledger), *asked]) == 0
        shown = capsys.readouterr().out
        assert "The lead says more than was said:" in shown
        assert "the condition is gone: “If Xi Jinping would attack Taiwan”" in shown
        assert "There’s an increasing realisation, and let’s   │ Russian president" in shown


def test_show_sets_conflicts_side_by_side_and_chooses_records(tmp_path, capsys):
    said = "“We will not send troops to Norland before summer,” {} told Reuters.\n"
    (tmp_path / "a.txt").write_text("date 2024-05-06 " + said.format("Ana Ruiz"), encoding="utf-8")
    other = said.replace("not ", "").format("Ana Ruiz") + "\n" + said.format("Omar Haddad")
    (tmp_path / "b.txt").write_text(f"date 2024-05-07 {other}", encoding="utf-8")
    one, merged = tmp_path / "one.jsonl", tmp_path / "merged.jsonl"
    main(["read", str(tmp_path), "-o", str(one)])
    assert main(["ledger", "merge", str(one), "-o", str(merged), "--json"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["counts"]["conflicts"] == 1
    assert account["conflicts"][0]["words"] == ["not", ""]
    assert main(["ledger", "show", str(merged), "--conflicts"]) == 0
    shown = capsys.readouterr().out
    assert "In conflict with b#1 over a denial: “not” against nothing" in shown
    assert "Haddad" not in shown
    assert main(["ledger", "show", str(merged), "--speaker", "haddad", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["speaker"] == "Omar Haddad"
    assert main(["ledger", "show", str(merged), "a#1", "c#9"]) == 1
    printed = capsys.readouterr()
    assert "Ana Ruiz" in printed.out
    assert "no record 'c#9'" in printed.err
    assert main(["ledger", "show", str(merged), "--kind", "figure"]) == 0
    assert "No record" in capsys.readouterr().err


def test_merge_prints_the_records_unless_told_where_to_write_them(report, tmp_path, capsys):
    ledger, merged = tmp_path / "ledger.jsonl", tmp_path / "merged.jsonl"
    main(["read", str(report), "-o", str(ledger)])
    capsys.readouterr()
    assert main(["ledger", "merge", str(ledger), str(ledger)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ledger.read_text(encoding="utf-8")
    assert "1 dropped that stood there twice" in printed.err
    assert main(["ledger", "merge", str(ledger), "-o", str(merged)]) == 0
    assert load_ledger(merged) == load_ledger(ledger)
    assert main(["ledger", "merge", str(ledger), "-o", str(merged)]) == 1
    assert main(["ledger", "merge", str(ledger), "-o", str(merged), "--force"]) == 0
    assert main(["ledger", "merge", str(ledger), "--json"]) == 0
    capsys.readouterr()
    ledger.write_text("{}")
    assert main(["ledger", "merge", str(ledger), "-o", str(tmp_path / "none.jsonl")]) == 1
    assert not (tmp_path / "none.jsonl").exists()


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
