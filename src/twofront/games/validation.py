"""What a tree must satisfy before it is solved, with messages that name the node."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from twofront.games.tree import Ints, NodeKind, Tree

SHOWN = 5  # problems of one kind that are spelled out before "and N more"


def problems(tree: Tree) -> list[str]:
    """All problems of the first level that has any; empty for a sound tree."""
    for level in (_shapes, _order, _edges, _infosets, _recall):
        found = list(level(tree))
        if found:
            return found
    return []


def _shapes(tree: Tree) -> Iterator[str]:
    nodes = len(np.atleast_1d(tree.parent))
    if nodes == 0:
        yield "The tree has no nodes."
        return
    for name in ("parent", "kind", "player", "infoset", "edge"):
        yield from _array(name, getattr(tree, name), (nodes,), np.int8 if name == "kind" else None)
    if tree.outcome.ndim != 2 or len(tree.outcome) != nodes:
        yield f"outcome has shape {tree.outcome.shape}; expected ({nodes}, J)."
    yield from _array("outcome", tree.outcome, tree.outcome.shape)
    infosets = len(np.atleast_1d(tree.infoset_player))
    yield from _array("infoset_player", tree.infoset_player, (infosets,))
    yield from _array("infoset_start", tree.infoset_start, (infosets + 1,))
    if tree.players < 1:
        yield f"players is {tree.players}; a game has at least one."
    yield from _payees(tree)


def _payees(tree: Tree) -> Iterator[str]:
    """Look at `payee`, which needs sound outcomes: there is one for each at least."""
    if tree.payee is None or tree.outcome.ndim != 2:
        return
    yield from _array("payee", tree.payee, (max(tree.outcomes, len(np.atleast_1d(tree.payee))),))
    if ((tree.payee < -1) | (tree.payee >= tree.players)).any():
        yield f"payee names a player below -1 or above {tree.players - 1}."


def _array(
    name: str, array: NDArray[np.generic], shape: tuple[int, ...], dtype: type | None = None
) -> Iterator[str]:
    wanted = np.dtype(dtype or np.int32)
    if array.dtype != wanted:
        yield f"{name} is of type {array.dtype}; expected {wanted}."
    if array.shape != shape:
        yield f"{name} has shape {array.shape}; expected {shape}."


def _order(tree: Tree) -> Iterator[str]:
    number = np.arange(tree.nodes)
    bad_parent = (tree.parent >= number) | (tree.parent < 0)
    bad_parent[0] = tree.parent[0] != -1
    yield from _say(bad_parent, "Node {}: its parent must be an earlier node, -1 at the root.")
    known = np.isin(tree.kind, [kind.value for kind in NodeKind])
    yield from _say(~known, "Node {}: unknown kind.")
    if bad_parent.any():
        return
    has_child = np.zeros(tree.nodes, bool)
    has_child[tree.parent[1:]] = True
    leaf = tree.kind == NodeKind.LEAF
    yield from _say(leaf & has_child, "Node {} is a leaf but has children.")
    yield from _say(~leaf & ~has_child, "Node {} is no leaf but has no children.")
    decision = tree.kind == NodeKind.DECISION
    inside = (tree.player >= 0) & (tree.player < tree.players)
    inside &= (tree.infoset >= 0) & (tree.infoset < tree.infosets)
    yield from _say(decision & ~inside, "Node {}: player or information set out of range.")
    stray = (tree.player != -1) | (tree.infoset != -1)
    yield from _say(~decision & stray, "Node {} decides nothing; player and infoset must be -1.")
    yield from _say(
        np.any(tree.outcome < 0, axis=1).reshape(-1), "Node {}: an outcome is negative."
    )


def _edges(tree: Tree) -> Iterator[str]:
    if tree.infoset_start[0] != 0 or (np.diff(tree.infoset_start) < 1).any():
        yield "infoset_start must begin at 0 and rise: every information set has an action."
        return
    if tree.edge[0] != -1:
        yield "Node 0 is the root; its edge must be -1."
    above = tree.parent[1:]
    edge = tree.edge[1:]
    under_decision = tree.kind[above] == NodeKind.DECISION
    sets = tree.infoset[above[under_decision]]
    chosen = edge[under_decision]
    wrong = np.zeros(tree.nodes, bool)
    wrong[1:] = edge < 0
    outside = (chosen < tree.infoset_start[sets]) | (chosen >= tree.infoset_start[sets + 1])
    wrong[1:][under_decision] = outside
    yield from _say(wrong, "Node {}: its edge is no action of its parent.")
    pairs = np.stack([above, edge], axis=1)
    _, first = np.unique(pairs, axis=0, return_index=True)
    twin = np.ones(tree.nodes, bool)
    twin[first + 1] = twin[0] = False
    yield from _say(twin, "Node {}: a sibling is reached by the same edge.")
    used = np.bincount(np.maximum(edge[~under_decision], 0), minlength=tree.chance_edges)
    if tree.chance_edges and (used == 0).any():
        yield f"Chance edges are not covered: {_few(np.flatnonzero(used == 0))} lead nowhere."


def _infosets(tree: Tree) -> Iterator[str]:
    outside = (tree.infoset_player < 0) | (tree.infoset_player >= tree.players)
    yield from _say(outside, "Information set {}: its player is out of range.")
    decision = np.flatnonzero(tree.kind == NodeKind.DECISION)
    sets = tree.infoset[decision]
    empty = np.bincount(sets, minlength=tree.infosets) == 0
    yield from _say(empty, "Information set {} has no nodes.")
    other = np.zeros(tree.nodes, bool)
    other[decision] = tree.player[decision] != tree.infoset_player[sets]
    yield from _say(other, "Node {}: another player decides at its information set.")
    children = np.bincount(tree.parent[1:], minlength=tree.nodes)
    actions = np.diff(tree.infoset_start)
    differs = np.zeros(tree.nodes, bool)
    differs[decision] = children[decision] != actions[sets]
    for node in np.flatnonzero(differs)[:SHOWN]:
        held = tree.infoset[node]
        yield (
            f"Node {node} has {children[node]} children, but its information set "
            f"{held} has {actions[held]} actions."
        )


def _recall(tree: Tree) -> Iterator[str]:
    for infoset, _, absent_minded in forgotten(tree):
        if absent_minded:
            yield f"Information set {infoset} is met twice on one path: absent-mindedness."
        else:
            members = np.flatnonzero(tree.infoset == infoset)
            yield (
                f"Imperfect recall: player {tree.infoset_player[infoset]} at information set "
                f"{infoset} (nodes {_few(members)}) has forgotten an own earlier move."
            )


def forgotten(tree: Tree) -> list[tuple[int, int, bool]]:
    """Information sets at which perfect recall fails, the first few of them.

    Returns:
        Information set, the first of its nodes that is unlike the one before,
        and whether the set is met twice on one path.
    """
    last = last_own_action(tree)
    decision = np.flatnonzero(tree.kind == NodeKind.DECISION)
    sets = tree.infoset[decision]
    mine = last[decision, tree.player[decision]]
    lowest = np.full(tree.infosets, np.iinfo(np.int32).max)
    highest = np.full(tree.infosets, -1)
    np.minimum.at(lowest, sets, mine)
    np.maximum.at(highest, sets, mine)
    found = []
    for infoset in np.flatnonzero(lowest != highest)[:SHOWN]:
        members, past = decision[sets == infoset], mine[sets == infoset]
        unlike = members[np.argmax(past != past[0])]
        found.append((int(infoset), int(unlike), _absent_minded(tree, int(infoset))))
    return found


def last_own_action(tree: Tree) -> Ints:
    """Each player's latest own action on the way to each node, `[N, P]`, -1 for none.

    Under perfect recall it names the player's whole past, so comparing it over
    the nodes of an information set is the test of recall.
    """
    last = np.full((tree.nodes, tree.players), -1, np.int32)
    for nodes in by_depth(tree)[1:]:
        above = tree.parent[nodes]
        last[nodes] = last[above]
        chosen = tree.kind[above] == NodeKind.DECISION
        last[nodes[chosen], tree.player[above[chosen]]] = tree.edge[nodes[chosen]]
    return last


def by_depth(tree: Tree) -> list[NDArray[np.int64]]:
    """Nodes grouped by their distance from the root, the root first."""
    depth = (tree.parent >= 0).astype(np.int64)
    above = tree.parent.astype(np.int64)
    # Every node looks twice as far up at each pass: as many passes as depth has binary digits.
    while (below := np.flatnonzero(above >= 0)).size:
        depth[below] += depth[above[below]]
        above[below] = above[above[below]]
    order = np.argsort(depth, kind="stable")
    return np.split(order, np.cumsum(np.bincount(depth))[:-1])


def _absent_minded(tree: Tree, infoset: int) -> bool:
    """Whether some path meets an information set twice."""
    here = tree.infoset == infoset
    met = here.copy()
    for nodes in by_depth(tree)[1:]:
        above = met[tree.parent[nodes]]
        if (above & here[nodes]).any():
            return True
        met[nodes] |= above
    return False


def _say(wrong: NDArray[np.bool_], message: str) -> Iterator[str]:
    where = np.flatnonzero(wrong)
    yield from (message.format(number) for number in where[:SHOWN])
    if len(where) > SHOWN:
        yield f"… and {len(where) - SHOWN} more of this kind."


def _few(numbers: NDArray[np.int64]) -> str:
    shown = ", ".join(map(str, numbers[:SHOWN]))
    return shown + ", …" if len(numbers) > SHOWN else shown
