"""The map: nothing leaves it, no name covers another, no link runs off, wherever places are."""

import re
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from twofront import charts
from twofront.charts import Spot, Tie
from twofront.charts.atlas import coastlines, place_of
from twofront.charts.colours import BLUE, DARK, GREY, INK, ORANGE, WHITE
from twofront.charts.labels import Box
from twofront.charts.projection import unrolled
from twofront.charts.svg import text_width

from .test_charts import SVG, drawn, words_in

SETTINGS = settings(max_examples=80, derandomize=True, deadline=None)
PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
NAMES = st.text("abc שλ", max_size=60).map("n{}".format)
SPOTS = st.lists(
    st.tuples(PLACES, st.booleans(), NAMES),
    min_size=1,
    max_size=25,
)
STYLES = st.sampled_from(("gives", "binds", "presses"))
CAPITALS = {"us": (38.9, -77.0), "japan": (35.7, 139.7), "britain": (51.5, -0.1)}


@st.composite
def maps(draw):
    drawn_spots = draw(SPOTS)
    spots = {str(at): Spot(name, place, war) for at, (place, war, name) in enumerate(drawn_spots)}
    key = st.sampled_from(sorted(spots))
    ends = draw(st.lists(st.tuples(key, key, STYLES), max_size=20))
    pairs = [each for each in ends if each[0] != each[1]]
    return spots, [Tie(*each, number) for number, each in enumerate(pairs, start=1)]


def boxes(root):
    """The rectangles that names and numbers fill."""
    for each in root.iter(f"{SVG}text"):
        x, y, size = float(each.get("x")), float(each.get("y")), float(each.get("font-size"))
        yield Box(x, y - 0.8 * size, x + text_width(each.text, size), y + 0.1 * size)


@SETTINGS
@given(maps())
def test_names_cover_no_other_and_stay_inside(made):
    root = drawn(charts.world(*made, "map"))
    found = list(boxes(root))
    assert not [pair for pair in combinations(found, 2) if pair[0].meets(pair[1])]
    _, _, width, height = map(float, root.get("viewBox").split())
    assert all(box.within(width, height) for box in found)


@SETTINGS
@given(st.dictionaries(st.sampled_from("abcdefgh"), PLACES, min_size=1), st.data())
def test_the_ends_of_a_tie_are_never_half_the_globe_apart(places, data):
    key = st.sampled_from(sorted(places))
    ties = data.draw(st.lists(st.tuples(key, key).filter(lambda pair: pair[0] != pair[1])))
    laid = unrolled(places, ties)
    for start, end in ties:
        assert min(abs(a - b) for a in laid[start] for b in laid[end]) <= 180 + 1e-9
    for name, shown in laid.items():
        assert 1 <= len(shown) <= 2
        assert all(abs((each - places[name][1] + 1e-6) % 360) < 1e-5 for each in shown)


def test_a_link_across_an_ocean_is_drawn_across_it():
    pacific = unrolled({k: CAPITALS[k] for k in ("us", "japan")}, [("us", "japan")])
    assert pacific["us"][0] > pacific["japan"][0]
    atlantic = unrolled({k: CAPITALS[k] for k in ("us", "britain")}, [("us", "britain")])
    assert atlantic["us"][0] < atlantic["britain"][0]
    around = unrolled(CAPITALS, [("us", "japan"), ("us", "britain"), ("britain", "japan")])
    assert sorted(map(len, around.values())) == [1, 1, 2]


def test_links_are_told_and_drawn_by_kind():
    spots = {
        "a": Spot("Here", (50, 0)),
        "b": Spot("There", (40, 30)),
        "w": Spot("War", (30, 15), True, "7%"),
    }
    ties = [Tie("a", "b", "gives", 1), Tie("a", "b", "gives", 2), Tie("b", "a", "binds", 3)]
    root = drawn(charts.world(spots, [*ties, Tie("a", "lost", "presses", 4)], "map"))
    told = root.find(f"{SVG}desc").text
    assert told == (
        "Theatres: War (7%). Links: 1: Here gives There; 2: Here gives There; "
        "3: There is bound to Here."
    )
    assert {"Here", "There", "War 7%", "1, 2", "3"} <= set(words_in(root))
    dashed = [each for each in root.iter(f"{SVG}path") if each.get("stroke-dasharray")]
    assert len(dashed) == 1


def test_a_map_of_nothing_says_so():
    assert words_in(drawn(charts.world({}, [], "map"))) == [
        "Nothing in this scenario has a place on the map."
    ]


def test_coastlines_are_closed_rings_of_the_globe_and_countries_lie_near_them():
    assert len(coastlines()) > 20
    for ring in coastlines():
        assert len(ring) > 2
        assert all(-200 <= x - ring[0][0] <= 200 and -90 <= y <= 90 for x, y in ring)
    assert place_of("TWN") == (23.8, 121.0)
    assert place_of("XXX") is None
    for code, (north, east) in {"FRA": (47, 2), "RUS": (60, 100), "NZL": (-42, 172)}.items():
        found = place_of(code)
        assert abs(found[0] - north) < 6
        assert abs(found[1] - east) < 10


def test_a_chart_by_night_has_every_colour_changed_and_nothing_else():
    spots = {"a": Spot("A #16212e", (50, 0)), "b": Spot("B", (40, 30), True)}
    day = charts.world(spots, [Tie("a", "b", "presses", 1)], "map")
    night = charts.dark(day)
    assert not [colour for colour in DARK if f'"{colour}"' in night]
    assert re.sub("#[0-9a-f]{6}", "", night) == re.sub("#[0-9a-f]{6}", "", day)
    assert all(f'[fill="{colour}"]' in charts.dark_style() for colour in DARK)


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_colours_of_text_read_on_both_grounds():
    for colour in (BLUE, GREY, INK, ORANGE):
        assert _contrast(colour, WHITE) >= 4.5
        assert _contrast(DARK[colour], DARK[WHITE]) >= 4.5
