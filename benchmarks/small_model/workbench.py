"""EMA Workbench on the small model, in an environment of its own; Twofront is not needed there.

Reads a job from standard input, `{function, processes, draws, experiments}`, with `draws`
a file of `[D, 12]` numbers, and writes what it took and what came out. Experiments are made
before the clock starts, so that sampling them is left out; opening processes is in.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from typing import Any

import numpy as np
from benchmarks.small_model.by_hand import FUNCTIONS, RANGES

warnings.simplefilter("ignore")  # it warns on import of packages that are not used here

import ema_workbench as ema  # noqa: E402


def small_model(function: str) -> Any:
    model = ema.Model("small", function=FUNCTIONS[function])
    model.uncertainties = [ema.RealParameter(name, *ends) for name, ends in RANGES.items()]
    model.outcomes = [ema.ScalarOutcome(name) for name in ("after_deal", "without_deal", "delta")]
    return model


def evaluator(model: Any, processes: int) -> Any:
    if processes == 1:
        return ema.SequentialEvaluator(model)
    return ema.MultiprocessingEvaluator(model, n_processes=processes)


def main() -> None:
    job = json.load(sys.stdin)
    rows = np.load(job["draws"])[: job["experiments"]].tolist()
    experiments = [
        ema.Scenario(number, **dict(zip(RANGES, row, strict=True)))
        for number, row in enumerate(rows)
    ]
    model = small_model(job["function"])
    start = time.perf_counter()
    with evaluator(model, job["processes"]) as run:
        cases, outcomes = run.perform_experiments(scenarios=experiments)
    seconds = time.perf_counter() - start
    order = np.argsort(cases["scenario"].astype(int).to_numpy())
    told = {
        "seconds": seconds,
        "delta": outcomes["delta"][order].tolist(),
        "versions": {"ema_workbench": ema.__version__, "numpy": np.__version__},
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    logging.disable()
    main()
