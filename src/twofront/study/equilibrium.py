"""Solving one set of draws: what games/ answers, with a status in words a file can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twofront.games import Payoffs, Status, reach_of, solve_qre
from twofront.scenario.draws import Draws
from twofront.world import Program, payoffs, precision

from .sorts import Sorts
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
        payoffs: `outcome [D, O, 1]`, `chance [D, E]`.
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

    def rows(self, chosen: slice) -> Answer:
        """Give some of the draws."""
        found = self.strategy[chosen], self.status[chosen]
        return Answer(*found, self.residual[chosen], self.solved[chosen])

    def blank(self, actions: int) -> Answer:
        """Give the same statuses without strategies, for what stays unsolved elsewhere, too."""
        empty = np.zeros((len(self.status), actions))
        return Answer(empty, self.status, self.residual, self.solved).copy()

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
    answer = like.blank(here.program.tree.actions)
    if len(rows):
        part = here if wanted.all() else here.rows(rows)
        answer.put(rows, solve(part, act))
    return answer


def solve_together(games: Sequence[Game], act: Mapping[str, str]) -> list[Answer]:
    """Solve games that differ in numbers alone, all draws side by side.

    Args:
        games: Of one tree.
        act: As for `solve`.
    """
    first, sizes = games[0], [len(game.draws) for game in games]
    payoffs = Payoffs(
        np.concatenate([game.payoffs.outcome for game in games]),
        np.concatenate([game.payoffs.chance for game in games]),
    )
    keen = np.concatenate([game.precision for game in games])
    found = _solve(Game(first.program, first.draws, payoffs, keen), first.program.play(act) or None)
    stops = np.cumsum(sizes)
    parts = [slice(stop - size, stop) for stop, size in zip(stops, sizes, strict=True)]
    return [
        Answer(found.strategy[k], found.status[k], found.residual[k], found.solved[k])
        for k in parts
    ]


def reached(
    here: Game, sorts: Sorts, strategy: Floats, act: Mapping[str, str] | None = None
) -> Floats:
    """Give the probability of every sort of leaf, `[D, G]`, where an act's options are played."""
    play = here.program.play(act or {})
    return reach_of(here.program.tree, here.payoffs, strategy, sorts.of, play)
