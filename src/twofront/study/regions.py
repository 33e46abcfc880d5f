"""Where among the assumptions a claim fails, and where it holds: a box of each, cross-checked.

Axes: D draws, Q quantities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twofront.findings import Box, Limit, Peel
from twofront.findings.region import Of

from .assumptions import Assumptions, splits
from .boxes import Counted, Points, Walls, counted, quasi_p
from .prim import find
from .shares import percentiles
from .table import Flags, Floats

LEAST_AGREEMENT = 0.1
"""A box whose like agrees less with draws it was not fitted to is not told."""

MOST_FITTED = 16_384
"""A box is fitted to no more than this many draws, the first ones, and counted in all: peeling
takes time with every draw. Decision 0015 says what that does to a box."""

NOTHING = "no part of any range stands out"
CHANCE = "boxes found in half of the draws tell little about the other half"


def region(given: Assumptions) -> tuple[Box, ...]:
    """Find the box in which a claim fails, and the one in which it holds.

    Each is found anew in halves of the draws and tried on the other halves: what it
    covers and how dense it is there is told beside what it reaches in the draws it was
    fitted to, and how often each of its quantities is limited.

    Args:
        given: The assumptions in the draws that count.

    Returns:
        Two boxes, `fails` first; without limits and with the reason where too few draws
        hold or fail, nothing stands out, or what does not stand the trial.
    """
    return _box(given, "fails", ~given.holds), _box(given, "holds", given.holds)


def _box(given: Assumptions, of: Of, sought: Flags) -> Box:
    if given.short:
        return _none(of, given.short)
    points = Points(given.values, sought, given.weight, given.order)
    first = points.rows(np.arange(len(sought)) < MOST_FITTED)
    if not _both(first.sought):
        return _none(of, NOTHING, points.base)
    walls, path = find(first)
    if not walls.limited.any():
        return _none(of, NOTHING, points.base)
    trial = _trial(given, points)
    if trial.out is not None and trial.out.agreement < LEAST_AGREEMENT:
        return _none(of, CHANCE, points.base)
    found = counted(points, walls.inside(points.values))
    return Box(
        of=of,
        limits=_limits(given, points, walls, trial),
        mass=found.mass,
        coverage=found.coverage,
        density=found.density,
        base=found.base,
        held_out_coverage=None if trial.out is None else trial.out.coverage,
        held_out_density=None if trial.out is None else trial.out.density,
        refits=trial.refits,
        trajectory=tuple(_peel(walls, held) for walls, held in path),
    )


def _none(of: Of, reason: str, base: float | None = None) -> Box:
    return Box(
        of=of,
        limits=(),
        mass=None,
        coverage=None,
        density=None,
        base=base,
        held_out_coverage=None,
        held_out_density=None,
        refits=0,
        trajectory=(),
        reason=reason,
    )


def _peel(walls: Walls, held: Counted) -> Peel:
    return Peel(
        mass=held.mass,
        coverage=held.coverage,
        density=held.density,
        limits=int(walls.limited.sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """Boxes found in halves of the draws, tried on the other halves.

    Attributes:
        out: What they hold of the other halves, all halves together; None without any.
        limited: `[Q]`, the share of them that limit each quantity.
        refits: How many there were.
    """

    out: Counted | None
    limited: Floats
    refits: int


def _trial(given: Assumptions, points: Points) -> _Trial:
    held, limited = [], []
    for fit, test in splits(given.sets):
        if not _both(points.sought[fit]) or not _both(points.sought[test]):
            continue
        walls = find(points.rows(fit))[0]
        held.append(counted(points, walls.inside(points.values), among=test))
        limited.append(walls.limited)
    if not held:
        return _Trial(None, np.zeros(len(given.names)), 0)
    mass, hits, base = np.mean([[each.mass, each.hits, each.base] for each in held], axis=0)
    out = Counted(float(mass), float(hits), float(base))
    return _Trial(out, np.mean(limited, axis=0), len(held))


def _both(sought: Flags) -> bool:
    return bool(sought.any()) and not sought.all()


def _limits(given: Assumptions, points: Points, walls: Walls, trial: _Trial) -> tuple[Limit, ...]:
    """Write a box's limits, the quantity without which it would agree least first."""

    def without(at: int) -> float:
        wider = walls.opened(at, False).opened(at, True)
        return counted(points, wider.inside(points.values)).agreement

    return tuple(
        Limit(
            quantity=given.names[at],
            fitted=given.names[at] in given.fitted,
            low=float(walls.low[at]) if np.isfinite(walls.low[at]) else None,
            high=float(walls.high[at]) if np.isfinite(walls.high[at]) else None,
            median=percentiles(points.values[at], points.weight)[0],
            quasi_p=quasi_p(points, walls, at),
            refits=float(trial.limited[at]) if trial.refits else None,
        )
        for at in sorted(walls.quantities, key=without)
    )
