"""The evidence ledger: who said what, when, and where it stands in which source.

A ledger is a JSON lines file, one record a line, kept beside the scenario that
cites it. Reading and writing it lives in `ledger_file`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

Kind = Literal["quote", "relation", "warning", "figure"]
Modality = Literal["asserted", "reported", "alleged", "denied", "conditional", "predicted"]
RelayShift = Literal["same", "stronger", "weaker"]
Verdict = Literal["same", "stronger", "weaker", "mixed"]
Role = Literal["headline", "lead", "relay"]
RelationType = Literal[
    "transfer", "pact", "sanction", "support", "attack", "threat", "alliance", "talks"
]
Status = Literal[
    "asserted", "reported", "claimed", "alleged", "predicted", "proposed", "conditional"
]
Axis = Literal[
    "condition", "likelihood", "stage", "negation", "quantity", "hedge", "scope", "attribution"
]
Direction = Literal["stronger", "weaker", "opposite"]
Difference = Literal["negation", "number", "modal", "condition", "name"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

KINDS: tuple[str, ...] = get_args(Kind)
MODALITIES: tuple[str, ...] = get_args(Modality)
RELAY_SHIFTS: tuple[str, ...] = get_args(RelayShift)
RELATION_TYPES: tuple[str, ...] = get_args(RelationType)
STATUSES: tuple[str, ...] = get_args(Status)
VERDICTS: tuple[str, ...] = get_args(Verdict)
ROLES: tuple[str, ...] = get_args(Role)
AXES: tuple[str, ...] = get_args(Axis)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
DIFFERENCES: tuple[str, ...] = get_args(Difference)


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
class Tie:
    """What a record of kind `relation` is evidence of.

    Attributes:
        type: What kind of relation.
        source: Giver, backer, imposer, attacker or threatener; of a pact, an
            alliance or talks either side.
        target: Receiver, sanctioned, victim or threatened; or the other side.
        item: What changes hands or what it is about, as written.
        status: How the report puts it forward, finer than the modality.
    """

    type: RelationType
    source: str
    target: str
    item: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a relay says more or less than the speaker did.

    Attributes:
        axis: What changed.
        direction: Which way; `opposite` where a denial came in or went.
        said: The speaker's words for it, null where the speaker has none.
        relayed: The relay's words for it, null where the relay has none.
    """

    axis: Axis
    direction: Direction
    said: str | None = None
    relayed: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A relay's words beside the words they pass on.

    A relay that has a record of its own carries the shift and names the record
    of the speaker's words in `said`. A headline has no record: its words and
    place then stand in `text` and `span`, on the record of the speaker's words.

    Attributes:
        role: Where the relay's words stand.
        verdict: Whether they say the same as the speaker, more, less, or more
            in one way and less in another.
        changes: What changed; none where they say the same.
        said: Id of the record of the speaker's own words.
        text: The headline.
        span: Where the headline stands.
    """

    role: Role
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    said: str | None = None
    text: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another record gives the same words, but for one that turns their meaning.

    Attributes:
        record: Id of the other record.
        over: What kind of word differs.
        here: The words in this record, empty where it has none.
        there: The words in the other.
    """

    record: str
    over: Difference
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Grading:
    """One Admiralty grade, given by a person: which, by whom, on which day, and why."""

    grade: str
    by: str
    on: date
    note: str | None = None


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
        author: Who signed the publication.
        relation: Type, parties and item, where the record is of a relation.
        graded: Every grade given, the last one first in force.
        attestations: Records of other places where the same words stand.
        conflicts: Records of the same words but for a denial, number, modal
            verb, condition or name.
        shifts: How relays of these words, or these words as a relay, compare
            with what was said; `relay_shift` sums them up.
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
    author: str | None = None
    relation: Tie | None = None
    graded: tuple[Grading, ...] = ()
    attestations: tuple["Record", ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every id by which the record is found: its own and its attestations'."""
        return frozenset((self.id, *(each.id for each in self.attestations)))

    @property
    def form(self) -> str | None:
        """How the report gives the words, such as `direct` or `indirect`; None if unknown."""
        return self.rule.split(":")[0] if self.rule else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records in the order of the file, found by id. Ids are unique.

    The id of an attestation finds the record that it was merged into, so that
    what cites it still stands.
    """

    records: tuple[Record, ...]
    by_id: Mapping[str, Record] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {record.id: record for record in self.records}
        named = len(self.records)
        for record in self.records:
            by_id.update((each.id, record) for each in record.attestations)
            named += len(record.attestations)
        if len(by_id) != named:
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
    """Return a record as plain JSON values, keys in the ledger's order.

    What only some records have stands in the line only where they have it.
    """
    values = ((name, getattr(record, name)) for name in _names(Record))
    return {
        name: value if value is None or type(value) is str else _plain(value)
        for name, value in values
        if value or name not in _WHERE_SET
    }


_WHERE_SET = frozenset({"author", "relation", "graded", "attestations", "conflicts", "shifts"})


@cache
def _names(made: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(made))


def _plain(value: Any) -> Any:
    """Turn a value of a record into JSON; inside it, what is not set is left out."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            made: Any = type(value)
            pairs = ((name, _plain(getattr(value, name))) for name in _names(made))
            return {key: plain for key, plain in pairs if plain is not None and plain != []}
        case _:
            return value
