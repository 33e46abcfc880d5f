"""Whether two texts are copies of one quotation, and which words keep them from it.

A copy may be cut short, spelled another way or lightly edited. A denial, number,
modal verb, condition or name that differs turns the meaning: such texts are no
copies, however alike, but in conflict.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from .gazetteer import gazetteer
from .kindred import STOPWORDS, Token, tokens, word_set
from .ledger import Difference
from .quantities import SCALES, SMALL

LONGEST = 4_000
"""Tokens of a text that are compared."""

_COPY, _SHORT_COPY, _NEAR = 88.0, 96.0, 72.0
_FEW, _FEWEST = 6, 3
_MARGIN = 4
_LEAD_IN = 8

_NEGATIONS: Final = word_set(
    "not no never nobody none nothing nowhere neither nor without hardly scarcely"
)
_MODALS: Final = word_set("will would shall should can could may might must ought")
_CONDITIONS: Final = word_set("if unless")
_AMOUNTS: Final = word_set(
    """all some most many few several half dozens scores hundreds thousands millions billions
    hundred thousand million billion trillion percent once twice double more less fewer"""
) | frozenset(SMALL)
_SCALES: Final = {word: by for word, by in SCALES.items() if len(word) > 3}
_PREFIXES: Final = ("un", "in", "im", "ir", "il", "dis", "non", "anti")
_END = re.compile(r"[.!?…]")


Turned = tuple[Difference, str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """How two texts compare.

    Attributes:
        score: Likeness of the shorter with the part of the longer it matches, 0 to 100.
        differences: Words that turn the meaning, by kind: in the first text, in the
            second.
    """

    score: float
    differences: tuple[Turned, ...]

    @property
    def is_copy(self) -> bool:
        """Whether the two are one quotation."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be compared: its tokens, numbers in digits, and their forms alone."""

    raw: str
    tokens: tuple[Token, ...]
    forms: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.forms)


@lru_cache(maxsize=2**12)
def ready(raw: str) -> Text:
    """Split a text for comparing."""
    found = tuple(_numbers_joined(tokens(raw[: 12 * LONGEST])))[:LONGEST]
    return Text(raw, found, tuple(each.form for each in found))


def _numbers_joined(found: Iterable[Token]) -> Iterator[Token]:
    """Write each number in digits, in one token: “twenty-one” is 21, “1.5 million” 1500000."""
    run: list[Token] = []
    for each in found:
        if run and not _is_number(each.form):
            yield _number(run)
            run = []
        if _is_number(each.form):
            run.append(each)
        else:
            yield each
    if run:
        yield _number(run)


def _is_number(form: str) -> bool:
    return form[0].isdigit() or form in SMALL or form in _SCALES


def _number(run: list[Token]) -> Token:
    if len(run) == 1 and run[0].form in ("one", "zero"):
        return run[0]
    total = part = 0.0
    for each in run:
        if each.form == "hundred":
            part = (part or 1) * 100
        elif each.form in _SCALES:
            total, part = total + (part or 1) * _SCALES[each.form], 0.0
        elif each.form in SMALL:
            part += SMALL[each.form]
        else:
            part += _digits(each.form)
    value = total + part
    form = f"{value:.0f}" if value.is_integer() else repr(value)
    return Token(form, run[0].start, run[-1].end, False)


def _digits(form: str) -> float:
    try:
        return float(form.replace(",", "")[:300])
    except ValueError:  # digits that are no plain number, such as 1.2.3
        return float(int.from_bytes(form[:40].encode(), "big"))


def shingles(text: Text) -> set[str]:
    """Return the pairs of neighbouring words that carry meaning; of a short text the words too.

    Denials, modal verbs and numbers do not count, so that texts which differ in
    one still meet.
    """
    kept = [
        form for form in text.forms if form not in STOPWORDS and not form[0].isdigit()
        and form not in _AMOUNTS
    ]  # fmt: skip
    kept = kept or [form for form in text.forms if form not in _NEGATIONS and form not in _MODALS]
    pairs = {f"{one} {two}" for one, two in pairwise(kept)}
    return pairs | set(kept) if len(kept) < 5 else pairs


def alike(one: Text, other: Text) -> Alike | None:
    """Compare two texts; None where they are too unlike to be copies of one quotation."""
    short, long, swapped = (one, other, False) if len(one) <= len(other) else (other, one, True)
    if len(short) < _FEWEST:
        return None
    start, end = _window(short, long)
    score = _score(short.forms, long.forms[start:end])
    if score < _NEAR:
        return None
    found = list(_by_kind(list(_differences(short, long, start, end))))
    if swapped:
        found = [(kind, there, here) for kind, here, there in found]
    least = _SHORT_COPY if len(short) < _FEW else _COPY
    return None if not found and score < least else Alike(score, tuple(found))


def _by_kind(found: list[Turned]) -> Iterator[Turned]:
    """Put the differences of one kind together; words that only moved are none."""
    for kind in dict.fromkeys(kind for kind, _, _ in found):
        here = [word for each, words, _ in found if each == kind for word in words.split()]
        there = [word for each, _, words in found if each == kind for word in words.split()]
        for word in list(here):
            if word in there:
                here.remove(word)
                there.remove(word)
        if here or there:
            yield kind, " ".join(here), " ".join(there)


def _score(one: Sequence[str], other: Sequence[str]) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(" ".join(one), " ".join(other)))


def _window(short: Text, long: Text) -> tuple[int, int]:
    """Find the words of the longer text that the shorter one gives."""
    if len(short) > 0.9 * len(long):
        return 0, len(long)
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    ends, at = [], 0
    for form in long.forms:
        at += len(form) + 1
        ends.append(at)
    found = fuzz.partial_ratio_alignment(" ".join(short.forms), " ".join(long.forms))
    if found is None:
        return 0, len(long)
    first = sum(1 for end in ends if end <= found.dest_start)
    last = sum(1 for end in ends if end <= found.dest_end) + 1
    first, last = max(0, first - _MARGIN), min(len(long), last + _MARGIN)
    blocks = [
        op for op in Levenshtein.opcodes(short.forms, long.forms[first:last]) if op.tag == "equal"
    ]
    if not blocks:
        return 0, len(long)
    before, after = blocks[0].src_start, len(short) - blocks[-1].src_end
    return (
        max(0, first + blocks[0].dest_start - before),
        min(len(long), first + blocks[-1].dest_end + after),
    )


def _differences(short: Text, long: Text, start: int, end: int) -> Iterator[Turned]:
    """Find words that turn the meaning: within the shared part, and just before it."""
    from rapidfuzz.distance import Levenshtein

    for op in Levenshtein.opcodes(short.forms, long.forms[start:end]):
        if op.tag != "equal":
            here = range(op.src_start, op.src_end)
            there = range(start + op.dest_start, start + op.dest_end)
            yield from _turned(short, here, long, there)
    yield from _cut_off(short, long, start)


def _turned(one: Text, here: range, other: Text, there: range) -> Iterator[Turned]:
    ours, theirs = [one.forms[at] for at in here], [other.forms[at] for at in there]
    kinds: tuple[tuple[Difference, frozenset[str]], ...] = (
        ("negation", _NEGATIONS),
        ("modal", _MODALS),
        ("condition", _CONDITIONS),
    )
    for kind, words in kinds:
        was, now = [w for w in ours if w in words], [w for w in theirs if w in words]
        if was != now:
            yield kind, " ".join(was), " ".join(now)
    was, now = [w for w in ours if _counts(w)], [w for w in theirs if _counts(w)]
    if was != now:
        yield "number", " ".join(was), " ".join(now)
    if denied := _denied_by_prefix(ours, theirs):
        yield "negation", *denied
    if renamed := _renamed(one, here, other, there):
        yield "name", *renamed


def _counts(form: str) -> bool:
    return form[0].isdigit() or form in _AMOUNTS


def _denied_by_prefix(ours: list[str], theirs: list[str]) -> tuple[str, str] | None:
    for was, now in zip(ours, theirs, strict=False):
        if any(was == prefix + now or now == prefix + was for prefix in _PREFIXES):
            return was, now
    return None


def _renamed(one: Text, here: range, other: Text, there: range) -> tuple[str, str] | None:
    """Whether a name stands for another: one put for the other, no mere change of spelling."""
    from rapidfuzz import fuzz

    was = [one.forms[at] for at in here if _is_name(one.tokens[at], at)]
    now = [other.forms[at] for at in there if _is_name(other.tokens[at], at)]
    left = [name for name in was if name not in now and name not in STOPWORDS]
    right = [name for name in now if name not in was and name not in STOPWORDS]
    if not left or not right or set(map(_entity, left)) & set(map(_entity, right)) - {None}:
        return None
    same = any(fuzz.ratio(a, b) > 65 for a in left for b in right) and not _known_apart(left, right)
    return None if same else (" ".join(left), " ".join(right))


def _is_name(token: Token, at: int) -> bool:
    """Whether a word is a name: capital, and not only for opening the text."""
    return token.capital and (at > 0 or _entity(token.form) is not None)


def _known_apart(left: list[str], right: list[str]) -> bool:
    ours, theirs = set(map(_entity, left)) - {None}, set(map(_entity, right)) - {None}
    return bool(ours and theirs)


@lru_cache(maxsize=2**12)
def _entity(form: str) -> str | None:
    """Return whom a lone word names, by the gazetteer."""
    known = gazetteer()
    for shown in (form.capitalize(), form.upper()):
        for mention in known.mentions(shown):
            return known.stands_for(mention.entity).id
    return None


def _cut_off(short: Text, long: Text, start: int) -> Iterator[Turned]:
    """Find a denial that reaches into the shared part and was cut off: “I do not think …”."""
    if start == 0 or start >= len(long):
        return
    begins = long.tokens[start].start
    for at in range(start - 1, max(-1, start - _LEAD_IN - 1), -1):
        if _END.search(long.raw, long.tokens[at].end, begins):
            return
        if long.forms[at] in _NEGATIONS:
            yield "negation", "", long.forms[at]
            return
