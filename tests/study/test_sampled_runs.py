"""Whole runs on other draws: by a proposal, by Latin hypercubes, from files and other runs."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twofront.findings.words import verdict_lines
from twofront.problems import InputError
from twofront.scenario import load
from twofront.study.design import Kind
from twofront.study.folder import FINDINGS, GIVEN, PROPOSAL, RESULTS
from twofront.study.pilot import Choice
from twofront.study.runner import run
from twofront.study.sampling import Sampling

SOLVING = "between: [0.05, 0.3], solve_for: inertia"
RARE = "between: [0.00001, 0.00003]"


@pytest.fixture(scope="module")
def rare(tmp_path_factory):
    """Load the game with an anchor that leaves little."""
    from .conftest import BARGAIN

    path = tmp_path_factory.mktemp("rare") / "scenario.yaml"
    path.write_text(BARGAIN.replace(SOLVING, RARE), encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def adapted(rare, tmp_path_factory):
    folder = tmp_path_factory.mktemp("adapted") / "run"
    return folder, run(rare, folder, draws=1024)


def close(one, other, errors=4.0):
    """Compare shares by their errors."""
    return abs(one.value - other.value) <= errors * np.hypot(one.se, other.se)


@pytest.mark.slow
def test_a_proposal_gives_the_answer_of_many_more_draws_made_as_the_ranges_say(
    rare, adapted, tmp_path
):
    few = adapted[1]
    many = run(rare, tmp_path / "run", draws=16384, sampling=Sampling(proposal=Choice.PRIOR))
    assert few.anchors.effective_draws > many.anchors.effective_draws
    one, other = few.anchors.stated[0], many.anchors.stated[0]
    assert one.rate.median == pytest.approx(other.rate.median, rel=0.05)
    assert one.prior_rate.median == pytest.approx(other.prior_rate.median, rel=0.2)
    assert one.prior_rate.mean == pytest.approx(other.prior_rate.mean, rel=0.15)
    for here, there in zip(few.theatres, many.theatres, strict=True):
        assert here.risk.mean == pytest.approx(there.risk.mean, rel=0.1)
        assert here.prior_risk.mean == pytest.approx(there.prior_risk.mean, rel=0.1)
    for here, there in zip(few.claims, many.claims, strict=True):
        assert close(here.prior.share_holds, there.prior.share_holds)
        assert close(here.share_holds, there.share_holds)


def test_findings_say_how_draws_were_made(adapted):
    told = adapted[1].provenance["sampling"]
    assert told["design"] == "sobol"
    assert told["proposal"]["adapted"]
    assert told["proposal"]["share"] > 8 * told["proposal"]["prior_share"]
    assert told["proposal"]["pilot_draws"] == 2048 * (1 + told["proposal"]["rounds"])


def test_drivers_before_anchoring_are_those_of_draws_as_the_ranges_say(rare, adapted, tmp_path):
    """Where a proposal makes the study's draws, those that are swapped are still plain ones."""
    plain = run(rare, tmp_path / "run", draws=512, sampling=Sampling(proposal=Choice.PRIOR))
    for here, there in zip(adapted[1].claims, plain.claims, strict=True):
        assert here.variance.draws == 512
        assert here.variance == there.variance
        assert here.drivers == there.drivers


def test_weights_stand_in_the_results(adapted):
    table = pq.read_table(sorted((adapted[0] / RESULTS).glob("draws-*.parquet")))
    prior, weight = (table[name].to_numpy() for name in ("prior_weight", "weight"))
    assert prior.mean() == pytest.approx(1, abs=0.1)
    assert prior.max() <= 5 + 1e-9
    assert (np.isclose(weight, prior) | (weight == 0)).all()


@pytest.mark.parametrize("damage", ["gone", "damaged", "a part gone"])
def test_a_run_goes_on_to_the_same_bytes(rare, adapted, tmp_path, damage):
    folder = tmp_path / "run"
    run(rare, folder, draws=1024)
    if damage == "a part gone":
        (folder / RESULTS / "draws-00002.parquet").unlink()
    else:
        (folder / RESULTS / "reads-00001.parquet").unlink()
        (folder / PROPOSAL).write_text("{}") if damage == "damaged" else (
            folder / PROPOSAL
        ).unlink()
    run(rare, folder, draws=1024, resume=True)
    for name in (FINDINGS, PROPOSAL):
        assert (folder / name).read_bytes() == (adapted[0] / name).read_bytes()


def test_latin_hypercubes_give_the_same_answer(write, tmp_path):
    scenario = load(write())
    one = run(scenario, tmp_path / "sobol", draws=2048)
    other = run(scenario, tmp_path / "lhs", draws=2048, sampling=Sampling(Kind.LHS))
    assert other.provenance["sampling"]["design"] == "lhs"
    for here, there in zip(one.claims, other.claims, strict=True):
        assert here.delta.mean != there.delta.mean
        assert here.delta.mean == pytest.approx(there.delta.mean, abs=0.01)


def test_another_way_to_draw_is_another_run(write, tmp_path):
    scenario = load(write())
    run(scenario, tmp_path / "run", draws=64)
    with pytest.raises(InputError) as caught:
        run(scenario, tmp_path / "run", draws=64, resume=True, sampling=Sampling(Kind.LHS))
    assert [each.field for each in caught.value.problems] == ["settings.design"]


@pytest.fixture
def posterior(tmp_path):
    """Draws of one quantity, the high ones heavier."""
    path = tmp_path / "posterior.parquet"
    harm = np.random.default_rng(1).permutation(np.linspace(0.5, 2, 512))
    pq.write_table(pa.table({"harm": harm, "weight": np.where(harm > 1.25, 3.0, 1.0)}), path)
    return path


def test_draws_from_a_file_are_answered_by_their_weights(write, posterior, tmp_path):
    scenario, folder = load(write()), tmp_path / "run"
    found = run(scenario, folder, sampling=Sampling(draws_from=posterior))
    assert found.draws.asked == 512
    assert list(found.provenance["sampling"]["draws_from"]["quantities"]) == ["harm"]
    table = pq.read_table(sorted((folder / RESULTS).glob("draws-*.parquet")))
    given = pq.read_table(posterior)
    assert np.array_equal(table["harm"].to_numpy(), given["harm"].to_numpy())
    assert np.allclose(table["prior_weight"].to_numpy(), given["weight"].to_numpy() / 2)
    assert (folder / GIVEN).is_file()
    assert found.anchors.share_of == "given_draws"
    assert "read in" in " ".join(verdict_lines(found))
    for claim in found.claims:  # nothing is swapped with what the ranges say
        assert not claim.drivers
        assert claim.variance.value is None
        assert claim.convergence.needed is None


def test_a_changed_file_is_refused_when_a_run_goes_on(write, posterior, tmp_path):
    scenario, folder = load(write()), tmp_path / "run"
    asked = Sampling(draws_from=posterior)
    run(scenario, folder, draws=64, sampling=asked)
    run(scenario, folder, draws=64, resume=True, sampling=asked)
    table = pq.read_table(posterior)
    pq.write_table(table.slice(1), posterior)
    with pytest.raises(InputError) as caught:
        run(scenario, folder, draws=64, resume=True, sampling=asked)
    assert "settings.draws_from.sha256" in [each.field for each in caught.value.problems]


def test_the_draws_of_a_run_can_be_drawn_from(rare, adapted, write, tmp_path):
    """What anchors leave of one run is another's start: without anchors it answers the same."""
    bare = load(write((SOLVING, "between: [0, 1]")))
    found = run(bare, tmp_path / "run", sampling=Sampling(draws_from=adapted[0]))
    first = adapted[1]
    assert found.anchors.effective_draws == pytest.approx(first.anchors.effective_draws)
    for here, there in zip(found.claims, first.claims, strict=True):
        assert here.share_holds.value == pytest.approx(there.share_holds.value)
        assert here.share_holds.se == pytest.approx(there.share_holds.se)
        assert here.delta.mean == pytest.approx(there.delta.mean)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["proposal", "file"])
def test_processes_make_the_same_draws(rare, adapted, posterior, tmp_path, way):
    asked = Sampling(draws_from=posterior) if way == "file" else Sampling()
    draws = None if way == "file" else 1024
    folder = tmp_path / "one"
    run(rare, folder, draws=draws, sampling=asked, workers=2)
    if way == "file":
        run(rare, tmp_path / "other", draws=draws, sampling=asked)
    other = tmp_path / "other" if way == "file" else adapted[0]
    assert (folder / FINDINGS).read_bytes() == (other / FINDINGS).read_bytes()
