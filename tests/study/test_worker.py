"""What a worker does with the part it was given, in this process."""

import pytest

from twofront.scenario import load
from twofront.study import worker
from twofront.study.folder import RESULTS, read_identity
from twofront.study.runner import run
from twofront.study.work import Stopped, part_digest

from .run_folders import problems, stamps

DRAWS = 1500


@pytest.fixture
def scenario(write):
    return load(write())


@pytest.fixture
def finished(scenario, tmp_path):
    run(scenario, tmp_path / "run", draws=300)
    (tmp_path / "run" / RESULTS / ".token-1").write_text("")
    return tmp_path / "run"


def test_a_part_that_is_there_is_taken_as_it_is(finished):
    before, identity = stamps(finished), read_identity(finished)
    told = worker.solve(str(finished), identity.digest, 1, ".token-1")
    assert told == part_digest(identity, 1)
    assert stamps(finished) == before


def test_a_worker_mends_a_part(finished):
    path = finished / RESULTS / "reads-00001.parquet"
    before = path.read_bytes()
    path.write_bytes(before[:-5])
    worker.solve(str(finished), read_identity(finished).digest, 1, ".token-1")
    assert path.read_bytes() == before


def test_without_the_token_a_worker_writes_nothing(finished):
    (finished / RESULTS / "reads-00001.parquet").unlink()
    (finished / RESULTS / ".token-1").unlink()
    before = stamps(finished)
    with pytest.raises(Stopped):
        worker.solve(str(finished), read_identity(finished).digest, 1, ".token-1")
    assert stamps(finished) == before


def test_a_worker_refuses_what_is_not_the_run_it_was_sent_to(finished):
    (problem,) = problems(lambda: worker.solve(str(finished), "ab" * 32, 1, ".token-1"))
    assert problem.code == "another_run"
    path = finished / "scenario.resolved.json"
    path.write_text(path.read_text().replace("A bargain", "No bargain"))
    run = read_identity(finished).digest
    (problem,) = problems(lambda: worker.solve(str(finished), run, 1, ".token-1"))
    assert problem.code == "damaged"
