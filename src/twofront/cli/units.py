"""`twofront units`: the closed registry of units."""

import click


@click.command()
@click.option("--like", metavar="TEXT", help="Only units whose name or meaning is near TEXT.")
def units(like: str | None) -> None:
    """List the units a scenario may use.

    A quotient of two of them, such as util/index, is a unit too.
    """
    from twofront.scenario.units import UNITS

    from .terminal import plain

    names = list(UNITS) if like is None else near(like)
    if not names:
        click.echo(f"No unit is like '{plain(like or '')}'; all of them: twofront units", err=True)
    width = max((len(name) for name in names), default=0)
    for name in names:
        click.echo(f"{name:<{width}}  {UNITS[name].means}")


def near(text: str) -> list[str]:
    """Name the units like `text`, nearest first.

    A unit is as near as the better of two comparisons says: of whole words, which finds
    `% of GDP`, and of parts of words, which finds `prob` and forgives misspelling.
    """
    from rapidfuzz import fuzz, utils

    from twofront.scenario.units import UNITS

    wanted = utils.default_process(text[:200])
    nearness = {}
    for name, unit in UNITS.items():
        words = utils.default_process(f"{name} {unit.means}".replace("_", " "))
        nearness[name] = max(
            fuzz.token_ratio(wanted, words), fuzz.partial_token_sort_ratio(wanted, words)
        )
    return sorted(
        (name for name in UNITS if nearness[name] >= 70), key=lambda name: -nearness[name]
    )
