"""Scenario to program: every history is played through once and becomes a path of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from math import prod
from operator import itemgetter
from types import MappingProxyType

import numpy as np

from twofront.games import NodeKind, Tree
from twofront.problems import InputError, Problem
from twofront.scenario.expressions import Negative
from twofront.scenario.model import (
    CHANCE,
    NONE,
    Condition,
    Line,
    Move,
    Option,
    Scenario,
    Test,
)
from twofront.world.bundles import Ints, Kinds, bundles
from twofront.world.order import Order, behind_line
from twofront.world.problems import problem
from twofront.world.program import ChanceItem, Decision, Item, Program
from twofront.world.sight import Memory, Observation, Observer
from twofront.world.situation import Features, Values, features, holds, label, open_options

MAX_LEAVES = 20_000
"""Most leaves of a tree; above it, compiling alone takes minutes."""


def compile_scenario(scenario: Scenario) -> Program:
    """Compile a scenario, as known on its date, to a program.

    Raises:
        InputError: The structure is no game of perfect recall, or too large; each
            problem is located where the scenario was written.
    """
    observer = Observer(scenario)
    problems = observer.problems()
    if problems:
        raise InputError(problems)
    return _Compiler(scenario, observer).compile()


def accounts(scenario: Scenario) -> dict[str, tuple[Line, ...]]:
    """Give every account's lines: actors' payoffs with their inertia, then measures."""
    lines = {actor: (*own, *_inertia(scenario, actor)) for actor, own in scenario.payoffs.items()}
    return lines | {f"measure:{m.id}": m.lines for m in scenario.measures.values()}


def _inertia(scenario: Scenario, actor: str) -> Iterable[Line]:
    for move in scenario.moves:
        if move.by == actor and move.inertia is not None:
            others = tuple(each for each in move.option_ids if each != move.default)
            when = Condition(((Test(move.id, others),),))
            yield Line(Negative(move.inertia), when, f"cost of not keeping to {move.default}")


class _Payer:
    """One line of an account: which item it pays in each situation it can tell apart."""

    def __init__(self, scenario: Scenario, account: str, number: int, line: Line) -> None:
        self.scenario = scenario
        self.account = account
        self.number = number
        self.line = line
        self.names = tuple(sorted(behind_line(scenario, line)))
        self.key = itemgetter(*self.names) if self.names else None
        self.known: dict[object, int] = {}

    def item(self, values: Values, items: dict[Item, int]) -> int:
        """Give the item's number, added to `items` where new; 0 where the line does not count."""
        key = self.key(values) if self.key else ()
        if key not in self.known:
            self.known[key] = self._item(values, items)
        return self.known[key]

    def _item(self, values: Values, items: dict[Item, int]) -> int:
        if not holds(self.line.when, values):
            return 0
        seen = features(self.scenario, self.line.amount, values)
        item = Item(self.account, self.number, self.line.amount, seen)
        return items.setdefault(item, len(items) + 1)


class _Compiler:
    """The tree while it grows. Nodes are numbered as they are reached, parents first."""

    def __init__(self, scenario: Scenario, observer: Observer) -> None:
        self.scenario = scenario
        self.observer = observer
        order = Order(scenario)
        self.players = {actor: number for number, actor in enumerate(scenario.deciders)}
        self.accounts = accounts(scenario)
        self.payers_at: dict[int, list[_Payer]] = defaultdict(list)
        for account, lines in self.accounts.items():
            for number, line in enumerate(lines):
                payer = _Payer(scenario, account, number, line)
                self.payers_at[order.of_all(payer.names)].append(payer)
        self.outcomes_at = order.outcomes_at()
        self.parent: list[int] = []
        self.kind: list[int] = []
        self.player: list[int] = []
        self.infoset: list[int] = []
        self.edge: list[tuple[int, int]] = []
        self.items: dict[Item, int] = {}
        self.placed: list[tuple[int, int]] = []
        self.chances: dict[tuple[str, tuple[object, ...]], ChanceItem] = {}
        self.chance_edges = 0
        self.leaf_values: list[Values] = []
        self.leaf_asked: list[dict[str, int]] = []
        self.problems: dict[tuple[str, str], Problem] = {}

    def compile(self) -> Program:
        states = tuple(product(*(each.states for each in self.scenario.private.values())))
        root = self._node(-1, (0, -1))
        if self.scenario.private:
            self.kind[root] = NodeKind.CHANCE
            self.chance_edges = len(states)
            for number, state in enumerate(states):
                child = self._node(root, (-1, number))
                values = dict(zip(self.scenario.private, state, strict=True))
                self._settled(0, child, values, {}, {})
        else:
            self._settled(0, root, {}, {}, {})
        if self.problems:
            raise InputError(self.problems.values())
        return self._program(states if self.scenario.private else ())

    def _node(self, parent: int, edge: tuple[int, int]) -> int:
        self.parent.append(parent)
        self.kind.append(NodeKind.LEAF)
        self.player.append(-1)
        self.infoset.append(-1)
        self.edge.append(edge)
        return len(self.parent) - 1

    def _settled(
        self, place: int, node: int, values: Values, memory: Memory, asked: dict[str, int]
    ) -> None:
        """Take note of what is settled after a place, then go on to the next."""
        for outcome in self.outcomes_at.get(place, ()):
            values[outcome] = label(self.scenario.outcomes[outcome], values)
        for payer in self.payers_at.get(place, ()):
            item = payer.item(values, self.items)
            if item:
                self.placed.append((node, item))
        if place == len(self.scenario.moves):
            self._leaf(values, asked)
        else:
            self._move(place, node, values, memory, asked)

    def _move(
        self, place: int, node: int, values: Values, memory: Memory, asked: dict[str, int]
    ) -> None:
        move = self.scenario.moves[place]
        options = open_options(move, values)
        seen: Observation | None = None
        if move.by != CHANCE and holds(move.when, values):
            seen = self.observer.observation(move, values, memory)
            self._compare_options(seen, move, values, options)
        if len(options) < 2:
            values[move.id] = options[0].id if options else NONE
            self._settled(place + 1, node, values, memory, asked)
        elif seen is None:
            self.kind[node] = NodeKind.CHANCE
            first = self._chance(move, values).first
            for number, option in enumerate(options):
                child = self._node(node, (-1, first + number))
                self._settled(place + 1, child, values | {move.id: option.id}, memory, asked)
        else:
            self._decide(place, node, values, memory, asked, options, seen)

    def _compare_options(
        self, seen: Observation, move: Move, values: Values, options: tuple[Option, ...]
    ) -> None:
        wrong = self.observer.unlike(seen, move, values, tuple(each.id for each in options))
        if wrong is not None:
            self.problems.setdefault((wrong.field, wrong.code), wrong)

    def _decide(
        self,
        place: int,
        node: int,
        values: Values,
        memory: Memory,
        asked: dict[str, int],
        options: tuple[Option, ...],
        seen: Observation,
    ) -> None:
        move = self.scenario.moves[place]
        infoset = self.observer.infoset(seen, tuple(each.id for each in options))
        self.kind[node] = NodeKind.DECISION
        self.player[node] = self.players[move.by]
        self.infoset[node] = infoset
        for number, option in enumerate(options):
            child = self._node(node, (infoset, number))
            after = memory | {move.by: (infoset, number)}
            taken = values | {move.id: option.id}
            self._settled(place + 1, child, taken, after, asked | {move.id: infoset})

    def _chance(self, move: Move, values: Values) -> ChanceItem:
        options = tuple(
            None if each.chance is None else (each.chance, self._seen(each, values))
            for each in move.options
        )
        if (move.id, options) not in self.chances:
            self.chances[move.id, options] = ChanceItem(move.id, self.chance_edges, options)
            self.chance_edges += len(options)
        return self.chances[move.id, options]

    def _seen(self, option: Option, values: Values) -> Features:
        assert option.chance is not None
        return features(self.scenario, option.chance, values)

    def _leaf(self, values: Values, asked: dict[str, int]) -> None:
        self.leaf_values.append(values)
        self.leaf_asked.append(asked)
        if len(self.leaf_values) > MAX_LEAVES:
            raise InputError([*self.problems.values(), too_large(self.scenario)])

    def _program(self, states: tuple[tuple[str, ...], ...]) -> Program:
        kind = np.array(self.kind, dtype=np.int8)
        parent = np.array(self.parent, dtype=np.int32)
        labels = _labels(self.scenario)
        placed = np.array(self.placed, dtype=np.int32).reshape(-1, 2)
        items = (None, *self.items)
        actors = [move.id for move in self.scenario.moves if move.by != CHANCE]
        return Program(
            scenario=self.scenario,
            tree=self._tree(kind, parent, placed, items),
            actors=tuple(self.players),
            accounts=MappingProxyType(self.accounts),
            items=items,
            bundles=MappingProxyType(bundles(self.accounts, items, placed, kind, parent)),
            states=states,
            chances=tuple(self.chances.values()),
            decisions=tuple(self.observer.decisions),
            labels=MappingProxyType(labels),
            codes=MappingProxyType({name: self._codes(name, labels[name]) for name in labels}),
            asked=MappingProxyType({name: self._infosets(name) for name in actors}),
        )

    def _infosets(self, move: str) -> Ints:
        return np.array([asked.get(move, -1) for asked in self.leaf_asked], dtype=np.int32)

    def _codes(self, name: str, labels: tuple[str, ...]) -> Kinds:
        index = {each: number for number, each in enumerate(labels)}
        return np.array([index[values[name]] for values in self.leaf_values], dtype=np.int8)

    def _tree(
        self,
        kind: Kinds,
        parent: Ints,
        placed: Ints,
        items: tuple[Item | None, ...],
    ) -> Tree:
        decisions: list[Decision] = self.observer.decisions
        sizes = [len(decision.options) for decision in decisions]
        start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        edges = [
            int(start[infoset]) + number if infoset >= 0 else number
            for infoset, number in self.edge[1:]
        ]
        owners = [self.players[self.scenario.move(each.move).by] for each in decisions]
        return Tree(
            parent=parent,
            kind=kind,
            player=np.array(self.player, dtype=np.int32),
            infoset=np.array(self.infoset, dtype=np.int32),
            edge=np.array([-1, *edges], dtype=np.int32),
            outcome=_outcomes(len(kind), placed, items, self.players),
            infoset_player=np.array(owners, dtype=np.int32),
            infoset_start=start,
            players=len(self.players),
            payee=_payees(items, self.players),
        )


def _labels(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Give the values each name can have, `none` last where it can have none."""
    labels = {name: private.states for name, private in scenario.private.items()}
    labels |= {move.id: (*move.option_ids, NONE) for move in scenario.moves}
    return labels | {
        name: (*dict(outcome.labels), NONE) for name, outcome in scenario.outcomes.items()
    }


def _outcomes(
    nodes: int,
    placed: Ints,
    items: tuple[Item | None, ...],
    players: Mapping[str, int],
) -> Ints:
    """Lay the movers' items out by node: `[N, J]`, 0 for none."""
    here: dict[int, list[int]] = defaultdict(list)
    for node, number in placed.tolist():
        item = items[number]
        if item is not None and item.account in players:
            here[node].append(number)
    width = max(map(len, here.values()), default=1)
    outcome = np.zeros((nodes, width), dtype=np.int32)
    for node, numbers in here.items():
        outcome[node, : len(numbers)] = numbers
    return outcome


def _payees(items: tuple[Item | None, ...], players: Mapping[str, int]) -> Ints:
    """Tell whom each item pays, `[O]`: its own account, -1 where that is no mover's."""
    accounts = (None if item is None else item.account for item in items)
    return np.array([players.get(each or "", -1) for each in accounts], dtype=np.int32)


def _too_many_periods(scenario: Scenario) -> Problem:
    """Say it for a scenario with periods: what one period has, times how many there are."""
    states = [len(private.states) for private in scenario.private.values()]
    moves = [len(m.options) for m in scenario.moves if "@" not in m.id or m.id.endswith("@1")]
    once, periods = prod((*states, *moves)), scenario.periods
    message = (
        f"The tree has more than {MAX_LEAVES:,} leaves, the limit. {periods} periods of up to "
        f"{once:,} leaves make {periods * once:,} and more, as each goes on in every way that "
        "does not end it. Fewer periods or options, or `when` on moves, make it smaller."
    )
    return problem(scenario, "periods", "tree-too-large", message)


def too_large(scenario: Scenario) -> Problem:
    """Say that the tree is beyond the limit, with the arithmetic."""
    factors = [(f"{len(p.states)} {p.id}", len(p.states)) for p in scenario.private.values()]
    factors += [(f"{len(m.options)} {m.id}", len(m.options)) for m in scenario.moves]
    if scenario.periods > 1:
        return _too_many_periods(scenario)
    sum_shown = " x ".join(text for text, _ in factors)
    most = prod(size for _, size in factors)
    message = (
        f"The tree has more than {MAX_LEAVES:,} leaves, the limit. "
        f"At most: {sum_shown} = {most:,}. Fewer options, or `when` on moves, make it smaller."
    )
    return problem(scenario, "moves", "tree-too-large", message)
