"""Games written down as nested moves, and their equilibria read off by name.

A test states a game as a theorist would: who moves, what the mover sees, what each
option leads to. It becomes the text of a game file and is read like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from small_games import many

from twofront.games import Equilibria, Game, Payoffs, parse_efg, reach, regret, solve_qre


@dataclass(frozen=True)
class Pay:
    """The end: a payoff for each player."""

    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class Move:
    """A player's move; nodes at which the player sees the same are one information set."""

    player: int
    sees: str
    options: Mapping[str, Node]


@dataclass(frozen=True)
class Lot:
    """A move of chance: `(probability, what follows)` by name."""

    lots: Mapping[str, tuple[float, Node]]


Node = Pay | Move | Lot


def pay(*payoffs: float) -> Pay:
    return Pay(tuple(map(float, payoffs)))


def written(players: int, root: Node, title: str = "") -> Game:
    """The game below a root; players count from 0, information sets keep what is seen as label."""
    writer = _Writer()
    writer.write(root)
    names = " ".join(f'"{player}"' for player in range(players))
    return parse_efg(f'EFG 2 R "{title}" {{ {names} }}\n' + "\n".join(writer.lines))


@dataclass
class _Writer:
    lines: list[str] = field(default_factory=list)
    sets: dict[tuple[int, str], int] = field(default_factory=dict)
    ends: int = 0
    lots: int = 0

    def write(self, node: Node) -> None:
        if isinstance(node, Pay):
            self.ends += 1
            numbers = " ".join(map(repr, node.payoffs))
            self.lines.append(f't "" {self.ends} "" {{ {numbers} }}')
        elif isinstance(node, Move):
            number = self.sets.setdefault((node.player, node.sees), len(self.sets) + 1)
            names = " ".join(f'"{option}"' for option in node.options)
            self.lines.append(f'p "" {node.player + 1} {number} "{node.sees}" {{ {names} }} 0')
            self._below(node.options.values())
        else:
            self.lots += 1
            parts = " ".join(f'"{name}" {odds!r}' for name, (odds, _) in node.lots.items())
            self.lines.append(f'c "" {self.lots} "" {{ {parts} }} 0')
            self._below(following for _, following in node.lots.values())

    def _below(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.write(node)


@dataclass(frozen=True)
class Solved:
    """The equilibria of one game at several precisions, read by name."""

    game: Game
    payoffs: Payoffs
    found: Equilibria

    def chance_of(self, player: int, sees: str, option: str) -> np.ndarray:
        """Probability of an option at an information set, `[D]`."""
        return self.found.strategy[:, place(self.game, player, sees, option)]

    @property
    def regret(self) -> np.ndarray:
        """Largest regret of any player, `[D]`."""
        return regret(self.game.tree, self.payoffs, self.found.strategy).max(axis=1)

    @property
    def reach(self) -> np.ndarray:
        """Probability of every leaf, `[D, L]`."""
        return reach(self.game.tree, self.payoffs, self.found.strategy)


def place(game: Game, player: int, sees: str, option: str) -> int:
    """Where an option lies on the action axis."""
    for infoset, label in enumerate(game.infosets):
        if (label.player, label.label) == (player + 1, sees):
            return int(game.tree.infoset_start[infoset]) + label.actions.index(option)
    raise KeyError((player, sees))


def solved(game: Game, precision: object, **options: float) -> Solved:
    """Solve a game at each precision: a list, `[D]` for everyone or `[D, P]`."""
    wanted = np.asarray(precision, float)
    if wanted.ndim == 1:
        wanted = np.repeat(wanted[:, None], game.tree.players, axis=1)
    payoffs = many(game, len(wanted))
    return Solved(game, payoffs, solve_qre(game.tree, payoffs, wanted, **options))


def one_shot(*payoffs: float) -> Game:
    """One player, one choice."""
    return written(1, Move(0, "", {f"x{k}": pay(u) for k, u in enumerate(payoffs)}))


def bimatrix(row: object, column: object) -> Game:
    """Two players choose at once: rows `r0, r1, ...`, columns `c0, c1, ...`."""
    first, second = np.asarray(row, float), np.asarray(column, float)
    rows = {}
    for i in range(len(first)):
        ends = {f"c{j}": pay(first[i, j], second[i, j]) for j in range(first.shape[1])}
        rows[f"r{i}"] = Move(1, "", ends)
    return written(2, Move(0, "", rows))
