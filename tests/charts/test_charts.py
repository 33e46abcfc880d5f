"""Charts are well-formed, say what they show, and stay inside their frame whatever the numbers."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront import charts
from twofront.charts.share import dots
from twofront.charts.svg import fitted, text_width, ticks
from twofront.findings import Delta, Histogram, VerdictCode

from ..made_answers import (
    TOO_FEW,
    made_answer,
    made_claim,
    made_delta,
    made_half,
    made_variant,
)
from ..synthetic_study import findings

SVG = "{http://www.w3.org/2000/svg}"
SETTINGS = settings(max_examples=60, derandomize=True, deadline=None)
UNIT = st.floats(0, 1)
CHANGE = st.floats(-1, 1)


def drawn(svg: str) -> ElementTree.Element:
    """Parse a chart and check what every chart must have."""
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("aria-labelledby").split() == ids[:2]
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert "nan" not in svg
    assert "inf" not in re.sub(r"<(title|desc).*?</\1>", "", svg)
    _inside_the_frame(root)
    return root


def _inside_the_frame(root: ElementTree.Element) -> None:
    _, _, width, height = map(float, root.get("viewBox").split())
    for group in root.iter(f"{SVG}g"):
        for element in group:
            for name, value in group.items():
                element.attrib.setdefault(name, value)
    for element in root.iter():
        if element.tag == f"{SVG}path" and "clip-path" not in element.attrib:
            _path_inside(element.get("d"), width, height)
        for name in ("x", "x1", "x2", "cx"):
            assert -0.01 <= float(element.get(name, 0)) <= width + 0.01
        for name in ("y", "y1", "y2", "cy"):
            assert -0.01 <= float(element.get(name, 0)) <= height + 0.01
        if element.tag == f"{SVG}rect":
            assert float(element.get("width")) >= 0
            assert float(element.get("x")) + float(element.get("width")) <= width + 0.01
        if element.tag == f"{SVG}text":
            left, right = _ends(element)
            assert left >= -6, element.text
            assert right <= width + 6, element.text


def _path_inside(path: str, width: float, height: float) -> None:
    for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path):
        assert -0.01 <= float(x) <= width + 0.01
        assert -0.01 <= float(y) <= height + 0.01


def _ends(element: ElementTree.Element) -> tuple[float, float]:
    size = float(element.get("font-size", 13))
    x, wide = float(element.get("x")), text_width(element.text, size)
    part = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    return x - part * wide, x + (1 - part) * wide


def words_in(root: ElementTree.Element) -> list[str]:
    return [element.text for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("place", range(4))
def test_every_chart_of_a_study_is_sound(place):
    claim = findings().claims[place]
    drawn(charts.share_dots(claim, "a"))
    drawn(charts.contrast(claim, "b"))
    drawn(charts.halves(claim, "c"))
    for theatre in findings().theatres:
        drawn(charts.risk_scale(theatre, "d"))


@SETTINGS
@given(UNIT, UNIT)
def test_a_hundred_dots_divide_as_the_shares_do(holds, part):
    answer = made_answer(holds, (1 - holds) * part)
    counted = dots(answer)
    assert sum(counted) == 100
    assert min(counted) >= 0
    assert abs(counted[0] - 100 * holds) < 1 + 1e-9
    assert abs(counted[2] - 100 * answer.share_reversed) < 2 + 1e-9
    root = drawn(charts.share_dots(answer, "dots"))
    assert tuple(map(len, marks(root))) == counted


def marks(root: ElementTree.Element) -> tuple[list[str], list[str], list[ElementTree.Element]]:
    """Full dots, points and rings: the first two are the round ends of dashes without length."""
    full, points = [], []
    for path in root.iter(f"{SVG}path"):
        assert path.get("stroke-linecap") == "round"
        size = float(path.get("stroke-width"))
        blank, gap = map(float, path.get("stroke-dasharray").split())
        assert blank == 0
        for first, last in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", path.get("d")):
            dots_here = int((float(last) - float(first)) // gap) + 1
            (full if size > 6 else points).extend(["dot"] * dots_here)
    return full, points, list(root.iter(f"{SVG}circle"))


def test_direction_is_told_by_shape_and_not_by_colour_alone():
    root = drawn(charts.share_dots(made_answer(0.5, 0.3), "dots"))
    assert tuple(map(len, marks(root))) == (50, 20, 30)
    assert root.find(f"{SVG}g").get("fill") == "none"


def test_what_cannot_be_given_says_why_in_the_charts_place():
    claim = made_claim(VerdictCode.UNDECIDED, None)
    for chart in (charts.share_dots, charts.contrast):
        assert TOO_FEW in drawn(chart(claim, "x")).find(f"{SVG}desc").text
    assert words_in(drawn(charts.contrast(claim, "x"))) == [f"{TOO_FEW}."]
    assert words_in(drawn(charts.share_dots(claim, "x"))) == ["No share can be given."]
    assert words_in(drawn(charts.halves(claim, "x"))) == ["No range by itself makes a difference."]


@SETTINGS
@given(
    st.lists(CHANGE, min_size=5, max_size=5).map(sorted),
    st.lists(CHANGE, min_size=5, max_size=5).map(sorted),
    st.floats(1e-6, 1e6),
    st.sampled_from([0.0, 0.001, 0.01, 0.2]),
    st.sampled_from(["rises", "falls"]),
)
def test_a_contrast_stays_inside_its_frame(main, other, tall, matters, expect):
    def spread(values):
        p05, p25, median, p75, p95 = values
        edges = (p05 - 0.01, (p05 + p95) / 2, p95 + 0.01)
        return Delta(
            mean=median, median=median, p05=p05, p25=p25, p75=p75, p95=p95,
            histogram=Histogram(edges=edges, counts=(tall, 1.0)),
        )  # fmt: skip

    claim = made_claim(
        VerdictCode.MIXED, 0.5, variants=(made_variant("w" * 200, 0.2),), delta=spread(main)
    )
    claim = replace(
        claim,
        matters=matters,
        expect=expect,
        prior=replace(claim.prior, delta=spread(other)),
        variants=(replace(claim.variants[0], delta=spread(other)),),
    )
    root = drawn(charts.contrast(claim, "x"))
    assert "As written" in words_in(root)
    side = "claim holds ▶" if expect == "rises" else "◀ claim holds"
    assert side in words_in(root)


def test_labels_of_rows_and_values_never_meet():
    claim = made_claim(VerdictCode.MIXED, 0.5, variants=(made_variant("M_" * 60, 0.2),))
    root = drawn(charts.contrast(claim, "x"))
    rows = [e for e in root.iter(f"{SVG}text") if e.get("x") in ("0", "760")]
    labels = [e for e in rows if e.get("x") == "0"]
    assert max(_ends(e)[1] for e in labels) <= 168
    assert min(_ends(e)[0] for e in rows if e.get("x") == "760") >= 592


def test_true_minus_signs():
    svg = charts.contrast(
        made_claim(VerdictCode.MIXED, 0.5, delta=made_delta(-0.03, -0.2, 0.0)), "x"
    )
    shown = " ".join(words_in(drawn(svg)))
    assert "−3.0 [−20.0, 0.0]" in shown
    assert not re.search(r"-\d", shown)


def test_bars_that_hold_are_filled_and_the_opposite_outlined():
    claim = made_claim(VerdictCode.MIXED, 0.5)
    root = drawn(charts.contrast(claim, "x"))
    bars = [e for e in root.iter(f"{SVG}rect") if e.get("fill") != "#e9edf1"]
    assert [bar.get("stroke") is not None for bar in bars] == [True, False, False]
    falls = drawn(charts.contrast(replace(claim, expect="falls"), "x"))
    bars = [e for e in falls.iter(f"{SVG}rect") if e.get("fill") != "#e9edf1"]
    assert [bar.get("stroke") is not None for bar in bars] == [False, True, True]


def test_the_area_of_a_bar_stands_for_its_draws_and_no_outline_is_thicker_than_its_bar():
    counted = Histogram(edges=(-0.05, -0.01, 0.0, 0.05), counts=(1.0, 9.0, 990.0))
    claim = made_claim(VerdictCode.MIXED, 0.5, delta=replace(made_delta(), histogram=counted))
    root = drawn(charts.contrast(claim, "x"))
    bars = [e for e in root.iter(f"{SVG}rect") if e.get("fill") != "#e9edf1"]
    sizes = []
    for bar in bars:
        stroke = float(bar.get("stroke-width", 0))
        width, height = float(bar.get("width")) + stroke, float(bar.get("height")) + stroke
        assert 2 * stroke <= height + 0.02
        sizes.append(width * height)
    assert sizes[0] / sum(sizes) == pytest.approx(0.001, rel=0.2)
    assert sizes[2] / sum(sizes) == pytest.approx(0.99, rel=0.01)


def test_a_ring_leaves_the_bar_of_half_the_draws_to_be_seen():
    root = drawn(charts.contrast(made_claim(VerdictCode.MIXED, 0.5), "x"))
    ring = next(root.iter(f"{SVG}circle"))
    thickest = max(float(e.get("stroke-width", 1)) for e in root.iter(f"{SVG}line"))
    assert 2 * float(ring.get("r")) + float(ring.get("stroke-width")) < thickest


@SETTINGS
@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=30))
def test_halves_show_the_widest_first(pairs):
    made = tuple(made_half(f"q_{at}", low, high) for at, (low, high) in enumerate(pairs))
    claim = made_claim(VerdictCode.MIXED, 0.5, halves=made)
    drawn(charts.halves(claim, "x"))
    swings = [abs(half.high - half.low) for half in charts.widest(claim)]
    assert swings == sorted(swings, reverse=True)
    beyond_noise = [pair for pair in pairs if abs(pair[0] - pair[1]) > 0.02 * 2**0.5]
    assert len(swings) == min(len(beyond_noise), 8)


def test_the_yardstick_marks_only_risks_it_applies_to():
    first, second = findings().theatres
    theatres = (replace(first, yardstick=True), second)
    anchored, free = (words_in(drawn(charts.risk_scale(each, "x"))) for each in theatres)
    assert anchored == ["5", "20", "45", "55", "80", "95"]
    assert free == ["0", "25", "50", "75", "100"]


def test_hostile_names_are_escaped():
    hostile = "</title><script>alert(1)</script>&\"'"
    theatre = replace(findings().theatres[0], name=hostile)
    root = drawn(charts.risk_scale(theatre, "x"))
    assert hostile in root.find(f"{SVG}title").text
    assert not root.findall(f".//{SVG}script")


@SETTINGS
@given(st.text(max_size=300), st.floats(10, 400))
def test_words_are_cut_to_their_room(words, room):
    cut = fitted(words, room, 13)
    assert text_width(cut, 13) <= room or cut == "…"


@SETTINGS
@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_are_few_round_and_inside(low, span):
    found = ticks(low, low + span, 7)
    assert 1 <= len(found) <= 8
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in found)
    if low <= 0 <= low + span:
        assert 0 in found


def test_charts_show_themselves_in_notebooks():
    for chart in (charts.share_dots, charts.contrast, charts.halves):
        made = chart(made_claim(VerdictCode.MIXED, 0.5), "x")
        assert made._repr_html_() == made
        assert charts.dark(made)._repr_html_().startswith("<svg")
