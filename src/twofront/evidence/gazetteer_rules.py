"""When a form that is also something else counts: Jordan the state, not Jordan the player."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from .tables import rows


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES: Final = _words(
    """mr mrs ms miss dr sir lord lady dame prof professor president minister premier
    chancellor secretary general senator ambassador envoy governor king queen prince
    princess emir sultan sheikh shah ayatollah imam pope emperor marshal colonel admiral
    commander leader chief chairman chairwoman spokesman spokeswoman spokesperson
    representative speaker taoiseach comrade brother director commissioner adviser
    advisor official strongman warlord then former ex"""
)
_OPENERS: Final = _words(
    """a about above according across after against all also although am among amid an and
    another any are as at because been before behind below beside both but by can could
    despite did do does during each either even every ex few following for former from
    had has have he her here his how however if in inside instead into is it its last
    later like many may meanwhile might more most mr nearby neither nor not now of off
    on once one only or other our out outside over per perhaps rather said says several
    she should since so some still such than that the their then there these they this
    those though through throughout thus to today tomorrow toward towards under unless
    unlike until up upon was we were what when where whereas whether which while who
    whose why will with within without would yesterday yes yet you monday tuesday
    wednesday thursday friday saturday sunday january february march april june july
    august september october november december earlier recently instead inside we i us
    pro anti non"""
)
_TIMES: Final = _words(
    "in since on last next early late mid of until till by from before after this through"
)
_CARRIES = re.compile(
    r"\b(?:told|tells|newspapers?|daily|weekly|magazine|agency|network|broadcaster|channel|outlet"
    r"|website|interview|report(?:ed|s|ing)?|according|quot(?:ed|ing|es)|cit(?:ed|ing|es)|wrote"
    r"|writes|published|editorial|columnist|correspondents?|journalists?|reporters?|via|front page"
    r"|op-ed|media|press|tabloid|station|television|TV|paper)\b"
)
_WORD_BEFORE = re.compile(r"([^\W_][\w’'.]*)[ \t\n]$")
_WORD_AFTER = re.compile(r"[ \t\n]([^\W\d_][\w’'-]*)")
_NEAR = 60
_BESIDE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: `text[start:end]`, and whether its entity is named in full, too."""

    text: str
    start: int
    end: int
    introduced: bool

    def word_before(self) -> str:
        """Return the word directly before, "" where punctuation stands between."""
        match = _WORD_BEFORE.search(self.text[max(0, self.start - _BESIDE) : self.start])
        return match[1] if match else ""

    def word_after(self) -> str:
        """Return the word directly after, "" where punctuation stands between."""
        match = _WORD_AFTER.match(self.text, self.end, self.end + _BESIDE)
        return match[1] if match else ""


Rule = Callable[[Place, Collection[str]], bool]


def is_title(word: str) -> bool:
    """Whether a word stands before names: Mr, President, spokeswoman."""
    return word.rstrip(".").lower().removeprefix("ex-") in TITLES


def joins_a_name(word: str) -> bool:
    """Whether a word beside a name may be part of a longer one, as Michael beside Jordan."""
    bare = re.sub(r"['’]s?$", "", word).rstrip(".")
    if not bare[:1].isupper() or bare.isupper():
        return False
    return bare.lower() not in _OPENERS and not is_title(bare)


def stands_alone(place: Place) -> bool:
    """Whether no capitalised word beside a form makes it part of a longer name."""
    return not (joins_a_name(place.word_before()) or joins_a_name(place.word_after()))


def _alone(place: Place, _words: Collection[str]) -> bool:
    return stands_alone(place)


def _unless(place: Place, words: Collection[str]) -> bool:
    near = place.text[max(0, place.start - _NEAR) : place.start]
    near += " " + place.text[place.end : place.end + _NEAR]
    return words.isdisjoint(re.findall(r"\w+", near)) if isinstance(words, frozenset) else True


def _after(place: Place, words: Collection[str]) -> bool:
    return place.word_before() in words


def _introduced(place: Place, _words: Collection[str]) -> bool:
    return place.introduced


def _next(place: Place, words: Collection[str]) -> bool:
    following = place.text[place.end : place.end + _BESIDE].split()[: len(words)]
    return set(following) == set(words)


def _titled(place: Place, _words: Collection[str]) -> bool:
    if is_title(place.word_before()):
        return True
    month = place.word_before().lower() in _TIMES or place.word_after()[:1].isdigit()
    return (
        place.introduced and not month and not place.text[place.end : place.end + 2][1:].isdigit()
    )


def _carries(place: Place, _words: Collection[str]) -> bool:
    near = place.text[max(0, place.start - _BESIDE) : place.start]
    return bool(_CARRIES.search(near + " " + place.text[place.end : place.end + _BESIDE]))


def _capitals(place: Place, _words: Collection[str]) -> bool:
    beside = [word for word in (place.word_before(), place.word_after()) if word]
    return not any(len(w) > 2 and w.isupper() and w.isalpha() for w in beside)


RULES: Final[Mapping[str, Rule]] = {
    "alone": _alone,  # no other capitalised word beside it
    "unless": _unless,  # none of these words near it
    "after": _after,  # directly behind one of these words
    "introduced": _introduced,  # the text gives the full name, too
    "next": _next,  # right before these words: North and South Korea
    "titled": _titled,  # behind a title, or introduced and not a month
    "carries": _carries,  # an outlet's name beside a word of reporting
    "capitals": _capitals,  # not within words in capitals
}


@cache
def careful_forms() -> Mapping[str, tuple[tuple[Rule, frozenset[str]], ...]]:
    """Return the rules under which each careful form counts; all of a form's must hold."""
    found: dict[str, tuple[tuple[Rule, frozenset[str]], ...]] = {}
    for row in rows("careful"):
        form, rule, words, *_ = [*row, "", ""]
        found[form] = (*found.get(form, ()), (RULES[rule], frozenset(words.split())))
    return found
