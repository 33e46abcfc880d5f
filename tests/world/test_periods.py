"""Moves that come again: against a closed form, and as one tree that is played straight on."""

import math
from pathlib import Path

import numpy as np
import pytest

import twofront
from twofront.findings.sentences import conditions
from twofront.problems import InputError
from twofront.scenario import canonical_text, load, review_text
from twofront.scenario.model import Test
from twofront.study.contrasts import stated
from twofront.world import compile_scenario

VALID = Path(__file__).parent.parent / "language" / "valid"
RAIDS = (VALID / "periods.yaml").read_text(encoding="utf-8")

LADDER = """
twofront: 1
title: A raid that pays more each year
as_of: 2025-01-01
horizon: 4 years
periods: 4
actors:
  north: {name: North, yardstick: stake}
quantities:
  precision: {means: Precision, unit: 1/util,
    values: {2024-01-01: {range: [1, 6], assumed: Wide., since: 2024-01-01}}}
  stake: {means: The stake, unit: util,
    values: {2024-01-01: {value: 1, assumed: Chosen., since: 2024-01-01}}}
  base: {means: What a raid pays at first, unit: util,
    values: {2024-01-01: {range: [-0.5, 0.5], assumed: Wide., since: 2024-01-01}}}
  force: {means: Force, unit: index,
    values: {2024-01-01: {value: 1, assumed: Chosen., since: 2024-01-01}}}
theatres:
  strait: {attack: [force], defend: [force], war: {raid: strike}}
moves:
  - raid: {by: north, options: [rest, strike], default: rest, repeats: true}
payoffs:
  north: [{add: base + stake * (period - 1) / 4, when: {raid: strike}}]
claims: {}
"""


@pytest.fixture(scope="module")
def ladder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ladder")
    (folder / "scenario.yaml").write_text(LADDER, encoding="utf-8")
    return twofront.load(folder).run(draws=64, levers=0, drivers=0, out=folder / "run")


def test_hazards_are_those_of_backward_induction(ladder):
    draws, reads = ladder.to_arrow("draws").to_pandas(), ladder.to_arrow().to_pandas()
    told = reads[reads.arm == "as_written"].pivot(index="draw", columns="read", values="value")
    for draw, precision, base in zip(draws.draw, draws.precision, draws.base, strict=True):
        ahead, hazards = 0.0, {}
        for period in (4, 3, 2, 1):
            pays = base + (period - 1) / 4
            chance = 1 / (1 + math.exp(-precision * (pays - ahead)))
            ahead = chance * pays + (1 - chance) * ahead
            hazards[period] = chance
        played = 1.0
        for period in (1, 2, 3, 4):
            found = told.loc[draw]
            assert found[f"hazard:strait@{period}"] == pytest.approx(hazards[period], abs=1e-6)
            assert found[f"played:hazard:strait@{period}"] == pytest.approx(played, abs=1e-6)
            played *= 1 - hazards[period]
        assert told.loc[draw]["risk:strait"] == pytest.approx(1 - played, abs=1e-6)


def test_the_answer_gives_the_hazard_by_period(ladder):
    (theatre,) = ladder.findings.theatres
    assert [each.period for each in theatre.hazard] == [1, 2, 3, 4]
    assert theatre.hazard[0].played.median == pytest.approx(1)
    assert theatre.hazard[3].played.median < theatre.hazard[1].played.median
    assert "Period by period" in (ladder.folder / "briefing.html").read_text(encoding="utf-8")


def test_a_war_ends_the_repetition():
    program = compile_scenario(load(VALID / "periods.yaml"))
    raids = np.stack([program.mask(_struck(program, period)) for period in (1, 2, 3)])
    assert raids.any(axis=1).all()
    assert raids.sum(axis=0).max() == 1


def _struck(program, period):
    return program.scenario.theatres[f"strait@{period}"].war


def test_other_words_end_it_where_until_says_so():
    program = compile_scenario(load(VALID / "periods_until.yaml"))
    scenario = program.scenario
    loud = [m for m in program.codes if m == "alarm"]
    assert loud
    ended = scenario.outcomes["ended@1"].labels[0][1]
    assert len(ended.clauses) == 2


def test_the_default_is_asked_for_in_every_period_and_the_rest_in_one():
    scenario = load(VALID / "periods_sight.yaml")
    claim = scenario.claims["raid_then_help"]
    assert [[(t.name, t.values) for t in clause] for clause in claim.compare.clauses] == [
        [(f"raid@{period}", ("strike",))] for period in (1, 2, 3)
    ]
    (throughout,) = claim.against.clauses
    assert [test.name for test in throughout] == ["raid@1", "raid@2", "raid@3"]
    assert {test.values for test in throughout} == {("rest", "none")}


def test_compare_and_against_part_all_play():
    scenario = load(VALID / "periods_sight.yaml")
    program = compile_scenario(scenario)
    claim = scenario.claims["raid_then_help"]
    assert (program.mask(claim.compare) ^ program.mask(claim.against)).all()


def test_what_is_hidden_stays_hidden_and_what_is_seen_is_remembered():
    scenario = load(VALID / "periods_sight.yaml")
    third = scenario.move("help@3")
    assert [sight.item for sight in third.sees] == ["raid@1", "raid@2", "raid@3"]
    order = scenario.variants["help_first"].order
    assert order == ("help@1", "raid@1", "help@2", "raid@2", "help@3", "raid@3")
    changed = {change.move: change for change in scenario.variants["help_first"].changes}
    assert [sight.item for sight in changed["help@2"].sees] == ["alarm", "raid@1"]
    assert [sight.item for sight in changed["raid@2"].hidden] == ["help@1", "help@2"]


def test_the_canonical_form_is_unrolled_and_loads_again():
    scenario = load(VALID / "periods.yaml")
    text = canonical_text(scenario)
    again = review_text(text, "scenario.json").scenario
    assert again == scenario
    assert canonical_text(again) == text


def test_problems_point_to_the_line_that_was_written():
    wrong = RAIDS.replace("{raid: rest}}]", "{raid: rest, alarm: none}}]")
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "alarm: none" in text)
    scenario = review_text(wrong, "scenario.yaml").scenario
    problems = twofront.world.check_structure(scenario)
    assert {problem.code for problem in problems} == {"unreachable-condition"}
    assert {problem.line for problem in problems} == {line}


def test_a_tree_of_too_many_periods_is_refused_with_the_arithmetic():
    more = RAIDS.replace("periods: 3", "periods: 20").replace(
        "options: [stay, send], when: {raid: strike}", "options: [stay, send]"
    )
    with pytest.raises(InputError, match=r"20 periods of up to 8 leaves make 160 and more"):
        compile_scenario(review_text(more, "scenario.yaml").scenario)


def test_acts_of_many_periods_are_found():
    scenario = load(VALID / "periods_sight.yaml")
    program = compile_scenario(scenario)
    act = program.act_for(scenario.claims["raid_then_help"].against)
    assert act == {f"raid@{period}": "rest" for period in (1, 2, 3)}


def test_a_move_can_be_named_in_one_period():
    claim = load(VALID / "periods_named.yaml").claims["early"]
    assert claim.outcome.clauses == ((Test("raid@2", ("strike",)),),)


def test_conditions_are_told_with_the_very_periods_they_are_about():
    claim = load(VALID / "periods_sight.yaml").claims["raid_then_help"]
    assert conditions(stated(claim.compare)) == "raid@1|2|3=strike"
    assert conditions(stated(claim.against)) == "raid@1&2&3=rest|none"
    two = ({"raid@1": ("strike",)}, {"raid@3": ("strike",)})
    assert conditions(two) == "raid@1|3=strike"
    unlike = ({"raid@1": ("strike",)}, {"help@2": ("send",)})
    assert conditions(unlike) == "raid@1=strike or help@2=send"
    mixed = ({"raid@1": ("strike",), "help@2": ("send",)}, {"raid@2": ("strike",)})
    assert conditions(mixed) == "raid@1=strike and help@2=send or raid@2=strike"
