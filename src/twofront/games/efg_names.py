"""Labels in game files: quoted, tidied and made different where Gambit asks for it."""

from __future__ import annotations

import re
import unicodedata

# Gambit gives a backslash no meaning of its own, but one before a quotation mark,
# before another or at the end swallows what follows; a look-alike does not.
_SWALLOWS = re.compile(r'\\(?=["\\]|\Z)')
_LOOK_ALIKE = "⧵"


def quoted(text: str) -> str:
    """Text as a string of a game file."""
    sound = text.encode("utf-8", "replace").decode()
    return '"' + _SWALLOWS.sub(_LOOK_ALIKE, sound).replace('"', '\\"') + '"'


def tidy(label: str) -> str:
    """A label with single spaces inside, and no control characters."""
    blank = ("Cc", "Zs", "Zl", "Zp")
    spaced = "".join(" " if unicodedata.category(c) in blank else c for c in label)
    return " ".join(filter(None, spaced.split(" ")))


class Namer:
    """Gives labels that differ: one met before gets a number; empty ones stay empty."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def name(self, label: str) -> str:
        """A label, tidied, unlike those given before."""
        wanted = found = tidy(label)
        while found and found in self._used:
            self._used[wanted] += 1
            found = f"{wanted} ({self._used[wanted]})"
        if found:
            self._used[found] = 1
        return found
