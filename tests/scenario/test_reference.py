"""The language reference is the tables', and every key in it has an example that runs."""

import re

import pytest

from twofront.scenario.reference import records, reference

from .corpus import LANGUAGE

PAGE = LANGUAGE.parents[1] / "docs" / "language-reference.md"
AGAIN = "python -m twofront.scenario.reference tests/language/valid docs/language-reference.md"


@pytest.fixture(scope="module")
def written():
    return reference(LANGUAGE / "valid")


def test_the_page_is_up_to_date(written):
    assert PAGE.read_text(encoding="utf-8") == written, AGAIN


def test_every_key_is_described_and_shown(written):
    shown = set(re.findall(r"`([a-z_0-9]+)`", written))
    for record in records():
        for name in record.keys:
            assert name in shown
            assert record.keys[name].help


def test_examples_stand_in_the_files_they_name(written):
    found = re.findall(r"\(([a-z_0-9]+\.yaml)\):\n\n```yaml\n(.*?)\n```", written, re.S)
    assert len(found) > 60
    for file, text in found:
        first = text.splitlines()[0]
        lines = (LANGUAGE / "valid" / file).read_text(encoding="utf-8").splitlines()
        assert first.strip() in [line.strip() for line in lines]
