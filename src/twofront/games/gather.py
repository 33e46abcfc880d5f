"""One walk down the tree a draw, compiled; see `masses`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twofront.games.compiled import kernel
from twofront.games.equilibria import Floats


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
    """Walk the tree draw by draw, parents first."""
    reach = np.ones(len(parent))
    for draw in range(len(strategy)):
        for node in range(len(parent)):
            if node > 0:
                at = edge[node]
                step = chance[draw, at] if drawn[node] else strategy[draw, at]
                reach[node] = reach[parent[node]] * step
            for k in range(starts[node], starts[node + 1]):
                into[draw, bins[k]] += reach[node]
