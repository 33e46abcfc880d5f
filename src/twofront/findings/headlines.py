"""Findings as headlines of a claim's charts: silent wherever the numbers do not carry one.

A headline names a direction by a sign alone, and only where nine draws in ten lie on one side;
it names a channel, driver or quantity only where that one stands out from the next beyond error.
"""

from __future__ import annotations

from math import hypot

from .arm_words import differs
from .channel_words import LEAST, distinct
from .claim import ClaimAnswer
from .deciding import noise, quantity_name, swings, words
from .drivers import Driver
from .numbers import points
from .region_words import where

CONTRAST = "How the probability differs between the arms, across assumptions"
CHANNELS = "Through which channels"
DRIVERS = "What the answer varies with"
HALVES = "What decides"
REGION = "Where it fails, and where it holds"

MOSTLY = 2 / 3
"""From this share on, in a box and in draws it was not fitted to, the claim mostly does there what
the box is of."""

HALF = 0.5
MOST_LIMITS = 2


def contrast_headline(claim: ClaimAnswer) -> str:
    """Tell the median difference, if nine draws in ten lie on one side of zero."""
    otherwise = CONTRAST
    if claim.than_as_of is not None:
        otherwise = f"How the difference has changed since {claim.than_as_of}, across assumptions"
    low, median, high = claim.delta.p05, claim.delta.median, claim.delta.p95
    if low is None or median is None or high is None:
        return otherwise
    signs = {points(each)[0] for each in (low, median, high)}
    if len(signs) > 1 or signs <= {"0"}:
        return otherwise
    return f"The {differs(claim)} is {points(median)} points at the median"


def channels_headline(claim: ClaimAnswer) -> str:
    """Name the channel that brings most, if it is told apart from the next."""
    real = distinct(claim.channels, LEAST)
    if not real:
        return CHANNELS
    first, *others = real
    sizes = [(abs(each.mean or 0.0), each.se or 0.0) for each in real]
    if others and sizes[0][0] - sizes[1][0] <= noise(sizes[0][1], sizes[1][1]):
        return CHANNELS
    return f"The largest channel is {words(first.id)}: {points(first.mean or 0.0)} points"


def drivers_headline(claim: ClaimAnswer) -> str:
    """Name the quantity whose total index lies above that of all others, intervals included."""
    known = [each for each in claim.drivers if each.total_ci is not None]
    ranked = sorted(known, key=lambda each: -(each.total or 0.0))
    if not ranked or _ends(ranked[0])[0] <= max(
        (0.0, *(_ends(each)[1] for each in ranked[1:])),
    ):
        return DRIVERS
    the = "The" if claim.drivers_anchored is None else "Before anchoring the"
    return f"{the} difference varies most with {words(ranked[0].quantity)}"


def _ends(driver: Driver) -> tuple[float, float]:
    low, high = driver.total_ci or (0.0, 1.0)
    return low, high


def halves_headline(claim: ClaimAnswer) -> str:
    """Name the assumption whose halves differ most in the share, if told apart from the next."""
    assumed = [each for each in swings(claim, len(claim.share_by_half)) if not each.fitted]
    if not assumed:
        return HALVES
    errors = [noise(each.low_se, each.high_se) for each in assumed[:2]]
    if len(assumed) > 1 and assumed[0].size - assumed[1].size <= hypot(*errors):
        return HALVES
    return f"It turns most on {quantity_name(assumed[0].quantity, fitted=False)}"


def region_headline(claim: ClaimAnswer) -> str:
    """Tell where the claim mostly does what it does not do in most draws, if few limits say so."""
    for box in claim.region:
        if box.density is None or box.held_out_density is None or box.base is None:
            continue
        mostly = min(box.density, box.held_out_density) >= MOSTLY
        if mostly and box.base < HALF and 0 < len(box.limits) <= MOST_LIMITS:
            return f"It mostly {box.of} where {where(box, medians=False)}"
    return REGION
