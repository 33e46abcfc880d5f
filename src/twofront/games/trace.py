"""The principal branch of one draw, followed in precision by arc length.

At precision 0 every equilibrium is uniform play. Generically a single path of
equilibria starts there; it may turn back in precision on its way, and the
equilibrium reported is the one where it first meets the precision asked for.
Where the path forks, as it may in a game with a symmetry, the way straight on
is taken.

With few feedback actions the slope of the reply map is worked out in full at
every point, so that linear systems are solved directly and a step onto a branch
of the other orientation is noticed; with many, by GMRES, in shorter steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from twofront.games.equilibria import Floats
from twofront.games.schedule import DENSE, LANES, Schedule, address, places

MOST_DIRECTIONS = 120  # of a linear solve beyond that
CLOSE = 1e-9  # a corrected point, in logits; where they are large, rounding allows less
ROUNDING = 0.05
LEAST_STEP = 1e-9
FORK_STEP = 1e-4  # an orientation that changes in so short a step tells of a fork
LANDING = 1e-3  # a shorter last step is judged as if it were this long


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a branch is walked: steps of arc length, in logits, and what is believed of them."""

    first: float
    longest: float
    straight: float  # cosine between tangents from which the next step is longer
    bend: float  # least cosine; without an orientation .99 has let near branches through
    most: int


_FULL = _Manner(first=1e-2, longest=1.0, straight=0.995, bend=0.98, most=6_000)
_SPARSE = _Manner(first=0.02, longest=np.inf, straight=0.99995, bend=0.9995, most=20_000)
ASIDE = 0.01  # logits by which a correction may lead away where the slope is known in full


@dataclass(slots=True)
class Trace:
    """What a walk along the branch has met.

    Attributes:
        point: `[F + 1]`, where it ended: logits, and the fraction of precision times a scale.
        arrived: Whether that is at the precision aimed at.
        turns: How often the branch turned in precision on the way.
        forks: Numbers of points before which it forked.
    """

    point: Floats
    arrived: bool = False
    turns: int = 0
    forks: list[int] = field(default_factory=list)


class Tracer:
    """Follows the branch of one draw; holds the draw's numbers in all lanes."""

    def __init__(
        self, schedule: Schedule, paid: Floats, chance: Floats, precision: Floats, draw: int
    ) -> None:
        from twofront.games import block, careful

        self.schedule = schedule
        self.careful: Any = careful
        self.plan, self.fed = places(schedule), schedule.fed
        self.full = self.fed <= DENSE
        self.work, self.arrays = block.workspace(schedule)
        at = address(paid), address(chance), address(precision)
        batch = block.Batch(*at, 0, 0, 0, 0)
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
        self.still = np.zeros((2, size))
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

    def jacobian(self, point: Floats) -> Floats:
        """Derivatives of `move` at a point, one a row, the last by precision, `[F + 1, F]`."""
        slope, room = np.zeros((self.fed + 1, self.fed)), np.zeros((2, self.fed + 1))
        self.careful.jacobian(*self.lent, point, self.still, room, slope, self.scale)
        self.sweeps += self.fed // 2 + 1
        return slope

    def forked(self, point: Floats) -> bool:
        """Whether a branch without turns must have passed a fork on its way to a point.

        Along it the eigenvalues of (identity - slope of the reply map) begin at 1. Each
        fork passed straight on leaves one more of them, real, below 0.
        """
        values = np.linalg.eigvals(-self.jacobian(point)[:-1])
        real = np.abs(values.imag) <= 1e-3 * np.abs(values)  # equal ones part a little
        return bool((real & (values.real < -1e-6)).any())

    def move(self, point: Floats) -> Floats:
        """Reply minus logits at a point `[F + 1]`."""
        self.sweeps += 1
        out = np.empty(self.fed)
        self.careful.move(*self.lent, point, self.still, out, self.scale)
        return out

    def solve(self, point: Floats, border: Floats, right: Floats) -> Floats:
        """The linear system of derivative and border at a point; not finite where singular."""
        if self.full:
            system = np.column_stack([self.jacobian(point), border]).T
            try:
                return np.asarray(np.linalg.solve(system, right))
            except np.linalg.LinAlgError:
                return np.full(self.fed + 1, np.nan)
        out = np.empty(self.fed + 1)
        self.sweeps += self.careful.bordered_solve(
            *self.lent, point, border, right, *self.room, out, self.scale
        )
        return out

    def tangent(self, point: Floats, before: Floats) -> tuple[Floats, int]:
        """Unit tangent that keeps the direction of the one before; the branch's orientation.

        The orientation, a sign, changes where another branch crosses; it is 0 where the
        slope is not known in full.
        """
        right = np.zeros(self.fed + 1)
        right[-1] = 1.0
        if not self.full:
            line = self.solve(point, before, right)
            return np.asarray(line / np.sqrt((line**2).sum())), 0
        slope = self.jacobian(point)
        try:
            found = np.linalg.solve(np.column_stack([slope, before]).T, right)
        except np.linalg.LinAlgError:
            return np.full(self.fed + 1, np.nan), 0
        line = np.asarray(found / np.sqrt((found**2).sum()), np.float64)
        return line, int(np.linalg.slogdet(np.column_stack([slope, line]))[0])

    def correct(self, guess: Floats, border: Floats, reach: float) -> Floats | None:
        """Newton's method across the border's direction; None unless it converges at once.

        Where the slope is known in full it may lead aside by ASIDE in all. Else the first
        correction must be short against the step (`reach`) and every next one at most a
        third of the last: a corrector that works harder may land on another branch.
        """
        point, last = guess, np.inf
        for trial in range(12):
            miss = self.move(point)
            size = float(np.abs(miss).max(initial=0.0))
            close = CLOSE * max(1.0, ROUNDING * float(np.abs(point).max()))
            if size <= close:
                return point
            change = self.solve(point, border, np.append(-miss, 0.0))
            length = float(np.sqrt((change**2).sum()))
            if self.full:
                aside = float(np.abs(point + change - guess)[:-1].max(initial=0.0))
                far = aside > min(ASIDE, 0.3 * reach)
            else:
                far = length > (0.2 * reach if trial == 0 else 0.3 * last)
            if not np.isfinite(length) or far:
                return point if length < 1e-7 and size < 1e-7 else None
            point, last = point + change, length
        return point if size <= 10 * close else None

    def follow(self, note: Callable[[Floats], None] = lambda point: None) -> Trace:
        """Walk from precision 0 to the target.

        Args:
            note: Called with every point met on the way, the last included.
        """
        manner = _FULL if self.full else _SPARSE
        up = np.zeros(self.fed + 1)
        up[-1] = 1.0
        trace = Trace(np.zeros(self.fed + 1))
        ahead, side = self.tangent(trace.point, up)
        step, met = manner.first, 0
        for _ in range(manner.most):
            lands = trace.point[-1] + step * ahead[-1] >= self.scale * (1 - 1e-12)
            stride = (self.scale - trace.point[-1]) / ahead[-1] if lands else step
            found = self._step(trace.point, ahead, stride, lands)
            line, there = (ahead, side) if found is None else self.tangent(found, ahead)
            straight = float(line @ ahead)
            crossed = there != side and stride > FORK_STEP
            if found is None or found[-1] > self.scale or not straight >= manner.bend or crossed:
                step = 0.5 * stride
                if step < LEAST_STEP:
                    break
                continue
            met += 1
            if there != side:
                trace.forks.append(met)
            trace.turns += int(line[-1] * ahead[-1] < 0)
            trace.point, ahead, side, trace.arrived = found, line, there, lands
            note(found)
            if lands:
                break
            step = min((2.0 if straight > manner.straight else 1.0) * stride, manner.longest)
        return trace

    def _step(self, point: Floats, ahead: Floats, stride: float, lands: bool) -> Floats | None:
        """A point further along the branch, or on it at the target, precision held."""
        guess = point + stride * ahead
        if not lands:
            return self.correct(guess, ahead, stride)
        guess[-1] = self.scale
        hold = np.zeros(self.fed + 1)
        hold[-1] = 1.0
        return self.correct(guess, hold, max(stride, LANDING))
