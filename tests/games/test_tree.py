"""What a tree must satisfy: each kind of damage has its message."""

from dataclasses import replace

import numpy as np
import pytest
from random_games import random_tree
from small_games import SIGNAL, game

from twofront.games import Tree, TreeError


@pytest.fixture
def tree() -> Tree:
    return game(SIGNAL).tree


def changed(tree: Tree, name: str, place: int, value: int) -> Tree:
    array = getattr(tree, name).copy()
    array[place] = value
    return replace(tree, **{name: array})


@pytest.mark.parametrize("seed", range(20))
def test_random_trees_are_sound(seed):
    tree = random_tree(seed)
    tree.validate()
    assert tree.leaves.dtype == np.int32
    assert len(tree.leaves) == (tree.kind == 0).sum()
    assert tree.actions == tree.infoset_start[-1]


def test_counts(tree):
    assert (tree.nodes, tree.infosets, tree.actions) == (15, 4, 8)
    assert (tree.chance_edges, tree.outcomes, len(tree.leaves)) == (2, 9, 8)
    assert tree == game(SIGNAL).tree
    assert tree != changed(tree, "outcome", 3, 2)


@pytest.mark.parametrize(
    ("name", "place", "value", "words"),
    [
        ("parent", 3, 9, "Node 3: its parent must be an earlier node"),
        ("parent", 0, 0, "Node 0: its parent must be an earlier node"),
        ("kind", 1, 7, "Node 1: unknown kind"),
        ("kind", 1, 0, "Node 1 is a leaf but has children"),
        ("kind", 3, 1, "Node 3 is no leaf but has no children"),
        ("player", 1, 5, "Node 1: player or information set out of range"),
        ("player", 1, 1, "Node 1: another player decides"),
        ("player", 0, 1, "Node 0 decides nothing"),
        ("outcome", 3, -1, "Node 3: an outcome is negative"),
        ("edge", 3, 7, "Node 3: its edge is no action of its parent"),
        ("edge", 0, 0, "its edge must be -1"),
        ("edge", 4, 2, "a sibling is reached by the same edge"),
        ("edge", 8, 3, "Chance edges are not covered: 1, 2 lead nowhere"),
        ("infoset_start", 1, 0, "every information set has an action"),
        ("infoset_player", 3, 4, "Information set 3: its player is out of range"),
    ],
)
def test_damage_is_named(tree, name, place, value, words):
    with pytest.raises(TreeError, match=words):
        changed(tree, name, place, value).validate()


def test_shapes_and_types_are_all_reported_at_once(tree):
    broken = replace(tree, edge=tree.edge[:-1], player=tree.player.astype(np.int64), players=0)
    with pytest.raises(TreeError) as caught:
        broken.validate()
    for words in ("edge has shape", "player is of type int64", "a game has at least one"):
        assert words in str(caught.value)


def test_members_with_different_numbers_of_children_are_refused():
    text = """EFG 2 R "" { "A" "B" } p "" 1 1 "" { "x" "y" } 0
    p "" 2 1 "" { "u" "v" } 0 t "" 0 t "" 0 p "" 2 2 "" { "u" "v" "w" } 0 t "" 0 t "" 0 t "" 0"""
    tree = game(text).tree
    merged = replace(
        tree,
        infoset=np.where(tree.infoset == 2, 1, tree.infoset).astype(np.int32),
        edge=np.where(tree.edge >= 4, tree.edge - 2, tree.edge).astype(np.int32),
        infoset_player=tree.infoset_player[:2],
        infoset_start=np.array([0, 2, 5], np.int32),
    )
    with pytest.raises(TreeError, match="Node 1 has 2 children, but its information set 1 has 3"):
        merged.validate()


def test_forgetting_and_absent_mindedness_are_told_apart():
    two = game("""EFG 2 R "" { "A" "B" } p "" 1 1 "" { "x" "y" } 0
    p "" 2 1 "" { "u" "v" } 0 t "" 0 t "" 0 p "" 2 1 0 t "" 0 t "" 0\n""").tree
    alone = np.where(two.player == 1, 0, two.player)
    forgetful = replace(two, player=alone, infoset_player=np.zeros(2, np.int32))
    with pytest.raises(TreeError, match="Imperfect recall: player 0 at information set 1"):
        forgetful.validate()
    driver = replace(
        forgetful,
        infoset=np.minimum(two.infoset, 0),
        edge=np.where(two.edge < 0, two.edge, two.edge % 2),
        infoset_player=np.zeros(1, np.int32),
        infoset_start=np.array([0, 2], np.int32),
    )
    with pytest.raises(TreeError, match="met twice on one path: absent-mindedness"):
        driver.validate()
