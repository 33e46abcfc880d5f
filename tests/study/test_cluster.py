"""Runs on a Dask cluster, with real scheduler and worker processes on this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import psutil
import pytest
from distributed import Client

from twofront.scenario import load
from twofront.study import cluster as client
from twofront.study.cluster import misfits
from twofront.study.folder import FINDINGS, RESULTS, read_manifest
from twofront.study.runner import Watcher, run
from twofront.study.versions import versions

from .run_folders import problems, stamps

DRAWS = 1500
"""Six parts, the last of them not full."""


class Notes(Watcher):
    """Keeps what it hears, and does something when the first part is done."""

    def __init__(self, first=lambda: None):
        self.lines, self.begun, self.done, self.first = [], None, 0.0, first

    def note(self, line):
        self.lines.append(line)

    def begin(self, asked, done):
        self.begun = asked, done

    def advance(self, draws):
        self.done += draws
        first, self.first = self.first, lambda: None
        first()


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@contextmanager
def process(*arguments, log, **more):
    with open(log, "w") as out:
        started = subprocess.Popen(arguments, stdout=out, stderr=out, **more)
        try:
            yield started
        finally:
            started.kill()
            started.wait()


class Scheduler:
    """A scheduler process, and the worker processes that were sent to it."""

    def __init__(self, stack, tmp_path):
        self.stack, self.place, self.workers = stack, tmp_path, []
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        asked = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.process = self.started("scheduler", *asked)

    def started(self, kind, *arguments, before=(), **more):
        module = f"distributed.cli.dask_{kind}"
        log = self.place / f"{kind}-{len(self.workers)}.log"
        command = (*before, sys.executable, "-m", module, *arguments)
        return self.stack.enter_context(process(*command, log=log, **more))

    def work(self, threads=1, **more):
        where = ("--local-directory", str(self.place / "dask"), "--no-dashboard")
        asked = (self.address, "--nthreads", str(threads), "--no-nanny", *where)
        self.workers.append(self.started("worker", *asked, **more))
        return self.workers[-1]


@pytest.fixture
def scheduler(tmp_path):
    with ExitStack() as stack:
        yield Scheduler(stack, tmp_path)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The findings of a run in this process."""
    from .conftest import BARGAIN

    place = tmp_path_factory.mktemp("here")
    (place / "scenario.yaml").write_text(BARGAIN, encoding="utf-8")
    run(load(place / "scenario.yaml"), place / "run", draws=DRAWS)
    return (place / "run" / FINDINGS).read_bytes()


@pytest.fixture
def scenario(write):
    return load(write())


def left(folder):
    """What a run leaves in its folder beside what it promises."""
    return [path.name for path in folder.rglob(".*") if path.name != ".lock"]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 4])
def test_processes_of_this_machine_give_the_same_bytes(here, scenario, tmp_path, workers):
    notes = Notes()
    run(scenario, tmp_path / "run", draws=DRAWS, workers=workers, watcher=notes)
    assert (tmp_path / "run" / FINDINGS).read_bytes() == here
    assert (notes.begun, notes.done) == ((DRAWS, 0), DRAWS)
    assert read_manifest(tmp_path / "run")["sessions"][0]["workers"] == workers
    assert left(tmp_path / "run") == []


@pytest.mark.slow
def test_workers_of_a_scheduler_give_the_same_bytes(here, scenario, scheduler, tmp_path):
    scheduler.work()
    scheduler.work(threads=2)
    run(scenario, tmp_path / "run", draws=DRAWS, on=scheduler.address)
    assert (tmp_path / "run" / FINDINGS).read_bytes() == here
    assert read_manifest(tmp_path / "run")["sessions"][0]["on"] == scheduler.address


@pytest.mark.slow
def test_a_killed_worker_costs_time_only(here, scenario, scheduler, tmp_path):
    """Even where it was the only one, until another comes."""
    victim = scheduler.work()

    def strike():
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        scheduler.work()

    notes = Notes(strike)
    run(scenario, tmp_path / "run", draws=DRAWS, on=scheduler.address, watcher=notes)
    assert victim.returncode == -signal.SIGKILL
    assert notes.done == DRAWS
    assert (tmp_path / "run" / FINDINGS).read_bytes() == here


@pytest.mark.slow
def test_a_run_whose_scheduler_went_away_goes_on(here, scenario, scheduler, tmp_path):
    scheduler.work()
    notes = Notes(lambda: scheduler.process.send_signal(signal.SIGKILL))
    folder = tmp_path / "run"
    (problem,) = problems(
        lambda: run(scenario, folder, draws=DRAWS, on=scheduler.address, watcher=notes)
    )
    assert problem.code == "scheduler_gone"
    assert "--resume" in problem.message
    assert scheduler.address in problem.file
    assert not (folder / FINDINGS).exists()
    notes = Notes()
    run(scenario, folder, draws=DRAWS, resume=True, watcher=notes)
    assert notes.begun[1] >= 256
    assert (folder / FINDINGS).read_bytes() == here
    assert left(folder) == []


def test_where_no_scheduler_answers_nothing_is_solved(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "ANSWER", 1.0)
    address = f"tcp://127.0.0.1:{free_port()}"
    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=16, on=address))
    assert (problem.file, problem.code) == (address, "no_scheduler")
    run(scenario, tmp_path / "run", draws=16, resume=True)


@pytest.mark.slow
def test_a_scheduler_without_workers_is_not_waited_for_without_end(
    scenario, scheduler, tmp_path, monkeypatch
):
    monkeypatch.setattr(client, "ALONE", 0.5)
    notes = Notes()
    (problem,) = problems(
        lambda: run(scenario, tmp_path / "run", draws=16, on=scheduler.address, watcher=notes)
    )
    assert problem.code == "no_workers"
    assert any("Waiting" in line for line in notes.lines)


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused_with_both_shown(
    root, scenario, scheduler, tmp_path
):
    """Of the same number, but built from other code."""
    other = tmp_path / "other" / "twofront"
    shutil.copytree(root / "src" / "twofront", other, ignore=shutil.ignore_patterns("*.pyc"))
    with (other / "study" / "parts.py").open("a") as file:
        file.write("\n# A change.\n")
    scheduler.work(env={**os.environ, "PYTHONPATH": str(other.parent)})
    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=16, on=scheduler.address))
    assert (problem.code, problem.field) == ("another_version", "versions.code")
    assert versions()["code"] in problem.message
    assert not list((tmp_path / "run" / RESULTS).iterdir())


@pytest.mark.slow
def test_a_worker_without_twofront_is_refused(scenario, scheduler, tmp_path):
    (tmp_path / "bare" / "twofront").mkdir(parents=True)
    (tmp_path / "bare" / "twofront" / "__init__.py").write_text("")
    scheduler.work(env={**os.environ, "PYTHONPATH": str(tmp_path / "bare")})
    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=16, on=scheduler.address))
    assert problem.code == "not_loaded"
    assert "twofront" in problem.message


def hidden(folder):
    """A command under which a folder is empty, where the system allows that."""
    hide = f'mount -t tmpfs none "{folder}" && exec "$@"'
    command = ("unshare", "--map-root-user", "--mount", "sh", "-c", hide, "sh")
    tried = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True)
    if not tried or tried.returncode:
        pytest.skip("no mounts of one's own here")
    return command


@pytest.mark.slow
def test_a_worker_that_does_not_see_the_folder_is_refused(scenario, scheduler, tmp_path):
    (tmp_path / "there").mkdir()
    scheduler.work(before=hidden(tmp_path / "there"))
    folder = tmp_path / "there" / "run"
    (problem,) = problems(lambda: run(scenario, folder, draws=16, on=scheduler.address))
    assert problem.code == "unseen_folder"
    assert str(folder) in problem.message
    assert not list((folder / RESULTS).iterdir())


def test_what_makes_a_worker_unfit():
    fit = {"machine": "a", "cpu": "x", "versions": versions(), "sees": True}
    old = {**fit, "versions": {**versions(), "numpy": "1.0"}}
    answers = {"one": fit, "two": {**fit, "sees": False}, "three": old, "four": OSError("no\nway")}
    found = list(misfits(answers, "/runs/first"))
    assert [(each.file, each.code) for each in found] == [
        ("two", "unseen_folder"),
        ("three", "another_version"),
        ("four", "not_loaded"),
    ]
    assert "/runs/first" in found[0].message
    assert "has 1.0" in found[1].message
    assert versions()["numpy"] in found[1].message
    assert found[2].message.endswith("OSError: no.")


@pytest.mark.slow
@pytest.mark.parametrize(("tries", "ends"), [(1, True), (0, False)])
def test_a_part_that_workers_die_of_is_given_out_again_but_not_for_ever(
    here, scenario, tmp_path, monkeypatch, tries, ends
):
    """The scheduler gives a task up at its first death."""
    monkeypatch.setattr(client, "TRIES", tries)
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    folder = tmp_path / "run"
    with ExitStack() as stack:
        scheduler = Scheduler(stack, tmp_path)
        victim = scheduler.work()

        def strike():
            victim.send_signal(signal.SIGKILL)
            scheduler.work()

        def go():
            run(scenario, folder, draws=DRAWS, on=scheduler.address, watcher=Notes(strike))

        if ends:
            go()
            assert (folder / FINDINGS).read_bytes() == here
        else:
            (problem,) = problems(go)
            assert problem.code == "killed"


@pytest.mark.slow
def test_a_killed_process_of_this_machine_is_replaced(here, scenario, tmp_path):
    killed = []

    def strike():
        for child in psutil.Process().children(recursive=True):
            if "spawn_main" in " ".join(child.cmdline()) and not killed:
                killed.append(child.pid)
                child.kill()

    run(scenario, tmp_path / "run", draws=DRAWS, workers=2, watcher=Notes(strike))
    assert killed
    assert (tmp_path / "run" / FINDINGS).read_bytes() == here


def test_without_dask_the_extra_is_named(scenario, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    (problem,) = problems(lambda: run(scenario, tmp_path / "run", draws=16, workers=2))
    assert problem.code == "not_installed"
    assert "twofront[cluster]" in problem.message


def test_a_run_in_this_process_loads_no_dask(write, tmp_path):
    code = (
        "import sys; from pathlib import Path; from twofront.scenario import load\n"
        "from twofront.study.runner import run\n"
        "run(load(Path(sys.argv[1])), Path(sys.argv[2]), draws=16)\n"
        "print({'dask', 'distributed', 'tornado'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(write()), str(tmp_path / "run")]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "set()\n"


@pytest.mark.slow
def test_workers_lose_interest_when_the_run_is_interrupted(scenario, scheduler, tmp_path):
    scheduler.work()

    def interrupt():
        raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        run(scenario, folder, draws=2560, on=scheduler.address, watcher=Notes(interrupt))
    with Client(scheduler.address, set_as_default=False) as seen:
        until(lambda: not any(seen.processing().values()))
    before = stamps(folder)
    assert 2 <= len(before) < 20
    assert left(folder) == []


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def command(path, folder, *more, draws=2560):
    asked = ["run", str(path), "--draws", str(draws), "--out", str(folder), *more]
    return [sys.executable, "-m", "twofront", *asked]


def parts(folder):
    return list((folder / RESULTS).glob("draws-*.parquet"))


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_leaves_no_process_and_goes_on(write, tmp_path, sign):
    """A terminal interrupts the whole group; SIGKILL hits the run alone."""
    folder, path = tmp_path / "run", write()
    asked = command(path, folder, "--workers", "2")
    started = subprocess.Popen(asked, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until(lambda: parts(folder))
    family = psutil.Process(started.pid).children(recursive=True)
    assert len(family) >= 2
    if sign == signal.SIGINT:
        os.killpg(started.pid, sign)
    else:
        started.kill()
    _, said = started.communicate(timeout=60)
    assert "Traceback" not in said
    assert "distributed" not in said
    assert started.returncode == (130 if sign == signal.SIGINT else -signal.SIGKILL)
    until(lambda: not any(each.is_running() for each in family))
    assert not (folder / FINDINGS).exists()
    again = subprocess.run(command(path, folder, "--resume"), capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert left(folder) == []
