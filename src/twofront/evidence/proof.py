"""Proof of a ledger against its sources: does each span still say what it said?"""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from twofront.problems import InputError

from .ledger import Ledger, Record, Span
from .markup import readable_pieces
from .source import FILE_LIMIT, Source, read_source

Verdict = Literal["proved", "differs", "source not at hand"]

_OPEN_SOURCES = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """What the sources say of one record, and why."""

    id: str
    verdict: Verdict
    detail: str


def prove(ledger: Ledger, sources: Path | None) -> Iterator[Proof]:
    """Compare each record with its source, found by digest among the files of a folder.

    Args:
        ledger: The records.
        sources: Folder searched with the folders in it, or None.
    """
    wanted = {record.span.source_sha256 for record in ledger if record.span}
    at = _find(wanted, sources) if sources else {}
    opened: OrderedDict[str, Source | None] = OrderedDict()
    for record in ledger:
        span = record.span
        if span is None:
            yield Proof(record.id, "source not at hand", "the record has no span")
        elif span.source_sha256 not in at:
            detail = f"no file with digest {span.source_sha256[:12]}…"
            yield Proof(record.id, "source not at hand", detail)
        else:
            yield _compare(record, span, _open(span.source_sha256, at, opened))


def _find(wanted: set[str], folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent, name)
            if len(found) < len(wanted) and (digest := _digest(path)) in wanted:
                found.setdefault(digest, path)
    return found


def _digest(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > FILE_LIMIT:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _open(
    digest: str, at: dict[str, Path], opened: OrderedDict[str, Source | None]
) -> Source | None:
    if digest not in opened:
        while len(opened) >= _OPEN_SOURCES:
            opened.popitem(last=False)
        try:
            opened[digest] = read_source(at[digest])
        except InputError:
            opened[digest] = None
    return opened[digest]


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
    if record.text is not None and record.text not in (raw, _readable(raw)):
        return Proof(record.id, "differs", "the record's text is not what the span says")
    return Proof(record.id, "proved", str(source.path))


def _readable(raw: str) -> str:
    return "".join(piece.text for piece in readable_pieces(raw))
