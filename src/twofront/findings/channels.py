"""What each channel brings to an answer: Shapley values over all coalitions of channels.

A channel's value is what it adds on average over the orders in which channels can be
switched on one after the other. The values of all channels, and what is there with
every channel off, add up to the answer with all of them on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from .bounds import Bounds, Part, fits_together


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelShare:
    """What one channel brings, draw by draw and then averaged.

    Attributes:
        id: The channel's name in the scenario.
        mean: By weight, over the draws that count.
        se: Standard error of the mean, from 16 independently scrambled Sobol sets.
        p05: 5 in 100 draws, by weight, lie at or below it: spread across assumptions.
        p95: 95 in 100 do.
        reason: Why the values are null.
    """

    id: str
    mean: float | None
    se: float | None
    p05: float | None
    p95: float | None
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "mean", ("mean", "p05", "p95"))
        if self.p05 is not None and self.p95 is not None and self.p05 > self.p95:
            yield "p05", "expected percentiles that rise"
        if self.se is not None and self.se < 0:
            yield "se", "expected 0 or more"


ChannelPart: TypeAlias = Annotated[ChannelShare, Bounds(-1, 1)]
"""What a channel brings to a probability or to a difference of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOddsChannels:
    """The same in log-odds, in which a rare event's chances multiply.

    Attributes:
        mean: The answer in log-odds with all channels on, averaged by weight.
        mean_off: The same with every channel off.
        channels: What each brings.
        bound: Probabilities below it, or as near to 1, are taken at it.
        held: Share of draws in which one was.
        reason: Why the values are null.
    """

    mean: float | None
    mean_off: float | None
    channels: tuple[ChannelShare, ...]
    bound: Part
    held: Part | None
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "mean", ("mean", "mean_off", "held"))
        if does_not_add_up(self.channels, self.mean_off, self.mean):
            yield "channels", "expected values that add up to the mean less mean_off"
        yield from repeated(self.channels)


SUM = 1e-6
"""By so much, for a sum of size 1, the values of channels may miss what they add up to."""


def does_not_add_up(
    channels: Iterable[ChannelShare], off: float | None, whole: float | None
) -> bool:
    """Tell whether channels and what is there without them miss the whole, where all is known."""
    means = [each.mean for each in channels]
    known = [each for each in means if each is not None]
    if off is None or whole is None or not known or len(known) < len(means):
        return False
    return abs(sum(known) + off - whole) > SUM * max(1.0, abs(whole), abs(off))


def repeated(channels: Iterable[ChannelShare]) -> Iterator[tuple[str, str]]:
    """Say where a channel stands twice."""
    ids = [each.id for each in channels]
    if len(set(ids)) < len(ids):
        yield "channels", "expected each channel once"
