"""The clause behind a verb of saying: “warned that …”, “said …”, “told reporters …”."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from .clauses import starts_clause
from .cue import Cue
from .lexicon import (
    ADJUNCT,
    ADVERB,
    AUXILIARY,
    BASE,
    CONTENT_NOUN,
    COORDINATOR,
    DETERMINER,
    DOCUMENT,
    FINITE,
    FIRST,
    HEARER,
    INDEFINITE,
    MODAL,
    NAME,
    NOUNISH,
    NUMBER,
    OBJECT,
    POINT,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    SAYING,
    SUBORDINATOR,
    TIME,
    WEEKDAY,
)
from .phrases import phrase_from
from .tokens import DASHES, Tokens

_REACH: Final = 32
STRONG: Final = frozenset(";:")
# Verbs behind which a noun and a participle can only be a clause: “said fighters escaped”.
_ONLY_CLAUSES: Final = frozenset(
    ["say", "tell", "add", "insist", "joke", "swear", "testify", "guess", "assure"]
)
# Verbs whose object says what was said: “noted the risks of supplying missiles”.
WITH_OBJECT: Final = frozenset([
    "note", "stress", "emphasise", "emphasize", "highlight", "underline", "underscore",
    "reiterate", "acknowledge",
])  # fmt: skip
_NO_CLAUSE: Final = frozenset([
    "something", "anything", "nothing", "everything", "little", "much", "goodbye", "sorry",
    "hello", "so", "no", "yes", "what", "how", "why", "whether", "where", "when", "who", "thanks",
])  # fmt: skip
_ABOUT: Final = frozenset(
    ["at", "up", "about", "around", "over", "under", "between", "more", "fewer", "less", "nearly"]
)
_PAIRS: Final = frozenset(["both", "neither", "either"])
_FRONTED: Final = frozenset(
    ["if", "unless", "when", "once", "while", "although", "though", "because", "since"]
)


class Content(NamedTuple):
    """What a cue reports: `tokens[first:end]`, by which pattern, and how sure that is."""

    first: int
    end: int
    rule: str
    confidence: float


def clause_behind(tokens: Tokens, cue: Cue, last: int) -> Content | None:
    """Find the clause behind “warned that”, or behind “said” without “that”."""
    at = max(cue.end, cue.last + 1) if cue.rule != "shared subject" else cue.end
    first, hearer, fronted = at, cue.use.has("t"), 0
    bare = cue.use.has("b")
    for _ in range(_REACH):
        if at >= last:
            return None
        token, bits = tokens[at], tokens[at].bits
        if token.low == "that" and not tokens[at - 1].bits & PREPOSITION:
            return _that_clause(tokens, at, first, last, bare)
        if bits & QUOTED or token.text in STRONG or token.text in ("(", ")"):
            return None
        if token.text == "," or token.text in DASHES:
            if bare and fronted and starts_clause(tokens, at + 1, last, sure=True):
                return Content(fronted, last, "bare clause", 0.82)
            at = _over_aside(tokens, at, last)
            if at < 0:
                return None
        elif (at > first and _is_passed_over(tokens, at)) or bits & WEEKDAY:
            at += 1
        elif hearer and _is_object(tokens, at):
            hearer = False
            at += 1
        elif hearer and not bits & PREPOSITION:
            at = _past_hearer(tokens, cue, at, last)
            if at < 0:
                return None
            hearer = False
        elif bare and _opens_quantity(tokens, at, last):
            return Content(at, last, "bare clause", 0.86)
        elif bits & PREPOSITION and not _opens_fronted(tokens, at, last):
            place = past_preposition(tokens, at)
            if place < 0:
                return None
            if any(t.bits & CONTENT_NOUN for t in tokens[at + 1 : place - 1]):
                return None
            occasion = tokens[place - 1].bits & (ADJUNCT | HEARER | WEEKDAY)
            fronted = at if not occasion and not fronted and at == first else fronted
            at = place
        elif bare and _opens_bare(tokens, cue, at, last):
            return Content(at, last, "bare clause", 0.86)
        elif _is_passed_over(tokens, at):
            at += 1
        elif bits & (DETERMINER | NUMBER) and not cue.use.has("o"):
            phrase = phrase_from(tokens, at)
            if phrase is None or not tokens[phrase.head].bits & (TIME | ADJUNCT):
                return None
            at = phrase.last + 1
        else:
            return None
    return None


def _that_clause(tokens: Tokens, at: int, first: int, last: int, bare: bool) -> Content | None:
    """Read the clause that “that” opens, if it belongs to the verb: not “the news that …”."""
    if at + 1 >= last:
        return None
    after = tokens[at + 1].bits
    if at > first and tokens[at - 1].bits & CONTENT_NOUN and not tokens[at - 1].bits & ADJUNCT:
        return None
    if after & (AUXILIARY | MODAL):
        return Content(at, last, "bare clause", 0.85) if bare else None
    if (after & TIME and not after & NAME) or tokens[at + 1].low == "same":
        return None
    return Content(at + 1, last, "that", 0.95)


def _is_passed_over(tokens: Tokens, at: int) -> bool:
    """Whether a token between a verb and its clause is an adverb or a time."""
    bits = tokens[at].bits
    if bits & POINT or bits & (DETERMINER | PREPOSITION | PRONOUN | FIRST | SUBORDINATOR):
        return False
    return bool(bits & ADVERB) or (bool(bits & TIME) and not bits & NAME)


def _opens_fronted(tokens: Tokens, at: int, last: int) -> bool:
    """Whether a word that is a preposition, too, opens a clause: “said once it rose, …”."""
    if not tokens[at].bits & SUBORDINATOR or tokens[at].low not in _FRONTED:
        return False
    return starts_clause(tokens, at + 1, last, sure=False)


def _opens_quantity(tokens: Tokens, at: int, last: int) -> bool:
    """Whether “at least two people were” and the like begin at a token."""
    if tokens[at].low not in _ABOUT:
        return False
    for place in (at + 1, at + 2):
        if place < last and (
            tokens[place].bits & (NUMBER | INDEFINITE) or tokens[place].low == "half"
        ):
            rest = tokens[place + 1 : last]
            finite = any(t.bits & (FINITE | AUXILIARY | MODAL) and not t.bits & NAME for t in rest)
            return finite or starts_clause(tokens, place, last, sure=True)
    return False


def past_preposition(tokens: Tokens, at: int) -> int:
    """Return the token behind a prepositional phrase, -1 where no noun follows."""
    if tokens[at].low == "to" and at + 1 < len(tokens):
        after = tokens[at + 1].bits
        if after & (BASE | AUXILIARY) and not after & HEARER:
            more = tokens[at + 2].bits if at + 2 < len(tokens) else POINT
            objects = DETERMINER | POSSESSIVE | NAME | OBJECT | NUMBER | PREPOSITION
            if not after & NOUNISH or more & objects:
                return -1
    if at + 1 < len(tokens) and tokens[at + 1].bits & TIME and not tokens[at + 1].bits & NAME:
        place = at + 1
        while place < len(tokens) and tokens[place].bits & (TIME | NUMBER):
            place += 1
        return place
    phrase = phrase_from(tokens, at + 1)
    if phrase is None or tokens[at].bits & COORDINATOR:
        return -1
    return _within_hearer(tokens, at + 1, phrase.head, phrase.last) + 1


def _past_hearer(tokens: Tokens, cue: Cue, at: int, last: int) -> int:
    """Return the token behind whoever was told; `at` itself where nobody was, -1 for a dead end."""
    phrase = phrase_from(tokens, at)
    if phrase is None:
        return at if cue.use.has("i") else -1
    if cue.use.lemma in ("warn", "promise", "assure", "advise") and starts_clause(
        tokens, at, last, sure=True
    ):
        return at
    at = _within_hearer(tokens, at, phrase.head, phrase.head) + 1
    while at + 1 < last and tokens[at].low == "and":
        more = phrase_from(tokens, at + 1)
        if more is None:
            break
        at = more.head + 1
    return at


def _opens_bare(tokens: Tokens, cue: Cue, at: int, last: int) -> bool:
    """Whether a clause without “that” begins at a token behind a verb of saying."""
    token = tokens[at]
    bits = token.bits
    if bits & SUBORDINATOR and token.low in _FRONTED:
        rest = tokens[at + 1 : last]
        return token.low in ("if", "unless") or any(t.text == "," for t in rest)
    if token.low in _NO_CLAUSE or (bits & (RELATIVE | COORDINATOR) and token.low not in _PAIRS):
        return False
    sure = cue.use.lemma not in _ONLY_CLAUSES
    if starts_clause(tokens, at, last, sure=sure):
        return True
    if cue.use.lemma != "say" or bits & (AUXILIARY | MODAL | FINITE):
        return False
    phrase = phrase_from(tokens, at)
    begin = phrase.last + 1 if phrase else at + 1
    rest = tokens[begin:last]
    return any(
        t.bits & (AUXILIARY | MODAL) or (t.bits & FINITE and not t.bits & NAME) for t in rest
    )


def _within_hearer(tokens: Tokens, first: int, head: int, last: int) -> int:
    """Return the last token of a hearer: “told reporters Iran had” ends it at “reporters”."""
    for at in range(first, head):
        bits = tokens[at].bits
        if bits & HEARER and not bits & NAME and tokens[at + 1].bits & NAME:
            return at
    return last


def _is_object(tokens: Tokens, at: int) -> bool:
    """Whether a token is a pronoun that is told something, not the subject of a clause."""
    bits = tokens[at].bits
    if bits & (PRONOUN | FIRST):
        return not starts_clause(tokens, at, len(tokens), sure=False)
    return bool(bits & (OBJECT | INDEFINITE)) and not bits & DETERMINER


def _over_aside(tokens: Tokens, opening: int, last: int) -> int:
    """Return where the text goes on behind “, in a rare rebuke,”; -1 where it does not.

    Without a closing mark it goes on at “that”, if one comes before any verb.
    """
    mark = tokens[opening].text
    that = -1
    for at in range(opening + 1, min(last, opening + 20)):
        token = tokens[at]
        if token.text == mark:
            return at + 1
        if token.quote >= 0 or token.text in STRONG:
            break
        if token.bits & SAYING and token.bits & FINITE and not token.bits & NOUNISH:
            break
        if token.low == "that" and that < 0 and not tokens[at - 1].bits & PREPOSITION:
            that = at
        elif token.bits & (FINITE | MODAL) and that < 0 and mark == ",":
            return -1
    return that


def and_that(tokens: Tokens, clause: Content, last: int) -> Iterator[Content]:
    """Return the further clauses of “said that it rose and that it fell”."""
    if clause.rule != "that" and clause.rule != "bare clause":
        return
    for at in range(clause.first + 3, last - 3):
        if (
            tokens[at].low == "that"
            and tokens[at - 1].low in ("and", "but")
            and not tokens[at + 1].bits & (AUXILIARY | MODAL)
        ):
            yield Content(at + 1, last, "and that", 0.85)


def object_of(tokens: Tokens, cue: Cue, last: int) -> Iterator[Content]:
    """Find what is said as the object of the verb: “noted the risks of supplying missiles”."""
    first = cue.end
    if first >= last or not tokens[first].bits & (DETERMINER | POSSESSIVE):
        return
    if last - first >= 6 and not any(t.quote >= 0 for t in tokens[first:last]):
        phrase = phrase_from(tokens, first)
        named = phrase is None or tokens[phrase.head].bits & (DOCUMENT | TIME)
        if phrase and not named:
            yield Content(first, last, "object", 0.72)
