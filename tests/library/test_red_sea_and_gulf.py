"""The Red Sea and the Gulf: what couples the theatres has the sign that its README states."""

from pathlib import Path

import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "red-sea-and-gulf"
ATTACKED = {"gaza": "war", "supply": "full", "houthis": "attack", "houthis_again": "go_on"}
STRUCK = {"iran_struck": "strike", "us_joins": "join", "iran_answers": "close"}


@pytest.fixture(scope="module")
def study():
    return twofront.load(FOLDER)


@pytest.fixture(scope="module")
def answered(study, tmp_path_factory):
    return study.run(draws=32, levers=0, drivers=0, out=tmp_path_factory.mktemp("red-sea") / "run")


def odds(study, theatre, **play):
    found = explain(study.scenario, ATTACKED | {"us": "out"} | play)
    return next(contest.odds for contest in found.contests if contest.theatre == theatre)


def account(study, actor, **play):
    found = explain(study.scenario, ATTACKED | {"us": "out"} | play)
    terms = next(each.terms for each in found.accounts if each.name == actor)
    return {term.means: term.value for term in terms}


def differences(run, arm, claim):
    """Compared less against, as chosen, draw by draw."""
    rows = run.relation().filter(f"arm = '{arm}' and value is not null")
    sides = []
    for side in ("compare", "against"):
        read = rows.filter(f"read = 'claim:{claim}:chosen:{side}'")
        sides.append(dict(read.project("draw, value").fetchall()))
    assert sides[0]
    assert sides[0].keys() == sides[1].keys()
    return [sides[0][draw] - sides[1][draw] for draw in sides[0]]


def test_it_has_no_problems(study):
    assert study.check() == ()


def test_iranian_arms_reach_the_red_sea_while_iran_is_at_peace(study):
    assert odds(study, "red_sea") > odds(study, "red_sea", supply="cut")
    assert odds(study, "red_sea") > odds(study, "red_sea", **STRUCK)
    assert odds(study, "red_sea", supply="cut") == odds(study, "red_sea", supply="cut", **STRUCK)


def test_strikes_destroy_and_guard(study):
    out, escort, strike = (odds(study, "red_sea", us=us) for us in ("out", "escort", "strike"))
    assert max(escort, strike) < out


@pytest.mark.parametrize("us", ["escort", "strike"])
def test_ships_in_the_red_sea_are_missing_at_hormuz(study, us):
    assert odds(study, "hormuz", us=us, **STRUCK) > odds(study, "hormuz", **STRUCK)


def test_wars_in_gaza_and_yemen_weaken_a_strike_on_iran(study):
    assert odds(study, "iran", **STRUCK) < odds(study, "iran", gaza="truce", **STRUCK)
    assert odds(study, "iran", us="strike", **STRUCK) < odds(study, "iran", **STRUCK)
    stopped = odds(study, "iran", houthis_again="stop", **STRUCK)
    assert odds(study, "iran", **STRUCK) < stopped


def test_the_houthis_are_paid_for_gaza_only_in_war_and_by_riyadh_only_for_quiet(study):
    war, truce = account(study, "houthis"), account(study, "houthis", gaza="truce")
    assert war["a fight for Gaza"] > 0
    assert not truce.get("a fight for Gaza", 0)
    assert not war.get("the road map", 0)
    assert account(study, "houthis", houthis_again="stop")["the road map"] > 0


def test_a_truce_does_nothing_at_sea_where_nothing_carries_it_there(answered):
    off = differences(answered, "as_written/off:cause+supply+capacity", "truce_quiets_sea")
    assert off == pytest.approx([0.0] * len(off), abs=1e-6)
    on = differences(answered, "as_written", "truce_quiets_sea")
    assert min(on) < -0.05


def test_uncoupled_only_the_strikes_in_the_theatre_itself_still_tell(answered):
    for claim in ("truce_quiets_sea", "less_supply_safer_sea", "cause_over_sponsor"):
        off = differences(answered, "as_written/off:all", claim)
        assert off == pytest.approx([0.0] * len(off), abs=1e-6)
    strikes = differences(answered, "as_written/off:all", "strikes_stop_attacks")
    assert max(abs(each) for each in strikes) > 0.05
