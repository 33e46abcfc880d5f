"""Agent logit quantal response equilibria of a whole batch of draws.

The policy on branches. Every draw is taken from precision 0, where play is
uniform, to its target along the branch of equilibria that begins there; where
that branch meets the target several times, the first meeting is reported, and
where it forks the way straight on. Three walkers take over from each other,
each slower and more careful than the last:

1. Strides (`course`): precision is raised in a few strides, each predicted from
   the last and corrected. A stride whose correction leaves the neighbourhood of
   its prediction, or whose last moves tell of an equilibrium beyond a turn, is
   taken back and shortened.
2. Walks (`arc`): precision and logits move together by arc length, so that
   a branch may turn back.
3. Traces (`trace`): one draw at a time, in logarithms of reach, with the slope of
   the reply map worked out at every step.

Only where all fail is the answer of free iteration reported, with a status that
says so. A status also says where the branch turned or forked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from twofront.games.batch import Batch, checked
from twofront.games.equilibria import Equilibria, Floats, Payoffs
from twofront.games.schedule import lay_out
from twofront.games.tree import Tree
from twofront.games.values import check_strategy

CHUNK = 4096  # draws on their way at a time, so that memory stays flat
ENGINES = ("cpu", "jax")


def solve_qre(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
    start: Floats | None = None,
    forks: bool = False,
    tolerance: float = 1e-8,
    dtype: DTypeLike = np.float64,
    engine: str = "cpu",
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
        fixed: Information sets that play one local action with certainty, as all know.
        start: `[D, A]` strategy to iterate from instead of following the branch from
            precision 0; then the answer need not lie on the principal branch.
        forks: Whether to look for forks, in games of up to 80 feedback actions: they need
            a tie or a symmetry, which drawn numbers lack, and take the slope of each draw.
        tolerance: Residual asked for.
        dtype: Of the strategy returned; all arithmetic is 64-bit.
        engine: What runs the strides: "cpu", or "jax" for a graphics card or any other device
            that JAX finds; then walks and traces run on all processors meanwhile. Answers of
            two engines, or of one on two kinds of device, agree within rounding.

    Returns:
        Equilibria. A draw that is not solved keeps its last iterate and a status that says
        why. Information sets that nothing reaches play uniformly, outside the residual.

    Raises:
        ShapeError: Arrays and tree disagree, or `fixed` names no action.
        ValueError: There is no such engine.
        ImportError: The engine is "jax", and JAX is not installed.

    Source:
        McKelvey & Palfrey (1998), agent quantal response equilibrium.
    """
    precision = checked(tree, payoffs, precision, fixed or {})
    if start is not None:
        start = np.asarray(start, np.float64)
        check_strategy(tree, payoffs, start)
    chunk, threads = (CHUNK, 1) if engine == "cpu" else _on_device(engine, tree, fixed or {})
    call = _Call(
        tree, payoffs, precision, dict(fixed or {}), start, forks, tolerance, np.dtype(dtype),
        engine, chunk, threads,
    )  # fmt: skip
    return call.in_one() if payoffs.draws <= chunk else call.in_parts()


@dataclass(frozen=True)
class _Call:
    """What a call asks for, taken so many draws at a time in so many threads."""

    tree: Tree
    payoffs: Payoffs
    precision: Floats
    fixed: dict[int, int]
    start: Floats | None
    forks: bool
    tolerance: float
    kind: np.dtype[Any]
    engine: str
    chunk: int
    threads: int

    def in_one(self) -> Equilibria:
        """All draws at a time."""
        return self._solved(slice(None), self.threads, None)

    def in_parts(self) -> Equilibria:
        """So many draws at a time, some parts beside each other where there are threads."""
        draws, chunk = self.payoffs.draws, self.chunk
        parts = [slice(first, first + chunk) for first in range(0, draws, chunk)]
        whole = Equilibria(
            np.zeros((draws, self.tree.actions), self.kind),
            np.empty(draws),
            np.empty(draws, np.int8),
            np.empty(draws, np.int32),
        )
        spare = max(1, self.threads // len(parts))

        def solve(part: slice) -> None:
            room = whole.strategy[part] if self.kind == np.float64 else None
            found = self._solved(part, spare, room)
            if room is None:
                whole.strategy[part] = found.strategy
            for name in ("residual", "status", "sweeps"):
                getattr(whole, name)[part] = getattr(found, name)

        if self.threads == 1:
            for part in parts:
                solve(part)
        else:
            with ThreadPoolExecutor(min(self.threads, len(parts))) as pool:
                list(pool.map(solve, parts))
        return whole

    def _solved(self, part: slice, threads: int, room: Floats | None) -> Equilibria:
        """Some draws, their strategies written to a room where one is given."""
        some = Payoffs(self.payoffs.outcome[part], self.payoffs.chance[part])
        batch = Batch(
            self.tree, some, self.precision[part], self.fixed, self.tolerance, self.engine,
            threads, room,
        )  # fmt: skip
        if self.start is None:
            batch.follow_the_branch()
            if self.forks:
                batch.look_for_forks()
        else:
            batch.iterate_from(self.start[part])
        return batch.answer(self.kind)


def _on_device(engine: str, tree: Tree, fixed: Mapping[int, int]) -> tuple[int, int]:
    """How many draws the device takes at a time, and how many threads the rest may use."""
    if engine not in ENGINES:
        raise ValueError(f"There is no engine {engine!r}; there are {' and '.join(ENGINES)}.")
    from twofront.games.gpu import load_engine

    return load_engine().lanes(lay_out(tree, fixed)), os.cpu_count() or 1
