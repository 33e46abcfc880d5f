"""Solving parts on a Dask cluster: processes of this machine, or workers that a scheduler has.

Every worker must see the run's folder under the same path: it writes its parts
there, and only their digests travel back. Nothing but strings and numbers goes
to the workers; they compile the scenario for themselves.
"""

from __future__ import annotations

import logging
import queue
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, TypeAlias

from twofront.problems import InputError, Problem

from . import worker
from .folder import TAKEN_AWAY, refuse
from .store import first_line
from .threads import Crew
from .versions import versions
from .work import Stopped, Watcher, Work

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER = 10.0
"""Seconds in which a scheduler has to answer."""

LEAVE = 1.0
"""Seconds in which a scheduler has to take leave."""

ALONE = 300.0
"""Seconds to wait for a worker where there is none."""

LOOK, EVERY = 0.2, 2.0
"""Seconds between two looks at what is done, and at who is there."""

TRIES = 5
"""How often a part is given out again that its workers died of; Dask tries four times by itself."""

MOST_TOLD = 10
"""Most workers whose problems are told."""

LOGGERS = ("distributed", "tornado")

RESUME = "Go on by --resume."

EXTRA = "Solving on a cluster needs Dask: pip install 'twofront[cluster]'."

Greetings: TypeAlias = Mapping[str, Mapping[str, Any] | Exception]
"""By a worker's address, what it says of itself, or why it cannot."""


@contextmanager
def local_cluster(work: Work, workers: int, watcher: Watcher) -> Iterator[Crew]:
    """Give a crew of so many processes of this machine, which end when it is left.

    They speak by TLS, with keys that nobody else has.

    Raises:
        InputError: Dask is not installed, or the processes do not start.
    """
    with _dask_at_hand(), ExitStack() as stack:
        from distributed import LocalCluster

        watcher.note(f"Starting {workers} worker process{'' if workers == 1 else 'es'}.")
        try:
            with _uninterrupted():
                started = stack.enter_context(
                    LocalCluster(
                        n_workers=workers,
                        threads_per_worker=1,
                        host="127.0.0.1",
                        dashboard_address="127.0.0.1:0",
                        worker_dashboard_address="127.0.0.1:0",
                        memory_limit=None,
                        security=True,
                        silence_logs=logging.CRITICAL + 1,
                    )
                )
        except (OSError, RuntimeError) as error:
            message = f"Worker processes do not start: {first_line(error)}. {_GUARD}"
            raise refusal("workers", "no_workers", message) from None
        yield stack.enter_context(_crew(work, started, watcher))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back for a moment, and from all threads and processes begun in it for good.

    A terminal interrupts a run's processes along with it; the run ends them itself.
    """
    resource_tracker.ensure_running()  # which would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_GUARD = "A script has to begin a run below `if __name__ == '__main__':`."


@contextmanager
def cluster(work: Work, address: str, watcher: Watcher) -> Iterator[Crew]:
    """Give a crew of the workers that a scheduler has.

    Args:
        work: What is done.
        address: `tcp://HOST:PORT`, or `tls://HOST:PORT` with keys from Dask's settings.
        watcher: Is told how it goes.

    Raises:
        InputError: Dask is not installed, no scheduler answers, or a worker has other
            versions or does not see the folder.
    """
    with _dask_at_hand(), _crew(work, address, watcher) as crew:
        yield crew


@contextmanager
def _dask_at_hand() -> Iterator[None]:
    """See that Dask is installed, and keep its log from the terminal for a while."""
    try:
        import_module("distributed")
    except ImportError:
        raise refusal("dask", "not_installed", EXTRA) from None
    names = [name for name in logging.root.manager.loggerDict if name.startswith(LOGGERS)]
    handlers = [each for name in names for each in logging.getLogger(name).handlers]
    levels = [(each, each.level) for each in handlers]
    try:
        for each in handlers:
            each.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for each, level in levels:
            each.setLevel(level)


@contextmanager
def _crew(work: Work, where: Any, watcher: Watcher) -> Iterator[Crew]:
    """Give a crew of the workers of a scheduler or cluster; when left, they are let go."""
    with _client(where) as client:
        errand = _Errand(client, work, watcher)
        errand.meet()
        try:
            yield errand.run
        finally:  # whoever is still at a part lets go of it
            with suppress(OSError):
                (work.results / work.token).unlink()


@contextmanager
def _client(where: Any) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(where, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        message = f"No scheduler answers here: {first_line(error)}."
        raise refusal(str(where), "no_scheduler", message) from None
    try:
        yield client
    finally:
        client.close(timeout=LEAVE)


class _Errand:
    """Parts given out to workers and waited for."""

    def __init__(self, client: Client, work: Work, watcher: Watcher) -> None:
        self.client = client
        self.work = work
        self.watcher = watcher
        self.folder = str(work.results.parent.absolute())
        self.waiting: dict[str, tuple[int, Future]] = {}
        """By key, parts that are given out and not done."""
        self.done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.deaths: Counter[int] = Counter()
        self.lonely: float | None = None
        """Since when there has been no worker."""

    def meet(self) -> None:
        """Wait for the first workers, and see that all there are fit.

        Raises:
            InputError: None comes, or one does not fit.
        """
        while not self._have_workers():
            time.sleep(LOOK)
        with self._connected():
            answers = self.client.run(worker.greet, self.folder, self.work.token, on_error="return")
        if found := list(misfits(answers, self.folder)):
            raise InputError(found[:MOST_TOLD])
        kinds = sorted({str(answer["cpu"]) for answer in answers.values()})
        if len(kinds) > 1:
            self.watcher.note(
                f"The workers have different processors ({', '.join(kinds)}): the last digits of "
                "an answer may depend on who solved what."
            )

    def run(self, places: Sequence[int]) -> None:
        """Have parts solved.

        Raises:
            InputError: A worker says what is wrong, a part kills its workers, or the
                scheduler goes away.
        """
        for place in places:
            self._give(place)
        looked = time.monotonic()
        while self.waiting:
            with suppress(queue.Empty):
                self._take(self.done.get(timeout=LOOK))
            if time.monotonic() - looked > EVERY:
                self._have_workers()
                looked = time.monotonic()

    def _give(self, place: int) -> None:
        key = f"twofront-{self.work.token}-{place}-{self.deaths[place]}"
        arguments = (self.folder, self.work.identity.digest, place, self.work.token)
        with self._connected():
            future = self.client.submit(worker.solve, *arguments, key=key, pure=False)
        self.waiting[key] = place, future
        future.add_done_callback(self.done.put)

    def _take(self, future: Future) -> None:
        """Take what came of a part; give it out again if its workers died."""
        from distributed import KilledWorker

        place, _ = self.waiting.pop(future.key)
        with self._connected():
            if future.status == "cancelled":
                raise CancelledError
            error = future.exception(timeout=ANSWER)
            told = None if error else future.result(timeout=ANSWER)
        match error:
            case None if told == self.work.digest(place):
                self.watcher.advance(len(self.work.numbers(place)))
            case None:
                refuse(self.work.results, "another_run", f"A worker solved another part {place}.")
            case KilledWorker() if self.deaths[place] < TRIES:
                self.deaths[place] += 1
                self._give(place)
            case KilledWorker():
                message = f"Workers die of part {place}, perhaps for want of memory."
                refuse(self.work.results, "killed", f"{message} {RESUME}")
            case Stopped():
                refuse(self.work.results, "taken_away", TAKEN_AWAY)
            case _:
                raise error

    def _have_workers(self) -> bool:
        """Tell whether there are workers; say so, and in the end give up, where there are none."""
        with self._connected():
            count = len(self.client.nthreads())
        now = time.monotonic()
        if count:
            self.lonely = None
        elif self.lonely is None:
            self.lonely = now
            self.watcher.note("The scheduler has no workers. Waiting for one.")
        elif now - self.lonely > ALONE:
            message = f"For {ALONE:.0f} seconds the scheduler has had no workers."
            raise refusal(self._address(), "no_workers", f"{message} {RESUME}")
        return count > 0

    def _address(self) -> str:
        return str(getattr(self.client.scheduler, "address", "scheduler"))

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Turn into an input error what is raised where the scheduler is gone."""
        try:
            yield
            lost = self.client.status != "running"
        except (OSError, CancelledError, RuntimeError):
            lost = True
        if lost:
            raise refusal(self._address(), "scheduler_gone", f"The scheduler went away. {RESUME}")


def refusal(place: str, code: str, message: str) -> InputError:
    """Give the input error that something is wrong with a scheduler or its workers."""
    return InputError([Problem(place, None, None, "", code, message)])


def misfits(answers: Greetings, folder: str) -> Iterator[Problem]:
    """Say which workers cannot work on a run, and why.

    Args:
        answers: What each said, by its address.
        folder: The run's, as this machine names it.
    """
    own = versions()
    for address, answer in answers.items():
        if isinstance(answer, Exception):
            why = f"{type(answer).__name__}: {first_line(answer)}"
            message = f"Twofront cannot be loaded on this worker: {why}."
            yield Problem(address, None, None, "", "not_loaded", message)
            continue
        machine = str(answer["machine"])
        yield from worker.other_versions(address, machine, answer["versions"], own)
        if not answer["sees"]:
            message = (
                f"The worker on {machine} does not see the run's folder, {folder}. "
                "Put it where all workers see it, by --out."
            )
            yield Problem(address, None, None, "", "unseen_folder", message)
