"""Chances in game files: what rounding explains, and decimals that add to exactly 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

FEWEST_PLACES = 3  # a decimal with fewer is taken to be exact
CHANCE_SLACK = Fraction(1, 100_000)  # how far chances may always be from adding to 1
SIMPLEST = 10_000  # largest denominator of a fraction that is guessed at
MOST_PLACES = 350  # of a decimal that is written out
MOST_BITS = 20_000  # of a common denominator; beyond it, sums are taken in 64 bits


def rounding(text: str) -> Fraction:
    """How far rounding may have carried a number as it is written.

    Half a unit of the last place of a decimal with three places or more; else 0.
    """
    digits, _, exponent = text.lower().partition("e")
    places = len(digits.partition(".")[2]) - int(exponent or 0)
    if "/" in text or places < FEWEST_PLACES:
        return Fraction(0)
    return Fraction(1, 2 * 10**places)


def total(numbers: Sequence[Fraction]) -> Fraction:
    """The exact sum, or the nearest 64-bit number where it would have too many digits."""
    common = 1
    for number in numbers:
        if common % number.denominator:
            common = math.lcm(common, number.denominator)
        if common.bit_length() > MOST_BITS:
            return Fraction(math.fsum(map(float, numbers)))
    return Fraction(sum(n.numerator * (common // n.denominator) for n in numbers), common)


def exact_chances(chances: Sequence[float]) -> list[str]:
    """Numbers that add to exactly 1, each rounding to its 64-bit chance.

    Short decimals and simple fractions where those add to 1. Where 64-bit chances
    miss 1 by more than their rounding, what is missing goes to the largest one.
    Chances are those of one move, at least 0.
    """
    largest = max(range(len(chances)), key=lambda k: chances[k])
    tried = list(chances)
    for _ in range(3):
        numbers, missing = _spread(tried)
        if not missing:
            break
        others = sum(map(Fraction, tried[:largest] + tried[largest + 1 :]), Fraction(0))
        tried[largest] = float(1 - others)
    numbers[largest] += missing
    return [_written(number) for number in numbers]


def _spread(chances: Sequence[float]) -> tuple[list[Fraction], Fraction]:
    """Numbers that round to the chances, and what they still miss of 1."""
    simple = [_simple(chance) for chance in chances]
    if sum(simple, Fraction(0)) == 1:
        return simple, Fraction(0)
    numbers = [Fraction(repr(chance)) for chance in chances]
    missing = 1 - sum(numbers, Fraction(0))
    for place in sorted(range(len(numbers)), key=lambda k: -chances[k]):
        if missing and chances[place]:
            step = _step(chances[place], numbers[place], missing)
            numbers[place] += step
            missing -= step
    return numbers, missing


def _simple(chance: float) -> Fraction:
    """The number as it was most likely written: a short decimal, a simple fraction."""
    plain = Fraction(repr(chance))
    near = Fraction(chance).limit_denominator(SIMPLEST)
    return near if plain.denominator > SIMPLEST and float(near) == chance else plain


def _step(chance: float, number: Fraction, missing: Fraction) -> Fraction:
    """As much of what is missing as leaves the number rounding to its chance."""
    below = math.ulp(chance) / (2 if math.frexp(chance)[0] == 0.5 else 1)
    reach = Fraction(math.ulp(chance)) if missing > 0 else -Fraction(below)
    room = Fraction(chance) + reach * Fraction(49, 100) - number
    if room * missing <= 0:
        return Fraction(0)
    if abs(missing) <= abs(room):
        return missing
    unit = Fraction(1, 10 ** (19 - math.floor(math.log10(chance))))
    return math.trunc(room / unit) * unit


def _written(number: Fraction) -> str:
    """A finite decimal in full, any other number as a fraction."""
    places = next((k for k in range(MOST_PLACES) if 10**k % number.denominator == 0), None)
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    digits = str(number.numerator * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
