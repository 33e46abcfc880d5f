"""Statement against relay: what says more, what says less, what says the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.evidence.quantities import quantities_in
from twofront.evidence.strength import LONGEST, compare

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "relays.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
SAID = "Russia might attack Poland within five years"


@pytest.mark.parametrize(("verdict", "said", "relayed"), CASES)
def test_verdict(verdict, said, relayed):
    found = compare(said, relayed)
    assert (found.verdict if found else "apart") == verdict


@pytest.mark.parametrize(("verdict", "said", "relayed"), CASES)
def test_a_statement_says_the_same_as_itself(verdict, said, relayed):
    for text in (said, relayed):
        found = compare(text, text)
        assert found is None or (found.verdict, found.changes) == ("same", ())


@pytest.mark.parametrize(
    ("axis", "said", "relayed", "words"),
    [
        (
            "condition",
            "If Minsk asks, we will send troops to Belarus",
            "Russia will send troops to Belarus",
            ("If Minsk asks", None),
        ),
        ("likelihood", SAID, "Russia will attack Poland within five years", ("might", "will")),
        (
            "stage",
            "We are considering sending missiles to Ukraine",
            "Berlin decided on sending missiles to Ukraine",
            ("considering", "decided"),
        ),
        (
            "negation",
            "Serbia does not want a war over Kosovo",
            "Serbia wants a war over Kosovo",
            ("not", None),
        ),
        (
            "quantity",
            "We will send up to 500 troops to Estonia",
            "France will send 800 troops to Estonia",
            ("up to 500 troops", "800 troops"),
        ),
        (
            "hedge",
            "I think Iran will close the strait of Hormuz",
            "Iran will close the strait of Hormuz",
            ("I think", None),
        ),
        (
            "scope",
            "The truce in Gaza will hold for now",
            "the truce in Gaza will hold",
            ("for now", None),
        ),
    ],
)
def test_what_changed_is_told_as_written(axis, said, relayed, words):
    (change,) = compare(said, relayed).changes
    assert (change.axis, change.direction) == (axis, "stronger")
    assert (change.said, change.relayed) == words


def test_a_forecast_given_as_fact_lost_its_speaker_but_a_plain_fact_may_be_known():
    forecast, fact = "Russia will attack Poland this year", "Russia attacked Poland on Friday"
    assert compare(forecast, forecast, attributed=True).verdict == "same"
    assert [c.axis for c in compare(forecast, forecast, attributed=False).changes] == [
        "attribution"
    ]
    assert compare(fact, fact, attributed=False).verdict == "same"


def test_a_doubt_or_condition_beside_the_relay_counts_for_it():
    said = "I think Iran will close the strait of Hormuz"
    bare = "Iran will close the strait of Hormuz"
    assert compare(said, bare).verdict == "stronger"
    assert compare(said, bare, frame="the admiral believes that").verdict == "same"
    said = "If the talks fail, Iran will close the strait of Hormuz"
    assert compare(said, bare, frame="Should the talks fail,").verdict == "same"


def test_a_condition_of_another_clause_is_not_missed():
    said = "We will not send troops to Kyiv, and if Russia attacks Riga, the alliance will respond"
    assert compare(said, "the alliance will send no troops to Kyiv").verdict == "same"
    assert compare(said, "the alliance will respond to Russia").verdict == "stronger"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("twenty-five tanks", [("tank", 25.0, 0)]),
        ("3 million shells", [("shel", 3e6, 0)]),
        ("$4.5bn", [("money", 4.5e9, 0)]),
        ("up to 40 per cent", [("percent", 40.0, -1)]),
        ("more than 1,200 soldiers", [("troop", 1200.0, 1)]),
        ("some of our ships", [("share of ship", 2.0, 0)]),
        ("dozens of villages", [("villag", 24.0, 0)]),
        ("in 2027 the army", []),
        ("on 5 May", []),
    ],
)
def test_quantities(text, found):
    assert [(q.unit, q.value, q.bound) for q in quantities_in(text)] == found


WORDS = """Russia China Taiwan will might would not never if unless attack troops 500 3,000 some all
I think decided considering per cent that and but “ ” . , ; : - — é 中 \x00"""
ANY = st.sampled_from(WORDS.split())


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(ANY, max_size=40), st.lists(ANY, max_size=40), st.booleans())
def test_any_two_texts_compare(said, relayed, attributed):
    found = compare(" ".join(said), " ".join(relayed), attributed=attributed)
    if found:
        assert 0 < found.cover <= 1
        assert (found.verdict == "same") == (not found.changes)


def test_of_a_long_text_the_beginning_is_compared():
    said = f"{SAID}. " + "They came by the road. " * LONGEST
    assert compare(said, "Russia will attack Poland within five years").verdict == "stronger"
