"""The ledger a scenario cites: a file beside it, or the records a canonical one carries."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from twofront.evidence.ledger import Ledger
from twofront.evidence.ledger_file import load_ledger, parse_ledger
from twofront.problems import InputError, Problem
from twofront.scenario.written.nodes import Listing, Node, Scalar, Table, with_kebab_code
from twofront.scenario.written.notes import Notes, Path, field_of
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Text, number_in
from twofront.scenario.written.shapes import OnScalar, Schema, Shape, shown

_DIGEST = re.compile("[0-9a-f]{64}")
_RECORD_LIMIT = 5_000


class LedgerFile(OnScalar[Ledger]):
    """A path from the scenario's folder to a ledger in it."""

    wanted = "the path of a ledger"

    def value(self, node: Scalar, path: Path, notes: Notes) -> Ledger | None:
        """Read the ledger; its own problems are the scenario's too."""
        if Text().value(node, path, notes) is None:
            return None
        folder = FilePath(notes.file).parent
        file = folder / node.text
        if not _inside(file, folder):
            message = f"The ledger must lie in the scenario's folder; {shown(node)} does not."
            notes.problem(path, "ledger-outside", message, node=node)
            return None
        try:
            ledger = load_ledger(file)
        except InputError as error:
            notes.problems += [
                _at(node, path, notes, each) if each.line is None else with_kebab_code(each)
                for each in error.problems
            ]
            return None
        notes.ledger_digest = ledger.digest
        return ledger

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return Text().schema(canonical)


def _inside(file: FilePath, folder: FilePath) -> bool:
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _at(node: Node, path: Path, notes: Notes, problem: Problem) -> Problem:
    message = f"The ledger {problem.file}: {problem.message}"
    here = replace(problem, file=notes.file, line=node.line, column=node.column)
    return with_kebab_code(replace(here, field=field_of(path), message=message))


class Digest(OnScalar[str]):
    """A SHA-256 in hex."""

    wanted = "a SHA-256 digest"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read it."""
        if _DIGEST.fullmatch(node.text):
            return node.text
        message = f"Expected 64 hex digits, found {shown(node)}."
        notes.problem(path, "bad-digest", message, node=node)
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        return {"type": "string", "pattern": f"^{_DIGEST.pattern}$"}


class Records(Shape[Ledger]):
    """Ledger records written out; read by the ledger's own rules."""

    def take(self, node: Node, path: Path, notes: Notes) -> Ledger | None:
        """Read the records."""
        if not isinstance(node, Listing):
            message = f"Expected a list of records, found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        lines = "\n".join(json.dumps(plain_value(item)) for item in node.items)
        try:
            return parse_ledger(lines.encode(), notes.file)
        except InputError as error:
            for each in error.problems:
                at = (each.line or 1) - 1
                here = _at(node.items[at], (*path, at), notes, each)
                notes.problems.append(replace(here, message=each.message))
            return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it; the ledger has rules of its own for what a record holds."""
        record: Schema = {"type": "object", "required": ["id", "kind"]}
        return {"type": "array", "items": record, "maxItems": _RECORD_LIMIT}


def plain_value(node: Node) -> Any:
    """Give a node's value as JSON would have it: what is in quotes is text."""
    match node:
        case Table(entries):
            return {key.text: plain_value(value) for key, value in entries}
        case Listing(items):
            return [plain_value(item) for item in items]
        case Scalar(text, plain=plain):
            words = {"": None, "null": None, "~": None, "true": True, "false": False}
            if not plain or (text not in words and number_in(node) is None):
                return text
            if text in words:
                return words[text]
            return int(text) if text.lstrip("+-").isdigit() else number_in(node)


CARRIED: Record[Ledger] = Record(
    "a ledger",
    {
        "sha256": Key(Digest(), "The digest of the whole ledger.", required=True),
        "records": Key(Records(), "The records that are cited.", required=True),
    },
    lambda path, got: got["records"],
)


class LedgerShape(Shape[Ledger]):
    """A ledger: the path of its file, or in a canonical scenario its digest and records."""

    def take(self, node: Node, path: Path, notes: Notes) -> Ledger | None:
        """Read the ledger and note its records."""
        carried = isinstance(node, Table)
        found = (CARRIED if carried else LedgerFile()).take(node, path, notes)
        if found is None:
            notes.unread.add("record")
            return None
        if carried:
            digest = notes.nodes[(*path, "sha256")]
            notes.ledger_digest = digest.text if isinstance(digest, Scalar) else None
        notes.ledger = found
        for name in found.ids:
            notes.define("record", name, path)
        return found

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        carried = CARRIED.schema(canonical)
        return carried if canonical else {"anyOf": [LedgerFile().schema(canonical), carried]}


LEDGER = LedgerShape()
