"""Ledgers merged: copies become one record, and what turns the meaning never does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.evidence import Ledger
from twofront.evidence import merge as merging
from twofront.evidence.ledger import Conflict, Shift, Tie, ledger_bytes
from twofront.evidence.ledger_file import parse_ledger
from twofront.evidence.merge import merge

from .made_records import quoted

SAID = "We will not send troops to Norland before the ceasefire holds"


def test_two_copies_of_one_quotation_become_one_record_with_both_places():
    first, second = quoted("a#1", SAID, outlet="Reuters"), quoted("b#1", SAID, day=3)
    merged = merge([second, first])
    (record,) = merged.ledger
    assert record == replace(first, attestations=(second,))
    assert merged.joined == 1
    assert merged.ledger.get("b#1") is record
    assert parse_ledger(ledger_bytes(merged.ledger), "l") == merged.ledger


def test_a_copy_with_not_is_in_conflict_and_never_merged():
    one, other = quoted("a#1", SAID), quoted("b#1", SAID.replace("not ", ""), day=3)
    merged = merge([one, other])
    assert [record.attestations for record in merged.ledger] == [(), ()]
    assert merged.ledger.get("a#1").conflicts == (Conflict("b#1", "negation", "not", ""),)
    assert merged.ledger.get("b#1").conflicts == (Conflict("a#1", "negation", "", "not"),)
    assert merged.conflicts == (("a#1", "b#1"),)


IN_CONFLICT = {
    "modal": ("modal", "We may not send troops to Norland before the ceasefire holds"),
    "number": ("number", "We will not send 500 troops to Norland before the ceasefire holds"),
    "name": ("name", "We will not send troops to Southland before the ceasefire holds"),
    "contraction": ("negation", "We’ll send troops to Norland before the ceasefire holds"),
    "never": ("negation", "We will never send troops to Norland before the ceasefire holds"),
    "condition": ("condition", "If we will not send troops to Norland before the ceasefire holds"),
    "amount": ("number", "We will not send all troops to Norland before the ceasefire holds"),
    "cut off": (
        "negation",
        "I do not think we will not send troops to Norland before the ceasefire holds",
    ),
}


@pytest.mark.parametrize("name", IN_CONFLICT)
def test_a_word_that_turns_the_meaning_is_a_conflict(name):
    kind, text = IN_CONFLICT[name]
    merged = merge([quoted("a#1", SAID), quoted("b#1", text)])
    assert len(merged.ledger) == 2
    assert {conflict.over for record in merged.ledger for conflict in record.conflicts} == {kind}


def test_a_denial_by_prefix_is_a_conflict():
    pair = [
        quoted("a#1", "It is likely that the ceasefire in Norland holds until the autumn"),
        quoted("b#1", "It is unlikely that the ceasefire in Norland holds until the autumn"),
    ]
    assert len(merge(pair).conflicts) == 1


COPIES = {
    "contraction": "We won’t send troops to Norland before the ceasefire holds",
    "spelling": "We will not send troops to Norland before the cease-fire holds",
    "marks": "We will not send troops to Norland, before the ceasefire holds!",
    "capitals": "WE WILL NOT SEND TROOPS TO NORLAND BEFORE THE CEASEFIRE HOLDS",
    "part": "We will not send troops to Norland",
}


@pytest.mark.parametrize("name", COPIES)
def test_another_spelling_or_a_part_is_a_copy(name):
    merged = merge([quoted("a#1", SAID), quoted("b#1", COPIES[name])])
    (record,) = merged.ledger
    assert (record.id, [each.id for each in record.attestations]) == ("a#1", ["b#1"])


def test_a_part_from_which_the_denial_was_cut_is_in_conflict():
    merged = merge(
        [quoted("a#1", SAID), quoted("b#1", "send troops to Norland before the ceasefire")]
    )
    assert {c.over for record in merged.ledger for c in record.conflicts} == {"negation"}


def test_a_number_in_words_is_the_same_number():
    said = "We lost {} ships, {} sailors and {} barrels of oil in the strait of Norland"
    one = quoted("a#1", said.format("twenty-one", "three thousand", "1.5 million"))
    other = quoted("b#1", said.format("21", "3,000", "1500000"))
    assert len(merge([one, other]).ledger) == 1


def test_names_of_two_states_are_a_conflict_also_where_they_open_the_text():
    said = "{} must never get a nuclear weapon on my watch"
    pair = [quoted("a#1", said.format("Iran")), quoted("b#1", said.format("Iraq"))]
    assert {c.over for record in merge(pair).ledger for c in record.conflicts} == {"name"}


@pytest.mark.parametrize(
    "other",
    [
        quoted("b#1", SAID, speaker="Omar Haddad"),
        quoted("b#1", SAID, speaker=None),
        quoted("b#1", SAID, day=20),
        quoted("b#1", SAID, form="indirect"),
        quoted("b#1", "We will build a harbour in Norland before the winter comes"),
        replace(quoted("b#1", SAID), kind="figure"),
        replace(quoted("b#1", SAID), text=None, paraphrase=SAID),
    ],
    ids=["speaker", "nobody", "day", "reported", "words", "figure", "paraphrase"],
)
def test_what_is_no_copy_stays_apart(other):
    merged = merge([quoted("a#1", SAID), other])
    assert len(merged.ledger) == 2
    assert not merged.conflicts


def test_names_of_one_speaker_are_known_for_one():
    merged = merge([quoted("a#1", SAID, "Foreign Minister Ana Ruiz"), quoted("b#1", SAID, "Ruiz")])
    assert len(merged.ledger) == 1


def test_without_dates_only_long_plain_copies_merge():
    assert len(merge([quoted("a#1", SAID), quoted("b#1", SAID, day=None)]).ledger) == 1
    short = "We will not come back"
    assert len(merge([quoted("a#1", short), quoted("b#1", short, day=None)]).ledger) == 2
    assert len(merge([quoted("a#1", short), quoted("b#1", short)]).ledger) == 1


def test_without_dates_a_copy_with_not_is_still_in_conflict():
    merged = merge([quoted("a#1", SAID), quoted("b#1", SAID.replace("not ", ""), day=None)])
    assert merged.conflicts == (("a#1", "b#1"),)


def test_the_window_of_days_is_asked_for():
    pair = [quoted("a#1", SAID, day=1), quoted("b#1", SAID, day=9)]
    assert len(merge(pair, days=7).ledger) == 2
    assert len(merge(pair, days=8).ledger) == 1


def test_a_merged_record_is_as_old_as_the_first_report_that_has_all_of_it():
    part, first, later = (
        quoted("a#1", "We will not send troops to Norland", day=1),
        quoted("b#1", SAID, day=2),
        quoted("c#1", SAID, day=4),
    )
    (record,) = merge([later, part, first]).ledger
    assert record.published_on == first.published_on
    assert [each.id for each in record.attestations] == ["a#1", "c#1"]


def test_a_part_that_lost_its_condition_says_so():
    whole = quoted("a#1", "If China attacks Taiwan, Russia will strike Europe on the very same day")
    part = quoted("b#1", "Russia will strike Europe on the very same day", day=3)
    (record,) = merge([whole, part]).ledger
    (clip,) = record.attestations
    assert (clip.relay_shift, clip.shifts[0].said) == ("stronger", "a#1")
    assert record.relay_shift is None


def test_reported_speech_is_set_beside_the_words_in_another_report():
    said = quoted("a#1", "Russia might attack Poland within five years")
    told = quoted("b#1", "Russia will attack Poland within five years", form="indirect", day=3)
    merged = merge([told, said])
    relay = merged.ledger.get("b#1")
    assert (relay.relay_shift, relay.shifts[0].said) == ("stronger", "a#1")
    assert merged.hardened == ("b#1",)


def test_a_record_read_twice_is_kept_once():
    record = quoted("a#1", SAID)
    merged = merge([record, replace(record, id="b#1"), record])
    assert (merged.ledger.ids, merged.twice, merged.joined) == (("a#1",), 2, 0)


def test_two_relations_of_one_sentence_are_both_kept():
    ties = [Tie("attack", "Norland", "Southland"), Tie("threat", "Norland", "Southland")]
    records = [
        replace(quoted(f"a#{n}", SAID, source="x"), kind="relation", paraphrase="x", relation=tie)
        for n, tie in enumerate(ties)
    ]
    assert [record.relation for record in merge(records).ledger] == ties


def test_an_id_that_is_taken_is_changed_and_told_of():
    one = quoted("a#1", SAID)
    other = quoted("a#1", "The harbour of Norland will stay closed all winter", source="x")
    merged = merge([one, other])
    ((old, new),) = merged.renamed
    assert old == "a#1"
    assert merged.ledger.ids == ("a#1", new)


def test_a_shift_follows_the_record_whose_id_was_changed():
    said = quoted("a#2", "Russia might attack Poland within five years", source="x")
    relay = quoted(
        "a#1", "Russia will attack Poland within five years", form="indirect", source="x",
        shifts=(Shift("lead", "stronger", said="a#2"),), relay_shift="stronger",
    )  # fmt: skip
    others = [quoted("a#1", "One thing and another thing"), quoted("a#2", "Quite another matter")]
    merged = merge([*others, relay, said])
    moved = dict(merged.renamed)
    assert merged.ledger.get(moved["a#1"]).shifts[0].said == moved["a#2"]


def test_many_copies_and_near_copies_are_not_compared_each_with_each(monkeypatch):
    counted = []
    plain = merging.alike
    monkeypatch.setattr(merging, "alike", lambda *a: (counted.append(1), plain(*a))[1])
    count = 1_000
    copies = [quoted(f"r{n}#1", SAID) for n in range(count)]
    numbers = [
        quoted(f"n{n}#1", f"We will send {n} troops to Norland before summer") for n in range(count)
    ]
    merged = merge([*copies, *numbers])
    assert len(merged.ledger) == count + 1
    assert len(counted) < 20 * count


def test_a_merged_line_stays_short_enough_to_be_read():
    text = "We will not send troops to Norland " * 200
    merged = merge([quoted(f"r{n}#1", text) for n in range(300)])
    assert merged.joined
    assert parse_ledger(ledger_bytes(merged.ledger), "l") == merged.ledger


WORDS = ["we", "will", "not", "send", "500", "troops", "to", "Norland", "may", "before", "summer"]
RECORDS = st.lists(
    st.builds(
        quoted,
        id=st.integers(0, 10**6).map(lambda n: f"r{n}#1"),
        text=st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join),
        speaker=st.sampled_from(["Ana Ruiz", "Ruiz", "Omar Haddad", None]),
        day=st.sampled_from([None, 1, 2, 20]),
        form=st.sampled_from(["direct", "indirect", "nested"]),
    ),
    max_size=8,
    unique_by=lambda record: record.id,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(RECORDS)
def test_merging_again_changes_nothing_and_no_place_is_lost(records):
    merged = merge(records)
    assert merge(merged.ledger).ledger == merged.ledger
    kept = [each for record in merged.ledger for each in (record, *record.attestations)]
    assert sorted(each.id for each in kept) == sorted(each.id for each in records)
    assert {(each.id, each.span) for each in kept} == {(each.id, each.span) for each in records}
    assert parse_ledger(ledger_bytes(merged.ledger), "l") == merged.ledger


@settings(derandomize=True, max_examples=100, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_decides_only_theirs(records, random):
    shuffled = list(records)
    random.shuffle(shuffled)
    groups = [
        {frozenset(record.names) for record in merge(each).ledger} for each in (records, shuffled)
    ]
    assert groups[0] == groups[1]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(RECORDS)
def test_nothing_merged_differs_in_a_denial(records):
    for record in merge(records).ledger:
        for each in record.attestations:
            if len(each.text.split()) == len(record.text.split()):
                assert each.text.split().count("not") == record.text.split().count("not")
    assert isinstance(merge(records).ledger, Ledger)
