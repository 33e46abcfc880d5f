"""Sorts of leaves: those that nothing a study reads can tell apart, counted together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twofront.world import Program

from .table import Flags

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Sorts:
    """A program's leaves by sort.

    Axes: L leaves, G sorts.

    Attributes:
        of: `[L]`, the sort of each leaf, from 0.
        first: `[G]`, a leaf of each sort, which stands for all of them.
        bundles: For each account read, `[G]`: which of its bundles a sort lies in.
    """

    of: Ints
    first: Ints
    bundles: Mapping[str, Ints]

    def where(self, leaves: Flags) -> Flags:
        """Give the sorts `[G]` that lie in a mask `[L]` of those they were made for."""
        return leaves[self.first]


def sorts(program: Program, masks: Iterable[Flags], accounts: Iterable[str]) -> Sorts:
    """Sort a program's leaves.

    Args:
        program: What was compiled.
        masks: `[L]` each; a sort lies in a mask whole or not at all.
        accounts: Actors or `measure:ID` whose means are read.
    """
    bundled = {account: _bundle(program, account) for account in accounts}
    columns = [np.zeros(program.leaves, np.int32), *masks, *bundled.values()]
    rows = np.stack([np.asarray(each, np.int32) for each in columns], axis=1)
    _, first, of = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    own = {account: bundle[first] for account, bundle in bundled.items()}
    return Sorts(of.reshape(-1).astype(np.int32), first.astype(np.int32), own)


def _bundle(program: Program, account: str) -> Ints:
    """Give the bundle `[L]` of an account that each leaf lies in."""
    found = program.bundles[account]
    sizes = np.diff(found.starts, append=program.leaves)
    bundle = np.empty(program.leaves, np.int32)
    bundle[found.leaves] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return bundle
