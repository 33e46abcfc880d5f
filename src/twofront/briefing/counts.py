"""Counts in the arms of claims, as the page shows them."""

from __future__ import annotations

from dataclasses import fields

from twofront.findings import MeasureArms, MeasureFinding, Spread

_Key = tuple[str, ...]


def alike(measure: MeasureFinding) -> list[list[MeasureArms]]:
    """Put claims together whose arms show the same numbers, in the order of the first of each."""
    found: dict[_Key, list[MeasureArms]] = {}
    for arms in measure.arms:
        key = (arms.reading, *_shown(arms.compare), *_shown(arms.against))
        found.setdefault(key, []).append(arms)
    return list(found.values())


def _shown(spread: Spread) -> _Key:
    """Give a spread's numbers to as many digits as tell it apart on the page."""
    values = (getattr(spread, field.name) for field in fields(spread))
    return tuple(f"{each:.4g}" if isinstance(each, float) else str(each) for each in values)
