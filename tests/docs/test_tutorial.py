"""The tutorial is true: its commands run, print what it says, and its excerpts are its files'."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)([^\n]*)\n(.*?)```", PAGE, re.S)


def squeezed(text):
    return " ".join(text.split())


def test_every_excerpt_stands_in_the_scenario():
    scenario = (DOCS / "tutorial" / "scenario.yaml").read_text(encoding="utf-8")
    excerpts = [text for kind, _, text in BLOCKS if kind == "yaml"]
    assert len(excerpts) > 5
    for text in excerpts:
        assert text.rstrip() in scenario
    (report,) = [text for _, name, text in BLOCKS if name.strip() == "report.txt"]
    assert report == (DOCS / "tutorial" / "report.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_its_commands_run_and_print_what_it_says(tmp_path):
    folder = shutil.copytree(DOCS / "tutorial", tmp_path / "tutorial")
    printed = ""
    ran = checked = 0
    for kind, note, text in BLOCKS:
        if kind == "sh":
            for line in text.splitlines():
                command, _, status = line.partition("  # exit ")
                done = subprocess.run(
                    [sys.executable, "-m", *shlex.split(command)],
                    cwd=folder,
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == int(status or 0), command + done.stderr
                printed += squeezed(done.stdout + done.stderr) + " "
                ran += 1
        elif kind == "text" and not note.strip():
            for line in text.splitlines():
                assert squeezed(line) in printed, line
                checked += 1
    assert ran >= 12
    assert checked >= 12


def test_a_slip_is_told_as_the_tutorial_says(tmp_path):
    folder = shutil.copytree(DOCS / "tutorial", tmp_path / "tutorial")
    path = folder / "scenario.yaml"
    text = path.read_text("utf-8").replace("odds(coast) - raid_cost", "odds(coast) - raid_costs")
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "twofront", "check", "."], cwd=folder, capture_output=True, text=True
    )
    (told,) = [text for _, note, text in BLOCKS if note.strip() == "not run"]
    assert squeezed(told) in squeezed(done.stdout + done.stderr)
