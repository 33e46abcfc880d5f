"""The draws of one call on their way to an answer; see `solve` for the policy."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twofront.games.equilibria import (
    SOLVED_RESIDUAL,
    Equilibria,
    Floats,
    Payoffs,
    ShapeError,
    Status,
)
from twofront.games.refusals import out_of_reach, refusals
from twofront.games.schedule import DENSE, Schedule, address, lay_out, paid, places
from twofront.games.tree import Tree
from twofront.games.values import check_play, residual

if TYPE_CHECKING:
    from twofront.games.trace import Trace, Tracer

ROUNDS = (16, 32, 64, 128)  # sweeps after which draws that still run form new blocks
SHORT_ROUNDS = (10, 10, 10, 20, 64, 128)  # where loading a block costs next to nothing
SMALL = 256  # slots of a game for which that is so
BRISK = (0.25, 0.05, 0.4, 0.1, 3.0)  # paces: start, near, jump, aim, growth
FREE = (1.0, 0.2, np.inf, 1.0, 4.0)
LONGEST_WALK = 4000  # sweeps
EASY, HARD = (6, 0.1), (12, 0.01)  # walks: secants a lane learns from; first step, in logits
FEW = 32  # draws that a thread of walks is worth
NEARBY = 1e-4  # in probability: a trace that ends further from a walk's end is on another branch

Rows = NDArray[np.int64]


class Batch:
    """Some draws, their numbers laid out for the kernels, and what is known of each."""

    def __init__(
        self,
        tree: Tree,
        payoffs: Payoffs,
        precision: Floats,
        fixed: dict[int, int],
        tolerance: float,
        engine: str = "cpu",
        threads: int = 1,
        room: Floats | None = None,
    ) -> None:
        self.tree, self.fixed, self.tolerance = tree, fixed, tolerance
        self.engine, self.threads = engine, threads
        self.payoffs = Payoffs(
            np.ascontiguousarray(payoffs.outcome, np.float64),
            np.ascontiguousarray(payoffs.chance, np.float64),
        )
        self.precision = precision
        self.schedule = lay_out(tree, fixed)
        self.paid = paid(self.schedule, self.payoffs.outcome)
        draws = payoffs.draws
        self.strategy = np.zeros((draws, tree.actions)) if room is None else room
        self.residual = np.full(draws, np.inf)
        # A device looks at payoffs as it reads them.
        unseen = tree.outcomes if engine == "jax" and self.schedule.steps else 0
        self.status = refusals(tree, self.payoffs, precision, unseen)
        if unseen and not len(self.waiting):
            self.status = refusals(tree, self.payoffs, precision)
        self.sweeps = np.zeros(draws, np.int64)

    def follow_the_branch(self) -> None:
        """From precision 0 to the target, each draw as carefully as it needs."""
        self._stride(BRISK, None, self.engine)
        self._walk(EASY)
        self._walk(HARD)
        self._trace()
        self._stride(FREE, None)

    def iterate_from(self, strategy: Floats) -> None:
        """At full precision, from a strategy."""
        self._stride(FREE, self._logits(strategy), self.engine)

    @property
    def waiting(self) -> Rows:
        """Draws without an answer, the least precise first, so that blocks are alike."""
        left = np.flatnonzero(self.status == Status.STUCK)
        return left[np.argsort(self.precision[left].max(axis=1), kind="stable")]

    def _logits(self, strategy: Floats) -> Floats:
        """Logits of the feedback strategies, with mean 0 at each information set, `[D, F]`."""
        logit = np.log(np.maximum(strategy[:, self.schedule.feedback_action.astype(int)], 1e-300))
        first = self.schedule.feedback_start.astype(int)
        sizes = np.diff(first)
        mean = np.add.reduceat(logit, first[:-1], axis=1) / sizes if len(sizes) else logit
        return np.asarray(logit - np.repeat(mean, sizes, axis=1))

    def _stride(self, pace: tuple[float, ...], logit: Floats | None, engine: str = "cpu") -> None:
        """Iterate draws without an answer, from precision 0 or at full precision from logits."""
        waiting = self.waiting
        if not len(waiting):
            return
        rounds = rounds_of(self.schedule)
        some = self.schedule.steps > 0  # else there is nothing to find
        run = self._on_device if engine == "jax" and some else self._on_processor
        solved = waiting[run(waiting, pace, logit, rounds)]
        self.status[solved] = Status.UNTRACED if pace is FREE else Status.SOLVED

    def _on_processor(
        self, waiting: Rows, pace: tuple[float, ...], logit: Floats | None, rounds: tuple[int, ...]
    ) -> NDArray[np.bool_]:
        """Strides by kernels, a block of a few draws at a time; which draws have arrived."""
        from twofront.games import course as lanes
        from twofront.games.block import COURSE, workspace

        path = np.zeros((len(self.status), 3, self.schedule.fed))
        course = np.zeros((len(self.status), int(COURSE)))
        course[:, lanes.TOLERANCE] = self.tolerance
        if logit is not None:
            path[:] = logit[:, None]
            course[:, [lanes.FRACTION, lanes.MET]] = 1.0
        plan, (work, room) = places(self.schedule), workspace(self.schedule)
        batch = self._addresses(address(path), address(course))
        for most in rounds:
            running = waiting[course[waiting, lanes.STATE] == lanes.RUNNING]
            if len(running) == 0:
                break
            lanes.round_of_sweeps(plan, work, running, batch, most, self.tolerance, np.array(pace))
        del room  # what the addresses point to has lived until here
        self.sweeps += course[:, lanes.SWEEPS].astype(np.int64)
        return np.asarray(course[waiting, lanes.STATE] == lanes.DONE)

    def _on_device(
        self, waiting: Rows, pace: tuple[float, ...], logit: Floats | None, rounds: tuple[int, ...]
    ) -> NDArray[np.bool_]:
        """Strides by JAX, all draws at a time; which draws have arrived."""
        from twofront.games.gpu import load_engine

        engine, asked = load_engine(), self.status == Status.STUCK
        draws = engine.Draws(self.paid, self.payoffs.chance, self.precision, asked, logit)
        manner = engine.Manner(rounds, pace, self.tolerance)
        ran = engine.stride(self.schedule, draws, manner, self.strategy)
        np.copyto(self.residual, ran.residual, where=asked & ran.finite)
        self.status[~ran.finite] = Status.NOT_FINITE
        self.sweeps += ran.sweeps
        return np.asarray(ran.done[waiting] & ran.finite[waiting])

    def _walk(self, manner: tuple[int, float]) -> None:
        """Follow the branch by arc length, in as many threads as the batch may use."""
        waiting = self.waiting
        if not len(waiting):
            return
        turns, arrived = np.zeros_like(self.sweeps), np.zeros(len(self.status), np.bool_)
        threads = min(self.threads, -(-len(waiting) // FEW))
        if threads == 1:
            self._walk_some(waiting, manner, turns, arrived)
        else:  # what a draw meets does not depend on who walks beside it
            with ThreadPoolExecutor(threads) as pool:
                parts = [waiting[first::threads] for first in range(threads)]
                list(pool.map(lambda part: self._walk_some(part, manner, turns, arrived), parts))
        good = waiting[arrived[waiting] & (self.residual[waiting] <= SOLVED_RESIDUAL)]
        exact = self.residual[good] <= self.tolerance
        met = np.where(turns[good] > 0, Status.TURNED, Status.SOLVED)
        self.status[good] = np.where(exact, met, Status.LOOSE)

    def _walk_some(
        self, draws: Rows, manner: tuple[int, float], turns: Rows, arrived: NDArray[np.bool_]
    ) -> None:
        """Walk a block of draws at a time, in lanes."""
        from twofront.games import arc
        from twofront.games.block import workspace

        secants, first = manner
        plan, (work, room) = places(self.schedule), workspace(self.schedule)
        walk, more = arc.walk(self.schedule, secants)
        arc.walk_all(
            plan, work, walk, draws, self._addresses(0, 0), turns, self.sweeps, arrived,
            LONGEST_WALK, 0.1 * self.tolerance, first,
        )  # fmt: skip
        del room, more

    def _trace(self) -> None:
        """Trace the branch, draw by draw; walks that ended loosely too, in small games."""
        small = self.schedule.fed <= DENSE
        loose = np.flatnonzero((self.status == Status.LOOSE) & small)
        for draw in [*self.waiting.tolist(), *loose.tolist()]:
            tracer = self._tracer(draw)
            trace = tracer.follow()
            self.sweeps[draw] += tracer.sweeps
            if trace.arrived:
                self._judge(draw, tracer.strategy(trace.point), trace)

    def _judge(self, draw: int, strategy: Floats, trace: Trace) -> None:
        """Take over what a trace found, unless it left the point that a walk had met."""
        one = slice(draw, draw + 1)
        found = self.completed(strategy[None])
        part = Payoffs(self.payoffs.outcome[one], self.payoffs.chance[one])
        left = residual(self.tree, part, self.precision[one], found, self.fixed)[0]
        if self.status[draw] == Status.LOOSE:
            away = np.abs(found[0] - self.strategy[draw]).max()
            if away > NEARBY or left >= self.residual[draw]:
                return
        self.strategy[draw], self.residual[draw] = found[0], left
        if left > SOLVED_RESIDUAL:
            return
        self.status[draw] = Status.LOOSE
        if left <= self.tolerance:
            forked = Status.FORKED if trace.forks else Status.SOLVED
            self.status[draw] = Status.TURNED if trace.turns else forked

    def look_for_forks(self) -> None:
        """Tell which branches without turns have passed a fork."""
        for draw in np.flatnonzero(self.status == Status.SOLVED).tolist():
            tracer = self._tracer(draw)
            if tracer.full:
                logit = self._logits(self.strategy[draw : draw + 1])[0]
                if tracer.forked(np.append(logit, tracer.scale)):
                    self.status[draw] = Status.FORKED

    def _tracer(self, draw: int) -> Tracer:
        from twofront.games.trace import Tracer

        return Tracer(self.schedule, self.paid, self.payoffs.chance, self.precision, draw)

    def _addresses(self, path: int, course: int) -> Any:
        from twofront.games.block import Batch as Addresses

        return Addresses(
            address(self.paid), address(self.payoffs.chance),
            address(self.precision), path, course, address(self.strategy), address(self.residual),
        )  # fmt: skip

    def completed(self, strategy: Floats) -> Floats:
        """Strategies `[K, A]`, with what the schedule leaves out written in."""
        tree = self.tree
        for infoset in set(range(tree.infosets)) - set(self.schedule.moves.tolist()):
            actions = slice(tree.infoset_start[infoset], tree.infoset_start[infoset + 1])
            count = actions.stop - actions.start
            strategy[:, actions] = 1.0 / count
            if infoset in self.fixed:
                strategy[:, actions] = 0.0
                strategy[:, actions.start + self.fixed[infoset]] = 1.0
        return strategy

    def answer(self, dtype: np.dtype[Any]) -> Equilibria:
        """Everything found, sets out of reach made uniform."""
        self.completed(self.strategy)
        refused = self.status >= Status.NOT_FINITE
        sizes = np.diff(self.tree.infoset_start)
        uniform = np.repeat(1.0 / sizes, sizes)
        self.strategy[refused] = uniform
        excluded = np.flatnonzero((self.payoffs.chance == 0).any(axis=1) & ~refused)
        if len(excluded):
            out = out_of_reach(self.tree, self.payoffs.chance[excluded], self.fixed)
            self.strategy[excluded] = np.where(out, uniform, self.strategy[excluded])
        return Equilibria(
            self.strategy.astype(dtype, copy=False),
            self.residual,
            self.status,
            self.sweeps.astype(np.int32),
        )


def rounds_of(schedule: Schedule) -> tuple[int, ...]:
    """Most sweeps of each round of strides."""
    return SHORT_ROUNDS if schedule.slots <= SMALL else ROUNDS


def checked(tree: Tree, payoffs: Payoffs, precision: Floats, fixed: Mapping[int, int]) -> Floats:
    """Check that a solve's arrays fit its tree; give the precision laid out for the kernel.

    Raises:
        ShapeError: Arrays and tree disagree, or `fixed` names no action.
    """
    payoffs.check(tree)
    check_play(tree, fixed)
    precision = np.ascontiguousarray(precision, np.float64)
    if precision.shape != (payoffs.draws, tree.players):
        wanted = (payoffs.draws, tree.players)
        raise ShapeError(f"precision has shape {precision.shape}; expected {wanted}.")
    return precision
