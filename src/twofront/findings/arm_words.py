"""What a claim compares, and by how much it differs, in words."""

from __future__ import annotations

from collections.abc import Mapping

from .claim import ClaimAnswer, Conditions, Spread
from .lever_words import pulled
from .numbers import points


def conditions(stated: Conditions) -> str:
    """Write a condition by ids: `settlement=bad_deal and china=attack or us=pacific|both`."""
    if not stated:
        return "never"
    return " or ".join(_clause(clause) or "always" for clause in _once(stated))


def _once(stated: Conditions) -> Conditions:
    """Write clauses that differ in their period alone as one: `china@1|2|3=attack`."""
    periods = ["|".join(sorted(_periods(clause))) for clause in stated]
    if len(stated) < 2 or not all(each.isdecimal() for each in periods):
        return stated
    as_one = [_renamed(clause, "|".join(periods)) for clause in stated]
    return (as_one[0],) if all(each == as_one[0] for each in as_one) else stated


def _clause(clause: Mapping[str, tuple[str, ...]]) -> str:
    """Write tests of one thing in several periods as one: `china@1&2&3=hold`."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, values in clause.items():
        thing, _, period = name.partition("@")
        found.setdefault((thing, values), []).append(period)
    return " and ".join(
        _test(f"{thing}@{'&'.join(periods)}" if any(periods) else thing, values)
        for (thing, values), periods in found.items()
    )


def _periods(clause: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {name.partition("@")[2] for name in clause if "@" in name}


def _renamed(clause: Mapping[str, tuple[str, ...]], period: str) -> dict[str, tuple[str, ...]]:
    return {
        f"{name.partition('@')[0]}@{period}" if "@" in name else name: values
        for name, values in clause.items()
    }


def _test(name: str, values: tuple[str, ...]) -> str:
    return f"{name}={'|'.join(values)}"


def compared(claim: ClaimAnswer) -> str:
    """Write what a claim sets against what."""
    if claim.levers:
        return f"{pulled(claim.levers)} pulled, against none of them"
    return f"{conditions(claim.compare)}, against {conditions(claim.against)}{day_compared(claim)}"


def day_compared(claim: ClaimAnswer) -> str:
    """Write which day a claim looks back to; empty where to none."""
    if claim.than_as_of is None:
        return ""
    return f"; the difference as known now, against that as known on {claim.than_as_of}"


def differs(claim: ClaimAnswer) -> str:
    """Name what a claim's shares are about: a difference, or how one has changed."""
    return "difference" if claim.than_as_of is None else "change in the difference"


def measured(claim: ClaimAnswer) -> str:
    """Say which of two numbers is taken from which, for an axis."""
    if claim.levers:
        return "levers pulled minus none pulled"
    if claim.than_as_of is None:
        return "arm compared minus arm against"
    return f"difference now minus that as known on {claim.than_as_of}"


def claim_change(claim: ClaimAnswer) -> str:
    """Write by how much a claim's probability differs, with the spread across draws."""
    return change(claim.delta, differs(claim))


def change(spread: Spread, what: str = "difference") -> str:
    """Write a difference in probability with its spread, in percentage points."""
    if spread.median is None or spread.p05 is None or spread.p95 is None:
        return f"No {what} can be given: {spread.reason}."
    return (
        f"Median {what} {points(spread.median)} points; nine draws in ten lie between "
        f"{points(spread.p05)} and {points(spread.p95)}."
    )
