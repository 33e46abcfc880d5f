"""`twofront ledger`: look into a ledger, and prove it against its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from twofront.evidence.ledger import Record

WIDTH = 96


@click.group()
def ledger() -> None:
    """Inspect and prove a ledger of evidence."""


@ledger.command()
@click.argument("path", metavar="LEDGER", type=click.Path(readable=False, path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(readable=False, path_type=Path),
    help="Folder of the sources.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a record.")
@click.pass_context
def check(context: click.Context, path: Path, sources: Path | None, as_json: bool) -> None:
    """Prove each record of LEDGER: proved, differs, or source not at hand.

    Sources are found by digest, whatever their names. The exit status is 1
    where a record differs from its source.
    """
    import json
    from collections import Counter
    from dataclasses import asdict

    from twofront.evidence.ledger_file import load_ledger
    from twofront.evidence.proof import prove
    from twofront.problems import InputError, Problem

    from .terminal import plain

    if sources is not None and not sources.is_dir():
        message = "There is no such folder."
        raise InputError([Problem(str(sources), None, None, "", "missing_folder", message)])
    counts: Counter[str] = Counter()
    for proof in prove(load_ledger(path), sources):
        counts[proof.verdict] += 1
        line = f"{proof.id}: {proof.verdict} ({proof.detail})"
        click.echo(json.dumps(asdict(proof), ensure_ascii=False) if as_json else plain(line))
    verdicts = ("proved", "differs", "source not at hand")
    click.echo(", ".join(f"{counts[v]} {v}" for v in verdicts) + ".", err=True)
    if counts["differs"]:
        context.exit(1)


@ledger.command()
@click.argument("path", metavar="LEDGER", type=click.Path(readable=False, path_type=Path))
def show(path: Path) -> None:
    """Print the records of LEDGER to read."""
    from twofront.evidence.ledger_file import load_ledger

    for record in load_ledger(path):
        click.echo("\n".join(_lines(record)) + "\n")


def _lines(record: Record) -> list[str]:
    """Write one record in a few lines, nothing in which can steer the terminal."""
    from textwrap import wrap

    from twofront.problems import printable

    content = record.paraphrase or f"“{record.text}”"
    lines = [
        _joined("  ", record.id, record.kind, record.modality, record.grade),
        _joined(", ", record.speaker or "nobody named", record.occasion),
        *wrap(" ".join(content.split()), WIDTH),
        _labelled("Condition", record.condition),
        _labelled("Hedges", ", ".join(record.hedges)),
        _labelled("Relay says", record.relay_shift),
        _labelled("Carried by", _joined(" → ", record.outlet, *record.relay)),
        _labelled("Title", record.title),
        _labelled("Address", record.url),
        _labelled("Said on", record.said_on),
        _labelled("Published on", record.published_on),
        _labelled("Stands at", _place(record)),
        _labelled("Rule", record.rule),
    ]
    head, *rest = (printable(line) for line in lines if line)
    return [head, *(f"  {line}" for line in rest)]


def _place(record: Record) -> str | None:
    span = record.span
    return f"{span.start:,} to {span.end:,} of {span.source_sha256[:12]}…" if span else None


def _joined(mark: str, *parts: str | None) -> str:
    return mark.join(part for part in parts if part)


def _labelled(label: str, value: str | date | None) -> str | None:
    return f"{label}: {value}" if value else None
