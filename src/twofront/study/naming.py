"""The folder a run is written to where the user names none."""

from __future__ import annotations

import re
from pathlib import Path

from twofront.scenario import digest as scenario_digest
from twofront.scenario.model import Scenario

from .folder import digest
from .versions import versions


def default_folder(source: Path, scenario: Scenario, draws: int, seed: int) -> Path:
    """Give `runs/NAME-DATE-DIGEST`, the same for the same run.

    Args:
        source: The scenario's file or folder, for its name.
        scenario: As known on its date, for the date.
        draws, seed: Of the run; with scenario and versions they make the digest.
    """
    path = source.resolve()
    if path.name == "scenario.yaml":
        path = path.parent
    name = path.name if path.is_dir() else path.stem
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "run"
    run = digest([scenario_digest(scenario), draws, seed, versions()])[:8]
    return Path("runs") / f"{slug}-{scenario.as_of.isoformat()}-{run}"
