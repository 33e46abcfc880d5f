"""Parts on disk: what comes back is what went in, or a plain refusal."""

import os

import numpy as np
import pyarrow.parquet as pq
import pytest

from twofront.study.parts import CHUNK, OUT_OF_REACH, ArmReads, Part, part_count, part_numbers
from twofront.study.store import DamagedPart, first_line, part_path, read_part, write_part

from .builders import scenario_of, uniform

ABOUT = scenario_of([uniform("cost", unit="util"), uniform("draw")])


def part(place=1, draws=300):
    numbers = part_numbers(place, draws)
    size = len(numbers)
    rng = np.random.default_rng(place)
    status = np.array(["solved", "stuck", OUT_OF_REACH] * size)[:size]
    value = np.where(status == "solved", rng.random(size), np.nan)
    arms = {
        "as_written": ArmReads({"risk:a": value, "risk:b": value * 2}, status, rng.random(size)),
        "as_written/announced:x=y": ArmReads({"risk:a": value / 2}, status, rng.random(size)),
    }
    quantities = {"cost": rng.random(size), "draw": rng.random(size)}
    return Part(numbers, rng.random(size), quantities, arms)


@pytest.fixture
def stored(tmp_path):
    write_part(tmp_path, 1, part(), "what it computes", ABOUT)
    return tmp_path


def test_parts_cover_the_draws_once():
    for draws in (1, CHUNK, CHUNK + 1, 1000):
        all_numbers = np.concatenate([part_numbers(k, draws) for k in range(part_count(draws))])
        assert np.array_equal(all_numbers, np.arange(draws))


def test_a_part_comes_back(stored):
    found, wanted = read_part(stored, 1, "what it computes"), part()
    np.testing.assert_array_equal(found.numbers, wanted.numbers)
    np.testing.assert_array_equal(found.weight, wanted.weight)
    assert list(found.quantities) == list(wanted.quantities)
    for name, column in wanted.quantities.items():
        np.testing.assert_array_equal(found.quantities[name], column)
    assert list(found.arms) == list(wanted.arms)
    for name, arm in wanted.arms.items():
        np.testing.assert_array_equal(found.arms[name].status, arm.status)
        np.testing.assert_array_equal(found.arms[name].residual, arm.residual)
        assert list(found.arms[name].reads) == list(arm.reads)
        for read, value in arm.reads.items():
            np.testing.assert_array_equal(found.arms[name].reads[read], value)
        assert found.arms[name].solved.tolist() == (arm.status == "solved").tolist()


def test_the_files_are_what_readers_are_promised(stored):
    draws = pq.read_table(part_path(stored, "draws", 1))
    assert draws.column_names == ["draw", "weight", "cost", "quantity:draw"]
    assert draws.schema.field("cost").metadata[b"unit"] == b"util"
    assert draws.schema.field("cost").metadata[b"means"] == b"what cost means"
    reads = pq.read_table(part_path(stored, "reads", 1))
    assert reads.column_names == ["draw", "arm", "read", "value", "status", "residual"]
    assert reads["value"].null_count == 3 * int(
        (part().arms["as_written"].status != "solved").sum()
    )


def test_no_temporary_file_is_left(stored):
    assert sorted(path.name for path in stored.iterdir()) == [
        "draws-00001.parquet",
        "reads-00001.parquet",
    ]


def test_a_part_of_another_run_is_refused(stored):
    with pytest.raises(DamagedPart, match="another run"):
        read_part(stored, 1, "something else")


@pytest.mark.parametrize("kind", ["draws", "reads"])
def test_a_missing_file_is_refused(stored, kind):
    part_path(stored, kind, 1).unlink()
    with pytest.raises(DamagedPart, match=f"{kind}-00001.parquet is missing"):
        read_part(stored, 1, "what it computes")


@pytest.mark.parametrize("kind", ["draws", "reads"])
def test_a_damaged_file_is_refused_or_reads_the_same(stored, kind):
    """Wherever a bit turns over: what is not refused must not differ."""
    path = part_path(stored, kind, 1)
    whole = path.read_bytes()
    refused = 0
    for place in range(0, len(whole), 61):
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        path.write_bytes(damaged)
        try:
            found = read_part(stored, 1, "what it computes")
        except DamagedPart:
            refused += 1
            continue
        assert np.array_equal(found.weight, part().weight)
        assert np.array_equal(found.arms["as_written"].residual, part().arms["as_written"].residual)
    assert refused > 5


@pytest.mark.parametrize("thing", ["pipe", "folder", "link"])
def test_what_is_no_regular_file_is_not_opened(stored, thing):
    path = part_path(stored, "reads", 1)
    path.rename(stored / "elsewhere")
    if thing == "pipe":
        os.mkfifo(path)
    elif thing == "folder":
        path.mkdir()
    else:
        path.symlink_to(stored / "elsewhere")
    with pytest.raises(DamagedPart, match=r"reads-00001.parquet cannot be used: it is"):
        read_part(stored, 1, "what it computes")


def test_a_folder_whose_name_is_not_utf8_serves(tmp_path):
    folder = tmp_path / os.fsdecode(b"b\xff\xfe")
    folder.mkdir()
    write_part(folder, 1, part(), "what it computes", ABOUT)
    assert np.array_equal(read_part(folder, 1, "what it computes").weight, part().weight)


def test_a_message_ends_without_a_stop_of_its_own():
    assert (
        first_line(ValueError("Couldn't read the file..\nAnd so on.")) == "Couldn't read the file"
    )


@pytest.mark.parametrize("keep", [0, 3, 200])
def test_a_file_cut_short_is_refused(stored, keep):
    path = part_path(stored, "reads", 1)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedPart, match=r"reads-00001.parquet is damaged"):
        read_part(stored, 1, "what it computes")


def test_files_of_different_parts_do_not_pair(stored, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    write_part(other, 0, part(0), "what it computes", ABOUT)
    part_path(other, "reads", 0).rename(part_path(stored, "reads", 1))
    with pytest.raises(DamagedPart):
        read_part(stored, 1, "what it computes")
