"""Who speaks where no verb of saying says so: “according to Ruiz”, “Ruiz’s answer was that”."""

from typing import Final

from .agreement import SPEAKERS, may_speak
from .cue import ACCORDING, ANSWER, COLON, DASH, NOUN, WORDS, Cue
from .lexicon import (
    AUXILIARY,
    DETERMINER,
    DOCUMENT,
    FINITE,
    GENITIVE,
    MODAL,
    NAME,
    POINT,
    POSSESSIVE,
    PREPOSITION,
    QUOTED,
    ROLE,
    SAYING,
    TITLE,
)
from .openings import opening_subject
from .phrases import Phrase, phrase_from
from .subjects import with_aside
from .tokens import DASHES, Tokens

# What things happen according to without anybody saying so.
_NO_SOURCE: Final = frozenset([
    "plan", "plans", "law", "laws", "schedule", "custom", "tradition", "need", "needs", "size",
    "rules", "rule", "type", "logic", "principle", "wishes", "terms", "constitution", "age",
    "merit", "taste",
])  # fmt: skip


def according(tokens: Tokens, at: int) -> Cue | None:
    """Read “according to Ruiz”."""
    if tokens[at].low != "according" or at + 2 >= len(tokens) or tokens[at + 1].low != "to":
        return None
    following = tokens[at + 2]
    if following.low in ("him", "her", "them"):
        phrase: Phrase | None = Phrase(tokens, at + 2, at + 2, at + 2)
    else:
        phrase = phrase_from(tokens, at + 2)
        phrase = with_aside(tokens, phrase) if phrase else None
    if phrase is None or phrase.is_first:
        return None
    head = tokens[phrase.head]
    if not phrase.is_pronoun and not head.bits & (SPEAKERS | DOCUMENT):
        opens = tokens[phrase.first].bits & (DETERMINER | POSSESSIVE | GENITIVE)
        if not opens or head.low in _NO_SOURCE:
            return None
    last = max(phrase.last, *(other.last for other in phrase.others), 0)
    return Cue(at, at + 2, ACCORDING, "according to", phrase, "according to", at, last)


def in_the_words(tokens: Tokens, at: int) -> Cue | None:
    """Read “in the words of Ruiz” and “in Ruiz's words”."""
    if tokens[at].low != "words" or at < 2:
        return None
    if at + 2 < len(tokens) and tokens[at + 1].low == "of" and tokens[at - 1].low == "the":
        phrase = phrase_from(tokens, at + 2)
        if phrase and may_speak(phrase, WORDS):
            return Cue(
                at, at + 2, WORDS, "in the words of", phrase, "words of", at - 2, phrase.last
            )
    if tokens[at - 1].bits & GENITIVE and tokens[at - 1].bits & NAME:
        owner = owner_before(tokens, at)
        if owner and owner.first and tokens[owner.first - 1].low == "in":
            return Cue(at, at + 1, WORDS, "in the words of", owner, "words of", owner.first, at)
    return None


def owner_before(tokens: Tokens, at: int) -> Phrase | None:
    """Return the owner in “Ruiz's answer”: the phrase before the noun at `tokens[at]`."""
    place = at - 1
    while place >= 0 and at - place < 4 and not tokens[place].bits & (GENITIVE | POSSESSIVE):
        if tokens[place].bits & (POINT | QUOTED | PREPOSITION):
            return None
        place -= 1
    if place < 0 or not tokens[place].bits & (GENITIVE | POSSESSIVE):
        return None
    if tokens[place].bits & POSSESSIVE and not tokens[place].bits & GENITIVE:
        return Phrase(tokens, place, place, place)
    first = place
    while first > 0 and tokens[first - 1].bits & (NAME | TITLE | ROLE | DETERMINER | GENITIVE):
        first -= 1
        if tokens[first].bits & DETERMINER:
            break
    return Phrase(tokens, first, place, place)


def verbless(tokens: Tokens, at: int, before: list[Cue]) -> Cue | None:
    """Read `Ruiz: “…”`, `Ruiz was blunt: “…”` and `“…” — Ruiz, a baker`."""
    if at + 1 >= len(tokens):
        return None
    if tokens[at].text in DASHES:
        phrase = phrase_from(tokens, at + 1)
        if phrase is None or phrase.is_first or tokens[at - 1].text[-1] not in ".!?…,":
            return None
        head, lead = tokens[phrase.head].bits, tokens[phrase.first]
        if not (head & ROLE or (head & NAME and lead.bits & (NAME | TITLE))):
            return None
        after = phrase.last + 1
        if after < len(tokens) and tokens[after].bits & (FINITE | AUXILIARY | MODAL | SAYING):
            return None
        phrase = with_aside(tokens, phrase)
        last = max(phrase.last, *(other.last for other in phrase.others), 0)
        return Cue(at, at + 1, DASH, "—", phrase, "dash", at, last)
    if tokens[at + 1].quote < 0 or any(cue.at < at for cue in before):
        return None
    phrase = opening_subject(tokens, at)
    if phrase is None or not may_speak(phrase, COLON):
        return None
    last = max(phrase.last, *(other.last for other in phrase.others), 0)
    rule = "colon" if last + 1 == at else "clause and colon"
    return Cue(at, at + 1, COLON, ":", phrase, rule, phrase.first, at)


def answer(tokens: Tokens, at: int) -> Cue | None:
    """Read “Ruiz's answer was that …” and “Their message is: …”."""
    owner = owner_before(tokens, at)
    if owner is None or at + 2 >= len(tokens):
        return None
    following = tokens[at + 2]
    if following.low != "that" and following.quote < 0 and following.text != ":":
        return None
    verb = f"{tokens[at].low} {tokens[at + 1].low}"
    return Cue(at, at + 2, ANSWER, verb, owner, "answer was", owner.first, at + 1)


def noun_cue(tokens: Tokens, at: int) -> Cue | None:
    """Read “his warning that “…”” and “Ruiz's claim of “…””: for quotations only."""
    place = at + 1
    while (
        place < len(tokens)
        and place - at < 4
        and tokens[place].low in ("that", "of", "to", "a", "the")
    ):
        place += 1
    if place >= len(tokens):
        return None
    quoted = any(t.quote >= 0 for t in tokens[place : place + 10])
    if not quoted or (place == at + 1 and tokens[place].quote < 0):
        return None
    owner = owner_before(tokens, at)
    if owner is None or not may_speak(owner, NOUN):
        return None
    return Cue(at, at + 1, NOUN, tokens[at].low, owner, "noun", owner.first, at)
