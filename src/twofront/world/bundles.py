"""Leaves that pay an account the same: found once, so that means are sums over few groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from twofront.games import NodeKind
from twofront.world.program import Bundles, Item

Ints: TypeAlias = NDArray[np.int32]
Kinds: TypeAlias = NDArray[np.int8]


def bundles(
    accounts: Iterable[str],
    items: tuple[Item | None, ...],
    placed: Ints,
    kind: Kinds,
    parent: Ints,
) -> dict[str, Bundles]:
    """Sort the leaves by what each account is paid on the way.

    Axes: N nodes in preorder, K places at which something is paid.

    Args:
        accounts: Their names.
        items: By number; item 0 is none.
        placed: `[K, 2]`, pairs of node and item.
        kind: `[N]`, values of `NodeKind`.
        parent: `[N]`.
    """
    first, last = _leaf_ranges(kind, parent)
    leaves = int((kind == NodeKind.LEAF).sum())
    found = {}
    for account in accounts:
        own = [number for number, item in enumerate(items) if item and item.account == account]
        column = {number: place for place, number in enumerate(own)}
        paid = np.zeros((leaves, len(own)), dtype=np.bool_)
        for node, number in placed[np.isin(placed[:, 1], own)].tolist():
            paid[first[node] : last[node], column[number]] = True
        found[account] = _bundled(paid, own)
    return found


def _bundled(paid: NDArray[np.bool_], own: list[int]) -> Bundles:
    """Bring leaves with equal rows of `paid [L, items]` together."""
    alike = np.packbits(paid, axis=1) if own else np.zeros((len(paid), 1), dtype=np.uint8)
    keys = np.ascontiguousarray(alike).view(np.dtype((np.void, alike.shape[1]))).reshape(-1)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(first)))
    items = tuple(tuple(np.array(own)[row].tolist()) if own else () for row in paid[first])
    return Bundles(order.astype(np.int32), starts.astype(np.int32), items)


def _leaf_ranges(kind: Kinds, parent: Ints) -> tuple[Ints, Ints]:
    """Give the first leaf under each node and one past the last."""
    is_leaf = kind == NodeKind.LEAF
    first = (np.cumsum(is_leaf) - is_leaf).astype(np.int32)
    last = (first + is_leaf).astype(np.int32)
    for node in range(len(kind) - 1, 0, -1):
        last[parent[node]] = max(last[parent[node]], last[node])
    return first, last
