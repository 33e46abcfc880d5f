"""The game that is solved by hand, and ways to change and solve it."""

from pathlib import Path

import numpy as np
import pytest

from twofront.scenario import load
from twofront.study.solve import solve_part, study

BARGAIN = (Path(__file__).parent / "bargain.yaml").read_text(encoding="utf-8")
ANCHOR = next(line for line in BARGAIN.splitlines() if "quiet_coast" in line)


@pytest.fixture
def write(tmp_path):
    """Write the game, with some of its text replaced; give the file."""

    def written(*changes):
        text = BARGAIN
        for old, new in changes:
            assert old in text, f"not in the game: {old}"
            text = text.replace(old, new)
        path = tmp_path / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def solved(write):
    """Solve the game for some draws; give the scenario and the part."""

    def solve(*changes, draws=64, seed=1):
        scenario = load(write(*changes))
        return scenario, solve_part(study(scenario, seed), np.arange(draws, dtype=np.int64))

    return solve
