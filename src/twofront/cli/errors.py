"""What a verb's failure tells the user, and the exit status it ends with."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from enum import IntEnum
from pathlib import Path

import click

from twofront.problems import InputError, Problem, problem_text

from .terminal import Nowhere, tell

PACKAGE = Path(__file__).resolve().parent.parent
SOLVING = ("check", "run", "explain", "solve")
"""Verbs that solve nothing where a line of their input is wrong."""


# What a user or a machine can bring about: names, permissions, room on the disk.
OUTSIDE = frozenset(
    {errno.ENOENT, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY}
    | {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EIO}
    | {errno.ELOOP, errno.ENAMETOOLONG, errno.EMFILE, errno.ENFILE}
    | {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
)


class Status(IntEnum):
    """Exit statuses; scripts rely on them."""

    DONE = 0
    WRONG_INPUT = 1
    WRONG_USAGE = 2
    OUR_FAULT = 3
    INTERRUPTED = 130


def report(error: BaseException, asked: Sequence[str]) -> int:
    """Tell the user what went wrong with the command line `asked`; give the exit status."""
    match error:
        case InputError():
            return _report_problems(error.problems, asked)
        case click.ClickException():
            with suppress(OSError):
                error.show()
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            tell("Interrupted.")
            return Status.INTERRUPTED
        case BrokenPipeError():
            return Status.INTERRUPTED
        case OSError() if _from_outside(error):
            return _report_problems((_outside_problem(error),), asked)
        case _:
            return _report_fault(error)


def let_go_of_output() -> None:
    """Drop what cannot be written any more, so that the interpreter won't stumble over it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report_problems(problems: Sequence[Problem], asked: Sequence[str]) -> Status:
    if wants_json(asked) and _printed_as_json(problems):
        return Status.WRONG_INPUT
    for problem in problems:
        tell(problem_text(problem))
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}."
    nothing = asked[0] in SOLVING and any(problem.line for problem in problems)
    tell(f"{count} Nothing was solved." if nothing else count)
    return Status.WRONG_INPUT


def _printed_as_json(problems: Sequence[Problem]) -> bool:
    """Print problems on standard output; tell whether it could be written."""
    if isinstance(sys.stdout, Nowhere):
        return False
    found = [asdict(problem) for problem in problems]
    with suppress(OSError):
        click.echo(json.dumps({"ok": False, "problems": found}))
        return True
    return False


def wants_json(asked: Sequence[str]) -> bool:
    """Tell whether a command line asks for JSON; what stands after `--` is no option."""
    options = asked[: asked.index("--")] if "--" in asked else asked
    return "--json" in options


def _from_outside(error: OSError) -> bool:
    ours = isinstance(error.filename, str) and Path(error.filename).is_relative_to(PACKAGE)
    return error.errno in OUTSIDE and not ours


def _outside_problem(error: OSError) -> Problem:
    file = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else _nameless()
    code = errno.errorcode[error.errno].lower() if error.errno else "system"
    return Problem(file, None, None, "", code, f"{error.strerror}.")


def _nameless() -> str:
    """Name what an error without a file is about: a lost working folder, or the output."""
    try:
        os.getcwd()
    except OSError:
        return "the folder this command was started in"
    return "output"


def _report_fault(error: BaseException) -> Status:
    from importlib.metadata import version

    if os.environ.get("TWOFRONT_DEBUG", "") not in ("", "0"):
        from traceback import format_exception

        tell("".join(format_exception(error)))
    tell(
        f"A fault in Twofront {version('twofront')}, not in your input: "
        f"{type(error).__name__}: {str(error)[:500]}\n"
        "Please report it to the project's issue tracker with the command you ran;\n"
        "with TWOFRONT_DEBUG=1 set, the same command shows the traceback to send along."
    )
    return Status.OUR_FAULT
