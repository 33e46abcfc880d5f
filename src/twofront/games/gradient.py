"""How equilibria move with payoffs, chances and precision: derivatives in reverse mode.

An objective's slope in the strategies goes in, its slope in every number of the
game comes out, at the cost of a few sweeps whatever their count. `adjoint` holds
the mathematics; this file checks, calls and judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from twofront.games.batch import checked
from twofront.games.equilibria import Floats, Payoffs, ShapeError, Status
from twofront.games.refusals import out_of_reach, refusals
from twofront.games.schedule import address, lay_out, paid, places, side_by_side
from twofront.games.tree import NodeKind, Tree
from twofront.games.validation import by_depth
from twofront.games.values import check_strategy, played

CHUNK = 4096  # draws prepared at a time
APART = 1e-4  # a strategy that a sweep moves further is no equilibrium
STEEPEST = 1e6  # growth of a slope beyond which an equilibrium's own error blurs it
GOOD = 1e-8  # left of a linear system that counts as solved


class GradientStatus(IntEnum):
    """How the derivative of one draw ended; `meaning` says it in words."""

    SOLVED = 0
    SINGULAR = 1
    VANISHING_REACH = 2
    NOT_EQUILIBRIUM = 3
    REFUSED = 4

    @property
    def meaning(self) -> str:
        """The status as a sentence for people."""
        return _MEANINGS[self]


_MEANINGS = {
    GradientStatus.SOLVED: "the derivative of the equilibrium",
    GradientStatus.SINGULAR: "the linear system is singular, or so nearly that the equilibrium's "
    "own error blurs the answer: it lies at or next to a turn or fork of its branch",
    GradientStatus.VANISHING_REACH: "beliefs stand on a reach below 1e-280, whose digits "
    "probabilities do not hold",
    GradientStatus.NOT_EQUILIBRIUM: f"one more sweep moves the strategy by more than {APART:g}: "
    "it is no equilibrium, or not exact enough to be differentiated",
    GradientStatus.REFUSED: "a payoff, chance, precision or weight is not a finite number, "
    "or chances at a node do not add to 1",
}


@dataclass(frozen=True, slots=True)
class Gradient:
    """Derivative of an objective by the numbers of every draw; NaN where there is none.

    Axes: D draws, O outcomes, P players, E chance edges.

    Attributes:
        outcome: `[D, O, P]`, objective per util; outcome 0 pays nothing and gets 0.
            `[D, O, 1]` where payoffs are.
        chance: `[D, E]`, each chance on its own. Only sums over directions that
            keep a node's chances adding to 1 speak of games. At chance 0 it is
            the slope from above.
        precision: `[D, P]`, objective times util.
        status: `[D]` int8, values of `GradientStatus`.
        residual: `[D]`, what is left of the linear system against its size.
    """

    outcome: Floats
    chance: Floats
    precision: Floats
    status: NDArray[np.int8]
    residual: Floats

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which draws have a derivative, `[D]`."""
        return np.equal(self.status, np.int8(GradientStatus.SOLVED))


def qre_gradient(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    strategy: Floats,
    weight: Floats,
    *,
    fixed: Mapping[int, int] | None = None,
) -> Gradient:
    """Differentiate an objective of the equilibrium by payoffs, chances and precision.

    The equilibrium is held to its equations while the numbers move (implicit
    differentiation), so it may come from any solver and lie on any branch. For a
    log-likelihood of observed actions, the weight of an action is the number of
    times it was seen over its probability. An objective of where play ends, or of
    expected payoffs, first goes through `reach_gradient`. A draw's answer is the
    same, to the bit, in any batch or order.

    Axes: D draws, A actions of all information sets, O outcomes, P players.

    Args:
        tree: Game structure shared by all draws.
        payoffs: `outcome [D, O, P]`, in utils; `chance [D, E]`.
        precision: `[D, P]`, 1/util.
        strategy: `[D, A]`, an equilibrium of these numbers: `solve_qre(...).strategy`.
            The derivative is about as exact as it is; ask for a tolerance below
            the default where digits matter.
        weight: `[D, A]`, derivative of the objective by each probability, all
            others held.
        fixed: As given to `solve_qre`.

    Returns:
        Gradient with `outcome [D, O, P]`, `chance [D, E]`, `precision [D, P]`,
        `status [D]` and `residual [D]`. A draw without a derivative has NaN and
        a status that says why. Information sets out of reach play uniformly
        whatever the numbers, so their weight counts for nothing.

    Raises:
        ShapeError: Arrays and tree disagree, or `fixed` names no action.

    Source:
        The implicit function theorem; Griewank & Walther (2008), "Evaluating
        Derivatives", chapter 15.
    """
    play = dict(fixed or {})
    precision = checked(tree, payoffs, precision, play)
    strategy, weight = np.asarray(strategy, np.float64), np.asarray(weight, np.float64)
    check_strategy(tree, payoffs, strategy)
    _check_weight("weight", weight, strategy.shape)
    found = _empty(payoffs, precision)
    for first in range(0, payoffs.draws, CHUNK):
        part = slice(first, first + CHUNK)
        some = Payoffs(payoffs.outcome[part], payoffs.chance[part])
        numbers = some, precision[part], strategy[part], weight[part]
        _differentiate(tree, *numbers, play, _part(found, part))
    return found


def reach_gradient(
    tree: Tree,
    payoffs: Payoffs,
    strategy: Floats,
    leaf_weight: Floats,
    play: Mapping[int, int] | None = None,
) -> tuple[Floats, Floats]:
    """Differentiate an objective of leaf probabilities by strategies and chances.

    The first step of a chain whose second is `qre_gradient`:

        weight, direct = reach_gradient(tree, payoffs, strategy, leaf_weight)
        moved = qre_gradient(tree, payoffs, precision, strategy, weight)
        by_chance = direct + moved.chance

    For a log-likelihood of observed ends the weight of a leaf is the number of
    times it was seen over its probability.

    Args:
        tree: The game.
        payoffs: Only `chance [D, E]` is used.
        strategy: `[D, A]`.
        leaf_weight: `[D, L]`, derivative of the objective by the probability of
            each leaf, leaves in the order of `tree.leaves`.
        play: As given to `reach`; information sets in it have no derivative.

    Returns:
        `[D, A]` and `[D, E]`, derivatives by each probability, all others held.

    Raises:
        ShapeError: Arrays and tree disagree, or `play` names no action.
    """
    strategy, leaf_weight = np.asarray(strategy, np.float64), np.asarray(leaf_weight, np.float64)
    check_strategy(tree, payoffs, strategy)
    _check_weight("leaf_weight", leaf_weight, (payoffs.draws, len(tree.leaves)))
    certain = played(tree, strategy, play or {})
    weight, chance = np.zeros(strategy.shape), np.zeros(payoffs.chance.shape)
    for first in range(0, payoffs.draws, CHUNK):
        part = slice(first, first + CHUNK)
        weight[part], chance[part] = _reach_back(
            tree, payoffs.chance[part], certain[part], leaf_weight[part]
        )
    for infoset in play or {}:
        weight[:, tree.infoset_start[infoset] : tree.infoset_start[infoset + 1]] = 0.0
    return weight, chance


def _check_weight(name: str, weight: Floats, wanted: tuple[int, ...]) -> None:
    if weight.shape != wanted:
        raise ShapeError(f"{name} has shape {weight.shape}; expected {wanted}.")


def _empty(payoffs: Payoffs, precision: Floats) -> Gradient:
    draws = payoffs.draws
    return Gradient(
        np.zeros(payoffs.outcome.shape),
        np.zeros(payoffs.chance.shape),
        np.zeros(precision.shape),
        np.zeros(draws, np.int8),
        np.zeros(draws),
    )


def _part(found: Gradient, part: slice) -> Gradient:
    """Views of some draws."""
    return Gradient(
        found.outcome[part],
        found.chance[part],
        found.precision[part],
        found.status[part],
        found.residual[part],
    )


def _differentiate(
    tree: Tree,
    payoffs: Payoffs,
    precision: Floats,
    strategy: Floats,
    weight: Floats,
    fixed: dict[int, int],
    found: Gradient,
) -> None:
    """Fill in the gradient of a chunk of draws."""
    from twofront.games import adjoint
    from twofront.games.block import Batch, workspace

    strategy, weight = _unreached(tree, payoffs, strategy, weight, fixed)
    chance = np.ascontiguousarray(payoffs.chance, np.float64)
    schedule = lay_out(tree, fixed)
    earned = paid(schedule, payoffs.outcome)
    by_payoff = np.zeros_like(earned)
    plan, (work, room) = places(schedule), workspace(schedule)
    slopes, more = adjoint.adjoint_room(schedule)
    audit = np.zeros((payoffs.draws, int(adjoint.AUDIT)))
    batch = Batch(address(earned), address(chance), address(precision), 0, 0, 0, 0)
    ends = adjoint.Ends(
        address(strategy), address(weight), address(by_payoff), address(found.chance),
        address(found.precision), address(audit),
    )  # fmt: skip
    draws = np.argsort(precision.max(axis=1), kind="stable")  # blocks of draws alike
    most = adjoint.directions(schedule)
    adjoint.differentiate(plan, work, slopes, draws, batch, ends, most)
    del room, more  # what the addresses point to has lived until here
    found.residual[:] = audit[:, adjoint.LEFT]
    found.status[:] = _judged(audit)
    wrong = refusals(tree, payoffs, precision) != Status.STUCK
    found.status[wrong | ~np.isfinite(weight).all(axis=1)] = GradientStatus.REFUSED
    side_by_side(found.outcome)[:, : schedule.payoffs] = by_payoff
    found.outcome[:, 0] = 0.0
    rows = found.outcome, found.chance, found.precision
    for row in rows:
        lost = ~np.isfinite(row).all(axis=tuple(range(1, row.ndim)))
        found.status[lost & found.solved] = GradientStatus.SINGULAR
    for row in rows:
        row[~found.solved] = np.nan


def _unreached(
    tree: Tree, payoffs: Payoffs, strategy: Floats, weight: Floats, fixed: dict[int, int]
) -> tuple[Floats, Floats]:
    """Strategies and weights as the kernel takes them: out of reach, negative and 0."""
    strategy, weight = np.ascontiguousarray(strategy), np.ascontiguousarray(weight)
    strategy = np.where(strategy >= 0, strategy, np.inf)  # no probability: never a reply
    excluded = np.flatnonzero((payoffs.chance == 0).any(axis=1))
    if len(excluded):
        out = out_of_reach(tree, payoffs.chance[excluded], fixed)
        weight = weight.copy()
        weight[excluded] = np.where(out, 0.0, weight[excluded])
        sizes = np.diff(tree.infoset_start)
        uniform = np.repeat(1.0 / sizes, sizes)
        strategy[excluded] = np.where(out, -uniform, strategy[excluded])
    return strategy, weight


def _judged(audit: Floats) -> NDArray[np.int8]:
    from twofront.games import adjoint

    status = np.full(len(audit), GradientStatus.SOLVED, np.int8)
    regular = (audit[:, adjoint.LEFT] <= GOOD) & (audit[:, adjoint.GROWTH] <= STEEPEST)
    status[~regular] = GradientStatus.SINGULAR
    status[~(audit[:, adjoint.GAP] <= APART)] = GradientStatus.NOT_EQUILIBRIUM
    status[audit[:, adjoint.REACH] > 0] = GradientStatus.VANISHING_REACH
    return status


def _reach_back(
    tree: Tree, chance: Floats, strategy: Floats, leaf_weight: Floats
) -> tuple[Floats, Floats]:
    # Draws are the contiguous axis, so that a node's parent is gathered in one run.
    factors = np.ascontiguousarray(np.concatenate([strategy, chance], axis=1).T)
    drawn = np.zeros(tree.nodes, bool)
    drawn[1:] = tree.kind[tree.parent[1:]] == NodeKind.CHANCE
    edge = np.where(drawn, tree.edge + tree.actions, tree.edge)
    levels = by_depth(tree)[1:]
    nodes, worth = np.ones((tree.nodes, len(chance))), np.zeros((tree.nodes, len(chance)))
    for level in levels:
        nodes[level] = nodes[tree.parent[level]] * factors[edge[level]]
    worth[tree.leaves] = leaf_weight.T
    slopes = np.zeros_like(factors)
    for level in reversed(levels):
        above = tree.parent[level]
        np.add.at(slopes, edge[level], nodes[above] * worth[level])
        np.add.at(worth, above, factors[edge[level]] * worth[level])
    slopes = slopes.T
    return slopes[:, : tree.actions].copy(), slopes[:, tree.actions :].copy()
