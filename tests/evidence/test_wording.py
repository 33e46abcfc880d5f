"""Hedges, conditions and modality, as the words put them."""

import pytest

from twofront.evidence.wording import conditions_in, hedges_in, modality_of

CONDITIONS = {
    "If they attack, we will answer.": ("they attack", "we will answer"),
    "We will answer if they attack.": ("they attack", "We will answer"),
    "We stay unless the river rises.": ("the river rises", "We stay"),
    "If Iran, China and Russia join, we are alone.": (
        "Iran, China and Russia join",
        "we are alone",
    ),
    "Should the dam break, the town is lost.": ("the dam break", "the town is lost"),
    "If it rains then we stay.": ("it rains", "we stay"),
    "Let us be clear: if it fails, they would pay.": ("it fails", "they would pay"),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_condition_and_what_hangs_on_it(text):
    (found,) = conditions_in(text)
    assert (found.bare, found.then) == CONDITIONS[text]
    assert found.bare in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "He asked if they would come.",
        "It looks as if it rained.",
        "Few, if any, came.",
        "We do not know if it holds.",
        "They came.",
    ],
)
def test_not_every_if_is_a_condition(text):
    assert conditions_in(text) == []


def test_one_condition_a_sentence():
    text = "If it rains, we stay. It may rain. We go if it stops raining."
    assert [c.bare for c in conditions_in(text)] == ["it rains", "it stops raining"]


def test_hedges_as_written_and_in_order():
    text = "I think it is Most likely so; it might, in May, not be. Perhaps it may."
    assert hedges_in(text) == ("I think", "Most likely", "might", "Perhaps", "may")


@pytest.mark.parametrize(
    ("text", "verb", "conditional", "second_hand", "wanted"),
    [
        ("We will go", "said", True, False, "conditional"),
        ("We will go", "said", False, False, "predicted"),
        ("We went", "denied", False, False, "denied"),
        ("We went", "claimed", False, False, "alleged"),
        ("We went", "said", False, True, "reported"),
        ("We went", "according to", False, False, "reported"),
        ("We went", "said", False, False, "asserted"),
        ("We went", None, False, False, "asserted"),
    ],
)
def test_modality(text, verb, conditional, second_hand, wanted):
    assert modality_of(text, verb, conditional, second_hand) == wanted
