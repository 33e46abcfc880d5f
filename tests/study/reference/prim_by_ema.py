"""Writes prim_by_ema.json: the box that EMA Workbench's PRIM finds in the draws that tests use.

EMA Workbench is no dependency of Twofront's tests, since it brings scikit-learn,
Matplotlib and more along. To write the file anew: `pip install ema_workbench==2.5.3` in
an environment of its own, then
`PYTHONPATH=tests/study python tests/study/reference/prim_by_ema.py`.
"""

import json
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from ema_workbench.analysis import prim
from known_answers import coarse, planted_box

HERE = Path(__file__).parent


def path_of_boxes(values, sought):
    """The boxes passed while peeling and pasting, with their limits, and the quasi-p-values."""
    frame = pd.DataFrame(values, columns=[f"x{number}" for number in range(values.shape[1])])
    found = prim.Prim(
        frame, sought.astype(int), threshold=0.5, peel_alpha=0.05, paste_alpha=0.05, mass_min=0.05
    ).find_box()
    steps = found.peeling_trajectory
    return {
        "mass": steps["mass"].tolist(),
        "coverage": steps["coverage"].tolist(),
        "density": steps["density"].tolist(),
        "low": [limits.iloc[0].tolist() for limits in found.box_lims],
        "high": [limits.iloc[1].tolist() for limits in found.box_lims],
        "quasi_p": _quasi_p(found, steps),
    }


def _quasi_p(found, steps):
    """By step: quantity to the values of its lower and its upper limit, -1 where there is none."""
    told = []
    for step in range(len(steps)):
        limits = found.box_lims[step]
        limited = [name for name in limits if (limits[name] != found.box_lims[0][name]).any()]
        told.append(found._calculate_quasi_p(step, limited) if limited else {})
    return told


if __name__ == "__main__":
    values, sought = planted_box()
    told = {
        "made_by": f"EMA Workbench {version('ema_workbench')}, analysis.prim.Prim",
        "smooth": path_of_boxes(values, sought),
        "coarse": path_of_boxes(coarse(values), sought),
    }
    text = json.dumps(told, indent=1) + "\n"
    (HERE / "prim_by_ema.json").write_text(text, encoding="utf-8")
