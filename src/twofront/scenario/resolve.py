"""Written to canonical: every default that hangs on other parts of the file filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from twofront.evidence.ledger import Record
from twofront.scenario.checks.cycles import check_cycles
from twofront.scenario.checks.draft import Draft, draft
from twofront.scenario.checks.names import check_names
from twofront.scenario.checks.nouns import check_nouns
from twofront.scenario.checks.people import check_people
from twofront.scenario.checks.periods import check_periods, repeated
from twofront.scenario.checks.ranges import check_ranges
from twofront.scenario.checks.references import sound_amounts
from twofront.scenario.checks.units import Sums, check_units, unit_of
from twofront.scenario.model import CHANCE, DatedValue, Measure, Move, Quantity, Scenario
from twofront.scenario.unroll import unrolled
from twofront.scenario.written.notes import Notes, Path

_SECTIONS = (
    *("actors", "payoffs", "claims", "correlated", "private", "links", "theatres"),
    *("outcomes", "anchors", "channels", "levers", "variants"),
)


def resolve(got: Mapping[str, Any], notes: Notes) -> Scenario | None:
    """Check what was read as a whole and build the scenario; None where a problem stands."""
    found = draft(got, notes)
    again = repeated(found)
    check_names(notes)
    sums = check_units(sound_amounts(found), found)
    check_cycles(found)
    check_ranges(found)
    check_people(found)
    check_nouns(found)
    check_periods(found, again)
    quantities = {name: _dated(each, notes) for name, each in found.quantities.items()}
    measures = {name: _measured(each, sums, notes) for name, each in found.measures.items()}
    if notes.problems:
        return None
    scenario = _scenario(found, quantities, measures)
    return scenario if again is None else unrolled(scenario, again)


def _scenario(
    found: Draft, quantities: Mapping[str, Quantity], measures: Mapping[str, Measure]
) -> Scenario:
    given: dict[str, Any] = {
        name: MappingProxyType(dict(getattr(found, name))) for name in _SECTIONS
    }
    notes = found.notes
    return Scenario(
        title=found.title,
        as_of=found.as_of,
        horizon_years=found.horizon,
        moves=tuple(_knowing(move, found) for move in found.moves),
        quantities=MappingProxyType(dict(quantities)),
        measures=MappingProxyType(dict(measures)),
        evidence=MappingProxyType(_cited(notes)),
        ledger_digest=notes.ledger_digest,
        file=notes.file,
        marks=MappingProxyType(notes.marks),
        **given,
    )


def _knowing(move: Move, found: Draft) -> Move:
    if move.by == CHANCE or ("moves", move.id, "knows") in found.notes.nodes:
        return move
    known = (name for name, each in found.private.items() if move.by in each.known_to)
    return replace(move, knows=tuple(known))


def _dated(quantity: Quantity, notes: Notes) -> Quantity:
    values = tuple(_known_since(value, quantity.id, notes) for value in quantity.values)
    return replace(quantity, values=values)


def _known_since(value: DatedValue, quantity: str, notes: Notes) -> DatedValue:
    """Take the latest of its own `since` and its sources' days of publication."""
    path: Path = ("quantities", quantity, "values", value.of.isoformat(), "source")
    latest = value.known_since
    for at, source in enumerate(value.grounds.sources):
        record = notes.ledger.get(source) if notes.ledger else None
        if record is None:
            continue
        if record.published_on is None:
            message = (
                f"The record {source!r} has no day of publication, so nobody can tell since when "
                "the value was known."
            )
            notes.problem((*path, at), "source-without-date", message)
        latest = max(latest, record.published_on or date.min)
    return replace(value, known_since=latest)


def _measured(measure: Measure, sums: Sums, notes: Notes) -> Measure:
    if measure.unit or measure.id not in sums:
        return measure
    unit = unit_of(sums[measure.id])
    if unit is None:
        message = f"No unit of the registry is {sums[measure.id]}; change what is added up."
        notes.problem(("measures", measure.id), "no-unit", message)
    return replace(measure, unit=unit or "")


def _cited(notes: Notes) -> dict[str, Record]:
    if notes.ledger is None:
        return {}
    cited = {naming.name.text for naming in notes.namings if naming.kinds == ("record",)}
    return {record.id: record for record in notes.ledger if record.id in cited}
