"""Whether a form is a verb of saying at work, and whether its subject can speak."""

from typing import Final

from .lexicon import (
    ADVERB,
    AUXILIARY,
    BASE,
    BODY,
    COORDINATOR,
    DETERMINER,
    DOCUMENT,
    FINITE,
    FIRST,
    GENITIVE,
    GROUP,
    INDEFINITE,
    MODAL,
    NAME,
    NEGATION,
    NOUNISH,
    OUTLET,
    PERSON,
    PLACE,
    POINT,
    POSSESSIVE,
    PRONOUN,
    QUOTED,
    RELATIVE,
    ROLE,
    ROLES,
    SUBORDINATOR,
    TIME,
    TITLE,
    UTTERANCE,
    Use,
)
from .phrases import Phrase
from .tokens import DASHES, Token, Tokens

SPEAKERS: Final = NAME | PERSON | ROLE | ROLES | BODY | GROUP | OUTLET | PLACE | TITLE | INDEFINITE
_BE: Final = frozenset([
    "is", "are", "was", "were", "be", "been", "being", "am", "isn't", "wasn't", "weren't",
    "aren't",
])  # fmt: skip
_PLURAL_PRONOUNS: Final = frozenset(["they", "we", "i", "you"])
_SAID_BY_MANY: Final = frozenset(
    ["say", "argue", "warn", "insist", "believe", "admit", "add", "note", "contend"]
)
# Verbs whose subject may well be a thing: “the move suggests that …”.
_OF_THINGS: Final = frozenset([
    "suggest", "indicate", "show", "imply", "signal", "reveal", "confirm", "find", "conclude",
    "underscore", "underline", "highlight", "reflect", "counter", "demonstrate", "mean", "rule",
    "estimate", "read",
])  # fmt: skip


def is_verb(tokens: Tokens, at: int, behind: int) -> bool:
    """Whether a form with a tense is a verb in the active voice, said to have happened.

    Args:
        tokens: The sentence.
        at: The form.
        behind: The token before it and its adverbs and auxiliaries.
    """
    token = tokens[at]
    if at == 0:
        return bool(token.bits & FINITE)
    left = tokens[at - 1]
    if left.bits & (DETERMINER | POSSESSIVE) and not left.bits & (PRONOUN | INDEFINITE):
        return False
    if left.bits & GENITIVE and not left.bits & (PRONOUN | FIRST):
        return False
    if left.low == "to":
        return False
    helpers = tokens[behind + 1 : at]
    if not helpers:
        return True
    if any(t.bits & NEGATION or t.low.endswith("n't") for t in helpers):
        return False
    if any(t.bits & MODAL for t in helpers):
        return bool(token.bits & BASE) and helpers[0].low in ("will", "would")
    return not any(t.low in _BE or t.low in ("do", "does", "did", "having") for t in helpers)


def agrees(tokens: Tokens, subject: Phrase, behind: int, at: int) -> bool:
    """Whether a form that may be a noun or an infinitive fits its subject as a verb."""
    verb = tokens[at]
    bits = verb.bits
    if bits & FINITE and not bits & NOUNISH:
        return True
    head = tokens[subject.head]
    if subject.first > behind or any(t.bits & MODAL for t in tokens[behind + 1 : at]):
        return True
    if bits & NOUNISH and not _stands_as_subject(tokens, subject, behind):
        return False
    third = bool(bits & FINITE) and verb.low.endswith("s")
    if subject.is_pronoun or subject.is_first:
        return third != (head.low in _PLURAL_PRONOUNS)
    plural = subject.joint or bool(head.bits & (ROLES | INDEFINITE)) or is_plural(tokens, head)
    if third:
        if not bits & NOUNISH:
            return True
        if head.bits & (NAME | PERSON | PLACE | GROUP | OUTLET):
            return not subject.joint
        return not plural and _is_determined(tokens, subject)
    if not plural:
        return False
    following = tokens[at + 1].bits if at + 1 < len(tokens) else POINT
    return not bits & NOUNISH or (bool(following) and not following & (ROLE | ROLES | BODY))


def is_plural(tokens: Tokens, token: Token) -> bool:
    """Whether a noun is plural, as far as its ending and its place tell."""
    if token.mention and token.mention.kind == "people":
        return True
    opens = token is tokens[0] and not token.bits & (GENITIVE | PERSON | PLACE | GROUP | OUTLET)
    plural = token.text[-1] == "s" and token.text[-2:] != "ss" and not token.bits & ROLE
    return plural and (opens or not token.bits & NAME)


def _stands_as_subject(tokens: Tokens, subject: Phrase, behind: int) -> bool:
    """Whether nothing before a noun shows that it is an object: “broke promises he made”."""
    if tokens[behind].bits & RELATIVE or subject.is_pronoun or subject.is_first:
        return True
    if tokens[behind].text in (",", ")") or tokens[behind].text in DASHES:
        if tokens[behind].text == "," and behind + 1 < len(tokens):
            after = tokens[behind + 2 : behind + 4]
            if len(after) == 2 and after[0].low == "that" and after[1].bits & (AUXILIARY | MODAL):
                return False  # “…, remarks that were heard”
        return bool(tokens[subject.first].bits & (NAME | DETERMINER | TITLE | ROLE | POSSESSIVE))
    if subject.last != behind:
        return False
    if subject.first == 0:
        return True
    left = tokens[subject.first - 1]
    opens = left.bits & (POINT | QUOTED | COORDINATOR | SUBORDINATOR | TIME | ADVERB | RELATIVE)
    return bool(opens) or left.low == "that"


def _is_determined(tokens: Tokens, subject: Phrase) -> bool:
    bits = tokens[subject.first].bits
    return bool(bits & (DETERMINER | POSSESSIVE | GENITIVE | PLACE | GROUP))


def may_speak(phrase: Phrase, use: Use) -> bool:
    """Whether a phrase can be the subject of a verb of saying."""
    if phrase.is_pronoun or phrase.is_first:
        return True
    tokens = phrase.tokens
    head = tokens[phrase.head]
    if head.low in ("nobody", "none", "neither") or tokens[phrase.first].low in ("no", "neither"):
        return False
    if (
        head.mention
        and head.mention.kind == "adjective"
        and (not tokens[phrase.first].bits & DETERMINER or not head.bits & PLACE)
    ):
        return False
    if use.has("f") and not head.bits & (DOCUMENT | BODY | ROLES | ROLE | GROUP):
        return False
    if head.bits & SPEAKERS and not (head.bits & TIME and not head.bits & (ROLE | PERSON)):
        return True
    if any(tokens[other.head].bits & SPEAKERS for other in phrase.others):
        return True
    if head.bits & (DOCUMENT | UTTERANCE):
        return use.has("cj") or use.lemma in ("read", "begin", "continue", "go")
    if use.lemma in _OF_THINGS or not use.has("q") or head.bits & TIME:
        return False
    if tokens[phrase.first].bits & (DETERMINER | POSSESSIVE | GENITIVE):
        return True
    return is_plural(tokens, head) and not head.bits & (TIME | NAME)
