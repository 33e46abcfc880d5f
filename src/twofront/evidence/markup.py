"""HTML to readable text, each readable character tied to its place in the raw file.

A small scanner rather than a parser: it never fails, its time is linear in the
file, and it is the only place that knows how readable text and raw text relate.
"""

from __future__ import annotations

import html
import re
from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

_HTML = re.compile(r"\s*(?:<\?xml|<!doctype\s+html|<html|<head|<body|<article|<p\b)", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?P<tag><(?=[a-zA-Z/!?]))|(?P<entity>&#?\w{1,32};?)|(?P<space>\s+)|[^<&\s]+|[<&]"
)
_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
_TAG_END = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_QUOTED_REACH = 1_000
_TAG_REACH = 2**20


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SILENT = _names("script style noscript template svg title textarea select button")
_CHROME = _names("nav aside footer form")
_BLOCKS = _CHROME | _names(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 article section main header blockquote table tr td "
    "th figure figcaption address hr pre body html head"
)


class Piece(NamedTuple):
    """A block of readable text.

    Attributes:
        text: Readable text, entities decoded, runs of white space made one space.
        starts: For each character, where its raw form starts.
        ends: For each character, where its raw form ends.
        chrome: Whether it stands in navigation, a footer, a form or the like.
    """

    text: str
    starts: array[int]
    ends: array[int]
    chrome: bool


@dataclass(slots=True)
class _Builder:
    pieces: list[Piece] = field(default_factory=list)
    chars: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    space: tuple[int, int] | None = None
    breaks: int = 0
    chrome: int = 0

    def put(self, text: str, start: int, end: int, each: bool) -> None:
        """Add readable characters; `each` when they stand raw one for one."""
        if self.breaks > 1:
            self.close()
        if self.space and self.chars:
            self._add(" ", *self.space)
        self.space, self.breaks = None, 0
        for index, char in enumerate(text):
            self._add(char, *((start + index, start + index + 1) if each else (start, end)))

    def _add(self, char: str, start: int, end: int) -> None:
        self.chars.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def close(self) -> None:
        """End the block."""
        if self.chars:
            piece = Piece("".join(self.chars), self.starts, self.ends, self.chrome > 0)
            self.pieces.append(piece)
        self.chars, self.starts, self.ends = [], array("q"), array("q")
        self.space, self.breaks = None, 0


def looks_like_html(text: str) -> bool:
    """Say whether a text opens as HTML does."""
    return bool(_HTML.match(text[:2_000]))


def readable_pieces(source: str) -> list[Piece]:
    """Split raw HTML into blocks of readable text with their places."""
    builder, at = _Builder(), 0
    while token := _TOKEN.match(source, at):
        start, at = token.span()
        match token.lastgroup:
            case "tag":
                at = _tag(source, start, builder)
            case "space":
                builder.space = builder.space or (start, at)
            case "entity":
                _entity(token.group(), start, builder)
            case _:
                builder.put(token.group(), start, at, each=True)
    builder.close()
    return builder.pieces


def _entity(raw: str, start: int, builder: _Builder) -> None:
    text = html.unescape(raw)
    if text == raw:
        builder.put(raw, start, start + len(raw), each=True)
    elif text.isspace():
        builder.space = builder.space or (start, start + len(raw))
    else:
        builder.put(text, start, start + len(raw), each=False)


def _tag(source: str, start: int, builder: _Builder) -> int:
    """Act on the tag, comment or declaration at `start`; return where it ends."""
    name_match = _NAME.match(source, start)
    if source.startswith("<!--", start):
        return _after(source, "-->", start + 4)
    end = _tag_end(source, start)
    if end < 0:
        builder.put("<", start, start + 1, each=True)
        return start + 1
    if not name_match:
        return end
    name, closing = name_match[1].lower(), source[start + 1] == "/"
    if name == "br":
        builder.breaks += 1
        builder.space = builder.space or (start, end)
    elif name in _BLOCKS:
        builder.close()
    if name in _CHROME:
        builder.chrome = max(0, builder.chrome + (-1 if closing else 1))
    if name in _SILENT and not closing:
        return _after_silent(source, name, end)
    return end


def _tag_end(source: str, start: int) -> int:
    """Find the end of a tag, past any `>` in quotation marks; -1 where it has none."""
    within = _TAG_END.match(source, start + 1, start + _QUOTED_REACH)
    return within.end() if within else source.find(">", start, start + _TAG_REACH) + 1 or -1


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return found + len(mark) if found >= 0 else len(source)


def _after_silent(source: str, name: str, start: int) -> int:
    closing = re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE).search(source, start)
    return closing.end() if closing else len(source)
