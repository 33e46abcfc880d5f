"""Days on which things were said: written out, or told from the day of publication."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

_DAYS: Final = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH: Final = {
    **{name: place for place, name in enumerate(_MONTHS, start=1)},
    **{name[:3]: place for place, name in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "several": 3, "few": 3}
_MONTH_WORD: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_WRITTEN: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH_WORD})"
    rf"|(?P<month2>{_MONTH_WORD})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))"
    rf"(?:,?\s+(?P<year>(?:19|20)\d\d))?\b"
    rf"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
)
_RELATIVE: Final = re.compile(
    r"\b(?P<word>today|yesterday|tonight|last\s+night|this\s+(?:morning|afternoon|evening)"
    r"|overnight|earlier\s+in\s+the\s+day)\b"
    r"|\b(?P<ago>an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})\s+"
    r"(?P<unit>day|week|month|year)s?\s+(?:ago|earlier|before)\b"
    r"|\b(?P<which>last|this|earlier\s+this|late\s+last|the\s+previous|the\s+past)\s+"
    r"(?P<span>week|weekend|month|year)\b"
    r"|\b(?:(?P<last>last|the\s+previous|the\s+following|this)\s+)?"
    r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    rf"|\b(?:in|during|since)\s+(?:(?P<early>early|late|mid)[\s-])?(?P<inmonth>{_MONTH_WORD})"
    r"(?:\s+(?P<inyear>(?:19|20)\d\d))?\b"
    r"|\bin\s+(?P<onlyyear>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


class Days(NamedTuple):
    """A stretch of days, both ends part of it; one day where they are the same."""

    first: date
    last: date

    @property
    def day(self) -> date | None:
        """The day, None where it is not known to the day."""
        return self.first if self.first == self.last else None


def days_in(text: str, published: date | None) -> list[tuple[int, Days]]:
    """Find the days a text speaks of.

    Args:
        text: A sentence without its quotations.
        published: Day of publication; without it only whole dates are found.

    Returns:
        Offset and days of each, in the order of the text.
    """
    found: list[tuple[int, Days]] = []
    taken: list[tuple[int, int]] = []
    for match in _WRITTEN.finditer(text):
        days = _written(match, published)
        if days:
            found.append((match.start(), days))
            taken.append(match.span())
    if published:
        for match in _RELATIVE.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            days = _relative(match, published)
            if days:
                found.append((match.start(), days))
    return sorted(found)


def _written(match: re.Match[str], published: date | None) -> Days | None:
    if match["iso"]:
        try:
            day = date.fromisoformat(match["iso"])
        except ValueError:
            return None
        return Days(day, day)
    month = _month(match["month"] or match["month2"])
    number = int(match["day"] or match["day2"])
    if match["year"]:
        return _day(int(match["year"]), month, number)
    if published is None:
        return None
    found = _day(published.year, month, number)
    if found and found.first > published + timedelta(days=1):
        found = _day(published.year - 1, month, number)
    return found


def _month(word: str) -> int:
    return _MONTH[word.lower().rstrip(".")]


def _day(year: int, month: int, day: int) -> Days | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def _relative(match: re.Match[str], published: date) -> Days | None:
    if match["word"]:
        word = match["word"].lower().split()
        back = 1 if word in (["yesterday"], ["last", "night"], ["overnight"]) else 0
        return _back(published, back)
    if match["weekday"]:
        return _weekday(match, published)
    if match["ago"]:
        word = match["ago"].lower()
        count = int(word) if word.isdigit() else _NUMBERS.get(word, 1)
        return _ago(published, count, match["unit"].lower())
    if match["span"]:
        return _span(published, match["which"].lower(), match["span"].lower())
    if match["inmonth"]:
        return _in_month(match, published)
    year = int(match["onlyyear"])
    return Days(date(year, 1, 1), date(year, 12, 31)) if year < published.year else None


def _back(published: date, days: int) -> Days | None:
    try:
        day = published - timedelta(days=days)
    except OverflowError:
        return None
    return Days(day, day)


def _weekday(match: re.Match[str], published: date) -> Days | None:
    """Take a weekday for the last one up to the day of publication."""
    wanted = next(i for i, d in enumerate(_DAYS) if d.startswith(match["weekday"].lower()))
    back = (published.weekday() - wanted) % 7
    which = (match["last"] or "").lower()
    if which.startswith("the following"):
        return None
    if which and which != "this" and back == 0:
        back = 7
    return _back(published, back)


def _ago(published: date, count: int, unit: str) -> Days | None:
    if unit == "day":
        return _back(published, count)
    if unit == "week":
        days = _back(published, 7 * count)
        return _week(days.first) if days else None
    if unit == "month":
        months = published.year * 12 + published.month - 1 - count
        return _whole_month(months // 12, months % 12 + 1)
    return _whole_year(published.year - count)


def _span(published: date, which: str, unit: str) -> Days | None:
    before = which in ("last", "late last", "the previous")
    if unit == "week":
        days = _back(published, 7 if before else 0)
        return _capped(_week(days.first), published) if days else None
    if unit == "weekend":
        days = _back(published, (published.weekday() - 6) % 7 or 7)
        return Days(days.first - timedelta(days=1), days.first) if days else None
    if unit == "month":
        months = published.year * 12 + published.month - 1 - before
        return _capped(_whole_month(months // 12, months % 12 + 1), published)
    return _capped(_whole_year(published.year - before), published)


def _in_month(match: re.Match[str], published: date) -> Days | None:
    month = _month(match["inmonth"])
    if match["inyear"]:
        return _whole_month(int(match["inyear"]), month)
    year = published.year if month <= published.month else published.year - 1
    return _capped(_whole_month(year, month), published)


def _week(day: date) -> Days | None:
    try:
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + timedelta(days=6))
    except OverflowError:
        return None


def _whole_month(year: int, month: int) -> Days | None:
    if not 1 <= year <= 9999:
        return None
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _whole_year(year: int) -> Days | None:
    return Days(date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9999 else None


def _capped(days: Days | None, published: date) -> Days | None:
    """Nothing that was said was said after it was published."""
    if days is None or days.first > published:
        return None
    return Days(days.first, min(days.last, published))
