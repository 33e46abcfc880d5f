"""`twofront read`: reports into a ledger of evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from twofront.evidence.intake import Intake, TakenIn

    from .account import Account


@click.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="LEDGER",
    type=click.Path(readable=False, path_type=Path),
    help="Write the records here instead of on standard output.",
)
@click.option(
    "--predictions",
    metavar="FILE",
    type=click.Path(readable=False, path_type=Path),
    help="Also write all that was read as scoring against labels takes it.",
)
@click.option(
    "--gazetteer",
    metavar="FILE",
    type=click.Path(readable=False, path_type=Path),
    help="A table of your own names, on top of those that come along.",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option(
    "--json", "as_json", is_flag=True, help="Account for what was read as one JSON object."
)
@click.pass_context
def read(
    context: click.Context,
    reports: tuple[Path, ...],
    output: Path | None,
    predictions: Path | None,
    gazetteer: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read REPORTS into a ledger of evidence.

    REPORTS are plain text or saved HTML, or folders of them: .txt, .text, .html,
    .htm and .xhtml, in the folders inside too, but neither hidden ones nor links
    to folders. Without -o the records go to standard output, one JSON object a
    line; with --json they stand in the account, under "records".

    A file that cannot be read never stops the rest; what was left out and why is
    told at the end. The exit status is 1 where a file that the command line names
    could not be read; and where nothing could, when nothing is written either.
    """
    from twofront.files import replace_file

    from .account import Account

    intake = _intake(reports, gazetteer)
    _protect(reports, [path for path in (output, predictions) if path], force)
    account = Account(as_json, inline=as_json and output is None)
    with ExitStack() as stack:
        ledger = stack.enter_context(replace_file(output)) if output else None
        scored = stack.enter_context(replace_file(predictions)) if predictions else None
        _write(intake, account, ledger, scored)
        account.refuse_nothing(reports[0])
    account.close(output, intake.passed_over)
    context.exit(account.status)


def _intake(reports: tuple[Path, ...], gazetteer: Path | None) -> Intake:
    from twofront.evidence.intake import Intake

    if gazetteer is None:
        return Intake(reports)
    from functools import partial

    from twofront.evidence.gazetteer import load_gazetteer
    from twofront.evidence.reading import read as read_report

    return Intake(reports, partial(read_report, gazetteer=load_gazetteer(gazetteer)))


def _protect(reports: Iterable[Path], outputs: list[Path], force: bool) -> None:
    """Refuse to write over what cannot be had again."""
    from twofront.problems import InputError, Problem

    problems = []
    for path in outputs:
        message = None
        if path.exists() and _is_report(path, reports):
            message = "This is one of the reports to be read."
        elif path.is_dir():
            message = "This is a folder."
        elif path.exists() and not force:
            message = "The file is there already; --force replaces it."
        if message:
            problems.append(Problem(str(path), None, None, "", "exists", message))
    if len(outputs) == 2 and outputs[0].resolve() == outputs[1].resolve():
        raise click.UsageError("The ledger and the predictions cannot be one file.")
    if problems:
        raise InputError(problems)


def _is_report(path: Path, reports: Iterable[Path]) -> bool:
    """Whether a file is named as a report, or lies in a folder to be read and looks like one."""
    from twofront.evidence.intake import SUFFIXES

    place = path.resolve()
    return any(
        place == report.resolve()
        or (place.suffix.lower() in SUFFIXES and place.is_relative_to(report.resolve()))
        for report in reports
    )


def _write(
    intake: Iterable[TakenIn], account: Account, ledger: BinaryIO | None, scored: BinaryIO | None
) -> None:
    from twofront.evidence.ledger import record_line
    from twofront.evidence.reading import prediction

    for taken in intake:
        account.note(taken)
        if taken.reading is None:
            continue
        for record in taken.reading.records:
            if ledger:
                ledger.write(f"{record_line(record)}\n".encode())
            else:
                account.print_record(record_line(record))
        if scored:
            line = json.dumps(prediction(taken.reading), ensure_ascii=False)
            scored.write(f"{line}\n".encode())
