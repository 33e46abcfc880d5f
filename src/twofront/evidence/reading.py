"""Records of the ledger from a report, and the same in the form that scoring reads."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .ledger import Record, Span
from .report import Block, Report, read_report
from .statements import Statement, read_statements
from .wording import conditions_in, hedges_in, modality_of

_NOT_IN_ID = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one report.

    Attributes:
        report: The report.
        statements: What it says others said, in order.
        records: A ledger record for each statement that has a place in the source.
        notes: What a reader should know.
    """

    report: Report
    statements: tuple[Statement, ...]
    records: tuple[Record, ...]
    notes: tuple[str, ...]


def read(path: Path | str, *, shares_stem: bool = False) -> Reading:
    """Read a report into records.

    Args:
        path: Plain text or saved HTML.
        shares_stem: Whether another report read along has the same file stem;
            ids then carry the start of the source's digest too.

    Raises:
        InputError: The file cannot be read or is not text.
    """
    report = read_report(path)
    statements, notes = read_statements(report)
    prefix = id_stem(report.source.path)
    if shares_stem:
        prefix = f"{prefix}~{report.source.sha256[:8]}"
    records = tuple(
        _record(report, statement, f"{prefix}#{number}")
        for number, statement in enumerate(statements, start=1)
    )
    return Reading(report, tuple(statements), records, (*report.notes, *notes))


def id_stem(path: Path) -> str:
    """Return the part of a file's name that record ids begin with."""
    stem = _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", path.stem)).strip("-._")
    return stem[:80] or "report"


def _record(report: Report, statement: Statement, id: str) -> Record:
    block = report.blocks[statement.block]
    text = block.text[statement.start : statement.end]
    by = statement.attribution
    conditions = conditions_in(text)
    indirect = statement.form == "indirect"
    return Record(
        id=id,
        kind="warning" if indirect and statement.is_warning else "quote",
        text=text,
        span=_span(report, block, statement),
        speaker=by.speaker if by else None,
        occasion=statement.occasion,
        outlet=statement.carried.outlet,
        relay=(*statement.carried.relay, *_own_site(report, statement)),
        published_on=report.published_on,
        modality=modality_of(text, by.verb if by else None, bool(conditions), indirect),
        condition=text[conditions[0].start : conditions[0].end] if conditions else None,
        hedges=hedges_in(text),
        rule=f"{statement.form}: {by.rule if by else 'no speaker'}",
        title=report.title,
        url=report.url,
    )


def _own_site(report: Report, statement: Statement) -> tuple[str, ...]:
    return (report.site,) if report.site and report.site != statement.carried.outlet else ()


def _span(report: Report, block: Block, statement: Statement) -> Span:
    start, end = block.raw(statement.start, statement.end)
    source = report.source
    return Span(source.sha256, start, end, source.slice_sha256(start, end))


def prediction(reading: Reading) -> dict[str, Any]:
    """Return a reading as the JSON object that scoring against labels reads."""
    report, quotes, conditionals = reading.report, [], []
    for statement in reading.statements:
        text = report.blocks[statement.block].text[statement.start : statement.end]
        speaker = statement.attribution.speaker if statement.attribution else None
        quotes.append(
            {
                "text": text,
                "speaker": speaker,
                "verb": statement.attribution.verb if statement.attribution else None,
                "kind": "indirect" if statement.form == "indirect" else "direct",
                "outlet_or_venue": statement.carried.outlet or statement.occasion,
            }
        )
        conditionals += [
            {"if": condition.bare, "then": condition.then, "speaker": speaker}
            for condition in conditions_in(text)
        ]
    boilerplate = [
        report.source.text[slice(*block.raw(0, len(block.text)))]
        for block in report.blocks
        if block.boilerplate
    ]
    return {
        "id": report.source.path.stem,
        "quotes": quotes,
        "relations": [],
        "conditionals": conditionals,
        "boilerplate": boilerplate,
    }
