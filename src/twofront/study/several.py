"""Is an equilibrium the only one? Checked on a sample of draws, from other starts."""

from __future__ import annotations

import numpy as np

from twofront import games

from .design import OTHER_STARTS
from .equilibrium import Answer, Game
from .table import Floats

CHECK_EVERY = 8
"""One draw in so many is solved again from other starts."""

STARTS = 3
"""Random starts of such a draw."""


def count_equilibria(here: Game, answer: Answer, seed: int) -> Floats:
    """Count the equilibria found from several starts, `[D]`.

    Args:
        here: The game.
        answer: The equilibria known.
        seed: Of the random starts, which are the same for every draw.

    Returns:
        1 or more; nan in draws that were not checked, because their turn did not
        come, they have no equilibrium, or no other start led to one.
    """
    found = np.full(len(here.draws), np.nan)
    rows = np.flatnonzero((here.draws.numbers % CHECK_EVERY == 0) & answer.solved)
    if not len(rows):
        return found
    some, tree = here.rows(rows), here.program.tree
    source = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(OTHER_STARTS,)))
    starts = games.random_starts(tree, STARTS, source)
    count = games.count_equilibria(
        tree, some.payoffs, some.precision, answer.strategy[rows], starts
    )
    found[rows] = np.where(count > 0, count, np.nan)
    return found
