"""Walks down the tree, a few draws at a time, compiled; see `masses`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twofront.games.compiled import kernel
from twofront.games.equilibria import Floats
from twofront.games.schedule import LANES


@kernel
def gather(
    parent: NDArray[np.int32],
    edge: NDArray[np.int32],
    drawn: NDArray[np.bool_],
    strategy: Floats,
    chance: Floats,
    starts: NDArray[np.int32],
    bins: NDArray[np.int32],
    into: Floats,
) -> None:
    """Walk the tree with LANES draws side by side, parents first; none reads another."""
    actions, edges = strategy.shape[1], chance.shape[1]
    factor = np.zeros((actions + edges, LANES))
    reach, found = np.ones((len(parent), LANES)), np.zeros((into.shape[1], LANES))
    for first in range(0, len(strategy), LANES):
        count = min(LANES, len(strategy) - first)
        for lane in range(count):
            for k in range(actions):
                factor[k, lane] = strategy[first + lane, k]
            for k in range(edges):
                factor[actions + k, lane] = chance[first + lane, k]
        found[:] = 0.0
        for node in range(len(parent)):
            if node > 0:
                above, by = parent[node], edge[node] + (actions if drawn[node] else 0)
                for lane in range(LANES):
                    reach[node, lane] = reach[above, lane] * factor[by, lane]
            for k in range(starts[node], starts[node + 1]):
                for lane in range(LANES):
                    found[bins[k], lane] += reach[node, lane]
        for lane in range(count):
            for k in range(into.shape[1]):
                into[first + lane, k] += found[k, lane]
