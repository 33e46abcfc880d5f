"""A report as read: its source, date and title, and its blocks of text with their places."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from .boilerplate import boilerplate_rules, dateline_end
from .ledger import day_in
from .markup import Piece, looks_like_html, readable_pieces
from .source import Source, read_source

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
EXTRACTION_LIMIT = 2 * 2**20

_DATED = re.compile(
    r"\s*(?:date|dated|published)?:?\s*(\d{4}-\d{2}-\d{2})(?=\s|$)\s*", re.IGNORECASE
)
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*)+|[\f\u2029]\s*|\r(?!\n)\s*")
_LONG_LINE = 120
_DATED_BLOCKS = 4  # a dateline stands near the head


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a report.

    Attributes:
        text: The paragraph as a person reads it.
        start: Where it starts in the source, in code points.
        places: For HTML, raw start and end of each character; None where the
            paragraph stands in the source as it is.
        boilerplate: The rule that marks it as no part of the report, or None.
        dateline: How many of its characters are a dateline: “KYIV, Sept 5 (AP) — ”.
    """

    text: str
    start: int
    places: Piece | None = None
    boilerplate: str | None = None
    dateline: int = 0

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the source of `text[start:end]`, which is not empty."""
        if self.places is None:
            return self.start + start, self.start + end
        return self.places.starts[start], self.places.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes:
        source: The file, untouched.
        published_on: Day of publication, None where the report does not say.
        title: Headline, None where it is not marked as one.
        site: Name of the publication, None where unknown.
        url: Address, None where unknown.
        blocks: Paragraphs in order, boilerplate among them.
        notes: What a reader should know: what was guessed, what was left out.
    """

    source: Source
    published_on: date | None
    title: str | None
    site: str | None
    url: str | None
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


def read_report(path: Path | str) -> Report:
    """Read a report from plain text or saved HTML.

    Raises:
        InputError: The file cannot be read or is not text.
    """
    source = read_source(Path(path))
    is_html = source.path.suffix.lower() in HTML_SUFFIXES or looks_like_html(source.text)
    report = _from_html(source) if is_html else _from_text(source)
    if report.published_on is None:
        report = replace(report, notes=(*report.notes, "no date of publication was found"))
    if all(block.boilerplate for block in report.blocks):
        report = replace(report, notes=(*report.notes, "nothing but boilerplate was found"))
    return report


def _from_text(source: Source) -> Report:
    dated = _DATED.match(source.text)
    published = day_in(dated[1]) if dated else None
    begin = dated.end() if dated and published else 0
    blocks = _marked(_paragraphs(source.text, begin))
    return Report(source, published, None, None, None, blocks, source.notes)


def _marked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Mark boilerplate and datelines."""
    found = list(blocks)
    rules = boilerplate_rules([block.text for block in found])
    marked = []
    left = _DATED_BLOCKS
    for block, rule in zip(found, rules, strict=True):
        place = 0
        if left and not rule:
            place = dateline_end(block.text)
            left -= 1
        marked.append(replace(block, boilerplate=block.boilerplate or rule, dateline=place))
    return tuple(marked)


def _paragraphs(text: str, begin: int) -> Iterator[Block]:
    """Split at empty lines, and at line ends where lines are not wrapped."""
    at = begin
    for gap in _BREAK.finditer(text, begin):
        yield from _lines(text, at, gap.start())
        at = gap.end()
    yield from _lines(text, at, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[Block]:
    lines = text[start:end].split("\n")
    widest = max(map(len, lines))
    first, at = start, start
    for index, line in enumerate(lines):
        at += len(line) + 1
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is None or _ends_paragraph(line, following, widest):
            stretch = text[first : min(at, end)]
            if content := stretch.strip():
                yield Block(content, first + stretch.index(content[0]))
            first = at


def _ends_paragraph(line: str, following: str, widest: int) -> bool:
    if len(line) > _LONG_LINE or len(following) > _LONG_LINE:
        return True
    closed = line.rstrip()[-1:] in tuple(".!?:\"'”’»")
    return closed and len(line) < 0.75 * widest and not following[:1].islower()


def _from_html(source: Source) -> Report:
    pieces, notes = readable_pieces(source.text), list(source.notes)
    found = _extract(source.text, notes)
    outside = _outside_article(pieces, found.text if found else "", notes)
    blocks = _marked(
        Block(piece.text, piece.starts[0], piece, outside.get(index))
        for index, piece in enumerate(pieces)
    )
    if not found:
        return Report(source, None, None, None, None, blocks, tuple(notes))
    published = day_in(found.date or "")
    return Report(source, published, found.title, found.sitename, found.url, blocks, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Extract:
    text: str
    title: str | None
    date: str | None
    sitename: str | None
    url: str | None


def _extract(text: str, notes: list[str]) -> _Extract | None:
    """Let trafilatura find the article and what the page says about itself."""
    if len(text) > EXTRACTION_LIMIT:
        notes.append("the page is too large to tell the article from its surroundings")
        return None
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    stated_dates = {"extensive_search": False, "original_date": True}
    try:
        found = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, date_extraction_params=stated_dates
        )
    except Exception as error:  # a page may break the extractor; its text is still readable
        notes.append(f"the article could not be told from its page ({type(error).__name__})")
        return None
    if found is None or isinstance(found, dict):
        notes.append("the article could not be told from its page; all of it was read")
        return None
    return _Extract(found.text or "", found.title, found.date, found.sitename, found.url)


def _outside_article(pieces: list[Piece], article: str, notes: list[str]) -> dict[int, str]:
    """Name the pieces that are not in the extracted article, by index."""
    known = _compact(article)
    if not known:
        return {index: "navigation" for index, piece in enumerate(pieces) if piece.chrome}
    compact = [_compact(piece.text) for piece in pieces]
    everything = "".join(compact)
    lost = [line for line in article.splitlines() if _compact(line)[:40] not in everything]
    if lost:
        notes.append(f"{len(lost)} paragraphs of the article could not be traced to the file")
    return {
        index: "outside the article"
        for index, text in enumerate(compact)
        if text not in known
        and not (len(text) > 60 and (text[:40] in known or text[-40:] in known))
    }


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
