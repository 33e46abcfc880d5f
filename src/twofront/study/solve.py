"""Solving all arms of one range of draws.

A draw's numbers depend on the scenario, the seed and its own number alone:
never on the draws beside it, on workers, or on what was solved before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from twofront.scenario.model import AS_WRITTEN, Scenario
from twofront.world import readouts

from .anchors import fit, weights
from .arms import Constants, Family, Plan, plan
from .equilibrium import Answer, Game, game, solve, solve_where
from .events import Events, events
from .parts import ArmReads, Part
from .reads import Solved, anchor_reads, announced_reads, main_reads
from .sample import draws_and_rates
from .several import count_equilibria
from .table import Floats, Numbers

EQUILIBRIA = "equilibria"
"""The reading of the arm `as_written` that counts them; nan in draws not checked."""

FITTED = "fitted:"
"""Begins the reading of a constant that an anchor solved for."""

Pause: TypeAlias = Callable[[], None]
"""Called between arms; raises to stop."""


@dataclass(frozen=True, slots=True)
class Study:
    """What is solved for every draw.

    Attributes:
        plan: The arms.
        seed: Of the draws.
        events: By family, what is read off its leaves.
    """

    plan: Plan
    seed: int
    events: Mapping[str, Events]

    @property
    def scenario(self) -> Scenario:
        """The scenario, as known on its date."""
        return self.plan.scenario


def study(scenario: Scenario, seed: int) -> Study:
    """Compile a scenario's arms.

    Raises:
        InputError: The structure, or a variant's, is no game.
    """
    laid_out = plan(scenario)
    found: dict[int, Events] = {}
    for family in laid_out.families:
        if id(family.program) not in found:
            found[id(family.program)] = events(scenario, family.program)
    by_family = {family.id: found[id(family.program)] for family in laid_out.families}
    return Study(laid_out, seed, by_family)


def solve_part(study: Study, numbers: Numbers, pause: Pause = lambda: None) -> Part:
    """Solve and read all arms of some draws.

    Args:
        study: What is solved.
        numbers: `[D]` int64, which draws.
        pause: Called before each arm; may raise to stop.

    Raises:
        InputError: A chance or a contest is undefined in some draw.
    """
    range_ = _Range(study, numbers, pause)
    for family in study.plan.families:
        range_.solve(family)
    return range_.part()


class _Range:
    """Some draws on their way through the families of a plan, in its order."""

    def __init__(self, study: Study, numbers: Numbers, pause: Pause) -> None:
        self.study = study
        self.pause = pause
        self.draws, self.rates = draws_and_rates(study.scenario, study.seed, numbers)
        self.drawn: dict[str, tuple[Game, Answer]] = {}
        self.written: tuple[Game, Answer] | None = None
        self.arms: dict[str, ArmReads] = {}

    def solve(self, family: Family) -> None:
        """Solve and read the main arm of a family, then its announced arms."""
        self.pause()
        here, answer, extra = self._main(family)
        numbers = readouts(here.program, here.draws)
        events = self.study.events[family.id]
        scenario = self.study.scenario
        main = Solved(here, answer.strategy, numbers)
        brief = family.in_passing
        reads = anchor_reads(events, main) if brief else main_reads(scenario, events, main)
        self.arms[family.id] = _masked({**reads, **extra}, answer)
        for arm in family.announced:
            self.pause()
            told = solve_where(answer.solved, here, dict(arm.act), answer)
            found = Solved(here, told.strategy, numbers)
            self.arms[arm.id] = _masked(announced_reads(scenario, events, found, arm), told)

    def _main(self, family: Family) -> tuple[Game, Answer, dict[str, Floats]]:
        """Solve the main arm of a family; give what is read besides."""
        match family.constants:
            case Constants.FITTED:
                return self._fitted(family)
            case Constants.KEPT:
                here, answer = self._kept(family)
                return here, answer, {}
        here = game(*family(family.program, self.draws))
        answer = solve(here, {})
        self.drawn[family.variant] = here, answer
        return here, answer, self._checked(family, here, answer)

    def _fitted(self, family: Family) -> tuple[Game, Answer, dict[str, Floats]]:
        found = fit(*self.drawn[family.variant], self.rates, self.study.events[family.id])
        if family.variant == AS_WRITTEN:
            self.written = found.game, found.answer
        extra = {f"{FITTED}{name}": value for name, value in found.constants.items()}
        return found.game, found.answer, extra | self._checked(family, found.game, found.answer)

    def _kept(self, family: Family) -> tuple[Game, Answer]:
        """Solve with the constants of the structure as written, where it has them."""
        assert self.written is not None
        at, before = self.written
        here = game(*family(family.program, at.draws))
        return here, solve_where(before.solved, here, {}, before)

    def _checked(self, family: Family, here: Game, answer: Answer) -> dict[str, Floats]:
        """Look for further equilibria in the arm that every answer rests on."""
        if family.id != AS_WRITTEN:
            return {}
        return {EQUILIBRIA: count_equilibria(here, answer, self.study.seed)}

    def part(self) -> Part:
        """Give all arms, and the weights of the draws."""
        main = self.arms[AS_WRITTEN]
        weight = weights(self.study.scenario, main.reads, main.solved)
        quantities = dict(zip(self.draws.names, self.draws.values.T, strict=True))
        return Part(self.draws.numbers, weight, quantities, self.arms)


def _masked(reads: Mapping[str, Floats], answer: Answer) -> ArmReads:
    """Leave readings only where there is an equilibrium."""
    kept = {name: np.where(answer.solved, value, np.nan) for name, value in reads.items()}
    return ArmReads(kept, answer.status, answer.residual)
