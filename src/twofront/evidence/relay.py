"""Relay hardening: headlines, leads and retellings set beside the speaker's own words.

A relay may say more than the speaker did, by leaving out a condition or turning
“might” into “will”. Every relay that is about the same thing as a quotation is
compared with it, within a report here and across reports when ledgers are merged.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from .cues_of_strength import ATTRIBUTED
from .kindred import content
from .ledger import Record, RelayShift, Role, Shift, Span, Verdict
from .nearby import Nearby
from .reading import Reading
from .report import Block, Report
from .speakers import speak_as_one, speaker_words
from .strength import LONGEST, Comparison, compare, likeness

OWN_WORDS = ("direct", "turn")
_STATEMENTS = ("quote", "warning")
_LONGEST_HEADLINE, _LONGEST_LEAD = 200, 1_000
_NEAREST = 4
_FRAME = 160
_SENTENCE_END = re.compile(r"[.!?…]['’”\")\]]*\s")
_TAGS = re.compile(r"<[^>]{0,400}>?")
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?")
_SAYS = r"(?:says?|said|warns?|warned|claims?|claimed|tells?|told|insists?|argues?|predicts?|vows?)"
_WHO_SAYS = re.compile(
    rf"^[^:]{{2,60}}:\s+(?=.{{12}})|^.{{2,60}}?\b{_SAYS}\b(?:\s+(?:that|\w+\s+that))?[:,]?\s+(?=.{{12}})"
    rf"|,\s+{_SAYS}\s.{{2,60}}$|,\s+[^,]{{2,60}}\s{_SAYS}$|\s[–—|-]\s+[^–—|-]{{2,60}}$",
    re.IGNORECASE,
)


class Headline(NamedTuple):
    """What a report says of itself above its quotations, and where."""

    role: Role
    text: str
    span: Span


def with_shifts(reading: Reading) -> tuple[Record, ...]:
    """Return the records of a report, its relays set beside the quotations under them."""
    quotes = _Quotes([record for record in reading.records if is_own_words(record)])
    if not quotes.records:
        return reading.records
    shifts: dict[str, Shift] = {}
    first = quotes.starts[0]
    lead_ends = _lead_end(reading.report)
    for record in reading.records:
        if is_relay(record) and record.span and record.text and not quotes.within(record.span):
            opens = record.span.end <= min(first, lead_ends)
            frame = _frame(reading.report.source.text, record.span)
            near = quotes.near(record.text)
            shift = shift_of(record, near, "lead" if opens else "relay", frame)
            if shift:
                shifts[record.id] = shift
    for headline in headlines(reading):
        near = [quote for quote in quotes.near(headline.text) if quote.id not in shifts]
        found = _closest(headline.text, near)
        if found:
            quote, comparison = found
            shifts[quote.id] = Shift(
                headline.role,
                comparison.verdict,
                comparison.changes,
                text=headline.text,
                span=headline.span,
            )
    return tuple(
        shifted(record, *record.shifts, shifts[record.id]) if record.id in shifts else record
        for record in reading.records
    )


class _Quotes:
    """The quotations of a report, found by the words that they begin like."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records, self.index = records, Nearby()
        self.starts = sorted(record.span.start for record in records if record.span)
        for number, record in enumerate(records):
            self.index.add(number, _beginnings(record.text or ""))

    def within(self, span: Span) -> bool:
        """Whether one of them stands inside a span: such a relay gives the words themselves."""
        at = bisect_left(self.starts, span.start)
        return at < len(self.starts) and self.starts[at] < span.end

    def near(self, text: str) -> list[Record]:
        """Return the few quotations that share most words with a text."""
        return [self.records[number] for number in self.index.nearest(_beginnings(text))]


def is_own_words(record: Record) -> bool:
    """Whether a record holds a speaker's own words, enough of them to compare."""
    enough = record.text is not None and record.text.count(" ") > 2
    return record.kind in _STATEMENTS and record.form in OWN_WORDS and enough


def is_relay(record: Record) -> bool:
    """Whether a record holds a reporter's words for what somebody said."""
    return record.kind in _STATEMENTS and record.form == "indirect" and record.text is not None


def shifted(record: Record, *shifts: Shift) -> Record:
    """Give a record its shifts, and what they come to in sum."""
    return replace(record, shifts=shifts, relay_shift=_summed_up(each.verdict for each in shifts))


def _summed_up(verdicts: Iterable[Verdict]) -> RelayShift | None:
    """Stronger wins over same, and weaker over same; both, or mixed, leave it open."""
    found = set(verdicts)
    apart = found - {"same"}
    if not apart:
        return "same" if found else None
    (only, *others) = apart
    return None if others or only == "mixed" else only


def shift_of(relay: Record, quotes: Sequence[Record], role: Role, frame: str = "") -> Shift | None:
    """Compare a relay with the quotation of the same speaker that is closest to it.

    Args:
        relay: A record of reported speech.
        quotes: Records of speakers' own words.
        role: Where the relay stands.
        frame: The words around the relay in its sentence.
    """
    if relay.text is None:
        return None
    theirs = [quote for quote in quotes if speak_as_one(relay.speaker, quote.speaker)]
    found = None
    for quote, words in _candidates(relay.text, theirs):
        comparison = compare(words, relay.text, frame=frame)
        if comparison and (found is None or _closer(comparison, found[1])):
            found = (quote, comparison)
    if found is None:
        return None
    return Shift(role, found[1].verdict, found[1].changes, said=found[0].id)


def _closer(one: Comparison, other: Comparison) -> bool:
    """Whether a quotation is more likely the one relayed: more in common, then less changed."""
    return (one.cover, -len(one.changes)) > (other.cover, -len(other.changes))


def _candidates(text: str, quotes: Sequence[Record]) -> list[tuple[Record, str]]:
    """Return the few quotations that share most words with a text."""
    about = content(text[:1_000])
    scored = []
    for quote in quotes:
        if shared := likeness(content((quote.text or "")[:LONGEST]), about):
            scored.append((shared, quote))
    scored.sort(key=lambda pair: -pair[0])
    return [(quote, quote.text or "") for _, quote in scored[:_NEAREST]]


def _beginnings(text: str) -> set[str]:
    """Return how the longer words of a text begin: cheap, where what it is about is dear."""
    return {word[:5].lower() for word in text[:LONGEST].split() if len(word) > 3}


def _closest(text: str, quotes: Sequence[Record]) -> tuple[Record, Comparison] | None:
    """Compare a headline, “who says” taken off, with the quotation closest to it."""
    bare = _WHO_SAYS.sub("", text) or text
    found = None
    for quote, words in _candidates(bare, quotes):
        named = bool(quote.speaker) and not speaker_words(quote.speaker or "").isdisjoint(
            speaker_words(text)
        )
        attributed = named or ATTRIBUTED.search(text) is not None
        comparison = compare(words, bare, attributed=attributed, frame=text)
        if comparison and (found is None or _closer(comparison, found[1])):
            found = (quote, comparison)
    return found


def headlines(reading: Reading) -> list[Headline]:
    """Return a report's headline and its lead, so far as no record holds them already."""
    report = reading.report
    body = [block for block in report.blocks if not block.boilerplate]
    title = _titled(report, body)
    held = [record.span for record in reading.records if record.span]
    found = []
    if title:
        found.append(title)
        body = [block for block in body if _headline(report, "lead", block).span != title.span]
    if body and len(body) > 1:
        found.append(_headline(report, "lead", body[0]))
    return [
        each
        for each in found
        if len(each.text) <= _LONGEST_LEAD and not any(_overlap(each.span, span) for span in held)
    ]


def _titled(report: Report, body: Sequence[Block]) -> Headline | None:
    """Find the headline: the page's title where it stands in the text, or a short first line."""
    if report.title:
        wanted = " ".join(report.title.split())
        for block in report.blocks:
            if wanted and " ".join(block.text.split()) == wanted:
                return _headline(report, "headline", block)
    first = body[0] if len(body) > 2 else None
    if first and len(first.text) <= _LONGEST_HEADLINE and first.text.rstrip()[-1:] not in ".:,;":
        return _headline(report, "headline", first)
    return None


def _headline(report: Report, role: Role, block: Block) -> Headline:
    end = _SENTENCE_END.search(block.text, 40)
    length = end.start() + 1 if end and role == "lead" else len(block.text)
    start, stop = block.raw(0, length)
    span = Span(report.source.sha256, start, stop, report.source.slice_sha256(start, stop))
    return Headline(role, block.text[:length], span)


def _lead_end(report: Report) -> int:
    """Return where the first two paragraphs end, headline included."""
    body = [block for block in report.blocks if not block.boilerplate][:2]
    return max((block.raw(0, len(block.text))[1] for block in body), default=0)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _frame(source: str, span: Span) -> str:
    """Return the words around a span in its sentence, quotations and tags left out."""
    before = source[max(0, span.start - _FRAME) : span.start].rpartition("\n\n")[2]
    after = source[span.end : span.end + _FRAME].partition("\n\n")[0]
    before = _SENTENCE_END.split(before)[-1]
    after = _SENTENCE_END.split(after)[0]
    return " ".join(_QUOTED.sub(" ", _TAGS.sub(" ", part)) for part in (before, after))
