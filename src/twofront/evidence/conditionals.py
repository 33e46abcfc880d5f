"""Conditionals: what would follow, and on what it hangs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .clauses import starts_clause
from .connectives import FIRST_WORDS, connective, is_comparative, is_conditional, is_inverted, opens
from .cue import Cue
from .cues import find_cues
from .lexicon import (
    ADVERB,
    AUXILIARY,
    BASE,
    DETERMINER,
    FINITE,
    FIRST,
    GERUND,
    MODAL,
    NAME,
    NEGATION,
    NOUNISH,
    PARTICIPLE,
    POINT,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SAYING,
)
from .phrases import phrase_from
from .tokens import DASHES, SENTENCE_END, Tokens, sentences

_MAY_HOLD: Final = re.compile(
    r"\b(?:if|unless|once|should|were|had|provided|providing|assuming|as long as|so long as|in case"
    r"|in the event|on condition|on the condition|any|the more|the less|the \w+er)\b",
    re.IGNORECASE,
)
_CLOSERS: Final = frozenset(";:")
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Condition:
    """A conditional: offsets in the text it was found in, and the clause that hangs on it.

    Attributes:
        start: First character of the clause with its connective.
        end: One past its last.
        bare: The clause without connective.
        then: What follows from it, empty where the text does not say.
        form: if, unless, once, as long as, comparative, nominal, inverted or such.
    """

    start: int
    end: int
    bare: str
    then: str
    form: str = "if"


def may_hold_a_condition(text: str) -> bool:
    """Whether a text has any of the words that conditionals begin with."""
    return _MAY_HOLD.search(text) is not None


def conditions_in(text: str) -> list[Condition]:
    """Find the conditionals of a text, its quotation marks taken as nothing but marks."""
    if not may_hold_a_condition(text):
        return []
    found: list[Condition] = []
    for tokens in sentences(text, 0, len(text), ()):
        found += conditions_of(text, tokens, find_cues(tokens))
    return found


def conditions_of(text: str, tokens: Tokens, cues: Sequence[Cue]) -> list[Condition]:
    """Find the conditionals of one sentence.

    Args:
        text: The text the tokens' offsets count in.
        tokens: The sentence.
        cues: Its cues, which may stand between condition and what follows.
    """
    last = len(tokens)
    while last > 0 and tokens[last - 1].text in SENTENCE_END:
        last -= 1
    if last < len(tokens) and tokens[last].text == "?" and last < 14:
        return []
    found: list[Condition] = []
    at = 0
    while at < last:
        condition, at = _at(text, tokens, cues, at, last)
        if condition:
            found.append(condition)
    return found


def _at(
    text: str, tokens: Tokens, cues: Sequence[Cue], at: int, last: int
) -> tuple[Condition | None, int]:
    """Read the conditional whose connective begins at a token; return where to go on."""
    token = tokens[at]
    if token.low in FIRST_WORDS:
        found = connective(tokens, at)
        if found:
            size, form = found
            if is_conditional(tokens, at, size, form, last):
                return _read(text, tokens, cues, at, at + size, form, last), at + size
    elif token.low in ("should", "were", "had") and opens(tokens, at):
        if is_inverted(tokens, at, last):
            return _read(text, tokens, cues, at, at + 1, "inverted", last), at + 1
    elif token.low == "the" and is_comparative(tokens, at + 1):
        condition = _comparative(text, tokens, at, last)
        if condition:
            return condition, last
    elif token.low == "any":
        condition = _nominal(text, tokens, at, last)
        if condition:
            return condition, at + 1
    return None, at + 1


def _read(
    text: str,
    tokens: Tokens,
    cues: Sequence[Cue],
    at: int,
    first: int,
    form: str,
    last: int,
) -> Condition | None:
    """Read “if A, B” and “B if A”; `first` is the token behind the connective."""
    if form == "in case" and tokens[first].low == "of":
        first += 1
    then = any(
        one.text == "," and two.low == "then"
        for one, two in zip(tokens[first:last], tokens[first + 1 : last], strict=False)
    )
    if then or opens(tokens, at) or _is_fronted_inside(tokens, cues, at):
        cut = _main_clause(tokens, cues, first, last)
        if cut:
            end, begin = cut
            rest = _end_of(tokens, begin, last)
            return _condition(text, tokens, at, first, end, begin, rest, form)
    if at == 0:
        return None
    end = _clause_end(tokens, first, last)
    begin = _begin_of(tokens, at)
    stop = at
    while stop > begin and (tokens[stop - 1].text == "," or tokens[stop - 1].low in ("but", "and")):
        stop -= 1
    return _condition(text, tokens, at, first, end, begin, stop, form)


def _is_fronted_inside(tokens: Tokens, cues: Sequence[Cue], at: int) -> bool:
    """Whether a verb of saying is right before: “said if it rose, it would …”."""
    return any(cue.end == at or cue.last + 1 == at for cue in cues)


def _main_clause(
    tokens: Tokens, cues: Sequence[Cue], first: int, last: int
) -> tuple[int, int] | None:
    """Find where “if A, B” changes from A to B.

    Returns:
        One past A's last token, and B's first.
    """
    seen = False
    for place in range(first, last):
        token = tokens[place]
        if token.text in _CLOSERS:
            return None
        if token.text == "," or token.text in DASHES:
            begin = _past_cue(tokens, cues, place + 1, last)
            if place - first >= _FEWEST and seen and _opens_main(tokens, begin, last):
                return place, begin
        elif token.low == "then" and seen and place - first >= _FEWEST:
            return place, place + 1
        elif token.bits & (AUXILIARY | MODAL | FINITE) and not token.bits & NAME:
            followed = place + 1 < last and not tokens[place + 1].bits & POINT
            there = tokens[place - 1].low == "there" and place > first + 1
            if seen and there and token.bits & (AUXILIARY | MODAL):
                return place - 1, place - 1
            if seen and followed and token.bits & MODAL and place > first + 1:
                subject = _subject_of(tokens, place, first)
                if subject is not None:
                    return subject, subject
            seen = True
        elif token.bits & BASE and not token.bits & NAME and place > first:
            seen = True
    return None


def _subject_of(tokens: Tokens, modal: int, first: int) -> int | None:
    """Return where the subject of a modal begins, where no comma parts it from the condition."""
    at = modal - 1
    if at <= first or not tokens[at].bits & (PRONOUN | FIRST):
        return None
    left = tokens[at - 1]
    return None if left.low == "that" or left.bits & (SAYING | RELATIVE | PREPOSITION) else at


def _past_cue(tokens: Tokens, cues: Sequence[Cue], at: int, last: int) -> int:
    """Go over “, he warned,” and “then”."""
    for cue in cues:
        if cue.first == at:
            place = max(cue.end, cue.last + 1)
            while place < last and tokens[place].text != ",":
                place += 1
            if place < last:
                at = place + 1
    if at < last and tokens[at].low == "then":
        at += 1
    return at


def _opens_main(tokens: Tokens, at: int, last: int) -> bool:
    """Whether a main clause begins at a token, not a further part of a list or an aside."""
    if at >= last:
        return False
    token = tokens[at]
    if token.low in ("and", "or", "which", "who", "whose", "where") or token.bits & POINT:
        return False
    if token.quote >= 0:
        return True
    if starts_clause(tokens, at, last, sure=True):
        return True
    if token.bits & GERUND:
        return any(t.bits & (MODAL | AUXILIARY) for t in tokens[at : min(last, at + 8)])
    place = at
    while place < last and tokens[place].bits & ADVERB and not tokens[place].bits & POINT:
        place += 1
    if place < last and starts_clause(tokens, place, last, sure=True):
        return True
    if token.bits & (PREPOSITION | DETERMINER):
        return any(t.bits & (MODAL | AUXILIARY) for t in tokens[at:last])
    return bool(token.bits & (BASE | AUXILIARY | MODAL)) or token.low in ("yes", "no", "not", "so")


def _begin_of(tokens: Tokens, at: int) -> int:
    """Return where the clause before a connective begins."""
    begin = at
    while begin > 0:
        left = tokens[begin - 1]
        if left.text in _CLOSERS or (left.quote >= 0 and left.text[-1] == ","):
            break
        if left.low == "that" and begin > 1 and tokens[begin - 2].bits & (SAYING | POINT):
            break
        begin -= 1
    while begin < at and (tokens[begin].text in ",;:–—-" or tokens[begin].low in ("and", "but")):
        begin += 1
    return begin


def _clause_end(tokens: Tokens, first: int, last: int) -> int:
    """Return where a condition behind its main clause ends."""
    for place in range(first + 1, last):
        token = tokens[place]
        if token.text in _CLOSERS or token.text in DASHES or token.text == ")":
            return place
        if token.text == "," and place + 1 < last:
            after = tokens[place + 1]
            if after.low in ("but", "and", "which", "who", "adding", "while", "although", "though"):
                return place
            if starts_clause(tokens, place + 1, last, sure=True):
                return place
            if after.bits & (SAYING | MODAL | AUXILIARY):
                return place
    return last


def _end_of(tokens: Tokens, then: int, last: int) -> int:
    for place in range(then, last):
        if tokens[place].text == ";":
            return place
    return last


def _condition(
    text: str, tokens: Tokens, at: int, first: int, end: int, then: int, rest: int, form: str
) -> Condition | None:
    words = [t for t in tokens[first:end] if not t.bits & POINT]
    if len(words) < _FEWEST or (form != "nominal" and not _has_verb(words)):
        return None
    bare = text[tokens[first].start : tokens[end - 1].end]
    follows = text[tokens[then].start : tokens[rest - 1].end] if then < rest else ""
    return Condition(tokens[at].start, tokens[end - 1].end, bare, follows, form)


def _has_verb(words: Tokens) -> bool:
    verbs = AUXILIARY | MODAL | FINITE | BASE | NOUNISH
    return any(t.bits & verbs or t.quote >= 0 or "'" in t.text or "’" in t.text for t in words)


def _comparative(text: str, tokens: Tokens, at: int, last: int) -> Condition | None:
    """Read “the more they shoot, the less they have”."""
    if not opens(tokens, at):
        return None
    for place in range(at + 3, last - 2):
        if (
            tokens[place].text == ","
            and tokens[place + 1].low == "the"
            and is_comparative(tokens, place + 2)
        ):
            found = _condition(text, tokens, at, at + 1, place, place + 1, last, "nominal")
            if found:
                return Condition(found.start, found.end, found.bare, found.then, "comparative")
    return None


def _nominal(text: str, tokens: Tokens, at: int, last: int) -> Condition | None:
    """Read “any attack would be answered”: a deed and what would follow from it."""
    if not opens(tokens, at) and not tokens[at - 1].bits & SAYING:
        return None
    phrase = phrase_from(tokens, at)
    if phrase is None:
        return None
    for place in range(phrase.last + 1, min(last, phrase.last + 12)):
        token = tokens[place]
        if token.low in ("would", "will") and place - at > 1:
            if place + 1 < last and tokens[place + 1].bits & NEGATION:
                return None
            return _condition(text, tokens, at, at, place, place, last, "nominal")
        if token.bits & (FINITE | POINT | QUOTED) and not token.bits & PARTICIPLE:
            return None
    return None
