"""Findings → one HTML page: no script, no request, everything from a scenario escaped."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from twofront import charts
from twofront.files import replace_file
from twofront.findings import (
    Budget,
    ClaimAnswer,
    Findings,
    Readings,
    Spread,
    VerdictCode,
    arm_words,
    channel_words,
    confidence,
    deciding,
    driver_words,
    headlines,
    leading,
    lever_words,
    region_words,
    risks,
    sentences,
    words,
)
from twofront.findings import numbers as figures
from twofront.findings.comparison import Comparison
from twofront.findings.comparison_words import causes_of, claim_moved, several_told, tried
from twofront.scenario.model import Scenario

from . import downloads, geography, model
from .counts import alike

TEMPLATES = Path(__file__).parent / "templates"

VERDICTS = {
    VerdictCode.HOLDS: ("●", "Holds"),
    VerdictCode.REVERSED: ("○", "Reversed"),
    VerdictCode.NEGLIGIBLE: ("–", "Negligible"),
    VerdictCode.MIXED: ("◐", "Mixed"),
    VerdictCode.UNDECIDED: ("?", "Undecided"),
}
"""A mark and a word for each verdict, so that colour carries nothing alone."""

FULL_CLAIMS = 3
"""Most claims that are told with every chart; those after them are told in short."""

LIGHT = 299_000
"""A page of more bytes tells fewer claims with every chart."""

MOST_OF_A_FRONT = 6
"""More options on a front are counted, not named."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no page may hold: control characters, and halves of surrogate pairs."""

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that set the direction of writing."""


def write(
    findings: Findings, scenario: Scenario, path: Path, moved: Comparison | None = None
) -> None:
    """Write the briefing in one step: the old page or the new one is there, never a piece.

    Args:
        findings: The answer.
        scenario: What was run, for its structure.
        path: The page.
        moved: What changed since an earlier run.

    Raises:
        InputError: The page cannot be written there.
    """
    page = render(findings, scenario, moved)
    with replace_file(path) as file:
        file.write(page.encode())


def render(findings: Findings, scenario: Scenario, moved: Comparison | None = None) -> str:
    """Give the page of an answer, with as many claims told in full as leave it light."""
    for full in range(FULL_CLAIMS, 0, -1):
        page = _page(findings, scenario, moved, full)
        if len(page.encode()) <= LIGHT:
            return page
    return _page(findings, scenario, moved, 0)


def _page(findings: Findings, scenario: Scenario, moved: Comparison | None, full: int) -> str:
    return (
        environment()
        .get_template("page.html")
        .render(
            findings=findings,
            moves=model.moves(scenario),
            strengths=model.strengths(scenario),
            payoffs=model.payoffs(scenario),
            cited={source.id: place for place, source in enumerate(findings.sources, start=1)},
            places={claim.id: place for place, claim in enumerate(findings.claims, start=1)},
            means={quantity.id: quantity.means for quantity in findings.quantities},
            names={theatre.id: theatre.name for theatre in findings.theatres},
            command=command(findings, scenario),
            moved=moved,
            full_claims=full,
            spots=geography.spots(scenario, findings),
            drawn_ties=geography.ties(scenario),
            links=list(geography.links(scenario, findings)),
            without_place=geography.without_place(scenario),
            style=style(),
            told_once=_once(),
        )
    )


def _once() -> Callable[[str], bool]:
    """Give a test that a key passes once: a chart is explained at the first of its kind."""
    passed: set[str] = set()

    def once(key: str) -> bool:
        first = key not in passed
        passed.add(key)
        return first

    return once


@cache
def style() -> Markup:
    """Give the page's style, by day and, on screens that ask for it, by night."""
    by_day, by_night = (
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("page.css", "dark.css")
    )
    night = f"@media screen and (prefers-color-scheme: dark) {{{by_night}{charts.dark_style()}}}"
    return Markup(by_day + charts.page_style() + night)


@cache
def environment() -> Environment:
    """Give the templates' environment: every value is escaped and freed of control characters."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _filters()
    made.globals |= _charts() | _words()
    return made


def _filters() -> dict[str, Callable[..., Any]]:
    """How numbers, names and addresses are written."""
    return {
        "counted": figures.count,
        "thousands": "{:,}".format,
        "percent": figures.percent,
        "part": leading.part,
        "unit": figures.unit_words,
        "error_size": figures.error_size,
        "split": deciding.split_words,
        "upright": upright,
        "points": figures.points,
        "number": figures.number,
        "event": figures.event_percent,
        "size": figures.size_in_points,
        "sampling_error": figures.sampling_error,
        "words": deciding.words,
        "conditions": arm_words.conditions,
        "web": web_address,
        "host": host,
    }


def _charts() -> dict[str, Any]:
    """Charts, and what is said of what they show."""
    return {
        "share_dots": marked(charts.share_dots),
        "contrast": marked(charts.contrast),
        "halves": marked(charts.halves),
        "risk_scale": marked(charts.risk_scale),
        "waterfall": marked(charts.waterfall),
        "drivers": marked(charts.drivers),
        "timeline": marked(charts.timeline),
        "hazards": marked(charts.hazards),
        "world_map": marked(charts.world),
        "coastlines_by": charts.COASTLINES_BY,
        "alike": alike,
        "saved": downloads.saved,
        "contrast_table": downloads.contrast_table,
        "halves_table": downloads.halves_table,
        "risks_table": downloads.risks_table,
        "timeline_table": downloads.timeline_table,
        "hazard_table": downloads.hazard_table,
        "channels_table": downloads.channels_table,
        "drivers_table": downloads.drivers_table,
        "levers_table": downloads.levers_table,
        "band_note": charts.band_note,
        "shown_share": charts.shown_share,
        "widest": charts.widest,
    }


def _words() -> dict[str, Any]:
    """Sentences and what they are chosen by."""
    return {
        "verdicts": VERDICTS,
        "meaning": sentences.MEANING,
        "noun": sentences.NOUN,
        "first_line": sentences.first_line,
        "claim_moved": claim_moved,
        "causes_of": causes_of,
        "several_told": several_told,
        "tried": tried,
        "confidence": confidence.confidence,
        "contrast_headline": headlines.contrast_headline,
        "channels_headline": headlines.channels_headline,
        "drivers_headline": headlines.drivers_headline,
        "halves_headline": headlines.halves_headline,
        "region_headline": headlines.region_headline,
        "second_lines": sentences.second_lines,
        "acts": sentences.acts,
        "other_acts": sentences.other_acts,
        "change": arm_words.claim_change,
        "compared": arm_words.compared,
        "day_compared": arm_words.day_compared,
        "differs": arm_words.differs,
        "risk_term": risks.risk_term,
        "ties": risks.ties,
        "rate": risks.rate,
        "pushes": risks.pushes,
        "claim_channels": channel_words.claim_channels,
        "theatre_channels": channel_words.theatre_channels,
        "log_odds_channels": channel_words.log_odds_channels,
        "driver_lines": lambda claim: list(driver_words.driver_lines(claim)),
        "boxes": region_words.boxes,
        "threshold_told": region_words.threshold_told,
        "pulled": lever_words.pulled,
        "price": lever_words.price,
        "budgets_shown": budgets_shown,
        "fronts": fronts,
        "regret": lever_words.REGRET,
        "draws_told": words.draws_told,
        "anchors_told": words.anchors_told,
        "draws_counted": words.draws_counted,
        "horizon": risks.horizon,
        "event_words": figures.event_digits,
        "number_words": figures.number,
        "points_words": figures.points,
        "rough_words": rough,
        "readings": readings,
        "range_of": range_of,
    }


def shown(value: Any) -> Any:
    """Give a value as the page may hold it: nothing for None, no control characters."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def marked(chart: Callable[..., str]) -> Callable[..., Markup]:
    """Let a chart, which escapes what it shows, stand in the page as it is."""

    def drawn(*args: Any) -> Markup:
        made = charts.within_page(chart(*args))
        return Markup(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", made))

    return drawn


def rough(value: float) -> str:
    """Write a small estimate to two digits."""
    return figures.number(value, 2)


def upright(text: str) -> str:
    """Take out of text what turns the writing round it: a page's title cannot be set apart."""
    return _TURNS.sub("", text)


def web_address(url: str | None) -> str | None:
    """Give an address that a link may lead to, or None."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def host(url: str) -> str:
    """Name the place a link leads to; printed, the whole address stands behind it."""
    return url.split("/")[2].removeprefix("www.") or url


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading of a claim: its name and meaning, and the answer or the reason there is none."""

    name: str
    means: str
    top: bool
    answer: Any
    reason: str


READING_MEANS = {
    "chosen": "the option has been chosen in equilibrium",
    "forced": "it is played whatever was chosen; rivals read it as chosen",
    "announced": "it is fixed and known beforehand, so it carries no news",
}


def readings(claim: ClaimAnswer, given: Readings | None = None) -> Iterable[ReadingShown]:
    """Give the three readings of a claim in order, as written or of one of its variants."""
    given = given or claim.readings
    for name, means in READING_MEANS.items():
        reason = given.reasons.get(name, "")
        yield ReadingShown(name, means, name == claim.reading, given.get(name), reason)


def range_of(spread: Spread, written: Any) -> str:
    """Write a spread from its 5th to its 95th in a hundred draws, or why there is none."""
    if spread.p05 is None or spread.p95 is None:
        return spread.reason or "not given"
    return f"{written(spread.p05)} to {written(spread.p95)}"


def budgets_shown(findings: Findings, objective: str) -> list[Budget]:
    """Give the budgets of an objective at the price of a single lever, and at any price."""
    single = [lever for lever in findings.levers if len(lever.levers) == 1]
    prices = {(price.amount, price.unit) for lever in single for price in lever.prices}
    return [
        budget
        for budget in findings.budgets
        if budget.objective == objective
        and (budget.amount is None or (budget.amount, budget.unit) in prices)
    ]


def fronts(findings: Findings, names: Mapping[str, str]) -> Iterable[str]:
    """Name the options on the Pareto front of each risk, or count them where they are many."""
    for theatre in findings.theatres:
        best = sum(theatre.id in lever.front for lever in findings.levers)
        if best > MOST_OF_A_FRONT:
            name = names[theatre.id]
            all_of = len(findings.levers)
            yield f"{name}: {best} of {all_of} options are beaten by none in both price and risk."
        elif best:
            yield lever_words.front_told(findings.levers, theatre.id, names)


def command(findings: Findings, scenario: Scenario) -> str:
    """Give the command that makes the same answer again."""
    file = Path(scenario.file)
    place = str(file.parent if file.name == "scenario.yaml" else file)
    options = ["--draws", str(findings.draws.asked), "--as-of", findings.as_of]
    seed = findings.provenance.get("seed")
    if seed is not None:
        options += ["--seed", str(seed)]
    return shlex.join(["twofront", "run", place if scenario.file else "SCENARIO", *options])
