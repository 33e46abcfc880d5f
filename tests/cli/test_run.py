"""`twofront run` as it is typed: what it prints, writes and refuses."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys

import pytest

from twofront.cli import main
from twofront.findings import from_json


@pytest.fixture
def scenario(root, tmp_path):
    shutil.copy(root / "tests" / "study" / "bargain.yaml", tmp_path / "scenario.yaml")
    return tmp_path / "scenario.yaml"


def run(*arguments, cwd, **more):
    command = [sys.executable, "-m", "twofront", "run", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300, **more)


def test_a_run_ends_with_its_verdicts_and_where_they_are(scenario, tmp_path):
    found = run(scenario, "--draws", 32, "--out", "answer", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "answer/findings.json" in found.stdout
    assert "answer/briefing.html" in found.stdout
    assert (tmp_path / "answer" / "briefing.html").is_file()
    assert found.stderr.startswith("Reading ")
    assert "Solving 32 draws." in found.stderr
    assert "\x1b" not in found.stderr + found.stdout


def test_the_folder_is_named_after_scenario_date_and_run(scenario, tmp_path):
    found = run(scenario, "--draws", 16, "--as-of", "2024-12-31", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    slug = re.sub(r"[^a-z0-9]+", "-", tmp_path.name.lower()).strip("-")[:40]
    assert re.fullmatch(rf"{slug}-2024-12-31-[0-9a-f]{{8}}", folder.name)


def test_json_stands_alone_on_standard_output(scenario, tmp_path):
    found = run(scenario, "--draws", 16, "--out", "answer", "--json", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout == (tmp_path / "answer" / "findings.json").read_text()
    assert from_json(found.stdout).draws.asked == 16


def test_wrong_input_writes_nothing_and_shows_every_problem(scenario, tmp_path):
    text = scenario.read_text()
    scenario.write_text(
        text.replace("unit: index", "unit: idnex").replace("by: north", "by: nroth")
    )
    found = run(scenario, "--out", "answer", cwd=tmp_path)
    assert found.returncode == 1
    assert "'index'" in found.stderr
    assert "'north'" in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
    assert not (tmp_path / "answer").exists()
    as_json = run(scenario, "--out", "answer", "--json", cwd=tmp_path)
    assert as_json.returncode == 1
    assert len(json.loads(as_json.stdout)["problems"]) >= 2


@pytest.mark.parametrize(
    "wrong",
    [
        ("--draws", 0),
        ("--draws", "many"),
        ("--seed", -1),
        ("--workers", -1),
        ("--workers", 100_000),
        ("--on", "127.0.0.1:8786"),
        ("--on", "dask://127.0.0.1"),
        ("--on", "dask://127.0.0.1:99999"),
        ("--on", "http://127.0.0.1:80"),
        ("--on", "dask://127.0.0.1:8786", "--workers", 2),
    ],
)
def test_wrong_usage_is_told_apart_from_wrong_input(scenario, tmp_path, wrong):
    assert run(scenario, *wrong, cwd=tmp_path).returncode == 2


def test_an_existing_run_is_refused_and_resumed(scenario, tmp_path):
    first = run(scenario, "--draws", 16, "--out", "answer", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    second = run(scenario, "--draws", 16, "--out", "answer", cwd=tmp_path)
    assert second.returncode == 1
    assert "--resume" in second.stderr
    third = run(scenario, "--draws", 16, "--out", "answer", "--resume", cwd=tmp_path)
    assert third.returncode == 0
    assert third.stdout == first.stdout
    other = run(scenario, "--draws", 16, "--seed", 7, "--out", "answer", "--resume", cwd=tmp_path)
    assert other.returncode == 1
    assert "seed" in other.stderr
    assert "has 1, this one 7" in other.stderr


def test_an_empty_name_is_no_folder(scenario, tmp_path):
    found = run(scenario, "--out", "", cwd=tmp_path)
    assert found.returncode == 2
    assert "--out" in found.stderr


def test_a_name_that_is_not_utf8_serves(scenario, tmp_path):
    name = os.fsdecode(b"b\xff\xfe")
    found = run(scenario, "--draws", 16, "--out", name, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / name / "findings.json").is_file()


def test_a_line_that_cannot_be_written_stops_no_run(scenario, tmp_path):
    asked = [sys.executable, "-m", "twofront", "run", str(scenario), "--draws", "16", "--out", "a"]
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(asked, stderr=full, stdout=subprocess.PIPE, cwd=tmp_path)
    assert ran.returncode == 0
    assert b"a/findings.json" in ran.stdout


def test_a_scenario_that_check_refuses_is_refused_with_the_same_words(root, tmp_path, capsys):
    cases = sorted((root / "tests" / "language" / "invalid").glob("structure_*.yaml"))
    assert len(cases) > 5
    for path in cases:
        assert main(["check", str(path), "--json"]) == 1
        checked = capsys.readouterr().out
        assert main(["run", str(path), "--out", str(tmp_path / "run"), "--json"]) == 1
        assert capsys.readouterr().out == checked
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("solved", [False, True])
def test_what_is_solved_is_promised_only_where_something_is(
    scenario, tmp_path, capsys, monkeypatch, solved
):
    def stopped(scenario, folder, **how):
        if solved:
            (folder / "results").mkdir(parents=True)
            (folder / "results" / "draws-00000.parquet").write_text("")
        raise KeyboardInterrupt

    monkeypatch.setattr("twofront.api.answer", stopped)
    assert main(["run", str(scenario), "--out", str(tmp_path / "answer")]) == 130
    said = capsys.readouterr().err
    assert ("is kept in" in said) is solved
    assert ("--resume" in said) is solved


def test_a_terminal_gets_a_bar(scenario, tmp_path):
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "twofront", "run", str(scenario), "--draws", "16"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "answer")],
        stderr=slave,
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait(timeout=120) == 0
    assert b"Solving draws" in shown
    assert b"100%" in shown
