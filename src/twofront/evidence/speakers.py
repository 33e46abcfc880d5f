"""Whether two names that reports give are one speaker."""

import unicodedata
from functools import lru_cache
from typing import Final

from .gazetteer import Entity, gazetteer
from .kindred import tokens, word_set

_TITLES: Final = word_set(
    """mr mrs ms miss dr prof professor sir dame lord lady president vice prime minister chancellor
    secretary general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral adm
    brigadier marshal commander chief senator sen representative rep governor gov ambassador king
    queen prince princess foreign defence defense interior finance spokesman spokeswoman
    spokesperson former ex the of for and deputy acting state us s"""
)


def same_speaker(one: str | None, other: str | None) -> bool:
    """Whether two names stand for one person or body: “Rutte” and “Nato chief Mark Rutte” do."""
    if not one or not other:
        return False
    if one == other:
        return True
    known, known_other = _known(one), _known(other)
    if known and known_other and "person" in (known.kind, known_other.kind):
        return known.id == known_other.id
    names, names_other = speaker_words(one), speaker_words(other)
    return bool(names and names_other) and (names <= names_other or names_other <= names)


def speak_as_one(one: str | None, other: str | None) -> bool:
    """Whether two names are one speaker, or one speaks for the other: Peskov and the Kremlin."""
    if same_speaker(one, other):
        return True
    known, known_other = _known(one or ""), _known(other or "")
    if not known or not known_other or known.kind == known_other.kind == "person":
        return False
    stands_for = gazetteer().stands_for
    return stands_for(known).id == stands_for(known_other).id


@lru_cache(maxsize=2**12)
def speaker_words(name: str) -> frozenset[str]:
    """Return the words of a name without titles, accents and capitals."""
    bare = unicodedata.normalize("NFKD", name)
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    forms = [each.form for each in tokens(letters[:200])]
    return frozenset(form for form in forms if form not in _TITLES) or frozenset(forms)


@lru_cache(maxsize=2**12)
def _known(name: str) -> Entity | None:
    """Return whom the gazetteer knows by a name: a person in it before what they speak for."""
    found = [mention.entity for mention in gazetteer().mentions(name[:200])]
    return next((each for each in found if each.kind == "person"), found[0] if found else None)
