"""Who can tell what from what: observations of movers, and the information sets they make.

A mover sees the earlier moves that it is not kept from, knows the private states
it was told, and remembers its own earlier information sets, so recall is perfect
by construction.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple, TypeAlias

from twofront.problems import Problem
from twofront.scenario.model import ALWAYS, Move, Scenario, Sight
from twofront.world.order import Order, behind_amount
from twofront.world.problems import problem
from twofront.world.program import Decision
from twofront.world.situation import Values, holds

Memory: TypeAlias = dict[str, tuple[int, int]]
"""Actor -> its last information set and the action it took there."""

UNSEEN = ""
"""What stands for the value of a move that a mover does not see."""


class Observation(NamedTuple):
    """All a mover can tell a situation by; values stand beside their names.

    `last` is its last information set and the action it took there.
    """

    move: str
    seen: tuple[tuple[str, str], ...]
    done: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    last: tuple[int, int] | None


class Observer:
    """Numbers information sets as play meets them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.order = Order(scenario)
        self.decisions: list[Decision] = []
        self._numbers: dict[Hashable, int] = {}
        self._open: dict[Hashable, tuple[tuple[str, ...], Values]] = {}
        self._own = {
            by: tuple(sorted(move.id for move in scenario.moves if move.by == by))
            for by in {move.by for move in scenario.moves}
        }
        self._sights = {move.id: self._sights_of(move) for move in scenario.moves}

    def _sights_of(self, move: Move) -> tuple[Sight, ...]:
        """Give what a mover may see, in order: earlier moves, or what `sees` names."""
        place = self.order.of(move.id)
        if move.sees is not None:
            return move.sees
        return tuple(Sight(each.id) for each in self.scenario.moves[: place - 1])

    def problems(self) -> list[Problem]:
        """Give what is wrong with the order: sights and conditions on what comes later."""
        found = []
        for move in self.scenario.moves:
            place = self.order.of(move.id)
            found += self._late_sights(move, place)
            found += self._late_conditions(move, place)
            found += self._late_chances(move, place)
        return found

    def _late_sights(self, move: Move, place: int) -> list[Problem]:
        named = [*((s, "sees") for s in move.sees or ()), *((s, "hidden") for s in move.hidden)]
        return [
            problem(
                self.scenario,
                f"moves[{move.id}].{key}",
                "sight-unsettled",
                f"Names {late!r}, which is settled only after {move.id}.",
            )
            for sight, key in named
            for late in self._late((sight.item, *sight.when.names), place)
        ]

    def _late_conditions(self, move: Move, place: int) -> list[Problem]:
        conditions = [(move.when, f"moves[{move.id}].when")]
        conditions += [
            (option.when, f"moves[{move.id}].options.{option.id}.when") for option in move.options
        ]
        return [
            problem(
                self.scenario,
                field,
                "condition-on-later-move",
                f"Depends on {late!r}, which is settled only after {move.id}.",
            )
            for when, field in conditions
            for late in self._late(when.names, place)
        ]

    def _late_chances(self, move: Move, place: int) -> list[Problem]:
        return [
            problem(
                self.scenario,
                f"moves[{move.id}].options.{option.id}",
                "condition-on-later-move",
                f"The chance depends on moves settled only after {move.id}.",
            )
            for option in move.options
            if option.chance is not None
            and self.order.of_all(behind_amount(self.scenario, option.chance)) >= place
        ]

    def _late(self, names: tuple[str, ...] | frozenset[str], place: int) -> list[str]:
        return sorted(name for name in names if self.order.of(name) >= place)

    def infoset(self, seen: Observation, options: tuple[str, ...]) -> int:
        """Give the number of the mover's information set at a choice between options."""
        if seen not in self._numbers:
            self._numbers[seen] = len(self.decisions)
            self.decisions.append(Decision(seen.move, options, self._knows(seen)))
        return self._numbers[seen]

    def _knows(self, here: Observation) -> tuple[tuple[str, str], ...]:
        """Give what a mover knows: what it sees, was told, did, and knew when it last moved."""
        known = dict(here.told)
        if here.last is not None:
            known |= dict(self.decisions[here.last[0]].knows)
        known |= {name: value for name, value in here.seen if value != UNSEEN}
        return tuple((known | dict(here.done)).items())

    def unlike(
        self, seen: Observation, move: Move, values: Values, options: tuple[str, ...]
    ) -> Problem | None:
        """Find a situation that looks the same to the mover, but has other options."""
        first, other = self._open.setdefault(seen, (options, values))
        return None if first == options else self._problem(move, (first, other), values, options)

    def observation(self, move: Move, values: Values, memory: Memory) -> Observation:
        """Give all that a mover can tell a situation by."""
        own = self._own[move.by]
        hidden = {sight.item for sight in move.hidden if holds(sight.when, values)}
        hidden.difference_update(own)
        seen = tuple(
            (sight.item, self._sight(sight, values, hidden)) for sight in self._sights[move.id]
        )
        done = tuple((name, values[name]) for name in own if name in values)
        told = tuple((name, values[name]) for name in move.knows)
        return Observation(move.id, seen, done, told, memory.get(move.by))

    def _sight(self, sight: Sight, values: Values, hidden: set[str]) -> str:
        if sight.item in hidden:
            return UNSEEN
        unconditional = sight.when is ALWAYS
        return values[sight.item] if unconditional or holds(sight.when, values) else UNSEEN

    def _problem(
        self,
        move: Move,
        known: tuple[tuple[str, ...], Values],
        values: Values,
        options: tuple[str, ...],
    ) -> Problem:
        first, other = known
        apart = [name for name in values if other.get(name) != values[name]]
        cause = [name for name in apart if name in self._behind(move)] or apart
        message = (
            f"{move.by} cannot tell two situations apart, yet its options differ: "
            f"{', '.join(first) or 'none'} in one, {', '.join(options) or 'none'} in the other. "
            f"What it does not see: {', '.join(cause)}."
        )
        field = f"moves[{move.id}].options"
        return problem(self.scenario, field, "unlike-options", message)

    def _behind(self, move: Move) -> set[str]:
        """Give the names that the move's options depend on."""
        return {name for option in move.options for name in option.when.names}
