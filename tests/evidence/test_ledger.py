"""Ledger files: what is written is read back, and every mistake is located."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.evidence import InputError, Ledger, Record, Span, load_ledger, save_ledger
from twofront.evidence.ledger import (
    KINDS,
    MODALITIES,
    Change,
    Conflict,
    Grading,
    Shift,
    Tie,
    ledger_bytes,
)
from twofront.evidence.ledger_file import LINE_LIMIT, LedgerFile, parse_ledger

FIGURE = Record(
    "figure-2024", "figure", paraphrase="Spending of 2024.", published_on=date(2025, 4, 28)
)
QUOTE = Record(
    "report#1",
    "quote",
    text="we will not yield",
    span=Span("a" * 64, 3, 20, "b" * 64),
    speaker="Ana Ruiz",
    relay=("Reuters",),
    modality="predicted",
    hedges=("might",),
    grade="B2",
)

SPAN0 = Span("a" * 64, 0, 1, "b" * 64)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
RECORDS = st.builds(
    Record,
    id=st.from_regex(r"[a-z0-9][a-z0-9.#-]{0,20}", fullmatch=True),
    kind=st.sampled_from(KINDS),
    paraphrase=TEXTS.filter(bool),
    text=st.none() | TEXTS,
    speaker=st.none() | TEXTS,
    relay=st.lists(TEXTS, max_size=3).map(tuple),
    said_on=st.none() | st.dates(),
    published_on=st.none() | st.dates(),
    modality=st.none() | st.sampled_from(MODALITIES),
    hedges=st.lists(TEXTS, max_size=3).map(tuple),
)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=5, unique_by=lambda record: record.id))
def test_what_is_written_is_read_back(records):
    ledger = Ledger(tuple(records))
    again = parse_ledger(ledger_bytes(ledger), "ledger.jsonl")
    assert again == ledger
    assert again.digest == ledger.digest


def test_a_file_is_replaced_in_one_step_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "ledger.jsonl"
    save_ledger(Ledger((FIGURE,)), path)
    save_ledger(Ledger((FIGURE, QUOTE)), path)
    assert load_ledger(path).ids == ("figure-2024", "report#1")
    assert list(tmp_path.iterdir()) == [path]


def test_records_are_found_by_id():
    ledger = Ledger((FIGURE, QUOTE))
    assert ledger.get("report#1") is QUOTE
    assert ledger.get("report#2") is None
    assert ledger.published_on("figure-2024") == date(2025, 4, 28)
    assert ledger.published_on("report#1") is None
    with pytest.raises(KeyError):
        ledger.published_on("report#2")


def test_two_records_cannot_share_an_id():
    with pytest.raises(ValueError, match="share an id"):
        Ledger((QUOTE, QUOTE))


def test_a_short_line_will_do_and_the_canonical_line_names_every_field():
    (line,) = ledger_bytes(
        parse_ledger(b'{"id":"a","kind":"figure","paraphrase":"x"}', "l")
    ).splitlines()
    fields = (
        "id kind paraphrase text span speaker occasion outlet relay said_on published_on "
        "modality condition hedges relay_shift grade rule title url"
    )
    assert " ".join(json.loads(line)) == fields


FULL = Record(
    "a#1",
    "relation",
    paraphrase="Norland → Southland: transfer, 40 drones",
    text="Norland gave Southland 40 drones.",
    author="Jo Bell",
    relation=Tie("transfer", "Norland", "Southland", "40 drones", "claimed"),
    graded=(
        Grading("B2", "A. Reader", date(2024, 6, 1)),
        Grading("C3", "B", date(2024, 6, 2), "x"),
    ),
    attestations=(QUOTE,),
    conflicts=(Conflict("b#1", "number", "40", "400"),),
    shifts=(
        Shift("headline", "mixed", (Change("scope", "weaker", None, "for now"),), None, "x", SPAN0),
        Shift("lead", "same", said="b#1"),
    ),
)


def test_what_only_some_records_have_is_read_back_and_stands_only_where_it_is_set():
    ledger = Ledger((FULL, FIGURE))
    first, second = ledger_bytes(ledger).splitlines()
    assert parse_ledger(first + b"\n" + second, "l") == ledger
    extra = {"author", "relation", "graded", "attestations", "conflicts", "shifts"}
    assert set(json.loads(first)) - set(json.loads(second)) == extra
    assert "note" not in json.loads(first)["graded"][0]


def test_an_attestation_finds_the_record_it_belongs_to():
    ledger = Ledger((FULL, FIGURE))
    assert ledger.get(QUOTE.id) is FULL
    assert QUOTE.id in ledger
    assert ledger.ids == ("a#1", "figure-2024")
    with pytest.raises(ValueError, match="share an id"):
        Ledger((FULL, QUOTE))


GOOD = {"id": "a", "kind": "quote", "text": "x"}
SPAN = {"source_sha256": "a" * 64, "start": 0, "end": 1, "text_sha256": "b" * 64}
WRONG = {
    "unknown_field": ({"speeker": "x"}, "speeker", "unknown_field", "speaker"),
    "kind": ({"kind": "qoute"}, "kind", "unknown_value", "quote"),
    "modality": ({"modality": "predictd"}, "modality", "unknown_value", "predicted"),
    "relay_shift": ({"relay_shift": "strong"}, "relay_shift", "unknown_value", "stronger"),
    "date": ({"said_on": "2024-13-01"}, "said_on", "bad_date", None),
    "date_form": ({"published_on": "20240101"}, "published_on", "bad_date", None),
    "type": ({"speaker": 3}, "speaker", "wrong_type", None),
    "list": ({"hedges": "might"}, "hedges", "wrong_type", None),
    "item": ({"relay": [None]}, "relay", "wrong_type", None),
    "grade": ({"grade": "G1"}, "grade", "bad_grade", None),
    "id": ({"id": "a b"}, "id", "bad_id", None),
    "span": ({"span": []}, "span", "wrong_type", None),
    "span_order": ({"span": SPAN | {"end": 0}}, "span", "bad_span", None),
    "span_bool": ({"span": SPAN | {"start": False}}, "span", "bad_span", None),
    "span_digest": ({"span": SPAN | {"text_sha256": "xyz"}}, "span", "bad_digest", None),
    "span_key": ({"span": SPAN | {"ends": 2}}, "span", "unknown_field", "end"),
    "no_content": ({"text": None}, "paraphrase", "missing", None),
    "author": ({"author": 3}, "author", "wrong_type", None),
    "tie": ({"relation": {"type": "pact"}}, "relation", "missing", None),
    "tie_type": (
        {"relation": {"type": "pakt", "source": "a", "target": "b"}},
        "relation",
        "unknown_value",
        "pact",
    ),
    "shift": ({"shifts": [{"role": "lead"}]}, "shifts", "missing", None),
    "shift_key": (
        {"shifts": [{"role": "lead", "verdict": "same", "sayd": "x"}]},
        "shifts",
        "unknown_field",
        "said",
    ),
    "conflict": ({"conflicts": {}}, "conflicts", "wrong_type", None),
    "grading": ({"graded": [{"grade": "B2", "by": "x"}]}, "graded", "missing", None),
    "attested": ({"attestations": [{"id": "b"}]}, "attestations", "missing", None),
    "attested_twice": (
        {"attestations": [{"id": "b", "kind": "quote", "attestations": []}]},
        "attestations",
        "unknown_field",
        "relation",
    ),
    "surrogate": ({"text": "\ud800"}, "text", "not_text", None),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_located(name):
    change, field, code, suggestion = WRONG[name]
    data = b"\n" + json.dumps(GOOD | change).encode()
    with pytest.raises(InputError) as error:
        parse_ledger(data, "l.jsonl")
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.field) == ("l.jsonl", 2, field)
    assert (problem.code, problem.suggestion) == (code, suggestion)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "not_json"),
        (b"[]", "not_a_record"),
        (b"\xff", "not_utf8"),
        (b'{"id":"a","id":"b"}', "not_json"),
        (b'{"id":NaN}', "not_json"),
        (b"[" * 100_000, "too_deep"),
        (b'"' + b"x" * LINE_LIMIT + b'"', "too_long"),
        (b"1" * 10_000, "not_json"),
        (b'{"id":"a"}', "missing"),
    ],
)
def test_a_line_that_is_no_record(line, code):
    with pytest.raises(InputError) as error:
        parse_ledger(line, "l.jsonl")
    assert [p.code for p in error.value.problems] == [code]


def test_a_number_too_long_is_told_in_plain_words():
    with pytest.raises(InputError) as error:
        parse_ledger(b'{"id": "a", "start": ' + b"1" * 5_000 + b"}", "l.jsonl")
    assert "a number has 5,000 digits" in error.value.problems[0].message
    assert "sys." not in error.value.problems[0].message


def test_all_problems_at_once_and_duplicates_with_both_places():
    lines = [GOOD, GOOD, GOOD | {"id": "b", "kind": "x", "grade": "Z"}]
    with pytest.raises(InputError) as error:
        parse_ledger("\n".join(map(json.dumps, lines)).encode(), "l.jsonl")
    assert [(p.line, p.code) for p in error.value.problems] == [
        (2, "duplicate_id"),
        (3, "unknown_value"),
        (3, "bad_grade"),
    ]
    assert "line 1" in error.value.problems[0].message


@pytest.mark.parametrize(("make", "code"), [(None, "missing_file"), ("folder", "not_a_file")])
def test_a_file_that_cannot_be_read(tmp_path, make, code):
    path = tmp_path / "ledger.jsonl"
    if make:
        path.mkdir()
    with pytest.raises(InputError) as error:
        load_ledger(path)
    assert error.value.problems[0].code == code


def test_a_ledger_of_any_size_is_read_line_by_line_past_what_is_wrong(tmp_path):
    path = tmp_path / "ledger.jsonl"
    lines = [GOOD | {"id": f"r{n}"} for n in range(5)]
    lines[2] = {"id": "r2"}
    lines.append(GOOD | {"id": "r0"})
    path.write_text("\n".join(map(json.dumps, lines)) + "\n{" + "x" * (LINE_LIMIT + 9) + "\n")
    read, records = [], iter(LedgerFile(path))
    with pytest.raises(InputError) as error:
        read.extend(record.id for record in records)
    assert read == ["r0", "r1", "r3", "r4"]
    found = [(problem.line, problem.code) for problem in error.value.problems]
    assert found == [(3, "missing"), (6, "duplicate_id"), (7, "too_long")]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    with suppress(InputError):
        assert parse_ledger(data, "l.jsonl").records == ()
