"""Words are never stronger than their numbers, and never confuse a share with a probability."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.findings import LargeChanges, ShareOf, Spread, VerdictCode
from twofront.findings.arm_words import change, conditions
from twofront.findings.deciding import decider, swings
from twofront.findings.leading import leading
from twofront.findings.risks import pushes, risk_term, ties
from twofront.findings.sentences import (
    acts,
    association,
    division,
    first_line,
    large_changes,
    near_mistakes,
    news,
    rare,
    selection,
    verdict,
)
from twofront.findings.words import draws_counted, verdict_lines

from ..made_answers import (
    PLAYED,
    TOO_FEW,
    made_answer,
    made_claim,
    made_half,
    made_readings,
    made_variant,
)
from ..synthetic_study import findings

SHARES = st.floats(0, 1)
SETTINGS = settings(max_examples=200, derandomize=True, deadline=None)
LIKELY = re.compile(r"\b(probab\w*|chance\w*|likel\w*|unlikel\w*)\b", re.I)


def test_a_mixed_claim_names_the_quantity_whose_halves_differ_most():
    halves = made_half("us_reach", 0.70, 0.78), made_half("linkage", 0.51, 0.97)
    claim = made_claim(VerdictCode.MIXED, 0.74, 0.1, halves=halves)
    assert first_line(claim, ShareOf.ADMISSIBLE) == (
        "Fails in 26 per cent of admissible assumptions, mainly where linkage is low "
        "(up to 0.45): it holds in 51 per cent there and in 97 per cent of the rest."
    )


def test_a_fitted_constant_is_named_only_where_no_assumption_is():
    fitted, reach = made_half("inertia", 0.5, 0.9, fitted=True), made_half("reach", 0.6, 0.8)
    claim = made_claim(VerdictCode.MIXED, 0.7, halves=(fitted, reach))
    assert decider(claim).id == "reach"
    alone = made_claim(VerdictCode.MIXED, 0.7, halves=(fitted,))
    line = first_line(alone, ShareOf.ASSUMPTIONS)
    assert "mainly where inertia, as fitted, is low (up to 0.45)" in line


def test_mainly_is_said_only_of_two_failures_in_three():
    claim = made_claim(VerdictCode.MIXED, 0.6, halves=(made_half("reach", 0.65, 0.55),))
    assert "more often where reach is high (above 0.45)" in first_line(claim, ShareOf.ASSUMPTIONS)


def test_a_variant_that_overturns_is_named_before_any_quantity():
    claim = made_claim(
        VerdictCode.MIXED,
        0.96,
        halves=(made_half("reach", 0.92, 1.0),),
        variants=(made_variant("china_first", 0.88), made_variant("later", 0.97)),
    )
    assert first_line(claim, ShareOf.ASSUMPTIONS) == (
        "Holds in 96 per cent of assumptions as written, "
        "but only in 88 per cent under the variant china first."
    )


def test_a_reversal_that_a_variant_overturns_is_told_as_plainly():
    claim = made_claim(
        VerdictCode.MIXED, 0.01, 0.95, variants=(made_variant("china_first", 0.7, 0.2),)
    )
    assert first_line(claim, ShareOf.ASSUMPTIONS) == (
        "The opposite holds in 95 per cent of assumptions as written, "
        "but only in 20 per cent under the variant china first."
    )


def test_a_reading_decides_where_it_differs_most():
    claim = made_claim(VerdictCode.MIXED, 0.8, announced=made_answer(0.1))
    assert first_line(claim, ShareOf.POSTERIOR) == (
        "Fails in 20 per cent of the posterior under the stated ranges with the arms chosen, "
        "and in 90 per cent with the arms announced."
    )


def test_a_difference_within_its_sampling_error_decides_nothing():
    claim = made_claim(VerdictCode.MIXED, 0.7, halves=(made_half("reach", 0.6, 0.8, se=0.1),))
    assert decider(claim) is None
    assert "no one quantity, variant or reading" in first_line(claim, ShareOf.ASSUMPTIONS)


@pytest.mark.parametrize(
    ("code", "holds", "opposite", "opening"),
    [
        (VerdictCode.HOLDS, 0.96, 0.01, "Holds in 96 per cent"),
        (VerdictCode.REVERSED, 0.01, 0.93, "The opposite holds in 93 per cent"),
        (
            VerdictCode.NEGLIGIBLE,
            0.02,
            0.01,
            "Makes no difference that matters (over 1 point) in 97",
        ),
    ],
)
def test_a_steady_verdict_says_where_it_is_weakest(code, holds, opposite, opening):
    reverse = (opposite, max(opposite - 0.02, 0))
    half = made_half("reach", holds, holds, reverse=reverse)
    weak = made_variant("other", max(holds - 0.05, 0), max(opposite - 0.02, 0))
    line = first_line(
        made_claim(code, holds, opposite, halves=(half,), variants=(weak,)), ShareOf.ASSUMPTIONS
    )
    assert line.startswith(opening)
    assert "least" in line or "as often" in line


def test_an_undecided_claim_gives_the_reason_and_the_place():
    claim = made_claim(VerdictCode.UNDECIDED, None)
    assert first_line(claim, ShareOf.ADMISSIBLE) == f"Undecided: {TOO_FEW} (as written)."
    claim = made_claim(VerdictCode.UNDECIDED, 0.95, variants=(made_variant("later", None),))
    assert "under the variant later" in first_line(claim, ShareOf.ADMISSIBLE)
    assert "95" not in first_line(claim, ShareOf.ADMISSIBLE)


def test_near_mistakes_are_said_below_two_in_a_hundred():
    assert near_mistakes(made_claim(VerdictCode.MIXED, 0.5, rare=0.02)) == ""
    told = near_mistakes(made_claim(VerdictCode.MIXED, 0.5, rare=0.004))
    assert told.startswith("The answer rests on near-mistakes")
    assert "0.4 per cent" in told


def test_a_change_that_cannot_be_given_says_why():
    nothing = Spread(mean=None, median=None, p05=None, p25=None, p75=None, p95=None, reason="few")
    assert change(nothing) == "No difference can be given: few."


@pytest.mark.parametrize(
    ("code", "holds", "opposite", "told"),
    [
        (
            VerdictCode.MIXED,
            0.6,
            0.3,
            "The opposite holds in 30 per cent; the difference is at most 1 point in 10 per cent.",
        ),
        (
            VerdictCode.REVERSED,
            0.02,
            0.95,
            "The claim holds in 2 per cent; the difference is at most 1 point in 3 per cent.",
        ),
        (
            VerdictCode.NEGLIGIBLE,
            0.02,
            0.0,
            "The claim holds in 2 per cent, its opposite in 0 per cent.",
        ),
        (VerdictCode.HOLDS, 1.0, 0.0, ""),
        (VerdictCode.UNDECIDED, None, 0.0, ""),
    ],
)
def test_the_division_tells_what_the_first_line_does_not(code, holds, opposite, told):
    assert division(made_claim(code, holds, opposite)) == told


def test_news_is_what_the_same_acts_lose_by_being_announced():
    forced = made_answer(0.7)
    told = news(made_claim(VerdictCode.HOLDS, 0.98, forced=forced, announced=made_answer(0.3)))
    assert told == (
        "The same acts announced beforehand, so that they carry no news, make it hold in "
        "30 per cent, against 70 per cent forced."
    )
    assert news(made_claim(VerdictCode.HOLDS, 0.98, forced=forced, announced=forced)) == ""
    assert news(made_claim(VerdictCode.HOLDS, 0.98, forced=forced)) == ""
    # Chosen against announced compares different acts as well: no news is credited with it.
    assert news(made_claim(VerdictCode.HOLDS, 0.98, announced=made_answer(0.3))) == ""
    unsure = made_answer(0.6, se=0.1)
    assert news(made_claim(VerdictCode.HOLDS, 0.98, forced=forced, announced=unsure)) == ""


def test_a_chosen_contrast_is_told_as_what_goes_together():
    told = association(made_claim(VerdictCode.HOLDS, 0.98, forced=made_answer(0.4)))
    assert told.startswith("Its arms are compared as they are chosen")
    assert told.endswith("it holds in 40 per cent.")
    assert association(made_claim(VerdictCode.HOLDS, 0.98)).endswith("no more.")


def test_where_the_act_changes_nothing_selection_is_named():
    answer = made_answer(0.9)
    empty = made_readings(answer, answer, nothing=True)
    variant = made_variant("unseen", 0.9, readings=empty)
    assert selection(made_claim(VerdictCode.HOLDS, 0.95, variants=(variant,))) == (
        "Under the variant unseen the act itself changes nothing; what remains is selection."
    )
    assert selection(made_claim(VerdictCode.HOLDS, 0.95)) == ""


def test_what_is_played_is_told_where_the_condition_does_not_say_it():
    # The condition against is `terms=good|war`; the forced arm plays war alone.
    assert acts(made_claim(VerdictCode.HOLDS, 0.95)) == ("against: played as terms=war",)
    readings = made_readings(made_answer(0.9), acts={"compare": PLAYED["compare"]})
    assert acts(made_claim(VerdictCode.HOLDS, 0.9, readings=readings)) == ()


def test_a_verdict_within_two_standard_errors_of_its_border_is_narrow():
    half = made_half("price", 0.905, 0.99, se=0.006)
    line = first_line(made_claim(VerdictCode.HOLDS, 0.95, halves=(half,)), ShareOf.ADMISSIBLE)
    assert line == (
        "Holds in 95 per cent of admissible assumptions, but narrowly: where price is low "
        "(up to 0.45) it is 90 per cent, with a sampling error of 0.6 points."
    )
    far = made_half("price", 0.925, 0.99, se=0.006)
    line = first_line(made_claim(VerdictCode.HOLDS, 0.95, halves=(far,)), ShareOf.ADMISSIBLE)
    assert "narrowly" not in line
    weak = made_variant("other", 0.904, se=0.004)
    line = first_line(made_claim(VerdictCode.HOLDS, 0.95, variants=(weak,)), ShareOf.ADMISSIBLE)
    assert "narrowly: under the variant other it is 90 per cent" in line


def test_only_halves_that_differ_beyond_their_noise_decide_and_fitted_ones_come_last():
    halves = (
        made_half("noise", 0.70, 0.72, se=0.01),
        made_half("reach", 0.6, 0.8),
        made_half("inertia", 0.5, 0.9, fitted=True),
    )
    found = swings(made_claim(VerdictCode.MIXED, 0.7, halves=halves), 8)
    assert [each.quantity for each in found] == ["reach", "inertia"]
    found = swings(made_claim(VerdictCode.MIXED, 0.7, halves=halves), 1)
    assert [each.quantity for each in found] == ["inertia"]


def test_draws_that_count_are_told_apart_from_those_without_weight():
    told = draws_counted(made_claim(VerdictCode.MIXED, 0.5))
    assert told.startswith("3,590 count, 6 failed, an anchor gives 500 no weight; the arms")
    assert "mean modelled probability of 30 per cent and 50 per cent." in told


def test_how_often_an_arm_is_rare_is_told():
    told = rare(made_claim(VerdictCode.MIXED, 0.5))
    assert told == "Below 2 per cent lies the arm compared in 25 per cent of draws."


def test_further_equilibria_are_told_where_the_difference_is_large():
    found = LargeChanges(above=0.2, checked=40, several=9, share=0.22)
    assert large_changes(made_claim(VerdictCode.MIXED, 0.5, large=found)) == (
        "Of the 40 checked draws with a difference above 20 points, "
        "9 have another equilibrium (22 per cent by weight)."
    )
    none = LargeChanges(above=0.2, checked=40, several=0, share=0.0)
    assert "none have" in large_changes(made_claim(VerdictCode.MIXED, 0.5, large=none))
    assert large_changes(made_claim(VerdictCode.MIXED, 0.5)) == ""


def test_an_anchored_spread_is_told_as_put_in():
    found = findings()
    taiwan, baltic = found.theatres
    assert list(ties(taiwan, found)) == [
        "put in, not found: tied by an anchor to between 2 and 20 per cent given terms=war"
    ]
    assert list(ties(baltic, found)) == []
    assert risk_term(taiwan) is None  # the war that the anchor is given may not go on
    assumed = replace(found.anchors.stated[0], assumed="Nobody knows.", sources=())
    told = replace(found, anchors=replace(found.anchors, stated=(assumed,)))
    assert "tied by an assumed anchor" in next(ties(taiwan, told))


def test_an_inertia_below_zero_is_an_uncounted_push():
    found = findings()
    assert list(pushes(found)) == []
    anchor = replace(found.anchors.stated[0], inertia_below_zero=0.217)
    told = replace(found, anchors=replace(found.anchors, stated=(anchor,)))
    assert list(pushes(told)) == [
        "inertia_china, fitted to quiet, is below zero, an uncounted push, in 22 per cent of draws."
    ]


def test_which_share_leads():
    assert leading(made_claim(VerdictCode.MIXED, 0.5, 0.3)) is VerdictCode.HOLDS
    assert leading(made_claim(VerdictCode.REVERSED, 0.01, 0.95)) is VerdictCode.REVERSED
    assert leading(made_claim(VerdictCode.NEGLIGIBLE, 0.01, 0.01)) is VerdictCode.NEGLIGIBLE


def test_conditions_are_written_by_ids():
    stated = ({"terms": ("bad_deal", "war"), "china": ("hold",)}, {"us": ("out",)})
    assert conditions(stated) == "terms=bad_deal|war and china=hold or us=out"
    assert conditions(({},)) == "always"
    assert conditions(()) == "never"


@SETTINGS
@given(
    st.sampled_from(list(VerdictCode)),
    SHARES,
    st.floats(0, 1),
    SHARES,
    SHARES,
    st.sampled_from(list(ShareOf)),
)
def test_no_verdict_calls_a_share_a_probability(code, holds, part, low, high, share_of):
    if code is VerdictCode.UNDECIDED:
        claim = made_claim(code, None)
    else:
        halves = (made_half("reach", low, high),)
        claim = made_claim(
            code, holds, (1 - holds) * part, halves=halves, announced=made_answer(low)
        )
    said = verdict(claim, share_of)
    assert not LIKELY.search(said)
    assert said.endswith(".")
    assert "  " not in said


def test_the_terminal_shows_everything_within_its_width():
    lines = verdict_lines(findings(), width=88)
    assert max(len(line) for line in lines) <= 88
    text = " ".join(" ".join(lines).split())
    for words in (
        "MIXED.", "NEGLIGIBLE.", "sampling error", "Median difference", "chosen", "forced",
        "announced", "china first", "before anchoring", "failed",
        "checked for other equilibria, 1 has one",
        "effective draws after anchoring", "admissible assumptions", "over 5 years",
        "what decides", "an anchor to between 2 and 20 per cent",
        "In 2 draws the equilibrium was not traced", "another branch of equilibria may exist",
        "(Correlation of US resolve)",
    ):  # fmt: skip
        assert words in text


def test_yardstick_words_stand_only_where_they_apply():
    found = findings()
    anchored = replace(found.theatres[0], yardstick=True)
    lines = verdict_lines(replace(found, theatres=(anchored, *found.theatres[1:])))
    start = next(at for at, line in enumerate(lines) if line.startswith("Modelled probability"))
    text = " ".join(" ".join(lines[start:]).split())
    taiwan, baltic = text.split("Baltic")
    assert "very unlikely" in taiwan
    assert "likely" not in baltic
    assert "chance" not in baltic


def test_likelihood_and_confidence_never_share_a_sentence():
    text = " ".join(verdict_lines(findings()))
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        assert not (LIKELY.search(sentence) and "onfidence" in sentence)
