"""Which quantities an answer's variance comes from, before anchoring: Sobol indices.

Every answer is found in the study's draws (A), in others independent of them (B),
and, for each group of quantities, in A with that group's values taken from B (AB).

Axes: D draws, in 16 independent sets.

The first-order index is Cov(B, AB) / Var. The covariance is the mean of the
products of B and AB, each less the mean, with the product of A and B, whose mean
is 0, as control variate. A coefficient of 1 is the estimator of Saltelli et al.
(2010), good where an index is small; one of 0 that of Janon et al. (2014), good
where it is large; here the coefficient is regressed, which is as good as the better
of the two in both cases. The total index is the mean of (A - AB)^2 / 2 over Var
(Jansen 1999). Each is divided by the variance of the pair it is made of, so that
what both have in common cancels.

Intervals come from leaving out one set at a time (the jackknife) with Student's t:
the sets are independent and alike, draws within one are not, so that resampling
draws would ignore what the design gains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from twofront.findings import Driver, Variance

from .shares import ROUNDING, shortage
from .table import Floats, Numbers

CONFIDENCE = 0.95

ALIKE = 1e-9
"""Answers that differ by no more than this part of their size do not vary."""

NO_VARIANCE = "the answer is the same in every draw"


@dataclass(frozen=True, slots=True)
class Swaps:
    """An answer in the study's draws, in others, and with each group taken from the others.

    Attributes:
        own: `[D]`, in the study's draws; nan where it was not found.
        other: `[D]`, in the others.
        swapped: Group to `[D]`, in the study's draws with the group's values of the others.
        groups: Group to the quantities in it, by id.
        sets: `[D]` int64, the set of each draw.
    """

    own: Floats
    other: Floats
    swapped: Mapping[str, Floats]
    groups: Mapping[str, tuple[str, ...]]
    sets: Numbers


def drivers(swaps: Swaps) -> tuple[Variance, tuple[Driver, ...]]:
    """Divide an answer's variance among groups of quantities.

    A group's indices rest on the draws in which all three answers they need were
    found; how many were left out is told for each.

    Returns:
        The variance over the study's draws and the others together, and the groups
        in their order; null with the reason where too few draws are left or nothing varies.
    """
    found = tuple(_driver(swaps, group) for group in swaps.groups)
    return _variance(swaps), found


def _variance(swaps: Swaps) -> Variance:
    counts = np.isfinite(swaps.own) & np.isfinite(swaps.other)
    both = np.concatenate([swaps.own[counts], swaps.other[counts]])
    reason = shortage(float(counts.sum())) or (NO_VARIANCE if alike(both) else None)
    return Variance(
        value=None if reason else float(np.var(both)),
        draws=int(counts.sum()),
        left_out=int((~counts).sum()),
        reason=reason,
    )


def alike(values: Floats) -> bool:
    """Tell whether values are equal but for rounding."""
    size = max(1.0, float(np.abs(values).max(initial=0.0)))
    return not len(values) or float(np.ptp(values)) <= ALIKE * size


def _driver(swaps: Swaps, group: str) -> Driver:
    own, other, swapped = swaps.own, swaps.other, swaps.swapped[group]
    counts = np.isfinite(own) & np.isfinite(other) & np.isfinite(swapped)
    kept = np.stack([own[counts], other[counts], swapped[counts]])
    reason = shortage(float(counts.sum()))
    if reason is None and (alike(kept[1:]) or alike(kept[::2])):
        reason = NO_VARIANCE
    first = total = None
    first_ci = total_ci = None
    if reason is None:
        moments = _moments(kept, swaps.sets[counts])
        estimates = _indices(moments.sum(axis=1))
        without = _indices(moments.sum(axis=1, keepdims=True) - moments)
        first, total = (float(each) for each in estimates)
        first_ci, total_ci = interval(first, without[0]), interval(total, without[1])
    return Driver(
        quantity=group,
        members=swaps.groups[group],
        first=first,
        first_ci=first_ci,
        total=total,
        total_ci=total_ci,
        draws=int(counts.sum()),
        left_out=int((~counts).sum()),
        reason=reason,
    )


def _moments(values: Floats, sets: Numbers) -> Floats:
    """Give sums over each set that has draws: `[moments, sets]`."""
    own, other, swapped = values - values.mean()
    terms = (
        np.ones_like(own),
        own,
        other,
        swapped,
        own**2,
        other**2,
        swapped**2,
        (own - swapped) ** 2,
        other * swapped,
        other * own,
        (other * swapped) * (other * own),
        (other * own) ** 2,
    )
    sums = np.stack([np.bincount(sets, weights=term) for term in terms])
    return np.asarray(sums[:, sums[0] > 0])


def _indices(moments: Floats) -> Floats:
    """Give first-order and total index `[2, ...]` from sums `[moments, ...]`."""
    known = moments[0] > 0
    means = np.divide(moments[1:], moments[0], out=np.zeros_like(moments[1:]), where=known)
    own, other, swapped, own2, other2, swapped2, apart, pair, control, both, control2 = means
    spread = control2 - control**2
    slope = np.divide(
        both - pair * control, spread, out=np.zeros_like(spread), where=spread > 0
    ).clip(0, 1)
    first = _of_pooled(pair - slope * control, other, swapped, other2, swapped2)
    total = _of_pooled(apart / 2, own, swapped, own2, swapped2)
    return np.stack([first, total])


def _of_pooled(part: Floats, one: Floats, two: Floats, one2: Floats, two2: Floats) -> Floats:
    """Divide by the variance of two answers taken together; nan where there is none."""
    variance = np.asarray((one2 + two2) / 2 - ((one + two) / 2) ** 2)
    nowhere = np.full_like(variance, np.nan)
    return np.divide(part, variance, out=nowhere, where=variance > ROUNDING * (one2 + two2))


def interval(estimate: float, without: Floats) -> tuple[float, float] | None:
    """Give the confidence interval of an estimate from what it is without each set.

    Args:
        estimate: From all sets.
        without: `[sets]`, from all but one, for each.

    Returns:
        The lower end and the upper; None with fewer than two sets, or where the
        estimate hangs on one of them.

    Source:
        Efron & Tibshirani (1993), An introduction to the bootstrap, ch. 11.
    """
    count = len(without)
    if count < 2 or not np.isfinite(without).all():
        return None
    error = np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2))
    reach = float(special.stdtrit(count - 1, (1 + CONFIDENCE) / 2) * error)
    return estimate - reach, estimate + reach
