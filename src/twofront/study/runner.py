"""A run: parts solved by workers and stored as they finish, then the answer."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from math import prod
from pathlib import Path
from typing import Any

from twofront.findings import Findings, to_json
from twofront.problems import InputError
from twofront.scenario import canonical_text, is_warning
from twofront.scenario import digest as scenario_digest
from twofront.scenario.model import Scenario
from twofront.world import MAX_LEAVES, check_structure

from .adapting import Search
from .cluster import cluster, local_cluster
from .equilibrium import game, solve
from .folder import (
    FINDINGS,
    RESULTS,
    TAKEN_AWAY,
    Identity,
    at_work,
    check_free,
    check_same,
    claim,
    held,
    read_manifest,
    refuse,
    write_manifest,
    write_text,
)
from .gather import table
from .parts import MAX_DRAWS, Part, chunk_for, part_count, part_numbers
from .pilot import told
from .sample import Source
from .sampling import Sampling, begin, propose, provenance, sampling_settings
from .solve import Study
from .store import DamagedPart, read_part
from .threads import Crew, threads
from .trial import try_every_draw
from .versions import settings, versions
from .work import Watcher as Watcher
from .work import Work, cores, missing, part_digest, prepare

DRAWS = 4096
SEED = 1
PATIENCE = 2.0
"""Seconds after which a first solution is said to wait for the compiler."""


def run(
    scenario: Scenario,
    folder: Path,
    *,
    draws: int | None = None,
    seed: int = SEED,
    sampling: Sampling | None = None,
    resume: bool = False,
    workers: int = 0,
    on: str | None = None,
    watcher: Watcher | None = None,
) -> Findings:
    """Solve a scenario's arms for every draw and answer its claims.

    Args:
        scenario: As known on its date.
        folder: Where the run is written; made if it is not there.
        draws: How many sets of assumptions, 1 to 2**20; by default `DRAWS`, or as many
            as are read.
        seed: Of the draws, 0 or more.
        sampling: How draws are made; by default Sobol points, moved by a proposal where
            the anchors leave little of them.
        resume: Go on with the run that is in the folder, if there is one.
        workers: Processes of this machine, in a Dask cluster of their own; 0 for
            threads of this process, as many as there are cores to use.
        on: In place of those, the address of a Dask scheduler, `tcp://HOST:PORT`.
        watcher: Is told how it goes.

    Returns:
        The findings, which also stand in the folder.

    Raises:
        InputError: The scenario's structure has a problem; the folder holds another
            run, is in use, or cannot be written; or the workers cannot be used.
    """
    if seed < 0 or not (draws is None or 1 <= draws <= MAX_DRAWS):
        refuse(
            folder, "out_of_bounds", f"A run has 1 to {MAX_DRAWS} draws and a seed of 0 or more."
        )
    watcher = watcher or Watcher()
    text = canonical_text(scenario)
    source, identity = _laid_out(scenario, sampling or Sampling(), seed, draws)
    check_free(folder, resume=resume)
    check_same(folder, identity, text)
    what, identity = _compiled(scenario, source, identity, watcher)
    with held(folder, resume=resume) as is_ours:
        claim(folder, identity, text)
        with _session(folder, identity, workers, on, is_ours):
            what, found = propose(what, folder, identity, cores(), watcher.note)
            if what.source.proposal is not None:
                _try(what, watcher)
            with at_work(folder / RESULTS) as token:
                work = Work(what, identity, folder / RESULTS, token)
                _solve_parts(work, workers, on, watcher)
        watcher.note("Reading the answer off the results.")
        if not is_ours():
            refuse(folder, "taken_away", TAKEN_AWAY)
        return _answer(what, identity, folder, found)


def _laid_out(
    scenario: Scenario, asked: Sampling, seed: int, draws: int | None
) -> tuple[Source, Identity]:
    """Give the source of the draws, and which run it is as far as that is known by then."""
    source = begin(asked, scenario, seed, draws, DRAWS)
    chunk = chunk_for(source.design.draws, most_plays(scenario))
    return source, Identity(
        scenario=scenario_digest(scenario),
        ledger=scenario.ledger_digest,
        as_of=scenario.as_of.isoformat(),
        seed=source.design.seed,
        draws=source.design.draws,
        versions=versions(),
        settings=settings(chunk) | sampling_settings(asked, source),
        arms=(),
    )


def most_plays(scenario: Scenario) -> int:
    """Count the ways in which a game could be played if every move were always made.

    Where some are not, there are fewer; more than `MAX_LEAVES` are not compiled.
    """
    options = (len(move.options) for move in scenario.moves)
    states = (len(each.states) for each in scenario.private.values())
    return min(prod((*options, *states)), MAX_LEAVES)


def _compiled(
    scenario: Scenario, source: Source, identity: Identity, watcher: Watcher
) -> tuple[Study, Identity]:
    """Lay out the arms, and see that numbers can be put on them."""
    watcher.note("Compiling the scenario's arms.")
    _check_structure(scenario)
    what = replace(prepare(scenario, identity), source=source)
    _try(what, watcher)
    return what, replace(identity, arms=what.plan.arms)


def _try(what: Study, watcher: Watcher) -> None:
    draws = what.source.design.draws
    watcher.note(f"Trying {draws} draws for numbers that are undefined.")
    try_every_draw(what, draws)


def _check_structure(scenario: Scenario) -> None:
    if wrong := [each for each in check_structure(scenario) if not is_warning(each)]:
        raise InputError(wrong)


@contextmanager
def _session(
    folder: Path, identity: Identity, workers: int, on: str | None, is_ours: Callable[[], bool]
) -> Iterator[None]:
    """Note in the manifest when, and where, the run was worked on."""
    sessions: list[dict[str, Any]] = [
        *read_manifest(folder)["sessions"],
        {
            "started": _now(),
            "ended": None,
            "workers": workers,
            "on": on,
            "cores": cores(),
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
            if is_ours():
                write_manifest(folder, identity, sessions)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _crew(
    work: Work, workers: int, on: str | None, watcher: Watcher
) -> AbstractContextManager[Crew]:
    """Say who solves: threads of this process, processes of this machine, or a cluster."""
    if on is not None:
        return cluster(work, on, watcher)
    _warm_up(work.study, watcher)
    if workers:
        return local_cluster(work, workers, watcher)
    return threads(work, cores(), watcher)


def _solve_parts(work: Work, workers: int, on: str | None, watcher: Watcher) -> None:
    """Solve the parts that are not in the store yet."""
    draws = work.identity.draws
    places = list(missing(work.identity, work.results, watcher))
    solved = draws - sum(len(work.numbers(place)) for place in places)
    if not places:
        watcher.begin(draws, solved)
        return
    with _crew(work, workers, on, watcher) as solve:
        watcher.begin(draws, solved)
        solve(places)


def _warm_up(what: Study, watcher: Watcher) -> None:
    """Solve one draw, and say so if that takes long: then the solver is being compiled."""
    line = "Compiling the solver. This happens once on a machine and takes about half a minute."
    patience = threading.Timer(PATIENCE, watcher.note, [line])
    patience.daemon = True
    patience.start()
    try:
        family = what.plan.families[0]
        one = what.source.draw(what.scenario, part_numbers(0, 1)).draws
        solve(game(*family(family.program, one)), {})
    finally:
        patience.cancel()


def read_parts(identity: Identity, folder: Path) -> Iterator[Part]:
    """Read all parts of a run, one after the other.

    Raises:
        InputError: One is missing, damaged or of another run.
    """
    for place in range(part_count(identity.draws, identity.chunk)):
        try:
            yield read_part(folder / RESULTS, place, part_digest(identity, place))
        except DamagedPart as error:
            message = f"The results are not whole: {error}. Mend them by --resume."
            refuse(folder / RESULTS, "damaged", message)


def _answer(what: Study, identity: Identity, folder: Path, found: Search | None) -> Findings:
    from . import answer

    parts = read_parts(identity, folder)
    read = table(what.scenario, parts, scratch=folder / RESULTS, sets=what.source.sets)
    record = {**identity.plain(), "sampling": provenance(what.source, found)}
    given = what.source.given is not None
    findings = answer.build(what.scenario, read, record, given=given)
    made = replace(findings.anchors, proposal=told(found, identity.draws))
    findings = replace(findings, anchors=made)
    write_text(folder / FINDINGS, to_json(findings))
    return findings
