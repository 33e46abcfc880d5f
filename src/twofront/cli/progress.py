"""How a run shows that it moves: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from twofront.study.runner import Watcher

from .terminal import colour, plain, tell

LEAST_SECONDS = 5.0
"""Between two plain lines."""


@contextmanager
def progress() -> Iterator[Watcher]:
    """Give the watcher that suits standard error, and put the terminal in order afterwards."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


class Lines(Watcher):
    """Plain lines, for logs and pipes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked = 0
        self.done = self.before = 0.0
        self.began = self.last = time.monotonic()

    def note(self, line: str) -> None:
        """Write a line."""
        tell(line)

    def begin(self, asked: int, done: int) -> None:
        """Write how much there is to do."""
        self.asked, self.done, self.before = asked, done, done
        self.began = self.last = time.monotonic()
        kept = f", {done} of them solved before" if done else ""
        self.note(f"Solving {asked} draws{kept}.")

    def advance(self, draws: float) -> None:
        """Write how far the work is, if the last line is old enough."""
        with self.lock:
            self.done += draws
            now = time.monotonic()
            if now - self.last < LEAST_SECONDS:
                return
            self.last = now
            rate = (self.done - self.before) / (now - self.began)
            left = (self.asked - self.done) / rate if rate else 0.0
            self.note(f"{self.done:.0f} of {self.asked} draws, about {duration(left)} left.")


class Bar(Watcher):
    """A bar with rate and time left, for a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        self.console = Console(stderr=True, no_color=colour() is False)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self.console,
        )
        self.lock = threading.Lock()
        self.task: Any = None
        self.began = time.monotonic()
        self.done = 0.0

    def note(self, line: str) -> None:
        """Write a line above the bar."""
        with suppress(OSError):
            self.console.print(plain(line), markup=False, highlight=False, soft_wrap=True)

    def begin(self, asked: int, done: int) -> None:
        """Show the bar."""
        self.began = time.monotonic()
        self.task = self.bar.add_task("Solving draws", total=asked, completed=done, rate="")
        with suppress(OSError):
            self.bar.start()

    def advance(self, draws: float) -> None:
        """Move the bar."""
        with self.lock:
            self.done += draws
            seconds = max(time.monotonic() - self.began, 1e-9)
            rate = f"{self.done / seconds:.0f} draws/s"
            self.bar.update(self.task, advance=draws, rate=rate)

    def close(self) -> None:
        """Leave the terminal as it was."""
        with suppress(OSError):
            self.bar.stop()


def duration(seconds: float) -> str:
    """Write a time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
