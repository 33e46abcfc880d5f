"""`twofront check`: what it says, how it ends, and what it leaves alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from twofront.cli import main

HEADER = {"file", "line", "column", "field", "code", "message", "suggestion"}


@pytest.fixture
def language(root) -> Path:
    return root / "tests" / "language"


def run(capsys, *args):
    status = main(["check", *map(str, args)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_sound_scenario_is_summed_up(capsys, language):
    status, out, err = run(capsys, language / "valid" / "everything.yaml")
    assert status == 0
    assert out.splitlines() == [
        "A settlement, a call and a raid, as known on 2025-01-01",
        "4 actors, 13 quantities, 9 ranges, 6 moves, 2 variants, 1 claim.",
        "No problems.",
    ]
    assert err == ""


def test_warnings_are_shown_and_do_not_fail(capsys, language):
    status, out, err = run(capsys, language / "valid" / "warning_no_war.yaml")
    assert status == 0
    assert out.endswith("1 warning.\n")
    assert "theatres.coast.war\n  Warning: coast does not say" in err


def test_problems_are_shown_with_their_place_and_counted(capsys, language):
    path = language / "invalid" / "all_problems_at_once.yaml"
    status, out, err = run(capsys, path)
    assert (status, out) == (1, "")
    assert f"{path}:15:33  quantities.prize.unit\n  Unknown unit 'utils'." in err
    assert "  Did you mean 'util'?\n" in err
    assert err.endswith("5 problems. Nothing was solved.\n")


def test_problems_as_json(capsys, language):
    status, out, err = run(capsys, language / "invalid" / "quantity_unknown_unit.yaml", "--json")
    answer = json.loads(out)
    assert (status, err, answer["ok"]) == (1, "", False)
    (problem,) = answer["problems"]
    assert set(problem) == HEADER
    assert problem["field"] == "quantities.prize.unit"
    assert problem["suggestion"].startswith("USD_bn")


def test_a_sound_scenario_as_json(capsys, language):
    status, out, _ = run(capsys, language / "valid" / "warning_no_war.yaml", "--json")
    answer = json.loads(out)
    assert (status, answer["ok"]) == (0, True)
    assert [problem["code"] for problem in answer["problems"]] == ["warning-no-war"]


def test_as_known_on_another_date(capsys, language):
    path = language / "valid" / "value_not_known_but_off.yaml"
    status, out, _ = run(capsys, path, "--as-of", "2025-07-01")
    assert status == 0
    assert "as known on 2025-07-01" in out
    status, _, err = run(capsys, path, "--as-of", "2020-01-01")
    assert status == 1
    assert "was not known on 2020-01-01" in err


@pytest.mark.parametrize("day", ["2025-02-30", "yesterday", "", "2025"])
def test_a_date_that_is_none_is_wrong_usage(capsys, language, day):
    status, _, err = run(capsys, language / "valid" / "minimal.yaml", "--as-of", day)
    assert status == 2
    assert "--as-of" in err


def test_the_title_cannot_steer_the_terminal(capsys, tmp_path, language):
    text = (language / "valid" / "minimal.yaml").read_text("utf-8")
    path = tmp_path / "scenario.yaml"
    path.write_text(text.replace("A raid", '"A \\u202eraid"'), encoding="utf-8")
    status, out, _ = run(capsys, path)
    assert status == 0
    assert "\u202e" not in out


def test_nothing_is_written(capsys, tmp_path, language):
    text = (language / "valid" / "minimal.yaml").read_text("utf-8")
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    assert run(capsys, tmp_path)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.yaml"]


@pytest.mark.parametrize("name", ["everything", "minimal"])
def test_it_loads_neither_jax_nor_scipy_nor_numba(language, name):
    script = (
        "import sys; from twofront.cli import main; "
        f"main(['check', {str(language / 'valid' / f'{name}.yaml')!r}]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ran.stderr.split()}
    assert "twofront" in loaded
    assert not loaded & {"jax", "scipy", "numba", "pandas", "pyarrow", "duckdb"}
