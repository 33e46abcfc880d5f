"""The command line: one verb a file, loaded when it is asked for."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def main(args: Sequence[str] | None = None) -> int:
    """Run the verb that `args` name (by default the command line's) and give the exit status.

    The statuses are those of `twofront.cli.errors.Status`. Whatever goes wrong
    is said on standard error, or as JSON on standard output where `--json` was asked for.
    """
    try:
        return _run(list(sys.argv[1:] if args is None else args))
    except KeyboardInterrupt:  # while what tells of it was being loaded, or told of it
        with suppress(OSError):
            os.write(2, b"Interrupted.\n")
        return 130


def _run(asked: list[str]) -> int:
    from .app import app
    from .errors import let_go_of_output, report
    from .terminal import colour, ready_streams

    ready_streams()
    try:
        status = app.main(asked, prog_name="twofront", standalone_mode=False, color=colour()) or 0
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        status = report(error, asked)
    let_go_of_output()
    return int(status)
