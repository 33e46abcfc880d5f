"""Reports of many styles, each with labels: who says what, what is boilerplate."""

import json
import re
from pathlib import Path

import pytest

from twofront.evidence.reading import prediction, read

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))


def _start(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub("['’]", "", text.lower()))[:3])


def _labels(path: Path) -> dict:
    return json.loads(path.with_suffix("").with_suffix(".labels.json").read_text())


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.stem)
def document(request):
    return request.param


def test_every_direct_quote_is_found_with_its_speaker(document):
    found = {
        _start(quote["text"]): quote["speaker"]
        for quote in prediction(read(document))["quotes"]
        if quote["kind"] == "direct"
    }
    for label in _labels(document)["quotes"]:
        if label["kind"] != "direct" or label["optional"]:
            continue
        speaker = found[_start(label["text_start"])]
        wanted = [name.lower() for name in label["speaker"]]
        assert speaker is not None
        assert any(speaker.lower() in name or name in speaker.lower() for name in wanted)


def test_no_quote_is_made_up(document):
    labelled = {_start(label["text_start"]) for label in _labels(document)["quotes"]}
    for quote in prediction(read(document))["quotes"]:
        if quote["kind"] == "direct" and len(quote["text"].split()) > 3:
            assert _start(quote["text"]) in labelled


def test_boilerplate_is_marked_and_nothing_else(document):
    marked = prediction(read(document))["boilerplate"]
    wanted = _labels(document)["boilerplate"]
    assert len(marked) == len(wanted)
    for text, label in zip(marked, wanted, strict=True):
        assert _start(text) == _start(label["start"])


def test_every_span_is_true(document):
    reading = read(document)
    source = reading.report.source
    for record in reading.records:
        assert source.text[record.span.start : record.span.end] == record.text
        assert source.slice_sha256(record.span.start, record.span.end) == record.span.text_sha256


@pytest.mark.parametrize("stem", ["S000", "S004"])
def test_the_two_reports_give_every_direct_quote_to_its_speaker(shared, stem):
    path = shared / "reports/public" / f"{stem}.txt"
    direct = [r for r in read(path).records if r.rule.startswith("direct")]
    assert {r.speaker for r in direct} == {"Mark Rutte"}
    labels = [q for q in _labels(path)["quotes"] if q["kind"] == "direct"]
    assert [_start(r.text) for r in direct] == [_start(q["text_start"]) for q in labels]


def test_the_warning_that_names_a_condition_keeps_it(shared):
    records = read(shared / "reports/public/S004.txt").records
    told = next(r for r in records if r.text.startswith("There’s an increasing"))
    assert told.condition == "If Xi Jinping would attack Taiwan"
    assert told.modality == "conditional"
    assert told.outlet == "New York Times"
    assert "summit in Brussels" in told.occasion
    nested = next(r for r in records if r.text.startswith("Hey"))
    assert nested.speaker == "Xi Jinping"


def test_what_somebody_will_do_is_a_prediction_by_who_says_so(shared):
    lead = read(shared / "reports/public/S004.txt").records[0]
    assert lead.kind == "warning"
    assert lead.modality == "predicted"
    assert lead.speaker == "Mark Rutte"
    assert lead.text.startswith("Russian president Vladimir Putin will help China")


def test_outlet_is_kept_from_the_report_that_relays_it(shared):
    records = read(shared / "reports/public/S000.txt").records
    assert {r.outlet for r in records if r.kind != "relation"} == {"Financial Times"}
    assert records[0].published_on.isoformat() == "2024-12-02"


def test_a_relay_names_who_had_it_first(tmp_path):
    path = tmp_path / "relay.txt"
    path.write_text(
        "Reuters reported, citing TASS, that minister Anton Belik called it "
        "“a matter of weeks and not of months”."
    )
    record = next(r for r in read(path).records if r.rule.startswith("direct"))
    assert (record.outlet, record.relay) == ("TASS", ("Reuters",))


def test_a_claim_to_a_thing_is_no_reported_speech(tmp_path, shared):
    records = read(shared / "reports/public/S004.txt").records
    assert not any(record.text.startswith("Taiwan as a breakaway") for record in records)
    path = tmp_path / "claim.txt"
    path.write_text(
        "Norland claims the hills as its own, and its army has crossed the river. "
        "Norland claimed the hills were its own, and left."
    )
    (record,) = read(path).records
    assert record.text == "the hills were its own, and left"
