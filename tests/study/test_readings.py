"""Chosen, forced and announced, and everything else read off an arm, against pencil and paper."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.study.arms import plan
from twofront.study.equilibrium import game, solve
from twofront.study.events import events
from twofront.study.reads import Solved, main_reads
from twofront.study.sample import draws
from twofront.world import readouts

from .by_hand import ByHand
from .conftest import ANCHOR

FREE = (ANCHOR, "")
CLOSE = {"atol": 1e-7}


@pytest.fixture(scope="module")
def anchors_off():
    return (f"anchors:\n{ANCHOR}\n", "")


@pytest.fixture
def free(solved, anchors_off):
    _, part = solved(anchors_off)
    return part.arms, ByHand(part.quantities)


def test_without_anchors_one_main_arm_serves_both(solved, anchors_off):
    _, part = solved(anchors_off)
    assert not [arm for arm in part.arms if "prior" in arm]
    assert (part.weight == 1).all()
    assert all(found.solved.all() for found in part.arms.values())
    assert all((found.residual <= 1e-8).all() for found in part.arms.values())


def test_chosen_and_forced_agree_where_the_next_mover_knows_nothing_private(free):
    arms, hand = free
    main = arms["as_written"].reads
    for side, wanted in (("compare", hand.strike_after_give), ("against", hand.strike_after_hold)):
        assert_allclose(main[f"claim:giving_in:chosen:{side}"], wanted, **CLOSE)
        assert_allclose(main[f"claim:giving_in:forced:{side}"], wanted, **CLOSE)
    assert_allclose(main["claim:giving_in:p_compare"], hand.give, **CLOSE)
    assert_allclose(main["claim:giving_in:p_against"], 1 - hand.give, **CLOSE)


def test_an_announced_act_carries_no_news(free):
    arms, hand = free
    give = arms["as_written/announced:terms=give"].reads["claim:giving_in:announced:compare"]
    hold = arms["as_written/announced:terms=hold_out"].reads["claim:giving_in:announced:against"]
    assert_allclose(give, hand.strike_without_news, **CLOSE)
    assert_allclose(hold, hand.strike_without_news, **CLOSE)
    forced = arms["as_written"].reads["claim:giving_in:forced:compare"]
    assert (np.abs(forced - give) > 0.01).any()


def test_forced_in_a_later_order_comes_too_late_and_announced_does_not(free):
    """North moves first: a raid played afterwards moves nobody, one announced does."""
    arms, hand = free
    main = arms["march_first"].reads
    assert_allclose(
        main["claim:second_front:forced:compare"], main["claim:second_front:forced:against"]
    )
    told = arms["march_first/announced:raid=strike"].reads["claim:second_front:announced:compare"]
    assert_allclose(told, hand.go_after_strike, **CLOSE)


def test_reputation_off_removes_all_news_and_the_diversion(free):
    arms, hand = free
    off = arms["as_written/off:all"].reads
    assert_allclose(off["claim:giving_in:chosen:compare"], hand.strike_without_news, **CLOSE)
    assert_allclose(off["claim:giving_in:chosen:against"], hand.strike_without_news, **CLOSE)
    assert_allclose(off["risk:hills"], hand.go_after_rest, **CLOSE)
    told = arms["as_written/off:all/announced:raid=strike"].reads
    assert_allclose(told["claim:second_front:announced:compare"], hand.go_after_rest, **CLOSE)


def test_reputation_off_alone_leaves_the_prior_where_it_was(solved, anchors_off):
    """Merged information sets: who gives in no longer depends on who it is, the belief stays."""
    scenario, part = solved(anchors_off)
    off = next(each for each in plan(scenario).families if each.id == "as_written/off:all")
    here = game(*off(off.program, draws(scenario, 1, part.numbers)))
    asked = events(scenario, off.program)
    told = Solved(here, solve(here, {}).strategy, asked.sorts, readouts(here.program, here.draws))
    q, precision = part.quantities, part.quantities["precision"]
    firm = q["firm_chance"]
    gain = (1 - firm) * q["relief"] - firm
    wanted = 1 / (1 + np.exp(-precision * gain))
    give = main_reads(scenario, asked, told)["claim:giving_in:p_compare"]
    assert_allclose(give, wanted, **CLOSE)


def test_risks_links_and_mutual_information(free):
    arms, hand = free
    main = arms["as_written"].reads
    assert_allclose(main["risk:coast"], hand.strike, **CLOSE)
    assert_allclose(main["risk:hills"], hand.go, **CLOSE)
    for kind in ("chosen", "forced"):
        assert_allclose(main[f"link:coast>hills:{kind}:war"], hand.go_after_strike, **CLOSE)
        assert_allclose(main[f"link:coast>hills:{kind}:peace"], hand.go_after_rest, **CLOSE)
    both = hand.strike * hand.go_after_strike
    assert_allclose(main["several_wars"], both, **CLOSE)
    assert_allclose(main["link:hills>coast:chosen:war"], both / hand.go, **CLOSE)
    assert_allclose(main["link:hills>coast:forced:war"], hand.strike, **CLOSE)
    table = np.array(
        [
            [both, hand.strike - both],
            [hand.go - both, 1 - hand.strike - hand.go + both],
        ]
    )
    apart = table.sum(axis=0, keepdims=True) * table.sum(axis=1, keepdims=True)
    wanted = (table * np.log(table / apart)).sum(axis=(0, 1))
    assert_allclose(main["mutual:coast|hills"], wanted, **CLOSE)


def test_measures_and_payoffs_are_means(free):
    arms, hand = free
    main, q = arms["as_written"].reads, hand.q
    assert_allclose(main["measure:deaths"], q["dead"] * hand.strike, atol=1e-5)
    wanted = q["dead"] * hand.strike_after_give
    assert_allclose(main["measure:deaths|claim:giving_in:compare"], wanted, atol=1e-5)
    told = arms["as_written/announced:terms=give"].reads
    assert_allclose(told["measure:deaths"], q["dead"] * hand.strike_without_news, atol=1e-5)
    own = hand.firm * (1 - hand.give_firm) + (1 - hand.firm) * hand.give_soft * q["relief"]
    assert_allclose(main["payoff:west"], own, **CLOSE)


def test_an_act_shared_by_claims_is_solved_once(solved, anchors_off):
    twin = """claims:
  also_giving_in:
    says: Giving in brings a march.
    outcome: {march: go}
    compare: {terms: give}
    against: {terms: hold_out}
    expect: rises
"""
    _, part = solved(anchors_off, ("claims:\n", twin))
    told = [arm for arm in part.arms if arm.startswith("as_written/announced:terms=")]
    assert told == ["as_written/announced:terms=give", "as_written/announced:terms=hold_out"]
    reads = part.arms[told[0]].reads
    assert {
        "claim:giving_in:announced:compare",
        "claim:also_giving_in:announced:compare",
    } <= set(reads)


def test_an_arm_nobody_can_bring_about_has_no_forced_or_announced_reading(solved, anchors_off):
    """Two movers decide whether there is any war; `march` alone is certain for none of it."""
    _, part = solved(
        anchors_off,
        ("{terms: give}\n", "{heart: firm}\n"),
        ("{terms: hold_out}\n", "{heart: soft}\n"),
    )
    reads = part.arms["as_written"].reads
    assert "claim:giving_in:chosen:compare" in reads
    assert "claim:giving_in:forced:compare" not in reads
    assert not [arm for arm in part.arms if "terms=" in arm]


def test_nothing_is_conditioned_on_what_does_not_happen(solved, anchors_off):
    """A march that pays minus a million: P(raid | march) is no number, and that draw is counted."""
    _, part = solved(anchors_off, ("{range: [-1, 0.5]", "{value: -1000000"))
    main = part.arms["as_written"]
    assert main.solved.all()
    assert np.isnan(main.reads["link:hills>coast:chosen:war"]).all()
    assert_allclose(main.reads["risk:hills"], 0, atol=1e-12)
    assert np.isfinite(main.reads["link:hills>coast:forced:war"]).all()
