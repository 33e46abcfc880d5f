"""Games written as Gambit's extensive-form game files, version 2."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from twofront.files import replace_file
from twofront.games.efg_names import Namer, quoted, tidy
from twofront.games.efg_numbers import CHANCE_SLACK, exact_chances
from twofront.games.efg_tokens import LARGEST, EfgError
from twofront.games.equilibria import ShapeError
from twofront.games.game import ChanceLabel, Game
from twofront.games.tree import NodeKind, Tree


def write_efg(game: Game, path: str | Path) -> None:
    """Write a game to a file that is replaced only when all is written.

    Raises:
        InputError: The file cannot be written.
        EfgError, ShapeError, TreeError: As for `format_efg`.
    """
    text = format_efg(game)
    with replace_file(Path(path).resolve()) as file:
        file.write(text.encode())


def format_efg(game: Game) -> str:
    """Write a game as the text of a file that Gambit opens and `parse_efg` reads.

    Nodes come depth first, children in the order of their actions. Numbers are
    decimals that read back as the same 64-bit numbers; chances of one move add
    to exactly 1, as Gambit asks, the largest taking what rounding left. Outcomes
    paid at one node become one that pays their sum. Labels that Gambit would
    refuse are changed: spaces and control characters, and a repeated label of
    a node, an outcome or of a player's information sets gets a number.

    Raises:
        EfgError: A payoff or chance is not a number the format holds.
        ShapeError: There is not one draw, or payoffs or names do not fit the tree.
        TreeError: The tree is no game of perfect recall.
    """
    _check(game)
    return "\n".join(_Writer(game).lines()) + "\n"


def _check(game: Game) -> None:
    game.tree.validate()
    game.payoffs.check(game.tree)
    if game.payoffs.draws != 1:
        raise ShapeError(f"A file holds one draw of a game, not {game.payoffs.draws}.")
    counts = {
        "players": (len(game.players), game.tree.players),
        "infosets": (len(game.infosets), game.tree.infosets),
        "nodes": (len(game.nodes) or game.tree.nodes, game.tree.nodes),
    }
    for name, (found, wanted) in counts.items():
        if found != wanted:
            raise ShapeError(f"{name} has {found} names; expected {wanted}.")
    sizes = np.diff(game.tree.infoset_start).tolist()
    for number, (label, size) in enumerate(zip(game.infosets, sizes, strict=True)):
        if len(label.actions) != size:
            message = f"Information set {number} has {size} actions, not {len(label.actions)}."
            raise ShapeError(message)
    paid, chance = game.payoffs.outcome, game.payoffs.chance
    if not (np.abs(paid) <= float(LARGEST)).all():
        raise EfgError(f"A payoff is not a number within {float(LARGEST):g} of 0.")
    if not ((chance >= 0) & (chance <= 1 + float(CHANCE_SLACK))).all():
        raise EfgError("A chance is not a number from 0 to 1.")


class _Writer:
    """Lays out one game; what has been listed once is then named by number alone."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.payoffs = game.payoffs.by_player(game.tree)
        self.tree: Tree = game.tree
        self.below = _children(game.tree)
        self.nodes = Namer()
        self.sets = [Namer() for _ in range(game.tree.players + 1)]  # chance is the last
        self.outcome_names = Namer()
        self.chance_labels = {each.edges: each for each in game.chances}
        self.infosets = _numbers(game)
        self.listed: set[int] = set()
        self.moves: dict[tuple[int, ...], int] = {}
        self.taken: set[int] = set()  # numbers of chance moves
        self.outcomes: dict[tuple[int, ...], int] = {}

    def lines(self) -> Iterator[str]:
        """The whole file."""
        players = " ".join(quoted(tidy(name)) for name in self.game.players)
        yield f"EFG 2 R {quoted(self.game.title)} {{ {players} }}"
        yield quoted(self.game.comment)
        yield ""
        waiting = [0]
        while waiting:
            node = waiting.pop()
            yield self._node(node)
            waiting += reversed(self.below[node])

    def _node(self, node: int) -> str:
        label = self.nodes.name(self.game.nodes[node]) if self.game.nodes else ""
        kind = self.tree.kind[node]
        move = ""
        if kind == NodeKind.DECISION:
            move = " " + self._decision(int(self.tree.infoset[node]))
        elif kind == NodeKind.CHANCE:
            move = " " + self._chance(tuple(self.tree.edge[self.below[node]].tolist()))
        letter = {NodeKind.DECISION: "p", NodeKind.CHANCE: "c"}.get(NodeKind(kind), "t")
        return f"{letter} {quoted(label)}{move} {self._outcome(node)}"

    def _decision(self, infoset: int) -> str:
        label = self.game.infosets[infoset]
        player = int(self.tree.infoset_player[infoset])
        head = f"{player + 1} {self.infosets[infoset]}"
        if infoset in self.listed:
            return head
        self.listed.add(infoset)
        actions = " ".join(quoted(tidy(action)) for action in label.actions)
        return f"{head} {quoted(self.sets[player].name(label.label))} {{ {actions} }}"

    def _chance(self, edges: tuple[int, ...]) -> str:
        if edges in self.moves:
            return str(self.moves[edges])
        actions = tuple(str(k + 1) for k in range(len(edges)))
        unnamed = ChanceLabel(edges, len(self.moves) + 1, "", actions)
        label = self.chance_labels.get(edges, unnamed)
        number = max(1, label.number)
        while number in self.taken:
            number += 1
        self.moves[edges] = number
        self.taken.add(number)
        chances = zip(label.actions, self._chances(edges), strict=True)
        listed = " ".join(f"{quoted(tidy(name))} {chance}" for name, chance in chances)
        return f"{number} {quoted(self.sets[-1].name(label.label))} {{ {listed} }}"

    def _chances(self, edges: tuple[int, ...]) -> list[str]:
        chances = self.game.payoffs.chance[0, list(edges)].tolist()
        if abs(math.fsum(chances) - 1) > CHANCE_SLACK:
            shown = ", ".join(f"{chance:.4g}" for chance in chances[:8])
            raise EfgError(f"The chances of a move add to {math.fsum(chances):g}, not 1: {shown}.")
        return exact_chances(chances)

    def _outcome(self, node: int) -> str:
        paid = tuple(sorted(number for number in self.tree.outcome[node].tolist() if number))
        if not paid:
            return "0"
        if paid in self.outcomes:
            return str(self.outcomes[paid])
        number = self.outcomes[paid] = len(self.outcomes) + 1
        names = [self.game.outcomes[each] for each in paid] if self.game.outcomes else []
        label = self.outcome_names.name(" + ".join(filter(None, names)))
        rows = self.payoffs[0, list(paid)]
        payoffs = ", ".join(_payoff(math.fsum(column)) for column in rows.T.tolist())
        return f"{number} {quoted(label)} {{ {payoffs} }}"


def _payoff(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _children(tree: Tree) -> Mapping[int, list[int]]:
    """The children of every node, in the order of their edges."""
    below: dict[int, list[int]] = {node: [] for node in range(tree.nodes)}
    for node in (np.argsort(tree.edge[1:], kind="stable") + 1).tolist():
        below[int(tree.parent[node])].append(node)
    return below


def _numbers(game: Game) -> list[int]:
    """Numbers of the information sets: as labelled where that is sound, else in order."""
    players = game.tree.infoset_player.tolist()
    named = [(player, label.number) for player, label in zip(players, game.infosets, strict=True)]
    if len(set(named)) == len(named) and all(0 < number < 10**9 for _, number in named):
        return [number for _, number in named]
    met = [0] * game.tree.players
    found = []
    for player in players:
        met[player] += 1
        found.append(met[player])
    return found
