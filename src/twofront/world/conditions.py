"""Where a scenario asks what was played."""

from __future__ import annotations

from collections.abc import Iterator

from twofront.scenario.model import Condition, Line, Scenario


def conditions(scenario: Scenario) -> Iterator[tuple[str, Condition]]:
    """Give every condition that reads the play but is no part of it, with its field.

    Those of moves and variants are not among them.
    """
    for name, outcome in scenario.outcomes.items():
        yield from ((f"outcomes.{name}.{label}", when) for label, when in outcome.labels if when)
    for name, theatre in scenario.theatres.items():
        yield from _line_conditions(f"theatres.{name}.attack", theatre.attack)
        yield from _line_conditions(f"theatres.{name}.defend", theatre.defend)
        if theatre.war is not None:
            yield f"theatres.{name}.war", theatre.war
    for actor, lines in scenario.payoffs.items():
        yield from _line_conditions(f"payoffs.{actor}", lines)
    for name, measure in scenario.measures.items():
        yield from _line_conditions(f"measures.{name}", measure.lines)
    for name, link in scenario.links.items():
        yield f"links.{name}.when", link.when
    for name, anchor in scenario.anchors.items():
        yield f"anchors.{name}.outcome", anchor.outcome
        yield f"anchors.{name}.given", anchor.given
    for name, claim in scenario.claims.items():
        yield f"claims.{name}.outcome", claim.outcome
        if not claim.levers:
            yield f"claims.{name}.compare", claim.compare
            yield f"claims.{name}.against", claim.against


def _line_conditions(field: str, lines: tuple[Line, ...]) -> Iterator[tuple[str, Condition]]:
    return ((f"{field}[{number}].when", line.when) for number, line in enumerate(lines))
