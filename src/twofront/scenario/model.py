"""The canonical scenario: what a written one resolves to, and what the rest of the house reads.

Names live by place. Amounts see quantities; conditions see moves, outcomes and
private states; actors, theatres and links have names of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from twofront.evidence.ledger import Record
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression
from twofront.scenario.play import (
    ALWAYS,
    AS_WRITTEN,
    CHANCE,
    NEVER,
    NONE,
    Clause,
    Condition,
    Line,
    Move,
    MoveChange,
    Option,
    Outcome,
    Private,
    Sight,
    Test,
    Variant,
)

__all__ = [
    "ALWAYS",
    "AS_WRITTEN",
    "CHANCE",
    "NEVER",
    "NONE",
    "Actor",
    "Anchor",
    "Channel",
    "Claim",
    "Clause",
    "Condition",
    "Correlated",
    "DatedValue",
    "Grounds",
    "Lever",
    "Line",
    "Link",
    "Mark",
    "Measure",
    "Move",
    "MoveChange",
    "Option",
    "Outcome",
    "Place",
    "Private",
    "Quantity",
    "Reading",
    "Scenario",
    "Sight",
    "Test",
    "Theatre",
    "Variant",
]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a number or statement rests on: ledger records, or a written reason."""

    sources: tuple[str, ...] = ()
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with payoffs.

    Attributes:
        iso3: Countries it stands for, ISO 3166-1 alpha-3; for the map.
        decides: False where its payoffs are read-outs only.
        precision: The quantity (1/util) with which it picks the better option.
        yardstick: The quantity (util) that is one util by definition.
        place: Where the map shows it; None for the first of its countries.
    """

    id: str
    name: str
    iso3: tuple[str, ...] = ()
    decides: bool = True
    precision: str = "precision"
    yardstick: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What was known of a quantity, and from when.

    Attributes:
        of: The date the value is about.
        known_since: The latest publication date of its sources, or its `since`.
        value: A distribution of one number, or an amount over other quantities.
    """

    of: date
    known_since: date
    value: Distribution | Expression
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a meaning, a unit, a date and its grounds.

    `values` are sorted by `of`. In a scenario as known on a date the last is the one that
    counts; there is none where the quantity was not known yet and is `off`. Those before it
    are kept only where a claim looks back to a day on which they counted.
    """

    id: str
    means: str
    unit: str
    values: tuple[DatedValue, ...]
    channel: str | None = None
    off: Expression | None = None


@dataclass(frozen=True, slots=True)
class Correlated:
    """Quantities drawn together, with one rank correlation between each pair."""

    id: str
    quantities: tuple[str, ...]
    correlation: float
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Link:
    """What one actor gives another: a transfer, a pact, support, a sanction.

    Attributes:
        flows: The quantity that `flow(link)` stands for while `when` holds;
            `flow` is 0 otherwise.
    """

    id: str
    kind: str
    giver: str
    receiver: str
    item: str
    grounds: Grounds
    flows: str | None = None
    when: Condition = ALWAYS
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where a contest is decided by A^m / (A^m + (advantage * D)^m).

    Attributes:
        attack: Lines of strength A; `defend`: lines of strength D.
        decisiveness: The exponent m.
        advantage: What multiplies the defence.
        war: When there is war in it; None where the scenario does not say.
        place: Where the map shows it; None where the scenario does not say.
        within: The theatre of which this is one period; None for a theatre by itself.
    """

    id: str
    name: str
    attack: tuple[Line, ...]
    defend: tuple[Line, ...]
    decisiveness: Expression
    advantage: Expression
    war: Condition | None = None
    place: Place | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted beside utility, such as deaths; never netted into it."""

    id: str
    means: str
    unit: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the model must reproduce before anyone believes it.

    Attributes:
        between: Least and greatest rate, for weights of 0 and 1 or for `solve_for`.
        about: The rate's distribution, for weighting by density.
        solve_for: The quantity fitted, draw by draw, to a rate drawn from `between`.
    """

    id: str
    outcome: Condition
    given: Condition
    between: tuple[float, float] | None
    about: Distribution | None
    solve_for: str | None
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Channel:
    """A coupling between theatres that can be switched off.

    Attributes:
        hides: Moves whose mover's information sets are merged over its private
            states, so that rivals learn nothing from them.
    """

    id: str
    means: str
    hides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lever:
    """Something an actor could do beforehand, known to all.

    `settings` pairs quantities with amounts in which `was` is the value before;
    `commit` fixes options of its own moves.
    """

    id: str
    by: str
    means: str
    settings: tuple[tuple[str, Expression], ...]
    commit: tuple[tuple[str, str], ...]
    price: float
    unit: str
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence somebody said, as a contrast of two arms.

    The arms are two conditions; or levers pulled, against none of them pulled. With
    `than_as_of` the contrast itself is set against the same one as known on an earlier day.

    Attributes:
        reading: chosen, forced or announced: which answer stands at the top.
        expect: rises or falls.
        matters: The least difference in probability that counts.
        compare_by: Move and option pairs that bring `compare` about, for the
            forced and announced readings; empty to find the fewest that do.
        against_by: The same for `against`.
        levers: Those pulled in one arm and not in the other; empty where two conditions
            are compared. With them both conditions are `ALWAYS`.
        than_as_of: The earlier day; None for the contrast as it stands.
    """

    id: str
    says: str
    said_in: tuple[str, ...]
    outcome: Condition
    compare: Condition
    against: Condition
    expect: str
    matters: float
    reading: str
    compare_by: tuple[tuple[str, str], ...] = ()
    against_by: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    levers: tuple[str, ...] = ()
    than_as_of: date | None = None


class Reading(StrEnum):
    """Three readings of an arm."""

    CHOSEN = "chosen"
    FORCED = "forced"
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a field stands: line and column from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario, resolved: every default filled, every name known.

    Mappings keep the written order. `evidence` holds the ledger's records that
    the scenario cites. `periods` is how often repeated moves come, unrolled already;
    it takes no part in comparison either. `marks` says where each field was written; it takes no
    part in comparison and is not saved.
    """

    title: str
    as_of: date
    horizon_years: float
    actors: Mapping[str, Actor]
    quantities: Mapping[str, Quantity]
    moves: tuple[Move, ...]
    payoffs: Mapping[str, tuple[Line, ...]]
    claims: Mapping[str, Claim]
    correlated: Mapping[str, Correlated] = field(default_factory=lambda: MappingProxyType({}))
    private: Mapping[str, Private] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[str, Link] = field(default_factory=lambda: MappingProxyType({}))
    theatres: Mapping[str, Theatre] = field(default_factory=lambda: MappingProxyType({}))
    outcomes: Mapping[str, Outcome] = field(default_factory=lambda: MappingProxyType({}))
    measures: Mapping[str, Measure] = field(default_factory=lambda: MappingProxyType({}))
    anchors: Mapping[str, Anchor] = field(default_factory=lambda: MappingProxyType({}))
    channels: Mapping[str, Channel] = field(default_factory=lambda: MappingProxyType({}))
    levers: Mapping[str, Lever] = field(default_factory=lambda: MappingProxyType({}))
    variants: Mapping[str, Variant] = field(default_factory=lambda: MappingProxyType({}))
    evidence: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    ledger_digest: str | None = None
    periods: int = field(default=1, compare=False)
    file: str = field(default="", compare=False)
    marks: Mapping[str, Mark] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    @property
    def deciders(self) -> tuple[str, ...]:
        """Actors that make at least one move, in the order written."""
        movers = {move.by for move in self.moves}
        return tuple(actor for actor in self.actors if actor in movers)

    @property
    def whole_theatres(self) -> tuple[Theatre, ...]:
        """Theatres by themselves, without the single periods of those that have periods."""
        return tuple(each for each in self.theatres.values() if each.within is None)

    def move(self, name: str) -> Move:
        """Give the move of that id."""
        return next(move for move in self.moves if move.id == name)
