"""Every reference game, at each of its precisions, against what Gambit 16.7 and 17 found."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.games import (
    Equilibria,
    Game,
    Payoffs,
    Status,
    TreeError,
    read_efg,
    residual,
    solve_qre,
)

SIZES = (0.5, 1.0, 2.0, 5.0)
NO_RECALL = "journals__geb__wichardt2008"
UNREAD = "games__4cards"  # Gambit refuses labels that are met twice
STAGES = "games__2s2x2x2"
BALANCED = "journals__mor__vonstengelforges2008__fig9"
# Where symmetric branches fork first. From there on Gambit's versions part from each other, stop
# short or turn off; this solver goes straight on.
FORKS = {STAGES: 0.596, BALANCED: np.sqrt(8)}

Answers = Iterator[tuple[float, np.ndarray]]  # precisions and behaviour on our action axis


def references(shared: Path) -> list[Path]:
    return sorted((shared / "games").glob("*.efg"))


def named(shared: Path, name: str) -> Game:
    return read_efg(shared / "games" / f"{name}.efg")


def solved(game: Game) -> Equilibria:
    """The game at all sizes of precision; every residual is checked, and worked out anew."""
    alike = Payoffs(
        np.repeat(game.payoffs.outcome, len(SIZES), axis=0),
        np.repeat(game.payoffs.chance, len(SIZES), axis=0),
    )
    precision = np.repeat(np.array(SIZES)[:, None], game.tree.players, axis=1)
    found = solve_qre(game.tree, alike, precision, forks=True)
    assert found.residual.max() <= 1e-8, game.title
    again = residual(game.tree, alike, precision, found.strategy)
    assert again.max() <= 1e-8, game.title
    return found


def from_16_7(game: Game, known: dict) -> Answers:
    """Gambit numbers a player's information sets by first appearance."""
    place, count = {}, {}
    for infoset, label in enumerate(game.infosets):
        count[label.player] = count.get(label.player, 0) + 1
        place[label.player, count[label.player]] = infoset
    for size, answer in known["lambda"].items():
        if answer["status"] != "ok" or answer["residual"] >= 1e-9:
            continue
        wanted = np.full(game.tree.actions, np.nan)
        for held in answer["behaviour"]:
            infoset = place[held["player"], held["infoset"]]
            start, stop = game.tree.infoset_start[infoset : infoset + 2]
            wanted[start:stop] = held["probs"]
        yield float(size), wanted


def from_17(game: Game, known: dict) -> Answers:
    """Player by player, information sets by first appearance, in one flat list."""
    owner = np.repeat(game.tree.infoset_player, np.diff(game.tree.infoset_start))
    for size, answer in known["pygambit17.0.0b2"].items():
        if answer["status"] == "ok":
            wanted = np.empty(game.tree.actions)
            wanted[np.argsort(owner, kind="stable")] = answer["flat"]
            yield float(size), wanted


def test_all_reference_games_are_there(shared):
    assert len(references(shared)) == 28


@pytest.mark.parametrize("answers", [from_16_7, from_17])
def test_every_usable_reference_is_met(shared, answers):
    compared = 0
    for path in references(shared):
        if path.stem == NO_RECALL:
            continue
        game, known = read_efg(path), json.loads(path.with_suffix(".json").read_text())
        found = solved(game)
        for size, wanted in answers(game, known):
            if size < FORKS.get(path.stem, np.inf):
                ours, there = found.strategy[SIZES.index(size)], ~np.isnan(wanted)
                told = f"{path.stem} at {size:g}"
                assert_allclose(ours[there], wanted[there], atol=1e-6, err_msg=told)
                compared += 1
    assert compared == 100


def test_references_without_forks_are_solved_on_the_branch(shared):
    """Also where Gambit has no answer."""
    assert UNREAD in {path.stem for path in references(shared)}
    for path in references(shared):
        if path.stem != NO_RECALL:
            status = solved(read_efg(path)).status
            below = np.array(SIZES) < FORKS.get(path.stem, np.inf)
            assert (status[below] == Status.SOLVED).all(), path.stem


def test_the_status_tells_of_a_fork(shared):
    assert solved(named(shared, STAGES)).status.tolist() == [Status.SOLVED] + 3 * [Status.FORKED]


def test_the_status_tells_of_two_forks(shared):
    """At sqrt(8) and at 4 another branch crosses that of uniform play."""
    assert solved(named(shared, BALANCED)).status.tolist() == 3 * [Status.SOLVED] + [Status.FORKED]


def test_straight_on_from_forks_of_a_balanced_game_play_stays_balanced(shared):
    game = named(shared, BALANCED)
    sizes = np.diff(game.tree.infoset_start)
    assert_allclose(solved(game).strategy[-1], np.repeat(1 / sizes, sizes), atol=1e-9)


def test_imperfect_recall_is_refused_plainly(shared):
    with pytest.raises(TreeError, match="Imperfect recall: at information set 2 of player 1"):
        named(shared, NO_RECALL)
