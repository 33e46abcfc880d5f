"""The first words of a game file, and plain words for files of other kinds."""

from __future__ import annotations

from dataclasses import dataclass

from twofront.games.efg_tokens import Tokens

MOST_PLAYERS = 1_000

_OTHERS = {
    "NFG": "a game in strategic form",
    "#AGG": "an action graph game",
    "#BAGG": "a Bayesian action graph game",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the nodes."""

    title: str
    players: tuple[str, ...]
    comment: str


def read_header(tokens: Tokens) -> Header:
    """Read up to the first node; raises EfgError for a file of another kind."""
    _kind(tokens)
    title = tokens.string("the title")
    opening = tokens.next
    players = tokens.strings("a player's name")
    if not 0 < len(players) <= MOST_PLAYERS:
        at = opening.at if opening else None
        raise tokens.error(f"{len(players)} players; expected 1 to {MOST_PLAYERS}.", at)
    return Header(title, players, tokens.optional_string())


def _kind(tokens: Tokens) -> None:
    first = tokens.take("'EFG'")
    if first.text != "EFG":
        other = _OTHERS.get(first.text)
        if first.text.startswith("<"):
            other = "an XML document, perhaps one of Gambit's workbench"
        what = f"{first.shown}: {other}" if other else first.shown
        message = f"Expected 'EFG', found {what}. Only extensive-form files, EFG 2, are read."
        raise tokens.error(message)
    version = tokens.take("the version, 2")
    if version.text != "2":
        raise tokens.error(f"Expected version 2 of the format, found {version.shown}.")
    letter = tokens.take("'R' or 'D'")
    if letter.text not in ("R", "D"):
        raise tokens.error(f"Expected 'R' or 'D', found {letter.shown}.")
