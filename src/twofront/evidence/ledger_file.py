"""Ledger files: strict, bounded reading with every problem located, and safe writing."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from twofront.files import NotJson, json_value, open_regular, read_bounded, replace_file, unread
from twofront.problems import InputError, Problem, nearest

from .ledger import Ledger, Record, ledger_bytes
from .ledger_values import READERS, BadValue

FILE_LIMIT = 64 * 2**20
LINE_LIMIT = 2**20
PROBLEM_LIMIT = 100

_BOM = b"\xef\xbb\xbf"


class _Fault(NamedTuple):
    """A problem within one line, before it knows its file and line."""

    field: str
    code: str
    message: str
    suggestion: str | None = None
    column: int | None = None


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
    return Ledger(tuple(_Lines(name).read(BytesIO(data))))


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger file of any size, read record by record in little memory, as often as asked."""

    path: Path

    def __iter__(self) -> Iterator[Record]:
        """Read the records that are right, in order.

        Raises:
            InputError: The file cannot be read; or, after the last record, what
                is wrong with the others, up to 100 problems.
        """
        try:
            with open_regular(self.path) as file:
                yield from _Lines(str(self.path)).read(file)
        except OSError as error:
            raise InputError([unread(self.path, error)]) from None


@dataclass(slots=True)
class _Lines:
    """Reads the lines of a ledger called `name`, and knows which ids are taken."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    line_of: dict[str, int] = field(default_factory=dict)

    def read(self, file: BinaryIO) -> Iterator[Record]:
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            record, faults = read_line(line)
            if record:
                faults += self._taken(record, line, number)
            if record and not faults:
                yield record
            self.problems += [
                Problem(self.name, number, fault.column, fault.field, *fault[1:4])
                for fault in faults
            ]
            if len(self.problems) >= PROBLEM_LIMIT:
                break
        if self.problems:
            raise InputError(self.problems[:PROBLEM_LIMIT])

    def _taken(self, record: Record, line: bytes, number: int) -> list[_Fault]:
        faults = []
        for id in (record.id, *(each.id for each in record.attestations)):
            if id in self.line_of:
                message = f"The id {id!r} is taken by line {self.line_of[id]}."
                faults.append(_Fault("id", "duplicate_id", message, column=_column(line, "id")))
            else:
                self.line_of[id] = number
        return faults


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Split a file into lines; one that is too long comes cut, a byte over the limit."""
    first = True
    while line := file.readline(LINE_LIMIT + 2):
        if first:
            line, first = line.removeprefix(_BOM), False
        ended = line.endswith(b"\n")
        rest = line
        while not ended and len(rest) == LINE_LIMIT + 2:
            rest = file.readline(LINE_LIMIT + 2)
            ended = rest.endswith(b"\n")
        yield line.removesuffix(b"\n")


def read_line(line: bytes) -> tuple[Record | None, list[_Fault]]:
    """Read one line as a record; None with what is wrong with it where it is none."""
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
    faults = [_unknown(key, READERS) for key in value if key not in READERS]
    read: dict[str, Any] = {}
    for key, reader in READERS.items():
        if key not in value:
            continue
        try:
            read[key] = reader(value[key])
        except BadValue as error:
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


def _unknown(key: str, known: Iterable[str]) -> _Fault:
    message = f"A ledger has no field {key[:80]!r}."
    return _Fault(key[:80], "unknown_field", message, nearest(key, known))
