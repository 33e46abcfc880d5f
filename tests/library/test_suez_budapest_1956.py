"""Autumn 1956: battles by chance that later movers see, and what Suez adds to a Soviet choice."""

from pathlib import Path

import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "suez-budapest-1956"
DRAWS = 32
QUIET = {"rising": "holds", "sinai": "hold", "first": "talk", "pact": "leave", "mind": "stern"}
STRUCK = QUIET | {
    "sinai": "attack",
    "allies": "strike",
    "canal": "slow",
    "letters": "silent",
    "press": "squeeze",
    "stop": "stop",
}
BATTLES = """
  landing:
    says: Asked by the test.
    said_in: [kunz-1991]
    outcome: {canal: slow}
    compare: {second: invade, allies: strike}
    against: {second: accept, allies: strike}
    expect: rises
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suez")
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8") + BATTLES
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "ledger.jsonl").write_bytes((FOLDER / "ledger.jsonl").read_bytes())
    return twofront.load(folder).run(draws=DRAWS, drivers=0, levers=0, out=folder / "run")


def reading(run, name, arm="as_written"):
    rows = run.relation().filter(f"arm = '{arm}' and read = '{name}'").order("draw")
    found = [value for (value,) in rows.project("value").fetchall()]
    assert len(found) == DRAWS
    return found


def differences(run, claim, arm="as_written"):
    sides = (reading(run, f"claim:{claim}:chosen:{side}", arm) for side in ("compare", "against"))
    return [first - second for first, second in zip(*sides, strict=True)]


def terms(actor, line):
    """Give what the line of play sums up for the actor, by what each term means."""
    found = explain(twofront.load(FOLDER).scenario, line)
    account = next(each for each in found.accounts if each.name == actor)
    return {term.means: term.value for term in account.terms}


def test_it_checks():
    assert twofront.load(FOLDER).check() == ()


def gain_of_invading(line):
    return sum(terms("ussr", line | {"second": "invade"}).values()) - sum(
        terms("ussr", line | {"second": "accept"}).values()
    )


def test_suez_pushes_moscow_three_ways_and_holds_it_back_in_one():
    # the middles: world_price .225, cover .35, west_danger .15, west_tied .4, two_defeats .25,
    # slow_defeat .65, clean_hands .2
    added = 0.225 * 0.35 + 0.15 * 0.4 + 0.25 * 0.65 - 0.2
    assert gain_of_invading(STRUCK) - gain_of_invading(QUIET) == pytest.approx(added)
    seized = STRUCK | {"canal": "seized"}
    assert gain_of_invading(seized) - gain_of_invading(STRUCK) == pytest.approx(0.25 * 0.35)


def test_a_squeeze_works_both_ways_on_london():
    going_on = terms("allies", STRUCK | {"second": "accept", "stop": "go_on"})
    stopping = terms("allies", STRUCK | {"second": "accept"})
    assert going_on["the pound squeezed"] == pytest.approx(-0.7)
    assert stopping["obeying"] == pytest.approx(-0.275)
    mild = terms("allies", STRUCK | {"second": "accept", "stop": "go_on", "press": "protest"})
    assert mild["the pound"] == pytest.approx(-0.7 * 0.4)
    assert mild["the pound squeezed"] == 0


def test_the_battles_fall_out_as_the_odds_say_and_tell_nobodys_mind(run):
    drawn = run.to_arrow("draws").sort_by("draw").to_pydict()

    def odds(attack, defend, edge):
        rows = zip(*(drawn[name] for name in (attack, defend, edge, "decisiveness")), strict=True)
        return [1 / (1 + (e * d / a) ** m) for a, d, e, m in rows]

    broken = odds("garrison", "insurgents", "edge_of_streets")
    assert reading(run, "risk:budapest") == pytest.approx([1 - chance for chance in broken])
    seized = odds("landing", "egypt_at_canal", "edge_of_landing")
    for side in ("compare", "against"):
        slow = reading(run, f"claim:landing:chosen:{side}")
        assert slow == pytest.approx([1 - chance for chance in seized])
    # where the landing is first, Moscow sees it and its last word goes with it
    assert max(map(abs, differences(run, "landing"))) < 1e-6
    assert max(map(abs, differences(run, "landing", "quick_landing"))) > 1e-3


def test_without_couplings_and_in_the_sealed_order_nothing_is_left(run):
    off = differences(run, "suez_invasion", "as_written/off:all")
    assert max(map(abs, off)) < 1e-6 < 1e-3 < max(differences(run, "suez_invasion"))
    # Hungary cannot move a last word that has been spoken
    sealed = differences(run, "pact_invasion", "sealed")
    assert max(map(abs, sealed)) < 1e-6 < 1e-3 < max(differences(run, "pact_invasion"))
