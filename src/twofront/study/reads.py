"""Read-outs of a solved arm: probabilities, risks and means, without solving again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from twofront.games import expected_payoffs
from twofront.scenario.model import Reading, Scenario
from twofront.world import Readouts

from . import equilibrium
from .acts import Act
from .arms import Announced, Family
from .equilibrium import Game
from .events import Event, Events, overlaps
from .packages import package_of
from .sorts import Sorts
from .table import Flags, Floats

FLOOR = 1e-12
"""Below this probability nothing is conditioned on an event: the reading is nan."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved arm, ready to be read.

    Axes: D draws, A actions of all information sets, G sorts of leaves.

    Attributes:
        game: Its structure and numbers.
        strategy: `[D, A]`.
        sorts: Of its leaves.
        readouts: What the arm's accounts are paid in these draws.
    """

    game: Game
    strategy: Floats
    sorts: Sorts
    readouts: Readouts

    def reach(self, act: Act = ()) -> Floats:
        """Give the probability of every sort of leaf, `[D, G]`, where the act is played."""
        return equilibrium.reached(self.game, self.sorts, self.strategy, dict(act))

    def mean(self, account: str, reached: Floats, where: Flags | None = None) -> Floats:
        """Give the mean `[D]` of an account; nan where the sorts of a mask are never reached.

        Args:
            account: An actor without moves, or `measure:ID`.
            reached: `[D, G]`, probability of each sort.
            where: `[G]`, sorts to which the mean is confined; None for all.
        """
        weight = reached if where is None else reached * where
        total = weight.sum(axis=1)
        values = np.take(self.readouts.values(account), self.sorts.bundles[account], axis=1)
        return np.asarray((weight * values).sum(axis=1) / np.where(total > 0, total, np.nan))


def probability(reached: Floats, where: Flags) -> Floats:
    """Give the probability `[D]` of the sorts in a mask.

    Args:
        reached: `[D, G]`, probability of each sort of leaf.
        where: `[G]` bool.
    """
    # The sum over a contiguous row depends on that row alone: a draw reads the
    # same in any batch, which a matrix product would not promise.
    return np.asarray(np.take(reached, np.flatnonzero(where), axis=1).sum(axis=1))


def conditional(reached: Floats, event: Event) -> Floats:
    """Give the probability `[D]` of an event's outcome given its condition.

    nan where the condition is less probable than `FLOOR`.
    """
    given = probability(reached, event.given)
    both = probability(reached, event.both)
    return np.asarray(both / np.where(given >= FLOOR, given, np.nan))


def main_reads(scenario: Scenario, events: Events, arm: Solved) -> dict[str, Floats]:
    """Read a main arm: every claim chosen and forced, and what the world looks like.

    Returns:
        Read to `[D]`.
    """
    reached = arm.reach()
    found = dict(_world(scenario, events, arm, reached))
    found |= {event.name: conditional(reached, event) for event in events.anchors.values()}
    for event in events.hazards:
        found[event.name] = conditional(reached, event)
        found[f"played:{event.name}"] = probability(reached, event.given)
    found |= dict(_payoffs(scenario, arm, reached))
    found |= dict(_mutual(events, reached))
    for (claim, side), event in events.sides.items():
        found[f"claim:{claim}:p_{side}"] = probability(reached, event.given)
    asked = (*events.sides.values(), *events.couplings)
    found |= {event.name.format("chosen"): conditional(reached, event) for event in asked}
    found |= dict(_forced(asked, scenario, events, arm, reached))
    for claim, mask in events.outcomes.items():
        found[f"claim:{claim}:announced:against"] = probability(reached, mask)
    return found


def further_reads(
    scenario: Scenario, events: Events, arm: Solved, family: Family
) -> dict[str, Floats]:
    """Read an arm that only varies another: risks, with levers measures, else claims.

    Claims are read as their answer stands; announced ones, where they are announced.
    """
    reached = arm.reach()
    if family.levers:
        found = dict(_world(scenario, events, arm, reached))
        for claim, mask in events.outcomes.items():
            if package_of(scenario, scenario.claims[claim]) == family.levers:
                found[f"claim:{claim}:announced:compare"] = probability(reached, mask)
        return found
    found = {f"risk:{name}": probability(reached, war) for name, war in events.wars.items()}
    for (claim, _), event in events.sides.items():
        reading = scenario.claims[claim].reading
        if reading == Reading.CHOSEN:
            found[event.name.format(reading)] = conditional(reached, event)
        elif reading == Reading.FORCED and event.act is not None:
            there = arm.reach(event.act)
            found[event.name.format(reading)] = conditional(there, event)
    return found


def announced_reads(
    scenario: Scenario, events: Events, arm: Solved, announced: Announced
) -> dict[str, Floats]:
    """Read an announced arm for the claims it serves, and its risks and measures."""
    reached = arm.reach(announced.act)
    found = dict(_world(scenario, events, arm, reached))
    for served in announced.serves:
        event = events.sides[served]
        found[event.name.format("announced")] = conditional(reached, event)
    return found


def _world(
    scenario: Scenario, events: Events, arm: Solved, reached: Floats
) -> Iterator[tuple[str, Floats]]:
    for theatre, war in events.wars.items():
        yield f"risk:{theatre}", probability(reached, war)
    if len(events.wars) > 1:
        several = overlaps(list(events.wars.values()), 2)
        yield "several_wars", probability(reached, several)
    for measure in scenario.measures:
        yield f"measure:{measure}", arm.mean(f"measure:{measure}", reached)


def _payoffs(scenario: Scenario, arm: Solved, reached: Floats) -> Iterator[tuple[str, Floats]]:
    program, payoffs = arm.game.program, arm.game.payoffs
    movers = expected_payoffs(program.tree, payoffs, arm.strategy)
    for actor in scenario.payoffs:
        if actor in program.actors:
            yield f"payoff:{actor}", movers[:, program.actors.index(actor)]
        else:
            yield f"payoff:{actor}", arm.mean(actor, reached)


def _mutual(events: Events, reached: Floats) -> Iterator[tuple[str, Floats]]:
    for (a, first), (b, second) in combinations(events.wars.items(), 2):
        yield f"mutual:{a}|{b}", mutual_information(reached, first, second)


def mutual_information(reached: Floats, first: Flags, second: Flags) -> Floats:
    """Give the mutual information `[D]` of two events, in nats."""
    total = np.zeros(len(reached))
    for one in (first, ~first):
        for other in (second, ~second):
            joint = probability(reached, one & other)
            apart = probability(reached, one) * probability(reached, other)
            ratio = np.where(joint > 0, joint, 1.0) / np.where(joint > 0, apart, 1.0)
            total += joint * np.log(ratio)
    return np.maximum(total, 0.0)


def _forced(
    asked: tuple[Event, ...], scenario: Scenario, events: Events, arm: Solved, reached: Floats
) -> Iterator[tuple[str, Floats]]:
    """Read each act once, and measures in both sides of every claim on the way."""
    acts = dict.fromkeys(event.act for event in asked)
    for act in acts:
        there = reached if act is None else arm.reach(act)
        for event in asked:
            if event.act != act:
                continue
            if act is not None:
                yield event.name.format("forced"), conditional(there, event)
        for (claim, side), event in events.sides.items():
            if event.act == act:
                yield from _measures(scenario, arm, there, event, f"claim:{claim}:{side}")


def _measures(
    scenario: Scenario, arm: Solved, reached: Floats, event: Event, side: str
) -> Iterator[tuple[str, Floats]]:
    known = probability(reached, event.given) >= FLOOR
    for measure in scenario.measures:
        mean = arm.mean(f"measure:{measure}", reached, event.given)
        yield f"measure:{measure}|{side}", np.where(known, mean, np.nan)
