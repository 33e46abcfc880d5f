"""A small scenario and the reads of a run of it, made by plain arithmetic and never solved.

`python tests/synthetic_study.py` writes tests/golden/findings.json anew: do that
after a change that is meant to change findings, and read the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from twofront.evidence.ledger import Record
from twofront.findings import Findings, to_json
from twofront.scenario.distributions import Distribution
from twofront.scenario.grammar import parse
from twofront.scenario.model import (
    Actor,
    Anchor,
    Channel,
    Claim,
    Condition,
    DatedValue,
    Grounds,
    Line,
    Link,
    Measure,
    Move,
    Option,
    Quantity,
    Scenario,
    Test,
    Theatre,
    Variant,
)
from twofront.study.answer import build
from twofront.study.table import Table

GOLDEN = Path(__file__).parent / "golden" / "findings.json"
PROVENANCE = {"seed": 7, "versions": {"twofront": "0.1.0"}, "scenario_sha256": "ab" * 32}
DAY = date(2024, 12, 2)


def where(**tests: str) -> Condition:
    """A condition in which every move named has that value."""
    return Condition((tuple(Test(name, (value,)) for name, value in tests.items()),))


def quantity(id: str, value: object, means: str, unit: str = "index", **more: object) -> Quantity:
    """A quantity with one value, assumed unless `sources` are named."""
    sources = more.pop("sources", ())
    grounds = Grounds(sources) if sources else Grounds((), "Wide, since nobody knows.")
    return Quantity(id, means, unit, (DatedValue(DAY, DAY, value, grounds),), **more)


def records() -> dict[str, Record]:
    """Two records that the scenario cites, and one it does not."""
    return {
        "talk#1": Record(
            "talk#1",
            "warning",
            paraphrase="A poor settlement would embolden others.",
            speaker="Secretary General of NATO",
            occasion="interview",
            outlet="Financial Times",
            relay=("A news site", "Another"),
            said_on=date(2024, 11, 30),
            published_on=DAY,
            modality="conditional",
            condition="if there is no good deal",
            hedges=("might",),
            relay_shift="stronger",
            grade="B2",
        ),
        "budget-2024": Record(
            "budget-2024",
            "figure",
            paraphrase="Military spending of 2024.",
            outlet="A yearbook",
            published_on=date(2024, 4, 22),
            title="Trends in military expenditure",
            url="https://example.org/trends",
        ),
        "unused": Record("unused", "quote", paraphrase="Nobody cites this."),
    }


def scenario() -> Scenario:
    """Two theatres, four claims, one variant, one fitted anchor, one channel."""
    attack, quiet = where(china="attack"), where(china="hold")
    bad, good, war = (where(terms=each) for each in ("bad", "good", "war"))
    claims = (
        ("bad_deal", "A bad deal makes a move on Taiwan more likely.", bad, good, "chosen"),
        ("no_deal", "A bad deal rather than war makes a move more likely.", bad, war, "forced"),
        ("request", "A request makes an attack in Europe more likely.", attack, quiet, "announced"),
        ("opening", "An attack in Europe makes a move less likely.", bad, good, "chosen"),
    )
    return Scenario(
        title="A settlement and a move elsewhere",
        as_of=date(2025, 7, 8),
        horizon_years=5.0,
        actors={"us": Actor("us", "United States"), "china": Actor("china", "China")},
        quantities={each.id: each for each in _quantities()},
        moves=(
            Move("terms", "us", (Option("bad"), Option("good"), Option("war"))),
            Move(
                "china",
                "china",
                (Option("hold"), Option("attack")),
                default="hold",
                inertia=parse("inertia_china"),
            ),
        ),
        payoffs={
            "us": (),
            "china": (Line(parse("prize * odds(taiwan) - inertia_china"), attack, "a war won"),),
        },
        claims={
            id: Claim(
                id,
                says,
                ("talk#1",),
                attack,
                compare,
                against,
                "falls" if id == "opening" else "rises",
                0.01,
                reading,
            )
            for id, says, compare, against, reading in claims
        },
        links={
            "aid": Link(
                "aid", "transfer", "us", "china", "news", Grounds(("talk#1",)), flows="reach"
            )
        },
        theatres={
            "taiwan": _theatre("taiwan", "Taiwan Strait", attack),
            "baltic": _theatre("baltic", "Baltic", bad),
        },
        measures={
            "deaths_taiwan": Measure(
                "deaths_taiwan", "Dead of a war over Taiwan", "deaths", _line("90000", attack)
            ),
            "deaths_now": Measure(
                "deaths_now", "Dead of the war that goes on", "deaths", _line("400000", war)
            ),
        },
        anchors={
            "quiet": Anchor(
                "quiet", attack, war, (0.02, 0.2), None, "inertia_china", Grounds(("talk#1",))
            )
        },
        channels={"transfers": Channel("transfers", "What one war gives another")},
        variants={"china_first": Variant("china_first", "Beijing moves first", order=("china",))},
        evidence=records(),
        file="scenario.yaml",
    )


def _theatre(id: str, name: str, war: Condition) -> Theatre:
    line = _line("reach", Condition())
    return Theatre(id, name, line, line, parse("1"), parse("1"), war)


def _line(amount: str, when: Condition) -> tuple[Line, ...]:
    return (Line(parse(amount), when),)


def _quantities() -> tuple[Quantity, ...]:
    uniform = Distribution("uniform", (0.0, 0.9))
    return (
        quantity("linkage_of_resolve", uniform, "Correlation of US resolve", "correlation"),
        quantity(
            "reach",
            Distribution("uniform", (0.2, 0.8)),
            "US reach in the Pacific",
            sources=("budget-2024",),
        ),
        quantity("prize", Distribution("lognormal", (1.0, 2.0)), "What Taiwan is worth", "util"),
        quantity("inertia_china", Distribution("uniform", (0.0, 9.0)), "Cost of acting", "util"),
        quantity("spending", Distribution("fixed", (916.0,)), "US spending", "USD_bn"),
        quantity("power", parse("spending * 2"), "Twice the spending", "USD_bn"),
        Quantity("later", "Not known yet", "index", (), off=parse("0")),
    )


def table(draws: int = 512, seed: int = 20240707) -> Table:
    """Reads that hang together in sign and size, with a few draws that failed.

    The draws number from 0; one fails as written, one with channels off, two
    could not be fitted, and one has several equilibria.
    """
    rng = np.random.default_rng(seed)
    linkage, reach, prize = (rng.random(draws) for _ in range(3))
    failed = {"as_written": [3], "as_written/off:all": [5]}
    solved = {arm: _all_but(draws, failed.get(arm, [])) for arm in _ARMS}
    unfitted = np.zeros(draws, dtype=np.bool_)
    unfitted[[8, 9]] = True
    for arm in _ARMS:
        if "/prior" not in arm:
            solved[arm] &= ~unfitted
    reads = {
        (arm, read): np.where(solved[arm], values, np.nan)
        for (arm, read), values in _reads(linkage, reach, prize).items()
    }
    numbers = np.arange(draws, dtype=np.int64)
    return Table(
        numbers=numbers,
        sets=numbers % 16,
        weight=solved["as_written"].astype(np.float64),
        quantities={
            "linkage_of_resolve": 0.9 * linkage,
            "reach": 0.2 + 0.6 * reach,
            "prize": 0.5 + prize,
            "inertia_china": 9 * reach,
        },
        fitted={"inertia_china": np.where(solved["as_written"], 1 + prize + reach, np.nan)},
        reads=reads,
        solved=solved,
        several=numbers == 4,
        checked=numbers % 4 == 0,
        unfitted={"as_written": unfitted, "china_first": np.zeros(draws, dtype=np.bool_)},
        off_branch={"as_written": numbers == 9},
        untraced={"as_written": np.isin(numbers, (12, 13))},
    )


_ARMS = (
    "as_written/prior",
    "as_written",
    "as_written/prior/announced:china=attack",
    "as_written/prior/announced:china=hold",
    "as_written/announced:china=attack",
    "as_written/announced:china=hold",
    "china_first/prior",
    "china_first",
    "china_first/announced:china=attack",
    "china_first/announced:china=hold",
    "as_written/off:all",
)


def _all_but(draws: int, failed: list[int]) -> np.ndarray:
    solved = np.ones(draws, dtype=np.bool_)
    solved[failed] = False
    return solved


def _reads(linkage: np.ndarray, reach: np.ndarray, prize: np.ndarray) -> Mapping:
    changes = {
        "bad_deal": 0.16 * linkage - 0.05 * reach - 0.01,
        "no_deal": 0.05 + 0.1 * reach,
        "request": 0.004 * (prize - 0.5),
        "opening": 0.03 + 0.02 * prize,
    }
    found = {}
    for arm in ("as_written", "as_written/prior", "china_first", "china_first/prior"):
        twist = 0.06 if arm.startswith("china_first") else 0.02 if "/prior" in arm else 0.0
        found |= {(arm, k): v for k, v in _main(changes, twist, linkage, reach, prize).items()}
        for option, side in (("attack", "compare"), ("hold", "against")):
            claimed = 0.3 + (changes["request"] if side == "compare" else 0.0) + 0 * reach
            place = f"{arm}/announced:china={option}"
            if place in _ARMS:
                found[place, f"claim:request:announced:{side}"] = claimed
    off = _main({id: 0.1 * change for id, change in changes.items()}, 0.0, linkage, reach, prize)
    return found | {("as_written/off:all", read): values for read, values in off.items()}


def _main(changes, twist, linkage, reach, prize) -> dict[str, np.ndarray]:
    one = np.ones_like(linkage)
    found = {}
    for id, change in changes.items():
        rare = 0.01 if id == "opening" else 0.3
        found |= {f"claim:{id}:p_compare": rare * one, f"claim:{id}:p_against": 0.5 * one}
        for reading, part in (("chosen", 1.0), ("forced", 0.9)):
            if reading == "forced" and id == "request":
                continue
            found[f"claim:{id}:{reading}:compare"] = 0.2 + part * change - twist * one
            found[f"claim:{id}:{reading}:against"] = 0.2 * one
        for side, size in (("compare", 1.0), ("against", 0.5)):
            found[f"measure:deaths_taiwan|claim:{id}:{side}"] = 9000 * size * prize
            found[f"measure:deaths_now|claim:{id}:{side}"] = 40000 * size * one
    risk, other = 0.05 + 0.1 * linkage, 0.02 + 0.05 * reach
    return found | {
        "risk:taiwan": risk,
        "risk:baltic": other,
        "several_wars": risk * other * (1 + linkage),
        "measure:deaths_taiwan": 9000 * prize,
        "measure:deaths_now": 40000 * one,
        "anchor:quiet": 0.02 + 0.18 * reach,
        "link:baltic>taiwan:chosen:war": risk * (1 + linkage),
        "link:baltic>taiwan:chosen:peace": risk,
        "link:baltic>taiwan:forced:war": risk * (1 + linkage / 2),
        "link:baltic>taiwan:forced:peace": risk,
        "link:taiwan>baltic:chosen:war": other * (1 + linkage),
        "link:taiwan>baltic:chosen:peace": other,
        "mutual:taiwan|baltic": 0.0002 * linkage,
    }


@cache
def findings(draws: int = 512) -> Findings:
    """The findings of this study, which are frozen."""
    return build(scenario(), table(draws), PROVENANCE)


def without_anchors(stated: Scenario) -> Scenario:
    """The scenario with nothing to anchor it."""
    return replace(stated, anchors={})


if __name__ == "__main__":
    GOLDEN.write_text(to_json(findings(96)), encoding="utf-8")
