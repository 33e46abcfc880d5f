"""Who carried the words, to whom they were said, and on what occasion."""

import re
from dataclasses import dataclass
from typing import Final

from .cue import Cue
from .described import label_of
from .lexicon import (
    BODY,
    DETERMINER,
    DOCUMENT,
    GROUP,
    HEARER,
    NAME,
    OUTLET,
    PERSON,
    PLACE,
    POINT,
    PREPOSITION,
    SAYING,
)
from .phrases import phrase_from
from .tokens import MASK, Tokens

_OCCASION: Final = re.compile(
    r"\b(?:(?:[Ii]n|[Aa]t|[Dd]uring|[Oo]n|[Bb]y|[Vv]ia|[Tt]hrough)\s+(?:an?|the|his|her|their|its|this|a\s+series\s+of)\s+"
    r"(?:[\w’'-]+\s+){0,4}?"
    r"(?:interviews?|statement|(?:press|news)\s+(?:conference|briefing)|conference\s+call|speech"
    r"|briefing|address|hearing|podcast|rally|letter|op-ed|summit|forum|debate|testimony|website"
    r"|(?:social\s+media\s+|blog\s+|facebook\s+|telegram\s+)?(?:posts?|tweets?|message)|report|memo"
    r"|email|broadcast|programme|communiqu[eé]|declaration|editorial|essay|memoir|telegram\s+channel)\b"
    r"|(?:while\s+addressing|before)\s+(?:the\s+)?(?:press|media|parliament|reporters|cabinet|congress)"
    r"|on\s+(?:X|Twitter|Telegram|Facebook|Instagram|Weibo|Truth\s+Social|YouTube|TikTok|LinkedIn"
    r"|social\s+media|state\s+(?:television|TV|radio)|national\s+television|television|the\s+radio)\b)"
    r"(?:(?!\s(?:that|and|but)\b)[^.,;:!?\ufffc()“”\"]){0,90}",
)
_CARRIED_BY: Final = frozenset([
    "told", "to", "with", "by", "in", "via", "from", "citing", "quoting", "agency", "channel",
    "newspaper", "paper", "magazine", "daily", "weekly", "network", "broadcaster", "outlet",
    "media", "station", "website", "on", "tells", "quoted",
])  # fmt: skip
_CITES: Final = frozenset(["citing", "cited", "quoting", "quoted", "cites", "quotes"])
_OWN: Final = frozenset(
    ["interview", "podcast", "report", "article", "editorial", "correspondent", "programme"]
)
# Words in the names of outlets that the gazetteer does not list.
_OUTLET_WORDS: Final = frozenset([
    "times", "post", "news", "herald", "tribune", "journal", "gazette", "radio", "tv",
    "television", "telegraph", "chronicle", "courier", "mirror", "agency", "daily", "weekly",
    "review", "observer", "today", "press", "magazine", "broadcasting",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """The outlet that had the words first, and those that passed them on."""

    outlet: str | None = None
    relay: tuple[str, ...] = ()


NOT_CARRIED: Final = Carried()


def carried_by(tokens: Tokens) -> Carried:
    """Say which outlets a sentence gives as carrying the words in it."""
    found: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        if not token.bits & OUTLET or token.mention is None or token.start != token.mention.start:
            continue
        if _carries(tokens, at):
            found.append((at, token.mention.entity.name))
    if not found:
        return Carried(_unlisted(tokens))
    names = list(dict.fromkeys(name for _, name in found))
    cites = next((at for at, token in enumerate(tokens) if token.low in _CITES), None)
    if len(names) > 1 and cites is not None and found[0][0] < cites < found[-1][0]:
        active = tokens[cites].low not in ("quoted", "cited") or tokens[cites + 1].low != "by"
        first, passed = (names[-1], names[0]) if active else (names[0], names[-1])
        return Carried(first, (passed,))
    as_reported = any(
        tokens[at - 1].low == "by" and at > 1 and tokens[at - 2].bits & SAYING
        for at, _ in found[1:]
    )
    if len(names) > 1 and as_reported:
        return Carried(names[0], tuple(names[1:]))
    return Carried(names[0])


def _carries(tokens: Tokens, at: int) -> bool:
    """Whether an outlet's name at a token stands where reports name who carried the words."""
    mention = tokens[at].mention
    before = at - 1
    while before >= 0 and tokens[before].bits & DETERMINER:
        before -= 1
    if before >= 0 and tokens[before].low in _CARRIED_BY:
        return True
    after = at
    while after < len(tokens) and tokens[after].mention is mention:
        after += 1
    if after < len(tokens) and (tokens[after].bits & SAYING or tokens[after].low in _OWN):
        return True
    if after < len(tokens) and tokens[after].text == "," and tokens[after - 1].bits & OUTLET:
        return any(t.low in _CITES for t in tokens[after + 1 : after + 3])
    opens = before == 1 and tokens[0].low == "according"
    return opens and (after >= len(tokens) or bool(tokens[after].bits & POINT))


def _unlisted(tokens: Tokens) -> str | None:
    """Find an outlet the gazetteer does not know: “told the Straits Courier”, “told Serb radio”."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1].low if at else ""
        led = token.low in ("told", "tells", "on", "with", "via")
        if not led and not (
            token.low == "to" and before in ("spoke", "speaking", "talked", "speaks")
        ):
            continue
        phrase = phrase_from(tokens, at + 1) if at + 1 < len(tokens) else None
        if phrase is None or tokens[phrase.head].low not in _OUTLET_WORDS:
            continue
        named = any(t.bits & NAME for t in tokens[phrase.first : phrase.head])
        if named:
            return label_of(phrase)
    return None


def hearer_of(tokens: Tokens, cue: Cue) -> str | None:
    """Return who was told, where it is a body, an outlet or a crowd and not one person."""
    at = max(cue.end, cue.last + 1) if not cue.inverted else cue.last + 1
    if at < len(tokens) and tokens[at].low == "to":
        at += 1
    elif not cue.use.has("t") or cue.inverted:
        return None
    if at >= len(tokens) or tokens[at].bits & (POINT | PREPOSITION):
        return None
    phrase = phrase_from(tokens, at)
    if phrase is None or phrase.is_pronoun or phrase.is_first or tokens[at].low in ("our", "my"):
        return None
    for place in range(phrase.first, phrase.head + 1):
        if tokens[place].bits & HEARER and not tokens[place].bits & NAME:
            label = label_of(phrase)
            return label.split(" that ")[0]
    bits = tokens[phrase.head].bits
    if bits & PERSON or (bits & PLACE and not bits & GROUP):
        return None
    if bits & (OUTLET | GROUP | BODY | HEARER) or tokens[phrase.head].low in _OUTLET_WORDS:
        return label_of(phrase)
    return None


def occasion_of(text: str, tokens: Tokens, cue: Cue | None = None) -> str | None:
    """Return where or when it was said, as a sentence words it outside its quotations.

    A document that is said to speak is itself where it was said.
    """
    subject = cue.subject if cue else None
    if subject and subject.tokens[subject.head].bits & DOCUMENT:
        return subject.tokens[subject.head].text
    match = _OCCASION.search(masked(text, tokens))
    return " ".join(match.group().split()) if match else None


def masked(text: str, tokens: Tokens) -> str:
    """Return a sentence with each quotation as one character."""
    shown: list[str] = []
    at = tokens[0].start
    for token in tokens:
        if token.quote >= 0:
            shown += [text[at : token.start], MASK]
            at = token.end
    return "".join([*shown, text[at : tokens[-1].end]])
