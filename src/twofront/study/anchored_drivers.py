"""Which quantities an answer's variance comes from, after anchoring.

Anchored draws are given: nothing can be swapped between them, since a swap would
leave what the anchors allow. Each quantity's range is cut into bins of equal weight,
as many as the root of the effective draws; what varies between the bins' means is
the part of the variance that goes with the quantity. Equal values share a bin.

Axes: D draws, in 16 independent sets; B bins.

The means' own noise would count as variance between them. Squares of means are
therefore made of products between two sets only, which are independent, whatever
holds within a set; so an unrelated quantity has an index of 0 on average. What it
reaches by chance is found by shuffling the draws. Under anchors quantities hang
together: an index tells what goes with a quantity, not what it alone brings about.

Source: correlation ratio (Pearson 1905), as first-order index in Saltelli et al. (2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from twofront.findings import AnchoredDriver, AnchoredDrivers

from .drivers import NO_VARIANCE, alike, interval
from .shares import NONE_FITTED, effective_draws, shortage
from .table import Floats, Numbers

MOST_BINS = 64
SHUFFLES = 199
"""The noise told is the greatest of so many: an unrelated quantity exceeds it once in 200."""

_SEED = 20250708
ONE_VALUE = "the quantity has one value in every draw that counts"
ONE_SET = "all draws that count are of one set"
UNKNOWN = "the quantity has no value in some draw that counts"


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer in the draws that count: `[D]` each, weights above 0 that average to 1."""

    values: Floats
    weight: Floats
    sets: Numbers

    @property
    def bins(self) -> int:
        """How many bins a range of different values is cut into."""
        return int(min(MOST_BINS, max(2, round(sqrt(effective_draws(self.weight))))))


def anchored_drivers(
    values: Floats,
    weight: Floats,
    sets: Numbers,
    quantities: Mapping[str, Floats],
    fitted: Mapping[str, Floats] = NONE_FITTED,
) -> AnchoredDrivers:
    """Give each quantity's first-order index in weighted draws.

    Args:
        values: `[D]`, the answer; nan where it was not found.
        weight: `[D]`, at least 0; 0 where a draw does not count.
        sets: `[D]` int64, the set of each draw.
        quantities: Id to `[D]`, values in the same draws.
        fitted: The same for constants fitted to an anchor, in place of those drawn.

    Returns:
        Indices with intervals (by leaving out one set at a time) and noise; null with
        the reason where too few draws carry weight or nothing varies.
    """
    weighty = weight > 0
    counts = weighty & np.isfinite(values)
    effective = effective_draws(weight[counts])
    reason = shortage(effective) or _nothing(values[counts], sets[counts])
    both = {**quantities, **fitted}
    if reason:
        found = [_none(id, reason, fitted=id in fitted) for id in both]
        variance = None
    else:
        scaled = weight[counts] / weight[counts].mean()
        answer = _Answer(_centred(values[counts], scaled), scaled, sets[counts])
        noise = _Noise(answer)
        found = [_driver(answer, id, both[id][counts], noise, id in fitted) for id in both]
        variance = float(np.average(answer.values**2, weights=scaled)) / (1 - 1 / effective)
    return AnchoredDrivers(
        drivers=tuple(found),
        variance=variance,
        effective_draws=effective,
        left_out=int((weighty & ~counts).sum()),
        reason=reason,
    )


def _nothing(values: Floats, sets: Numbers) -> str | None:
    if alike(values):
        return NO_VARIANCE
    return ONE_SET if len(np.unique(sets)) < 2 else None


def _centred(values: Floats, weight: Floats) -> Floats:
    return np.asarray(values - np.average(values, weights=weight))


def _none(id: str, reason: str, *, fitted: bool) -> AnchoredDriver:
    return AnchoredDriver(
        quantity=id, fitted=fitted, first=None, first_ci=None, noise=None, reason=reason
    )


def _driver(
    answer: _Answer, id: str, values: Floats, noise: _Noise, fitted: bool
) -> AnchoredDriver:
    if not np.isfinite(values).all():
        return _none(id, UNKNOWN, fitted=fitted)
    bins = _cut(values, answer.weight, answer.bins)
    count = int(bins.max()) + 1
    if count < 2:
        return _none(id, ONE_VALUE, fitted=fitted)
    sums = _sums(answer, bins, count)
    first = float(_index(sums, _all(sums))[0])
    return AnchoredDriver(
        quantity=id,
        fitted=fitted,
        first=first,
        first_ci=interval(first, _index(sums, _all_but_one(sums))),
        noise=noise(count),
    )


def _cut(values: Floats, weight: Floats, bins: int) -> Numbers:
    """Give the bin `[D]` of each draw, of equal weight where values differ enough.

    Equal values share a bin, the one in which the middle of their weight lies.
    """
    _, place = np.unique(values, return_inverse=True)
    mass = np.bincount(place, weights=weight)
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    cut = np.floor(middle * bins).astype(np.int64)
    _, close = np.unique(cut, return_inverse=True)
    return np.asarray(close[place])


def _sums(answer: _Answer, bins: Numbers, count: int) -> Floats:
    """Give sums over each set and bin, `[3, sets, B]`: of w, wy and wy²."""
    sets = int(answer.sets.max()) + 1
    cell = answer.sets * count + bins
    terms = (answer.weight, answer.weight * answer.values, answer.weight * answer.values**2)
    sums = [np.bincount(cell, weights=term, minlength=sets * count) for term in terms]
    found = np.stack(sums).reshape(3, sets, count)
    return np.asarray(found[:, found[0].any(axis=1)])


def _all(sums: Floats) -> Floats:
    """Take all sets `[1, sets]` of sums `[3, sets, B]`."""
    return np.ones((1, sums.shape[1]))


def _all_but_one(sums: Floats) -> Floats:
    """Take all sets but one, each in turn, `[sets, sets]`."""
    return 1.0 - np.eye(sums.shape[1])


def _index(sums: Floats, taken: Floats) -> Floats:
    """Give first-order indices from some of the sets.

    Args:
        sums: `[3, sets, B]`.
        taken: `[K, sets]`, 1 for the sets that count and 0 for others.

    Returns:
        `[K]`; nan where nothing varies.
    """
    weight, first, second = sums
    mass = taken @ weight
    whole = mass.sum(axis=1)
    between = np.sum(mass * _squared_mean(first, weight, taken), axis=1) / whole
    overall = _squared_mean(first.sum(axis=1), weight.sum(axis=1), taken)
    variance = taken @ second.sum(axis=1) / whole - overall
    nothing = np.full(len(taken), np.nan)
    return np.asarray(np.divide(between - overall, variance, out=nothing, where=variance > 0))


def _squared_mean(first: Floats, weight: Floats, taken: Floats) -> Floats:
    """Give the square of a mean from its sums over sets `[sets, ...]`, without bias.

    A set's own sums are left out of the square: those of two sets are independent,
    so that their product has no part of the noise in it.
    """
    pairs = (taken @ weight) ** 2 - taken @ weight**2
    products = (taken @ first) ** 2 - taken @ first**2
    nothing = np.zeros_like(products)
    return np.asarray(np.divide(products, pairs, out=nothing, where=pairs > 0))


class _Noise:
    """What unrelated quantities reach by chance, for each number of bins."""

    def __init__(self, answer: _Answer) -> None:
        self._answer = answer
        self._known: dict[int, float] = {}

    def __call__(self, bins: int) -> float:
        """Give the greatest index of a quantity shuffled `SHUFFLES` times, in so many bins."""
        if bins not in self._known:
            rng = np.random.default_rng(_SEED)
            self._known[bins] = max(self._shuffled(bins, rng) for _ in range(SHUFFLES))
        return self._known[bins]

    def _shuffled(self, bins: int, rng: np.random.Generator) -> float:
        order = rng.permutation(len(self._answer.values))
        weight = self._answer.weight[order]
        middle = (np.cumsum(weight) - weight / 2) / weight.sum()
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.floor(middle * bins)
        sums = _sums(self._answer, place, bins)
        return float(_index(sums, _all(sums))[0])
