"""The canonical form: deterministic bytes, published schemas, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from twofront.scenario import canonical_text, digest, load, review, review_text, to_canonical
from twofront.scenario.schema import FORMS, schema, schema_path, schema_text
from twofront.scenario.written.document import KEYS
from twofront.scenario.written.evidence import plain_value
from twofront.scenario.written.nodes import parse

from .corpus import INVALID, LANGUAGE, VALID, expected_of, name_of

EVERYTHING = LANGUAGE / "valid" / "everything.yaml"
MINIMAL = (LANGUAGE / "valid" / "minimal.yaml").read_text("utf-8")
SEEN_BY_SCHEMA = {
    *("unknown-key", "missing-key", "misplaced-key", "wrong-type", "not-a-number"),
    *("number-outside", "not-true-or-false", "unknown-word", "no-value", "several-value"),
    *("no-grounds", "several-grounds", "no-rate", "several-rate", "not-a-country"),
    *("unknown-version", "not-a-time", "bad-digest", "reserved-name"),
}

IN_WRITTEN_ALONE = ("periods", "until")
"""Sections that the canonical form has no more: periods are unrolled."""


def written(path: Path) -> object:
    return plain_value(parse(path.read_text("utf-8"), lambda *problem: None))


VALIDATORS = {form: Draft202012Validator(schema(form)) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
def test_the_published_schema_is_the_one_the_tables_make(form):
    assert schema_path(form).read_text("utf-8") == schema_text(form)
    Draft202012Validator.check_schema(schema(form))


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_files_and_their_canonical_forms_fit_the_schemas(path):
    VALIDATORS["written"].validate(written(path))
    for scenario in (load(path), review(path).scenario):
        VALIDATORS["canonical"].validate(to_canonical(scenario))
        VALIDATORS["written"].validate(to_canonical(scenario))


BEYOND_A_SCHEMA = {
    # what the number in a text is, or what another part of the file says
    *("horizon_zero", "horizon_too_far", "anchor_about_above_one", "variant_chance_sees"),
}


def refused_by_shape() -> list[Path]:
    return [
        path
        for path in INVALID
        if {each.code for each in expected_of(path)} <= SEEN_BY_SCHEMA
        and path.stem not in BEYOND_A_SCHEMA
    ]


@pytest.mark.parametrize("path", refused_by_shape(), ids=name_of)
def test_what_the_reader_refuses_by_shape_the_schema_refuses_too(path):
    assert not VALIDATORS["written"].is_valid(written(path))


def test_the_schema_knows_the_sections_of_the_reader_and_describes_each():
    described = schema("written")["properties"]
    assert list(described) == list(KEYS)
    assert all(each["description"] for each in described.values())
    assert set(schema("canonical")["required"]) == set(KEYS) - {"ledger", *IN_WRITTEN_ALONE}


def test_the_canonical_form_keeps_the_order_of_the_language():
    assert list(to_canonical(load(EVERYTHING))) == [
        key for key in KEYS if key not in IN_WRITTEN_ALONE
    ]


def test_the_same_scenario_has_the_same_bytes_and_digest():
    first, second = load(EVERYTHING), load(EVERYTHING)
    assert first is not second
    assert canonical_text(first) == canonical_text(second)
    assert digest(first) == digest(second)
    assert len(digest(first)) == 64
    assert digest(first) != digest(load(LANGUAGE / "valid" / "minimal.yaml"))


def test_layout_and_comments_change_nothing():
    loose = "# a comment\n" + MINIMAL.replace("{by: north, ", "{\n      by:    north, ")
    assert loose != MINIMAL
    first, second = (review_text(text, "scenario.yaml").scenario for text in (MINIMAL, loose))
    assert first == second
    assert digest(first) == digest(second)


def test_a_canonical_scenario_stands_alone():
    data = to_canonical(load(EVERYTHING))
    assert [record["id"] for record in data["ledger"]["records"]] == ["a-report", "a-speech"]
    alone = review_text(json.dumps(data), "/nowhere/scenario.resolved.json").scenario
    assert alone.evidence == load(EVERYTHING).evidence


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(
    str.strip
)


@given(title=TEXT)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_any_title_survives(title):
    data = to_canonical(review_text(MINIMAL, "scenario.yaml").scenario) | {"title": title}
    text = canonical_text(review_text(_escaped(data), "scenario.json").scenario)
    assert json.loads(text)["title"] == title.strip()
    again = review_text(text, "scenario.json").scenario
    assert canonical_text(again) == text


def _escaped(data: object) -> str:
    """Write JSON with what YAML takes for the end of a line, or refuses, escaped."""
    from twofront.scenario.canonical import _NOT_YAML

    text = json.dumps(data, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


@given(value=st.floats(-1e15, 0.0) | st.floats(1e-6, 1e4))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_number_survives(value):
    text = MINIMAL.replace("value: 4", f"value: {value!r}")
    scenario = review_text(text, "scenario.yaml").scenario
    (kept,) = scenario.quantities["precision"].values
    assert kept.value.parameters == (value,)
    assert review_text(canonical_text(scenario), "scenario.json").scenario == scenario
