"""`twofront ledger`: read a ledger, grade it, merge, export and prove it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import Status

if TYPE_CHECKING:
    from twofront.evidence.ledger import Record

KINDS = ("quote", "relation", "warning", "figure")


def _path(name: str, **more: Any) -> Callable[..., Any]:
    kind = click.Path(readable=False, path_type=Path)
    return click.argument(name.lower(), metavar=name, type=kind, **more)


def _output(help: str) -> Callable[..., Any]:
    kind = click.Path(readable=False, path_type=Path)
    return click.option("-o", "--output", metavar="FILE", type=kind, help=help)


_force = click.option("--force", is_flag=True, help="Replace a file that is there already.")


@click.group()
def ledger() -> None:
    """Inspect, grade, merge, export and prove a ledger of evidence."""


@ledger.command(short_help="Print the records of LEDGER to read.")
@_path("LEDGER")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--kind", type=click.Choice(KINDS), help="Only records of this kind.")
@click.option("--speaker", metavar="NAME", help="Only what somebody of this name said.")
@click.option("--conflicts", is_flag=True, help="Only records in conflict with others.")
@click.option("--shifts", is_flag=True, help="Only relays that say more or less than was said.")
@click.option("--json", "as_json", is_flag=True, help="The records as they lie in the ledger.")
def show(
    ledger: Path,
    ids: tuple[str, ...],
    kind: str | None,
    speaker: str | None,
    conflicts: bool,
    shifts: bool,
    as_json: bool,
) -> None:
    """Print the records of LEDGER to read: all, or those with these IDs.

    A relay stands beside the words it passes on, and a record in conflict beside
    the other.
    """
    from twofront.evidence.ledger import record_line
    from twofront.evidence.ledger_file import LedgerFile

    from .ledger_show import Shown
    from .terminal import tell

    def wanted(record: Record) -> bool:
        return (
            (not ids or not record.names.isdisjoint(ids))
            and (not kind or record.kind == kind)
            and (not speaker or speaker.casefold() in (record.speaker or "").casefold())
            and (not conflicts or bool(record.conflicts))
            and (not shifts or _is_shifted(record))
        )

    records, missing = LedgerFile(ledger), set(ids)
    shown, found = Shown(records, wanted), False
    for record in records:
        missing -= record.names
        if wanted(record):
            found = True
            click.echo(record_line(record) if as_json else shown.text(record))
    if missing:
        _refuse_unknown(ledger, sorted(missing))
    if not found:
        tell("No record of the ledger is like that.")


def _is_shifted(record: Record) -> bool:
    records = (record, *record.attestations)
    return any(shift.verdict != "same" for each in records for shift in each.shifts)


def _refuse_unknown(ledger: Path, missing: Iterable[str]) -> None:
    from twofront.evidence.ledger_file import LedgerFile
    from twofront.problems import InputError, Problem, nearest

    known = [name for record in LedgerFile(ledger) for name in record.names]
    problems = []
    for id in missing:
        message = f"The ledger has no record {id[:120]!r}."
        near = nearest(id, known)
        problems.append(Problem(str(ledger), None, None, "id", "unknown_id", message, near))
    raise InputError(problems)


def _admiralty(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not (len(value) == 2 and value[0].upper() in "ABCDEF" and value[1] in "123456"):
        raise click.BadParameter(f"{value!r} is no Admiralty grade: A1 to F6.")
    return value.upper()


@ledger.command()
@_path("LEDGER")
@click.argument("id", metavar="ID")
@click.argument("grade", metavar="GRADE", callback=_admiralty)
@click.option("--by", metavar="NAME", help="Who gives the grade; by default the user logged in.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the grade; by default today.",
)
@click.option("--note", metavar="TEXT", help="Why.")
def grade(
    ledger: Path, id: str, grade: str, by: str | None, on: datetime | None, note: str | None
) -> None:
    """Give the record ID of LEDGER an Admiralty GRADE, from A1 to F6.

    \b
    The letter is how far the source is to be relied on:
      A completely   B usually   C fairly   D not usually   E not   F not to be judged
    The digit is how far the statement is to be believed:
      1 confirmed    2 probably true    3 possibly true
      4 doubtful     5 improbable       6 not to be judged

    The grade stands in the ledger with who gave it, when, and why; earlier grades
    stay. Nothing else in the file changes.
    """
    from datetime import date

    from twofront.evidence.grading import give_grade, grade_meaning
    from twofront.evidence.ledger import Grading

    from .terminal import tell

    day = on.date() if on else date.today()
    grading = Grading(grade, by or _user(), day, note)
    before = give_grade(ledger, id, grading)
    earlier = f"; it was {before.grade}" if before.grade else ""
    tell(f"{id}: {grade}, {grade_meaning(grade)}, by {grading.by} on {day}{earlier}")


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError, ImportError):  # a machine that knows no such user
        return "unknown"


@ledger.command(short_help="Make one record of each quotation in LEDGERS; show conflicts.")
@_path("LEDGERS", nargs=-1, required=True)
@_output("Write the merged ledger here instead of on standard output.")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=14,
    show_default=True,
    help="Most days between two publications of one quotation.",
)
@_force
@click.option("--json", "as_json", is_flag=True, help="Account for the merge as one JSON object.")
def merge(
    ledgers: tuple[Path, ...], output: Path | None, days: int, force: bool, as_json: bool
) -> None:
    """Merge LEDGERS: the same quotation in several reports becomes one record.

    It is the same by the same speaker, within some days, in the same words or a
    part of them; the record keeps where else it stands. Where a denial, a number,
    a modal verb, a condition or a name differs nothing is merged, and both
    records name the conflict. Reported speech is set beside the speaker's own
    words in other reports.

    Without -o the records go to standard output; with --json they stand in the
    account, under "records".
    """
    from itertools import chain

    from twofront.evidence.ledger import record_line
    from twofront.evidence.ledger_file import LedgerFile
    from twofront.evidence.merge import merge as merge_records
    from twofront.files import replace_file

    from .ledger_merge import account_json, account_lines

    if output:
        _protect(output, force)
    merged = merge_records(chain.from_iterable(map(LedgerFile, ledgers)), days)
    lines = (f"{record_line(record)}\n" for record in merged.ledger)
    if output:
        with replace_file(output) as out:
            out.writelines(line.encode() for line in lines)
    elif not as_json:
        for line in lines:
            click.echo(line, nl=False)
    if as_json:
        click.echo(account_json(merged, inline=output is None))
        return
    for line in account_lines(merged, output):
        click.echo(line, err=True)


def _protect(output: Path, force: bool) -> None:
    from twofront.problems import InputError, Problem

    message = "This is a folder." if output.is_dir() else None
    if output.exists() and not force:
        message = message or "The file is there already; --force replaces it."
    if message:
        raise InputError([Problem(str(output), None, None, "", "exists", message)])


@ledger.command()
@_path("LEDGER")
@click.option("--csv", "form", flag_value="csv", help="A table for a spreadsheet.")
@click.option("--footnotes", "form", flag_value="footnotes", help="Numbered citations.")
@click.option("--text", is_flag=True, help="Footnotes in plain text instead of Markdown.")
@_output("Write here instead of on standard output.")
@_force
def export(ledger: Path, form: str | None, text: bool, output: Path | None, force: bool) -> None:
    """Write LEDGER in another form: --csv or --footnotes.

    In the CSV a cell that a spreadsheet would run as a formula begins with an
    apostrophe; a file written with -o begins with a mark by which Excel knows it
    for UTF-8.
    """
    from twofront.evidence.export import csv_rows, footnote_lines
    from twofront.evidence.ledger_file import LedgerFile
    from twofront.files import replace_file

    if form is None:
        raise click.UsageError("Choose --csv or --footnotes.")
    if output:
        _protect(output, force)
    records = LedgerFile(ledger)
    lines = csv_rows(records)
    if form == "footnotes":
        lines = (f"{line}\n" for line in footnote_lines(records, markdown=not text))
    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    with replace_file(output) as out:
        out.write(b"\xef\xbb\xbf" if form == "csv" else b"")
        out.writelines(line.encode() for line in lines)


@ledger.command(short_help="Prove each record of LEDGER against its source.")
@_path("LEDGER")
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(readable=False, path_type=Path),
    help="Folder of the sources.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a record.")
@click.pass_context
def check(context: click.Context, ledger: Path, sources: Path | None, as_json: bool) -> None:
    """Prove each record of LEDGER: proved, differs, or source not at hand.

    Sources are found by digest, whatever their names; what a record was merged
    with is proved too. The exit status is 1 where a record differs from its
    source, or its source has the name but not the bytes of the file that was read.
    """
    from collections import Counter
    from dataclasses import asdict

    from twofront.evidence.ledger_file import LedgerFile
    from twofront.evidence.proof import prove
    from twofront.problems import InputError, Problem

    from .terminal import plain

    if sources is not None and not sources.is_dir():
        message = "There is no such folder."
        raise InputError([Problem(str(sources), None, None, "", "missing_folder", message)])
    counts: Counter[str] = Counter()
    for proof in prove(LedgerFile(ledger), sources):
        counts[proof.verdict] += 1
        of = f", with {proof.attests}" if proof.attests else ""
        line = f"{proof.id}{of}: {proof.verdict} ({proof.detail})"
        click.echo(json.dumps(asdict(proof), ensure_ascii=False) if as_json else plain(line))
    verdicts = ("proved", "differs", "source not at hand")
    click.echo(", ".join(f"{counts[v]} {v}" for v in verdicts) + ".", err=True)
    if counts["differs"]:
        context.exit(Status.WRONG_INPUT)
