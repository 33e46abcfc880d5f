"""Which values a sweep works out: those of nodes, for players who still move at or above them.

What is equal in any case is worked out once. Two nodes are worth the same to a
player if they pay him alike and lead, by the same coefficients, to what is worth the
same: where payoffs rest on a part of the history, most of them do. A node that adds
nothing to what it is paid, or only passes on, needs no value of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from twofront.games.tree import Tree

Place = tuple[int, int]  # of a value: node and player


@dataclass(frozen=True, slots=True)
class Value:
    """What is paid on entering, and what follows: coefficients and what they multiply.

    Attributes:
        own: Slot of a payoff or sum; 0 for nothing.
        by: Coefficients, as `Valuation` numbers them.
        source: Slots of payoffs and sums, or ~number of values.
    """

    own: int
    by: tuple[int, ...]
    source: tuple[int, ...]


@dataclass(slots=True)
class Valuation:
    """The distinct values of a tree; children are met before their parents.

    Coefficients: an action as renewed in the sweep, ~action as fed back, A + edge for
    chance, A + E for one. Slot 0 pays nothing.

    Attributes:
        tree: The game.
        enter: Coefficient with which a node's value enters its parent's.
        payoffs: Slots of outcomes; sums follow.
        sums: Payoffs that are paid at once, by the slots added, in order.
        values: In the order in which they were met.
        ready: Of each value, the step after which it can be worked out.
        height: Of each value, how many values lead to it, at most.
    """

    tree: Tree
    enter: Callable[[int], int]
    payoffs: int = field(init=False)
    sums: dict[tuple[int, ...], int] = field(init=False, default_factory=dict)
    values: list[Value] = field(init=False, default_factory=list)
    ready: list[int] = field(init=False, default_factory=list)
    height: list[int] = field(init=False, default_factory=list)
    _numbers: dict[Value, int] = field(init=False, default_factory=dict)
    _found: dict[Place, int] = field(init=False, default_factory=dict)
    _paid: list[tuple[int, ...]] = field(init=False)
    _payee: list[int] | None = field(init=False)

    def __post_init__(self) -> None:
        tree = self.tree
        self._payee = None if tree.payee is None else tree.payee.tolist()
        self.payoffs = tree.outcomes * (tree.players if self._payee is None else 1)
        self._paid = [tuple(sorted(o for o in row if o)) for row in tree.outcome.tolist()]

    def add(self, place: Place, children: Sequence[int], chosen: bool, ready: int) -> None:
        """Value a node for a player.

        Args:
            place: Node and player.
            children: Of the node, those in reach.
            chosen: Whether chance or a mover chooses among them.
            ready: The step after which the node can be valued.
        """
        node, player = place
        own, below = self._paid_slot(node, player), [self._found[c, player] for c in children]
        if not any(below):
            self._found[place] = own
        elif len(below) == 1 and not own and not chosen:
            self._found[place] = below[0]
        else:
            terms = [(self.enter(c), at) for c, at in zip(children, below, strict=True) if at]
            by, source = zip(*terms, strict=True)
            self._found[place] = ~self._number(Value(own, by, source), ready)

    def _number(self, value: Value, ready: int) -> int:
        number = self._numbers.setdefault(value, len(self.values))
        if number < len(self.values):
            self.ready[number] = min(self.ready[number], ready)
            return number
        self.values.append(value)
        self.ready.append(ready)
        self.height.append(1 + max((self.height[~at] for at in value.source if at < 0), default=0))
        return number

    def _paid_slot(self, node: int, player: int) -> int:
        """What a player is paid on entering a node: nothing, one payoff, or a sum of several."""
        rows = tuple(self._rows(node, player))
        if len(rows) < 2:
            return rows[0] if rows else 0
        return self.payoffs + self.sums.setdefault(rows, len(self.sums))

    def _rows(self, node: int, player: int) -> Iterator[int]:
        """The payoffs that are this player's among those of a node."""
        for outcome in self._paid[node]:
            if self._payee is None:
                yield outcome * self.tree.players + player
            elif self._payee[outcome] == player:
                yield outcome

    def at(self, node: int, player: int) -> int:
        """Where a node's value for a player is: a slot, or ~number of a value."""
        return self._found[node, player]

    def groups(self) -> list[list[int]]:
        """Numbers of values with the same coefficients, in an order in which they can be found.

        In a group those that are paid nothing come first.
        """
        groups: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
        for number, value in enumerate(self.values):
            key = self.ready[number], self.height[number], value.by
            groups.setdefault(key, []).append(number)
        return [
            sorted(groups[key], key=lambda number: bool(self.values[number].own))
            for key in sorted(groups)
        ]
