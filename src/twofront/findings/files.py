"""Findings as text: the same bytes for the same findings, and checked when read back."""

from __future__ import annotations

import json
from typing import Any

from twofront.files import NotJson, json_value

from .codec import decode, encode, shown
from .model import SCHEMA, Findings

SIZE_LIMIT = 64 * 2**20
"""Most characters of findings accepted."""

PROBLEM_LIMIT = 50


class FindingsError(ValueError):
    """Text that is not findings.

    Attributes:
        problems: Pairs of a place, such as `claims[0].delta.mean`, and what is
            wrong there; the place is empty where the whole text is.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = tuple(problems[:PROBLEM_LIMIT])
        super().__init__("\n".join(f"{place}: {what}" for place, what in self.problems))


def to_json(findings: Findings) -> str:
    """Write findings as JSON text that depends on nothing but them.

    Fields stand in the order of the dataclasses, mappings in that of their
    keys, numbers the shortest way that reads back the same.
    """
    return json.dumps(encode(findings), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def from_json(text: str) -> Findings:
    """Read findings.

    Raises:
        FindingsError: The text is not findings of this version; names every mistake.
    """
    value = _parsed(text)
    version = value.get("schema") if isinstance(value, dict) else None
    if version != SCHEMA:
        raise FindingsError([("schema", f"expected {SCHEMA!r}, found {shown(version)}")])
    problems: list[tuple[str, str]] = []
    findings = decode(Findings, value, lambda place, what: problems.append((place, what)))
    if findings is None:
        raise FindingsError(problems)
    return findings


def _parsed(text: str) -> Any:
    if len(text) > SIZE_LIMIT:
        raise FindingsError([("", f"is longer than {SIZE_LIMIT // 2**20} MiB")])
    try:
        return json_value(text)
    except NotJson as error:
        raise FindingsError([("", f"is not JSON: {error}")]) from None
