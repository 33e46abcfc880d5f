"""Weighted shares, spreads and halves of draws, with the error of their sampling.

Axis: D draws. Numbers that differ by less than `ROUNDING` count as equal, so
that a border such as a share of .9 does not hang on how a sum was rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, sqrt
from types import MappingProxyType

import numpy as np

from twofront.findings import Delta, Half, Histogram, Share, Spread

from .table import Flags, Floats, Numbers

LEAST_EFFECTIVE = 30.0
"""With fewer effective draws nothing is said of a claim."""

ROUNDING = 1e-12
MOST_BINS = 48
NONE_FITTED: Mapping[str, Floats] = MappingProxyType({})
LEVELS = (0.5, 0.05, 0.25, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Change:
    """A claim's contrast in the draws that count for it.

    Attributes:
        toward: `[D]` float64, the change in probability, signed so that the claim's
            own direction is positive.
        delta: `[D]` float64, compare less against.
        weight: `[D]` float64, above 0.
        sets: `[D]` int64, the Sobol set of each draw.
        all_sets: How many sets were drawn.
        matters: The least change that counts.
    """

    toward: Floats
    delta: Floats
    weight: Floats
    sets: Numbers
    all_sets: int
    matters: float

    @property
    def holds(self) -> Flags:
        """Draws in which the claim holds."""
        return self.toward > self.matters + ROUNDING

    @property
    def reversed(self) -> Flags:
        """Draws in which the opposite holds."""
        return self.toward < -self.matters - ROUNDING

    @property
    def same(self) -> Flags:
        """Draws in which there is no difference that matters."""
        return ~(self.holds | self.reversed)

    @property
    def effective(self) -> float:
        """How many equally weighted draws these are worth."""
        return effective_draws(self.weight)

    def rows(self, chosen: Flags) -> Change:
        """Give some of the draws."""
        return Change(
            self.toward[chosen],
            self.delta[chosen],
            self.weight[chosen],
            self.sets[chosen],
            self.all_sets,
            self.matters,
        )


def effective_draws(weight: Floats) -> float:
    """Give (Σw)²/Σw², Kish's effective sample size; 0 where nothing has weight."""
    squares = float(np.sum(weight**2))
    return float(np.sum(weight)) ** 2 / squares if squares > 0 else 0.0


def shortage(effective: float) -> str | None:
    """Say why nothing can be said from so few effective draws, or None."""
    if effective >= LEAST_EFFECTIVE - ROUNDING:
        return None
    shown = floor(effective * 10) / 10
    return f"{shown:g} effective draws; fewer than {LEAST_EFFECTIVE:g} answer nothing"


def fraction(flags: Flags, weight: Floats) -> float:
    """Give the share of draws flagged, by weight."""
    return float(np.sum(weight[flags]) / np.sum(weight))


def standard_error(flags: Flags, weight: Floats, sets: Numbers, all_sets: int) -> float | None:
    """Give the standard error of a weighted share from the spread between Sobol sets.

    The sets are independent and alike, so the share is a ratio of sums over
    them and its variance that of the sums' residuals (Cochran 1977, §6.3).

    Args:
        flags: `[D]` bool, the draws counted.
        weight: `[D]`, above 0.
        sets: `[D]`, the set of each draw.
        all_sets: How many sets were drawn, those without weight included.

    Returns:
        The standard error; None with fewer than two sets.
    """
    return _ratio_error(flags, fraction(flags, weight), weight, sets, all_sets)


def mean_error(values: Floats, weight: Floats, sets: Numbers, all_sets: int) -> float | None:
    """Give the standard error of a weighted mean, as `standard_error` does that of a share."""
    mean = float(np.sum(values * weight) / np.sum(weight))
    return _ratio_error(values, mean, weight, sets, all_sets)


def _ratio_error(
    values: Flags | Floats, mean: float, weight: Floats, sets: Numbers, all_sets: int
) -> float | None:
    if all_sets < 2:
        return None
    residual = np.bincount(sets, weights=weight * (values - mean), minlength=1)
    scale = all_sets / (all_sets - 1)
    return sqrt(scale * float(np.sum(residual**2))) / float(np.sum(weight))


def error_of(change: Change, flags: Flags) -> float | None:
    """Give the standard error of the share of a change's draws that are flagged."""
    return standard_error(flags, change.weight, change.sets, change.all_sets)


def share(change: Change) -> Share:
    """Give the share of draws in which the claim holds, or why it cannot be given."""
    reason = shortage(change.effective)
    if reason:
        return Share(value=None, se=None, reason=reason)
    holds = change.holds
    return Share(value=fraction(holds, change.weight), se=error_of(change, holds))


def spread(values: Floats, weight: Floats, shortfall: str | None = None) -> Spread:
    """Give the mean and percentiles of a number across draws, by weight.

    Args:
        values: `[D]`; draws in which it is nan are left out.
        weight: `[D]`, at least 0.
        shortfall: A reason already known why nothing can be said.

    Returns:
        A spread, null with its reason where too few draws carry weight.
    """
    counts = np.isfinite(values) & (weight > 0)
    values, weight = values[counts], weight[counts]
    reason = shortfall or shortage(effective_draws(weight))
    if reason:
        return Spread(mean=None, median=None, p05=None, p25=None, p75=None, p95=None, reason=reason)
    median, p05, p25, p75, p95 = percentiles(values, weight)
    mean = float(np.sum(values * weight) / np.sum(weight))
    return Spread(mean=mean, median=median, p05=p05, p25=p25, p75=p75, p95=p95)


def percentiles(values: Floats, weight: Floats) -> tuple[float, ...]:
    """Give the values below or at which the `LEVELS` of all weight lie.

    The inverse of the weighted distribution function, without interpolation.
    """
    found = np.quantile(values, LEVELS, weights=weight, method="inverted_cdf")
    return tuple(float(each) for each in found)


def delta(change: Change) -> Delta:
    """Give the spread of a change with its histogram, or why it cannot be given."""
    across = spread(change.delta, change.weight)
    counted = None if across.reason else histogram(change.delta, change.weight, change.matters)
    return Delta(
        mean=across.mean,
        median=across.median,
        p05=across.p05,
        p25=across.p25,
        p75=across.p75,
        p95=across.p95,
        reason=across.reason,
        histogram=counted,
    )


def histogram(values: Floats, weight: Floats, matters: float) -> Histogram:
    """Count draws in bins of one width, cut where a change begins to matter either way.

    The width is a round multiple or part of what matters, the least that needs
    no more than `MOST_BINS`. Zero, and what matters on both sides of it, are
    edges wherever the bins reach them.
    """
    low, high = float(values.min()), float(values.max())
    width = _bin_width(low, high, matters if matters > 0 else 0.01)
    first, last = floor(low / width), floor(high / width) + 1
    regular = np.round(np.arange(first, last + 1) * width, 12)
    borders = [each for each in (-matters, matters) if regular[0] < each < regular[-1]]
    edges = np.unique(np.concatenate([regular, np.round(borders, 12)]))
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(place, weights=weight, minlength=len(edges) - 1)
    scaled = counts * (len(values) / float(np.sum(weight)))
    return Histogram(edges=tuple(edges.tolist()), counts=tuple(scaled.tolist()))


def _bin_width(low: float, high: float, matters: float) -> float:
    steps = (factor * 10.0**power for power in range(-1, 9) for factor in (2, 5, 10))
    for step in steps:
        width = matters * step
        if floor(high / width) + 1 - floor(low / width) <= MOST_BINS:
            return width
    raise ValueError(f"no histogram spans {low} to {high}")


def halves(
    change: Change, quantities: Mapping[str, Floats], fitted: Mapping[str, Floats] = NONE_FITTED
) -> tuple[Half, ...]:
    """Split the draws at each quantity's median, by weight, and give both halves' shares.

    Args:
        change: The draws that count, too few of them giving no halves.
        quantities: Id to `[D]`, values in the same draws.
        fitted: The same for constants fitted to an anchor, in place of those drawn.
    """
    if shortage(change.effective):
        return ()
    both = {**quantities, **fitted}
    found = (_half(change, id, both[id], fitted=id in fitted) for id in both)
    return tuple(half for half in found if half is not None)


def _half(change: Change, id: str, values: Floats, *, fitted: bool) -> Half | None:
    split = percentiles(values, change.weight)[0]
    low = values <= split
    if low.all():
        return None
    below, above = change.rows(low), change.rows(~low)
    return Half(
        quantity=id,
        fitted=fitted,
        split=split,
        low=fraction(below.holds, below.weight),
        high=fraction(above.holds, above.weight),
        low_se=error_of(below, below.holds),
        high_se=error_of(above, above.holds),
        low_reversed=fraction(below.reversed, below.weight),
        high_reversed=fraction(above.reversed, above.weight),
        low_reversed_se=error_of(below, below.reversed),
        high_reversed_se=error_of(above, above.reversed),
        low_no_difference_se=error_of(below, below.same),
        high_no_difference_se=error_of(above, above.same),
    )
