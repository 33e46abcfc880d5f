"""Claims about levers, and about how a difference has changed, against pencil and paper."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.testing import assert_allclose

from twofront.findings import from_json
from twofront.findings.words import verdict_lines
from twofront.problems import InputError
from twofront.scenario import load
from twofront.scenario.dated import looking_back
from twofront.study.comparing import changed, names_moved
from twofront.study.contrast import contrast
from twofront.study.design import Design
from twofront.study.gather import table
from twofront.study.given import read_given
from twofront.study.query import asked
from twofront.study.runner import run
from twofront.study.sample import Source, draws
from twofront.study.sampling import Sampling
from twofront.study.solve import solve_part, study
from twofront.study.stored import stored

from .builders import fixed, scenario_of, uniform
from .by_hand import ByHand
from .conftest import ANCHOR

CLOSE = {"atol": 1e-7}
LEVERS = """levers:
  watch: {by: west, means: Arm, set: {harm: was * 2}, price: 3, unit: USD_bn, assumed: Made up.}
  vow: {by: west, commit: {terms: hold_out}, price: 1, unit: USD_bn, assumed: Made up.}
claims:
  watching: {says: Arms deter., outcome: {raid: strike}, levers: [watch], expect: falls}
  both: {says: So do both., outcome: {march: go}, levers: [vow, watch], expect: falls}
"""
PULLED = ("claims:\n", LEVERS)
FREE = (f"anchors:\n{ANCHOR}\n", "")
RANGE = "2024-01-01: {range: [0, 1], assumed: Wide., since: 2024-01-01}}, channel: diversion"
LATER = RANGE.replace("}}", "}, 2024-09-01: {range: [1, 3], assumed: Later., since: 2024-09-01}}")
DEAD = "2024-01-01: {range: [10, 90], assumed: Wide., since: 2024-01-01}"
HARM = "2024-01-01: {range: [0.5, 2], assumed: Wide., since: 2024-01-01}"
HARSHER = f"{HARM}, 2024-09-01: {{range: [1.5, 4], assumed: Later., since: 2024-09-01}}"
GROWN = """
  grown:
    says: A raid brings a march more than it did.
    outcome: {march: go}
    compare: {raid: strike}
    against: {raid: rest}
    than_as_of: 2024-06-01
    expect: rises
    reading: %s
"""
ROWS = """SELECT arm, count(*) FROM claims
WHERE claim = 'watching' AND compare IS NOT NULL AND against IS NOT NULL GROUP BY arm"""
LANGUAGE = Path(__file__).parent.parent / "language" / "valid"
DRAWS = np.arange(64, dtype=np.int64)


def grown(write, *changes, reading="chosen"):
    path = write((RANGE, LATER), *changes)
    path.write_text(path.read_text(encoding="utf-8") + GROWN % reading, encoding="utf-8")
    return path


def read(scenario, **first):
    part = solve_part(study(scenario, 1, **first), DRAWS)
    return part, table(scenario, [part])


def differences(scenario, found, claim):
    """Give the contrast by the claim's own reading, as written and in the variant."""
    claim = scenario.claims[claim]
    return [contrast(found, claim, claim.reading, arm) for arm in ("as_written", "march_first")]


def test_a_lever_is_set_against_none_in_every_structure(write):
    scenario = load(write(FREE, PULLED))
    part, found = read(scenario)
    q = part.quantities
    plain, watched = ByHand(q), ByHand({**q, "harm": 2 * q["harm"]})
    for here in differences(scenario, found, "watching"):
        assert_allclose(here.compare, watched.strike, **CLOSE)
        assert_allclose(here.against, plain.strike, **CLOSE)
    still = watched.strike_without_news
    for here in differences(scenario, found, "both")[:1]:
        go = still * plain.go_after_strike + (1 - still) * plain.go_after_rest
        assert_allclose(here.compare, go, **CLOSE)
        assert_allclose(here.against, plain.go, **CLOSE)


def test_before_anchoring_a_lever_is_pulled_with_quantities_as_drawn(write):
    scenario = load(write(PULLED))
    part, found = read(scenario)
    q, fitted = part.quantities, part.arms["as_written"].reads["fitted:inertia"]
    doubled = {**q, "harm": 2 * q["harm"]}
    claim = scenario.claims["watching"]
    before = contrast(found, claim, claim.reading, "as_written/prior")
    assert_allclose(before.compare, ByHand(doubled).strike, **CLOSE)
    assert_allclose(before.against, ByHand(q).strike, **CLOSE)
    after = contrast(found, claim, claim.reading, "as_written")
    known = found.solved["as_written"]
    assert known.sum() > 30
    hand = ByHand(doubled, inertia=fitted), ByHand(q, inertia=fitted)
    assert_allclose(after.compare[known], hand[0].strike[known], **CLOSE)
    assert_allclose(after.against[known], hand[1].strike[known], **CLOSE)


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A run of two parts in which the other levers are pulled in the first draws only."""
    from .conftest import BARGAIN

    place = tmp_path_factory.mktemp("levers")
    text = BARGAIN.replace(*PULLED).replace(RANGE, LATER) + GROWN % "announced"
    (place / "scenario.yaml").write_text(text, encoding="utf-8")
    scenario = load(place / "scenario.yaml")
    sampling = Sampling.of("sobol", "prior", None, levers=128, drivers=96)
    return place / "run", run(scenario, place / "run", draws=320, sampling=sampling)


def test_a_claim_on_levers_counts_every_draw_whatever_is_pulled_otherwise(answered):
    _, found = answered
    watching = found.claims[0]
    assert watching.levers == ("watch",)
    assert found.claims[1].levers == ("watch", "vow")
    assert watching.counted_draws > 128
    assert watching.share_holds.value > 0.7
    assert watching.delta.p95 <= 0
    assert watching.reading == "announced"
    assert watching.readings.chosen is None
    assert watching.arm_probability.compare is None
    assert watching.prior.share_holds.value is not None
    assert not watching.channels
    assert all(lever.draws <= 128 for lever in found.levers)
    deaths = next(arm for arm in found.measures[0].arms if arm.claim == "watching")
    assert deaths.reading == "announced"
    assert deaths.compare.mean < deaths.against.mean


def test_both_kinds_are_told_in_plain_words(answered):
    _, found = answered
    told = " ".join(line.strip() for line in verdict_lines(found, 1000))
    assert "watch with vow pulled, against none of them" in told
    assert "chosen: none" not in told.partition("2. So do both.")[0]
    assert "against that as known on 2024-06-01" in told
    assert "Median change in the difference +" in told


def test_the_two_kinds_come_back_from_the_file(answered):
    folder, found = answered
    assert from_json((folder / "findings.json").read_text(encoding="utf-8")).claims == found.claims
    assert found.claims[-1].than_as_of == "2024-06-01"


@pytest.mark.parametrize("reading", ["chosen", "forced", "announced"])
def test_a_difference_is_set_against_that_of_an_earlier_day(write, reading):
    scenario = load(grown(write, FREE, reading=reading))
    part, found = read(scenario)
    now = ByHand(part.quantities)
    # At the same place of its range then: [0, 1], not [1, 3].
    then = ByHand(part.quantities, distraction=(part.quantities["distraction"] - 1) / 2)
    here = differences(scenario, found, "grown")[0]
    assert_allclose(here.compare, now.go_after_strike - now.go_after_rest, **CLOSE)
    assert_allclose(here.against, then.go_after_strike - then.go_after_rest, **CLOSE)
    assert (here.delta > 0).all()


def test_constants_are_fitted_anew_to_the_earlier_day(write):
    scenario = load(grown(write, (HARM, HARSHER)))
    part, found = read(scenario)
    arms = part.arms["as_written"], part.arms["as_written/as_known:2024-06-01"]
    known = arms[0].solved & arms[1].solved
    assert known.sum() > 30
    rates = [arm.reads["anchor:quiet_coast"][known] for arm in arms]
    assert_allclose(rates[0], rates[1], atol=2e-4)
    inertia = [arm.reads["fitted:inertia"][known] for arm in arms]
    assert (np.abs(inertia[0] - inertia[1]) > 0.1).mean() > 0.5
    assert "as_written/as_known:2024-06-01" in found.unfitted


def test_what_has_not_changed_has_the_same_values_then(write):
    scenario = load(grown(write, FREE))
    then = looking_back(scenario, date(2024, 6, 1))
    source = Source(study(scenario, 1).source.design)
    now, past = source.draw(scenario, DRAWS), source.draw(scenario, DRAWS, then=then)
    assert now.draws.names == past.draws.names
    for name in now.draws.names:
        same = np.array_equal(now.draws.column(name), past.draws.column(name))
        assert same is (name != "distraction")
    assert np.array_equal(now.draws.values, draws(scenario, 1, DRAWS).values)


def test_values_from_a_file_lie_at_the_same_place_then(write, tmp_path):
    scenario = load(grown(write, FREE))
    columns = {"relief": np.full(64, 0.5), "distraction": np.linspace(1, 3, 64)}
    pq.write_table(pa.table(columns), tmp_path / "draws.parquet")
    given = read_given(tmp_path / "draws.parquet", scenario)
    source = Source(Design(1, 64), given=given)
    then = looking_back(scenario, date(2024, 6, 1))
    past = source.draw(scenario, DRAWS, then=then).draws
    assert_allclose(past.column("relief"), 0.5)
    assert_allclose(past.column("distraction"), np.linspace(0, 1, 64), atol=1e-6)


def test_a_lever_is_pulled_in_every_period(tmp_path):
    text = (LANGUAGE / "periods.yaml").read_text(encoding="utf-8")
    wall = "{by: south, set: {growth: was * 0.5}, price: 1, unit: USD_bn, assumed: M.}"
    lever = f"levers:\n  wall: {wall}\n"
    claim = "  walls: {says: S., outcome: {raid: strike}, levers: [wall], expect: falls}\n"
    path = tmp_path / "scenario.yaml"
    path.write_text(text.replace("claims:\n", f"{lever}claims:\n{claim}"), encoding="utf-8")
    scenario = load(path)
    part, found = read(scenario)
    here = contrast(found, scenario.claims["walls"], "announced", "as_written")
    assert_allclose(here.compare, part.arms["as_written/lever:wall"].reads["risk:strait"])
    assert_allclose(here.against, part.arms["as_written"].reads["risk:strait"])
    assert (here.delta != 0).all()


def test_both_sides_stand_in_one_row_of_the_tables(answered):
    folder, _ = answered
    with asked(stored(folder), ROWS) as found:
        rows = dict(found.rows)
    assert rows["as_written/prior"] == 320
    assert rows["as_written"] == rows["march_first"] > 300


def test_as_known_before_the_day_the_claim_is_left_out(write):
    path = grown(write, FREE)
    assert "grown" in load(path).claims
    for day in (date(2024, 6, 1), date(2024, 3, 1)):
        known = load(path, day)
        assert "grown" not in known.claims
        assert [len(each.values) for each in known.quantities.values()] == [1] * 11


def test_a_day_on_which_something_was_not_known_is_refused(write):
    path = grown(write, FREE, (DEAD, DEAD.replace("2024-01", "2024-08")))
    with pytest.raises(InputError) as caught:
        load(path.with_name("scenario.yaml"))
    (problem,) = [each for each in caught.value.problems if "dead" in each.message]
    assert problem.field == "claims.grown.than_as_of"
    assert problem.line is not None


def test_points_of_the_earlier_day_alone_are_independent_of_the_study_s():
    """Within each of the 16 sets, where a second scrambling would go along with the first."""
    numbers = np.arange(16 * 512, dtype=np.int64)
    now = [uniform("steady"), fixed("once", 0.0)]
    then = [uniform("steady"), uniform("once")]
    found = Source(Design(20)).draw(scenario_of(now), numbers, then=scenario_of(then)).draws
    steady, once = found.column("steady"), found.column("once")
    for number in range(16):
        mine = numbers % 16 == number
        assert abs(np.corrcoef(steady[mine], once[mine])[0, 1]) < 0.2
    assert abs(np.corrcoef(steady, once)[0, 1]) < 0.05
    assert abs(((steady + once) > 1.5).mean() - 0.125) < 0.015


def test_a_claim_s_lever_is_tried_in_every_draw(write, tmp_path):
    sunk = LEVERS.replace("set: {harm: was * 2}", "set: {wall: was - raid_strength / 1.45}")
    scenario = load(
        write(FREE, ("claims:\n", sunk), ("- {add: -harm,", "- {add: -harm * odds(coast),"))
    )
    with pytest.raises(InputError) as caught:
        run(scenario, tmp_path / "run", draws=512)
    assert "With watch pulled" in caught.value.problems[0].message
    assert not list((tmp_path / "run").glob("results/*.parquet"))


def test_a_changed_value_of_the_earlier_day_is_told_as_a_quantity_s(write):
    before = load(grown(write, FREE))
    after = load(
        grown(write, FREE, ("range: [0, 1], assumed: Wide.", "range: [0.5, 1], assumed: Wide."))
    )
    assert set(changed(before, after)) == {"distraction"}
    assert not changed(before, before)


def test_a_claim_that_asks_and_a_lever_that_does_something_else_are_named(write):
    before = load(write(FREE, PULLED))
    narrower = LEVERS.replace("levers: [vow, watch]", "levers: [vow]")
    after = load(write(FREE, ("claims:\n", narrower.replace("was * 2", "was * 3"))))
    named = {each.kind: each for each in names_moved(before, after)}
    assert named["claims"].changed == ("both",)
    assert named["levers"].changed == ("watch",)
    assert not list(names_moved(before, before))
