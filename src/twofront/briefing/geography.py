"""What the map shows: where theatres and actors are, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twofront.charts import Spot, Tie
from twofront.charts.atlas import place_of
from twofront.findings import Findings
from twofront.findings.numbers import event_percent, unit_words
from twofront.scenario.model import ALWAYS, Actor, Link, Scenario

from .model import condition_words

STYLES: Mapping[str, str] = {
    "transfer": "gives",
    "support": "gives",
    "proxy": "gives",
    "pact": "binds",
    "alliance": "binds",
    "obligation": "binds",
    "sanction": "presses",
    "threat": "presses",
}
"""How the map draws each kind of link."""

_NEAR = 6.0
"""Degrees within which an actor and a theatre of one name are one mark."""


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link as a row of a table, under the number that its tie has on the map.

    `when` is empty where it always holds, `size` where nothing flows.
    """

    number: int
    link: Link
    giver: str
    receiver: str
    when: str
    size: str


def spots(scenario: Scenario, findings: Findings) -> dict[str, Spot]:
    """Give what has a place: theatres with their risk, and actors that move or are linked."""
    risks = {theatre.id: theatre.risk.median for theatre in findings.theatres}
    found: dict[str, Spot] = {}
    for theatre in scenario.whole_theatres:
        if theatre.place:
            risk = risks.get(theatre.id)
            note = "" if risk is None else event_percent(risk).replace(" per cent", "%")
            here = (theatre.place.latitude, theatre.place.longitude)
            found[f"theatre {theatre.id}"] = Spot(theatre.name, here, True, note)
    linked = {end for link in scenario.links.values() for end in (link.giver, link.receiver)}
    for actor in scenario.actors.values():
        place = _place(actor)
        if place and (actor.id in linked or actor.id in scenario.deciders):
            found.setdefault(_key(scenario, actor.id), Spot(actor.name, place))
    return found


def ties(scenario: Scenario) -> list[Tie]:
    """Give the links for the map, numbered from 1 in the order written."""
    return [
        Tie(_key(scenario, link.giver), _key(scenario, link.receiver), STYLES[link.kind], number)
        for number, link in enumerate(scenario.links.values(), start=1)
    ]


def links(scenario: Scenario, findings: Findings) -> Iterator[LinkShown]:
    """Give the links for the table beside it, under the same numbers."""
    written = {quantity.id: quantity for quantity in findings.quantities}
    for number, link in enumerate(scenario.links.values(), start=1):
        flows = written.get(link.flows or "")
        yield LinkShown(
            number=number,
            link=link,
            giver=scenario.actors[link.giver].name,
            receiver=scenario.actors[link.receiver].name,
            when="" if link.when == ALWAYS else condition_words(link.when),
            size=f"{flows.written} {unit_words(flows.unit)}" if flows else "",
        )


def without_place(scenario: Scenario) -> list[str]:
    """Name the theatres and deciding actors that the map cannot show."""
    actors = [scenario.actors[id] for id in scenario.deciders]
    lost = [theatre.name for theatre in scenario.whole_theatres if not theatre.place]
    return lost + [actor.name for actor in actors if not _place(actor)]


def _place(actor: Actor) -> tuple[float, float] | None:
    if actor.place:
        return actor.place.latitude, actor.place.longitude
    return next(filter(None, map(place_of, actor.iso3)), None)


def _key(scenario: Scenario, id: str) -> str:
    """Give the mark of an actor: its own, or that of the theatre that it is in and named after."""
    actor = scenario.actors[id]
    place = _place(actor)
    for theatre in scenario.whole_theatres:
        if place and theatre.place and theatre.name == actor.name:
            north, east = theatre.place.latitude, theatre.place.longitude
            if abs(north - place[0]) < _NEAR and abs(east - place[1]) < _NEAR:
                return f"theatre {theatre.id}"
    return id
