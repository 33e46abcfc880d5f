"""India between two neighbours: one army, divided as its posture says, couples both borders."""

from pathlib import Path

import numpy as np
import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "india-two-fronts"
LINE = {"spark": "attack", "strike": "strike", "pakistan": "attack", "china": "press"}


@pytest.fixture(scope="module")
def scenario():
    study = twofront.load(FOLDER)
    assert study.check() == ()
    return study.scenario


def contest(scenario, theatre, **at):
    found = explain(scenario, {**LINE, **at})
    return next(each for each in found.contests if each.theatre == theatre)


def test_what_faces_north_is_missing_in_the_west(scenario):
    shares = {"west": 0.25, "even": 0.45, "north": 0.65}
    army = 86.1 * 0.5
    for posture, share in shares.items():
        north = contest(scenario, "north", posture=posture, pakistan="hold", china="press")
        west = contest(scenario, "west", posture=posture, china="hold")
        held = army * (1 - 0.175)
        assert north.defend_total == pytest.approx(held * share + army * 0.175)
        assert west.defend_total == pytest.approx(held * (1 - share) + army * 0.175)


def test_a_war_in_the_west_weakens_the_north_by_the_reserve_that_is_tied(scenario):
    alone = contest(scenario, "north", posture="even", pakistan="hold")
    both = contest(scenario, "north", posture="even", pakistan="attack")
    assert alone.defend_total - both.defend_total == pytest.approx(86.1 * 0.5 * 0.175 * 0.65)
    assert both.odds > alone.odds


def test_with_every_channel_off_wars_hang_together_by_posture_alone(tmp_path):
    run = twofront.load(FOLDER).run(draws=48, levers=0, drivers=0, out=tmp_path / "run")
    reads = run.to_arrow().to_pandas()
    off = reads[reads.arm == "as_written/off:all"].pivot(
        index="draw", columns="read", values="value"
    )
    on = reads[reads.arm == "as_written"].pivot(index="draw", columns="read", values="value")

    def change(table):
        return table["claim:two_front:chosen:compare"] - table["claim:two_front:chosen:against"]

    assert np.abs(change(off)).mean() < np.abs(change(on)).mean()
    assert change(off).mean() < 0  # a posture that invites one neighbour puts off the other
    claims = {claim.id: claim for claim in run.findings.claims}
    assert claims["facing_north"].delta.median > 0
    assert claims["closeness"].share_reversed == 0
