"""Amounts in numbers: quantities, forces and odds of every draw.

An amount is worked out for all draws at once. What it sees of the play (its
features) picks the force configuration; each configuration of a theatre is
worked out once, however many leaves it stands at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from twofront.problems import InputError
from twofront.scenario.distributions import Distribution
from twofront.scenario.draws import Draws
from twofront.scenario.expressions import (
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Number,
    Reference,
)
from twofront.scenario.model import Scenario
from twofront.world.problems import problem
from twofront.world.situation import Feature, Features, Forces

Floats: TypeAlias = NDArray[np.float64]

_ARITHMETIC: dict[str, Callable[..., Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "min": lambda *each: reduce(np.minimum, each),
    "max": lambda *each: reduce(np.maximum, each),
    "exp": np.exp,
    "log": np.log,
}


def contest(attack: Floats, defence: Floats, decisiveness: Floats) -> Floats:
    """Give the attacker's odds A^m / (A^m + D^m), nan where both sides are 0.

    Args:
        attack: Strength A of the attack, at least 0.
        defence: Strength D of the defence, `advantage` included, at least 0.
        decisiveness: The exponent m, at least 0.

    Source:
        Hirshleifer (1989), Conflict and rent-seeking success functions.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lead = decisiveness * (np.log(attack) - np.log(defence))
        return np.asarray(1.0 / (1.0 + np.exp(-lead)))


class Amounts:
    """Numbers of one scenario in one set of draws, each worked out once.

    Axes: D draws. Every method gives `[D]` float64.
    """

    def __init__(self, scenario: Scenario, draws: Draws) -> None:
        self.scenario = scenario
        self.draws = draws
        self._quantities: dict[str, Floats] = {}
        self._sides: dict[tuple[str, str, Forces], Floats] = {}
        self._odds: dict[tuple[str, Forces, Forces], Floats] = {}

    def quantity(self, name: str) -> Floats:
        """Give a quantity: as drawn, as its amount works out, or as it is when off."""
        if name not in self._quantities:
            self._quantities[name] = self._quantity(name)
        return self._quantities[name]

    def _quantity(self, name: str) -> Floats:
        if name in self.draws.names:
            return self.draws.column(name)
        quantity = self.scenario.quantities[name]
        value = quantity.values[-1].value if quantity.values else quantity.off
        if value is None:
            raise ValueError(f"{name} has neither a value nor an `off`")
        if isinstance(value, Distribution):
            return np.full(len(self.draws), value.median)
        return self.amount(value, ())

    def amount(self, amount: Expression, features: Features) -> Floats:
        """Give an amount in the situation that its features describe."""
        with np.errstate(all="ignore"):
            found = np.asarray(self._evaluate(amount, dict(features)), dtype=np.float64)
        return found if found.ndim else np.full(len(self.draws), found)

    def _evaluate(
        self, part: Expression, seen: dict[tuple[str, tuple[str, ...]], Feature]
    ) -> Floats:
        match part:
            case Number(value):
                return np.asarray(value, dtype=np.float64)
            case Name(name):
                return self.quantity(name)
            case Reference(function, names):
                return self._reference(function, names, seen[function, names])
            case Negative(inside):
                return np.negative(self._evaluate(inside, seen))
            case Call(function, arguments):
                return _ARITHMETIC[function](*(self._evaluate(a, seen) for a in arguments))
            case Binary(operator, left, right):
                before = self._evaluate(left, seen)
                return _ARITHMETIC[operator](before, self._evaluate(right, seen))

    def _reference(self, function: str, names: tuple[str, ...], feature: Feature) -> Floats:
        match function:
            case "level":
                return np.asarray(feature, dtype=np.float64)
            case "flow":
                flows = self.scenario.links[names[0]].flows
                return self.quantity(str(flows)) if feature else np.asarray(0.0)
            case "strength":
                return self.side(names[0], names[1], cast(Forces, feature))
            case _:
                return self.odds(names[0], *cast(tuple[Forces, Forces], feature))

    def side(self, theatre: str, side: str, forces: Forces) -> Floats:
        """Give the strength of one side in one force configuration.

        Raises:
            InputError: The strength is below 0 in some draw.
        """
        key = (theatre, side, forces)
        if key not in self._sides:
            found = self.scenario.theatres[theatre]
            lines = found.attack if side == "attack" else found.defend
            total = np.zeros(len(self.draws))
            for line, features in forces:
                total = total + self.amount(lines[line].amount, features)
            self._reject(total < 0, theatre, f"strength of the {side} is below 0")
            self._sides[key] = total
        return self._sides[key]

    def odds(self, theatre: str, attack: Forces, defend: Forces) -> Floats:
        """Give the attacker's odds in one force configuration of both sides.

        Raises:
            InputError: Both sides have no strength in some draw.
        """
        key = (theatre, attack, defend)
        if key not in self._odds:
            found = self.scenario.theatres[theatre]
            own = self.side(theatre, "attack", attack)
            against = self.side(theatre, "defend", defend) * self.amount(found.advantage, ())
            odds = contest(own, against, self.amount(found.decisiveness, ()))
            self._reject(np.isnan(odds), theatre, "odds are 0 against 0")
            self._odds[key] = odds
        return self._odds[key]

    def _reject(self, wrong: NDArray[np.bool_], theatre: str, what: str) -> None:
        if wrong.any():
            where = self.draws.where(wrong)
            message = f"The {what} {where}. Give that side strength that is always there."
            field = f"theatres.{theatre}"
            raise InputError([problem(self.scenario, field, "odds-undefined", message)])
