"""Reports taken in one after the other, from files and folders, in little memory.

What cannot be read is told of and left out; it never stops the rest.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from twofront.files import unread
from twofront.problems import InputError, Problem

from .ledger import Record, record_line
from .ledger_file import LINE_LIMIT
from .markup import looks_like_html
from .page import PageFacts, page_facts
from .reading import Reading, id_stem, read
from .relay import with_shifts
from .report import HTML_SUFFIXES

NO_DATE = "no date of publication was found"
SUFFIXES = (".txt", ".text", *HTML_SUFFIXES)

Reader = Callable[..., Reading]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """One file: what was read from it, or why it was left out.

    Attributes:
        path: The file.
        named: Whether it was asked for by name, not found in a folder.
        reading: What was read, its records ready for the ledger; None if nothing.
        problem: Why nothing was read.
        fault: The error, where it is one of ours and not of the file.
        notes: What a reader should know.
    """

    path: Path
    named: bool
    reading: Reading | None = None
    problem: Problem | None = None
    fault: Exception | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Intake:
    """Reads the reports that `paths` name or hold.

    Folders are searched with the folders in them, in the order of names; hidden
    ones and links to folders are not. In a folder a report is a file with one of
    `SUFFIXES`; `passed_over` counts the others.

    Attributes:
        paths: Files and folders.
        reader: Reads one file.
    """

    paths: Sequence[Path]
    reader: Reader = read
    passed_over: int = 0
    _stems: set[int] = field(default_factory=set)
    _shared: set[int] = field(default_factory=set)
    _places: set[int] = field(default_factory=set)
    _contents: set[int] = field(default_factory=set)

    def __iter__(self) -> Iterator[TakenIn]:
        """Read file by file; a second file of the same name and content is left out."""
        self._note_names()
        self._places.clear()
        self.passed_over = 0
        for found in self._found():
            yield found if found.problem else self._read(found)

    def _note_names(self) -> None:
        """Learn which names of files several have, for ids must tell them apart."""
        for found in self._found():
            stem = hash(id_stem(found.path))
            (self._shared if stem in self._stems else self._stems).add(stem)
        self._stems.clear()

    def _found(self) -> Iterator[TakenIn]:
        for path in self.paths:
            if not os.path.isdir(path):
                if self._is_new(path):
                    yield TakenIn(path, True)
                continue
            for found in self._walk(path):
                if found.problem or self._is_new(found.path):
                    yield found

    def _is_new(self, path: Path) -> bool:
        """Whether no other path led to this file before; one folder holds each but once."""
        if len(self.paths) < 2:
            return True
        try:
            status = path.stat()
        except (OSError, ValueError):
            return True
        place = hash((status.st_dev, status.st_ino))
        if place in self._places:
            return False
        self._places.add(place)
        return True

    def _walk(self, folder: Path) -> Iterator[TakenIn]:
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                with os.scandir(here) as entries:
                    names = sorted(entry.name for entry in entries)
            except OSError as error:
                message = f"The folder cannot be read: {error.strerror or error}."
                problem = Problem(str(here), None, None, "", "unreadable", message)
                yield TakenIn(here, False, problem=problem)
                continue
            inner = []
            for name in names:
                path = here / name
                if name.startswith("."):
                    continue
                if os.path.isdir(path):
                    inner += [] if os.path.islink(path) else [path]
                elif path.suffix.lower() in SUFFIXES:
                    yield TakenIn(path, False)
                else:
                    self.passed_over += 1
            waiting += reversed(inner)

    def _read(self, found: TakenIn) -> TakenIn:
        stem = id_stem(found.path)
        try:
            reading = self.reader(found.path, shares_stem=hash(stem) in self._shared)
            reading, notes = settled(reading)
        except InputError as error:
            return replace(found, problem=error.problems[0])
        except OSError as error:
            return replace(found, problem=unread(found.path, error))
        except Exception as error:  # one report that breaks the reader must not cost the others
            message = f"The reader failed on it ({type(error).__name__}): a fault in Twofront."
            problem = Problem(str(found.path), None, None, "", "fault", message)
            return replace(found, problem=problem, fault=error)
        if hash(stem) in self._shared:
            content = hash((stem, reading.report.source.sha256))
            if content in self._contents:
                message = "A report of the same name and content was read already."
                problem = Problem(str(found.path), None, None, "", "read_already", message)
                return replace(found, problem=problem)
            self._contents.add(content)
        return replace(found, reading=reading, notes=(*reading.notes, *notes))


def settled(reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """Finish the records of a report for the ledger.

    Adds what the page says of itself, sets relays beside what was said, and
    leaves out a record that no line of a ledger holds.

    Returns:
        The reading, and notes on what was left out.
    """
    if facts := _facts(reading):
        records = tuple(_with_facts(record, facts) for record in reading.records)
        told = reading.notes
        if facts.published_on:
            told = tuple(note for note in told if note != NO_DATE)
        reading = replace(reading, records=records, notes=told)
    fitting, long = [], 0
    for record in with_shifts(reading):
        if _fits(record):
            fitting.append(record)
        else:
            long += 1
    notes = (f"passages longer than a line of a ledger, left out: {long}",) if long else ()
    return replace(reading, records=tuple(fitting)), notes


def _facts(reading: Reading) -> PageFacts | None:
    source = reading.report.source
    is_page = source.path.suffix.lower() in HTML_SUFFIXES or looks_like_html(source.text)
    return page_facts(source.text) if is_page and reading.records else None


def _with_facts(record: Record, facts: PageFacts) -> Record:
    """Fill in what the page says of itself where the reader found nothing."""
    relay = record.relay
    if facts.site and not relay and record.outlet != facts.site:
        relay = (facts.site,)
    return replace(
        record,
        relay=relay,
        title=record.title or facts.title,
        url=record.url or facts.url,
        author=record.author or facts.author,
        published_on=record.published_on or facts.published_on,
    )


def _fits(record: Record) -> bool:
    if len(record.text or "") < LINE_LIMIT // 8:
        return True
    return len(record_line(record).encode()) <= LINE_LIMIT
