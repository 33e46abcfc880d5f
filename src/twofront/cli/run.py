"""`twofront run`: solve a scenario for every draw and answer its claims."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twofront.findings import Findings

MOST_DRAWS = 2**20
MOST_WORKERS = 256


def named_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Take the name of a folder, which is not empty."""
    if value == "":
        raise click.BadParameter("An empty name names no folder.")
    return None if value is None else Path(value)


def scheduler(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Take the address of a scheduler: dask://HOST:PORT, or tls://HOST:PORT."""
    if value is None:
        return None
    found = _ADDRESS.fullmatch(value)
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise click.BadParameter("Expected dask://HOST:PORT, such as dask://127.0.0.1:8786.")
    return f"{'tls' if found['kind'] == 'tls' else 'tcp'}://{found['host']}:{found['port']}"


_ADDRESS = re.compile(
    r"(?P<kind>dask|tcp|tls)://(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})"
)


@click.command()
@click.argument("scenario", type=click.Path(readable=False))
@click.option(
    "--draws",
    type=click.IntRange(1, MOST_DRAWS),
    help="How many sets of assumptions; by default 4096, or all that are read.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Seed of the draws.",
)
@click.option(
    "--design",
    type=click.Choice(["sobol", "lhs"]),
    default="sobol",
    show_default=True,
    help="How draws fill the ranges: Sobol points or Latin hypercubes.",
)
@click.option(
    "--proposal",
    type=click.Choice(["auto", "prior", "adapted"]),
    default="auto",
    show_default=True,
    help="Where draws are made: as the ranges say (prior), where the anchors leave something "
    "(adapted), or so only if they leave little (auto).",
)
@click.option(
    "--draws-from",
    type=click.Path(readable=False),
    callback=named_folder,
    metavar="FILE",
    help="Read draws from a Parquet file, or from the folder of a finished run.",
)
@click.option(
    "--levers",
    type=click.IntRange(0, MOST_DRAWS),
    default=512,
    show_default=True,
    help="In how many draws, from the first, levers are pulled; 0 for none but those of claims.",
)
@click.option(
    "--drivers",
    type=click.IntRange(0, MOST_DRAWS),
    default=512,
    show_default=True,
    help="In how many draws, from the first, quantities are swapped one by one for Sobol "
    "indices; 0 for none.",
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
    "--workers",
    type=click.IntRange(0, MOST_WORKERS),
    default=0,
    help="Processes of this machine to solve in, by Dask; 0, the default, for threads of this one.",
)
@click.option(
    "--on",
    metavar="ADDRESS",
    callback=scheduler,
    help="Solve on the workers of the Dask scheduler at dask://HOST:PORT.",
)
def run(
    scenario: str,
    draws: int | None,
    seed: int,
    design: str,
    proposal: str,
    draws_from: Path | None,
    levers: int,
    drivers: int,
    as_of: datetime | None,
    out: Path | None,
    resume: bool,
    as_json: bool,
    workers: int,
    on: str | None,
) -> None:
    """Solve SCENARIO for every set of assumptions drawn and answer its claims.

    Writes a folder with the results, findings.json and briefing.html. A run
    that was stopped goes on with --resume.
    """
    from .terminal import tell

    if workers and on:
        raise click.UsageError("--workers and --on exclude each other.")
    tell(f"Reading {scenario}.")
    from twofront.api import answer
    from twofront.scenario import load
    from twofront.study.folder import has_parts
    from twofront.study.naming import default_folder
    from twofront.study.sampling import Sampling

    from .progress import progress

    loaded = load(scenario, as_of.date() if as_of else None)
    sampling = Sampling.of(design, proposal, draws_from, levers, drivers)
    folder = out or default_folder(Path(scenario), loaded, draws, seed, sampling)
    try:
        with progress() as watcher:
            findings = answer(
                loaded,
                folder,
                draws=draws,
                seed=seed,
                sampling=sampling,
                resume=resume,
                workers=workers,
                on=on,
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
