"""YAML text to located nodes, within bounds: no aliases, no tags, no key twice.

What a scalar means is for its reader to say: here `no`, `2025-07-08` and `1e3`
are words like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from twofront.files import read_bounded
from twofront.problems import InputError, Problem

FILE_LIMIT = 2 * 2**20
DEPTH_LIMIT = 30
NODE_LIMIT = 100_000

Report: TypeAlias = Callable[[int, int, str, str], None]
"""Takes line, column, code and message of a problem that reading survives."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word, number or text.

    Attributes:
        plain: Whether it stands without quotes.
        inset: How many columns after its start its first character stands; None
            where characters of `text` and of the file do not match one to one.
        void: Whether it stands for something refused already.
    """

    text: str
    line: int
    column: int
    plain: bool = True
    inset: int | None = 0
    void: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and their values, in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, name: str) -> Node | None:
        """Give the value of a key, or None."""
        return next((value for key, value in self.entries if key.text == name), None)


Node: TypeAlias = Scalar | Listing | Table


class Unreadable(Exception):
    """Why reading stopped, and where (from 1)."""

    def __init__(self, code: str, message: str, line: int | None, column: int | None) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column = code, message, line, column


def find_file(path: Path) -> Path:
    """Give the scenario's file: the path itself, or `scenario.yaml` in that folder.

    Raises:
        InputError: It is a folder without one, or its name cannot be looked up.
    """
    try:
        if not path.is_dir():
            return path
        inside = path / "scenario.yaml"
        if inside.is_file():
            return inside
        code, message = "missing-file", "This folder holds no scenario.yaml."
    except OSError as error:
        code, message = "unreadable", f"The file cannot be read: {error.strerror or error}."
    raise InputError([Problem(str(path), None, None, "", code, message)])


def read_text(path: Path) -> str:
    """Read a scenario's file.

    Raises:
        InputError: It is missing, no file, too large, or not UTF-8 text.
    """
    try:
        data = read_bounded(path, FILE_LIMIT)
        return data.decode("utf-8-sig")
    except InputError as error:
        raise InputError(map(with_kebab_code, error.problems)) from None
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}."
        problem = Problem(str(path), None, None, "", "unreadable", message)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "The file is not UTF-8 text. Save it as UTF-8."
        problem = Problem(str(path), line, column, "", "not-utf8", message)
    raise InputError([problem])


def with_kebab_code(problem: Problem) -> Problem:
    """Give the problem with a code spelt as this room spells them."""
    return replace(problem, code=problem.code.replace("_", "-"))


def parse(text: str, report: Report) -> Node:
    """Build the nodes of one YAML document.

    Args:
        text: At most what `read_text` gives.
        report: Is told of keys that stand twice, anchors, aliases and tags;
            the first of two keys counts, the rest is read as if not there.

    Raises:
        Unreadable: It is not YAML, empty, several documents, or beyond the limits.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(report)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = ", ".join(part for part in (error.context, error.problem) if part)
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise Unreadable("not-yaml", f"This is not YAML: {why}.", line, column) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"This is not YAML: character {error.character!r} is not allowed."
        raise Unreadable("not-yaml", message, line, column) from None
    if builder.root is None:
        raise Unreadable("empty-file", "The file is empty.", 1, 1)
    return builder.root


class _Open:
    """A list or table whose end has not come yet."""

    def __init__(self, event: Any) -> None:
        self.table = isinstance(event, yaml.MappingStartEvent)
        self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        self.nodes: list[Node] = []

    def close(self, report: Report) -> Node:
        if self.table:
            return Table(tuple(self._entries(report)), self.line, self.column)
        return Listing(tuple(self.nodes), self.line, self.column)

    def _entries(self, report: Report) -> Iterator[tuple[Scalar, Node]]:
        first: dict[str, int] = {}
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                report(key.line, key.column, "key-not-a-word", "A key is a single word.")
            elif key.text in first:
                again = f"The key {key.text[:60]!r} stands here already, on line {first[key.text]}."
                report(key.line, key.column, "duplicate-key", again)
            elif not key.void:
                first[key.text] = key.line
                yield key, value


class _Builder:
    """Takes the events of a document one by one, without recursion."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.count = 0

    def take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self.refuse_extras(event)
                self.place(_scalar(event))
            case yaml.AliasEvent():
                message = "Aliases are not part of the language; write the value out."
                self.refuse(event, "alias", message)
                self.place(Scalar("", *_start(event), void=True))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.refuse_extras(event)
                self.descend(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.place(self.open.pop().close(self.report))
            case yaml.DocumentStartEvent() if self.root is not None:
                message = "A scenario is one document; a second one starts here."
                raise Unreadable("several-documents", message, *_start(event))

    def descend(self, event: Any) -> None:
        self.open.append(_Open(event))
        if len(self.open) > DEPTH_LIMIT:
            message = f"This nests deeper than {DEPTH_LIMIT} levels."
            raise Unreadable("too-deep", message, *_start(event))

    def place(self, node: Node) -> None:
        self.count += 1
        if self.count > NODE_LIMIT:
            message = f"The file holds more than {NODE_LIMIT:,} values."
            raise Unreadable("too-large", message, node.line, node.column)
        if self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node

    def refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            message = "Anchors are not part of the language."
            self.refuse(event, "anchor", message)
        if event.tag is not None:
            message = "Tags are not part of the language."
            self.refuse(event, "tag", message)

    def refuse(self, event: Any, code: str, message: str) -> None:
        self.report(*_start(event), code, message)


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> Scalar:
    quotes = 1 if event.style in ("'", '"') else 0
    width = event.end_mark.index - event.start_mark.index
    exact = width == len(event.value) + 2 * quotes and event.style not in ("|", ">")
    inset = quotes if exact else None
    return Scalar(event.value, *_start(event), plain=event.style in (None, ""), inset=inset)
