"""Reads of a run → findings: what counts, which arms serve which answer, and what is null."""

import json
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from twofront.findings import Findings, ShareOf, VerdictCode, to_json
from twofront.scenario.distributions import Distribution
from twofront.scenario.grammar import parse
from twofront.study.answer import build
from twofront.study.failures import NOT_ENDED, OFF_BRANCH, OUT_OF_REACH, UNSOLVED
from twofront.study.table import Table

from ..synthetic_study import GOLDEN, PROVENANCE, findings, scenario, table, without_anchors

AGAIN = "if the change is meant, run: python tests/synthetic_study.py"


@pytest.fixture(scope="module")
def found() -> Findings:
    return findings()


def claim(found: Findings, id: str):
    return next(each for each in found.claims if each.id == id)


def answered(stated=None, read=None, **changes) -> Findings:
    """The findings of the study with something changed."""
    read = read or table()
    return build(stated or scenario(), replace(read, **changes), PROVENANCE)


def with_read(read: Table, key: tuple[str, str], values) -> MappingProxyType:
    return MappingProxyType({**read.reads, key: values})


def rounded(value):
    """JSON values with numbers cut to what every processor agrees on."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def test_findings_are_those_of_the_golden_file():
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert rounded(json.loads(to_json(findings(96)))) == rounded(kept), AGAIN


def test_a_share_is_that_of_the_draws_that_count(found):
    read = table()
    compare = read.reads["as_written", "claim:bad_deal:chosen:compare"]
    delta = compare - read.reads["as_written", "claim:bad_deal:chosen:against"]
    counts = np.ones(512, bool)
    counts[[3, 5, 8, 9]] = False  # unsolved as written, unsolved with channels off, unfitted
    told = claim(found, "bad_deal")
    assert told.share_holds.value == pytest.approx((delta[counts] > 0.01).mean(), abs=1e-12)
    assert told.share_reversed == pytest.approx((delta[counts] < -0.01).mean(), abs=1e-12)
    assert told.delta.mean == pytest.approx(delta[counts].mean(), abs=1e-12)
    assert (told.solved_draws, told.failed_draws) == (508, 4)
    assert told.effective_draws == pytest.approx(508)
    total = told.share_holds.value + told.share_reversed + told.share_no_difference
    assert total == pytest.approx(1)


def test_a_claim_that_uses_no_failed_arm_keeps_the_draw(found):
    # The announced reading is not taken with all channels off, where draw 5 failed.
    assert claim(found, "request").solved_draws == 509


def test_an_arm_that_fails_in_a_variant_costs_every_answer_of_the_claim_the_draw():
    solved = dict(table().solved)
    solved["china_first"] = solved["china_first"].copy()
    solved["china_first"][20:40] = False
    assert claim(answered(solved=solved), "bad_deal").solved_draws == 488


def test_what_is_expected_to_fall_holds_where_it_falls(found):
    told = claim(found, "opening")
    assert told.delta.median > 0
    assert told.share_reversed == 1.0
    assert told.expect == "falls"


def test_each_reading_has_its_own_arms(found):
    read = table()
    told = claim(found, "no_deal")
    assert told.reading == "forced"
    assert told.readings.forced.delta == told.delta
    assert told.readings.chosen.delta.mean == pytest.approx(told.delta.mean / 0.9)
    assert told.readings.announced is None
    assert "announced" in told.readings.reasons
    request = claim(found, "request")
    assert request.readings.forced is None
    compare = read.reads["as_written/announced:china=attack", "claim:request:announced:compare"]
    assert request.delta.mean == pytest.approx(np.nanmean(compare - 0.3), abs=1e-4)


def test_the_answer_before_anchoring_weighs_all_draws_alike_and_keeps_unfitted_ones(found):
    read = table()
    prior = read.reads["as_written/prior", "claim:bad_deal:chosen:compare"] - 0.2
    counts = np.ones(512, bool)
    counts[[3, 5]] = False
    told = claim(found, "bad_deal").prior
    assert told.delta.mean == pytest.approx(prior[counts].mean(), abs=1e-12)
    assert told.delta != claim(found, "bad_deal").delta


def test_weights_decide_the_answer_after_anchoring_alone():
    read = table()
    linkage = read.quantities["linkage_of_resolve"]
    found = answered(weight=np.where(linkage > 0.45, read.weight, 0.0))
    told = claim(found, "bad_deal")
    assert told.share_holds.value > 0.95
    assert told.prior == claim(findings(), "bad_deal").prior
    assert found.anchors.effective_draws == pytest.approx((linkage > 0.45)[read.weight > 0].sum())


def test_verdicts_follow_from_the_shares(found):
    codes = [each.verdict_code for each in found.claims]
    assert codes == [
        VerdictCode.MIXED,
        VerdictCode.MIXED,
        VerdictCode.NEGLIGIBLE,
        VerdictCode.MIXED,
    ]
    without = answered(replace(scenario(), variants={}))
    assert claim(without, "no_deal").verdict_code is VerdictCode.HOLDS
    assert claim(without, "opening").verdict_code is VerdictCode.REVERSED


def test_halves_take_constants_as_they_were_fitted(found):
    halves = {half.quantity: half for half in claim(found, "bad_deal").share_by_half}
    assert [id for id, half in halves.items() if half.fitted] == ["inertia_china"]
    assert set(halves) == {"linkage_of_resolve", "reach", "prize", "inertia_china"}
    assert 1 < halves["inertia_china"].split < 3  # as fitted; as drawn it runs to 9
    assert halves["linkage_of_resolve"].high > 0.95 > halves["linkage_of_resolve"].low


def test_an_arm_below_two_in_a_hundred_rests_on_near_mistakes(found):
    assert claim(found, "opening").arm_probability.near_mistakes
    assert "rests on near-mistakes" in claim(found, "opening").verdict
    assert not claim(found, "bad_deal").arm_probability.near_mistakes
    assert claim(found, "bad_deal").arm_probability.compare == pytest.approx(0.3)


def test_all_channels_off(found):
    told = claim(found, "bad_deal")
    assert told.delta_all_channels_off.mean == pytest.approx(0.1 * told.delta.mean, rel=1e-9)
    announced = claim(found, "request").delta_all_channels_off
    assert announced.mean is None
    assert announced.reason
    without = answered(replace(scenario(), channels={}))
    assert "no channels" in claim(without, "bad_deal").delta_all_channels_off.reason


def test_without_anchors_the_answer_says_so():
    found = answered(without_anchors(scenario()))
    assert found.anchors.share_of is ShareOf.ASSUMPTIONS
    assert found.anchors.stated == ()
    assert "states no anchor" in found.anchors.warning
    assert "admissible" not in claim(found, "bad_deal").verdict


def test_density_weights_make_a_posterior_and_fits_do_not(found):
    assert found.anchors.share_of is ShareOf.ADMISSIBLE
    stated = scenario()
    by_density = replace(
        stated.anchors["quiet"],
        between=None,
        about=Distribution("beta", (2, 20, 0, 1)),
        solve_for=None,
    )
    told = answered(replace(stated, anchors={"quiet": by_density}))
    assert told.anchors.share_of is ShareOf.POSTERIOR
    assert "posterior under the stated ranges" in claim(told, "bad_deal").verdict


def test_few_effective_draws_are_warned_of():
    weight = np.zeros(512)
    weight[100:140] = 1
    assert "few of them" in answered(weight=weight).anchors.warning
    weight[120:] = 0
    found = answered(weight=weight)
    assert "too few" in found.anchors.warning
    assert all(each.verdict_code is VerdictCode.UNDECIDED for each in found.claims)
    assert all(each.share_by_half == () for each in found.claims)
    assert found.theatres[0].risk.mean is None
    assert found.theatres[0].prior_risk.mean is not None


def test_draws_that_failed_are_told_by_arm(found):
    assert (found.draws.asked, found.draws.solved, found.draws.failed) == (512, 508, 4)
    assert (found.draws.checked, found.draws.several_equilibria) == (128, 1)
    told = {(each.arm, each.draws, each.reason) for each in found.draws.failures}
    assert told == {
        ("as_written", 1, OUT_OF_REACH),
        ("as_written", 1, OFF_BRANCH),
        ("as_written", 1, NOT_ENDED),
        ("as_written/off:all", 1, UNSOLVED),
        ("china_first", 2, NOT_ENDED),
    }


def test_arms_that_were_never_tried_are_no_failures_of_their_own():
    solved = dict(table().solved)
    lost = np.arange(512) == 40
    for arm in solved:
        if arm.startswith("china_first") and "/prior" not in arm:
            solved[arm] = solved[arm] & ~lost
    failures = answered(solved=solved).draws.failures
    assert {(each.arm, each.draws) for each in failures if each.arm.startswith("china")} == {
        ("china_first", 3)
    }


def test_without_fitted_constants_it_is_the_solver_that_failed():
    found = answered(without_anchors(scenario()), unfitted={}, off_branch={})
    assert {each.reason for each in found.draws.failures} == {UNSOLVED}


def test_draws_off_the_traced_branch_are_counted(found):
    assert found.draws.untraced == 2
    assert answered(untraced={}).draws.untraced == 0


def test_draws_without_weight_do_not_count():
    weight = table().weight.copy()
    weight[100:200] = 0
    told = claim(answered(weight=weight), "bad_deal")
    assert (told.solved_draws, told.unweighted_draws, told.counted_draws) == (508, 100, 408)


def test_a_variant_has_all_its_readings(found):
    read = table()
    told = claim(found, "bad_deal").variants[0]
    forced = read.reads["china_first", "claim:bad_deal:forced:compare"] - 0.2
    counts = np.ones(512, bool)
    counts[[3, 5, 8, 9]] = False
    assert told.readings.chosen.delta == told.delta
    assert told.readings.forced.delta.mean == pytest.approx(forced[counts].mean())
    request = claim(found, "request")
    assert request.readings.acts == {"compare": {"china": "attack"}, "against": {"china": "hold"}}
    assert request.variants[0].readings.acts == request.readings.acts


def test_an_act_that_changes_nothing_is_told():
    read = table()
    key = ("china_first", "claim:bad_deal:forced:compare")
    still = with_read(read, key, read.reads["china_first", "claim:bad_deal:forced:against"])
    told = claim(answered(reads=still), "bad_deal")
    assert told.variants[0].readings.forced_is_nothing
    assert not told.readings.forced_is_nothing
    assert "Under the variant china first the act itself changes nothing" in told.verdict
    moved = still[key].copy()
    moved[0] += 1e-6
    told = claim(answered(reads=with_read(read, key, moved)), "bad_deal")
    assert not told.variants[0].readings.forced_is_nothing


def test_further_equilibria_are_looked_for_where_the_difference_is_large():
    read = table()
    compare = read.reads["as_written", "claim:bad_deal:chosen:compare"].copy()
    compare[:48] = 0.9
    key = ("as_written", "claim:bad_deal:chosen:compare")
    told = claim(answered(reads=with_read(read, key, compare)), "bad_deal").large_changes
    assert (told.checked, told.several, told.share) == (11, 1, pytest.approx(1 / 11))
    compare[36:] = 0.2
    assert claim(answered(reads=with_read(read, key, compare)), "bad_deal").large_changes is None


def test_a_quantity_that_measures_alone_count_decides_nothing():
    stated = scenario()
    dead = replace(stated.quantities["prize"], id="dead")
    measure = replace(
        stated.measures["deaths_taiwan"],
        lines=(replace(stated.measures["deaths_taiwan"].lines[0], amount=parse("dead * reach")),),
    )
    stated = replace(
        stated,
        quantities={**stated.quantities, "dead": dead},
        measures={**stated.measures, "deaths_taiwan": measure},
    )
    drawn = {**table().quantities, "dead": table().quantities["linkage_of_resolve"]}
    halves = claim(answered(stated, quantities=drawn), "bad_deal").share_by_half
    split = {half.quantity for half in halves}
    assert "dead" not in split
    assert {"reach", "prize"} <= split


def test_how_often_an_arm_is_rare(found):
    read = table()
    rare = np.where(np.arange(512) < 128, 0.019, 0.3)
    reads = with_read(read, ("as_written", "claim:bad_deal:p_compare"), rare)
    told = claim(answered(reads=reads), "bad_deal").arm_probability
    assert told.compare_rare == pytest.approx(124 / 508)
    assert told.against_rare == 0
    assert not told.near_mistakes


def test_a_reading_that_never_happens_leaves_the_others_alone():
    read = table()
    nothing = np.full(512, np.nan)
    reads = with_read(read, ("china_first", "claim:bad_deal:chosen:compare"), nothing)
    told = claim(answered(reads=reads), "bad_deal")
    assert told.share_holds.value is not None
    assert told.variants[0].share_holds.value is None
    assert told.verdict_code is VerdictCode.UNDECIDED
    assert "china first" in told.verdict
