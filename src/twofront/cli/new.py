"""`twofront new`: a small scenario that runs, to be changed."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("name", metavar="NAME", type=click.Path(readable=False, path_type=Path))
@click.option("--title", metavar="TEXT", help="The scenario's title; by default made of NAME.")
def new(name: Path, title: str | None) -> None:
    """Make a folder NAME with a small scenario that runs, its ledger and a README."""
    from datetime import date

    from twofront.scenario.starting import start

    from .terminal import plain

    words = name.name.replace("-", " ").replace("_", " ").strip()
    start(name, title or words[:1].upper() + words[1:], date.today())
    click.echo(plain(str(name / "scenario.yaml")))
