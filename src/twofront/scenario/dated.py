"""A scenario as known on a date: no hindsight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from twofront.problems import InputError, Problem
from twofront.scenario.model import NEVER, Link, Move, Option, Quantity, Scenario
from twofront.scenario.sources import cited_in


def known_by(scenario: Scenario, day: date) -> Scenario:
    """Give the scenario as it was known on a day.

    A quantity keeps the latest value known by then, or none where it has `off`.
    Moves, options and links that were not known yet never happen; claims not
    made yet are left out.

    Raises:
        InputError: A quantity was not known yet and has no `off`.
    """
    quantities = {name: _quantity(each, day) for name, each in scenario.quantities.items()}
    missing = [each for each in quantities.values() if not each.values and each.off is None]
    if missing:
        raise InputError(_unknown(scenario, each.id, day) for each in missing)
    claims = {name: each for name, each in scenario.claims.items() if _known(each.since, day)}
    dated = replace(
        scenario,
        as_of=day,
        quantities=MappingProxyType(quantities),
        moves=tuple(_move(move, day) for move in scenario.moves),
        links=MappingProxyType({name: _link(each, day) for name, each in scenario.links.items()}),
        claims=MappingProxyType(claims),
    )
    cited = cited_in(dated)
    evidence = {name: each for name, each in scenario.evidence.items() if name in cited}
    return replace(dated, evidence=MappingProxyType(evidence))


def _known(since: date | None, day: date) -> bool:
    return since is None or since <= day


def _quantity(quantity: Quantity, day: date) -> Quantity:
    known = [value for value in quantity.values if value.known_since <= day]
    return replace(quantity, values=tuple(known[-1:]))


def _unknown(scenario: Scenario, name: str, day: date) -> Problem:
    field = f"quantities.{name}"
    mark = scenario.marks.get(f"{field}.values") or scenario.marks.get(field)
    line, column = (mark.line, mark.column) if mark else (None, None)
    first = min((value.known_since for value in scenario.quantities[name].values), default=None)
    since = f"; its first value counts from {first}" if first else ""
    message = f"{name} was not known on {day}{since}. Give an earlier value, or `off`."
    return Problem(scenario.file, line, column, f"{field}.values", "not-known-yet", message)


def _move(move: Move, day: date) -> Move:
    if not _known(move.since, day):
        return replace(move, when=NEVER)
    return replace(move, options=tuple(_option(option, day) for option in move.options))


def _option(option: Option, day: date) -> Option:
    return option if _known(option.since, day) else replace(option, when=NEVER)


def _link(link: Link, day: date) -> Link:
    return link if _known(link.since, day) else replace(link, when=NEVER)
