"""The principal branch, followed slowly and clearly: the reference for which equilibrium is found.

One draw at a time, in plain NumPy. The unknowns are logits, the condition is

    logit of a at I = precision * sum over h of belief(h | I) * value(h, a)

with beliefs and values computed node by node from the definition, in logarithms, so that no
belief is lost to rounding. From uniform play at precision 0 the branch is followed by arc
length (Turocy 2005) with full Jacobians, in steps so small that Newton's method hardly
corrects what the tangent predicts, and with a watch on the orientation of the branch: a step
that lands on another one is taken back. Where steps shrink to nothing the walk gives up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twofront.games import NodeKind, Payoffs, Tree

NUDGE = 1e-5  # of a central difference, in logits
LONGEST = 1.0  # step of arc length, in logits
SHORTEST = 1e-7
ASIDE = 0.01  # most that Newton may correct a prediction, in logits
STRAIGHT = 0.98  # least cosine between tangents one step apart
EXACT = 1e-11
MOST_STEPS = 5000


class Reference:
    """The reply map of one draw, from several logit profiles `[K, A]` at a time."""

    def __init__(self, tree: Tree, payoffs: Payoffs, precision: np.ndarray) -> None:
        self.tree, self.precision = tree, precision
        self.paid = payoffs.outcome[0][tree.outcome].sum(axis=1)
        with np.errstate(divide="ignore"):
            self.odds = np.log(payoffs.chance[0])
        self.drawn = tree.kind == NodeKind.CHANCE
        self.sets = [
            slice(start, stop)
            for start, stop in zip(tree.infoset_start[:-1], tree.infoset_start[1:], strict=True)
        ]
        self.members = [np.flatnonzero(tree.infoset == k) for k in range(tree.infosets)]
        self.children = [np.flatnonzero(tree.parent == node) for node in range(tree.nodes)]

    def choices(self, logits: np.ndarray) -> np.ndarray:
        """Logarithms of the probabilities of all actions, `[K, A]`."""
        log = np.empty_like(logits)
        for actions in self.sets:
            own = logits[:, actions] - logits[:, actions].max(axis=1, keepdims=True)
            log[:, actions] = own - np.log(np.exp(own).sum(axis=1, keepdims=True))
        return log

    def expected(self, logits: np.ndarray) -> np.ndarray:
        """What every action brings its player at its information set, `[K, A]`."""
        tree, log = self.tree, self.choices(logits)
        count = len(logits)
        others = np.zeros((tree.players, count, tree.nodes))  # reach without one's own moves
        enter = np.ones((count, tree.nodes))
        for node in range(1, tree.nodes):
            above, edge = tree.parent[node], tree.edge[node]
            step = self.odds[edge] if self.drawn[above] else log[:, edge]
            enter[:, node] = np.exp(step)
            others[:, :, node] = others[:, :, above] + step
            if not self.drawn[above]:
                own = tree.player[above]
                others[own, :, node] = others[own, :, above]
        value = np.repeat(self.paid[None], count, axis=0)
        for node in range(tree.nodes - 1, -1, -1):
            for child in self.children[node]:
                value[:, node] += enter[:, [child]] * value[:, child]
        expected = np.zeros_like(logits)
        for infoset, player in enumerate(tree.infoset_player):
            weight = others[player][:, self.members[infoset]]
            belief = np.exp(weight - weight.max(axis=1, keepdims=True))
            belief /= belief.sum(axis=1, keepdims=True)
            for column, node in enumerate(self.members[infoset]):
                for child in self.children[node]:
                    expected[:, tree.edge[child]] += belief[:, column] * value[:, child, player]
        return expected

    def miss(self, logits: np.ndarray, fraction: float) -> np.ndarray:
        """Reply minus logits, both with mean 0 in every information set, `[K, A]`."""
        reply = self.expected(logits)
        for infoset, actions in enumerate(self.sets):
            own = reply[:, actions] * (fraction * self.precision[self.tree.infoset_player[infoset]])
            reply[:, actions] = own - own.mean(axis=1, keepdims=True)
        return reply - logits

    def slope(self, point: np.ndarray) -> np.ndarray:
        """Jacobian of `miss` in logits and fraction at a point `[A + 1]`: `[A, A + 1]`."""
        logits, fraction = point[:-1], point[-1]
        nudges = NUDGE * np.eye(len(logits))
        up, down = np.split(self.miss(logits + np.vstack([nudges, -nudges]), fraction), 2)
        reply = self.miss(logits[None], fraction)[0] + logits  # proportional to the fraction
        rise = reply / fraction if fraction > 0 else self.miss(0 * logits[None], 1.0)[0]
        return np.column_stack([(up - down).T / (2 * NUDGE), rise])

    def correct(self, point: np.ndarray, border: np.ndarray) -> np.ndarray | None:
        """Newton's method across `border`; None where it leads away from where it starts."""
        start = point
        for _ in range(8):
            left = self.miss(point[None, :-1], point[-1])[0]
            if np.abs(left).max() < EXACT * max(1.0, np.abs(point).max()):
                return point
            system = np.vstack([self.slope(point), border])
            point = point - np.linalg.solve(system, np.append(left, 0.0))
            if np.abs(point - start)[:-1].max() > ASIDE or not 0 <= point[-1] <= 2:
                return None
        return None


@dataclass(frozen=True)
class Walk:
    """Strategies `[A]` at every stop, None where the walk did not get; and turns on the way."""

    found: list[np.ndarray | None]
    turns: list[int]


def follow(
    tree: Tree, payoffs: Payoffs, precision: np.ndarray, stops: Sequence[float] = (1.0,)
) -> Walk:
    """Walk the principal branch of one draw from precision 0.

    Args:
        tree: The game.
        payoffs: One draw.
        precision: `[P]`.
        stops: Ascending fractions of the precision, at most 1, whose first equilibrium on
            the branch is wanted.
    """
    if tree.actions == 0:
        return Walk([np.zeros(0) for _ in stops], [0 for _ in stops])
    game = Reference(tree, payoffs, precision)
    flat = np.append(np.zeros(tree.actions), 1.0)
    point, step, turns = np.zeros(tree.actions + 1), 1e-2, 0
    ahead, side = _tangent(game.slope(point), flat)
    walk = Walk([], [])
    for _ in range(MOST_STEPS):
        stop = stops[len(walk.found)]
        lands = point[-1] + step * ahead[-1] >= stop
        stride = (stop - point[-1]) / ahead[-1] if lands else step
        guess = point + stride * ahead
        guess[-1] = stop if lands else guess[-1]
        found = game.correct(guess, flat if lands else ahead)
        line, there = _tangent(game.slope(found), ahead) if found is not None else (ahead, -side)
        if found is None or there != side or line @ ahead < STRAIGHT or found[-1] > stop:
            step = 0.4 * stride
            if step < SHORTEST:
                break
            continue
        turns += int(line[-1] * ahead[-1] < 0)
        point, ahead, step = found, line, min(max(1.5 * stride, step), LONGEST)
        if lands:
            walk.found.append(np.exp(game.choices(point[None, :-1])[0]))
            walk.turns.append(turns)
            if len(walk.found) == len(stops):
                break
    left = len(stops) - len(walk.found)
    return Walk(walk.found + [None] * left, walk.turns + [turns] * left)


def _tangent(slope: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, float]:
    """Unit tangent that keeps the direction of the one before, and the branch's orientation."""
    target = np.zeros(len(before))
    target[-1] = 1.0
    line = np.linalg.solve(np.vstack([slope, before]), target)
    line /= np.linalg.norm(line)
    return line, np.linalg.slogdet(np.vstack([slope, line]))[0]
