"""Actors: who decides, with what precision and yardstick; and what they know and see."""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.checks.draft import Draft
from twofront.scenario.distributions import Distribution
from twofront.scenario.model import CHANCE, Actor, Move, Quantity, Sight
from twofront.scenario.units import UNITS
from twofront.scenario.written.notes import Path


def check_people(draft: Draft) -> None:
    """Check actors against their moves, payoffs, precision and yardstick."""
    for actor in draft.actors.values():
        decides = actor.id in draft.movers
        if decides:
            _check_payoffs(actor, draft)
        _check_precision(actor, decides, draft)
        _check_yardstick(actor, draft)
    for move in draft.moves:
        _check_move(move, draft)
    for variant in draft.variants.values():
        for change in variant.changes:
            found = next((move for move in draft.moves if move.id == change.move), None)
            if found is not None and change.knows is not None:
                where: Path = ("variants", variant.id, "moves", found.id, "knows")
                _check_knows(found, change.knows, where, draft)


def _check_payoffs(actor: Actor, draft: Draft) -> None:
    here = ("payoffs", actor.id)
    if here not in draft.notes.nodes and ("payoffs",) in draft.notes.nodes:
        message = f"{actor.id} makes moves, so it needs payoffs."
        draft.notes.problem(here, "no-payoffs", message)


def _quantity(name: str | None, draft: Draft) -> Quantity | None:
    return draft.quantities.get(name) if name else None


def _check_precision(actor: Actor, decides: bool, draft: Draft) -> None:
    notes = draft.notes
    here = ("actors", actor.id, "precision")
    written = here in notes.nodes
    known = written or not notes.knows_all("quantity")
    if decides and not known and actor.precision not in notes.defined("quantity"):
        message = (
            f"{actor.id} makes moves, but there is no quantity 'precision' (1/util) that says "
            "how reliably. Add it, or name another here."
        )
        notes.problem(here, "no-precision", message)
    unit = notes.units.get(actor.precision)
    if unit and (decides or written) and unit.dimension != UNITS["1/util"].dimension:
        message = f"A precision is in 1/util; {actor.precision} is in {unit.name}."
        notes.problem(here, "wrong-unit", message)


def _check_yardstick(actor: Actor, draft: Draft) -> None:
    here = ("actors", actor.id, "yardstick")
    if actor.yardstick is None:
        if actor.id in draft.movers and actor.id in draft.payoffs:
            message = f"{actor.id} has no yardstick: say which of its stakes is 1 util."
            draft.notes.warn(here, "no-yardstick", message)
        return
    unit = draft.notes.units.get(actor.yardstick)
    if unit and unit.name != "util":
        message = f"A yardstick is in util; {actor.yardstick} is in {unit.name}."
        draft.notes.problem(here, "wrong-unit", message)
        return
    quantity = _quantity(actor.yardstick, draft)
    if quantity is None:
        return
    if varies(quantity):
        if varies(_quantity(actor.precision, draft)):
            message = (
                f"{actor.yardstick} and {actor.precision} both range, so the scale of utility is "
                "drawn twice; fix the yardstick at 1."
            )
            draft.notes.warn(here, "scale-twice", message)
    elif any(each.value != Distribution("fixed", (1.0,)) for each in quantity.values):
        message = f"A yardstick is 1 util by definition; {actor.yardstick} is not fixed at 1."
        draft.notes.problem(here, "yardstick-not-one", message)


def varies(quantity: Quantity | None) -> bool:
    """Tell whether any value of a quantity is drawn from a range."""
    return quantity is not None and any(
        isinstance(each.value, Distribution) and each.value.varies for each in quantity.values
    )


def _check_move(move: Move, draft: Draft) -> None:
    here: Path = ("moves", move.id)
    actor = draft.actors.get(move.by)
    if actor is not None and not actor.decides:
        message = f"{move.by} does not decide (`decides: false`), so it makes no moves."
        draft.notes.problem((*here, "by"), "mover-does-not-decide", message)
    _check_knows(move, move.knows, (*here, "knows"), draft)
    for key, sights in (("sees", move.sees or ()), ("hidden", move.hidden)):
        _check_sights(move, sights, (*here, key), draft)


def _check_knows(move: Move, knows: Iterable[str], path: Path, draft: Draft) -> None:
    for at, name in enumerate(knows):
        private = draft.private.get(name)
        if private is not None and move.by != CHANCE and move.by not in private.known_to:
            message = f"{move.by} cannot know {name}: it is known to {', '.join(private.known_to)}."
            draft.notes.problem((*path, at), "knows-too-much", message)


def _check_sights(move: Move, sights: Iterable[Sight], path: Path, draft: Draft) -> None:
    order = [each.id for each in draft.moves]
    for at, sight in enumerate(sights):
        if sight.item in order[order.index(move.id) :]:
            which = "itself" if sight.item == move.id else f"{sight.item}, which comes later"
            message = f"The move {move.id} cannot see {which}."
            draft.notes.problem((*path, at), "sight-of-later-move", message)
