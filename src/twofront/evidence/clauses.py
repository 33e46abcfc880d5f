"""Whether a clause begins at a word: a subject, what stands beside it, then its verb."""

from typing import Final

from .lexicon import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    BASE,
    COORDINATOR,
    DETERMINER,
    FINITE,
    FIRST,
    GENITIVE,
    GERUND,
    MODAL,
    NAME,
    NEGATION,
    NOUNISH,
    NUMBER,
    OBJECT,
    PARTICIPLE,
    POINT,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    ROLE,
    ROLES,
    TIME,
)
from .phrases import phrase_from
from .tokens import DASHES, Tokens

_STEPS: Final = 9
_ASIDE: Final = 24
_STRONG: Final = frozenset(";:")
_EXISTENTIAL: Final = frozenset([
    "there", "nobody", "nothing", "everybody", "everyone", "someone", "somebody", "no-one",
    "anyone", "anybody",
])  # fmt: skip


def starts_clause(tokens: Tokens, at: int, last: int, *, sure: bool) -> bool:
    """Whether a clause of its own begins at `tokens[at]`.

    Args:
        tokens: The sentence.
        at: Where the subject would begin.
        last: One past the last token to look at.
        sure: Whether a form that may be a participle is too little.
    """
    if at >= last:
        return False
    if tokens[at].low in ("it", "you"):
        return _is_verb_next(tokens, at + 1, last)
    if tokens[at].bits & (PRONOUN | FIRST) or tokens[at].low in _EXISTENTIAL:
        return True
    phrase = phrase_from(tokens, at)
    if phrase is None:
        return False
    place, head = phrase.last + 1, phrase.head
    for _ in range(_STEPS):
        if place >= last:
            return False
        token = tokens[place]
        bits = token.bits
        if bits & (AUXILIARY | MODAL):
            return True
        if bits & FINITE and not (bits & NOUNISH and _looks_nominal(tokens, place)):
            if not bits & PARTICIPLE or not sure or _has_object(tokens, place, last):
                return True
            place += 1  # “fighters captured in May have”
        elif bits & BASE and not bits & NOUNISH and tokens[head].bits & (ROLES | NAME):
            return True
        elif bits & (ADVERB | NEGATION | ADJECTIVE | GERUND | PARTICIPLE) and not bits & POINT:
            place += 1
        elif bits & RELATIVE or _is_relative(tokens, place):
            return _verbs(tokens, place, last) > 1
        elif bits & (PREPOSITION | COORDINATOR):
            inner = phrase_from(tokens, place + 1)
            if inner is None or token.low == "but":
                return False
            place = inner.last + 1
        elif bits & TIME and not bits & NAME:
            place += 1
        elif token.text in (",", "(") or token.text in DASHES:
            place = _behind_aside(tokens, place, last)
            if place < 0:
                return False
        elif tokens[place - 1].text == ")" and not bits & POINT:
            place += 1
        elif bits & (DETERMINER | POSSESSIVE | NUMBER) and tokens[place - 1].bits & PARTICIPLE:
            inner = phrase_from(tokens, place)
            if inner is None:
                return False
            place = inner.last + 1
        else:
            return False
    return False


def _is_verb_next(tokens: Tokens, at: int, last: int) -> bool:
    """Whether a verb stands at a token or behind the adverbs and asides there."""
    if at and tokens[at - 1].bits & (AUXILIARY | MODAL | GENITIVE):
        return True  # it's
    while at < last and tokens[at].bits & (ADVERB | NEGATION):
        at += 1
    if at < last and tokens[at].text == ",":
        at = _behind_aside(tokens, at, last)
    verbs = AUXILIARY | MODAL | FINITE | BASE
    return 0 <= at < last and bool(tokens[at].bits & verbs) and not tokens[at].bits & PREPOSITION


def _is_relative(tokens: Tokens, at: int) -> bool:
    """Whether “in which” begins at a token."""
    if at + 1 >= len(tokens):
        return False
    return bool(tokens[at].bits & PREPOSITION and tokens[at + 1].bits & RELATIVE)


def _behind_aside(tokens: Tokens, opening: int, last: int) -> int:
    """Return the token behind the mark that closes an aside, -1 where none does."""
    mark = tokens[opening].text
    closing = ")" if mark == "(" else mark
    for at in range(opening + 1, min(last, opening + _ASIDE)):
        if tokens[at].text == closing:
            return at + 1
        if tokens[at].bits & QUOTED or tokens[at].text in _STRONG:
            return -1
    return -1


def _verbs(tokens: Tokens, first: int, last: int) -> int:
    """Return how many verbs with a tense of their own stand in a stretch, two at most."""
    count, before = 0, False
    for token in tokens[first : min(last, first + _ASIDE)]:
        verb = bool(token.bits & (AUXILIARY | MODAL | FINITE)) and not token.bits & NAME
        if verb and not before:
            count += 1
            if count > 1:
                return count
        before = verb or (before and bool(token.bits & (ADVERB | NEGATION)))
    return count


def _looks_nominal(tokens: Tokens, at: int) -> bool:
    """Whether a word that may be a noun is one: “the claims”, “peace talks”."""
    left = tokens[at - 1].bits
    if left & (DETERMINER | POSSESSIVE | PREPOSITION):
        return True
    return not left & (NAME | ROLE | ROLES | ADVERB) and not tokens[at - 1].bits & OBJECT


def _has_object(tokens: Tokens, verb: int, last: int) -> bool:
    """Whether a form in -ed is followed by what only a finite verb has behind it."""
    if verb + 1 >= last:
        return False
    bits = tokens[verb + 1].bits
    if bits & (DETERMINER | POSSESSIVE | NAME | OBJECT | NUMBER | PRONOUN | NOUNISH | ROLES | ROLE):
        return not bits & PREPOSITION
    return tokens[verb + 1].low == "that" or not bits
