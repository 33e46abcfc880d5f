"""The one quantity, and where to split it, that best tells where a claim holds.

Axes: D draws, Q quantities.

A rule says of all draws at or below the split whether the claim holds, and of all
above it; what it gets wrong is counted on draws it was not fitted to.

Source: one-level rules as in Holte (1993), Very simple classification rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twofront.findings import Threshold

from .assumptions import Assumptions, splits
from .boxes import Ranks, between, order_within
from .compiled import kernel
from .shares import ROUNDING, fraction
from .table import Flags, Floats

LEAST_CUT = 0.5
"""A quantity decides where its rule takes away this part of the draws got wrong without it."""

NO_BETTER = "no split of one quantity judges better than the same answer for all"
UNTRIED = "the draws that count are of one set, so no rule can be tried on others"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A split: draws at or below it are judged by `low`, the others by `high`.

    Attributes:
        at: The place of the quantity.
        split: In its unit.
        low: Whether the claim holds at or below the split.
        high: Whether it holds above.
        wrong: Weight of the draws it gets wrong where it was fitted.
    """

    at: int
    split: float
    low: bool
    high: bool
    wrong: float

    def judge(self, values: Floats) -> Flags:
        """Say of draws, by `[Q, D]` values, whether the claim holds."""
        return np.where(values[self.at] <= self.split, self.low, self.high)


def threshold(given: Assumptions) -> Threshold:
    """Find the split of one quantity that best tells where a claim holds.

    Args:
        given: The assumptions in the draws that count.

    Returns:
        The split, with what the rule gets wrong beside what the same answer for all
        gets wrong; null with the reason where too few draws hold or fail, or no split helps.
    """
    if given.short:
        return _none(given.short)
    rule = _rule(given.values, given.holds, given.weight, given.order)
    if rule.low == rule.high:
        return _none(NO_BETTER)
    misjudged, same = _trial(given, rule)
    if misjudged is None or same is None:
        return _none(UNTRIED)
    share = fraction(given.holds, given.weight)
    base = min(share, 1 - share)
    if misjudged >= base - ROUNDING:
        return _none(NO_BETTER)
    low = given.values[rule.at] <= rule.split
    return Threshold(
        quantity=given.names[rule.at],
        fitted=given.names[rule.at] in given.fitted,
        split=rule.split,
        low_holds=fraction(given.holds[low], given.weight[low]),
        high_holds=fraction(given.holds[~low], given.weight[~low]),
        misjudged=misjudged,
        base=base,
        same=same,
        decides=misjudged <= (1 - LEAST_CUT) * base + ROUNDING,
    )


def _none(reason: str) -> Threshold:
    return Threshold(
        quantity=None,
        fitted=False,
        split=None,
        low_holds=None,
        high_holds=None,
        misjudged=None,
        base=None,
        same=None,
        decides=False,
        reason=reason,
    )


def _rule(values: Floats, holds: Flags, weight: Floats, order: Ranks) -> _Rule:
    """Find the rule that gets the least weight of draws wrong; of equal ones the first."""
    held, failed = np.where(holds, weight, 0.0), np.where(holds, 0.0, weight)
    at, place, wrong = _least_wrong(values, order, held, failed)
    row = order[at]
    below, above = row[: place + 1], row[place + 1 :]
    low, high = (bool(np.sum(held[each]) > np.sum(failed[each])) for each in (below, above))
    split = float(values[at, below[-1]])
    if not len(above):
        return _Rule(at, split, low, low, wrong)
    return _Rule(at, between(float(values[at, above[0]]), split), low, high, wrong)


@kernel
def _least_wrong(
    values: Floats, order: Ranks, held: Floats, failed: Floats
) -> tuple[int, int, float]:
    """Find the quantity and the place in its order after which to split.

    Args:
        values: `[Q, D]`.
        order: `[Q, D]`, the draws in the order of each quantity.
        held: `[D]`, the weight of draws in which the claim holds, 0 elsewhere.
        failed: The same of those in which it fails.

    Returns:
        The quantity, the place of the last draw below the split, and the weight of what is
        judged wrong. Equal values are not parted; where no split helps, no draw is above.
    """
    all_held, all_failed = held.sum(), failed.sum()
    which, where, least = 0, order.shape[1] - 1, min(all_held, all_failed)
    for at in range(len(order)):
        below_held = below_failed = 0.0
        for place in range(order.shape[1] - 1):
            draw, following = order[at, place], order[at, place + 1]
            below_held += held[draw]
            below_failed += failed[draw]
            wrong = min(below_held, below_failed)
            wrong += min(all_held - below_held, all_failed - below_failed)
            if wrong < least and values[at, draw] != values[at, following]:
                which, where, least = at, place, wrong
    return which, where, least


def _trial(given: Assumptions, rule: _Rule) -> tuple[float | None, float | None]:
    """Give the share got wrong in halves that rules were not fitted to, and how many are alike."""
    wrong, same = [], []
    for fit, test in splits(given.sets):
        if not fit.any() or not test.any():
            continue
        order = order_within(given.order, fit)
        values = np.compress(fit, given.values, axis=1)  # rows stay in one piece
        found = _rule(values, given.holds[fit], given.weight[fit], order)
        mistaken = found.judge(given.values) != given.holds
        wrong.append(fraction(mistaken[test], given.weight[test]))
        same.append(found.at == rule.at)
    if not wrong:
        return None, None
    return float(np.mean(wrong)), float(np.mean(same))
