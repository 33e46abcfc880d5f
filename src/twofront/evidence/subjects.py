"""Whose verb it is: the subject of a verb of saying, before it, behind it or across an aside."""

import itertools
from typing import Final

from .clauses import starts_clause
from .lexicon import (
    ADVERB,
    AUXILIARY,
    BODY,
    CAPITAL,
    COORDINATOR,
    FINITE,
    FIRST,
    GERUND,
    MODAL,
    NAME,
    NEGATION,
    OBJECT,
    PARTICIPLE,
    POINT,
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
    sayings,
)
from .phrases import Phrase, base_start, opens_clause, phrase_before, phrase_from, skip_time
from .tokens import DASHES, Token, Tokens

_REACH: Final = 60
_STOPS: Final = frozenset(";:")
_MODIFIES: Final = RELATIVE | PREPOSITION | SUBORDINATOR | GERUND | PARTICIPLE | ADVERB


def subject_before(tokens: Tokens, verb: int) -> Phrase | None:
    """Return the subject of the verb at `tokens[verb]` where it stands before it, else None.

    None as well where only “and” or a comma is before the verb: the subject is
    then that of an earlier verb.
    """
    at = skip_adverbs(tokens, verb - 1)
    if at < 0:
        return None
    token = tokens[at]
    if token.bits & (PRONOUN | FIRST):
        return Phrase(tokens, at, at, at)
    if token.bits & RELATIVE:
        return antecedent(tokens, at)
    if token.bits & COORDINATOR:
        return None
    if token.text == ")":
        return _before_bracket(tokens, at)
    if token.text == ",":
        return _before_aside(tokens, at)
    if token.text in DASHES:
        return _before_dash(tokens, at)
    phrase = phrase_before(tokens, at)
    return _settled(tokens, phrase) if phrase else _clause_head(tokens, at + 1)


def skip_adverbs(tokens: Tokens, at: int) -> int:
    """Go left from `tokens[at]` over adverbs, auxiliaries and “himself”."""
    while at >= 0:
        bits = tokens[at].bits
        if (
            (bits & (AUXILIARY | MODAL) and not bits & (PRONOUN | FIRST | CAPITAL))
            or (bits & (ADVERB | NEGATION) and not bits & (PRONOUN | POINT))
            or (bits & OBJECT and tokens[at].low.endswith(("self", "selves")))
        ):
            at -= 1
        else:
            break
    return at


def antecedent(tokens: Tokens, relative: int) -> Phrase | None:
    """Return whom “who” or “which” at `tokens[relative]` stands for."""
    at = relative - 1
    while at >= 0 and (tokens[at].text == "," or tokens[at].bits & PREPOSITION):
        at -= 1
    if at < 0:
        return None
    phrase = phrase_before(tokens, at)
    # “no mention of Ruiz, who said”
    if (
        phrase
        and phrase.head < phrase.last
        and tokens[relative].low in ("who", "whom", "whose")
        and not tokens[phrase.head].bits & (ROLE | ROLES | NAME)
    ):
        first = base_start(tokens, phrase.last)
        return Phrase(tokens, first, phrase.last, phrase.last) if first >= 0 else phrase
    return phrase


def _settled(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """Return the phrase if it can be a subject where it stands, else the clause's first one."""
    left = phrase.first - 1
    while left >= 0 and tokens[left].bits & ADVERB:
        left -= 1
    if left < 0:
        return phrase
    token = tokens[left]
    if token.bits & (POINT | QUOTED | COORDINATOR | TIME | RELATIVE) or token.low == "that":
        return phrase
    if token.bits & SUBORDINATOR or _takes_clause(token):
        return phrase
    if token.bits & PREPOSITION and opens_clause(tokens, left):
        return phrase
    if skip_time(tokens, left) != left:
        return phrase
    return _clause_head(tokens, left) or phrase


def _takes_clause(token: Token) -> bool:
    """Whether a verb may have a clause without “that” behind it: “said officials warned”."""
    if not (token.bits & SAYING and token.bits & FINITE):
        return False
    return any(use.has("b") for use in sayings().get(token.low, ()))


def _clause_head(tokens: Tokens, at: int) -> Phrase | None:
    """Return the first noun phrase of the clause that reaches to `tokens[at]`, or whom “who” is."""
    first = at
    while first > 0 and at - first < _REACH:
        left = tokens[first - 1]
        if left.bits & (POINT | QUOTED) or left.low == "that":
            break
        if (
            left.bits & SUBORDINATOR
            and not left.bits & PREPOSITION
            and not _in_relative(tokens, first - 1)
        ):
            break
        first -= 1
    for place in range(first, at):
        if tokens[place].bits & RELATIVE:
            return antecedent(tokens, place)
    while first < at and tokens[first].bits & (COORDINATOR | ADVERB):
        first += 1
    return phrase_from(tokens, first) if first < at else None


def _in_relative(tokens: Tokens, at: int) -> bool:
    """Whether “who” stands before a token with no mark between."""
    for place in range(at - 1, max(-1, at - 20), -1):
        if tokens[place].bits & (POINT | QUOTED):
            return False
        if tokens[place].bits & RELATIVE:
            return True
    return False


def _before_bracket(tokens: Tokens, close: int) -> Phrase | None:
    for at in range(close - 1, max(-1, close - _REACH), -1):
        if tokens[at].text == "(":
            return _settled_or_none(tokens, phrase_before(tokens, at - 1))
    return None


def _before_dash(tokens: Tokens, close: int) -> Phrase | None:
    for at in range(close - 1, max(-1, close - _REACH), -1):
        if tokens[at].text in DASHES:
            outside = _settled_or_none(tokens, phrase_before(tokens, at - 1))
            return _with(outside, phrase_from(tokens, at + 1)) if outside else None
    return None


def _settled_or_none(tokens: Tokens, phrase: Phrase | None) -> Phrase | None:
    return _settled(tokens, phrase) if phrase else None


def _with(phrase: Phrase, *others: Phrase | None) -> Phrase:
    kept = tuple(
        o for o in others if o and not o.joint and not o.is_pronoun and _is_bare(o.tokens, o)
    )
    return Phrase(
        phrase.tokens, phrase.first, phrase.last, phrase.head, phrase.others + kept, phrase.joint
    )


def _before_aside(tokens: Tokens, close: int) -> Phrase | None:
    """Find the subject in “the minister, Ana Ruiz, said” and “Ruiz, who leads it, said”.

    Goes left over what stands between commas: appositions are kept as other
    names of the subject, modifiers are passed over.
    """
    commas = _commas(tokens, close)
    if len(commas) < 3:
        return None
    owner = _owner_of_relative(tokens, commas)
    if owner:
        return owner
    beside: list[Phrase] = []
    for at in range(len(commas) - 1, 0, -1):
        first, comma = commas[at - 1] + 1, commas[at - 1]
        if tokens[first].bits & COORDINATOR:
            last = phrase_from(tokens, first + 1)
            if last and last.last + 1 == commas[at] and at == len(commas) - 1:
                return _list_head(tokens, commas[0] + 1, close)
        aside = phrase_from(tokens, first)
        if aside and not tokens[first].bits & _MODIFIES and not aside.is_pronoun:
            beside.append(aside)
        main = phrase_before(tokens, comma - 1)
        if main is None:
            continue
        settled = _settled(tokens, main)
        opens = settled is not None and _begins(tokens, settled, commas)
        if settled is None or (opens and not _is_bare(tokens, settled)):
            continue
        whole = settled.first == commas[at - 2] + 1 if at >= 2 else False
        if whole and _may_have_a_head(tokens, commas, at - 1):
            continue
        return _with(settled, *beside)
    return None


def _owner_of_relative(tokens: Tokens, commas: list[int]) -> Phrase | None:
    """Return whose “who left in May, tired and ill,” a verb is still waiting for.

    A stretch that begins with a verb ends the waiting, and so does a new clause.
    """
    relative = -1
    for left, right in itertools.pairwise(commas):
        first = left + 1
        if first >= right:
            continue
        bits = tokens[first].bits
        if bits & RELATIVE:
            relative = first
        elif relative >= 0:
            if bits & COORDINATOR:
                first += 1
            while first < right and tokens[first].bits & ADVERB:
                first += 1
            verb = (
                tokens[first].bits & (FINITE | AUXILIARY | MODAL) and not tokens[first].bits & NAME
            )
            if (verb and not bits & COORDINATOR) or (
                bits & COORDINATOR and starts_clause(tokens, first, right, sure=True)
            ):
                relative = -1
    if relative < 0 or len(commas) < 4:
        return None
    owner = antecedent(tokens, relative)
    return _settled(tokens, owner) if owner else None


def _commas(tokens: Tokens, close: int) -> list[int]:
    """Return the places of the commas up to `close`, the clause's beginning first."""
    places = [close]
    at = close - 1
    while at >= 0 and close - at < _REACH:
        token = tokens[at]
        if token.text == ",":
            places.append(at)
        elif token.text in _STOPS or (token.quote >= 0 and token.text[-1] == ","):
            break
        at -= 1
    places.append(at)
    return places[::-1]


def _begins(tokens: Tokens, phrase: Phrase, commas: list[int]) -> bool:
    return phrase.first == commas[0] + 1


def _is_bare(tokens: Tokens, phrase: Phrase) -> bool:
    """Whether a phrase names more than a day or a number."""
    return any(
        not t.bits & TIME and t.text[0].isalpha() for t in tokens[phrase.first : phrase.last + 1]
    )


def _may_have_a_head(tokens: Tokens, commas: list[int], at: int) -> bool:
    """Whether what stands between two commas is itself an aside to a phrase before it."""
    before = None
    while at >= 1 and commas[at - 1] >= 0:
        before = phrase_before(tokens, commas[at - 1] - 1)
        if before is None or _is_bare(tokens, before):
            break
        at -= 1  # an age between the name and the aside
    if before is None or not _is_bare(tokens, before):
        return False
    left = tokens[before.first - 1] if before.first else None
    if left is None:
        return True
    if left.bits & PREPOSITION:
        return False
    return bool(left.bits & (POINT | QUOTED | COORDINATOR | SUBORDINATOR)) or left.low == "that"


def _list_head(tokens: Tokens, first: int, close: int) -> Phrase | None:
    """Return “Britain, France and Germany” as one phrase."""
    phrase = phrase_from(tokens, first)
    if phrase is None:
        return None
    return Phrase(tokens, phrase.first, close - 1, phrase.head, joint=True)


def subject_after(tokens: Tokens, first: int) -> Phrase | None:
    """Return the subject of an inverted verb, as in “said the minister, Ana Ruiz”."""
    phrase = phrase_from(tokens, first)
    if phrase is None or phrase.is_pronoun or phrase.is_first:
        return phrase
    return with_aside(tokens, phrase)


def with_aside(tokens: Tokens, phrase: Phrase) -> Phrase:
    """Add the apposition behind a phrase, as in “an expert, Bo Lind of the institute,”."""
    comma = phrase.last + 1
    if comma + 1 >= len(tokens) or tokens[comma].text not in (",", "(", "–", "—"):
        return phrase
    if tokens[comma + 1].bits & (_MODIFIES | COORDINATOR):
        return phrase
    aside = phrase_from(tokens, comma + 1)
    if aside is None or aside.is_pronoun or aside.is_first:
        return phrase
    named = tokens[aside.head].bits & (NAME | ROLE | ROLES | BODY | TITLE)
    if not named and tokens[comma + 1].low not in ("a", "an", "the"):
        return phrase
    if tokens[comma].text == "," and starts_clause(tokens, comma + 1, len(tokens), sure=False):
        return phrase
    return _with(phrase, aside)
