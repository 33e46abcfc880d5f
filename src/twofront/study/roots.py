"""Roots of a few equations in as many constants, for many draws at once.

Broyden's method inside a box, each draw by itself; draws it leaves undone are
searched one constant at a time.
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
"""Rows and their constants `[R, K]` to gaps `[R, K]`, and which of them are near enough to 0."""

STEPS = 12
"""Steps of Broyden's method before a draw is searched one constant at a time."""

CYCLES = 4
HALVINGS = 24


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
    have one root in the box. A draw ends, undone, where every gap that is open
    pushes its constant out of the box.

    Args:
        gap: The equations; rows never depend on each other.
        start: `[D, K]`, inside the box.
        box: Bounds and scales.
    """
    constants = start.copy()
    found, open_ = _broyden(gap, constants, box)
    for _ in range(CYCLES):
        rows = np.flatnonzero(open_)
        if not len(rows):
            break
        for place in range(start.shape[1]):
            _search(gap, rows, constants, place, box)
        _, near = gap(rows, constants[rows])
        found[rows] = near.all(axis=1)
        open_[rows] = ~found[rows]
    return Roots(constants, found)


def _broyden(gap: Gap, constants: Floats, box: Box) -> tuple[Flags, Flags]:
    """Move `constants` in place; give which draws are done, and which are neither way."""
    draws, size = constants.shape
    found, open_ = np.zeros(draws, bool), np.zeros(draws, bool)
    jacobian = box.slope[:, :, None] * np.eye(size)
    rows = np.arange(draws)
    gaps, near = gap(rows, constants)
    for _ in range(STEPS):
        done = near.all(axis=1)
        found[rows[done]] = True
        step, pinned = _steps(constants[rows], gaps, jacobian[rows], box, rows)
        going = ~done & ~(near | pinned).all(axis=1) & np.isfinite(gaps).all(axis=1)
        rows, step, before = rows[going], step[going], gaps[going]
        if not len(rows):
            return found, open_
        constants[rows] += step
        gaps, near = gap(rows, constants[rows])
        jacobian[rows] = _updated(jacobian[rows], step, gaps - before)
    done = near.all(axis=1)
    found[rows[done]] = True
    open_[rows[~done]] = True
    return found, open_


def _steps(
    constants: Floats, gaps: Floats, jacobian: Floats, box: Box, rows: Rows
) -> tuple[Floats, Flags]:
    """Give Newton steps that stay in the box, and which constants are held at its wall."""
    pinned: Flags = np.zeros(constants.shape, np.bool_)
    for _ in range(constants.shape[1] + 1):
        step = _newton(gaps, jacobian, pinned)
        outward = (constants <= box.low) & (step < 0) | (constants >= box.high) & (step > 0)
        if not (outward & ~pinned).any():
            break
        pinned |= outward
    step = np.clip(step, -box.reach[rows], box.reach[rows])
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


def _search(gap: Gap, rows: Rows, constants: Floats, place: int, box: Box) -> None:
    """Close one gap by its own constant, in place, the others held: bisection with secants."""
    ends, gaps = _bracket(gap, rows, constants, place, box)
    crossing = np.isfinite(gaps).all(axis=0) & (gaps[0] * gaps[1] < 0)
    nearer = np.where(np.abs(gaps[0]) <= np.abs(gaps[1]), ends[0], ends[1])
    constants[rows[~crossing], place] = nearer[~crossing]
    rows, ends, gaps = rows[crossing], ends[:, crossing], gaps[:, crossing]
    for turn in range(HALVINGS):
        if not len(rows):
            return
        share = np.full(len(rows), 0.5) if turn % 2 else gaps[0] / (gaps[0] - gaps[1])
        middle = ends[0] + np.clip(share, 0.01, 0.99) * (ends[1] - ends[0])
        constants[rows, place] = middle
        found, near = gap(rows, constants[rows])
        here = found[:, place]
        left = here * gaps[0] > 0
        side = np.where(left, 0, 1)
        ends[side, np.arange(len(rows))] = middle
        gaps[side, np.arange(len(rows))] = here
        going = ~near[:, place] & np.isfinite(here)
        rows, ends, gaps = rows[going], ends[:, going], gaps[:, going]


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
