"""Every file of the corpus is read as it says, and the corpus covers the language."""

from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

import twofront.scenario
from twofront.cli import main
from twofront.scenario import canonical_text, is_warning, load, review, review_text, to_canonical
from twofront.scenario.codes import CODES
from twofront.scenario.model import Scenario
from twofront.scenario.reference import records, shapes_within
from twofront.scenario.written.amounts import Amount
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Word
from twofront.world.problems import CODES as STRUCTURE

from .corpus import INVALID, VALID, expected_of, name_of

BY_HAND = {
    # what no small file can show; test_files.py makes these
    *("missing-file", "not-a-file", "unreadable", "too-large", "not-utf8", "empty-file"),
    *("too-long", "more-problems"),
}


def checked(path: Path, capsys) -> tuple[int, list[dict]]:
    status = main(["check", str(path), "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is (status == 0)
    return status, answer["problems"]


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_an_invalid_file_has_the_problems_it_says_and_no_others(path, capsys):
    status, problems = checked(path, capsys)
    expected = expected_of(path)
    assert status == 1
    assert expected
    found = Counter((each["code"], each["line"], each["column"]) for each in problems)
    assert found == Counter(each[:3] for each in expected)
    for each in expected:
        said = [p["message"] for p in problems if (p["code"], p["line"]) == each[:2]]
        assert any(each.words in message for message in said), said
    assert all(each["file"] == str(path) and each["message"] for each in problems)


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_a_valid_file_passes_with_the_warnings_it_says(path, capsys):
    status, problems = checked(path, capsys)
    assert status == 0
    ours = problems
    expected = expected_of(path)
    assert [(each["code"], each["line"], each["column"]) for each in ours] == [
        each[:3] for each in expected
    ]
    assert all(want.words in got["message"] for want, got in zip(expected, ours, strict=True))


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_the_canonical_form_loads_to_an_equal_scenario(path):
    for scenario in (review(path).scenario, load(path)):
        text = canonical_text(scenario)
        again = review_text(text, "scenario.resolved.json").scenario
        assert again == scenario
        assert canonical_text(again) == text
        assert json.loads(text) == to_canonical(scenario)


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_every_field_of_a_scenario_is_marked_in_its_file(path):
    scenario = load(path)
    lines = path.read_text("utf-8").splitlines()
    assert {"title", "actors", "quantities", "moves", "payoffs", "claims"} <= set(scenario.marks)
    for mark in scenario.marks.values():
        assert 1 <= mark.line <= len(lines)
        assert 1 <= mark.column <= len(lines[mark.line - 1]) + 1
    for move in scenario.moves:
        assert f"moves[{move.id}].by" in scenario.marks
        for option in move.options:
            assert f"moves[{move.id}].options.{option.id}" in scenario.marks


def elements() -> set[tuple[str, str]]:
    """Name every key of every record, and every word that a key takes."""
    found = records()
    keys = {(record.name, key) for record in found for key in record.keys}
    words = {
        (shape.wanted, word)
        for record in found
        for key in record.keys.values()
        for shape in shapes_within(key.shape)
        if isinstance(shape, Word)
        for word in shape.words
    }
    return keys | words


def test_every_element_of_the_language_has_a_valid_case(monkeypatch):
    used: set[tuple[str, str]] = set()
    read, take = Record.parts, Word.value

    def parts(self, node, path, notes):
        used.update((self.name, key.text) for key, _ in node.entries)
        return read(self, node, path, notes)

    def value(self, node, path, notes):
        used.add((self.wanted, node.text))
        return take(self, node, path, notes)

    monkeypatch.setattr(Record, "parts", parts)
    monkeypatch.setattr(Word, "value", value)
    for path in VALID:
        if path.stem != "everything":
            review(path)
    assert len(elements()) > 100
    assert not elements() - used


def test_every_function_and_operator_has_a_valid_case(monkeypatch):
    from twofront.scenario.expressions import ARITHMETIC, REFERENCES, Binary, walk

    seen: set[str] = set()
    take = Amount.value

    def value(self, node, path, notes):
        found = take(self, node, path, notes)
        for part in walk(found):
            seen.add(part.operator if isinstance(part, Binary) else getattr(part, "function", ""))
        return found

    monkeypatch.setattr(Amount, "value", value)
    for path in VALID:
        review(path)
    assert {*REFERENCES, *ARITHMETIC, "+", "-", "*", "/", "**"} <= seen


def test_every_code_has_a_case():
    shown = {each.code for path in (*INVALID, *VALID) for each in expected_of(path)}
    assert not (CODES.keys() | STRUCTURE.keys()) - shown - BY_HAND
    assert all(is_warning_code(each) for path in VALID for each in expected_of(path))


def is_warning_code(expected) -> bool:
    from twofront.problems import Problem

    return is_warning(Problem("", 1, 1, "", expected.code, ""))


def test_the_registry_names_every_code_that_the_room_uses():
    room = Path(twofront.scenario.__file__).parent
    used = set()
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                code = node.args[1] if len(node.args) > 1 else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    used |= {code.value} if node.func.attr == "problem" else set()
                    used |= {f"warning-{code.value}"} if node.func.attr == "warn" else set()
    assert len(used) > 50
    assert used <= CODES.keys()


def test_every_key_says_what_it_is_for():
    for record in records():
        for name, key in record.keys.items():
            assert isinstance(key, Key)
            assert key.help.endswith((".", "…")), (record.name, name)


def test_everything_is_in_one_file():
    scenario = load(next(path for path in VALID if path.stem == "everything"))
    optional = [
        name
        for name in Scenario.__dataclass_fields__
        if name not in ("title", "as_of", "horizon_years", "file", "ledger_digest")
    ]
    assert all(getattr(scenario, name) for name in optional)
