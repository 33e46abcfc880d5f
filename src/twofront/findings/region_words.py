"""Where a claim fails and where it holds, in sentences, and the one quantity that tells most."""

from __future__ import annotations

from collections.abc import Iterator

from .claim import ClaimAnswer
from .deciding import quantity_name
from .numbers import number, percent
from .region import Box, Limit, Threshold

STEADY = 0.5
"""A limit found again in a lesser share of boxes is told as unsure."""

_DIGITS = (2, 3, 4)


def boxes(claim: ClaimAnswer) -> Iterator[str]:
    """Write each box of a claim; one line where none can be told for the same reason."""
    reasons = {box.reason for box in claim.region}
    if len(reasons) == 1 and None not in reasons:
        yield f"No box of assumptions can be told: {reasons.pop()}."
    else:
        yield from (box_told(box) for box in claim.region)


def box_told(box: Box) -> str:
    """Write a box: its limits, how often the claim fails or holds there, and how sure that is."""
    if box.mass is None or box.density is None or box.coverage is None or box.base is None:
        return f"No box in which the claim {box.of} can be told: {box.reason}."
    told = (
        f"Where {where(box)}, the claim {box.of} in {percent(box.density)} of draws, "
        f"against {percent(box.base)} of all; there lie {percent(box.mass)} of all draws and "
        f"{percent(box.coverage)} of those in which it {box.of}."
    )
    return " ".join(each for each in (told, _held_out(box), *_unsure(box)) if each)


def where(box: Box, *, medians: bool = True) -> str:
    """Write a box's limits: `us reach is below 0.4 (median 0.5) and precision is above 5 …`."""
    return " and ".join(_limit(limit, medians=medians) for limit in box.limits)


def _limit(limit: Limit, *, medians: bool) -> str:
    """Write a limit beside the median: `us reach is below 0.4 (median 0.5)`."""
    numbers = [each for each in (limit.low, limit.high, limit.median) if each is not None]
    digits = next((each for each in _DIGITS if _differ(numbers, each)), _DIGITS[-1])
    low = None if limit.low is None else number(limit.low, digits)
    high = None if limit.high is None else number(limit.high, digits)
    name = quantity_name(limit.quantity, fitted=limit.fitted)
    median = f" (median {number(limit.median, digits)})" if medians else ""
    if low is None:
        return f"{name} is below {high}{median}"
    if high is None:
        return f"{name} is above {low}{median}"
    return f"{name} is between {low} and {high}{median}"


def _differ(numbers: list[float], digits: int) -> bool:
    """Tell whether different numbers are written differently with so many digits."""
    return len({number(each, digits) for each in numbers}) == len(set(numbers))


def _held_out(box: Box) -> str:
    if box.held_out_density is None or box.held_out_coverage is None:
        return "It could not be tried on draws it was not fitted to."
    return (
        f"On draws they were not fitted to, boxes found the same way reach "
        f"{percent(box.held_out_density)} of the draws inside and "
        f"{percent(box.held_out_coverage)} of those in which it {box.of}."
    )


def _unsure(box: Box) -> Iterator[str]:
    for limit in box.limits:
        if limit.refits is not None and limit.refits < STEADY:
            name = quantity_name(limit.quantity, fitted=limit.fitted).rstrip(",")
            times = round(limit.refits * box.refits)
            yield f"The limit on {name} came back in only {times} of {box.refits} boxes found anew."


def threshold_told(threshold: Threshold | None) -> str:
    """Write the split of one quantity that decides; empty where none does."""
    found = threshold
    if found is None or not found.decides or found.quantity is None or found.split is None:
        return ""
    if found.low_holds is None or found.high_holds is None:
        return ""
    name = quantity_name(found.quantity, fitted=found.fitted)
    return (
        f"One quantity decides most: where {name} is up to {number(found.split, 2)} the claim "
        f"holds in {percent(found.low_holds)} of draws, above that in "
        f"{percent(found.high_holds)}; this misjudges {percent(found.misjudged or 0.0)} of draws "
        f"it was not fitted to, against {percent(found.base or 0.0)} without it."
    )
