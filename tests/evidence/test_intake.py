"""Files and folders taken in: everything that can be read is, and what cannot is told of."""

import gc
import os
import tracemalloc
from dataclasses import replace

import pytest

from twofront.evidence import intake as taking
from twofront.evidence.intake import Intake, settled
from twofront.evidence.ledger_file import LINE_LIMIT, load_ledger
from twofront.evidence.reading import read

REPORT = "date 2024-05-06 “We will not come back before spring,” minister Ana Ruiz told the BBC.\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "in"
    path.mkdir()
    (path / "b.txt").write_text(REPORT, encoding="utf-8")
    return path


def left_out(*paths):
    return {taken.path.name: taken.problem.code for taken in Intake(paths) if taken.problem}


def read_from(*paths):
    return [taken.path.name for taken in Intake(paths) if taken.reading]


def test_bad_files_do_not_stop_the_rest(folder):
    (folder / "a.txt").write_bytes(b"\x89PNG....")
    (folder / "c.txt").touch()
    (folder / "d.txt").write_bytes(b"text \0 text")
    (folder / "e.txt").symlink_to("nowhere")
    os.mkfifo(folder / "f.txt")
    (folder / "g.html").write_text(REPORT.replace("spring", "autumn"), encoding="utf-8")
    assert read_from(folder) == ["b.txt", "g.html"]
    assert left_out(folder) == {
        "a.txt": "not_text",
        "c.txt": "empty",
        "d.txt": "not_text",
        "e.txt": "not_a_file",
        "f.txt": "not_a_file",
    }


def test_folders_are_read_in_the_order_of_names_and_loops_end(folder):
    for name in ("z", "a/deep/deeper", ".hidden", "a.d"):
        (folder / name).mkdir(parents=True)
    (folder / "z/loop").symlink_to(folder)
    for name in ("z/1.txt", "a/deep/deeper/2.txt", ".hidden/3.txt", "a.d/4.htm", ".5.txt", "6.TXT"):
        (folder / name).write_text(REPORT.replace("spring", name), encoding="utf-8")
    (folder / "notes.csv").touch()
    intake = Intake([folder])
    names = [taken.path.name for taken in intake]
    assert names == ["6.TXT", "b.txt", "2.txt", "4.htm", "1.txt"]
    assert intake.passed_over == 1
    assert [taken.path.name for taken in intake] == names


def test_a_folder_that_cannot_be_opened_is_told_of(folder, monkeypatch):
    (folder / "locked").mkdir()
    plain = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return plain(path)

    monkeypatch.setattr(taking.os, "scandir", scandir)
    assert read_from(folder) == ["b.txt"]
    assert left_out(folder) == {"locked": "unreadable"}


def test_a_file_that_vanishes_is_told_of(folder):
    (folder / "c.txt").write_text(REPORT, encoding="utf-8")

    def reader(path, **more):
        (folder / "c.txt").unlink(missing_ok=True)
        return read(path, **more)

    taken = {each.path.name: each.problem for each in Intake([folder], reader)}
    assert taken["b.txt"] is None
    assert taken["c.txt"].code == "missing_file"


def test_a_report_that_breaks_the_reader_costs_no_other(folder):
    (folder / "a.txt").write_text("broken", encoding="utf-8")

    def reader(path, **more):
        if path.name == "a.txt":
            raise RecursionError("too deep")
        return read(path, **more)

    first, second = Intake([folder], reader)
    assert (first.problem.code, type(first.fault)) == ("fault", RecursionError)
    assert second.reading.records


def test_one_file_by_several_paths_is_read_once(folder):
    (folder / "c.txt").symlink_to("b.txt")
    assert read_from(folder / "b.txt", folder / "c.txt", folder) == ["b.txt"]


def test_names_that_several_files_share_are_told_apart(folder):
    (folder / "inner").mkdir()
    (folder / "inner/b.txt").write_text(REPORT.replace("spring", "autumn"), encoding="utf-8")
    (folder / "copy").mkdir()
    (folder / "copy/b.txt").write_text(REPORT, encoding="utf-8")
    taken = list(Intake([folder]))
    ids = [record.id for each in taken if each.reading for record in each.reading.records]
    assert len(ids) == len(set(ids)) == 2
    assert all(id.startswith("b~") for id in ids)
    assert [each.problem.code for each in taken if each.problem] == ["read_already"]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_reports(folder):
    def peak(count):
        for number in range(count):
            text = REPORT.replace("spring", f"spring {number} " + "and not before " * 300)
            (folder / f"r{number}.txt").write_text(text, encoding="utf-8")
        gc.collect()
        tracemalloc.start()
        assert sum(taken.reading is not None for taken in Intake([folder])) == count + 1
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(20)  # what is read once and kept, such as tables of names
    few = peak(40)
    assert peak(240) < few + 2**20


def test_a_passage_longer_than_a_line_of_a_ledger_is_left_out_and_noted(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(REPORT, encoding="utf-8")
    reading = read(path)
    long = replace(reading.records[0], text="x" * (LINE_LIMIT + 1))
    finished, notes = settled(replace(reading, records=(long, *reading.records)))
    assert [len(record.text) for record in finished.records] == [35]
    assert notes == ("passages longer than a line of a ledger, left out: 1",)


def test_what_is_read_loads_as_a_ledger(folder, tmp_path):
    from twofront.cli import main

    ledger = tmp_path / "ledger.jsonl"
    assert main(["read", str(folder), "-o", str(ledger)]) == 0
    assert load_ledger(ledger).ids == ("b#1",)
