"""Moves that come again: a scenario with periods, unrolled into one that is played straight on.

`china@2` is the move china in period 2. A condition or amount that stands for one period, in a
payoff, a measure, a theatre or a repeated move, is written once for each. Elsewhere a test of a
repeated move asks about all periods: one for the default option, or for not being asked, holds if
it holds in every period; any other if it holds in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from twofront.scenario.arms import ordered
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import (
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Number,
    Reference,
)
from twofront.scenario.marks import unrolled_marks
from twofront.scenario.model import (
    NONE,
    Anchor,
    Claim,
    Clause,
    Condition,
    DatedValue,
    Lever,
    Line,
    Move,
    MoveChange,
    Option,
    Outcome,
    Quantity,
    Scenario,
    Sight,
    Test,
    Theatre,
    Variant,
)
from twofront.scenario.periods import ENDED, PERIOD, Repetition, at, reached

_V = TypeVar("_V")


def unrolled(scenario: Scenario, again: Repetition) -> Scenario:
    """Give the scenario with everything that comes again written once for each period."""
    return _Unroller(scenario, again).scenario()


class _Unroller:
    """Rewrites a scenario, section by section."""

    def __init__(self, scenario: Scenario, again: Repetition) -> None:
        self.was = scenario
        self.again = again
        self.repeated = frozenset(again.moves)
        self.order = [move.id for move in scenario.moves]
        self.defaults = {move.id: move.default for move in scenario.moves}

    def scenario(self) -> Scenario:
        was = self.was
        return replace(
            was,
            quantities=_spread(was.quantities, self._quantity),
            moves=tuple(self._moves(was.moves)),
            outcomes=MappingProxyType({**self._endings(), **_mapped(was.outcomes, self._outcome)}),
            theatres=_spread(was.theatres, self._theatre),
            payoffs=_mapped(was.payoffs, self._lines),
            measures=_mapped(
                was.measures, lambda each: replace(each, lines=self._lines(each.lines))
            ),
            anchors=_mapped(was.anchors, self._anchor),
            channels=_mapped(
                was.channels, lambda each: replace(each, hides=tuple(self._all(each.hides)))
            ),
            levers=_mapped(was.levers, self._lever),
            variants=_mapped(was.variants, self._variant),
            claims=_mapped(was.claims, self._claim),
            periods=self.again.periods,
            marks=MappingProxyType(unrolled_marks(was, self.again)),
        )

    # ---------------------------------------------------------------- names

    def _at(self, name: str, period: int) -> str:
        return at(name, period) if name in self.repeated else name

    def _all(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from (
                [at(name, p) for p in self.again.numbers] if name in self.repeated else [name]
            )

    # ---------------------------------------------------------------- conditions

    def condition(self, when: Condition, period: int) -> Condition:
        """Read a condition as it stands for one period."""
        clauses = (
            tuple(replace(test, name=self._at(test.name, period)) for test in clause)
            for clause in when.clauses
        )
        return Condition(tuple(clauses))

    def ever(self, when: Condition) -> Condition:
        """Read a condition as it stands for all periods together."""
        return Condition(tuple(each for clause in when.clauses for each in self._ever(clause)))

    def _ever(self, clause: Clause) -> Iterator[Clause]:
        once = [test for test in clause if test.name in self.repeated and not self._quiet(test)]
        rest = tuple(each for test in clause if test not in once for each in self._throughout(test))
        for period in self.again.numbers if once else ():
            yield (*(replace(test, name=at(test.name, period)) for test in once), *rest)
        if not once:
            yield rest

    def _quiet(self, test: Test) -> bool:
        return set(test.values) <= {NONE, self.defaults.get(test.name)}

    def _throughout(self, test: Test) -> Iterator[Test]:
        if test.name not in self.repeated:
            yield test
            return
        values = test.values if NONE in test.values else (*test.values, NONE)
        for period in self.again.numbers:
            yield Test(at(test.name, period), values)

    # ---------------------------------------------------------------- amounts

    def amount(self, amount: Expression, period: int) -> Expression:
        """Read an amount as it stands for one period."""
        match amount:
            case Name(id) if id == PERIOD:
                return Number(float(period), amount.at)
            case Name(id) if id in self.again.quantities:
                return replace(amount, id=at(id, period))
            case Reference(_, (first, *others)) if first in self.repeated | self.again.theatres:
                return replace(amount, names=(at(first, period), *others))
            case Call(_, arguments):
                return replace(
                    amount, arguments=tuple(self.amount(each, period) for each in arguments)
                )
            case Negative(inside):
                return replace(amount, of=self.amount(inside, period))
            case Binary(_, left, right):
                return replace(
                    amount, left=self.amount(left, period), right=self.amount(right, period)
                )
        return amount

    def _maybe(self, amount: Expression | None, period: int) -> Expression | None:
        return None if amount is None else self.amount(amount, period)

    def _line(self, line: Line, period: int) -> Line:
        means = f"{line.means}, period {period}" if line.means else line.means
        return Line(self.amount(line.amount, period), self.condition(line.when, period), means)

    def _lines(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """Write lines that concern a period once for each that is played."""
        found = []
        for line in lines:
            if not self.again.concerns(line):
                found.append(line)
                continue
            for period in self.again.numbers:
                each = self._line(line, period)
                if not line.when.names & self.repeated:
                    each = replace(each, when=each.when.both(reached(period)))
                found.append(each)
        return tuple(found)

    # ---------------------------------------------------------------- sections

    def _quantity(self, quantity: Quantity) -> Iterator[tuple[str, Quantity]]:
        if quantity.id not in self.again.quantities:
            yield quantity.id, quantity
            return
        for period in self.again.numbers:
            values = tuple(self._dated(each, period) for each in quantity.values)
            name = at(quantity.id, period)
            means = f"{quantity.means}, period {period}"
            off = self._maybe(quantity.off, period)
            yield name, replace(quantity, id=name, means=means, values=values, off=off)

    def _dated(self, dated: DatedValue, period: int) -> DatedValue:
        if isinstance(dated.value, Distribution):
            return dated
        return replace(dated, value=self.amount(dated.value, period))

    def _endings(self) -> dict[str, Outcome]:
        """Give, for each period but the last, whether the repetition ended by then."""
        found = {}
        for period in self.again.numbers[:-1]:
            over = self.condition(self.again.until, period)
            if period > 1:
                before: Clause = (Test(at(ENDED, period - 1), ("yes",)),)
                over = Condition((before, *over.clauses))
            name = at(ENDED, period)
            found[name] = Outcome(name, (("yes", over), ("no", None)))
        return found

    def _moves(self, moves: tuple[Move, ...]) -> Iterator[Move]:
        """Give the moves, the repeated ones period by period where the first of them stands."""
        block = [move for move in moves if move.repeats]
        for move in moves:
            if move is block[0]:
                for period in self.again.numbers:
                    yield from (self._move(each, period) for each in block)
            if not move.repeats:
                yield replace(
                    move,
                    when=self.ever(move.when),
                    options=tuple(replace(o, when=self.ever(o.when)) for o in move.options),
                    sees=self._sight_list(move.sees, move.id),
                    hidden=tuple(self._sights(move.hidden, move.id, self.order)),
                )

    def _move(self, move: Move, period: int) -> Move:
        return replace(
            move,
            id=at(move.id, period),
            options=tuple(self._option(option, period) for option in move.options),
            when=self.condition(move.when, period).both(reached(period)),
            inertia=self._maybe(move.inertia, period),
            sees=self._sight_list(move.sees, move.id, period),
            hidden=tuple(self._sights(move.hidden, move.id, self.order, period)),
            repeats=False,
        )

    def _option(self, option: Option, period: int) -> Option:
        when = self.condition(option.when, period)
        return replace(option, when=when, chance=self._maybe(option.chance, period))

    def _sights(
        self, sights: Iterable[Sight], mover: str, order: Sequence[str], period: int | None = None
    ) -> Iterator[Sight]:
        """Write what is seen, or not, for all periods up to that of the mover."""
        last = self.again.periods if period is None else period
        for sight in sights:
            if sight.item not in self.repeated:
                yield replace(sight, when=self.condition(sight.when, last))
                continue
            later = period is not None and order.index(sight.item) >= order.index(mover)
            for each in range(1, last + 1 - later):
                yield Sight(at(sight.item, each), self.condition(sight.when, each))

    def _outcome(self, outcome: Outcome) -> Outcome:
        labels = (
            (name, None if when is None else self.ever(when)) for name, when in outcome.labels
        )
        return replace(outcome, labels=tuple(labels))

    def _theatre(self, theatre: Theatre) -> Iterator[tuple[str, Theatre]]:
        """Give a theatre over all periods, with the forces of the first, and then each period's."""
        if theatre.id not in self.again.theatres:
            yield theatre.id, theatre
            return
        parts = [self._part(theatre, period) for period in self.again.numbers]
        war = None if theatre.war is None else self.ever(theatre.war)
        yield theatre.id, replace(parts[0], id=theatre.id, name=theatre.name, war=war, within=None)
        for part in parts:
            yield part.id, part

    def _part(self, theatre: Theatre, period: int) -> Theatre:
        return replace(
            theatre,
            id=at(theatre.id, period),
            name=f"{theatre.name}, period {period}",
            attack=tuple(self._line(line, period) for line in theatre.attack),
            defend=tuple(self._line(line, period) for line in theatre.defend),
            decisiveness=self.amount(theatre.decisiveness, period),
            advantage=self.amount(theatre.advantage, period),
            war=None if theatre.war is None else self.condition(theatre.war, period),
            within=theatre.id,
        )

    def _anchor(self, anchor: Anchor) -> Anchor:
        return replace(anchor, outcome=self.ever(anchor.outcome), given=self.ever(anchor.given))

    def _claim(self, claim: Claim) -> Claim:
        return replace(
            claim,
            outcome=self.ever(claim.outcome),
            compare=self.ever(claim.compare),
            against=self.ever(claim.against),
            compare_by=tuple(self._acts(claim.compare_by)),
            against_by=tuple(self._acts(claim.against_by)),
        )

    def _lever(self, lever: Lever) -> Lever:
        settings = []
        for quantity, amount in lever.settings:
            if quantity not in self.again.quantities:
                settings.append((quantity, amount))
                continue
            settings += [(at(quantity, p), self.amount(amount, p)) for p in self.again.numbers]
        commit = tuple(
            (each, option) for move, option in lever.commit for each in self._all((move,))
        )
        return replace(lever, settings=tuple(settings), commit=commit)

    def _variant(self, variant: Variant) -> Variant:
        inside = tuple(each for each in variant.order if each in self.repeated)
        outside = tuple(each for each in variant.order if each not in self.repeated)
        order = outside or tuple(at(each, p) for p in self.again.numbers for each in inside)
        moves = [move.id for move in ordered(self.was, variant)]
        changes = [each for change in variant.changes for each in self._changes(change, moves)]
        return replace(variant, order=order, changes=tuple(changes))

    def _changes(self, change: MoveChange, order: Sequence[str]) -> Iterator[MoveChange]:
        if change.move not in self.repeated:
            yield change
            return
        for period in self.again.numbers:
            when = None if change.when is None else self.condition(change.when, period)
            yield MoveChange(
                move=at(change.move, period),
                when=when and when.both(reached(period)),
                sees=self._sight_list(change.sees, change.move, period, order),
                hidden=self._sight_list(change.hidden, change.move, period, order),
                knows=change.knows,
            )

    def _sight_list(
        self,
        sights: tuple[Sight, ...] | None,
        mover: str,
        period: int | None = None,
        order: Sequence[str] | None = None,
    ) -> tuple[Sight, ...] | None:
        """Write a list of sights, where there is one, in the order as written or another."""
        if sights is None:
            return None
        return tuple(self._sights(sights, mover, order or self.order, period))

    def _acts(self, acts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Give acts in periods: what is new in the first, the default in all."""
        for move, option in acts:
            if move in self.repeated and option != self.defaults[move]:
                yield at(move, 1), option
            else:
                yield from ((each, option) for each in self._all((move,)))


def _mapped(section: Mapping[str, _V], change: Callable[[_V], _V]) -> Mapping[str, _V]:
    return MappingProxyType({name: change(each) for name, each in section.items()})


def _spread(
    section: Mapping[str, _V], change: Callable[[_V], Iterable[tuple[str, _V]]]
) -> Mapping[str, _V]:
    return MappingProxyType({name: new for each in section.values() for name, new in change(each)})
