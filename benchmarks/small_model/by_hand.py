"""The small model of `scenario.yaml` as an analyst writes it by hand, without Twofront.

`arrays` is NumPy over private states and works; `scalars` spells every number out, which
is faster by far and fits no other game. Both go part of the way to the logit replies, from
even play, in the two announced arms, until no probability is further than TOLERANCE from
its reply. Replies to entry rest on nothing else and are worked out once.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-8
STEP = 0.6  # of the way to the reply; undamped replies cycle in some draws
MOST = 10_000  # replies in an arm
RANGES = {
    "precision": (1.0, 5.0),
    "tough": (0.2, 0.7),
    "entry_cost": (0.05, 0.3),
    "beaten": (0.2, 0.8),
    "beaten_at_works": (0.1, 0.5),
    "fight_cost": (0.8, 1.6),
    "toughness": (0.4, 1.0),
    "works_help": (0.1, 0.4),
    "works_cost": (0.05, 0.3),
    "given_up": (0.1, 0.5),
    "freed": (0.0, 0.4),
    "appetite": (0.0, 0.4),
}
"""What ranges in the scenario, in its order."""

Floats = NDArray[np.float64]


def scalars(**given: float) -> dict[str, float]:
    """Probability of entry after a deal and without one, and how much a deal changes it."""
    after, without = _entry(given, 1.0), _entry(given, 0.0)
    return {"after_deal": after, "without_deal": without, "delta": after - without}


def arrays(**given: float) -> dict[str, float]:
    """The same with NumPy."""
    after, without = _entry_by_arrays(given, 1.0), _entry_by_arrays(given, 0.0)
    return {"after_deal": after, "without_deal": without, "delta": after - without}


def trivial(**given: float) -> dict[str, float]:
    """No model at all: what is left is the workbench."""
    return {"after_deal": 0.0, "without_deal": 0.0, "delta": given["precision"]}


def _entry(x: dict[str, float], deal: float) -> float:
    keen, tough, works_cost = x["precision"], x["tough"], x["works_cost"]
    soft_fights = x["freed"] * deal - x["fight_cost"]
    firm_fights, help = soft_fights + x["toughness"], x["works_help"]
    p_firm, v_firm = _answer(keen, firm_fights)
    p_firm_works, v_firm_works = _answer(keen, firm_fights + help)
    p_soft, v_soft = _answer(keen, soft_fights)
    p_soft_works, v_soft_works = _answer(keen, soft_fights + help)
    won, lost = 1 + x["appetite"] * deal - x["entry_cost"], -x["beaten"] - x["entry_cost"]
    lost_works = lost - x["beaten_at_works"]
    firm = soft = enter = enter_works = 0.5
    for _ in range(MOST):
        built = tough * firm + (1 - tough) * soft
        fight = (tough * (1 - firm) * p_firm + (1 - tough) * (1 - soft) * p_soft) / (1 - built)
        fight_works = (tough * firm * p_firm_works + (1 - tough) * soft * p_soft_works) / built
        to_enter = _logistic(keen * (fight * lost + (1 - fight) * won)) - enter
        to_works = _logistic(keen * (fight_works * lost_works + (1 - fight_works) * won))
        to_works -= enter_works
        to_firm = _logistic(keen * (enter_works * v_firm_works - enter * v_firm - works_cost))
        to_soft = _logistic(keen * (enter_works * v_soft_works - enter * v_soft - works_cost))
        to_firm, to_soft = to_firm - firm, to_soft - soft
        if max(abs(to_enter), abs(to_works), abs(to_firm), abs(to_soft)) <= TOLERANCE:
            return built * enter_works + (1 - built) * enter
        firm, soft = firm + STEP * to_firm, soft + STEP * to_soft
        enter, enter_works = enter + STEP * to_enter, enter_works + STEP * to_works
    raise ArithmeticError("no equilibrium was found")


def _logistic(worth: float) -> float:
    return 1 / (1 + exp(-worth))


def _answer(keen: float, fighting: float) -> tuple[float, float]:
    """Chance that an entry is fought, and what the holder expects of it; yielding costs 1."""
    fights = _logistic(keen * (fighting + 1))
    return fights, fights * fighting - (1 - fights)


def _logits(keen: float, gain: Floats) -> Floats:
    return 1 / (1 + np.exp(-keen * gain))


def _entry_by_arrays(x: dict[str, float], deal: float) -> float:
    """Axes of all arrays: private state (firm, soft), works (none, built)."""
    keen, works = x["precision"], np.array([0.0, 1.0])
    chance = np.array([x["tough"], 1 - x["tough"]])
    firm = np.array([[1.0], [0.0]])
    fighting = x["toughness"] * firm + x["works_help"] * works + x["freed"] * deal - x["fight_cost"]
    fights = _logits(keen, fighting + 1)
    expected = fights * fighting - (1 - fights)
    won = 1 + x["appetite"] * deal
    lost = -x["beaten"] - x["beaten_at_works"] * works
    build, enter = np.full(2, 0.5), np.full(2, 0.5)
    for _ in range(MOST):
        reach = chance[:, None] * np.stack([1 - build, build], axis=1)
        fight = (reach * fights).sum(axis=0) / reach.sum(axis=0)
        to_enter = _logits(keen, fight * lost + (1 - fight) * won - x["entry_cost"]) - enter
        value = enter * expected - x["works_cost"] * works
        to_build = _logits(keen, value[:, 1] - value[:, 0]) - build
        if max(np.abs(to_enter).max(), np.abs(to_build).max()) <= TOLERANCE:
            return float((reach.sum(axis=0) * enter).sum())
        build, enter = build + STEP * to_build, enter + STEP * to_enter
    raise ArithmeticError("no equilibrium was found")


FUNCTIONS: dict[str, Callable[..., dict[str, float]]] = {
    "arrays": arrays,
    "scalars": scalars,
    "trivial": trivial,
}


def plain_loop(function: str, rows: Floats) -> Floats:
    """Change of the probability of entry `[D]`, one draw after the other.

    Args:
        function: Which.
        rows: `[D, 12]`, columns in the order of RANGES.
    """
    model, names = FUNCTIONS[function], list(RANGES)
    return np.array([model(**dict(zip(names, row, strict=True)))["delta"] for row in rows.tolist()])
