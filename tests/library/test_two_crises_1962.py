"""October 1962: who sees the missiles, and what Cuba takes from and adds to the border."""

from pathlib import Path

import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "two-crises-1962"
BORDER = {
    "deploy": "missiles",
    "flight": "in_time",
    "border": "attack",
    "india_answers": "fight",
    "second": "push",
    "us_india": "air_help",
}
OPEN = {**BORDER, "us_cuba": "quarantine", "moscow": "stand"}
SETTLED = {**BORDER, "us_cuba": "quarantine", "moscow": "back_down"}
QUIET = {**BORDER, "us_cuba": "accept"}

SIGHT = """
  untold:
    says: A Beijing that was not told attacks as if there were no missiles.
    said_in: [garver-2006]
    outcome: {border: attack}
    compare: {forward: press, deploy: missiles, word: silent}
    against: {forward: press, deploy: arms_only}
    expect: rises
  told:
    says: A Beijing that was told attacks as one that was not.
    said_in: [garver-2006]
    outcome: {border: attack}
    compare: {forward: press, deploy: missiles, word: told}
    against: {forward: press, deploy: missiles, word: silent}
    expect: rises
"""


def himalaya(line):
    found = explain(twofront.load(FOLDER).scenario, line)
    return next(each for each in found.contests if each.theatre == "himalaya")


def terms(actor, line):
    """Give what the line of play sums up for the actor, by what each term means."""
    found = explain(twofront.load(FOLDER).scenario, line)
    account = next(each for each in found.accounts if each.name == actor)
    return {term.means: term.value for term in account.terms}


def differences(run, claim, arm="as_written"):
    """Give P(outcome | compare) - P(outcome | against) in each draw."""
    sides = []
    for side in ("compare", "against"):
        read = f"claim:{claim}:chosen:{side}"
        rows = run.relation().filter(f"arm = '{arm}' and read = '{read}'").order("draw")
        sides.append([value for (value,) in rows.project("value").fetchall()])
    assert len(sides[0]) == len(sides[1]) == 32
    return [first - second for first, second in zip(*sides, strict=True)]


def test_cuba_ties_american_air_power_and_frees_it_in_part_when_settled():
    quiet, settled, tied = himalaya(QUIET), himalaya(SETTLED), himalaya(OPEN)
    assert quiet.odds < settled.odds < tied.odds
    # the middles: us_air 0.85, us_tied 0.4, still_tied 0.3
    assert quiet.defend_total - tied.defend_total == pytest.approx(0.85 * 0.4)
    assert quiet.defend_total - settled.defend_total == pytest.approx(0.85 * 0.4 * 0.3)
    ratio = tied.advantage.value * tied.defend_total / tied.attack_total
    assert tied.odds == pytest.approx(1 / (1 + ratio**tied.decisiveness.value))


def test_a_busy_america_is_less_to_fear_and_a_world_on_alert_more():
    quiet, tied = terms("china", QUIET), terms("china", OPEN)
    assert tied["Taiwan while America is busy"] > 0 > tied["the world still on alert"]
    assert not {"Taiwan while America is busy", "the world still on alert"} & quiet.keys()


def test_beijing_sees_the_missiles_only_if_it_is_told_and_always_in_the_variant(tmp_path):
    folder = tmp_path / "scenario"
    folder.mkdir()
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8") + SIGHT
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "ledger.jsonl").write_bytes((FOLDER / "ledger.jsonl").read_bytes())
    run = twofront.load(folder).run(draws=32, drivers=0, levers=0, out=tmp_path / "run")

    def most(claim, arm="as_written"):
        return max(abs(each) for each in differences(run, claim, arm))

    assert most("untold") < 1e-6 < 1e-3 < most("told")
    assert most("told", "beijing_knows") < 1e-6 < 1e-3 < most("untold", "beijing_knows")
    # with all that couples the two places off, the crisis changes nothing at the border
    for claim in ("crisis_second", "crisis_tilt"):
        assert most(claim, "as_written/off:all") < 1e-6 < 1e-3 < most(claim)
