"""`twofront export` as it is typed: what it writes, says and refuses, and what Gambit finds."""

import json
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.cli import main
from twofront.games import Game, read_efg
from twofront.scenario import load
from twofront.scenario.draws import middle
from twofront.study.equilibrium import game, solve
from twofront.study.sample import draws
from twofront.world import compile_scenario

from ..in_gambit import behaviour, opened, ours

WEST_ALONE = (
    "  one: {means",
    "  nerves: {means: Precision, unit: 1/util, values: {2024-01-01: {range: [1, 3], "
    "assumed: Wide., since: 2024-01-01}}}\n  one: {means",
)


@pytest.fixture
def small(root, tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text((root / "tests" / "world" / "small.yaml").read_text())
    return path


@pytest.fixture
def unequal(small):
    """The small scenario, the west less precise than the others."""
    text = small.read_text().replace(*WEST_ALONE)
    small.write_text(text.replace("{name: West, ", "{name: West, precision: nerves, "))
    return small


def exported(capsys, *arguments) -> dict:
    assert main(["export", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def studied(scenario, draw: int | None, seed: int = 1) -> np.ndarray:
    """The study's own solve of a draw: all actions, player by player, as they first appear."""
    loaded = load(scenario)
    program = compile_scenario(loaded)
    one = middle(loaded) if draw is None else draws(loaded, seed, np.array([draw]))
    strategy = solve(game(program, one), {}).strategy[0]
    owner = np.repeat(program.tree.infoset_player, np.diff(program.tree.infoset_start))
    return strategy[np.argsort(owner, kind="stable")]


def commanded(capsys, path, precision: float) -> np.ndarray:
    """What `twofront solve` answers, in the same order."""
    assert main(["solve", str(path), "--precision", repr(precision), "--json"]) == 0
    (solution,) = json.loads(capsys.readouterr().out)["solutions"]
    rows = sorted(solution["infosets"], key=lambda row: (row["player"], row["infoset"]))
    return np.array([chance for row in rows for chance in row["probs"]])


@pytest.mark.parametrize("draw", [None, 0, 5, 40])
def test_gambit_the_study_and_solve_agree(small, tmp_path, capsys, draw):
    out = tmp_path / "game.efg"
    told = exported(capsys, small, "--efg", out, *([] if draw is None else ["--draw", draw]))
    assert told["lambda"] == told["players"][0]["precision"]
    expected = studied(small, draw)
    assert_allclose(behaviour(opened(out.read_text()), told["lambda"]), expected, atol=1e-6)
    assert_allclose(commanded(capsys, out, told["lambda"]), expected, atol=1e-6)


def test_scaled_payoffs_give_the_answer_at_lambda_1(unequal, tmp_path, capsys):
    out = tmp_path / "game.efg"
    told = exported(capsys, unequal, "--efg", out, "--draw", 3, "--scale")
    assert (told["lambda"], told["scaled"]) == (1.0, True)
    assert len({each["precision"] for each in told["players"]}) == 2
    expected = studied(unequal, 3)
    assert_allclose(behaviour(opened(out.read_text()), 1.0), expected, atol=1e-6)
    assert_allclose(commanded(capsys, out, 1.0), expected, atol=1e-6)


def test_unequal_precisions_are_told(unequal, tmp_path, capsys):
    out = tmp_path / "game.efg"
    told = exported(capsys, unequal, "--efg", out, "--seed", 2, "--draw", 3)
    assert (told["lambda"], told["scaled"]) == (None, False)
    comment = read_efg(out).comment
    assert "Draw 3 of seed 2" in comment
    assert "No one lambda" in comment
    for each in told["players"]:
        assert f"  {each['name']}: {each['precision']!r}" in comment


def test_the_seed_chooses_among_draws(small, tmp_path, capsys):
    for seed in (1, 2):
        exported(capsys, small, "--efg", tmp_path / f"{seed}.efg", "--draw", 0, "--seed", seed)
    exported(capsys, small, "--efg", tmp_path / "first.efg", "--draw", 0)
    text = {name: (tmp_path / f"{name}.efg").read_text() for name in ("1", "2", "first")}
    assert text["first"] == text["1"] != text["2"]


def test_names_are_the_scenarios_own(small, tmp_path, capsys):
    out = tmp_path / "game.efg"
    exported(capsys, small, "--efg", out, "--middle")
    found: Game = read_efg(out)
    assert found.title == "A settlement and a raid"
    assert found.players == ("West", "North", "South")
    labels = {each.label: each.actions for each in found.infosets}
    assert labels["terms: heart=firm, nerve=weak"] == ("give", "hold_out")
    assert labels["raid: terms=give, answer=refuse"] == ("rest", "strike")
    # the west does not see the size, remembers its terms and knows its heart
    assert "help: heart=soft, nerve=weak, terms=hold_out, raid=strike" in labels
    chances = {each.label: each.actions for each in found.chances}
    assert chances["sea"] == ("calm", "rough")
    assert chances["heart, nerve"][0] == "firm, steady"
    assert "west[0]" in found.outcomes


def test_what_was_written_is_told_on_standard_error(small, tmp_path, capsys):
    out = tmp_path / "game.efg"
    assert main(["export", str(small), "--efg", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    tree = read_efg(out).tree
    assert f"{tree.nodes} nodes, {len(tree.leaves)} terminal nodes" in said.err
    assert "Every quantity at the middle of its range" in said.err
    assert "solve at lambda 5.0" in said.err
    assert str(out) in said.err


def test_a_game_is_replaced_and_nothing_else(small, tmp_path, capsys):
    out = tmp_path / "game.efg"
    out.write_text("EFG 2 R old")
    exported(capsys, small, "--efg", out)
    assert read_efg(out).players[0] == "West"
    before = small.read_text()
    assert main(["export", str(small), "--efg", str(small)]) == 1
    assert "which is no game" in capsys.readouterr().err
    assert small.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--efg", "OUT", "--draw", "1", "--middle"], 2, "exclude each other"),
        (["--efg", "OUT", "--draw", "-1"], 2, "--draw"),
        (["--efg", "OUT", "--draw", str(2**20)], 2, "--draw"),
        (["--efg", "OUT", "--seed", "3"], 2, "give --draw too"),
        ([], 2, "--efg"),
        (["--efg", "FOLDER"], 1, "This is not a file"),
        (["--efg", "FOLDER/absent/game.efg"], 1, "Cannot write here"),
        (["--efg", "OUT", "--as-of", "2020-01-01"], 1, "11 problems"),
    ],
)
def test_refusals(small, tmp_path, capsys, arguments, status, words):
    out = tmp_path / "game.efg"
    named = [each.replace("OUT", str(out)).replace("FOLDER", str(tmp_path)) for each in arguments]
    assert main(["export", str(small), *named]) == status
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_every_problem_of_a_scenario_is_shown(small, tmp_path, capsys):
    text = small.read_text().replace("unit: index", "unit: idnex", 1)
    small.write_text(text.replace("by: north", "by: nroth"))
    assert main(["export", str(small), "--efg", str(tmp_path / "game.efg"), "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {each["suggestion"] for each in problems} >= {"index", "north"}


def test_an_endless_payoff_is_refused_with_its_draw(small, tmp_path, capsys):
    text = small.read_text()
    small.write_text(
        text.replace("add: -cost, when", "add: -one * (wall / raid_strength + 9) ** 150, when")
    )
    assert main(["export", str(small), "--efg", str(tmp_path / "game.efg")]) == 1
    assert "within 1e+100 of 0 in the middle of every range" in capsys.readouterr().err


@pytest.mark.slow
def test_the_flagship_opens_in_gambit_and_solves_as_in_a_study(root, tmp_path, capsys):
    out, scenario = tmp_path / "game.efg", root / "scenarios" / "two-front"
    told = exported(capsys, scenario, "--efg", out, "--draw", 7)
    anchors = load(scenario).anchors.values()
    assert told["not_fitted"] == [each.solve_for for each in anchors if each.solve_for]
    found, theirs = read_efg(out), opened(out.read_text())
    assert list(theirs.players) == [each["name"] for each in told["players"]]
    assert sum(len(theirs.get_infosets(who)) for who in theirs.players) == found.tree.infosets
    assert math.isclose(told["lambda"], told["players"][0]["precision"])
    assert_allclose(ours(found, told["lambda"]), studied(scenario, 7), atol=1e-6)
