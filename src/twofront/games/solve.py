"""Agent logit quantal response equilibria of a whole batch of draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from twofront.games.equilibria import Equilibria, Floats, Payoffs, ShapeError, Status
from twofront.games.schedule import Schedule, lay_out
from twofront.games.tree import NodeKind, Tree
from twofront.games.values import check_play, check_strategy

ROUNDS = (24, 48, 96, 192)  # sweeps after which draws that still run form new blocks


def solve_qre(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
    start: Floats | None = None,
    tolerance: float = 1e-8,
) -> Equilibria:
    fixed = dict(fixed or {})
    payoffs.check(tree)
    check_play(tree, fixed)
    schedule = lay_out(tree, fixed)
    from twofront.games import block

    draws = payoffs.draws
    strategy = np.zeros((draws, tree.actions))
    residual = np.full(draws, np.inf)
    fed = int(schedule.sizes[1])
    at, last = np.zeros((draws, fed)), np.zeros((draws, fed))
    course = np.zeros((draws, block.COURSE))
    course[:, block.STEP] = 1.0
    course[:, block.TOLERANCE] = tolerance
    for most in ROUNDS:
        running = np.flatnonzero(course[:, block.STATE] == block.RUNNING)
        if len(running) == 0:
            break
        block.round_of_sweeps(
            schedule, running, payoffs.outcome, payoffs.chance, precision,
            at, last, course, strategy, residual, most, tolerance,
        )
    status = np.where(course[:, block.STATE] == block.DONE, Status.SOLVED, Status.STUCK)
    return Equilibria(strategy, residual, status.astype(np.int8), course[:, block.SWEEPS].astype(np.int32))
