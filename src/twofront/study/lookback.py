"""What arms are called that are known on an earlier day, to which a claim looks back."""

from __future__ import annotations

from datetime import date

from twofront.scenario.dated import days_before
from twofront.scenario.model import AS_WRITTEN, Scenario

from .sample import solved_anchors

MARK = "/as_known:"
"""Stands in the id of an arm before the day."""


def arm_then(arm: str, day: date | None) -> str:
    """Give the arm that is an arm of today as known on a day; the same without a day."""
    return arm if day is None else f"{arm}{MARK}{day.isoformat()}"


def fitted_arms(scenario: Scenario) -> tuple[str, ...]:
    """Give the arms in which constants are fitted to anchors, today's first."""
    if not solved_anchors(scenario):
        return ()
    arms = (AS_WRITTEN, *scenario.variants)
    return (*arms, *(arm_then(arm, day) for day in days_before(scenario) for arm in arms))
