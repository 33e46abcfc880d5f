"""Agent logit quantal response equilibria of extensive-form games, in batches.

`Tree` holds a game's structure, `Payoffs` the numbers of many draws at once;
`solve_qre` finds one equilibrium for every draw, with its residual and a status.
"""

from twofront.games.branch import Branch, trace_qre
from twofront.games.efg import parse_efg, read_efg
from twofront.games.efg_tokens import EfgError
from twofront.games.efg_writer import format_efg, write_efg
from twofront.games.equilibria import Equilibria, Payoffs, ShapeError, Status
from twofront.games.game import ChanceLabel, Game, InfosetLabel
from twofront.games.gradient import Gradient, GradientStatus, qre_gradient, reach_gradient
from twofront.games.masses import expected_payoffs, reach_of
from twofront.games.several import count_equilibria, random_starts
from twofront.games.solve import solve_qre
from twofront.games.tree import NodeKind, Tree, TreeError
from twofront.games.values import reach, regret, residual

__all__ = [
    "Branch",
    "ChanceLabel",
    "EfgError",
    "Equilibria",
    "Game",
    "Gradient",
    "GradientStatus",
    "InfosetLabel",
    "NodeKind",
    "Payoffs",
    "ShapeError",
    "Status",
    "Tree",
    "TreeError",
    "count_equilibria",
    "expected_payoffs",
    "format_efg",
    "parse_efg",
    "qre_gradient",
    "random_starts",
    "reach",
    "reach_gradient",
    "reach_of",
    "read_efg",
    "regret",
    "residual",
    "solve_qre",
    "trace_qre",
    "write_efg",
]
