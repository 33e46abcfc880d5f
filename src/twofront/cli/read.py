"""`twofront read`: reports into a ledger of evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from twofront.evidence.reading import Reading
    from twofront.problems import Problem

SUFFIXES = (".txt", ".text", ".html", ".htm", ".xhtml")


@click.command()
@click.argument("reports", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option("-o", "--output", metavar="LEDGER", type=click.Path(readable=False, path_type=Path))
@click.option("--predictions", metavar="FILE", type=click.Path(readable=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def read(
    reports: tuple[Path, ...], output: Path | None, predictions: Path | None, force: bool
) -> None:
    """Read REPORTS into a ledger of evidence.

    REPORTS are plain text or saved HTML, or folders of them. Without -o the
    records go to standard output, one JSON object a line. --predictions writes
    everything that was read, boilerplate too, in the form that scoring against
    labels takes.
    """
    from twofront.files import replace_file
    from twofront.problems import InputError

    files = _files(reports)
    _protect(files, [path for path in (output, predictions) if path], force)
    problems: list[Problem] = []
    with ExitStack() as stack:
        ledger = stack.enter_context(replace_file(output)) if output else None
        scored = stack.enter_context(replace_file(predictions)) if predictions else None
        counts = _write(_readings(files, problems), ledger, scored)
        if problems:
            raise InputError(problems)
    where = f" to {output}" if output else ""
    _say(f"{_count(counts, 'record')} from {_count(counts, 'report')}{where}")


def _count(counts: Counter[str], thing: str) -> str:
    return f"{counts[thing]:,} {thing}{'' if counts[thing] == 1 else 's'}"


def _files(reports: tuple[Path, ...]) -> dict[Path, bool]:
    """List the files to read in order; true for those that were named, not found in a folder."""
    files: dict[Path, bool] = {}
    for path in reports:
        if not path.is_dir():
            files[path] = True
            continue
        inside = sorted(p for p in path.rglob("*") if not _hidden(p.relative_to(path)))
        reports_inside = [p for p in inside if p.suffix.lower() in SUFFIXES and p.is_file()]
        for found in reports_inside:
            files.setdefault(found, False)
        _say(f"{path}: {len(reports_inside)} reports found ({', '.join(SUFFIXES)})")
    return files


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _protect(files: dict[Path, bool], outputs: list[Path], force: bool) -> None:
    """Refuse to write over what cannot be had again."""
    from twofront.problems import InputError, Problem

    problems = []
    sources = {path.resolve() for path in files} if any(p.exists() for p in outputs) else set()
    for path in outputs:
        message = None
        if path.resolve() in sources:
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


def _readings(files: dict[Path, bool], problems: list[Problem]) -> Iterator[Reading]:
    """Read the files in turn: a bad one is a problem if it was named, else it is told of."""
    from twofront.evidence.reading import id_stem, read
    from twofront.problems import InputError, Problem

    stems = Counter(id_stem(path) for path in files)
    seen: set[tuple[str, str]] = set()
    for path, named in files.items():
        stem = id_stem(path)
        try:
            reading = read(path, shares_stem=stems[stem] > 1)
        except InputError as error:
            if named:
                problems += error.problems
            else:
                _say(f"{path}: left out. {error.problems[0].message}")
            continue
        key = (stem, reading.report.source.sha256)
        if key in seen:
            _say(f"{path}: left out. A report of the same name and content was read already.")
            continue
        seen.add(key)
        for note in reading.notes:
            _say(f"{path}: {note}")
        yield reading
    if not seen and not problems:
        place = next(iter(files), "")
        message = "No report was found to read."
        problems.append(Problem(str(place), None, None, "", "no_reports", message))


def _write(
    readings: Iterator[Reading], ledger: BinaryIO | None, scored: BinaryIO | None
) -> Counter[str]:
    import json

    from twofront.evidence.ledger import record_line
    from twofront.evidence.reading import prediction

    counts: Counter[str] = Counter()
    for reading in readings:
        for record in reading.records:
            line = record_line(record)
            if ledger:
                ledger.write(f"{line}\n".encode())
            else:
                click.echo(line)
        if scored:
            line = json.dumps(prediction(reading), ensure_ascii=False)
            scored.write(f"{line}\n".encode())
        counts.update(report=1, record=len(reading.records))
    return counts


def _say(text: str) -> None:
    from .terminal import tell

    tell(text)
