"""Values against bounds: of their unit, of a probability, of a correlation."""

from __future__ import annotations

from twofront.scenario.checks.draft import Draft
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression, Name, Negative, Number, number_text
from twofront.scenario.model import CHANCE, DatedValue, Quantity
from twofront.scenario.units import find_unit
from twofront.scenario.written.notes import Path
from twofront.scenario.written.quantities import VALUE_KEYS

_TAIL = 1e-9
"""What may lie outside of a distribution without an end: no draw will be there."""

_ROUNDING = 1e-9

_LARGEST = 1e15
"""Beyond it 64-bit sums lose whole units, and squares of products overflow."""

_PRECISION = (1e-6, 1e4)
"""Beyond the greatest every choice is certain; below the least, but for 0, all are alike."""


def check_ranges(draft: Draft) -> None:
    """Check values against their unit, and chances against 0 and 1."""
    precisions = {actor.precision for actor in draft.actors.values()}
    for name, quantity in draft.quantities.items():
        for value in quantity.values:
            _check_bounds(name, quantity, value, draft)
            _check_size(name, value, name in precisions, draft)
    for name, private in draft.private.items():
        here: Path = ("private", name, "chance")
        chances = dict(zip(private.states, private.chance, strict=True))
        _check_chances(here, here, chances, draft)
        if private.parent is not None and private.correlation is not None:
            where = ("private", name, "correlated_with", private.parent)
            _check_chance(where, private.correlation, "correlation", draft)
    for move in draft.moves:
        if move.by == CHANCE:
            here = ("moves", move.id, "options")
            chances = {option.id: option.chance for option in move.options}
            _check_chances(here, here, chances, draft)


def _check_bounds(name: str, quantity: Quantity, value: DatedValue, draft: Draft) -> None:
    unit = find_unit(quantity.unit)
    if unit is None or not isinstance(value.value, Distribution):
        return
    low, high = _likely(value.value)
    if unit.bounds[0] <= low and high <= unit.bounds[1]:
        return
    ends = [number_text(end) for end in unit.bounds if abs(end) != float("inf")]
    allowed = f"from {ends[0]} to {ends[1]}" if len(ends) == 2 else f"at or above {ends[0]}"
    message = f"A value in {unit.name} lies {allowed}."
    draft.notes.problem(_place(name, value, draft), "out-of-bounds", message)


def _check_size(name: str, value: DatedValue, precision: bool, draft: Draft) -> None:
    """Refuse numbers that 64-bit arithmetic cannot work with."""
    if not isinstance(value.value, Distribution):
        return
    try:
        low, high = value.value.ends(_TAIL)
    except OverflowError:
        low, high = 0.0, float("inf")
    message = None
    if precision and (high > _PRECISION[1] or (0 <= low < _PRECISION[0] and high > 0)):
        message = f"A precision lies from {_PRECISION[0]:g} to {_PRECISION[1]:,.0f} per util."
    elif max(abs(low), abs(high)) > _LARGEST:
        message = f"A value lies within {_LARGEST:g} of 0. Choose a larger unit."
    if message:
        draft.notes.problem(_place(name, value, draft), "number-too-far", message)


def _place(name: str, value: DatedValue, draft: Draft) -> Path:
    path: Path = ("quantities", name, "values", value.of.isoformat())
    key = next((key for key in VALUE_KEYS if (*path, key) in draft.notes.nodes), "")
    return (*path, key)


def _likely(value: Distribution) -> tuple[float, float]:
    """Give the ends, or the middle of what has none."""
    if value.kind in ("normal", "lognormal"):
        return value.median, value.median
    return value.support


def _check_chances(
    path: Path, whole: Path, chances: dict[str, Expression | None], draft: Draft
) -> None:
    for name, chance in chances.items():
        if chance is not None:
            _check_chance((*path, name), chance, "probability", draft)
    numbers = [_literal(chance) for chance in chances.values() if chance is not None]
    if any(number is None for number in numbers):
        return
    total = sum(number for number in numbers if number is not None)
    rest = None in chances.values()
    if total > 1 + _ROUNDING or (not rest and total < 1 - _ROUNDING):
        message = f"The probabilities add up to {total:g}"
        message += ", which leaves less than nothing for the rest." if rest else ", not to 1."
        draft.notes.problem(whole, "chances-do-not-add-up", message)


def _check_chance(path: Path, amount: Expression, what: str, draft: Draft) -> None:
    low, high = _span(amount, draft)
    if low < 0 or high > 1:
        message = f"A {what} lies from 0 to 1; this one goes from {low:g} to {high:g}."
        draft.notes.problem(path, "chance-outside", message)


def _span(amount: Expression, draft: Draft) -> tuple[float, float]:
    number = _literal(amount)
    if number is not None:
        return number, number
    if not isinstance(amount, Name) or amount.id not in draft.quantities:
        return 0.0, 1.0
    known = [each.value for each in draft.quantities[amount.id].values]
    ends = [each.ends(_TAIL) for each in known if isinstance(each, Distribution)]
    return min([0.0, *(low for low, _ in ends)]), max([0.0, *(high for _, high in ends)])


def _literal(amount: Expression) -> float | None:
    match amount:
        case Number(value):
            return value
        case Negative(inside):
            number = _literal(inside)
            return None if number is None else -number
        case _:
            return None
