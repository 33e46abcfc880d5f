"""Names of people within noun phrases, and the words that describe them."""

from functools import cache
from typing import Final

from .lexicon import (
    DETERMINER,
    FEMALE,
    GENITIVE,
    GROUP,
    MALE,
    NAME,
    ORGANISATION,
    OUTLET,
    PARTICLE,
    PERSON,
    PLACE,
    POSSESSIVE,
    PREPOSITION,
    ROLE,
    TITLE,
    WEEKDAY,
)
from .phrases import Phrase
from .tables import rows
from .tokens import Tokens

_NOT_A_PERSON: Final = PLACE | GROUP | OUTLET
# Title words that are also what an office is about: “Secretary of State Ana Ruiz”.
_PORTFOLIOS: Final = frozenset(["state", "foreign"])
_SUFFIXES: Final = frozenset(["jr", "sr", "jr.", "sr.", "ii", "iii", "iv"])


def name_run(tokens: Tokens, first: int) -> int:
    """Return how many tokens from `first` are one run of words spelt as names."""
    at, count = first, len(tokens)
    while at < count:
        bits = tokens[at].bits
        inside = bits & NAME and not bits & WEEKDAY
        particle = bits & PARTICLE and at > first and at + 1 < count and tokens[at + 1].bits & NAME
        if not inside and not particle:
            break
        at += 1
        if bits & GENITIVE:
            break
    return at - first


def name_span(tokens: Tokens, first: int, last: int) -> tuple[int, int] | None:
    """Return first and last token of the person's name that ends `tokens[first:last + 1]`.

    Titles, offices, states and bodies before the name are no part of it. None
    where the words end in something else than a person's name.
    """
    if not tokens[last].bits & NAME or tokens[last].bits & WEEKDAY:
        return None
    at = last
    if _is_title(tokens, at):
        if at == first or not _may_be_given(tokens, at - 1):
            return None
        at -= 1
    while at > first:
        left = tokens[at - 1].bits
        if left & GENITIVE or _is_title(tokens, at - 1):
            break
        if not left & NAME and not (left & PARTICLE and not left & DETERMINER):
            break
        at -= 1
    while at < last and not tokens[at].bits & NAME:
        at += 1
    while at < last and _heads_no_person(tokens, at):
        at += 1
    end = tokens[last].bits
    known = end & PERSON
    if (
        not known
        and end & (_NOT_A_PERSON | ORGANISATION)
        and not (end & ORGANISATION and at < last)
    ):
        return None
    if not known and end & ORGANISATION:
        return None
    word = tokens[last].text
    if at == last and not known and ((word.isupper() and len(word) > 1) or not word[0].isalpha()):
        return None
    if any(t.bits & _NOT_A_PERSON and not t.bits & PERSON for t in tokens[at : last + 1]):
        whole = tokens[at].mention
        if whole is None or whole.start != tokens[at].start or tokens[last].end > whole.end:
            return (at, last) if at < last and not end & _NOT_A_PERSON else None
        return None
    return at, last


def _is_title(tokens: Tokens, at: int) -> bool:
    return bool(tokens[at].bits & (TITLE | ROLE)) and not tokens[at].bits & PERSON


def _may_be_given(tokens: Tokens, at: int) -> bool:
    """Whether a word is a given name, so that a title behind it is a surname: John Major."""
    word = tokens[at]
    initial = len(word.text) <= 2 and word.text[0].isupper()
    return bool(word.bits & PERSON) or initial or gender_by_given_name(word.low) is not None


def _heads_no_person(tokens: Tokens, at: int) -> bool:
    """Whether a capitalised word before a name names a state, body or paper."""
    bits = tokens[at].bits
    if bits & PERSON:
        return False
    if bits & _NOT_A_PERSON:
        return True
    word = tokens[at].text
    return bool(bits & ORGANISATION) or (word.isupper() and len(word) > 1 and "." not in word)


def name_of(phrase: Phrase) -> tuple[int, int] | None:
    """Return where a phrase gives a person's name, as tokens of its sentence.

    The name ends the phrase's base, or stands behind “of” and “for” where they
    belong to the office: “Special Representative for Iran Brian Hook”.
    """
    tokens = phrase.tokens
    found = name_span(tokens, phrase.first, phrase.head)
    if found or phrase.last <= phrase.head:
        return found
    if not tokens[phrase.head].bits & (TITLE | ROLE) or phrase.joint:
        return None
    first = phrase.last
    while first > phrase.head and not tokens[first].bits & PREPOSITION:
        first -= 1
    first += 1
    lead = tokens[first]
    if lead.bits & (DETERMINER | POSSESSIVE | GENITIVE) or first == phrase.last:
        return None
    if lead.bits & (TITLE | ROLE) and lead.low not in _PORTFOLIOS:
        return None
    found = name_span(tokens, first, phrase.last)
    return found if found and found[0] > first and found[1] > found[0] else None


def spelt(tokens: Tokens, first: int, last: int) -> tuple[str, ...]:
    """Return the parts of a name as written, without 's."""
    parts = [token.text for token in tokens[first : last + 1]]
    for ending in ("'s", "’s", "'", "’"):
        if parts[-1].endswith(ending):
            parts[-1] = parts[-1].removesuffix(ending)
            break
    return tuple(parts)


def gender_of(tokens: Tokens, first: int, last: int) -> str | None:
    """Return `male` or `female` where title, office or the gazetteer says so."""
    for token in tokens[first : last + 1]:
        if token.mention and token.mention.entity.kind == "person":
            return token.mention.entity.gender
        if token.bits & MALE and token.bits & (TITLE | ROLE):
            return "male"
        if token.bits & FEMALE and token.bits & (TITLE | ROLE):
            return "female"
    return None


def is_suffix(word: str) -> bool:
    """Whether a word follows a surname: Jr, III."""
    return word.lower() in _SUFFIXES


@cache
def _given_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for gender, names in rows("given_names"):
        found.update(dict.fromkeys(names.split(), gender))
    return found


def gender_by_given_name(name: str) -> str | None:
    """Return the gender of almost everybody with a given name, None where it is not so plain."""
    return _given_names().get(name.lower())
