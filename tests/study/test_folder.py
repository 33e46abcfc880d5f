"""Run folders: whose they are, who may write, what is refused."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from twofront.problems import InputError
from twofront.study.folder import (
    LOCK,
    MANIFEST,
    RESULTS,
    SCENARIO,
    Identity,
    check_free,
    claim,
    held,
    read_identity,
    write_manifest,
)

IDENTITY = Identity(
    scenario="ab" * 32,
    ledger="ef" * 32,
    as_of="2024-01-01",
    seed=1,
    draws=512,
    versions={"twofront": "1"},
    settings={"tolerance": 1e-8},
    arms=("as_written",),
)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "deep" / "run"
    with held(place, resume=False):
        claim(place, IDENTITY, "{}")
    return place


def refused(call):
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems


def test_a_new_folder_is_made_and_marked(folder):
    assert read_identity(folder) == IDENTITY
    assert (folder / SCENARIO).read_text() == "{}"
    assert (folder / RESULTS).is_dir()


def test_an_existing_run_needs_resume(folder):
    (problem,) = refused(lambda: check_free(folder, resume=False))
    assert problem.code == "run_exists"
    assert "--resume" in problem.message
    check_free(folder, resume=True)


def test_an_absent_folder_may_be_resumed(tmp_path):
    check_free(tmp_path / "none", resume=True)
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    (problem,) = refused(lambda: check_free(tmp_path, resume=True))
    assert problem.code == "not_a_run"


@pytest.mark.parametrize("name", [".git", ".notes.txt", "manifest.json"])
def test_nothing_is_left_in_a_folder_of_something_else(tmp_path, name):
    (tmp_path / name).write_text("{}")
    with pytest.raises(InputError), held(tmp_path, resume=True):
        pytest.fail("held what is no run")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_lock_that_leads_elsewhere_is_refused(folder, tmp_path):
    (folder / LOCK).unlink()
    (folder / LOCK).symlink_to(tmp_path / "elsewhere")
    (problem,) = refused(lambda: held(folder, resume=True).__enter__())
    assert problem.code == "unwritable"
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_where_no_folder_can_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    (problem,) = refused(lambda: check_free(tmp_path / "file" / "deep" / "run", resume=False))
    assert (problem.code, problem.file) == ("not_a_folder", str(tmp_path / "file"))
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (problem,) = refused(lambda: check_free(tmp_path / "link", resume=False))
    assert problem.code == "not_a_folder"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "run").write_text("")
    (problem,) = refused(lambda: check_free(tmp_path / "run", resume=False))
    assert problem.code == "not_a_folder"


@pytest.mark.parametrize(
    ("change", "field", "values"),
    [
        ({"seed": 2}, "seed", ("1", "2")),
        ({"draws": 1024}, "draws", ("512", "1024")),
        ({"scenario": "cd" * 32}, "scenario", ("ab" * 32, "cd" * 32)),
        ({"ledger": None}, "ledger", ("ef" * 32, "null")),
        ({"as_of": "2025-01-01"}, "as_of", ("2024-01-01", "2025-01-01")),
        ({"versions": {"twofront": "2"}}, "versions.twofront", ('"1"', '"2"')),
        ({"settings": {"tolerance": 1e-9}}, "settings.tolerance", ("1e-08", "1e-09")),
    ],
)
def test_another_run_is_refused_with_both_values(folder, change, field, values):
    before = (folder / MANIFEST).read_bytes()
    (problem,) = refused(lambda: claim(folder, replace(IDENTITY, **change), "{}"))
    assert problem.field == field
    assert all(value in problem.message for value in values)
    assert (folder / MANIFEST).read_bytes() == before


def test_another_scenario_is_refused_by_title_too(tmp_path):
    with held(tmp_path, resume=False):
        claim(tmp_path, IDENTITY, '{"title": "A raid"}')
    other = replace(IDENTITY, scenario="cd" * 32)
    (problem,) = refused(lambda: claim(tmp_path, other, '{"title": "A siege\\u202e"}'))
    assert "(“A raid”)" in problem.message
    assert "(“A siege\\u202e”)" in problem.message


def test_a_second_run_is_refused_while_the_first_holds_the_folder(folder):
    code = (
        "from pathlib import Path; from twofront.study.folder import held\n"
        f"with held(Path({str(folder)!r}), resume=True): print('mine', flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"mine\n"
        (problem,) = refused(lambda: held(folder, resume=True).__enter__())
        assert problem.code == "locked"
        other.kill()
        other.wait()
        with held(folder, resume=True):
            pass
    finally:
        other.kill()
        other.communicate()


def test_what_an_interrupted_write_left_is_cleared_and_nothing_else(folder):
    left = [folder / f".{MANIFEST}.x1", folder / RESULTS / ".reads-00001.parquet.y2"]
    kept = [folder / ".notes.txt", folder / RESULTS / "mine.csv"]
    for path in left + kept:
        path.write_text("")
    claim(folder, IDENTITY, "{}")
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in kept)


def test_a_run_killed_before_its_manifest_may_begin_again(tmp_path):
    (tmp_path / LOCK).write_text("")
    (tmp_path / f".{MANIFEST}.abc").write_text("{")
    with held(tmp_path, resume=False):
        claim(tmp_path, IDENTITY, "{}")
    assert read_identity(tmp_path) == IDENTITY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[" * 100_000, "damaged"),
        ("[]", "another_format"),
        ('{"format": 99}', "another_format"),
        ('{"format": 1, "sessions": [], "identity": {"seed": "x"}}', "damaged"),
        ("9" * 5000, "damaged"),
        (b"\xff\xfe\x00", "damaged"),
    ],
)
def test_a_damaged_manifest_is_a_plain_error(folder, text, code):
    (folder / MANIFEST).write_bytes(text if isinstance(text, bytes) else text.encode())
    (problem,) = refused(lambda: read_identity(folder))
    assert problem.code == code
    assert "start anew" in problem.message
    assert "sys." not in problem.message


def test_a_damaged_manifest_is_located(folder):
    path = folder / MANIFEST
    text = path.read_text()
    path.write_text(text.replace('"seed": 1', '"seed": ?'))
    line = 1 + text[: text.index('"seed": 1')].count("\n")
    (problem,) = refused(lambda: read_identity(folder))
    assert (problem.file, problem.line, problem.column) == (str(path), line, 11)


def test_a_manifest_without_a_field_names_it(folder):
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"ledger"', '"lodger"'))
    (problem,) = refused(lambda: read_identity(folder))
    assert problem.field == "identity.ledger"


def test_a_manifest_too_large_is_not_read(folder):
    (folder / MANIFEST).write_text(" " * 5_000_000)
    (problem,) = refused(lambda: read_identity(folder))
    assert problem.code == "too_large"


def test_no_folder_is_a_plain_error(tmp_path):
    (problem,) = refused(lambda: read_identity(tmp_path / "none"))
    assert problem.code == "not_a_run"


def test_clock_times_do_not_make_another_run(folder):
    write_manifest(folder, IDENTITY, [{"started": "2024-01-01T00:00:00+00:00", "workers": 2}])
    claim(folder, IDENTITY, "{}")
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["sessions"][0]["workers"] == 2
