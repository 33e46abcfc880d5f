"""The arms of a study: under which structures, assumptions and announcements it is solved.

    VARIANT                     constants of `solve_for` fitted in this variant
    VARIANT/announced:ACT       options of an act fixed for every private state
    as_written/prior            quantities as drawn; only where some anchor has `solve_for`.
                                Its announced arms are those of headline readings
    as_written/off:CHANNELS     some channels off, constants kept; `off:all` has none left
    VARIANT/lever:LEVERS        a lever, or several together, constants kept; those that a
                                claim is about are pulled in as_written/prior, too
    VARIANT/as_known:DAY        as known on a day to which a claim looks back, constants
                                fitted anew; as_written/prior likewise
    PRIOR/swap:QUANTITY         quantities as the ranges say, one of them, or a correlated
                                group, taken from other draws; `swap:(all)` takes all of
                                them from there, `swap:(none)` none. PRIOR is `as_written/prior`,
                                or `as_written` where that is the same

A family is a main arm and the announced arms that share its program and payoffs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from twofront.scenario.arms import with_variant
from twofront.scenario.dated import days_before, looking_back
from twofront.scenario.draws import Draws
from twofront.scenario.model import AS_WRITTEN, Claim, Reading, Scenario
from twofront.world import Program, compile_in_expectation, in_expectation

from .acts import SIDES, Act, act_of, act_text
from .coalitions import coalitions, without
from .lookback import arm_then
from .packages import Setting, asked_about, commitment, packages, pulled, settings_of
from .sample import solved_anchors
from .swaps import swaps

PRIOR = f"{AS_WRITTEN}/prior"

Arm: TypeAlias = Callable[[Program, Draws], tuple[Program, Draws]]
"""What an arm does to a study's program and draws."""


class Constants(StrEnum):
    """Where a family takes the quantities from that anchors solve for."""

    DRAWN = "drawn"
    FITTED = "fitted"
    KEPT = "kept"


class Role(StrEnum):
    """What a family is solved for; `pulled` are levers that a claim is about."""

    STRUCTURE = "structure"
    COALITION = "coalition"
    PULLED = "pulled"
    LEVER = "lever"
    SWAP = "swap"


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
        scenario: What is known in it, and asked.
        program: The compiled structure.
        constants: Where solved-for quantities come from; `kept` are those fitted in
            this variant.
        role: What it is solved for.
        announced: The other arms.
        off: Quantities that are off.
        settings: What levers set, in an order in which none sees a value that a later
            one changes.
        play: What levers commit to.
        swap: Quantities taken from other draws.
        levers: Those pulled.
        of: The main arm it varies; its variant's where none is named.
        day: On which it is known; None for the scenario's own.
    """

    id: str
    variant: str
    scenario: Scenario
    program: Program
    constants: Constants
    role: Role = Role.STRUCTURE
    announced: tuple[Announced, ...] = ()
    off: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    play: Act = ()
    swap: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()
    of: str = ""
    day: date | None = None

    def __call__(self, program: Program, draws: Draws) -> tuple[Program, Draws]:
        """Give the structure and the draws of this family; an `Arm`."""
        if self.off:
            kept = [place for place, name in enumerate(draws.names) if name not in self.off]
            names = tuple(draws.names[place] for place in kept)
            draws = Draws(names, draws.values[:, kept], draws.numbers)
        return self.program, pulled(self.program.scenario, draws, self.settings)

    @property
    def arms(self) -> tuple[str, ...]:
        """Ids of its arms, the main one first."""
        return (self.id, *(arm.id for arm in self.announced))

    @property
    def varies(self) -> str:
        """The main arm it varies."""
        return self.of or self.variant


@dataclass(frozen=True, slots=True)
class Plan:
    """All arms of a scenario.

    Attributes:
        scenario: As known on its date.
        families: In the order in which they are solved.
    """

    scenario: Scenario
    families: tuple[Family, ...]

    @property
    def arms(self) -> tuple[str, ...]:
        """Ids of all arms."""
        return tuple(arm for family in self.families for arm in family.arms)

    @property
    def batches(self) -> tuple[tuple[Family, ...], ...]:
        """Families that are solved together: of one role, tree and commitment."""

        def alike(family: Family) -> tuple[object, ...]:
            alone = family.id if family.role is Role.STRUCTURE else ""
            return family.role, alone, family.varies, id(family.program.tree), family.play

        return tuple(tuple(found) for _, found in groupby(self.families, alike))


def plan(scenario: Scenario, *, levers: bool = True, drivers: bool = False) -> Plan:
    """Lay out the arms of a scenario.

    Args:
        scenario: As known on its date.
        levers: Whether to pull those, too, that no claim is about.
        drivers: Whether to swap quantities, one by one.

    Raises:
        InputError: The structure, or a variant's, is no game.
    """
    programs = _programs(scenario)
    families = [
        each for name, made in programs.items() for each in _structure(scenario, name, made)
    ]
    for day in days_before(scenario):
        past = looking_back(scenario, day)
        for name, made in _programs(past).items():
            families += _structure(past, name, made, day, bool(solved_anchors(scenario)))
    families += _coalitions(scenario)
    for variant, program in programs.items():
        families += _pulled(scenario, variant, program)
        families += _levers(scenario, variant, program) if levers else ()
    if drivers:
        families += _swaps(scenario, programs[AS_WRITTEN])
    return Plan(scenario, tuple(families))


def _programs(scenario: Scenario) -> dict[str, Program]:
    return {
        variant: compile_in_expectation(with_variant(scenario, variant))
        for variant in (AS_WRITTEN, *scenario.variants)
    }


def prior_arm(scenario: Scenario) -> str:
    """Give the arm that has the structure as written before anchoring."""
    return PRIOR if solved_anchors(scenario) else AS_WRITTEN


def _structure(
    scenario: Scenario,
    variant: str,
    program: Program,
    day: date | None = None,
    prior: bool = False,
) -> Iterator[Family]:
    """Give the family as drawn, as written and where it differs, and the anchored one.

    With a day they are those as known then; `prior` says that the one as drawn is
    wanted whether or not anything is anchored on that day.
    """
    fitted = bool(solved_anchors(scenario))
    constants = Constants.FITTED if fitted else Constants.DRAWN
    made = Family(arm_then(variant, day), variant, scenario, program, constants, day=day)
    if (fitted or prior) and variant == AS_WRITTEN:
        drawn = replace(made, id=arm_then(PRIOR, day), constants=Constants.DRAWN)
        told = _announced(drawn.id, program, scenario, _headlines(scenario))
        yield replace(drawn, announced=told)
    told = _announced(made.id, program, scenario, scenario.claims.values())
    yield replace(made, announced=told)


def _headlines(scenario: Scenario) -> list[Claim]:
    """Give the claims whose answer stands on announced options, levers left out."""
    return [each for each in scenario.claims.values() if each.reading == Reading.ANNOUNCED]


def _coalitions(scenario: Scenario) -> Iterator[Family]:
    """Give the families in which some channels are off, those of one tree side by side."""
    trees: dict[tuple[str, ...], Program] = {}
    for coalition in sorted(coalitions(scenario), key=lambda each: each.hides):
        found = without(scenario, coalition)
        if coalition.hides not in trees:
            trees[coalition.hides] = compile_in_expectation(found)
        program = replace(trees[coalition.hides], scenario=in_expectation(found))
        yield _further(scenario, coalition.arm, program, Role.COALITION, off=coalition.quantities)


def _pulled(scenario: Scenario, variant: str, program: Program) -> Iterator[Family]:
    """Give the families in which the levers are pulled that claims are about."""
    asked = asked_about(scenario)
    for levers in asked:
        yield _with_levers(scenario, variant, program, levers, Role.PULLED)
    if variant == AS_WRITTEN and solved_anchors(scenario):
        for levers in asked:
            made = _with_levers(scenario, PRIOR, program, levers, Role.PULLED)
            yield replace(made, variant=variant, of=PRIOR, constants=Constants.DRAWN)


def _levers(scenario: Scenario, variant: str, program: Program) -> Iterator[Family]:
    """Give the families of all other packages, those of one commitment side by side."""
    asked = asked_about(scenario)
    every = packages(scenario, whole=variant == AS_WRITTEN)
    found = (names for names in every if names not in asked)
    for levers in sorted(found, key=lambda names: commitment(scenario, names)):
        yield _with_levers(scenario, variant, program, levers, Role.LEVER)


def _with_levers(
    scenario: Scenario, of: str, program: Program, levers: tuple[str, ...], role: Role
) -> Family:
    return replace(
        _further(scenario, f"{of}/lever:{'+'.join(levers)}", program, role),
        variant=of,
        settings=settings_of(scenario, levers),
        play=commitment(scenario, levers),
        levers=levers,
    )


def _swaps(scenario: Scenario, program: Program) -> Iterator[Family]:
    """Give the families in which quantities are taken from other draws."""
    for group, names in swaps(scenario).items():
        arm = f"{prior_arm(scenario)}/swap:{group}"
        told = _announced(arm, program, scenario, _headlines(scenario))
        drawn = Constants.DRAWN
        yield Family(arm, AS_WRITTEN, scenario, program, drawn, Role.SWAP, told, swap=names)


def _further(
    scenario: Scenario, arm: str, program: Program, role: Role, off: tuple[str, ...] = ()
) -> Family:
    """Give a family that changes one that is answered already, constants kept."""
    constants = Constants.KEPT if solved_anchors(scenario) else Constants.DRAWN
    asked = _headlines(scenario) if role is Role.COALITION else ()
    told = _announced(arm, program, scenario, asked)
    return Family(arm, AS_WRITTEN, scenario, program, constants, role, told, off=off)


def _announced(
    family: str, program: Program, scenario: Scenario, claims: Iterable[Claim]
) -> tuple[Announced, ...]:
    """Give one arm for each act, however many claims it serves."""
    serves: dict[Act, list[tuple[str, str]]] = {}
    for claim in claims:
        for side in () if claim.levers else SIDES:
            act = act_of(program, claim, side)
            if act is not None:
                serves.setdefault(act, []).append((claim.id, side))
    return tuple(
        Announced(f"{family}/announced:{act_text(act)}", act, tuple(served))
        for act, served in serves.items()
    )
