"""Amounts: small arithmetic over quantities, read by a grammar into a syntax tree.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed)*
    signed   = "-" signed | power
    power    = atom ("**" signed)?
    atom     = number | name | name "(" argument ("," argument)* ")" | "(" sum ")"

Nothing is ever evaluated as Python. `odds`, `strength`, `level` and `flow` take
names of theatres, moves and links; `min`, `max`, `exp` and `log` take amounts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from twofront.scenario.units import NUMBER, Dimension

MAX_LENGTH = 1_000
MAX_DEPTH = 40
MAX_TOKENS = 300

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

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\*\*|[-+*/(),]))"
)
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"cannot read {text[start]!r} in an amount", start)
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    if len(found) > MAX_TOKENS:
        raise ExpressionError(f"has more than {MAX_TOKENS} parts", found[MAX_TOKENS].at)
    return [*found, _Token("end", "", end)]


class _Parser:
    """Recursive descent over the grammar above, one method a rule."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def takes(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def expect(self, sign: str) -> None:
        if not self.takes(sign):
            found = f"found {self.token.text!r}" if self.token.text else "it ends"
            raise ExpressionError(f"expected {sign!r} here, but {found}", self.token.at)
        self.take()

    def whole(self) -> Expression:
        found = self.sum()
        if self.token.kind != "end":
            raise ExpressionError(f"did not expect {self.token.text!r} here", self.token.at)
        return found

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"is nested more than {MAX_DEPTH} deep", self.token.at)
        left = self.product()
        while self.takes("+", "-"):
            sign = self.take()
            left = Binary(sign.text, left, self.product(), sign.at)
        self.depth -= 1
        return left

    def product(self) -> Expression:
        left = self.signed()
        while self.takes("*", "/"):
            sign = self.take()
            left = Binary(sign.text, left, self.signed(), sign.at)
        return left

    def signed(self) -> Expression:
        signs = []
        while self.takes("-"):
            signs.append(self.take().at)
        if len(signs) > MAX_DEPTH:
            raise ExpressionError(f"has more than {MAX_DEPTH} signs in a row", signs[0])
        found = self.power()
        for at in reversed(signs):
            found = Negative(found, at)
        return found

    def power(self) -> Expression:
        base = self.atom()
        if not self.takes("**"):
            return base
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"is nested more than {MAX_DEPTH} deep", self.token.at)
        sign = self.take()
        found = Binary("**", base, self.signed(), sign.at)
        self.depth -= 1
        return found

    def atom(self) -> Expression:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.call(token) if self.takes("(") else Name(token.text, token.at)
        if token.text == "(":
            inside = self.sum()
            self.expect(")")
            return inside
        self.next -= 1
        what = f"not {token.text!r}" if token.text else "but the amount ends"
        raise ExpressionError(f"expected a number, a name or '(', {what}", token.at)

    def number(self, token: _Token) -> Expression:
        value = float(token.text)
        if value == float("inf"):
            raise ExpressionError(f"{token.text} is too large a number", token.at)
        return Number(value, token.at)

    def call(self, name: _Token) -> Expression:
        if name.text not in REFERENCES and name.text not in ARITHMETIC:
            message = f"unknown function {name.text!r}"
            raise ExpressionError(message, name.at, suggest_for=name.text)
        self.expect("(")
        found = self.names(name) if name.text in REFERENCES else self.amounts(name)
        self.expect(")")
        return found

    def names(self, function: _Token) -> Expression:
        names: list[str] = []
        for place, role in enumerate(REFERENCES[function.text]):
            if place:
                self.expect(",")
            if self.token.kind != "name":
                raise ExpressionError(
                    f"{function.text}() takes the name of a {role}", self.token.at
                )
            names.append(self.take().text)
        return Reference(function.text, tuple(names), function.at)

    def amounts(self, function: _Token) -> Expression:
        arguments = [self.sum()]
        while self.takes(","):
            self.take()
            arguments.append(self.sum())
        fewest, most = ARITHMETIC[function.text]
        if not fewest <= len(arguments) <= most:
            wants = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise ExpressionError(
                f"{function.text}() takes {wants} amounts, not {len(arguments)}", function.at
            )
        return Call(function.text, tuple(arguments), function.at)


def parse(text: str) -> Expression:
    """Read an amount.

    Raises:
        ExpressionError: It is not an amount of the grammar, or beyond its limits.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"is longer than {MAX_LENGTH} characters", 0)
    return _Parser(text).whole()


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
        case Number(value) if value == int(value):
            return base ** int(value)
        case _:
            raise ExpressionError(f"only a whole number can be the power of {base}", at)


def _alike(doing: str, left: _Sized, right: _Sized, at: int) -> Dimension:
    for (here, own), (_, other) in ((left, right), (right, left)):
        if isinstance(here, Number) and here.value == 0 and own == NUMBER:
            return other
    if left[1] != right[1]:
        raise ExpressionError(f"{doing} unlike units: {left[1]} and {right[1]}", at)
    return left[1]
