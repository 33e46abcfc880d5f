"""Words made comparable: contractions written out, endings cut, near-synonyms and names as one.

Enough to tell whether two texts are about the same thing; no more than that.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from .gazetteer import gazetteer

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[%€$£]")
_IRREGULAR: Final = {"won't": ("will", "not"), "can't": ("can", "not"), "shan't": ("shall", "not")}
_CLITICS: Final = {
    "'ll": ("will",),
    "'re": ("are",),
    "'ve": ("have",),
    "'m": ("am",),
    "'d": ("would",),
    "'s": (),
    "s'": (),
}


def word_set(text: str) -> frozenset[str]:
    """Split a list of words, as the tables here are written."""
    return frozenset(text.split())


STOPWORDS: Final = word_set(
    """a an the this that these those there here it its he him his she her hers they them their
    we us our ours i me my mine you your yours one who whom whose which what when where why
    how and or but nor so yet if unless than then because while although though as at by for
    from in into of off on onto out over to toward towards under up upon via with within
    without about above across after against along amid among around before behind below
    beneath beside between beyond during down near since through throughout until is am are
    was were be been being do does did doing done has have had having will would shall should
    can could may might must ought need going not no never none nothing nobody neither very
    much more most less least some any all every each both either other another such same own
    too also just only even still already again ever now today yesterday tomorrow soon later
    said says say told tell tells told asked ask add added adds let like get got gets make
    makes made thing things way lot really quite mr mrs ms dr would-be according s t re ll
    monday tuesday wednesday thursday friday saturday sunday"""
)
_KINDRED: Final = """
attack attacks invade invasion invading assault strike offensive bombard bombardment raid aggression
help aid assist assistance support
defend defence defense protect protection guard
send supply deliver delivery provide transfer shipment give deploy deployment
troop soldier force fighter personnel
weapon arms weaponry armament
talk negotiate negotiation dialogue discuss discussion
deal agreement accord pact treaty agree
sanction embargo
respond response answer retaliate retaliation reply
withdraw withdrawal retreat pullout
kill dead death die killed fatality
war conflict fighting
ceasefire truce armistice
threat threaten menace danger dangerous
close shut closure
stop halt end cease
buy purchase
increase raise boost rise grow
cut reduce lower reduction
seize capture occupy conquer occupation
distract distraction busy divert
deter deterrence deterrent
nuclear nuke atomic
nation country state
alliance ally allied
decide decision
destroy destruction demolish
flee escape
vote election elect
"""


class Token(NamedTuple):
    """A word in lower case, contractions written out, and where it stands."""

    form: str
    start: int
    end: int
    capital: bool


def tokens(text: str) -> Iterator[Token]:
    """Split a text into words and numbers: “won't” gives will and not, “Xi's” gives xi."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        capital = match.group()[0].isupper()
        for form in _forms(match.group().lower().replace("’", "'")):
            yield Token(form, start, end, capital)


@lru_cache(maxsize=2**14)
def _forms(word: str) -> tuple[str, ...]:
    if "'" not in word:
        return ("can", "not") if word == "cannot" else (word,)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("n't"):
        return (word[:-3], "not")
    for clitic, forms in _CLITICS.items():
        if word.endswith(clitic):
            return (word.removesuffix(clitic).replace("'", ""), *forms)
    return (word.replace("'", ""),)


@lru_cache(maxsize=2**14)
def stem(word: str) -> str:
    """Cut a word's ending and give near-synonyms one form."""
    bare = _cut(word)
    return _kin().get(bare, bare)


_ENDINGS: Final = (
    ("ies", "y"), ("ied", "y"), ("eed", "ee"), ("ing", ""), ("ed", ""), ("es", ""),
)  # fmt: skip


def _cut(word: str) -> str:
    word = word.replace("isation", "ization")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            if not instead and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    else:
        if word.endswith("s") and len(word) > 3 and word[-2] not in "su":
            word = word[:-1]
    word = word.removesuffix("e") if len(word) > 3 else word
    word = word[:-1] if word.endswith("ll") else word
    return word[:-2] + "iz" if word.endswith("is") and len(word) > 5 else word


@lru_cache(maxsize=1)
def _kin() -> dict[str, str]:
    kin: dict[str, str] = {}
    for line in _KINDRED.split("\n"):
        forms = [_cut(word) for word in line.split()]
        kin.update(dict.fromkeys(forms, forms[0] if forms else ""))
    return kin


class Content(NamedTuple):
    """What a text is about: stems of the words that carry meaning, and which are names."""

    stems: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=2**11)
def content(text: str) -> Content:
    """Return the stems of the words in a text that carry meaning.

    A name that the gazetteer knows counts as the state or body it stands for, so
    that Xi, Beijing and China are one.
    """
    known = gazetteer()
    names: set[str] = set()
    bare, at = [], 0
    for mention in known.mentions(text):
        names.add(known.stands_for(mention.entity).id)
        bare += [text[at : mention.start], "."]
        at = mention.end
    stems = set(names)
    first = True
    for each in tokens("".join([*bare, text[at:]])):
        if each.form not in STOPWORDS and (len(each.form) > 1 or each.form.isdigit()):
            form = each.form if each.form[0].isdigit() else stem(each.form)
            stems.add(form)
            if each.capital and not first:
                names.add(form)
        first = False
    return Content(frozenset(stems), frozenset(names))
