"""The run folder: whose it is, who may write to it, and what lies in it.

    manifest.json              what makes the run this run, and when it was worked on
    scenario.resolved.json     the canonical scenario
    proposal.json              where draws are made, if a pilot was solved for that
    given.parquet              draws read from a file, if there are any
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
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import UnionType
from typing import Any, NoReturn

from twofront.files import NotJson, json_value, read_bounded, replace_file
from twofront.problems import InputError, Problem, printable

from .parts import CHUNK, LARGEST_CHUNK

FORMAT = 1
MANIFEST = "manifest.json"
SCENARIO = "scenario.resolved.json"
PROPOSAL = "proposal.json"
GIVEN = "given.parquet"
RESULTS = "results"
FINDINGS = "findings.json"
BRIEFING = "briefing.html"
LOCK = ".lock"
TOKEN = "token-"
"""Begins, after a dot, the name of a file that lies in the results while parts are solved."""

TAKEN_AWAY = "The run's folder was taken away, or is another one by now. Go on by --resume."

MAX_MANIFEST = 4 * 2**20
MAX_SCENARIO = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two runs the same run: whoever shares it computes the same bytes.

    Attributes:
        scenario: SHA-256 of the canonical scenario.
        ledger: SHA-256 of its ledger, None without one.
        as_of: The date as known on which it is run.
        seed: Of the draws.
        draws: How many.
        versions: Of the program and of what it computes with, by name.
        settings: Of the solver and the study, by name.
        arms: Ids of the arms, in order.
    """

    scenario: str
    ledger: str | None
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
    def chunk(self) -> int:
        """How many draws a part holds; a number that none can hold is not believed."""
        chunk = self.settings.get("chunk")
        return chunk if isinstance(chunk, int) and 0 < chunk <= LARGEST_CHUNK else CHUNK

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


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says against writing at a path into an input error."""
    try:
        yield
    except OSError as error:
        refuse(path, "unwritable", f"Cannot write here: {error.strerror or error}.")


def check_free(folder: Path, *, resume: bool) -> None:
    """See that a run may begin in the folder, or go on there; writes nothing.

    Raises:
        InputError: There is something else, no folder can be made there, or there is
            a run while `resume` is not asked for.
    """
    if not os.path.lexists(folder):
        _check_place(folder)
        return
    if not folder.is_dir():
        refuse(folder, "not_a_folder", "This is not a folder.")
    if (folder / MANIFEST).exists():
        read_manifest(folder)
        if not resume:
            message = (
                "There is a run here already. Go on with it by --resume, or choose another --out."
            )
            refuse(folder, "run_exists", message)
    elif any(not _begun_by_us(path.name) for path in folder.iterdir()):
        refuse(folder, "not_a_run", "This folder holds something other than a run.")


def _check_place(folder: Path) -> None:
    above = next(each for each in folder.absolute().parents if os.path.lexists(each))
    if not above.is_dir():
        refuse(above, "not_a_folder", "This is not a folder.")
    if not os.access(above, os.W_OK | os.X_OK):
        refuse(above, "unwritable", "Nothing can be written in this folder.")


def _begun_by_us(name: str) -> bool:
    """Tell whether a run that was killed before its manifest stood may have left a file."""
    return name == LOCK or name.startswith(f".{MANIFEST}.")


@contextmanager
def held(folder: Path, *, resume: bool) -> Iterator[Callable[[], bool]]:
    """Make the folder where it is missing, and hold it against every other process.

    Yields:
        Tells whether what stands at the path is still the folder that is held.

    Raises:
        InputError: Another process holds it, it cannot be written, or `check_free`
            would refuse it by now.
    """
    check_free(folder, resume=resume)
    _make(folder)
    with writing(folder):
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        lock = os.open(folder / LOCK, flags, 0o666)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(folder, "locked", "Another run is at work in this folder. Wait until it ends.")
        except OSError as error:
            refuse(folder, "unwritable", f"No lock can be had here: {error.strerror or error}.")
        check_free(folder, resume=resume)
        yield lambda: _is_at(folder / LOCK, lock)
    finally:
        os.close(lock)


def _is_at(path: Path, handle: int) -> bool:
    """Tell whether an open file is the one that stands at a path."""
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(handle))
    except OSError:
        return False


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(folder, "unwritable", f"Cannot make this folder: {error.strerror or error}.")


def claim(folder: Path, identity: Identity, scenario_text: str) -> None:
    """Mark the folder as this run's, or see that it is; clear what an interrupted write left.

    Raises:
        InputError: As `check_same`.
    """
    check_same(folder, identity, scenario_text)
    if not (folder / MANIFEST).exists():
        write_manifest(folder, identity, [])
    if (folder / RESULTS).is_symlink():
        refuse(folder / RESULTS, "not_a_folder", "This is a link, not a folder of this run.")
    _make(folder / RESULTS)
    _clear(folder, (MANIFEST, SCENARIO, PROPOSAL, GIVEN, FINDINGS, BRIEFING))
    _clear(folder / RESULTS, ("draws-", "reads-", TOKEN))
    write_text(folder / SCENARIO, scenario_text)


@contextmanager
def at_work(results: Path) -> Iterator[str]:
    """Lay a token into the results while parts are solved; give its name.

    Whoever solves one looks for the token before writing: without it the folder was
    taken away, or is another one by now, or nobody waits for the part any more.

    Raises:
        InputError: Nothing can be written there.
    """
    with writing(results):
        handle, name = tempfile.mkstemp(prefix=f".{TOKEN}", dir=results)
        os.close(handle)
    try:
        yield Path(name).name
    finally:
        with suppress(OSError):
            os.unlink(name)


def _clear(folder: Path, names: tuple[str, ...]) -> None:
    """Take away the temporary files of writes that were cut short."""
    for path in folder.iterdir():
        if path.name.startswith(tuple(f".{name}" for name in names)) and path.is_file():
            path.unlink(missing_ok=True)


def check_same(folder: Path, identity: Identity, scenario_text: str) -> None:
    """See that a run in the folder, if there is one, is this one; arms follow from the rest.

    Raises:
        InputError: It is the run of another scenario, ledger, date, seed, number of
            draws or version; both values are shown.
    """
    if not (folder / MANIFEST).exists():
        return
    found = read_manifest(folder)["identity"]
    wanted = {name: value for name, value in identity.plain().items() if name != "arms"}
    titles = {found["scenario"]: _title_in(folder), identity.scenario: _title(scenario_text)}
    problems = [
        Problem(str(folder / MANIFEST), None, None, field, "another_run", message)
        for field, *values in _differences({name: found[name] for name in wanted}, wanted)
        for message in [_differs(*(_shown(each, titles) for each in values))]
    ]
    if problems:
        raise InputError(problems)


def _title_in(folder: Path) -> str | None:
    try:
        return _title(read_bounded(folder / SCENARIO, MAX_SCENARIO))
    except InputError:
        return None


def _title(canonical: bytes | str) -> str | None:
    with suppress(NotJson):
        title = _at(json_value(canonical), "title")
        return title if isinstance(title, str) else None
    return None


def _differences(old: Any, new: Any, field: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**new, **old}:
            path = f"{field}.{name}" if field else str(name)
            yield from _differences(old.get(name), new.get(name), path)
    elif old != new:
        yield field, old, new


def _differs(old: str, new: str) -> str:
    return f"The folder's run has {old}, this one {new}. Choose another --out."


def _shown(value: Any, titles: Mapping[str, str | None]) -> str:
    """Write a value, cut short; a scenario's digest with its title."""
    title = titles.get(value) if isinstance(value, str) else None
    return _cut(json.dumps(value, ensure_ascii=False)) + (f" (“{_cut(title)}”)" if title else "")


def _cut(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= 80 else shown[:77] + "..."


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
        found = json_value(read_bounded(path, MAX_MANIFEST))
    except NotJson as error:
        message = f"The manifest is damaged: {error}. {_NO_MANIFEST}"
        raise InputError(
            [Problem(str(path), error.line, error.column, "", "damaged", message)]
        ) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        message = f"This is no manifest of format {FORMAT}. {_NO_MANIFEST}"
        refuse(path, "another_format", message)
    for name, kind in _FIELDS.items():
        if not isinstance(_at(found, name), kind):
            message = f"The manifest is damaged: this is missing or of a wrong kind. {_NO_MANIFEST}"
            raise InputError([Problem(str(path), None, None, name, "damaged", message)])
    return found


_NO_MANIFEST = (
    "Without it nobody can tell which run this is, so it cannot go on: start anew with another "
    "--out."
)

_FIELDS: Mapping[str, type | UnionType] = {
    "sessions": list,
    "identity.scenario": str,
    "identity.ledger": str | None,
    "identity.as_of": str,
    "identity.seed": int,
    "identity.draws": int,
    "identity.versions": dict,
    "identity.settings": dict,
    "identity.arms": list,
}


def _at(value: Any, path: str) -> Any:
    """Give the value at a path; an ellipsis, which JSON has not, where there is none."""
    for name in path.split("."):
        value = value.get(name, ...) if isinstance(value, dict) else ...
    return value


def is_own_file(folder: Path, path: Path) -> bool:
    """Tell whether a path is that of a file which makes up a run."""
    own = (folder / name for name in (MANIFEST, SCENARIO, PROPOSAL, GIVEN, FINDINGS, BRIEFING))
    place = path.resolve()
    return (
        place in [each.resolve() for each in own] or (folder / RESULTS).resolve() in place.parents
    )


def has_parts(folder: Path) -> bool:
    """Tell whether at least one part of a run is stored."""
    return any((folder / RESULTS).glob("draws-*.parquet"))


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
    names = ("scenario", "ledger", "as_of", "seed", "draws", "versions", "settings")
    return Identity(**{name: found[name] for name in names}, arms=tuple(found["arms"]))
