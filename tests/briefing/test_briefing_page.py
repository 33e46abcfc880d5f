"""The page holds the whole answer, escapes everything, and asks for nothing."""

import re
from dataclasses import replace

import pytest

from twofront.briefing import render, write
from twofront.briefing.counts import alike
from twofront.briefing.downloads import SAVED
from twofront.briefing.page import command, host
from twofront.findings import VerdictCode
from twofront.findings.claim import NO_OTHER
from twofront.problems import InputError
from twofront.study.answer import build

from ..made_answers import made_claim
from ..synthetic_study import PROVENANCE, findings, scenario, table, without_anchors
from .page_parts import Page

LIKELY = re.compile(r"\b(probab\w*|chance|likel\w*|unlikely)\b", re.I)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(findings(), scenario()))


def test_the_page_asks_for_nothing(page):
    assert page.policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not {"script", "iframe", "object", "embed", "form", "img", "link"} & {
        tag for tag, _ in page.tags
    }
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert "src" not in attributes
        assert tag == "a" or "href" not in attributes
    assert "url(" not in render(findings(), scenario())


def test_ids_are_unique_and_links_inside_the_page_lead_somewhere(page):
    assert len(page.ids) == len(set(page.ids))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(page.ids)


def test_every_part_of_the_answer_is_there(page):
    for words in (
        "A settlement and a move elsewhere",
        "as known on 2025-07-08",
        "512 draws",
        "◐ Mixed",
        "– Negligible",
        "Fails in",
        "nine draws in ten lie between",
        "sampling error",
        "chosen (the claim’s)",
        "none: no options announced beforehand bring both arms about",
        "Beijing moves first",
        "before anchoring",
        "With all channels off the average difference is",
        "What decides",
        "Correlation of US resolve",
        "rests on near-mistakes",
        "Modelled risk of war over 5 years",
        "put in, not found: tied by an anchor to between 2 and 20 per cent given terms=war",
        "not anchored: no yardstick word",
        "How the theatres hang together",
        "a minus sign means that the channels lower it",
        "Mutual information",
        "Dead of the war that goes on",
        "War in two or more theatres within the horizon",
        "Beijing moves firstchosen (the claim’s)",
        "Range by the author, with source",
        "another branch of equilibria may exist there",
        "0.2 to 0.8",
        "Assumed: Wide, since nobody knows.",
        "not known yet; off: 0",
        "prize * odds(taiwan) - inertia_china",
        "hold (the default); attack",
        "Speaker: Secretary General of NATO.",
        "Relayed by A news site, then Another (stronger than the speaker).",
        "Hedged by “might”.",
        "Graded B2.",
        "the solver did not reach an equilibrium",
        "1 has one",
        "It is no forecast.",
        "twofront run . --draws 512 --as-of 2025-07-08 --seed 7",
    ):
        assert words in page.text, words


def test_every_claim_has_its_charts(page):
    for place in range(1, 5):
        for chart in ("dots", "contrast"):
            assert f"{chart}-{place}-title" in page.ids


def test_halves_are_drawn_where_they_differ_and_told_where_they_do_not(page):
    drawn = [place for place in range(1, 5) if f"halves-{place}-title" in page.ids]
    assert drawn == [1]
    told = "No range by itself: the share in which there is no difference that matters differs"
    assert told in page.text


def test_likelihood_and_confidence_never_share_a_sentence(page):
    for sentence in re.split(r"(?<=[.!?])\s+", page.text):
        assert not (LIKELY.search(sentence) and "onfidence" in sentence), sentence


def test_without_anchors_the_page_says_so_and_uses_no_yardstick():
    stated = without_anchors(scenario())
    page = Page(render(build(stated, table(), PROVENANCE), stated))
    assert "states no anchor" in page.text
    assert "before anchoring" not in page.text
    assert "very unlikely" not in page.text


def test_what_the_forced_arms_play_stands_beside_the_readings():
    found = findings(96)
    readings = replace(found.claims[0].readings, acts={"against": {"terms": "war"}})
    claim = replace(found.claims[0], readings=readings)
    html = render(replace(found, claims=(claim,)), scenario())
    assert "<code>against: played as terms=war</code>" in html


def test_conditions_stand_as_code_by_their_ids():
    html = render(findings(), scenario())
    assert "<code>terms=bad</code>" in html
    assert "terms is bad" not in html


def test_a_fixed_value_is_the_sources_and_a_range_the_authors():
    stated = scenario()
    fixed = replace(
        stated.quantities["spending"],
        values=tuple(
            replace(value, grounds=replace(value.grounds, sources=("budget-2024",), assumed=None))
            for value in stated.quantities["spending"].values
        ),
    )
    stated = replace(stated, quantities={**stated.quantities, "spending": fixed})
    text = Page(render(build(stated, table(), PROVENANCE), stated)).text
    assert re.search(r"spendingUS spending916USD bn\S+Source \[", text)
    assert re.search(r"reachUS reach .{0,80}Range by the author, with source \[", text)


def test_web_addresses_alone_become_links():
    links = Page(render(findings(), scenario())).links
    links = [link for link in links if not link.startswith(("#", SAVED))]
    assert links == ["https://example.org/trends"]


def test_an_undecided_claim_is_told_with_its_reason():
    answer = build(scenario(), table(20), PROVENANCE)
    text = Page(render(answer, scenario())).text
    assert "? Undecided" in text
    assert "fewer than 30 answer nothing" in text
    assert "No difference can be given" in text


@pytest.mark.parametrize("code", list(VerdictCode))
def test_every_verdict_can_be_shown(code):
    claim = made_claim(code, None if code is VerdictCode.UNDECIDED else 0.95, 0.01)
    render(replace(findings(96), claims=(claim,)), scenario())


def test_the_same_answer_gives_the_same_page():
    assert render(findings.__wrapped__(96), scenario()) == render(findings(96), scenario())


def test_the_page_of_a_study_is_small():
    assert len(render(findings(), scenario()).encode()) < 300_000


def test_a_page_is_replaced_in_one_step_or_not_at_all(tmp_path):
    path = tmp_path / "briefing.html"
    write(findings(96), scenario(), path)
    assert [each.name for each in tmp_path.iterdir()] == ["briefing.html"]
    assert path.read_text(encoding="utf-8") == render(findings(96), scenario())
    with pytest.raises(InputError):
        write(findings(96), scenario(), tmp_path / "missing" / "briefing.html")


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("scenarios/two-front/scenario.yaml", "scenarios/two-front"),
        ("my game.yaml", "'my game.yaml'"),
        ("runs/x/scenario.resolved.json", "runs/x/scenario.resolved.json"),
        ("", "SCENARIO"),
    ],
)
def test_the_command_names_the_scenario_where_it_is_known(file, place):
    told = command(findings(96), replace(scenario(), file=file))
    assert told == f"twofront run {place} --draws 96 --as-of 2025-07-08 --seed 7"


def test_claims_after_the_third_are_told_in_short_and_none_is_left_out():
    found = findings()
    many = tuple(
        replace(found.claims[place % 3], id=f"claim_{place}", says=f"Claim {place}.")
        for place in range(6)
    )
    page = render(replace(found, claims=many), scenario())
    for place in range(1, 7):
        section = section_of(page, place)
        assert f"Claim {place - 1}." in section
        assert ("Three readings" if place <= 3 else "Readings, other structures") in section
        for reading in ("chosen", "forced", "announced"):
            assert f">{reading}" in section
        assert ("stand in findings.json" in section) is (place > 3)
        assert ("Boxes are found by peeling" in section) is (place <= 3)


def section_of(page: str, place: int) -> str:
    section = page[page.index(f'id="claim-{place}"') :]
    return section[: section.index("</section>")]


@pytest.mark.parametrize(("light", "full"), [(1, 0), (10**9, 3)])
def test_a_heavy_page_tells_fewer_claims_with_every_chart(monkeypatch, light, full):
    monkeypatch.setattr("twofront.briefing.page.LIGHT", light)
    assert render(findings(), scenario()).count("Boxes are found by peeling") == full


def test_arms_of_levers_and_of_another_day_are_told_as_such():
    found = findings()
    first = found.claims[0]
    readings = replace(
        first.readings,
        announced=first.readings.chosen,
        chosen=None,
        forced=None,
        reasons={"chosen": NO_OTHER, "forced": NO_OTHER},
        acts={},
    )
    pulled = replace(
        first, levers=("arm_it", "vow"), reading="announced", readings=readings, variants=()
    )
    looking_back = replace(first, than_as_of="2024-12-02")
    page = render(replace(found, claims=(pulled, looking_back)), scenario())
    on_levers, back = section_of(page, 1), section_of(page, 2)
    assert "Compared: arm it with vow pulled, against none of them." in on_levers
    assert "levers pulled minus none pulled" in on_levers
    assert "Three readings" not in on_levers
    assert "none: levers are known" not in on_levers
    assert "the difference as known now, against that as known on 2024-12-02" in back
    assert "difference now minus that as known on 2024-12-02" in back
    assert "Change since 2024-12-02 in the difference" in back


def test_a_source_is_linked_by_its_place_and_printed_with_its_address(page):
    sources = [source for source in findings().sources if source.url]
    assert sources
    for source in sources:
        assert source.url in page.links
        assert host(source.url) in page.text
    assert host("https://www.example.org/a/b?c") == "example.org"
    assert host("https://") == "https://"


def test_claims_with_the_same_counts_share_a_row_and_unlike_ones_do_not():
    found = findings(96)
    measure = found.measures[0]
    first = measure.arms[0]
    other = replace(first.compare, median=(first.compare.median or 0) * 2 + 1)
    arms = (
        first,
        replace(first, claim="unlike", compare=other),
        replace(first, claim="alike"),
        replace(first, claim="as_chosen", reading="another"),
    )
    groups = alike(replace(measure, arms=arms))
    assert [[each.claim for each in group] for group in groups] == [
        [first.claim, "alike"],
        ["unlike"],
        ["as_chosen"],
    ]


def test_each_kind_of_chart_is_explained_once(page):
    for words in ("its Shapley value", "first-order index", "China chooses first, then calls"):
        assert page.text.count(words) <= 1
    assert page.text.count("its Shapley value") == 1


def test_the_page_says_how_to_cite_it():
    found = findings()
    page = Page(render(found, scenario()))
    said = " ".join("".join(page.said).split())
    assert f"{found.title}. Twofront briefing, as known on {found.as_of}" in said
