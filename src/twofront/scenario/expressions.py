"""Amounts as syntax trees: small arithmetic over quantities, and how it is written.

`odds`, `strength`, `level` and `flow` take names of theatres, moves and links;
`min`, `max`, `exp` and `log` take amounts. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

REFERENCES: Mapping[str, tuple[str, ...]] = {
    "odds": ("theatre",),
    "strength": ("theatre", "side"),
    "level": ("move",),
    "flow": ("link",),
}
"""Functions whose arguments are names, and what each argument names."""

ARITHMETIC: Mapping[str, tuple[int, int]] = {
    "min": (2, 8),
    "max": (2, 8),
    "exp": (1, 1),
    "log": (1, 1),
}
"""Functions whose arguments are amounts, with the fewest and most they take."""


class ExpressionError(ValueError):
    """What is wrong with an amount, and at which character (from 0) it starts."""

    def __init__(self, message: str, at: int, suggest_for: str | None = None) -> None:
        super().__init__(message)
        self.at = at
        self.suggest_for = suggest_for


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    value: float
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity, or `was` in a lever."""

    id: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """`odds(theatre)`, `strength(theatre, side)`, `level(move)` or `flow(link)`."""

    function: str
    names: tuple[str, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`min`, `max`, `exp` or `log` of amounts."""

    function: str
    arguments: tuple[Expression, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """The amount with its sign turned."""

    of: Expression
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two amounts and `+`, `-`, `*`, `/` or `**` between them."""

    operator: str
    left: Expression
    right: Expression
    at: int = field(default=0, compare=False)


Expression: TypeAlias = Number | Name | Reference | Call | Negative | Binary

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}


def number_text(value: float) -> str:
    """Write a number the shortest way that reads back the same."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def write(expression: Expression) -> str:
    """Write an amount in its canonical form, which parses to the same tree."""
    match expression:
        case Number(value):
            return number_text(value)
        case Name(name):
            return name
        case Reference(function, names):
            return f"{function}({', '.join(names)})"
        case Call(function, arguments):
            return f"{function}({', '.join(write(each) for each in arguments)})"
        case Negative(inside):
            return f"-{_inside(inside, 3, strict=False)}"
        case Binary("**", left, right):
            return f"{_inside(left, 5, strict=False)} ** {_inside(right, 3, strict=False)}"
        case Binary(operator, left, right):
            strength = _STRENGTH[operator]
            before = _inside(left, strength, strict=False)
            return f"{before} {operator} {_inside(right, strength, strict=True)}"


def _inside(expression: Expression, strength: int, *, strict: bool) -> str:
    """Write a part, in brackets where it binds more weakly than what stands around it."""
    own = _binding(expression)
    text = write(expression)
    return f"({text})" if own < strength or (strict and own == strength) else text


def _binding(expression: Expression) -> int:
    match expression:
        case Binary(operator, _, _):
            return _STRENGTH[operator]
        case Negative(_):
            return 3
        case _:
            return 5


def walk(expression: Expression) -> Iterator[Expression]:
    """Give the amount and every amount inside it."""
    yield expression
    match expression:
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)
        case Negative(inside):
            yield from walk(inside)
        case Binary(_, left, right):
            yield from walk(left)
            yield from walk(right)


def names_in(expression: Expression) -> frozenset[str]:
    """Give the names of the quantities an amount mentions directly."""
    return frozenset(part.id for part in walk(expression) if isinstance(part, Name))


def references_in(expression: Expression) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Give each `(function, names)` an amount refers to: odds, strength, level, flow."""
    return frozenset(
        (part.function, part.names) for part in walk(expression) if isinstance(part, Reference)
    )
