"""What runs on a worker of a cluster. Only names and numbers reach it, and only names go back.

A worker has the run's folder before it, as its client has. From there it takes
what the run is and the scenario, and there it stores the parts it solves. While
the client is at work, a token lies in the folder: without it nothing is written.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from twofront.problems import InputError, Problem

from .folder import RESULTS, SCENARIO, read_identity, refuse
from .sampling import kept
from .versions import versions
from .work import Stopped, Work, prepare


def greet(folder: str, token: str) -> dict[str, Any]:
    """Say what this process is: its machine, its kind of processor, the versions it computes
    with, and whether it sees a run's folder, which holds the token.
    """
    from llvmlite.binding import get_host_cpu_name

    return {
        "machine": platform.node(),
        "cpu": get_host_cpu_name(),
        "versions": versions(),
        "sees": (Path(folder) / RESULTS / token).is_file(),
    }


def solve(folder: str, run: str, place: int, token: str) -> str:
    """Solve and store a part of a run, unless it is there already.

    Args:
        folder: The run's.
        run: Digest of its identity.
        place: Number of the part.
        token: Name of the file that lies in the results while the run is worked on.

    Returns:
        What the part computes, by digest.

    Raises:
        Stopped: The token is gone: nobody waits for the part any more.
        InputError: The folder holds another run, was written by another version, or
            cannot be written.
    """
    if not (Path(folder) / RESULTS / token).is_file():
        raise Stopped
    work = _work(Path(folder), run, token)

    def pause() -> None:
        if not work.is_wanted:
            raise Stopped

    if not work.is_stored(place):
        work.do(place, pause)
    return work.digest(place)


def other_versions(
    place: str, machine: str, theirs: Mapping[str, str], wanted: Mapping[str, str]
) -> Iterator[Problem]:
    """Say which versions a worker has that are not those of the run.

    Args:
        place: What the problems are shown with.
        machine: The worker's.
        theirs, wanted: As `versions.versions` gives them.
    """
    for name in {**wanted, **theirs}:
        here, there = wanted.get(name), theirs.get(name)
        if here != there:
            message = f"The worker on {machine} has {there}, the run {here}."
            yield Problem(place, None, None, f"versions.{name}", "another_version", message)


_compiled: dict[tuple[Path, str, str], Work] = {}
"""By folder, run and token: what this process works on."""

_compiling = threading.Lock()


def _work(folder: Path, run: str, token: str) -> Work:
    """Give the work in a folder; compiled once in a process, however many threads it has."""
    asked = folder, run, token
    with _compiling:
        if asked not in _compiled:
            _compiled.clear()
            _compiled[asked] = _compile(folder, run, token)
        return _compiled[asked]


def _compile(folder: Path, run: str, token: str) -> Work:
    from twofront.scenario import digest, load

    identity = read_identity(folder)
    if identity.digest != run:
        refuse(folder, "another_run", f"A worker on {platform.node()} finds another run here.")
    if differing := list(
        other_versions(str(folder), platform.node(), versions(), identity.versions)
    ):
        raise InputError(differing)
    scenario = load(folder / SCENARIO)
    if digest(scenario) != identity.scenario:
        refuse(folder / SCENARIO, "damaged", "This is not the scenario that the run is of.")
    source, _ = kept(scenario, identity, folder)
    what = replace(prepare(scenario, identity), source=source)
    return Work(what, identity, folder / RESULTS, token)
