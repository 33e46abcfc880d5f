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

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from twofront.games.batch import Batch, checked
from twofront.games.equilibria import Equilibria, Floats, Payoffs
from twofront.games.tree import Tree
from twofront.games.values import check_strategy

CHUNK = 4096  # draws on their way at a time, so that memory stays flat


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

    Returns:
        Equilibria. A draw that is not solved keeps its last iterate and a status that says
        why. Information sets that nothing reaches play uniformly, outside the residual.

    Raises:
        ShapeError: Arrays and tree disagree, or `fixed` names no action.

    Source:
        McKelvey & Palfrey (1998), agent quantal response equilibrium.
    """
    precision = checked(tree, payoffs, precision, fixed or {})
    if start is not None:
        start = np.asarray(start, np.float64)
        check_strategy(tree, payoffs, start)
    kind = np.dtype(dtype)
    found = []
    for first in range(0, max(payoffs.draws, 1), CHUNK):
        part = slice(first, first + CHUNK)
        some = Payoffs(payoffs.outcome[part], payoffs.chance[part])
        batch = Batch(tree, some, precision[part], dict(fixed or {}), tolerance)
        if start is None:
            batch.follow_the_branch()
            if forks:
                batch.look_for_forks()
        else:
            batch.iterate_from(start[part])
        found.append(batch.answer(kind))
    return found[0] if len(found) == 1 else joined(found)


def joined(parts: list[Equilibria]) -> Equilibria:
    """Give the equilibria of several batches as one."""
    return Equilibria(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("strategy", "residual", "status", "sweeps")
        )
    )
