"""Relays within a report: headline, lead and retelling beside the quotation under them."""

from dataclasses import replace

import pytest

from twofront.evidence import relay
from twofront.evidence.intake import settled
from twofront.evidence.reading import read


def records(path, text):
    path.write_text(text, encoding="utf-8")
    found = settled(read(path))[0].records
    return [record for record in found if record.kind != "relation"]


def test_the_second_report_hardens_what_it_relays(shared):
    found = settled(read(shared / "reports/public/S004.txt"))[0].records
    lead = found[0]
    (shift,) = lead.shifts
    assert lead.text.startswith("Russian president Vladimir Putin will help China")
    assert (lead.relay_shift, shift.role, shift.verdict) == ("stronger", "lead", "stronger")
    said = next(record for record in found if record.id == shift.said)
    assert said.text.startswith("There’s an increasing realisation")
    assert said.relay_shift is None
    assert [(c.axis, c.said, c.relayed) for c in shift.changes] == [
        ("condition", "If Xi Jinping would attack Taiwan", None)
    ]


def test_the_first_report_keeps_the_condition_of_what_it_relays(shared):
    found = settled(read(shared / "reports/public/S000.txt"))[0].records
    assert found[0].relay_shift == "same"


LEADS = {
    "stronger": "Russia will attack Poland within five years, Ana Ruiz warned.",
    "same": "Russia might attack Poland within five years, Ana Ruiz warned.",
    "weaker": "In theory Russia might attack Poland within five years if asked to, Ana Ruiz said.",
    None: "Ana Ruiz said that the weather had been kind to the harvest.",
}


@pytest.mark.parametrize("verdict", LEADS)
def test_a_lead(tmp_path, verdict):
    text = (
        f"date 2024-05-06 {LEADS[verdict]}\n\nShe spoke in the capital.\n\n"
        "“Russia might attack Poland within five years,” Ruiz told Reuters.\n"
    )
    lead, quote = records(tmp_path / "r.txt", text)
    assert lead.relay_shift == verdict
    assert [shift.said for shift in lead.shifts] == ([quote.id] if verdict else [])


QUOTE = "“If Minsk asks us to, we might send troops to Belarus,” Omar Haddad told Reuters."
HEADLINES = {
    "Haddad: troops might go to Belarus if Minsk asks": "same",
    "Troops might go to Belarus if Minsk asks": "stronger",  # for nobody says so
    "Haddad: troops will go to Belarus": "stronger",
    "Troops will go to Belarus": "stronger",
    "A quiet week on the eastern border": None,
}


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_stands_on_the_record_of_what_was_said(tmp_path, headline):
    text = f"date 2024-05-06 {headline}\n\nThe minister spoke at noon.\n\n{QUOTE}\n\nHe left."
    (record,) = records(tmp_path / "r.txt", text)
    assert record.relay_shift == HEADLINES[headline]
    for shift in record.shifts:
        assert (shift.role, shift.text, shift.said) == ("headline", headline, None)
        assert text[shift.span.start : shift.span.end] == headline


def test_a_headline_without_a_speaker_is_told_to_give_a_forecast_as_fact(tmp_path):
    text = f"date 2024-05-06 Troops will go to Belarus\n\nHe spoke.\n\n{QUOTE}\n\nHe left."
    (record,) = records(tmp_path / "r.txt", text)
    axes = [change.axis for change in record.shifts[0].changes]
    assert axes == ["condition", "likelihood", "attribution"]


def test_the_headline_of_a_page_has_its_place_in_the_markup(tmp_path):
    page = (
        "<html><head><title>Troops will go to Belarus</title></head><body><article>"
        "<h1>Troops <i>will</i> go to&nbsp;Belarus</h1><p>The minister spoke at noon in the "
        "capital, and he took questions from a room full of reporters.</p>"
        f"<p>{QUOTE}</p><p>He left by the back door after an hour, and nobody saw him again "
        "until the evening of the same day.</p></article></body></html>"
    )
    (record,) = records(tmp_path / "r.html", page)
    (shift,) = record.shifts
    assert shift.text == "Troops will go to Belarus"
    assert page[shift.span.start : shift.span.end] == "Troops <i>will</i> go to&nbsp;Belarus"


def test_a_relay_that_quotes_the_words_themselves_is_left_to_them(tmp_path):
    text = (
        "date 2024-05-06 “Norland might attack us with its fleet this year,” Ana Ruiz said.\n\n"
        "Ruiz said that an attack by the fleet of Norland this year was “as likely as snow "
        "in May”.\n"
    )
    assert not any(record.shifts for record in records(tmp_path / "r.txt", text))


def test_what_another_said_is_no_relay(tmp_path):
    text = (
        "date 2024-05-06 Russia will attack Poland within five years, Greta Lindqvist warned.\n\n"
        "“Russia might attack Poland within five years,” Omar Haddad told Reuters.\n"
    )
    found = records(tmp_path / "r.txt", text)
    assert [record.relay_shift for record in found] == [None, None]


def test_who_speaks_for_a_government_relays_it(tmp_path):
    text = (
        "date 2024-05-06 Russia will leave the grain deal in July, the Kremlin warned.\n\n"
        "“Russia might leave the grain deal in July,” Dmitry Peskov told Reuters.\n"
    )
    lead, _ = records(tmp_path / "r.txt", text)
    assert lead.relay_shift == "stronger"


def test_relays_and_quotations_are_not_compared_each_with_each(tmp_path, monkeypatch):
    counted = []
    plain = relay.compare
    monkeypatch.setattr(relay, "compare", lambda *a, **k: (counted.append(1), plain(*a, **k))[1])
    count = 300
    text = "\n\n".join(
        f"Ana Ruiz said that the fleet of island {n} would sail from harbour {n} to Norland.\n\n"
        f"“The fleet of island {n} might sail from harbour {n} to Norland,” Ana Ruiz said."
        for n in range(count)
    )
    found = records(tmp_path / "r.txt", text)
    assert len(found) == 2 * count
    assert len(counted) < 8 * count


def test_a_report_without_quotations_is_left_as_it_is(tmp_path):
    path = tmp_path / "r.txt"
    path.write_text("date 2024-05-06 Ana Ruiz said that Norland would send its fleet to sea.")
    reading = read(path)
    assert settled(reading)[0].records == reading.records
    assert replace(reading, records=()).records == ()
