"""The work of a run: its parts, what each is named, and how one is solved and stored.

A part depends on the run's identity and its own number alone, so it does not
matter who solves it, or whether somebody did so before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from twofront.scenario.model import Scenario

from .folder import Identity, digest, refuse
from .parts import part_count, part_numbers
from .solve import Pause, Study, solve_part, study
from .store import DamagedPart, part_path, read_part, write_part
from .table import Numbers


class Watcher:
    """Is told what a run is doing; this one keeps it to itself."""

    def note(self, line: str) -> None:
        """Hear of something that has happened or begins."""

    def begin(self, asked: int, done: int) -> None:
        """Hear that solving begins, and how many draws there are and were done before."""

    def advance(self, draws: float) -> None:
        """Hear that the work of so many more draws is done; from any thread."""


class Stopped(Exception):
    """Raised where work is done to end it."""


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0))


def prepare(scenario: Scenario, identity: Identity) -> Study:
    """Compile what an identity says is solved; whoever works on a run does this.

    Raises:
        InputError: The structure, or a variant's, is no game.
    """
    levers, drivers = (int(identity.settings[name]) for name in ("levers", "drivers"))
    return study(scenario, identity.seed, levers=levers, drivers=drivers)


def part_digest(identity: Identity, place: int) -> str:
    """Name what a part computes."""
    numbers = part_numbers(place, identity.draws, identity.chunk)
    return digest([identity.digest, int(numbers[0]), int(numbers[-1])])


@dataclass(frozen=True, slots=True)
class Work:
    """What is solved, whose run it is, and where its parts are stored.

    Attributes:
        study: What is solved.
        identity: Of the run.
        results: Where its parts are stored.
        token: Name of a file that lies there as long as parts are wanted.
    """

    study: Study
    identity: Identity
    results: Path
    token: str

    @property
    def is_wanted(self) -> bool:
        """Whether the token is there."""
        return (self.results / self.token).is_file()

    def numbers(self, place: int) -> Numbers:
        """Give the draws of a part."""
        return part_numbers(place, self.identity.draws, self.identity.chunk)

    def digest(self, place: int) -> str:
        """Name what a part computes."""
        return part_digest(self.identity, place)

    def is_stored(self, place: int) -> bool:
        """Tell whether a part is there and whole."""
        try:
            read_part(self.results, place, self.digest(place))
        except DamagedPart:
            return False
        return True

    def do(self, place: int, pause: Pause) -> None:
        """Solve a part and store it.

        Args:
            place: Number of the part.
            pause: Called now and then, and before anything is written; may raise to stop.

        Raises:
            InputError: A chance or a contest is undefined in some draw, or nothing can
                be written.
        """
        part = solve_part(self.study, self.numbers(place), pause)
        pause()
        write_part(self.results, place, part, self.digest(place), self.study.scenario)


def missing(identity: Identity, results: Path, watcher: Watcher) -> Iterator[int]:
    """Give the parts that are not stored, or not as they should be.

    Raises:
        InputError: Something stands in the place of a part that is not ours to replace.
    """
    for place in range(part_count(identity.draws, identity.chunk)):
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
