"""Draws of the assumptions: 16 independently scrambled Sobol sets.

Draw number i is point i // 16 of set i % 16, so it is the same draw whatever
the number of draws asked for and however they are split. The spread between
the sets gives standard errors.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special
from scipy.stats import qmc

from twofront.scenario.draws import Draws, distributions
from twofront.scenario.model import Anchor, Correlated, Scenario

from .table import Floats, Numbers

SETS = 16
BITS = 30
"""Sobol points lie on a grid of 2**-30; half a cell is added, so none is 0 or 1."""

_INSIDE = 2.0 ** -(BITS + 1)


def draws(scenario: Scenario, seed: int, numbers: Numbers) -> Draws:
    """Draw the quantities that are numbers of their own.

    Axes: D draws, Q quantities.

    Args:
        scenario: As known on its date: each quantity has one value or none.
        seed: Of all 16 scramblings.
        numbers: `[D]` int64, which draws.

    Returns:
        Values `[D, Q]`, quantities in written order, each in its unit; those that
        do not vary have the same value in every draw.
    """
    return draws_and_rates(scenario, seed, numbers)[0]


def draws_and_rates(
    scenario: Scenario, seed: int, numbers: Numbers
) -> tuple[Draws, dict[str, Floats]]:
    """Draw the quantities, and a rate for each anchor that has `solve_for`.

    Takes what `draws` takes; gives what it gives, and by anchor the rates `[D]`,
    uniform over `between`. A varying quantity or rate takes one Sobol dimension.
    """
    own = distributions(scenario)
    varied = [id for id, value in own.items() if value.varies]
    anchors = solved_anchors(scenario)
    points = _uniforms(len(varied) + len(anchors), seed, numbers).T
    uniform = dict(zip(varied, points, strict=False))
    for group in scenario.correlated.values():
        _correlate(uniform, group)
    half = np.full(len(numbers), 0.5)
    columns = [value.quantile(uniform.get(id, half)) for id, value in own.items()]
    values = np.stack(columns, axis=1) if columns else np.empty((len(numbers), 0))
    targets = zip(anchors, points[len(varied) :], strict=True)
    rates = {anchor.id: _rate(anchor, point) for anchor, point in targets}
    return Draws(tuple(own), values, numbers), rates


def _rate(anchor: Anchor, point: Floats) -> Floats:
    assert anchor.between is not None  # `solve_for` needs it
    low, high = anchor.between
    return low + point * (high - low)


def solved_anchors(scenario: Scenario) -> tuple[Anchor, ...]:
    """Give the anchors that fit a constant, in written order."""
    return tuple(each for each in scenario.anchors.values() if each.solve_for is not None)


def _uniforms(dimensions: int, seed: int, numbers: Numbers) -> Floats:
    """Give points `[D, dimensions]` strictly inside (0, 1)."""
    found = np.empty((len(numbers), dimensions))
    if not dimensions or not len(numbers):
        return found
    points = numbers // SETS
    first, count = int(points.min()), int(np.ptp(points)) + 1
    for number, source in enumerate(np.random.SeedSequence(seed).spawn(SETS)):
        mine = numbers % SETS == number
        if mine.any():
            block = _points(dimensions, source, first, count)
            found[mine] = block[points[mine] - first]
    return found + _INSIDE


def _points(dimensions: int, source: np.random.SeedSequence, first: int, count: int) -> Floats:
    engine = qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=np.random.default_rng(source))
    if first:
        engine.fast_forward(first)
    balanced = 1 << (count - 1).bit_length()  # scipy warns of other sizes; the rest is left
    return np.asarray(engine.random(balanced)[:count])


def _correlate(uniform: dict[str, Floats], group: Correlated) -> None:
    """Give the group's members a Gaussian copula with the group's rank correlation."""
    members = [id for id in group.quantities if id in uniform]
    normal = [special.ndtri(uniform[id]) for id in members]
    mixing = equicorrelation_root(len(members), pearson(group.correlation))
    for id, row in zip(members, mixing, strict=True):
        mixed = np.zeros_like(uniform[id])
        for share, own in zip(row, normal, strict=True):
            mixed += share * own
        uniform[id] = np.clip(special.ndtr(mixed), _INSIDE, 1 - _INSIDE)


def pearson(rank: float) -> float:
    """Give the correlation of two normals whose rank (Spearman) correlation is `rank`."""
    return 2 * math.sin(math.pi * rank / 6)


def equicorrelation_root(size: int, correlation: float) -> Floats:
    """Give the lower root `[size, size]` of the matrix with 1 and elsewhere `correlation`.

    Cholesky's recursion, but a correlation of 1 is no error: all follow the first.
    """
    root = np.zeros((size, size))
    for row in range(size):
        for column in range(row):
            known = float(root[row, :column] @ root[column, :column])
            below = root[column, column]
            root[row, column] = (correlation - known) / below if below > 0 else 0.0
        root[row, row] = math.sqrt(max(0.0, 1.0 - float(root[row, :row] @ root[row, :row])))
    return root
