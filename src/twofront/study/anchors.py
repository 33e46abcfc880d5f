"""Anchoring by constants: an anchor with `solve_for` fits one in each draw to a rate drawn for it.

Anchors without weigh draws instead, see `weighing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from twofront.games import Payoffs
from twofront.scenario.distributions import Distribution
from twofront.scenario.draws import distributions
from twofront.scenario.model import Quantity, Scenario
from twofront.world import payoffs, precision

from .dependence import payoffs_of, rests_on
from .equilibrium import Answer, Game, follow, game, reached, solve
from .events import Events
from .parts import OFF_BRANCH, OUT_OF_REACH
from .reads import conditional
from .roots import Box, Rows, find_roots, nearest_roots
from .sample import solved_anchors
from .table import Flags, Floats
from .weighing import log_odds

RATE_TOLERANCE = 1e-4
"""How near, in probability, a fitted rate must come to the one drawn for it."""

LONGEST_STEP = 6.0
"""Longest step of a constant in util, in units of its actor's log-odds."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Constants fitted in D draws, and the equilibria there.

    Attributes:
        game: With the constants in place; where none were found, those the search began from.
        answer: Its status is `out_of_reach` where no constants in their
            quantities' support bring the rates about, `off_branch` where they
            do so only in equilibria off the principal branch.
        constants: By quantity `[D]`; nan where none was found.
    """

    game: Game
    answer: Answer
    constants: Mapping[str, Floats]


def fit(drawn: Game, start: Answer, rates: Mapping[str, Floats], events: Events) -> Fit:
    """Fit the constants of all anchors that have `solve_for`, jointly.

    The search is led: every trial starts from the strategies of the same draw's
    last trial. The answer is not: at the constants found the draw is solved anew
    from precision 0. Where the rate is another one there, as it may be where
    equilibria are several, the constants are mended with trials from precision 0.

    Args:
        drawn: The game with quantities as drawn.
        start: Its equilibria.
        rates: Anchor id to the rates `[D]` drawn for it.
        events: Of the game's program.
    """
    search = _Search(drawn, start, rates, events)
    box = search.box()
    roots = find_roots(search.led_gap, search.start, box)
    constants, answer = roots.constants, search.answer
    rows = np.flatnonzero(roots.found)
    apart = rows[~search.own_gap(rows, constants[rows])[1].all(axis=1)]
    mended = nearest_roots(
        lambda some, tried: search.own_gap(apart[some], tried), constants[apart], box.rows(apart)
    )
    constants[apart] = mended.constants
    _miss(answer, np.flatnonzero(~roots.found), OUT_OF_REACH)
    _miss(answer, apart[~mended.found], OFF_BRANCH)
    kept = np.where(answer.solved[:, None], constants, np.nan)
    lost = ~answer.solved  # what was tried last says nothing, and other searches begin here
    constants[lost] = search.start[lost]
    at = drawn.draws.with_columns(dict(zip(search.quantities, constants.T, strict=True)))
    return Fit(game(drawn.program, at), answer, dict(zip(search.quantities, kept.T, strict=True)))


def _miss(answer: Answer, rows: Rows, status: str) -> None:
    """Note that solved draws do not bring the rate about."""
    missed = rows[answer.solved[rows]]
    answer.status[missed] = status
    answer.solved[missed] = False


class _Search:
    """The trials of a fit: constants in, gaps between rates in log-odds out."""

    def __init__(
        self, drawn: Game, start: Answer, rates: Mapping[str, Floats], events: Events
    ) -> None:
        self.drawn = drawn
        self.answer = start.copy()
        scenario = drawn.program.scenario
        self.anchors = solved_anchors(scenario)
        self.quantities = [str(anchor.solve_for) for anchor in self.anchors]
        self.sorts = events.sorts
        self.events = [events.anchors[anchor.id] for anchor in self.anchors]
        self.target = np.stack([rates[anchor.id] for anchor in self.anchors], axis=1)
        columns = [drawn.draws.column(name) for name in self.quantities]
        self.start = np.stack(columns, axis=1)
        self.changing = payoffs_of(drawn.program, self.quantities)

    def led_gap(self, rows: Rows, constants: Floats) -> tuple[Floats, Flags]:
        """Solve some draws from their last strategies; compare the rates with those drawn."""
        here = self._game(rows, constants)
        return self._compared(rows, here, follow(here, self.answer.strategy[rows]))

    def own_gap(self, rows: Rows, constants: Floats) -> tuple[Floats, Flags]:
        """Solve some draws from precision 0; compare the rates with those drawn."""
        here = self._game(rows, constants)
        return self._compared(rows, here, solve(here, {}))

    def _compared(self, rows: Rows, here: Game, found: Answer) -> tuple[Floats, Flags]:
        self.answer.put(rows, found)
        there = reached(here, self.sorts, found.strategy)
        rate = np.stack([conditional(there, event) for event in self.events], axis=1)
        rate[~found.solved] = np.nan
        near = np.abs(rate - self.target[rows]) <= RATE_TOLERANCE
        return log_odds(rate) - log_odds(self.target[rows]), near

    def _game(self, rows: Rows, constants: Floats) -> Game:
        """Put the constants on the tree; payoffs that do not rest on them stay as they are."""
        columns = dict(zip(self.quantities, constants.T, strict=True))
        draws = self.drawn.draws.rows(rows).with_columns(columns)
        program = self.drawn.program
        if self.changing is None:
            return game(program, draws)
        part, items = self.changing
        outcome = self.drawn.payoffs.outcome[rows]
        outcome[:, items] = payoffs(part, draws).outcome[:, items]
        full = Payoffs(outcome, self.drawn.payoffs.chance[rows])
        return Game(program, draws, full, precision(program, draws))

    def box(self) -> Box:
        """Give the support of each constant, and the slope a lone decision would have."""
        scenario = self.drawn.program.scenario
        own = distributions(scenario)
        supports = [own[name].support for name in self.quantities]
        slopes = [self._slope(scenario.quantities[name], own[name]) for name in self.quantities]
        slope = np.stack(slopes, axis=1)
        low, high = (np.array(bounds, dtype=np.float64) for bounds in zip(*supports, strict=True))
        widest = np.where(np.isfinite(high - low), (high - low) / 2, np.inf)
        return Box(low, high, slope, np.minimum(LONGEST_STEP / np.abs(slope), widest))

    def _slope(self, quantity: Quantity, value: Distribution) -> Floats:
        """Log-odds per unit of a constant, `[D]`: minus the actor's precision for a cost."""
        program = self.drawn.program
        payer = paid_by(program.scenario, quantity.id)
        if quantity.unit == "util" and payer in program.actors:
            return -self.drawn.precision[:, program.actors.index(payer)]
        low, high = value.quantile([0.05, 0.95])
        return np.full(len(self.start), -4.0 / (high - low))


def paid_by(scenario: Scenario, quantity: str) -> str | None:
    """Give the first actor whose inertia or payoffs rest on a quantity."""
    for move in scenario.moves:
        if move.inertia is not None and quantity in rests_on(scenario, move.inertia):
            return move.by
    for actor, lines in scenario.payoffs.items():
        if any(quantity in rests_on(scenario, line.amount) for line in lines):
            return actor
    return None
