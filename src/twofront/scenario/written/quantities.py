"""Quantities: their dated values, units and grounds, and which are drawn together."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression
from twofront.scenario.model import Correlated, DatedValue, Quantity
from twofront.scenario.units import UNITS, Unit, find_unit
from twofront.scenario.written.amounts import Amount
from twofront.scenario.written.grounds import GROUNDS, GROUNDS_KEYS, grounds
from twofront.scenario.written.nodes import Scalar
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.records import Build, Choice, Key, Record
from twofront.scenario.written.scalars import Day, Named, Number, Text, day_in
from twofront.scenario.written.shapes import ListOf, MapOf, OnScalar, Schema, shown


class UnitName(OnScalar[str]):
    """A unit of the registry, or a quotient of two."""

    wanted = "a unit"

    def value(self, node: Scalar, path: Path, notes: Notes) -> str | None:
        """Read a unit's name."""
        if find_unit(node.text) is not None:
            return node.text
        message = f"Unknown unit {shown(node)}. `twofront units` lists them."
        notes.problem(path, "unknown-unit", message, node=node, near=(node.text, UNITS))
        return None

    def schema(self, canonical: bool) -> Schema:
        """Describe it."""
        quotient = {"type": "string", "pattern": "^[A-Za-z_]+/[A-Za-z_]+$"}
        return {"anyOf": [{"enum": list(UNITS)}, quotient]}


def _sound(build: Build[Distribution], got: dict[str, Any], path: Path, notes: Notes) -> bool:
    wrong = build(path, got).wrong()
    if wrong is not None:
        notes.problem(path, "bad-distribution", f"This is no distribution: it {_verb(wrong)}.")
    return wrong is None


def _verb(wrong: str) -> str:
    return wrong if wrong.startswith("needs") else f"is wrong, as {wrong}"


def _named(name: str, kind: str, keys: dict[str, Key]) -> Record[Distribution]:
    def build(path: Path, got: dict[str, Any]) -> Distribution:
        return Distribution(kind, tuple(got[key] for key in keys))

    return Record(name, keys, build, check=lambda got, path, notes: _sound(build, got, path, notes))


def _parameter(help: str, default: float | None = None) -> Key:
    return Key(Number(), help, required=default is None, default=default)


class Range(ListOf[float]):
    """Two numbers, the lower first."""

    def take(self, node: Any, path: Path, notes: Notes) -> tuple[float, ...] | None:
        """Read both ends."""
        ends = super().take(node, path, notes)
        if ends is None or ends[0] < ends[1]:
            return ends
        message = "A range goes from the lower number to the higher."
        notes.problem(path, "bad-distribution", message, node=node)
        return None


def two_ends(low: float = float("-inf"), high: float = float("inf")) -> Range:
    """Give the shape of `[low, high]`, both within bounds."""
    return Range(Number(low, high), 2, 2, distinct=False)


ABOUT = _named(
    "an estimate",
    "lognormal",
    {
        "median": _parameter("Half of the draws lie below it."),
        "p90": _parameter("Nine in ten draws lie below it."),
    },
)
TRIANGULAR = _named(
    "a triangular distribution",
    "triangular",
    {
        "low": _parameter("The least value."),
        "mode": _parameter("The likeliest value."),
        "high": _parameter("The greatest value."),
    },
)


def _normal(path: Path, got: dict[str, Any]) -> Distribution:
    if got["low"] is None and got["high"] is None:
        return Distribution("normal", (got["mean"], got["sd"]))
    low = -math.inf if got["low"] is None else got["low"]
    high = math.inf if got["high"] is None else got["high"]
    return Distribution("truncated", (got["mean"], got["sd"], low, high))


NORMAL = Record(
    "a normal distribution",
    {
        "mean": _parameter("The middle, before anything is cut off."),
        "sd": _parameter("The standard deviation, before anything is cut off."),
        "low": Key(Number(), "No draw lies below it."),
        "high": Key(Number(), "No draw lies above it."),
    },
    _normal,
    check=lambda got, path, notes: _sound(_normal, got, path, notes),
)
BETA = _named(
    "a beta distribution",
    "beta",
    {
        "a": _parameter("The first shape."),
        "b": _parameter("The second shape."),
        "low": _parameter("The least value.", 0.0),
        "high": _parameter("The greatest value.", 1.0),
    },
)

VALUE_KEYS = {
    "value": Key(Number(), "One number."),
    "range": Key(two_ends(), "Any number between two, all alike."),
    "about": Key(ABOUT, "Above 0 and about this much: lognormal, by median and 90th percentile."),
    "triangular": Key(TRIANGULAR, "Between low and high, most often near the mode."),
    "normal": Key(
        NORMAL, "Normal, by mean and standard deviation; cut off where low or high says."
    ),
    "beta": Key(BETA, "Beta, stretched from low to high."),
    "is": Key(Amount("own", subject=1), "An amount over other quantities."),
}


def _dated_value(path: Path, got: dict[str, Any]) -> DatedValue:
    of = day_in(str(path[-1])) or date.max
    return DatedValue(of, got["since"] or date.min, _what(got), grounds(got))


def _what(got: dict[str, Any]) -> Distribution | Expression:
    if got["value"] is not None:
        return Distribution("fixed", (got["value"],))
    if got["range"] is not None:
        return Distribution("uniform", got["range"])
    found: Distribution | Expression
    found = next(got[key] for key in VALUE_KEYS if got[key] is not None)
    return found


def _dated_reason(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    if got["assumed"] is None or got["since"] is not None:
        return True
    message = "An assumed value needs `since`: the date from which it could be assumed."
    notes.problem((*path, "since"), "assumed-without-since", message)
    return False


VALUE = Record(
    "a value",
    {
        **VALUE_KEYS,
        **GROUNDS_KEYS,
        "since": Key(Day(), "The date from which it counts as known."),
    },
    _dated_value,
    (Choice("a value", tuple(VALUE_KEYS)), GROUNDS),
    check=_dated_reason,
)


def _quantity(path: Path, got: dict[str, Any]) -> Quantity:
    return Quantity(
        id=str(path[-1]),
        means=got["means"],
        unit=got["unit"],
        values=tuple(sorted(got["values"].values(), key=lambda value: value.of)),
        channel=got["channel"],
        off=got["off"],
    )


class QuantityShape(Record[Quantity]):
    """A quantity; its unit is noted apart, for what is said about it elsewhere."""

    __slots__ = ()

    def take(self, node: Any, path: Path, notes: Notes) -> Quantity | None:
        """Read a quantity and note its unit."""
        found = super().take(node, path, notes)
        notes.units[str(path[-1])] = _unit_at((*path, "unit"), notes)
        return found


def _unit_at(path: Path, notes: Notes) -> Unit | None:
    written = notes.nodes.get(path)
    return find_unit(written.text) if isinstance(written, Scalar) else None


def _has_a_value(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    if got["channel"] is not None and got["off"] is None:
        message = "A quantity of a channel needs `off`: what it is when the channel is off."
        notes.problem((*path, "off"), "channel-without-off", message)
        return False
    if got["values"] == {} and got["off"] is None:
        message = "A quantity needs a value, or what it is while `off`."
        notes.problem((*path, "values"), "empty-values", message)
        return False
    return True


QUANTITY = QuantityShape(
    "a quantity",
    {
        "means": Key(Text(), "What the number is, in words.", required=True),
        "unit": Key(UnitName(), "Its unit, from the registry.", required=True),
        "values": Key(
            MapOf(Day(), VALUE, 0, 50), "Its value by the date it is about.", required=True
        ),
        "channel": Key(Named("channel"), "The channel that can switch it off."),
        "off": Key(Amount("own", subject=1), "What it is when off, or not yet known."),
    },
    _quantity,
    check=_has_a_value,
)


def _correlated(path: Path, got: dict[str, Any]) -> Correlated:
    return Correlated(str(path[-1]), got["quantities"], got["correlation"], grounds(got))


CORRELATED = Record(
    "a correlated group",
    {
        "quantities": Key(
            ListOf(Named("quantity"), 2, 20), "The quantities drawn together.", required=True
        ),
        "correlation": Key(
            Number(0.0, 1.0), "The rank correlation between each pair.", required=True
        ),
        **GROUNDS_KEYS,
    },
    _correlated,
    (GROUNDS,),
)
