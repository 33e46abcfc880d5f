"""Gambit's extensive-form game files, version 2: read into a tree and payoffs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from twofront.games.efg_header import Header, read_header
from twofront.games.efg_numbers import CHANCE_SLACK, rounding, total
from twofront.games.efg_tokens import EfgError, Token, Tokens, shown
from twofront.games.equilibria import Payoffs
from twofront.games.game import ChanceLabel, Game, InfosetLabel
from twofront.games.tree import NodeKind, Tree, TreeError
from twofront.games.validation import forgotten

MOST_BYTES = 64_000_000
MOST_NODES = 1_000_000
MOST_DEPTH = 10_000  # moves on one path
MOST_PAYOFFS = 50_000_000  # outcomes or nodes, times players


def read_efg(path: str | Path) -> Game:
    """Read a game file.

    Args:
        path: A file in Gambit's `.efg` format, version 2, in UTF-8; one that is
            not UTF-8 is taken for Windows-1252, which only labels can tell.
            Payoffs may lie at inner nodes; numbers may be decimals, fractions or
            in scientific notation; labels may be empty or repeated; the comment
            and commas may be left out; a repeated information set, chance move
            or outcome may leave its details out.

    Returns:
        The game, information sets and outcomes numbered by first appearance.
        Chances that miss 1 by their rounding are scaled to add to it.

    Raises:
        EfgError: The file cannot be read, is cut short, has wrong counts or
            contradicts itself; the message gives line and column.
        TreeError: The file is sound, but the game lacks perfect recall.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise EfgError(f"{path}: cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise EfgError(f"{path}: larger than {MOST_BYTES} bytes, the most that are read.")
    return parse_efg(_decoded(data, str(path)), str(path))


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EfgError(f"{name}:1:1: The file is UTF-16 text; save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def parse_efg(text: str, name: str = "<text>") -> Game:
    """Read a game from the text of a file; see `read_efg`."""
    reader = _Reader(Tokens(text, name))
    game = reader.game()
    try:
        game.tree.validate()
    except TreeError as error:
        told = "\n".join(reader.forgotten(game.tree)) or f"{name}: {error}"
        raise TreeError(told) from None
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
        self.header: Header = read_header(tokens)
        self.players = len(self.header.players)
        self.at: list[int] = []  # per node, where it begins
        self.nodes: list[str] = []  # per node, its label
        self.infosets: dict[tuple[int, int], InfosetLabel] = {}
        self.index: dict[tuple[int, int], int] = {}
        self.chances: dict[int, tuple[ChanceLabel, tuple[Fraction, ...]]] = {}
        self.chance_edges = 0
        self.first_edge: list[int] = []  # per node, -1 where no chance move
        self.outcome_index: dict[int, int] = {}
        self.outcome_seen: dict[int, int] = {}  # number in the file: where first met
        self.outcome_label: dict[int, str] = {}
        self.paid: dict[int, tuple[Fraction, ...]] = {}

    def game(self) -> Game:
        """The whole file."""
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
            title=self.header.title,
            players=self.header.players,
            tree=self._tree(),
            payoffs=self._payoffs(),
            infosets=tuple(self.infosets.values()),
            chances=tuple(label for label, _ in self.chances.values()),
            nodes=tuple(self.nodes),
            outcomes=("", *(self.outcome_label.get(each, "") for each in self.outcome_index)),
            comment=self.header.comment,
        )

    def forgotten(self, tree: Tree) -> Iterator[str]:
        """What breaks perfect recall, in the file's own names."""
        labels = list(self.infosets.values())
        for infoset, node, absent_minded in forgotten(tree):
            label = labels[infoset]
            named = f" {shown(label.label)}" if label.label else ""
            player = shown(self.header.players[label.player - 1])
            what = f"information set {label.number}{named} of player {label.player} ({player})"
            yield f"{self.tokens.place(self.at[node])}: " + (
                f"Absent-mindedness: {what} is met twice on one path."
                if absent_minded
                else f"Imperfect recall: at {what} an own earlier move is forgotten."
            )

    def _node(self) -> None:
        tokens = self.tokens
        token = tokens.take("a node")
        readers = {"c": self._chance, "p": self._decision, "t": self._terminal}
        if token.text not in readers:
            raise tokens.error(f"Expected a node (c, p or t), found {token.shown}.")
        if self.columns.complete:
            raise tokens.error("The tree is complete, but more nodes follow.")
        self._bounded()
        self.at.append(token.at)
        self.nodes.append(tokens.optional_string())
        self.first_edge.append(-1)
        readers[token.text](token)

    def _bounded(self) -> None:
        """Refuse a tree too large to be worked with."""
        nodes = len(self.columns.parent) + 1
        if nodes > MOST_NODES:
            raise self.tokens.error(f"More than {MOST_NODES} nodes.")
        if nodes * self.players > MOST_PAYOFFS:
            raise self.tokens.error("Too many nodes for so many players.")
        if len(self.columns.open) > MOST_DEPTH:
            raise self.tokens.error(f"More than {MOST_DEPTH} moves on one path.")

    def _chance(self, token: Token) -> None:
        number = self.tokens.integer("the number of the chance move", 1)
        label = self.tokens.optional_string()
        if self.tokens.sees("{"):
            self._chance_listed(number, label, token)
        if number not in self.chances:
            raise self.tokens.error(f"Chance move {number} has no list of actions yet.", token.at)
        edges = self.chances[number][0].edges
        self.first_edge[-1] = edges[0]
        self.columns.add(NodeKind.CHANCE, -1, -1, self._outcome(), len(edges))

    def _chance_listed(self, number: int, label: str, token: Token) -> None:
        names, weights = self._chance_list()
        if number not in self.chances:
            edges = tuple(range(self.chance_edges, self.chance_edges + len(names)))
            self.chance_edges += len(names)
            self.chances[number] = (ChanceLabel(edges, number, label, names), weights)
        known, chances = self.chances[number]
        if (known.actions, chances) != (names, weights):
            raise self.tokens.error(f"Chance move {number} was listed differently.", token.at)

    def _chance_list(self) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        tokens, slack = self.tokens, Fraction(0)

        def action() -> tuple[str, Fraction]:
            nonlocal slack
            name, written = tokens.string("an action"), tokens.next
            chance = tokens.number("its chance")
            slack += rounding(written.text) if written else 0
            tokens.comma()
            return name, chance

        opening = tokens.next
        listed = tokens.listed(action)
        weights = tuple(weight for _, weight in listed)
        found, at = total(weights), opening.at if opening else None
        if abs(found - 1) > max(slack, CHANCE_SLACK):
            raise tokens.error(f"Chances add to {float(found):g}, not 1.", at)
        if min(weights) < 0:
            raise tokens.error("A chance is negative.", at)
        return tuple(name for name, _ in listed), weights

    def _decision(self, token: Token) -> None:
        tokens = self.tokens
        player = tokens.integer("the player", 1)
        if player > self.players:
            raise tokens.error(f"There are {self.players} players; {player} is none.")
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
        if number and tokens.next is None and not tokens.text[-1].isspace():
            message = "The file ends in this number, which may be cut short; end it with a new line"
            raise tokens.error(f"{message}.", at)
        label = tokens.optional_string()
        if tokens.sees("{"):
            self._paid(number, at)
        if number == 0:
            return 0
        self.outcome_seen.setdefault(number, at)
        if label:
            self.outcome_label.setdefault(number, label)
        return self.outcome_index.setdefault(number, len(self.outcome_index) + 1)

    def _paid(self, number: int, at: int) -> None:
        paid = self._payoff_list()
        if number == 0:
            raise self.tokens.error("Outcome 0 stands for none and has no payoffs.", at)
        if self.paid.setdefault(number, paid) != paid:
            raise self.tokens.error(f"Outcome {number} was listed with other payoffs.", at)

    def _payoff_list(self) -> tuple[Fraction, ...]:
        tokens = self.tokens

        def payoff() -> Fraction:
            number = tokens.number("a payoff")
            tokens.comma()
            return number

        opening = tokens.next
        paid, at = tokens.listed(payoff), opening.at if opening else None
        if len(paid) != self.players:
            raise tokens.error(f"{len(paid)} payoffs for {self.players} players.", at)
        if len(self.paid) * self.players > MOST_PAYOFFS:
            raise tokens.error("Too many outcomes for so many players.", at)
        return tuple(paid)

    def _tree(self) -> Tree:
        starts = np.cumsum([0, *(len(i.actions) for i in self.infosets.values())])
        c = self.columns
        edges = [-1] + [
            branch + (self.first_edge[above] if c.infoset[above] < 0 else starts[c.infoset[above]])
            for above, branch in zip(c.parent[1:], c.branch[1:], strict=True)
        ]
        parent, player, infoset, edge, outcome, owner, start = (
            np.array(column, np.int32)
            for column in (
                c.parent, c.player, c.infoset, edges, c.outcome,
                [i.player - 1 for i in self.infosets.values()], starts,
            )
        )  # fmt: skip
        return Tree(
            parent, np.array(c.kind, np.int8), player, infoset, edge, outcome[:, None],
            owner, start, self.players,
        )  # fmt: skip

    def _payoffs(self) -> Payoffs:
        outcome = np.zeros((1, len(self.outcome_index) + 1, self.players))
        for number, index in self.outcome_index.items():
            outcome[0, index] = [float(paid) for paid in self.paid[number]]
        chance = [part for _, weights in self.chances.values() for part in _scaled(weights)]
        return Payoffs(outcome, np.array([chance], float))


def _scaled(weights: tuple[Fraction, ...]) -> list[float]:
    """Chances in 64 bits that add to 1."""
    found = total(weights)
    if found == 1:
        return [float(weight) for weight in weights]
    return [float(weight) / float(found) for weight in weights]
