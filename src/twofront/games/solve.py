"""Agent logit quantal response equilibria of a whole batch of draws.

The policy on branches. Every draw is taken from precision 0, where play is
uniform, to its target. Most go in lanes: precision is raised in a few strides,
each predicted from the last and corrected. A stride whose
correction leaves the neighbourhood of its prediction, or whose last moves tell
of an equilibrium beyond a turn, is taken back and shortened. A lane that does
not get on so, in a gentle second attempt either, or whose beliefs stand on a
vanishing reach, is left to the tracer, which follows the principal branch by arc
length. Only where that fails is the answer of free iteration reported, with a
status that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from twofront.games.equilibria import (
    SOLVED_RESIDUAL,
    Equilibria,
    Floats,
    Payoffs,
    ShapeError,
    Status,
)
from twofront.games.schedule import address, lay_out, places
from twofront.games.tree import NodeKind, Tree
from twofront.games.values import check_play, check_strategy, residual

ROUNDS = (16, 32, 64, 128)  # sweeps after which draws that still run form new blocks
BRISK = (0.4, 0.05, 0.4, 0.1, 3.0)  # paces: start, near, jump, aim, growth
GENTLE = (0.2, 0.02, 0.3, 0.05, 2.0)
FREE = (1.0, 0.2, np.inf, 1.0, 4.0)
CHANCE_SLACK = 1e-9  # how far chances at a node may be from adding to 1


def solve_qre(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
    start: Floats | None = None,
    patient: bool = True,
    tolerance: float = 1e-8,
    dtype: DTypeLike = np.float64,
) -> Equilibria:
    """Find the agent logit quantal response equilibrium of every draw.

    At information set I of player i, with beliefs by Bayes' rule, action a has
    probability softmax_a(precision_i * expected payoff of a). A draw's answer
    is the same, to the bit, in any batch, order, chunk or thread.

    Axes: D draws, A actions of all information sets, O outcomes, P players.

    Args:
        tree: Game structure shared by all draws; call `tree.validate()` first
            where it comes from outside.
        payoffs: `outcome [D, O, P]`, in utils, adding along a path; `chance [D, E]`.
        precision: `[D, P]`, 1/util, at least 0; 0 is uniform play.
        fixed: Information sets that play one local action with certainty, known
            to everyone. Sets out of reach then play uniformly.
        start: `[D, A]` strategy to iterate from instead of tracing from
            precision 0; then the answer need not lie on the principal branch.
        patient: Whether to go on with draws that brisk strides lose, in smaller ones and
            by tracing, which may take thousands of sweeps; else they are `STUCK`.
        tolerance: Residual asked for.
        dtype: Of the strategy returned; all arithmetic is 64-bit.

    Returns:
        Equilibria with `strategy [D, A]`, `residual [D]`, `status [D]` and
        `sweeps [D]`. A draw that is not solved keeps its last iterate and a
        status that says why. Information sets that chance or fixed moves put
        out of reach play uniformly and have no part in the residual.

    Raises:
        ShapeError: Arrays and tree disagree, or `fixed` names no action.

    Source:
        McKelvey & Palfrey (1998), agent quantal response equilibrium.
    """
    precision = _checked(tree, payoffs, precision, fixed or {})
    batch = _Batch(tree, payoffs, precision, dict(fixed or {}), tolerance)
    if start is not None:
        check_strategy(tree, payoffs, np.asarray(start))
        batch.start_from(np.asarray(start, np.float64))
    if start is None:
        batch.run_lanes(BRISK)
    if start is None and patient:
        batch.run_lanes(GENTLE)
        batch.trace_the_rest()
    if start is not None or patient:
        batch.run_lanes(FREE)
    return batch.answer(np.dtype(dtype))


def _checked(tree: Tree, payoffs: Payoffs, precision: Floats, fixed: Mapping[int, int]) -> Floats:
    """Check that a solve's arrays fit its tree; give the precision laid out for the kernel."""
    payoffs.check(tree)
    check_play(tree, fixed)
    precision = np.ascontiguousarray(precision, np.float64)
    if precision.shape != (payoffs.draws, tree.players):
        wanted = (payoffs.draws, tree.players)
        raise ShapeError(f"precision has shape {precision.shape}; expected {wanted}.")
    return precision


class _Batch:
    """The draws of one call on their way to an answer."""

    def __init__(
        self,
        tree: Tree,
        payoffs: Payoffs,
        precision: Floats,
        fixed: dict[int, int],
        tolerance: float,
    ) -> None:
        self.tree, self.fixed, self.tolerance = tree, fixed, tolerance
        self.payoffs = Payoffs(
            np.ascontiguousarray(payoffs.outcome, np.float64),
            np.ascontiguousarray(payoffs.chance, np.float64),
        )
        self.precision = precision
        self.schedule = lay_out(tree, fixed)
        draws, fed = payoffs.draws, self.schedule.fed
        self.strategy = np.zeros((draws, tree.actions))
        self.residual = np.full(draws, np.inf)
        self.status = _refusals(tree, self.payoffs, precision)
        self.sweeps = np.zeros(draws, np.int64)
        self.path = np.zeros((draws, 3, fed))
        self.from_zero = True

    def start_from(self, strategy: Floats) -> None:
        """Iterate from a strategy at full precision."""
        fed = self.schedule.feedback_action.astype(np.int64)
        logit = np.log(np.maximum(strategy[:, fed], 1e-300))
        bounds = self.schedule.feedback_start.astype(np.int64)
        for first, last in pairwise(bounds):
            logit[:, first:last] -= logit[:, first:last].mean(axis=1, keepdims=True)
        self.path[:, :] = logit[:, None]
        self.from_zero = False

    def run_lanes(self, pace: tuple[float, ...]) -> None:
        """Iterate all draws that have no answer yet; solved ones get their status."""
        from twofront.games import course as lanes
        from twofront.games.block import COURSE, workspace

        waiting = np.flatnonzero(self.status == Status.STUCK)
        if self.from_zero:
            self.path[waiting] = 0.0
        waiting = waiting[np.argsort(self.precision[waiting].max(axis=1), kind="stable")]
        course = np.zeros((len(self.status), COURSE))
        plan, (work, room) = places(self.schedule), workspace(self.schedule)
        batch = self._addresses(course)
        if not self.from_zero:
            course[:, [lanes.FRACTION, lanes.MET]] = 1.0
        course[:, lanes.TOLERANCE] = self.tolerance
        for most in ROUNDS:
            running = waiting[course[waiting, lanes.STATE] == lanes.RUNNING]
            if len(running) == 0:
                break
            lanes.round_of_sweeps(plan, work, running, batch, most, self.tolerance, np.array(pace))
        del room  # kept alive until here
        self.sweeps += course[:, lanes.SWEEPS].astype(np.int64)
        solved = waiting[course[waiting, lanes.STATE] == lanes.DONE]
        self.status[solved] = Status.UNTRACED if pace is FREE else Status.SOLVED

    def _addresses(self, course: Floats) -> Any:
        from twofront.games.block import Batch

        paid = self.payoffs.outcome.shape[1] * self.payoffs.outcome.shape[2]
        return Batch(
            address(self.payoffs.outcome), paid, address(self.payoffs.chance),
            address(self.precision), address(self.path), address(course),
            address(self.strategy), address(self.residual),
        )  # fmt: skip

    def trace_the_rest(self) -> None:
        """Follow the principal branch for draws that lanes left; else iterate plainly."""
        from twofront.games.trace import Tracer

        for draw in np.flatnonzero(self.status == Status.STUCK):
            tracer = Tracer(self.schedule, self.payoffs, self.precision, int(draw))
            found, _ = tracer.follow()
            self.sweeps[draw] += tracer.sweeps
            if found is not None:
                self.strategy[draw] = tracer.strategy(found)
                self._judge(int(draw))

    def _judge(self, draw: int) -> None:
        one = slice(draw, draw + 1)
        self._complete(one)
        part = Payoffs(self.payoffs.outcome[one], self.payoffs.chance[one])
        left = residual(self.tree, part, self.precision[one], self.strategy[one], self.fixed)[0]
        self.residual[draw] = left
        if left <= SOLVED_RESIDUAL:
            self.status[draw] = Status.SOLVED if left <= self.tolerance else Status.LOOSE

    def _complete(self, draws: slice | NDArray[np.int64]) -> None:
        """Write the strategies of information sets that the schedule leaves out."""
        tree = self.tree
        moving = set(self.schedule.moves.tolist())
        for infoset in set(range(tree.infosets)) - moving:
            actions = slice(tree.infoset_start[infoset], tree.infoset_start[infoset + 1])
            count = actions.stop - actions.start
            self.strategy[draws, actions] = 1.0 / count
            if infoset in self.fixed:
                self.strategy[draws, actions] = 0.0
                self.strategy[draws, actions.start + self.fixed[infoset]] = 1.0

    def answer(self, dtype: np.dtype[Any]) -> Equilibria:
        """Everything found, sets out of reach made uniform."""
        self._complete(np.arange(len(self.status)))
        refused = self.status >= Status.NOT_FINITE
        uniform = np.repeat(
            1.0 / np.diff(self.tree.infoset_start), np.diff(self.tree.infoset_start)
        )
        self.strategy[refused] = uniform
        excluded = np.flatnonzero((self.payoffs.chance == 0).any(axis=1) & ~refused)
        if len(excluded):
            out = _out_of_reach(self.tree, self.payoffs.chance[excluded], self.fixed)
            self.strategy[excluded] = np.where(out, uniform, self.strategy[excluded])
        return Equilibria(
            self.strategy.astype(dtype, copy=False),
            self.residual,
            self.status,
            self.sweeps.astype(np.int32),
        )


def _refusals(tree: Tree, payoffs: Payoffs, precision: Floats) -> NDArray[np.int8]:
    """STUCK for draws yet to be solved, the reason for those that cannot be."""
    status = np.full(payoffs.draws, Status.STUCK, np.int8)
    chance = payoffs.chance
    at = np.flatnonzero(tree.kind[tree.parent[1:]] == NodeKind.CHANCE) + 1
    total = np.zeros((payoffs.draws, tree.nodes))
    np.add.at(total.T, tree.parent[at], np.nan_to_num(chance)[:, tree.edge[at]].T)
    drawn = tree.kind == NodeKind.CHANCE
    wrong = (np.abs(total[:, drawn] - 1) > CHANCE_SLACK).any(axis=1) | (chance < 0).any(axis=1)
    status[wrong] = Status.BAD_CHANCE
    finite = np.isfinite(payoffs.outcome).all(axis=(1, 2)) & np.isfinite(chance).all(axis=1)
    finite &= np.isfinite(precision).all(axis=1) & (precision >= 0).all(axis=1)
    status[~finite] = Status.NOT_FINITE
    return status


def _out_of_reach(tree: Tree, chance: Floats, fixed: Mapping[int, int]) -> NDArray[np.bool_]:
    """Actions of information sets that chance, with fixed moves, excludes, `[D, A]`."""
    reached = np.zeros((len(chance), tree.infosets), bool)
    open_ = np.ones((len(chance), tree.nodes), bool)
    for node in range(tree.nodes):
        parent = int(tree.parent[node])
        if parent >= 0:
            open_[:, node] = open_[:, parent]
            if tree.kind[parent] == NodeKind.CHANCE:
                open_[:, node] &= chance[:, tree.edge[node]] > 0
            else:
                infoset = int(tree.infoset[parent])
                local = int(tree.edge[node] - tree.infoset_start[infoset])
                open_[:, node] &= fixed.get(infoset, local) == local
        if tree.kind[node] == NodeKind.DECISION:
            reached[:, tree.infoset[node]] |= open_[:, node]
    return np.repeat(~reached, np.diff(tree.infoset_start), axis=1)
