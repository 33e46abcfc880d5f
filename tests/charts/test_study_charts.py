"""Charts of channels, drivers and evidence: sound whatever the numbers, and true to them."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront import charts
from twofront.briefing import downloads
from twofront.charts.drivers import largest
from twofront.charts.waterfall import steps
from twofront.findings import PeriodRisk, VerdictCode

from ..made_answers import made_claim, made_half
from ..made_studies import made_channel, made_driver
from ..synthetic_study import findings
from .test_charts import CHANGE, SETTINGS, UNIT, drawn, words_in

NAME = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))).map("q{}".format)
DAYS = st.dates(date(1500, 1, 1), date(2200, 1, 1))


@SETTINGS
@given(st.lists(st.tuples(NAME, CHANGE), min_size=1, max_size=6), CHANGE)
def test_a_waterfall_ends_where_channels_add_up_to(channels, off):
    given_ = [made_channel(id, mean) for id, mean in channels]
    root = drawn(charts.waterfall(given_, off, "change", "a"))
    found = steps(given_, off)
    assert found[-1].end == pytest.approx(off + sum(mean for _, mean in channels), abs=1e-12)
    sizes = [abs(step.value) for step in found[1:-1]]
    assert all(one >= two - 1e-12 for one, two in pairwise(sizes))
    assert len(words_in(root)) >= 2 * len(found)


def test_a_waterfall_without_a_value_says_why():
    told = charts.waterfall([made_channel("a", None)], 0.1, "change", "a")
    assert "effective draws" in told
    drawn(told)
    drawn(charts.waterfall([made_channel("a", 0.1)], None, "change", "a"))


def test_direction_shows_without_colour():
    up, down = (
        charts.waterfall([made_channel("a", mean)], 0.0, "change", "a") for mean in (0.2, -0.2)
    )
    tips = [re.findall(r"l(-?[\d.]+) 8l", svg) for svg in (up, down)]
    assert float(tips[0][0]) > 0 > float(tips[1][0])


@SETTINGS
@given(st.lists(st.tuples(NAME, st.floats(-0.5, 1.5), st.floats(0, 2)), max_size=20))
def test_drivers_stay_in_their_frame(told):
    made = [
        replace(
            made_driver(f"q{place}", total / 2, total),
            quantity=name,
            total_ci=(total - error, total + error),
        )
        for place, (name, total, error) in enumerate(told)
    ]
    claim = replace(made_claim(VerdictCode.MIXED, 0.5), drivers=tuple(made))
    drawn(charts.drivers(claim, "a"))
    shown = largest(claim)
    assert len(shown) <= 8
    assert all(each.total_ci[0] > 0 and each.total >= 0.02 for each in shown)
    totals = [each.total for each in shown]
    assert totals == sorted(totals, reverse=True)


@settings(parent=SETTINGS)
@given(st.lists(DAYS, max_size=40), DAYS)
def test_a_line_of_time_shows_every_dated_record_once(days, as_of):
    source = findings().sources[0]
    sources = [replace(source, published_on=day.isoformat()) for day in days]
    root = drawn(charts.timeline(sources, as_of.isoformat(), "a"))
    numbers = [word for word in words_in(root) if word.isdigit() and int(word) <= 40]
    assert sorted(map(int, numbers)) == list(range(1, len(days) + 1))


def test_numbers_on_a_line_of_time_do_not_collide():
    source = findings().sources[0]
    sources = [replace(source, published_on="2025-03-01") for _ in range(12)]
    root = drawn(charts.timeline(sources, "2025-07-08", "a"))
    places = [
        (float(each.get("x")), float(each.get("y")))
        for each in root.iter("{http://www.w3.org/2000/svg}text")
        if each.text.isdigit() and int(each.text) <= 12
    ]
    assert len({y for _, y in places}) == 12


def rows_of(link):
    data = re.search(rf'href="{downloads.SAVED}([^"]*)"', str(link))[1]
    return list(csv.reader(io.StringIO(unquote(unescape(data)))))


def test_what_a_chart_shows_can_be_saved_from_the_page():
    claim = next(each for each in findings().claims if each.channels)
    rows = rows_of(downloads.saved(downloads.channels_table(claim), "a.csv"))
    assert rows[0][:2] == ["channel", "mean"]
    total = sum(float(row[1]) for row in rows[1:-1])
    assert total == pytest.approx(float(rows[-1][1]), abs=1e-3)


def test_saved_text_is_no_formula_and_no_markup():
    link = downloads.saved([("=1+1", '"><script>', -0.5)], 'a"><b>.csv')
    assert "<script" not in str(link)
    assert '"><b>' not in str(link)
    assert rows_of(link) == [["'=1+1", '"><script>', "-0.5"]]


def test_a_histogram_and_a_hazard_can_be_saved_too():
    claim = made_claim(VerdictCode.MIXED, 0.5)
    rows = rows_of(downloads.saved(downloads.contrast_table(claim), "a.csv"))
    assert rows[0] == ["low", "high", "draws"]
    counted = claim.delta.histogram
    assert sum(float(row[2]) for row in rows[1:]) == pytest.approx(sum(counted.counts), rel=1e-3)
    chance = findings().theatres[0].risk
    period = PeriodRisk(period=2, played=chance, hazard=chance)
    theatre = replace(findings().theatres[0], hazard=(period,))
    rows = rows_of(
        downloads.saved(downloads.hazard_table(replace(findings(), theatres=(theatre,))), "h.csv")
    )
    assert rows[1][:2] == [theatre.id, "2"]
    assert float(rows[1][2]) == pytest.approx(chance.median, rel=1e-3)


@SETTINGS
@given(
    st.lists(
        st.lists(st.tuples(UNIT, UNIT, UNIT).map(sorted), min_size=1, max_size=20),
        min_size=1,
        max_size=6,
    )
)
def test_hazards_are_drawn_inside_the_frame_whatever_they_are(found):
    chance = findings().theatres[0].risk
    theatres = []
    for place, spreads in enumerate(found):
        periods = tuple(
            PeriodRisk(
                period=number,
                played=chance,
                hazard=replace(chance, p05=low, median=median, p95=high),
            )
            for number, (low, median, high) in enumerate(spreads, start=1)
        )
        theatre = findings().theatres[0]
        theatres.append(replace(theatre, name=f"Theatre {place} " * 4, hazard=periods))
    root = drawn(charts.hazards(theatres, "h"))
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == sum(map(len, found))


def test_halves_risks_and_days_can_be_saved_too():
    found = findings()
    claim = made_claim(VerdictCode.MIXED, 0.5, halves=(made_half("reach", 0.3, 0.9),))
    rows = rows_of(downloads.saved(downloads.halves_table(claim), "a.csv"))
    assert rows[1][:3] == ["reach", "0.45", "0.3"]
    rows = rows_of(downloads.saved(downloads.risks_table(found), "a.csv"))
    assert [row[0] for row in rows[1:]] == [theatre.id for theatre in found.theatres]
    rows = rows_of(downloads.saved(downloads.timeline_table(found), "a.csv"))
    assert len(rows) - 1 == sum(source.published_on is not None for source in found.sources)
