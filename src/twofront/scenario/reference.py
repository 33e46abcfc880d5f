"""The language reference, made from the tables that read scenarios and from files that run.

After a change of the language:
`python -m twofront.scenario.reference tests/language/valid docs/language-reference.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from twofront.scenario.expressions import ARITHMETIC, REFERENCES
from twofront.scenario.load import review
from twofront.scenario.units import UNITS
from twofront.scenario.written import evidence, moves
from twofront.scenario.written.document import DOCUMENT
from twofront.scenario.written.nodes import Node, Table
from twofront.scenario.written.notes import Notes
from twofront.scenario.written.records import Beside, Record
from twofront.scenario.written.shapes import ListOf, MapOf, OnScalar, Shape

MOST_LINES = 7
"""Of an example."""


def shapes_within(shape: Shape[Any]) -> list[Shape[Any]]:
    """Give a shape and every shape that may stand inside it."""
    found: list[Shape[Any]] = []
    waiting = [shape]
    while waiting:
        here = waiting.pop(0)
        if any(here is each for each in found):
            continue
        found.append(here)
        parts = {**vars(type(here)), **getattr(here, "__dict__", {})}
        if isinstance(here, Record):
            parts = {name: key.shape for name, key in here.keys.items()}
        waiting += [each for each in parts.values() if isinstance(each, Shape)]
    return found


def records() -> list[Record[Any]]:
    """Give every kind of mapping with known keys that a scenario may hold, once each."""
    roots: list[Record[Any]] = [
        DOCUMENT,
        evidence.CARRIED,
        moves.ACTOR_MOVE,
        moves.CHANCE_MOVE,
        moves.CHANGE,
    ]
    found: list[Record[Any]] = []
    for root in roots:
        for each in shapes_within(root):
            if isinstance(each, Record) and not any(each is other for other in found):
                found.append(each)
    return found


@dataclass(frozen=True, slots=True)
class Use:
    """A key where a file uses it."""

    file: str
    text: str


def uses(files: list[Path]) -> dict[tuple[str, str], Use]:
    """Find, for each key of each record, the shortest example in files that run."""
    found: dict[tuple[str, str], Use] = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines()
        for record, key, node in _read(file):
            use = Use(file.name, _excerpt(lines, node.line))
            if (record, key) not in found or len(use.text) < len(found[record, key].text):
                found[record, key] = use
    return found


def _read(file: Path) -> list[tuple[str, str, Node]]:
    """Give each key that was read, with the record it stands in."""
    seen: list[tuple[str, str, Node]] = []
    read = Record.parts

    def parts(self: Record[Any], node: Table, path: Any, notes: Notes) -> Any:
        seen.extend((self.name, key.text, key) for key, _ in node.entries)
        return read(self, node, path, notes)

    with patch.object(Record, "parts", parts):
        review(file)
    return seen


def _excerpt(lines: list[str], number: int) -> str:
    """Give a line and what is indented under it, at most so many lines."""
    first = lines[number - 1]
    depth = len(first) - len(first.lstrip())
    kept = [first]
    for line in lines[number:]:
        if not line.strip() or len(line) - len(line.lstrip()) <= depth:
            break
        kept.append(line)
    if len(kept) > MOST_LINES:
        kept = [*kept[:MOST_LINES], " " * (depth + 2) + "…"]
    return "\n".join(line[depth:] for line in kept)


def reference(examples: Path) -> str:
    """Write the reference.

    Args:
        examples: A folder of scenarios that run, one a rule.
    """
    found = uses(sorted(examples.glob("*.yaml")))
    parts = [_HEAD]
    for record in records():
        parts.append(_section(record, found))
    parts += [_amounts(), _units()]
    return "\n".join(parts)


_HEAD = """# The scenario language, key by key

This page is made from the tables by which Twofront reads a scenario and from files that are run by
its tests; [language.md](language.md) tells the same in prose. Keys in bold must stand. Each example
is cut from the file named over it, in `tests/language/valid/`.
"""


def _title(record: Record[Any]) -> str:
    return record.name.removeprefix("a ").removeprefix("an ").capitalize()


def _anchor(record: Record[Any]) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _title(record).lower()).strip("-")


def _section(record: Record[Any], found: dict[tuple[str, str], Use]) -> str:
    lines = [f"## {_title(record)}", "", "| key | holds | what it is |", "| --- | --- | --- |"]
    for name, key in record.keys.items():
        shown = f"**`{name}`**" if key.required else f"`{name}`"
        lines.append(f"| {shown} | {_holds(key.shape)} | {_cell(key.help)} |")
    lines += ["", *_notes(record)]
    for use, names in _examples(record, found).items():
        told = ", ".join(f"`{name}`" for name in names)
        lines += [f"{told} ({use.file}):", "", "```yaml", use.text, "```", ""]
    return "\n".join(lines)


def _notes(record: Record[Any]) -> Iterator[str]:
    for choice in record.choices:
        if isinstance(choice, Beside):
            yield from _beside(choice)
        else:
            yield f"One of {_listed(choice.keys)}{' at most' if choice.optional else ''}."
        yield ""


def _beside(rule: Beside) -> Iterator[str]:
    if rule.needs:
        yield f"Beside `{rule.key}`: {_listed(rule.needs)}."
    if rule.never:
        yield f"Never beside `{rule.key}`: {_listed(rule.never)}."


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _examples(record: Record[Any], found: dict[tuple[str, str], Use]) -> dict[Use, list[str]]:
    """Group a record's keys by the example that shows them."""
    by_use: dict[Use, list[str]] = {}
    for name in record.keys:
        use = found.get((record.name, name))
        if use is not None:
            by_use.setdefault(use, []).append(name)
    return by_use


def _holds(shape: Shape[Any]) -> str:
    if isinstance(shape, Record):
        return f"[{shape.name}](#{_anchor(shape)})"
    if isinstance(shape, ListOf):
        return f"a list: {_holds(shape.item)}" + (", or one alone" if shape.single else "")
    if isinstance(shape, MapOf):
        return f"names, each with {_holds(shape.value)}"
    if isinstance(shape, OnScalar):
        return _cell(shape.wanted)
    inside = [each for each in shapes_within(shape)[1:] if isinstance(each, Record)]
    told = (type(shape).__doc__ or "").split(";")[0].split(".")[0]
    links = ", ".join(f"[{each.name}](#{_anchor(each)})" for each in inside[:3])
    return _cell(told[:1].lower() + told[1:]) + (f": {links}" if links else "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _amounts() -> str:
    functions = [f"`{name}({', '.join(names)})`" for name, names in REFERENCES.items()]
    functions += [f"`{name}`" for name in ARITHMETIC]
    return (
        "## Amounts\n\n"
        "`+ - * / **`, brackets, numbers, names of quantities, `period` where there are periods, "
        f"and the functions {', '.join(functions)}.\n"
    )


def _units() -> str:
    lines = ["## Units", "", "| unit | for |", "| --- | --- |"]
    lines += [f"| `{unit.name}` | {_cell(unit.means)} |" for unit in UNITS.values()]
    return "\n".join([*lines, ""])


def main(examples: str, out: str) -> None:
    """Write the reference into a file."""
    Path(out).write_text(reference(Path(examples)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
