"""Channels that couple nothing: warned of, since switching them off only shifts a level."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.problems import Problem
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression, names_in, references_in
from twofront.scenario.model import Scenario
from twofront.world.compiler import accounts
from twofront.world.order import behind_line
from twofront.world.problems import problem


def uncoupled_channels(scenario: Scenario) -> Iterator[Problem]:
    """Warn of each channel none of whose quantities meets another's move.

    A line couples where its condition, or its link's, mentions something other
    than the line's own theatre's war or its owner's own moves, or decides the
    wars of two theatres.
    """
    for name, channel in scenario.channels.items():
        tagged = {q.id for q in scenario.quantities.values() if q.channel == name}
        if channel.hides or not tagged:
            continue
        reached = _resting_on(scenario, tagged)
        lines = list(_uses(scenario, reached))
        if not any(foreign for foreign in lines):
            message = (
                f"No line that uses a quantity of {name} depends on another theatre's move or "
                "on what others do, so this channel shifts a level and couples nothing."
            )
            yield problem(scenario, f"channels.{name}", "warning-channel-level", message)


def _resting_on(scenario: Scenario, tagged: set[str]) -> set[str]:
    """Give the quantities tagged and those whose amounts rest on them."""
    reached = set(tagged)
    for _ in scenario.quantities:
        reached |= {
            q.id
            for q in scenario.quantities.values()
            for value in q.values
            if not isinstance(value.value, Distribution) and names_in(value.value) & reached
        }
    return reached


def _uses(scenario: Scenario, quantities: set[str]) -> Iterator[frozenset[str]]:
    """Give, for each line that uses the quantities, the foreign names it depends on."""
    for theatre in scenario.theatres.values():
        own = theatre.war.names if theatre.war else frozenset()
        for line in (*theatre.attack, *theatre.defend):
            if _mentions(scenario, line.amount, quantities):
                yield behind_line(scenario, line) - own
    for account, lines in accounts(scenario).items():
        own = frozenset(move.id for move in scenario.moves if move.by == account)
        for line in lines:
            if _mentions(scenario, line.amount, quantities):
                behind = behind_line(scenario, line)
                yield behind if _wars(scenario, behind) > 1 else behind - own
    for move in scenario.moves:
        chances = [option.chance for option in move.options if option.chance is not None]
        if any(_mentions(scenario, chance, quantities) for chance in chances):
            yield move.when.names


def _wars(scenario: Scenario, names: frozenset[str]) -> int:
    """Count the theatres whose war some names decide: two of them couple, whoever moves."""
    wars = (theatre.war for theatre in scenario.whole_theatres)
    return sum(war is not None and bool(war.names & names) for war in wars)


def _mentions(scenario: Scenario, amount: Expression, quantities: set[str]) -> bool:
    flows = {scenario.links[names[0]].flows for f, names in references_in(amount) if f == "flow"}
    return bool((names_in(amount) | flows) & quantities)
