"""Mutated ledgers and reports through the command line: read or refused, never a fault."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twofront.cli import main
from twofront.evidence.ledger import Change, Grading, Shift, Span, day_in, record_line
from twofront.evidence.ledger_file import LedgerFile
from twofront.evidence.merge import merge

from .made_records import quoted

SAID = "If Minsk asks, we will not send 500 troops to Norland before summer"
SPAN = Span("a" * 64, 3, 9, "b" * 64)
LEDGER = merge(
    [
        quoted("a#1", SAID, outlet="Reuters", relay=("The Daily",), hedges=("might",)),
        quoted("b#1", SAID, day=3, title="A | b", url="https://example.org/", author="Jo Bell"),
        quoted("c#1", SAID.replace("not ", ""), day=3),
        quoted("d#1", "Norland will get 500 troops", form="indirect"),
        quoted(
            "e#1",
            "Russia might attack Poland",
            shifts=(
                Shift("headline", "stronger", (Change("likelihood", "stronger", "might", "will"),),
                      text="Russia will attack", span=SPAN),
            ),
            relay_shift="stronger",
            grade="B2",
            graded=(Grading("B2", "A. Reader", day_in("2024-06-01"), "why"),),
        ),
    ]
).ledger  # fmt: skip
LINES = [json.loads(record_line(record)) for record in LEDGER]
STRANGE = ["", "x", "a#1", "\x1b[31m", "\u202e", "=1", "2024-05-02", "B2", "stronger", "\ud800"]
ODD = st.sampled_from(
    [
        *STRANGE,
        *(None, True, 0, -1, 1.5, 10**30, [], {}, ["x"], [None], {"x": 1}, "A" * 5_000),
        *(LINES[0], [LINES[0]]),  # a record where none belongs
    ]
)
SETTINGS = settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VERBS = {
    "show": ["show", "LEDGER"],
    "json": ["show", "LEDGER", "--json"],
    "pairs": ["show", "LEDGER", "--conflicts", "--shifts"],
    "check": ["check", "LEDGER", "--sources", "FOLDER"],
    "csv": ["export", "LEDGER", "--csv"],
    "footnotes": ["export", "LEDGER", "--footnotes"],
    "merge": ["merge", "LEDGER", "LEDGER", "-o", "OUT", "--force"],
    "grade": ["grade", "LEDGER", "a#1", "C3", "--by", "A. Reader"],
}
SEEDS = sorted((Path(__file__).parent / "documents").glob("*.txt"))


def run(*asked):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([str(each) for each in asked])
    assert status in (0, 1), err.getvalue()
    assert "Traceback" not in err.getvalue()
    return status, out.getvalue()


@st.composite
def mutated_ledger(draw):
    lines = json.loads(json.dumps(LINES))
    for _ in range(draw(st.integers(1, 4))):
        holder = draw(st.sampled_from(lines))
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = draw(st.sampled_from(keys)) if keys else None
            inner = holder[key] if keys else None
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                holder = inner
                continue
            break
        if isinstance(holder, dict) and draw(st.integers(0, 9)) == 0:
            holder[draw(st.sampled_from(["", "speeker", "shifts", "\x00"]))] = deepcopy(draw(ODD))
        elif keys:
            holder[key] = deepcopy(draw(ODD))
    text = "\n".join(json.dumps(line) for line in lines)
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("verb", VERBS)
@SETTINGS
@given(data=mutated_ledger())
def test_mutated_ledgers(tmp_path, verb, data):
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_bytes(data)
    places = {"LEDGER": ledger, "FOLDER": tmp_path, "OUT": tmp_path / "out.jsonl"}
    status, printed = run("ledger", *(places.get(word, word) for word in VERBS[verb]))
    assert "\x1b" not in printed
    if verb == "merge" and status == 0:
        assert run("ledger", "show", places["OUT"])[0] == 0
    if verb == "grade" and status == 0:
        assert data.count(b"\n") == ledger.read_bytes().count(b"\n")


@pytest.mark.parametrize("verb", VERBS)
@SETTINGS
@given(at=st.integers(0, 5_000), cut=st.integers(0, 60), put=st.binary(max_size=6))
def test_ledgers_with_other_bytes(tmp_path, verb, at, cut, put):
    data = "\n".join(map(json.dumps, LINES)).encode()
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_bytes(data[:at] + put + data[at + cut :])
    places = {"LEDGER": ledger, "FOLDER": tmp_path, "OUT": tmp_path / "out.jsonl"}
    run("ledger", *(places.get(word, word) for word in VERBS[verb]))


MARKS = ["“", "”", '"', "\n\n", "<p>", "<h1>", "&quot;", "\x00", "\u202e", "é"]
PUT = st.sampled_from([*MARKS, "if ", "not ", "might ", "500 "])


@st.composite
def mutated_report(draw):
    text = draw(st.sampled_from(SEEDS)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 12))):
        at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(PUT) * draw(st.integers(0, 3)) + text[at + cut :]
    encoding = draw(st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252", "windows-1251"]))
    return draw(st.sampled_from(["", "<html>"])) + text, encoding


@SETTINGS
@given(st.lists(mutated_report(), min_size=1, max_size=3))
def test_mutated_reports_give_a_ledger_that_is_proved(tmp_path, reports):
    ledger, folder = tmp_path / "ledger.jsonl", tmp_path / "reports"
    folder.mkdir(exist_ok=True)
    for number in range(3):
        (folder / f"r{number}.txt").unlink(missing_ok=True)
    for number, (text, encoding) in enumerate(reports):
        (folder / f"r{number}.txt").write_bytes(text.encode(encoding, "replace"))
    if run("read", folder, "-o", ledger, "--force")[0]:
        return
    assert all(record.span for record in LedgerFile(ledger))
    status, printed = run("ledger", "check", ledger, "--sources", folder)
    assert status == 0
    assert "not at hand" not in printed
    assert run("ledger", "merge", ledger, "-o", tmp_path / "merged.jsonl", "--force")[0] == 0
