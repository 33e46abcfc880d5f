"""One line of play, laid open and added up by hand."""

import pytest
from numpy.testing import assert_allclose

from twofront.problems import InputError
from twofront.world.explain import explain

AT = {"heart": "firm", "terms": "give", "answer": "refuse", "raid": "strike", "help": "send"}


def test_the_sum_can_be_done_by_hand(write):
    found = explain(write(), AT | {"size": "full", "sea": "rough"})
    (coast,) = found.contests
    # middle of every range: raid 1, arms 0.25 (no deal), full size adds 1 more; wall 1, twice 2
    assert_allclose([term.value for term in coast.attack], [1.0, 0.25, 1.0])
    assert_allclose([term.value for term in coast.defend], [1.0, 2.0])
    odds = 2.25**1.5 / (2.25**1.5 + 3.0**1.5)
    assert_allclose(coast.odds, odds)
    totals = {account.name: account.total for account in found.accounts}
    assert_allclose(totals["south"], odds - 0.5 - 0.5)
    assert_allclose(totals["west"], -0.5 + 1 - odds)
    assert_allclose(totals["town"], -1.0)
    assert_allclose(totals["measure:deaths"], 50 + 50 * 2.25 / 1.0)


def test_what_is_not_given_follows_openly(write):
    play = {given.name: given for given in explain(write(), {"raid": "strike"}).play}
    assert (play["heart"].value, play["heart"].why) == ("firm", "not given: the first state")
    assert (play["terms"].value, play["terms"].why) == ("give", "not given: the first option")
    assert (play["deal"].value, play["deal"].why) == ("made", "follows")
    assert (play["sea"].value, play["sea"].why) == ("none", "not asked")
    quiet = {given.name: given for given in explain(write(), {}).play}
    assert (quiet["raid"].value, quiet["raid"].why) == ("rest", "not given: the default")


def test_parts_carry_their_grounds_and_their_ranges(write):
    found = explain(write(), AT)
    wall, twice = found.contests[0].defend
    assert wall.parts[0].note == "middle of 0.5 to 1.5"
    assert wall.parts[0].grounds.assumed == "Wide."
    assert [part.text for part in twice.parts] == ["twice", "wall"]
    assert twice.parts[0].note == "= wall * 2"


@pytest.mark.parametrize(
    ("at", "words", "suggestion"),
    [
        ({"raids": "strike"}, "Unknown move or private state 'raids'", "raid"),
        ({"raid": "strik"}, "no option or state 'strik'", "strike"),
        ({"deal": "made"}, "is an outcome", None),
        ({"raid": "rest", "help": "send"}, "not asked in this line of play", None),
    ],
)
def test_what_cannot_be_played_is_refused(write, at, words, suggestion):
    with pytest.raises(InputError) as wrong:
        explain(write(), at)
    (problem,) = wrong.value.problems
    assert words in problem.message
    assert problem.suggestion == suggestion
