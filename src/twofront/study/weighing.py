"""Weights of draws: how well the model's rates agree with the anchors that weigh.

An anchor with `between` weighs a draw by 1 or 0, one with `about` by the density
of the rate. Either can be softened, so that a search that begins far away is
led: `hardness` runs from 0, where nothing is asked, to 1, the anchor as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from twofront.scenario.distributions import Distribution
from twofront.scenario.model import Anchor, Scenario

from .table import Flags, Floats

TAIL = 0.001
"""What of an anchor's distribution lies beyond the bounds that draws are led to, on each side."""

FARTHEST = 20.0
"""Log-odds beyond which rates count as equally far away."""


def log_odds(probability: Floats) -> Floats:
    """Give log(p / (1 - p)), finite for every probability."""
    inside = np.clip(probability, 1e-300, 1 - 1e-16)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def weighing_anchors(scenario: Scenario) -> tuple[Anchor, ...]:
    """Give the anchors without `solve_for`, in written order."""
    return tuple(each for each in scenario.anchors.values() if each.solve_for is None)


def weights(scenario: Scenario, reads: Mapping[str, Floats], solved: Flags) -> Floats:
    """Weigh draws by the anchors without `solve_for`, `[D]`.

    Args:
        scenario: With its anchors.
        reads: Of the main arm as written: `anchor:ID` to `[D]`.
        solved: `[D]`, where that arm solved; elsewhere the weight is 0.

    Returns:
        1 or 0 for `between`, the density of the rate for `about`, multiplied.
    """
    weight = solved.astype(np.float64)
    for anchor in weighing_anchors(scenario):
        goal = Goal.of(anchor)
        weight[solved] *= goal.weight(reads[f"anchor:{anchor.id}"][solved])
    return weight


@dataclass(frozen=True, slots=True)
class Goal:
    """What an anchor asks of a rate.

    Attributes:
        low, high: Least and greatest rate that is asked for, or, with a density,
            the rates beyond which next to none of it lies.
        about: The rate's distribution; None where all rates between count alike.
    """

    low: float
    high: float
    about: Distribution | None = None

    @staticmethod
    def of(anchor: Anchor) -> Goal:
        """Give the goal of an anchor without `solve_for`."""
        if anchor.between is not None:
            return Goal(*anchor.between)
        assert anchor.about is not None
        low, high = (float(each) for each in anchor.about.quantile([TAIL, 1 - TAIL]))
        return Goal(low, high, anchor.about)

    def weight(self, rate: Floats) -> Floats:
        """Weigh draws by their rate `[D]`; one that is not known weighs nothing."""
        known = np.isfinite(rate)
        if self.about is None:
            within = known & (rate >= self.low) & (rate <= self.high)
            return np.asarray(within, dtype=np.float64)
        return np.where(known, self.about.density(np.where(known, rate, 0.5)), 0.0)

    def log_weight(self, rate: Floats, hardness: float) -> Floats:
        """Weigh draws by a softened goal, `[D]`, in logarithms; -inf where nothing is left.

        Outside its bounds a rate loses by the square of its distance in log-odds, with
        a factor that grows beyond every bound as `hardness` nears 1.
        """
        with np.errstate(divide="ignore"):
            if hardness >= 1:
                return np.log(self.weight(rate))
            odds, (low, high) = places(rate), places(np.array([self.low, self.high]))
            away = np.maximum(np.maximum(low - odds, odds - high), 0.0)
            lost = 0.5 * (away * hardness / (1 - hardness)) ** 2
            if self.about is not None:
                at = np.clip(np.where(np.isfinite(rate), rate, self.low), self.low, self.high)
                lost = lost - hardness * np.log(self.about.density(at))
        return np.where(np.isfinite(rate), -lost, -np.inf)


def places(rate: Floats) -> Floats:
    """Give rates as log-odds that stay within `FARTHEST`; nan stays nan."""
    return np.clip(log_odds(rate), -FARTHEST, FARTHEST)
