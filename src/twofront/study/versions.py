"""What a run's numbers depend on beside its scenario and seed."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from twofront.games.several import APART

from .anchors import RATE_TOLERANCE
from .design import SETS
from .equilibrium import TOLERANCE
from .several import CHECK_EVERY, STARTS

PACKAGE = Path(__file__).resolve().parent.parent
COMPUTING = ("games", "scenario", "world", "study", "findings")
"""The rooms whose code decides what is computed."""


def versions() -> dict[str, str]:
    """Give the versions of Twofront, its computing code, and the libraries it computes with."""
    libraries = {name: version(name) for name in ("numpy", "scipy", "numba")}
    return {"twofront": version("twofront"), "code": code_digest(), **libraries}


def code_digest() -> str:
    """Digest the code of the rooms that compute: two builds of one version may differ."""
    total = hashlib.sha256()
    for room in COMPUTING:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            total.update(f"{path.relative_to(PACKAGE)}\n".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def settings(chunk: int) -> dict[str, Any]:
    """Give the settings of the solver and the study, in parts of so many draws."""
    return {
        "chunk": chunk,
        "sobol_sets": SETS,
        "tolerance": TOLERANCE,
        "rate_tolerance": RATE_TOLERANCE,
        "checked_every": CHECK_EVERY,
        "other_starts": STARTS,
        "equilibria_apart": APART,
    }
