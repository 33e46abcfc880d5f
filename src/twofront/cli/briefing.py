"""`twofront briefing`: write the page of a run anew."""

from pathlib import Path

import click


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(readable=False, path_type=Path))
@click.option("--pdf", is_flag=True, help="Print it to RUN/briefing.pdf, too, by Chromium.")
@click.option("--open", "show", is_flag=True, help="Show the page in a browser.")
@click.option(
    "--since",
    metavar="RUN",
    type=click.Path(readable=False, path_type=Path),
    help="Say what changed since this earlier run, and which change moved the answer.",
)
def briefing(run: Path, pdf: bool, show: bool, since: Path | None) -> None:
    """Write the answer of RUN, a run's folder, as one offline web page.

    The page is RUN/briefing.html; an older one is replaced.
    """
    from twofront.api import compare, results
    from twofront.briefing import write

    from .terminal import plain, tell

    found = results(run)
    page = run / "briefing.html"
    moved = None if since is None else compare(since, run, note=tell)
    write(found.findings, found.scenario, page, moved)
    click.echo(plain(str(page)))
    if pdf:
        from twofront.briefing.printing import to_pdf

        printed = page.with_suffix(".pdf")
        to_pdf(page, printed)
        click.echo(plain(str(printed)))
    if show:
        click.launch(page.resolve().as_uri())
