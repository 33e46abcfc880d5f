"""The relations that a report tells, each with its place in the report's blocks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .gazetteer import Gazetteer, Mention
from .ledger import Modality, Record, Span, Tie
from .relations import Relation, find_relations
from .report import Report

_GAP = "\n\n"
_SENTENCE_END: Final = re.compile(
    r"""[.!?…]["”’'»)\]]*(?=\s+["“‘'«(\[]?[A-Z0-9À-Þ])|\n""", re.VERBOSE
)
_NO_END: Final = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Sen|Rep|Gov|St|No|vs|etc|Jr|Sr|Inc"
    r"|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.N|U\.K|D\.C|e\.g|i\.e"
    r"|a\.m|p\.m)\.$"
)
_LONGEST_ABBREVIATION = 6
_MODALITIES: Final[Mapping[str, Modality]] = {
    "asserted": "asserted",
    "reported": "reported",
    "claimed": "alleged",
    "alleged": "alleged",
    "predicted": "predicted",
    "proposed": "predicted",
    "conditional": "conditional",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A relation and the sentence that tells it: `blocks[block].text[start:end]`."""

    relation: Relation
    block: int
    start: int
    end: int


def relations_in(
    report: Report,
    known: Gazetteer | None = None,
    names: Sequence[Sequence[Mention]] | None = None,
) -> list[Told]:
    """Find the relations a report tells outside its boilerplate, each once, in order.

    Args:
        report: The report.
        known: Gazetteer; by default the one that comes with the package.
        names: By block, the names in it, where they are found already.
    """
    numbers = [i for i, block in enumerate(report.blocks) if not block.boilerplate]
    starts, length = [], 0
    for number in numbers:
        starts.append(length)
        length += len(report.blocks[number].text) + len(_GAP)
    text = _GAP.join(report.blocks[number].text for number in numbers)
    spans = list(sentence_spans(text))
    mentions = None
    if names is not None:
        shifts = zip(numbers, starts, strict=True)
        mentions = [_moved(each, by) for number, by in shifts for each in names[number]]
    found = []
    for relation in find_relations(
        text, spans, report.published_on, known=known, mentions=mentions
    ):
        at = bisect_right(starts, relation.start) - 1
        shift = starts[at]
        found.append(Told(relation, numbers[at], relation.start - shift, relation.end - shift))
    return found


def _moved(name: Mention, by: int) -> Mention:
    return Mention(name.start + by, name.end + by, name.entity, name.kind)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence; a line's end is a sentence's end, too."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        before = text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start() + 1]
        if text[match.start()] == "." and _NO_END.search(before):
            continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch without white space around it, unless nothing is left."""
    stretch = text[start:end]
    if content := stretch.strip():
        first = start + stretch.index(content)
        yield first, first + len(content)


def relation_record(report: Report, told: Told, id: str) -> Record:
    """Return a relation as a ledger record; its text is the sentence that tells it."""
    block, relation = report.blocks[told.block], told.relation
    start, end = block.raw(told.start, told.end)
    source = report.source
    about = f", {relation.item}" if relation.item else ""
    return Record(
        id=id,
        kind="relation",
        relation=Tie(
            relation.type, relation.source, relation.target, relation.item, relation.status
        ),
        paraphrase=f"{relation.source} → {relation.target}: {relation.type}{about}",
        text=block.text[told.start : told.end],
        span=Span(source.sha256, start, end, source.slice_sha256(start, end)),
        relay=(report.site,) if report.site else (),
        published_on=report.published_on,
        modality=_MODALITIES[relation.status],
        rule=f"relation: {relation.rule}",
        title=report.title,
        url=report.url,
    )


def relation_prediction(told: Told, report: Report) -> dict[str, str | None]:
    """Return a relation as the JSON object that scoring against labels reads."""
    relation = told.relation
    return {
        "type": relation.type,
        "source": relation.source,
        "target": relation.target,
        "item": relation.item,
        "sentence": report.blocks[told.block].text[told.start : told.end],
        "status": relation.status,
    }
