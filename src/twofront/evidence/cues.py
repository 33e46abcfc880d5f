"""Where a report says who speaks: the verb of speech and its subject beside a quote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .grammar import Phrase, Token, phrase_after, phrase_before, subject_after, subject_before
from .words import (
    DETERMINERS,
    NAMING,
    NO_INVERSION,
    NOUN_LIKE,
    PASSIVE,
    PRONOUNS,
    SPEECH,
)

_BEFORE_REACH = 40
_AFTER_REACH = 16


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech with its subject.

    `verb_at` is the verb's index in the sentence; `rule` names the pattern.
    """

    subject: Phrase
    verb: str
    verb_at: int
    rule: str


def cue_after(tokens: Sequence[Token], quote_at: int) -> Cue | None:
    """Find “… ,” Ruiz said / said Ruiz / according to Ruiz, right behind a quote."""
    first = quote_at + 1
    while first < len(tokens) and tokens[first].text in ",–—-":
        first += 1
    if first + 1 >= len(tokens) or tokens[first].kind != "word":
        return None
    according = _according_to(tokens, first)
    if according:
        return according
    if _is_speech(tokens, first, SPEECH - NO_INVERSION, inverted=True):
        subject = subject_after(tokens, first + 1)
        return Cue(subject, tokens[first].low, first, "after, inverted") if subject else None
    ended = first > quote_at + 1 or tokens[quote_at].text[-1] in ",!?"
    if tokens[first].low.endswith("ed") and tokens[first].text.islower() and ended:
        subject = subject_after(tokens, first + 1)  # any verb will do: “…,” fumed Ruiz
        named = subject is not None and subject.head[-1].is_name
        return (
            Cue(subject, tokens[first].low, first, "after, any verb") if subject and named else None
        )
    for at in range(first + 1, min(first + _AFTER_REACH, len(tokens))):
        if tokens[at].quote is not None or tokens[at].text in ".;:!?":
            return None
        if _is_speech(tokens, at, SPEECH):
            subject = subject_before(tokens, at, loose=True)
            begins = subject is not None and subject.first == first
            return Cue(subject, tokens[at].low, at, "after") if subject and begins else None
    return None


def cue_before(tokens: Sequence[Token], quote_at: int) -> Cue | None:
    """Find the nearest verb of speech in front of a quote that has a subject."""
    for at in range(quote_at - 1, max(-1, quote_at - _BEFORE_REACH), -1):
        if _is_speech(tokens, at, SPEECH | NAMING):
            beside = all(t.kind == "point" or t.low == "that" for t in tokens[at + 1 : quote_at])
            subject = subject_before(tokens, at, loose=beside)
            if subject:
                return Cue(subject, tokens[at].low, at, "before")
        according = _according_to(tokens, at)
        if according:
            return according
    return None


def cues_of(tokens: Sequence[Token]) -> Iterator[Cue]:
    """Yield every verb of speech of a sentence that has a subject of its own."""
    for at in range(len(tokens)):
        if _is_speech(tokens, at, SPEECH) and not tokens[at].low.endswith("ing"):
            subject = subject_before(tokens, at)
            if subject:
                yield Cue(subject, tokens[at].low, at, "clause")
        elif according := _according_to(tokens, at):
            yield according


def _according_to(tokens: Sequence[Token], at: int) -> Cue | None:
    if tokens[at].low != "according" or at + 2 >= len(tokens) or tokens[at + 1].low != "to":
        return None
    subject = phrase_after(tokens, at + 2)
    return Cue(subject, "according to", at, "according to") if subject else None


def _is_speech(
    tokens: Sequence[Token], at: int, verbs: frozenset[str], inverted: bool = False
) -> bool:
    """Whether a token is one of `verbs` and is used as a verb in the active voice."""
    token = tokens[at]
    if token.low not in verbs or not token.text.islower():
        return False
    left = tokens[at - 1] if at else None
    if left is None or inverted:
        return True
    if left.low in DETERMINERS or left.text.endswith(("'s", "’s", "s’")):
        return False
    if token.low in NOUN_LIKE and not (
        left.low in PRONOUNS or left.text == "," or _ends_a_name(tokens, at - 1)
    ):
        return False
    return not (left.low in ("was", "were", "been", "being", "be") and token.low in PASSIVE)


def _ends_a_name(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].is_name and phrase_before(tokens, at) is not None
