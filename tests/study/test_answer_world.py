"""Reads of a run → findings beside the claims: risks, ties, the dead, quantities, records."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import numpy as np
import pytest

from twofront.findings import Findings
from twofront.findings.numbers import number
from twofront.scenario.distributions import Distribution
from twofront.scenario.model import ALWAYS, Grounds
from twofront.study.answer import build
from twofront.study.connectedness import several_if_independent
from twofront.study.table import Table

from ..synthetic_study import PROVENANCE, findings, scenario, table


@pytest.fixture(scope="module")
def found() -> Findings:
    return findings()


def answered(stated=None, read=None, **changes) -> Findings:
    """The findings of the study with something changed."""
    read = read or table()
    return build(stated or scenario(), replace(read, **changes), PROVENANCE)


def with_read(read: Table, key: tuple[str, str], values) -> MappingProxyType:
    return MappingProxyType({**read.reads, key: values})


def test_a_fitted_inertia_below_zero_is_counted(found):
    assert found.anchors.stated[0].inertia_below_zero == 0
    values = np.where(np.arange(512) < 256, -1.0, 1.0)
    fitted = {"inertia_china": np.where(table().solved["as_written"], values, np.nan)}
    told = answered(fitted=fitted).anchors.stated[0]
    assert told.inertia_below_zero == pytest.approx(253 / 509)
    moves = tuple(replace(move, inertia=None) for move in scenario().moves)
    elsewhere = answered(replace(scenario(), moves=moves)).anchors.stated[0]
    assert elsewhere.inertia_below_zero is None


def test_the_yardstick_applies_to_no_condition_and_no_assumption():
    stated = scenario()
    anchor = stated.anchors["quiet"]

    def applies(**changes):
        found = answered(replace(stated, anchors={"quiet": replace(anchor, **changes)}))
        return found.theatres[0].yardstick

    assert not applies()
    assert applies(given=ALWAYS)
    assert not applies(given=ALWAYS, grounds=Grounds((), "Nobody knows."))


def test_connectedness_is_worked_out_draw_by_draw(found):
    read = table()
    tied = found.connectedness
    kept = read.weight > 0
    risk = read.reads["as_written", "risk:taiwan"][kept]
    other = read.reads["as_written", "risk:baltic"][kept]
    linkage = read.quantities["linkage_of_resolve"][kept] / 0.9
    link = next(each for each in tied.links if each.here == "baltic")
    assert link.chosen.difference.mean == pytest.approx((risk * linkage).mean())
    assert link.forced.difference.mean == pytest.approx((risk * linkage / 2).mean())
    back = next(each for each in tied.links if each.here == "taiwan")
    assert back.forced is None
    assert back.reason
    assert tied.several_wars.if_independent.mean == pytest.approx((risk * other).mean())
    assert tied.several_wars.ratio.mean == pytest.approx((1 + linkage).mean())
    assert {part.theatre for part in tied.parts} == {"taiwan", "baltic"}
    assert tied.mutual_information[0].first == "taiwan"


def test_the_part_of_a_risk_that_goes_with_the_couplings_may_be_negative():
    read = table()
    reads = with_read(
        read, ("as_written/off:all", "risk:taiwan"), read.reads["as_written", "risk:taiwan"] + 0.01
    )
    part = answered(reads=reads).connectedness.parts[0]
    assert part.part.median == pytest.approx(-0.01)


def test_several_wars_among_three_theatres_by_hand():
    risks = np.array([[0.5], [0.2], [0.1]])
    by_hand = 0.5 * 0.2 * 0.9 + 0.5 * 0.8 * 0.1 + 0.5 * 0.2 * 0.1 + 0.5 * 0.2 * 0.1
    assert several_if_independent(risks)[0] == pytest.approx(by_hand)


def test_human_cost_stands_by_war_and_by_arm(found):
    measures = {each.id: each for each in found.measures}
    arms = {each.claim: each for each in measures["deaths_taiwan"].arms}
    assert set(arms) == set(scenario().claims)
    assert arms["bad_deal"].compare.mean == pytest.approx(2 * arms["bad_deal"].against.mean)
    assert arms["bad_deal"].reading == "forced"
    assert arms["request"].reading == "chosen"


def test_only_an_anchor_on_the_very_event_anchors_a_risk(found):
    anchored = {each.id: each.anchored_by for each in found.theatres}
    assert anchored == {"taiwan": ("quiet",), "baltic": ()}


def test_quantities_stand_as_stated(found):
    stated = {each.id: each for each in found.quantities}
    assert list(stated) == list(scenario().quantities)
    reach = stated["reach"]
    assert (reach.written, reach.low, reach.high, reach.middle) == ("0.2 to 0.8", 0.2, 0.8, 0.5)
    assert reach.sources == ("budget-2024",)
    assert reach.ranges
    assert stated["spending"].written == "916"
    assert not stated["spending"].ranges
    assert stated["power"].written == "= spending * 2"
    assert stated["power"].middle is None
    assert stated["later"].written == "not known yet; off: 0"
    assert stated["prize"].high is None
    assert stated["inertia_china"].fitted.median > 1
    assert stated["reach"].fitted is None


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("fixed", (2.0,), "2"),
        ("fixed", (1506.0,), "1,506"),
        ("uniform", (0.0, 0.9), "0 to 0.9"),
        ("triangular", (1, 2, 3), "1 to 3, most often 2"),
        ("lognormal", (1, 3), "about 1, nine in ten below 3"),
        ("normal", (0, 1), "normal, mean 0, standard deviation 1"),
        ("beta", (2, 5, 0, 1), "0 to 1, beta(2, 5)"),
    ],
)
def test_distributions_in_words(kind, parameters, words):
    assert Distribution(kind, parameters).words(number) == words


def test_every_record_cited_is_listed_by_date_with_where(found):
    assert [each.id for each in found.sources] == ["budget-2024", "talk#1"]
    talk = found.sources[1]
    assert talk.relay == ("A news site", "Another")
    assert talk.relay_shift == "stronger"
    assert talk.said_on == date(2024, 11, 30).isoformat()
    assert set(talk.cited_by) == {
        *(f"claims.{id}" for id in scenario().claims),
        "links.aid",
        "anchors.quiet",
    }
