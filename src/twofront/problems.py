"""What is wrong with a user's input: where, what, and the nearest right name."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an input file.

    `line` and `column` count from 1 and are null where the mistake has no one
    place. `field` is the dotted path to the value, `code` a stable short name
    of the rule that was broken, `suggestion` the nearest right name.
    """

    file: str
    line: int | None
    column: int | None
    field: str
    code: str
    message: str
    suggestion: str | None = None


class InputError(Exception):
    """Input the user can put right. Carries every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem_text(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Problem, ...]]]:
        return (type(self), (self.problems,))


def problem_text(problem: Problem) -> str:
    """Write a problem as two or three lines for a terminal, control characters escaped."""
    place = ":".join(
        str(part) for part in (problem.file, problem.line, problem.column) if part is not None
    )
    head = f"{place}  {problem.field}" if problem.field else place
    lines = [head, f"  {problem.message}"]
    if problem.suggestion:
        lines.append(f"  Did you mean {problem.suggestion!r}?")
    return "\n".join(printable(line) for line in lines)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None where none is alike."""
    matches = get_close_matches(name[:200], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def printable(text: str, *, keep: str = "") -> str:
    r"""Escape what could steer a terminal or hide text, for showing untrusted text.

    Control characters, direction overrides and lone surrogates become `\xNN` or
    `\uNNNN`; characters in `keep` (such as a newline) stay.
    """
    return "".join(
        char if char in keep or not _steers(char) else char.encode("unicode_escape").decode()
        for char in text
    )


def _steers(char: str) -> bool:
    return (
        char in _BIDI_CONTROLS
        or char in "\u2028\u2029"
        or unicodedata.category(char)
        in (
            "Cc",
            "Cs",
        )
    )
