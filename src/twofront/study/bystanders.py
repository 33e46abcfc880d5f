"""Quantities that only measures count: nobody's play can depend on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from twofront.scenario.model import Scenario

from .dependence import rests_on


def bystanders(scenario: Scenario) -> frozenset[str]:
    """Give the quantities that enter measures and nothing that anybody is moved by."""
    counted: set[str] = set()
    for measure in scenario.measures.values():
        for line in measure.lines:
            counted |= rests_on(scenario, line.amount)
    played = replace(scenario, quantities={}, measures={}, levers={}, evidence={})
    named: set[str] = set()
    waiting = list(_names(played))
    while waiting:
        name = waiting.pop()
        if name in scenario.quantities and name not in named:
            named.add(name)
            quantity = scenario.quantities[name]
            waiting += _names((quantity.off, *(dated.value for dated in quantity.values)))
    return frozenset(counted - named)


def _names(value: Any) -> Iterator[str]:
    """Give every text in a record, names in expressions among them."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _names(key)
            yield from _names(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _names(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _names(each)
