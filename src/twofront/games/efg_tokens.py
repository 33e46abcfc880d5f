"""The words of a game file: tokens, numbers, strings, and errors with their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

LARGEST = Fraction(10) ** 300  # numbers beyond it are refused
LONGEST = 60  # characters of a token shown in a message
MOST_DIGITS = 400  # characters of a number
MOST_LISTED = 1_000_000  # strings or numbers between two braces

_TOKEN = re.compile(r'\s+|(?P<token>"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{},]|[^\s{},"]+)', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)\Z", re.ASCII)

Item = TypeVar("Item")


class EfgError(ValueError):
    """A file that is no game in this format; the message gives file, line and column."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the file and where it begins."""

    text: str
    at: int

    @property
    def quoted(self) -> bool:
        """Whether it is a string."""
        return self.text.startswith('"')

    @property
    def shown(self) -> str:
        """For a message: shortened, without control characters."""
        return shown(self.text)


def shown(text: str) -> str:
    """Text of a file for a message: quoted, shortened, without control characters."""
    text = "".join(c if c.isprintable() else "�" for c in text[: LONGEST + 1])
    return f"'{text[:LONGEST]}…'" if len(text) > LONGEST else f"'{text}'"


class Tokens:
    """Reads a text token by token; every refusal says where."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self._stream = self._split()
        self.next = next(self._stream, None)
        self.last = 0

    def _split(self) -> Iterator[Token]:
        at = 0
        while at < len(self.text):
            match = _TOKEN.match(self.text, at)
            if match is None:
                raise self.error("A string begins here and never ends.", at)
            if match["token"] is not None:
                yield Token(match["token"], at)
            at = match.end()

    def error(self, message: str, at: int | None = None) -> EfgError:
        """An error at an offset, by default at the token last taken."""
        return EfgError(f"{self.place(self.last if at is None else at)}: {message}")

    def place(self, at: int) -> str:
        """Name, line and column of an offset, for a message."""
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        return f"{self.name}:{line}:{column}"

    def sees(self, text: str) -> bool:
        """Whether the next token is this one."""
        return self.next is not None and self.next.text == text

    def take(self, what: str) -> Token:
        """The next token, which should be `what`."""
        if self.next is None:
            raise self.error(f"The file ends where {what} is expected.", len(self.text))
        taken, self.last = self.next, self.next.at
        self.next = next(self._stream, None)
        return taken

    def word(self, text: str) -> Token:
        """This very token."""
        token = self.take(f"'{text}'")
        if token.text != text:
            raise self.error(f"Expected '{text}', found {token.shown}.")
        return token

    def string(self, what: str) -> str:
        r"""A quoted string, without its quotes; `\"` is a quote, other backslashes stay."""
        token = self.take(what)
        if not token.quoted:
            raise self.error(f"Expected {what} in quotes, found {token.shown}.")
        return token.text[1:-1].replace('\\"', '"')

    def optional_string(self) -> str:
        """A quoted string if one comes next, else an empty one."""
        return self.string("a label") if self.next is not None and self.next.quoted else ""

    def strings(self, what: str) -> tuple[str, ...]:
        """Strings in braces."""
        return tuple(self.listed(lambda: self.string(what)))

    def listed(self, item: Callable[[], Item]) -> list[Item]:
        """Items in braces, each read by `item`; refused where there are too many."""
        opening = self.word("{")
        found = []
        while not self.sees("}"):
            found.append(item())
            if len(found) > MOST_LISTED:
                raise self.error(f"More than {MOST_LISTED} entries in one list.", opening.at)
        self.word("}")
        return found

    def integer(self, what: str, least: int) -> int:
        """A whole number of at least `least`."""
        token = self.take(what)
        if not re.fullmatch(r"\d{1,9}", token.text, re.ASCII) or int(token.text) < least:
            raise self.error(f"Expected {what}, found {token.shown}.")
        return int(token.text)

    def number(self, what: str) -> Fraction:
        """A decimal, a fraction or a number in scientific notation, exactly."""
        token = self.take(what)
        if not _NUMBER.match(token.text):
            raise self.error(f"Expected {what}, found {token.shown}.")
        if len(token.text) > MOST_DIGITS:
            raise self.error(f"{token.shown} has more than {MOST_DIGITS} digits.")
        if abs(_exponent(token.text)) > MOST_DIGITS:
            raise self.error(f"{token.shown} is out of range.")
        try:
            value = Fraction(token.text)
        except ZeroDivisionError:
            raise self.error(f"{token.shown} divides by 0.") from None
        if abs(value) > LARGEST:
            raise self.error(f"{token.shown} is out of range.")
        return value

    def comma(self) -> None:
        """Skip a comma if one comes next."""
        if self.sees(","):
            self.word(",")


def _exponent(text: str) -> int:
    _, _, exponent = text.lower().partition("e")
    return int(exponent or 0)
