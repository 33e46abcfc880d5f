"""What repeated moves ask for: periods, an end, and nothing outside them that hangs on a period."""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.checks.draft import Draft
from twofront.scenario.expressions import Expression, names_in, references_in
from twofront.scenario.periods import PERIOD, war_in, with_period
from twofront.scenario.written.notes import Path


def check_periods(draft: Draft) -> None:
    """Check everything that has to do with periods."""
    repeated = [move.id for move in draft.moves if move.repeats]
    if draft.periods == 1:
        _without(draft, repeated)
        return
    _names(draft)
    if not repeated and draft.notes.knows_all("move"):
        message = "Nothing is made again: mark the moves that are by `repeats: true`."
        draft.notes.problem(("periods",), "nothing-repeats", message)
        return
    _block(draft)
    _end(draft, repeated)
    _outside(draft, frozenset(repeated))
    _orders(draft, frozenset(repeated))


def _without(draft: Draft, repeated: Iterable[str]) -> None:
    for move in repeated:
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


def _end(draft: Draft, repeated: Iterable[str]) -> None:
    if draft.until is None:
        wars = [theatre.war for theatre in draft.theatres.values() if theatre.war is not None]
        if draft.notes.knows_all("theatre") and not war_in(wars, repeated).clauses:
            message = "Nothing ends the periods: no `war` is a repeated move; say `until`."
            draft.notes.problem(("periods",), "no-until", message)
    elif not draft.until.names & set(repeated):
        message = "The end of the periods must mention a move that repeats."
        draft.notes.problem(("until",), "until-not-repeated", message)


def _outside(draft: Draft, repeated: frozenset[str]) -> None:
    """Refuse what is worked out once and depends on a period all the same."""
    moving = with_period(draft.quantities.values())
    for link in draft.links.values():
        if link.when.names & repeated or link.flows in moving:
            message = "A link is the same in all periods; put what changes into lines."
            draft.notes.problem(("links", link.id), "link-in-periods", message)
    for actor in draft.actors.values():
        if actor.precision in moving or actor.yardstick in moving:
            message = "What an actor is measured by is the same in all periods."
            draft.notes.problem(("actors", actor.id), "period-outside", message)
    for state in draft.private.values():
        amounts = [*state.chance, state.correlation]
        _once(draft, ("private", state.id), amounts, moving, repeated)
    for move in draft.moves:
        if not move.repeats:
            amounts = [move.inertia, *(option.chance for option in move.options)]
            _once(draft, ("moves", move.id), amounts, moving, repeated)


def _once(
    draft: Draft,
    path: Path,
    amounts: Iterable[Expression | None],
    moving: frozenset[str],
    repeated: frozenset[str],
) -> None:
    inside = _theatres_in_periods(draft, moving, repeated) | repeated
    for amount in amounts:
        if amount is None:
            continue
        references = {names[0] for _, names in references_in(amount)}
        if names_in(amount) & (moving | {PERIOD}) or references & inside:
            message = "This is played once, but depends on the period; mark it `repeats: true`."
            draft.notes.problem(path, "period-outside", message)


def _theatres_in_periods(
    draft: Draft, moving: frozenset[str], repeated: frozenset[str]
) -> frozenset[str]:
    return frozenset(
        theatre.id
        for theatre in draft.theatres.values()
        if any(
            line.when.names & repeated or names_in(line.amount) & (moving | {PERIOD})
            for line in (*theatre.attack, *theatre.defend)
        )
    )


def _orders(draft: Draft, repeated: frozenset[str]) -> None:
    for variant in draft.variants.values():
        if 0 < len(repeated & set(variant.order)) < len(variant.order):
            message = "Moves that repeat exchange places among themselves, the others likewise."
            here = ("variants", variant.id, "moves", "order")
            draft.notes.problem(here, "order-mixes-periods", message)
