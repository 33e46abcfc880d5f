"""`twofront briefing`: the page of a run made anew, and plain words where there is no run."""

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
