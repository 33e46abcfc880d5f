"""Other structures of the same scenario: a variant, or a channel's moves read by nobody.

Each takes a scenario and gives a scenario; the world compiles either the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from twofront.scenario.model import AS_WRITTEN, Move, MoveChange, Scenario, Variant


def with_variant(scenario: Scenario, name: str) -> Scenario:
    """Give the scenario as the variant of that id has it; `as_written` changes nothing."""
    if name == AS_WRITTEN:
        return scenario
    variant = scenario.variants[name]
    changes = {change.move: change for change in variant.changes}
    moves = tuple(_changed(move, changes.get(move.id)) for move in ordered(scenario, variant))
    return replace(scenario, moves=moves)


def ordered(scenario: Scenario, variant: Variant) -> Iterable[Move]:
    """Give the moves with those named in `order` trading places among themselves."""
    following = iter(variant.order)
    for move in scenario.moves:
        yield scenario.move(next(following)) if move.id in variant.order else move


def _changed(move: Move, change: MoveChange | None) -> Move:
    if change is None:
        return move
    return replace(
        move,
        when=move.when if change.when is None else change.when,
        sees=change.sees if change.sees is not None else move.sees,
        hidden=change.hidden if change.hidden is not None else move.hidden,
        knows=move.knows if change.knows is None else change.knows,
    )


def with_hidden(scenario: Scenario, moves: Iterable[str]) -> Scenario:
    """Give the scenario in which nobody can learn a private state from these moves.

    Their movers' information sets are merged over their private states, and the
    chances of those states stay as they are: the move is made without knowing
    them, so it carries no news of them.
    """
    merged = frozenset(moves)
    return replace(
        scenario,
        moves=tuple(
            replace(move, knows=()) if move.id in merged else move for move in scenario.moves
        ),
    )


def hides_of(scenario: Scenario, channels: Iterable[str]) -> tuple[str, ...]:
    """Give the moves that the channels hide, in the order of play."""
    hidden = {move for channel in channels for move in scenario.channels[channel].hides}
    return tuple(move.id for move in scenario.moves if move.id in hidden)
