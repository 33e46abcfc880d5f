"""Channels off, levers pulled and quantities swapped, against pencil and paper."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.scenario import load
from twofront.study.gather import table
from twofront.study.runner import run
from twofront.study.sample import draws
from twofront.study.sampling import Sampling
from twofront.study.solve import solve_part, study
from twofront.study.swaps import ALL, NONE, other_draws, swap_groups

from .by_hand import ByHand
from .conftest import ANCHOR

CLOSE = {"atol": 1e-7}
LEVERS = """levers:
  watch: {by: west, means: Arm, set: {harm: was * 2}, price: 3, unit: USD_bn, assumed: Made up.}
  vow: {by: west, commit: {terms: hold_out}, price: 1, unit: USD_bn, assumed: Made up.}
claims:
"""
FREE = ((f"anchors:\n{ANCHOR}\n", ""), ("claims:\n", LEVERS))
TIED = (("claims:\n", LEVERS),)


def part_of(scenario, numbers=range(64), **first):
    return solve_part(study(scenario, 1, **first), np.array(numbers, dtype=np.int64))


@pytest.fixture
def swapped(write):
    scenario = load(write(*FREE))
    return scenario, part_of(scenario, drivers=40)


def columns(found):
    return {name: found.column(name) for name in found.names}


def test_quantities_are_taken_from_other_draws_one_by_one(swapped):
    scenario, part = swapped
    numbers = np.arange(40, dtype=np.int64)
    own, others = draws(scenario, 1, numbers), other_draws(scenario, 1, numbers)
    groups = swap_groups(scenario)
    assert "dead" not in groups  # nobody is moved by it
    assert "wall" not in groups  # it does not vary
    for name, members in {NONE: (), **groups, ALL: tuple(own.names)}.items():
        mixed = {**columns(own), **{id: others.column(id) for id in members}}
        hand = ByHand(mixed)
        arm = part.arms[f"as_written/swap:{name}"]
        assert arm.solved.all()
        assert_allclose(arm.reads["risk:coast"], hand.strike, **CLOSE)
        assert_allclose(
            arm.reads["claim:giving_in:chosen:compare"], hand.strike_after_give, **CLOSE
        )
        told = part.arms[f"as_written/swap:{name}/announced:raid=strike"].reads
        assert_allclose(told["claim:second_front:announced:compare"], hand.go_after_strike, **CLOSE)


def test_other_draws_are_independent_of_the_own(swapped):
    scenario, _ = swapped
    numbers = np.arange(4096, dtype=np.int64)
    own, others = draws(scenario, 1, numbers), other_draws(scenario, 1, numbers)
    for name in ("precision", "relief", "harm"):
        assert abs(np.corrcoef(own.column(name), others.column(name))[0, 1]) < 0.06
    assert_allclose(other_draws(scenario, 1, numbers[300:310]).values, others.values[300:310])


def test_each_channel_is_switched_off_by_itself(write):
    scenario = load(write(*FREE))
    part = part_of(scenario)
    plain, flat = ByHand(part.quantities), ByHand(part.quantities, distraction=0.0)
    quiet = part.arms["as_written/off:reputation"].reads
    assert_allclose(quiet["claim:giving_in:chosen:compare"], plain.strike_without_news, **CLOSE)
    no_news = plain.strike_without_news
    go = no_news * plain.go_after_strike + (1 - no_news) * plain.go_after_rest
    assert_allclose(quiet["risk:hills"], go, **CLOSE)
    calm = part.arms["as_written/off:diversion"].reads
    assert_allclose(calm["claim:giving_in:chosen:compare"], flat.strike_after_give, **CLOSE)
    assert_allclose(calm["risk:hills"], flat.go, **CLOSE)


def test_levers_alone_together_and_in_variants(write):
    scenario = load(write(*FREE))
    part = part_of(scenario, levers=64)
    q = part.quantities
    plain, watched = ByHand(q), ByHand({**q, "harm": 2 * q["harm"]})
    arms = {arm: found.reads for arm, found in part.arms.items() if "/lever:" in arm}
    assert list(arms) == [
        "as_written/lever:watch",
        "as_written/lever:vow",
        "as_written/lever:watch+vow",
        "march_first/lever:watch",
        "march_first/lever:vow",
    ]
    assert_allclose(arms["as_written/lever:watch"]["risk:coast"], watched.strike, **CLOSE)
    assert_allclose(arms["march_first/lever:watch"]["risk:coast"], watched.strike, **CLOSE)
    # Bound to hold out, West tells nothing of its heart.
    for arm, hand in (("vow", plain), ("watch+vow", watched)):
        told = arms[f"as_written/lever:{arm}"]
        assert_allclose(told["risk:coast"], hand.strike_without_news, **CLOSE)
        assert_allclose(told["measure:deaths"], q["dead"] * hand.strike_without_news, atol=1e-5)


def test_levers_keep_the_constants_that_anchors_fitted(write):
    scenario = load(write(*TIED))
    part = part_of(scenario, levers=64)
    main, arm = part.arms["as_written"], part.arms["as_written/lever:watch"]
    q, inertia = part.quantities, main.reads["fitted:inertia"]
    hand = ByHand({**q, "harm": 2 * q["harm"]}, inertia=inertia)
    kept = main.solved
    assert (arm.status[~kept] == main.status[~kept]).all()
    assert_allclose(arm.reads["risk:coast"][kept], hand.strike[kept], **CLOSE)


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A run of two parts in which levers and swaps take only the first draws."""
    from .conftest import BARGAIN

    place = tmp_path_factory.mktemp("answered")
    text = BARGAIN.replace("claims:\n", LEVERS)
    (place / "scenario.yaml").write_text(text, encoding="utf-8")
    sampling = Sampling.of("sobol", "prior", None, levers=128, drivers=96)
    scenario = load(place / "scenario.yaml")
    return scenario, run(scenario, place / "run", draws=320, sampling=sampling)


def test_channels_and_what_is_there_without_them_add_up(answered):
    _, found = answered
    for claim in found.claims:
        total = sum(channel.mean for channel in claim.channels)
        assert abs(total + claim.delta_all_channels_off.mean - claim.delta.mean) < 1e-12
        odds = claim.channels_log_odds
        told = sum(channel.mean for channel in odds.channels)
        assert abs(told + odds.mean_off - odds.mean) < 1e-12
    for theatre, part in zip(found.theatres, found.connectedness.parts, strict=True):
        total = sum(channel.mean for channel in theatre.channels)
        assert abs(total + part.risk_off.mean - theatre.risk.mean) < 1e-12


def test_each_change_is_its_own_channels(answered):
    """News of the terms is all that giving in brings, diversion all that a raid brings."""
    _, found = answered
    giving, raid = ({each.id: each.mean for each in claim.channels} for claim in found.claims)
    assert giving["reputation"] == pytest.approx(found.claims[0].delta.mean, abs=1e-7)
    assert raid["diversion"] == pytest.approx(found.claims[1].delta.mean, abs=1e-7)
    assert max(abs(giving["diversion"]), abs(raid["reputation"])) < 1e-7


def test_drivers_rest_on_the_first_draws_and_name_what_the_change_depends_on(answered):
    """A raid's news for the march: precision, spoils and distraction, and nothing else."""
    _, found = answered
    claim = found.claims[1]
    assert claim.variance.draws == 96
    totals = {driver.quantity: driver.total for driver in claim.drivers}
    named = {id for id, total in totals.items() if total > 1e-6}
    assert named == {"precision", "spoils", "distraction"}
    assert totals["distraction"] == max(totals.values())
    after = {each.quantity: each for each in claim.drivers_anchored.drivers}
    assert after["distraction"].first > after["distraction"].noise
    assert after["relief"].first < after["distraction"].first


def test_levers_are_judged_in_the_draws_they_were_pulled_in(answered):
    scenario, found = answered
    assert [lever.levers for lever in found.levers] == [(), ("watch",), ("vow",), ("watch", "vow")]
    assert all(lever.draws <= 128 for lever in found.levers)
    both = found.levers[3]
    assert [(each.amount, each.unit) for each in both.prices] == [(4.0, "USD_bn")]
    coast = next(each for each in both.effects if each.objective == "coast")
    assert coast.change.mean < 0
    assert coast.lowers > 0.9
    assert [each.id for each in found.levers[1].variants] == list(scenario.variants)
    assert not both.variants
    dearest = [budget for budget in found.budgets if budget.objective == "coast"][-1]
    assert dearest.options[0].levers == ("watch", "vow")


def test_a_draw_that_was_not_to_be_swapped_or_pulled_has_not_failed(answered):
    _, found = answered
    arms = {failure.arm for failure in found.draws.failures}
    assert not any("swap:" in arm or "lever:" in arm for arm in arms)
    assert found.draws.solved + found.draws.failed == 320


def test_later_parts_may_lack_what_only_the_first_draws_have(write):
    scenario = load(write(*FREE))
    what = study(scenario, 1, levers=10, drivers=6)
    first = solve_part(what, np.arange(8, dtype=np.int64))
    second = solve_part(what, np.arange(8, 16, dtype=np.int64))
    assert "as_written/lever:vow" in second.arms
    assert "as_written/swap:precision" not in second.arms
    read = table(scenario, [first, second])
    for arm, draws_ in (("as_written/lever:vow", 10), ("as_written/swap:precision", 6)):
        there = np.arange(16) < draws_
        assert (read.tries(arm) == there).all()
        assert (read.solved[arm] == there).all()
        assert (np.isfinite(read.reads[arm, "risk:coast"]) == there).all()
    assert read.tries("as_written").all()


def test_without_levers_and_drivers_nothing_is_said_of_them(write, tmp_path):
    sampling = Sampling.of("sobol", "prior", None, levers=0, drivers=0)
    found = run(load(write(*TIED)), tmp_path / "run", draws=64, sampling=sampling)
    assert not found.levers
    assert not found.budgets
    for claim in found.claims:
        assert not claim.drivers
        assert claim.variance.value is None
        assert "swapped" in claim.variance.reason
        assert claim.channels
