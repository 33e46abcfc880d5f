"""Runs that are cut short at every step, on full disks and read-only ones, and go on."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from twofront.problems import InputError
from twofront.scenario import load
from twofront.study.folder import FINDINGS, RESULTS
from twofront.study.runner import run

DRAWS = 300
"""Two parts."""

CRASHES = """
import json, os, sys
from pathlib import Path
from twofront.scenario import load
from twofront.study.runner import run

path, place = Path(sys.argv[1]), Path(sys.argv[2])

class Crash:
    # Ends the process as SIGKILL would, at the n-th call of some function, before it or after.
    def __init__(self, module, name, n, late):
        self.real, self.left, self.late = getattr(module, name), n, late
        setattr(module, name, self)

    def __call__(self, *arguments, **more):
        self.left -= 1
        if self.left == 0 and not self.late:
            os._exit(9)
        found = self.real(*arguments, **more)
        if self.left == 0:
            os._exit(9)
        return found

def in_child(work):
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

told = []
for name in ("replace", "mkdir"):
    for late in (False, True):
        for n in range(1, 100):
            folder = place / f"{name}-{late}-{n}"
            def crash():
                Crash(os, name, n, late)
                run(load(path), folder, draws=300)
            status = in_child(crash)
            if status == 9:
                in_child(lambda: run(load(path), folder, draws=300, resume=True))
            told.append([folder.name, status])
            if status != 9:
                break
print(json.dumps(told))
"""


def findings(folder):
    return (folder / FINDINGS).read_bytes()


@pytest.mark.slow
def test_wherever_a_run_is_killed_while_it_writes_it_ends_in_the_same_bytes(write, tmp_path):
    asked = [sys.executable, "-c", CRASHES, str(write()), str(tmp_path / "runs")]
    (tmp_path / "runs").mkdir()
    told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    crashed = [name for name, status in told if status == 9]
    wanted = findings(tmp_path / "runs" / next(name for name, status in told if status == 0))
    assert len(crashed) > 20
    for name in crashed:
        folder = tmp_path / "runs" / name
        assert findings(folder) == wanted, name
        assert [path.name for path in folder.rglob(".*") if path.name != ".lock"] == [], name


def in_a_namespace(script, *arguments):
    """Run a shell script that may mount what only it sees, where the system allows that."""
    command = ("unshare", "--map-root-user", "--mount", "sh", "-ec")
    allowed = "d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d"
    if not shutil.which("unshare") or subprocess.run([*command, allowed]).returncode:
        pytest.skip("no mounts of one's own here")
    asked = [*command, script, "sh", sys.executable, *map(str, arguments)]
    return subprocess.run(asked, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
@pytest.mark.parametrize("room", [40, 200, 420])
def test_a_full_disk_is_told_and_a_run_goes_on_once_there_is_room(write, tmp_path, room):
    script = """
    mount -t tmpfs -o size=$4k none "$3"
    run() { "$1" -m twofront run "$2" --draws 600 --out "$3/run" --resume >/dev/null; }
    run "$1" "$2" "$3" && echo finished || echo status $?
    mount -o remount,size=100m "$3"
    run "$1" "$2" "$3"
    cp "$3/run/findings.json" "$5"
    ls -A "$3/run" "$3/run/results"
    """
    (tmp_path / "disk").mkdir()
    path = write()
    run(load(path), tmp_path / "whole", draws=600)
    kept = tmp_path / "kept.json"
    found = in_a_namespace(script, path, tmp_path / "disk", room, kept)
    assert found.returncode == 0, found.stderr
    assert "status 1" in found.stdout
    assert "No space left" in found.stderr
    assert "Traceback" not in found.stderr
    assert kept.read_bytes() == findings(tmp_path / "whole")
    hidden = {name for name in found.stdout.split() if name.startswith(".")}
    assert hidden == {".lock"}


@pytest.mark.slow
def test_a_run_on_a_read_only_disk_is_refused_and_left_as_it_is(write, tmp_path):
    script = """
    mount --bind "$3" "$3"
    mount -o remount,ro,bind "$3"
    "$1" -m twofront run "$2" --draws 300 --out "$3/run" --resume && exit 5 || echo status $?
    "$1" -m twofront run "$2" --draws 300 --out "$3/new" && exit 5 || echo status $?
    """
    path = write()
    run(load(path), tmp_path / "disk" / "run", draws=DRAWS)
    before = findings(tmp_path / "disk" / "run")
    found = in_a_namespace(script, path, tmp_path / "disk")
    assert found.stdout.split() == ["status", "1"] * 2, found.stderr
    assert found.stderr.count("Read-only file system") + found.stderr.count("can be written") >= 2
    assert "Traceback" not in found.stderr
    assert findings(tmp_path / "disk" / "run") == before


def test_results_that_lead_elsewhere_are_refused(write, tmp_path):
    """A folder that came from somebody else must not make us write outside it."""
    scenario = load(write())
    run(scenario, tmp_path / "run", draws=DRAWS)
    shutil.move(tmp_path / "run" / RESULTS, tmp_path / "elsewhere")
    before = sorted(path.name for path in (tmp_path / "elsewhere").iterdir())
    os.symlink(tmp_path / "elsewhere", tmp_path / "run" / RESULTS)
    with pytest.raises(InputError) as caught:
        run(scenario, tmp_path / "run", draws=DRAWS, resume=True)
    assert caught.value.problems[0].code == "not_a_folder"
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == before
