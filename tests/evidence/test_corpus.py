"""The labelled corpus is in order: every label stands in its text, every quotation has a label.

These tests judge the corpus, not the reader; they hold for the two parts, tuning and test, alike.
"""

import importlib.util
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).parent / "corpus"
PARTS = ("tuning", "test")
TEXTS = sorted(path for part in PARTS for path in (CORPUS / part).glob("*.txt"))

FIELDS = {
    "quotes": {"text_start", "speaker", "verb", "outlet_or_venue", "kind", "optional"},
    "relations": {"type", "source", "target", "item", "sentence_start", "status", "optional"},
    "conditionals": {"if", "then", "speaker", "form", "optional"},
    "boilerplate": {"start", "end", "optional"},
}
HEAD = {"id", "document_speaker", "url", "title", "date", "licence", "obtained_from", "type"}
KINDS = {"direct", "indirect", "turn", "fragment", "nested"}
RELATIONS = {"transfer", "pact", "sanction", "support", "attack", "threat", "alliance", "talks"}
STATUSES = {"asserted", "reported", "claimed", "alleged", "predicted", "proposed", "conditional"}

# A mark that opens a quotation, and the one that closes it. An apostrophe is told from a closing
# mark by the letter that follows it, and from an opening one by what stands before it.
MARKS = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}


def words(text: str) -> list[str]:
    """Words as the scorer sees them: lower case, no accents, no apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return re.findall(r"[a-z0-9]+", re.sub("['’]", "", plain))


def labels(text_file: Path) -> dict:
    return json.loads(text_file.with_suffix(".labels.json").read_text("utf-8"))


def body(text_file: Path) -> str:
    return text_file.read_text("utf-8")


def closing(paragraph: str, at: int) -> int:
    """Where the quotation opened at `at` closes; the end of the paragraph if it does not."""
    mark = MARKS[paragraph[at]]
    for here in range(at + 1, len(paragraph)):
        follower = paragraph[here + 1 : here + 2]
        if paragraph[here] == mark and not (mark in "’'" and follower.isalnum()):
            return here
    return len(paragraph)


def quotations(paragraph: str) -> Iterator[str]:
    """Every quotation of a paragraph, the ones inside others too."""
    at = 0
    while at < len(paragraph):
        before = paragraph[at - 1 : at]
        opens = paragraph[at] in MARKS and not (paragraph[at] == "'" and before.isalnum())
        opens = opens and not (paragraph[at] == "“" and "„" in paragraph[:at])
        if opens:
            end = closing(paragraph, at)
            yield paragraph[at + 1 : end]
            at = at if MARKS[paragraph[at]] != paragraph[at] else end
        at += 1


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def document(request) -> Path:
    return request.param


def test_parts_have_as_many_documents_as_promised_and_share_no_number():
    stems = {part: {path.stem for path in (CORPUS / part).glob("*.txt")} for part in PARTS}
    labelled = {
        path.name.removesuffix(".labels.json")
        for part in PARTS
        for path in (CORPUS / part).glob("*.labels.json")
    }
    assert all(len(found) >= 24 for found in stems.values())
    assert not stems["tuning"] & stems["test"]
    assert labelled == stems["tuning"] | stems["test"]


def test_labels_have_the_fields_and_values_of_the_schema(document):
    gold = labels(document)
    assert set(gold) == HEAD | set(FIELDS)
    assert gold["id"] == document.stem
    for kind, fields in FIELDS.items():
        for label in gold[kind]:
            assert set(label) == fields
            assert isinstance(label["optional"], bool)
    for quote in gold["quotes"]:
        assert quote["kind"] in KINDS
        assert quote["optional"] or quote["kind"] not in ("fragment", "nested")
    for relation in gold["relations"]:
        assert relation["type"]
        assert set(relation["type"]) <= RELATIONS
        assert relation["status"] in STATUSES
    named = [q["speaker"] for q in gold["quotes"] + gold["conditionals"]]
    named += [relation[end] for relation in gold["relations"] for end in ("source", "target")]
    assert all(names and all(name.strip() for name in names) for names in named)


def test_first_line_carries_the_date_of_the_labels(document):
    date = labels(document)["date"]
    text = body(document)
    assert text.startswith(f" date {date} " if date else " ")
    assert date or not text.startswith(" date ")


def test_every_label_stands_in_the_text(document):
    text = " " + " ".join(words(body(document))) + " "
    gold = labels(document)
    starts = [quote["text_start"] for quote in gold["quotes"]]
    starts += [relation["sentence_start"] for relation in gold["relations"]]
    starts += [label[end] for label in gold["conditionals"] for end in ("if", "then")]
    starts += [label[end] for label in gold["boilerplate"] for end in ("start", "end")]
    assert not [start for start in starts if f" {' '.join(words(start))} " not in text]
    assert all(len(quote["text_start"].split()) <= 6 for quote in gold["quotes"])


def test_no_label_is_given_twice(document):
    gold = labels(document)
    quotes = [(quote["kind"], *words(quote["text_start"])) for quote in gold["quotes"]]
    rules = [(*words(rule["if"]), "|", *words(rule["then"])) for rule in gold["conditionals"]]
    ends = [
        (label["type"][0], label["source"][0], label["target"][0]) for label in gold["relations"]
    ]
    for given in (quotes, rules, ends):
        assert len(given) == len(set(given))


def test_every_quotation_of_four_words_has_a_label(document):
    labelled = [words(quote["text_start"]) for quote in labels(document)["quotes"]]
    found = [words(span) for part in body(document).split("\n\n") for span in quotations(part)]
    missing = [
        " ".join(span)
        for span in found
        if len(span) >= 4 and not any(span[: len(start)] == start for start in labelled)
    ]
    assert not missing


def test_every_direct_label_opens_a_quotation(document):
    spans = [words(span) for part in body(document).split("\n\n") for span in quotations(part)]
    astray = [
        quote["text_start"]
        for quote in labels(document)["quotes"]
        if quote["kind"] == "direct"
        and not any(
            len(span) >= 4 and span[: len(start)] == start
            for start in [words(quote["text_start"])]
            for span in spans
        )
    ]
    assert not astray


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(text_file: Path, score: ModuleType, *, with_optional: bool) -> dict:
    """What a reader without a fault would predict, optional labels with or without."""
    gold = {
        kind: [label for label in labels(text_file)[kind] if with_optional or not label["optional"]]
        for kind in FIELDS
    }
    text = body(text_file)
    blocks = [score.span(text, block["start"], block["end"]) for block in gold["boilerplate"]]
    assert all(block is not None for block in blocks)
    return {
        "id": text_file.stem,
        "quotes": [
            {
                "text": quote["text_start"],
                "speaker": quote["speaker"][0],
                "kind": "direct" if quote["kind"] in ("fragment", "nested") else quote["kind"],
                "outlet_or_venue": quote["outlet_or_venue"],
            }
            for quote in gold["quotes"]
        ],
        "relations": [
            {"type": kind, "source": source, "target": target}
            for label in gold["relations"]
            for kind in label["type"]
            for source in label["source"]
            for target in label["target"]
        ],
        "conditionals": [
            {"if": rule["if"], "then": rule["then"], "speaker": rule["speaker"][0]}
            for rule in gold["conditionals"]
        ],
        "boilerplate": [text[slice(*block)] for block in blocks],
    }


@pytest.mark.parametrize("with_optional", [False, True], ids=["required", "all"])
@pytest.mark.parametrize("part", PARTS)
def test_labels_given_as_predictions_score_one(shared, tmp_path, part, with_optional):
    program = shared / "reports" / "score.py"
    score = scorer(program)
    given = [
        predictions(path, score, with_optional=with_optional)
        for path in TEXTS
        if path.parent.name == part
    ]
    file = tmp_path / "predictions.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in given), "utf-8")
    run = subprocess.run(
        [sys.executable, str(program), str(file), str(CORPUS / part), "--errors"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = re.findall(r"^(\S.*?)\s+P (\S+)\s+R (\S+)\s+F1 (\S+)", run.stdout, re.MULTILINE)
    assert len(rows) == 11
    assert {name: scores for name, *scores in rows if scores != ["1.00"] * 3} == {}, run.stdout
