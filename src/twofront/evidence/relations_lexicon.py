"""The words of relations: verbs with their forms, frames, classes of words; all from tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from .ledger import RelationType
from .tables import rows

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's form.

    Attributes:
        lemma: The base form.
        kinds: Letters: b base, s third person, d past, n participle, g -ing.
        noun: Whether the same word is a noun as often.
    """

    lemma: str
    kinds: str
    noun: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """How a verb or noun makes a relation.

    Attributes:
        word: The verb's base form or the noun.
        type: transfer, pact, sanction, support, attack, threat, alliance or talks.
        shape: Where the parties stand; the table says which shapes there are.
        prepositions: What the other party follows.
        thing: Class the object must belong to, "" for any.
        weight: How often the frame is right where its parties are plain, 0 to 1.
        plover: The PLOVER class nearest to it.
    """

    word: str
    type: RelationType
    shape: str
    prepositions: frozenset[str]
    thing: str
    weight: float
    plover: str

    @staticmethod
    def of_rule(
        word: str, type: RelationType, shape: str, weight: float, plover: str = ""
    ) -> "Frame":
        """Give the frame of a turn of phrase that a rule reads, not the tables."""
        return Frame(word, type, shape, frozenset(), "", weight, plover)


@cache
def verb_forms() -> Mapping[str, Form]:
    """Return every form of every verb."""
    found: dict[str, Form] = {}
    for row in rows("verbs"):
        base, past, participle, also = [*row, "", "", ""][:4]
        past = past or _past(base)
        participle = participle or past
        for form, kind in (
            (base, "b"),
            (_third(base), "s"),
            (past, "d"),
            (participle, "n"),
            (_gerund(base, past), "g"),
        ):
            known = found.get(form)
            if known is None or known.lemma == base:
                kinds = (known.kinds if known else "") + kind
                found[form] = Form(base, kinds, also == "noun")
    return found


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in VOWELS:
        return base[:-1] + "ied"
    return base + "ed"


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _gerund(base: str, past: str) -> str:
    if past.endswith("ed") and len(past) == len(base) + 3:  # admitted, admitting
        return past[:-2] + "ing"
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and len(base) > 2:
        return base[:-1] + "ing"
    short = len(base) < 5 and base[-1] not in "aeiouwxy" and base[-2] in VOWELS
    doubles = short and base[-3:-2] not in VOWELS and not past.endswith("ed")
    return (
        base + base[-1] + "ing"
        if doubles or base in ("begin", "forget", "overrun")
        else base + "ing"
    )


@cache
def verb_frames() -> Mapping[str, tuple[Frame, ...]]:
    """Return the frames of each verb, by base form."""
    return _frames("verb")


@cache
def noun_frames() -> Mapping[str, tuple[Frame, ...]]:
    """Return the frames of each noun, by its singular and its plural."""
    found = dict(_frames("noun"))
    for noun, frames in list(found.items()):
        plural = noun if noun.endswith("s") else _third(noun)
        found.setdefault(plural, frames)
    return found


def _frames(pos: str) -> dict[str, tuple[Frame, ...]]:
    found: dict[str, tuple[Frame, ...]] = {}
    for word, part, type, shape, prepositions, thing, weight, plover in rows("frames"):
        if part == pos:
            places = frozenset(filter(None, prepositions.split("|")))
            frame = Frame(
                word, cast(RelationType, type), shape, places, thing, float(weight), plover
            )
            found[word] = (*found.get(word, ()), frame)
    return found


@cache
def classes() -> Mapping[str, frozenset[str]]:
    """Return the words of each class of words; `item` is whatever can change hands."""
    return {name: frozenset(words.split()) for name, words in rows("classes")}


@cache
def tags() -> Mapping[str, str]:
    """Return the tag of each word whose part of speech is settled by its spelling."""
    return {word: tag for tag, words in rows("tags") for word in words.split()}
