"""Mutated and made-up reports: the reader never fails and no record lacks a true span."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twofront.evidence import InputError
from twofront.evidence.intake import settled
from twofront.evidence.ledger import Ledger, record_line
from twofront.evidence.ledger_file import parse_ledger
from twofront.evidence.quotes import scan_blocks
from twofront.evidence.reading import prediction, read
from twofront.evidence.tokens import sentences

SEEDS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
CHARS = st.sampled_from([*"“”‘’\"'«»„.,:;!?()[]\n \x00\x1b\u202e\ufeff\ufffcאبAé", "said", "<p>"])
SETTINGS = settings(
    derandomize=True,
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SEEDS)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 12))):
        at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(CHARS) * draw(st.integers(0, 3)) + text[at + cut :]
    return text


def _check(path):
    try:
        reading, _ = settled(read(path))
    except InputError:
        return
    source = reading.report.source
    for record in reading.records:
        span = record.span
        assert source.slice_sha256(span.start, span.end) == span.text_sha256
        if path.suffix == ".txt" and "<" not in source.text:
            assert source.text[span.start : span.end] == record.text
    lines = "\n".join(map(record_line, reading.records)).encode()
    assert parse_ledger(lines, "l") == Ledger(reading.records)
    assert prediction(reading)["id"] == path.stem


@SETTINGS
@given(
    mutated(), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.sampled_from([".txt", ".html"])
)
def test_mutated_reports(tmp_path, text, encoding, suffix):
    path = tmp_path / f"report{suffix}"
    path.write_bytes(text.encode(encoding, "replace"))
    _check(path)


@SETTINGS
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path, data):
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    _check(path)


LONG = {
    "no_sentence": "he said that " * 40_000,
    "openers": "“" * 100_000 + "”" * 100_000,
    "alternating": "“a ‘b " * 40_000,
    "apostrophes": "s’ a ' " * 60_000,
    "names": " ".join(f"Ab{i} Cd{i} said no." for i in range(20_000)),
    "commas": "Mr A, who " * 40_000 + 'said, "one two three four five".',
    "conditions": '"' + "if a, " * 60_000 + '"',
    "tags": "<html>" + '<a ">' * 60_000 + "x",
    "open_tags": "<html>" + '<a "' * 60_000,
    "one_paragraph": "“We will attack,” he said. " * 40_000,
    "one_speaker": "“We will attack them,” Ana Ruiz said. " * 10_000,
    "deep": "<html>" + "<div>" * 60_000 + "x",
    "relays": "Ana Ruiz said that Norland would attack. “We might attack Norland,” Ana Ruiz said. "
    * 5_000,
    "headline": "Norland " * 60_000 + "\n\n“We might attack Norland,” Ana Ruiz said.\n\nIt ended.",
    "numbers": "“We lost " + "9" * 100_000 + " ships and 1,000,000 men,” Ana Ruiz said. " * 500,
    "ifs": "“" + "if not unless never " * 20_000 + "we attack,” Ana Ruiz said. She said no.",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_long_and_hostile_texts_end(tmp_path, name):
    path = tmp_path / f"{name}.txt"
    path.write_text(LONG[name], encoding="utf-8")
    _check(path)


def test_what_stands_behind_ten_megabytes_is_read(tmp_path):
    text = SEEDS[0].read_text(encoding="utf-8")
    path = tmp_path / "big.txt"
    path.write_text(f"{'x' * 10_500_000}\n\n{text}", encoding="utf-8")
    _check(path)
    reading = read(path)
    assert reading.records
    assert all(record.span.start > 10_500_000 for record in reading.records)


class Counted(int):
    """A place in a text that counts how often places are compared."""

    compared = 0

    def __lt__(self, other):
        Counted.compared += 1
        return int(self) < int(other)

    def __gt__(self, other):
        Counted.compared += 1
        return int(self) > int(other)

    def __le__(self, other):
        Counted.compared += 1
        return int(self) <= int(other)

    def __ge__(self, other):
        Counted.compared += 1
        return int(self) >= int(other)

    __hash__ = int.__hash__


def test_quotes_of_one_paragraph_are_not_compared_each_with_each():
    count = 500
    text = "“We will attack,” he said. " * count
    ((*quotes,),), _ = scan_blocks([text])
    counted = [replace(quote, outer_start=Counted(quote.outer_start)) for quote in quotes]
    found = sentences(text, 0, len(text), list(enumerate(counted)))
    assert sum(token.quote >= 0 for tokens in found for token in tokens) == count
    assert Counted.compared < 50 * count


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ('"' * 50_001, "without a partner: 49,997, the first at offset 4;"),
        ("One,” he said, and left.", "without a partner: 1, the first at offset 4;"),
        ('The plank is 5" long.', None),
        ("“One two three,” Ana Ruiz said.", None),
    ],
)
def test_marks_without_a_partner_are_noted(tmp_path, text, noted):
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    notes = [note for note in read(path).notes if "partner" in note]
    assert len(notes) == (noted is not None)
    assert all(noted in note for note in notes)
