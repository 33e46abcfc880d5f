"""What `twofront read` tells of its work: what was read, what was left out, and why."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import Status
from .terminal import tell

if TYPE_CHECKING:
    from twofront.evidence.intake import TakenIn
    from twofront.problems import Problem

TOLD = 20
"""Most files of a folder that are told of one by one; the others are counted."""
LISTED = 1_000
"""Most files left out, and most notes, that the JSON account lists."""

_WHY = {
    "empty": "empty",
    "not_text": "not text",
    "missing_file": "vanished or never there",
    "not_a_file": "not a file",
    "unreadable": "not to be opened",
    "too_large": "too large",
    "read_already": "read already",
    "fault": "broke the reader",
}


@dataclass(slots=True)
class Account:
    """Counts as reports come in.

    Attributes:
        as_json: Whether the account is asked for as JSON.
        inline: Whether the records stand within it.
    """

    as_json: bool
    inline: bool
    reports: int = 0
    records: Counter[str] = field(default_factory=Counter)
    shifts: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    left_out: list[Problem] = field(default_factory=list)
    named_lost: list[Problem] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    noted: int = 0
    told: int = 0
    faults: int = 0
    printed: int = 0

    def note(self, taken: TakenIn) -> None:
        """Take in one file."""
        if taken.problem:
            self._lose(taken, taken.problem)
        if taken.reading is None:
            return
        self.reports += 1
        for record in taken.reading.records:
            self.records[record.kind] += 1
            self.shifts.update(shift.verdict for shift in record.shifts)
        for text in taken.notes:
            self.noted += 1
            if len(self.notes) < LISTED:
                self.notes.append({"file": str(taken.path), "note": text})
            self._say(f"{taken.path}: {text}", taken.named)

    def _lose(self, taken: TakenIn, problem: Problem) -> None:
        self.why[problem.code] += 1
        self.faults += taken.fault is not None
        if len(self.left_out) < LISTED:
            self.left_out.append(problem)
        if taken.named and problem.code != "read_already":
            self.named_lost.append(problem)
        self._say(f"{taken.path}: left out. {problem.message}", taken.named)
        if taken.fault is not None:
            _tell_traceback(taken.fault)

    def _say(self, text: str, named: bool) -> None:
        if self.as_json or (not named and self.told > TOLD):
            return
        self.told += not named
        tell(text if named or self.told <= TOLD else "Further files are only counted.")

    def print_record(self, line: str) -> None:
        """Print a record on standard output, within the account where it is asked for."""
        if self.inline:
            line = ('{"records": [' if self.printed == 0 else ", ") + line
        click.echo(line, nl=not self.inline)
        self.printed += 1

    def refuse_nothing(self, asked: Path) -> None:
        """Stop where nothing was read, so that nothing is written."""
        from twofront.problems import InputError, Problem

        if self.reports:
            return
        if self.faults:
            raise click.exceptions.Exit(Status.OUR_FAULT)
        none = Problem(str(asked), None, None, "", "no_reports", "No report was found to read.")
        raise InputError(self.left_out or [none])

    @property
    def status(self) -> Status:
        """The exit status: what was named must have been read."""
        if self.faults:
            return Status.OUR_FAULT
        return Status.WRONG_INPUT if self.named_lost else Status.DONE

    def close(self, output: Path | None, passed_over: int) -> None:
        """Tell what came of it all."""
        if self.as_json:
            self._print_json(passed_over)
            return
        where = f" to {output}" if output else ""
        kinds = ", ".join(_count(n, kind) for kind, n in sorted(self.records.items()))
        total = _count(self.records.total(), "record")
        detail = f": {kinds}" if len(self.records) > 1 else ""
        tell(f"{total} from {_count(self.reports, 'report')}{where}{detail}")
        if self.shifts["stronger"]:
            relays = _count(self.shifts["stronger"], "relay")
            say = "says" if self.shifts["stronger"] == 1 else "say"
            tell(f"{relays} {say} more than was said: `twofront ledger show --shifts`")
        if self.why:
            why = ", ".join(f"{n:,} {_WHY.get(code, code)}" for code, n in self.why.most_common())
            tell(f"Left out: {_count(self.why.total(), 'file')} ({why})")
        if passed_over:
            tell(f"Not looked at, for their names are not those of reports: {passed_over:,}")

    def _print_json(self, passed_over: int) -> None:
        rest = {
            "ok": self.status == Status.DONE,
            "counts": {
                "reports": self.reports,
                "records": self.records.total(),
                "kinds": dict(self.records),
                "relay_shifts": dict(self.shifts),
                "left_out": self.why.total(),
                "why": dict(self.why),
                "notes": self.noted,
                "not_looked_at": passed_over,
            },
            "left_out": [asdict(problem) for problem in self.left_out],
            "notes": self.notes,
        }
        line = json.dumps(rest, ensure_ascii=False)
        if self.inline:
            line = ("], " if self.printed else '{"records": [], ') + line[1:]
        click.echo(line)


def _count(number: int, thing: str) -> str:
    """Write a number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _tell_traceback(fault: Exception) -> None:
    if os.environ.get("TWOFRONT_DEBUG", "") not in ("", "0"):
        from traceback import format_exception

        tell("".join(format_exception(fault)))
