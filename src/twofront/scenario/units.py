"""The closed registry of units, and the dimensions that expressions are checked with.

A unit is a name, a meaning and a dimension: powers of a few base kinds that
never mix in a sum. Quotients of two registered units (`util/index`) are units
too; nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

Powers: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of base kinds, sorted by kind; the empty tuple is a pure number."""

    powers: Powers = ()

    def __mul__(self, other: Dimension) -> Dimension:
        return _dimension({**dict(self.powers)}, other.powers, 1)

    def __truediv__(self, other: Dimension) -> Dimension:
        return _dimension({**dict(self.powers)}, other.powers, -1)

    def __pow__(self, exponent: int) -> Dimension:
        if exponent == 0:
            return NUMBER
        return Dimension(tuple((kind, power * exponent) for kind, power in self.powers))

    def __str__(self) -> str:
        if not self.powers:
            return "a pure number"
        above = [_power(kind, power) for kind, power in self.powers if power > 0]
        below = [_power(kind, -power) for kind, power in self.powers if power < 0]
        return "/".join([" * ".join(above) or "1", *below])


def _dimension(powers: dict[str, int], others: Powers, sign: int) -> Dimension:
    for kind, power in others:
        powers[kind] = powers.get(kind, 0) + sign * power
    return Dimension(tuple(sorted((kind, power) for kind, power in powers.items() if power)))


def _power(kind: str, power: int) -> str:
    return kind if power == 1 else f"{kind}**{power}"


NUMBER = Dimension()


@dataclass(frozen=True, slots=True)
class Unit:
    """A registered unit.

    Attributes:
        name: As written in a scenario.
        means: What one of it is.
        dimension: What it may be added to and compared with.
        bounds: Least and greatest value that make sense, both included.
    """

    name: str
    means: str
    dimension: Dimension
    bounds: tuple[float, float] = field(default=(float("-inf"), float("inf")))


def _base(name: str, means: str, low: float = float("-inf")) -> Unit:
    return Unit(name, means, Dimension(((name, 1),)), (low, float("inf")))


_REGISTERED = (
    Unit("probability", "a probability, from 0 to 1", NUMBER, (0.0, 1.0)),
    Unit("correlation", "a correlation, from 0 (independent) to 1 (one fate)", NUMBER, (0.0, 1.0)),
    Unit("share", "a part of a whole, from 0 to 1", NUMBER, (0.0, 1.0)),
    Unit("ratio", "one amount over another of the same unit", NUMBER),
    Unit("exponent", "a power, such as the decisiveness of a contest", NUMBER),
    Unit("count", "a number of things", NUMBER, (0.0, float("inf"))),
    _base("util", "utility, on the scale that an actor's yardstick fixes"),
    _base("index", "strength, on a scale that the quantity's meaning fixes"),
    _base("GDP_share", "a part of gross domestic product, 0.02 for two per cent"),
    _base("USD_bn", "thousand million US dollars"),
    _base("yr", "years", 0.0),
    _base("deaths", "people killed", 0.0),
    _base("troops", "soldiers", 0.0),
    _base("missiles", "missiles", 0.0),
    _base("km", "kilometres", 0.0),
)

UNITS: Mapping[str, Unit] = MappingProxyType(
    {unit.name: unit for unit in _REGISTERED}
    | {
        name: Unit(name, means, dimension)
        for name, means, dimension in (
            ("1/util", "per util: the scale of precision", Dimension((("util", -1),))),
            ("1/yr", "per year", Dimension((("yr", -1),))),
            (
                "USD_bn/yr",
                "thousand million US dollars a year",
                Dimension((("USD_bn", 1), ("yr", -1))),
            ),
        )
    }
)


def find_unit(name: str) -> Unit | None:
    """Give the registered unit of that name, or the quotient of two registered units."""
    if name in UNITS:
        return UNITS[name]
    above, slash, below = name.partition("/")
    if not slash or above not in UNITS or below not in UNITS:
        return None
    top, bottom = UNITS[above], UNITS[below]
    return Unit(name, f"{top.means}, per {bottom.name}", top.dimension / bottom.dimension)
