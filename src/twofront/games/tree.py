"""The structure of a finite extensive-form game: nodes, information sets, outcomes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Kinds = NDArray[np.int8]


class TreeError(ValueError):
    """A tree that is no game: the message names the nodes and says what is wrong."""


class NodeKind(IntEnum):
    """What happens at a node."""

    LEAF = 0
    DECISION = 1
    CHANCE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A finite extensive-form game without its numbers.

    Axes: N nodes, J outcomes paid at a node, I information sets, A actions of
    all information sets (one flat axis), E chance edges. Arrays are int32,
    `kind` int8. Nodes are numbered so that a parent comes before its children;
    node 0 is the root. Players count from 0.

    Attributes:
        parent: `[N]`, -1 at the root.
        kind: `[N]`, values of `NodeKind`.
        player: `[N]`, who decides at the node; -1 where nobody does.
        infoset: `[N]`, the information set of a decision node, else -1.
        edge: `[N]`, how a node is reached. Below a decision node: the flat
            action `infoset_start[infoset] + local action`. Below a chance node:
            the chance edge (nodes may share one). -1 at the root.
        outcome: `[N, J]`, outcomes paid on entering the node, 0 for none;
            payoffs add along the path.
        infoset_player: `[I]`.
        infoset_start: `[I + 1]`, where each information set's actions begin.
        players: Number of players.
        payee: `[O]`, the one player whom each outcome pays, -1 for nobody; None where
            outcomes pay all players. Payoffs are stated accordingly.
    """

    parent: Ints
    kind: Kinds
    player: Ints
    infoset: Ints
    edge: Ints
    outcome: Ints
    infoset_player: Ints
    infoset_start: Ints
    players: int
    payee: Ints | None = None

    @property
    def nodes(self) -> int:
        """Number of nodes, N."""
        return len(self.parent)

    @property
    def infosets(self) -> int:
        """Number of information sets, I."""
        return len(self.infoset_player)

    @property
    def actions(self) -> int:
        """Number of actions of all information sets, A."""
        return int(self.infoset_start[-1])

    @property
    def chance_edges(self) -> int:
        """Number of chance edges, E."""
        below = self.kind[self.parent[1:]] == NodeKind.CHANCE
        return int(self.edge[1:][below].max(initial=-1)) + 1

    @property
    def outcomes(self) -> int:
        """Number of outcomes, the empty outcome 0 included, O."""
        return int(self.outcome.max(initial=0)) + 1

    @property
    def leaves(self) -> Ints:
        """Leaf nodes, ascending, `[L]`."""
        return np.flatnonzero(self.kind == NodeKind.LEAF).astype(np.int32)

    def validate(self) -> None:
        """Check that the arrays describe a game of perfect recall.

        Raises:
            TreeError: With every problem found at the first level that fails:
                shapes, then order and kinds, then information sets, then recall.
        """
        from twofront.games.validation import problems

        found = problems(self)
        if found:
            raise TreeError("\n".join(found))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tree):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        )
