"""Roots of a few equations in as many constants, for many draws at once.

Broyden's method inside a box, each draw by itself. Where it ends at a wall or
nowhere, the constants are searched one at a time, and it begins anew from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .table import Flags, Floats

Rows: TypeAlias = NDArray[np.intp]

Gap: TypeAlias = Callable[[Rows, Floats], tuple[Floats, Flags]]
"""Rows and their constants `[R, K]` to gaps `[R, K]`, and which of them are near enough to 0.

A gap that is nan says that the constants lie too far from the last ones that had a gap.
"""

STEPS = 12
"""Steps of Broyden's method before a draw's constants are searched one at a time."""

ROUNDS = 3
"""How often Broyden's method is begun, with a search between."""

TRIALS = 12
"""Trials of one constant between two ends; where gaps are continuous fewer will do."""


PATIENCE = 4
"""Trials from a start that is nearly right in which the nearest gap must be halved. Steps towards
a root soon halve it many times over; where they do not, the gap jumps over 0."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where constants may lie, and how fast gaps are expected to change.

    Axes: D draws, K constants.

    Attributes:
        low: `[K]`, may be -inf; `high` may be inf.
        slope: `[D, K]`, gap per constant at the start; not 0.
        reach: `[D, K]`, longest step.
    """

    low: Floats
    high: Floats
    slope: Floats
    reach: Floats

    def rows(self, chosen: Rows) -> Box:
        """Give the box of some of the draws."""
        return Box(self.low, self.high, self.slope[chosen], self.reach[chosen])


@dataclass(frozen=True, slots=True)
class Roots:
    """What was found in D draws.

    Attributes:
        constants: `[D, K]`, the last tried.
        found: `[D]` bool; elsewhere no constants in the box close the gaps.
    """

    constants: Floats
    found: Flags


def find_roots(gap: Gap, start: Floats, box: Box) -> Roots:
    """Find constants that close all gaps, draw by draw.

    Each gap is expected to be monotone in the constant of the same place, or to
    have one root in the box. A draw ends, undone, where no constant moved by
    itself brings an open gap nearer to 0.

    Args:
        gap: The equations; rows never depend on each other.
        start: `[D, K]`, inside the box.
        box: Bounds and scales.
    """
    constants = start.copy()
    jacobian = box.slope[:, :, None] * np.eye(start.shape[1])
    found = np.zeros(len(start), bool)
    rows = np.arange(len(start))
    for _ in range(ROUNDS):
        near = _broyden(gap, rows, constants, jacobian, box)
        found[rows] = near.all(axis=1)
        rows, near = rows[~found[rows]], near[~found[rows]]
        if not len(rows):
            break
        rows = rows[_search_each(gap, rows, constants, jacobian, box, near)]
    return Roots(constants, found)


def nearest_roots(gap: Gap, start: Floats, box: Box) -> Roots:
    """Find constants by Broyden's method alone, from a start that is nearly right.

    A draw ends, unfound, where gaps do not close fast enough to have a root there.
    """
    constants = start.copy()
    jacobian = box.slope[:, :, None] * np.eye(start.shape[1])
    near = _broyden(gap, np.arange(len(start)), constants, jacobian, box, PATIENCE)
    return Roots(constants, np.asarray(near.all(axis=1)))


def _broyden(
    gap: Gap, rows: Rows, constants: Floats, jacobian: Floats, box: Box, patience: int = STEPS
) -> Flags:
    """Move constants and Jacobian of some draws in place; give which gaps are closed at last."""
    gaps, near = gap(rows, constants[rows])
    last, place = near.copy(), np.arange(len(rows))
    nearest, since = np.abs(gaps).max(axis=1), np.zeros(len(rows), dtype=np.intp)
    for _ in range(STEPS):
        step, pinned = _steps(constants[rows], gaps, jacobian[rows], box.reach[rows], box)
        going = ~(near | pinned).all(axis=1) & np.isfinite(gaps).all(axis=1)
        going &= since[place] < patience
        rows, place, step, before = rows[going], place[going], step[going], gaps[going]
        if not len(rows):
            break
        constants[rows] += step
        gaps, near = gap(rows, constants[rows])
        last[place] = near
        size = np.abs(gaps).max(axis=1)
        closer = size < nearest[place] / 2
        since[place] = np.where(closer, 0, since[place] + 1)
        nearest[place[closer]] = size[closer]
        lost = ~np.isfinite(gaps).all(axis=1)
        constants[rows[lost]] -= step[lost]
        gaps[lost], step[lost] = before[lost], 0.0
        jacobian[rows] = _updated(jacobian[rows], step, gaps - before)
        jacobian[rows[lost]] *= 2.0  # so that the next step is half as long
    return last


def _steps(
    constants: Floats, gaps: Floats, jacobian: Floats, longest: Floats, box: Box
) -> tuple[Floats, Flags]:
    """Give Newton steps that stay in the box, and which constants are held at its wall."""
    pinned: Flags = np.zeros(constants.shape, np.bool_)
    for _ in range(constants.shape[1] + 1):
        step = _newton(gaps, jacobian, pinned)
        outward = (constants <= box.low) & (step < 0) | (constants >= box.high) & (step > 0)
        if not (outward & ~pinned).any():
            break
        pinned |= outward
    step = np.clip(step, -longest, longest)
    return np.clip(constants + step, box.low, box.high) - constants, pinned


def _newton(gaps: Floats, jacobian: Floats, pinned: Flags) -> Floats:
    free = ~pinned
    held = jacobian * (free[:, :, None] & free[:, None, :])
    held += pinned[:, :, None] * np.eye(gaps.shape[1])
    finite: Flags = np.asarray(np.isfinite(held).all(axis=(1, 2)) & np.isfinite(gaps).all(axis=1))
    held[~finite] = np.eye(gaps.shape[1])
    wanted = np.where(free & finite[:, None], gaps, 0.0)
    return np.asarray(-(np.linalg.pinv(held) @ wanted[:, :, None])[:, :, 0])


def _updated(jacobian: Floats, step: Floats, change: Floats) -> Floats:
    """Broyden's (1965) good update: the least change that explains the last step."""
    length = (step * step).sum(axis=1)
    expected = (jacobian * step[:, None, :]).sum(axis=2)
    moved = length > 0
    error = np.where(moved[:, None], change - expected, 0.0)
    scale = np.where(moved, length, 1.0)
    return np.asarray(jacobian + error[:, :, None] * (step / scale[:, None])[:, None, :])


def _search_each(
    gap: Gap, rows: Rows, constants: Floats, jacobian: Floats, box: Box, near: Flags
) -> Flags:
    """Close the open gaps of some draws one after another, each by its own constant.

    Gives which draws have moved. Their slopes begin anew, from those met on the way.
    """
    before = constants[rows].copy()
    for place in range(constants.shape[1]):
        wanting = rows[~near[:, place]]
        slope = _search(gap, wanting, constants, place, box)
        jacobian[wanting, place] = 0.0
        jacobian[wanting, place, place] = slope
    return np.asarray((constants[rows] != before).any(axis=1))


def _search(gap: Gap, rows: Rows, constants: Floats, place: int, box: Box) -> Floats:
    """Close one gap in place, the others held: secants and bisection; give its slopes.

    An end that a secant has missed twice counts for half its gap next time (the Illinois
    rule, Dowell & Jarratt 1971), so that the ends close in on the root from both sides.
    """
    ends, gaps = _bracket(gap, rows, constants, place, box)
    slope = _slope(ends, gaps, box.slope[rows, place])
    crossing = np.isfinite(gaps).all(axis=0) & (gaps[0] * gaps[1] < 0)
    nearer = np.where(np.abs(gaps[0]) <= np.abs(gaps[1]), ends[0], ends[1])
    constants[rows[~crossing], place] = nearer[~crossing]
    (inside,) = np.nonzero(crossing)
    pull, last = gaps.copy(), np.full(len(rows), -1)
    for _ in range(TRIALS):
        if not len(inside):
            break
        low, high = ends[:, inside]
        below, above = pull[:, inside]
        share = below / (below - above)
        middle = low + np.clip(share, 0.01, 0.99) * (high - low)
        constants[rows[inside], place] = middle
        found, near = gap(rows[inside], constants[rows[inside]])
        here = found[:, place]
        side = np.where(here * below > 0, 0, 1)
        pull[1 - side, inside] *= np.where(side == last[inside], 0.5, 1.0)
        last[inside] = side
        ends[side, inside] = middle
        gaps[side, inside] = pull[side, inside] = here
        slope[inside] = _slope(ends[:, inside], gaps[:, inside], slope[inside])
        inside = inside[~near[:, place] & np.isfinite(here)]
    return slope


def _slope(ends: Floats, gaps: Floats, otherwise: Floats) -> Floats:
    """Give the slope between two ends, `[R]`, where it is a number other than 0."""
    width = ends[1] - ends[0]
    slope = (gaps[1] - gaps[0]) / np.where(width > 0, width, np.nan)
    return np.where(np.isfinite(slope) & (slope != 0), slope, otherwise)


def _bracket(
    gap: Gap, rows: Rows, constants: Floats, place: int, box: Box
) -> tuple[Floats, Floats]:
    """Give both ends, `[2, R]`, of where a constant may lie, and the gaps there."""
    width = 8 * box.reach[rows, place]
    low = np.maximum(constants[rows, place] - width, box.low[place])
    high = np.minimum(constants[rows, place] + width, box.high[place])
    gaps = []
    for end in (low, high):
        tried = constants[rows]
        tried[:, place] = end
        gaps.append(gap(rows, tried)[0][:, place])
    return np.stack([low, high]), np.stack(gaps)
