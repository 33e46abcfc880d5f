"""Scenarios from files: read, resolved, and taken as known on a date."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from twofront.problems import InputError, Problem
from twofront.scenario.dated import known_by
from twofront.scenario.model import Scenario
from twofront.scenario.resolve import resolve
from twofront.scenario.written.document import read_document
from twofront.scenario.written.nodes import Scalar, Unreadable, find_file, parse, read_text
from twofront.scenario.written.notes import PROBLEM_LIMIT, Notes


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A scenario that can be run, and what deserves a second look in it.

    Attributes:
        scenario: All dated values, before any is chosen.
        warnings: Problems that stop nothing, in file order.
    """

    scenario: Scenario
    warnings: tuple[Problem, ...]


def load(path: str | os.PathLike[str], as_of: date | None = None) -> Scenario:
    """Load a scenario as known on a date.

    Args:
        path: A scenario file, YAML or canonical JSON, or a folder with `scenario.yaml`.
        as_of: The date; by default the scenario's own.

    Raises:
        InputError: It cannot be read or is wrong; carries every problem, located.
    """
    scenario = review(path).scenario
    return known_by(scenario, as_of or scenario.as_of)


def review(path: str | os.PathLike[str]) -> Reviewed:
    """Load a scenario with all its dated values, and the warnings about it.

    Raises:
        InputError: It cannot be read or is wrong; carries every problem, located.
    """
    file = find_file(Path(path))
    return review_text(read_text(file), str(file))


def review_text(text: str, name: str) -> Reviewed:
    """Read a scenario from the text of a file called `name`; raises as `review`."""
    notes = Notes(name)
    try:
        root = parse(
            text,
            lambda line, column, code, message: notes.problem(
                (), code, message, node=Scalar("", line, column)
            ),
        )
    except Unreadable as error:
        fatal = Problem(name, error.line, error.column, "", error.code, str(error))
        raise InputError([*notes.problems, fatal]) from None
    scenario = resolve(read_document(root, notes), notes)
    if scenario is None:
        raise InputError(_shown(sorted(notes.problems, key=_place)))
    return Reviewed(scenario, tuple(sorted(notes.warnings, key=_place)))


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0


def _shown(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= PROBLEM_LIMIT:
        return problems
    last = problems[PROBLEM_LIMIT - 1]
    message = f"There are more problems; the first {PROBLEM_LIMIT} found are shown."
    more = Problem(last.file, last.line, last.column, "", "more-problems", message)
    return [*problems[:PROBLEM_LIMIT], more]
