"""The parts of a run as one table, in the order of the draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twofront.scenario.draws import distributions
from twofront.scenario.model import AS_WRITTEN, Scenario

from .parts import OFF_BRANCH, UNFITTED, UNTRACED, Part
from .sample import SETS, solved_anchors
from .solve import EQUILIBRIA, FITTED
from .table import Flags, Floats, Table


def table(scenario: Scenario, parts: Sequence[Part]) -> Table:
    """Put parts together.

    Args:
        scenario: As known on its date.
        parts: All of a run, ascending; each with the same arms and readings.

    Raises:
        ValueError: They differ in arms or readings.
    """
    first = parts[0]
    layout = [(arm, read) for arm, found in first.arms.items() for read in found.reads]
    for part in parts:
        if [(arm, read) for arm, found in part.arms.items() for read in found.reads] != layout:
            raise ValueError("the parts of the run differ in arms or readings")
    numbers = np.concatenate([part.numbers for part in parts])
    reads = {
        (arm, read): np.concatenate([part.arms[arm].reads[read] for part in parts])
        for arm, read in layout
    }
    found = reads.pop((AS_WRITTEN, EQUILIBRIA))
    return Table(
        numbers=numbers,
        sets=numbers % SETS,
        weight=np.concatenate([part.weight for part in parts]),
        quantities=_quantities(scenario, parts),
        fitted=_fitted(scenario, reads),
        reads={key: value for key, value in reads.items() if not key[1].startswith(FITTED)},
        solved={arm: np.concatenate([p.arms[arm].solved for p in parts]) for arm in first.arms},
        several=found > 1,
        checked=np.isfinite(found),
        unfitted=_with_status(parts, _fitted_arms(scenario), UNFITTED),
        off_branch=_with_status(parts, _fitted_arms(scenario), (OFF_BRANCH,)),
        untraced=_with_status(parts, (AS_WRITTEN, *scenario.variants), (UNTRACED,)),
    )


def _quantities(scenario: Scenario, parts: Sequence[Part]) -> dict[str, Floats]:
    varied = [id for id, value in distributions(scenario).items() if value.varies]
    return {id: np.concatenate([part.quantities[id] for part in parts]) for id in varied}


def _fitted(scenario: Scenario, reads: dict[tuple[str, str], Floats]) -> dict[str, Floats]:
    names = [str(anchor.solve_for) for anchor in solved_anchors(scenario)]
    return {name: reads[AS_WRITTEN, f"{FITTED}{name}"] for name in names}


def _fitted_arms(scenario: Scenario) -> tuple[str, ...]:
    """Give the arms in which anchors fit constants."""
    return (AS_WRITTEN, *scenario.variants) if solved_anchors(scenario) else ()


def _with_status(
    parts: Sequence[Part], arms: Sequence[str], status: Sequence[str]
) -> dict[str, Flags]:
    """Tell, by arm, in which draws `[D]` the solution ended in one of some ways."""
    return {
        arm: np.concatenate([np.isin(part.arms[arm].status, status) for part in parts])
        for arm in arms
    }
