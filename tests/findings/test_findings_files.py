"""Findings as text: the same bytes, read back the same; faults are told with their place."""

import json
import subprocess
import sys

import jsonschema
import pytest

from twofront.findings import SCHEMA, FindingsError, from_json, to_json
from twofront.findings.schema import FILE, json_schema, schema_text

from ..synthetic_study import findings


@pytest.fixture(scope="module")
def text() -> str:
    return to_json(findings(96))


def test_what_is_written_reads_back_the_same(text):
    assert to_json(from_json(text)) == text


def test_the_same_findings_give_the_same_bytes(text):
    assert to_json(findings.__wrapped__(96)) == text


def test_fields_stand_in_the_order_of_the_contract(text):
    claim = json.loads(text)["claims"][0]
    assert list(claim)[:10] == [
        "id", "says", "said_in", "compare", "against", "reading", "outcome", "expect",
        "share_holds", "share_reversed",
    ]  # fmt: skip
    assert list(json.loads(text))[:3] == ["schema", "title", "as_of"]


def test_mappings_keep_their_order_and_negative_zero_is_zero(text):
    """Moves of an act stand in the order of play, in the file and wherever it is read."""
    value = json.loads(text)
    value["provenance"] = {"b": -0.0, "a": 1}
    value["claims"][0]["readings"]["acts"] = {"compare": {"terms": "bad", "answer": "yes"}}
    read = from_json(json.dumps(value))
    assert list(read.claims[0].readings.acts["compare"]) == ["terms", "answer"]
    assert '"b": 0.0,\n  "a": 1' in to_json(read)
    assert to_json(read) == to_json(from_json(to_json(read)))


def test_the_published_schema_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m twofront.findings.schema"
    )


def test_the_schema_accepts_findings_and_refuses_others(text):
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    value = json.loads(text)
    validator.validate(value)
    value["claims"][0]["verdict_code"] = "certain"
    value["extra"] = 1
    assert len(list(validator.iter_errors(value))) == 2


def test_every_field_is_described_in_the_schema():
    for name, kind in json_schema()["$defs"].items():
        assert kind["description"], name
        assert all("description" in field for field in kind["properties"].values()), name


def test_every_mistake_is_told_with_its_place(text):
    value = json.loads(text)
    value["claims"][0]["share_holds"]["value"] = "most"
    value["claims"][1]["solved_draws"] = 1.5
    value["claims"][1]["reading"] = "guessed"
    value["draws"]["asked"] = True
    value["anchors"]["stated"] = {}
    del value["title"]
    value["surprise"] = 1
    with pytest.raises(FindingsError) as caught:
        from_json(json.dumps(value))
    told = dict(caught.value.problems)
    assert told["claims[0].share_holds.value"] == "expected a number, found 'most'"
    assert told["claims[1].solved_draws"] == "expected a whole number, found 1.5"
    assert told["claims[1].reading"].startswith("expected one of chosen, forced, announced")
    assert told["draws.asked"] == "expected a whole number, found True"
    assert told["anchors.stated"] == "expected a list, found {}"
    assert told["title"] == "is missing"
    assert told["surprise"] == "is not a field of findings"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("[1, 2]", "expected 'twofront-findings-1', found None"),
        ('{"schema": "twofront-findings-0"}', "expected 'twofront-findings-1'"),
        ("[" * 100_000, "nests too deep"),
        (json.dumps({"schema": SCHEMA}), "is missing"),
        ('{"schema": NaN}', "NaN is not a value of JSON"),
        ("9" * 5000, "is not JSON"),
    ],
)
def test_what_is_not_findings_is_refused_plainly(text, words):
    with pytest.raises(FindingsError) as caught:
        from_json(text)
    assert words in str(caught.value)


def test_a_number_too_large_for_a_float_is_refused(text):
    value = text.replace('"horizon_years": 5.0', '"horizon_years": 1e999')
    with pytest.raises(FindingsError, match="horizon_years: expected a finite number"):
        from_json(value)


def test_a_value_that_cannot_be_given_is_null_with_its_reason():
    short = json.loads(to_json(findings(24)))
    for claim in short["claims"]:
        assert claim["share_holds"] == {
            "value": None,
            "se": None,
            "reason": claim["share_holds"]["reason"],
        }
        assert "effective draws" in claim["share_holds"]["reason"]
        assert claim["delta"]["median"] is None
        assert claim["delta"]["reason"]
        assert claim["delta"]["histogram"] is None
        assert claim["verdict_code"] == "undecided"
        for name in ("chosen", "forced", "announced"):
            assert (claim["readings"][name] is None) == (name in claim["readings"]["reasons"])


def test_the_room_needs_no_numpy():
    script = "import sys, twofront.findings.words; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def broken(text: str, *path, to) -> str:
    """The text with the value at a path replaced."""
    value = inside = json.loads(text)
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = to
    return json.dumps(value)


CLAIM = ("claims", 0)
DAMAGE = {
    "no edges": ((*CLAIM, "delta", "histogram", "edges"), []),
    "no counts": ((*CLAIM, "delta", "histogram", "counts"), []),
    "negative counts": ((*CLAIM, "delta", "histogram", "counts", 0), -1.0),
    "wide edges": ((*CLAIM, "delta", "histogram", "edges", 0), -1e300),
    "edges that fall": ((*CLAIM, "delta", "histogram", "edges", 0), 1.0),
    "percentiles that fall": ((*CLAIM, "delta", "p05"), 0.99),
    "a percentile alone": ((*CLAIM, "delta", "p05"), None),
    "a share above 1": ((*CLAIM, "share_holds", "value"), 7e300),
    "shares that are no whole": ((*CLAIM, "share_reversed"), 0.9),
    "a share missing": ((*CLAIM, "share_reversed"), None),
    "undecided for no reason": ((*CLAIM, "verdict_code"), "undecided"),
    "a half of an unknown quantity": ((*CLAIM, "share_by_half", 0, "quantity"), "nowhere"),
    "a risk below 0": (("theatres", 0, "risk", "median"), -3),
    "no years": (("horizon_years",), -1),
    "more draws than any run": (("draws", "asked"), 10**30),
    "more draws than asked": (("draws", "solved"), 97),
    "no day": (("as_of",), "not a date"),
    "half a surrogate pair": (("title",), "\ud800"),
    "half a surrogate pair in a key": (("provenance", "\udfff"), 1),
    "half a surrogate pair deep inside": (("provenance", "versions", "x"), "\udfff"),
    "one end of a range": (("anchors", "stated", 0, "between"), [0.5]),
    "a measure of an unknown claim": (("measures", 0, "arms", 0, "claim"), "nowhere"),
    "an unknown theatre": (("connectedness", "links", 0, "here"), "nowhere"),
}


@pytest.mark.parametrize(("path", "to"), DAMAGE.values(), ids=DAMAGE)
def test_damage_within_the_types_is_told_with_its_place(text, path, to):
    with pytest.raises(FindingsError) as caught:
        from_json(broken(text, *path, to=to))
    assert all(place and what for place, what in caught.value.problems)
    str(caught.value).encode("utf-8", "surrogatepass")


def test_a_number_too_long_to_read_is_told(text):
    with pytest.raises(FindingsError, match="digits"):
        from_json(text.replace('"asked": 96', f'"asked": {"9" * 4000}'))


def test_bounds_stand_in_the_schema():
    share = json_schema()["$defs"]["Share"]["properties"]["value"]["anyOf"][0]
    assert (share["minimum"], share["maximum"]) == (0, 1)
    assert json_schema()["properties"]["as_of"]["format"] == "date"
