"""A claim's contrast: its outcome's probability on both sides, by reading and arm of a study."""

from __future__ import annotations

from dataclasses import dataclass

from twofront.scenario.model import AS_WRITTEN, Claim, Reading, Scenario

from .acts import SIDES
from .arms import PRIOR
from .coalitions import arm_without
from .lookback import arm_then
from .table import Floats, Table


@dataclass(frozen=True, slots=True)
class Contrast:
    """A claim's outcome in its two arms.

    Attributes:
        compare: `[D]` float64, P(outcome | compare), or with the levers pulled.
        against: `[D]` float64, P(outcome | against), or without them.
        arms: The solved arms it is read from.
    """

    compare: Floats
    against: Floats
    arms: tuple[str, ...]

    @property
    def delta(self) -> Floats:
        """The change in probability `[D]`: compare less against."""
        return self.compare - self.against


def before(table: Table) -> str:
    """Give the arm that has the structure as written before anchoring: its own, or the same."""
    return PRIOR if PRIOR in table.solved else AS_WRITTEN


def contrast(table: Table, claim: Claim, reading: str, arm: str) -> Contrast | None:
    """Give a claim's contrast by one reading in one arm; None where the run has none.

    Of a claim that looks back, `compare` is the change as known today and `against`
    the change as known then.
    """
    now = _contrast(table, claim.id, reading, arm)
    if claim.than_as_of is None or now is None:
        return now
    past = _contrast(table, claim.id, reading, arm_then(arm, claim.than_as_of))
    return past and Contrast(now.delta, past.delta, (*now.arms, *past.arms))


def _contrast(table: Table, claim: str, reading: str, arm: str) -> Contrast | None:
    compare, against = (side_arm(table, claim, reading, arm, side) for side in SIDES)
    if compare is None or against is None:
        return None
    name = f"claim:{claim}:{reading}"
    return Contrast(
        table.reads[compare, f"{name}:compare"],
        table.reads[against, f"{name}:against"],
        tuple(dict.fromkeys((compare, against))),
    )


def side_arm(table: Table, claim: str, reading: str, arm: str, side: str) -> str | None:
    """Give the solved arm that one side of a claim is read from; None where there is none."""
    read = f"claim:{claim}:{reading}:{side}"
    if reading != Reading.ANNOUNCED:
        return arm if (arm, read) in table.reads else None
    beside = (f"{arm}/announced:", f"{arm}/lever:")
    told = (each for each in table.solved if each == arm or each.startswith(beside))
    return next((each for each in told if (each, read) in table.reads), None)


def coalition_arms(scenario: Scenario) -> tuple[str, ...]:
    """Give the arm of every coalition of channels, numbered by its members.

    Bit k of the number is set where channel k is on: the first has all of them off,
    and the last is the arm as written.
    """
    channels = tuple(enumerate(scenario.channels))
    return tuple(
        arm_without(scenario, tuple(id for bit, id in channels if not number >> bit & 1))
        for number in range(1 << len(channels))
    )


def coalition_contrasts(scenario: Scenario, table: Table, claim: Claim) -> tuple[Contrast, ...]:
    """Give a claim's contrast, as its answer stands, in every coalition of channels.

    Empty where the scenario has no channels, or the reading is not taken in one.
    """
    if not scenario.channels:
        return ()
    arms = coalition_arms(scenario)
    found = [contrast(table, claim, claim.reading, arm) for arm in arms]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(arms) else ()
