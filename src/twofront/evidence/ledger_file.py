"""Ledger files: strict, bounded reading with every problem located, and safe writing."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from twofront.files import NotJson, json_value, read_bounded, replace_file
from twofront.problems import InputError, Problem, nearest

from .ledger import KINDS, MODALITIES, RELAY_SHIFTS, Ledger, Record, Span, day_in, ledger_bytes

FILE_LIMIT = 64 * 2**20
LINE_LIMIT = 2**20
PROBLEM_LIMIT = 100

_ID = re.compile(r"\w[\w.~#-]{0,119}")
_GRADE = re.compile(r"[A-F][1-6]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPAN_KEYS = ("source_sha256", "start", "end", "text_sha256")


class _Fault(NamedTuple):
    """A problem within one line, before it knows its file and line."""

    field: str
    code: str
    message: str
    suggestion: str | None = None
    column: int | None = None


class _BadValue(ValueError):
    """A value that is not what its field holds."""

    def __init__(self, code: str, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.suggestion = code, message, suggestion


def load_ledger(path: Path | str) -> Ledger:
    """Read a ledger file.

    Args:
        path: JSON lines in UTF-8, at most 64 MiB, a line at most 1 MiB.

    Raises:
        InputError: The file cannot be read or a record is wrong; carries all
            problems, each with its line, up to 100.
    """
    return parse_ledger(read_bounded(Path(path), FILE_LIMIT), str(path))


def save_ledger(ledger: Ledger, path: Path | str) -> None:
    """Write the canonical file in one step: the old file or the new, never a half."""
    with replace_file(Path(path)) as out:
        out.write(ledger_bytes(ledger))


def parse_ledger(data: bytes, name: str) -> Ledger:
    """Read a ledger from the bytes of a file called `name`; raises as `load_ledger`."""
    records: list[Record] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for number, line in _lines(data):
        record, faults = _read_line(line)
        if record and record.id in first_line:
            earlier = f"The id {record.id!r} is taken by line {first_line[record.id]}."
            faults.append(_Fault("id", "duplicate_id", earlier, column=_column(line, "id")))
        elif record:
            first_line[record.id] = number
            records.append(record)
        problems += [
            Problem(name, number, fault.column, fault.field, *fault[1:4]) for fault in faults
        ]
        if len(problems) >= PROBLEM_LIMIT:
            break
    if problems:
        raise InputError(problems[:PROBLEM_LIMIT])
    return Ledger(tuple(records))


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _read_line(line: bytes) -> tuple[Record | None, list[_Fault]]:
    if len(line) > LINE_LIMIT:
        return None, [_Fault("", "too_long", f"The line is longer than {LINE_LIMIT:,} bytes.")]
    try:
        value = json_value(line, unique_keys=True)
    except NotJson as error:
        message = f"The line is not a record in JSON: {error}."
        return None, [_Fault("", error.code, message, column=error.column)]
    if not isinstance(value, dict):
        return None, [_Fault("", "not_a_record", "A line holds one record, in braces.")]
    record, faults = _record(value)
    return record, [
        fault._replace(column=_column(line, fault.field.split(".")[-1])) for fault in faults
    ]


def _column(line: bytes, key: str) -> int | None:
    text = line.decode(errors="replace")
    at = text.find(json.dumps(key, ensure_ascii=False)) if key else -1
    return at + 1 if at >= 0 else None


def _record(value: dict[str, Any]) -> tuple[Record | None, list[_Fault]]:
    faults = [_unknown(key, _READERS, key) for key in value if key not in _READERS]
    read: dict[str, Any] = {}
    for key, reader in _READERS.items():
        if key not in value:
            continue
        try:
            read[key] = reader(value[key])
        except _BadValue as error:
            faults.append(_Fault(key, error.code, error.message, error.suggestion))
    faults += [
        _Fault(key, "missing", f"A record needs {key!r}.")
        for key in ("id", "kind")
        if key not in value
    ]
    if not faults and not (read.get("paraphrase") or read.get("text")):
        message = "A record needs its content, as 'paraphrase' or 'text'."
        faults.append(_Fault("paraphrase", "missing", message))
    return (None, faults) if faults else (Record(**read), [])


def _unknown(key: str, known: Any, field: str) -> _Fault:
    message = f"A ledger has no field {key[:80]!r}."
    return _Fault(field[:80], "unknown_field", message, nearest(key, known))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _BadValue("wrong_type", f"Expected text, found {_shown(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _BadValue("not_text", "The text holds half of a surrogate pair.") from None
    return value


def _id(value: Any) -> str:
    text = _text(value)
    if not _ID.fullmatch(text):
        allowed = "letters, digits and . _ ~ # -, at most 120, the first a letter or digit"
        raise _BadValue("bad_id", f"Not an id: {_shown(text)}. An id is {allowed}.")
    return text


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value)
        if text not in choices:
            message = f"Expected one of {', '.join(choices)}; found {_shown(text)}."
            raise _BadValue("unknown_value", message, nearest(text, choices))
        return text

    return read


def _day(value: Any) -> date:
    text = _text(value)
    if (day := day_in(text)) is None:
        message = f"Expected a day such as 2024-12-02, found {_shown(text)}."
        raise _BadValue("bad_date", message)
    return day


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _BadValue("wrong_type", f"Expected a list of texts, found {_shown(value)}.")
    return tuple(_text(item) for item in value)


def _grade(value: Any) -> str:
    text = _text(value)
    if not _GRADE.fullmatch(text):
        message = f"Expected an Admiralty grade from A1 to F6, found {_shown(text)}."
        raise _BadValue("bad_grade", message)
    return text


def _span(value: Any) -> Span:
    if not isinstance(value, dict):
        raise _BadValue("wrong_type", f"Expected a span, found {_shown(value)}.")
    for key in value:
        if key not in _SPAN_KEYS:
            message = f"A span has no field {key[:80]!r}."
            raise _BadValue("unknown_field", message, nearest(key, _SPAN_KEYS))
    missing = [key for key in _SPAN_KEYS if key not in value]
    if missing:
        raise _BadValue("missing", f"A span needs {', '.join(missing)}.")
    span = Span(**value)
    for digest in (span.source_sha256, span.text_sha256):
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise _BadValue("bad_digest", f"Expected 64 hex digits, found {_shown(digest)}.")
    if not (type(span.start) is int and type(span.end) is int and 0 <= span.start < span.end):
        message = "'start' and 'end' count code points from 0, and 'end' comes after 'start'."
        raise _BadValue("bad_span", message)
    return span


def _or_null(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else reader(value)


def _shown(value: Any) -> str:
    return repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "kind": _one_of(KINDS),
    "span": _or_null(_span),
    "relay": _texts,
    "hedges": _texts,
    "said_on": _or_null(_day),
    "published_on": _or_null(_day),
    "modality": _or_null(_one_of(MODALITIES)),
    "relay_shift": _or_null(_one_of(RELAY_SHIFTS)),
    "grade": _or_null(_grade),
}
_READERS: dict[str, Callable[[Any], Any]] = {
    item.name: _SPECIAL.get(item.name, _or_null(_text)) for item in fields(Record)
}
