"""Anchors: constants fitted to rates, and weights of draws."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.study import solve as solving
from twofront.study.anchors import RATE_TOLERANCE, fit
from twofront.study.parts import OUT_OF_REACH
from twofront.study.sample import draws_and_rates
from twofront.study.shares import effective_draws

from .by_hand import ByHand
from .conftest import ANCHOR

SOLVING = "between: [0.05, 0.3], solve_for: inertia"


def test_solve_for_brings_the_rate_about_in_every_variant(solved):
    scenario, part = solved()
    _, rates = draws_and_rates(scenario, 1, part.numbers)
    for variant in ("as_written", "march_first"):
        main = part.arms[variant]
        assert main.solved.any()
        rate = main.reads["anchor:quiet_coast"][main.solved]
        assert np.abs(rate - rates["quiet_coast"][main.solved]).max() <= RATE_TOLERANCE


def test_the_fitted_constant_is_the_one_worked_out_by_hand(solved):
    _, part = solved()
    main = part.arms["as_written"]
    hand = ByHand(part.quantities, inertia=main.reads["fitted:inertia"])
    kept = main.solved
    assert_allclose(hand.strike[kept], main.reads["anchor:quiet_coast"][kept], atol=1e-7)


def test_the_prior_arm_keeps_the_quantities_as_drawn(solved):
    _, part = solved()
    hand = ByHand(part.quantities)
    assert_allclose(part.arms["as_written/prior"].reads["risk:coast"], hand.strike, atol=1e-7)


def test_announced_arms_keep_the_fitted_constants(solved):
    _, part = solved()
    main = part.arms["as_written"]
    hand = ByHand(part.quantities, inertia=main.reads["fitted:inertia"])
    told = part.arms["as_written/announced:terms=give"].reads["claim:giving_in:announced:compare"]
    assert_allclose(told[main.solved], hand.strike_without_news[main.solved], atol=1e-7)


def test_all_channels_off_keeps_the_constants_of_the_structure_as_written(solved):
    _, part = solved()
    main, off = part.arms["as_written"], part.arms["as_written/off:all"]
    hand = ByHand(part.quantities, inertia=main.reads["fitted:inertia"])
    assert_allclose(
        off.reads["risk:coast"][main.solved], hand.strike_without_news[main.solved], atol=1e-7
    )


def test_prior_announced_arms_only_where_a_headline_is_announced(solved):
    _, part = solved()
    told = [arm for arm in part.arms if "/prior/announced:" in arm]
    assert told == [f"as_written/prior/announced:raid={option}" for option in ("strike", "rest")]


def test_a_rate_out_of_reach_takes_the_draws_weight_and_is_counted(solved):
    """With a cost of at most 0.3 a raid is seldom rare enough."""
    scenario, part = solved(("{range: [0, 4]", "{range: [0, 0.3]"))
    main = part.arms["as_written"]
    out = main.status == OUT_OF_REACH
    assert 0 < out.sum() < len(out)
    assert (part.weight == ~out).all()
    assert np.isnan(main.reads["risk:coast"][out]).all()
    assert np.isnan(main.reads["fitted:inertia"][out]).all()
    told = part.arms["as_written/announced:terms=give"]
    assert (told.status[out] == OUT_OF_REACH).all()
    assert part.arms["as_written/prior"].solved.all()
    least, most = (ByHand(part.quantities, inertia=cost).strike for cost in (0.3, 0.0))
    _, rates = draws_and_rates(scenario, 1, part.numbers)
    wanted = rates["quiet_coast"]
    assert (out == ((wanted < least - RATE_TOLERANCE) | (wanted > most + RATE_TOLERANCE))).all()


def test_where_no_constant_is_found_further_searches_begin_from_the_one_drawn(solved, monkeypatch):
    """What was tried last is of no account, and may be far off."""
    fits = []
    monkeypatch.setattr(solving, "fit", lambda *given: fits.append(fit(*given)) or fits[-1])
    _, part = solved(("{range: [0, 4]", "{range: [0, 0.3]"))
    for each in fits:
        out = each.answer.status == OUT_OF_REACH
        assert out.any()
        kept = each.game.draws.column("inertia")
        assert (kept[out] == part.quantities["inertia"][out]).all()
        assert (kept[~out] == each.constants["inertia"][~out]).all()


def test_two_constants_are_fitted_together(solved):
    second = ANCHOR.replace("quiet_coast", "quiet_hills").replace("raid: strike", "march: go")
    second = second.replace("solve_for: inertia", "solve_for: spoils")
    scenario, part = solved(
        (ANCHOR, f"{ANCHOR}\n{second}"),
        ("{range: [0, 4]", "{range: [-4, 6]"),
        ("{range: [-1, 0.5]", "{range: [-6, 4]"),
    )
    _, rates = draws_and_rates(scenario, 1, part.numbers)
    main = part.arms["march_first"]
    assert main.solved.all()
    for anchor, wanted in rates.items():
        rate = main.reads[f"anchor:{anchor}"]
        assert np.abs(rate - wanted)[main.solved].max() <= RATE_TOLERANCE


def test_weights_of_nought_and_one(solved):
    _, part = solved((SOLVING, "between: [0.05, 0.3]"))
    rate = part.arms["as_written"].reads["anchor:quiet_coast"]
    assert (part.weight == ((rate >= 0.05) & (rate <= 0.3))).all()
    assert 0 < part.weight.sum() < len(rate)
    assert "as_written/prior" not in part.arms


def test_weights_by_density(solved):
    scenario, part = solved((SOLVING, "about: {median: 0.1, p90: 0.4}"))
    rate = part.arms["as_written"].reads["anchor:quiet_coast"]
    density = scenario.anchors["quiet_coast"].about.density(rate)
    assert_allclose(part.weight, density)


def test_a_conditional_anchor_reads_what_it_is_given(solved):
    _, part = solved(
        (
            "outcome: {raid: strike}, between",
            "outcome: {raid: strike}, given: {terms: give}, between",
        )
    )
    main = part.arms["as_written"]
    hand = ByHand(part.quantities, inertia=main.reads["fitted:inertia"])
    kept = main.solved
    assert_allclose(hand.strike_after_give[kept], main.reads["anchor:quiet_coast"][kept], atol=1e-7)


@pytest.mark.parametrize(
    ("weight", "wanted"),
    [([1, 1, 1, 1], 4), ([1, 0, 0, 1], 2), ([3, 1], 1.6), ([0, 0], 0), ([], 0)],
)
def test_effective_draws(weight, wanted):
    assert effective_draws(np.array(weight, dtype=float)) == pytest.approx(wanted)
