"""Solving parts by threads of this process; the solver lets go of the interpreter's lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeAlias

from .folder import TAKEN_AWAY, refuse
from .work import Stopped, Watcher, Work

Crew: TypeAlias = Callable[[Sequence[int]], None]
"""Solves and stores some parts of a run."""


@contextmanager
def threads(work: Work, count: int, watcher: Watcher) -> Iterator[Crew]:
    """Give a crew of so many threads; when left, none of them works any more."""
    stop = threading.Event()

    def one(place: int) -> None:
        steps = _Steps(len(work.numbers(place)), len(work.study.plan.arms), watcher)

        def pause() -> None:
            if stop.is_set():
                raise Stopped
            if not work.is_wanted:
                refuse(work.results, "taken_away", TAKEN_AWAY)
            steps.step()

        work.do(place, pause)
        steps.end()

    def crew(places: Sequence[int]) -> None:
        _wait([pool.submit(one, place) for place in places])

    with ThreadPoolExecutor(count, thread_name_prefix="twofront") as pool:
        try:
            yield crew
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


class _Steps:
    """Tells a watcher of a part's draws step by step, and of all of them in the end."""

    def __init__(self, draws: int, steps: int, watcher: Watcher) -> None:
        self.left = float(draws)
        self.share = draws / steps
        self.watcher = watcher

    def step(self) -> None:
        share = min(self.share, self.left)
        self.left -= share
        self.watcher.advance(share)

    def end(self) -> None:
        self.watcher.advance(self.left)


def _wait(tasks: Sequence[Future[None]]) -> None:
    """Wait for all tasks, awake often enough to be interrupted; raise the first error."""
    waiting = set(tasks)
    while waiting:
        done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_EXCEPTION)
        for task in done:
            task.result()
