"""`twofront run`: solve a scenario for every draw and answer its claims."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twofront.findings import Findings

MOST_DRAWS = 2**20


def named_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Take the name of a folder, which is not empty."""
    if value == "":
        raise click.BadParameter("An empty name names no folder.")
    return None if value is None else Path(value)


@click.command()
@click.argument("scenario", type=click.Path(readable=False))
@click.option(
    "--draws",
    type=click.IntRange(1, MOST_DRAWS),
    default=4096,
    show_default=True,
    help="How many sets of assumptions.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Seed of the draws.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As known on this date; by default the scenario's own.",
)
@click.option(
    "--out",
    type=click.Path(readable=False),
    callback=named_folder,
    help="Folder of the run; by default one in runs/.",
)
@click.option("--resume", is_flag=True, help="Go on with the run in that folder, if there is one.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--workers", type=click.IntRange(1, 1024), help="Threads; by default one for each core."
)
def run(
    scenario: str,
    draws: int,
    seed: int,
    as_of: datetime | None,
    out: Path | None,
    resume: bool,
    as_json: bool,
    workers: int | None,
) -> None:
    """Solve SCENARIO for every set of assumptions drawn and answer its claims.

    Writes a folder with the results, findings.json and briefing.html. A run
    that was stopped goes on with --resume.
    """
    from .terminal import tell

    tell(f"Reading {scenario}.")
    from twofront.api import answer
    from twofront.scenario import load
    from twofront.study.folder import has_parts
    from twofront.study.naming import default_folder

    from .progress import progress

    loaded = load(scenario, as_of.date() if as_of else None)
    folder = out or default_folder(Path(scenario), loaded, draws, seed)
    try:
        with progress() as watcher:
            findings = answer(
                loaded,
                folder,
                draws=draws,
                seed=seed,
                resume=resume,
                workers=workers,
                watcher=watcher,
            )
    except KeyboardInterrupt:
        if has_parts(folder):
            tell(f"Stopped. What is solved is kept in {folder}.")
            tell("The same command with --resume goes on from there.")
        raise
    _show(findings, folder, as_json=as_json)


def _show(findings: Findings, folder: Path, *, as_json: bool) -> None:
    from twofront.findings import to_json
    from twofront.findings.words import verdict_lines

    from .terminal import plain, tell

    if as_json:
        click.echo(to_json(findings), nl=False)
    else:
        for line in verdict_lines(findings):
            click.echo(plain(line))
        click.echo()
    for name in ("findings.json", "briefing.html"):
        place = str(folder / name)
        tell(place) if as_json else click.echo(plain(place))
