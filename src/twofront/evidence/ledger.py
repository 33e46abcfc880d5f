"""The evidence ledger: who said what, when, and where it stands in which source.

A ledger is a JSON lines file, one record a line, kept beside the scenario that
cites it. Reading and writing it lives in `ledger_file`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

Kind = Literal["quote", "relation", "warning", "figure"]
Modality = Literal["asserted", "reported", "alleged", "denied", "conditional", "predicted"]
RelayShift = Literal["same", "stronger", "weaker"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

KINDS: tuple[str, ...] = get_args(Kind)
MODALITIES: tuple[str, ...] = get_args(Modality)
RELAY_SHIFTS: tuple[str, ...] = get_args(RelayShift)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a record stands in its source.

    Attributes:
        source_sha256: Digest of the source file's bytes, 64 hex digits.
        start: First code point of the decoded file, from 0.
        end: One past the last code point.
        text_sha256: Digest of the UTF-8 bytes of `source[start:end]`.
    """

    source_sha256: str
    start: int
    end: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """One piece of evidence.

    Attributes:
        id: Name by which scenarios cite the record.
        kind: What it is evidence of; a `figure` is a published number.
        paraphrase: The content in the ledger keeper's own words.
        text: The source's words as a person reads them; null where they are not
            ours to ship. In plain text exactly what the span cuts out; in HTML
            the same with tags taken out, entities decoded and runs of white
            space made one. The span's digest is always of the raw cut.
        span: Where the words stand; null for what was entered by hand.
        speaker: Who said it, by the fullest name the document gives.
        occasion: Where or on what occasion it was said.
        outlet: Who carried the words first.
        relay: Who passed them on, in order, after `outlet`.
        said_on: Day on which it was said.
        published_on: Day on which it was published.
        modality: How the content is put forward.
        condition: The condition it hangs on, as written.
        hedges: Words of doubt inside the content, as written.
        relay_shift: Whether the relay says the same as the speaker, more or less.
        grade: Admiralty grade given by a person, such as `B2`.
        rule: The rule that made the record; null when made by hand.
        title: Name of the publication.
        url: Address of the publication.
    """

    id: str
    kind: Kind
    paraphrase: str | None = None
    text: str | None = None
    span: Span | None = None
    speaker: str | None = None
    occasion: str | None = None
    outlet: str | None = None
    relay: tuple[str, ...] = ()
    said_on: date | None = None
    published_on: date | None = None
    modality: Modality | None = None
    condition: str | None = None
    hedges: tuple[str, ...] = ()
    relay_shift: RelayShift | None = None
    grade: str | None = None
    rule: str | None = None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records in the order of the file, found by id. Ids are unique."""

    records: tuple[Record, ...]
    by_id: Mapping[str, Record] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {record.id: record for record in self.records}
        if len(by_id) != len(self.records):
            raise ValueError("two records of a ledger share an id")
        object.__setattr__(self, "by_id", by_id)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __contains__(self, id: object) -> bool:
        return id in self.by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in the order of the records."""
        return tuple(record.id for record in self.records)

    def get(self, id: str) -> Record | None:
        """Return the record with this id, or None."""
        return self.by_id.get(id)

    def published_on(self, id: str) -> date | None:
        """Return the day the record was published, None where nobody knows.

        Raises:
            KeyError: No record has this id.
        """
        return self.by_id[id].published_on

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hex: the same for the same records."""
        return hashlib.sha256(ledger_bytes(self)).hexdigest()


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return the canonical file: UTF-8, one record a line, keys in fixed order."""
    return "".join(record_line(record) + "\n" for record in ledger.records).encode()


def day_in(text: str) -> date | None:
    """Read a day written as 2024-12-02; None where it is none."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def record_line(record: Record) -> str:
    """Return a record as its canonical line of JSON, without the line's end."""
    return json.dumps(record_json(record), ensure_ascii=False, separators=(", ", ": "))


def record_json(record: Record) -> dict[str, Any]:
    """Return a record as plain JSON values, keys in the ledger's order."""
    span = record.span
    return {
        "id": record.id,
        "kind": record.kind,
        "paraphrase": record.paraphrase,
        "text": record.text,
        "span": span
        and {
            "source_sha256": span.source_sha256,
            "start": span.start,
            "end": span.end,
            "text_sha256": span.text_sha256,
        },
        "speaker": record.speaker,
        "occasion": record.occasion,
        "outlet": record.outlet,
        "relay": list(record.relay),
        "said_on": record.said_on and record.said_on.isoformat(),
        "published_on": record.published_on and record.published_on.isoformat(),
        "modality": record.modality,
        "condition": record.condition,
        "hedges": list(record.hedges),
        "relay_shift": record.relay_shift,
        "grade": record.grade,
        "rule": record.rule,
        "title": record.title,
        "url": record.url,
    }
