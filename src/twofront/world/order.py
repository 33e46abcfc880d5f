"""When things are settled: the place in the order of play after which each name has its value.

Private states are settled at place 0, the first move at place 1, and so on. What
a condition, an amount or an outcome mentions settles it: the latest of those.
"""

from __future__ import annotations

from collections.abc import Iterable

from twofront.scenario.expressions import Expression, references_in
from twofront.scenario.model import Condition, Line, Scenario


class Order:
    """Places of moves, private states, outcomes, conditions and amounts."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._places = dict.fromkeys(scenario.private, 0)
        self._places |= {move.id: place for place, move in enumerate(scenario.moves, 1)}

    def of(self, name: str) -> int:
        """Give the place after which a move, outcome or private state has its value."""
        if name not in self._places:
            conditions = [when for _, when in self.scenario.outcomes[name].labels if when]
            self._places[name] = max((self.of_condition(when) for when in conditions), default=0)
        return self._places[name]

    def of_condition(self, when: Condition) -> int:
        """Give the place after which the condition is known to hold or not."""
        return max((self.of(name) for name in when.names), default=0)

    def of_line(self, line: Line) -> int:
        """Give the place after which a line's condition and amount are known."""
        return max(self.of_condition(line.when), self.of_amount(line.amount))

    def of_amount(self, amount: Expression) -> int:
        """Give the place after which an amount depends on draws alone."""
        places = [self._of_reference(*each) for each in references_in(amount)]
        return max(places, default=0)

    def _of_reference(self, function: str, names: tuple[str, ...]) -> int:
        match function:
            case "level":
                return self.of(names[0])
            case "flow":
                return self.of_condition(self.scenario.links[names[0]].when)
            case "strength":
                return self._of_lines(self.side(*names))
            case _:
                theatre = self.scenario.theatres[names[0]]
                return self._of_lines(theatre.attack + theatre.defend)

    def _of_lines(self, lines: Iterable[Line]) -> int:
        return max((self.of_line(line) for line in lines), default=0)

    def side(self, theatre: str, side: str) -> tuple[Line, ...]:
        """Give the lines of strength of one side of a theatre."""
        found = self.scenario.theatres[theatre]
        return found.attack if side == "attack" else found.defend

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
