"""Channels, drivers, regions and levers in sentences: never more than their numbers carry."""

import re
from dataclasses import replace

from twofront.findings import Mean, VerdictCode
from twofront.findings.channel_words import claim_channels, log_odds_channels, theatre_channels
from twofront.findings.driver_words import (
    anchored_drivers,
    driver_lines,
    enough_draws,
    prior_drivers,
)
from twofront.findings.lever_words import budget_told, effect_told, front_told, price
from twofront.findings.numbers import MINUS
from twofront.findings.region_words import box_told, boxes, threshold_told
from twofront.findings.words import verdict_lines

from ..made_answers import made_claim
from ..made_studies import (
    FEW,
    made_anchored,
    made_box,
    made_budget,
    made_channel,
    made_convergence,
    made_driver,
    made_lever,
    made_limit,
    made_log_odds,
    made_option,
    made_threshold,
    made_variance,
    studied,
    unstudied,
)
from ..synthetic_study import findings

CLAIM = made_claim(VerdictCode.MIXED, 0.74)
PROBABILITY = re.compile(r"\b(probab\w*|chance\w*|likel\w*|unlikel\w*)\b", re.I)


def with_channels(*channels, off=0.004):
    return replace(CLAIM, channels=channels, delta_all_channels_off=Mean(mean=off))


def test_the_largest_channel_is_named_first_with_its_sign_and_error():
    told = claim_channels(
        with_channels(
            made_channel("capacity", -0.006, 0.001),
            made_channel("reputation", 0.021, 0.0012),
            made_channel("economy", 0.0004, 0.001),
            off=0.0146,
        )
    )
    assert told == (
        "The largest channel is reputation: it brings +2.1 points on average (sampling error "
        f"0.1 points), capacity {MINUS}0.6; the other is not distinguishable from zero. "
        "The average change is +3.0, with every channel off +1.5."
    )


def test_a_channel_within_its_sampling_error_is_not_named():
    told = claim_channels(with_channels(made_channel("a", 0.003, 0.002), made_channel("b", -0.001)))
    assert told.startswith("No channel's share is distinguishable from zero.")
    assert "points" not in told


def test_several_channels_left_are_told_together():
    told = claim_channels(
        with_channels(
            *(made_channel(id, mean) for id, mean in zip("abc", (0.02, 0, 0), strict=True))
        )
    )
    assert "; each of the other 2 is not distinguishable from zero." in told


def test_without_channels_nothing_is_said_and_without_shares_why():
    assert claim_channels(CLAIM) == ""
    told = claim_channels(with_channels(made_channel("a", None), made_channel("b", None)))
    assert told.startswith(f"No share of a channel can be given: {FEW}.")


def test_a_theatres_channels_are_told_beside_its_risk():
    theatre = unstudied(findings(96)).theatres[0]
    risk = theatre.risk.mean
    told = theatre_channels(
        replace(theatre, channels=(made_channel("a", risk / 2), made_channel("b", 0.0)))
    )
    assert told.startswith("The largest channel is a: it brings +")
    assert f"The average modelled risk is {100 * risk:.0f}" in told
    assert theatre_channels(theatre) == ""


def test_log_odds_are_told_where_another_channel_leads():
    here = (made_channel("a", 0.02), made_channel("b", 0.01))
    assert log_odds_channels(None, here) == ""
    assert log_odds_channels(made_log_odds(a=0.4, b=0.1), here) == ""
    told = log_odds_channels(made_log_odds(a=0.1, b=-0.4), here)
    assert told == f"In log-odds the largest is b, {MINUS}0.4."
    held = log_odds_channels(made_log_odds(held=0.25, a=0.4), here)
    assert held == (
        "In 25 per cent of draws a probability lies beyond the bound (0.000001) at which "
        "log-odds are taken."
    )


def test_drivers_are_named_by_total_index_with_both_parts():
    claim = replace(
        CLAIM,
        variance=made_variance(),
        drivers=(
            made_driver("us_reach", 0.004, 0.2),
            made_driver("strengths", 0.41, 0.55, members=("us_strength", "china_strength")),
            made_driver("idle", 0.0, 0.01),
            made_driver("tiny", 0.001, 0.005, half=0.0001),
        ),
    )
    assert prior_drivers(claim) == (
        "Before anchoring the variance of the change comes from strengths (us strength and china "
        "strength): 41 per cent by itself (95 per cent interval 38 to 44), 55 per cent together "
        "with others; us reach: 20 per cent together with others (95 per cent interval 17 to 23), "
        "by itself not distinguishable from zero."
    )


def test_no_more_than_three_drivers_are_named_and_draws_left_out_are_counted():
    drivers = [made_driver(id, 0.2, 0.3 - k / 100) for k, id in enumerate("abcde")]
    claim = replace(
        CLAIM,
        variance=made_variance(),
        drivers=(*drivers[:4], made_driver("e", 0.2, 0.1, left_out=44)),
    )
    told = prior_drivers(claim)
    assert re.findall(r"\b([a-e]): ", told) == ["a", "b", "c"]
    assert told.endswith("Up to 44 draws without all answers left out.")


def test_drivers_are_silent_where_nothing_can_be_told():
    assert prior_drivers(CLAIM) == anchored_drivers(CLAIM) == ""
    noise = replace(CLAIM, variance=made_variance(), drivers=(made_driver("a", 0.01, 0.02),))
    assert "no quantity's part of the variance is distinguishable from zero" in prior_drivers(noise)
    flat = replace(noise, variance=made_variance(None))
    assert prior_drivers(flat) == ("Drivers cannot be given: the answer is the same in every draw.")
    few = replace(noise, drivers=(made_driver("a", None, None),))
    assert prior_drivers(few) == f"Drivers cannot be given: {FEW}."


def test_after_anchoring_only_what_is_beyond_chance_is_named_and_fitted_constants_last():
    claim = replace(
        CLAIM,
        drivers_anchored=made_anchored(
            ("inertia", 0.6, True), ("reach", 0.3, False), ("noise", 0.04, False), noise=0.05
        ),
    )
    assert anchored_drivers(claim) == (
        "After anchoring the variance of the change goes with reach: 30 per cent (95 per cent "
        "interval 28 to 32); inertia, as fitted: 60 per cent (95 per cent interval 58 to 62)."
    )
    nothing = replace(CLAIM, drivers_anchored=made_anchored(("noise", 0.04, False), noise=0.05))
    assert "than an unrelated one would" in anchored_drivers(nothing)


def test_an_interval_reaches_no_end_that_it_does_not():
    claim = replace(CLAIM, drivers_anchored=made_anchored(("reach", 0.976, False)))
    assert anchored_drivers(claim).endswith("reach: 98 per cent (95 per cent interval 96 to 99).")
    whole = replace(CLAIM, drivers_anchored=made_anchored(("reach", 1.0, False)))
    assert anchored_drivers(whole).endswith("100 per cent (95 per cent interval 98 to 100).")


def test_how_many_draws_are_enough():
    assert enough_draws(made_convergence()) == (
        "The share's sampling error is 0.8 points at 4,096 draws; "
        "about 2,600 would be enough for 1 point."
    )
    assert enough_draws(made_convergence(0.016, 10_486.0)) == (
        "The share's sampling error is 1.6 points at 4,096 draws; "
        "it would take about 10,000 to bring it to 1 point."
    )
    assert enough_draws(made_convergence(0.0102, 4_260.0)).endswith(
        "at 4,096 draws; a few more would bring it to 1 point."
    )
    assert enough_draws(made_convergence(needed=None)) == enough_draws(None) == ""


def test_a_box_is_told_with_medians_and_what_it_holds():
    told = box_told(
        made_box(
            made_limit("us_strength", high=0.93, median=1.0),
            made_limit("us_reach", low=0.2, high=0.4, median=0.5),
            made_limit("inertia", low=3.104, median=3.1, fitted=True),
        )
    )
    assert told == (
        "Where us strength is below 0.93 (median 1) and us reach is between 0.2 and 0.4 "
        "(median 0.5) and inertia, as fitted, is above 3.104 (median 3.1), the claim fails in "
        "84 per cent of draws, against 25 per cent of all; there lie 20 per cent of all draws and "
        "67 per cent of those in which it fails. On draws they were not fitted to, boxes found "
        "the same way reach 79 per cent of the draws inside and 61 per cent of those in which it "
        "fails."
    )


def test_a_limit_that_did_not_come_back_is_told_as_unsure():
    told = box_told(made_box(made_limit("us_reach", high=0.4, refits=0.4)))
    assert told.endswith("The limit on us reach came back in only 4 of 10 boxes found anew.")


def test_a_box_that_cannot_be_told_says_why():
    none = made_box(of="holds", reason=FEW)
    told = list(boxes(replace(CLAIM, region=(made_box(made_limit("a", low=0.4)), none))))
    assert told[1] == f"No box in which the claim holds can be told: {FEW}."
    told = list(boxes(replace(CLAIM, region=(made_box(reason=FEW), none))))
    assert told == [f"No box of assumptions can be told: {FEW}."]


def test_a_threshold_is_told_only_where_it_decides():
    assert threshold_told(made_threshold()) == (
        "One quantity decides most: where reach is up to 0.42 the claim holds in 12 per cent of "
        "draws, above that in 94 per cent; this misjudges 8 per cent of draws it was not fitted "
        "to, against 31 per cent without it."
    )
    assert threshold_told(made_threshold(decides=False)) == threshold_told(None) == ""


def test_a_lever_is_told_by_sign_with_the_draws_in_which_it_goes_either_way():
    lever = made_lever("stronger_europe", change=-0.023, se=0.001)
    assert effect_told(lever, lever.effects[0], "Taiwan Strait") == (
        f"stronger europe: {MINUS}2.3 points on Taiwan Strait on average (sampling error "
        "0.1 points); lower in 84 per cent of draws, higher in 3 per cent."
    )
    unsure = made_lever("a", change=-0.001, se=0.001)
    assert "not distinguishable from zero" in effect_told(unsure, unsure.effects[0], "X")
    deaths = made_lever("a", change=1200.0, se=30.0, kind="measure", objective="deaths")
    assert effect_told(deaths, deaths.effects[0], "the dead", "deaths").startswith(
        "a: +1,200 deaths on the dead on average (sampling error 30 deaths)"
    )
    few = made_lever("a", change=None)
    assert effect_told(few, few.effects[0], "X") == f"a: no effect on X can be given: {FEW}."
    nothing = made_lever()
    assert effect_told(nothing, nothing.effects[0], "X") == ""


def test_the_least_regret_at_a_price_is_named_with_its_rivals():
    clear = made_budget(made_option("arm_taiwan", mean=0.004), made_option(mean=0.02, best=0.1))
    assert budget_told(clear, "Taiwan Strait") == (
        "For up to 16.6 USD bn a year, Taiwan Strait: least mean regret with arm taiwan "
        "(0.4 points); it is the best in 71 per cent of draws and within 1 point of the best in "
        "88 per cent."
    )
    close = made_budget(
        made_option("a", "b", mean=0.004),
        made_option("a", mean=0.0045),
        amount=None,
        unit=None,
    )
    assert budget_told(close, "X").startswith(
        "At any price, X: least mean regret with a with b (0.4 points), no more than sampling "
        "error ahead of a;"
    )
    assert budget_told(made_budget(), "X") == (
        f"For up to 16.6 USD bn a year, X: no option can be ranked: {FEW}."
    )


def test_the_front_names_options_with_their_prices():
    levers = (
        made_lever(),
        made_lever("a", prices=((16.6, "USD_bn/yr"),)),
        made_lever("b", prices=((16.6, "USD_bn/yr"),), front=False),
        made_lever("a", "c", prices=((16.6, "USD_bn/yr"), (0.015, "GDP_share"))),
    )
    assert price(levers[3]) == "16.6 USD bn a year and 0.015 GDP share"
    assert front_told(levers, "taiwan", {"taiwan": "Taiwan Strait"}) == (
        "Taiwan Strait: no option is both no dearer and no worse than any of these: no lever "
        "(nothing); a (16.6 USD bn a year); a with c (16.6 USD bn a year and 0.015 GDP share)."
    )
    assert front_told(levers, "elsewhere", {}) == ""


def test_a_terminal_shows_all_of_it_and_nothing_where_it_was_not_asked():
    plain = unstudied(findings(96))
    claims = tuple(studied(claim, ("reach", "prize")) for claim in plain.claims)
    levers = (
        made_lever(),
        made_lever("a", change=-0.02, prices=((6.0, "USD_bn/yr"),)),
        made_lever("b", change=0.0001),
        made_lever("c", change=None),
        made_lever("a", "b", change=-0.03),
    )
    full = replace(plain, claims=claims, levers=levers, budgets=(made_budget(made_option("a")),))
    told = verdict_lines(full)
    assert all(len(line) <= 92 for line in told)
    text = " ".join(" ".join(told).split())
    for label in ("channels The largest", "drivers Before", "region Where", "threshold One"):
        assert text.count(label) == len(claims)
    assert (
        f"a (6 USD bn a year): Taiwan Strait {MINUS}2.0 points on average, lower in 84 per cent "
        "of draws, higher in 3 per cent. b (nothing): Taiwan Strait: not distinguishable from zero"
    ) in text
    assert f"c (nothing): Taiwan Strait: no effect can be given ({FEW})." in text
    assert "a with b" not in text
    assert text.count("Regret is") == 1
    bare = " ".join(verdict_lines(plain))
    assert not any(word in bare for word in ("largest channel", "Regret", "variance", "threshold"))


def test_a_share_of_draws_is_never_called_a_probability():
    claim = studied(CLAIM)
    lines = [claim_channels(claim), *driver_lines(claim), *boxes(claim)]
    lines += [threshold_told(claim.threshold)]
    lever = made_lever("a", change=-0.02)
    lines += [
        effect_told(lever, lever.effects[0], "X"),
        budget_told(made_budget(made_option()), "X"),
    ]
    assert all(lines)
    for sentence in re.split(r"(?<=[.!?])\s+", " ".join(lines)):
        assert not (PROBABILITY.search(sentence) and "draws" in sentence), sentence
        assert "-" not in re.sub(r"log-odds|near-\w+", "", sentence), sentence
