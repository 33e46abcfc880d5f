"""Private states: what an actor knows of itself, or its closest, and others do not."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import NONE, Private
from twofront.scenario.written.amounts import Amount
from twofront.scenario.written.nodes import Listing, Node, Scalar
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.records import Key, Record
from twofront.scenario.written.scalars import Id, Named, Text
from twofront.scenario.written.shapes import ListOf, MapOf

RESERVED_VALUES = (NONE, "otherwise")


class Defined(ListOf[str]):
    """A list of names that are the values of the name the path holds at place 1."""

    def take(self, node: Node, path: Path, notes: Notes) -> tuple[str, ...] | None:
        """Read the names and note them as values."""
        found = super().take(node, path, notes)
        if isinstance(node, Listing):
            texts = (item.text for item in node.items if isinstance(item, Scalar))
            notes.values["private", str(path[1])] = tuple(texts)
            for item in node.items:
                if isinstance(item, Scalar):
                    notes.nodes[(*path, item.text)] = item
        return found


def _private(path: Path, got: dict[str, Any]) -> Private:
    parent, correlation = next(iter((got["correlated_with"] or {}).items()), (None, None))
    return Private(
        id=str(path[-1]),
        of=got["of"],
        known_to=got["known_to"] or (got["of"],),
        states=got["states"],
        chance=tuple(got["chance"].get(state) for state in got["states"]),
        parent=parent,
        correlation=correlation,
        means=got["means"],
    )


def _chances_fit(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    states, chance = got["states"], got["chance"]
    if states is None or chance is None:
        return False
    before = len(notes.problems)
    for state in chance:
        if state not in states:
            message = f"{state!r} is none of its states."
            near = (state, states)
            here = (*path, "chance", state)
            notes.problem(here, "unknown-value", message, near=near)
    missing = [state for state in states if state not in chance]
    if len(missing) > 1 and len(notes.problems) == before:
        message = f"Needs a chance for all states but one; {', '.join(missing)} have none."
        notes.problem((*path, "chance"), "chance-missing", message)
    return len(notes.problems) == before


PRIVATE = Record(
    "a private state",
    {
        "of": Key(Named("actor"), "Whose state it is.", required=True),
        "known_to": Key(
            ListOf(Named("actor"), 1, 50), "Who learns it at the start; by default its owner."
        ),
        "states": Key(
            Defined(Id(reserved=RESERVED_VALUES), 2, 10), "The states there are.", required=True
        ),
        "chance": Key(
            MapOf(Id(), Amount("number"), 1, 10),
            "The probability of each state; one may be left out and takes the rest.",
            required=True,
        ),
        "correlated_with": Key(
            MapOf(Named("private"), Amount("number"), 1, 1),
            "The private state it follows, and how closely, from 0 to 1.",
        ),
        "means": Key(Text(0), "What the state is.", default=""),
    },
    _private,
    check=_chances_fit,
)
