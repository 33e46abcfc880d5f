"""Read the gazetteer's tables: tab-separated rows, one entity a row, every mistake located."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twofront.problems import InputError, Problem, nearest, printable

KINDS: Final = ("country", "body", "group", "person", "outlet", "place", "region")
COLUMNS: Final = [
    "id",
    "name",
    "kind",
    "country",
    "aliases",
    "adjectives",
    "peoples",
    "seats",
    "short",
    "office",
    "gender",
    "from",
    "until",
    "source",
]
REQUIRED: Final = ("name", "kind", "source")
GENDERS: Final = ("male", "female")
LARGEST_FILE: Final = 4 * 2**20
MOST_ROWS: Final = 50_000
MOST_FORMS: Final = 100
LONGEST_FORM: Final = 120
_MOST_PROBLEMS = 100
_YEAR = re.compile(r"[12]\d{3}")
_NOT_IN_ID = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        id: Name of the entity; rows that share one describe one entity.
        name: Canonical name.
        kind: One of `KINDS`.
        country: Id of the state or body the entity belongs to, None for none.
        forms: Forms by which texts refer to it, by how they do so: `name`,
            `adjective`, `people`, `seat`, `short`.
        gender: `male`, `female` or None.
        office: Office held, None where none is given.
        years: First and last year, either None where open.
        source: Where the facts can be looked up.
    """

    id: str
    name: str
    kind: str
    country: str | None
    forms: Mapping[str, tuple[str, ...]]
    gender: str | None
    office: str | None
    years: tuple[int | None, int | None]
    source: str


def read_user_rows(path: Path) -> list[Row]:
    """Read a user's table.

    Raises:
        InputError: The file cannot be read, or rows are wrong; every mistake is located.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"is larger than the {LARGEST_FILE:,} bytes allowed"
            raise InputError([Problem(str(path), None, None, "", "too-large", message)])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read: {error.strerror or type(error).__name__}"
        raise InputError([Problem(str(path), None, None, "", "unreadable", message)]) from None
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start:,})"
        raise InputError([Problem(str(path), None, None, "", "not-text", message)]) from None
    return parse_rows(text, str(path))


def parse_rows(text: str, file: str, *, lower_case: bool = False) -> list[Row]:
    """Parse a table: a line of column names, then a row a line; `#` opens a comment.

    Args:
        text: The table.
        file: Its name, for problems.
        lower_case: Whether forms without a capital letter are allowed, such as peshmerga.

    Raises:
        InputError: The table is wrong.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(n, line) for n, line in lines if not line.startswith("#")]
    if not lines:
        raise InputError([Problem(file, None, None, "", "empty", "holds no column names")])
    header_at, header = lines[0][0], [cell.strip() for cell in lines[0][1].split("\t")]
    problems = list(_header_problems(header, header_at, file))
    if len(lines) - 1 > MOST_ROWS:
        message = f"holds {len(lines) - 1:,} rows; at most {MOST_ROWS:,} are read"
        problems.append(Problem(file, None, None, "", "too-many-rows", message))
    if problems:
        raise InputError(problems)
    rows: list[Row] = []
    for number, line in lines[1:]:
        checker = _Checker(file, number, header, line.split("\t"), lower_case)
        row = checker.row()
        problems += checker.problems
        if row:
            rows.append(row)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise InputError(problems[:_MOST_PROBLEMS])
    return rows


def _header_problems(header: Sequence[str], line: int, file: str) -> Iterator[Problem]:
    for column, name in enumerate(header, 1):
        if name not in COLUMNS:
            message = f"Unknown column {printable(name[:60])!r}; known: {', '.join(COLUMNS)}"
            yield Problem(file, line, column, name, "column", message, nearest(name, COLUMNS))
        elif name in header[: column - 1]:
            yield Problem(file, line, column, name, "column", "stands twice in the first line")
    for name in REQUIRED:
        if name not in header:
            yield Problem(file, line, None, name, "column", "This column is required")


class _Checker:
    """Checks one row; a column counts in cells, as the header does."""

    def __init__(
        self, file: str, line: int, header: Sequence[str], cells: Sequence[str], lower_case: bool
    ) -> None:
        self.file, self.line, self.header, self.lower_case = file, line, header, lower_case
        self.problems: list[Problem] = []
        self.cells = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if len(cells) > len(header):
            self._wrong("", "cells", f"has {len(cells)} cells under {len(header)} columns")

    def row(self) -> Row | None:
        name, kind = self.cells.get("name", ""), self.cells.get("kind", "")
        for column in REQUIRED:
            if not self.cells.get(column):
                self._wrong(column, "missing", "must not be empty")
        if kind and kind not in KINDS:
            self._wrong("kind", "kind", f"is none of {', '.join(KINDS)}", nearest(kind, KINDS))
        gender = self.cells.get("gender") or None
        if gender and gender not in GENDERS:
            self._wrong("gender", "gender", "is male, female or empty", nearest(gender, GENDERS))
        first, last = self._year("from"), self._year("until")
        if first and last and first > last:
            self._wrong("until", "year", f"lies before from, {first}")
        forms = {
            "name": self._forms("name", (name,) if name else ()) + self._forms("aliases"),
            "adjective": self._forms("adjectives"),
            "people": self._forms("peoples"),
            "seat": self._forms("seats"),
            "short": self._forms("short"),
        }
        if self.problems:
            return None
        id = self.cells.get("id") or _NOT_IN_ID.sub("-", name.upper()).strip("-") or name
        country, office = self.cells.get("country") or None, self.cells.get("office") or None
        source = self.cells["source"]
        return Row(id, name, kind, country, forms, gender, office, (first, last), source)

    def _year(self, column: str) -> int | None:
        written = self.cells.get(column, "")
        if not written:
            return None
        if not _YEAR.fullmatch(written):
            self._wrong(column, "year", "is no year of four digits")
            return None
        return int(written)

    def _forms(self, column: str, given: tuple[str, ...] | None = None) -> tuple[str, ...]:
        forms = given
        if forms is None:
            forms = tuple(f.strip() for f in self.cells.get(column, "").split("|") if f.strip())
        if len(forms) > MOST_FORMS:
            self._wrong(column, "forms", f"holds {len(forms)} forms; at most {MOST_FORMS}")
        for form in forms:
            if len(form) > LONGEST_FORM:
                self._wrong(column, "forms", f"a form is longer than {LONGEST_FORM} characters")
            elif not self.lower_case and not _is_safe(form.rstrip("!")):
                shown = printable(form)
                message = f"{shown!r} would be found in ordinary words: a form has two characters "
                self._wrong(column, "forms", message + "or more and a capital letter or a digit")
        return forms

    def _wrong(self, column: str, code: str, message: str, suggestion: str | None = None) -> None:
        at = self.header.index(column) + 1 if column in self.header else None
        field = column or "row"
        self.problems.append(Problem(self.file, self.line, at, field, code, message, suggestion))


def _is_safe(form: str) -> bool:
    """Whether a form is no ordinary word: it has a capital, a digit or a letter without case."""
    return len(form) > 1 and any(
        c.isupper() or c.isdigit() or (c.isalpha() and not c.islower()) for c in form
    )
