"""The principal branch as a path in precision, point by point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from twofront.games.batch import Batch, checked
from twofront.games.equilibria import Floats, Payoffs, ShapeError, Status
from twofront.games.trace import CLOSE, Tracer
from twofront.games.tree import Tree


@dataclass(frozen=True, slots=True)
class Branch:
    """The principal branch of one draw, as a path in precision.

    Axes: K points, from precision 0 on; P players, A actions of all information sets.

    Attributes:
        fraction: `[K]`, of the precision aimed at; it falls where the branch turns back.
        precision: `[K, P]`, 1/util.
        strategy: `[K, A]`.
        turns: Points at which the branch turns in precision, forward or back.
        forks: Points before which it forked: another branch crosses it there, and the way
            straight on was taken. None where they were not looked for, in large games.
        arrived: Whether the last point is at the precision aimed at.
    """

    fraction: Floats
    precision: Floats
    strategy: Floats
    turns: tuple[int, ...]
    forks: tuple[int, ...] | None
    arrived: bool


def trace_qre(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
) -> Branch:
    """Trace the principal branch of one draw from precision 0, point by point.

    Args:
        tree: The game.
        payoffs: Of one draw: `outcome [1, O, P]`, `chance [1, E]`.
        precision: `[1, P]`, 1/util, the end of the path; players keep their proportions.
        fixed: Information sets that play one local action with certainty.

    Raises:
        ShapeError: Arrays and tree disagree, there are several draws, or `fixed` names no action.
        ValueError: The numbers make no game; the message says why.

    Source:
        Turocy (2005), "A dynamic homotopy interpretation of the logistic quantal
        response equilibrium correspondence".
    """
    precision = checked(tree, payoffs, precision, fixed or {})
    if payoffs.draws != 1:
        raise ShapeError(f"A branch is traced for one draw; here are {payoffs.draws}.")
    batch = Batch(tree, payoffs, precision, dict(fixed or {}), CLOSE)
    if batch.status[0] != Status.STUCK:
        raise ValueError(f"No branch to trace: {Status(batch.status[0]).meaning}.")
    tracer = Tracer(batch.schedule, batch.paid, batch.payoffs.chance, precision, 0)
    points: list[Floats] = [np.zeros(tracer.fed + 1)]
    trace = tracer.follow(points.append)
    path = np.array(points)
    strategy = np.array([tracer.strategy(point) for point in points])
    fraction = path[:, -1] / tracer.scale
    rising = np.sign(np.diff(fraction))
    turns = 1 + np.flatnonzero(rising[1:] * rising[:-1] < 0)
    return Branch(
        fraction,
        fraction[:, None] * precision,
        batch.completed(strategy),
        tuple(turns.tolist()),
        tuple(trace.forks) if tracer.full else None,
        trace.arrived,
    )
