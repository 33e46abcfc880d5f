"""Ledgers merged: the same quotation in several reports becomes one record, attested by each.

A quotation is the same by the same speaker, within a window of days, in the same
words or a part of them. Where a denial, number, modal verb, condition or name
differs nothing is merged, and both records name the conflict.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from .alike import Alike, Text, alike, ready, shingles
from .kindred import content
from .ledger import Conflict, Ledger, Record, Shift, record_line
from .ledger_file import LINE_LIMIT
from .nearby import Nearby
from .relay import is_own_words, is_relay, shift_of, shifted
from .speakers import same_speaker, speaker_words
from .strength import compare

DAYS = 14
"""Days between two publications of one quotation, unless told otherwise."""

_MERGED_KINDS = ("quote", "warning")
_LEAST_WORDS = 4
_UNDATED_WORDS, _UNDATED_COPY, _UNDATED_CONFLICT = 6, 97.0, 85.0
_FULL = LINE_LIMIT * 3 // 4


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Attributes:
        ledger: The records, in the order in which each first appears.
        joined: How many records became attestations of another.
        twice: How many stood in the input more than once and were dropped.
        renamed: Records whose id another had taken: the old id and the new.
        conflicts: Ids of records in conflict, each pair once.
        hardened: Ids of records that say more than what they relay.
    """

    ledger: Ledger
    joined: int
    twice: int
    renamed: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    hardened: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """Copies of one quotation; `head` is the longest, by which others are measured.

    `size` is what they take in the ledger, in bytes: a line holds only so many.
    """

    head: int
    members: list[int]
    size: int
    against: dict[int, Alike] = field(default_factory=dict)


def merge(records: Iterable[Record], days: int = DAYS) -> Merged:
    """Merge the records of one or more ledgers; merging the result again changes nothing.

    Args:
        records: Records in order; ids may be taken twice.
        days: Most days between two publications of one quotation.
    """
    unique = _Unique()
    for record in _flat(records):
        unique.take(record)
    kept = unique.within_reports()
    groups = _Grouping(kept, days).groups()
    merged = [_joined(kept, group) for group in groups]
    order = sorted(range(len(groups)), key=lambda at: min(groups[at].members))
    conflicts = _conflicts(groups, merged)
    merged = [
        replace(record, conflicts=tuple(conflicts.get(at, ()))) for at, record in enumerate(merged)
    ]
    merged = _relays(merged, days)
    found = tuple(merged[at] for at in order)
    pairs = {(min(r.id, c.record), max(r.id, c.record)): None for r in found for c in r.conflicts}
    hardened = tuple(r.id for r in found if r.relay_shift == "stronger")
    renamed = tuple((old, new) for (old, _), new in unique.renamed.items())
    joined = len(kept) - len(groups)
    return Merged(Ledger(found), joined, unique.twice, renamed, tuple(pairs), hardened)


def _flat(records: Iterable[Record]) -> Iterator[Record]:
    """Take merged records apart; what an earlier merge found is found anew."""
    for record in records:
        yield replace(record, attestations=(), conflicts=())
        yield from record.attestations


@dataclass(slots=True)
class _Unique:
    """Records as they come in: each once, and each under an id of its own."""

    kept: list[Record] = field(default_factory=list)
    twice: int = 0
    renamed: dict[tuple[str, str | None], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    places: set[tuple[object, ...]] = field(default_factory=set)

    def take(self, record: Record) -> None:
        """Keep a record unless it was read from the same place before."""
        line = record_line(replace(record, id="", shifts=(), relay_shift=None))
        words = (record.text, record.paraphrase, record.relation)
        place = (line,) if record.span is None else (record.kind, record.span, *words)
        place = (*place, record.speaker, record.grade)
        if place in self.places:
            self.twice += 1
            return
        self.places.add(place)
        id = record.id
        if id in self.taken:
            id = self._another(id, sha256(line.encode()).hexdigest())
            self.renamed[record.id, _source(record)] = id
        self.taken.add(id)
        self.kept.append(replace(record, id=id))

    def _another(self, id: str, digest: str) -> str:
        names = (f"{id[:50]}~{digest[:length]}" for length in range(8, 65))
        return next(name for name in names if name not in self.taken)

    def within_reports(self) -> list[Record]:
        """Return the records with those shifts alone that stand within one report."""
        source_of = {record.id: _source(record) for record in self.kept}
        return [self._own_shifts(record, source_of) for record in self.kept]

    def _own_shifts(self, record: Record, source_of: dict[str, str | None]) -> Record:
        if not record.shifts:
            return record
        source, shifts = _source(record), []
        for shift in record.shifts:
            said = self.renamed.get((shift.said or "", source), shift.said)
            if said is None or source_of.get(said) == source:
                shifts.append(replace(shift, said=said))
        return shifted(record, *shifts)


def _source(record: Record) -> str | None:
    return record.span.source_sha256 if record.span else None


def _keys(record: Record, about: Iterable[str]) -> list[str]:
    """Join each word of the speaker's name with each thing a record is about."""
    names = speaker_words(record.speaker or "")
    return [f"{name}\t{each}" for name in names for each in about]


class _Grouping:
    """Groups records by the quotation that they give, the longest first."""

    def __init__(self, records: Sequence[Record], days: int) -> None:
        self.records, self.days = records, days

    def _text(self, at: int) -> Text | None:
        record = self.records[at]
        if record.text and record.speaker and record.kind in _MERGED_KINDS:
            return ready(record.text)
        return None

    def groups(self) -> list[_Group]:
        """Return the groups, those of one record among them."""
        found: list[_Group] = []
        index = Nearby()
        for at in sorted(range(len(self.records)), key=self._rank):
            text = self._text(at)
            keys = _keys(self.records[at], shingles(text)) if text else []
            near = [
                (number, likeness)
                for number in index.nearest(keys)
                if (likeness := self._compare(at, found[number].head))
            ]
            against = {number: each for number, each in near if not each.is_copy}
            size = len(record_line(self.records[at]).encode())
            copies = [
                (each.score, -number)
                for number, each in near
                if each.is_copy and found[number].size + size < _FULL
            ]
            if copies:
                home = -max(copies)[1]
                found[home].members.append(at)
                found[home].size += size
            else:
                home = len(found)
                found.append(_Group(at, [at], size))
                index.add(home, keys)
            found[home].against.update(
                (number, each) for number, each in against.items() if number != home
            )
        return found

    def _rank(self, at: int) -> tuple[int, date, int]:
        record = self.records[at]
        return -len((record.text or "").split()), record.published_on or date.max, at

    def _compare(self, at: int, head: int) -> Alike | None:
        one, other = self.records[at], self.records[head]
        if (one.form == "indirect") != (other.form == "indirect"):
            return None
        if not same_speaker(one.speaker, other.speaker):
            return None
        within = in_window(one, other, self.days)
        if within is False:
            return None
        ours, theirs = self._text(at), self._text(head)
        found = alike(ours, theirs) if ours and theirs else None
        if ours is None or found is None or (found.is_copy and len(ours) < _LEAST_WORDS):
            return None
        least = _UNDATED_COPY if found.is_copy else _UNDATED_CONFLICT
        plain = len(ours) >= _UNDATED_WORDS and found.score >= least
        return found if within or plain else None


def in_window(one: Record, other: Record, days: int) -> bool | None:
    """Whether two records can be of one occasion by their days; None where nobody knows."""
    if one.said_on and other.said_on:
        return abs((one.said_on - other.said_on).days) <= 1
    if one.published_on and other.published_on:
        return abs((one.published_on - other.published_on).days) <= days
    return None


def _joined(records: Sequence[Record], group: _Group) -> Record:
    """Make one record of a group: the earliest of those that give nearly all of the words."""
    if len(group.members) == 1:
        return records[group.members[0]]
    members = [records[at] for at in sorted(group.members)]
    longest = max(len(member.text or "") for member in members)
    whole = [each for each in members if len(each.text or "") >= 0.9 * longest]
    first = min(whole, key=lambda each: each.published_on or date.max)
    ids = {member.id for member in members}
    rest = [_cut_short(each, first, ids) for each in members if each is not first]
    rest.sort(key=lambda each: (each.published_on or date.max, each.id))
    return replace(first, attestations=tuple(rest))


def _cut_short(clip: Record, whole: Record, ids: set[str]) -> Record:
    """Mark a copy that lost a condition or a doubt where it was cut."""
    kept = [shift for shift in clip.shifts if shift.said not in ids]
    if len(clip.text or "") < 0.9 * len(whole.text or ""):
        found = compare(whole.text or "", clip.text or "")
        if found and found.verdict != "same":
            kept.append(Shift("relay", found.verdict, found.changes, said=whole.id))
    return clip if tuple(kept) == clip.shifts else shifted(clip, *kept)


def _conflicts(groups: Sequence[_Group], merged: Sequence[Record]) -> dict[int, list[Conflict]]:
    """List for each group what speaks against it, on both sides."""
    found: dict[int, dict[Conflict, None]] = defaultdict(dict)
    for number, group in enumerate(groups):
        for other, likeness in sorted(group.against.items()):
            for kind, here, there in likeness.differences:
                found[number][Conflict(merged[other].id, kind, here, there)] = None
                found[other][Conflict(merged[number].id, kind, there, here)] = None
    return {number: list(conflicts) for number, conflicts in found.items()}


def _relays(records: list[Record], days: int) -> list[Record]:
    """Set reported speech beside the same speaker's own words in other reports."""
    index, own = Nearby(), {}
    relays = [at for at, record in enumerate(records) if is_relay(record) and not record.shifts]
    if not relays:
        return records
    for at, record in enumerate(records):
        if is_own_words(record) and record.speaker:
            own[at] = record
            index.add(at, _keys(record, content(record.text or "").stems))
    done = list(records)
    for at in relays:
        relay = records[at]
        near = index.nearest(_keys(relay, content(relay.text or "").stems))
        quotes = [own[each] for each in near if in_window(relay, own[each], days) is not False]
        if shift := shift_of(relay, quotes, "relay"):
            done[at] = shifted(relay, shift)
    return done
