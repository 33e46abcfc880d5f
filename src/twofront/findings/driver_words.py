"""Which quantities an answer's variance comes from, in sentences, and how many draws are enough.

An index whose interval reaches zero is not named. A part of the variance says how much
an answer hangs on not knowing a quantity, not which way it goes.
"""

from __future__ import annotations

from collections.abc import Iterator

from .claim import ClaimAnswer
from .deciding import quantity_name, words
from .drivers import AnchoredDriver, Convergence, Driver, Interval
from .numbers import count, error_size, number, percent, whole

MOST = 3
"""No more quantities than this are named."""

A_FEW_MORE = 1.1
LEAST = 0.01
"""A lesser part of the variance is not named."""


def prior_drivers(claim: ClaimAnswer) -> str:
    """Write which quantities the change's variance before anchoring comes from; else empty."""
    if not claim.drivers:
        return ""
    reason = claim.variance.reason if claim.variance else None
    reason = reason or _shared_reason(claim.drivers)
    if reason:
        return f"Drivers cannot be given: {reason}."
    named = sorted(filter(_stands_out, claim.drivers), key=lambda each: -(each.total or 0.0))
    if not named:
        return "Before anchoring no quantity's part of the variance is distinguishable from zero."
    told = "; ".join(_driver(each) for each in named[:MOST])
    left_out = max(each.left_out for each in claim.drivers)
    tail = f" Up to {count(left_out, 'draw')} without all answers left out." if left_out else ""
    return f"Before anchoring the variance of the change comes from {told}.{tail}"


def _shared_reason(drivers: tuple[Driver, ...]) -> str | None:
    """Give the reason why no driver has an index, if none has."""
    reasons = [each.reason for each in drivers]
    return reasons[0] if None not in reasons else None


def _stands_out(driver: Driver) -> bool:
    return _above(driver.total, driver.total_ci)


def _above(index: float | None, ends: Interval | None, floor: float = 0.0) -> bool:
    return index is not None and ends is not None and ends[0] > floor and index >= LEAST


def _driver(driver: Driver) -> str:
    name = words(driver.quantity)
    if driver.members != (driver.quantity,):
        name = f"{name} ({' and '.join(words(member) for member in driver.members)})"
    total = f"{_part(driver.total)} together with others"
    if not _above(driver.first, driver.first_ci):
        return (
            f"{name}: {total} ({_ends(driver.total_ci)}), by itself not distinguishable from zero"
        )
    return f"{name}: {_part(driver.first)} by itself ({_ends(driver.first_ci)}), {total}"


def _part(index: float | None) -> str:
    return percent(min(max(index or 0.0, 0.0), 1.0))


def _ends(ends: Interval | None) -> str:
    """Write an interval, cut to what an index can be: `95 per cent interval 38 to 44`."""
    low, high = (whole(min(max(each, 0.0), 1.0)) for each in ends or (0.0, 1.0))
    return f"95 per cent interval {low} to {high}"


def anchored_drivers(claim: ClaimAnswer) -> str:
    """Write which quantities the variance goes with after anchoring; empty where not asked."""
    found = claim.drivers_anchored
    if found is None:
        return ""
    if found.reason:
        return f"After anchoring drivers cannot be given: {found.reason}."
    named = [each for each in found.drivers if _beyond_chance(each)]
    named.sort(key=lambda each: (each.fitted, -(each.first or 0.0)))
    if not named:
        return (
            "After anchoring no single quantity goes with more of the variance than an "
            "unrelated one would."
        )
    told = "; ".join(_anchored(each) for each in named[:MOST])
    return f"After anchoring the variance of the change goes with {told}."


def _beyond_chance(driver: AnchoredDriver) -> bool:
    if driver.noise is None or driver.first is None or driver.first <= driver.noise:
        return False
    return _above(driver.first, driver.first_ci)


def _anchored(driver: AnchoredDriver) -> str:
    name = quantity_name(driver.quantity, fitted=driver.fitted).removesuffix(",")
    return f"{name}: {_part(driver.first)} ({_ends(driver.first_ci)})"


def enough_draws(convergence: Convergence | None) -> str:
    """Say how many draws bring the share's sampling error to what is wanted; else empty."""
    if convergence is None or not convergence.steps:
        return ""
    last = convergence.steps[-1]
    if convergence.needed is None:
        return ""
    wanted, needed = error_size(convergence.wanted), number(max(convergence.needed, 1.0), 2)
    have = f"The share's sampling error is {error_size(last.share_se)} at {last.draws:,} draws"
    if convergence.needed <= last.draws:
        return f"{have}; about {needed} would be enough for {wanted}."
    if convergence.needed < A_FEW_MORE * last.draws:
        return f"{have}; a few more would bring it to {wanted}."
    return f"{have}; it would take about {needed} to bring it to {wanted}."


def driver_lines(claim: ClaimAnswer) -> Iterator[str]:
    """Give each of these sentences that there is."""
    lines = prior_drivers(claim), anchored_drivers(claim), enough_draws(claim.convergence)
    yield from (line for line in lines if line)
