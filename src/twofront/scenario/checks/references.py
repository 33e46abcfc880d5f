"""What amounts name: quantities, theatres, moves and links; and what may stand where."""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.checks.draft import Draft
from twofront.scenario.checks.names import elsewhere
from twofront.scenario.expressions import REFERENCES, Name, Reference, walk
from twofront.scenario.periods import PERIOD
from twofront.scenario.written.notes import AmountUse

SIDES = ("attack", "defend")
_KINDS = {"odds": "theatre", "strength": "theatre", "level": "move", "flow": "link"}


def sound_amounts(draft: Draft) -> tuple[AmountUse, ...]:
    """Check the names in every amount; give the amounts in which all are known."""
    return tuple(use for use in draft.notes.amounts if _sound(use, draft))


def _sound(use: AmountUse, draft: Draft) -> bool:
    checked = [
        _name(part, use, draft) if isinstance(part, Name) else _reference(part, use, draft)
        for part in walk(use.amount)
        if isinstance(part, Name | Reference)
    ]
    return all(checked)


def _refuse(
    use: AmountUse,
    draft: Draft,
    part: Name | Reference,
    code: str,
    message: str,
    near: tuple[str, Iterable[str]] | None = None,
) -> bool:
    draft.notes.problem(use.path, code, message, node=use.node, offset=part.at, near=near)
    return False


def _name(part: Name, use: AmountUse, draft: Draft) -> bool:
    if part.id == "was":
        message = "`was` is a quantity's value before a lever; it stands only under `set`."
        return use.was or _refuse(use, draft, part, "was-outside-lever", message)
    if part.id == PERIOD:
        message = "`period` is the number of the period; this scenario has no `periods`."
        return draft.periods > 1 or _refuse(use, draft, part, "period-outside", message)
    known = draft.notes.defined("quantity")
    if part.id in known or not draft.notes.knows_all("quantity"):
        return True
    message = f"There is no quantity {part.id!r}."
    if part.id in REFERENCES:
        message = f"{part.id} is a function: {part.id}({', '.join(REFERENCES[part.id])})."
    message += elsewhere(part.id, ("quantity",), draft.notes)
    return _refuse(use, draft, part, "unknown-name", message, (part.id, known))


def _reference(part: Reference, use: AmountUse, draft: Draft) -> bool:
    if part.function not in use.functions:
        allowed = " and ".join(f"{name}()" for name in sorted(use.functions)) or "quantities alone"
        message = f"{part.function}() cannot stand here, where an amount may use {allowed}."
        return _refuse(use, draft, part, "function-not-here", message)
    kind, name = _KINDS[part.function], part.names[0]
    known = draft.notes.defined(kind)
    if name not in known:
        if not draft.notes.knows_all(kind):
            return True
        message = f"There is no {kind} {name!r}.{elsewhere(name, (kind,), draft.notes)}"
        return _refuse(use, draft, part, "unknown-name", message, (name, known))
    return _fitting(part, use, draft)


def _fitting(part: Reference, use: AmountUse, draft: Draft) -> bool:
    name = part.names[0]
    match part.function:
        case "strength" if part.names[1] not in SIDES:
            side = part.names[1]
            message = f"A theatre's sides are attack and defend, not {side!r}."
            return _refuse(use, draft, part, "unknown-name", message, (side, SIDES))
        case "level" if any(
            option.level is None
            for move in draft.moves
            for option in move.options
            if move.id == name.partition("@")[0]
        ):
            message = f"level({name}) needs a number for every option of the move."
            return _refuse(use, draft, part, "no-level", message)
        case "flow" if name in draft.links and draft.links[name].flows is None:
            message = f"flow({name}) needs a quantity under `flows` of the link."
            return _refuse(use, draft, part, "no-flow", message)
    return True
