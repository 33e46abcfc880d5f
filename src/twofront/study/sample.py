"""Draws of the assumptions: what a scenario makes of the points of a design.

A source of draws is a design, and with it, where wanted, a proposal that moves
its points to where the anchors leave something, or draws read from a file. A
draw depends on the source and its own number alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from twofront.scenario.draws import Draws, distributions
from twofront.scenario.model import Anchor, Correlated, Scenario

from .design import EARLIER, INSIDE, SETS, Design, plain_points, set_of
from .proposal import Proposal
from .table import Floats, Numbers

if TYPE_CHECKING:
    from .given import Given


@dataclass(frozen=True, slots=True)
class Drawn:
    """Some draws, ready to be put on a tree.

    Axis: D draws.

    Attributes:
        draws: Values of the quantities that are numbers of their own.
        rates: By anchor that has `solve_for`, the rate `[D]` to fit.
        weight: `[D]`, what each stands for before the anchors weigh it; all 1 where
            draws follow the stated ranges.
    """

    draws: Draws
    rates: Mapping[str, Floats]
    weight: Floats


@dataclass(frozen=True, slots=True)
class Source:
    """Where the draws of a study come from.

    Attributes:
        design: Points of the unit cube.
        proposal: Moves them; None where draws follow the stated ranges.
        given: Draws from a file; what it does not hold is drawn as stated.
    """

    design: Design
    proposal: Proposal | None = None
    given: Given | None = None

    def __post_init__(self) -> None:
        if self.given is not None and self.proposal is not None:
            raise ValueError("draws from a file cannot be moved by a proposal")

    @property
    def weighs(self) -> bool:
        """Whether its draws stand for more or less than each other."""
        return self.given is not None or self.proposal is not None

    def draw(self, scenario: Scenario, numbers: Numbers, *, then: Scenario | None = None) -> Drawn:
        """Draw the quantities, and a rate for each anchor that has `solve_for`.

        Args:
            scenario: As known on its date: the last value of each quantity counts, if any.
            numbers: `[D]` int64, which draws.
            then: The scenario as known on an earlier day, for the same draws as of then:
                what has not changed since has the same values, and what has lies at the
                same place of its range.

        Returns:
            Values in written order, those of quantities that do not vary the same in
            every draw; rates uniform over `between`.
        """
        size = dimensions(scenario)
        if self.proposal is None:
            points, weight = self.design.points(size, numbers), np.ones(len(numbers))
        else:
            points, weight = self.proposal.place(self.design.points(1 + size, numbers))
        read: dict[str, Floats] = {}
        if self.given is not None:
            weight = self.given.weight[numbers]
            read = dict(zip(self.given.names, self.given.values[numbers].T, strict=True))
        if then is not None:
            points = self._points_then(scenario, then, points, numbers)
            read = _read_then(scenario, then, read)
            scenario = then
        return Drawn(*draws_and_rates_at(scenario, points, numbers, read), weight)

    def _points_then(
        self, scenario: Scenario, then: Scenario, points: Floats, numbers: Numbers
    ) -> Floats:
        """Give the points of an earlier day; what varied only then has points of its own."""
        here = dict(zip(coordinates(scenario), points.T, strict=True))
        wanted = coordinates(then)
        added = [name for name in wanted if name not in here]
        own = plain_points(self.design.seed, EARLIER, len(added), numbers)
        here |= dict(zip(added, own.T, strict=True))
        found = [here[name] for name in wanted]
        return np.stack(found, axis=1) if found else np.empty((len(numbers), 0))

    def sets(self, numbers: Numbers) -> Numbers:
        """Tell which of 16 sets each draw belongs to; their spread gives standard errors.

        The sets of a design are made independently of each other. Rows of a file that
        no run of ours made may hang together with their neighbours, as in a chain, so
        there a set is a sixteenth of all rows, one after the other.
        """
        if self.given is None:
            return set_of(numbers)
        if self.given.numbers is not None:
            return set_of(self.given.numbers[numbers])
        return numbers * SETS // self.design.draws

    def plain(self) -> dict[str, Any]:
        """Describe it, seed and number of draws left out, as JSON values."""
        return {
            "design": self.design.kind.value,
            "proposal": self.proposal.plain() if self.proposal else None,
            "draws_from": self.given.plain() if self.given else None,
        }


def _read_then(scenario: Scenario, then: Scenario, read: Mapping[str, Floats]) -> dict[str, Floats]:
    """Give values read from a file as of an earlier day: at the same place of their range then."""
    own, past = distributions(scenario), distributions(then)
    found = {}
    for id in read.keys() & past.keys():
        place = np.clip(own[id].below(read[id]), INSIDE, 1 - INSIDE)
        found[id] = read[id] if past[id] == own[id] else past[id].quantile(place)
    return found


def draws(scenario: Scenario, seed: int, numbers: Numbers) -> Draws:
    """Draw the quantities that are numbers of their own, as stated.

    Axes: D draws, Q quantities.

    Args:
        scenario: As known on its date: each quantity has one value or none.
        seed: Of all 16 scramblings.
        numbers: `[D]` int64, which draws.

    Returns:
        Values `[D, Q]`, quantities in written order, each in its unit; those that
        do not vary have the same value in every draw.
    """
    return draws_and_rates(scenario, seed, numbers)[0]


def draws_and_rates(
    scenario: Scenario, seed: int, numbers: Numbers
) -> tuple[Draws, Mapping[str, Floats]]:
    """Draw the quantities, and a rate for each anchor that has `solve_for`.

    Takes what `draws` takes; gives what it gives, and by anchor the rates `[D]`,
    uniform over `between`. A varying quantity or rate takes one Sobol dimension.
    """
    found = Source(Design(seed)).draw(scenario, numbers)
    return found.draws, found.rates


def dimensions(scenario: Scenario) -> int:
    """Count the coordinates of a draw."""
    return len(coordinates(scenario))


def coordinates(scenario: Scenario) -> tuple[str, ...]:
    """Name the coordinates of a draw: quantities that vary, then rates to fit constants to."""
    varied = (id for id, value in distributions(scenario).items() if value.varies)
    return (*varied, *(f"rate:{anchor.id}" for anchor in solved_anchors(scenario)))


def draws_and_rates_at(
    scenario: Scenario, points: Floats, numbers: Numbers, read: Mapping[str, Floats] | None = None
) -> tuple[Draws, Mapping[str, Floats]]:
    """Give the draws and rates at points `[D, dimensions]`; the rest as for `at`."""
    anchors = solved_anchors(scenario)
    varied = points.shape[1] - len(anchors)
    targets = zip(anchors, points[:, varied:].T, strict=True)
    rates = {anchor.id: _rate(anchor, point) for anchor, point in targets}
    return at(scenario, points[:, :varied], numbers, read), rates


def at(
    scenario: Scenario, points: Floats, numbers: Numbers, read: Mapping[str, Floats] | None = None
) -> Draws:
    """Give the draws at points of the unit cube.

    Args:
        scenario: As known on its date.
        points: `[D, V]` inside (0, 1), a column for each quantity that varies.
        numbers: `[D]`, of the draws.
        read: Values `[D]` of some quantities, in place of those drawn. What is
            correlated with them is drawn as it hangs together with them.
    """
    read = read or {}
    own = distributions(scenario)
    varied = [id for id, value in own.items() if value.varies]
    uniform = dict(zip(varied, points.T, strict=True))
    for group in scenario.correlated.values():
        known = [id for id in group.quantities if id in read and id in uniform]
        uniform |= {id: np.clip(own[id].below(read[id]), INSIDE, 1 - INSIDE) for id in known}
        _correlate(uniform, group, known)
    half = np.full(len(numbers), 0.5)
    columns = [
        read[id] if id in read else value.quantile(uniform.get(id, half))
        for id, value in own.items()
    ]
    values = np.stack(columns, axis=1) if columns else np.empty((len(numbers), 0))
    return Draws(tuple(own), values, numbers)


def _rate(anchor: Anchor, point: Floats) -> Floats:
    assert anchor.between is not None  # `solve_for` needs it
    low, high = anchor.between
    return low + point * (high - low)


def solved_anchors(scenario: Scenario) -> tuple[Anchor, ...]:
    """Give the anchors that fit a constant, in written order."""
    return tuple(each for each in scenario.anchors.values() if each.solve_for is not None)


def _correlate(uniform: dict[str, Floats], group: Correlated, known: list[str]) -> None:
    """Give the group's members a Gaussian copula with the group's rank correlation.

    Members that are known stay, and the others follow from them.
    """
    members = known + [id for id in group.quantities if id in uniform and id not in known]
    mixing = equicorrelation_root(len(members), pearson(group.correlation))
    own: list[Floats] = []
    """What each member has for itself, apart from those before it: independent normals."""
    for place, (id, row) in enumerate(zip(members, mixing, strict=True)):
        normal = special.ndtri(uniform[id])
        shared = np.zeros_like(normal)
        for share, other in zip(row[:place], own, strict=True):
            shared += share * other
        if id in known:
            own.append((normal - shared) / row[place] if row[place] > 0 else np.zeros_like(normal))
        else:
            own.append(normal)
            mixed = shared + row[place] * normal
            uniform[id] = np.clip(special.ndtr(mixed), INSIDE, 1 - INSIDE)


def pearson(rank: float) -> float:
    """Give the correlation of two normals whose rank (Spearman) correlation is `rank`."""
    return 2 * math.sin(math.pi * rank / 6)


def equicorrelation_root(size: int, correlation: float) -> Floats:
    """Give the lower root `[size, size]` of the matrix with 1 and elsewhere `correlation`.

    Cholesky's recursion, but a correlation of 1 is no error: all follow the first.
    """
    root = np.zeros((size, size))
    for row in range(size):
        for column in range(row):
            known = float(root[row, :column] @ root[column, :column])
            below = root[column, column]
            root[row, column] = (correlation - known) / below if below > 0 else 0.0
        root[row, row] = math.sqrt(max(0.0, 1.0 - float(root[row, :row] @ root[row, :row])))
    return root
