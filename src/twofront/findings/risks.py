"""The modelled risk of war in a theatre, in words, and what was put into it."""

from __future__ import annotations

from collections.abc import Iterator

from .arm_words import conditions
from .model import Findings, StatedAnchor, TheatreRisk
from .numbers import event_digits, event_percent, number, percent, yardstick


def risk(theatre: TheatreRisk) -> str:
    """Write the modelled probability of war in a theatre, with its spread across assumptions."""
    spread = theatre.risk
    if spread.median is None or spread.p05 is None or spread.p95 is None:
        return f"No figure: {spread.reason}."
    between = f"{event_digits(spread.p05)} and {event_percent(spread.p95)}"
    told = f"nine draws in ten lie between {between}"
    if event_digits(spread.p05).startswith("under"):
        told = f"95 draws in 100 lie at or below {event_percent(spread.p95)}"
    return f"{event_percent(spread.median)} at the median; {told}"


def risk_term(theatre: TheatreRisk) -> str | None:
    """Give the yardstick's term for a risk; None where the yardstick does not apply."""
    spread = theatre.risk
    if not theatre.yardstick or spread.p05 is None or spread.p95 is None:
        return None
    return yardstick(spread.p05, spread.p95)


def ties(theatre: TheatreRisk, findings: Findings) -> Iterator[str]:
    """Say what was put into a risk: the rate that each anchor on its war ties it to."""
    for anchor in findings.anchors.stated:
        if anchor.id in theatre.anchored_by:
            given = conditions(anchor.given)
            when = "" if given == "always" else f" given {given}"
            kind = "an assumed anchor" if anchor.assumed else "an anchor"
            yield f"put in, not found: tied by {kind} to {rate(anchor)}{when}"


def rate(anchor: StatedAnchor) -> str:
    """Write the rate an anchor states: `between 3 and 25 per cent`."""
    if anchor.between is None:
        return f"a rate of {anchor.about}"
    low, high = anchor.between
    return f"between {event_digits(low)} and {event_percent(high)}"


def pushes(findings: Findings) -> Iterator[str]:
    """Say in how many draws a fitted inertia is below zero, which nothing else accounts for."""
    for anchor in findings.anchors.stated:
        if anchor.inertia_below_zero:
            yield (
                f"{anchor.solve_for}, fitted to {anchor.id}, is below zero, an uncounted push, "
                f"in {percent(anchor.inertia_below_zero)} of draws."
            )


def horizon(findings: Findings) -> str:
    """Write over how long events are asked for: `5 years`."""
    return f"{number(findings.horizon_years)} {'year' if findings.horizon_years == 1 else 'years'}"
