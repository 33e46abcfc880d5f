"""What repeated moves ask for: periods, an end, and nothing outside them that hangs on a period."""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.checks.draft import Draft
from twofront.scenario.expressions import Expression
from twofront.scenario.periods import Repetition, at, repetition
from twofront.scenario.written.notes import Path


def repeated(draft: Draft) -> Repetition | None:
    """Find what repeats, and let conditions name a move in one period: `china@2`."""
    if draft.periods == 1:
        return None
    _names(draft)
    theatres, quantities = draft.theatres.values(), draft.quantities.values()
    again = repetition(draft.moves, quantities, theatres, draft.periods, draft.until)
    for move in again.moves:
        for period in again.numbers:
            draft.notes.define("move", at(move, period), ("moves", move))
            if ("move", move) in draft.notes.values:
                values = draft.notes.values["move", move]
                draft.notes.values["move", at(move, period)] = values
    return again


def check_periods(draft: Draft, again: Repetition | None) -> None:
    """Check everything that has to do with periods.

    Args:
        draft: What was read.
        again: What repeats in it, if it has periods.
    """
    if again is None:
        _without(draft)
    elif not again.moves:
        if draft.notes.knows_all("move"):
            message = "Nothing is made again: mark the moves that are by `repeats: true`."
            draft.notes.problem(("periods",), "nothing-repeats", message)
    else:
        _block(draft)
        _end(draft, again)
        _outside(draft, again)
        _orders(draft, frozenset(again.moves))


def _without(draft: Draft) -> None:
    for move in (move.id for move in draft.moves if move.repeats):
        message = "A move repeats in `periods`; say at the top how many there are."
        draft.notes.problem(("moves", move, "repeats"), "repeats-without-periods", message)
    if draft.until is not None:
        message = "`until` ends `periods`; say how many there are."
        draft.notes.problem(("until",), "until-without-periods", message)


def _names(draft: Draft) -> None:
    for kind in ("move", "outcome", "quantity", "theatre", "private", "link"):
        for name, path in draft.notes.defined(kind).items():
            if "@" in name:
                message = f"{name!r}: with `periods`, names with @ stand for single periods."
                draft.notes.problem(path, "bad-name", message)


def _block(draft: Draft) -> None:
    places = [place for place, move in enumerate(draft.moves) if move.repeats]
    for place in range(places[0], places[-1]):
        if not draft.moves[place].repeats:
            move = draft.moves[place].id
            message = f"{move} stands between moves that repeat; put it before or after them."
            draft.notes.problem(("moves", move), "periods-split", message)


def _end(draft: Draft, again: Repetition) -> None:
    if draft.until is None:
        if draft.notes.knows_all("theatre") and not again.until.clauses:
            message = "Nothing ends the periods: no `war` is a repeated move; say `until`."
            draft.notes.problem(("periods",), "no-until", message)
    elif not draft.until.names & set(again.moves):
        message = "The end of the periods must mention a move that repeats."
        draft.notes.problem(("until",), "until-not-repeated", message)


def _outside(draft: Draft, again: Repetition) -> None:
    """Refuse what is worked out once and depends on a period all the same."""
    for link in draft.links.values():
        if link.when.names & set(again.moves) or link.flows in again.quantities:
            message = "A link is the same in all periods; put what changes into lines."
            draft.notes.problem(("links", link.id), "link-in-periods", message)
    for actor in draft.actors.values():
        if {actor.precision, actor.yardstick} & again.quantities:
            message = "What an actor is measured by is the same in all periods."
            draft.notes.problem(("actors", actor.id), "period-outside", message)
    for state in draft.private.values():
        _once(draft, ("private", state.id), [*state.chance, state.correlation], again)
    for move in draft.moves:
        if not move.repeats:
            amounts = [move.inertia, *(option.chance for option in move.options)]
            _once(draft, ("moves", move.id), amounts, again)


def _once(
    draft: Draft, path: Path, amounts: Iterable[Expression | None], again: Repetition
) -> None:
    for amount in amounts:
        if amount is not None and again.touches(amount):
            message = "This is played once, but depends on the period; mark it `repeats: true`."
            draft.notes.problem(path, "period-outside", message)


def _orders(draft: Draft, repeated: frozenset[str]) -> None:
    for variant in draft.variants.values():
        if 0 < len(repeated & set(variant.order)) < len(variant.order):
            message = "Moves that repeat exchange places among themselves, the others likewise."
            here = ("variants", variant.id, "moves", "order")
            draft.notes.problem(here, "order-mixes-periods", message)
