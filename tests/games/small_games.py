"""Games small enough to work out by hand, written as game files."""

from __future__ import annotations

import numpy as np

from twofront.games import Game, Payoffs, parse_efg

ONE_SHOT = """EFG 2 R "one choice" { "A" }
p "" 1 1 "" { "x" "y" "z" } 0
t "" 1 "" { 1 } t "" 2 "" { 0.5 } t "" 3 "" { -1 }
"""

TWO_BY_TWO = """EFG 2 R "matching pennies, {a} and {b}" {{ "Row" "Column" }}
p "" 1 1 "" {{ "U" "D" }} 0
p "" 2 1 "" {{ "L" "R" }} 0
t "" 1 "" {{ {a} 0 }} t "" 2 "" {{ 0 1 }}
p "" 2 1 0
t "" 3 "" {{ 0 1 }} t "" 4 "" {{ {b} 0 }}
"""

# A leader knows whether it is strong. It gives in or stands firm; a rival who sees
# only that attacks or not. Standing firm is cheap for the strong: it is news.
SIGNAL = """EFG 2 R "standing firm" { "Leader" "Rival" }
c "" 1 "" { "strong" 1/2 "weak" 1/2 } 0
p "" 1 1 "strong" { "firm" "give in" } 0
p "" 2 1 "after firm" { "attack" "hold" } 0
t "" 1 "" { 0 -2 } t "" 2 "" { 2 0 }
p "" 2 2 "after giving in" { "attack" "hold" } 0
t "" 3 "" { -1 -2 } t "" 4 "" { 0 0 }
p "" 1 2 "weak" { "firm" "give in" } 0
p "" 2 1 0
t "" 5 "" { -3 1 } t "" 6 "" { -1 0 }
p "" 2 2 0
t "" 7 "" { -1 1 } t "" 8 "" { 0 0 }
"""


def game(text: str, **numbers: float) -> Game:
    return parse_efg(text.format(**numbers) if numbers else text)


def many(found: Game, draws: int) -> Payoffs:
    """The same numbers in every draw."""
    return Payoffs(
        np.repeat(found.payoffs.outcome, draws, axis=0),
        np.repeat(found.payoffs.chance, draws, axis=0),
    )
