"""What no move can bring about is not searched for; what couples two wars of one mover couples."""

from pathlib import Path

from twofront.scenario import load, review_text
from twofront.scenario.model import Condition, Test
from twofront.world import check_structure, compile_scenario
from twofront.world.program import Program

VALID = Path(__file__).parent.parent / "language" / "valid"

TWO_WARS = """
twofront: 1
title: Two raids by one raider
as_of: 2025-01-01
horizon: 5 years
actors:
  north: {name: North, yardstick: stake}
quantities:
  precision:
    {means: P, unit: 1/util, values: {2024-01-01: {value: 4, assumed: A., since: 2024-01-01}}}
  stake: {means: S, unit: util, values: {2024-01-01: {value: 1, assumed: A., since: 2024-01-01}}}
  drain:
    {means: D, unit: util, channel: capacity, off: 0,
     values: {2024-01-01: {range: [0, 1], assumed: A., since: 2024-01-01}}}
  force: {means: F, unit: index, values: {2024-01-01: {value: 1, assumed: A., since: 2024-01-01}}}
theatres:
  east: {attack: [force], defend: [force], war: {raid_east: strike}}
  west: {attack: [force], defend: [force], war: {raid_west: strike}}
channels:
  capacity: {means: What one war takes from the other}
moves:
  - raid_east: {by: north, options: [rest, strike]}
  - raid_west: {by: north, options: [rest, strike]}
payoffs:
  north:
    - {add: stake * odds(east), when: {raid_east: strike}}
    - {add: -drain, when: {raid_east: strike, raid_west: strike}}
claims: {}
"""


def test_two_wars_of_one_mover_are_coupled():
    assert check_structure(review_text(TWO_WARS, "scenario.yaml").scenario) == ()


def test_one_war_of_its_own_is_a_level():
    text = TWO_WARS.replace("{raid_east: strike, raid_west: strike}", "{raid_east: strike}")
    problems = check_structure(review_text(text, "scenario.yaml").scenario)
    assert [problem.code for problem in problems] == ["warning-channel-level"]


def test_an_arm_that_hangs_on_a_secret_is_given_up_at_once(monkeypatch):
    scenario = load(next(VALID.glob("private*.yaml")))
    program = compile_scenario(scenario)
    (private, *_) = scenario.private.values()
    move = scenario.moves[-1]
    when = Condition(((Test(private.id, private.states[:1]), Test(move.id, move.option_ids[:1])),))
    asked = []
    monkeypatch.setattr(Program, "brings", lambda self, act, when: asked.append(act))
    assert program.act_for(when) is None
    assert asked == []
