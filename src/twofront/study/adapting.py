"""Finding a proposal: rounds of trial draws that close in on what the anchors leave.

Round 0 is drawn from the prior. Each later round is drawn from a proposal fitted
to all rounds before it, every trial weighed as a draw from the mixture of all
proposals so far. Where too few trials meet the anchors, softened ones lead the
way. The proposal that serves its own, fresh round best is kept, and only where
it does so clearly better than the prior.

Source:
    Cornuet, Marin, Mira & Robert (2012), "Adaptive multiple importance sampling";
    Rubinstein & Kroese (2004), "The cross-entropy method"; softened goals as in
    Papaioannou, Geyer & Straub (2019), "Improved cross entropy-based importance
    sampling with a flexible mixture model".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from .design import PILOT, Design
from .mixture import fit_mixture
from .moments import lower_root, mean_and_spread, orthogonal, regress
from .proposal import Component, Proposal
from .shares import effective_draws
from .table import Flags, Floats
from .weighing import Goal, places

TRIALS = 2048
"""Trial draws of a round."""

FIRST = 256
"""Trial draws of the first round after which it is seen whether more are needed."""

ALL = range(TRIALS)

MOST_ROUNDS = 6
"""Rounds after the first."""

LEADING = 150.0
"""Effective trials that the anchors are softened for."""

FEWEST = 20.0
"""With fewer effective trials nothing is fitted."""

MOST_DIRECTIONS = 8
SIGNIFICANT = 4.0
"""Standard errors that a slope or a shift must have to count."""

WELL = 0.5
"""The effective share of a round at which there is no need to look further."""

BETTER = 1.1
"""What a round has to gain on the best before it; the second that does not is the last."""

WORTH_IT = 1.5
"""A proposal is used where it leaves so many times as many effective draws as the prior."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the model answers to some trials.

    Axes: D trials, A anchors that weigh.

    Attributes:
        rates: `[D, A]`, the rate that each anchor speaks of; nan where there is none.
        solved: `[D]` bool, trials that may carry weight at all.
    """

    rates: Floats
    solved: Flags


class Target(Protocol):
    """What draws are wanted for."""

    @property
    def dimensions(self) -> int:
        """Of the cube that draws are made of."""
        ...

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What is asked of each rate."""
        ...

    def respond(self, points: Floats) -> Response:
        """Solve trials at points `[D, dimensions]` of the cube."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """How one round of trials went.

    Attributes:
        trials: How many.
        hardness: Of the goals its proposal was fitted to; 1 where they are the
            anchors as stated, None in the first round, which the prior draws.
        effective_share: Effective trials / trials, by the anchors as stated.
    """

    trials: int
    hardness: float | None
    effective_share: float


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for a proposal found.

    Attributes:
        proposal: None where the prior serves as well, or well enough.
        rounds: Those that were drawn, in order.
        prior_share: Effective share of draws from the prior, by all rounds.
        share: Effective share of draws as they will be made, by the round in which
            they were tried.
    """

    proposal: Proposal | None
    rounds: tuple[Round, ...]
    prior_share: float
    share: float

    @property
    def trials(self) -> int:
        """How many trial draws were solved."""
        return sum(each.trials for each in self.rounds)

    @property
    def adapted(self) -> int:
        """In how many rounds a proposal was tried."""
        return len(self.rounds) - 1


@dataclass(frozen=True, slots=True)
class _Trials:
    """Trials of all rounds, with the weight `[M]` that makes them draws from the prior."""

    score: Floats
    rates: Floats
    solved: Flags
    weight: Floats

    def log_weights(self, goals: Sequence[Goal], hardness: float) -> Floats:
        total = np.where(self.solved, 0.0, -np.inf)
        for goal, rate in zip(goals, self.rates.T, strict=True):
            total = total + goal.log_weight(rate, hardness)
        return np.asarray(total)

    def weights(self, goals: Sequence[Goal], hardness: float) -> Floats:
        """Weigh them by softened goals, `[M]`, up to a factor; all 0 where none meets them."""
        logs = self.log_weights(goals, hardness)
        most = float(logs.max())
        return self.weight * np.exp(logs - most) if math.isfinite(most) else np.zeros(len(logs))

    def effective(self, goals: Sequence[Goal], hardness: float) -> float:
        return effective_draws(self.weights(goals, hardness))


def search(target: Target, seed: int, *, enough: float | None) -> Search:
    """Look for a proposal.

    Args:
        target: What draws are wanted for.
        seed: Of the study; trials have streams of their own.
        enough: The effective share of the prior above which nothing is looked for;
            None to look in any case.
    """
    first = _round(target, seed, 0, None, range(FIRST))
    share = _went(target, first, None).effective_share
    if enough is not None and share >= enough:
        return Search(None, (_went(target, first, None),), share, share)
    proposals: list[Proposal | None] = [None]
    responses = [first.joined(_round(target, seed, 0, None, range(FIRST, TRIALS)))]
    rounds = [_went(target, responses[0], None)]
    vain = 0
    while len(rounds) <= MOST_ROUNDS and vain < 2:
        trials = _pooled(responses, proposals)
        hardness = _hardness(trials, target.goals)
        fitted = _fit(trials, target.goals, hardness)
        if fitted is None:
            break
        proposals.append(fitted)
        responses.append(_round(target, seed, len(rounds), fitted))
        best = max(each.effective_share for each in rounds)
        rounds.append(_went(target, responses[-1], hardness))
        share = rounds[-1].effective_share
        vain += hardness == 1 and share < BETTER * best
        if hardness == 1 and share >= WELL:
            break
    return _found(target, _pooled(responses, proposals), proposals, rounds)


def _found(
    target: Target, trials: _Trials, proposals: Sequence[Proposal | None], rounds: Sequence[Round]
) -> Search:
    """Choose the best round's proposal, or the prior where none is clearly better."""
    weight = trials.weights(target.goals, 1.0)
    prior = float(np.sum(weight)) ** 2 / _positive(
        float(np.sum(trials.weight)) * float(np.sum(weight**2 / trials.weight))
    )
    best = max(range(1, len(rounds)), key=lambda each: rounds[each].effective_share, default=0)
    share = rounds[best].effective_share
    if best == 0 or share < WORTH_IT * prior or share <= 0:
        return Search(None, tuple(rounds), prior, prior)
    return Search(proposals[best], tuple(rounds), prior, share)


def _positive(value: float) -> float:
    return value if value > 0 else math.inf


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One round: points of the cube `[D, N]`, their weights `[D]`, and the answers."""

    points: Floats
    weight: Floats
    response: Response

    def joined(self, other: _Drawn) -> _Drawn:
        own, more = self.response, other.response
        return _Drawn(
            np.concatenate([self.points, other.points]),
            np.concatenate([self.weight, other.weight]),
            Response(
                np.concatenate([own.rates, more.rates]), np.concatenate([own.solved, more.solved])
            ),
        )


def _round(
    target: Target, seed: int, number: int, proposal: Proposal | None, trials: range = ALL
) -> _Drawn:
    design = Design(seed, TRIALS, stream=(PILOT, number))
    numbers = np.array(trials, dtype=np.int64)
    if proposal is None:
        points = design.points(target.dimensions, numbers)
        return _Drawn(points, np.ones(len(numbers)), target.respond(points))
    points, weight = proposal.place(design.points(1 + target.dimensions, numbers))
    return _Drawn(points, weight, target.respond(points))


def _went(target: Target, drawn: _Drawn, hardness: float | None) -> Round:
    answer = drawn.response
    trials = _Trials(drawn.points, answer.rates, answer.solved, drawn.weight)
    effective = trials.effective(target.goals, 1.0)
    return Round(len(drawn.points), hardness, effective / len(drawn.points))


def _pooled(drawn: Sequence[_Drawn], proposals: Sequence[Proposal | None]) -> _Trials:
    """Weigh the trials of all rounds as draws from the mixture of their proposals."""
    points = np.concatenate([each.points for each in drawn])
    total = np.zeros(len(points))
    for each, proposal in zip(drawn, proposals, strict=True):
        density = np.ones(len(points)) if proposal is None else proposal.ratio(points)
        total += len(each.points) / len(points) * density
    answers = [each.response for each in drawn]
    return _Trials(
        special.ndtri(points),
        np.concatenate([each.rates for each in answers]),
        np.concatenate([each.solved for each in answers]),
        1 / total,
    )


def _hardness(trials: _Trials, goals: Sequence[Goal], wanted: float = LEADING) -> float:
    """Give the greatest hardness that leaves as many effective trials as are wanted."""
    if trials.effective(goals, 1.0) >= wanted:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        enough = trials.effective(goals, middle) >= wanted
        low, high = (middle, high) if enough else (low, middle)
    return low


def _fit(trials: _Trials, goals: Sequence[Goal], hardness: float) -> Proposal | None:
    """Fit a proposal to trials weighed by softened goals; None where nothing shows."""
    weight = trials.weights(goals, hardness)
    if effective_draws(weight) < FEWEST:
        return None
    directions = _directions(trials, goals, weight)
    if not directions:
        return None
    along = np.stack([np.sum(trials.score * each, axis=1) for each in directions], axis=1)
    components = tuple(
        Component(
            each.share,
            tuple(each.mean.tolist()),
            tuple(tuple(row) for row in lower_root(each.covariance).tolist()),
        )
        for each in fit_mixture(along, weight)
    )
    return Proposal(tuple(tuple(each.tolist()) for each in directions), components)


def _directions(trials: _Trials, goals: Sequence[Goal], weight: Floats) -> list[Floats]:
    """Give the few directions `[N]` in which the target differs from the prior."""
    found: list[Floats] = []
    near = trials.weights(goals, _hardness(trials, goals, _many(trials)))
    for response in _responses(trials):
        line = regress(trials.score, response, near)
        slope = np.where(np.abs(line.slope) > SIGNIFICANT * line.error, line.slope, 0.0)
        new = orthogonal(slope, found, least=0.1)
        if new is not None and len(found) < MOST_DIRECTIONS:
            found.append(new)
    while len(found) < MOST_DIRECTIONS:
        new = _shifted_axis(trials.score, weight, found)
        if new is None:
            break
        found.append(new)
    return found


def _many(trials: _Trials) -> float:
    """Say how many effective trials a line needs."""
    return max(4 * LEADING, 8.0 * len(trials.score.T))


def _responses(trials: _Trials) -> list[Floats]:
    """Give what lines are fitted to: the log-odds of each rate, and whether trials count."""
    found = [places(rate) for rate in trials.rates.T]
    lost = float(np.sum(trials.weight[~trials.solved]) / np.sum(trials.weight))
    if 0.02 < lost < 0.98:
        found.append(trials.solved.astype(np.float64))
    return found


def _shifted_axis(score: Floats, weight: Floats, known: Sequence[Floats]) -> Floats | None:
    """Give the axis, less what is known, in which weighted scores differ most from normal."""
    kept = weight > 0
    size = score.shape[1]
    axes = [orthogonal(axis, known, least=0.1) for axis in np.eye(size)]
    there = [axis for axis in axes if axis is not None]
    if not there:
        return None
    w = weight[kept] / np.sum(weight[kept])
    along = np.stack([np.sum(score[kept] * axis, axis=1) for axis in there], axis=1)
    mean, spread = mean_and_spread(along, w)
    root = math.sqrt(effective_draws(w))
    shows = np.maximum(np.abs(mean) * root, np.abs(spread - 1) * root / math.sqrt(2))
    gain = np.where(shows > SIGNIFICANT, spread - 1 - np.log(spread + 1e-12) + mean**2, 0.0)
    best = int(np.argmax(gain))
    return there[best] if gain[best] > 0 else None
