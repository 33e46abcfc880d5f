"""A paragraph as sentences of tokens; a quotation in it is one token."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .gazetteer import Mention
from .lexicon import (
    ABBREVIATION,
    ADVERB,
    AUXILIARY,
    CAPITAL,
    GENITIVE,
    GERUND,
    GROUP,
    MODAL,
    NAME,
    NOT_NAME,
    NUMBER,
    OUTLET,
    PARTICIPLE,
    PERSON,
    PLACE,
    POINT,
    QUOTED,
    SAYING,
    TITLE,
    VERBAL,
    classes_of,
    words,
)
from .quotes import Quote

MASK: Final = "\ufffc"
SENTENCE_END: Final = frozenset(".!?…")
DASHES: Final = frozenset("–—-")
_TOKEN = re.compile(
    r"(?P<quote>\ufffc+)|(?P<word>(?<=[a-z.]\s)[A-Z]\.(?=\s[A-Z])(?!\s(?:The|It|He|She|They|We|But|And|In|On|A|This)\b)|(?:Mrs?|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|Capt|Maj|Brig|Sgt|Adm|St"
    r"|Hon|Rev|Messrs|Cmdr)\.(?=\s)|(?:[^\W\d_]\.){2,}(?:['’]s|(?:-[^\W_]+)+)?|\d+(?:[.,]\d+)+(?:[^\W_]*(?:-[^\W_]+)*)|[^\W_]+(?:['’.&/‑-][^\W_]+)*(?:(?<=s)['’](?!\w))?)"
    r"|(?P<point>[^\w\s])"
)
_NAME_PREFIX = re.compile(r"(?:al|el|an|as|ash|at|ad|az|d|l|o|m)[-'’]\w*[A-Z]|(?:de|van|von)\b")
_KINDS: Final = {
    "country": PLACE,
    "place": PLACE,
    "region": PLACE,
    "person": PERSON,
    "outlet": OUTLET,
    "body": GROUP,
    "group": GROUP,
}
_LONGEST = 400  # tokens of a sentence; keeps the time linear in a text without full stops


@dataclass(slots=True)
class Token:
    """A word, a mark or a whole quotation at `text[start:end]` of its paragraph.

    Attributes:
        text: As written; of a quotation U+FFFC and its last character.
        low: Lower case, straight apostrophes, without 's.
        bits: Its classes, as `lexicon` has them.
        quote: The quotation's index, -1 for anything else.
        mention: Whom the gazetteer knows by it, or by a longer name it is part of.
    """

    text: str
    low: str
    start: int
    end: int
    bits: int
    quote: int = -1
    mention: Mention | None = None


Tokens = Sequence[Token]

WORDS_KEPT: Final = 1 << 14
"""So many different words are remembered, which is most of those in use."""


def sentences(
    text: str,
    start: int,
    end: int,
    quotes: Sequence[tuple[int, Quote]],
    mentions: Sequence[Mention] = (),
) -> list[list[Token]]:
    """Split `text[start:end]` into sentences of tokens, each given quote as one token.

    Args:
        text: The paragraph.
        start: First character to read.
        end: One past the last.
        quotes: Quotes that lie side by side within the stretch, with their indices.
        mentions: Names the gazetteer found in the paragraph, in order.
    """
    shown = text[start:end]
    if MASK in shown:
        shown = shown.replace(MASK, " ")
    at_quote: dict[int, int] = {}
    if quotes:
        pieces, at = [], 0
        for index, quote in quotes:
            low = max(quote.outer_start - start, at)
            high = min(quote.outer_end, end) - start
            if low >= high:
                continue
            pieces += [shown[at:low], MASK * (high - low)]
            at, at_quote[low + start] = high, index
        shown = "".join([*pieces, shown[at:]])
    tokens = _tokens(shown, start, at_quote, text)
    if mentions:
        _mark(tokens, mentions)
    return _split(text, tokens)


def _tokens(shown: str, offset: int, at_quote: dict[int, int], text: str) -> list[Token]:
    tokens: list[Token] = []
    opening = sorted(at_quote)
    for match in _TOKEN.finditer(shown):
        kind, written = match.lastgroup, match.group()
        start = match.start() + offset
        end = start + len(written)
        if kind == "word":
            tokens.append(_word(written, start, end))
        elif kind == "point":
            tokens.append(Token(written, written, start, end, POINT))
        else:
            cuts = opening[bisect_left(opening, start) : bisect_left(opening, end)]
            for cut, until in zip(cuts, [*cuts[1:], end], strict=True):
                last = text[cut:until].rstrip("”’\"'»“ ,")[-1:]
                closed = text[cut:until].rstrip("”’\"'»“ ")[-1:]
                last = "," if closed == "," else last
                tokens.append(Token(MASK + last, "", cut, until, QUOTED, at_quote[cut]))
    return tokens


def _word(written: str, start: int, end: int) -> Token:
    low, bits = _looked_up(written)
    return Token(written, low, start, end, bits)


@lru_cache(maxsize=WORDS_KEPT)
def _looked_up(written: str) -> tuple[str, int]:
    """Give a word in lower case, endings taken off, and its classes."""
    low = written.lower()
    bits = 0
    if not low.isalpha():
        low = low.replace("’", "'")
        if "'" in low:
            low, bits = _apostrophe(low)
        low = low.replace("‑", "-")
        if low[-1] == ".":
            low = low[:-1]
    first = written[0]
    bits |= classes_of(low)
    if first.isupper():
        bits |= CAPITAL
        if not bits & NOT_NAME:
            bits |= NAME
    elif first.isdigit():
        bits |= NUMBER
    elif len(written) > 3 and _NAME_PREFIX.match(written) and not written.isalpha():
        bits |= NAME
    return low, bits


def _apostrophe(low: str) -> tuple[str, int]:
    """Take apart a genitive or a contraction."""
    if low.endswith("'s"):
        return low[:-2], GENITIVE
    if low.endswith("s'"):
        return low[:-1], GENITIVE
    if low.endswith("n't"):
        return low, AUXILIARY
    for ending in ("'re", "'ve", "'m"):
        if low.endswith(ending):
            return low[: -len(ending)], AUXILIARY
    for ending in ("'ll", "'d"):
        if low.endswith(ending):
            return low[: -len(ending)], MODAL
    return low, 0


def _mark(tokens: list[Token], mentions: Sequence[Mention]) -> None:
    """Note on tokens whom the gazetteer knows by them."""
    at, count = 0, len(mentions)
    for token in tokens:
        while at < count and mentions[at].end <= token.start:
            at += 1
        if at == count:
            return
        mention = mentions[at]
        if mention.start < token.end and token.start < mention.end and token.quote < 0:
            if token.end > mention.end + 2:  # the first part of US-led only
                if mention.entity.kind in ("country", "region", "body"):
                    token.bits |= PLACE
                continue
            token.mention = mention
            token.bits |= _KINDS.get(mention.entity.kind, 0)
            if token.bits & CAPITAL:
                token.bits |= NAME


def _split(text: str, tokens: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = []
    first, count = 0, len(tokens)
    for index in range(count - 1):
        token = tokens[index]
        shut = token.bits & (POINT | QUOTED) or token.text[-1] == "."
        if not shut and index - first < _LONGEST:
            continue
        if index - first >= _LONGEST or _ends_sentence(text, tokens, index, first):
            found.append(tokens[first : index + 1])
            first = index + 1
    if first < count:
        found.append(tokens[first:])
    return [_opened(sentence) for sentence in found]


def _ends_sentence(text: str, tokens: list[Token], index: int, first: int) -> bool:
    token, following = tokens[index], tokens[index + 1]
    opens = following.quote >= 0 or following.text[0].isupper() or following.text in "([“‘¿¡•"
    if not opens and following.bits & NUMBER:
        opens = token.quote < 0 and token.text in SENTENCE_END and following.start > token.end
    if following.start == token.end or not opens:
        return False
    if token.quote >= 0:
        return token.text[-1] in SENTENCE_END or text[token.end - 1] in SENTENCE_END
    if token.text[-1] not in SENTENCE_END:
        return False
    before = tokens[index - 1] if index > first and len(token.text) == 1 else token
    if token.text[-1] != "." or before.bits & POINT:
        return True
    if before.bits & ABBREVIATION or before is token:
        return following.quote >= 0 or following.bits & (NOT_NAME | TITLE) == NOT_NAME
    return not (len(before.text) == 1 and before.text.isupper() and before.text != "I")


def _opened(sentence: list[Token]) -> list[Token]:
    """Settle what words with a capital are: within a sentence no verbs and adverbs.

    The first word may be either: “Kelly said”, but “Significantly, …”.
    """
    for place, token in enumerate(sentence):
        bits = token.bits
        if not bits & NAME:
            continue
        if not bits & (VERBAL | ADVERB):
            if not place and "-" in token.text and token.text.rpartition("-")[2].islower():
                token.bits &= ~NAME  # “Big-hearted Ana Ruiz”
            continue
        if place and not sentence[place - 1].bits & POINT:
            token.bits &= ~(VERBAL | ADVERB)
        elif bits & ADVERB:
            after = sentence[place + 1].bits if place + 1 < len(sentence) else POINT
            named = after & (SAYING | AUXILIARY | MODAL | NAME) or bits & (GENITIVE | PERSON)
            token.bits &= ~ADVERB if named else ~NAME
        elif token.low not in words():
            token.bits &= ~VERBAL  # “Schilling said”
        elif bits & (PARTICIPLE | GERUND) and not bits & (GENITIVE | PERSON | GROUP | PLACE):
            token.bits &= ~NAME  # “Exiled leader Ana Ruiz”
    return sentence
