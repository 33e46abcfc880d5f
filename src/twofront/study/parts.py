"""What solving one range of draws brings, on its way into the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .table import Flags, Floats, Numbers

CHUNK = 256
"""Draws in a part, unless the game is small and the run large."""

LARGEST_CHUNK = 4096
FEWEST_PARTS = 8
"""No part is larger than this share of a run, so that there is work for all."""

PLAYS = 1 << 24
"""Draws times plays that a part larger than `CHUNK` may hold: as many numbers take 134 MB."""

MAX_DRAWS = 1 << 20
"""Most draws of a run."""

OUT_OF_REACH = "out_of_reach"
"""The status of a draw in which no constant brings an anchor's rate about."""

OFF_BRANCH = "off_branch"
"""The status of a draw in which only equilibria off the principal branch bring the rate about."""

UNTRACED = "untraced"
"""The status of a solved draw that is not shown to lie on the principal branch."""

UNFITTED = (OUT_OF_REACH, OFF_BRANCH)
"""Statuses of draws that an anchor rules out."""

NOT_SOLVED = frozenset({"stuck", "not_finite", "bad_chance", *UNFITTED})
"""Statuses under which a draw has no equilibrium to read."""


@dataclass(frozen=True, slots=True)
class ArmReads:
    """One arm, read in the first A draws of a part; most arms in all of them.

    Attributes:
        reads: Read to `[A]`; nan where there is none.
        status: `[A]` str, how the solution of each draw ended.
        residual: `[A]`, how far the strategies are from an equilibrium.
    """

    reads: Mapping[str, Floats]
    status: NDArray[np.str_]
    residual: Floats

    @property
    def solved(self) -> Flags:
        """`[A]` bool, where there is an equilibrium."""
        return ~np.isin(self.status, sorted(NOT_SOLVED))


@dataclass(frozen=True, slots=True)
class Part:
    """All arms of one range of draws.

    Attributes:
        numbers: `[D]` int64, the draws, ascending.
        weight: `[D]`.
        quantities: Id to `[D]`, values as drawn.
        arms: Arm to what was read in it, in the order of the plan.
        prior_weight: `[D]`, what each draw stands for before the anchors weigh it;
            None where all stand for as much.
    """

    numbers: Numbers
    weight: Floats
    quantities: Mapping[str, Floats]
    arms: Mapping[str, ArmReads]
    prior_weight: Floats | None = None


def chunk_for(draws: int, plays: int) -> int:
    """Give the draws in a part: a power of 2 times `CHUNK`.

    What a part costs beside its draws is felt in small games alone, and there memory
    is no concern.

    Args:
        draws: Of the run.
        plays: At most so many ways in which the game can be played.
    """
    size = CHUNK
    while 2 * size * FEWEST_PARTS <= draws and 2 * size * plays <= PLAYS and size < LARGEST_CHUNK:
        size *= 2
    return size


def part_numbers(place: int, draws: int, chunk: int = CHUNK) -> Numbers:
    """Give the draw numbers of part `place` of a run of `draws` draws."""
    return np.arange(place * chunk, min(draws, (place + 1) * chunk), dtype=np.int64)


def part_count(draws: int, chunk: int = CHUNK) -> int:
    """Give the number of parts of a run of `draws` draws."""
    return -(-draws // chunk)
