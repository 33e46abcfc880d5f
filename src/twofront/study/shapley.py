"""What each channel brings: exact Shapley values over all coalitions of channels.

Axes: S coalitions, 2 to the number of channels, numbered by their members: bit k of
the number is set where channel k is on. N channels. D draws.

Source: Shapley (1953), A value for n-person games.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

import numpy as np

from twofront.findings import ChannelShare, LogOddsChannels

from .shares import effective_draws, mean_error, percentiles, shortage
from .table import Flags, Floats, Numbers

MOST_CHANNELS = 6

BOUND = 1e-6
"""Log-odds are taken of probabilities no nearer to 0 or 1: equilibria are known to so much."""


def shapley(values: Floats) -> Floats:
    """Give what each channel adds, averaged over all orders of switching them on.

    Args:
        values: `[S, ...]`, the answer in each coalition, any axes behind the first.

    Returns:
        `[N, ...]`. Over all channels they add up to `values[-1] - values[0]`. Where the
        answer in any coalition is nan, those of all channels are.

    Raises:
        ValueError: The first axis is no power of two, or counts over `MOST_CHANNELS` channels.
    """
    if len(values) not in [1 << channels for channels in range(MOST_CHANNELS + 1)]:
        raise ValueError(f"expected values of 2**n coalitions, n to {MOST_CHANNELS}")
    channels = len(values).bit_length() - 1
    found = np.zeros((channels, *values.shape[1:]))
    for channel in range(channels):
        bit = 1 << channel
        for without in (each for each in range(1 << channels) if not each & bit):
            added = values[without | bit] - values[without]
            found[channel] += _weight(without.bit_count(), channels) * added
    found[:, np.isnan(values).any(axis=0)] = np.nan
    return found


def _weight(before: int, channels: int) -> float:
    """Give the share of orders in which just so many given channels come before another."""
    return factorial(before) * factorial(channels - before - 1) / factorial(channels)


def log_odds(probability: Floats) -> Floats:
    """Give log p/(1 - p), p held `BOUND` away from 0 and 1; nan stays nan."""
    held = np.clip(probability, BOUND, 1 - BOUND)
    return np.asarray(np.log(held) - np.log1p(-held))


def at_bound(probability: Floats) -> Flags:
    """Flag probabilities whose log-odds are held at the bound."""
    return (probability < BOUND) | (probability > 1 - BOUND)


def channel_shares(
    channels: Sequence[str], values: Floats, weight: Floats, sets: Numbers, all_sets: int
) -> tuple[ChannelShare, ...]:
    """Average what channels bring over the draws in which all of it is known.

    Args:
        channels: Ids, in the order of the bits.
        values: `[N, D]`, as `shapley` gives them.
        weight: `[D]`, at least 0; 0 where a draw does not count.
        sets: `[D]`, the Sobol set of each draw.
        all_sets: How many sets were drawn.

    Returns:
        Means, standard errors and percentiles; null with the reason where too few
        draws carry weight.
    """
    counts = (weight > 0) & np.isfinite(values).all(axis=0)
    reason = shortage(effective_draws(weight[counts]))
    if reason:
        return tuple(
            ChannelShare(id=id, mean=None, se=None, p05=None, p95=None, reason=reason)
            for id in channels
        )
    kept = weight[counts], sets[counts]
    return tuple(
        _channel_share(id, row[counts], *kept, all_sets)
        for id, row in zip(channels, values, strict=True)
    )


def _channel_share(
    id: str, values: Floats, weight: Floats, sets: Numbers, all_sets: int
) -> ChannelShare:
    _, p05, _, _, p95 = percentiles(values, weight)
    return ChannelShare(
        id=id,
        mean=_mean(values, weight),
        se=mean_error(values, weight, sets, all_sets),
        p05=p05,
        p95=p95,
    )


def log_odds_channels(
    channels: Sequence[str],
    compare: Floats,
    against: Floats | None,
    weight: Floats,
    sets: Numbers,
    all_sets: int,
) -> LogOddsChannels:
    """Divide a contrast, or a risk, among channels in log-odds.

    Args:
        channels: Ids, in the order of the bits.
        compare: `[S, D]`, the outcome's probability in the arm compared, or a risk.
        against: `[S, D]`, in the arm it is compared with; None for a risk.
        weight: `[D]`, at least 0.
        sets: `[D]`, the Sobol set of each draw.
        all_sets: How many sets were drawn.
    """
    values, bound = log_odds(compare), at_bound(compare)
    if against is not None:
        values, bound = values - log_odds(against), bound | at_bound(against)
    held = np.any(bound, axis=0).astype(np.float64)
    counts = (weight > 0) & np.isfinite(values).all(axis=0)
    told = channel_shares(channels, shapley(values), weight, sets, all_sets)
    reason = shortage(effective_draws(weight[counts]))
    kept = weight[counts]
    return LogOddsChannels(
        mean=None if reason else _mean(values[-1, counts], kept),
        mean_off=None if reason else _mean(values[0, counts], kept),
        channels=told,
        bound=BOUND,
        held=None if reason else _mean(held[counts], kept),
        reason=reason,
    )


def _mean(values: Floats, weight: Floats) -> float:
    return float(np.sum(values * weight) / np.sum(weight))
