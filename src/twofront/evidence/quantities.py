"""Quantities in a text: how many of what, so that a raised number is seen."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .kindred import STOPWORDS, stem, word_set


def _row(text: str) -> list[str]:
    return text.split()


_ONES: Final = _row(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen"""
)
_TENS: Final = _row("twenty thirty forty fifty sixty seventy eighty ninety")
SMALL: Final = {word: at for at, word in enumerate(_ONES)} | {
    word: 10 * at for at, word in enumerate(_TENS, start=2)
}
SCALES: Final = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_VAGUE: Final = {
    "dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2e3, "millions": 2e6,
    "billions": 2e9,
}  # fmt: skip
_SHARES: Final = {
    "no": 0.0, "few": 1.0, "some": 2.0, "several": 2.0, "many": 3.0, "most": 4.0, "all": 5.0,
    "every": 5.0, "half": 3.5,
}  # fmt: skip
_NUMBER: Final = re.compile(
    rf"""(?P<money>[$€£¥]\s?)?
    (?P<digits>(?<![\w.])\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s?(?P<short>k|mn|m|bn|tn)\b)?(?P<percent>\s?%)?
    | \b(?P<word>(?:{"|".join([*_TENS, *_ONES])})(?:-(?:{"|".join(_ONES[1:10])}))?)\b
    | \b(?P<vague>{"|".join(_VAGUE)})\b
    | \b(?P<share>{"|".join(_SHARES)})\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FOLLOWING: Final = re.compile(r"[\s-]*([^\W\d_]+(?:['’][^\W\d_]+)*|%)")
_MORE: Final = re.compile(
    r"(?:at\s+least|more\s+than|over|no\s+(?:fewer|less)\s+than|upwards\s+of|above)\s+$",
    re.IGNORECASE,
)
_LESS: Final = re.compile(
    r"(?:up\s+to|at\s+most|as\s+many\s+as|as\s+much\s+as|no\s+more\s+than|(?:fewer|less)\s+than|under"
    r"|almost|nearly|a\s+maximum\s+of|below|close\s+to)\s+$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:about|around|some|roughly|approximately|circa|nearly|almost|over|more\s+than)\s+$",
    re.IGNORECASE,
)
_UNIT_REACH = 4


class Quantity(NamedTuple):
    """How many of what: `bound` is 1 for at least, −1 for up to, 0 for just so many."""

    unit: str
    value: float
    bound: int
    about: bool
    text: str


def quantities_in(text: str) -> Iterator[Quantity]:
    """Find the counts, sums and shares in a text; a year or a day of the month is none."""
    for match in _NUMBER.finditer(text):
        value = _value(match)
        end, value = _scaled(text, match.end(), value)
        unit, until = _unit(text, match, end)
        if unit is None or _is_date(match, text):
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        bound = 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0
        lead = _MORE.search(before) or _LESS.search(before)
        start = match.start() - (len(lead.group()) if lead else 0)
        shown = text[start:until].strip()
        yield Quantity(unit, value, bound, bool(_ABOUT.search(before)), shown)


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        scale = SCALES.get((match["short"] or "").lower(), 1.0)
        return float(match["digits"].replace(",", "")[:300]) * scale
    if match["word"]:
        tens, _, ones = match["word"].lower().partition("-")
        return float(SMALL[tens] + SMALL.get(ones, 0))
    return _VAGUE[match["vague"].lower()] if match["vague"] else _SHARES[match["share"].lower()]


def _scaled(text: str, end: int, value: float) -> tuple[int, float]:
    """Take in “thousand” and “million” that follow a number."""
    while following := _FOLLOWING.match(text, end):
        scale = SCALES.get(following[1].lower())
        if scale is None or len(following[1]) < 3:
            break
        value, end = value * scale, following.end()
    return end, value


def _unit(text: str, match: re.Match[str], end: int) -> tuple[str | None, int]:
    """Name what is counted: the last of the content words that follow at once, or a currency."""
    if match["money"]:
        return "money", end
    if match["percent"]:
        return "percent", end
    at, kind = end, "share of " if match["share"] else ""
    for _ in range(_UNIT_REACH):
        following = _FOLLOWING.match(text, at)
        if following is None:
            return None, end
        word, at = following[1].lower(), following.end()
        if word in ("dollars", "euros", "pounds", "dollar", "euro"):
            return "money", at
        if word in ("percent", "per", "%"):
            cent = _FOLLOWING.match(text, at)
            return "percent", cent.end() if cent and word == "per" else at
        if word in STOPWORDS and word not in ("of", "the", "our", "their", "its", "more"):
            return None, end
        if (word.endswith("s") and word not in STOPWORDS) or word in _COUNTED:
            return kind + stem(word), at
    return None, end


_COUNTED: Final = word_set("people men women troops personnel percent staff children")


def _is_date(match: re.Match[str], text: str) -> bool:
    digits = match["digits"]
    if not digits or match["short"] or match["percent"] or match["money"]:
        return False
    plain_year = re.fullmatch(r"(?:19|20)\d\d", digits) is not None
    return plain_year and not re.match(r"\s+[a-z]+s\b", text[match.end() :])
