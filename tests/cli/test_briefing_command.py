"""`twofront briefing`: the page of a run made anew, and plain words where there is no run."""

import re
import shutil

import pytest

from twofront.cli import main


@pytest.fixture(scope="module")
def finished(root, tmp_path_factory):
    """A small finished run."""
    folder = tmp_path_factory.mktemp("briefing") / "run"
    game = str(root / "tests" / "study" / "bargain.yaml")
    assert main(["run", game, "--draws", "64", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def run(finished, tmp_path):
    """A copy of the run that a test may damage."""
    return shutil.copytree(finished, tmp_path / "run")


def test_the_page_is_made_anew_and_the_same(run, capsys):
    page = run / "briefing.html"
    made = page.read_bytes()
    page.unlink()
    capsys.readouterr()
    assert main(["briefing", str(run)]) == 0
    assert capsys.readouterr().out.strip() == str(page)
    again, first = page.read_text("utf-8"), made.decode()
    assert cut_command(again) == cut_command(first)


def cut_command(page: str) -> str:
    """The page without the command, which names the scenario only where its file is known."""
    start, end = page.index("<pre>"), page.index("</pre>")
    return page[:start] + page[end:]


def test_open_shows_the_page(run, monkeypatch):
    shown = []
    monkeypatch.setattr("click.launch", shown.append)
    assert main(["briefing", str(run), "--open"]) == 0
    assert shown == [(run / "briefing.html").resolve().as_uri()]


@pytest.mark.parametrize("name", ["findings.json", "scenario.resolved.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["", "{}", "[" * 99_999, "\x00", None])
def test_a_damaged_run_is_refused_in_plain_words(run, name, damage, capsys):
    path = run / name
    if damage is None:
        path.unlink()
    else:
        path.write_text(damage)
    before = (run / "briefing.html").read_bytes()
    capsys.readouterr()
    assert main(["briefing", str(run)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert str(run) in told.err
    assert "Traceback" not in told.err
    assert (run / "briefing.html").read_bytes() == before


def test_what_is_no_run_is_refused(tmp_path, capsys):
    assert main(["briefing", str(tmp_path / "missing")]) == 1
    assert "no run" in capsys.readouterr().err


@pytest.mark.browser
def test_the_page_is_printed_by_a_browser(run, capsys):
    capsys.readouterr()
    assert main(["briefing", str(run), "--pdf"]) == 0
    printed = run / "briefing.pdf"
    assert capsys.readouterr().out.split() == [str(run / "briefing.html"), str(printed)]
    held = printed.read_bytes()
    assert held.startswith(b"%PDF-")
    assert re.search(rb"/MediaBox ?\[ ?0 0 59[45](\.\d+)? 84[12]", held)  # A4


def test_without_a_browser_nothing_is_printed_and_that_is_said(run, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert main(["briefing", str(run), "--pdf"]) == 1
    assert "Chromium" in capsys.readouterr().err
    assert not (run / "briefing.pdf").exists()


@pytest.mark.parametrize("does", ["exit 3", "exit 0", "echo no >&2; exit 1"])
def test_a_browser_that_does_not_print_is_told_of(run, tmp_path, monkeypatch, capsys, does):
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    (run / "briefing.pdf").write_bytes(b"the last one")
    assert main(["briefing", str(run), "--pdf"]) == 1
    assert str(program) in capsys.readouterr().err
    assert (run / "briefing.pdf").read_bytes() == b"the last one"
