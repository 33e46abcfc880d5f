"""Every reference game, at each of its precisions, against what Gambit found."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.games import Game, TreeError, read_efg, residual, solve_qre

FORKED = "games__2s2x2x2"  # above .596 the branch forks; Gambit's two versions part there


def references(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.efg"))


def test_all_reference_games_are_there(shared):
    assert len(references(shared / "games")) == 28


def test_every_usable_reference_is_met(shared):
    compared = 0
    for path in references(shared / "games"):
        if path.stem != "journals__geb__wichardt2008":
            compared += compare(read_efg(path), path)
    assert compared == 100


def compare(game: Game, path: Path) -> int:
    known = json.loads(path.with_suffix(".json").read_text())
    precisions = [float(text) for text in known["lambda"]]
    compared = 0
    for size, reference in zip(precisions, known["lambda"].values(), strict=True):
        precision = np.full((1, game.tree.players), size)
        solved = solve_qre(game.tree, game.payoffs, precision)
        assert solved.residual[0] <= 1e-8, (path.stem, size)
        again = residual(game.tree, game.payoffs, precision, solved.strategy)
        assert again[0] <= 1e-8, (path.stem, size)
        if usable(path, size, reference):
            wanted = flat(game, reference)
            there = ~np.isnan(wanted)
            assert_allclose(
                solved.strategy[0, there], wanted[there], atol=1e-6, err_msg=f"{path.stem} {size}"
            )
            compared += 1
    return compared


def usable(path: Path, size: float, reference: dict) -> bool:
    good = reference["status"] == "ok" and reference["residual"] < 1e-9
    return good and not (path.stem == FORKED and size > 0.596)


def flat(game: Game, reference: dict) -> np.ndarray:
    """Gambit's behaviour on our action axis; it numbers sets by first appearance."""
    place, count = {}, {}
    for infoset, label in enumerate(game.infosets):
        count[label.player] = count.get(label.player, 0) + 1
        place[label.player, count[label.player]] = infoset
    wanted = np.full(game.tree.actions, np.nan)
    for held in reference["behaviour"]:
        infoset = place[held["player"], held["infoset"]]
        start, stop = game.tree.infoset_start[infoset : infoset + 2]
        wanted[start:stop] = held["probs"]
    return wanted


def test_imperfect_recall_is_refused_plainly(shared):
    with pytest.raises(TreeError, match="Imperfect recall: at information set 2 of player 1"):
        read_efg(shared / "games" / "journals__geb__wichardt2008.efg")
