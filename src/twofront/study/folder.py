"""The run folder: whose it is, who may write to it, and what lies in it.

    manifest.json              what makes the run this run, and when it was worked on
    scenario.resolved.json     the canonical scenario
    results/                   parts, see `store`
    findings.json, briefing.html

One process at a time holds the folder, by a lock that the operating system
takes back when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from twofront.files import read_bounded, replace_file
from twofront.problems import InputError, Problem, printable

FORMAT = 1
MANIFEST = "manifest.json"
SCENARIO = "scenario.resolved.json"
RESULTS = "results"
FINDINGS = "findings.json"
BRIEFING = "briefing.html"
LOCK = ".lock"
MAX_MANIFEST = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two runs the same run: whoever shares it computes the same bytes.

    Attributes:
        scenario: SHA-256 of the canonical scenario; its ledger's digest is in it.
        as_of: The date as known on which it is run.
        seed: Of the draws.
        draws: How many.
        versions: Of the program and of what it computes with, by name.
        settings: Of the solver and the study, by name.
        arms: Ids of the arms, in order.
    """

    scenario: str
    as_of: str
    seed: int
    draws: int
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    arms: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {**asdict(self), "arms": list(self.arms)}

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, in hex."""
        return digest(self.plain())


def digest(value: Any) -> str:
    """Give the SHA-256, in hex, of JSON values."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def refuse(path: Path, code: str, message: str) -> NoReturn:
    """Raise the input error that a path is not as it must be."""
    raise InputError([Problem(str(path), None, None, "", code, message)])


def check_free(folder: Path, *, resume: bool) -> None:
    """See that a run may begin in the folder, or go on there; writes nothing.

    Raises:
        InputError: There is something else, or a run while `resume` is not asked for.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        refuse(folder, "not_a_folder", "This is not a folder.")
    if (folder / MANIFEST).exists():
        if not resume:
            message = (
                "There is a run here already. Go on with it by --resume, or choose another --out."
            )
            refuse(folder, "run_exists", message)
    elif any(not path.name.startswith(".") for path in folder.iterdir()):
        refuse(folder, "not_a_run", "This folder holds something other than a run.")


@contextmanager
def held(folder: Path, *, resume: bool) -> Iterator[None]:
    """Make the folder where it is missing, and hold it against every other process.

    Raises:
        InputError: Another process holds it, it cannot be written, or `check_free`
            would refuse it by now.
    """
    _make(folder)
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        refuse(folder, "unwritable", f"Cannot write here: {error.strerror or error}.")
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(folder, "locked", "Another run is at work in this folder. Wait until it ends.")
        check_free(folder, resume=resume)
        yield
    finally:
        os.close(lock)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(folder, "unwritable", f"Cannot make this folder: {error.strerror or error}.")


def claim(folder: Path, identity: Identity, scenario_text: str) -> None:
    """Mark the folder as this run's, or see that it is; clear what an interrupted write left.

    Raises:
        InputError: It is the run of another scenario, seed, number of draws or
            version; both values are shown.
    """
    if (folder / MANIFEST).exists():
        _compare(folder, identity)
    else:
        write_manifest(folder, identity, [])
    _make(folder / RESULTS)
    _clear(folder, (MANIFEST, SCENARIO, FINDINGS, BRIEFING))
    _clear(folder / RESULTS, ("draws-", "reads-"))
    write_text(folder / SCENARIO, scenario_text)


def _clear(folder: Path, names: tuple[str, ...]) -> None:
    """Take away the temporary files of writes that were cut short."""
    for path in folder.iterdir():
        if path.name.startswith(tuple(f".{name}" for name in names)) and path.is_file():
            path.unlink(missing_ok=True)


def _compare(folder: Path, identity: Identity) -> None:
    found = read_manifest(folder)["identity"]
    wanted = {name: value for name, value in identity.plain().items() if name != "arms"}
    problems = [
        Problem(str(folder / MANIFEST), None, None, field, "another_run", _differs(old, new))
        for field, old, new in _differences({name: found[name] for name in wanted}, wanted)
    ]
    if problems:
        raise InputError(problems)


def _differences(old: Any, new: Any, field: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**new, **old}:
            path = f"{field}.{name}" if field else str(name)
            yield from _differences(old.get(name), new.get(name), path)
    elif old != new:
        yield field, old, new


def _differs(old: Any, new: Any) -> str:
    return f"The folder's run has {_shown(old)}, this one {_shown(new)}. Choose another --out."


def _shown(value: Any) -> str:
    text = printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 80 else text[:77] + "..."


def write_manifest(folder: Path, identity: Identity, sessions: list[dict[str, Any]]) -> None:
    """Write what the run is and the sessions it was worked on in."""
    manifest = {"format": FORMAT, "identity": identity.plain(), "sessions": sessions}
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises:
        InputError: There is none, or it is damaged or of another format.
    """
    path = folder / MANIFEST
    if not path.is_file():
        refuse(folder, "not_a_run", "There is no run here: manifest.json is missing.")
    try:
        found = json.loads(read_bounded(path, MAX_MANIFEST))
    except (ValueError, RecursionError) as error:
        refuse(path, "damaged", f"The manifest is damaged: {str(error)[:200]}.")
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        refuse(path, "another_format", f"This is no manifest of format {FORMAT}.")
    wrong = [name for name, kind in _FIELDS.items() if not isinstance(_at(found, name), kind)]
    if wrong:
        refuse(
            path, "damaged", f"The manifest is damaged: {wrong[0]} is missing or of a wrong kind."
        )
    return found


_FIELDS: Mapping[str, type] = {
    "sessions": list,
    "identity.scenario": str,
    "identity.as_of": str,
    "identity.seed": int,
    "identity.draws": int,
    "identity.versions": dict,
    "identity.settings": dict,
    "identity.arms": list,
}


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step: the old or the new is there, never a piece."""
    with replace_file(path) as file:
        file.write(text.encode())


def read_identity(folder: Path) -> Identity:
    """Read what a folder's run is.

    Raises:
        InputError: As `read_manifest`.
    """
    found = read_manifest(folder)["identity"]
    names = ("scenario", "as_of", "seed", "draws", "versions", "settings")
    return Identity(**{name: found[name] for name in names}, arms=tuple(found["arms"]))
