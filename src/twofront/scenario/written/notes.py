"""What reading a scenario leaves behind: problems, marks, and names used before they are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from twofront.evidence.ledger import Ledger
from twofront.problems import Problem, nearest
from twofront.scenario.expressions import Expression
from twofront.scenario.model import Mark
from twofront.scenario.units import Unit
from twofront.scenario.written.nodes import Node, Scalar

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list places from the top of the file to a value."""

PROBLEM_LIMIT = 100

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def field_of(path: Path) -> str:
    """Write a path as problems and marks show it: `moves[china].options.attack.when`."""
    text = ""
    for depth, part in enumerate(path):
        inside = isinstance(part, int) or _DAY.fullmatch(part) or (depth == 1 and text == "moves")
        text += f"[{part}]" if inside else f".{part}" if text else str(part)
    return text


def is_warning(problem: Problem) -> bool:
    """Tell whether it only warns: the scenario may still be run."""
    return problem.code.startswith("warning")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name that must be one of those of some places."""

    kinds: tuple[str, ...]
    name: Scalar
    path: Path


@dataclass(frozen=True, slots=True)
class ValueNaming:
    """Values that must be among those of a move, outcome or private state."""

    name: str
    values: tuple[Scalar, ...]
    unasked: bool
    path: Path


@dataclass(frozen=True, slots=True)
class AmountUse:
    """An amount, and what its place asks of it.

    Attributes:
        wants: `own` (the unit of `quantity`), `util`, `number`, `theatre` or `measure`.
        functions: Which of `odds`, `strength`, `level` and `flow` may stand in it.
        quantity: Whose unit it has, where it wants its `own`; `was` is that quantity.
    """

    amount: Expression
    node: Scalar
    path: Path
    wants: str
    functions: frozenset[str]
    was: bool = False
    quantity: str = ""


@dataclass(slots=True)
class Notes:
    """The margin of a scenario's file, written in while reading.

    Attributes:
        nodes: The node at every path that was read.
        ids: For each kind of name, where each name is defined.
        unread: Kinds whose place is missing or could not be read, so that
            nothing can be said about names of that kind.
        values: Options, labels and states, by kind and name of what has them;
            absent where they could not be read.
        units: The unit of each quantity; None where it could not be read.
        ledger: The evidence, whole or as far as a canonical scenario carries it.
        ledger_digest: Digest of the whole ledger.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    nodes: dict[Path, Node] = field(default_factory=dict)
    ids: dict[str, dict[str, Path]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    values: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    units: dict[str, Unit | None] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)
    value_namings: list[ValueNaming] = field(default_factory=list)
    amounts: list[AmountUse] = field(default_factory=list)
    ledger: Ledger | None = None
    ledger_digest: str | None = None

    def problem(
        self,
        path: Path,
        code: str,
        message: str,
        *,
        node: Node | None = None,
        offset: int = 0,
        near: tuple[str, Iterable[str]] | None = None,
    ) -> None:
        """Note a problem at a path, or at `node` in it.

        Args:
            path: The field it is about.
            code: The rule that was broken, in kebab-case.
            message: What is wrong, in plain words.
            node: Where to point; by default at the value of the path.
            offset: How many characters into a scalar's text to point.
            near: A name, and the right names the nearest of which is suggested.
        """
        if len(self.problems) <= PROBLEM_LIMIT:
            suggestion = nearest(*near) if near else None
            self.problems.append(self._located(path, code, message, node, offset, suggestion))

    def warn(self, path: Path, code: str, message: str) -> None:
        """Note something that deserves a look and stops nothing."""
        if len(self.warnings) < PROBLEM_LIMIT:
            self.warnings.append(self._located(path, f"warning-{code}", message))

    def _located(
        self,
        path: Path,
        code: str,
        message: str,
        node: Node | None = None,
        offset: int = 0,
        suggestion: str | None = None,
    ) -> Problem:
        at = node or self.node_at(path)
        column = at.column
        if isinstance(at, Scalar) and offset and at.inset is not None:
            column += at.inset + offset
        return Problem(self.file, at.line, column, field_of(path), code, message, suggestion)

    def node_at(self, path: Path) -> Node:
        """Give the node at a path, or at the nearest path above it that was written."""
        while path and path not in self.nodes:
            path = path[:-1]
        return self.nodes.get(path, Scalar("", 1, 1))

    def define(self, kind: str, name: str, path: Path) -> None:
        """Note that a name is defined."""
        self.ids.setdefault(kind, {})[name] = path

    def defined(self, *kinds: str) -> dict[str, Path]:
        """Give the names of these kinds, with where each is defined."""
        return {name: path for kind in kinds for name, path in self.ids.get(kind, {}).items()}

    def knows_all(self, *kinds: str) -> bool:
        """Tell whether every name of these kinds could be read."""
        return not self.unread.intersection(kinds)

    @property
    def marks(self) -> dict[str, Mark]:
        """Where the value of every field that was read stands."""
        return {field_of(path): Mark(node.line, node.column) for path, node in self.nodes.items()}
