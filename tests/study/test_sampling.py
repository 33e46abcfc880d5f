"""From what a user asks for to the source of the draws."""

from dataclasses import replace
from inspect import signature

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twofront.api import Study, compare
from twofront.cli.compare import compare as compare_command
from twofront.cli.run import run as command
from twofront.problems import InputError
from twofront.scenario import load
from twofront.study.comparing import DRAWS
from twofront.study.design import Design, Kind
from twofront.study.folder import GIVEN, PROPOSAL, Identity
from twofront.study.pilot import Choice, told
from twofront.study.sample import Source
from twofront.study.sampling import Sampling, begin, kept, propose, provenance, sampling_settings
from twofront.study.solve import study

from .conftest import ANCHOR

SOLVING = "between: [0.05, 0.3], solve_for: inertia"
RARE = "between: [0.00001, 0.00003]"


@pytest.fixture
def harms(tmp_path):
    path = tmp_path / "harm.parquet"
    pq.write_table(pa.table({"harm": np.linspace(0.5, 2, 50), "weight": np.arange(50)}), path)
    return path


def identity(scenario, asked, source):
    return Identity(
        scenario="s",
        ledger=None,
        as_of="2025-01-01",
        seed=source.design.seed,
        draws=source.design.draws,
        versions={},
        settings=sampling_settings(asked, source),
        arms=(),
    )


def proposed(scenario, asked, folder, draws=64):
    """Begin and propose; give the source, what was found, whose run it is and what was noted."""
    notes = []
    source = begin(asked, scenario, 1, draws, 4096)
    whose = identity(scenario, asked, source)
    what = replace(study(scenario, 1), source=source)
    settled, found = propose(what, folder, whose, 2, notes.append)
    return settled.source, found, whose, notes


def test_the_usual_number_of_draws_unless_another_is_asked_for(write):
    scenario = load(write())
    assert begin(Sampling(), scenario, 3, None, 4096) == Source(Design(3, 4096))
    asked = Sampling(Kind.LHS, Choice.PRIOR)
    assert begin(asked, scenario, 3, 100, 4096) == Source(Design(3, 100, Kind.LHS))


def test_a_file_gives_all_its_draws_unless_fewer_are_asked_for(write, harms):
    scenario, asked = load(write()), Sampling(draws_from=harms)
    whole = begin(asked, scenario, 1, None, 4096)
    assert whole.design.draws == len(whole.given) == 49
    some = begin(asked, scenario, 1, 20, 4096)
    assert some.design.draws == len(some.given) == 20
    assert some.given.weight.mean() == pytest.approx(1)
    with pytest.raises(InputError, match="49 draws with a weight here; 50 are asked for"):
        begin(asked, scenario, 1, 50, 4096)


def test_draws_from_a_file_are_not_moved_and_are_kept(write, harms, tmp_path):
    scenario = load(write((SOLVING, RARE)))
    with pytest.raises(InputError, match="not moved by a proposal"):
        begin(Sampling(proposal=Choice.ADAPTED, draws_from=harms), scenario, 1, None, 4096)
    asked = Sampling(draws_from=harms)
    source, found, whose, notes = proposed(scenario, asked, tmp_path, None)
    assert (source.proposal, found, notes) == (None, None, [])
    assert whose.settings["proposal"] == "prior"
    assert whose.settings["draws_from"]["quantities"] == ["harm"]
    harms.unlink()
    again, nothing = kept(scenario, whose, tmp_path)
    assert nothing is None
    numbers = np.arange(49)
    one, other = source.draw(scenario, numbers), again.draw(scenario, numbers)
    assert np.array_equal(one.draws.values, other.draws.values)
    assert np.array_equal(one.weight, other.weight)
    assert np.array_equal(source.sets(numbers), again.sets(numbers))


@pytest.mark.parametrize("damage", ["gone", "cut short", "another"])
def test_a_copy_that_is_not_whole_is_refused(write, harms, tmp_path, damage):
    scenario, asked = load(write()), Sampling(draws_from=harms)
    _, _, whose, _ = proposed(scenario, asked, tmp_path, None)
    path = tmp_path / GIVEN
    if damage == "gone":
        path.unlink()
    elif damage == "cut short":
        path.write_bytes(path.read_bytes()[:-30])
    else:
        table = pq.read_table(path)
        other = table.set_column(0, "weight", pa.array(np.ones(49)))
        pq.write_table(other.replace_schema_metadata(table.schema.metadata), path)
    with pytest.raises(InputError) as caught:
        kept(scenario, whose, tmp_path)
    assert [(each.file, each.code) for each in caught.value.problems] == [(str(path), "damaged")]


def test_a_proposal_is_looked_for_once_and_then_kept(write, tmp_path):
    scenario = load(write((SOLVING, RARE)))
    source, found, whose, notes = proposed(scenario, Sampling(), tmp_path)
    assert source.proposal == found.proposal is not None
    assert notes == ["Trying how much the anchors leave of the draws.", told(found, 64)]
    assert proposed(scenario, Sampling(), tmp_path) == (source, found, whose, [])
    assert kept(scenario, whose, tmp_path) == (source, found)
    record = provenance(source, found)
    assert record["proposal"]["adapted"]
    assert record["design"] == "sobol"
    (tmp_path / PROPOSAL).unlink()
    with pytest.raises(InputError, match="Mend it by --resume"):
        kept(scenario, whose, tmp_path)


def test_none_is_looked_for_where_it_is_not_wanted_or_no_anchor_is_stated(write, tmp_path):
    bare = load(write((ANCHOR, ""), ("anchors:", "")))
    for scenario, choice in ((load(write()), Choice.PRIOR), (bare, Choice.AUTO)):
        asked = Sampling(Kind.LHS, choice)
        source, found, whose, notes = proposed(scenario, asked, tmp_path)
        assert (source.proposal, found, notes) == (None, None, [])
        assert provenance(source, found)["proposal"] is None
        assert kept(scenario, whose, tmp_path) == (source, None)
    assert not (tmp_path / PROPOSAL).exists()
    with pytest.raises(InputError) as caught:
        proposed(bare, Sampling(proposal=Choice.ADAPTED), tmp_path)
    assert [each.code for each in caught.value.problems] == ["no_anchor"]


def test_command_and_python_ask_for_as_many_levers_and_drivers():
    by_command = {each.name: each.default for each in command.params}
    by_python = signature(Study.run).parameters
    for name in ("levers", "drivers"):
        assert by_command[name] == by_python[name].default == getattr(Sampling(), name)


def test_command_and_python_try_causes_in_as_many_draws():
    by_command = {each.name: each.default for each in compare_command.params}
    assert by_command["draws"] == signature(compare).parameters["draws"].default == DRAWS
