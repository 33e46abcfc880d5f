"""The folder a run is written to where the user names none."""

from __future__ import annotations

import re
from pathlib import Path

from twofront.scenario import digest as scenario_digest
from twofront.scenario.model import Scenario

from .folder import digest
from .sampling import Sampling
from .versions import versions


def default_folder(
    source: Path, scenario: Scenario, draws: int | None, seed: int, sampling: Sampling | None = None
) -> Path:
    """Give `runs/NAME-DATE-DIGEST`, the same for the same run.

    Args:
        source: The scenario's file or folder, for its name.
        scenario: As known on its date, for the date.
        draws, seed, sampling: Of the run; with scenario and versions they make the digest.
    """
    path = source.resolve()
    if path.name == "scenario.yaml":
        path = path.parent
    name = path.name if path.is_dir() else path.stem
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "run"
    asked = sampling or Sampling()
    read = str(asked.draws_from.resolve()) if asked.draws_from else None
    drawn = [draws, seed, asked.design, asked.proposal, read, asked.levers, asked.drivers]
    run = digest([scenario_digest(scenario), *drawn, versions()])[:8]
    return Path("runs") / f"{slug}-{scenario.as_of.isoformat()}-{run}"
