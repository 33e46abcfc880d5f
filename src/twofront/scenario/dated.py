"""A scenario as known on a date: no hindsight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    DatedValue,
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

    A quantity keeps the latest value known by then, or none where it has `off`, and
    before it those that counted on the days to which claims look back.
    Whatever else cites records is known once the last of them was published, and
    not before its own `since`. Moves, options and links that were not known yet
    never happen; claims, anchors, levers and correlations are left out, and with a
    lever the claims on it. So no evidence published later remains.

    Raises:
        InputError: A quantity was not known yet, or not on a day to which a claim looks
            back, and has no `off`.
    """
    published = _published(scenario)
    levers = _those_known(scenario.levers, published, day)
    claims = {
        name: claim
        for name, claim in _those_known(scenario.claims, published, day).items()
        if levers.keys() >= set(claim.levers) and (claim.than_as_of or date.min) < day
    }
    days = sorted({day, *(each.than_as_of for each in claims.values() if each.than_as_of)})
    quantities = {name: _quantity(each, days) for name, each in scenario.quantities.items()}
    problems = [
        *(_unknown(scenario, name, day) for name in _missing(scenario, day)),
        *(each for claim in claims.values() for each in _out_of_sight(scenario, claim)),
    ]
    if problems:
        raise InputError(problems)
    links = {name: _link(each, published, day) for name, each in scenario.links.items()}
    dated = replace(
        scenario,
        as_of=day,
        quantities=MappingProxyType(quantities),
        moves=tuple(_move(move, day) for move in scenario.moves),
        links=MappingProxyType(links),
        correlated=_those_known(scenario.correlated, published, day),
        anchors=_those_known(scenario.anchors, published, day),
        levers=levers,
        claims=MappingProxyType(claims),
    )
    cited = cited_in(dated)
    evidence = {name: each for name, each in scenario.evidence.items() if name in cited}
    return replace(dated, evidence=MappingProxyType(evidence))


def days_before(scenario: Scenario) -> tuple[date, ...]:
    """Give the days to which some claim looks back, in order."""
    found = {claim.than_as_of for claim in scenario.claims.values()}
    return tuple(sorted(day for day in found if day is not None))


def looking_back(scenario: Scenario, day: date) -> Scenario:
    """Give the scenario as known on an earlier day, with the claims that look back to it.

    They are kept although they may have been made later: it is they that look back.

    Args:
        scenario: As known on its date.
        day: One of `days_before`.
    """
    claims = {id: each for id, each in scenario.claims.items() if each.than_as_of == day}
    found = known_by(replace(scenario, claims=MappingProxyType({})), day)
    return replace(found, claims=MappingProxyType(claims))


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


def _quantity(quantity: Quantity, days: Sequence[date]) -> Quantity:
    """Keep the value that counts on each of some days, the last of them the scenario's own."""
    kept = [known_on(quantity, day) for day in days]
    return replace(quantity, values=tuple(value for value in quantity.values if value in kept))


def known_on(quantity: Quantity, day: date) -> DatedValue | None:
    """Give the value of a quantity that counts on a day; None where none was known."""
    known = [value for value in quantity.values if value.known_since <= day]
    return known[-1] if known else None


def _missing(scenario: Scenario, day: date) -> list[str]:
    """Give the quantities that were not known on a day and have no `off`."""
    every = scenario.quantities.values()
    return [each.id for each in every if each.off is None and known_on(each, day) is None]


def _out_of_sight(scenario: Scenario, claim: Claim) -> Iterator[Problem]:
    """Give the quantities that were not known on the day to which a claim looks back."""
    if claim.than_as_of is None:
        return
    field = f"claims.{claim.id}.than_as_of"
    for name in _missing(scenario, claim.than_as_of):
        found = _unknown(scenario, name, claim.than_as_of)
        yield _at(scenario, field, found.code, f"Looking back: {found.message}")


def _at(scenario: Scenario, field: str, code: str, message: str) -> Problem:
    mark = scenario.marks.get(field) or scenario.marks.get(field.rpartition(".")[0])
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Problem(scenario.file, line, column, field, code, message)


def _unknown(scenario: Scenario, name: str, day: date) -> Problem:
    first = min((value.known_since for value in scenario.quantities[name].values), default=None)
    since = f"; its first value counts from {first}" if first else ""
    message = f"{name} was not known on {day}{since}. Give an earlier value, or `off`."
    return _at(scenario, f"quantities.{name}.values", "not-known-yet", message)


def _move(move: Move, day: date) -> Move:
    if not _known(move.since, day):
        return replace(move, when=NEVER)
    return replace(move, options=tuple(_option(option, day) for option in move.options))


def _option(option: Option, day: date) -> Option:
    return option if _known(option.since, day) else replace(option, when=NEVER)
