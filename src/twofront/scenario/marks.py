"""Where the fields of an unrolled scenario were written, so that problems still point there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twofront.scenario.model import Line, Mark, Scenario
from twofront.scenario.periods import Repetition, at

_NAMED = re.compile(r"(moves\[|quantities\.|theatres\.)([a-z0-9_]+)(.*)", re.S)
_LINE = re.compile(r"((?:payoffs|measures)\.[a-z0-9_]+)\[(\d+)\](.*)", re.S)


def unrolled_marks(scenario: Scenario, again: Repetition) -> dict[str, Mark]:
    """Give the marks of the unrolled scenario: a field of each period where it was written once.

    Args:
        scenario: Before it is unrolled.
        again: What comes again.
    """
    places = _places(scenario, again)
    return {
        field: mark
        for written, mark in scenario.marks.items()
        for field in _fields(written, again, places)
    }


def _fields(written: str, again: Repetition, places: dict[str, list[list[int]]]) -> Iterator[str]:
    line = _LINE.fullmatch(written)
    if line:
        holder, number, rest = line.groups()
        for place in places[holder][int(number)]:
            yield f"{holder}[{place}]{rest}"
        return
    yield written
    named = _NAMED.fullmatch(written)
    if named and named[2] in {*again.moves, *again.quantities, *again.theatres}:
        for period in again.numbers:
            yield f"{named[1]}{at(named[2], period)}{named[3]}"


def _places(scenario: Scenario, again: Repetition) -> dict[str, list[list[int]]]:
    """Give, for each line as written, the places of its copies among the lines unrolled."""
    found = {}
    for actor, lines in scenario.payoffs.items():
        found[f"payoffs.{actor}"] = _copies(lines, again)
    for measure in scenario.measures.values():
        found[f"measures.{measure.id}"] = _copies(measure.lines, again)
    return found


def _copies(lines: tuple[Line, ...], again: Repetition) -> list[list[int]]:
    places: list[list[int]] = []
    start = 0
    for line in lines:
        size = again.periods if again.concerns(line) else 1
        places.append(list(range(start, start + size)))
        start += size
    return places
