"""`import twofront`: scenarios in, answers and tables out."""

import doctest
import re
import shutil
import subprocess
import sys
from datetime import date
from html import escape

import pytest

import twofront
from twofront import api
from twofront.study.folder import FINDINGS, MANIFEST, RESULTS

PUBLIC = ["InputError", "Run", "Study", "__version__", "compare", "load", "results"]


@pytest.fixture(scope="module")
def bargain(root, tmp_path_factory):
    """A folder with a small scenario."""
    folder = tmp_path_factory.mktemp("bargain")
    shutil.copy(root / "tests" / "study" / "bargain.yaml", folder / "scenario.yaml")
    return folder


@pytest.fixture(scope="module")
def made(bargain):
    return twofront.load(bargain).run(draws=300, out=bargain / "run")


@pytest.fixture
def copy(made, tmp_path):
    return shutil.copytree(made.folder, tmp_path / "copy")


def refused(call):
    with pytest.raises(twofront.InputError) as caught:
        call()
    return caught.value.problems


def test_the_public_names_are_these():
    assert twofront.__all__ == PUBLIC
    assert all(getattr(twofront, name) is not None for name in PUBLIC)
    assert set(PUBLIC) <= set(dir(twofront))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = twofront.nothing


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, twofront; twofront.load; "
        "heavy = {'numpy', 'numba', 'scipy', 'duckdb', 'pyarrow', 'pandas', 'rich', 'jinja2'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_the_example_in_the_documentation_runs(bargain, monkeypatch, tmp_path):
    shutil.copy(bargain / "scenario.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestFinder(recurse=False).find(api.load, "load", globs={})
    (example,) = [each for each in examples if each.examples]
    told = []
    outcome = doctest.DocTestRunner().run(example, out=told.append)
    assert outcome.attempted > 5
    assert outcome.failed == 0, "".join(told)


def test_a_study_knows_its_scenario_and_its_doubts(bargain):
    study = twofront.load(bargain / "scenario.yaml", as_of=date(2024, 6, 1))
    assert study.scenario.as_of == date(2024, 6, 1)
    assert all(each.code.startswith("warning:") for each in study.check())


def test_results_opens_what_run_made(made):
    again = twofront.results(str(made.folder))
    assert again.findings == made.findings
    assert again.scenario.title == "A bargain and a raid"


def test_tables_agree_in_every_form(made):
    relation = made.relation()
    assert relation.columns == ["draw", "arm", "read", "value", "status", "residual"]
    table, frame = made.to_arrow(), made.to_pandas()
    assert table.column_names == list(frame.columns) == relation.columns
    ((count,),) = relation.aggregate("count(*)").fetchall()
    assert count == table.num_rows == len(frame)
    risk = relation.filter("arm = 'as_written/prior' and read = 'risk:coast'")
    assert risk.aggregate("count(value), count(distinct draw)").fetchall() == [(300, 300)]


def test_draws_carry_units(made):
    table = made.to_arrow("draws")
    assert table.column_names[:2] == ["draw", "weight"]
    assert table.schema.field("harm").metadata[b"unit"] == b"util"
    assert made.relation("draws").aggregate("min(draw), max(draw)").fetchall() == [(0, 299)]


def test_reads_and_draws_join(made):
    import duckdb

    connection = duckdb.connect()
    reads = made.relation("reads", connection).set_alias("reads")
    draws = made.relation("draws", connection).set_alias("draws")
    joined = reads.join(draws, "draw").filter("read = 'risk:coast' and arm = 'as_written/prior'")
    assert joined.aggregate("count(*), corr(value, firm_chance) < 0").fetchall() == [(300, True)]


def test_an_existing_run_is_not_overwritten(made, bargain):
    (problem,) = refused(lambda: twofront.load(bargain).run(draws=300, out=made.folder))
    assert problem.code == "run_exists"
    again = twofront.load(bargain).run(draws=300, out=made.folder, resume=True)
    assert again.findings == made.findings


def test_a_run_without_a_folder_is_named_after_its_scenario(bargain, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = twofront.load(bargain).run(draws=16)
    assert first.folder.parent.name == "runs"
    assert first.folder.name.startswith(f"{bargain.name.replace('_', '-')}-2025-01-01-")
    other = twofront.load(bargain).run(draws=16, seed=2)
    assert other.folder != first.folder


def test_what_is_no_run_is_refused(tmp_path):
    assert refused(lambda: twofront.results(tmp_path))[0].code == "not_a_run"
    assert refused(lambda: twofront.results(tmp_path / "none"))[0].code == "not_a_run"


def test_an_unfinished_run_is_refused(copy):
    (copy / FINDINGS).unlink()
    (problem,) = refused(lambda: twofront.results(copy))
    assert problem.code == "unfinished"
    assert "--resume" in problem.message


@pytest.mark.parametrize(
    ("file", "data", "ask"),
    [
        (FINDINGS, b"{}", lambda run: run.findings),
        (FINDINGS, b"\xff", lambda run: run.findings),
        (MANIFEST, b"{", lambda run: run.relation()),
        ("results/reads-00001.parquet", b"PAR1", lambda run: run.relation()),
        ("results/draws-00000.parquet", b"", lambda run: run.to_arrow("draws")),
        ("scenario.resolved.json", b"[1]", lambda run: run.scenario),
    ],
)
def test_a_damaged_folder_is_a_plain_error(copy, file, data, ask):
    run = twofront.results(copy)
    (copy / file).write_bytes(data)
    assert refused(lambda: ask(run))[0].file.endswith(
        "results" if file.startswith(RESULTS) else file
    )


def test_a_manifest_that_promises_too_much_is_refused(copy):
    path = copy / MANIFEST
    path.write_text(path.read_text().replace('"draws": 300', '"draws": 99999999999'))
    (problem,) = refused(lambda: twofront.results(copy).to_arrow())
    assert problem.code == "damaged"


def test_a_run_shows_itself_in_a_notebook(made):
    run = twofront.results(made.folder)
    page = run._repr_html_()
    assert page.count("<svg") == len(run.findings.claims) > 0
    for claim in run.findings.claims:
        assert escape(claim.verdict) in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert page == run._repr_html_()
