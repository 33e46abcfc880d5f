"""Which numbers of a program rest on which quantities, so that few need working out anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression, names_in, references_in
from twofront.scenario.model import Quantity, Scenario
from twofront.world import Program


def rests_on(scenario: Scenario, amount: Expression) -> frozenset[str]:
    """Give every quantity that an amount depends on, through others, forces and links."""
    found: set[str] = set()
    waiting = [amount]
    while waiting:
        part = waiting.pop()
        for name in names_in(part) - found:
            found.add(name)
            waiting += _behind(scenario.quantities[name])
        for function, names in references_in(part):
            if function == "flow":
                flows = scenario.links[names[0]].flows
                if flows is not None and flows not in found:
                    found.add(flows)
                    waiting += _behind(scenario.quantities[flows])
            elif function in ("odds", "strength"):
                waiting += _forces(scenario, names[0])
    return frozenset(found)


def _behind(quantity: Quantity) -> Iterator[Expression]:
    for known in quantity.values:
        if not isinstance(known.value, Distribution):
            yield known.value
    if not quantity.values and quantity.off is not None:
        yield quantity.off


def _forces(scenario: Scenario, theatre: str) -> Iterator[Expression]:
    found = scenario.theatres[theatre]
    yield from (line.amount for line in (*found.attack, *found.defend))
    yield found.decisiveness
    yield found.advantage


def payoffs_of(program: Program, quantities: Iterable[str]) -> tuple[Program, list[int]] | None:
    """Cut a program down to the payoffs that rest on some quantities.

    Returns:
        A program whose other items are none and whose chances are gone, and the
        items left; None where chances rest on the quantities too.
    """
    changing = frozenset(quantities)
    if any(rests_on(program.scenario, amount) & changing for amount in _chances(program)):
        return None
    amounts = {item.amount for item in program.items if item is not None}
    wanted = {amount for amount in amounts if rests_on(program.scenario, amount) & changing}
    left = [k for k, item in enumerate(program.items) if item and item.amount in wanted]
    items = tuple(item if k in left else None for k, item in enumerate(program.items))
    return replace(program, items=items, states=(), chances=(), weighed=()), left


def _chances(program: Program) -> Iterator[Expression]:
    scenario = program.scenario
    for item in program.weighed:
        yield from (option[0] for option in item.options if option is not None)
    for private in scenario.private.values():
        yield from (each for each in private.chance if each is not None)
        if private.correlation is not None:
            yield private.correlation
    for move in scenario.moves:
        yield from (option.chance for option in move.options if option.chance is not None)
