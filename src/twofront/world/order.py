"""When things are settled: the place in the order of play after which each name has its value.

Private states are settled at place 0, the first move at place 1, and so on. What
a condition, an amount or an outcome mentions settles it: the latest of those.
"""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.expressions import Expression, references_in
from twofront.scenario.model import Line, Scenario


def behind_line(scenario: Scenario, line: Line) -> frozenset[str]:
    """Give the moves, outcomes and private states that a line's value can depend on."""
    return line.when.names | behind_amount(scenario, line.amount)


def behind_amount(scenario: Scenario, amount: Expression) -> frozenset[str]:
    """Give the moves, outcomes and private states that an amount sees."""
    found: set[str] = set()
    for function, names in references_in(amount):
        match function:
            case "level":
                found.add(names[0])
            case "flow":
                found |= scenario.links[names[0]].when.names
            case _:
                for line in _forces(scenario, *names):
                    found |= behind_line(scenario, line)
    return frozenset(found)


def _forces(scenario: Scenario, theatre: str, side: str | None = None) -> tuple[Line, ...]:
    """Give the lines of one side of a theatre, or of both."""
    found = scenario.theatres[theatre]
    sides = {"attack": found.attack, "defend": found.defend}
    return sides[side] if side else found.attack + found.defend


class Order:
    """Places of moves, private states and outcomes, and of what depends on them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._places = dict.fromkeys(scenario.private, 0)
        self._places |= {move.id: place for place, move in enumerate(scenario.moves, 1)}

    def of(self, name: str) -> int:
        """Give the place after which a move, outcome or private state has its value."""
        if name not in self._places:
            conditions = [when for _, when in self.scenario.outcomes[name].labels if when]
            self._places[name] = self.of_all(n for when in conditions for n in when.names)
        return self._places[name]

    def of_all(self, names: Iterable[str]) -> int:
        """Give the place after which all of these have their values."""
        return max(map(self.of, names), default=0)

    def outcomes_at(self) -> dict[int, list[str]]:
        """Give the outcomes settled after each place, those that others rest on first."""
        found: dict[int, list[str]] = {}
        for name in sorted(self.scenario.outcomes, key=self._nesting):
            found.setdefault(self.of(name), []).append(name)
        return found

    def _nesting(self, outcome: str) -> int:
        """Count how deep an outcome is made of outcomes."""
        outcomes = self.scenario.outcomes
        inner = {n for _, when in outcomes[outcome].labels if when for n in when.names}
        return 1 + max((self._nesting(name) for name in inner if name in outcomes), default=0)
