"""Counts in the arms of claims, as the page shows them."""

from __future__ import annotations

from twofront.findings import MeasureArms, MeasureFinding, Spread
from twofront.findings.numbers import number

_Key = tuple[str, ...]


def alike(measure: MeasureFinding) -> list[list[MeasureArms]]:
    """Put claims together whose arms show the same numbers, in the order of the first of each."""
    found: dict[_Key, list[MeasureArms]] = {}
    for arms in measure.arms:
        key = (arms.reading, *_shown(arms.compare), *_shown(arms.against))
        found.setdefault(key, []).append(arms)
    return list(found.values())


def _shown(spread: Spread) -> _Key:
    """Give what the page shows of a spread."""
    ends = (spread.median, spread.p05, spread.p95)
    return (*("" if each is None else number(each) for each in ends), spread.reason or "")
