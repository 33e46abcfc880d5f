"""What levers do, and how much worse each option does than the best at its price.

Axes: L options, each some levers pulled together, the first of them none; D draws.

Regret is judged draw by draw: an option's risk less the least that any option within
the price reaches under the same assumptions. Prices of different units are never
added up: within a price in one unit lie options that cost nothing in any other.

Source: Savage (1951), The theory of statistical decision; over many assumptions, Lempert,
Popper & Bankes (2003), Shaping the next one hundred years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from twofront.findings import Budget, LeverEffect, LeverFinding, LeverOption, Price, Regret
from twofront.findings.levers import Kind

from .shares import ROUNDING, effective_draws, fraction, mean_error, percentiles, shortage, spread
from .table import Flags, Floats, Numbers

POINT = 0.01
"""A risk within this of the least is near the best; a measure within this part of its mean."""


@dataclass(frozen=True, slots=True)
class Option:
    """Levers pulled together.

    Attributes:
        levers: Their ids; none in the first option.
        by: The actors whose levers they are, each once.
        means: What is done, lever by lever.
        prices: Unit to amount, at least 0; levers of one unit added up.
    """

    levers: tuple[str, ...]
    by: tuple[str, ...]
    means: tuple[str, ...]
    prices: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Objective:
    """A risk or a measure that is better the lower it is.

    Attributes:
        id: Of the theatre or the measure.
        kind: risk or measure.
        values: `[L, D]`, with each option; nan where its arm did not solve.
        near: The least difference that counts.
    """

    id: str
    kind: Kind
    values: Floats
    near: float


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Draws that count: weights above 0, their sets, and how many sets were drawn."""

    weight: Floats
    sets: Numbers
    all_sets: int

    @property
    def short(self) -> str | None:
        return shortage(effective_draws(self.weight))


def near(values: Floats, weight: Floats) -> float:
    """Give what counts as near for a measure: a part of its mean with no lever pulled.

    Args:
        values: `[D]`, with none pulled.
        weight: `[D]`, at least 0.
    """
    counts = np.isfinite(values) & (weight > 0)
    if not counts.any():
        return 0.0
    return POINT * abs(float(np.average(values[counts], weights=weight[counts])))


def levers(
    options: Sequence[Option],
    objectives: Sequence[Objective],
    weight: Floats,
    sets: Numbers,
    all_sets: int,
) -> tuple[tuple[LeverFinding, ...], tuple[Budget, ...]]:
    """Judge options by what they do to each risk and measure, and at each price.

    Args:
        options: `[L]`, that of no lever first.
        objectives: What is to be low.
        weight: `[D]`, at least 0; 0 where a draw does not count.
        sets: `[D]` int64, the set of each draw.
        all_sets: How many sets were drawn.

    Returns:
        What each option does, and which does best at which price, both over the draws in
        which every option was answered in every objective.
    """
    counts = weight > 0
    for objective in objectives:
        counts = counts & np.isfinite(objective.values).all(axis=0)
    kept = [Objective(o.id, o.kind, o.values[:, counts], o.near) for o in objectives]
    draws = _Draws(weight[counts], sets[counts], all_sets)
    fronts = {each.id: _front(options, each, draws) for each in kept}
    found = tuple(_finding(option, at, kept, fronts, draws) for at, option in enumerate(options))
    return found, tuple(each for aim in kept for each in _budgets(options, aim, draws))


def effects(
    objectives: Sequence[Objective], at: int, weight: Floats, sets: Numbers, all_sets: int
) -> tuple[LeverEffect, ...]:
    """Give what one option does to each risk and measure, against pulling no lever.

    Args:
        objectives: With values `[L, D]`, of which the first row has no lever pulled.
        at: The row of the option.
        weight: `[D]`, at least 0.
        sets: `[D]` int64, the set of each draw.
        all_sets: How many sets were drawn.
    """
    return tuple(_effect(each, at, weight, sets, all_sets) for each in objectives)


def _effect(
    objective: Objective, at: int, weight: Floats, sets: Numbers, all_sets: int
) -> LeverEffect:
    value, change = objective.values[at], objective.values[at] - objective.values[0]
    counts = np.isfinite(change) & (weight > 0)
    told = spread(change, np.where(counts, weight, 0.0))
    kept, mass = change[counts], weight[counts]
    few = told.reason is not None
    return LeverEffect(
        objective=objective.id,
        kind=objective.kind,
        value=spread(value, np.where(counts, weight, 0.0)),
        change=told,
        change_se=None if few else mean_error(kept, mass, sets[counts], all_sets),
        lowers=None if few else fraction(kept < -objective.near - ROUNDING, mass),
        raises=None if few else fraction(kept > objective.near + ROUNDING, mass),
    )


def _finding(
    option: Option,
    at: int,
    objectives: Sequence[Objective],
    fronts: Mapping[str, Flags],
    draws: _Draws,
) -> LeverFinding:
    return LeverFinding(
        levers=option.levers,
        by=option.by,
        means=option.means,
        prices=tuple(Price(amount=amount, unit=unit) for unit, amount in option.prices.items()),
        effects=effects(objectives, at, draws.weight, draws.sets, draws.all_sets),
        front=tuple(id for id, flags in fronts.items() if flags[at]),
        draws=effective_draws(draws.weight),
    )


def _front(options: Sequence[Option], objective: Objective, draws: _Draws) -> Flags:
    if draws.short:
        return np.zeros(len(options), dtype=np.bool_)
    units = tuple(dict.fromkeys(unit for option in options for unit in option.prices))
    prices = np.array([[option.prices.get(unit, 0.0) for unit in units] for option in options])
    means = np.average(objective.values, weights=draws.weight, axis=1)
    return front(prices.reshape(len(options), len(units)), means)


def front(prices: Floats, risk: Floats) -> Flags:
    """Flag the options that no other beats: the Pareto front.

    One beats another if it costs no more in any unit and its risk is no higher, and one
    of these is lower.

    Args:
        prices: `[L, U]`, in each unit.
        risk: `[L]`, on average.
    """
    all_of = np.column_stack([prices, risk])
    slack = ROUNDING * np.maximum(1.0, np.abs(all_of).max(axis=0, initial=0.0))
    no_worse = (all_of[:, None] <= all_of[None, :] + slack).all(axis=2)
    better = (all_of[:, None] < all_of[None, :] - slack).any(axis=2)
    return np.asarray(~(no_worse & better).any(axis=0))


def _budgets(options: Sequence[Option], objective: Objective, draws: _Draws) -> Iterator[Budget]:
    """Judge the options within each price that some option has, and then at any price."""
    told: list[list[int]] = []
    for amount, unit in [*_amounts(options), (None, None)]:
        within = [at for at, each in enumerate(options) if _within(each, amount, unit)]
        if len(within) > 1 and within not in told:
            told.append(within)
            yield _budget(options, objective, draws, within, amount, unit)


def _amounts(options: Sequence[Option]) -> Iterator[tuple[float, str]]:
    """Give every price of options that cost something in one unit only."""
    single = [
        (amount, unit)
        for option in options
        for unit, amount in option.prices.items()
        if _within(option, amount, unit)
    ]
    units = dict.fromkeys(unit for _, unit in single)
    for unit in units:
        yield from ((amount, unit) for amount in sorted({a for a, u in single if u == unit}))


def _within(option: Option, amount: float | None, unit: str | None) -> bool:
    if amount is None:
        return True
    slack = ROUNDING * max(1.0, amount)
    return all(
        cost <= (amount + slack if each == unit else 0.0) for each, cost in option.prices.items()
    )


def _budget(
    options: Sequence[Option],
    objective: Objective,
    draws: _Draws,
    within: list[int],
    amount: float | None,
    unit: str | None,
) -> Budget:
    reason = draws.short
    found: list[LeverOption] = []
    if reason is None:
        regrets = _regrets(objective.values[within], objective.near, draws)
        named = [options[at].levers for at in within]
        found = [
            LeverOption(levers=levers, regret=each)
            for levers, each in zip(named, regrets, strict=True)
        ]
        found.sort(key=lambda each: each.regret.mean)
    return Budget(
        objective=objective.id,
        kind=objective.kind,
        amount=amount,
        unit=unit,
        near=objective.near,
        options=tuple(found),
        draws=effective_draws(draws.weight),
        reason=reason,
    )


def regret(
    risk: Floats, near: float, weight: Floats, sets: Numbers, all_sets: int
) -> tuple[Regret, ...]:
    """Give how much worse each option does than the best of them, draw by draw.

    Args:
        risk: `[L, D]`, of the options that can be had.
        near: By how much an option may be worse and still be near the best.
        weight: `[D]`, above 0.
        sets: `[D]` int64, the set of each draw.
        all_sets: How many sets were drawn.

    Returns:
        For each option. Options that tie for the best in a draw are each the best in it.
    """
    return _regrets(risk, near, _Draws(weight, sets, all_sets))


def _regrets(risk: Floats, near: float, draws: _Draws) -> tuple[Regret, ...]:
    worse = risk - risk.min(axis=0)
    slack = ROUNDING * np.maximum(1.0, np.abs(risk).max(axis=0))
    return tuple(_regret(row, near, slack, draws) for row in worse)


def _regret(worse: Floats, near: float, slack: Floats, draws: _Draws) -> Regret:
    median, _, _, _, p95 = percentiles(worse, draws.weight)
    return Regret(
        mean=float(np.average(worse, weights=draws.weight)),
        mean_se=mean_error(worse, draws.weight, draws.sets, draws.all_sets),
        median=median,
        p95=p95,
        worst=float(worse.max()),
        best=fraction(worse <= slack, draws.weight),
        near_best=fraction(worse <= near + slack, draws.weight),
    )
