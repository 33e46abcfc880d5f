"""Gambit as an outside reference: games opened there, and its equilibria beside ours."""

import io

import numpy as np
import pygambit

from twofront.games import Game, solve_qre


def opened(text: str) -> pygambit.Game:
    return pygambit.read_efg(io.BytesIO(text.encode()))


def behaviour(game: pygambit.Game, precision: float) -> np.ndarray:
    """Gambit's equilibrium: chances of all actions, player by player, as they first appear."""
    (found,) = pygambit.qre.logit_solve_lambda(game, precision)
    profile = found.profile
    moves = [move for who in game.players for _, move in profile[who]]
    return np.array([chance for move in moves for _, chance in move])


def ours(game: Game, precision: float) -> np.ndarray:
    """Our equilibrium in the same order."""
    found = solve_qre(game.tree, game.payoffs, np.full((1, len(game.players)), precision))
    assert found.solved.all()
    owner = np.repeat(game.tree.infoset_player, np.diff(game.tree.infoset_start))
    return found.strategy[0][np.argsort(owner, kind="stable")]
