"""Where among the assumptions a claim fails, and where it holds: boxes and one threshold.

A box restricts a few quantities to a part of their range and leaves the others
free. Shares are shares of draws, by weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .bounds import Count, Part, fits_together

Of: TypeAlias = Literal["fails", "holds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a box asks of one quantity.

    Attributes:
        quantity: By id.
        fitted: Whether it is a constant fitted to an anchor, taken as fitted.
        low: The least value inside; null where there is none.
        high: The greatest; null likewise.
        median: Of the quantity over all draws that count, for comparison.
        quasi_p: How probable it is that the box without this limit would hold as dense a
            part of this size by chance alone. The limit was chosen for its effect, so it
            is no true p-value.
        refits: Share of the boxes found anew in halves of the draws that limit this quantity.
    """

    quantity: str
    fitted: bool
    low: float | None
    high: float | None
    median: float
    quasi_p: Part
    refits: Part | None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        if self.low is None and self.high is None:
            yield "low", "expected a least value or a greatest"
        if self.low is not None and self.high is not None and self.low > self.high:
            yield "low", "expected no more than high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peel:
    """A box on the way from all draws to the least box.

    Attributes:
        mass: Share of all draws that lie in it.
        coverage: Share of the draws sought that lie in it.
        density: Share of its draws that are sought.
        limits: How many quantities it limits.
    """

    mass: Part
    coverage: Part
    density: Part
    limits: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of assumptions in which a claim fails, or holds, more often than elsewhere.

    Attributes:
        of: What is sought in it: draws in which the claim `fails`, or `holds`.
        limits: What it asks, the limit that matters most first.
        mass: Share of all draws that lie in it.
        coverage: Share of the draws sought that lie in it.
        density: Share of its draws that are sought.
        base: Share of all draws that are sought.
        held_out_coverage: Coverage in halves of the draws that a box was not fitted to.
        held_out_density: Density there.
        refits: How many boxes were fitted anew, each to half of the draws.
        trajectory: The boxes passed on the way; the box told was chosen among them.
        reason: Why there is no box.
    """

    of: Of
    limits: tuple[Limit, ...]
    mass: Part | None
    coverage: Part | None
    density: Part | None
    base: Part | None
    held_out_coverage: Part | None
    held_out_density: Part | None
    refits: Count
    trajectory: tuple[Peel, ...]
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from fits_together(self, "mass", ("mass", "coverage", "density"))
        if bool(self.limits) is (self.mass is None):
            yield "limits", "expected limits where there is a box, and only there"
        if self.mass is not None and None in (self.mass, self.coverage, self.density, self.base):
            yield "base", "expected the share of all draws that are sought"
        if self.mass and self.base and self.density is not None and self.coverage is not None:
            inside = self.mass * self.density - self.base * self.coverage
            if abs(inside) > 1e-6:
                yield "density", "does not fit mass, base and coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The one quantity, and where to split it, that best tells where a claim holds.

    Attributes:
        quantity: By id.
        fitted: Whether it is a constant fitted to an anchor, taken as fitted.
        split: Draws at or below it, and those above it, are told apart.
        low_holds: Share of the draws at or below the split in which the claim holds.
        high_holds: Share of the draws above it.
        misjudged: Share of draws that the rule gets wrong, on draws it was not fitted to.
        base: Share got wrong without it, by the same answer for all.
        same: Share of the rules fitted anew that split the same quantity.
        decides: Whether the rule takes away at least half of the draws got wrong without it.
        reason: Why the values are null.
    """

    quantity: str | None
    fitted: bool
    split: float | None
    low_holds: Part | None
    high_holds: Part | None
    misjudged: Part | None
    base: Part | None
    same: Part | None
    decides: bool
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        given = ("quantity", "split", "low_holds", "high_holds", "misjudged", "base", "same")
        yield from fits_together(self, "split", given)
        if self.decides and self.split is None:
            yield "decides", "expected a split"
