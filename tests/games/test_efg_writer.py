"""Writing game files: what is written reads back as the same game."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_games import random_payoffs, random_tree
from small_games import SIGNAL, TWO_BY_TWO, game
from test_efg import CORNERS

from twofront.games import (
    ChanceLabel,
    EfgError,
    Game,
    InfosetLabel,
    Payoffs,
    ShapeError,
    TreeError,
    expected_payoffs,
    format_efg,
    parse_efg,
    read_efg,
    write_efg,
)
from twofront.problems import InputError

NAMES = ("infosets", "chances", "nodes", "outcomes", "title", "players", "comment")


def named(tree, payoffs) -> Game:
    """A game of bare names: information sets and outcomes without labels."""
    sizes = np.diff(tree.infoset_start)
    sets = zip(tree.infoset_player.tolist(), sizes.tolist(), strict=True)
    infosets = tuple(InfosetLabel(p + 1, 1, "", tuple(map(str, range(k)))) for p, k in sets)
    return Game("random", tuple("abc"[: tree.players]), tree, payoffs, infosets)


def same_numbers(one: Game, other: Game) -> bool:
    return all(
        np.array_equal(getattr(one.payoffs, name), getattr(other.payoffs, name))
        for name in ("outcome", "chance")
    )


def uniform(found: Game) -> np.ndarray:
    """What players expect where every action is as likely as the others."""
    sizes = np.diff(found.tree.infoset_start)
    strategy = np.repeat(1.0 / sizes, sizes)[None]
    return expected_payoffs(found.tree, found.payoffs, strategy)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-6, 1.0, 1e9]))
def test_a_random_game_survives_writing(seed, scale):
    tree = random_tree(seed)
    before = named(tree, random_payoffs(tree, 1, seed, scale))
    text = format_efg(before)
    after = parse_efg(text)
    assert format_efg(after) == text
    assert (after.tree.nodes, after.tree.infosets) == (tree.nodes, tree.infosets)
    np.testing.assert_allclose(uniform(after), uniform(before), rtol=1e-12, atol=1e-13 * scale)


@settings(max_examples=100, deadline=None)
@given(numbers=st.lists(st.floats(-1e300, 1e300), min_size=4, max_size=4))
def test_payoffs_keep_every_bit(numbers):
    before = game(TWO_BY_TWO, a=1, b=2)
    outcome = before.payoffs.outcome.copy()
    outcome[0, 1:, 0] = numbers
    after = parse_efg(format_efg(replace(before, payoffs=Payoffs(outcome, before.payoffs.chance))))
    assert np.array_equal(after.payoffs.outcome, outcome)


@settings(max_examples=100, deadline=None)
@given(weights=st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=7))
def test_chances_add_to_exactly_one_and_only_the_largest_gives_way(weights):
    chances = np.array(weights) / sum(weights)
    names = " ".join('"" 1' if k == 0 else '"" 0' for k in range(len(weights)))
    text = f'EFG 2 R "" {{ "A" }} c "" 1 "" {{ {names} }} 0\n' + 't "" 0\n' * len(weights)
    before = parse_efg(text)
    written = format_efg(replace(before, payoffs=Payoffs(before.payoffs.outcome, chances[None])))
    numbers = written.split("{")[2].split("}")[0].split()[1::2]
    assert sum(map(Fraction, numbers)) == 1
    after = parse_efg(written).payoffs.chance[0]
    changed = after != chances
    assert not changed.any() or np.flatnonzero(changed).tolist() == [chances.argmax()]
    np.testing.assert_allclose(after, chances, rtol=1e-14)


def test_reference_games_survive_writing(shared, tmp_path):
    files = sorted((shared / "games").glob("*.efg"))
    assert files
    for file in files:
        try:
            before = read_efg(file)
        except TreeError:
            continue
        write_efg(before, tmp_path / "game.efg")
        after = read_efg(tmp_path / "game.efg")
        assert after.tree == before.tree, file.name
        assert same_numbers(before, after), file.name
        plain = {name: getattr(before, name) for name in NAMES}
        if len(set(filter(None, before.nodes))) < sum(map(bool, before.nodes)):
            plain["nodes"] = after.nodes  # repeated labels of nodes get numbers
        assert {name: getattr(after, name) for name in NAMES} == plain, file.name


def test_the_corners_survive_writing():
    before = parse_efg(CORNERS)
    after = parse_efg(format_efg(before))
    assert after.tree == before.tree
    assert same_numbers(before, after)
    assert (after.title, after.players, after.comment) == (
        before.title,
        before.players,
        before.comment,
    )


def test_simple_fractions_are_written_as_such():
    text = format_efg(parse_efg(CORNERS))
    assert '{ "" 1/3 "" 0.25 "" 5/12 }' in text


def test_labels_gambit_refuses_are_changed():
    before = parse_efg(SIGNAL)
    label = InfosetLabel(1, 1, "  two\tblanks ", ("say \\", 'a "b" \\"'))
    again = replace(before.infosets[3], label="two blanks")
    odd = replace(
        before,
        infosets=(label, *before.infosets[1:3], again),
        nodes=("same",) * before.tree.nodes,
        chances=(ChanceLabel((0, 1), 7, "type", ("x", "x")),),
    )
    after = parse_efg(format_efg(odd))
    assert [each.label for each in after.infosets if each.player == 1] == [
        "two blanks",
        "two blanks (2)",
    ]
    assert after.infosets[0].actions == ("say ⧵", 'a "b" ⧵"')
    assert after.nodes[:3] == ("same", "same (2)", "same (3)")
    assert after.chances == odd.chances
    assert after.tree == before.tree


def test_outcomes_at_one_node_are_paid_together():
    before = parse_efg(SIGNAL)
    outcome = np.repeat(before.tree.outcome, 2, axis=1)
    outcome[:, 1] = np.where(np.arange(before.tree.nodes) == 3, 8, 0)
    tree = replace(before.tree, outcome=outcome)
    labels = ("", *"abcdefgh")
    after = parse_efg(format_efg(replace(before, tree=tree, outcomes=labels)))
    paid = after.payoffs.outcome[0, after.tree.outcome[3, 0]]
    both = before.payoffs.outcome[0, outcome[3]].sum(axis=0)
    assert np.array_equal(paid, both)
    assert after.outcomes[after.tree.outcome[3, 0]] == "a + h"


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"payoffs": np.nan}, EfgError, "payoff is not a number"),
        ({"payoffs": 1e301}, EfgError, "payoff is not a number"),
        ({"chance": [[0.5, 0.4]]}, EfgError, "add to 0.9, not 1: 0.5, 0.4"),
        ({"chance": [[-0.5, 1.5]]}, EfgError, "chance is not a number from 0 to 1"),
        ({"players": ("only one",)}, ShapeError, "players has 1 names; expected 2"),
        ({"infosets": ()}, ShapeError, "infosets has 0 names; expected 4"),
        ({"draws": 2}, ShapeError, "one draw of a game, not 2"),
    ],
)
def test_what_no_file_can_hold_is_refused(change, error, words):
    before = parse_efg(SIGNAL)
    outcome, chance = before.payoffs.outcome.copy(), before.payoffs.chance
    if "payoffs" in change:
        outcome[0, 1, 0] = change.pop("payoffs")
    chance = np.array(change.pop("chance", chance))
    draws = change.pop("draws", 1)
    payoffs = Payoffs(outcome.repeat(draws, axis=0), chance.repeat(draws, axis=0))
    with pytest.raises(error, match=words):
        format_efg(replace(before, payoffs=payoffs, **change))


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    link, target = tmp_path / "link.efg", tmp_path / "target.efg"
    target.write_text("old")
    link.symlink_to(target)
    write_efg(parse_efg(SIGNAL), link)
    assert link.is_symlink()
    assert read_efg(target).tree == parse_efg(SIGNAL).tree
    with pytest.raises(InputError, match="Cannot write here"):
        write_efg(parse_efg(SIGNAL), tmp_path / "absent" / "game.efg")


def test_a_game_without_choices_is_read_and_written():
    nothing = parse_efg('EFG 2 R "" { "A" } c "" 1 "" { "x" .5 "y" .5 } 0 t "" 1 "" { 4 } t "" 0\n')
    assert (nothing.tree.infosets, nothing.tree.actions) == (0, 0)
    assert uniform(nothing).tolist() == [[2.0]]
    assert parse_efg(format_efg(nothing)).tree == nothing.tree
