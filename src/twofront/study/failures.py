"""Draws that count for nothing, each family of arms told once and with its true reason."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twofront.findings import Failure
from twofront.scenario.model import Scenario

from .lookback import fitted_arms
from .table import Flags, Table

OUT_OF_REACH = "no value of a fitted constant brings about the rate it is anchored to"
OFF_BRANCH = (
    "only equilibria off the branch that begins at precision 0 bring about the rate "
    "that a fitted constant is anchored to"
)
NOT_ENDED = "the search for a fitted constant did not end"
UNSOLVED = "the solver did not reach an equilibrium"


def failures(scenario: Scenario, table: Table) -> Iterator[Failure]:
    """Give the failed draws of every arm, by reason.

    An arm that is tried only where another is solved does not count the
    other's failures again.
    """
    fitted = fitted_arms(scenario)
    for arm in sorted(table.solved):
        failed = ~table.solved[arm] & _tried(table, arm)
        nowhere = table.unfitted.get(arm, _none(table)) & failed
        elsewhere = table.off_branch.get(arm, _none(table)) & failed
        left = NOT_ENDED if arm in fitted else UNSOLVED
        for reason, flags in (
            (OUT_OF_REACH, nowhere & ~elsewhere),
            (OFF_BRANCH, elsewhere),
            (left, failed & ~nowhere),
        ):
            if flags.any():
                yield Failure(arm=arm, draws=int(flags.sum()), reason=reason)


def _tried(table: Table, arm: str) -> Flags:
    """Give the draws `[D]` in which an arm was tried: most only where another is solved."""
    main, _, kind = arm.rpartition("/")
    follows = kind.startswith(("announced:", "off:", "lever:"))
    return table.tries(arm) & table.solved[main] if follows else table.tries(arm)


def _none(table: Table) -> Flags:
    return np.zeros(len(table), dtype=np.bool_)
