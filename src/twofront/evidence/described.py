"""How a report describes its people: offices, states, bodies, and a name for those without one."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from .lexicon import (
    BODY,
    DETERMINER,
    DOCUMENT,
    GENITIVE,
    GROUP,
    INDEFINITE,
    LEADER,
    MILITARY,
    NAME,
    NUMBER,
    PERSON,
    PLACE,
    POSSESSIVE,
    PREPOSITION,
    ROLE,
    ROLES,
    TIME,
    TITLE,
    classes_of,
)
from .phrases import Phrase, base_start, phrase_before, phrase_from
from .tokens import Token, Tokens

_MISSPELT: Final = 0.85
_SPEAKS_FOR: Final = frozenset(["spokesman", "spokeswoman", "spokesperson", "mouthpiece"])
_ANY_LEADER: Final = frozenset(["leader", "chief", "head", "boss", "strongman"])
# Roles so general that they may stand for whoever was spoken of.
_GENERIC: Final = frozenset([
    "official", "officer", "man", "woman", "leader", "politician", "diplomat", "envoy",
    "lawmaker", "veteran", "chief", "boss", "guest", "hero", "legislator", "statesman",
    "strongman", "candidate", "author", "writer", "expert", "analyst", "teacher", "player",
    "captain", "father", "mother", "individual", "person", "boy", "girl", "source", "frenchman",
    "american", "briton",
])  # fmt: skip
PORTFOLIOS: Final = frozenset([
    "foreign", "defence", "defense", "interior", "finance", "prime", "deputy", "vice", "justice",
    "trade", "energy", "economy", "health", "home", "culture", "education", "environment",
    "transport", "agriculture", "information", "labour", "oil", "press", "state", "national",
    "security", "general",
])  # fmt: skip
_ATTACHED_ONCE: Final = frozenset(
    ["of", "for", "from", "at", "in", "on", "near", "with", "close", "to", "under", "by"]
)


def is_generic(phrase: Phrase) -> bool:
    """Whether “the officer”, “the dad-of-two” may stand for whoever was spoken of."""
    tokens, head = phrase.tokens, phrase.tokens[phrase.head]
    if tokens[phrase.first].low != "the" or head.bits & (ROLES | BODY | NAME | DOCUMENT | GROUP):
        return False
    return head.low in _GENERIC or not head.bits & ROLE


def described_from(tokens: Tokens, name: int) -> int:
    """Return where the words before a name that describe the person begin."""
    at = name
    while at > 0 and name - at < 9:
        token = tokens[at - 1]
        bits = token.bits
        if token.low == "of" and at > 1 and tokens[at - 2].bits & (TITLE | ROLE):
            at -= 1
            continue
        describes = bits & (TITLE | ROLE | PLACE | GROUP | BODY | GENITIVE)
        describes = describes or token.low in PORTFOLIOS
        if not describes and not (bits & NAME and not bits & PERSON):
            break
        at -= 1
    return at


def beside_name(tokens: Tokens, described: int, end: int) -> tuple[Phrase, ...]:
    """Return the appositions of a name: “, the Nato chief,” and “the UN envoy, ”."""
    found = []
    comma = end + 1
    if comma + 1 < len(tokens) and tokens[comma].text in (",", "("):
        first = comma + 1
        if (
            tokens[first].bits & NUMBER
            and first + 2 < len(tokens)
            and tokens[first + 1].text == ","
        ):
            first += 2
        phrase = phrase_from(tokens, first)
        if (
            phrase
            and tokens[phrase.head].bits & ROLE
            and not phrase.joint
            and tokens[first].bits & (DETERMINER | POSSESSIVE | ROLE | TITLE | GENITIVE | PLACE)
        ):
            found.append(phrase)
    if described > 1 and tokens[described - 1].text == ",":
        before = phrase_before(tokens, described - 2)
        if (
            before
            and tokens[before.head].bits & ROLE
            and not before.joint
            and tokens[before.first].bits & (DETERMINER | POSSESSIVE | GENITIVE | NAME | PLACE)
        ):
            found.append(before)
    return tuple(found)


def looks_personal(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a name is known, has an initial in it, or “who” or an age behind it."""
    if tokens[last].bits & PERSON:
        return True
    if any(len(t.text) <= 2 and t.text[0].isupper() for t in tokens[first:last]):
        return True
    before = tokens[first - 1].bits if first else 0
    if before & TITLE:
        return True
    after = last + 1
    if after < len(tokens) and tokens[after].text == ",":
        after += 1
        if after < len(tokens) and tokens[after].bits & NUMBER:
            return True
    return after < len(tokens) and tokens[after].low in ("who", "whose")


def roles_and_marks(
    tokens: Tokens, described: int, name: int, beside: Iterable[Phrase]
) -> tuple[set[str], set[str]]:
    """Give what a person is described as, and by what that is told apart.

    Args:
        tokens: The sentence.
        described: Where the words in front of the name begin.
        name: Where the name begins.
        beside: Phrases that stand beside the name.

    Returns:
        Roles, such as “minister”, and marks, such as “foreign”.
    """
    roles = {t.low for t in tokens[described:name] if t.bits & ROLE and not t.bits & ROLES}
    marks = marks_of(tokens, described, name)
    for phrase in beside:
        roles.add(tokens[phrase.head].low)
        roles |= {
            t.low for t in tokens[phrase.first : phrase.head] if t.bits & ROLE and not t.bits & NAME
        }
        marks |= marks_of(tokens, phrase.first, phrase.last + 1)
    return roles, marks


def marks_of(tokens: Tokens, first: int, end: int) -> set[str]:
    """Return what describes a person among some tokens: states and bodies, capitals, portfolios."""
    marks: set[str] = set()
    for token in tokens[first:end]:
        if token.mention and token.mention.entity.kind != "person":
            entity = token.mention.entity
            marks.add(entity.country or entity.id if entity.kind == "place" else entity.id)
        elif token.low in PORTFOLIOS or (token.bits & NAME and not token.bits & (TITLE | ROLE)):
            marks.add(token.low)
    return marks


def role_fits(role: str, roles: set[str]) -> bool:
    """Whether somebody with these roles can be meant by a role, as “leader” means a premier."""
    if role in roles:
        return True
    if role in _SPEAKS_FOR:
        return bool(roles & _SPEAKS_FOR)
    if role in _ANY_LEADER:
        return any(classes_of(known) & LEADER for known in roles)
    if role == "officer":
        return any(classes_of(known) & MILITARY for known in roles)
    return False


def marks_fit(wanted: set[str], marks: set[str]) -> bool:
    """Whether nothing by which a role is told apart speaks against a person."""
    portfolios = wanted & PORTFOLIOS
    if portfolios and not portfolios <= marks | {"general", "national", "security"}:
        return False
    others = wanted - PORTFOLIOS
    return not others or bool(others & marks) or any(_alike(word, marks) for word in others)


def _alike(word: str, marks: set[str]) -> bool:
    """Whether a word is a misspelling of one known: “NTO” for “NATO”."""
    return word.isalpha() and any(
        len(mark) > 2 and SequenceMatcher(None, word.lower(), mark.lower()).ratio() >= _MISSPELT
        for mark in marks
        if abs(len(mark) - len(word)) < 3
    )


def label_of(phrase: Phrase) -> str:
    """Return the words by which to name someone without a name: “spokesman for the army”."""
    tokens = phrase.tokens
    first = phrase.first
    while first < phrase.head and (
        (tokens[first].bits & (DETERMINER | POSSESSIVE) and not tokens[first].bits & NUMBER)
        or (tokens[first].bits & TIME and not tokens[first].bits & (ROLE | NAME))
    ):
        if tokens[first].bits & INDEFINITE and tokens[first + 1].bits & PREPOSITION:
            break
        first += 1
    last = phrase.head
    if phrase.joint:
        last = phrase.last
    elif phrase.last > phrase.head and tokens[phrase.head + 1].low in _ATTACHED_ONCE:
        last = _first_attached(phrase)
    written = " ".join(_plain(token) for token in tokens[first : min(last, first + 14) + 1])
    for ending in ("'s", "’s", "'", "’"):
        written = written.removesuffix(ending)
    return written.replace(" ,", ",")


def _plain(token: Token) -> str:
    return token.text


def _first_attached(phrase: Phrase) -> int:
    """Return the last token of the first prepositional phrase in a phrase."""
    tokens = phrase.tokens
    for at in range(phrase.head + 2, phrase.last + 1):
        if tokens[at].bits & PREPOSITION and tokens[at].low not in ("to",):
            if tokens[at].low == "of" and base_start(tokens, at - 1) > phrase.head:
                continue
            return at - 1
    return phrase.last
