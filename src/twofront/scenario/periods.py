"""What comes again in a scenario with periods, and how it is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import (
    Expression,
    names_in,
    references_in,
)
from twofront.scenario.model import (
    ALWAYS,
    Condition,
    Line,
    Move,
    Quantity,
    Test,
    Theatre,
)

PERIOD = "period"
"""The number of the period, in amounts."""

ENDED = "ended"
"""The outcome that tells whether the repetition is over: `ended@2` after period 2."""


def at(name: str, period: int) -> str:
    """Name what stands for something in one period."""
    return f"{name}@{period}"


def period_of(name: str) -> int:
    """Give the period that a name made by `at` stands for."""
    return int(name.rpartition("@")[2])


def reached(period: int) -> Condition:
    """Give the condition under which a period, from 1, is played."""
    return Condition(((Test(at(ENDED, period - 1), ("no",)),),)) if period > 1 else ALWAYS


@dataclass(frozen=True, slots=True)
class Repetition:
    """What comes again.

    Attributes:
        periods: How often, at most.
        until: What ends it, in the words of one period.
        moves: The repeated moves, in their order.
        quantities: Those whose value depends on the period.
        theatres: Those whose forces or war depend on it.
    """

    periods: int
    until: Condition
    moves: tuple[str, ...]
    quantities: frozenset[str]
    theatres: frozenset[str]

    @property
    def numbers(self) -> range:
        """The periods."""
        return range(1, self.periods + 1)

    def touches(self, amount: Expression) -> bool:
        """Say whether an amount depends on the period."""
        if names_in(amount) & (self.quantities | {PERIOD}):
            return True
        places = {*self.moves, *self.theatres}
        return any(names[0] in places for _, names in references_in(amount))

    def concerns(self, line: Line) -> bool:
        """Say whether a line counts in each period anew."""
        return bool(line.when.names & set(self.moves)) or self.touches(line.amount)


def repetition(
    moves: Iterable[Move],
    quantities: Iterable[Quantity],
    theatres: Iterable[Theatre],
    periods: int,
    until: Condition | None,
) -> Repetition:
    """Find everything that depends on the period.

    Args:
        moves: All moves, those that repeat marked.
        quantities: All quantities.
        theatres: All theatres.
        periods: How often moves are made.
        until: What ends the repetition; by default a war in any theatre.
    """
    repeated, theatres = tuple(move.id for move in moves if move.repeats), tuple(theatres)
    bare = Repetition(periods, ALWAYS, repeated, _with_period(tuple(quantities)), frozenset())
    inside = frozenset(
        theatre.id
        for theatre in theatres
        if any(bare.concerns(line) for line in (*theatre.attack, *theatre.defend))
        or bare.touches(theatre.decisiveness)
        or bare.touches(theatre.advantage)
        or (theatre.war is not None and theatre.war.names & set(repeated))
    )
    until = until or _war_in((theatre.war for theatre in theatres), repeated)
    return replace(bare, until=until, theatres=inside)


def _war_in(wars: Iterable[Condition | None], moves: Iterable[str]) -> Condition:
    """Give the condition that one of some wars is on which repeated moves start."""
    begun = [war for war in wars if war is not None and war.names & set(moves)]
    return Condition(tuple(clause for war in begun for clause in war.clauses))


def _with_period(quantities: tuple[Quantity, ...]) -> frozenset[str]:
    """Give the quantities that mention the period, directly or through others."""
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(
            quantity.id
            for quantity in quantities
            if any(names_in(each) & (found | {PERIOD}) for each in _amounts(quantity))
        )
        if more <= found:
            return found
        found |= more


def _amounts(quantity: Quantity) -> Iterator[Expression]:
    for dated in quantity.values:
        if not isinstance(dated.value, Distribution):
            yield dated.value
    if quantity.off is not None:
        yield quantity.off
