"""The arms of a study: under which structures, assumptions and announcements it is solved.

    VARIANT                     constants of `solve_for` fitted in this variant
    VARIANT/prior               quantities as drawn; only where some anchor has `solve_for`
    VARIANT/announced:ACT       options of an act fixed for every private state
    VARIANT/prior/announced:ACT only where a claim's headline reading is announced
    as_written/off:all          every channel off, constants kept

A family is a main arm and the announced arms that share its program and payoffs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from twofront.scenario.arms import hides_of, with_hidden, with_variant
from twofront.scenario.draws import Draws
from twofront.scenario.model import AS_WRITTEN, Claim, Reading, Scenario
from twofront.world import Program, compile_scenario

from .sample import solved_anchors

Arm: TypeAlias = Callable[[Program, Draws], tuple[Program, Draws]]
"""What an arm does to a study's program and draws."""

Act: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of a move and the option it takes, in the order of the moves as written."""

SIDES = ("compare", "against")


class Constants(StrEnum):
    """Where a family takes the quantities from that anchors solve for."""

    DRAWN = "drawn"
    FITTED = "fitted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Announced:
    """An arm in which an act is known to be played whatever its players know.

    Attributes:
        id: The arm's.
        act: What is played.
        serves: The claims and sides it is read for.
    """

    id: str
    act: Act
    serves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A main arm, and the announced arms that share its program and payoffs.

    Attributes:
        id: The main arm's.
        variant: `as_written` or a variant's id.
        program: The compiled structure.
        constants: Where solved-for quantities come from; `kept` are those
            fitted in the structure as written.
        off: Quantities that are off.
        announced: The other arms.
    """

    id: str
    variant: str
    program: Program
    constants: Constants
    off: tuple[str, ...] = ()
    announced: tuple[Announced, ...] = ()

    def __call__(self, program: Program, draws: Draws) -> tuple[Program, Draws]:
        """Give the structure and the draws of this family; an `Arm`."""
        if not self.off:
            return self.program, draws
        kept = [place for place, name in enumerate(draws.names) if name not in self.off]
        names = tuple(draws.names[place] for place in kept)
        return self.program, Draws(names, draws.values[:, kept], draws.numbers)

    @property
    def leads(self) -> bool:
        """Whether constants are still to be fitted, so that another family gives the answer."""
        return self.id != self.variant and self.constants is Constants.DRAWN

    @property
    def in_passing(self) -> bool:
        """Whether it is solved only for fits to start from: no answer reads it."""
        return self.leads and self.variant != AS_WRITTEN and not self.announced

    @property
    def arms(self) -> tuple[str, ...]:
        """Ids of its arms, the main one first."""
        return (self.id, *(arm.id for arm in self.announced))


@dataclass(frozen=True, slots=True)
class Plan:
    """All arms of a scenario, in the order in which they are solved."""

    scenario: Scenario
    families: tuple[Family, ...]

    @property
    def arms(self) -> tuple[str, ...]:
        """Ids of all arms."""
        return tuple(arm for family in self.families for arm in family.arms)


def plan(scenario: Scenario) -> Plan:
    """Lay out the arms of a scenario.

    Args:
        scenario: As known on its date.

    Raises:
        InputError: The structure, or a variant's, is no game.
    """
    families: list[Family] = []
    for variant in (AS_WRITTEN, *scenario.variants):
        families += _of_variant(scenario, variant)
    if scenario.channels:
        families.append(_all_off(scenario))
    return Plan(scenario, tuple(families))


def _of_variant(scenario: Scenario, variant: str) -> Iterable[Family]:
    """Give the family as drawn, where it differs, and the anchored one."""
    program = compile_scenario(with_variant(scenario, variant))
    claims = tuple(scenario.claims.values())
    fitted = bool(solved_anchors(scenario))
    if fitted:
        headline = [claim for claim in claims if claim.reading == Reading.ANNOUNCED]
        name = f"{variant}/prior"
        told = _announced(name, program, scenario, headline)
        yield Family(name, variant, program, Constants.DRAWN, announced=told)
    constants = Constants.FITTED if fitted else Constants.DRAWN
    told = _announced(variant, program, scenario, claims)
    yield Family(variant, variant, program, constants, announced=told)


def _all_off(scenario: Scenario) -> Family:
    """Give the family without couplings: what they bring is off, and nothing is learnt."""
    off = tuple(each.id for each in scenario.quantities.values() if each.channel is not None)
    quantities = {
        id: replace(each, values=()) if id in off else each
        for id, each in scenario.quantities.items()
    }
    without = replace(scenario, quantities=MappingProxyType(quantities))
    program = compile_scenario(with_hidden(without, hides_of(scenario, scenario.channels)))
    constants = Constants.KEPT if solved_anchors(scenario) else Constants.DRAWN
    return Family(f"{AS_WRITTEN}/off:all", AS_WRITTEN, program, constants, off)


def act_of(program: Program, claim: Claim, side: str) -> Act | None:
    """Give the act that brings one side of a claim about for certain, or None."""
    condition = claim.compare if side == "compare" else claim.against
    given = claim.compare_by if side == "compare" else claim.against_by
    found = program.act_for(condition, given)
    return None if found is None else in_order(program.scenario, found.items())


def in_order(scenario: Scenario, act: Iterable[tuple[str, str]]) -> Act:
    """Put an act in the order of the moves."""
    order = [move.id for move in scenario.moves]
    return tuple(sorted(act, key=lambda pair: order.index(pair[0])))


def _announced(
    family: str, program: Program, scenario: Scenario, claims: Iterable[Claim]
) -> tuple[Announced, ...]:
    """Give one arm for each act, however many claims it serves."""
    serves: dict[Act, list[tuple[str, str]]] = {}
    for claim in claims:
        for side in SIDES:
            act = act_of(program, claim, side)
            if act is not None:
                serves.setdefault(in_order(scenario, act), []).append((claim.id, side))
    return tuple(
        Announced(f"{family}/announced:{act_text(act)}", act, tuple(served))
        for act, served in serves.items()
    )


def act_text(act: Act) -> str:
    """Write an act as it stands in the id of an arm."""
    return ",".join(f"{move}={option}" for move, option in act)
