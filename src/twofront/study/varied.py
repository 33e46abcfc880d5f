"""Arms that vary one already answered: channels off, levers pulled, quantities swapped.

Those of one tree differ in numbers alone, so their draws are solved side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from twofront.scenario.draws import Draws
from twofront.scenario.model import Scenario
from twofront.world import readouts

from .arms import Family
from .equilibrium import Answer, Game, game, solve_together
from .events import Events
from .parts import ArmReads
from .reads import Solved, announced_reads, further_reads
from .table import Floats

TOGETHER = 4096
"""Most draws that are solved side by side, so that memory stays small."""


def varied(
    scenario: Scenario,
    events: Events,
    families: Sequence[Family],
    draws: Callable[[Family], Draws],
    like: Answer | None,
) -> Iterator[tuple[str, ArmReads]]:
    """Solve and read some families of one batch of a plan, and their announced arms.

    Args:
        scenario: As known on its date.
        events: What is read off the leaves of the families' tree.
        families: Of one tree and commitment.
        draws: The draws that a family starts from, before what it does to them.
        like: The answer of the arm they vary: only draws solved there are tried,
            and the others keep their status; None to try all.

    Yields:
        Arms with what was read in them.
    """
    play = dict(families[0].play)
    games = [game(*family(family.program, draws(family))) for family in families]
    answers = _side_by_side(games, play, like)
    numbers = [readouts(here.program, here.draws) for here in games]
    for family, here, answer, paid in zip(families, games, answers, numbers, strict=True):
        found = Solved(here, answer.strategy, events.sorts, paid)
        yield family.id, masked(further_reads(scenario, events, found, family), answer)
    for place, told in enumerate(families[0].announced):
        answers = _side_by_side(games, play | dict(told.act), like)
        for family, here, answer, paid in zip(families, games, answers, numbers, strict=True):
            arm = family.announced[place]
            found = Solved(here, answer.strategy, events.sorts, paid)
            yield arm.id, masked(announced_reads(scenario, events, found, arm), answer)


def _side_by_side(
    games: Sequence[Game], act: Mapping[str, str], like: Answer | None
) -> list[Answer]:
    if like is None or like.solved.all():
        return solve_together(games, act)
    rows = np.flatnonzero(like.solved)
    answers = [like.blank(here.program.tree.actions) for here in games]
    if len(rows):
        solved = solve_together([here.rows(rows) for here in games], act)
        for answer, found in zip(answers, solved, strict=True):
            answer.put(rows, found)
    return answers


def masked(reads: Mapping[str, Floats], answer: Answer) -> ArmReads:
    """Leave readings only where there is an equilibrium."""
    kept = {name: np.where(answer.solved, value, np.nan) for name, value in reads.items()}
    return ArmReads(kept, answer.status, answer.residual)
