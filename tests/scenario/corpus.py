"""The corpus of the language: small files, one rule each, with what is expected of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

LANGUAGE = Path(__file__).resolve().parent.parent / "language"
VALID = sorted((LANGUAGE / "valid").glob("*.yaml"))
INVALID = sorted((LANGUAGE / "invalid").glob("*.yaml"))

_EXPECT = re.compile(r"^# expect: (\S+) line (\d+) column (\d+): (.+)$", re.MULTILINE)


class Expected(NamedTuple):
    """A problem that a file of the corpus has."""

    code: str
    line: int
    column: int
    words: str


def expected_of(path: Path) -> list[Expected]:
    """Read the problems a file says it has."""
    found = _EXPECT.findall(path.read_text("utf-8"))
    return [Expected(code, int(line), int(column), words) for code, line, column, words in found]


def name_of(path: Path) -> str:
    """Name a file of the corpus in a test's id."""
    return path.stem
