"""The parts of a run as one table, in the order of the draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from twofront.scenario.draws import distributions
from twofront.scenario.model import AS_WRITTEN, Scenario

from .design import set_of
from .lookback import fitted_arms
from .parts import NOT_SOLVED, OFF_BRANCH, UNFITTED, UNTRACED, Part
from .sample import solved_anchors
from .solve import EQUILIBRIA, FITTED
from .spool import Columns, Spool
from .table import Flags, Floats, Numbers, Table

Codes: TypeAlias = NDArray[np.uint8]

UNTRIED = 255
"""Stands for the status of a draw for which an arm is not solved at all."""


def table(
    scenario: Scenario,
    parts: Iterable[Part],
    scratch: Path | None = None,
    sets: Callable[[Numbers], Numbers] = set_of,
) -> Table:
    """Put parts together, one at a time: of a large run only little is in memory at once.

    Args:
        scenario: As known on its date.
        parts: All of a run, ascending. The first has every arm and reading; arms that
            are solved for the first draws alone may be missing in later ones.
        scratch: A folder in which the readings of a large run may be kept in a file.
        sets: Tells which set draws belong to, by their numbers.

    Raises:
        ValueError: They differ in arms or readings.
        InputError: The file cannot be written.
    """
    found = _Gathered(scenario, scratch)
    for part in parts:
        found.add(part)
    return found.table(sets)


class _Gathered:
    """What has been gathered so far: lists of pieces, one a part, and the spool."""

    def __init__(self, scenario: Scenario, scratch: Path | None) -> None:
        self.scenario = scenario
        self.scratch = scratch
        self.layout: dict[str, list[str]] = {}
        self.spool = Spool(())
        self.numbers: list[Numbers] = []
        self.weight: list[Floats] = []
        self.prior_weight: list[Floats] = []
        varied = (id for id, value in distributions(scenario).items() if value.varies)
        self.quantities: dict[str, list[Floats]] = {id: [] for id in varied}
        self.statuses: dict[str, list[Codes]] = {}
        self.known: dict[str, int] = {}
        """Statuses met, each with its code."""

    def add(self, part: Part) -> None:
        """Take the next part."""
        here = {arm: list(found.reads) for arm, found in part.arms.items()}
        if not self.numbers:
            self.layout = here
            self.statuses = {arm: [] for arm in here}
            keys = ((arm, read) for arm, reads in here.items() for read in reads)
            self.spool = Spool(keys, self.scratch)
        if any(self.layout.get(arm) != reads for arm, reads in here.items()):
            raise ValueError("the parts of the run differ in arms or readings")
        self.numbers.append(part.numbers)
        self.weight.append(part.weight)
        if part.prior_weight is not None:
            self.prior_weight.append(part.prior_weight)
        for id, values in self.quantities.items():
            values.append(part.quantities[id])
        for arm, codes in self.statuses.items():
            codes.append(self._codes(part, arm))
        self.spool.add(*self._block(part))

    def _codes(self, part: Part, arm: str) -> Codes:
        """Give the status of each of the part's draws, as a code."""
        codes = np.full(len(part.numbers), UNTRIED, dtype=np.uint8)
        if arm in part.arms:
            names, places = np.unique(part.arms[arm].status, return_inverse=True)
            own = [self.known.setdefault(str(name), len(self.known)) for name in names]
            codes[: len(places)] = np.array(own, dtype=np.uint8)[places]
        return codes

    def _block(self, part: Part) -> tuple[NDArray[np.intp], Floats]:
        """Give the readings that the part has, by their rows in the spool, and them `[R, D]`."""
        there = [(arm, read) for arm, found in part.arms.items() for read in found.reads]
        block = np.full((len(there), len(part.numbers)), np.nan)
        for row, (arm, read) in zip(block, there, strict=True):
            values = part.arms[arm].reads[read]
            row[: len(values)] = values
        return np.array([self.spool.rows[key] for key in there], dtype=np.intp), block

    def table(self, sets: Callable[[Numbers], Numbers]) -> Table:
        """Give all of it."""
        numbers = np.concatenate(self.numbers)
        status = {arm: np.concatenate(codes) for arm, codes in self.statuses.items()}
        tried = {arm: codes != UNTRIED for arm, codes in status.items()}
        unsolved = self._with_status(status, status, sorted(NOT_SOLVED))
        fitted = fitted_arms(self.scenario)
        equilibria = self._column(AS_WRITTEN, EQUILIBRIA)
        answers = [
            (arm, read)
            for arm, read in self.spool.rows
            if (arm, read) != (AS_WRITTEN, EQUILIBRIA) and not read.startswith(FITTED)
        ]
        return Table(
            numbers=numbers,
            sets=sets(numbers),
            weight=np.concatenate(self.weight),
            quantities={id: np.concatenate(values) for id, values in self.quantities.items()},
            fitted=self._fitted(),
            reads=Columns(self.spool, answers),
            solved={arm: tried[arm] & ~unsolved[arm] for arm in status},
            several=equilibria > 1,
            checked=np.isfinite(equilibria),
            unfitted=self._with_status(status, fitted, UNFITTED),
            off_branch=self._with_status(status, fitted, (OFF_BRANCH,)),
            untraced=self._with_status(status, (AS_WRITTEN, *self.scenario.variants), (UNTRACED,)),
            tried={arm: flags for arm, flags in tried.items() if not flags.all()},
            prior_weight=np.concatenate(self.prior_weight) if self.prior_weight else None,
        )

    def _column(self, arm: str, read: str) -> Floats:
        return self.spool.column(self.spool.rows[arm, read])

    def _fitted(self) -> dict[str, Floats]:
        names = [str(anchor.solve_for) for anchor in solved_anchors(self.scenario)]
        return {name: self._column(AS_WRITTEN, f"{FITTED}{name}") for name in names}

    def _with_status(
        self, status: dict[str, Codes], arms: Iterable[str], wanted: Sequence[str]
    ) -> dict[str, Flags]:
        """Tell, by arm, in which draws `[D]` solving ended in one of some ways."""
        codes = [self.known[name] for name in wanted if name in self.known]
        return {arm: np.isin(status[arm], codes) for arm in arms}
