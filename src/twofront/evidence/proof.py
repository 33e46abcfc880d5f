"""Proof of a ledger against its sources: does each span still say what it said?"""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from twofront.files import open_regular
from twofront.problems import InputError

from .ledger import Record, Span
from .markup import readable_pieces
from .reading import id_stem
from .source import FILE_LIMIT, Source, read_source

Verdict = Literal["proved", "differs", "source not at hand"]

_OPEN_SOURCES = 4
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Proof:
    """What the sources say of one record, and why.

    Attributes:
        id: The record, or the attestation.
        verdict: Whether its span says in the source what it said.
        detail: Why, or where.
        attests: The record that an attestation belongs to, else None.
    """

    id: str
    verdict: Verdict
    detail: str
    attests: str | None = None


def prove(ledger: Iterable[Record], sources: Path | None) -> Iterator[Proof]:
    """Compare each record and attestation with its source.

    A source is found by digest among the files of a folder, whatever its name. One
    that has the name of a record's report but other bytes is not that source: what
    rests on it differs.

    Args:
        ledger: The records; gone through twice.
        sources: Folder searched with the folders in it, or None.

    Raises:
        InputError: As the ledger does while it is gone through, after the last proof.
    """
    shelf = _Shelf()
    if sources:
        with suppress(InputError):  # told of below, after what can be proved
            for record in ledger:
                for each in (record, *record.attestations):
                    shelf.want(each)
        shelf.fill(sources)
    for record in ledger:
        yield shelf.prove(record, None)
        for attestation in record.attestations:
            yield shelf.prove(attestation, record.id)


def _spans(record: Record) -> list[Span]:
    spans = [record.span, *(shift.span for shift in record.shifts)]
    return [span for span in spans if span]


@dataclass(slots=True)
class _Shelf:
    """The sources at hand: by digest, and by the name that record ids begin with."""

    wanted: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    at: dict[str, Path] = field(default_factory=dict)
    named: dict[str, Path] = field(default_factory=dict)
    opened: OrderedDict[str, Source | None] = field(default_factory=OrderedDict)

    def want(self, record: Record) -> None:
        self.wanted.update(span.source_sha256 for span in _spans(record))
        if name := _report_name(record):
            self.names.add(name)

    def fill(self, folder: Path) -> None:
        for parent, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                path = Path(parent, name)
                like = id_stem(path) in self.names
                if not like and len(self.at) == len(self.wanted):
                    continue
                digest = _digest(path)
                if digest in self.wanted:
                    self.at.setdefault(digest, path)
                elif digest and like:
                    self.named.setdefault(id_stem(path), path)

    def prove(self, record: Record, attests: str | None) -> Proof:
        spans = _spans(record)
        if record.span is None:
            detail = "the record has no span"
            return Proof(record.id, "source not at hand", detail, attests)
        for span in spans:
            found = self._prove_span(record, span)
            if found.verdict != "proved":
                break
        return Proof(found.id, found.verdict, found.detail, attests)

    def _prove_span(self, record: Record, span: Span) -> Proof:
        digest = span.source_sha256
        if digest in self.at:
            return _compare(record, span, self._open(digest))
        path = self.named.get(_report_name(record) or "")
        if path:
            detail = f"{path} is not the file that was read: other bytes"
            return Proof(record.id, "differs", detail)
        return Proof(record.id, "source not at hand", f"no file with digest {digest[:12]}…")

    def _open(self, digest: str) -> Source | None:
        if digest not in self.opened:
            while len(self.opened) >= _OPEN_SOURCES:
                self.opened.popitem(last=False)
            try:
                self.opened[digest] = read_source(self.at[digest])
            except InputError:
                self.opened[digest] = None
        return self.opened[digest]


def _report_name(record: Record) -> str | None:
    """Return the name of the file that a record's id tells; None where several share it."""
    name, mark, _ = record.id.partition("#")
    return name if mark and "~" not in name and record.span else None


def _digest(path: Path) -> str:
    try:
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size > FILE_LIMIT:
                return ""
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            return digest.hexdigest()
    except OSError:
        return ""


def _compare(record: Record, span: Span, source: Source | None) -> Proof:
    if source is None:
        return Proof(record.id, "differs", "the source holds no text")
    if span.end > len(source.text):
        detail = f"the span ends at {span.end:,}, the source at {len(source.text):,}"
        return Proof(record.id, "differs", detail)
    if source.slice_sha256(span.start, span.end) != span.text_sha256:
        detail = f"other words stand at {span.start:,} to {span.end:,}"
        return Proof(record.id, "differs", detail)
    raw = source.text[span.start : span.end]
    text = next((s.text for s in record.shifts if s.span == span), record.text)
    if text is not None and text not in (raw, _readable(raw)):
        return Proof(record.id, "differs", "the record's text is not what the span says")
    return Proof(record.id, "proved", str(source.path))


def _readable(raw: str) -> str:
    return "".join(piece.text for piece in readable_pieces(raw))
