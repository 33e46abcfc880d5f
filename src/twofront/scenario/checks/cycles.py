"""Cycles: quantities or outcomes that are defined by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from twofront.scenario.checks.draft import Draft
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import names_in
from twofront.scenario.model import Outcome, Quantity


def check_cycles(draft: Draft) -> None:
    """Refuse quantities and outcomes that lead back to themselves."""
    quantities = {name: _inputs(each) for name, each in draft.quantities.items()}
    others = draft.notes.defined("move", "private")
    outcomes = {
        name: _conditions(each) for name, each in draft.outcomes.items() if name not in others
    }
    for section, graph in (("quantities", quantities), ("outcomes", outcomes)):
        for cycle in _cycles(graph):
            message = f"Defined by itself: {' → '.join((*cycle, cycle[0]))}."
            draft.notes.problem((section, cycle[0]), "cycle", message)


def _inputs(quantity: Quantity) -> list[str]:
    amounts = [each.value for each in quantity.values if not isinstance(each.value, Distribution)]
    amounts += [quantity.off] if quantity.off is not None else []
    return sorted(name for amount in amounts for name in names_in(amount))


def _conditions(outcome: Outcome) -> list[str]:
    return sorted(name for _, when in outcome.labels if when for name in when.names)


def _cycles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Find cycles that share no name, each from the name that comes first in the file."""
    left = dict(graph)
    while True:
        try:
            TopologicalSorter(left).prepare()
            return
        except CycleError as error:
            cycle = tuple(reversed(error.args[1][1:]))
            start = min(range(len(cycle)), key=lambda at: list(graph).index(cycle[at]))
            yield cycle[start:] + cycle[:start]
            left = {name: each for name, each in left.items() if name not in cycle}
