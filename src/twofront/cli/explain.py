"""`twofront explain`: one line of play laid open, so that a sceptic can do the sum by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twofront.world.explain import Account, Contest, Explanation, Part, Term


@click.command()
@click.argument("scenario", type=click.Path(readable=False))
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="MOVE=OPTION,…",
    help="The line of play: options of moves and states of private states.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As known on this date; by default the scenario's own.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def explain(scenario: str, at: tuple[str, ...], as_of: datetime | None, as_json: bool) -> None:
    """Show the sums behind one line of play of SCENARIO.

    Every quantity stands at the middle of its range. A move that --at does not
    give takes its default, else its first open option.
    """
    from twofront.problems import InputError
    from twofront.scenario import is_warning, load
    from twofront.world import check_structure
    from twofront.world.explain import explain as lay_open

    from .terminal import plain

    given = dict(_pairs(at))
    loaded = load(scenario, as_of.date() if as_of else None)
    wrong = [each for each in check_structure(loaded) if not is_warning(each)]
    if wrong:
        raise InputError(wrong)
    found = lay_open(loaded, given)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in lines(found):
        click.echo(plain(line))


def _pairs(at: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    seen = set()
    for text in (each.strip() for given in at for each in given.split(",")):
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (name and sign and value):
            raise click.BadParameter(f"{text!r} is not MOVE=OPTION.", param_hint="--at")
        if name in seen:
            raise click.BadParameter(f"{name!r} is given twice.", param_hint="--at")
        seen.add(name)
        yield name, value


def lines(found: Explanation) -> Iterator[str]:
    """Write an explanation as lines for a terminal."""
    yield "Line of play, with every quantity at the middle of its range"
    width = max((len(each.name) for each in found.play), default=0)
    yield from (f"  {each.name:<{width}}  {each.value:<16} {each.why}" for each in found.play)
    for contest in found.contests:
        yield ""
        yield from _contest(contest)
    for account in found.accounts:
        yield ""
        yield from _account(account)


def _contest(contest: Contest) -> Iterator[str]:
    peace = "" if contest.war is not False else "   (no war here in this line of play)"
    yield f"Theatre {contest.theatre}: {contest.name}{peace}"
    yield f"  A, strength of the attack   {_number(contest.attack_total)}"
    yield from _terms(contest.attack)
    yield f"  D, strength of the defence  {_number(contest.defend_total)}"
    yield from _terms(contest.defend)
    for name, term in (
        ("g, advantage of the defence", contest.advantage),
        ("m, decisiveness", contest.decisiveness),
    ):
        yield f"  {name:<27} {_number(term.value)}"
        yield from _parts(term.parts)
    if contest.odds is None:
        yield "  No forces on either side here, so no odds."
    else:
        yield (f"  Odds of the attack = A^m / (A^m + (g D)^m) = {_number(contest.odds)}")


def _account(account: Account) -> Iterator[str]:
    yield f"{account.name}: {_number(account.total)} {account.unit}"
    if not account.terms:
        yield "    no line counts here"
    yield from _terms(account.terms)


def _terms(terms: tuple[Term, ...]) -> Iterator[str]:
    for term in terms:
        yield f"    {_number(term.value):>10}  = {term.text}" + (
            f"   ({term.means})" if term.means else ""
        )
        yield from _parts(term.parts)


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        unit = f" {part.unit}" if part.unit else ""
        note = f", {part.note}" if part.note else ""
        yield f"                  {part.text} {_number(part.value)}{unit}{note}"
        if part.grounds and part.grounds.sources:
            yield f"                      source: {', '.join(part.grounds.sources)}"
        elif part.grounds and part.grounds.assumed:
            yield f"                      assumed: {part.grounds.assumed}"


def _number(value: float) -> str:
    from twofront.world.explain import plain_number

    return plain_number(value)
