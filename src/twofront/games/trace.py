"""The principal branch of one draw, followed in precision by arc length.

At precision 0 every equilibrium is uniform play. Generically a single path of
equilibria starts there; it may turn back in precision on its way, and the
equilibrium reported is the one where it first meets the precision asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from twofront.games.batch import Batch, checked
from twofront.games.equilibria import Floats, Payoffs, ShapeError, Status
from twofront.games.schedule import Schedule, address, places
from twofront.games.tree import Tree

MOST_STEPS = 20_000
MOST_DIRECTIONS = 120  # of a linear solve
CLOSE = 1e-9  # a corrected point, in logits
FIRST_STEP = 0.02  # of arc length, in logits
LEAST_STEP = 1e-9
LANDING = 1e-3  # a shorter last step is judged as if it were this long
STRAIGHT = 0.99995  # from here on the step is doubled
BEND = 0.9995  # least cosine between tangents one step apart; .99 has let near branches through


@dataclass(frozen=True, slots=True)
class Branch:
    """The principal branch of one draw, as a path in precision.

    Axes: K points, from precision 0 on; P players, A actions of all information sets.

    Attributes:
        fraction: `[K]`, of the precision aimed at; it falls where the branch turns back.
        precision: `[K, P]`, 1/util.
        strategy: `[K, A]`.
        turns: Points at which the branch turns in precision, forward or back.
        forks: Points before which it forked: another branch crosses it.
        arrived: Whether the last point is at the precision aimed at.
    """

    fraction: Floats
    precision: Floats
    strategy: Floats
    turns: tuple[int, ...]
    forks: tuple[int, ...]
    arrived: bool


def trace_qre(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
    forks: bool = True,
) -> Branch:
    """Trace the principal branch of one draw from precision 0, point by point.

    Args:
        tree: The game.
        payoffs: Of one draw: `outcome [1, O, P]`, `chance [1, E]`.
        precision: `[1, P]`, 1/util, the end of the path; players keep their proportions.
        fixed: Information sets that play one local action with certainty.
        forks: Whether to look for forks, which takes a determinant at every point.

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
    tracer = Tracer(batch.schedule, batch.payoffs, precision, 0)
    points: list[Floats] = [np.zeros(tracer.fed + 1)]
    end, _ = tracer.follow(points.append)
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
        tuple(_forks(tracer, points, rising)) if forks else (),
        end is not None,
    )


def _forks(tracer: Tracer, points: list[Floats], rising: Floats) -> Iterator[int]:
    """Points between which and the one before the slope's orientation changed without a turn."""
    before = 1
    for place, point in enumerate(points[1:], 1):
        # The determinant follows the sign of the step in precision unless a branch crosses.
        now = tracer.orientation(point) * int(rising[place - 1] or 1)
        if now * before < 0:
            yield place
        before = now or before


class Tracer:
    """Follows the branch of one draw; holds the draw's numbers in all lanes."""

    def __init__(self, schedule: Schedule, payoffs: Payoffs, precision: Floats, draw: int) -> None:
        from twofront.games import block, careful
        from twofront.games.schedule import LANES

        self.schedule = schedule
        self.careful: Any = careful
        self.plan, self.fed = places(schedule), schedule.fed
        self.work, self.arrays = block.workspace(schedule)
        paid = payoffs.outcome.shape[1] * payoffs.outcome.shape[2]
        batch = block.Batch(
            address(payoffs.outcome), paid, address(payoffs.chance), address(precision), 0, 0, 0, 0
        )
        block.load_one(self.plan, self.work, np.array([draw]), batch)
        log = np.zeros((schedule.actions + self.fed + schedule.chances + 1, LANES))
        weight = np.zeros((schedule.crowd, LANES))
        self.arrays += [log, weight]
        self.lent: Any = (self.plan, self.work, address(log), address(weight))
        size, most = self.fed + 1, min(MOST_DIRECTIONS, self.fed + 1)
        self.room: Any = (
            np.zeros((most + 1, size)), np.zeros((most + 1, most)), np.zeros(most + 1),
            np.zeros((2, most)), np.zeros((2, size)),
        )  # fmt: skip
        self.still = np.zeros(size)
        self.sweeps = 0
        self.scale = 1.0
        full = np.zeros(size)
        full[-1] = 1.0
        self.scale = max(1.0, float(np.sqrt((self.move(full) ** 2).sum())))

    def strategy(self, point: Floats) -> Floats:
        """All strategies at a point of the branch, `[A]`; 0 where nobody moves."""
        self.move(point)
        coefficient = self.arrays[1]
        found: Floats = coefficient[: self.schedule.actions, 0].copy()
        return found

    def orientation(self, point: Floats) -> int:
        """Sign of the determinant of (identity - slope of the reply map) at a point."""
        slope, room = np.zeros((self.fed, self.fed)), np.zeros(self.fed + 1)
        self.careful.jacobian(*self.lent, point, self.still, room, slope, self.scale)
        self.sweeps += self.fed
        return int(np.linalg.slogdet(-slope)[0])

    def move(self, point: Floats) -> Floats:
        """Reply minus logits at a point `[F + 1]`."""
        self.sweeps += 1
        out = np.empty(self.fed)
        self.careful.move(*self.lent, point, self.still, out, self.scale)
        return out

    def solve(self, point: Floats, border: Floats, right: Floats) -> Floats:
        """The linear system of derivative and border at a point."""
        out = np.empty(self.fed + 1)
        self.sweeps += self.careful.bordered_solve(
            *self.lent, point, border, right, *self.room, out, self.scale
        )
        return out

    def tangent(self, point: Floats, before: Floats) -> Floats:
        """Unit tangent of the branch that keeps the direction of the one before."""
        right = np.zeros(self.fed + 1)
        right[-1] = 1.0
        line = self.solve(point, before, right)
        return np.asarray(line / np.sqrt((line**2).sum()))

    def correct(self, guess: Floats, border: Floats, reach: float) -> Floats | None:
        """Newton's method across the border's direction; None unless it converges at once.

        The first correction must be short against the step (`reach`) and every
        next one at most half the last: a corrector that works harder may land
        on another branch.
        """
        point, last = guess, np.inf
        for trial in range(12):
            miss = self.move(point)
            size = float(np.abs(miss).max(initial=0.0))
            if size <= CLOSE * max(1.0, 1e-3 * float(np.abs(point).max())):
                return point
            right = np.append(-miss, 0.0)
            change = self.solve(point, border, right)
            length = float(np.sqrt((change**2).sum()))
            if not np.isfinite(length) or length > (0.2 * reach if trial == 0 else 0.3 * last):
                return point if length < 1e-7 and size < 1e-7 else None
            point, last = point + change, length
        return None

    def follow(
        self, note: Callable[[Floats], None] = lambda point: None
    ) -> tuple[Floats | None, int]:
        """Walk from precision 0 to the target; the point there and the number of turns.

        Args:
            note: Called with every point met on the way, the last included.
        """
        up = np.zeros(self.fed + 1)
        up[-1] = 1.0
        point, ahead = np.zeros(self.fed + 1), self.tangent(np.zeros(self.fed + 1), up)
        step, turns = FIRST_STEP, 0
        for _ in range(MOST_STEPS):
            if point[-1] + step * ahead[-1] >= self.scale:
                step = (self.scale - point[-1]) / ahead[-1]
            found = self._land(point, ahead, step) if self._near(point, ahead, step) else None
            if found is not None:
                note(found)
                return found, turns
            found = self.correct(point + step * ahead, ahead, step)
            line = self.tangent(found, ahead) if found is not None else ahead
            straight = float(line @ ahead)
            if found is None or found[-1] > self.scale or straight < BEND:
                step *= 0.5
                if step < LEAST_STEP:
                    break
                continue
            turns += int((line[-1] > 0) != (ahead[-1] > 0))
            point, ahead = found, line
            note(point)
            step *= 2.0 if straight > STRAIGHT else 1.0
        return None, turns

    def _near(self, point: Floats, ahead: Floats, step: float) -> bool:
        return bool(point[-1] + step * ahead[-1] >= self.scale * (1 - 1e-12))

    def _land(self, point: Floats, ahead: Floats, step: float) -> Floats | None:
        """The equilibrium at the target itself, corrected with precision held."""
        hold = np.zeros(self.fed + 1)
        hold[-1] = 1.0
        guess = point + step * ahead
        guess[-1] = self.scale
        return self.correct(guess, hold, max(step, LANDING))
