"""Works out a schedule from a tree: orders, timings, beliefs, slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twofront.games.schedule import LANES, NONE, Index, Schedule
from twofront.games.tree import NodeKind, Tree
from twofront.games.valuation import Valuation

STILL = -2  # the "step" of values that no strategy changes


class Planner:
    """Builds a schedule from a tree; each method works out one part."""

    def __init__(self, tree: Tree, fixed: Mapping[int, int]) -> None:
        self.tree = tree
        # Plain numbers: columns of a tree of thousands of nodes are read one by one below.
        self.actions, self.chances = tree.actions, tree.chance_edges
        self.parent: list[int] = tree.parent.tolist()
        self.edge: list[int] = tree.edge.tolist()
        self.player, self.infoset = tree.player.tolist(), tree.infoset.tolist()
        self.drawn = (tree.kind == NodeKind.CHANCE).tolist()
        self.alive = _alive(tree, fixed)
        self.members = _members(tree, self.alive)
        counts = np.diff(tree.infoset_start)
        self.moving = np.array(
            [
                infoset not in fixed and counts[infoset] > 1 and bool(self.members[infoset])
                for infoset in range(tree.infosets)
            ],
            bool,
        )
        decides = (tree.kind == NodeKind.DECISION) & self.alive
        self.moves = decides.copy()
        self.moves[decides] = self.moving[tree.infoset[decides]]
        self.asked = self.moves.tolist()
        self.children = _children(tree, self.alive)

    def plan(self) -> Schedule:
        """Everything, in the order in which one part needs another."""
        self._order_sets()
        self._time_nodes()
        self._value_nodes()
        self._beliefs()
        return self._assemble()

    def _order_sets(self) -> None:
        """Sets below others first; where they interlock, the deepest goes first."""
        above, depth = self._links()
        waiting = {int(i): 0 for i in np.flatnonzero(self.moving)}
        for uppers in above.values():
            for upper in uppers:
                waiting[upper] += 1
        ready = sorted((i for i, n in waiting.items() if n == 0), key=lambda i: (depth[i], -i))
        self.order: list[int] = []
        while waiting:
            ready = ready or [max(waiting, key=lambda i: (depth[i], -i))]
            infoset = ready.pop()
            if infoset not in waiting:
                continue
            del waiting[infoset]
            self.order.append(infoset)
            for upper in above.get(infoset, ()):
                if upper in waiting:
                    waiting[upper] -= 1
                    if waiting[upper] == 0:
                        ready.append(upper)
        self.position = {infoset: place for place, infoset in enumerate(self.order)}

    def _links(self) -> tuple[dict[int, set[int]], dict[int, int]]:
        """For each moving set the sets right above it, and its greatest depth."""
        nearest = np.full(self.tree.nodes, -1)  # the closest moving node at or above
        level = np.zeros(self.tree.nodes, int)
        above: dict[int, set[int]] = {}
        depth: dict[int, int] = {}
        for node in np.flatnonzero(self.alive):
            parent = self.tree.parent[node]
            upper = nearest[parent] if parent >= 0 else -1
            level[node] = level[parent] + 1 if parent >= 0 else 0
            nearest[node] = upper
            if self.moves[node]:
                infoset = int(self.tree.infoset[node])
                nearest[node] = node
                depth[infoset] = max(depth.get(infoset, 0), int(level[node]))
                if upper >= 0:
                    above.setdefault(infoset, set()).add(int(self.tree.infoset[upper]))
        return above, depth

    def _time_nodes(self) -> None:
        """The step after which each node is valued, and who needs its value.

        A node waits for all sets below it, but not beyond the first update
        above it that reads it; sets not renewed by then are fed back.
        """
        tree = self.tree
        latest = np.full(tree.nodes, -1)
        for node in np.flatnonzero(self.alive)[::-1]:
            if self.moves[node]:
                latest[node] = max(latest[node], self.position[int(tree.infoset[node])])
            if node:
                latest[tree.parent[node]] = max(latest[tree.parent[node]], latest[node])
        first_above = np.full(tree.nodes, len(self.order))
        self.needs: list[tuple[int, ...]] = [()] * tree.nodes
        for node in np.flatnonzero(self.alive)[1:]:
            parent = int(tree.parent[node])
            first_above[node] = first_above[parent]
            self.needs[node] = self.needs[parent]
            if self.moves[parent]:
                place = self.position[int(tree.infoset[parent])]
                first_above[node] = min(first_above[node], place)
                owner = int(tree.player[parent])
                if owner not in self.needs[node]:
                    self.needs[node] = (*self.needs[node], owner)
        self.valued = np.where(latest < 0, STILL, np.minimum(latest, first_above - 1)).tolist()

    def _value_nodes(self) -> None:
        """The distinct values, and which members of each set are told apart by them."""
        self.values = values = Valuation(self.tree, self._enter)
        for node in np.flatnonzero(self.alive)[::-1].tolist():
            chosen = self.drawn[node] or self.asked[node]
            for player in self.needs[node]:
                values.add((node, player), self.children[node], chosen, self.valued[node])
        self.compared = {infoset: self._compared(infoset) for infoset in self.order}

    def _compared(self, infoset: int) -> dict[int, list[int]]:
        """What the mover compares at each member that matters: by action, where its value is.

        Where all members offer the same it does not matter which of them is met.
        """
        player = int(self.tree.infoset_player[infoset])
        rows = {
            node: [self.values.at(child, player) for child in self._by_action(node)]
            for node in self.members[infoset]
        }
        first, *others = rows
        return rows if any(rows[node] != rows[first] for node in others) else {first: rows[first]}

    def _by_action(self, node: int) -> list[int]:
        return sorted(self.children[node], key=lambda child: self.edge[child])

    def _beliefs(self) -> None:
        """Products of the factors in which the members of a set differ."""
        self.products: dict[tuple[int, ...], int] = {(): 0}
        self.chains: dict[int, list[tuple[int, ...]]] = {}
        for infoset in self.order:
            paths = [self._factors(n, infoset) for n in self.compared[infoset]]
            shared = Counter(paths[0])
            for path in paths[1:]:
                shared &= Counter(path)
            self.chains[infoset] = [_without(path, shared) for path in paths]
            for chain in self.chains[infoset]:
                for length in range(1, len(chain) + 1):
                    self.products.setdefault(chain[:length], len(self.products))

    def _factors(self, node: int, infoset: int) -> list[int]:
        """Chance factors, then others' actions, on the way to a node."""
        mover = int(self.tree.infoset_player[infoset])
        chance, chosen = [], []
        while node:
            parent = self.parent[node]
            if self.drawn[parent]:
                chance.append(self.actions + self.edge[node])
            elif self.asked[parent] and self.player[parent] != mover:
                chosen.append(self.edge[node])
            node = parent
        return chance[::-1] + chosen[::-1]

    def _fed_back(self) -> list[int]:
        """The information sets whose strategies beliefs or values read before they are renewed."""
        believed = {f for chain in self.products for f in chain if f < self.actions}
        read = {~by for value in self.values.values for by in value.by if by < 0}
        owner = np.repeat(np.arange(self.tree.infosets), np.diff(self.tree.infoset_start))
        return sorted({int(owner[action]) for action in believed | read})

    def _assemble(self) -> Schedule:
        starts, fed = self.tree.infoset_start, self._fed_back()
        fed_actions = [a for i in fed for a in range(starts[i], starts[i + 1])]
        self.fed_place = {action: place for place, action in enumerate(fed_actions)}
        self.fed_count, self.fed_sets = len(fed_actions), len(fed)
        self.first = self.values.payoffs + len(self.values.sums)
        self.groups = self.values.groups()
        numbers = [number for group in self.groups for number in group]
        self.slot = {~number: self.first + place for place, number in enumerate(numbers)}
        parts: dict[str, Any] = {
            **self._sizes(),
            **self._sum_parts(),
            **self._product_parts(),
            **self._value_parts(),
            **self._step_parts(),
        }
        return Schedule(
            **parts,
            feedback_action=_index(fed_actions),
            feedback_start=_offsets([starts[i + 1] - starts[i] for i in fed]),
            moves=_index(self.order),
        )

    def _sizes(self) -> dict[str, int]:
        tree = self.tree
        return {
            "actions": tree.actions,
            "fed": self.fed_count,
            "chances": tree.chance_edges,
            "slots": self.first + len(self.slot),
            "payoffs": self.values.payoffs,
            "sums": len(self.values.sums),
            "still": sum(not _moving(chain, tree.actions) for chain in self.products),
            "products": len(self.products),
            "steps": len(self.order),
            "fed_sets": self.fed_sets,
            "most": int(np.diff(tree.infoset_start).max(initial=1)),
            "crowd": max(map(len, self.compared.values()), default=1),
            "players": tree.players,
        }

    def _fed_or_chance(self, factor: int) -> int:
        """Coefficient of a belief's factor: what was fed back, or chance."""
        return self._coefficient(~factor if factor < self.actions else factor)

    def _enter(self, node: int) -> int:
        """Coefficient with which a node's value enters its parent's, as `Valuation` has it."""
        parent, action = self.parent[node], self.edge[node]
        if self.drawn[parent]:
            return self.actions + action
        if not self.asked[parent]:
            return self.actions + self.chances
        renewed = self.position[self.infoset[parent]] <= self.valued[parent]
        return action if renewed else ~action

    def _coefficient(self, by: int) -> int:
        """The row of a coefficient."""
        if by < 0:
            return self.actions + self.fed_place[~by]
        return by if by < self.actions else by + self.fed_count

    def _sum_parts(self) -> dict[str, Index]:
        return {
            "sum_start": _offsets([len(rows) for rows in self.values.sums]),
            "sum_from": _places([row for rows in self.values.sums for row in rows]),
        }

    def _product_parts(self) -> dict[str, Index]:
        chains = sorted(
            self.products, key=lambda c: (_moving(c, self.tree.actions), self.products[c])
        )
        self.product_place = {chain: place for place, chain in enumerate(chains)}
        before = [self.product_place[chain[:-1]] for chain in chains]
        by = [self._fed_or_chance(chain[-1]) if chain else 0 for chain in chains]
        return {"product_from": _places(before), "product_by": _places(by)}

    def _value_parts(self) -> dict[str, Any]:
        groups = [[self.values.values[number] for number in group] for group in self.groups]
        ready = np.array([self.values.ready[group[0]] for group in self.groups], int)
        flat = [value for group in groups for value in group]
        start = _offsets([len(group) for group in groups])
        unpaid = _index([sum(not value.own for value in group) for group in groups])
        return {
            "values": self.first,
            "value_init": _places([value.own for value in flat]),
            "value_from": _places([self._row(at) for value in flat for at in value.source]),
            "group_start": start,
            "group_paid": start[:-1] + unpaid,
            "group_by": _offsets([len(group[0].by) for group in groups]),
            "group_from": _offsets([len(group[0].by) * len(group) for group in groups]),
            "value_by": _places([self._coefficient(by) for group in groups for by in group[0].by]),
            "step_group": _index(np.searchsorted(ready, np.arange(-1, len(self.order) + 1))),
        }

    def _row(self, at: int) -> int:
        """The slot of a payoff, a sum or a value."""
        return at if at >= 0 else self.slot[at]

    def _step_parts(self) -> dict[str, Index]:
        tree, order, starts = self.tree, self.order, self.tree.infoset_start
        chains = [chain for infoset in order for chain in self.chains[infoset]]
        chance = [tuple(f for f in chain if f >= tree.actions) for chain in chains]
        slots = [self._member_slots(infoset) for infoset in order]
        return {
            "step_action": _index([starts[i] for i in order]),
            "step_count": _index([starts[i + 1] - starts[i] for i in order]),
            "step_player": _index([tree.infoset_player[i] for i in order]),
            "step_feedback": _index([self.fed_place.get(int(starts[i]), NONE) for i in order]),
            "step_member": _offsets([len(self.compared[i]) for i in order]),
            "member_product": _places([self.product_place[chain] for chain in chains]),
            "member_chance": _places([self.product_place[chain] for chain in chance]),
            "step_slot": _offsets([len(row) for row in slots]),
            "member_slot": _places([slot for row in slots for slot in row]),
        }

    def _member_slots(self, infoset: int) -> list[int]:
        """Slots the mover compares: action by action, the value at each member."""
        rows = self.compared[infoset].values()
        return [self._row(at) for action in zip(*rows, strict=True) for at in action]


def _alive(tree: Tree, fixed: Mapping[int, int]) -> NDArray[np.bool_]:
    """Nodes that fixed information sets leave in reach."""
    alive = np.ones(tree.nodes, bool)
    for node in range(1, tree.nodes):
        parent = tree.parent[node]
        played = fixed.get(int(tree.infoset[parent]))
        kept = (
            played is None or tree.edge[node] == tree.infoset_start[tree.infoset[parent]] + played
        )
        alive[node] = alive[parent] and kept
    return alive


def _members(tree: Tree, alive: NDArray[np.bool_]) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in range(tree.infosets)]
    for node in np.flatnonzero(alive & (tree.kind == NodeKind.DECISION)):
        members[tree.infoset[node]].append(int(node))
    return members


def _children(tree: Tree, alive: NDArray[np.bool_]) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in range(tree.nodes)]
    for node in np.flatnonzero(alive)[1:]:
        children[tree.parent[node]].append(int(node))
    return children


def _without(path: list[int], shared: Counter[int]) -> tuple[int, ...]:
    left = Counter(shared)
    kept = []
    for factor in path:
        if left[factor] > 0:
            left[factor] -= 1
        else:
            kept.append(factor)
    return tuple(kept)


def _moving(chain: tuple[int, ...], actions: int) -> bool:
    return bool(chain) and chain[-1] < actions


def _index(numbers: object) -> Index:
    return np.asarray(numbers, dtype=np.int64).astype(np.uint32)


def _places(rows: object) -> Index:
    return _index(np.asarray(rows, dtype=np.int64) * LANES)


def _offsets(counts: list[int]) -> Index:
    return _index(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]))
