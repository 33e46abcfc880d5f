"""Names that are used: each must be defined, in the place that its use looks in."""

from __future__ import annotations

from twofront.scenario.model import NONE
from twofront.scenario.written.conditions import IN_CONDITIONS
from twofront.scenario.written.nodes import Scalar
from twofront.scenario.written.notes import Naming, Notes, ValueNaming
from twofront.scenario.written.shapes import shown

_WORDS = {"private": "private state", "record": "ledger record", "correlated": "correlated group"}
_VALUE_WORDS = {"move": "option", "outcome": "label", "private": "state"}


def check_names(notes: Notes) -> None:
    """Check every name used outside amounts."""
    _names_taken(notes)
    for naming in notes.namings:
        if naming.kinds == ("record",):
            _check_source(naming, notes)
        else:
            _check_name(naming, notes)
    for values in notes.value_namings:
        _check_values(values, notes)


def a_kind(kind: str) -> str:
    """Name a kind of thing with its article."""
    word = _WORDS.get(kind, kind)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def kinds_in_words(kinds: tuple[str, ...]) -> str:
    """List kinds of things: "move, outcome or private state"."""
    words = [_WORDS.get(kind, kind) for kind in kinds]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def elsewhere(name: str, kinds: tuple[str, ...], notes: Notes) -> str:
    """Say what a name is, where it is no name of the kinds asked for."""
    found = [kind for kind in notes.ids if kind not in kinds and name in notes.ids[kind]]
    return f" {name!r} is {a_kind(found[0])}." if found else ""


def _names_taken(notes: Notes) -> None:
    taken: dict[str, str] = {}
    for kind in IN_CONDITIONS:
        for name, path in notes.defined(kind).items():
            if name in taken:
                message = (
                    f"{name!r} is {a_kind(taken[name])} too; moves, outcomes and private states "
                    "must differ in name, as conditions see them all."
                )
                notes.problem(path, "name-taken", message)
            taken.setdefault(name, kind)


def _check_name(naming: Naming, notes: Notes) -> None:
    known = notes.defined(*naming.kinds)
    if naming.name.text in known or not notes.knows_all(*naming.kinds):
        return
    message = f"There is no {kinds_in_words(naming.kinds)} {shown(naming.name)}."
    message += elsewhere(naming.name.text, naming.kinds, notes)
    near = (naming.name.text, known)
    notes.problem(naming.path, "unknown-name", message, node=naming.name, near=near)


def _check_source(naming: Naming, notes: Notes) -> None:
    if not notes.knows_all("record"):
        return
    known = notes.defined("record")
    if notes.ledger is None:
        message = f"Cites {shown(naming.name)}, but the scenario names no `ledger`."
        notes.problem(naming.path, "no-ledger", message, node=naming.name)
    elif naming.name.text not in known:
        message = (
            f"Cites {shown(naming.name)}, which is not in the ledger. Add it with `twofront read`"
        )
        message += "." if "said_in" in naming.path else ", or give the reason under `assumed`."
        near = (naming.name.text, known)
        notes.problem(naming.path, "not-in-ledger", message, node=naming.name, near=near)


def _check_values(naming: ValueNaming, notes: Notes) -> None:
    kinds = [kind for kind in IN_CONDITIONS if naming.name in notes.defined(kind)]
    if not kinds or any((kind, naming.name) not in notes.values for kind in kinds):
        return
    known = tuple(value for kind in kinds for value in notes.values[kind, naming.name])
    if naming.unasked and kinds != ["private"]:
        known = (*known, NONE)
    for value in naming.values:
        if value.text not in known:
            _unknown_value(naming, value, kinds[0], known, notes)


def _unknown_value(
    naming: ValueNaming, value: Scalar, kind: str, known: tuple[str, ...], notes: Notes
) -> None:
    message = f"The {kinds_in_words((kind,))} {naming.name!r} has no {_VALUE_WORDS[kind]} "
    near = (value.text, known)
    notes.problem(naming.path, "unknown-value", f"{message}{shown(value)}.", node=value, near=near)
