"""Units: those in an amount must fit each other, and the whole its place."""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.checks.draft import Draft
from twofront.scenario.dimensions import dimension
from twofront.scenario.expressions import (
    Expression,
    ExpressionError,
    Name,
    Negative,
    Number,
    Reference,
)
from twofront.scenario.periods import PERIOD
from twofront.scenario.units import NUMBER, UNITS, Dimension, find_unit
from twofront.scenario.written.notes import AmountUse

UTIL = UNITS["util"].dimension

Sums = dict[str, Dimension]
"""What all lines of a theatre, or of a measure, are measured in."""


class _Unknown(Exception):
    """The unit of something is not known; what is wrong with it was said already."""


def check_units(uses: Iterable[AmountUse], draft: Draft) -> Sums:
    """Check the units of amounts whose names are known; give what measures are in."""
    uses = tuple(uses)
    theatres: Sums = {}
    written = {name: find_unit(each.unit) for name, each in draft.measures.items() if each.unit}
    measures: Sums = {name: unit.dimension for name, unit in written.items() if unit}
    for wants, sums in (("theatre", theatres), ("measure", measures)):
        for use in uses:
            if use.wants == wants:
                _check_summand(use, sums, theatres, draft)
    for use in uses:
        if use.wants not in ("theatre", "measure"):
            _check_alone(use, theatres, draft)
    return measures


def _check_summand(use: AmountUse, sums: Sums, theatres: Sums, draft: Draft) -> None:
    found = _dimension(use, theatres, draft)
    name = str(use.path[1])
    if found is None or _is_zero(use.amount):
        return
    if sums.setdefault(name, found) != found:
        message = f"This line is in {found}, but the others of {name} are in {sums[name]}."
        draft.notes.problem(use.path, "unlike-units", message, node=use.node)


def _check_alone(use: AmountUse, theatres: Sums, draft: Draft) -> None:
    found = _dimension(use, theatres, draft)
    if found is None or _is_zero(use.amount):
        return
    if use.wants == "own":
        unit = draft.notes.units.get(use.quantity)
        wanted = unit.dimension if unit else found
        if isinstance(_unsigned(use.amount), Number):
            return  # a bare number is in the quantity's own unit, as its values are
    else:
        wanted = UTIL if use.wants == "util" else NUMBER
    if found != wanted:
        message = f"This amount is in {found}, but here it must be in {wanted}."
        draft.notes.problem(use.path, "wrong-unit", message, node=use.node)


def _dimension(use: AmountUse, theatres: Sums, draft: Draft) -> Dimension | None:
    def of_name(name: Name) -> Dimension:
        if name.id == PERIOD:
            return NUMBER
        unit = draft.notes.units.get(use.quantity if name.id == "was" else name.id)
        if unit is None:
            raise _Unknown
        return unit.dimension

    def of_reference(reference: Reference) -> Dimension:
        match reference.function:
            case "strength":
                return _known(theatres.get(reference.names[0]))
            case "flow":
                link = draft.links.get(reference.names[0])
                return of_name(Name(link.flows if link and link.flows else ""))
            case _:
                return NUMBER

    try:
        return dimension(use.amount, of_name, of_reference)
    except ExpressionError as error:
        message = f"Units do not fit: {error}."
        draft.notes.problem(use.path, "unlike-units", message, node=use.node, offset=error.at)
    except _Unknown:
        pass
    return None


def _known(found: Dimension | None) -> Dimension:
    if found is None:
        raise _Unknown
    return found


def _unsigned(amount: Expression) -> Expression:
    while isinstance(amount, Negative):
        amount = amount.of
    return amount


def _is_zero(amount: Expression) -> bool:
    match _unsigned(amount):
        case Number(value):
            return value == 0
        case _:
            return False


def unit_of(found: Dimension) -> str | None:
    """Give the name of a unit with that dimension, or None where there is none."""
    if found == NUMBER:
        return "ratio"
    for name, unit in UNITS.items():
        if unit.dimension == found:
            return name
    quotients = (f"{above}/{below}" for above in UNITS for below in UNITS)
    return next((name for name in quotients if _has(name, found)), None)


def _has(name: str, found: Dimension) -> bool:
    unit = find_unit(name)
    return unit is not None and unit.dimension == found
