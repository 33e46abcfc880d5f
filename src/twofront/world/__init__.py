"""The world: a scenario and its draws become a game tree and payoffs."""

from twofront.world.check import check_structure
from twofront.world.compiler import MAX_LEAVES, compile_scenario
from twofront.world.expected import compile_in_expectation, in_expectation
from twofront.world.named import named_game
from twofront.world.payoffs import payoffs, precision
from twofront.world.program import Program
from twofront.world.readouts import Readouts, readouts

__all__ = [
    "MAX_LEAVES",
    "Program",
    "Readouts",
    "check_structure",
    "compile_in_expectation",
    "compile_scenario",
    "in_expectation",
    "named_game",
    "payoffs",
    "precision",
    "readouts",
]
