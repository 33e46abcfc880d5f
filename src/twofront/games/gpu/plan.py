"""A sweep as the device runs it: index arrays, grouped so that one operation serves many rows.

Operations that do alike and wait for nothing but lower levels form a group. Their
sources are held in few arrays of rows, one row a quantity, draws along the last axis:

- `paid`: payoffs, sums of them and values that no strategy changes; row 0 is zero
- `drawn`: chances, then one row of ones
- `fed`: feedback strategies, in the order of the plan, then one row of ones
- `reach`: products of the factors in which the nodes of an information set differ,
  then one row of zeros
- of each level `chosen`: strategies found at the level, then older ones that are still
  needed; `value`: one row of zeros, the level's values, then older ones still needed

Which arrays are None is part of a plan's structure: one compiled program serves all
plans of the same structure and shapes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

# uint32, so that a gather need not look for negative indices. To a compiler they are arrays of
# its own, hence no NumPy type.
Index = Any


class Products(NamedTuple):
    """Products of up to T factors: into `fed`, or into `drawn` for products of chances alone."""

    still: Index | None  # [n], into the products of chances: what to begin with
    factors: Index | None  # [T, n]


class Values(NamedTuple):
    """n values of T children each: init + sum of coefficient * source.

    One of `chosen`, `fed`, `drawn` holds the coefficients. A source is the sum of a row of
    `paid` and one of `value`, where both are given; one of them is then zero.
    """

    init: Index | None  # [n], into `paid`
    chosen: Index | None  # [T, n]
    fed: Index | None
    drawn: Index | None
    paid: Index | None  # [T, n]
    value: Index | None


class Steps(NamedTuple):
    """n information sets with c actions and m nodes (members) each; rows set by set."""

    player: Index  # [n]
    paid: Index | None  # [m, n, c]: what each action leads to at each member; as in `Values`
    value: Index | None
    reach: Index | None  # [m, n]; None where there is a single member
    chance: Index | None  # [m, n], chance's part of it, into the products of chances

    @property
    def shape(self) -> tuple[int, int]:
        """Information sets and actions."""
        slots = self.value if self.paid is None else self.paid
        assert slots is not None
        return slots.shape[1], slots.shape[2]


class Level(NamedTuple):
    """Steps, then values; both read values of the level below only."""

    fed: tuple[Steps, ...]  # whose strategies feed back
    other: tuple[Steps, ...]
    old_chosen: Index | None  # rows of the level below that are still needed
    values: tuple[Values, ...]
    old_value: Index | None

    @property
    def steps(self) -> tuple[Steps, ...]:
        """All of them, in the order of their rows."""
        return self.fed + self.other


class Plan(NamedTuple):
    """Everything a sweep needs to know of a game.

    Attributes:
        sums: Each `[T, n]`, rows of payoffs to be added up.
        still: Products of chances.
        settled: Values that no strategy changes, by level; their sources are in `paid`.
        reach: Products with feedback strategies.
        levels: Of the sweep, in order.
        action: `[A]`, rows among the `chosen` of all levels, one level after another; 0 for
            actions that are not chosen.
        feedback: `[F]`, feedback actions of the schedule in the order of the plan.
    """

    sums: tuple[Index, ...]
    still: tuple[Products, ...]
    settled: tuple[tuple[Values, ...], ...]
    reach: tuple[Products, ...]
    levels: tuple[Level, ...]
    action: Index
    feedback: Index
