"""Program and draws to payoffs: utilities, chances and precisions of every draw."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from twofront.games import Payoffs
from twofront.problems import InputError
from twofront.scenario.draws import Draws
from twofront.scenario.model import Private
from twofront.world.amounts import Amounts
from twofront.world.problems import problem
from twofront.world.program import ChanceItem, Program

Floats: TypeAlias = NDArray[np.float64]

_SLACK = 1e-9
"""How far rounding may carry a chance outside 0 to 1, or a sum of chances from 1."""


def payoffs(program: Program, draws: Draws) -> Payoffs:
    """Work out the payoffs of every draw.

    Axes: D draws, O items (0 is none), E chance edges.

    Returns:
        `outcome [D, O, 1]` in utils, paid to `program.tree.payee [O]`, and `chance [D, E]`.

    Raises:
        InputError: A chance is outside 0 to 1, or odds are 0 against 0, in some
            draw; the draw's number is named.
    """
    amounts = Amounts(program.scenario, draws)
    return Payoffs(outcome=_outcomes(program, amounts), chance=_chances(program, amounts))


def _outcomes(program: Program, amounts: Amounts) -> Floats:
    outcome = np.zeros((len(amounts.draws), len(program.items), 1))
    for number, item in enumerate(program.items):
        if item is not None and item.account in program.actors:
            outcome[:, number, 0] = amounts.amount(item.amount, item.features)
    return outcome


def precision(program: Program, draws: Draws) -> Floats:
    """Give the precision, 1/util, of each actor that moves: `[D, P]`."""
    amounts = Amounts(program.scenario, draws)
    names = [program.scenario.actors[actor].precision for actor in program.actors]
    return np.stack([amounts.quantity(name) for name in names], axis=1)


def _chances(program: Program, amounts: Amounts) -> Floats:
    chance = np.zeros((len(amounts.draws), program.tree.chance_edges))
    if program.states:
        chance[:, : len(program.states)] = joint(program, amounts)
    for item in program.chances:
        found = _chance_move(program, item, amounts)
        chance[:, item.first : item.first + len(item.options)] = found
    for item in program.weighed:
        _chance_move(program, item, amounts)  # only to see that they are probabilities
    return chance


def _chance_move(program: Program, item: ChanceItem, amounts: Amounts) -> Floats:
    """Give the probabilities `[D, options]` of a chance move in one kind of situation."""
    given = [None if each is None else amounts.amount(*each) for each in item.options]
    field = f"moves[{item.move}].options"
    return _filled(program, amounts, given, field)


def _filled(program: Program, amounts: Amounts, given: list[Floats | None], field: str) -> Floats:
    """Put chances side by side, `[D, n]`; None takes what the others leave of 1."""
    zeros = np.zeros(len(amounts.draws))
    total = np.sum([zeros, *(each for each in given if each is not None)], axis=0)
    columns = [1.0 - total if each is None else each for each in given]
    found = np.stack(columns, axis=1)
    wrong = ~(np.abs(found.sum(axis=1) - 1.0) <= _SLACK)
    wrong |= ~((found >= -_SLACK) & (found <= 1.0 + _SLACK)).all(axis=1)
    if wrong.any():
        shown = ", ".join(f"{value:.4g}" for value in found[np.argmax(wrong)])
        where = amounts.draws.where(wrong)
        message = f"Chances {where} are {shown}; each must lie in 0 to 1 and all add to 1."
        raise InputError([problem(program.scenario, field, "chance-outside", message)])
    return np.asarray(np.clip(found, 0.0, 1.0))


def joint(program: Program, amounts: Amounts) -> Floats:
    """Give the probability `[D, S]` of each joint private state.

    States are drawn by their own marginals. A correlated state shares one uniform
    draw with its parent with the chance of its correlation, else it has its own.
    """
    private = list(program.scenario.private.values())
    marginals = {each.id: _marginal(program, each, amounts) for each in private}
    index = {each.id: number for number, each in enumerate(private)}
    found = np.ones((len(amounts.draws), len(program.states)))
    for root in (each for each in private if each.parent is None):
        children = [each for each in private if each.parent == root.id]
        group = [root, *children]
        for number, states in enumerate(program.states):
            picked = [each.states.index(states[index[each.id]]) for each in group]
            found[:, number] *= _group(group, picked, marginals, amounts)
    return found


def _marginal(program: Program, private: Private, amounts: Amounts) -> Floats:
    given = [None if each is None else amounts.amount(each, ()) for each in private.chance]
    return _filled(program, amounts, given, f"private.{private.id}.chance")


def _group(
    group: list[Private], picked: list[int], marginals: dict[str, Floats], amounts: Amounts
) -> Floats:
    """Give the probability `[D]` that a root and its children are in the states picked."""
    chances = [marginals[p.id][:, state] for p, state in zip(group, picked, strict=True)]
    uppers = [np.cumsum(marginals[p.id], axis=1)[:, s] for p, s in zip(group, picked, strict=True)]
    lowers = [upper - chance for upper, chance in zip(uppers, chances, strict=True)]
    total = np.zeros(len(amounts.draws))
    children = range(1, len(group))
    rho = {k: _correlation(group[k], amounts) for k in children}
    for following in _subsets(children):
        together = [0, *following]
        highest_low = np.max([lowers[k] for k in together], axis=0)
        overlap = np.maximum(0.0, np.min([uppers[k] for k in together], axis=0) - highest_low)
        apart = [chances[k] for k in children if k not in following]
        total += _weight(rho, following) * overlap * np.prod([np.ones_like(total), *apart], axis=0)
    return total


def _correlation(private: Private, amounts: Amounts) -> Floats:
    assert private.correlation is not None
    return amounts.amount(private.correlation, ())


def _subsets(of: range) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(of, size) for size in range(len(of) + 1)))


def _weight(rho: dict[int, Floats], following: tuple[int, ...]) -> Floats:
    """Give the chance `[D]` that just these children follow the root's uniform draw.

    One coin serves the group: a child follows where the coin falls below its
    correlation, so children of equal correlation follow all together or not at all.
    """
    if not rho:
        return np.asarray(1.0)
    inside = np.min([rho[k] for k in following], axis=0) if following else 1.0
    others = [rho[k] for k in rho if k not in following]
    outside = np.max(others, axis=0) if others else 0.0
    return np.maximum(0.0, np.asarray(inside - outside, dtype=np.float64))
