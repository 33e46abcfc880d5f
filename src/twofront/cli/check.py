"""`twofront check`: everything that is wrong with a scenario, before anything is solved."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twofront.problems import Problem
    from twofront.scenario.model import Scenario


@click.command()
@click.argument("scenario", type=click.Path(readable=False))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As known on this date; by default the scenario's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def check(scenario: str, as_of: datetime | None, as_json: bool) -> None:
    """Check SCENARIO and show every problem at once.

    SCENARIO is a file, or a folder with scenario.yaml. Nothing is solved and
    nothing is written. Warnings are shown too; they do not fail the check.
    """
    from twofront.problems import InputError, problem_text
    from twofront.scenario import is_warning, known_by, review
    from twofront.world import check_structure

    reviewed = review(scenario)
    dated = known_by(reviewed.scenario, as_of.date() if as_of else reviewed.scenario.as_of)
    problems = (*reviewed.warnings, *check_structure(dated))
    if wrong := [problem for problem in problems if not is_warning(problem)]:
        raise InputError(wrong)
    if as_json:
        found = [asdict(problem) for problem in problems]
        click.echo(json.dumps({"ok": True, "problems": found}))
        return
    for problem in problems:
        said = replace(problem, message=f"Warning: {problem.message}")
        click.echo(problem_text(said), err=True)
    click.echo(summary(dated, problems))


def summary(scenario: Scenario, warnings: tuple[Problem, ...]) -> str:
    """Say what a sound scenario holds, in a few lines."""
    from twofront.problems import printable
    from twofront.scenario.distributions import Distribution

    held = {
        "actor": len(scenario.actors),
        "quantity": len(scenario.quantities),
        "range": sum(
            isinstance(value.value, Distribution) and value.value.varies
            for quantity in scenario.quantities.values()
            for value in quantity.values[-1:]
        ),
        "move": len(scenario.moves),
        "variant": len(scenario.variants),
        "claim": len(scenario.claims),
    }
    counts = ", ".join(counted(count, noun) for noun, count in held.items() if count)
    found = counted(len(warnings), "warning") if warnings else "No problems"
    title = printable(scenario.title)
    return f"{title}, as known on {scenario.as_of}\n{counts}.\n{found}."


def counted(count: int, noun: str) -> str:
    """Give a count with its noun: "1 quantity", "2 quantities"."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else many}"
