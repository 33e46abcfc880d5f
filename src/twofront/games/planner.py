"""Works out a schedule from a tree: orders, timings, beliefs, slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twofront.games.schedule import LANES, NONE, Index, Schedule
from twofront.games.tree import NodeKind, Tree

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
        self.paid = [tuple(sorted(o for o in row if o)) for row in tree.outcome.tolist()]
        self.payee = None if tree.payee is None else tree.payee.tolist()
        self.payoffs = tree.outcomes * (tree.players if self.payee is None else 1)
        self.feedback: set[int] = set()

    def plan(self) -> Schedule:
        """Everything, in the order in which one part needs another."""
        self._order_sets()
        self._time_nodes()
        self._beliefs()
        self._slots()
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
        self.valued = np.where(latest < 0, STILL, np.minimum(latest, first_above - 1))
        for node in np.flatnonzero(self.moves):
            infoset = int(tree.infoset[node])
            if self.needs[node] and self.position[infoset] > self.valued[node]:
                self.feedback.add(infoset)

    def _beliefs(self) -> None:
        """Products of the factors in which the members of a set differ."""
        self.products: dict[tuple[int, ...], int] = {(): 0}
        self.chains: dict[int, list[tuple[int, ...]]] = {}
        owner = np.repeat(np.arange(self.tree.infosets), np.diff(self.tree.infoset_start))
        for infoset in self.order:
            paths = [self._factors(n, infoset) for n in self.members[infoset]]
            shared = Counter(paths[0])
            for path in paths[1:]:
                shared &= Counter(path)
            self.chains[infoset] = [_without(path, shared) for path in paths]
            for chain in self.chains[infoset]:
                for length in range(1, len(chain) + 1):
                    self.products.setdefault(chain[:length], len(self.products))
                self.feedback |= {int(owner[f]) for f in chain if f < self.tree.actions}

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

    def _slots(self) -> None:
        """Where payoffs, sums of them and values lie; equal sums share a slot.

        Slot 0 pays nothing. A value to which no node below adds is what the node itself
        pays, and that of a node which only passes on is its child's: neither is computed.
        """
        self.sums: dict[tuple[int, ...], int] = {}
        found: dict[tuple[int, int], int] = {}  # slot of what is paid, ~number of a value
        values: list[tuple[int, int]] = []
        terms: list[tuple[int, ...]] = []  # of each value: the children that add to it
        for node in np.flatnonzero(self.alive)[::-1].tolist():
            children = self.children[node]
            for player in self.needs[node]:
                own = self._paid_slot(node, player)
                adding = tuple(child for child in children if found[child, player])
                if not adding:
                    found[node, player] = own
                elif len(children) == 1 and not own and self._passes_on(node):
                    found[node, player] = found[adding[0], player]
                else:
                    found[node, player] = ~len(values)
                    values.append((node, player))
                    terms.append(adding)
        self.first = self.payoffs + len(self.sums)
        self._group(values, terms)
        place = {key: self.first + number for number, key in enumerate(self.inner)}
        self.slot = {key: at if at >= 0 else place[values[~at]] for key, at in found.items()}

    def _group(self, values: list[tuple[int, int]], terms: list[tuple[int, ...]]) -> None:
        """Bring values with the same coefficients together, those of lower nodes first."""
        groups: dict[tuple[int, tuple[int, ...]], list[tuple[int, int]]] = {}
        for (node, player), adding in zip(values, terms, strict=True):
            groups.setdefault((node, adding), []).append((node, player))
        order = sorted(groups, key=lambda group: (self.valued[group[0]], -group[0]))
        self.groups = [
            (adding, sorted(groups[node, adding], key=lambda key: bool(self._paid_slot(*key))))
            for node, adding in order
        ]
        self.inner = [key for _, members in self.groups for key in members]

    def _passes_on(self, node: int) -> bool:
        """Whether neither chance nor a mover chooses what follows a node."""
        return not (self.drawn[node] or self.asked[node])

    def _paid_slot(self, node: int, player: int) -> int:
        """What a player is paid on entering a node: nothing, one payoff, or a sum of several."""
        rows = tuple(self._rows(node, player))
        if len(rows) < 2:
            return rows[0] if rows else 0
        return self.payoffs + self.sums.setdefault(rows, len(self.sums))

    def _rows(self, node: int, player: int) -> Iterator[int]:
        """The payoffs that are this player's among those of a node."""
        for outcome in self.paid[node]:
            if self.payee is None:
                yield outcome * self.tree.players + player
            elif self.payee[outcome] == player:
                yield outcome

    def _assemble(self) -> Schedule:
        tree = self.tree
        fed = sorted(self.feedback)
        starts = tree.infoset_start
        fed_actions = [a for i in fed for a in range(starts[i], starts[i + 1])]
        self.fed_place = {action: place for place, action in enumerate(fed_actions)}
        self.fed_count = len(fed_actions)
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
            "slots": self.payoffs + len(self.sums) + len(self.inner),
            "payoffs": self.payoffs,
            "sums": len(self.sums),
            "still": sum(not _moving(chain, tree.actions) for chain in self.products),
            "products": len(self.products),
            "steps": len(self.order),
            "fed_sets": len(self.feedback),
            "most": int(np.diff(tree.infoset_start).max(initial=1)),
            "crowd": max((len(self.members[infoset]) for infoset in self.order), default=1),
            "players": tree.players,
        }

    def _fed_or_chance(self, factor: int) -> int:
        """Coefficient of a belief's factor: what was fed back, or chance."""
        if factor < self.tree.actions:
            return self.tree.actions + self.fed_place[factor]
        return factor + self.fed_count

    def _enter(self, node: int) -> int:
        """Coefficient with which a node's value enters its parent's."""
        parent, action = self.parent[node], self.edge[node]
        if self.drawn[parent]:
            return self.actions + self.fed_count + action
        if not self.asked[parent]:
            return self.actions + self.fed_count + self.chances
        renewed = self.position[self.infoset[parent]] <= self.valued[parent]
        return action if renewed else self.actions + self.fed_place[action]

    def _sum_parts(self) -> dict[str, Index]:
        return {
            "sum_start": _offsets([len(rows) for rows in self.sums]),
            "sum_from": _places([row for rows in self.sums for row in rows]),
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
        sizes = [len(members) for _, members in self.groups]
        lengths = [len(adding) for adding, _ in self.groups]
        init = [self._paid_slot(node, player) for node, player in self.inner]
        source = [
            self.slot[child, player]
            for adding, members in self.groups
            for _, player in members
            for child in adding
        ]
        start = _offsets(sizes)
        unpaid = [sum(not self._paid_slot(*key) for key in members) for _, members in self.groups]
        done = np.array([self.valued[members[0][0]] for _, members in self.groups], int)
        return {
            "values": self.first,
            "value_init": _places(init),
            "value_from": _places(source),
            "group_start": start,
            "group_paid": _index(start[:-1] + _index(unpaid)),
            "group_by": _offsets(lengths),
            "group_from": _offsets([n * size for n, size in zip(lengths, sizes, strict=True)]),
            "value_by": _places([self._enter(c) for adding, _ in self.groups for c in adding]),
            "step_group": _index(np.searchsorted(done, np.arange(-1, len(self.order) + 1))),
        }

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
            "step_member": _offsets([len(self.members[i]) for i in order]),
            "member_product": _places([self.product_place[chain] for chain in chains]),
            "member_chance": _places([self.product_place[chain] for chain in chance]),
            "step_slot": _offsets([len(row) for row in slots]),
            "member_slot": _places([slot for row in slots for slot in row]),
        }

    def _member_slots(self, infoset: int) -> list[int]:
        """Slots the mover compares: action by action, the value at each member."""
        tree = self.tree
        player = int(tree.infoset_player[infoset])
        below = [
            sorted(self.children[node], key=lambda child: tree.edge[child])
            for node in self.members[infoset]
        ]
        return [self.slot[child, player] for action in zip(*below, strict=True) for child in action]


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
