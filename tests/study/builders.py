"""Small pieces of scenarios, made by hand where a test needs no game."""

from datetime import date
from types import MappingProxyType

from twofront.scenario.distributions import Distribution
from twofront.scenario.model import (
    ALWAYS,
    Anchor,
    Correlated,
    DatedValue,
    Grounds,
    Quantity,
    Scenario,
)

ASSUMED = Grounds(assumed="made up")
DAY = date(2024, 1, 1)


def quantity(id, value, unit="index"):
    known = DatedValue(DAY, DAY, value, ASSUMED)
    return Quantity(id, f"what {id} means", unit, (known,))


def uniform(id, low=0.0, high=1.0, unit="index"):
    return quantity(id, Distribution("uniform", (low, high)), unit)


def fixed(id, value):
    return quantity(id, Distribution("fixed", (value,)))


def anchor(id, between, solve_for=None):
    return Anchor(id, ALWAYS, ALWAYS, between, None, solve_for, ASSUMED)


def correlated(id, names, correlation):
    return Correlated(id, tuple(names), correlation, ASSUMED)


def scenario_of(quantities, anchors=(), groups=()):
    return Scenario(
        title="made by hand",
        as_of=DAY,
        horizon_years=1.0,
        actors={},
        quantities=MappingProxyType({each.id: each for each in quantities}),
        moves=(),
        payoffs={},
        claims={},
        correlated={each.id: each for each in groups},
        anchors={each.id: each for each in anchors},
    )
