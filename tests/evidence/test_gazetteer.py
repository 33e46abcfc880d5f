"""Whom a name stands for: states and their seats, office holders by day, ambiguous words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofront.evidence.gazetteer import Gazetteer, gazetteer, load_gazetteer
from twofront.problems import InputError


def _found(text: str, on: date | None = None) -> list[tuple[str, str]]:
    return [
        (text[mention.start : mention.end], mention.entity.id)
        for mention in gazetteer().mentions(text, on)
    ]


def _ids(text: str, on: date | None = None) -> list[str]:
    return [id for _, id in _found(text, on)]


@pytest.mark.parametrize(
    ("text", "id", "kind"),
    [
        ("Russia said no.", "RUS", "name"),
        ("Russian ships sailed.", "RUS", "adjective"),
        ("The Russians left.", "RUS", "people"),
        ("The Kremlin declined.", "RUS", "seat"),
        ("Talks in Zhongnanhai ended.", "CHN", "seat"),
        ("Aides at the Élysée agreed.", "FRA", "seat"),
        ("The Pentagon replied.", "USA", "seat"),
        ("The U.S. Treasury acted.", "USA", "seat"),
        ("Türkiye agreed.", "TUR", "name"),
        ("Côte d’Ivoire voted.", "CIV", "name"),
        ("Kosovo asked.", "XKX", "name"),
        ("The USSR replied.", "SUN", "name"),
    ],
)
def test_a_state_is_known_by_its_names_people_and_seats(text, id, kind):
    (mention,) = gazetteer().mentions(text)
    assert (mention.entity.id, mention.kind) == (id, kind)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Hizbollah fired.", "HEZB"),
        ("Hizbullah fired.", "HEZB"),
        ("Ansar Allah fired.", "HOUTHI"),
        ("al-Qa’ida fled.", "AQ"),
        ("the Kurdistan Workers’ Party fought.", "PKK"),
        ("Lord's Resistance Army fighters fled.", "LRA"),
        ("the UN Security Council met.", "UN"),
        ("the Group of Seven met.", "G7"),
        ("Agence France-Presse reported it.", "M-AGENCE-FRANCE-PRESSE"),
    ],
)
def test_spellings_of_groups_bodies_and_outlets_lead_to_one_entity(text, id):
    assert _ids(text) == [id]


def test_the_longest_name_wins():
    assert _found("The New York Times wrote.") == [("The New York Times", "M-NEW-YORK-TIMES")]
    assert _ids("South Sudan and Sudan") == ["SSD", "SDN"]
    assert _ids("The Republic of China is not the People's Republic of China") == ["TWN", "CHN"]


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan scored.",
        "Jordan Peterson spoke.",
        "George Washington slept here.",
        "Chad Smith drummed.",
        "Georgia, said Atlanta's mayor, counted its votes.",
        "They told us to wait.",
        "PLEASE CONTACT US TODAY",
        "Kathy Ireland arrived.",
        "He saw Robert Wagner on stage.",
        "In May it rained.",
        "Who is it?",
        "Taylor Swift sang.",
    ],
)
def test_names_that_are_also_something_else_are_left_alone(text):
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Jordan closed its border.", "JOR"),
        ("Georgia and Russia fought in 2008.", "GEO"),
        ("Wagner fighters left Bakhmut.", "WAGNER"),
        ("The WHO warned of cholera.", "WHO"),
        ("the US agreed", "USA"),
    ],
)
def test_the_same_names_count_where_they_mean_the_state(text, id):
    assert id in _ids(text)


def test_a_surname_goes_to_whoever_held_office_on_the_day():
    assert _ids("President Bush spoke.", date(1990, 8, 8)) == ["USA-GEORGE-H-W-BUSH"]
    assert _ids("President Bush spoke.", date(2003, 3, 20)) == ["USA-GEORGE-W-BUSH"]
    assert _ids("Kim agreed with Kim Jong Il.", date(2000, 6, 15))[-1] == "PRK-KIM-JONG-IL"
    assert _ids("Mr Rutte said so.", date(2019, 1, 1)) == ["NLD-MARK-RUTTE"]
    assert _ids("Mr Rutte said so.", date(2025, 1, 1)) == ["NATO-MARK-RUTTE"]


def test_a_full_name_introduces_its_surname_whatever_the_day():
    text = "Hillary Clinton flew in. Clinton met the emir."
    assert _ids(text, date(1996, 1, 1))[1] == "USA-HILLARY-CLINTON"


def test_a_common_surname_alone_names_nobody():
    assert _found("Johnson waited outside.", date(2020, 1, 1)) == []
    assert _ids("Boris Johnson waited. Johnson left.", date(2020, 1, 1)) == [
        "GBR-BORIS-JOHNSON",
        "GBR-BORIS-JOHNSON",
    ]


def test_a_surname_behind_an_unknown_first_name_is_somebody_else():
    assert _found("A lawyer, Hunter Biden, came.", date(2022, 1, 1)) == []


def test_office_holders_have_gender_years_and_a_state_they_speak_for():
    known = gazetteer()
    (mention,) = known.mentions("Angela Merkel resigned.")
    assert mention.entity.gender == "female"
    assert mention.entity.years == ((2005, 2021),)
    assert known.stands_for(mention.entity).name == "Germany"


def test_a_town_stands_for_its_state():
    known = gazetteer()
    (mention,) = known.mentions("Shells fell on Kharkiv.")
    assert mention.entity.kind == "place"
    assert known.stands_for(mention.entity).id == "UKR"


def test_two_terms_are_one_person():
    entity = gazetteer().get("USA-DONALD-TRUMP")
    assert entity is not None
    assert entity.years == ((2017, 2021), (2025, None))


def test_every_entry_names_its_source():
    assert all(entity.source for entity in gazetteer().entities.values())


def test_every_country_code_in_the_tables_is_known():
    entities = gazetteer().entities
    missing = {e.country for e in entities.values() if e.country and e.country not in entities}
    assert missing == set()


@given(st.text(max_size=400), st.dates() | st.none())
def test_any_text_gives_spans_in_order_inside_it(text, on):
    end = 0
    for mention in gazetteer().mentions(text, on):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@given(st.lists(st.sampled_from(["Russia", "the US", "Wagner", "May", "“", "\n", "-", "’s", "US"])))
def test_names_in_any_order_give_spans_inside_the_text(words):
    text = " ".join(words)
    assert all(0 <= m.start < m.end <= len(text) for m in gazetteer().mentions(text))


OWN = (
    "# our desk's names\n"
    "id\tname\tkind\tcountry\taliases\tshort\tgender\tfrom\tuntil\tsource\n"
    "NRL\tNorland\tcountry\t\tNorland Republic\t\t\t\t\tour atlas\n"
    "\tAda Holm\tperson\tNRL\t\tHolm!\tfemale\t2020\t\tnorland.example\n"
)


def test_a_users_table_adds_names(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    known = load_gazetteer(path)
    mentions = known.mentions("Holm said Norland and Russia agreed.")
    assert [m.entity.name for m in mentions] == ["Ada Holm", "Norland", "Russia"]
    assert known.stands_for(mentions[0].entity).id == "NRL"


def test_a_users_entry_replaces_one_of_the_same_id(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("id\tname\tkind\tsource\nHAMAS\tHarakat\tgroup\tus\n", encoding="utf-8")
    known = load_gazetteer(path)
    assert known.mentions("Hamas fired.") == []
    assert [m.entity.id for m in known.mentions("Harakat fired.")] == ["HAMAS"]


def test_without_a_users_table_it_is_the_same_gazetteer():
    assert load_gazetteer() is gazetteer()
    assert isinstance(gazetteer(), Gazetteer)


def _problems(tmp_path, text: str | bytes):
    path = tmp_path / "own.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as raised:
        load_gazetteer(path)
    return raised.value.problems


def test_all_mistakes_of_a_table_are_located_at_once(tmp_path):
    table = (
        "name\tkind\tgender\tfrom\tuntil\tsource\n"
        "Ada Holm\tpersn\tfemal\t2020\t2010\tx\n"
        "Bo\tperson\t\t20x0\t\t\n"
    )
    found = [(p.line, p.column, p.field, p.suggestion) for p in _problems(tmp_path, table)]
    assert found == [
        (2, 2, "kind", "person"),
        (2, 3, "gender", "female"),
        (2, 5, "until", None),
        (3, 6, "source", None),
        (3, 4, "from", None),
    ]


def test_an_unknown_column_is_named_with_the_nearest(tmp_path):
    (first, *_) = _problems(tmp_path, "nam\tkind\tsource\n")
    assert (first.line, first.column, first.code, first.suggestion) == (1, 1, "column", "name")


def test_a_form_that_ordinary_words_would_match_is_refused(tmp_path):
    table = "name\tkind\taliases\tsource\nNorland\tcountry\tthe\tx\n"
    (problem,) = _problems(tmp_path, table)
    assert (problem.line, problem.field, problem.code) == (2, "aliases", "forms")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not-text"),
        (b"name\tkind\tsource\n" + b"x" * (4 * 2**20), "too-large"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, code):
    assert _problems(tmp_path, content)[0].code == code


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError) as raised:
        load_gazetteer(tmp_path / "none.tsv")
    assert raised.value.problems[0].code == "unreadable"


@given(st.text(max_size=300))
def test_any_table_is_read_or_refused_with_problems(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("own") / "own.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        known = load_gazetteer(path)
    except InputError as error:
        known = None
        refused = len(error.problems)
    assert (len(known) > 0) if known else (refused > 0)
