"""The grammar of amounts: text to syntax tree.

sum      = product (("+" | "-") product)*
product  = signed (("*" | "/") signed)*
signed   = "-" signed | power
power    = atom ("**" signed)?
atom     = number | name | name "(" argument ("," argument)* ")" | "(" sum ")"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from twofront.scenario.expressions import (
    ARITHMETIC,
    REFERENCES,
    Binary,
    Call,
    Expression,
    ExpressionError,
    Name,
    Negative,
    Number,
    Reference,
)

MAX_LENGTH = 1_000
MAX_DEPTH = 40
MAX_TOKENS = 300

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:@[0-9]+)?)|(?P<sign>\*\*|[-+*/(),]))"
)


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
