"""Grades given by a person: written beside all else, which stays to the byte."""

import json
import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.cli import main
from twofront.evidence import InputError, Ledger, load_ledger, save_ledger
from twofront.evidence.grading import CREDIBILITY, RELIABILITY, give_grade, graded_line
from twofront.evidence.ledger import Grading, record_line
from twofront.evidence.ledger_file import read_line

from .made_records import quoted

B2 = Grading("B2", "A. Reader", date(2024, 6, 1), "read against the transcript")
ODD = (
    b'\xef\xbb\xbf  { "kind" :"quote","text":"x \\u0041", "id" : "a" }  \r\n'
    b"\n"
    b'{"id": "b", "kind": "quote", "grade" : null , "text": "{\\"id\\": \\"a\\"}"}\n'
    b"this line is no record\n"
    b'{"kind": "quote", "id": "\\u0063", "text": "y"}'
)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    save_ledger(Ledger((quoted("a#1", "One thing or another"), quoted("b#1", "No thing"))), path)
    return path


def test_a_grade_stands_with_who_gave_it_when_and_why(ledger, capsys):
    asked = ["ledger", "grade", str(ledger), "a#1", "b2", "--by", "A. Reader"]
    assert main([*asked, "--on", "2024-06-01", "--note", "read against the transcript"]) == 0
    record = load_ledger(ledger).get("a#1")
    assert (record.grade, record.graded) == ("B2", (B2,))
    assert "usually reliable, probably true" in capsys.readouterr().err


def test_the_last_grade_is_in_force_and_earlier_ones_stay(ledger):
    for grade, note in (("B2", None), ("c3", "the outlet withdrew it")):
        give_grade(ledger, "a#1", Grading(grade.upper(), "A. Reader", date(2024, 6, 1), note))
    record = load_ledger(ledger).get("a#1")
    assert record.grade == "C3"
    assert [grading.grade for grading in record.graded] == ["B2", "C3"]


@pytest.mark.parametrize(
    ("id", "before", "after"),
    [
        ("a", b'"id" : "a" }', b'"id" : "a", "grade": "B2", "graded": [%s] }'),
        ("b", b'"grade" : null , "text": "{\\"id\\": \\"a\\"}"}', None),
        ("c", b'"text": "y"}', b'"text": "y", "grade": "B2", "graded": [%s]}'),
    ],
)
def test_every_other_byte_stays(tmp_path, id, before, after):
    path = tmp_path / "odd.jsonl"
    path.write_bytes(ODD)
    give_grade(path, id, B2)
    entry = json.dumps(
        {"grade": "B2", "by": B2.by, "on": "2024-06-01", "note": B2.note}, ensure_ascii=False
    ).encode()
    if after is None:
        after = b'"grade" : "B2" , "text": "{\\"id\\": \\"a\\"}", "graded": [%s]}'
    assert path.read_bytes() == ODD.replace(before, after % entry)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :\t")]),
    st.booleans(),
)
def test_a_graded_line_is_the_record_with_the_grade(text, by, separators, ascii):
    value = json.loads(record_line(quoted("a#1", text))) | {"graded": []}
    line = json.dumps(value, ensure_ascii=ascii, separators=separators)
    grading = Grading("A1", by, date(2024, 6, 1))
    record, faults = read_line(graded_line(line, grading).encode())
    assert not faults
    assert record == quoted("a#1", text, grade="A1", graded=(grading,))


def test_a_link_to_a_ledger_stays_one_and_the_mode_is_kept(ledger, tmp_path):
    link = tmp_path / "link.jsonl"
    link.symlink_to(ledger)
    ledger.chmod(0o640)
    give_grade(link, "a#1", B2)
    assert link.is_symlink()
    assert load_ledger(ledger).get("a#1").grade == "B2"
    assert ledger.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.jsonl", "link.jsonl"]


def test_an_unknown_id_is_refused_with_the_nearest(ledger, capsys):
    before = ledger.read_bytes()
    assert main(["ledger", "grade", str(ledger), "a#11", "B2"]) == 1
    assert "Did you mean 'a#1'?" in capsys.readouterr().err
    assert ledger.read_bytes() == before


def test_an_attestation_is_graded_with_its_record(tmp_path):
    path = tmp_path / "ledger.jsonl"
    merged = quoted("a#1", "One thing", attestations=(quoted("b#1", "One thing"),))
    save_ledger(Ledger((merged,)), path)
    with pytest.raises(InputError) as error:
        give_grade(path, "b#1", B2)
    assert error.value.problems[0].suggestion == "a#1"


def test_a_ledger_that_changes_meanwhile_is_not_overwritten(ledger, monkeypatch):
    plain = os.stat
    monkeypatch.setattr(
        "twofront.evidence.grading.os.stat",
        lambda path, **more: os.stat_result(
            [0 if at == 1 else value for at, value in enumerate(plain(path, **more))]
        ),
    )
    before = ledger.read_bytes()
    with pytest.raises(InputError) as error:
        give_grade(ledger, "a#1", B2)
    assert error.value.problems[0].code == "changed"
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("grade", ["G1", "A7", "A", "A10", "", "１A"])
def test_what_is_no_grade_is_wrong_usage(ledger, grade):
    assert main(["ledger", "grade", str(ledger), "a#1", grade]) == 2


def test_every_grade_has_a_meaning_in_the_help(capsys):
    assert main(["ledger", "grade", "--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"{letter} " in told for letter in (*RELIABILITY, *CREDIBILITY))
