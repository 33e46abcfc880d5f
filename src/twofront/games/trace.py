"""The principal branch of one draw, followed in precision by arc length.

At precision 0 every equilibrium is uniform play. Generically a single path of
equilibria starts there; it may turn back in precision on its way, and the
equilibrium reported is the one where it first meets the precision asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from twofront.games.equilibria import Floats, Payoffs
from twofront.games.schedule import Schedule, address, places

MOST_STEPS = 3000
MOST_DIRECTIONS = 120  # of a linear solve
CLOSE = 1e-9  # a corrected point, in logits
FIRST_STEP = 0.25  # of arc length, in logits
LEAST_STEP = 1e-9
LANDING = 1e-3  # a shorter last step is judged as if it were this long
STRAIGHT = 0.999  # from here on the step is doubled
BEND = 0.99  # least cosine between tangents one step apart


class Tracer:
    """Follows the branch of one draw; holds the draw's numbers in all lanes."""

    def __init__(self, schedule: Schedule, payoffs: Payoffs, precision: Floats, draw: int) -> None:
        from twofront.games import block, careful
        from twofront.games.lanes import LANES

        self.schedule, self.careful = schedule, careful
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
        self.spare = address(log), address(weight)
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

    def move(self, point: Floats) -> Floats:
        """Reply minus logits at a point `[F + 1]`."""
        self.sweeps += 1
        out = np.empty(self.fed)
        self.careful.move(self.plan, self.work, *self.spare, point, self.still, out, self.scale)
        return out

    def solve(self, point: Floats, border: Floats, right: Floats) -> Floats:
        """The linear system of derivative and border at a point."""
        out = np.empty(self.fed + 1)
        self.sweeps += self.careful.bordered_solve(
            self.plan, self.work, *self.spare, point, border, right, *self.room, out, self.scale
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

    def follow(self) -> tuple[Floats | None, int]:
        """Walk from precision 0 to the target; the point there and the number of turns."""
        up = np.zeros(self.fed + 1)
        up[-1] = 1.0
        point, ahead = np.zeros(self.fed + 1), self.tangent(np.zeros(self.fed + 1), up)
        step, turns = FIRST_STEP, 0
        for _ in range(MOST_STEPS):
            if point[-1] + step * ahead[-1] >= self.scale:
                step = (self.scale - point[-1]) / ahead[-1]
            found = self._land(point, ahead, step) if self._near(point, ahead, step) else None
            if found is not None:
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
