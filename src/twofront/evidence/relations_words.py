"""A sentence as words with rough parts of speech: enough to find who does what to whom.

Tags: D determiner, J adjective or number, N noun, E an entity's name, A an
entity's adjective, G possessive mark, O pronoun, P preposition, C and/or/but,
S subordinator, R relative pronoun, T infinitive's to, V verb, X auxiliary, M modal,
B adverb, W word of time, "," comma or dash, ";" stop inside a sentence, "(" and ")".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from .gazetteer import Entity, Mention
from .relations_lexicon import Form, classes, tags, verb_forms
from .tokens import WORDS_KEPT

_ADJECTIVE = re.compile(r".{3,}(?:al|ive|ous|ic|ful|less|able|ible|ary|ian|ish|est)$")
_WORD = re.compile(
    r"(?P<word>\d+(?:[.,]\d+)*[^\W_]*|[^\W_]+(?:[.'’/-](?![sS]\b)[^\W_]+)*)|(?P<genitive>['’][sS]\b|(?<=s)['’](?=\s+\w))"
    r"|(?P<point>[^\w\s])"
)
_NOUNS: Final = classes()["noun like an adjective"]
_COMPOUND = re.compile(r"[-‑–]([^\W\d_]+)")
_STRONG = frozenset(";:…")
_QUOTES = frozenset('"“”„«»')
_SHORT_QUOTE = 4
_HYPHENS = ("-", "‑", "–", "/")
_PREFIXES = ("pro", "anti", "non", "ex", "neo")


@dataclass(slots=True)
class Word:
    """One word, name or mark of a sentence, at `text[start:end]`.

    Attributes:
        low: Lower-case spelling.
        tag: Part of speech, as the module says.
        form: The verb it may be a form of.
        entity: Whom it names.
        mention: How it names them.
        compound: For US-backed, the second part; `entity` is then the first's.
        quoted: Whether it stands in a quotation of more than a few words.
    """

    low: str
    start: int
    end: int
    tag: str
    capital: bool = False
    form: Form | None = None
    entity: Entity | None = None
    mention: str = ""
    compound: str = ""
    quoted: bool = False


def read_words(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Word]:
    """Return the words of `text[start:end]`, quotation marks left out.

    Tags are those that spelling gives; `settle_tags` settles the rest.
    """
    words: list[Word] = []
    at = start
    for mention in mentions:
        if text[at : mention.start] not in _HYPHENS or not words:
            _plain_words(text, at, mention.start, words)
        at = _name(text, mention, end, words)
        if len(words) > 2 and words[-2].low in "-‑" and words[-3].low in _PREFIXES:
            words[-3:] = [replace(words[-1], tag="H", compound=words[-3].low)]
    _plain_words(text, at, end, words)
    return _mark_quotes(words)


def _name(text: str, mention: Mention, end: int, words: list[Word]) -> int:
    """Add a name, with what a hyphen joins to it; return where to go on."""
    tag = "A" if mention.kind == "adjective" else "E"
    stop, compound = mention.end, ""
    joined = _COMPOUND.match(text, mention.end, end)
    if text[mention.end : mention.end + 2] in ("- ", "‑ "):  # the UN- and U.S.-designated bank
        tag, stop, compound = "H", mention.end + 1, "-"
    elif joined and joined[1][:1].islower():
        tag, stop, compound = "H", joined.end(), joined[1]
    words.append(
        Word(
            text[mention.start : stop].lower(),
            mention.start,
            stop,
            tag,
            True,
            entity=mention.entity,
            mention=mention.kind,
            compound=compound,
        )
    )
    return stop


def _plain_words(text: str, start: int, end: int, words: list[Word]) -> None:
    for match in _WORD.finditer(text, start, end):
        written = match.group()
        kind = match.lastgroup
        low = written.lower().replace("’", "'") if kind == "word" else written
        if kind == "word":
            tag, form = _looked_up(written)
            capital = written[0].isupper()
            word = Word(low, match.start(), match.end(), tag, capital)
            word.form = form
            words.append(word)
        elif kind == "genitive":
            is_verb = words and words[-1].tag == "O"
            tag = "X" if is_verb else "G"
            words.append(Word("'s", match.start(), match.end(), tag))
        else:
            words.append(Word(written, match.start(), match.end(), _point_tag(written)))


@lru_cache(maxsize=WORDS_KEPT)
def _looked_up(written: str) -> tuple[str, Form | None]:
    """Give a word's tag, and the verb form it is where its tag is open."""
    low = written.lower().replace("’", "'")
    closed = tags().get(low) if written != "May" else "W"
    return closed or _open_tag(written, low), verb_forms().get(low) if closed is None else None


def _open_tag(written: str, low: str) -> str:
    if low[0].isdigit():
        return (
            "W" if low[:4].isdigit() and low[:2] in ("19", "20") and low[4:] in ("", "s") else "J"
        )
    if written == "May":
        return "W"
    if low.endswith("ly") and len(low) > 4 and low not in ("family", "supply", "ally", "assembly"):
        return "B"
    if low.endswith("n't"):
        return "X"
    return "J" if _ADJECTIVE.match(low) and low not in _NOUNS else "N"


def _point_tag(written: str) -> str:
    if written in _QUOTES:
        return "Q"
    if written in _STRONG:
        return ";"
    if written in "()[]":
        return "(" if written in "([" else ")"
    return "," if written in ",–—-" else "." if written in ".!?" else "Y"


def _mark_quotes(words: list[Word]) -> list[Word]:
    """Drop quotation marks and say which words stand in long quotations."""
    if not any(word.tag == "Q" for word in words):
        return [word for word in words if word.tag != "Y"]
    kept: list[Word] = []
    opened: int | None = None
    for word in words:
        if word.tag == "Q":
            if opened is not None and word.low not in "“„«":
                if len(kept) - opened >= _SHORT_QUOTE:
                    for inside in kept[opened:]:
                        inside.quoted = True
                opened = None
            else:
                opened = len(kept)
        elif word.tag != "Y":
            kept.append(word)
    if opened is not None and len(kept) - opened >= _SHORT_QUOTE:
        for inside in kept[opened:]:
            inside.quoted = True
    return kept
