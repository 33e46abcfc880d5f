"""What channels bring to each claim's change and to each theatre's risk, off a run's reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from twofront.findings import ChannelShare, LogOddsChannels
from twofront.scenario.model import Scenario

from .contrast import Contrast, coalition_arms
from .shapley import channel_shares, log_odds_channels, shapley
from .table import Flags, Floats, Table

Divided: TypeAlias = tuple[tuple[ChannelShare, ...], LogOddsChannels | None]
"""What each channel brings in probability, and in log-odds."""


def claim_channels(
    scenario: Scenario, table: Table, found: Sequence[Contrast], counts: Flags
) -> Divided:
    """Divide a claim's change among channels.

    Args:
        scenario: What was run.
        table: Its reads.
        found: The contrast in every coalition; none where it is not read in all of them.
        counts: `[D]` bool, the draws that count for the claim.
    """
    if not found:
        return (), None
    compare = np.stack([each.compare for each in found])
    against = np.stack([each.against for each in found])
    return _divided(scenario, table, compare, against, counts)


def theatre_channels(scenario: Scenario, table: Table, theatre: str) -> Divided:
    """Divide the risk in a theatre among channels, over the draws that `coupled` gives."""
    if not scenario.channels:
        return (), None
    risks = np.stack([table.reads[arm, f"risk:{theatre}"] for arm in coalition_arms(scenario)])
    return _divided(scenario, table, risks, None, coupled(scenario, table))


def coupled(scenario: Scenario, table: Table) -> Flags:
    """Give the draws `[D]` in which the arm of every coalition is solved.

    An arm of which nothing is read, as where a scenario asks nothing, counts for none.
    """
    solved = np.ones(len(table), dtype=np.bool_)
    for arm in coalition_arms(scenario) if scenario.channels else ():
        solved &= table.solved.get(arm, True)
    return solved


def _divided(
    scenario: Scenario, table: Table, compare: Floats, against: Floats | None, counts: Flags
) -> Divided:
    channels = tuple(scenario.channels)
    drawn = np.where(counts, table.weight, 0.0), table.sets, table.all_sets
    values = compare if against is None else compare - against
    told = channel_shares(channels, shapley(values), *drawn)
    return told, log_odds_channels(channels, compare, against, *drawn)
