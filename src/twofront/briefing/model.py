"""The scenario's structure as a reader of the briefing is shown it: moves, strengths, payoffs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twofront.findings.arm_words import conditions
from twofront.findings.deciding import words
from twofront.findings.numbers import number
from twofront.scenario.expressions import write
from twofront.scenario.model import ALWAYS, Condition, Line, Move, Option, Scenario, Sight


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A move: who makes it, between what, when, and what of the earlier ones is seen."""

    name: str
    by: str
    options: tuple[str, ...]
    when: str
    sees: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A term of a sum: its amount, the condition under which it counts, and what it means."""

    amount: str
    when: str
    means: str


@dataclass(frozen=True, slots=True)
class SumShown:
    """A sum with a name."""

    name: str
    lines: tuple[LineShown, ...]


def moves(scenario: Scenario) -> list[MoveShown]:
    """Give the moves in order."""
    return [
        MoveShown(
            name=words(move.id),
            by=_actor(scenario, move.by),
            options=tuple(_option(move, option) for option in move.options),
            when=condition_words(move.when),
            sees=_sees(move),
        )
        for move in scenario.moves
    ]


def _actor(scenario: Scenario, id: str) -> str:
    return scenario.actors[id].name if id in scenario.actors else words(id)


def _option(move: Move, option: Option) -> str:
    notes = []
    if option.id == move.default:
        notes.append("the default")
    if option.chance is not None:
        notes.append(f"probability {write(option.chance)}")
    if option.level is not None:
        notes.append(f"level {number(option.level)}")
    if option.when != ALWAYS:
        notes.append(f"if {condition_words(option.when)}")
    return words(option.id) + (f" ({'; '.join(notes)})" if notes else "")


def _sees(move: Move) -> str:
    told = ["all earlier moves"] if move.sees is None else _sights(move.sees) or ["no earlier move"]
    hidden = _sights(move.hidden)
    text = ", ".join(told) + (f", but not {', '.join(hidden)}" if hidden else "")
    known = ", ".join(words(state) for state in move.knows)
    return f"{text}; knows {known}" if known else text


def _sights(sights: Iterable[Sight]) -> list[str]:
    return [
        words(sight.item) + ("" if sight.when == ALWAYS else f" (if {condition_words(sight.when)})")
        for sight in sights
    ]


def strengths(scenario: Scenario) -> list[SumShown]:
    """Give both sides' strength in each theatre."""
    return [
        SumShown(f"{theatre.name}: {side}", _lines(lines))
        for theatre in scenario.whole_theatres
        for side, lines in (("attack", theatre.attack), ("defence", theatre.defend))
    ]


def payoffs(scenario: Scenario) -> list[SumShown]:
    """Give each actor's payoff."""
    return [
        SumShown(_actor(scenario, actor), _lines(lines))
        for actor, lines in scenario.payoffs.items()
    ]


def _lines(lines: Iterable[Line]) -> tuple[LineShown, ...]:
    return tuple(
        LineShown(write(line.amount), condition_words(line.when), line.means) for line in lines
    )


def condition_words(condition: Condition) -> str:
    """Write a condition; `always` where it asks nothing."""
    clauses = tuple({test.name: test.values for test in clause} for clause in condition.clauses)
    return conditions(clauses)
