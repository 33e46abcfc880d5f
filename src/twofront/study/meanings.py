"""What a reading is and in which unit, for those who open the results without the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from twofront.scenario.model import Scenario

from .solve import EQUILIBRIA, FITTED

PROBABILITY = "probability"
COUNT = "count"


class Meaning(NamedTuple):
    """What a column or a reading holds; both empty where nothing is known of it."""

    unit: str
    means: str


def quantity_meanings(scenario: Scenario) -> Iterator[tuple[str, Meaning]]:
    """Give the meaning of every quantity of a scenario, by id."""
    for quantity in scenario.quantities.values():
        yield quantity.id, Meaning(quantity.unit, quantity.means)


def read_meaning(scenario: Scenario, read: str) -> Meaning:
    """Say what a reading is.

    Args:
        scenario: That was read.
        read: As in the column `read`, such as `risk:coast`.
    """
    kind, _, rest = read.partition(":")
    try:
        match kind:
            case "claim":
                return Meaning(PROBABILITY, _claim(scenario, *rest.split(":")))
            case "measure":
                return _measure(scenario, *rest.split("|"))
            case "link":
                return Meaning(PROBABILITY, _link(scenario, *rest.split(":")))
        return _simple(scenario, read, kind, rest)
    except (KeyError, TypeError, ValueError):  # a reading of another version, or a foreign one
        return Meaning("", "")


def _simple(scenario: Scenario, read: str, kind: str, name: str) -> Meaning:
    years = f"over {scenario.horizon_years:g} years"
    match kind:
        case "risk":
            return Meaning(PROBABILITY, f"War in {scenario.theatres[name].name} {years}")
        case "hazard":
            war = f"War in {scenario.theatres[name].name}"
            return Meaning(PROBABILITY, f"{war}, given that the period is played")
        case "played":
            period = scenario.theatres[name.removeprefix("hazard:")].name
            return Meaning(PROBABILITY, f"That {period}, is played")
        case "several_wars":
            return Meaning(PROBABILITY, f"War in two theatres or more {years}")
        case "payoff":
            return Meaning("util", f"Expected payoff of {scenario.actors[name].name}")
        case "anchor":
            return Meaning(PROBABILITY, f"The rate that anchor {scenario.anchors[name].id} ties")
        case "mutual":
            first, second = (scenario.theatres[each].name for each in name.split("|"))
            return Meaning("nats", f"Mutual information of war in {first} and in {second}")
    if read == EQUILIBRIA:
        return Meaning(COUNT, "Equilibria found from several starts; empty where not looked for")
    if read.startswith(FITTED):
        quantity = scenario.quantities[read.removeprefix(FITTED)]
        return Meaning(quantity.unit, f"{quantity.means}, as fitted by an anchor")
    raise KeyError(read)


def _claim(scenario: Scenario, claim: str, reading: str, side: str | None = None) -> str:
    levers = scenario.claims[claim].levers
    if levers:
        pulled = f"{', '.join(levers)} pulled" if side == "compare" else "no lever pulled"
        return f"The outcome of claim {claim} with {pulled}"
    if side is None:
        return f"That the side “{reading.removeprefix('p_')}” of claim {claim} comes about"
    return f"The outcome of claim {claim} given its side “{side}”, {reading}"


def _measure(scenario: Scenario, id: str, given: str | None = None) -> Meaning:
    measure = scenario.measures[id]
    if given is None:
        return Meaning(measure.unit, f"{measure.means}, expected")
    _, claim, side = given.split(":")
    where = f"given the side “{side}” of claim {claim}"
    return Meaning(measure.unit, f"{measure.means}, expected {where}")


def _link(scenario: Scenario, pair: str, reading: str, state: str) -> str:
    here, there = (scenario.theatres[each].name for each in pair.split(">"))
    return f"War in {there} given {state} in {here}, {reading}"
