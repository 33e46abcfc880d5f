"""A scenario as known on a date: no hindsight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from twofront.problems import InputError, Problem
from twofront.scenario.model import (
    NEVER,
    Anchor,
    Claim,
    Correlated,
    Grounds,
    Lever,
    Link,
    Move,
    Option,
    Quantity,
    Scenario,
)
from twofront.scenario.sources import cited_in

_Cites = TypeVar("_Cites", Anchor, Claim, Correlated, Lever, Link)

_NOT_YET = Grounds(assumed="Not known yet.")


def known_by(scenario: Scenario, day: date) -> Scenario:
    """Give the scenario as it was known on a day.

    A quantity keeps the latest value known by then, or none where it has `off`.
    Whatever else cites records is known once the last of them was published, and
    not before its own `since`. Moves, options and links that were not known yet
    never happen; claims, anchors, levers and correlations are left out. So no
    evidence published later remains.

    Raises:
        InputError: A quantity was not known yet and has no `off`.
    """
    quantities = {name: _quantity(each, day) for name, each in scenario.quantities.items()}
    missing = [each for each in quantities.values() if not each.values and each.off is None]
    if missing:
        raise InputError(_unknown(scenario, each.id, day) for each in missing)
    published = _published(scenario)
    links = {name: _link(each, published, day) for name, each in scenario.links.items()}
    dated = replace(
        scenario,
        as_of=day,
        quantities=MappingProxyType(quantities),
        moves=tuple(_move(move, day) for move in scenario.moves),
        links=MappingProxyType(links),
        correlated=_those_known(scenario.correlated, published, day),
        anchors=_those_known(scenario.anchors, published, day),
        levers=_those_known(scenario.levers, published, day),
        claims=_those_known(scenario.claims, published, day),
    )
    cited = cited_in(dated)
    evidence = {name: each for name, each in scenario.evidence.items() if name in cited}
    return replace(dated, evidence=MappingProxyType(evidence))


def _published(scenario: Scenario) -> dict[str, date]:
    """Give the day each record was published; one that nobody dated hides nothing."""
    return {name: each.published_on or date.min for name, each in scenario.evidence.items()}


def _known(since: date | None, day: date) -> bool:
    return since is None or since <= day


def _is_known(each: _Cites, published: Mapping[str, date], day: date) -> bool:
    sources = each.said_in if isinstance(each, Claim) else each.grounds.sources
    since = each.since if isinstance(each, Claim | Link) else None
    return _known(since, day) and all(published[source] <= day for source in sources)


def _those_known(
    section: Mapping[str, _Cites], published: Mapping[str, date], day: date
) -> Mapping[str, _Cites]:
    known = {name: each for name, each in section.items() if _is_known(each, published, day)}
    return MappingProxyType(known)


def _link(link: Link, published: Mapping[str, date], day: date) -> Link:
    if _is_known(link, published, day):
        return link
    return replace(link, when=NEVER, grounds=_NOT_YET)


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
