"""Verb or noun, infinitive or preposition: the parts of speech that spelling leaves open."""

from itertools import pairwise
from typing import Final

from .relations_lexicon import Form, classes
from .relations_words import Word

_BE: Final = classes()["be"]
_HAVE: Final = classes()["have"]
_NEGATIONS: Final = classes()["negation"]
_GERUND_NOUNS: Final = classes()["gerund noun"]
_ASPECT: Final = classes()["aspect"]
_GERUND_ADJECTIVES: Final = classes()["gerund adjective"]
_PARTICIPLE_ADJECTIVES: Final = classes()["participle adjective"]
_INTRANSITIVE: Final = classes()["intransitive"]
_BETWEEN: Final = frozenset(("each", "all", "both", "since"))
_OPENERS: Final = frozenset(("that", "what", "most"))
_OPENS_PHRASE = frozenset("DEAO")


def settle_tags(words: list[Word]) -> None:
    """Settle what the spelling leaves open: verb or noun, to, that, auxiliaries."""
    plain = [word for word in words if word.tag in "NJ"]
    titled = sum(word.capital for word in plain) > 0.6 * len(plain)
    for first, second in pairwise(words):
        if first.low in ("most", "more", "less", "much") and second.low == "of":
            first.tag = "N"
    for at, word in enumerate(words):
        if word.tag == "O" and word.capital and at and words[at - 1].capital and word.low != "i":
            word.tag = "N"  # Vice Premier Liu He
        if word.capital and at and not titled and words[at - 1].tag not in ".;,":
            word.form = None
        if word.low == "to" and word.tag == "P":
            following = words[at + 1] if at + 1 < len(words) else None
            if following and following.tag == "B" and at + 2 < len(words):
                following = words[at + 2]
            is_base = following is not None and (
                (following.form is not None and "b" in following.form.kinds)
                or following.low in ("be", "have", "do")
            )
            word.tag = "T" if is_base else "P"
        elif word.low in _BETWEEN and at and words[at - 1].tag in "MX":
            word.tag = "B"  # will each expel, has since delivered
        elif word.low == "that":
            word.tag = _that(words, at)
        elif word.tag == "X":
            _auxiliary(words, at)
        elif word.form is not None:
            _verb_or_noun(words, at, word.form)
        elif word.low == "than" and at and words[at - 1].low in ("more", "less", "fewer", "other"):
            word.tag = "B"


def _that(words: list[Word], at: int) -> str:
    before = words[at - 1].tag if at else "."
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None:
        return "O"
    finite = following.tag in "XM" or (
        following.form is not None and not following.form.noun and "b" not in following.form.kinds
    )
    if before in "NEAJ)" and finite:
        return "R"
    if before in "NE" and following.form is not None and at + 2 < len(words):
        return "R" if words[at + 2].tag in _OPENS_PHRASE else "S"
    if finite and before in ",.C;":
        return "O"
    if before in "P" and following.tag in "NJ":
        return "D"
    return "S"


def _auxiliary(words: list[Word], at: int) -> None:
    """Make be, have and do main verbs where no other verb follows."""
    word = words[at]
    for following in words[at + 1 : at + 5]:
        if following.tag == "X":
            return
        if following.tag == "B" or following.low in _NEGATIONS:
            continue
        form = following.form
        if form is not None and _completes(word.low, form):
            return
        break
    lemma = "be" if word.low in _BE else "have" if word.low in _HAVE else "do"
    word.form = Form(lemma, "d", False)
    word.tag = "V"


def _completes(auxiliary: str, form: Form) -> bool:
    if auxiliary in _BE:
        return "g" in form.kinds or "n" in form.kinds
    if auxiliary in _HAVE:
        return "n" in form.kinds
    return "b" in form.kinds


def _verb_or_noun(words: list[Word], at: int, form: Form) -> None:
    """Tag a word that has a verb's form V, or N or J where it is none here."""
    word = words[at]
    back = at - 1
    while back >= 0 and words[back].tag == "B":
        back -= 1
    before = words[back] if back >= 0 else None
    after = words[at + 1] if at + 1 < len(words) else None
    if after is not None and after.tag == "B" and at + 2 < len(words):
        after = words[at + 2]
    word.tag = _reading(words, at, before, after, form)


def _reading(
    words: list[Word], at: int, before: Word | None, after: Word | None, form: Form
) -> str:
    kinds = form.kinds
    tag = before.tag if before else "."
    noun_next = after is not None and after.tag in "NEAJH"
    if before is not None and (tag in "MT" or (tag == "X" and _completes(before.low, form))):
        return "V"
    if tag == "O" and before is not None:
        return "V"
    if tag == "R":
        return "V"
    if tag in "DG":
        return "J" if noun_next and kinds[-1] in "dng" and "b" not in kinds else "N"
    if "n" in kinds and tag in "NE" and after is not None and after.low == "by":
        return "V"
    if "g" in kinds:
        return _gerund_reading(words[at].low, before, after)
    if "d" in kinds or "n" in kinds:
        if "b" in kinds and form.noun:
            return _base_reading(words, at, before, after, form)
        plain = after is not None and after.tag in "NJ"
        if tag in "CV" and plain and words[at].low in _PARTICIPLE_ADJECTIVES:
            return "J"
        return _past_reading(tag, after, noun_next)
    return _base_reading(words, at, before, after, form)


def _gerund_reading(low: str, before: Word | None, after: Word | None) -> str:
    tag = before.tag if before else "."
    goes_on = tag == "V" and before is not None and before.form and before.form.lemma in _ASPECT
    ends = after is None or after.tag in "PCTX,.;SV"
    if low in _GERUND_NOUNS and tag in "P.,CV" and ends and not goes_on:
        return "N"
    if tag in "JA" or (after is not None and after.low == "of"):
        return "N"
    if goes_on:
        return "V"
    noun_next = after is not None and after.tag == "N"
    if noun_next and before is not None:  # the main fighting force, provided training aircraft
        singular = tag == "N" and not before.low.endswith("s") and not before.capital
        return "J" if tag == "V" or (singular and low in _GERUND_ADJECTIVES) else "V"
    return "V"


def _past_reading(tag: str, after: Word | None, noun_next: bool) -> str:
    if tag in "JP" and noun_next:
        return "J"
    if tag == "V" and noun_next and after is not None and after.tag in "NJ":
        return "J"
    if tag == "A" and noun_next and after is not None and after.tag in "NJ":
        return "J"
    return "V"


def _base_reading(
    words: list[Word], at: int, before: Word | None, after: Word | None, form: Form
) -> str:
    """Decide attack(s), supply, hit: a verb before an object behind a fitting subject."""
    tag = before.tag if before else "."
    if "b" in form.kinds and after is not None and after.tag in "DEAHNJ" and _helped(words, at):
        return "V"
    stands = form.lemma in _INTRANSITIVE and tag == "E" and "s" in form.kinds
    if stands and after is not None and after.tag == "P" and not _verb_later(words, at):
        return "V"
    stops = form.lemma in ("stop", "start", "keep") and tag in "NE"
    if stops and after is not None and after.form is not None and "g" in after.form.kinds:
        return "V"
    if tag in "NE" and after is not None and after.low == "off":  # cut off, shut off
        return "V"
    if not form.noun:
        bare = before is not None and form.kinds == "b" and tag == "N"
        bare = bare and not (before and _number(words, at, before)[0])
        determined = bare and any(word.tag == "D" for word in words[max(0, at - 3) : at - 1])
        return "N" if determined or (tag in "JA" and "s" in form.kinds) else "V"
    opens = after is not None and (after.tag in _OPENS_PHRASE or after.low in _OPENERS)
    if after is not None and after.tag == "J" and after.low[0].isdigit():
        opens = True
    if tag == "E" and _pairs_with_verb(words, at):
        return "V"
    if tag in "JAPW.S" or before is None:
        return "N"
    if tag == "V":
        if word_is_adverb(words[at].low):
            return "B"
        infinitive = before.form is not None and before.form.lemma in ("help", "let", "make")
        return "V" if infinitive and "b" in form.kinds else "N"
    plural, singular = _number(words, at, before)
    agrees = ("s" in form.kinds and singular) or ("b" in form.kinds and plural)
    agrees = agrees or "d" in form.kinds or tag in "C,)"
    if tag in "NEC,)H" and opens and agrees:
        return "V"
    to_next = after is not None and after.low == "to" and form.lemma in ("plan", "vow", "pledge")
    if tag in "NE" and agrees and to_next:
        return "V"
    noun_next = after is not None and after.tag in "NJH"
    if tag == "E" and agrees and noun_next and not _verb_later(words, at):
        return "V"
    return "N"


def _pairs_with_verb(words: list[Word], at: int) -> bool:
    """Whether “and” joins a word to a verb with an object: the Saudis pay and arm the rebels."""
    if at + 3 >= len(words) or words[at + 1].low != "and":
        return False
    form, own = words[at + 2].form, words[at].form
    same = form is not None and own is not None and set(form.kinds) & set(own.kinds) & set("bs")
    return bool(same) and words[at + 3].tag in _OPENS_PHRASE


def _helped(words: list[Word], at: int) -> bool:
    """Whether a word is the second verb of “helping Malian forces fight …”."""
    for word in reversed(words[max(0, at - 6) : at]):
        if word.tag == "V" and word.form is not None:
            return word.form.lemma == "help" and words[at - 1] is not word
        if word.tag not in "NEAJHDCO":
            return False
    return False


def word_is_adverb(low: str) -> bool:
    """Whether a word that may be a verb is an adverb behind one: struck back."""
    return low in ("back", "home", "further", "forward")


def _number(words: list[Word], at: int, before: Word) -> tuple[bool, bool]:
    """Return whether the subject right before may be plural, and whether singular."""
    if _joined(words, at):
        return True, False
    if before.tag == "E":
        group = before.entity is not None and before.entity.kind == "group"
        plural = before.mention == "people" or (group and before.low.endswith("s"))
        return plural, before.mention != "people"
    plural = before.low.endswith("s") or before.low in ("people", "police", "militiamen", "troops")
    return plural, not plural


def _joined(words: list[Word], at: int) -> bool:
    """Whether the subject right before is two names joined by “and”."""
    return at >= 3 and words[at - 2].low == "and" and words[at - 3].tag in "NE"


def _verb_later(words: list[Word], at: int) -> bool:
    for word in words[at + 1 :]:
        if word.tag in ".;,RSC":
            return False
        if word.tag in "XM" or (word.form is not None and "d" in word.form.kinds):
            return True
    return False
