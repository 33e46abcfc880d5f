"""The chain store of Kreps & Wilson (1982), "Reputation and imperfect information".

An incumbent meets entrants one after another, each its own player. Staying out pays an entrant
0, entering b if the incumbent yields and b - 1 if it fights, 0 < b < 1. A market left alone pays
the incumbent a > 1. Yielding pays the weak incumbent 0 and fighting -1; to the tough, present
with probability p, fighting costs nothing and yielding 1. Everyone sees what happened before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from nested_games import Lot, Move, Node, pay, written

from twofront.games import Game

INCUMBENT = 0
STAGE = {"out": (0.0, 0.0), "yield": (0.0, -1.0), "fight": (-1.0, 0.0)}  # to weak, to tough


@dataclass(frozen=True)
class ChainStore:
    """One game: entrants, their prize b, the incumbent's prize a, the prior p of toughness."""

    entrants: int
    prize: float
    market: float
    tough: float

    def game(self) -> Game:
        """The tree; player 0 is the incumbent, 1 the first entrant."""
        lots = {"weak": (1 - self.tough, self._stage("weak", ()))}
        lots["tough"] = (self.tough, self._stage("tough", ()))
        return written(1 + self.entrants, Lot(lots), "chain store")

    def _stage(self, kind: str, past: tuple[str, ...]) -> Node:
        if len(past) == self.entrants:
            return pay(sum(self._earned(kind, event) for event in past), *map(self._won, past))
        reply = Move(
            INCUMBENT,
            sees(kind, past),
            {event: self._stage(kind, (*past, event)) for event in ("fight", "yield")},
        )
        options = {"enter": reply, "out": self._stage(kind, (*past, "out"))}
        return Move(1 + len(past), sees("entrant", past), options)

    def _earned(self, kind: str, event: str) -> float:
        return self.market if event == "out" else STAGE[event][kind == "tough"]

    def _won(self, event: str) -> float:
        return {"out": 0.0, "yield": self.prize, "fight": self.prize - 1}[event]

    def answer(self) -> dict[tuple[int, str, str], float]:
        """The sequential equilibrium: probability of entering and of fighting, everywhere."""
        found: dict[tuple[int, str, str], float] = {}
        self._answer((), self.tough, found)
        return found

    def _answer(self, past, belief: float, found: dict) -> None:
        """With k entrants left, the one at hand included, its indifference is at b**k.

        A weak incumbent fights for sure from b**(k - 1) on; below, as often as lifts the belief
        in toughness to just there. The entrant who then is indifferent stays out with
        probability 1/a, which keeps the weak incumbent indifferent in turn.
        """
        left = self.entrants - len(past)
        if left == 0:
            return
        edge = prod([self.prize] * (left - 1))
        stays = belief > edge * self.prize
        balanced = abs(belief - edge * self.prize) < 1e-12
        enters = 1 - 1 / self.market if balanced else float(not stays)
        bluff = 1.0
        if belief < edge:
            bluff = (1 - edge) * belief / ((1 - belief) * edge)
        found[1 + len(past), sees("entrant", past), "enter"] = enters
        found[INCUMBENT, sees("weak", past), "fight"] = bluff
        found[INCUMBENT, sees("tough", past), "fight"] = 1.0
        after = belief if bluff == 1.0 else (edge if belief > 0 else 0.0)
        self._answer((*past, "out"), belief, found)
        self._answer((*past, "yield"), 0.0, found)
        self._answer((*past, "fight"), after, found)


def sees(who: str, past: tuple[str, ...]) -> str:
    """Label of an information set."""
    return " ".join((who, *past))
