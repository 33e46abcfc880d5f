"""What may reach a terminal: untrusted text made harmless, colour only where it is wanted."""

import os
import sys
from contextlib import suppress
from io import StringIO, TextIOWrapper

import click

from twofront.problems import printable


class Nowhere(StringIO):
    """Stands for a stream that was closed."""


def plain(text: str) -> str:
    """Escape whatever in `text` could steer a terminal; lines and tabs stay."""
    return printable(text, keep="\n\t")


def tell(text: str) -> None:
    """Say something on standard error; that nobody can hear it stops no work."""
    with suppress(OSError):
        click.echo(plain(text), err=True)


def colour() -> bool | None:
    """False where `NO_COLOR` is set or the terminal is dumb; None leaves it to the stream."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return None


def ready_streams() -> None:
    """Make both streams take any text, also where they are closed or know few letters."""
    sys.stdout = sys.stdout or Nowhere()
    sys.stderr = sys.stderr or Nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
