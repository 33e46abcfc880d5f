"""Mappings with known keys: the tables that say what each noun of the language holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twofront.scenario.written.nodes import Node, Scalar, Table
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.shapes import Schema, Shape, T, shown


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record.

    Attributes:
        shape: What may stand under it.
        help: What it is for, in a sentence; editors and the reference show it.
        default: What is read where it is not written; None for nothing.
    """

    shape: Shape[Any]
    help: str
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Keys of which one must stand, and only one.

    Attributes:
        name: What they are together, such as "a value"; the codes are `no-` and
            `several-` with its last word.
        optional: Whether none may stand.
    """

    name: str
    keys: tuple[str, ...]
    advice: str = ""
    optional: bool = False

    def check(self, node: Table, path: Path, notes: Notes) -> bool:
        """Check how many of them stand in a mapping."""
        given = [key for key, _ in node.entries if key.text in self.keys]
        noun = self.name.split()[-1]
        if len(given) > 1:
            names = " and ".join(repr(key.text) for key in given)
            message = f"{names} stand together; give {self.name} in one way."
            notes.problem(path, f"several-{noun}", message, node=given[1])
        elif not given and not self.optional:
            ways = ", ".join(repr(key) for key in self.keys)
            message = f"Needs {self.name}: one of {ways}. {self.advice}".rstrip()
            notes.problem(path, f"no-{noun}", message, node=node)
        else:
            return True
        return False

    def schema(self) -> Schema:
        """Describe it."""
        one: list[Schema] = [{"required": [key]} for key in self.keys]
        none: list[Schema] = [{"not": {"anyOf": one}}] if self.optional else []
        return {"oneOf": one + none}


@dataclass(frozen=True, slots=True)
class Beside:
    """What must, and what may not, stand beside a key.

    Attributes:
        needs: Keys without which it says nothing, each with why.
        never: Keys that mean nothing beside it, each with why.
        unless: A key that rules it out, so that nothing more need be said.
    """

    key: str
    needs: Mapping[str, str] = field(default_factory=dict)
    never: Mapping[str, str] = field(default_factory=dict)
    unless: str = ""

    def check(self, node: Table, path: Path, notes: Notes) -> bool:
        """Check what stands beside it in a mapping."""
        given = {key.text: key for key, _ in node.entries}
        if self.key not in given or self.unless in given:
            return True
        missing = [name for name in self.needs if name not in given]
        misplaced = [name for name in self.never if name in given]
        for name in missing:
            notes.problem((*path, name), "missing-key", self.needs[name], node=node)
        for name in misplaced:
            notes.problem((*path, name), "misplaced-key", self.never[name], node=given[name])
        return not missing and not misplaced

    def schema(self) -> Schema:
        """Describe it."""
        never: list[Schema] = [{"required": [name]} for name in self.never]
        whole: Schema = {"required": list(self.needs)} if self.needs else {}
        whole |= {"not": {"anyOf": never}} if never else {}
        return {"if": {"required": [self.key]}, "then": whole}


Build = Callable[[Path, dict[str, Any]], T]


@dataclass(frozen=True, slots=True)
class Record(Shape[T]):
    """A mapping with known keys.

    Attributes:
        name: What it is, for messages: "a move".
        keys: Its keys, in the order in which the canonical form writes them.
        build: Makes the value from the path and what was read; a key that was
            not written has its default.
        choices: Keys of which only one may stand, and what goes with a key.
        foreign: Keys that exist elsewhere, with why they do not stand here.
        check: Checks what one key alone cannot tell; False where it found a problem.
    """

    name: str
    keys: Mapping[str, Key]
    build: Build[T]
    choices: tuple[Choice | Beside, ...] = ()
    foreign: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[dict[str, Any], Path, Notes], bool] = lambda got, path, notes: True

    def take(self, node: Node, path: Path, notes: Notes) -> T | None:
        """Read a mapping, all of its keys, before giving up on it."""
        if not isinstance(node, Table):
            message = f"Expected {self.name}, which is a mapping; found {shown(node)}."
            notes.problem(path, "wrong-type", message, node=node)
            return None
        got, complete = self.parts(node, path, notes)
        complete = complete and self.check(got, path, notes)
        return self.build(path, got) if complete else None

    def parts(self, node: Table, path: Path, notes: Notes) -> tuple[dict[str, Any], bool]:
        """Read every key; give what was read, and whether all of it could be."""
        complete = self._check_keys(node, path, notes)
        got = {name: key.default for name, key in self.keys.items()}
        for key, value in node.entries:
            if key.text in self.keys:
                read = self.keys[key.text].shape.read(value, (*path, key.text), notes)
                complete = complete and read is not None
                got[key.text] = read
        return got, complete

    def _check_keys(self, node: Table, path: Path, notes: Notes) -> bool:
        known = [self._knows(key, path, notes) for key, _ in node.entries]
        written = {key.text for key, _ in node.entries}
        missing = [name for name, key in self.keys.items() if key.required and name not in written]
        for name in missing:
            message = f"{self.name.capitalize()} needs {name!r}: {self.keys[name].help}"
            notes.problem((*path, name), "missing-key", message, node=node)
        chosen = [choice.check(node, path, notes) for choice in self.choices]
        return all(known) and not missing and all(chosen)

    def _knows(self, key: Scalar, path: Path, notes: Notes) -> bool:
        if key.text in self.keys:
            return True
        here = (*path, key.text)
        if key.text in self.foreign:
            notes.problem(here, "misplaced-key", self.foreign[key.text], node=key)
        else:
            message = f"{self.name.capitalize()} has no {shown(key)}."
            near = (key.text, self.keys)
            notes.problem(here, "unknown-key", message, node=key, near=near)
        return False

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        described = {
            name: {**key.shape.schema(canonical), "description": key.help}
            for name, key in self.keys.items()
        }
        required = [
            name
            for name, key in self.keys.items()
            if key.required or (canonical and key.default is not None)
        ]
        whole: Schema = {
            "type": "object",
            "properties": described,
            "additionalProperties": False,
        }
        whole |= {"required": required} if required else {}
        chosen = [choice.schema() for choice in self.choices]
        return whole | ({"allOf": chosen} if chosen else {})
