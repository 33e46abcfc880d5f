"""Noun phrases: where the words that name somebody begin and end."""

from dataclasses import dataclass
from typing import Final

from .lexicon import (
    ADJECTIVE,
    ADJUNCT,
    ADVERB,
    AUXILIARY,
    BASE,
    BODY,
    CONTENT_NOUN,
    COORDINATOR,
    DETERMINER,
    DOCUMENT,
    FIRST,
    GENITIVE,
    GERUND,
    GROUP,
    HEARER,
    INDEFINITE,
    MODAL,
    NAME,
    NEGATION,
    NOUNISH,
    NUMBER,
    OBJECT,
    OUTLET,
    PARTICIPLE,
    PARTICLE,
    PERSON,
    PLACE,
    POINT,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    ROLE,
    ROLES,
    SAYING,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERBAL,
    WEEKDAY,
)
from .tokens import Token, Tokens

_NOUNS: Final = ROLE | ROLES | BODY | DOCUMENT | NAME | TITLE | ADJECTIVE
_OPENS: Final = DETERMINER | POSSESSIVE
_JOINS: Final = COORDINATOR | SUBORDINATOR
_OUTSIDE: Final = (
    POINT
    | QUOTED
    | PREPOSITION
    | RELATIVE
    | AUXILIARY
    | MODAL
    | PRONOUN
    | FIRST
    | OBJECT
    | NEGATION
)
_ATTACHED: Final = frozenset([
    "of", "for", "from", "at", "in", "to", "with", "on", "near", "under", "close", "behind",
    "inside",
])  # fmt: skip
# Bodies that stand before their own name: “the daily Kommersant”, but not “parliament Iran”.
_BEFORE_NAMES: Final = frozenset([
    "agency", "newspaper", "paper", "daily", "weekly", "magazine", "broadcaster", "channel",
    "network", "station", "website", "site", "outlet", "tabloid", "group", "militia", "company",
    "firm", "bank", "party", "charity", "watchdog", "movement", "organisation", "organization",
])  # fmt: skip
_NEVER_LAST: Final = frozenset([
    "former", "ex", "acting", "vice", "prime", "interim", "foreign", "supreme", "retired",
    "special", "that",
])  # fmt: skip
_LONGEST: Final = 18
_PARTS: Final = 8


@dataclass(slots=True)
class Phrase:
    """A noun phrase: `tokens[first : last + 1]` of its sentence.

    Attributes:
        tokens: The sentence.
        first: Its first token.
        last: Its last, prepositional phrases included.
        head: The last token before the first preposition.
        others: Phrases beside it that name the same, as in “the envoy, Ana Ruiz,”.
        joint: Whether “and” joins several.
    """

    tokens: Tokens
    first: int
    last: int
    head: int
    others: tuple["Phrase", ...] = ()
    joint: bool = False

    @property
    def is_pronoun(self) -> bool:
        """Whether it is he, she, they or it, or one of their objects."""
        return self.first == self.last and bool(self.tokens[self.first].bits & (PRONOUN | OBJECT))

    @property
    def is_first(self) -> bool:
        """Whether it is I, we or you."""
        return self.first == self.last and bool(self.tokens[self.first].bits & FIRST)


def is_noun_end(token: Token) -> bool:
    """Whether a noun phrase may end with this token."""
    bits = token.bits
    if bits & (POINT | QUOTED | GENITIVE) or token.low in _NEVER_LAST:
        return False
    if bits & (_NOUNS | INDEFINITE):
        return not bits & (PRONOUN | FIRST)
    if bits & (_OUTSIDE | _OPENS | _JOINS | ADVERB):
        return bool(bits & TIME)
    return not bits & VERBAL or bool(bits & NOUNISH)


def _ends(tokens: Tokens, at: int) -> bool:
    """Whether a noun phrase may end at `tokens[at]`: “the briefing” is a noun for its article."""
    if at < 0:
        return False
    if is_noun_end(tokens[at]):
        return True
    bits = tokens[at].bits
    if not bits & (GERUND | BASE) or bits & (_OUTSIDE | ADVERB) or at == 0:
        return False
    left = tokens[at - 1].bits
    return bool(left & (_OPENS | GENITIVE)) and not left & PRONOUN


def base_start(tokens: Tokens, last: int) -> int:
    """Return where the plain noun phrase that ends at `last` begins, -1 if none ends there."""
    if not _ends(tokens, last):
        return -1
    at = last
    while at > 0 and last - at < _LONGEST and _stands_inside(tokens, at - 1):
        at -= 1
        if tokens[at].bits & _OPENS and not tokens[at].bits & (NUMBER | GENITIVE):
            before = tokens[at - 1].bits if at else 0
            if not before & DETERMINER or before & (PREPOSITION | POINT):
                break
    return at


def _stands_inside(tokens: Tokens, at: int) -> bool:
    """Whether `tokens[at]` belongs to the noun phrase that goes on behind it."""
    token, right = tokens[at], tokens[at + 1].bits
    bits = token.bits
    if token.low == "that" or (right & _OPENS and not bits & DETERMINER):
        return False
    if bits & NAME:
        return True
    if bits & POINT:
        return token.text in "&/"
    if bits & (_OPENS | NUMBER):
        return not bits & PRONOUN
    if bits & GENITIVE:
        return not bits & (PRONOUN | FIRST)
    if bits & (_OUTSIDE | _JOINS):
        return False
    if bits & CONTENT_NOUN and right & NAME and not bits & (ROLE | BODY | TITLE):
        return False
    if bits & _NOUNS:
        return True
    if bits & ADVERB:
        return bool(at and tokens[at - 1].bits & _OPENS) or bool(bits & TIME)
    return _describes(tokens, at) if bits & VERBAL else True


def _describes(tokens: Tokens, at: int) -> bool:
    """Whether a verb form describes the noun behind it: “the exiled leader”, “peace talks”."""
    bits = tokens[at].bits
    left = tokens[at - 1].bits if at else POINT
    if left & (_OPENS | GENITIVE | NUMBER) and not left & PRONOUN:
        return True
    if bits & NOUNISH and bits & BASE:
        return not left & (PRONOUN | FIRST | MODAL | AUXILIARY | ROLES) and not bits & SAYING
    if bits & NOUNISH:
        return not left & (NAME | ROLE | ROLES | BODY | PRONOUN)
    if bits & (PARTICIPLE | GERUND):
        if left & (POINT | PREPOSITION | _JOINS):
            return True
        return at > 1 and bool(left & ADVERB) and bool(tokens[at - 2].bits & (_OPENS | POINT))
    return False


def base_end(tokens: Tokens, first: int) -> int:
    """Return the last token of the plain noun phrase that begins at `first`, -1 if none does."""
    count, at = len(tokens), first
    while at < count and at - first < _LONGEST and _goes_on(tokens, at, first):
        at += 1
    last = at - 1
    while last >= first and not _ends(tokens, last):
        last -= 1
    return last if last >= first else -1


def _goes_on(tokens: Tokens, at: int, first: int) -> bool:
    """Whether the noun phrase that began at `first` takes in `tokens[at]`."""
    token = tokens[at]
    bits = token.bits
    left = tokens[at - 1].bits if at > first else 0
    if token.low == "that":
        return at == first and at > 0 and bool(tokens[at - 1].bits & PREPOSITION)
    if bits & NAME:
        return at == first or _name_joins(tokens, at)
    if bits & POINT:
        return token.text in "&/" and at > first
    if bits & (_OPENS | NUMBER):
        return not bits & PRONOUN and (at == first or bool(left & _OPENS or bits & NUMBER))
    if bits & PARTICLE and left & NAME and at + 1 < len(tokens) and tokens[at + 1].bits & NAME:
        return True
    if bits & (_OUTSIDE | _JOINS):
        return False
    if bits & _NOUNS:
        return True
    if bits & (ADVERB | TIME):
        return bool(left & _OPENS) and not bits & WEEKDAY
    if bits & VERBAL:
        return _describes_ahead(tokens, at, first)
    if not left & NAME or left & (GENITIVE | TITLE | PLACE | GROUP | OUTLET):
        return True
    return tokens[at - 1].text.isupper() and not left & PERSON


def _name_joins(tokens: Tokens, at: int) -> bool:
    """Whether a name goes on a phrase: behind “spokesman”, but not behind “reporters”."""
    left = tokens[at - 1]
    bits = left.bits
    if tokens[at].bits & WEEKDAY:
        return False
    if bits & (NAME | TITLE | ROLE | _OPENS | NUMBER | GENITIVE):
        return True
    if bits & BODY:
        return left.low in _BEFORE_NAMES
    return not bits & (ROLES | DOCUMENT | HEARER) and left.text[-1] != "s"


def _describes_ahead(tokens: Tokens, at: int, first: int) -> bool:
    bits = tokens[at].bits
    if at == first:
        return bool(bits & NOUNISH) or (bool(bits & (PARTICIPLE | GERUND)) and not bits & SAYING)
    left = tokens[at - 1].bits
    if left & (_OPENS | GENITIVE) and not left & PRONOUN:
        return True
    if left & ADVERB and at - 2 >= first:
        return bool(tokens[at - 2].bits & _OPENS)
    if bits & BASE and not bits & SAYING and tokens[first].bits & _OPENS and left & (TITLE | ROLE):
        return True
    if bits & NOUNISH and bits & BASE:
        known = bool(left & (PLACE | OUTLET | GROUP)) or bool(tokens[first].bits & _OPENS)
        return known or not left & (NAME | ROLES)
    return False


def phrase_from(tokens: Tokens, first: int) -> Phrase | None:
    """Return the noun phrase that begins at `first`, with “of the ministry” behind it."""
    if first >= len(tokens):
        return None
    if tokens[first].bits & (PRONOUN | FIRST):
        return Phrase(tokens, first, first, first)
    head = base_end(tokens, first)
    if head < 0:
        return None
    last = head
    for _ in range(3):
        end = _attached(tokens, last)
        if end < 0:
            break
        last = end
    return Phrase(tokens, first, last, _noun_of(tokens, first, head))


def _noun_of(tokens: Tokens, first: int, head: int) -> int:
    """Return the noun of “sources close” and “people familiar”."""
    while head > first and tokens[head].bits & ADJECTIVE and not tokens[head].bits & ROLE:
        if not tokens[head - 1].bits & (_NOUNS | NOUNISH) and tokens[head - 1].text[-1] != "s":
            break
        head -= 1
    return head


def _attached(tokens: Tokens, last: int) -> int:
    """Return where a prepositional phrase behind `tokens[last]` ends if it belongs to it, or -1."""
    at = last + 1
    if at + 1 >= len(tokens):
        return -1
    if tokens[at].low not in _ATTACHED and not (
        tokens[at].low == "by" and tokens[last].bits & DOCUMENT
    ):
        return -1
    if tokens[at].low == "close" and tokens[at + 1].low == "to" and at + 2 < len(tokens):
        at += 1
    if tokens[at + 1].bits & OBJECT:
        return at + 1 if tokens[at].low in ("to", "of", "with") else -1
    end = base_end(tokens, at + 1)
    if end < 0 or tokens[end].bits & WEEKDAY:
        return -1
    if tokens[end].bits & HEARER and tokens[at].low in ("to", "with"):
        return -1
    return -1 if tokens[end].bits & (ADJUNCT | TIME) and not tokens[end].bits & NAME else end


def skip_time(tokens: Tokens, at: int) -> int:
    """Go left from `tokens[at]` over “on Tuesday” and “late last week”."""
    while at >= 0 and tokens[at].bits & TIME and not _is_may(tokens, at):
        at -= 1
        while at >= 0 and tokens[at].bits & (DETERMINER | NUMBER) and tokens[at + 1].bits & TIME:
            at -= 1
        if at >= 0 and tokens[at].bits & PREPOSITION:
            at -= 1
    return at


def _is_may(tokens: Tokens, at: int) -> bool:
    """Whether “May” is a person or “would” of sorts, not a month; or a time word is a name."""
    bits = tokens[at].bits
    if bits & (PERSON | ROLE):
        return True
    return tokens[at].low == "may" and at > 0 and bool(tokens[at - 1].bits & (NAME | TITLE))


def phrase_before(tokens: Tokens, last: int) -> Phrase | None:
    """Return the noun phrase that ends at `last`, with all it hangs on: “head of the agency”.

    Words of time at its end are left out. “and” joins two phrases where the
    first of them begins the clause.
    """
    end = skip_time(tokens, last)
    first = base_start(tokens, end)
    if first < 0:
        return None
    phrase = Phrase(tokens, first, end, end)
    while phrase.first > 1 and tokens[phrase.first - 1].bits & PREPOSITION:
        inner = skip_time(tokens, phrase.first - 2)
        outer = base_start(tokens, inner)
        if outer < 0:
            break
        phrase = Phrase(tokens, outer, end, _noun_of(tokens, outer, inner))
    return _joined(tokens, phrase) or phrase


def _joined(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """Return the phrase with those “and” joins to it, if the first of them begins a clause."""
    first = phrase.first
    if first < 2 or tokens[first - 1].low not in ("and", "or"):
        return None
    for _ in range(_PARTS):
        at = first - 1
        link = at > 0 and (tokens[at].low in ("and", "or") or bool(tokens[at].bits & PREPOSITION))
        listed = at > 0 and tokens[at].text == "," and at > 1
        if not link and not listed:
            break
        outer = base_start(tokens, skip_time(tokens, at - 1))
        if outer < 0 or (listed and not opens_clause(tokens, outer)):
            break
        first = outer
    if not opens_clause(tokens, first):
        return None
    head = base_end(tokens, first)
    if head < first:
        return None
    return Phrase(tokens, first, phrase.last, _noun_of(tokens, first, head), joint=True)


def opens_clause(tokens: Tokens, at: int) -> bool:
    """Whether a clause may begin at `tokens[at]`, seen from what stands before it."""
    if at <= 0:
        return True
    left = tokens[at - 1]
    return bool(left.bits & (POINT | QUOTED | SUBORDINATOR)) or left.low in ("that", "both")
