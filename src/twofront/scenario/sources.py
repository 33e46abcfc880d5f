"""Which ledger records a scenario rests on."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.scenario.model import Grounds, Scenario


def cited_in(scenario: Scenario) -> frozenset[str]:
    """Give the ids of all records that the scenario cites, claims included."""
    grounds = {source for each in _grounds(scenario) for source in each.sources}
    return frozenset(grounds.union(*(claim.said_in for claim in scenario.claims.values())))


def _grounds(scenario: Scenario) -> Iterator[Grounds]:
    for quantity in scenario.quantities.values():
        yield from (value.grounds for value in quantity.values)
    for section in (scenario.correlated, scenario.links, scenario.anchors, scenario.levers):
        yield from (each.grounds for each in section.values())
