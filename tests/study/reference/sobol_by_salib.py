"""Writes sobol_by_salib.json: Sobol indices by SALib from the designs that tests use.

SALib is no dependency of Twofront's tests, since it brings Matplotlib along. To write
the file anew: `pip install SALib==1.6.0` in an environment of its own, then
`PYTHONPATH=tests/study python tests/study/reference/sobol_by_salib.py`.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from known_answers import MODELS, lattice, pick_freeze
from SALib.analyze import sobol

HERE = Path(__file__).parent
DRAWS = 1024


def indices(model):
    own, other = lattice(DRAWS, model.size), lattice(DRAWS, model.size, skip=model.size)
    y_own, y_other, y_swapped = pick_freeze(model, own, other)
    rows = np.concatenate([y_own[:, None], y_swapped.T, y_other[:, None]], axis=1)
    names = [f"x{number}" for number in range(model.size)]
    problem = {"num_vars": model.size, "names": names, "bounds": [[0, 1]] * model.size}
    found = sobol.analyze(problem, rows.ravel(), calc_second_order=False, seed=1)
    return {"first": found["S1"].tolist(), "total": found["ST"].tolist()}


if __name__ == "__main__":
    told = {
        "made_by": f"SALib {version('SALib')}, analyze.sobol.analyze",
        "draws": DRAWS,
        "models": {model.name: indices(model) for model in MODELS},
    }
    text = json.dumps(told, indent=1) + "\n"
    (HERE / "sobol_by_salib.json").write_text(text, encoding="utf-8")
