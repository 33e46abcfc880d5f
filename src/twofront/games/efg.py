"""Gambit's extensive-form game files, version 2: read into a tree and payoffs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from twofront.games.equilibria import Payoffs
from twofront.games.tree import NodeKind, Tree, TreeError

MOST_BYTES = 64_000_000
MOST_NODES = 1_000_000
MOST_PLAYERS = 1_000
LONGEST_NUMBER = 400  # characters, and the largest decimal exponent

_TOKEN = re.compile(r'\s+|"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?)\Z")


class EfgError(ValueError):
    """A file that is no game in this format; the message gives file, line and column."""


@dataclass(frozen=True, slots=True)
class InfosetLabel:
    """How a file names an information set: its player's number there and its labels."""

    player: int
    number: int
    label: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Game:
    """A game read from a file: structure, one draw of numbers, and names.

    Attributes:
        title: As in the file.
        players: Names of the players, in order.
        tree: The structure.
        payoffs: One draw: `outcome [1, O, P]`, `chance [1, E]`.
        infosets: Labels, one for each information set of the tree.
        outcome_labels: One for each outcome id, "" for the empty outcome.
    """

    title: str
    players: tuple[str, ...]
    tree: Tree
    payoffs: Payoffs
    infosets: tuple[InfosetLabel, ...]
    outcome_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int

    @property
    def quoted(self) -> bool:
        return self.text.startswith('"')


def read_efg(path: str | Path) -> Game:
    """Read a game file.

    Args:
        path: A file in Gambit's `.efg` format, version 2, UTF-8.

    Returns:
        The game. Payoffs may lie at inner nodes; numbers may be decimals,
        fractions or in scientific notation; commas between payoffs and comments
        after the title may be left out; a repeated information set, chance move
        or outcome may leave its details out.

    Raises:
        EfgError: The file cannot be read, is cut short, has wrong counts, or
            contradicts itself; with line and column.
        TreeError: The game is sound as a file but lacks perfect recall.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise EfgError(f"{path}: {size} bytes; at most {MOST_BYTES} are read.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EfgError(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise EfgError(f"{path}: is not UTF-8 text (byte {error.start}).") from None
    return parse_efg(text, str(path))


def parse_efg(text: str, name: str = "<text>") -> Game:
    """Read a game from the text of a file; see `read_efg`."""
    game = _Reader(text, name).game()
    try:
        game.tree.validate()
    except TreeError as error:
        raise TreeError(f"{name}: {error}") from None
    return game


@dataclass(slots=True)
class _Infoset:
    """An information set as first met; members must agree with it."""

    index: int
    label: str
    actions: tuple[str, ...]


@dataclass(slots=True)
class _Nodes:
    """The tree's columns while they grow, and what is still to be attached."""

    parent: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    player: list[int] = field(default_factory=list)
    infoset: list[int] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    branch: list[int] = field(default_factory=list)
    open: list[list[int]] = field(default_factory=list)  # [node, children to come, next branch]

    def add(self, kind: NodeKind, player: int, infoset: int, outcome: int, children: int) -> None:
        """Append a node in the order of the file, which is depth first."""
        while self.open and self.open[-1][1] == 0:
            self.open.pop()
        parent = self.open[-1] if self.open else [-1, 1, -1]
        number = len(self.parent)
        self.parent.append(parent[0])
        self.branch.append(parent[2])
        parent[1] -= 1
        parent[2] += 1
        for column, value in zip(
            (self.kind, self.player, self.infoset, self.outcome),
            (int(kind), player, infoset, outcome),
            strict=True,
        ):
            column.append(value)
        if children:
            self.open.append([number, children, 0])

    @property
    def complete(self) -> bool:
        """Whether every node has its children."""
        return bool(self.parent) and all(left == 0 for _, left, _ in self.open)


class _Reader:
    """Reads one text, token by token."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.tokens = self._tokens()
        self.next: _Token | None = next(self.tokens, None)
        self.nodes = _Nodes()
        self.players: tuple[str, ...] = ()
        self.infosets: dict[tuple[int, int], _Infoset] = {}
        self.chances: dict[int, tuple[tuple[str, ...], int]] = {}
        self.chance_numbers: list[float] = []
        self.outcomes: dict[int, int] = {0: 0}
        self.payoffs: list[tuple[float, ...]] = []
        self.labels = [""]
        self.chance_start: list[int] = []  # per node, its first chance edge

    def game(self) -> Game:
        """The whole file."""
        title = self._header()
        while self.next is not None:
            self._node()
        if not self.nodes.complete:
            raise self._error("The file ends before the tree is complete.", len(self.text))
        tree = self._tree()
        outcome = np.array([(0.0,) * len(self.players), *self.payoffs])[None]
        payoffs = Payoffs(outcome, np.array(self.chance_numbers, float).reshape(1, -1))
        named = tuple(
            InfosetLabel(player, number, found.label, found.actions)
            for (player, number), found in self.infosets.items()
        )
        return Game(title, self.players, tree, payoffs, named, tuple(self.labels))

    def _header(self) -> str:
        for word in ("EFG", "2"):
            self._word(word)
        kind = self._take("'R' or 'D'")
        if kind.text not in ("R", "D"):
            raise self._error(f"Expected 'R' or 'D', found {_shown(kind)}.", kind.at)
        title = self._string("the title")
        self.players = tuple(_unquote(token.text) for token in self._braced("a player's name"))
        if not 0 < len(self.players) <= MOST_PLAYERS:
            raise self._error(f"{len(self.players)} players; expected 1 to {MOST_PLAYERS}.", 0)
        if self.next is not None and self.next.quoted:
            self._string("a comment")
        self.payoffs = []
        return title

    def _node(self) -> None:
        token = self._take("a node")
        if len(self.nodes.parent) >= MOST_NODES:
            raise self._error(f"More than {MOST_NODES} nodes.", token.at)
        if self.nodes.complete:
            raise self._error("The tree is complete, but more nodes follow.", token.at)
        readers = {"c": self._chance, "p": self._decision, "t": self._terminal}
        if token.text not in readers:
            raise self._error(f"Expected a node (c, p or t), found {_shown(token)}.", token.at)
        if self.next is not None and self.next.quoted:
            self._string("a node's label")
        readers[token.text](token)

    def _chance(self, token: _Token) -> None:
        number = self._integer("the number of the chance move", 1)
        self._optional_string()
        if self.next is not None and self.next.text == "{":
            actions, weights = self._chance_list()
            if number in self.chances:
                self._agree(self.chances[number][0], actions, token)
                start = self.chances[number][1]
                if not np.allclose(
                    self.chance_numbers[start : start + len(weights)], weights, rtol=0, atol=1e-12
                ):
                    raise self._error(f"Chance move {number} has other chances here.", token.at)
            else:
                self.chances[number] = (actions, len(self.chance_numbers))
                self.chance_numbers += weights
        if number not in self.chances:
            raise self._error(f"Chance move {number} is used before its list.", token.at)
        actions, start = self.chances[number]
        outcome = self._outcome()
        self.nodes.add(NodeKind.CHANCE, -1, -1, outcome, len(actions))
        self.chance_start.append(start)

    def _chance_list(self) -> tuple[tuple[str, ...], list[float]]:
        opening = self._word("{")
        names, weights = [], []
        while self.next is not None and self.next.text != "}":
            names.append(self._string("an action"))
            weights.append(self._number("its chance"))
            self._comma()
        self._word("}")
        total = sum(weights, Fraction(0))
        if any(weight < 0 for weight in weights) or abs(float(total) - 1) > 1e-6:
            raise self._error(f"Chances add to {float(total):g}, not 1.", opening.at)
        return tuple(names), [float(weight / total) for weight in weights]

    def _decision(self, token: _Token) -> None:
        player = self._integer("the player", 1)
        if player > len(self.players):
            raise self._error(
                f"Player {player} of {len(self.players)}.", self._last
            )
        number = self._integer("the number of the information set", 1)
        label = self._optional_string()
        known = self.infosets.get((player, number))
        if self.next is not None and self.next.text == "{":
            actions = tuple(_unquote(t.text) for t in self._braced("an action"))
            if known:
                self._agree(known.actions, actions, token)
            elif not actions:
                raise self._error("An information set needs an action.", token.at)
            else:
                known = _Infoset(len(self.infosets), label, actions)
                self.infosets[player, number] = known
        if known is None:
            raise self._error(
                f"Information set {number} of player {player} is used before its list.", token.at
            )
        outcome = self._outcome()
        self.nodes.add(NodeKind.DECISION, player - 1, known.index, outcome, len(known.actions))
        self.chance_start.append(-1)
