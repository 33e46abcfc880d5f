"""The subject with which a sentence opens, behind “On Monday,” or “When it rained,”."""

from typing import Final

from .lexicon import (
    ADVERB,
    BODY,
    COORDINATOR,
    DETERMINER,
    FIRST,
    GERUND,
    NAME,
    NUMBER,
    PARTICIPLE,
    PLACE,
    POINT,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    ROLE,
    ROLES,
    SUBORDINATOR,
    TIME,
    TITLE,
)
from .phrases import Phrase, phrase_from
from .subjects import _STOPS, with_aside
from .tokens import Tokens

_STATES: Final = frozenset([
    "iowa", "ohio", "florida", "california", "texas", "virginia", "pennsylvania", "michigan",
    "wisconsin", "georgia", "nevada", "arizona", "colorado", "maine", "oregon", "kansas",
    "alabama", "louisiana", "tennessee", "kentucky", "massachusetts", "connecticut", "delaware",
    "maryland", "minnesota", "mississippi", "missouri", "montana", "nebraska", "oklahoma", "utah",
    "vermont", "wyoming", "calif", "fla", "conn", "mass", "mich", "minn", "tenn", "wash", "md",
    "va", "pa",
])  # fmt: skip


def opening_subject(tokens: Tokens, before: int, *, last: bool = True) -> Phrase | None:
    """Return the subject with which a sentence opens, behind “On Monday,” or “When it rained,”.

    Args:
        tokens: The sentence.
        before: One past the last token to look at.
        last: Whether to begin behind the last colon or semicolon.
    """
    first = 0
    for at in range(min(before, len(tokens)) if last else 0):
        if tokens[at].text in _STOPS:
            first = at + 1
    while first < before and tokens[first].bits & (POINT | COORDINATOR | QUOTED):
        first += 1
    for _ in range(4):
        if first >= before:
            return None
        bits = tokens[first].bits
        if bits & (PRONOUN | FIRST):
            return Phrase(tokens, first, first, first)
        fronted = bits & (PREPOSITION | SUBORDINATOR | GERUND | PARTICIPLE | TIME)
        if bits & (GERUND | PARTICIPLE) and _precedes_noun(tokens, first):
            fronted = 0
        if bits & ADVERB and not fronted:
            first += 1
            if first < before and tokens[first].text == ",":
                first += 1
            continue
        if not fronted:
            phrase = phrase_from(tokens, first)
            return with_aside(tokens, phrase) if phrase else None
        comma = next((i for i in range(first, before) if tokens[i].text == ","), None)
        if comma is None:
            return _behind_fronted(tokens, first, before)
        first = _past_places(tokens, comma + 1, before)
    return None


def _past_places(tokens: Tokens, at: int, before: int) -> int:
    """Go over the “Iowa,” of “In Ames, Iowa, she said”."""
    end = at
    while end < before and end - at < 3 and tokens[end].bits & (NAME | NUMBER):
        end += 1
    if end == at or end >= before or tokens[end].text != ",":
        return at
    last = tokens[end - 1]
    place = last.bits & (PLACE | NUMBER) or last.text.endswith(".") or last.low in _STATES
    return end + 1 if place else at


def _precedes_noun(tokens: Tokens, at: int) -> bool:
    """Whether a participle describes the noun behind it: “Exiled leader Ana Ruiz said”."""
    if at + 1 >= len(tokens):
        return False
    bits = tokens[at + 1].bits
    return bool(bits & (NAME | ROLE | ROLES | BODY | TITLE)) or not bits


def _behind_fronted(tokens: Tokens, first: int, before: int) -> Phrase | None:
    """Find the subject where no comma ends what is fronted: “On Monday the army left”."""
    if not tokens[first].bits & (PREPOSITION | TIME):
        return phrase_from(tokens, first + 1) if tokens[first].bits & SUBORDINATOR else None
    at = first
    while at < before and tokens[at].bits & (PREPOSITION | TIME | NUMBER):
        at += 1
    phrase = phrase_from(tokens, at)
    if phrase is None or not tokens[at - 1].bits & PREPOSITION or phrase.is_pronoun:
        return phrase
    after = phrase.last + 1
    if after < before and tokens[after].bits & (PRONOUN | DETERMINER | POSSESSIVE | NAME):
        return phrase_from(tokens, after)
    return phrase
