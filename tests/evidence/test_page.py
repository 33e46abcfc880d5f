"""What a saved page says of itself, in the ways in which pages say it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.evidence.intake import settled
from twofront.evidence.page import HEAD, page_facts
from twofront.evidence.reading import read

MARKS = {
    "open graph": (
        '<meta property="og:title" content="Talks &amp; tea"><meta property="og:site_name" '
        'content="The Daily"><meta property="og:url" content="https://example.org/a">'
        '<meta name="author" content="By Jo Bell">'
        '<meta property="article:published_time" content="2023-03-09T08:00:00+01:00">'
    ),
    "linked data": (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": '
        '"Talks & tea", "datePublished": "2023-03-09", "author": [{"name": "Jo Bell"}], '
        '"publisher": {"name": "The Daily"}, "url": "https://example.org/a"}]}</script>'
    ),
    "plain": (
        "<TITLE>\n Talks &amp;\n tea</TITLE><link rel=canonical href='https://example.org/a'>"
        '<meta name="byl" content="Jo Bell"><meta name="application-name" content="The Daily">'
        "<time datetime=2023-03-09>9 March</time>"
    ),
    "dublin core": (
        '<meta name="DC.title" content="Talks & tea"><meta name="DC.creator" content="Jo Bell">'
        '<meta name="DC.date.issued" content="20230309"><meta name="DC.publisher" '
        'content="The Daily"><link rel="canonical" href="https://example.org/a">'
    ),
}


@pytest.mark.parametrize("way", MARKS)
def test_every_way_tells_the_same(way):
    facts = page_facts(f"<html><head>{MARKS[way]}</head><body><p>x</body></html>")
    assert (facts.title, facts.author, facts.site) == ("Talks & tea", "Jo Bell", "The Daily")
    assert (facts.published_on.isoformat(), facts.url) == ("2023-03-09", "https://example.org/a")


@pytest.mark.parametrize(
    "mark",
    [
        '<meta property="og:url" content="javascript:alert(1)">',
        '<meta name="date" content="yesterday">',
        '<meta name="date" content="2023-13-41">',
        '<meta name="author" content="https://example.org/jo">',
        '<script type="application/ld+json">{"headline": ["x"], "author": 3}</script>',
        f'<script type="application/ld+json">{"[" * 20_000}</script>',
        '<meta content="no name">',
    ],
)
def test_what_is_no_fact_is_none(mark):
    facts = page_facts(f"<html>{mark}")
    assert (facts.title, facts.author, facts.published_on, facts.site, facts.url) == (None,) * 5


@pytest.mark.parametrize(
    "text",
    ['<script type="application/ld+json">', "<meta " + "a" * 2_900 + ">", "<title", "<time "],
)
def test_a_long_and_hostile_head_ends(text):
    assert page_facts("<html>" + text * (HEAD // len(text))).published_on is None


PIECES = ["<meta ", "name=", '"date"', "content=", "'2024-01-01'", ">", "{", "}", "[", "]", "\x00"]
PIECES += ["<script ld+json>", '"author":', "</script"]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_soup_is_read(pieces):
    page_facts("<html>" + "".join(pieces))


def test_records_carry_what_the_page_says(tmp_path):
    path = tmp_path / "talks.html"
    path.write_text(
        f"<html><head>{MARKS['open graph']}</head><body><article><p>“We will not come back before "
        "spring,” minister Ana Ruiz said after nine days of talks in which nobody had moved.</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    reading, _ = settled(read(path))
    record = reading.records[0]
    assert (record.author, record.title, record.relay) == ("Jo Bell", "Talks & tea", ("The Daily",))
    assert record.published_on.isoformat() == "2023-03-09"
    assert not any("no date" in note for note in reading.notes)
