"""Gambit opens what is written here, and finds the same games and the same equilibria."""

import pygambit
import pytest
from numpy.testing import assert_allclose
from random_games import random_payoffs, random_tree
from small_games import SIGNAL
from test_efg import CORNERS
from test_efg_writer import named, same_numbers

from twofront.games import Game, TreeError, format_efg, parse_efg, read_efg

from ..in_gambit import behaviour, opened, ours


def check_the_same(found: Game) -> None:
    """What Gambit writes after opening our file is our game again."""
    theirs = parse_efg(opened(format_efg(found)).to_efg())
    ours = parse_efg(format_efg(found))
    assert theirs.tree == ours.tree
    assert same_numbers(theirs, ours)
    assert theirs.title == ours.title
    assert theirs.nodes == ours.nodes
    assert [each.label for each in theirs.infosets] == [each.label for each in ours.infosets]


def test_reference_games_open_in_gambit_as_the_same_games(shared):
    files = sorted((shared / "games").glob("*.efg"))
    assert files
    for file in files:
        try:
            found = read_efg(file)
        except TreeError:
            assert not pygambit.read_efg(file).is_perfect_recall, file.name
        else:
            check_the_same(found)


@pytest.mark.parametrize("text", [SIGNAL, CORNERS], ids=["signal", "corners"])
def test_odd_games_open_in_gambit(text):
    check_the_same(parse_efg(text))


@pytest.mark.parametrize("seed", range(25))
def test_random_games_open_in_gambit(seed):
    tree = random_tree(seed)
    check_the_same(named(tree, random_payoffs(tree, 1, seed)))


@pytest.mark.parametrize("precision", [0.5, 2.0])
@pytest.mark.parametrize("text", [SIGNAL, CORNERS], ids=["signal", "corners"])
def test_gambit_solves_what_is_written_to_the_same_equilibrium(text, precision):
    found = parse_efg(format_efg(parse_efg(text)))
    assert_allclose(
        ours(found, precision), behaviour(opened(format_efg(found)), precision), atol=1e-6
    )
