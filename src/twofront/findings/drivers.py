"""Which quantities an answer's variance across draws comes from: Sobol indices.

The first-order index of a quantity is the part of the variance that knowing it
alone would take away on average; the total index the part that would be left if
all others were known. Correlated quantities are one group and share an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from .bounds import Bounds, Count, Part, Size, fits_together

Index: TypeAlias = float
"""An estimate of an index: the index is in [0, 1], its estimate can miss that."""

Interval: TypeAlias = tuple[float, ...]
"""The lower and the upper end of a 95 per cent confidence interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A quantity's indices before anchoring.

    Attributes:
        quantity: By id; the group's id where correlated quantities share it.
        members: The quantities meant: itself, or those of the group.
        first: First-order index; estimates of small ones can lie below 0.
        first_ci: Its 95 per cent interval.
        total: Total index.
        total_ci: Its 95 per cent interval.
        draws: Draws in which all three answers the indices need were found.
        left_out: All others.
        reason: Why the values are null.
    """

    quantity: str
    members: tuple[str, ...]
    first: Index | None
    first_ci: Interval | None
    total: Index | None
    total_ci: Interval | None
    draws: Count
    left_out: Count
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "first", ("first", "total"))
        yield from _interval_faults("first_ci", self.first_ci)
        yield from _interval_faults("total_ci", self.total_ci)
        if not self.members:
            yield "members", "expected at least one quantity"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchoredDriver:
    """A quantity's first-order index after anchoring.

    Attributes:
        quantity: By id.
        fitted: Whether it is a constant fitted to an anchor, taken as fitted.
        first: First-order index, what goes with the quantity under the anchors included.
        first_ci: Its 95 per cent interval.
        noise: What an unrelated quantity of the same kind reaches by chance, seldom exceeded.
        reason: Why the values are null.
    """

    quantity: str
    fitted: bool
    first: Index | None
    first_ci: Interval | None
    noise: Index | None
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "first", ("first", "noise"))
        yield from _interval_faults("first_ci", self.first_ci)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchoredDrivers:
    """First-order indices after anchoring, from the weighted draws as they are.

    Attributes:
        drivers: In the scenario's order.
        variance: Of the answer, by weight.
        effective_draws: How many equally weighted draws these rest on.
        left_out: Weighted draws in which the answer was not found.
        reason: Why there are none.
    """

    drivers: tuple[AnchoredDriver, ...]
    variance: Size | None
    effective_draws: Size
    left_out: Count
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "variance", ("variance",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """How much an answer varies across draws before anchoring: what the drivers divide up.

    Attributes:
        value: The variance; for a difference in probability, in probability squared.
        draws: Draws in which the answer was found, in the study's draws and the others.
        left_out: All others.
        reason: Why the value is null.
    """

    value: Size | None
    draws: Count
    left_out: Count
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "value", ("value",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How well the first so many draws answer.

    Attributes:
        draws: How many.
        share: The share that holds among them.
        share_se: Its standard error.
        mean: The mean answer among them.
        mean_se: Its standard error.
    """

    draws: Count
    share: Part
    share_se: Part
    mean: float
    mean_se: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Convergence:
    """How many draws are enough.

    Attributes:
        steps: The first so many draws, each step twice the one before.
        wanted: The standard error of the share that is wanted.
        needed: About how many draws it takes; may be fewer than there are.
        power: The standard error falls as this power of the number of draws, as estimated.
        reason: Why `needed` is null.
    """

    steps: tuple[Drawn, ...]
    wanted: Part
    needed: Size | None
    power: Annotated[float, Bounds(-2, 0)] | None
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "needed", ("needed",))
        sizes = [step.draws for step in self.steps]
        if sizes != sorted(set(sizes)):
            yield "steps", "expected rising numbers of draws"


def _interval_faults(name: str, ends: Interval | None) -> Iterator[tuple[str, str]]:
    if ends is not None and (len(ends) != 2 or ends[0] > ends[1]):
        yield name, "expected the lower end and the upper"
