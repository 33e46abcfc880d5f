"""Models whose sensitivity indices are known, and points that any version of NumPy makes alike.

Needs NumPy alone, so that the scripts in `reference/` can use it beside other packages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79)
SETS = 16


@dataclass(frozen=True)
class Model:
    """A function of quantities that are uniform on [0, 1], and its true indices."""

    name: str
    call: Callable[[np.ndarray], np.ndarray]
    first: tuple[float, ...]
    total: tuple[float, ...]
    variance: float

    @property
    def size(self) -> int:
        return len(self.first)


def ishigami() -> Model:
    """Ishigami & Homma (1990), a = 7, b = .1; indices by integration."""
    a, b, pi = 7.0, 0.1, np.pi

    def call(x):
        x = (2 * x - 1) * pi
        return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])

    one = 0.5 * (1 + b * pi**4 / 5) ** 2
    two = a**2 / 8
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    return Model(
        "ishigami",
        call,
        (one / whole, two / whole, 0.0),
        ((one + both) / whole, two / whole, both / whole),
        whole,
    )


def sobol_g(*a: float) -> Model:
    """Sobol's product function; the larger `a`, the less a quantity matters."""
    share = np.array(a)

    def call(x):
        return np.prod((np.abs(4 * x - 2) + share) / (1 + share), axis=1)

    part = 1 / (3 * (1 + share) ** 2)
    whole = np.prod(1 + part) - 1
    total = part * np.prod(1 + part) / (1 + part)
    first, total = part / whole, total / whole
    return Model(f"sobol_g_{len(a)}", call, tuple(first), tuple(total), float(whole))


def linear(*slopes: float) -> Model:
    """A sum: first and total indices are the squares of the slopes, scaled to 1."""
    slope = np.array(slopes)
    part = tuple(slope**2 / np.sum(slope**2))
    return Model("linear", lambda x: x @ slope, part, part, float(np.sum(slope**2) / 12))


MODELS = (
    ishigami(),
    sobol_g(0.0, 1.0, 4.5, 9.0),
    sobol_g(0.0, 0.5, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0),
    linear(3.0, 2.0, 1.0, 0.5, 0.1),
)


def lattice(draws: int, dimensions: int, skip: int = 0) -> np.ndarray:
    """Points `[draws, dimensions]` spread evenly: multiples of roots of primes, modulo 1."""
    roots = np.sqrt(np.array(PRIMES[skip : skip + dimensions], dtype=float))
    return np.mod(np.outer(np.arange(1, draws + 1), roots), 1.0)


def pick_freeze(model: Model, own: np.ndarray, other: np.ndarray):
    """The model's answers at own points, at others, and at own ones with each column of others."""
    swapped = []
    for column in range(model.size):
        points = own.copy()
        points[:, column] = other[:, column]
        swapped.append(model.call(points))
    return model.call(own), model.call(other), np.stack(swapped)


def planted_box(draws: int = 1000):
    """Five quantities and what is sought: a box in three of them, one draw in ten turned over."""
    points = lattice(draws, 6)
    sought = (points[:, 0] < 0.4) & (points[:, 2] > 0.35) & (points[:, 4] < 0.75)
    return points[:, :5], sought ^ (points[:, 5] < 0.1)


def coarse(values):
    """Quantities `[draws, 5]`, two of them cut to few values, so that many are alike."""
    cut = values.copy()
    cut[:, 0] = np.floor(cut[:, 0] * 10) / 10
    cut[:, 1] = np.floor(cut[:, 1] * 3)
    return cut
