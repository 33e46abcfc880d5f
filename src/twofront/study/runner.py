"""A run: parts solved by workers and stored as they finish, then the answer."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twofront.findings import Findings, to_json
from twofront.problems import InputError
from twofront.scenario import canonical_text, is_warning
from twofront.scenario import digest as scenario_digest
from twofront.scenario.model import Scenario
from twofront.world import check_structure

from .equilibrium import game, solve
from .folder import (
    FINDINGS,
    RESULTS,
    Identity,
    check_free,
    check_same,
    claim,
    digest,
    held,
    read_manifest,
    refuse,
    write_manifest,
    write_text,
)
from .gather import table
from .parts import MAX_DRAWS, Part, part_count, part_numbers
from .sample import draws as drawn
from .solve import Study, solve_part, study
from .store import DamagedPart, part_path, read_part, write_part
from .trial import try_every_draw
from .versions import settings, versions

DRAWS = 4096
SEED = 1
PATIENCE = 2.0
"""Seconds after which a first solution is said to wait for the compiler."""


class Watcher:
    """Is told what a run is doing; this one keeps it to itself."""

    def note(self, line: str) -> None:
        """Hear of something that has happened or begins."""

    def begin(self, asked: int, done: int) -> None:
        """Hear that solving begins, and how many draws there are and were done before."""

    def advance(self, draws: float) -> None:
        """Hear that the work of so many more draws is done; from any thread."""


class Stopped(Exception):
    """Raised in a worker that is asked to stop."""


def run(
    scenario: Scenario,
    folder: Path,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    resume: bool = False,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> Findings:
    """Solve a scenario's arms for every draw and answer its claims.

    Args:
        scenario: As known on its date.
        folder: Where the run is written; made if it is not there.
        draws: How many sets of assumptions, 1 to 2**20.
        seed: Of the draws, 0 or more.
        resume: Go on with the run that is in the folder, if there is one.
        workers: Threads; as many as there are cores to use if None.
        watcher: Is told how it goes.

    Returns:
        The findings, which also stand in the folder.

    Raises:
        InputError: The scenario's structure has a problem, or the folder holds another
            run, is in use, or cannot be written.
    """
    if not 1 <= draws <= MAX_DRAWS or seed < 0:
        refuse(
            folder, "out_of_bounds", f"A run has 1 to {MAX_DRAWS} draws and a seed of 0 or more."
        )
    watcher = watcher or Watcher()
    text = canonical_text(scenario)
    identity = _identity(scenario, seed, draws)
    check_free(folder, resume=resume)
    check_same(folder, identity, text)
    watcher.note("Compiling the scenario's arms.")
    _check_structure(scenario)
    what = study(scenario, seed)
    identity = replace(identity, arms=what.plan.arms)
    watcher.note(f"Trying {draws} draws for numbers that are undefined.")
    try_every_draw(what, draws)
    count = workers or len(os.sched_getaffinity(0))
    with held(folder, resume=resume):
        claim(folder, identity, text)
        with _session(folder, identity, count):
            _solve_parts(what, identity, folder / RESULTS, count, watcher)
        watcher.note("Reading the answer off the results.")
        return _answer(scenario, identity, folder)


def _identity(scenario: Scenario, seed: int, draws: int) -> Identity:
    """Say which run it is, as far as that is known before the arms are laid out."""
    return Identity(
        scenario=scenario_digest(scenario),
        ledger=scenario.ledger_digest,
        as_of=scenario.as_of.isoformat(),
        seed=seed,
        draws=draws,
        versions=versions(),
        settings=settings(),
        arms=(),
    )


def _check_structure(scenario: Scenario) -> None:
    if wrong := [each for each in check_structure(scenario) if not is_warning(each)]:
        raise InputError(wrong)


@contextmanager
def _session(folder: Path, identity: Identity, workers: int) -> Iterator[None]:
    """Note in the manifest when, and where, the run was worked on."""
    sessions: list[dict[str, Any]] = [
        *read_manifest(folder)["sessions"],
        {
            "started": _now(),
            "ended": None,
            "workers": workers,
            "machine": platform.machine(),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
    ]
    write_manifest(folder, identity, sessions)
    try:
        yield
    finally:
        sessions[-1]["ended"] = _now()
        with suppress(InputError):  # what stopped the work, such as a full disk, is said already
            write_manifest(folder, identity, sessions)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def part_digest(identity: Identity, place: int) -> str:
    """Name what a part computes."""
    numbers = part_numbers(place, identity.draws)
    return digest([identity.digest, int(numbers[0]), int(numbers[-1])])


def _solve_parts(
    what: Study, identity: Identity, results: Path, workers: int, watcher: Watcher
) -> None:
    """Solve the parts that are not in the store yet."""
    missing = list(_missing(identity, results, watcher))
    solved = identity.draws - sum(len(part_numbers(k, identity.draws)) for k in missing)
    if missing:
        _warm_up(what, watcher)
    watcher.begin(identity.draws, solved)
    stop = threading.Event()

    def work(place: int) -> None:
        numbers = part_numbers(place, identity.draws)
        share = len(numbers) / len(what.plan.arms)

        def pause() -> None:
            if stop.is_set():
                raise Stopped
            watcher.advance(share)

        part = solve_part(what, numbers, pause)
        quantities = what.scenario.quantities
        write_part(results, place, part, part_digest(identity, place), quantities)

    with ThreadPoolExecutor(workers, thread_name_prefix="twofront") as pool:
        try:
            _wait([pool.submit(work, place) for place in missing])
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _warm_up(what: Study, watcher: Watcher) -> None:
    """Solve one draw, and say so if that takes long: then the solver is being compiled."""
    line = "Compiling the solver. This happens once on a machine and takes about half a minute."
    patience = threading.Timer(PATIENCE, watcher.note, [line])
    patience.daemon = True
    patience.start()
    try:
        family = what.plan.families[0]
        one = drawn(what.scenario, what.seed, part_numbers(0, 1))
        solve(game(*family(family.program, one)), {})
    finally:
        patience.cancel()


def _missing(identity: Identity, results: Path, watcher: Watcher) -> Iterator[int]:
    for place in range(part_count(identity.draws)):
        try:
            read_part(results, place, part_digest(identity, place))
        except DamagedPart as error:
            paths = [part_path(results, kind, place) for kind in ("draws", "reads")]
            for path in paths:
                if path.is_dir() and not path.is_symlink():
                    refuse(path, "not_a_file", "A folder stands where a part belongs. Move it.")
            if any(os.path.lexists(path) for path in paths):
                watcher.note(f"Part {place} is computed again: {error}.")
            yield place


def _wait(tasks: Sequence[Future[None]]) -> None:
    """Wait for all tasks, awake often enough to be interrupted; raise the first error."""
    waiting = set(tasks)
    while waiting:
        done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_EXCEPTION)
        for task in done:
            task.result()


def read_parts(identity: Identity, folder: Path) -> list[Part]:
    """Read all parts of a run.

    Raises:
        DamagedPart: One is missing, damaged or of another run.
    """
    return [
        read_part(folder / RESULTS, place, part_digest(identity, place))
        for place in range(part_count(identity.draws))
    ]


def _answer(scenario: Scenario, identity: Identity, folder: Path) -> Findings:
    from . import answer

    found = table(scenario, read_parts(identity, folder))
    findings = answer.build(scenario, found, identity.plain())
    write_text(folder / FINDINGS, to_json(findings))
    return findings
