"""How the draws of a run are made: what a user asks for, what is found, what the folder keeps."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from twofront.problems import InputError, Problem, nearest
from twofront.scenario.model import Scenario

from .adapting import Search
from .design import Design, Kind
from .folder import PROPOSAL, Identity, refuse
from .given import keep_given, kept_given, read_given
from .pilot import Choice, account, pilot, read_search, threads, told, write_search
from .sample import Source, dimensions
from .solve import Study

LEVERS = 512
DRIVERS = 512


@dataclass(frozen=True, slots=True)
class Sampling:
    """What a user asks for.

    Attributes:
        design: How points fill the cube of assumptions.
        proposal: Whether draws are made where the anchors leave something.
        draws_from: A Parquet file or the folder of a finished run to read draws from.
        levers: In how many draws, from the first, levers are pulled.
        drivers: In how many draws, from the first, quantities are swapped one by one.
    """

    design: Kind = Kind.SOBOL
    proposal: Choice = Choice.AUTO
    draws_from: Path | None = None
    levers: int = LEVERS
    drivers: int = DRIVERS

    @staticmethod
    def of(
        design: str,
        proposal: str,
        draws_from: str | os.PathLike[str] | None,
        levers: int = LEVERS,
        drivers: int = DRIVERS,
    ) -> Sampling:
        """Take it as it is written.

        Raises:
            InputError: A design or proposal of that name does not exist, or a number of
                draws is below 0.
        """
        problems = [
            Problem("run", None, None, field, "unknown_name", message, nearest(name, known))
            for field, name, known in (("design", design, Kind), ("proposal", proposal, Choice))
            if name not in list(known)
            for message in [f"Expected one of {', '.join(known)}."]
        ]
        problems += [
            Problem("run", None, None, field, "out_of_bounds", "Expected 0 or more draws.")
            for field, count in (("levers", levers), ("drivers", drivers))
            if count < 0
        ]
        if problems:
            raise InputError(problems)
        read = None if draws_from is None else Path(draws_from)
        return Sampling(Kind(design), Choice(proposal), read, levers, drivers)


def begin(asked: Sampling, scenario: Scenario, seed: int, draws: int | None, usual: int) -> Source:
    """Lay out the draws of a run, as far as that is known before anything is solved.

    Args:
        asked: What the user asks for.
        scenario: As known on its date.
        seed: Of the draws.
        draws: How many; None for the usual number, or for all that a file holds.
        usual: The usual number.

    Raises:
        InputError: The file cannot be read, does not fit the scenario or holds too few
            draws, or a proposal is asked for besides.
    """
    if asked.draws_from is None:
        return Source(Design(seed, draws or usual, asked.design))
    if asked.proposal is Choice.ADAPTED:
        message = "Draws that are read are not moved by a proposal. Ask for one or the other."
        refuse(asked.draws_from, "proposal_of_given", message)
    given = read_given(asked.draws_from, scenario)
    if draws is not None and draws > len(given):
        message = f"There are {len(given):,} draws with a weight here; {draws:,} are asked for."
        refuse(asked.draws_from, "too_few_draws", message)
    given = given.first(draws or len(given))
    return Source(Design(seed, len(given), asked.design), given=given)


def sampling_settings(asked: Sampling, source: Source) -> dict[str, Any]:
    """Say what of it makes two runs the same run, as JSON values."""
    return {
        "design": source.design.kind.value,
        "proposal": (Choice.PRIOR if source.given else asked.proposal).value,
        "draws_from": source.given.plain() if source.given else None,
        "levers": asked.levers,
        "drivers": 0 if source.given else asked.drivers,
    }


def propose(
    what: Study,
    folder: Path,
    identity: Identity,
    workers: int,
    note: Callable[[str], None],
) -> tuple[Study, Search | None]:
    """Settle where a run's draws come from, and keep in its folder what that rests on.

    Looks for a proposal where one is wanted, or takes the one that the folder keeps.

    Args:
        what: The study, with the source that `begin` laid out.
        folder: Of the run, which is held.
        identity: Of the run, its settings among it.
        workers: Threads.
        note: Hears of what begins.

    Returns:
        The study with the source that all its draws are made by, and what was found.

    Raises:
        InputError: A proposal is asked for and no anchor is stated; a chance or a contest
            is undefined in some trial; or the folder cannot be written.
    """
    scenario, source = what.scenario, what.source
    if source.given is not None:
        keep_given(folder, source.given)
    if not _proposes(scenario, identity):
        return what, None
    found = read_search(folder, identity.digest)
    if found is None:
        note("Trying how much the anchors leave of the draws.")
        family = what.plan.families[0]
        choice, events = Choice(identity.settings["proposal"]), what.events[family.id]
        with threads(workers) as over:
            found = pilot(scenario, family.program, events, identity.seed, choice, over)
        write_search(folder, identity.digest, found)
        if line := told(found, identity.draws):
            note(line)
    return replace(what, source=replace(source, proposal=found.proposal)), found


def kept(scenario: Scenario, identity: Identity, folder: Path) -> tuple[Source, Search | None]:
    """Give the source of a run's draws, and what was found, as its folder keeps them.

    Raises:
        InputError: Something that it rests on is missing or damaged.
    """
    design = Design(identity.seed, identity.draws, Kind(identity.settings["design"]))
    if identity.settings["draws_from"] is not None:
        given = kept_given(folder, str(identity.settings["draws_from"]["sha256"]))
        return Source(design, given=given), None
    if not _proposes(scenario, identity):
        return Source(design), None
    found = read_search(folder, identity.digest)
    if found is None:
        refuse(folder, "no_proposal", f"{PROPOSAL} is missing or damaged. Mend it by --resume.")
    return Source(design, found.proposal), found


def _proposes(scenario: Scenario, identity: Identity) -> bool:
    """Tell whether a run may make draws by a proposal."""
    choice = Choice(identity.settings["proposal"])
    if choice is Choice.ADAPTED and not scenario.anchors:
        message = "No anchor is stated, so there is nothing that a proposal could adapt to."
        raise InputError([Problem(scenario.file, None, None, "anchors", "no_anchor", message)])
    return choice is not Choice.PRIOR and bool(scenario.anchors) and dimensions(scenario) > 0


def provenance(source: Source, found: Search | None) -> dict[str, Any]:
    """Say, for those who read the findings, how the draws were made."""
    return {**source.plain(), "proposal": account(found)}
