"""What is stored of a run, finished or not, for those who ask it or write it out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from twofront.files import NotJson, json_value, open_regular

from .folder import RESULTS, Identity, read_identity, refuse
from .meanings import Meaning
from .parts import MAX_DRAWS, part_count, part_numbers
from .store import MEANINGS, DamagedPart, check_file, part_path, read_file
from .work import part_digest

KINDS = ("draws", "reads")


@dataclass(frozen=True, slots=True)
class Stored:
    """The parts of a run that are there, by what their files say of themselves.

    Attributes:
        folder: Of the run.
        identity: What the run is.
        places: Numbers of the parts, ascending; at least one.
    """

    folder: Path
    identity: Identity
    places: tuple[int, ...]

    @property
    def draws(self) -> int:
        """How many draws are there."""
        return sum(
            len(part_numbers(place, self.identity.draws, self.identity.chunk))
            for place in self.places
        )

    @property
    def is_whole(self) -> bool:
        """Whether every part is there."""
        return len(self.places) == part_count(self.identity.draws, self.identity.chunk)

    def shortfall(self) -> str | None:
        """Say how much is missing; None where nothing is."""
        if self.is_whole:
            return None
        return (
            f"This run is not finished: {self.draws:,} of its {self.identity.draws:,} draws are "
            "there, and the answer is from these alone. Go on with it by --resume."
        )

    def paths(self, kind: str) -> list[Path]:
        """Give the files of the draws or the reads."""
        return [part_path(self.folder / RESULTS, kind, place) for place in self.places]

    def tables(self, kind: str) -> Iterator[pa.Table]:
        """Read the files of the draws or the reads, one after the other.

        Raises:
            InputError: One is damaged.
        """
        for place, path in zip(self.places, self.paths(kind), strict=True):
            try:
                yield read_file(path, part_digest(self.identity, place))
            except DamagedPart as error:
                _damaged(self.folder, error)

    def meanings(self) -> dict[tuple[str, str], Meaning]:
        """Give units and meanings as the files tell them, by kind and name of what is meant.

        The kinds are `quantity`, a column of the draws, and `read`.
        """
        found = {}
        for kind, told in (("quantity", "draws"), ("read", "reads")):
            with open_regular(self.paths(told)[0], follow=False) as file:
                metadata = pq.read_schema(file).metadata or {}
            for name, meaning in _meanings(metadata.get(MEANINGS, b"")).items():
                found[kind, name] = meaning
        return found


def _meanings(text: bytes) -> dict[str, Meaning]:
    """Read the JSON of a file's metadata, which may be anybody's."""
    try:
        found = json_value(text)
    except NotJson:
        return {}
    if not isinstance(found, dict):
        return {}
    told = {name: each for name, each in found.items() if isinstance(each, dict)}
    return {
        name: Meaning(str(each.get("unit", "")), str(each.get("means", "")))
        for name, each in told.items()
    }


def stored(folder: Path) -> Stored:
    """Find the parts of a run.

    A part counts when both its files are there. Their pages are not read.

    Raises:
        InputError: There is no run, nothing is solved yet, or a file is damaged or of
            another run.
    """
    identity = read_identity(folder)
    if isinstance(identity.draws, bool) or not 0 < identity.draws <= MAX_DRAWS:
        refuse(folder, "damaged", f"A run has 1 to {MAX_DRAWS} draws, not {identity.draws}.")
    places = []
    for place in range(part_count(identity.draws, identity.chunk)):
        paths = [part_path(folder / RESULTS, kind, place) for kind in KINDS]
        if all(os.path.lexists(path) for path in paths):
            try:
                for path in paths:
                    check_file(path, part_digest(identity, place))
            except DamagedPart as error:
                _damaged(folder, error)
            places.append(place)
    if not places:
        refuse(folder, "nothing_stored", "Nothing is solved here yet. Go on with it by --resume.")
    return Stored(folder, identity, tuple(places))


def _damaged(folder: Path, error: DamagedPart) -> NoReturn:
    message = f"The results are not whole: {error}. Mend them by --resume."
    refuse(folder / RESULTS, "damaged", message)
