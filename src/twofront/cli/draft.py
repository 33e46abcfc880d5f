"""`twofront draft`: a ledger's records as the skeleton of a scenario."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("ledger", metavar="LEDGER", type=click.Path(readable=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default=Path("scenario.yaml"),
    show_default=True,
    type=click.Path(readable=False, path_type=Path),
    help="Where the scenario is written.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
def draft(ledger: Path, output: Path, force: bool) -> None:
    """Turn the records of LEDGER into a scenario's skeleton.

    Actors, links, moves and claims are taken from the records and cite them. What
    no record tells stands as fill_in: `twofront check` lists every such place. A
    ledger that lies elsewhere is copied beside the scenario.
    """
    from datetime import date

    from twofront.evidence import load_ledger
    from twofront.evidence.gazetteer import gazetteer
    from twofront.files import replace_file
    from twofront.scenario.sketching import sketch

    from .terminal import plain, tell

    _free(output, force=force)
    found = load_ledger(ledger)
    parties = {
        party
        for record in found
        if record.relation
        for party in (record.relation.source, record.relation.target)
    }
    known = {entity.name: entity for entity in gazetteer().entities.values()}
    countries = {
        party: known[party].id
        for party in parties
        if party in known and known[party].kind == "country" and len(known[party].id) == 3
    }
    beside = output.parent / ledger.name
    if beside.resolve() != ledger.resolve():
        _free(beside, force=force)
        with replace_file(beside) as file:
            file.write(ledger.read_bytes())
    text = sketch(found, ledger.name, countries, date.today())
    with replace_file(output) as file:
        file.write(text.encode())
    click.echo(plain(str(output)))
    tell("Whatever says fill_in is still to be filled in; `twofront check` lists it.")


def _free(path: Path, *, force: bool) -> None:
    """Refuse to write over a file, unless that is asked for."""
    from twofront.problems import InputError, Problem

    if path.exists() and not force:
        message = "There is a file already; --force replaces it."
        raise InputError([Problem(str(path), None, None, "", "exists", message)])
