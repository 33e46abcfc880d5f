"""Saved pages: the article is found, and every span points into the raw file."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.evidence.ledger import Ledger
from twofront.evidence.markup import readable_pieces
from twofront.evidence.proof import prove
from twofront.evidence.reading import read

PAGE = """<!DOCTYPE html><html><head><title>Talks fail</title>
<meta property="og:site_name" content="The Daily Ledger">
<meta property="og:title" content="Talks fail">
<meta property="og:url" content="https://example.org/talks">
<meta property="article:published_time" content="2023-03-09T08:00:00Z">
<style>p { quotes: "x y z w" "v" }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Talks fail</h1>
<p>The talks between the two governments ended on Thursday without a word in common, after
nine days in which neither side had moved.</p>
<p>&ldquo;We <b>won&rsquo;t</b> come&nbsp;back before&#32;spring&rdquo;, said foreign minister
Ana Ruiz, who had led the delegation of the smaller country through the whole of the winter.</p>
<p>Her counterpart said nothing at all, and his office did not answer questions that were put
to it by telephone and by letter on the evening of the same day.</p></article>
<script>var q = "he said “this is no quote at all” and left";</script>
<footer>&copy; 2023 The Daily Ledger. All rights reserved.</footer></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "talks.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_page_gives_text_to_read_and_a_span_into_its_markup(page):
    (record,) = [r for r in read(page).records if r.rule.startswith("direct")]
    assert record.text == "We won’t come back before spring"
    assert record.speaker == "Ana Ruiz"
    raw = PAGE[record.span.start : record.span.end]
    assert raw == "We <b>won&rsquo;t</b> come&nbsp;back before&#32;spring"


def test_a_page_tells_date_title_site_and_address(page):
    reading = read(page)
    record = reading.records[0]
    assert record.published_on.isoformat() == "2023-03-09"
    assert record.title == "Talks fail"
    assert record.relay == ("The Daily Ledger",)
    assert record.url == "https://example.org/talks"


def test_surroundings_are_marked_not_deleted(page):
    blocks = read(page).report.blocks
    marked = {block.text: block.boilerplate for block in blocks if block.boilerplate}
    assert "Home" in marked
    assert any(text.startswith("©") for text in marked)
    assert not any("var q" in block.text for block in blocks)


def test_records_of_a_page_are_proved_against_it(page):
    ledger = Ledger(read(page).records)
    assert {proof.verdict for proof in prove(ledger, page.parent)} == {"proved"}


SOUP = {
    "unclosed": "<html><p>“One two three four,” said Ana Ruiz<p>“Five six seven eight,” he said",
    "stray_angle": "<html><p>5 < 6 and “one two three four,” said Ana Ruiz <3",
    "broken_tag": '<html><p><a href="x>“one two three four,” said Ana Ruiz',
    "breaks": "<html><body>First.<br><br>“One two three four,”<br>said Ana Ruiz",
    "bad_entities": "<html><p>“one &nosuch; &#x110000; &#0; four,” said Ana Ruiz &",
    "nested_wrong": "<html><p><b><i>“one two</b></i> three four,” said Ana Ruiz</div></div>",
    "comment": "<html><!-- “no quote at all,” he said --><p>“one two three four,” said Ana Ruiz",
    "cdata": "<html><![CDATA[ x ]]><p>“one two three four,” said Ana Ruiz <!-- open",
}


@pytest.mark.parametrize("name", SOUP)
def test_soup_is_read(tmp_path, name):
    path = tmp_path / "soup.html"
    path.write_text(SOUP[name], encoding="utf-8")
    reading = read(path)
    assert {proof.verdict for proof in prove(Ledger(reading.records), tmp_path)} <= {"proved"}
    assert [r.speaker for r in reading.records][:1] == ["Ana Ruiz"]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="ab <>&;/p!-\"'=#x10\n\u00a0é", max_size=60))
def test_every_readable_character_has_its_place(source):
    for piece in readable_pieces(source):
        assert len(piece.text) == len(piece.starts) == len(piece.ends)
        for char, start, end in zip(piece.text, piece.starts, piece.ends, strict=True):
            raw = source[start:end]
            assert char in html.unescape(raw) or char == " "
            assert raw
