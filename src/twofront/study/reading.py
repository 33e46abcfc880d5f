"""A finished run read back: checked, bounded, and refused in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twofront.files import read_bounded
from twofront.findings import Findings, FindingsError, from_json
from twofront.findings.codec import shown
from twofront.problems import InputError, Problem
from twofront.scenario.model import Scenario

from .folder import FINDINGS, RESULTS, SCENARIO, Identity, read_identity, refuse
from .parts import MAX_DRAWS, part_count
from .store import DamagedPart, part_path, read_part
from .work import part_digest

MAX_FINDINGS = 64 * 2**20


def read_findings(folder: Path) -> Findings:
    """Read a run's findings.

    Raises:
        InputError: The file is missing, too large, not findings, or another run's.
    """
    path = folder / FINDINGS
    try:
        findings = from_json(read_bounded(path, MAX_FINDINGS).decode())
    except UnicodeDecodeError:
        refuse(path, "damaged", "This is not text.")
    except FindingsError as error:
        raise InputError(
            Problem(str(path), None, None, place, "damaged", what) for place, what in error.problems
        ) from None
    _see_same_run(path, findings, read_identity(folder))
    return findings


def _see_same_run(path: Path, findings: Findings, identity: Identity) -> None:
    """Refuse findings whose provenance is not that of the run they lie in."""
    told = findings.provenance
    problems = [
        Problem(
            str(path),
            None,
            None,
            field,
            "another_run",
            f"These findings have {shown(here)}; the run has {shown(there)}.",
        )
        for field, here, there in (
            ("provenance.scenario", told.get("scenario"), identity.scenario),
            ("provenance.ledger", told.get("ledger"), identity.ledger),
            ("provenance.seed", told.get("seed"), identity.seed),
            ("provenance.draws", told.get("draws"), identity.draws),
            ("draws.asked", findings.draws.asked, identity.draws),
            ("as_of", findings.as_of, identity.as_of),
        )
        if here != there
    ]
    if problems:
        raise InputError(problems)


def read_scenario(folder: Path) -> Scenario:
    """Read the scenario that was run.

    Raises:
        InputError: The file is missing or damaged.
    """
    from twofront.scenario import load

    return load(folder / SCENARIO)


def part_files(folder: Path, kind: str) -> list[Path]:
    """Give the files of a run's draws or reads, ascending, each checked.

    Raises:
        InputError: One is missing, damaged or of another run.
    """
    identity = read_identity(folder)
    results = folder / RESULTS
    if not 0 < identity.draws <= MAX_DRAWS:
        refuse(folder, "damaged", f"A run has 1 to {MAX_DRAWS} draws, not {identity.draws}.")
    try:
        for place in range(part_count(identity.draws, identity.chunk)):
            read_part(results, place, part_digest(identity, place))
    except DamagedPart as error:
        refuse(results, "damaged", f"The results are not whole: {error}. Mend them by --resume.")
    return [
        part_path(results, kind, place)
        for place in range(part_count(identity.draws, identity.chunk))
    ]


def arrow_table(folder: Path, kind: str) -> Any:
    """Give a run's draws or reads as one Arrow table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = [pq.read_table(path) for path in part_files(folder, kind)]
    return pa.concat_tables(parts).unify_dictionaries()
