"""Coalitions of channels: which couplings are on, and the scenario without the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

from twofront.scenario.arms import hides_of, with_hidden
from twofront.scenario.model import AS_WRITTEN, Scenario

OFF = f"{AS_WRITTEN}/off:"
ALL_OFF = f"{OFF}all"


@dataclass(frozen=True, slots=True)
class Coalition:
    """Some of a scenario's channels, at least one of them missing.

    Attributes:
        arm: Id of the arm in which it is solved.
        quantities: Those that are off.
        hides: Moves that nobody learns anything from.
    """

    arm: str
    quantities: tuple[str, ...]
    hides: tuple[str, ...]


def coalitions(scenario: Scenario) -> Iterator[Coalition]:
    """Give every coalition but that of all channels, those with fewest channels off first."""
    channels = tuple(scenario.channels)
    for size in range(1, len(channels) + 1):
        for off in combinations(channels, size):
            tagged = (each for each in scenario.quantities.values() if each.channel in off)
            quantities = tuple(each.id for each in tagged)
            yield Coalition(arm_without(scenario, off), quantities, hides_of(scenario, off))


def arm_without(scenario: Scenario, off: tuple[str, ...]) -> str:
    """Name the arm in which these channels, in the order of the scenario, are off."""
    if not off:
        return AS_WRITTEN
    return ALL_OFF if len(off) == len(scenario.channels) else f"{OFF}{'+'.join(off)}"


def without(scenario: Scenario, coalition: Coalition) -> Scenario:
    """Give the scenario in which what the missing channels bring is off, and nothing is learnt."""
    quantities = {
        id: replace(each, values=()) if id in coalition.quantities else each
        for id, each in scenario.quantities.items()
    }
    off = replace(scenario, quantities=MappingProxyType(quantities))
    return with_hidden(off, coalition.hides)
