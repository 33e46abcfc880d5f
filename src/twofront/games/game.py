"""A game with its names: what a game file holds besides structure and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from twofront.games.equilibria import Payoffs
from twofront.games.tree import Tree


@dataclass(frozen=True, slots=True)
class InfosetLabel:
    """How a file names an information set: player and number there (from 1), labels."""

    player: int
    number: int
    label: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChanceLabel:
    """How a file names a chance move.

    Attributes:
        edges: The chance edges below it, in the order of `actions`.
        number: In the file, from 1.
        label: Of the move.
        actions: A label for each edge.
    """

    edges: tuple[int, ...]
    number: int
    label: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Game:
    """A game: structure, one draw of numbers, and names.

    Names that may be left out are empty where a file has none.

    Attributes:
        title: As in the file.
        players: Names of the players, in order.
        tree: The structure.
        payoffs: One draw: `outcome [1, O, P]`, `chance [1, E]`.
        infosets: Labels, one for each information set of the tree.
        chances: Labels of chance moves; a move is found by its edges.
        nodes: Labels of the nodes, `[N]`.
        outcomes: Labels of the outcomes, `[O]`, that of outcome 0 empty.
        comment: As in the file.
    """

    title: str
    players: tuple[str, ...]
    tree: Tree
    payoffs: Payoffs
    infosets: tuple[InfosetLabel, ...]
    chances: tuple[ChanceLabel, ...] = ()
    nodes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    comment: str = ""
