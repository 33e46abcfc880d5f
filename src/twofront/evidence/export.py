"""A ledger in other forms: a table for a spreadsheet, and footnotes to cite it by."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from twofront.problems import printable

from .ledger import Record

COLUMNS = (
    "id", "kind", "speaker", "content", "verbatim", "modality", "condition", "hedges", "occasion",
    "outlet", "relay", "said_on", "published_on", "title", "author", "url", "grade", "relay_shift",
    "attested_by", "conflicts_with", "relation", "source", "target", "item", "sentence",
    "source_sha256", "start", "end", "rule",
)  # fmt: skip
"""Columns of the table, in order."""

CELL = 32_000
"""Characters in a cell; a spreadsheet takes 32,767."""

_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")
_LONGEST_CITED = 300
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~$&])")
_AUTOLINK = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]()*_~]{1,1900}")


def csv_rows(records: Iterable[Record]) -> Iterator[str]:
    """Write records as lines of CSV, the heading first.

    A cell that a spreadsheet would take for a formula begins with an
    apostrophe, and control characters are written out, so that opening the
    table runs nothing.
    """
    yield _csv_line(COLUMNS)
    for record in records:
        yield _csv_line([_cell(value) for value in _row(record)])


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _row(record: Record) -> Iterator[str | int | None]:
    span = record.span
    yield from (record.id, record.kind, record.speaker)
    yield from (record.paraphrase or record.text, "yes" if _verbatim(record) else "no")
    yield from (record.modality, record.condition, "; ".join(record.hedges), record.occasion)
    yield from (record.outlet, " > ".join(record.relay))
    yield from (str(day) if day else None for day in (record.said_on, record.published_on))
    yield from (record.title, record.author, record.url, record.grade, record.relay_shift)
    yield " ".join(each.id for each in record.attestations)
    yield " ".join(dict.fromkeys(each.record for each in record.conflicts))
    tie = record.relation
    yield from (tie.type, tie.source, tie.target, tie.item) if tie else (None,) * 4
    yield record.text if record.paraphrase else None
    yield from (span.source_sha256, span.start, span.end) if span else (None, None, None)
    yield record.rule


def _verbatim(record: Record) -> bool:
    """Whether the content shown is the speaker's own words."""
    return record.paraphrase is None and record.form != "indirect"


def _cell(value: str | int | None) -> str:
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = printable(value, keep="\n")
    if text.lstrip(" '\u00a0\ufeff").startswith(_FORMULA):
        text = f"'{text}"
    if len(text) > CELL:
        text = f"{text[:CELL]} … [cut: {len(text) - CELL:,} more characters]"
    return text


def footnote_lines(records: Iterable[Record], *, markdown: bool) -> Iterator[str]:
    """Write numbered citations: a table to look over, then the notes to cite by.

    Args:
        records: The records; gone through twice.
        markdown: Whether to write a Markdown table and `[^1]` notes, else plain text.
    """
    if markdown:
        yield "| No. | Who | What | Date | Grade | Record |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for number, record in enumerate(records, start=1):
            cells = (_who(record), _content(record), _date(record), record.grade or "–", record.id)
            yield f"| [^{number}] | " + " | ".join(_escaped(cell) for cell in cells) + " |"
        yield ""
    for number, record in enumerate(records, start=1):
        mark = f"[^{number}]: " if markdown else f"[{number}] "
        yield mark + _citation(record, markdown)


def _who(record: Record) -> str:
    return record.speaker or "Nobody named"


def _content(record: Record) -> str:
    words = " ".join((record.paraphrase or record.text or "").split())
    if len(words) > _LONGEST_CITED:
        words = words[:_LONGEST_CITED].rpartition(" ")[0] + " …"
    return f"“{words}”" if _verbatim(record) else words


def _date(record: Record) -> str:
    day = record.said_on or record.published_on
    return day.isoformat() if day else "no date"


def _citation(record: Record, markdown: bool) -> str:
    """Write who said what, where, who carried it, and where it is in the ledger."""
    shown = _escaped if markdown else _plain
    said = f"said on {record.said_on}" if record.said_on else ""
    published = f"published {record.published_on}" if record.published_on else "no date"
    carried = " → ".join(filter(None, (record.outlet, *record.relay)))
    own = "" if _verbatim(record) or record.paraphrase else "in the report's words"
    parts = [
        ", ".join(filter(None, (_who(record), record.occasion, said, own)))
        + ": "
        + _content(record),
        f"carried by {carried}" if carried else "",
        record.author or "",
        f"“{record.title}”" if record.title else "",
        published,
    ]
    text = ", ".join(shown(part) for part in parts if part)
    if record.url:
        text += f", {_address(record.url, markdown)}"
    extra = [record.id]
    if record.grade:
        extra.append(f"grade {record.grade}")
    if record.attestations:
        extra.append(f"attested by {len(record.attestations)} more")
    if record.relay_shift in ("stronger", "weaker"):
        extra.append("the relay says " + _MORE[record.relay_shift])
    if record.conflicts:
        extra.append("in conflict with " + ", ".join({c.record: None for c in record.conflicts}))
    return f"{text} ({shown('; '.join(extra))})."


_MORE = {"stronger": "more than was said", "weaker": "less than was said"}


def _address(url: str, markdown: bool) -> str:
    if not markdown:
        return _plain(url)
    return f"<{url}>" if _AUTOLINK.fullmatch(url) else _escaped(url)


def _plain(text: str) -> str:
    return printable(" ".join(text.split()))


def _escaped(text: str) -> str:
    """Write text so that Markdown shows it as it is and runs nothing in it."""
    return _MARKDOWN.sub(r"\\\1", _plain(text))
