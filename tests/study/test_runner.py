"""Runs: stopped, killed, resumed and split, they end in the same bytes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pyarrow.parquet as pq
import pytest

from twofront.findings import from_json
from twofront.problems import InputError
from twofront.scenario import is_warning, load
from twofront.study import equilibrium, runner
from twofront.study.folder import FINDINGS, MANIFEST, PROPOSAL, RESULTS, SCENARIO, read_identity
from twofront.study.runner import Watcher, run
from twofront.world import check_structure

DRAWS = 600


class Notes(Watcher):
    def __init__(self):
        self.lines, self.begun, self.done = [], None, 0.0
        self.lock = threading.Lock()

    def note(self, line):
        self.lines.append(line)

    def begin(self, asked, done):
        self.begun = asked, done

    def advance(self, draws):
        with self.lock:
            self.done += draws


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One run from end to end, and what its watcher heard."""
    from .conftest import BARGAIN

    place = tmp_path_factory.mktemp("whole")
    (place / "scenario.yaml").write_text(BARGAIN, encoding="utf-8")
    notes = Notes()
    folder = place / "run"
    run(load(place / "scenario.yaml"), folder, draws=DRAWS, watcher=notes)
    return folder, notes


@pytest.fixture
def scenario(write):
    return load(write())


@pytest.fixture
def again(whole, tmp_path):
    """A copy of the finished run."""
    copy = tmp_path / "copy"
    shutil.copytree(whole[0], copy)
    return copy


def problems(call):
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems


def test_a_run_folder_holds_what_is_promised(whole):
    folder, _ = whole
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    parts = {f"results/{kind}-{k:05}.parquet" for kind in ("draws", "reads") for k in range(3)}
    files = {MANIFEST, SCENARIO, PROPOSAL, FINDINGS, ".lock"}
    assert names == parts | files
    assert load(folder / SCENARIO) == load(folder.parent / "scenario.yaml")
    assert pq.read_metadata(folder / "results/draws-00002.parquet").num_rows == DRAWS - 512


def test_clock_and_workers_stand_in_the_manifest_alone(whole):
    folder, _ = whole
    manifest = json.loads((folder / MANIFEST).read_text())
    (session,) = manifest["sessions"]
    assert manifest["identity"]["ledger"] is None
    assert (session["workers"], session["on"]) == (0, None)
    assert session["cores"] >= 1
    assert session["ended"] >= session["started"]
    findings = (folder / FINDINGS).read_text()
    assert "workers" not in findings
    assert session["started"][:10] not in findings


def test_the_watcher_hears_of_every_draw(whole):
    _, notes = whole
    assert notes.begun == (DRAWS, 0)
    assert notes.done == pytest.approx(DRAWS)
    assert notes.lines


@pytest.mark.parametrize("threads", [1, 3])
def test_any_number_of_threads_gives_the_same_bytes(
    whole, scenario, tmp_path, monkeypatch, threads
):
    monkeypatch.setattr(runner, "cores", lambda: threads)
    run(scenario, tmp_path / "run", draws=DRAWS)
    assert (tmp_path / "run" / FINDINGS).read_bytes() == (whole[0] / FINDINGS).read_bytes()


def test_fewer_draws_are_the_first_of_more(whole, scenario, tmp_path):
    run(scenario, tmp_path / "few", draws=40)
    few = pq.read_table(tmp_path / "few/results/reads-00000.parquet").to_pandas()
    many = pq.read_table(whole[0] / "results/reads-00000.parquet").to_pandas()
    kept = many[many["draw"] < 40].reset_index(drop=True)
    for column in ("arm", "read", "status"):
        assert (kept[column].astype(str) == few[column].astype(str)).all()
    np.testing.assert_array_equal(kept["value"], few["value"])


def test_a_finished_run_is_resumed_without_solving(whole, again, scenario):
    before = (again / FINDINGS).read_bytes()
    (again / FINDINGS).unlink()
    notes = Notes()
    run(scenario, again, draws=DRAWS, resume=True, watcher=notes)
    assert notes.begun == (DRAWS, DRAWS)
    assert notes.done == 0
    assert (again / FINDINGS).read_bytes() == before


@pytest.mark.parametrize("harm", ["missing", "damaged", "foreign", "pipe"])
def test_parts_that_cannot_be_used_are_computed_again(again, scenario, harm):
    before = (again / FINDINGS).read_bytes()
    path = again / RESULTS / "reads-00001.parquet"
    if harm == "missing":
        path.unlink()
    elif harm == "damaged":
        path.write_bytes(path.read_bytes()[:1000])
    elif harm == "foreign":
        shutil.copy(again / RESULTS / "reads-00000.parquet", path)
    else:
        path.unlink()
        os.mkfifo(path)
    (again / FINDINGS).unlink()
    notes = Notes()
    run(scenario, again, draws=DRAWS, resume=True, watcher=notes)
    assert notes.begun == (DRAWS, DRAWS - 256)
    assert (again / FINDINGS).read_bytes() == before
    assert any("Part 1 is computed again" in line for line in notes.lines)


def test_another_seed_or_number_of_draws_is_refused(again, scenario):
    (problem,) = problems(lambda: run(scenario, again, draws=DRAWS, seed=2, resume=True))
    assert problem.field == "seed"
    (problem,) = problems(lambda: run(scenario, again, draws=64, resume=True))
    assert problem.field == "draws"
    assert "600" in problem.message
    assert "64" in problem.message


def test_another_scenario_is_refused(again, write):
    other = load(write(("A bargain and a raid", "Another title")))
    (problem,) = problems(lambda: run(other, again, draws=DRAWS, resume=True))
    assert problem.field == "scenario"


def test_an_existing_run_needs_resume(again, scenario):
    (problem,) = problems(lambda: run(scenario, again, draws=DRAWS))
    assert problem.code == "run_exists"


def test_a_number_that_is_undefined_in_some_draw_is_found_before_anything_is_written(
    write, tmp_path
):
    wrong = load(write(("chance: {firm: firm_chance}", "chance: {firm: firm_chance * 1.5}")))
    found = problems(lambda: run(wrong, tmp_path / "run", draws=64))
    assert found
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "amount", ["exp(300 * dead)", "dead ** 60", "dead * 1.0e+300", "-exp(dead * dead * dead)"]
)
def test_a_measure_too_large_to_add_up_is_found_before_anything_is_written(write, tmp_path, amount):
    number = amount.replace("dead", "(dead / dead_one)")
    dead = "deaths, values: {2024-01-01: {range: [10, 90], assumed: Wide., since: 2024-01-01}}}"
    one = "  dead_one: {means: One, unit: deaths, values: {2024-01-01: {value: 1, assumed: One., "
    one += "since: 2024-01-01}}}"
    path = write((dead, f"{dead}\n{one}"), ("{add: dead,", "{add: " + f"dead * {number},"))
    (problem,) = problems(lambda: run(load(path), tmp_path / "run", draws=300))
    assert problem.code == "amount-not-finite"
    assert problem.field == "measures.deaths[0]"
    assert problem.line is not None
    assert not (tmp_path / "run").exists()


def test_a_scenario_that_check_refuses_is_not_run(root, tmp_path):
    """The same problems as `check` gives, and nothing written."""
    cases = sorted((root / "tests" / "language" / "invalid").glob("structure_*.yaml"))
    assert len(cases) > 5
    for path in cases:
        scenario = load(path)
        told = [each for each in check_structure(scenario) if not is_warning(each)]
        assert told
        found = problems(lambda scenario=scenario: run(scenario, tmp_path / "run", draws=16))
        assert list(found) == told
        assert not (tmp_path / "run").exists()


def test_cheap_refusals_come_before_any_work(again, scenario, tmp_path):
    (tmp_path / "file").write_text("")
    for folder, more in [
        (again, {}),
        (again, {"seed": 2, "resume": True}),
        (tmp_path / "file" / "run", {}),
    ]:
        notes = Notes()
        problems(
            lambda folder=folder, more=more, notes=notes: run(
                scenario, folder, **{"draws": DRAWS, "watcher": notes, **more}
            )
        )
        assert notes.lines == []


def test_a_folder_in_the_place_of_a_part_is_refused_before_solving(again, scenario):
    path = again / RESULTS / "reads-00001.parquet"
    path.unlink()
    path.mkdir()
    notes = Notes()
    (problem,) = problems(lambda: run(scenario, again, draws=DRAWS, resume=True, watcher=notes))
    assert (problem.file, notes.begun) == (str(path), None)


@pytest.mark.parametrize("change", [{"draws": 0}, {"draws": 2**20 + 1}, {"seed": -1}])
def test_arguments_out_of_bounds_are_refused(scenario, tmp_path, change):
    (problem,) = problems(lambda: run(scenario, tmp_path / "run", **change))
    assert problem.code == "out_of_bounds"
    assert not (tmp_path / "run").exists()


def test_a_folder_taken_away_is_a_plain_error(scenario, tmp_path):
    class Thief(Watcher):
        def advance(self, draws):
            shutil.rmtree(tmp_path / "run", ignore_errors=True)

    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=DRAWS, watcher=Thief()))
    assert problem.code == "taken_away"


def test_a_folder_that_is_another_by_now_is_not_written_to(scenario, tmp_path):
    one_at_a_time = threading.Lock()

    class Swapper(Watcher):
        def advance(self, draws):
            with one_at_a_time:
                if not (tmp_path / "away").exists():
                    (tmp_path / "run").rename(tmp_path / "away")
                    (tmp_path / "run" / RESULTS).mkdir(parents=True)

    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=DRAWS, watcher=Swapper()))
    assert problem.code == "taken_away"
    assert [path.name for path in (tmp_path / "run").rglob("*")] == [RESULTS]


def test_a_part_that_is_lost_before_the_answer_is_a_plain_error(scenario, tmp_path):
    class Careless(Watcher):
        def note(self, line):
            if "answer" in line:
                (tmp_path / "run" / RESULTS / "reads-00001.parquet").unlink()

    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=DRAWS, watcher=Careless()))
    assert problem.code == "damaged"
    assert "--resume" in problem.message
    run(scenario, tmp_path / "run", draws=DRAWS, resume=True)


def test_draws_that_do_not_solve_are_counted_and_read_as_nothing(scenario, tmp_path, monkeypatch):
    """The solver gives up on every draw whose first chance is low, in every arm."""
    real = equilibrium.solve_qre

    def moody(tree, payoffs, *args, **kwargs):
        found = real(tree, payoffs, *args, **kwargs)
        lost = payoffs.chance[:, 0] < 0.3
        found.status[lost] = equilibrium.Status.STUCK
        found.residual[lost] = 0.5
        return found

    monkeypatch.setattr(equilibrium, "solve_qre", moody)
    findings = run(scenario, tmp_path / "run", draws=64)
    reads = pq.read_table(tmp_path / "run/results/reads-00000.parquet").to_pandas()
    main = reads[(reads["arm"] == "as_written") & (reads["read"] == "risk:coast")]
    stuck = main["status"] == "stuck"
    assert 0 < stuck.sum() < 64
    assert main["value"][stuck].isna().all()
    assert (main["residual"][stuck] == 0.5).all()
    assert findings.draws.asked == 64
    assert findings.draws.failed >= stuck.sum()


def test_further_equilibria_are_looked_for_in_a_sample(whole):
    findings = from_json((whole[0] / FINDINGS).read_text())
    reads = pq.read_table(whole[0] / "results/reads-00000.parquet").to_pandas()
    counted = reads[(reads["read"] == "equilibria") & reads["value"].notna()]
    assert set(counted["draw"]) <= set(range(0, 256, 8))
    assert (counted["value"] == 1).all()
    assert findings.draws.checked > 0
    assert findings.draws.several_equilibria == 0


def command(path, folder, *more, draws=2048):
    arguments = ["run", str(path), "--draws", str(draws), "--out", str(folder), *more]
    return [sys.executable, "-m", "twofront", *arguments]


def wait_for(condition, process, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the run ended before it could be stopped"
        assert time.monotonic() < end, "the run never came so far"
        time.sleep(0.01)


@pytest.fixture
def undisturbed(write, tmp_path):
    run(load(write()), tmp_path / "undisturbed", draws=2048)
    return (tmp_path / "undisturbed" / FINDINGS).read_bytes()


@pytest.mark.slow
def test_a_run_killed_again_and_again_ends_in_the_same_bytes(undisturbed, write, tmp_path):
    folder, path = tmp_path / "killed", write()
    for parts in (0, 1, 3):
        process = subprocess.Popen(
            command(path, folder, "--resume"),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        results = folder / RESULTS
        wait_for(
            lambda results=results, parts=parts: (
                (folder / MANIFEST).exists() and len(list(results.glob("reads-*.parquet"))) >= parts
            ),
            process,
        )
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert not (folder / FINDINGS).exists()
    run(load(path), folder, draws=2048, resume=True)
    assert (folder / FINDINGS).read_bytes() == undisturbed
    left = [item.name for item in folder.rglob(".*") if item.name != ".lock"]
    assert left == []


@pytest.mark.slow
def test_an_interrupted_run_says_how_to_go_on_and_does(undisturbed, write, tmp_path):
    folder, path = tmp_path / "stopped", write()
    process = subprocess.Popen(
        command(path, folder), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    wait_for(lambda: list((folder / RESULTS).glob("draws-*.parquet")), process)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said
    assert printed == ""
    run(load(path), folder, draws=2048, resume=True)
    assert (folder / FINDINGS).read_bytes() == undisturbed


@pytest.mark.slow
def test_a_full_disk_is_a_plain_error_and_the_run_goes_on_later(undisturbed, write, tmp_path):
    folder, path = tmp_path / "full", write()
    code = """
import resource, sys
from twofront.cli import main
warm_up, *asked = sys.argv[1:]
main([*asked[:2], "--draws", "16", "--out", warm_up])
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
sys.exit(main(asked))
"""
    asked = [sys.executable, "-c", code, str(tmp_path / "small"), *command(path, folder)[3:]]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    assert found.returncode == 1, found.stderr
    assert "Cannot write here" in found.stderr
    assert "Traceback" not in found.stderr
    run(load(path), folder, draws=2048, resume=True)
    assert (folder / FINDINGS).read_bytes() == undisturbed


def test_parts_of_one_run_agree_in_their_layout(whole):
    parts = list(runner.read_parts(read_identity(whole[0]), whole[0]))
    assert [len(part.numbers) for part in parts] == [256, 256, 88]
