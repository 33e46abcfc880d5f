"""The compiled scenario: a game tree, and how to read political names off it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from twofront.games import NodeKind, Tree
from twofront.scenario.expressions import Expression
from twofront.scenario.model import CHANCE, NONE, Condition, Line, Scenario
from twofront.world.situation import Features

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]

MAX_ACT = 4
"""Most moves that are set to bring an arm about."""


@dataclass(frozen=True, slots=True)
class Item:
    """A number of the scenario in one kind of situation, worked out once a draw.

    Attributes:
        account: Whose it is: an actor, or `measure:ID`.
        line: Which of the account's lines.
        amount: The line's amount; `features`: what it sees of the play.
    """

    account: str
    line: int
    amount: Expression
    features: Features


@dataclass(frozen=True, slots=True)
class ChanceItem:
    """The probabilities of one chance move in one kind of situation.

    `options` holds an amount and its features for each option, None for the
    option that takes what is left; its edges are `first`, `first + 1`, ...
    """

    move: str
    first: int
    options: tuple[tuple[Expression, Features] | None, ...]


@dataclass(frozen=True, slots=True)
class Bundles:
    """Leaves at which an account is paid the same items in all, side by side.

    Attributes:
        leaves: `[L]`, all leaves, bundle by bundle.
        starts: `[G]`, where each bundle begins in `leaves`.
        items: For each bundle, what is paid on the way to its leaves.
    """

    leaves: Ints
    starts: Ints
    items: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """An information set: the move made there, the options open, and what the mover knows.

    `knows` pairs names of moves, outcomes and private states with their values: what
    the mover sees, was told and remembers.
    """

    move: str
    options: tuple[str, ...]
    knows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A scenario compiled once; it never depends on draws.

    Axes: L leaves (ascending by node), I information sets, S joint
    private states (chance edges 0 to S-1, empty where nothing is private).

    Attributes:
        tree: The game; player numbers index `actors`.
        actors: Actors that move.
        accounts: For each actor with payoffs and each `measure:ID`, its lines,
            those of inertia last.
        items: Numbers by id; item 0 is none. Items of movers are `tree.outcome`.
        bundles: For each account, leaves with the same items.
        states: For each joint private state, a state of each of `scenario.private`.
        chances: Chance moves by the situations they arise in.
        weighed: Chance moves that are not in the tree but in the items, by their
            probabilities; these must still be probabilities in every draw.
        decisions: `[I]`, what each information set decides.
        labels: For each move, outcome and private state, its possible values.
        codes: For each of those, `[L]` int8: the index of its value at each leaf.
        asked: For each actor's move, `[L]` int32: the information set at which it was
            made on the way, -1 where there was no choice.
    """

    scenario: Scenario
    tree: Tree
    actors: tuple[str, ...]
    accounts: Mapping[str, tuple[Line, ...]]
    items: tuple[Item | None, ...]
    bundles: Mapping[str, Bundles]
    states: tuple[tuple[str, ...], ...]
    chances: tuple[ChanceItem, ...]
    decisions: tuple[Decision, ...]
    labels: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, NDArray[np.int8]]
    asked: Mapping[str, Ints]
    weighed: tuple[ChanceItem, ...] = ()

    @property
    def leaves(self) -> int:
        """Number of leaves, L."""
        return int(np.count_nonzero(self.tree.kind == NodeKind.LEAF))

    def mask(self, when: Condition) -> Bools:
        """Tell at which leaves, `[L]`, a condition holds."""
        found = np.zeros(self.leaves, dtype=np.bool_)
        for clause in when.clauses:
            here = np.ones(self.leaves, dtype=np.bool_)
            for test in clause:
                here &= self._has_value(test.name, test.values)
            found |= here
        return found

    def _has_value(self, name: str, values: tuple[str, ...]) -> Bools:
        wanted = np.array([label in values for label in self.labels[name]], dtype=np.bool_)
        return np.asarray(wanted[self.codes[name]])

    def play(self, act: Mapping[str, str]) -> dict[int, int]:
        """Give the local action at each information set where these moves take these options."""
        return {
            infoset: decision.options.index(act[decision.move])
            for infoset, decision in enumerate(self.decisions)
            if act.get(decision.move) in decision.options
        }

    def brings(self, act: Mapping[str, str], when: Condition) -> bool:
        """Tell whether a condition is certain to hold where these moves take these options."""
        return _brings([self._taking(*pair) for pair in act.items()], self.mask(when))

    def _taking(self, move: str, option: str) -> Bools:
        """Tell which leaves `[L]` are left where a move takes an option wherever it can."""
        offers = [each.move == move and option in each.options for each in self.decisions]
        choosing = np.array([*offers, False], dtype=np.bool_)[self.asked[move]]
        return ~choosing | self._has_value(move, (option,))

    def act_for(
        self, when: Condition, given: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, str] | None:
        """Find the fewest moves that bring a condition about for certain.

        Args:
            when: The condition.
            given: Pairs of move and option that the scenario names itself.

        Returns:
            Option by move, the earliest moves and options first among equals;
            None where no set of at most `MAX_ACT` moves does it, nor the condition itself
            read as an act.
        """
        if given:
            return dict(given) if self.brings(dict(given), when) else None
        if self._hangs_on_secrets(when):
            return None
        literal = self._literal(when)
        if literal and self.brings(literal, when):
            return literal
        held = self.mask(when)
        left = {
            move: {option: self._taking(move, option) for option in self._open(move)}
            for move in moves_behind(self.scenario, when)
            if (self.asked[move] >= 0).any()
        }
        for size in range(1, MAX_ACT + 1):
            for chosen in combinations(left, size):
                for options in product(*(left[move] for move in chosen)):
                    act = dict(zip(chosen, options, strict=True))
                    if _brings([left[move][option] for move, option in act.items()], held):
                        return act
        return None

    def _hangs_on_secrets(self, when: Condition) -> bool:
        """Say whether a condition fails in some private state, which no move can change."""
        holds = self.mask(when)
        return any(
            not (holds & (self.codes[private.id] == code)).any()
            for private in self.scenario.private.values()
            for code in np.unique(self.codes[private.id])
        )

    def _literal(self, when: Condition) -> dict[str, str] | None:
        """Read a condition of one mapping as an act: every move takes the first option named."""
        if len(when.clauses) != 1 or len(when.clauses[0]) <= MAX_ACT:
            return None
        act: dict[str, str] = {}
        for test in when.clauses[0]:
            options = [value for value in test.values if value != NONE]
            if test.name not in self.asked or not options:
                return None
            act[test.name] = options[0]
        return act

    def _open(self, move: str) -> tuple[str, ...]:
        """Give the options open at any information set of a move, as written."""
        seen = {o for decision in self.decisions if decision.move == move for o in decision.options}
        return tuple(option for option in self.scenario.move(move).option_ids if option in seen)


def _brings(left: Iterable[Bools], held: Bools) -> bool:
    """Tell whether any leaf is left by all of some masks `[L]`, and all of those are held."""
    under = reduce(np.logical_and, left, np.ones_like(held))
    return bool(under.any() and not (under & ~held).any())


def moves_behind(scenario: Scenario, when: Condition) -> tuple[str, ...]:
    """Give the actors' moves, in order, that a condition or the moves in it depend on."""
    found: set[str] = set()
    moves = {move.id: move for move in scenario.moves}
    waiting = list(when.names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in moves:
            waiting += moves[name].when.names
            waiting += [n for option in moves[name].options for n in option.when.names]
        elif name in scenario.outcomes:
            waiting += [n for _, each in scenario.outcomes[name].labels if each for n in each.names]
    return tuple(move.id for move in scenario.moves if move.id in found and move.by != CHANCE)
