"""How many draws are enough: the sampling error of the first so many draws, and where it leads.

Draw by draw the sets grow together, so the first so many draws are themselves a study
of 16 sets, the same that asking for fewer would have given.

Axis: D draws.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twofront.findings import Convergence, Drawn

from .shares import Change, error_of, fraction, mean_error, shortage
from .table import Numbers

WANTED = 0.01
"""The standard error of a share that is asked for unless another is named."""

FIRST = 64
ROOT, BEST = -0.5, -1.0
"""A standard error falls at least with the root of the number of draws, at best as fast as it."""


def convergence(
    change: Change, numbers: Numbers, asked: int, wanted: float = WANTED
) -> Convergence:
    """Follow a claim's share and mean change with the number of draws.

    Args:
        change: In the draws that count.
        numbers: `[D]` int64, of the same draws.
        asked: How many draws were asked for, those that do not count included.
        wanted: The standard error of the share that is wanted.

    Returns:
        Steps from `FIRST` draws on, each twice the one before, and last all; and about
        how many draws bring the error to what is wanted, told from all steps by least
        squares on logarithms, the power held between `ROOT` and `BEST`.
    """
    steps = tuple(_steps(change, numbers, asked))
    known = [(step.draws, step.share_se) for step in steps if step.share_se > 0]
    if not known or known[-1][0] < asked:
        alike = "no two sets of draws differ in the share"
        few = shortage(change.effective) or "the draws are all of one set"
        reason = alike if steps and steps[-1].draws == asked else few
        return Convergence(steps=steps, wanted=wanted, needed=None, power=None, reason=reason)
    power, last = _line(known)
    needed = asked * float(last / wanted) ** (-1 / power)
    found = known[-1][1]
    if (needed <= asked) != (found <= wanted):  # the line smooths away what is reached, or is not
        needed = asked * float(found / wanted) ** (-1 / power)
    return Convergence(steps=steps, wanted=wanted, needed=needed, power=power)


def _steps(change: Change, numbers: Numbers, asked: int) -> Iterator[Drawn]:
    for draws in (*_sizes(asked), asked):
        drawn = change.rows(numbers < draws)
        if shortage(drawn.effective) or drawn.all_sets < 2:
            continue
        yield Drawn(
            draws=draws,
            share=fraction(drawn.holds, drawn.weight),
            share_se=error_of(drawn, drawn.holds) or 0.0,
            mean=float(np.average(drawn.delta, weights=drawn.weight)),
            mean_se=mean_error(drawn.delta, drawn.weight, drawn.sets, drawn.all_sets) or 0.0,
        )


def _sizes(asked: int) -> Iterator[int]:
    size = FIRST
    while size < asked:
        yield size
        size *= 2


def _line(known: list[tuple[int, float]]) -> tuple[float, float]:
    """Give the power by which errors fall, and the last error as the line has it."""
    size, error = np.log(np.array(known, dtype=np.float64)).T
    power = ROOT
    if len(known) > 2:
        power = float(np.clip(np.polyfit(size, error, 1)[0], BEST, ROOT))
    return power, float(np.exp(np.mean(error + power * (size[-1] - size))))
