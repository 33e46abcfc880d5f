"""Values of a ledger's fields, read strictly from JSON: what a field holds, or refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from twofront.problems import nearest

from .ledger import (
    AXES,
    DIFFERENCES,
    DIRECTIONS,
    KINDS,
    MODALITIES,
    RELATION_TYPES,
    RELAY_SHIFTS,
    ROLES,
    STATUSES,
    VERDICTS,
    Change,
    Conflict,
    Grading,
    Record,
    Shift,
    Span,
    Tie,
    day_in,
)

_ID = re.compile(r"\w[\w.~#-]{0,119}")
_GRADE = re.compile(r"[A-F][1-6]")
_DIGEST = re.compile(r"[0-9a-f]{64}")

Reader = Callable[[Any], Any]


class BadValue(ValueError):
    """A value that is not what its field holds."""

    def __init__(self, code: str, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.suggestion = code, message, suggestion


def text(value: Any) -> str:
    """Read text, whole: half of a surrogate pair is none."""
    if not isinstance(value, str):
        raise BadValue("wrong_type", f"Expected text, found {_shown(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadValue("not_text", "The text holds half of a surrogate pair.") from None
    return value


def grade(value: Any) -> str:
    """Read an Admiralty grade."""
    read = text(value)
    if not _GRADE.fullmatch(read):
        message = f"Expected an Admiralty grade from A1 to F6, found {_shown(read)}."
        raise BadValue("bad_grade", message)
    return read


def _id(value: Any) -> str:
    read = text(value)
    if not _ID.fullmatch(read):
        allowed = "letters, digits and . _ ~ # -, at most 120, the first a letter or digit"
        raise BadValue("bad_id", f"Not an id: {_shown(read)}. An id is {allowed}.")
    return read


def _one_of(choices: tuple[str, ...]) -> Reader:
    def read(value: Any) -> str:
        found = text(value)
        if found not in choices:
            message = f"Expected one of {', '.join(choices)}; found {_shown(found)}."
            raise BadValue("unknown_value", message, nearest(found, choices))
        return found

    return read


def _day(value: Any) -> date:
    read = text(value)
    if (day := day_in(read)) is None:
        message = f"Expected a day such as 2024-12-02, found {_shown(read)}."
        raise BadValue("bad_date", message)
    return day


def _list_of(reader: Reader, what: str) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadValue("wrong_type", f"Expected a list of {what}, found {_shown(value)}.")
        return tuple(reader(each) for each in value)

    return read


def _or_null(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _object(made: type, readers: Mapping[str, Reader], what: str) -> Reader:
    """Read a JSON object as the dataclass `made`, every key known and none amiss."""
    needed = [each.name for each in fields(made) if each.default is MISSING]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise BadValue("wrong_type", f"Expected {what}, found {_shown(value)}.")
        for key in value:
            if key not in readers:
                message = f"{what.capitalize()} has no field {key[:80]!r}."
                raise BadValue("unknown_field", message, nearest(key, readers))
        missing = [key for key in needed if key not in value]
        if missing:
            raise BadValue("missing", f"{what.capitalize()} needs {', '.join(missing)}.")
        return made(**{key: readers[key](each) for key, each in value.items()})

    return read


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise BadValue("bad_digest", f"Expected 64 hex digits, found {_shown(value)}.")
    return value


def _offset(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise BadValue("bad_span", _PLACE)
    return value


_PLACE = "'start' and 'end' count code points from 0, and 'end' comes after 'start'."
_span_fields = _object(
    Span,
    {"source_sha256": _digest, "start": _offset, "end": _offset, "text_sha256": _digest},
    "a span",
)


def _span(value: Any) -> Span:
    span: Span = _span_fields(value)
    if span.start >= span.end:
        raise BadValue("bad_span", _PLACE)
    return span


def _shown(value: Any) -> str:
    return repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."


_tie = _object(
    Tie,
    {
        "type": _one_of(RELATION_TYPES),
        "source": text,
        "target": text,
        "item": _or_null(text),
        "status": _or_null(_one_of(STATUSES)),
    },
    "a relation",
)
_change = _object(
    Change,
    {
        "axis": _one_of(AXES),
        "direction": _one_of(DIRECTIONS),
        "said": _or_null(text),
        "relayed": _or_null(text),
    },
    "a change",
)
_shift = _object(
    Shift,
    {
        "role": _one_of(ROLES),
        "verdict": _one_of(VERDICTS),
        "changes": _list_of(_change, "changes"),
        "said": _or_null(_id),
        "text": _or_null(text),
        "span": _or_null(_span),
    },
    "a shift",
)
_conflict = _object(
    Conflict,
    {"record": _id, "over": _one_of(DIFFERENCES), "here": text, "there": text},
    "a conflict",
)
_grading = _object(
    Grading, {"grade": grade, "by": text, "on": _day, "note": _or_null(text)}, "a grading"
)
_SPECIAL: dict[str, Reader] = {
    "id": _id,
    "kind": _one_of(KINDS),
    "span": _or_null(_span),
    "relay": _list_of(text, "texts"),
    "hedges": _list_of(text, "texts"),
    "said_on": _or_null(_day),
    "published_on": _or_null(_day),
    "modality": _or_null(_one_of(MODALITIES)),
    "relay_shift": _or_null(_one_of(RELAY_SHIFTS)),
    "grade": _or_null(grade),
    "relation": _or_null(_tie),
    "graded": _list_of(_grading, "gradings"),
    "conflicts": _list_of(_conflict, "conflicts"),
    "shifts": _list_of(_shift, "shifts"),
}
_WITHIN: dict[str, Reader] = {
    each.name: _SPECIAL.get(each.name, _or_null(text))
    for each in fields(Record)
    if each.name != "attestations"
}
READERS: dict[str, Reader] = _WITHIN | {
    "attestations": _list_of(_object(Record, _WITHIN, "an attestation"), "attestations")
}
"""What reads each field of a record."""
