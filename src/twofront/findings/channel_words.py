"""What channels bring, in sentences: the largest first, and only what is more than sampling error.

Direction is told by signs alone, in percentage points or in log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence

from .channels import ChannelShare, LogOddsChannels
from .claim import ClaimAnswer
from .deciding import words
from .model import TheatreRisk
from .numbers import MINUS, error_size, event_percent, number, percent, points

LEAST = 0.0005
"""What is less than this, or less than a twentieth of a point, is written as 0.0 and not named."""

NONE = "No channel's share is distinguishable from zero"


def claim_channels(claim: ClaimAnswer) -> str:
    """Write what channels bring to a claim's average change; empty where there are none."""
    told = _brings(claim.channels)
    mean, off = claim.delta.mean, claim.delta_all_channels_off.mean
    if not told or mean is None or off is None:
        return told
    return f"{told} The average change is {points(mean)}, with every channel off {points(off)}."


def theatre_channels(theatre: TheatreRisk) -> str:
    """Write what channels bring to the risk in a theatre; empty where there are none."""
    told = _brings(theatre.channels)
    means = [each.mean for each in theatre.channels]
    known = [each for each in means if each is not None]
    if not told or theatre.risk.mean is None or len(known) < len(means):
        return told
    risk, off = theatre.risk.mean, min(max(theatre.risk.mean - sum(known), 0.0), 1.0)
    return (
        f"{told} The average modelled risk is {event_percent(risk)}, with every channel off "
        f"{event_percent(off)}."
    )


def log_odds_channels(found: LogOddsChannels | None, channels: Sequence[ChannelShare]) -> str:
    """Say which channel is largest in log-odds, if another than in probability; else empty.

    Args:
        found: In log-odds.
        channels: In probability.
    """
    if found is None or found.reason:
        return ""
    here, there = distinct(found.channels, 0.0), distinct(channels, LEAST)
    held = _held(found)
    if not here or (there and here[0].id == there[0].id):
        return held
    told = f"In log-odds the largest is {words(here[0].id)}, {_signed(here[0].mean or 0.0)}."
    return f"{told} {held}".rstrip()


def _held(found: LogOddsChannels) -> str:
    if not found.held:
        return ""
    return (
        f"In {percent(found.held)} of draws a probability lies beyond the bound "
        f"({number(found.bound)}) at which log-odds are taken."
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else MINUS}{number(abs(value), 2)}"


def distinct(channels: Sequence[ChannelShare], least: float) -> list[ChannelShare]:
    """Give the channels whose mean is above twice its error and at least `least`, largest first."""
    real = [
        each
        for each in channels
        if each.mean is not None
        and each.se is not None
        and abs(each.mean) > 2 * each.se
        and abs(each.mean) >= least
    ]
    return sorted(real, key=lambda each: -abs(each.mean or 0.0))


def _brings(channels: Sequence[ChannelShare]) -> str:
    """Name the channels that bring something, in points."""
    if not channels:
        return ""
    missing = next((each.reason for each in channels if each.reason), None)
    if missing:
        return f"No share of a channel can be given: {missing}."
    real = distinct(channels, LEAST)
    if not real:
        return f"{NONE}."
    largest, *others = real
    told = (
        f"The largest channel is {words(largest.id)}: it brings {points(largest.mean or 0.0)} "
        f"points on average (sampling error {error_size(largest.se)})"
    )
    told += "".join(f", {words(each.id)} {points(each.mean or 0.0)}" for each in others)
    return f"{told}{_rest(len(channels) - len(real))}."


def _rest(left: int) -> str:
    if left == 0:
        return ""
    others = "the other" if left == 1 else f"each of the other {left}"
    return f"; {others} is not distinguishable from zero"
