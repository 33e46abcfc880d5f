"""Problems of a scenario's structure, located where the scenario was written."""

from __future__ import annotations

from twofront.problems import Problem
from twofront.scenario.model import Scenario


def problem(
    scenario: Scenario, field: str, code: str, message: str, suggestion: str | None = None
) -> Problem:
    """Give a problem at a field, marked where the field or what holds it was written."""
    mark = None
    path = field
    while path and mark is None:
        mark = scenario.marks.get(path)
        path = _holder(path)
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Problem(scenario.file, line, column, field, code, message, suggestion)


def _holder(path: str) -> str:
    """Cut the last part off a field path: `a.b[0].c` -> `a.b[0]` -> `a.b` -> `a` -> ``."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""
