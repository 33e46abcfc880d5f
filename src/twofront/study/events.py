"""What is read off a program's leaves: claims, wars, couplings and anchors, as masks.

Worked out once a program; never depends on draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations, product
from math import prod

import numpy as np

from twofront.scenario.model import ALWAYS, Claim, Condition, Scenario, Test
from twofront.scenario.periods import period_of, reached
from twofront.world import Program

from .acts import SIDES, Act, act_of, in_order
from .sorts import Sorts, sorts
from .table import Flags

MAX_CLAUSES = 64
"""Most clauses of a negated condition; beyond them it has no forced reading."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something asked for where something else is the case.

    Axis: G sorts of leaves.

    Attributes:
        name: Of the reading, with a place for the reading's kind.
        given: `[G]` bool, where the condition holds.
        both: `[G]` bool, where the outcome holds too.
        act: What brings the condition about for certain; None if nothing does.
    """

    name: str
    given: Flags
    both: Flags
    act: Act | None


@dataclass(frozen=True, slots=True)
class Events:
    """Everything asked of one program's leaves.

    Axis: G sorts of leaves.

    Attributes:
        sorts: Of the leaves, as far as anything asked tells them apart.
        sides: By claim and side.
        couplings: War in one theatre, given war or peace in another.
        anchors: By id, the outcome and what it is given.
        wars: By theatre, `[G]` bool.
        hazards: War in a single period of a theatre, given that the period is played.
        outcomes: By claim on levers, its outcome `[G]` bool.
    """

    sorts: Sorts
    sides: dict[tuple[str, str], Event]
    couplings: tuple[Event, ...]
    anchors: dict[str, Event]
    wars: dict[str, Flags]
    hazards: tuple[Event, ...]
    outcomes: dict[str, Flags]


def events(scenario: Scenario, program: Program) -> Events:
    """Find the leaves of everything a scenario asks for, and sort them by it."""
    wars = {
        theatre.id: program.mask(theatre.war)
        for theatre in scenario.whole_theatres
        if theatre.war is not None
    }
    anchors = {
        anchor.id: _event(f"anchor:{anchor.id}", program, anchor.outcome, anchor.given)
        for anchor in scenario.anchors.values()
    }
    sides = {
        (claim.id, side): _side(program, claim, side)
        for claim in scenario.claims.values()
        for side in SIDES
        if not claim.levers
    }
    outcomes = {
        claim.id: program.mask(claim.outcome) for claim in scenario.claims.values() if claim.levers
    }
    couplings = tuple(_couplings(scenario, program))
    hazards = tuple(_hazards(scenario, program))
    asked = (*anchors.values(), *sides.values(), *couplings, *hazards)
    masks = [*wars.values(), *outcomes.values()]
    masks += [mask for event in asked for mask in (event.given, event.both)]
    found = sorts(program, masks, _accounts(scenario, program))
    return Events(
        found,
        {key: _sorted(event, found) for key, event in sides.items()},
        tuple(_sorted(event, found) for event in couplings),
        {key: _sorted(event, found) for key, event in anchors.items()},
        {theatre: found.where(mask) for theatre, mask in wars.items()},
        tuple(_sorted(event, found) for event in hazards),
        {claim: found.where(mask) for claim, mask in outcomes.items()},
    )


def _accounts(scenario: Scenario, program: Program) -> Iterator[str]:
    """Give the accounts whose means are read off leaves: measures, and actors without moves."""
    yield from (f"measure:{measure}" for measure in scenario.measures)
    yield from (actor for actor in scenario.payoffs if actor not in program.actors)


def _sorted(event: Event, by: Sorts) -> Event:
    return replace(event, given=by.where(event.given), both=by.where(event.both))


def _event(
    name: str, program: Program, outcome: Condition, given: Condition, act: Act | None = None
) -> Event:
    here = program.mask(given)
    return Event(name, here, here & program.mask(outcome), act)


def _side(program: Program, claim: Claim, side: str) -> Event:
    given = claim.compare if side == "compare" else claim.against
    name = f"claim:{claim.id}:{{}}:{side}"
    return _event(name, program, claim.outcome, given, act_of(program, claim, side))


def _couplings(scenario: Scenario, program: Program) -> Iterator[Event]:
    wars = {each.id: each.war for each in scenario.whole_theatres if each.war is not None}
    for here, there in permutations(wars, 2):
        for state, given in (("war", wars[here]), ("peace", negation(wars[here], program))):
            if given is None:
                leaves = ~program.mask(wars[here])
                both = leaves & program.mask(wars[there])
                yield Event(f"link:{here}>{there}:{{}}:{state}", leaves, both, None)
            else:
                found = program.act_for(given)
                act = None if found is None else in_order(program.scenario, found.items())
                name = f"link:{here}>{there}:{{}}:{state}"
                yield _event(name, program, wars[there], given, act)


def _hazards(scenario: Scenario, program: Program) -> Iterator[Event]:
    for theatre in scenario.theatres.values():
        if theatre.within is not None and theatre.war is not None:
            given = reached(period_of(theatre.id))
            given = given if given.names <= scenario.outcomes.keys() else ALWAYS
            yield _event(f"hazard:{theatre.id}", program, theatre.war, given)


def negation(condition: Condition, program: Program) -> Condition | None:
    """Give the condition that holds where this one does not; None where it is too long."""
    if prod(len(clause) for clause in condition.clauses) > MAX_CLAUSES:
        return None
    turned = [[_turned(test, program) for test in clause] for clause in condition.clauses]
    return Condition(tuple(product(*turned)))


def _turned(test: Test, program: Program) -> Test:
    others = tuple(value for value in program.labels[test.name] if value not in test.values)
    return Test(test.name, others)


def overlaps(masks: list[Flags], least: int) -> Flags:
    """Tell where at least so many of some masks of one axis hold."""
    return np.asarray(np.sum(masks, axis=0) >= least)
