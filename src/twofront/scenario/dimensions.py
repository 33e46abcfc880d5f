"""Dimensions of amounts: what may be added to what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from twofront.scenario.expressions import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Name,
    Negative,
    Number,
    Reference,
)
from twofront.scenario.units import NUMBER, Dimension

MAX_POWER = 9
"""The highest power of a unit; no measure of anything goes beyond."""


def dimension(
    expression: Expression,
    of_name: Callable[[Name], Dimension],
    of_reference: Callable[[Reference], Dimension],
) -> Dimension:
    """Work out an amount's dimension from those of its names.

    Raises:
        ExpressionError: Unlike dimensions are added or compared, or an exponent,
            `exp` or `log` is given something other than a pure number.
    """
    match expression:
        case Number(_):
            return NUMBER
        case Name():
            return of_name(expression)
        case Reference():
            return of_reference(expression)
        case Negative(inside):
            return dimension(inside, of_name, of_reference)
        case Call(function, arguments, at):
            found = [dimension(each, of_name, of_reference) for each in arguments]
            return _call_dimension(function, arguments, found, at)
        case Binary(operator, left, right, at):
            above = dimension(left, of_name, of_reference)
            below = dimension(right, of_name, of_reference)
            return _binary_dimension(operator, (left, above), (right, below), at)


_Sized: TypeAlias = tuple[Expression, Dimension]


def _call_dimension(
    function: str, arguments: tuple[Expression, ...], found: list[Dimension], at: int
) -> Dimension:
    if function in ("exp", "log"):
        if found[0] != NUMBER:
            raise ExpressionError(f"{function}() takes a pure number, not {found[0]}", at)
        return NUMBER
    sized: _Sized = (arguments[0], found[0])
    for other in zip(arguments[1:], found[1:], strict=True):
        sized = (other[0], _alike(f"compares in {function}()", sized, other, at))
    return sized[1]


def _binary_dimension(operator: str, left: _Sized, right: _Sized, at: int) -> Dimension:
    match operator:
        case "*":
            return left[1] * right[1]
        case "/":
            return left[1] / right[1]
        case "**":
            return _power_dimension(left[1], right, at)
        case "+":
            return _alike("adds", left, right, at)
        case _:
            return _alike("subtracts", left, right, at)


def _power_dimension(base: Dimension, exponent: _Sized, at: int) -> Dimension:
    if exponent[1] != NUMBER:
        raise ExpressionError(f"an exponent is a pure number, not {exponent[1]}", at)
    if base == NUMBER:
        return NUMBER
    match exponent[0]:
        case Number(value) if value == int(value) and value <= MAX_POWER:
            return base ** int(value)
        case _:
            allowed = f"a whole number up to {MAX_POWER}"
            raise ExpressionError(f"only {allowed} can be the power of {base}", at)


def _alike(doing: str, left: _Sized, right: _Sized, at: int) -> Dimension:
    for (here, own), (_, other) in ((left, right), (right, left)):
        if isinstance(here, Number) and here.value == 0 and own == NUMBER:
            return other
    if left[1] != right[1]:
        raise ExpressionError(f"{doing} unlike units: {left[1]} and {right[1]}", at)
    return left[1]
