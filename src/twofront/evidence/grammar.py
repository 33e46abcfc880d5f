"""Just enough grammar to find who speaks: tokens, sentences, noun phrases, subjects."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from .quotes import Quote
from .words import (
    ABBREVIATIONS,
    AUXILIARIES,
    CONNECTIVES,
    DETERMINERS,
    LINKING,
    NAMING,
    NOT_NAMES,
    ORGANISATION_WORDS,
    PARTICLES,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    SPEECH,
    SUBORDINATORS,
    TITLES,
)

_TOKEN = re.compile(
    r"(?P<quote>\ufffc+)|(?P<word>(?:Mrs?|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|Capt|Maj|Sgt|Adm)\.|(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’.&/-][^\W_]+)*)|(?P<point>[^\w\s])"
)
_MASK = "\ufffc"
_POSSESSIVE = re.compile(r"['’]s?$")
_NAME_PREFIX = re.compile(r"(?:al|el|an|as|ash|at|d|l|o)[-'’]\w")
_SENTENCE_END = frozenset(".!?…")
_ADJECTIVES = frozenset(("other", "last", "next", "same", "late", "early"))
_NO_ADJECTIVES = SPEECH | NAMING | AUXILIARIES | CONNECTIVES | PREPOSITIONS | NOT_NAMES
_STOPS = SPEECH | CONNECTIVES
_REACH = 60
_LONGEST = 400  # tokens; keeps the time linear in a text without sentences
_MODIFIERS = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a whole quote seen as one thing, spelt U+FFFC and its last character.

    `start` and `end` count in the paragraph's text; `low` is the lower-case
    form without a possessive ending; `quote` is the quote's index or None.
    """

    text: str
    start: int
    end: int
    kind: str
    low: str
    quote: int | None = None

    @property
    def is_name(self) -> bool:
        """Whether it is spelt as a name is and is no function word."""
        capital = self.text[:1].isupper() or bool(
            _NAME_PREFIX.match(self.text) and any(map(str.isupper, self.text))
        )
        return self.kind == "word" and capital and self.low not in NOT_NAMES


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `tokens[first : last + 1]` of its sentence."""

    tokens: tuple[Token, ...]
    first: int

    @property
    def head(self) -> tuple[Token, ...]:
        """The tokens before the first preposition, without determiner."""
        linked = next((i for i, t in enumerate(self.tokens) if t.low in LINKING and i), None)
        return tuple(t for t in self.tokens[:linked] if t.low not in DETERMINERS)

    @property
    def is_pronoun(self) -> bool:
        """Whether it is he, she, they or it."""
        return len(self.tokens) == 1 and self.tokens[0].low in PRONOUNS


def sentences(
    text: str, start: int, end: int, quotes: Sequence[tuple[int, Quote]]
) -> list[list[Token]]:
    """Split `text[start:end]` into sentences of tokens, each given quote as one token.

    Args:
        text: The paragraph.
        start: First character to read.
        end: One past the last.
        quotes: Quotes that lie side by side within the stretch, with their indices.
    """
    shown = list(text[start:end].replace(_MASK, " "))
    at_quote: dict[int, int] = {}
    for index, quote in quotes:
        low, high = quote.outer_start - start, min(quote.outer_end, end) - start
        shown[low:high] = [_MASK] * (high - low)
        at_quote[quote.outer_start] = index
    return _split(text, _tokens("".join(shown), start, at_quote, text))


def _tokens(shown: str, offset: int, at_quote: dict[int, int], text: str) -> list[Token]:
    tokens, opening = [], sorted(at_quote)
    for match in _TOKEN.finditer(shown):
        start, end = match.start() + offset, match.end() + offset
        kind = match.lastgroup or "point"
        if kind == "quote":
            cuts = opening[bisect_left(opening, start) : bisect_left(opening, end)]
            for cut, until in zip(cuts, [*cuts[1:], end], strict=True):
                last = text[cut:until].rstrip("”’\"'»“ ")[-1:]
                tokens.append(Token(_MASK + last, cut, until, kind, "", at_quote[cut]))
            continue
        low = _POSSESSIVE.sub("", match.group()).lower()
        low = low[:-1] if low[:-1] in ABBREVIATIONS else low
        tokens.append(Token(match.group(), start, end, kind, low))
    return tokens


def _split(text: str, tokens: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = []
    current: list[Token] = []
    for index, token in enumerate(tokens):
        current.append(token)
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following and (
            len(current) == _LONGEST or _ends_sentence(text, token, current, following)
        ):
            found.append(current)
            current = []
    return [*found, current] if current else found


def _ends_sentence(text: str, token: Token, current: list[Token], following: Token) -> bool:
    if following.start == token.end or not (
        following.quote is not None or following.text[0].isupper() or following.text in "([“‘"
    ):
        return False
    if token.quote is not None:
        return text[token.end - 2] in _SENTENCE_END or text[token.end - 1] in _SENTENCE_END
    if token.text not in _SENTENCE_END:
        return False
    before = current[-2] if len(current) > 1 else token
    initial = len(before.text) == 1 and before.text.isupper()
    return not (token.text == "." and (before.low in ABBREVIATIONS or initial))


def phrase_before(tokens: Sequence[Token], last: int, *, loose: bool = False) -> Phrase | None:
    """Return the noun phrase that ends at `tokens[last]`; None where it names no speaker.

    With `loose` any noun with a determiner will do, as beside a quote: “One insider said”.
    """
    first, plain = last + 1, 0
    while first > 0 and last - first < 16:
        token, left = tokens[first - 1], tokens[first - 2] if first > 1 else None
        if token.kind != "word" or not _belongs(token, left, True):
            break
        plain = plain + 1 if _is_plain(token) else 0
        if plain > _MODIFIERS:
            break
        first -= 1
        if token.low in DETERMINERS and not (left and left.low in LINKING):
            break
    while first <= last and tokens[first].low in LINKING:
        first += 1
    return _checked(tokens[first : last + 1], first, loose)


def phrase_after(tokens: Sequence[Token], first: int) -> Phrase | None:
    """Return the noun phrase that begins at `tokens[first]`; None where it names no speaker."""
    last = first
    while last < len(tokens) and last - first < 16:
        token, left = tokens[last], tokens[last - 1] if last > first else None
        if token.kind != "word" or not _belongs(token, left, True):
            break
        if token.low in DETERMINERS and left and left.low not in LINKING:
            break
        last += 1
    while last > first and (
        tokens[last - 1].low in LINKING | DETERMINERS or _is_plain(tokens[last - 1])
    ):
        last -= 1
    return _checked(tokens[first:last], first)


def _belongs(token: Token, left: Token | None, inside: bool) -> bool:
    """Whether a token can be part of a noun phrase; `left` is the token before it."""
    low = token.low
    if low in LINKING:
        return inside and left is not None and (left.is_name or left.low in ROLES | TITLES)
    if token.is_name or low in DETERMINERS or low in ROLES | TITLES | PLACES or low in PARTICLES:
        return True
    return inside and _is_plain(token)


def _is_plain(token: Token) -> bool:
    """Whether it is a word of no class, such as an adjective before a noun."""
    low = token.low
    return (
        token.kind == "word"
        and not token.text[0].isupper()
        and not token.text[0].isdigit()
        and low not in ROLES | TITLES | PLACES | DETERMINERS | LINKING | PARTICLES | PRONOUNS
        and (low in _ADJECTIVES or low not in _NO_ADJECTIVES)
        and not low.endswith(("ly", "ing"))
    )


def _checked(tokens: Sequence[Token], first: int, loose: bool = False) -> Phrase | None:
    phrase = Phrase(tuple(tokens), first)
    head = phrase.head
    if head and head[-1].text.endswith(("'s", "’s")):
        return None
    if head and (head[-1].is_name or head[-1].low in ROLES | PLACES):
        return phrase
    determined = head and tokens[0].low in DETERMINERS and not tokens[-1].low.endswith("ed")
    return phrase if loose and determined and head[-1].low.isalpha() else None


def subject_before(tokens: Sequence[Token], verb: int, *, loose: bool = False) -> Phrase | None:
    """Return the subject of the verb at `tokens[verb]`; `loose` as for `phrase_before`."""
    if tokens[verb].low.endswith("ing") and not _follows_quoted_as(tokens, verb):
        return clause_subject(tokens, verb)
    at, joined = verb - 1, False
    while at >= 0 and (tokens[at].low in AUXILIARIES or tokens[at].low.endswith("ly")):
        joined = joined or tokens[at].low == "and"
        at -= 1
    if at < 0:
        return None
    token = tokens[at]
    if joined:
        return clause_subject(tokens, at + 1)
    if token.low in PRONOUNS:
        return Phrase((token,), at)
    if token.low == "who":
        at -= 1 if at and tokens[at - 1].text == "," else 0
        return phrase_before(tokens, at - 1)
    if token.text in ",)–—-":
        return _subject_before_aside(tokens, at, loose)
    return phrase_before(tokens, at, loose=loose)


def subject_after(tokens: Sequence[Token], first: int) -> Phrase | None:
    """Return the subject of an inverted verb, as in “said the minister, Ana Ruiz”."""
    if first < len(tokens) and tokens[first].low in PRONOUNS:
        return Phrase((tokens[first],), first)
    phrase = phrase_after(tokens, first)
    if phrase:
        return _with_aside(tokens, phrase)
    comma = first
    while comma < len(tokens) and comma - first < 8 and tokens[comma].low not in _STOPS:
        if tokens[comma].text == ",":
            aside = phrase_after(tokens, comma + 1)
            return aside if aside and _names_person(aside) else None
        comma += 1
    return None


def _follows_quoted_as(tokens: Sequence[Token], verb: int) -> bool:
    return verb > 1 and tokens[verb - 1].low == "as" and tokens[verb - 2].low == "quoted"


def _subject_before_aside(tokens: Sequence[Token], close: int, loose: bool) -> Phrase | None:
    """Find the subject in “the minister, Ana Ruiz, said” and “Ruiz, who leads it, said”."""
    opening = {")": "("}.get(tokens[close].text, tokens[close].text)
    marks = [i for i in range(max(0, close - _REACH), close) if tokens[i].text == opening]
    for at in marks:
        if tokens[at + 1].low in ("who", "which", "whose"):
            return phrase_before(tokens, at - 1, loose=loose)
    if not marks:
        return None
    outside = phrase_before(tokens, marks[-1] - 1, loose=True)
    aside = phrase_after(tokens, marks[-1] + 1)
    if outside and aside and _names_person(aside) and not _names_person(outside):
        return Phrase(aside.tokens, outside.first)
    return phrase_before(tokens, marks[-1] - 1, loose=loose)


def _names_person(phrase: Phrase) -> bool:
    head = phrase.head
    names = [t for t in head if t.is_name and t.low not in TITLES | PLACES | ROLES]
    return len(names) >= 2 and head[-1] in names and head[-1].low not in ORGANISATION_WORDS


def clause_subject(tokens: Sequence[Token], verb: int) -> Phrase | None:
    """Return the subject of the clause around a participle or a joined verb."""
    for at in range(verb - 1, max(-1, verb - _REACH), -1):
        low = tokens[at].low
        if low in SPEECH | NAMING and not low.endswith("ing") and tokens[at].text.islower():
            return subject_before(tokens, at)
    return opening_subject(tokens, verb)


def opening_subject(tokens: Sequence[Token], before: int) -> Phrase | None:
    """Return the phrase with which a sentence opens, behind “On Monday,” or “If”."""
    colons = [i for i in range(before) if tokens[i].text in (":", ";")]
    first = colons[-1] + 1 if colons else 0
    while first < before and (tokens[first].kind != "word" or tokens[first].low in ("and", "but")):
        first += 1
    if first < before and tokens[first].low in SUBORDINATORS:
        first += 1
    elif first < before and tokens[first].low in PREPOSITIONS:
        comma = next((i for i in range(first, before) if tokens[i].text == ","), before)
        first = comma + 1
    if first >= before:
        return None
    if tokens[first].low in PRONOUNS:
        return Phrase((tokens[first],), first)
    return _with_aside(tokens, phrase_after(tokens, first))


def _with_aside(tokens: Sequence[Token], phrase: Phrase | None) -> Phrase | None:
    """Prefer the name in “Another expert, Bo Lind of the institute, …”."""
    if phrase is None or _names_person(phrase):
        return phrase
    comma = phrase.first + len(phrase.tokens)
    if comma + 1 < len(tokens) and tokens[comma].text == ",":
        aside = phrase_after(tokens, comma + 1)
        if aside and _names_person(aside):
            return aside
    return phrase
