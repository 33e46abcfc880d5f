"""A mixture of normals fitted to weighted points, by expectation and maximisation.

Source:
    Dempster, Laird & Rubin (1977), "Maximum likelihood from incomplete data via the
    EM algorithm"; the number of components by Schwarz (1978), "Estimating the
    dimension of a model".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .moments import gram, lower_root, mean_and_spread
from .shares import effective_draws
from .table import Floats

COUNTS = (1, 2, 4)
"""How many components are tried."""

STEPS = 60
"""Rounds of expectation and maximisation."""

WIDER = 1.15
"""What covariances are stretched by."""

AROUND = (0.15, 4.0)
"""The share of a last component around all points, and what its covariance is stretched by.

Without it a point that lies a little off all others could outweigh hundreds of them.
"""

LEAST_SPREAD = 1e-4
"""Least standard deviation of a component, where 1 is the prior's."""

LEAST_SHARE = 0.02
"""A component with a lesser share is left out."""


@dataclass(frozen=True, slots=True)
class Normal:
    """One normal of a mixture: its share, mean `[K]` and covariance `[K, K]`."""

    share: float
    mean: Floats
    covariance: Floats

    def log_density(self, points: Floats) -> Floats:
        """Give the log of the density at points `[M, K]`, without the share, `[M]`."""
        root = lower_root(self.covariance)
        found = np.full(len(points), -0.5 * len(self.mean) * math.log(2 * math.pi))
        scaled: list[Floats] = []
        for place, row in enumerate(root):
            left = points[:, place] - self.mean[place]
            for factor, column in zip(row[:place], scaled, strict=True):
                left = left - factor * column
            scaled.append(left / row[place])
            found -= 0.5 * scaled[-1] ** 2 + math.log(row[place])
        return found


def fit_mixture(points: Floats, weight: Floats) -> tuple[Normal, ...]:
    """Fit a mixture of normals, with as many components as the points bear.

    Args:
        points: `[M, K]`.
        weight: `[M]`, 0 or more.

    Returns:
        Components with covariances a little wider than fitted.
    """
    kept = weight > 1e-12 * float(weight.max())
    x, w = points[kept], weight[kept] / np.sum(weight[kept])
    effective = effective_draws(w)
    tried = [_fitted(x, w, effective, count) for count in COUNTS]
    best = max(tried, key=lambda each: _score(each, x, w, effective))
    left = [each for each in best if each.share >= LEAST_SHARE]
    (around, stretched), total = AROUND, sum(each.share for each in left)
    whole = _normal(x, w, around, effective, None)
    return (
        *(
            Normal(each.share / total * (1 - around), each.mean, each.covariance * WIDER)
            for each in left
        ),
        Normal(around, whole.mean, whole.covariance * stretched),
    )


def _score(mixture: Sequence[Normal], x: Floats, w: Floats, effective: float) -> float:
    """Give Schwarz's criterion, the greater the better."""
    size = len(mixture[0].mean)
    numbers = len(mixture) * (1 + size + size * (size + 1) / 2) - 1
    likelihood = float(np.sum(w * _log_total(_logs(mixture, x))))
    return 2 * effective * likelihood - numbers * math.log(max(effective, 2.0))


def _fitted(x: Floats, w: Floats, effective: float, count: int) -> tuple[Normal, ...]:
    """Climb from slices along the widest axis."""
    whole = _normal(x, w, 1.0, effective, None)
    widest = int(np.argmax(mean_and_spread(x, w)[1]))
    order = np.argsort(x[:, widest], kind="stable")
    slices = np.empty(len(x), dtype=np.int64)
    slices[order] = np.minimum(np.cumsum(w[order]) * count, count - 1).astype(np.int64)
    belongs = (slices == np.arange(count)[:, None]).astype(np.float64)
    mixture: tuple[Normal, ...] = (whole,)
    for _ in range(STEPS if count > 1 else 1):
        parts = [w * each for each in belongs]
        mixture = tuple(
            _normal(x, part, float(np.sum(part)), effective, whole)
            for part in parts
            if float(np.sum(part)) > 0
        )
        logs = _logs(mixture, x)
        belongs = np.exp(logs - _log_total(logs))
    return mixture


def _normal(
    x: Floats, part: Floats, share: float, effective: float, whole: Normal | None
) -> Normal:
    """Give the normal of some points, drawn to that of all where they are few."""
    own = part / float(np.sum(part))
    mean = np.einsum("m,mk->k", own, x)
    covariance = gram(x - mean, own)
    if whole is not None:
        few = x.shape[1] + 1.0
        counted = share * effective
        covariance = (counted * covariance + few * whole.covariance) / (counted + few)
    return Normal(share, mean, covariance + np.eye(len(mean)) * LEAST_SPREAD**2)


def _logs(mixture: Sequence[Normal], x: Floats) -> Floats:
    return np.stack([math.log(each.share) + each.log_density(x) for each in mixture])


def _log_total(logs: Floats) -> Floats:
    most = logs.max(axis=0)
    return np.asarray(most + np.log(np.sum(np.exp(logs - most), axis=0)))
