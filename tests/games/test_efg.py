"""Reading game files: the format's corners, and refusals that say where."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from small_games import SIGNAL

from twofront.games import EfgError, NodeKind, TreeError, parse_efg, read_efg

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
        ("EFG 2 R", "NFG 1 R", "1:1", "'NFG': a game in strategic form. Only extensive-form"),
        ("EFG 2 R", "#AGG 1", "1:1", "an action graph game"),
        ("EFG 2 R", "<?xml 2 R", "1:1", "an XML document"),
        ("EFG 2 R", "EFG 1 R", "1:5", "Expected version 2 of the format, found '1'"),
        ("{ 0 -2 }", "{ 0 -2e99999 }", "5:15", "out of range"),
        ("{ 0 -2 }", "{ 0 1" + "0" * 400 + " }", "5:15", "more than 400 digits"),
        ('"strong" 1/2 "weak" 1/2', '"strong" .33 "weak" .66', "2:11", "add to 0.99, not 1"),
        ('"strong" 1/2 "weak" 1/2', '"strong" .333 "weak" .665', "2:11", "add to 0.998, not 1"),
    ],
)
def test_refusals_say_where(old, new, place, words):
    assert old in SIGNAL
    with pytest.raises(EfgError) as caught:
        parse_efg(SIGNAL.replace(old, new, 1), "game.efg")
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"game.efg:{place}")


def test_a_file_cut_short_anywhere_is_refused_with_a_place():
    whole = SIGNAL.replace("\n", "\r\n")
    for length in range(len(whole) - 3):
        with pytest.raises(EfgError, match=r"^cut\.efg:\d+:\d+: "):
            parse_efg(whole[:length], "cut.efg")


def test_a_file_cut_short_in_its_last_number_is_no_other_game():
    text = SIGNAL.replace('t "" 8 "" { 0 0 }', 't "" 2')
    assert parse_efg(text).tree.nodes == parse_efg(SIGNAL).tree.nodes
    with pytest.raises(EfgError, match="12:25: The file ends in this number"):
        parse_efg(text.rstrip())


def test_files_that_are_no_text_or_not_there(tmp_path):
    binary = tmp_path / "binary.efg"
    binary.write_bytes(bytes(range(256)))
    with pytest.raises(EfgError, match="1:1: Expected 'EFG'"):
        read_efg(binary)
    binary.write_bytes(SIGNAL.encode("utf-16"))
    with pytest.raises(EfgError, match="save it as UTF-8"):
        read_efg(binary)
    with pytest.raises(EfgError, match="cannot be read"):
        read_efg(tmp_path / "absent.efg")
    with pytest.raises(EfgError, match="cannot be read"):
        read_efg(tmp_path)
    with pytest.raises(EfgError, match="larger than 64000000 bytes"):
        read_efg("/dev/zero")


def test_backslashes_in_labels_stay():
    assert parse_efg(SIGNAL.replace("strong", r"a \alpha \\ b")).chances[0].actions[0] == (
        r"a \alpha \\ b"
    )


def test_a_file_in_an_older_encoding_is_read(tmp_path):
    path = tmp_path / "old.efg"
    path.write_bytes(SIGNAL.replace("Rival", "Café – un").encode("cp1252"))
    assert read_efg(path).players == ("Leader", "Café – un")


def test_names_are_kept():
    game = parse_efg(CORNERS)
    assert game.comment == "A comment { with braces } and\nlines."
    assert [(each.number, each.label, each.edges) for each in game.chances] == [(3, "", (0, 1, 2))]
    assert game.nodes[1] == "x"
    assert game.outcomes == ("", "inner", "same", "same")


def test_chances_that_miss_1_by_their_rounding_are_scaled():
    thirds = 'EFG 2 R "" { "A" } c "" 1 "" { "" 0.333 "" .333 "" 3.33e-1 } 0\n' + 't "" 0\n' * 3
    assert_allclose(parse_efg(thirds).payoffs.chance, 1 / 3, rtol=1e-15)
    third = 'EFG 2 R "" { "A" } c "" 1 "" { "" 0.3333334 "" 0.6666667 } 0\n' + 't "" 0\n' * 2
    assert_allclose(parse_efg(third).payoffs.chance.sum(), 1, rtol=1e-15)


def test_what_would_take_forever_is_refused():
    deep = "".join(f'p "" 1 {k + 1} "" {{ "x" }} 0\n' for k in range(20_000))
    with pytest.raises(EfgError, match="10003:1: More than 10000 moves on one path"):
        parse_efg(f'EFG 2 R "" {{ "A" }}\n{deep}')
    odd = " ".join(f'"" 1/{10**390 + k}' for k in range(2_000))
    with pytest.raises(EfgError, match="2:8: Chances add to"):
        parse_efg(f'EFG 2 R "" {{ "A" }}\nc "" 1 {{ {odd} }} 0')
    with pytest.raises(EfgError, match="More than 1000000 entries in one list"):
        parse_efg('EFG 2 R "" { ' + '"" ' * 1_000_001)


def test_a_deep_game_is_read():
    deep = "".join(f'p "" 1 {k + 1} "" {{ "x" }} 0\n' for k in range(9_000))
    assert parse_efg(f'EFG 2 R "" {{ "A" }}\n{deep}t "" 0\n').tree.nodes == 9_001


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'p "" 1 2 "weak" { "firm" "give in" } 0',
            'p "" 1 2 "weak" { "firm" "give in" } 0\np "" 1 1 0',
            "game.efg:9:1: Imperfect recall: at information set 1 'strong' "
            "of player 1 ('Leader') an own earlier move is forgotten.",
        ),
        (
            'p "" 2 1 "after firm" { "attack" "hold" } 0',
            'p "" 1 1 0',
            "game.efg:4:1: Absent-mindedness: information set 1 'strong' "
            "of player 1 ('Leader') is met twice on one path.",
        ),
    ],
)
def test_imperfect_recall_is_told_in_the_files_own_names(old, new, message):
    text = SIGNAL.replace(old, new).replace('p "" 2 1 0', 'p "" 2 1 "" { "attack" "hold" } 0')
    missing = 't "" 0\n' if 'p "" 1 1 0' in new and "weak" in new else ""
    with pytest.raises(TreeError) as caught:
        parse_efg(text + missing, "game.efg")
    assert str(caught.value) == message


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
