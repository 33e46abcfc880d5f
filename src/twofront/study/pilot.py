"""The pilot: trial draws of the main arm, before a run, to see how draws are best made.

What it finds depends on the scenario and the seed alone, and is kept in the run
folder, so that whoever works on the run makes the same draws.

    proposal.json    format, what it belongs to, the search, and a digest of it
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from twofront.files import NotJson, json_value, read_bounded
from twofront.problems import InputError
from twofront.scenario.draws import PILOT
from twofront.scenario.model import Scenario
from twofront.world import Program

from .adapting import TRIALS, Response, Round, Search, search
from .anchors import fit
from .equilibrium import game, reached, solve
from .events import Events
from .folder import PROPOSAL, digest, write_text
from .proposal import Proposal
from .reads import conditional
from .sample import dimensions, draws_and_rates_at
from .table import Floats
from .weighing import Goal, weighing_anchors

ENOUGH = 0.1
"""With `auto`, a proposal is looked for where the anchors leave a lesser part in effect."""

TOGETHER = 64
"""Trial draws that are solved side by side: few, so that a first look keeps all threads busy."""

FORMAT = 1
MAX_BYTES = 16 << 20


class Choice(StrEnum):
    """How draws are made."""

    PRIOR = "prior"
    """As the scenario's ranges say."""
    ADAPTED = "adapted"
    """By a proposal, where one is found that does better."""
    AUTO = "auto"
    """By a proposal only where the anchors leave little of draws made as the ranges say."""


Over = Callable[[Callable[[Floats], Response], Iterable[Floats]], Iterable[Response]]
"""Does a task for each of some items and gives the results in order, like `map`."""


def pilot(
    scenario: Scenario,
    program: Program,
    events: Events,
    seed: int,
    choice: Choice,
    over: Over = map,
) -> Search:
    """Try how much the anchors leave of draws, and look for a proposal if that is little.

    Args:
        scenario: As known on its date, with an anchor.
        program: The structure as written.
        events: Of that program.
        seed: Of the study; trial draws have streams of their own.
        choice: Whether to look only if need be, or in any case.
        over: Spreads the work; chunks of trial draws are independent of each other.

    Raises:
        InputError: A chance or a contest is undefined in some trial.
    """
    enough = ENOUGH if choice is Choice.AUTO else None
    return search(MainArm(scenario, program, events, over), seed, enough=enough)


@contextmanager
def threads(count: int) -> Iterator[Over]:
    """Give a `map` that spreads work over threads, and drops what waits when left."""
    pool = ThreadPoolExecutor(count, thread_name_prefix="twofront-pilot")
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class MainArm:
    """The arm that weighs draws, as a target of trials."""

    scenario: Scenario
    program: Program
    events: Events
    over: Over = map

    @property
    def dimensions(self) -> int:
        """Of the cube that its draws are made of."""
        return dimensions(self.scenario)

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What the anchors that weigh ask of their rates."""
        return tuple(Goal.of(anchor) for anchor in weighing_anchors(self.scenario))

    def respond(self, points: Floats) -> Response:
        """Solve trials at points `[D, dimensions]` of the cube, some at a time."""
        chunks = [points[first : first + TOGETHER] for first in range(0, len(points), TOGETHER)]
        found = list(self.over(self._respond, chunks))
        return Response(
            np.concatenate([each.rates for each in found]),
            np.concatenate([each.solved for each in found]),
        )

    def _respond(self, points: Floats) -> Response:
        numbers = np.full(len(points), PILOT, dtype=np.int64)
        draws, targets = draws_and_rates_at(self.scenario, points, numbers)
        here = game(self.program, draws)
        answer = solve(here, {})
        if targets:
            fitted = fit(here, answer, targets, self.events)
            here, answer = fitted.game, fitted.answer
        there = reached(here, self.events.sorts, answer.strategy)
        asked = [self.events.anchors[each.id] for each in weighing_anchors(self.scenario)]
        rates = np.empty((len(points), len(asked)))
        for place, event in enumerate(asked):
            rates[:, place] = np.where(answer.solved, conditional(there, event), np.nan)
        return Response(rates, answer.solved)


def plain(found: Search) -> dict[str, Any]:
    """Give a search as JSON values."""
    return {
        "proposal": found.proposal.plain() if found.proposal else None,
        "rounds": [
            {
                "trials": each.trials,
                "hardness": each.hardness,
                "effective_share": each.effective_share,
            }
            for each in found.rounds
        ],
        "prior_share": found.prior_share,
        "share": found.share,
    }


def write_search(folder: Path, belongs_to: str, found: Search) -> None:
    """Keep a search in a run folder.

    Args:
        folder: Of the run.
        belongs_to: The digest of the run's identity.
        found: The search.
    """
    what = plain(found)
    kept = {"format": FORMAT, "belongs_to": belongs_to, "search": what, "digest": digest(what)}
    write_text(folder / PROPOSAL, json.dumps(kept, indent=1) + "\n")


def read_search(folder: Path, belongs_to: str) -> Search | None:
    """Read a search back; None where there is none that is whole and belongs to the run."""
    try:
        found = json_value(read_bounded(folder / PROPOSAL, MAX_BYTES))
    except (InputError, NotJson):
        return None
    if not isinstance(found, dict) or found.get("belongs_to") != belongs_to:
        return None
    what = found.get("search")
    if found.get("format") != FORMAT or digest(what) != found.get("digest"):
        return None
    try:
        return _search(what)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _search(what: Any) -> Search:
    proposal = what["proposal"]
    shares = [float(what[name]) for name in ("prior_share", "share")]
    if not all(isfinite(each) for each in shares):
        raise ValueError("a share is not finite")
    return Search(
        Proposal.from_plain(proposal) if proposal is not None else None,
        tuple(
            Round(int(each["trials"]), each["hardness"], float(each["effective_share"]))
            for each in what["rounds"]
        ),
        *shares,
    )


def account(found: Search | None) -> dict[str, Any] | None:
    """Say, for the record of a run, how its draws were made; None where nothing was tried."""
    if found is None:
        return None
    return {
        "adapted": found.proposal is not None,
        "rounds": found.adapted,
        "pilot_draws": found.trials,
        "prior_share": found.prior_share,
        "share": found.share,
        "digest": digest(plain(found)),
    }


def told(found: Search | None, draws: int) -> str | None:
    """Tell a reader how draws were made; None where they were simply made as stated.

    Args:
        found: What the pilot found.
        draws: How many draws the run has.
    """
    if found is None or found.trials < TRIALS:
        return None
    pilot = f"{found.trials:,} pilot draws"
    if found.proposal is None and not found.adapted:
        return f"Nothing in {pilot} shows where better draws could be made than the ranges say."
    tried = f"in {_counted(found.adapted, 'round')} on {pilot}"
    if found.proposal is None:
        return (
            f"No proposal that was adapted {tried} serves clearly better than draws made as the "
            "ranges say, so these are used."
        )
    heaviest = 1 / found.proposal.defensive
    return (
        f"Draws are made by a proposal adapted {tried}: of {draws:,} draws made as the ranges "
        f"say the anchors would leave about {_few(found.prior_share * draws)} in effect, of these "
        f"about {_few(found.share * draws)}. Each draw is weighed by how much likelier the ranges "
        f"make it than the proposal does, at most {heaviest:g} times."
    )


def _few(number: float) -> str:
    return f"{number:,.0f}" if number >= 9.5 else f"{number:.2g}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
