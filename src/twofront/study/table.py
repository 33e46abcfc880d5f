"""Everything a study reads from its solved arms, one array a reading, in draw order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """The readings of a run, in the order of the draws.

    Axis: D draws.

    Attributes:
        numbers: `[D]` int64, draw numbers, ascending.
        sets: `[D]` int64, which of the 16 scrambled Sobol sets a draw belongs to.
        weight: `[D]`, what anchoring leaves of a draw: 0 where an anchor rules it
            out or cannot be fitted in it, or where `as_written` did not solve.
        quantities: Id to `[D]`, the values drawn, of quantities that vary.
        fitted: Id to `[D]`, constants found by `solve_for` in the structure as
            written; nan where none was found.
        reads: `(arm, read)` to `[D]`; nan where the arm did not solve, or where
            what the reading conditions on does not happen.
        solved: Arm to `[D]` bool.
        several: `[D]` bool, another start found another equilibrium.
        checked: `[D]` bool, other starts were tried.
        unfitted: Variant to `[D]` bool, where an anchor's rate lies out of reach
            of the constant that should bring it about.
        off_branch: Variant to `[D]` bool, those of them where equilibria off the
            principal branch do bring it about.
        untraced: Main arm to `[D]` bool, solved but not shown to lie on that branch.
        tried: Arm to `[D]` bool, where it was to be solved; only of arms that were not
            to be solved in every draw.
        prior_weight: `[D]`, what each draw stands for before the anchors weigh it; None
            where all stand for as much.
    """

    numbers: Numbers
    sets: Numbers
    weight: Floats
    quantities: Mapping[str, Floats]
    fitted: Mapping[str, Floats]
    reads: Mapping[tuple[str, str], Floats]
    solved: Mapping[str, Flags]
    several: Flags
    checked: Flags
    unfitted: Mapping[str, Flags] = field(default_factory=lambda: MappingProxyType({}))
    off_branch: Mapping[str, Flags] = field(default_factory=lambda: MappingProxyType({}))
    untraced: Mapping[str, Flags] = field(default_factory=lambda: MappingProxyType({}))
    tried: Mapping[str, Flags] = field(default_factory=lambda: MappingProxyType({}))
    prior_weight: Floats | None = None

    @property
    def before(self) -> Floats:
        """Weights `[D]` of answers before anchoring."""
        return np.ones(len(self)) if self.prior_weight is None else self.prior_weight

    @property
    def all_sets(self) -> int:
        """How many sets the draws are of."""
        return len(np.unique(self.sets))

    def tries(self, arm: str) -> Flags:
        """Tell in which draws `[D]` an arm was to be solved."""
        return self.tried.get(arm, np.ones(len(self), dtype=np.bool_))

    def __len__(self) -> int:
        return int(self.numbers.shape[0])
