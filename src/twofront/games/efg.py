"""Gambit's extensive-form game files, version 2: read into a tree and payoffs."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from twofront.games.efg_tokens import EfgError, Token, Tokens
from twofront.games.equilibria import Payoffs
from twofront.games.tree import NodeKind, Tree, TreeError

MOST_BYTES = 64_000_000
MOST_NODES = 1_000_000
MOST_PLAYERS = 1_000
MOST_PAYOFFS = 50_000_000  # outcomes times players
CHANCE_SLACK = Fraction(1, 100_000)  # how far written chances may be from adding to 1


@dataclass(frozen=True, slots=True)
class InfosetLabel:
    """How a file names an information set: player and number there (from 1), labels."""

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
    """

    title: str
    players: tuple[str, ...]
    tree: Tree
    payoffs: Payoffs
    infosets: tuple[InfosetLabel, ...]


def read_efg(path: str | Path) -> Game:
    """Read a game file.

    Args:
        path: A file in Gambit's `.efg` format, version 2, UTF-8. Payoffs may
            lie at inner nodes; numbers may be decimals, fractions or in
            scientific notation; labels may be empty or repeated; the comment
            and commas may be left out; a repeated information set, chance move
            or outcome may leave its details out.

    Returns:
        The game, information sets and outcomes numbered by first appearance.

    Raises:
        EfgError: The file cannot be read, is cut short, has wrong counts or
            contradicts itself; the message gives line and column.
        TreeError: The file is sound, but the game lacks perfect recall.
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
    game = _Reader(Tokens(text, name)).game()
    try:
        game.tree.validate()
    except TreeError as error:
        raise TreeError(f"{name}: {error}") from None
    return game


@dataclass(slots=True)
class _Open:
    """A node whose children are still to come."""

    node: int
    first_edge: int  # first flat action or chance edge; children take them in order
    left: int


@dataclass(slots=True)
class _Columns:
    """The tree's columns while they grow, depth first as in the file."""

    parent: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    player: list[int] = field(default_factory=list)
    infoset: list[int] = field(default_factory=list)
    branch: list[int] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def add(self, kind: NodeKind, player: int, infoset: int, outcome: int, children: int) -> None:
        """Append a node below the innermost one that lacks children."""
        above = self.open[-1] if self.open else _Open(-1, -1, 1)
        self.parent.append(above.node)
        self.branch.append(above.first_edge)
        above.left -= 1
        above.first_edge += 1
        self.kind.append(kind)
        self.player.append(player)
        self.infoset.append(infoset)
        self.outcome.append(outcome)
        if children:
            self.open.append(_Open(len(self.parent) - 1, 0, children))
        while self.open and self.open[-1].left == 0:
            self.open.pop()

    @property
    def complete(self) -> bool:
        """Whether every node has its children."""
        return bool(self.parent) and not self.open


class _Reader:
    """Builds one game from its tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.columns = _Columns()
        self.players: tuple[str, ...] = ()
        self.infosets: dict[tuple[int, int], InfosetLabel] = {}
        self.index: dict[tuple[int, int], int] = {}
        self.chances: dict[int, tuple[tuple[str, ...], tuple[Fraction, ...]]] = {}
        self.chance_number: list[int] = []  # per node, 0 where no chance move
        self.outcome_index: dict[int, int] = {}
        self.outcome_seen: dict[int, int] = {}  # number in the file: where first met
        self.paid: dict[int, tuple[Fraction, ...]] = {}

    def game(self) -> Game:
        """The whole file."""
        title = self._header()
        while self.tokens.next is not None:
            self._node()
        if not self.columns.complete:
            raise self.tokens.error(
                "The file ends before the tree is complete.", len(self.tokens.text)
            )
        for number, at in self.outcome_seen.items():
            if number not in self.paid:
                raise self.tokens.error(f"Outcome {number} has no payoffs anywhere.", at)
        return Game(
            title, self.players, self._tree(), self._payoffs(), tuple(self.infosets.values())
        )

    def _header(self) -> str:
        tokens = self.tokens
        tokens.word("EFG")
        tokens.word("2")
        kind = tokens.take("'R' or 'D'")
        if kind.text not in ("R", "D"):
            raise tokens.error(f"Expected 'R' or 'D', found {kind.shown}.")
        title = tokens.string("the title")
        self.players = tokens.strings("a player's name")
        if not 0 < len(self.players) <= MOST_PLAYERS:
            raise tokens.error(f"{len(self.players)} players; expected 1 to {MOST_PLAYERS}.")
        tokens.optional_string()
        return title

    def _node(self) -> None:
        tokens = self.tokens
        token = tokens.take("a node")
        readers = {"c": self._chance, "p": self._decision, "t": self._terminal}
        if token.text not in readers:
            raise tokens.error(f"Expected a node (c, p or t), found {token.shown}.")
        if self.columns.complete:
            raise tokens.error("The tree is complete, but more nodes follow.")
        if len(self.columns.parent) >= MOST_NODES:
            raise tokens.error(f"More than {MOST_NODES} nodes.")
        tokens.optional_string()
        self.chance_number.append(0)
        readers[token.text](token)

    def _chance(self, token: Token) -> None:
        number = self.tokens.integer("the number of the chance move", 1)
        self.tokens.optional_string()
        if self.tokens.sees("{"):
            found = self._chance_list()
            if self.chances.setdefault(number, found) != found:
                raise self.tokens.error(f"Chance move {number} was listed differently.", token.at)
        if number not in self.chances:
            raise self.tokens.error(f"Chance move {number} has no list of actions yet.", token.at)
        self.chance_number[-1] = number
        count = len(self.chances[number][0])
        self.columns.add(NodeKind.CHANCE, -1, -1, self._outcome(), count)

    def _chance_list(self) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        opening = self.tokens.word("{")
        names, weights = [], []
        while not self.tokens.sees("}"):
            names.append(self.tokens.string("an action"))
            weights.append(self.tokens.number("its chance"))
            self.tokens.comma()
        self.tokens.word("}")
        total = sum(weights, Fraction(0))
        if abs(total - 1) > CHANCE_SLACK:
            raise self.tokens.error(f"Chances add to {float(total):g}, not 1.", opening.at)
        if min(weights) < 0:
            raise self.tokens.error("A chance is negative.", opening.at)
        return tuple(names), tuple(weight / total for weight in weights)

    def _decision(self, token: Token) -> None:
        tokens = self.tokens
        player = tokens.integer("the player", 1)
        if player > len(self.players):
            raise tokens.error(f"There are {len(self.players)} players; {player} is none.")
        number = tokens.integer("the number of the information set", 1)
        label = tokens.optional_string()
        if tokens.sees("{"):
            self._listed(player, number, label, tokens.strings("an action"), token)
        key = (player, number)
        if key not in self.infosets:
            who = f"Information set {number} of player {player}"
            raise tokens.error(f"{who} has no list of actions yet.", token.at)
        count = len(self.infosets[key].actions)
        self.columns.add(NodeKind.DECISION, player - 1, self.index[key], self._outcome(), count)

    def _listed(
        self, player: int, number: int, label: str, actions: tuple[str, ...], token: Token
    ) -> None:
        if not actions:
            raise self.tokens.error("An information set needs an action.", token.at)
        found = InfosetLabel(player, number, label, actions)
        known = self.infosets.setdefault((player, number), found)
        self.index.setdefault((player, number), len(self.index))
        if known.actions != actions:
            who = f"Information set {number} of player {player}"
            raise self.tokens.error(f"{who} was listed with other actions.", token.at)

    def _terminal(self, token: Token) -> None:
        self.columns.add(NodeKind.LEAF, -1, -1, self._outcome(), 0)

    def _outcome(self) -> int:
        tokens = self.tokens
        number = tokens.integer("the number of an outcome", 0)
        at = tokens.last
        tokens.optional_string()
        if tokens.sees("{"):
            paid = self._payoff_list()
            if number == 0:
                raise tokens.error("Outcome 0 stands for none and has no payoffs.", at)
            if self.paid.setdefault(number, paid) != paid:
                raise tokens.error(f"Outcome {number} was listed with other payoffs.", at)
        if number == 0:
            return 0
        self.outcome_seen.setdefault(number, at)
        return self.outcome_index.setdefault(number, len(self.outcome_index) + 1)

    def _payoff_list(self) -> tuple[Fraction, ...]:
        opening = self.tokens.word("{")
        paid = []
        while not self.tokens.sees("}"):
            paid.append(self.tokens.number("a payoff"))
            self.tokens.comma()
        self.tokens.word("}")
        if len(paid) != len(self.players):
            message = f"{len(paid)} payoffs for {len(self.players)} players."
            raise self.tokens.error(message, opening.at)
        if len(self.paid) * len(self.players) > MOST_PAYOFFS:
            raise self.tokens.error("Too many outcomes for so many players.", opening.at)
        return tuple(paid)

    def _tree(self) -> Tree:
        starts = np.cumsum([0, *(len(i.actions) for i in self.infosets.values())])
        edges = [-1] + [
            self._first_edge(parent, starts) + branch
            for parent, branch in zip(self.columns.parent[1:], self.columns.branch[1:], strict=True)
        ]
        c = self.columns
        parent, player, infoset, edge, outcome, owner, start = (
            np.array(column, np.int32)
            for column in (
                c.parent, c.player, c.infoset, edges, c.outcome,
                [i.player - 1 for i in self.infosets.values()], starts,
            )
        )  # fmt: skip
        return Tree(
            parent, np.array(c.kind, np.int8), player, infoset, edge, outcome[:, None],
            owner, start, len(self.players),
        )  # fmt: skip

    def _first_edge(self, node: int, starts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
        number = self.chance_number[node]
        if not number:
            return int(starts[self.columns.infoset[node]])
        return self._chance_starts()[number]

    def _chance_starts(self) -> dict[int, int]:
        start, starts = 0, {}
        for number, (names, _) in self.chances.items():
            starts[number] = start
            start += len(names)
        return starts

    def _payoffs(self) -> Payoffs:
        outcome = np.zeros((1, len(self.outcome_index) + 1, len(self.players)))
        for number, index in self.outcome_index.items():
            outcome[0, index] = [float(paid) for paid in self.paid[number]]
        chance = [float(weight) for _, weights in self.chances.values() for weight in weights]
        return Payoffs(outcome, np.array([chance], float))
