"""A program's tree with one draw of numbers and the scenario's own names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from twofront.games import ChanceLabel, Game, InfosetLabel, Payoffs
from twofront.scenario.model import NONE
from twofront.world.program import Decision, Item, Program


def named_game(program: Program, payoffs: Payoffs, comment: str = "") -> Game:
    """Give the game of one draw, named for people.

    Players are actors, information sets are named by the move and what the mover
    knows (moves that were not made are left out), actions by options, chance moves
    by the private states or the move, and outcomes by their payoff lines.

    Args:
        program: The structure.
        payoffs: One draw: `outcome [1, O, 1]`, `chance [1, E]`.
        comment: What else is to be said.
    """
    scenario = program.scenario
    return Game(
        title=scenario.title,
        players=tuple(scenario.actors[actor].name for actor in program.actors),
        tree=program.tree,
        payoffs=payoffs,
        infosets=tuple(_infosets(program)),
        chances=tuple(_chances(program)),
        outcomes=tuple(_outcome(item) for item in program.items),
        comment=comment,
    )


def _infosets(program: Program) -> Iterator[InfosetLabel]:
    met: Counter[int] = Counter()
    owners = program.tree.infoset_player.tolist()
    for player, decision in zip(owners, program.decisions, strict=True):
        met[player] += 1
        yield InfosetLabel(player + 1, met[player], _situation(decision), decision.options)


def _situation(decision: Decision) -> str:
    known = ", ".join(f"{name}={value}" for name, value in decision.knows if value != NONE)
    return f"{decision.move}: {known}" if known else decision.move


def _chances(program: Program) -> Iterator[ChanceLabel]:
    scenario = program.scenario
    if program.states:
        edges = tuple(range(len(program.states)))
        states = tuple(", ".join(state) for state in program.states)
        yield ChanceLabel(edges, 1, ", ".join(scenario.private), states)
    for number, item in enumerate(program.chances, start=2):
        edges = tuple(range(item.first, item.first + len(item.options)))
        yield ChanceLabel(edges, number, item.move, scenario.move(item.move).option_ids)


def _outcome(item: Item | None) -> str:
    return "" if item is None else f"{item.account}[{item.line}]"
