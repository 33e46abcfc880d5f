"""A ledger as a table and as footnotes: whole, in order, and harmless where it is opened."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.cli import main
from twofront.evidence import Ledger, Record, save_ledger
from twofront.evidence.export import CELL, COLUMNS, csv_rows, footnote_lines
from twofront.evidence.ledger import Conflict

from .made_records import quoted

RECORD = quoted(
    "a#1",
    "We will not yield,\n“never”",
    outlet="Reuters",
    relay=("The Daily",),
    title="Talks | fail",
    author="Jo Bell",
    url="https://example.org/a?b=1&c=2",
    grade="B2",
    relay_shift="stronger",
    attestations=(quoted("b#1", "We will not yield"),),
    conflicts=(Conflict("c#1", "negation", "not", ""),),
)


def table(records):
    return list(csv.DictReader(io.StringIO("".join(csv_rows(records)), newline="")))


def test_a_table_holds_every_record_in_order():
    first, second = table([RECORD, Record("f", "figure", paraphrase="12 ships")])
    assert tuple(first) == COLUMNS
    assert first["content"] == "We will not yield,\n“never”"
    assert (first["speaker"], first["outlet"], first["relay"]) == (
        "Ana Ruiz", "Reuters", "The Daily",
    )  # fmt: skip
    assert (first["attested_by"], first["conflicts_with"]) == ("b#1", "c#1")
    assert (first["start"], first["verbatim"]) == ("10", "yes")
    assert (second["content"], second["verbatim"], second["start"]) == ("12 ships", "no", "")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "'=1",
        "＝1",
        "|cmd",
        "\ufeff=1",
    ],
)
def test_no_cell_is_a_formula(text):
    row = table([quoted("a#1", text, speaker=text, title=text)])[0]
    for column in ("content", "speaker", "title"):
        assert row[column].startswith(("'", "\\"))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_one_harmless_cell(text):
    text = text.encode(errors="replace").decode()
    rows = table([quoted("a#1", "x", speaker=text)])
    assert len(rows) == 1
    assert not rows[0]["speaker"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", rows[0]["speaker"])


def test_a_cell_fits_into_a_spreadsheet():
    row = table([quoted("a#1", "x" * (CELL + 5))])[0]
    assert row["content"].endswith("[cut: 5 more characters]")


def test_a_written_table_is_known_for_utf_8(tmp_path, capsys):
    ledger, out = tmp_path / "ledger.jsonl", tmp_path / "table.csv"
    save_ledger(Ledger((RECORD,)), ledger)
    assert main(["ledger", "export", "--csv", str(ledger), "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfid,kind,")
    assert main(["ledger", "export", "--csv", str(ledger)]) == 0
    assert capsys.readouterr().out.startswith("id,kind,")
    assert main(["ledger", "export", "--csv", str(ledger), "-o", str(out)]) == 1
    assert main(["ledger", "export", str(ledger)]) == 2


def test_a_broken_ledger_writes_no_table(tmp_path):
    ledger, out = tmp_path / "ledger.jsonl", tmp_path / "table.csv"
    ledger.write_text('{"id": "a", "kind": "figure", "paraphrase": "x"}\n{"id": "b"}\n')
    assert main(["ledger", "export", "--csv", str(ledger), "-o", str(out)]) == 1
    assert not out.exists()


def test_footnotes_are_numbered_and_each_is_cited_once():
    lines = list(footnote_lines([RECORD, quoted("d#1", "They went home")], markdown=True))
    rows = [line for line in lines if line.startswith("| [^")]
    notes = [line for line in lines if line.startswith("[^")]
    assert [row.split("]")[0] for row in rows] == ["| [^1", "| [^2"]
    assert [note.split("]:")[0] for note in notes] == ["[^1", "[^2"]
    assert notes[0] == (
        "[^1]: Ana Ruiz: “We will not yield, “never””, carried by Reuters → The Daily, Jo Bell, "
        "“Talks \\| fail”, published 2024-05-02, <https://example.org/a?b=1&c=2> (a\\#1; grade B2; "
        "attested by 1 more; the relay says more than was said; in conflict with c\\#1)."
    )


def test_plain_footnotes_escape_nothing_but_controls():
    (line,) = footnote_lines([quoted("a#1", "one | two \x1b[31m")], markdown=False)
    assert line == "[1] Ana Ruiz: “one | two \\x1b[31m”, published 2024-05-02 (a#1)."


@pytest.mark.parametrize(
    "text", ["a | b", "![x](javascript:1)", "<script>", "`code`", "[^1]", "*bold* _it_", "$x$"]
)
def test_markdown_shows_text_as_it_is(text):
    rows = list(footnote_lines([quoted("a#1", text, speaker=text, url=text)], markdown=True))
    (row,) = [line for line in rows if line.startswith("| [^1]")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    assert not re.search(r"(?<!\\)[<`*_$]", rows[-1])


def test_reported_speech_is_not_put_in_quotation_marks():
    record = quoted("a#1", "the fleet would sail", form="indirect")
    (line,) = footnote_lines([record], markdown=False)
    assert line.startswith("[1] Ana Ruiz, in the report's words: the fleet would sail,")
