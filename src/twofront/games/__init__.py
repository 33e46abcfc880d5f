"""Games: finite extensive-form games and their quantal response equilibria."""

from twofront.games.equilibria import Equilibria, Payoffs, ShapeError, Status
from twofront.games.solve import solve_qre
from twofront.games.tree import NodeKind, Tree, TreeError
from twofront.games.values import expected_payoffs, reach, regret, residual

__all__ = [
    "Equilibria",
    "NodeKind",
    "Payoffs",
    "ShapeError",
    "Status",
    "Tree",
    "TreeError",
    "expected_payoffs",
    "reach",
    "regret",
    "residual",
    "solve_qre",
]
