"""What levers do and which does best at which price, in sentences.

Direction is told by signs. A difference within twice its sampling error is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .deciding import words
from .levers import Budget, LeverEffect, LeverFinding, LeverOption, Regret
from .model import Findings
from .numbers import MINUS, error_size, number, percent, points, size_in_points, unit_words

NO_LEVER = "no lever"
MOST_NAMED = 2
HARDLY_ANY = 0.0005
"""A mean change of risk, and shares of draws, below this are told as no change."""

REGRET = (
    "Regret is how much higher the risk is than with the best option at the price, "
    "under the same assumptions."
)


def pulled(levers: Sequence[str]) -> str:
    """Name levers pulled together: `stronger europe and arm taiwan`."""
    return " with ".join(words(lever) for lever in levers) or NO_LEVER


def price(lever: LeverFinding) -> str:
    """Write what levers cost: `0.015 GDP share and 6 USD bn a year`."""
    told = [f"{number(each.amount)} {unit_words(each.unit)}" for each in lever.prices]
    return " and ".join(told) or "nothing"


def effect_told(lever: LeverFinding, effect: LeverEffect, name: str, unit: str = "") -> str:
    """Write what levers do to one risk or measure.

    Args:
        lever: The levers.
        effect: One of their effects.
        name: Of the theatre or measure.
        unit: Of the measure.
    """
    change = effect.change.mean
    if change is None or effect.lowers is None or effect.raises is None:
        return f"{pulled(lever.levers)}: no effect on {name} can be given: {effect.change.reason}."
    if not lever.levers:
        return ""
    if abs(change) <= 2 * (effect.change_se or 0.0):
        told = f"its mean effect on {name} is not distinguishable from zero"
    else:
        error = _error(effect.change_se, effect.kind, unit)
        told = f"{_size(change, effect.kind, unit)} on {name} on average (sampling error {error})"
    return f"{pulled(lever.levers)}: {told}; {_which(effect)}."


def _size(change: float, kind: str, unit: str) -> str:
    if kind == "risk":
        return f"{points(change)} points"
    sign = "+" if change > 0 else MINUS
    return f"{sign}{number(abs(change))} {unit_words(unit)}".rstrip()


def _error(error: float | None, kind: str, unit: str) -> str:
    if kind == "risk" or error is None:
        return error_size(error)
    return f"{number(error, 2)} {unit_words(unit)}".rstrip()


def budget_told(budget: Budget, name: str, unit: str = "") -> str:
    """Write which option has the least mean regret at a price, and in how many draws it is best.

    Args:
        budget: The price, and the options within it.
        name: Of the theatre or measure.
        unit: Of the measure.
    """
    at = _at(budget)
    if not budget.options:
        return f"{at}, {name}: no option can be ranked: {budget.reason}."
    first, *others = budget.options
    told = f"{at}, {name}: least mean regret with {pulled(first.levers)}"
    told += f" ({_amount(first.regret.mean, budget, unit)})"
    alike = [each for each in others if not _ahead(first.regret, each.regret)]
    if alike:
        told += f", no more than sampling error ahead of {_names(alike)}"
    near = size_in_points(budget.near) if budget.kind == "risk" else f"{number(budget.near)} {unit}"
    return (
        f"{told}; it is the best in {percent(first.regret.best)} of draws and within "
        f"{near.rstrip()} of the best in {percent(first.regret.near_best)}."
    )


def _at(budget: Budget) -> str:
    if budget.amount is None or budget.unit is None:
        return "At any price"
    return f"For up to {number(budget.amount)} {unit_words(budget.unit)}"


def _amount(size: float, budget: Budget, unit: str) -> str:
    if budget.kind == "risk":
        return error_size(size) if size else "0 points"
    return f"{number(size)} {unit_words(unit)}".rstrip()


def _ahead(first: Regret, other: Regret) -> bool:
    """Tell whether one regret is less than another by more than twice their errors.

    The errors are those of each alone; since both rest on the same draws the
    difference is known better than that, so this keeps to the safe side.
    """
    error = 2 * ((first.mean_se or 0.0) + (other.mean_se or 0.0))
    return other.mean - first.mean > error


def _names(options: Sequence[LeverOption]) -> str:
    told = [pulled(option.levers) for option in options]
    if len(told) > MOST_NAMED:
        return f"{told[0]} and {len(told) - 1} others"
    return " and of ".join(told)


def front_told(levers: Sequence[LeverFinding], objective: str, names: Mapping[str, str]) -> str:
    """Name the options that no other beats in price and mean risk; empty where there are none.

    Args:
        levers: All options.
        objective: Id of the theatre or measure.
        names: Id to name.
    """
    best = [lever for lever in levers if objective in lever.front]
    if not best:
        return ""
    told = "; ".join(f"{pulled(each.levers)} ({price(each)})" for each in best)
    name = names.get(objective, words(objective))
    return f"{name}: no option is both no dearer and no worse than any of these: {told}."


def lever_lines(findings: Findings) -> Iterator[str]:
    """Write what each single lever does to each risk, then which option does best at any price."""
    names = {theatre.id: theatre.name for theatre in findings.theatres}
    for lever in findings.levers:
        if len(lever.levers) == 1:
            yield _single(lever, names)
    if not findings.budgets:
        return
    yield REGRET
    for id, name in names.items():
        told = [budget for budget in findings.budgets if budget.objective == id]
        if told:
            yield budget_told(told[-1], name)


def _single(lever: LeverFinding, names: Mapping[str, str]) -> str:
    """Write a lever with its price and what it does to each theatre's risk, in points."""
    risks = [each for each in lever.effects if each.kind == "risk"]
    told = [_short(each, names[each.objective]) for each in risks if not _is_nothing(each)]
    same = [names[each.objective] for each in risks if _is_nothing(each)]
    if same:
        told.append(f"no change to speak of: {', '.join(same)}")
    return f"{pulled(lever.levers)} ({price(lever)}): {'; '.join(told)}."


def _is_nothing(effect: LeverEffect) -> bool:
    """Tell whether a risk stays as it is, in every draw but a few and on average."""
    known = effect.change.mean, effect.lowers, effect.raises
    return all(each is not None and abs(each) < HARDLY_ANY for each in known)


def _short(effect: LeverEffect, name: str) -> str:
    change = effect.change.mean
    if change is None or effect.lowers is None:
        return f"{name}: no effect can be given ({effect.change.reason})"
    if abs(change) <= 2 * (effect.change_se or 0.0):
        return f"{name}: not distinguishable from zero on average, {_which(effect)}"
    return f"{name} {points(change)} points on average, {_which(effect)}"


def _which(effect: LeverEffect) -> str:
    lower, higher = percent(effect.lowers or 0.0), percent(effect.raises or 0.0)
    return f"lower in {lower} of draws, higher in {higher}"
