"""`twofront run` told how to make its draws, as it is typed."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest


@pytest.fixture
def scenario(root, tmp_path):
    shutil.copy(root / "tests" / "study" / "bargain.yaml", tmp_path / "scenario.yaml")
    return tmp_path / "scenario.yaml"


def run(*arguments, cwd):
    command = [sys.executable, "-m", "twofront", "run", *map(str, arguments), "--json"]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300)


@pytest.mark.slow
def test_draws_are_read_from_a_file_and_then_from_the_run(scenario, tmp_path):
    pq.write_table(pa.table({"harm": np.linspace(0.5, 2, 48)}), tmp_path / "harm.parquet")
    first = run(scenario, "--draws-from", "harm.parquet", "--out", "first", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    found = json.loads(first.stdout)
    assert found["draws"]["asked"] == 48
    assert found["provenance"]["sampling"]["draws_from"]["quantities"] == ["harm"]
    again = run(scenario, "--draws-from", "first", "--design", "lhs", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["provenance"]["sampling"]["design"] == "lhs"


def test_a_file_that_does_not_fit_is_told_of_by_row_and_column(scenario, tmp_path):
    table = pa.table({"harn": [1.0, 1.0], "inertia": [1.0, 2.0]})
    pq.write_table(table, tmp_path / "wrong.parquet")
    found = run(scenario, "--draws-from", "wrong.parquet", cwd=tmp_path)
    assert found.returncode == 1
    (problem,) = json.loads(found.stdout)["problems"]
    assert (problem["file"], problem["field"]) == ("wrong.parquet", "harn")
    assert problem["suggestion"] == "harm"
    pq.write_table(pa.table({"inertia": [1.0, 9.0]}), tmp_path / "wrong.parquet")
    found = run(scenario, "--draws-from", "wrong.parquet", cwd=tmp_path)
    (problem,) = json.loads(found.stdout)["problems"]
    assert (problem["line"], problem["field"], problem["code"]) == (2, "inertia", "outside_support")


@pytest.mark.parametrize(
    "wrong", [("--design", "grid"), ("--proposal", "no"), ("--draws-from", "")]
)
def test_wrong_usage_is_told_apart(scenario, tmp_path, wrong):
    assert run(scenario, *wrong, cwd=tmp_path).returncode == 2


@pytest.mark.slow
def test_runs_that_draw_in_another_way_lie_in_other_folders(scenario, tmp_path):
    for more in ((), ("--design", "lhs"), ("--proposal", "prior")):
        assert run(scenario, "--draws", 16, *more, cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "runs").iterdir())) == 3
