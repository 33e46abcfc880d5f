"""`twofront solve`: JSON lines, text, and refusals."""

import json

from numpy.testing import assert_allclose
from small_games import ONE_SHOT, SIGNAL

from twofront.cli import main


def test_json_lines_one_a_file(tmp_path, capsys):
    good, bad = tmp_path / "signal.efg", tmp_path / "cut.efg"
    good.write_text(SIGNAL)
    bad.write_text(SIGNAL[:200])
    assert main(["solve", str(good), str(bad), "--precision", "0,2", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(good), str(bad)]
    assert "cut.efg:" in lines[1]["error"]
    assert lines[0]["players"] == ["Leader", "Rival"]
    uniform, played = lines[0]["solutions"]
    assert (uniform["precision"], uniform["status"]) == (0.0, "solved")
    assert all(row["probs"] == [0.5, 0.5] for row in uniform["infosets"])
    assert played["residual"] <= 1e-8
    assert len(played["payoffs"]) == 2
    rows = [(row["player"], row["infoset"], row["number_in_file"]) for row in played["infosets"]]
    assert rows == [(1, 1, 1), (2, 1, 1), (2, 2, 2), (1, 2, 2)]


def test_text_for_people(tmp_path, capsys):
    path = tmp_path / "one.efg"
    path.write_text(ONE_SHOT.replace('"x"', '"\x1b[2Jx"'))
    assert main(["solve", str(path), "--precision", "1"]) == 0
    shown = capsys.readouterr().out
    assert "precision 1: solved to the tolerance asked" in shown
    assert "y 0.3" in shown
    assert "\x1b" not in shown


def test_wrong_precision_is_wrong_usage(tmp_path, capsys):
    assert main(["solve", "x.efg", "--precision", "1,-2"]) == 2
    assert main(["solve", "x.efg", "--precision", "many"]) == 2
    assert "no list of numbers" in capsys.readouterr().err


def test_a_missing_file_is_wrong_input(tmp_path, capsys):
    assert main(["solve", str(tmp_path / "absent.efg")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert main(["solve", str(tmp_path / "absent.efg"), "--json"]) == 1
    assert_allclose(len(json.loads(capsys.readouterr().out)["solutions"]), 0)
