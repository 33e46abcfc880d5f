"""The game of small_model/scenario.yaml as an analyst would write it in plain Python.

Stands alone, so that the interpreter that has EMA Workbench can run it:

    python _small_model.py EXPERIMENTS PROCESSES    experiments a second, as one JSON object
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from typing import Any

RANGES = {
    "precision": (1.0, 4.0),
    "firm_chance": (0.2, 0.8),
    "arm_cost": (0.05, 0.5),
    "audience": (0.0, 0.5),
    "loss": (0.5, 2.0),
    "war_firm": (0.1, 0.8),
    "war_soft": (0.8, 2.0),
    "edge": (0.0, 0.4),
    "prize": (0.5, 1.5),
    "war_cost": (0.5, 2.0),
    "armed_cost": (0.0, 0.5),
    "inertia": (0.0, 0.5),
}
TOLERANCE = 1e-8
DAMPING = 0.5


def logit(gain: float) -> float:
    return 1.0 / (1.0 + math.exp(-gain))


def signalling(
    precision: float, firm_chance: float, arm_cost: float, audience: float, loss: float,
    war_firm: float, war_soft: float, edge: float, prize: float, war_cost: float,
    armed_cost: float, inertia: float,
) -> dict[str, float]:  # fmt: skip
    """Chance of a raid after arming and after quiet, and their difference, in equilibrium."""
    chance = (firm_chance, 1.0 - firm_chance)
    worth, fights = [], []
    for war in (war_firm, war_soft):
        for armed in (0, 1):
            fight, give_in = edge * armed - war, -loss - audience * armed
            fights.append(logit(precision * (fight - give_in)))
            worth.append(fights[-1] * fight + (1.0 - fights[-1]) * give_in)
    arms = [0.5, 0.5]
    for _ in range(10_000):
        raid = []
        for armed in (0, 1):
            reach = [c * (a if armed else 1.0 - a) for c, a in zip(chance, arms, strict=True)]
            gain = -inertia
            for kind in (0, 1):
                f = fights[2 * kind + armed]
                won = (1.0 - f) * prize - f * (war_cost + armed_cost * armed)
                gain += reach[kind] / sum(reach) * won
            raid.append(logit(precision * gain))
        reply = [
            logit(precision * (raid[1] * worth[2 * k + 1] - arm_cost - raid[0] * worth[2 * k]))
            for k in (0, 1)
        ]
        away = max(abs(r - a) for r, a in zip(reply, arms, strict=True))
        if away <= TOLERANCE:
            break
        arms = [a + DAMPING * (r - a) for r, a in zip(reply, arms, strict=True)]
    return {"armed": raid[1], "quiet": raid[0], "delta": raid[1] - raid[0]}


def nothing(**quantities: float) -> dict[str, float]:
    """No model at all: what is left is the cost of the workbench."""
    return {"armed": 0.0, "quiet": 0.0, "delta": 0.0}


def looped(experiments: int) -> float:
    """Experiments a second of a plain loop over the same function."""
    chance = random.Random(1)
    start = time.perf_counter()
    for _ in range(experiments):
        signalling(**{id: chance.uniform(*ends) for id, ends in RANGES.items()})
    return experiments / (time.perf_counter() - start)


def workbench(function: Any, experiments: int, processes: int) -> float:
    """Experiments a second of EMA Workbench, in one process or several."""
    from ema_workbench import (
        Model,
        MultiprocessingEvaluator,
        RealParameter,
        ScalarOutcome,
        SequentialEvaluator,
    )

    model = Model("small", function=function)
    model.uncertainties = [RealParameter(id, *ends) for id, ends in RANGES.items()]
    model.outcomes = [ScalarOutcome(id) for id in ("armed", "quiet", "delta")]
    if processes > 1:
        evaluator = MultiprocessingEvaluator(model, n_processes=processes)
    else:
        evaluator = SequentialEvaluator(model)
    with evaluator:
        start = time.perf_counter()
        evaluator.perform_experiments(scenarios=experiments)
        return experiments / (time.perf_counter() - start)


def main() -> None:
    from importlib.metadata import version

    experiments, processes = int(sys.argv[1]), int(sys.argv[2])
    found = {
        "version": version("ema_workbench"),
        "loop": looped(experiments),
        "model": workbench(signalling, experiments, 1),
        "nothing": workbench(nothing, experiments, 1),
        "spread": workbench(signalling, experiments, processes),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
