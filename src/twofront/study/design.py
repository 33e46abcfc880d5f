"""Designs: where the points of the unit cube lie that a scenario makes draws of.

A design is 16 sets of points, made independently of each other; point j of set
k belongs to draw 16 j + k. The spread between the sets gives standard errors.

    sobol   scrambled Sobol sets. A draw is the same however many are asked for.
    lhs     Latin hypercubes. How many draws there are decides where each lies.

A point depends on the design and its own number alone, never on the points
made beside it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from .table import Floats, Numbers

_AT_ENGINES = threading.Lock()

SETS = 16
BITS = 30
"""Sobol points lie on a grid of 2**-30; half a cell is added, so none is 0 or 1."""

BLOCK = 4096
"""So many Sobol points are made at a time."""

PLAIN_BLOCK = 256
"""So many plain random points are made at a time."""

INSIDE = 2.0 ** -(BITS + 1)
"""The least coordinate of a point; the greatest is 1 less this."""

OTHER_STARTS, PILOT, PLACES, EARLIER = range(SETS, SETS + 4)
"""Streams of random numbers beside those of the sets, which are numbered from 0."""


def set_of(numbers: Numbers) -> Numbers:
    """Tell which set the points `[D]` of some draws belong to, `[D]`."""
    return numbers % SETS


class Kind(StrEnum):
    """How the points of a set fill the cube."""

    SOBOL = "sobol"
    LHS = "lhs"


@dataclass(frozen=True, slots=True)
class Design:
    """Points of the unit cube, any of which can be made alone.

    Attributes:
        seed: Of everything random in it.
        draws: How many points there are; 0 where it does not matter, as for `sobol`.
        kind: How they fill the cube.
        stream: Sets one design apart from others of the same seed.
    """

    seed: int
    draws: int = 0
    kind: Kind = Kind.SOBOL
    stream: tuple[int, ...] = ()

    def points(self, dimensions: int, numbers: Numbers) -> Floats:
        """Give points strictly inside the unit cube.

        Args:
            dimensions: Of the cube.
            numbers: `[D]` int64, which points, from 0.

        Returns:
            `[D, dimensions]`.
        """
        if not dimensions or not len(numbers):
            return np.empty((len(numbers), dimensions))
        if self.kind == Kind.LHS:
            return self._latin(dimensions, numbers)
        found = np.empty((len(numbers), dimensions))
        for place in np.unique(numbers // BLOCK).tolist():
            mine = numbers // BLOCK == place
            found[mine] = _block(self, dimensions, place)[numbers[mine] % BLOCK]
        return found

    def _source(self, *further: int) -> np.random.SeedSequence:
        return np.random.SeedSequence(self.seed, spawn_key=(*self.stream, *further))

    def _latin(self, dimensions: int, numbers: Numbers) -> Floats:
        """Give each point its cell, one for each along every side, and a place inside it."""
        cells = np.empty((len(numbers), dimensions))
        size = np.empty((len(numbers), 1))
        for number, order in enumerate(_orders(self, dimensions)):
            mine = numbers % SETS == number
            cells[mine] = order[:, numbers[mine] // SETS].T
            size[mine] = order.shape[1]
        key = self._source(PLACES).generate_state(2, np.uint64).astype(np.uint64)
        places = np.stack([_place(key, int(number), dimensions) for number in numbers])
        return np.clip((cells + places) / size, INSIDE, 1 - INSIDE)


def plain_points(seed: int, stream: int, dimensions: int, numbers: Numbers) -> Floats:
    """Give plain random points of the unit cube, `[D, dimensions]`, each by its own number.

    Independent of a design's of the same seed: a second scrambling of its points would
    go along with them.
    """
    points = np.empty((len(numbers), dimensions))
    for block in np.unique(numbers // PLAIN_BLOCK):
        source = np.random.SeedSequence(seed, spawn_key=(stream, int(block)))
        uniform = np.random.default_rng(source).random((PLAIN_BLOCK, dimensions))
        mine = numbers // PLAIN_BLOCK == block
        points[mine] = uniform[numbers[mine] % PLAIN_BLOCK]
    return np.clip(points, INSIDE, 1 - INSIDE)


@lru_cache(maxsize=4)
def _block(design: Design, dimensions: int, place: int) -> Floats:
    """Give `BLOCK` Sobol points in a row, `[BLOCK, dimensions]`; kept for parts of it."""
    found = np.empty((BLOCK, dimensions))
    with _AT_ENGINES:
        for number, engine in enumerate(_engines(design, dimensions)):
            ahead = place * BLOCK // SETS - engine.num_generated
            if ahead < 0:  # going back takes longer than making the points
                engine.reset()
                ahead = place * BLOCK // SETS
            if ahead:
                engine.fast_forward(ahead)
            found[number::SETS] = engine.random(BLOCK // SETS)
    found += INSIDE
    found.flags.writeable = False
    return found


@lru_cache(maxsize=4)
def _engines(design: Design, dimensions: int) -> tuple[qmc.Sobol, ...]:
    """Give what makes the points of each set.

    Kept, since scrambling a set takes longer than all that is done to a chunk of draws
    of a small game. One block is made with them at a time.
    """
    return tuple(
        qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=np.random.default_rng(source))
        for source in design._source().spawn(SETS)
    )


@lru_cache(maxsize=2)
def _orders(design: Design, dimensions: int) -> tuple[NDArray[np.unsignedinteger[Any]], ...]:
    """Give, for each set, the cell of its points along each side: `[dimensions, points]`.

    Kept, since every chunk of draws needs all of it: 2 bytes a draw and dimension.
    """
    found = []
    for number, source in enumerate(design._source().spawn(SETS)):
        points = max(0, -(-(design.draws - number) // SETS))
        cells = np.arange(points, dtype=np.min_scalar_type(max(0, points - 1)))
        rows = np.tile(cells, (dimensions, 1))
        np.random.default_rng(source).permuted(rows, axis=1, out=rows)
        rows.flags.writeable = False
        found.append(rows)
    return tuple(found)


def _place(key: NDArray[np.uint64], number: int, dimensions: int) -> Floats:
    """Give where in its cell a point lies: a block of its own of one stream of numbers."""
    bits = np.random.Philox(key=key, counter=[0, 0, number, 0])
    return np.random.Generator(bits).random(dimensions)
