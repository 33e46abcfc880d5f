"""A sentence in noun groups, verb groups and what stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .relations_lexicon import classes
from .relations_words import Word

_NOUN_TAGS = frozenset("DJAHNEGO")
_VERB_TAGS = frozenset("MXVT")
_LONGEST_ASIDE = 14
# Heads that only count what follows “of”: thousands of troops, a package of sanctions.
_QUANTITIES: Final = classes()["quantity"]
_TIME_ADJECTIVES: Final = classes()["time adjective"]
_NEGATIONS: Final = classes()["negation"]


@dataclass(slots=True)
class Chunk:
    """A piece of a sentence.

    Attributes:
        kind: N noun group, V verb group, P preposition, C and/or/but, S subordinator, R relative,
            "," or ";" or ".".
        words: Its words.
        lemma: Of a verb group, the verb's base form; else the lower-case last word.
        modal: Of a verb group, its modal or "".
        negated: Whether it is negated.
        passive: Of a verb group, whether it is passive with an auxiliary.
        shape: Of a verb group: f finite, i infinitive, g gerund or participle in -ing,
            n a bare form in -ed, past or participle.
    """

    kind: str
    words: list[Word]
    lemma: str = ""
    modal: str = ""
    negated: bool = False
    passive: bool = False
    shape: str = ""

    @property
    def start(self) -> int:
        """Offset of its first character in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.words[-1].end

    @property
    def head(self) -> Word:
        """The last word."""
        return self.words[-1]


def chunk(words: Sequence[Word]) -> list[Chunk]:
    """Group the words of a sentence; times and asides in brackets are left out."""
    chunks: list[Chunk] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.tag == "(":
            at = _past_brackets(words, at)
        elif word.low == "such" and at + 1 < len(words) and words[at + 1].low == "as":
            chunks.append(Chunk("P", [word], "including"))
            at += 2
        elif word.tag in _VERB_TAGS:
            at = _verb_group(words, at, chunks)
        elif word.tag in _NOUN_TAGS or word.tag == "W":
            at = _noun_group(words, at, chunks)
        elif word.low == "off" and chunks and chunks[-1].kind == "V":
            at += 1
        elif word.low == "in" and [w.low for w in words[at + 1 : at + 3]] == ["order", "to"]:
            at += 2
        elif word.low == "as" and [w.low for w in words[at + 1 : at + 3]] == ["well", "as"]:
            chunks.append(Chunk("C", [word], "and"))
            at += 3
        else:
            if word.tag == "," and chunks and chunks[-1].kind == ",":
                chunks.pop()  # only an adverb stood between: , meanwhile,
            elif word.tag in "PCSR,;.":
                chunks.append(Chunk(word.tag, [word], word.low))
            at += 1
    return chunks


def _past_brackets(words: Sequence[Word], at: int) -> int:
    for end in range(at + 1, min(at + _LONGEST_ASIDE, len(words))):
        if words[end].tag == ")":
            return end + 1
    return at + 1


def _verb_group(words: Sequence[Word], first: int, chunks: list[Chunk]) -> int:
    """Read auxiliaries, negation, adverbs and the verb itself."""
    group, at = Chunk("V", []), first
    auxiliaries: list[str] = []
    while at < len(words):
        word = words[at]
        if word.tag == "B" or word.low in _NEGATIONS:
            if not any(w.tag in "XVM" for w in words[at + 1 : at + 4]) or not group.words:
                break
            group.negated = group.negated or word.low in _NEGATIONS
        elif word.tag == "T":
            if group.words:
                break
            group.shape = "i"
        elif word.tag == "M":
            if group.words and group.shape != "i":
                break
            group.modal = word.low
        elif word.tag == "X":
            auxiliaries.append(word.low)
        elif word.tag != "V":
            break
        group.negated = group.negated or word.low.endswith("n't") or word.low == "cannot"
        group.words.append(word)
        at += 1
        if word.tag == "V":
            break
    _finish_verb(group, auxiliaries)
    back = first - 1
    while back >= 0 and words[back].tag == "B":
        group.negated = group.negated or words[back].low in _NEGATIONS
        back -= 1
    chunks.append(group)
    return max(at, first + 1)


def _finish_verb(group: Chunk, auxiliaries: Sequence[str]) -> None:
    verb = group.words[-1]
    kinds = verb.form.kinds if verb.form else ""
    group.lemma = verb.form.lemma if verb.form else verb.low
    last = auxiliaries[-1] if auxiliaries else ""
    be = last in ("be", "is", "are", "was", "were", "been", "being", "'s", "'re", "am") or (
        last.endswith("n't") and last[:2] in ("is", "ar", "wa", "we")
    )
    group.passive = be and "n" in kinds and verb.tag == "V"
    if group.shape:
        return
    if auxiliaries and auxiliaries[0] in ("being", "having"):
        group.shape = "g"
    elif auxiliaries or group.modal:
        group.shape = "f"
    elif "g" in kinds:
        group.shape = "g"
    elif "n" in kinds and "b" not in kinds:
        group.shape = "n"
    elif kinds == "b" or kinds == "bn":
        group.shape = "b"
    else:
        group.shape = "f"


def _noun_group(words: Sequence[Word], first: int, chunks: list[Chunk]) -> int:
    """Read one noun group; drop it, and the preposition before it, if it only says when."""
    taken: list[Word] = []
    at, content, timed = first, "", False
    while at < len(words):
        word = words[at]
        if word.tag == "W":
            if at + 1 < len(words) and words[at + 1].tag == "G":
                at += 2
                continue
            timed = True
            at += 1
            if content:
                while taken and taken[-1].low in _TIME_ADJECTIVES:
                    taken.pop()
                break
            continue
        if word.tag == "B" and _inside(words, at, taken):
            at += 1
            continue
        if timed or word.tag not in _NOUN_TAGS or _opens_another(word, content, taken):
            break
        taken.append(word)
        content = _content(word.tag, content)
        at += 1
        if word.tag == "O":
            break
    bare = all(word.low in _TIME_ADJECTIVES for word in taken)
    if (timed and not content) or bare:
        if timed and chunks and chunks[-1].kind == "P":
            chunks.pop()
        return max(at, first + 1)
    while taken and taken[-1].tag == "G":
        taken.pop()
    if taken and at < len(words) and _counts(taken[-1], words[at]):
        rest: list[Chunk] = []
        end = _noun_group(words, at + 1, rest) if at + 1 < len(words) else at
        if rest:
            chunks.append(Chunk("N", taken + rest[0].words, rest[0].lemma))
            return end
    if taken:
        chunks.append(Chunk("N", taken, taken[-1].low))
    return max(at, first + 1)


def _inside(words: Sequence[Word], at: int, taken: Sequence[Word]) -> bool:
    """Whether an adverb stands inside a noun group: Pyongyang's only important ally."""
    before = bool(taken) and taken[-1].tag in "GDJ"
    return before and at + 1 < len(words) and words[at + 1].tag in "JN"


def _counts(head: Word, following: Word) -> bool:
    """Whether a head only counts what follows: thousands of troops, $400 million in aid."""
    if following.low == "of":
        return head.low in _QUANTITIES
    return following.low == "in" and head.low in ("million", "billion", "trillion")


def _content(tag: str, before: str) -> str:
    """Return what a noun group's last full word is, once a word is added."""
    if tag == "G":
        return ""
    if tag == "J":
        return "N" if before == "E" else before
    return tag if tag in "NEAO" else before


def _opens_another(word: Word, content: str, taken: Sequence[Word]) -> bool:
    """Whether a word begins a new noun group: rebels | Iranian missiles."""
    if not content:
        return bool(taken) and (word.tag == "O" or (word.tag == "D" and taken[-1].tag != "D"))
    if word.tag in "DOH":
        return True
    if word.tag == "A":
        return (content in "NE" and taken[-1].end + 1 != word.start) or content == "N"
    if word.tag == "N" and word.capital:
        last = taken[-1]
        return last.tag == "N" and not last.capital and last.low.endswith("s")
    if word.tag == "E":
        plural = content == "N" and taken[-1].low.endswith("s") and taken[-1].low != "us"
        hyphened = taken[-1].end + 1 == word.start  # the US-Turkey partnership
        return (content == "E" and not hyphened) or plural
    return False
