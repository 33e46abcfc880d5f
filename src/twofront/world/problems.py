"""Problems of a scenario's structure, located where the scenario was written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from twofront.problems import Problem
from twofront.scenario.model import Scenario

CODES: Mapping[str, str] = MappingProxyType(
    {
        "tree-too-large": "The tree is within the limit.",
        "sight-unsettled": "What a mover sees, or not, is settled before its move.",
        "condition-on-later-move": "Conditions and chances of a move rest on earlier moves.",
        "unlike-options": "Situations that a mover cannot tell apart offer it the same options.",
        "move-nobody-can-make": "Every move is made in some history.",
        "option-never-open": "Every option is taken in some history.",
        "unreachable-condition": "Every condition holds in some history.",
        "arms-overlap": "The arms of a claim never hold together.",
        "act-not-enough": "The moves named bring their arm about for certain.",
        "hides-nothing": "A hidden move would show a private state if it were not hidden.",
        "odds-zero-zero": "Odds are asked for only where a side has forces.",
        "odds-undefined": "In every draw strengths are at least 0, and one side's is above.",
        "chance-outside": "In every draw chances lie in 0 to 1 and add to 1.",
        "amount-not-finite": "In every draw payoffs are finite numbers.",
        "precision-negative": "In every draw precision is at least 0.",
        "warning-channel-level": "A channel's quantities meet what others do.",
    }
)
"""Codes of the rules that only playing a scenario through can check."""


def problem(scenario: Scenario, field: str, code: str, message: str) -> Problem:
    """Give a problem at a field, marked where the field or what holds it was written."""
    assert code in CODES, code
    mark = None
    path = field
    while path and mark is None:
        mark = scenario.marks.get(path)
        path = _holder(path)
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Problem(scenario.file, line, column, field, code, message)


def _holder(path: str) -> str:
    """Cut the last part off a field path: `a.b[0].c` -> `a.b[0]` -> `a.b` -> `a` -> ``."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""
