"""Solving one set of draws: what games/ answers, with a status in words a file can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twofront.games import Payoffs, Status, reach, solve_qre
from twofront.scenario.draws import Draws
from twofront.world import Program, payoffs, precision

from .table import Flags, Floats

TOLERANCE = 1e-8
"""How far, in probability, a strategy may be from its own best reply."""

STATUS_LENGTH = 16
"""Room for every status, those of anchoring included."""

_STATUS = np.array([status.name.lower() for status in Status])


@dataclass(frozen=True, slots=True)
class Game:
    """A program's numbers in D draws, ready to be solved.

    Attributes:
        program: The structure.
        draws: The assumptions.
        payoffs: `outcome [D, O, P]`, `chance [D, E]`.
        precision: `[D, P]`, 1/util.
    """

    program: Program
    draws: Draws
    payoffs: Payoffs
    precision: Floats

    def rows(self, chosen: NDArray[np.intp]) -> Game:
        """Give some of the draws."""
        part = Payoffs(self.payoffs.outcome[chosen], self.payoffs.chance[chosen])
        return Game(self.program, self.draws.rows(chosen), part, self.precision[chosen])


@dataclass(frozen=True, slots=True)
class Answer:
    """One equilibrium for every draw.

    Attributes:
        strategy: `[D, A]`.
        status: `[D]` str.
        residual: `[D]`.
        solved: `[D]` bool.
    """

    strategy: Floats
    status: NDArray[np.str_]
    residual: Floats
    solved: Flags

    def copy(self) -> Answer:
        """Give the same answer in arrays of its own."""
        strategy, status = self.strategy.copy(), self.status.copy()
        return Answer(strategy, status, self.residual.copy(), self.solved.copy())

    def put(self, rows: NDArray[np.intp], other: Answer) -> None:
        """Take over another answer for some of the draws."""
        for name in ("strategy", "status", "residual", "solved"):
            getattr(self, name)[rows] = getattr(other, name)


def game(program: Program, draws: Draws) -> Game:
    """Put a set of draws on a program's tree.

    Raises:
        InputError: A chance or a contest is undefined in some draw.
    """
    return Game(program, draws, payoffs(program, draws), precision(program, draws))


def solve(here: Game, act: Mapping[str, str]) -> Answer:
    """Solve every draw from precision 0, with the options of an act fixed.

    Args:
        here: The game.
        act: Option by move; empty for none.
    """
    return _solve(here, here.program.play(act) or None)


def follow(here: Game, start: Floats) -> Answer:
    """Iterate from an equilibrium nearby, and from nowhere else.

    Args:
        here: The game.
        start: `[D, A]`, kept as the strategy of draws in which that leads nowhere.
    """
    found = _solve(here, None, start)
    found.strategy[~found.solved] = start[~found.solved]
    return found


def _solve(here: Game, fixed: Mapping[int, int] | None, start: Floats | None = None) -> Answer:
    found = solve_qre(
        here.program.tree,
        here.payoffs,
        here.precision,
        fixed=fixed,
        start=start,
        tolerance=TOLERANCE,
    )
    status = _STATUS[found.status].astype(f"<U{STATUS_LENGTH}")
    return Answer(np.array(found.strategy), status, np.array(found.residual), found.solved)


def solve_where(wanted: Flags, here: Game, act: Mapping[str, str], like: Answer) -> Answer:
    """Solve some of the draws; the others keep the status they have in another arm.

    Args:
        wanted: `[D]` bool, which to solve.
        here: The game.
        act: As for `solve`.
        like: The other arm's answer.
    """
    rows = np.flatnonzero(wanted)
    empty = np.zeros((len(wanted), here.program.tree.actions))
    answer = Answer(empty, like.status, like.residual, like.solved).copy()
    if len(rows):
        part = here if wanted.all() else here.rows(rows)
        answer.put(rows, solve(part, act))
    return answer


def leaves(here: Game, strategy: Floats, act: Mapping[str, str] | None = None) -> Floats:
    """Give the probability of every leaf, `[D, L]`, where the options of an act are played."""
    play = here.program.play(act or {})
    return np.ascontiguousarray(reach(here.program.tree, here.payoffs, strategy, play))
