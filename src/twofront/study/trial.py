"""A first look at draws, so that a number no sum can use is found before work begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from twofront.problems import InputError, Problem
from twofront.scenario.draws import Draws
from twofront.scenario.model import AS_WRITTEN, Scenario
from twofront.world import Program
from twofront.world.amounts import Amounts
from twofront.world.problems import problem
from twofront.world.program import Item

from .arms import Family, Role
from .equilibrium import game
from .parts import part_count, part_numbers
from .solve import Study
from .table import Floats

TOGETHER = 1024
"""So many draws are tried at a time; decision 0016 says what that saves."""

FIRST = 32
"""So many draws are tried on arms that vary a main one."""

LARGEST = 1e100
"""Of an amount in utils or of a measure: its square is still a finite number."""


def try_every_draw(what: Study, draws: int) -> None:
    """Put every draw on the trees of the main arms, and the first ones on those that vary them.

    Levers that a claim is about are tried in every draw too, in the structure as written.

    Args:
        what: What is to be solved.
        draws: How many draws the run has.

    Raises:
        InputError: A chance or a contest is undefined in some draw, or an amount is too large.
    """
    main = [each for each in what.plan.families if each.role is Role.STRUCTURE]
    pulled = [each for each in what.plan.families if each.role is Role.PULLED]
    once = list({id(family.program): family for family in main}.values())
    once += [each for each in pulled if each.varies == AS_WRITTEN]
    further = (Role.COALITION, Role.LEVER)
    varied = [each for each in what.plan.families if each.role in further]
    for place in range(part_count(draws, TOGETHER)):
        numbers = part_numbers(place, draws, TOGETHER)
        values = what.source.draw(what.scenario, numbers).draws
        for family in once:
            then = None if family.day is None else family.scenario
            past = what.source.draw(what.scenario, numbers, then=then).draws if then else values
            _try(family, past)
        for family in varied if place == 0 else ():
            _try(family, values.rows(slice(FIRST)))


def _try(family: Family, values: Draws) -> None:
    try:
        put = game(*family(family.program, values))
        _check_sizes(put.program, put.draws, put.payoffs.outcome)
    except InputError as wrong:
        raise InputError(
            replace(each, message=_told(family, each)) for each in wrong.problems
        ) from None


def _told(family: Family, wrong: Problem) -> str:
    """Say in which arm something is wrong, where it is not in the scenario as it stands."""
    if family.levers:
        return f"With {' and '.join(family.levers)} pulled: {wrong.message}"
    return wrong.message if family.day is None else f"As known on {family.day}: {wrong.message}"


def _check_sizes(program: Program, draws: Draws, outcome: Floats) -> None:
    """Check what items `[D, O, 1]` are worth to who moves, and what each measure counts."""
    amounts = Amounts(program.scenario, draws)
    for number, item in enumerate(program.items):
        if item is None:
            continue
        mover = item.account in program.actors
        found = outcome[:, number] if mover else amounts.amount(item.amount, item.features)
        sound = np.abs(found.reshape(len(draws), -1)).max(axis=1) <= LARGEST
        if not sound.all():
            message = f"This amount is not a number within {LARGEST:g} of 0 {draws.where(~sound)}."
            where = _field(program.scenario, item)
            raise InputError([problem(program.scenario, where, "amount-not-finite", message)])


def _field(scenario: Scenario, item: Item) -> str:
    """Name the line an item comes from; the cost of leaving a default has none of its own."""
    kind, _, name = item.account.rpartition(":")
    lines = scenario.measures[name].lines if kind else scenario.payoffs.get(name, ())
    place = f"measures.{name}" if kind else f"payoffs.{name}"
    return f"{place}[{item.line}]" if item.line < len(lines) else place
