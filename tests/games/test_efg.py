"""Reading game files: the format's corners, and refusals that say where."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from small_games import SIGNAL

from twofront.games import EfgError, NodeKind, parse_efg, read_efg

CORNERS = r"""EFG 2 R "a \"quoted\" title" { "Player \"One\"" "" }
"A comment { with braces } and
lines."

p "" 2 7 "again" { "left" "left" } 4 "inner" { 1/2, -.5 }
c "x" 3 "" { "" 1/3 "" .25 "" 5/12 } 0
t "x" 1 "same" { 1e2 +2 }
t "x" 2 "same" { -1.5E-1, 0 }
t "" 0
c "" 3 0
t "" 1
t "" 2 "same" { -1.5E-1 0 }
t "" 4
"""


def test_corners_of_the_format():
    game = parse_efg(CORNERS)
    tree = game.tree
    assert game.title == 'a "quoted" title'
    assert game.players == ('Player "One"', "")
    assert (tree.nodes, tree.infosets, tree.chance_edges, tree.outcomes) == (9, 1, 3, 4)
    label = game.infosets[0]
    assert (label.player, label.number, label.actions) == (2, 7, ("left", "left"))
    assert_allclose(game.payoffs.outcome[0], [[0, 0], [0.5, -0.5], [100, 2], [-0.15, 0]])
    assert_allclose(game.payoffs.chance, [[1 / 3, 0.25, 5 / 12]], rtol=1e-15)
    assert_array_equal(tree.outcome[:, 0], [1, 0, 2, 3, 0, 0, 2, 3, 1])
    assert_array_equal(tree.edge, [-1, 0, 0, 1, 2, 1, 0, 1, 2])
    assert tree.kind[5] == NodeKind.CHANCE


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("EFG 2 R", "NFG 1 R", "1:1", "Expected 'EFG'"),
        ("EFG 2 R", "EFG 2 X", "1:7", "Expected 'R' or 'D'"),
        ('{ "Leader" "Rival" }', "{ }", "", "0 players"),
        ('"strong" 1/2', '"strong" 1/3', "2:11", "Chances add to 0.833333, not 1"),
        ('"strong" 1/2', '"strong" half', "2:22", "Expected its chance, found 'half'"),
        ('"strong" 1/2 "weak" 1/2', '"strong" -1/2 "weak" 3/2', "2:11", "negative"),
        ('"strong" 1/2', '"strong" 1/0', "2:22", "divides by 0"),
        ("{ 0 -2 }", "{ 0 }", "5:11", "1 payoffs for 2 players"),
        ("{ 0 -2 }", "{ 0 1e999 }", "5:15", "out of range"),
        ("{ 0 -2 }", "{ 0 nan }", "5:15", "Expected a payoff, found 'nan'"),
        ('t "" 1 ""', 'x "" 1 ""', "5:1", "Expected a node"),
        ('p "" 2 1 "after firm"', 'p "" 3 1 "after firm"', "4:6", "2 players; 3 is none"),
        ('p "" 2 2 0', 'p "" 2 5 0', "11:1", "Information set 5 of player 2 has no list"),
        ('p "" 2 2 0', 'p "" 2 2 "" { "attack" } 0', "11:1", "listed with other actions"),
        ('t "" 8 "" { 0 0 }', 't "" 8', "12:25", "Outcome 8 has no payoffs anywhere"),
        ('t "" 8 "" { 0 0 }', 't "" 1 "" { 5 5 }', "12:25", "listed with other payoffs"),
        ('t "" 8 "" { 0 0 }', "", "13:1", "ends before the tree is complete"),
        ('t "" 8 "" { 0 0 }', 't "" 8 "" { 0 0 } t "" 1', "12:38", "more nodes follow"),
        ('t "" 8 "" { 0 0 }', 't "" 8 "" { 0 0', "13:1", "The file ends where a payoff"),
        ('t "" 8 "" { 0 0 }', 't "', "12:22", "never ends"),
    ],
)
def test_refusals_say_where(old, new, place, words):
    assert old in SIGNAL
    with pytest.raises(EfgError) as caught:
        parse_efg(SIGNAL.replace(old, new, 1), "game.efg")
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"game.efg:{place}")


def test_every_prefix_of_a_file_is_refused_or_read_never_a_crash():
    for length in range(0, len(SIGNAL) - 4, 7):
        with pytest.raises(EfgError):
            parse_efg(SIGNAL[:length])


def test_files_that_are_no_text_or_not_there(tmp_path):
    binary = tmp_path / "binary.efg"
    binary.write_bytes(bytes(range(256)))
    with pytest.raises(EfgError, match="not UTF-8"):
        read_efg(binary)
    with pytest.raises(EfgError, match="cannot be read"):
        read_efg(tmp_path / "absent.efg")
    with pytest.raises(EfgError, match="cannot be read"):
        read_efg(tmp_path)


def test_control_characters_do_not_reach_messages():
    with pytest.raises(EfgError) as caught:
        parse_efg("EFG 2 \x1b[31m")
    assert "\x1b" not in str(caught.value)


def test_a_saved_file_reads_as_its_text(tmp_path):
    path = tmp_path / "signal.efg"
    path.write_bytes(SIGNAL.replace("\n", "\r\n").encode("utf-8-sig"))
    game = read_efg(path)
    assert game.tree == parse_efg(SIGNAL).tree
    assert np.array_equal(game.payoffs.outcome, parse_efg(SIGNAL).payoffs.outcome)
