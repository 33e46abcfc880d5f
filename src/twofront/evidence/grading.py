"""Admiralty grades, given by a person and written into the ledger beside all else.

The file is rewritten in one step and changes in one line, in what is graded.
"""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from twofront.files import open_regular, replace_file, unread
from twofront.problems import InputError, Problem, nearest

from .ledger import Grading, Record
from .ledger_file import LINE_LIMIT, LedgerFile, read_line

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
"""How far the source is to be relied on."""
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
"""How far what it says is to be believed."""

_BOM = b"\xef\xbb\xbf"
_BLANK = " \t\r\n"


def grade_meaning(grade: str) -> str:
    """Say what a grade means, such as “usually reliable, probably true” for B2."""
    return f"{RELIABILITY[grade[0]]}, {CREDIBILITY[grade[1]]}"


def give_grade(path: Path, id: str, grading: Grading) -> Record:
    """Write a grade into a ledger file; every other byte stays as it is.

    Args:
        path: The ledger.
        id: The record.
        grading: The grade, who gives it, on which day, and why.

    Returns:
        The record as it was.

    Raises:
        InputError: The ledger cannot be read or written, has no such record, or
            changed meanwhile.
    """
    place = path.resolve()
    try:
        with open_regular(place) as file:
            before = os.fstat(file.fileno())
            with replace_file(place) as out:
                record = _rewrite(file, out, id, grading)
                if record is None:
                    raise InputError([_unknown(path, id)])
                if _mark(os.stat(place)) != _mark(before):
                    message = "The ledger changed while it was graded; nothing was written."
                    raise InputError([Problem(str(path), None, None, "", "changed", message)])
            place.chmod(stat.S_IMODE(before.st_mode))
    except OSError as error:
        raise InputError([unread(path, error)]) from None
    return record


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _rewrite(file: BinaryIO, out: BinaryIO, id: str, grading: Grading) -> Record | None:
    found = None
    for line in _whole_lines(file):
        record = None
        if found is None and line.may_hold(id):
            record, _ = read_line(line.body)
        if record is not None and record.id == id:
            found = record
            out.write(line.with_body(graded_line(line.body.decode(), grading).encode()).data)
        else:
            out.write(line.data)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it lies in the file: a mark before it, its body, its end."""

    mark: bytes
    body: bytes
    end: bytes

    @property
    def data(self) -> bytes:
        return self.mark + self.body + self.end

    def may_hold(self, id: str) -> bool:
        return json.dumps(id, ensure_ascii=False).encode() in self.body or b"\\u" in self.body

    def with_body(self, body: bytes) -> "_Line":
        return _Line(self.mark, body, self.end)


def _whole_lines(file: BinaryIO) -> Iterator[_Line]:
    """Split a file into lines; of one that is too long for a record each piece is one."""
    first = whole = True
    while data := file.readline(LINE_LIMIT + 2):
        mark = _BOM if first and data.startswith(_BOM) else b""
        body = data.removeprefix(mark)
        end = b"\n" if body.endswith(b"\n") else b""
        yield _Line(mark, body.removesuffix(b"\n"), end) if whole else _Line(data, b"", b"")
        first, whole = False, bool(end)


class _Member(NamedTuple):
    """A key of a JSON object and where its value stands."""

    key: str
    start: int
    end: int


def _members(text: str) -> Iterator[_Member]:
    decoder, at = json.JSONDecoder(), text.index("{") + 1
    while True:
        at = _past(text, at, _BLANK + ",")
        if text[at] == "}":
            return
        key, at = decoder.raw_decode(text, at)
        at = _past(text, at, _BLANK + ":")
        _, end = decoder.raw_decode(text, at)
        yield _Member(key, at, end)
        at = end


def _past(text: str, at: int, chars: str) -> int:
    while text[at] in chars:
        at += 1
    return at


def graded_line(line: str, grading: Grading) -> str:
    """Return a record's line with a grade in it, and all else as it was."""
    values = {"grade": grading.grade, "by": grading.by, "on": grading.on.isoformat()}
    entry = json.dumps(
        values | ({"note": grading.note} if grading.note else {}), ensure_ascii=False
    )
    places = {member.key: member for member in _members(line)}
    edits, added = [], ""
    if grade := places.get("grade"):
        edits.append((grade.start, grade.end, json.dumps(grading.grade)))
    else:
        added += f', "grade": {json.dumps(grading.grade)}'
    if graded := places.get("graded"):
        within = line[graded.start + 1 : graded.end - 1].strip()
        edits.append((graded.end - 1, graded.end - 1, f", {entry}" if within else entry))
    else:
        added += f', "graded": [{entry}]'
    last = max(member.end for member in places.values())
    for start, end, text in sorted([*edits, (last, last, added)], reverse=True):
        line = line[:start] + text + line[end:]
    return line


def _unknown(path: Path, id: str) -> Problem:
    ids: dict[str, str] = {}
    with suppress(InputError):  # lines that are no records have no id to offer
        for record in LedgerFile(path):
            ids[record.id] = record.id
            ids.update((each.id, record.id) for each in record.attestations)
    if id in ids:
        message = f"{id!r} is an attestation of {ids[id]!r}: grade that record."
        return Problem(str(path), None, None, "id", "attestation", message, ids[id])
    message = f"The ledger has no record {id[:120]!r}."
    return Problem(str(path), None, None, "id", "unknown_id", message, nearest(id, ids))
