"""What is played: conditions, moves, what their makers see and know, and other orders of them.

Conditions see moves, outcomes and private states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from twofront.scenario.expressions import Expression

CHANCE = "chance"
"""`by: chance`: the mover that is no actor."""

NONE = "none"
"""The value of a move that was not asked."""

AS_WRITTEN = "as_written"
"""The id of the structure as the scenario writes it, beside its `variants`."""


@dataclass(frozen=True, slots=True)
class Test:
    """A move, outcome or private state has one of these values."""

    __test__ = False  # not a test case, whatever its name suggests to a test runner

    name: str
    values: tuple[str, ...]


Clause: TypeAlias = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """True where every test of at least one clause is: "and" within, "or" between.

    One empty clause always holds; no clause never does.
    """

    clauses: tuple[Clause, ...] = ((),)

    @property
    def names(self) -> frozenset[str]:
        """The moves, outcomes and private states it mentions."""
        return frozenset(test.name for clause in self.clauses for test in clause)

    def both(self, other: Condition) -> Condition:
        """Give the condition under which this one and another hold."""
        return Condition(tuple((*a, *b) for a in self.clauses for b in other.clauses))


ALWAYS = Condition()
NEVER = Condition(())


@dataclass(frozen=True, slots=True)
class Line:
    """An amount that is added while a condition holds."""

    amount: Expression
    when: Condition = ALWAYS
    means: str = ""


@dataclass(frozen=True, slots=True)
class Private:
    """A state of one actor that others do not see.

    Attributes:
        of: Whose state it is; `known_to`: who learns it at the start.
        chance: A probability for each state, in the order of `states`; None for
            the one that takes what is left.
        parent: The state it is correlated with, by `correlation`: with that
            chance both follow one uniform draw, each by its own marginal.
    """

    id: str
    of: str
    known_to: tuple[str, ...]
    states: tuple[str, ...]
    chance: tuple[Expression | None, ...]
    parent: str | None = None
    correlation: Expression | None = None
    means: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way a move can go.

    Attributes:
        level: Its number, where options are numeric; `level(move)` reads it.
        chance: Its probability, where chance moves; None takes what is left.
        since: When the option became known; None for always.
    """

    id: str
    when: Condition = ALWAYS
    level: float | None = None
    chance: Expression | None = None
    since: date | None = None
    means: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """A move or outcome that a mover sees, or does not, while a condition holds."""

    item: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Move:
    """A choice by an actor or by chance, at its place in the order.

    Attributes:
        default: The option of doing nothing new; any other costs `inertia` (util).
        sees: What the mover sees of earlier moves; None for all.
        hidden: What it does not see of them.
        knows: The private states it knows; a subset of those known to it.
        repeats: Whether it comes again in every period; never in a canonical scenario.
    """

    id: str
    by: str
    options: tuple[Option, ...]
    when: Condition = ALWAYS
    default: str | None = None
    inertia: Expression | None = None
    sees: tuple[Sight, ...] | None = None
    hidden: tuple[Sight, ...] = ()
    knows: tuple[str, ...] = ()
    since: date | None = None
    means: str = ""
    repeats: bool = False

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of its options, in order."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A name for what moves bring about: the first label whose condition holds.

    `labels` pairs each label with its condition; None stands for `otherwise`.
    """

    id: str
    labels: tuple[tuple[str, Condition | None], ...]


@dataclass(frozen=True, slots=True)
class MoveChange:
    """What a variant says differently of one move; None leaves it as written."""

    move: str
    when: Condition | None = None
    sees: tuple[Sight, ...] | None = None
    hidden: tuple[Sight, ...] | None = None
    knows: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another mind on the structure: the order of moves, or who sees what.

    Attributes:
        order: Moves that exchange places among themselves, in their new order.
    """

    id: str
    means: str
    order: tuple[str, ...] = ()
    changes: tuple[MoveChange, ...] = ()
