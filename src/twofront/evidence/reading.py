"""Records of the ledger from a report, and the same in the form that scoring reads."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .gazetteer import Gazetteer
from .ledger import Record, Span
from .relations_report import Told, relation_prediction, relation_record, relations_in
from .report import Block, Report, read_report
from .speech import GOES_ON, Conditional, Said, read_speech
from .statements import Statement
from .wording import hedges_in, modality_of

_SCORED = ("direct", "indirect", "turn")
_WARNING = ("warn", "caution", "threat")
_NOT_IN_ID = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one report.

    Attributes:
        report: The report.
        said: What it says others said, in order.
        conditionals: What it says would follow from what, its own conditionals among them.
        relations: What it tells of states and groups, each once, in order.
        records: A ledger record for each statement, then for each relation.
        notes: What a reader should know.
    """

    report: Report
    said: tuple[Said, ...]
    conditionals: tuple[Conditional, ...]
    relations: tuple[Told, ...]
    records: tuple[Record, ...]
    notes: tuple[str, ...]


def read(
    path: Path | str, *, shares_stem: bool = False, gazetteer: Gazetteer | None = None
) -> Reading:
    """Read a report into records.

    Args:
        path: Plain text or saved HTML.
        shares_stem: Whether another report read along has the same file stem;
            ids then carry the start of the source's digest too.
        gazetteer: Names of states, groups and people; by default those that come along.

    Raises:
        InputError: The file cannot be read or is not text.
    """
    report = read_report(path)
    speech = read_speech(report, gazetteer)
    relations = tuple(relations_in(report, gazetteer, speech.names))
    prefix = id_stem(report.source.path)
    if shares_stem:
        prefix = f"{prefix}~{report.source.sha256[:8]}"
    records = [
        _record(report, said, f"{prefix}#{number}")
        for number, said in enumerate(speech.said, start=1)
    ]
    records += [
        relation_record(report, told, f"{prefix}#{number}")
        for number, told in enumerate(relations, start=len(records) + 1)
    ]
    notes = (*report.notes, *speech.notes)
    return Reading(report, speech.said, speech.conditionals, relations, tuple(records), notes)


def id_stem(path: Path) -> str:
    """Return the part of a file's name that record ids begin with."""
    stem = _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", path.stem)).strip("-._")
    return stem[:80] or "report"


def _record(report: Report, said: Said, id: str) -> Record:
    statement = said.statement
    block = report.blocks[statement.block]
    text = block.text[statement.start : statement.end]
    by, days = statement.attribution, said.days
    indirect = statement.form == "indirect"
    warns = indirect and by is not None and (by.verb or "").startswith(_WARNING)
    condition = said.conditions[0] if said.conditions else None
    return Record(
        id=id,
        kind="warning" if warns else "quote",
        text=text,
        span=_span(report, block, statement),
        speaker=by.speaker if by else None,
        occasion=said.occasion,
        outlet=said.carried.outlet,
        relay=(*said.carried.relay, *_own_site(report, said)),
        said_on=days.day if days else None,
        published_on=report.published_on,
        modality=modality_of(text, by.verb if by else None, condition is not None, indirect),
        condition=block.text[condition.start : condition.end] if condition else None,
        hedges=hedges_in(text),
        rule=f"{statement.form}: {by.rule if by else 'no speaker'}",
        title=report.title,
        url=report.url,
    )


def _own_site(report: Report, said: Said) -> tuple[str, ...]:
    return (report.site,) if report.site and report.site != said.carried.outlet else ()


def _span(report: Report, block: Block, statement: Statement) -> Span:
    start, end = block.raw(statement.start, statement.end)
    source = report.source
    return Span(source.sha256, start, end, source.slice_sha256(start, end))


def prediction(reading: Reading) -> dict[str, Any]:
    """Return a reading as the JSON object that scoring against labels reads."""
    report = reading.report
    return {
        "id": report.source.path.stem,
        "quotes": [
            _quote_prediction(said, report)
            for said in reading.said
            if said.statement.form in _SCORED and not _goes_on(said.statement)
        ],
        "relations": [relation_prediction(told, report) for told in reading.relations],
        "conditionals": [
            {"if": each.condition.bare, "then": each.condition.then, "speaker": each.speaker}
            for each in reading.conditionals
        ],
        "boilerplate": [
            report.source.text[slice(*block.raw(0, len(block.text)))]
            for block in report.blocks
            if block.boilerplate
        ],
    }


def _quote_prediction(said: Said, report: Report) -> dict[str, str | None]:
    statement = said.statement
    by = statement.attribution
    return {
        "text": report.blocks[statement.block].text[statement.start : statement.end],
        "speaker": by.speaker if by else None,
        "verb": by.verb if by else None,
        "kind": statement.form,
        "outlet_or_venue": said.carried.outlet or said.hearer or said.occasion,
    }


def _goes_on(statement: Statement) -> bool:
    """Whether a turn's block goes on with what the one before began."""
    by = statement.attribution
    return statement.form == "turn" and by is not None and by.rule == GOES_ON
