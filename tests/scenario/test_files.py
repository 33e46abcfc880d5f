"""Files that are missing, hostile or no scenario at all: a clear problem, never a crash."""

from __future__ import annotations

import os

import pytest

from twofront.problems import InputError
from twofront.scenario import load, review_text
from twofront.scenario.written.nodes import DEPTH_LIMIT, FILE_LIMIT, NODE_LIMIT
from twofront.scenario.written.notes import PROBLEM_LIMIT

from .corpus import LANGUAGE

MINIMAL = (LANGUAGE / "valid" / "minimal.yaml").read_text("utf-8")


def problems_of(path):
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value.problems


def the_problem(path):
    (only,) = problems_of(path)
    return only


def write(tmp_path, data):
    path = tmp_path / "scenario.yaml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_missing_file(tmp_path):
    found = the_problem(tmp_path / "nowhere.yaml")
    assert (found.code, found.line) == ("missing-file", None)
    assert found.file == str(tmp_path / "nowhere.yaml")


def test_a_folder_without_a_scenario(tmp_path):
    found = the_problem(tmp_path)
    assert found.code == "missing-file"
    assert "no scenario.yaml" in found.message


def test_a_folder_with_a_scenario(tmp_path):
    write(tmp_path, MINIMAL)
    assert load(tmp_path).title == "A raid"
    assert load(tmp_path).file == str(tmp_path / "scenario.yaml")


def test_a_symbolic_link_to_itself(tmp_path):
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    assert the_problem(path).code in ("not-a-file", "unreadable", "missing-file")


def test_a_folder_that_links_to_itself(tmp_path):
    (tmp_path / "scenario.yaml").symlink_to(tmp_path / "scenario.yaml")
    assert the_problem(tmp_path).code == "missing-file"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert the_problem(tmp_path / "pipe.yaml").code == "not-a-file"


def test_a_name_beyond_what_the_system_takes(tmp_path):
    assert the_problem(tmp_path / ("a" * 5000)).code == "unreadable"


def test_a_name_with_a_null(tmp_path):
    assert the_problem(f"{tmp_path}/a\0b").code in ("missing-file", "not-a-file")


def test_binary(tmp_path):
    found = the_problem(write(tmp_path, b"twofront: 1\ntitle: \xff\xfe\x00\x81"))
    assert (found.code, found.line, found.column) == ("not-utf8", 2, 8)


def test_another_encoding(tmp_path):
    assert the_problem(write(tmp_path, MINIMAL.encode("utf-16"))).code == "not-utf8"


def test_a_ledger_whose_name_is_too_long_is_located(tmp_path):
    path = write(tmp_path, MINIMAL + f"ledger: {'a' * 300}.jsonl\n")
    found = next(each for each in problems_of(path) if each.field == "ledger")
    assert found.code == "unreadable"
    assert (found.file, found.line) == (str(path), MINIMAL.count("\n") + 1)


def test_null_characters(tmp_path):
    found = the_problem(write(tmp_path, b"twofront: 1\ntitle: a\0b\n"))
    assert (found.code, found.line) == ("not-yaml", 2)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    assert load(write(tmp_path, b"\xef\xbb\xbf" + MINIMAL.encode())).title == "A raid"


def test_line_ends_of_other_systems(tmp_path):
    windows = load(write(tmp_path, MINIMAL.replace("\n", "\r\n")))
    assert windows.marks == load(write(tmp_path, MINIMAL)).marks


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "---\n...\n"])
def test_an_empty_file(tmp_path, text):
    assert the_problem(write(tmp_path, text)).code in ("empty-file", "not-a-mapping")


def test_fifty_megabytes_of_nesting(tmp_path):
    found = the_problem(write(tmp_path, b"[" * 50_000_000))
    assert found.code == "too-large"


@pytest.mark.parametrize("unit", ["[", "{a: ", "- "])
def test_nesting_up_to_the_limit_of_size(tmp_path, unit):
    found = the_problem(write(tmp_path, unit * ((FILE_LIMIT - 100) // len(unit))))
    assert found.code in ("too-deep", "not-yaml")


def test_nesting_in_blocks(tmp_path):
    lines = "\n".join(" " * depth + "a:" for depth in range(DEPTH_LIMIT + 5))
    found = the_problem(write(tmp_path, lines))
    assert (found.code, found.line) == ("too-deep", DEPTH_LIMIT + 1)


def test_more_values_than_the_limit(tmp_path):
    found = the_problem(write(tmp_path, "title: [" + "a," * (NODE_LIMIT + 10) + "]"))
    assert found.code == "too-large"


def test_aliases_that_would_multiply(tmp_path):
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    codes = {each.code for each in problems_of(write(tmp_path, "\n".join(lines)))}
    assert codes >= {"anchor", "alias"}


def test_a_text_beyond_the_limit(tmp_path):
    text = MINIMAL.replace("A raid", "raid " * 1001)
    assert the_problem(write(tmp_path, text)).code == "too-long"


def test_half_of_a_surrogate_pair_never_gets_through(tmp_path):
    text = MINIMAL.replace("title: A raid", 'title: "\\ud800"')
    assert the_problem(write(tmp_path, text)).code in ("not-yaml", "control-character")


def test_problems_beyond_the_limit_are_counted_out(tmp_path):
    text = MINIMAL + "".join(f"key_{number}: 1\n" for number in range(10 * PROBLEM_LIMIT))
    found = problems_of(write(tmp_path, text))
    assert len(found) == PROBLEM_LIMIT + 1
    assert found[-1].code == "more-problems"
    lines = [each.line for each in found]
    assert lines == sorted(lines)


def test_a_ledger_outside_of_the_folder_is_not_read_through_a_link(tmp_path):
    outside = tmp_path / "outside.jsonl"
    outside.write_text('{"id": "a", "kind": "figure", "paraphrase": "A secret."}\n')
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "ledger.jsonl").symlink_to(outside)
    text = MINIMAL.replace("actors:", "ledger: ledger.jsonl\nactors:")
    assert the_problem(write(inside, text)).code == "ledger-outside"


def test_problems_of_the_ledger_are_the_scenarios(tmp_path):
    (tmp_path / "ledger.jsonl").write_text('{"id": "a", "kind": "figur", "paraphrase": "A sum."}\n')
    text = MINIMAL.replace("actors:", "ledger: ledger.jsonl\nactors:").replace(
        "claims: {}", "clams: {}"
    )
    found = problems_of(write(tmp_path, text))
    assert {each.code for each in found} == {"unknown-value", "unknown-key", "missing-key"}
    ledger = next(each for each in found if each.code == "unknown-value")
    assert (ledger.file, ledger.line) == (str(tmp_path / "ledger.jsonl"), 1)


def test_a_suggestion_is_the_nearest_right_name():
    text = MINIMAL.replace("claims: {}", "clams: {}").replace(
        "yardstick: stake", "yardstick: stkae"
    )
    with pytest.raises(InputError) as caught:
        review_text(text, "scenario.yaml")
    suggested = {each.code: each.suggestion for each in caught.value.problems}
    assert suggested["unknown-key"] == "claims"
    assert suggested["unknown-name"] == "stake"


def test_more_of_a_kind_than_the_limit_is_refused_before_it_is_read(tmp_path):
    many = "".join(f"  lever_{number}: {{}}\n" for number in range(20_000))
    assert the_problem(write(tmp_path, MINIMAL + "levers:\n" + many)).code == "too-many"


def test_many_warnings_hide_no_problem(tmp_path):
    theatres = "".join(f"  coast_{n}: {{attack: [0], defend: [0]}}\n" for n in range(20))
    lines = "".join("    - {add: arms}\n" for _ in range(150))
    text = MINIMAL.replace(
        "  stake:",
        "  arms: {means: Arms, unit: util, values: {}, off: 0}\n  stake:",
    )
    text = text.replace("claims: {}", "claims: {a_claim: {}}") + f"theatres:\n{theatres}"
    text += (
        "links:\n  arms: {kind: pact, item: a, from: north, to: east, flows: arms, assumed: b}\n"
    )
    text = text.replace("  north: [{add: stake, when: {raid: strike}}]\n", f"  north:\n{lines}")
    codes = {each.code for each in problems_of(write(tmp_path, text))}
    assert codes == {"missing-key", "no-contrast", "unknown-name"}
