"""The words by which the reader knows who speaks: classes of words and verbs of saying.

A word's classes are bits of one number, so that reading a word costs one look-up.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from .tables import rows

CLASSES: Final = [
    "determiner",
    "possessive",
    "pronoun",
    "first",
    "object",
    "indefinite",
    "preposition",
    "coordinator",
    "subordinator",
    "relative",
    "auxiliary",
    "modal",
    "negation",
    "adverb",
    "time",
    "weekday",
    "month",
    "male",
    "female",
    "title",
    "military",
    "role",
    "roles",
    "body",
    "document",
    "utterance",
    "leader",
    "organisation",
    "particle",
    "notname",
    "abbreviation",
    "adjunct",
    "hearer",
    "contentnoun",
    "adjective",
]
_BIT: Final = {name: 1 << place for place, name in enumerate(CLASSES)}

DETERMINER: Final = _BIT["determiner"]
POSSESSIVE: Final = _BIT["possessive"]  # his, their
PRONOUN: Final = _BIT["pronoun"]  # he, she, they, it
FIRST: Final = _BIT["first"]  # I, we, you
OBJECT: Final = _BIT["object"]
INDEFINITE: Final = _BIT["indefinite"]
PREPOSITION: Final = _BIT["preposition"]
COORDINATOR: Final = _BIT["coordinator"]
SUBORDINATOR: Final = _BIT["subordinator"]
RELATIVE: Final = _BIT["relative"]
AUXILIARY: Final = _BIT["auxiliary"]
MODAL: Final = _BIT["modal"]
NEGATION: Final = _BIT["negation"]
ADVERB: Final = _BIT["adverb"]
TIME: Final = _BIT["time"]
WEEKDAY: Final = _BIT["weekday"]
MONTH: Final = _BIT["month"]
MALE: Final = _BIT["male"]
FEMALE: Final = _BIT["female"]
TITLE: Final = _BIT["title"]
MILITARY: Final = _BIT["military"]
ROLE: Final = _BIT["role"]  # one person
ROLES: Final = _BIT["roles"]  # several
BODY: Final = _BIT["body"]
DOCUMENT: Final = _BIT["document"]
UTTERANCE: Final = _BIT["utterance"]  # answer, verdict, words
LEADER: Final = _BIT["leader"]
ORGANISATION: Final = _BIT["organisation"]
PARTICLE: Final = _BIT["particle"]  # al, von, de
NOT_NAME: Final = _BIT["notname"]
ABBREVIATION: Final = _BIT["abbreviation"]
ADJUNCT: Final = _BIT["adjunct"]  # nouns of time and occasion, as in “in a statement”
HEARER: Final = _BIT["hearer"]
CONTENT_NOUN: Final = _BIT["contentnoun"]  # nouns that take a clause: the fact that
ADJECTIVE: Final = _BIT["adjective"]

_NEXT: Final = len(CLASSES)
FINITE: Final = 1 << _NEXT  # a past tense or a third person
BASE: Final = 1 << _NEXT + 1
PARTICIPLE: Final = 1 << _NEXT + 2
GERUND: Final = 1 << _NEXT + 3
NOUNISH: Final = 1 << _NEXT + 4  # a verb form that is a noun as often
SAYING: Final = 1 << _NEXT + 5  # a form of a verb of saying
# How a word is written and whom it names, set on tokens.
CAPITAL: Final = 1 << _NEXT + 6
NAME: Final = 1 << _NEXT + 7  # spelt as a name
GENITIVE: Final = 1 << _NEXT + 8  # ends in 's
NUMBER: Final = 1 << _NEXT + 9
POINT: Final = 1 << _NEXT + 10  # a punctuation mark
QUOTED: Final = 1 << _NEXT + 11  # a whole quotation
PLACE: Final = 1 << _NEXT + 12  # a state, place or people the gazetteer knows, or its adjective
PERSON: Final = 1 << _NEXT + 13
OUTLET: Final = 1 << _NEXT + 14
GROUP: Final = 1 << _NEXT + 15  # a body or armed group

_OF_NOUNS: Final = MALE | FEMALE | TITLE | ROLE | ROLES | BODY | DOCUMENT | LEADER | HEARER
VERBAL: Final = FINITE | BASE | PARTICIPLE | GERUND | SAYING


class Use(NamedTuple):
    """How a verb of saying is used; the letters are explained in `data/speech.tsv`."""

    lemma: str
    letters: str
    particle: str = ""

    def has(self, letters: str) -> bool:
        """Whether the verb has one of these uses."""
        return any(letter in self.letters for letter in letters)


@cache
def sayings() -> Mapping[str, tuple[Use, ...]]:
    """Return the uses of every form of every verb of saying, those with a particle first."""
    found: dict[str, list[Use]] = {}
    for verb, past, letters in rows("speech"):
        base, _, particle = verb.partition(" ")
        for form in (base, *inflected(base, past)):
            found.setdefault(form, []).append(Use(base, letters, particle))
    return {form: tuple(sorted(uses, key=lambda u: not u.particle)) for form, uses in found.items()}


def inflected(base: str, past: str = "") -> tuple[str, str, str]:
    """Return the past form, the third person and the -ing form of a verb."""
    past = past or (base + "d" if base.endswith("e") else base + "ed")
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = base + "es"
    elif base.endswith("y") and base[-2] not in "aeiou":
        third = base[:-1] + "ies"
    else:
        third = base + "s"
    doubled = past == base + base[-1] + "ed"
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    stem += base[-1] if doubled or base in ("begin", "set", "cut", "put", "hit") else ""
    return past, third, stem + "ing"


@cache
def words() -> Mapping[str, int]:
    """Return the classes of each word the reader knows, as bits."""
    from .relations_lexicon import verb_forms

    found: dict[str, int] = {}
    for name, members in rows("words"):
        for word in members.split():
            found[word] = found.get(word, 0) | _BIT[name]
    for form, verb in verb_forms().items():
        bits = NOUNISH if verb.noun and set(verb.kinds) & {"b", "s"} else 0
        bits |= FINITE if set(verb.kinds) & {"s", "d"} else 0
        bits |= BASE if "b" in verb.kinds else 0
        bits |= PARTICIPLE if "n" in verb.kinds else 0
        bits |= GERUND if "g" in verb.kinds else 0
        found[form] = found.get(form, 0) | bits
    for verb_of_saying, past, letters in rows("speech"):
        base = verb_of_saying.partition(" ")[0]
        _add_saying(found, base, past, NOUNISH if "n" in letters else 0)
    return found


def _add_saying(found: dict[str, int], base: str, past: str, noun: int) -> None:
    past, third, gerund = inflected(base, past)
    forms = ((base, BASE | noun), (past, FINITE | PARTICIPLE), (third, FINITE | noun))
    for form, bits in (*forms, (gerund, GERUND)):
        found[form] = found.get(form, 0) | bits | SAYING


def classes_of(word: str) -> int:
    """Return the classes of a word in lower case; of an unknown one those its ending shows."""
    known = words().get(word)
    if known is not None:
        return known
    if "-" in word:
        return classes_of(word.rpartition("-")[2]) & _OF_NOUNS
    if word.endswith("ly") and len(word) > 4:
        return ADVERB
    if word.endswith("ed") and len(word) > 4:
        return FINITE | PARTICIPLE
    if word.endswith("ing") and len(word) > 5:
        return GERUND
    return 0
