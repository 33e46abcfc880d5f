"""The assumptions under which a claim was answered, side by side, and halves of them.

Axes: D draws, Q quantities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .boxes import Ranks, in_order
from .shares import NONE_FITTED, effective_draws, shortage
from .table import Flags, Floats, Numbers

REFITS = 10
MOST_REFITTED = 8192
"""Rules are fitted anew to halves of no more than this many draws, the first ones."""

LEAST_OF_EITHER = 10.0
"""So many effective draws, of those that hold and of those that fail, mark where they lie."""

_SEED = 20241202


@dataclass(frozen=True, slots=True, eq=False)
class Assumptions:
    """What was assumed in the draws that count, and whether the claim holds there.

    Attributes:
        names: `[Q]`, ids of the quantities that have more than one value.
        fitted: Those among them that are constants fitted to an anchor.
        values: `[Q, D]`, each in its unit.
        holds: `[D]` bool.
        weight: `[D]`, above 0.
        sets: `[D]` int64, the set of each draw.
        order: `[Q, D]`, the draws in the order of each quantity.
    """

    names: tuple[str, ...]
    fitted: frozenset[str]
    values: Floats
    holds: Flags
    weight: Floats
    sets: Numbers
    order: Ranks

    @property
    def short(self) -> str | None:
        """Say why nothing can be said of where the claim holds and where it fails, or None."""
        reason = shortage(effective_draws(self.weight))
        if reason or not self.names:
            return reason or "no quantity has more than one value"
        for verb, flags in (("holds", self.holds), ("fails", ~self.holds)):
            effective = effective_draws(self.weight[flags])
            if effective < LEAST_OF_EITHER:
                return (
                    f"the claim {verb} in {effective:.3g} effective draws; "
                    f"fewer than {LEAST_OF_EITHER:g} mark no place"
                )
        return None


def assumptions(
    quantities: Mapping[str, Floats],
    holds: Flags,
    weight: Floats,
    sets: Numbers,
    fitted: Mapping[str, Floats] = NONE_FITTED,
) -> Assumptions:
    """Put side by side what was assumed in the draws that count.

    Args:
        quantities: Id to `[D]`, values in the same draws; a quantity that has one value,
            or none in some draw, is left out.
        holds: `[D]` bool, draws in which the claim holds.
        weight: `[D]`, above 0.
        sets: `[D]` int64, the set of each draw.
        fitted: The same for constants fitted to an anchor, in place of those drawn.
    """
    both = {**quantities, **fitted}
    names = (
        tuple(id for id, each in both.items() if np.isfinite(each).all() and np.ptp(each) > 0)
        if len(weight)
        else ()
    )
    values = np.stack([both[id] for id in names]) if names else np.empty((0, len(weight)))
    known = frozenset(fitted) & set(names)
    return Assumptions(names, known, values, holds, weight, sets, in_order(values))


def splits(sets: Numbers) -> Iterator[tuple[Flags, Flags]]:
    """Give halves of the draws: one to fit a rule to, the other to try it on.

    Whole sets go to either half, since they are independent and draws of one set are
    not. Each division is used both ways. None with fewer than two sets.

    Args:
        sets: `[D]` int64, the set of each draw.
    """
    known = np.unique(sets)
    few = np.arange(len(sets)) < MOST_REFITTED
    rng = np.random.default_rng(_SEED)
    for _ in range(REFITS // 2 if len(known) > 1 else 0):
        first = np.isin(sets, rng.permutation(known)[: len(known) // 2])
        yield first & few, ~first & few
        yield ~first & few, first & few
