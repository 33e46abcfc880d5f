"""Records of a ledger as lines to read in a terminal, relays and conflicts side by side."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import zip_longest
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from twofront.problems import InputError, printable

if TYPE_CHECKING:
    from datetime import date

    from twofront.evidence.ledger import Change, Conflict, Record, Shift

WIDTH = 96
_GUTTER = "  │ "
_LONGEST = 1_500

_SAYS = {
    "stronger": "says more than was said",
    "weaker": "says less than was said",
    "mixed": "says more in one way and less in another",
    "same": "says what was said",
}
_ROLES = {"headline": "The headline", "lead": "The lead", "relay": "The relay"}
_GONE = {
    "condition": "the condition is gone",
    "negation": "the denial is gone",
    "hedge": "the doubt is gone",
    "scope": "the limit is gone",
    "attribution": "given as fact, not as somebody's words",
}
_CAME_IN = {
    "condition": "a condition came in",
    "negation": "a denial came in",
    "hedge": "a doubt came in",
    "scope": "a limit came in",
}
_OVER = {
    "negation": "a denial",
    "number": "a number",
    "modal": "a modal verb",
    "condition": "a condition",
    "name": "a name",
}
_COLOURS = {"stronger": "red", "weaker": "yellow", "mixed": "magenta", "same": "green"}

Others = Mapping[str, "Record"]


class Shown:
    """Writes records to read, with those that they speak of beside them."""

    def __init__(self, records: Iterable[Record], wanted: Callable[[Record], bool]) -> None:
        """Collect what the records wanted speak of, and relays of theirs that are not wanted.

        Args:
            records: All records; gone through twice.
            wanted: Which of them will be shown.
        """
        needed: set[str] = set()
        chosen: set[str] = set()
        self.others: dict[str, Record] = {}
        self.relays: dict[str, list[Record]] = {}
        self.width = width()
        with suppress(InputError):  # told of when the records are shown
            for record in records:
                if wanted(record):
                    chosen |= record.names
                    needed.update(conflict.record for conflict in record.conflicts)
                    needed.update(s.said for s in record.shifts if s.said)
        with suppress(InputError):
            for record in records:
                for each in (record, *record.attestations):
                    if each.id in needed:
                        self.others[each.id] = each
                    for shift in each.shifts if each.id not in chosen else ():
                        if shift.said in chosen:
                            self.relays.setdefault(shift.said or "", []).append(each)

    def text(self, record: Record) -> str:
        """Write one record, nothing in which can steer the terminal."""
        head = printable(_joined("  ", record.kind, record.modality, record.grade))
        lines = [printable(line) for line in _facts(record, self.width - 2) if line]
        lines += shift_lines(record, self.others, self.width - 2)
        relays = [each for each in record.attestations if each.shifts]
        for relay in [*relays, *(r for name in record.names for r in self.relays.get(name, ()))]:
            lines += shift_lines(relay, dict.fromkeys(record.names, record), self.width - 2)
        for conflict in record.conflicts:
            lines += conflict_lines(record, conflict, self.others, self.width - 2)
        title = f"{click.style(printable(record.id), bold=True)}  {head}"
        return "\n".join([title, *(f"  {line}" for line in lines), ""])


def width() -> int:
    """Return the columns to write in: the terminal's, or enough to read where there is none."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(40, min(160, get_terminal_size().columns - 1))


def _facts(record: Record, columns: int) -> Iterator[str | None]:
    content = record.paraphrase or f"“{record.text}”"
    yield _joined(", ", record.speaker or "nobody named", record.occasion)
    yield from wrapped(" ".join(content.split()), columns)
    if record.paraphrase and record.text:
        yield from wrapped(f"“{' '.join(record.text.split())}”", columns)
    yield _labelled("Condition", record.condition)
    yield _labelled("Hedges", ", ".join(record.hedges))
    yield _labelled("Relay says", record.relay_shift)
    yield _labelled("Carried by", _joined(" → ", record.outlet, *record.relay))
    yield _labelled("Title", record.title)
    yield _labelled("Author", record.author)
    yield _labelled("Address", record.url)
    yield _labelled("Said on", record.said_on)
    yield _labelled("Published on", record.published_on)
    yield _labelled("Stands at", _place(record))
    yield _labelled("Rule", record.rule)
    yield from _graded(record)
    yield from _attested(record)


def shift_lines(record: Record, others: Others, width: int) -> Iterator[str]:
    """Set each relay that a record tells of beside what was said."""
    for shift in record.shifts:
        said = record if shift.said is None else others.get(shift.said)
        relay = shift.text if shift.said is None else record.text
        if said is None or (relay is None and said.text is None):
            continue
        yield _verdict(record, shift)
        left = _title(said)
        right = "headline" if shift.said is None else _title(record)
        yield from side_by_side(
            (left, _words(said)), (right, relay or record.paraphrase or ""), width
        )
        yield from (f"  {printable(_change(change))}" for change in shift.changes)


def _verdict(record: Record, shift: Shift) -> str:
    line = f"{_ROLES[shift.role]} {_SAYS[shift.verdict]}"
    return click.style(f"{line}:", fg=_COLOURS[shift.verdict])


def _change(change: Change) -> str:
    """Say in words what a relay changed."""
    was, now = _quoted(change.said), _quoted(change.relayed)
    if change.axis == "attribution":
        return _GONE["attribution"]
    if was and now:
        return f"{change.axis}: {was} became {now}"
    if was:
        return f"{_GONE.get(change.axis, change.axis + ' is gone')}: {was}"
    return f"{_CAME_IN.get(change.axis, change.axis + ' came in')}: {now}" if now else change.axis


def _quoted(text: str | None) -> str:
    return f"“{' '.join(text.split())}”" if text else ""


def conflict_lines(record: Record, conflict: Conflict, others: Others, width: int) -> Iterator[str]:
    """Set a record beside another that gives the same words but for one."""
    here, there = _quoted(conflict.here) or "nothing", _quoted(conflict.there) or "nothing"
    line = printable(
        f"In conflict with {conflict.record} over {_OVER[conflict.over]}: {here} against {there}"
    )
    yield click.style(line, fg="magenta")
    other = others.get(conflict.record)
    if other is not None:
        yield from side_by_side(
            (_title(record), _words(record)), (_title(other), _words(other)), width
        )


def _title(record: Record) -> str:
    day = record.said_on or record.published_on
    return _joined(", ", record.id, record.speaker, record.outlet, str(day) if day else None)


def _words(record: Record) -> str:
    return record.text or record.paraphrase or ""


def side_by_side(left: tuple[str, str], right: tuple[str, str], width: int) -> Iterator[str]:
    """Write two titled texts in two columns."""
    column = max(16, (width - len(_GUTTER)) // 2)
    for head, (one, other) in enumerate(zip(left, right, strict=True)):
        ours, theirs = (wrapped(printable(_cut(text)), column) for text in (one, other))
        for first, second in zip_longest(ours, theirs, fillvalue=""):
            padded = first + " " * (column - cells(first))
            line = f"{padded}{_GUTTER}{second}".rstrip()
            yield click.style(line, dim=True) if head == 0 else line


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " …"


def cells(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns."""
    lines, line = [], ""
    for word in text.split(" "):
        while cells(word) > width:
            fits = next(n for n in range(width, 0, -1) if cells(word[:n]) <= width)
            lines += [line] if line else []
            lines.append(word[:fits])
            line, word = "", word[fits:]
        longer = f"{line} {word}" if line else word
        if cells(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line or not lines else lines


def _graded(record: Record) -> Iterator[str]:
    from twofront.evidence.grading import grade_meaning

    for grading in record.graded:
        note = f": {grading.note}" if grading.note else ""
        meaning = grade_meaning(grading.grade)
        yield f"Graded {grading.grade} ({meaning}) by {grading.by} on {grading.on}{note}"


def _attested(record: Record) -> Iterator[str]:
    for each in record.attestations:
        cut = " (says more: its condition or doubt was cut off)"
        told = cut if each.relay_shift == "stronger" else ""
        carried = _joined(" → ", each.outlet, *each.relay)
        yield "Also in " + _joined(", ", each.id, carried, str(each.published_on or "")) + told


def _place(record: Record) -> str | None:
    span = record.span
    return f"{span.start:,} to {span.end:,} of {span.source_sha256[:12]}…" if span else None


def _joined(mark: str, *parts: str | None) -> str:
    return mark.join(part for part in parts if part)


def _labelled(label: str, value: str | date | None) -> str | None:
    return f"{label}: {value}" if value else None
