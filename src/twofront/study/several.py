"""Is an equilibrium the only one? Checked on a sample of draws, from other starts."""

from __future__ import annotations

import numpy as np

from twofront.games import Tree

from .equilibrium import Answer, Game, follow
from .sample import SETS
from .table import Floats

CHECK_EVERY = 8
"""One draw in so many is solved again from other starts."""

STARTS = 3
"""Random starts of such a draw."""

APART = 1e-3
"""Two strategies that differ by more, in probability, are two equilibria."""


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
    some = here.rows(rows)
    known = [(answer.strategy[rows], np.ones(len(rows), bool))]
    checked = np.zeros(len(rows), bool)
    for start in random_starts(here.program.tree, seed):
        other = follow(some, np.tile(start, (len(rows), 1)))
        new = other.solved.copy()
        for strategy, counts in known:
            new &= ~counts | (np.abs(strategy - other.strategy).max(axis=1) > APART)
        known.append((other.strategy, new))
        checked |= other.solved
    count = np.sum([counts for _, counts in known], axis=0)
    found[rows] = np.where(checked, count, np.nan)
    return found


def random_starts(tree: Tree, seed: int) -> Floats:
    """Give strategies, `[STARTS, A]`, spread evenly over the simplex of each information set."""
    # Key 16: the keys 0 to 15 are the Sobol sets'.
    source = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SETS,)))
    weight = source.exponential(size=(STARTS, tree.actions))
    total = np.add.reduceat(weight, tree.infoset_start[:-1], axis=1)
    return np.asarray(weight / np.repeat(total, np.diff(tree.infoset_start), axis=1))
