"""What levers do to each risk and measure, what they cost, and which is best at which price.

Levers are acts that somebody could take; assumptions are what nobody chooses.
An option is some levers pulled together, or none. It is judged draw by draw on
the same assumptions as the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .bounds import Part, Size
from .claim import Spread

Kind: TypeAlias = Literal["risk", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What an option costs in one unit.

    Attributes:
        amount: How much.
        unit: Of what; amounts of different units are never added up.
    """

    amount: Size
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverEffect:
    """What an option does to one risk or measure, against pulling no lever.

    Attributes:
        objective: The theatre or measure, by id.
        kind: risk, in probability, or measure, in its unit.
        value: The risk or the measure with the levers pulled.
        change: The same less what it is with none pulled, draw by draw.
        change_se: Standard error of the mean change.
        lowers: Share of draws in which it goes down by more than matters.
        raises: Share of draws in which it goes up by more than matters.
    """

    objective: str
    kind: Kind
    value: Spread
    change: Spread
    change_se: Size | None
    lowers: Part | None
    raises: Part | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """How much worse an option does than the best within a price, draw by draw.

    Attributes:
        mean: Averaged by weight.
        mean_se: Standard error of the mean.
        median: Half of the draws, by weight, lie at or below it.
        p95: 95 in 100 do.
        worst: In the draw in which it is greatest.
        best: Share of draws in which no option within the price does better; ties count for all.
        near_best: Share of draws in which none does better by more than is near.
    """

    mean: Size
    mean_se: Size | None
    median: Size
    p95: Size
    worst: Size
    best: Part
    near_best: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverOption:
    """One option within a budget.

    Attributes:
        levers: Ids of the levers pulled together; none is an option too.
        regret: Against the best option within the budget.
    """

    levers: tuple[str, ...]
    regret: Regret


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What can be had at a price up to some amount of one unit, for one objective.

    Attributes:
        objective: The theatre or measure, by id.
        kind: risk or measure.
        amount: The most that may be spent; null where price does not matter.
        unit: Of what; options that cost anything in another unit are left out. Null
            with the amount.
        near: By how much an option may be worse and still count as near the best.
        options: Those within the budget, the least mean regret first.
        draws: Effective draws in which every option was answered.
        reason: Why there are none.
    """

    objective: str
    kind: Kind
    amount: Size | None
    unit: str | None
    near: Size
    options: tuple[LeverOption, ...]
    draws: Size
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        if (self.amount is None) is not (self.unit is None):
            yield "unit", "expected a unit with an amount, and only then"
        if bool(self.options) is (self.reason is not None):
            yield "options", "expected options, or a reason why there are none"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverVariant:
    """What an option does under another mind on the structure.

    Attributes:
        id: The variant's name in the scenario.
        effects: On each risk and measure.
        draws: Effective draws these rest on.
    """

    id: str
    effects: tuple[LeverEffect, ...]
    draws: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverFinding:
    """Some levers pulled together: what they cost, and what they do.

    Attributes:
        levers: Their ids, in the scenario's order; none is pulled in the first finding.
        by: The actors whose levers they are.
        means: What is done, in the scenario's words, lever by lever.
        prices: One for each unit, in the order of the levers.
        effects: On each risk and measure.
        front: Objectives for which no other option costs no more and does no worse on
            average, with one of the two better: the Pareto front.
        draws: Effective draws in which every option was answered.
        variants: Its effects under each other mind on the structure.
    """

    levers: tuple[str, ...]
    by: tuple[str, ...]
    means: tuple[str, ...]
    prices: tuple[Price, ...]
    effects: tuple[LeverEffect, ...]
    front: tuple[str, ...]
    draws: Size
    variants: tuple[LeverVariant, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        units = [price.unit for price in self.prices]
        if len(set(units)) < len(units):
            yield "prices", "expected one price for each unit"
        if len(self.means) != len(self.levers):
            yield "means", "expected one for each lever"
