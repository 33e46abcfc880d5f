"""The frame every verb runs in: statuses, messages, streams."""

import errno
import json
import os
import subprocess
import sys

import click
import pytest

from twofront.cli import app as frame
from twofront.cli import main
from twofront.cli.app import VERBS
from twofront.problems import InputError, Problem

TWO_PROBLEMS = InputError(
    [
        Problem("s.yaml", 14, 11, "quantities.a.unit", "unit", "Unknown unit 'bn'.", "USD_bn"),
        Problem("s.yaml", 17, None, "quantities.a", "source", "Cites \x1b[2J nothing."),
    ]
)


@pytest.fixture
def fails(monkeypatch):
    """Makes the verb `check` raise what the test says, and gives what main answers."""

    def run(error: BaseException, *options: str) -> int:
        @click.command("check")
        @click.option("--json", "as_json", is_flag=True)
        @click.argument("rest", nargs=-1)
        def check(as_json: bool, rest: tuple[str, ...]) -> None:
            raise error

        monkeypatch.setattr(frame.Verbs, "get_command", lambda self, ctx, name: check)
        return main(["check", *options])

    return run


def test_every_verb_in_the_table_is_a_command_with_that_help():
    context = click.Context(frame.app)
    told = {name: frame.app.get_command(context, name) for name in VERBS}
    assert [command.name for command in told.values()] == list(VERBS)
    helps = {name: command.get_short_help_str(200).rstrip(".") for name, command in told.items()}
    assert helps == {name: line.rstrip(".") for name, line in VERBS.items()}


def test_help_names_every_verb(capsys):
    assert main(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert all(f" {verb} {line}" in shown for verb, line in VERBS.items())


def test_an_unknown_verb_is_wrong_usage_and_names_the_nearest(capsys):
    assert main(["chek"]) == 2
    assert "Unknown verb 'chek'. Did you mean 'check'?" in capsys.readouterr().err


def test_an_unknown_verb_cannot_steer_the_terminal(capsys):
    assert main(["\x1b[2Jrun"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_wrong_input_shows_every_problem_and_exits_1(fails, capsys):
    assert fails(TWO_PROBLEMS) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "s.yaml:14:11  quantities.a.unit\n"
        "  Unknown unit 'bn'.\n"
        "  Did you mean 'USD_bn'?\n"
        "s.yaml:17  quantities.a\n"
        "  Cites \\x1b[2J nothing.\n"
        "2 problems. Nothing was solved.\n"
    )


def test_wrong_input_is_json_where_json_was_asked_for(fails, capsys):
    assert fails(TWO_PROBLEMS, "--json") == 1
    out, err = capsys.readouterr()
    assert err == ""
    answer = json.loads(out)
    assert answer["ok"] is False
    assert answer["problems"][0] == {
        "file": "s.yaml",
        "line": 14,
        "column": 11,
        "field": "quantities.a.unit",
        "code": "unit",
        "message": "Unknown unit 'bn'.",
        "suggestion": "USD_bn",
    }
    assert len(answer["problems"]) == 2


def test_an_argument_called_json_asks_for_nothing(fails, capsys):
    assert fails(TWO_PROBLEMS, "--", "--json") == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.ENOENT])
def test_what_the_machine_refuses_is_said_without_a_traceback(fails, capsys, code):
    assert fails(OSError(code, os.strerror(code), "out/findings.json")) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"out/findings.json\n  {os.strerror(code)}.\n1 problem.")


def test_a_file_missing_from_the_package_is_our_fault(fails, capsys):
    missing = os.path.join(os.path.dirname(frame.__file__), "schema.json")
    assert fails(FileNotFoundError(errno.ENOENT, "No such file", missing)) == 3
    assert "A fault in Twofront" in capsys.readouterr().err


def test_a_fault_is_short_and_says_where_to_report_it(fails, capsys):
    assert fails(ValueError("axes \x1b[31mdisagree")) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "ValueError: axes \\x1b[31mdisagree" in err
    assert "issue tracker" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback(fails, capsys, monkeypatch):
    monkeypatch.setenv("TWOFRONT_DEBUG", "1")
    assert fails(ValueError("axes disagree")) == 3
    assert "Traceback" in capsys.readouterr().err


def test_interruption_has_its_own_status(fails, capsys):
    assert fails(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.strip() == "Interrupted."


def test_a_verb_chooses_its_status_and_its_answer_is_none(monkeypatch):
    @click.command("check")
    @click.argument("status", type=int)
    @click.pass_context
    def check(context: click.Context, status: int) -> int:
        if status:
            context.exit(status)
        return 7

    monkeypatch.setattr(frame.Verbs, "get_command", lambda self, ctx, name: check)
    assert main(["check", "1"]) == 1
    assert main(["check", "0"]) == 0


def twofront(*args: str, **streams: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "twofront", *args], **streams)


def test_a_reader_that_leaves_is_no_fault():
    read, write = os.pipe()
    os.close(read)
    ran = twofront("units", stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert ran.communicate() == (None, b"")
    assert ran.returncode == 130


def test_a_full_disk_is_told_plainly():
    with open("/dev/full", "wb") as full:
        ran = twofront("units", stdout=full, stderr=subprocess.PIPE)
        _, err = ran.communicate()
    assert ran.returncode == 1
    assert b"No space left on device" in err
    assert b"Traceback" not in err


@pytest.mark.parametrize("stream", [">/dev/full", ">&-"])
def test_problems_that_cannot_be_printed_as_json_are_told_on_standard_error(tmp_path, stream):
    missing = str(tmp_path / "none.yaml")
    asked = [sys.executable, "-m", "twofront", "check", missing, "--json"]
    ran = subprocess.run(["sh", "-c", f'"$@" {stream}', "sh", *asked], stderr=subprocess.PIPE)
    assert ran.returncode == 1
    assert b"There is no such file." in ran.stderr


def test_an_interruption_before_the_frame_stands_is_told_plainly(monkeypatch, capfd):
    def stopped(asked: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("twofront.cli._run", stopped)
    assert main(["units"]) == 130
    assert capfd.readouterr().err == "Interrupted.\n"


def test_nothing_is_loaded_before_interruptions_are_caught():
    code = "import sys, twofront.cli; print(sorted(m for m in sys.modules if 'click' in m))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize("asked", [["check"], ["run"], ["explain"], ["read"], ["briefing"]])
def test_what_cannot_be_read_is_wrong_input_and_no_wrong_usage(
    monkeypatch, tmp_path, capsys, asked
):
    """Readable or not is for the file system to say, when the path is opened."""
    path = tmp_path / "there.txt"
    path.write_text("")
    monkeypatch.setattr(os, "access", lambda *asked, **how: False)
    assert main([*asked, str(path)]) == 1
    assert "Usage" not in capsys.readouterr().err
    assert main(["ledger", "show", str(path)]) == 0


def test_a_working_folder_that_is_gone_is_named(root, tmp_path):
    (tmp_path / "gone").mkdir()
    asked = [sys.executable, "-m", "twofront", "run", str(root / "tests/study/bargain.yaml")]
    left = ["sh", "-c", 'cd gone; rmdir ../gone; "$@"', "sh", *asked]
    ran = subprocess.run(left, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "the folder this command was started in\n  No such file" in ran.stderr


def test_closed_streams_are_no_fault():
    closed = [sys.executable, "-m", "twofront", "units"]
    assert subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *closed]).returncode == 0


@pytest.mark.parametrize(("value", "expected"), [("1", False), ("", None)])
def test_no_color_turns_colour_off(monkeypatch, value, expected):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", value)
    seen = []

    @click.command("check")
    @click.pass_context
    def check(context: click.Context) -> None:
        seen.append(context.color)

    monkeypatch.setattr(frame.Verbs, "get_command", lambda self, ctx, name: check)
    assert main(["check"]) == 0
    assert seen == [expected]
