"""Solving all arms of one range of draws.

A draw's numbers depend on the scenario, the seed and its own number alone:
never on the draws beside it, on workers, or on what was solved before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np

from twofront.scenario.draws import Draws
from twofront.scenario.model import AS_WRITTEN, Scenario
from twofront.world import readouts

from .anchors import fit
from .arms import PRIOR, Constants, Family, Plan, Role, plan
from .design import Design
from .equilibrium import Answer, Game, game, solve, solve_where
from .events import Events, events
from .parts import ArmReads, Part
from .reads import Solved, announced_reads, main_reads
from .sample import Drawn, Source, solved_anchors
from .several import count_equilibria
from .swaps import other_draws
from .table import Floats, Numbers
from .varied import TOGETHER, masked, varied
from .weighing import weights

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
        source: Of the draws.
        levers: In how many draws, from the first, levers are pulled.
        drivers: In how many draws, from the first, quantities are swapped.
        events: By family, what is read off its leaves.
    """

    plan: Plan
    source: Source
    levers: int
    drivers: int
    events: Mapping[str, Events]

    @property
    def scenario(self) -> Scenario:
        """The scenario, as known on its date."""
        return self.plan.scenario


def study(scenario: Scenario, seed: int, *, levers: int = 0, drivers: int = 0) -> Study:
    """Compile a scenario's arms.

    Args:
        scenario: As known on its date.
        seed: Of the draws, which are made as the ranges say.
        levers: In how many draws, from the first, levers are pulled.
        drivers: In how many draws, from the first, quantities are swapped one by one.

    Raises:
        InputError: The structure, or a variant's, is no game.
    """
    laid_out = plan(scenario, levers=levers > 0, drivers=drivers > 0)
    found: dict[int, Events] = {}
    for family in laid_out.families:
        if id(family.program.tree) not in found:
            found[id(family.program.tree)] = events(family.scenario, family.program)
    by_family = {family.id: found[id(family.program.tree)] for family in laid_out.families}
    return Study(laid_out, Source(Design(seed)), levers, drivers, by_family)


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
    for batch in study.plan.batches:
        range_.solve(batch)
    return range_.part()


class _Range:
    """Some draws on their way through a plan, in its order."""

    def __init__(self, study: Study, numbers: Numbers, pause: Pause) -> None:
        self.study = study
        self.pause = pause
        made = study.source.draw(study.scenario, numbers)
        self.draws, self.rates, self.weight = made.draws, made.rates, made.weight
        self.past: dict[date, Drawn] = {}
        self.solved: dict[str, tuple[Game, Answer]] = {}
        self.arms: dict[str, ArmReads] = {}

    def solve(self, batch: tuple[Family, ...]) -> None:
        """Solve and read a batch of the plan."""
        match batch[0].role:
            case Role.STRUCTURE:
                self._structure(batch[0])
            case Role.SWAP:
                self._swap(batch)
            case Role.LEVER:
                self._again(batch, self._first(self.study.levers))
            case Role.COALITION | Role.PULLED:
                self._again(batch, slice(None))

    def _structure(self, family: Family) -> None:
        """Solve and read the main arm of a family, then its announced arms."""
        self.pause()
        here, answer, extra = self._main(family)
        numbers = readouts(here.program, here.draws)
        events, scenario = self.study.events[family.id], family.scenario
        main = Solved(here, answer.strategy, events.sorts, numbers)
        self.arms[family.id] = masked({**main_reads(scenario, events, main), **extra}, answer)
        for arm in family.announced:
            self.pause()
            told = solve_where(answer.solved, here, dict(arm.act), answer)
            found = Solved(here, told.strategy, events.sorts, numbers)
            self.arms[arm.id] = masked(announced_reads(scenario, events, found, arm), told)

    def _main(self, family: Family) -> tuple[Game, Answer, dict[str, Floats]]:
        """Solve the main arm of a family; give what is read besides."""
        extra: dict[str, Floats] = {}
        if family.constants is Constants.FITTED:
            rates = self._drawn(family).rates
            found = fit(*self._near(family), rates, self.study.events[family.id])
            here, answer = found.game, found.answer
            extra = {f"{FITTED}{name}": value for name, value in found.constants.items()}
        else:
            here = game(*family(family.program, self._drawn(family).draws))
            answer = solve(here, {})
        self.solved[family.id] = here, answer
        if family.id == AS_WRITTEN:  # the arm that every answer rests on
            extra |= {EQUILIBRIA: count_equilibria(here, answer, self.study.source.design.seed)}
        return here, answer, extra

    def _near(self, family: Family) -> tuple[Game, Answer]:
        """Give what the search for a family's constants begins from.

        As written that is the game as drawn. In a variant it is the variant with the
        constants found as written, which are seldom far off, and on an earlier day the
        game of that day with the constants found for the scenario's own.
        """
        if family.day is None and family.variant == AS_WRITTEN:
            return self.solved[PRIOR]
        at, _ = self.solved[AS_WRITTEN if family.day is None else family.variant]
        draws = at.draws
        if family.day is not None:
            known = (str(each.solve_for) for each in solved_anchors(family.scenario))
            draws = self._drawn(family).draws
            draws = draws.with_columns({name: at.draws.column(name) for name in known})
        here = game(*family(family.program, draws))
        return here, solve(here, {})

    def _drawn(self, family: Family) -> Drawn:
        """Give the draws of a family's day, before anything is fitted."""
        day = family.day
        if day is None:
            return Drawn(self.draws, self.rates, self.weight)
        if day not in self.past:
            source, numbers = self.study.source, self.draws.numbers
            self.past[day] = source.draw(self.study.scenario, numbers, then=family.scenario)
        return self.past[day]

    def _again(self, batch: tuple[Family, ...], some: slice) -> None:
        """Change what is answered already, constants kept, in the first draws."""
        at, before = self.solved[batch[0].varies]
        draws = at.draws.rows(some)
        if len(draws):
            self._vary(batch, draws, before.rows(some), lambda _: draws)

    def _first(self, draws: int) -> slice:
        """Give those of the range that are among the first so many of the run."""
        return slice(int(np.searchsorted(self.draws.numbers, draws)))

    def _swap(self, batch: tuple[Family, ...]) -> None:
        """Put other draws' values in place of quantities, in the first draws of a run.

        Variance before anchoring is that of draws as the ranges say, wherever the
        study's own are made.
        """
        numbers = self.draws.numbers[self._first(self.study.drivers)]
        if len(numbers):
            scenario, design = self.study.scenario, self.study.source.design
            own = Source(design).draw(scenario, numbers).draws
            others = other_draws(scenario, design.seed, numbers)

            def swapped(family: Family) -> Draws:
                return own.with_columns({name: others.column(name) for name in family.swap})

            self._vary(batch, own, None, swapped)

    def _vary(
        self,
        batch: tuple[Family, ...],
        draws: Draws,
        like: Answer | None,
        draws_of: Callable[[Family], Draws],
    ) -> None:
        """Solve and read a batch, as many families at a time as memory is meant for."""
        most = max(1, TOGETHER // len(draws))
        for first in range(0, len(batch), most):
            self.pause()
            some = batch[first : first + most]
            events = self.study.events[some[0].id]
            self.arms |= dict(varied(self.study.scenario, events, some, draws_of, like))

    def part(self) -> Part:
        """Give all arms, and the weights of the draws."""
        main = self.arms[AS_WRITTEN]
        weight = self.weight * weights(self.study.scenario, main.reads, main.solved)
        prior = self.weight if self.study.source.weighs else None
        quantities = dict(zip(self.draws.names, self.draws.values.T, strict=True))
        return Part(self.draws.numbers, weight, quantities, self.arms, prior)
