"""Questions in SQL: answered from the run alone, and refused where they reach for more."""

import math
import os
import shutil
import signal
import threading

import pytest

from twofront.problems import InputError
from twofront.scenario import load
from twofront.study.folder import RESULTS, read_identity
from twofront.study.query import asked
from twofront.study.runner import read_parts, run
from twofront.study.stored import stored

DRAWS = 300


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from .conftest import BARGAIN

    place = tmp_path_factory.mktemp("query")
    (place / "scenario.yaml").write_text(BARGAIN, encoding="utf-8")
    run(load(place / "scenario.yaml"), place / "run", draws=DRAWS)
    return place / "run"


@pytest.fixture
def copy(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


@pytest.fixture
def ask(made):
    def answered(sql, folder=made):
        with asked(stored(folder), sql) as answer:
            return answer.columns, list(answer.rows)

    return answered


def problem(call):
    with pytest.raises(InputError) as caught:
        call()
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("reads", "draw arm read value status residual"),
        ("claims", "draw weight claim arm reading compare against delta"),
        ("meanings", "kind name unit means"),
    ],
)
def test_the_tables_have_the_columns_that_are_promised(ask, table, columns):
    assert ask(f"SELECT * FROM {table} LIMIT 1")[0] == tuple(columns.split())


def test_draws_have_a_column_a_quantity(ask):
    columns, ((low, high, count),) = ask("SELECT min(harm), max(harm), count(*) FROM draws")
    assert count == DRAWS
    assert 0.5 <= low < high <= 2
    assert columns[2] == "count_star()"


def test_claims_are_what_the_parts_say(made, ask):
    """Every contrast of every draw, also where its sides lie in two arms."""
    wanted = {}
    for part in read_parts(read_identity(made), made):
        for name, arm in part.arms.items():
            for read, values in arm.reads.items():
                kind, *rest = read.split(":")
                if kind == "claim" and len(rest) == 3:
                    claim, reading, side = rest
                    where = (claim, name.split("/announced:")[0], reading)
                    for draw, value in zip(part.numbers, values, strict=True):
                        wanted.setdefault((int(draw), *where), {})[side] = value
    _, rows = ask("SELECT draw, claim, arm, reading, compare, against, delta FROM claims")
    assert len(rows) == len(wanted) > 10 * DRAWS
    for *where, compare, against, delta in rows:
        sides = wanted[tuple(where)]
        for found, value in ((compare, sides["compare"]), (against, sides["against"])):
            assert found == value or (found is None and math.isnan(value))
        if compare is not None and against is not None:
            assert delta == compare - against


def test_meanings_name_the_unit_of_every_reading(ask):
    sql = "SELECT DISTINCT read, unit, means FROM reads LEFT JOIN meanings ON read = name"
    _, rows = ask(sql)
    assert len(rows) > 20
    assert all(unit and means for _, unit, means in rows)
    _, rows = ask("SELECT kind, unit FROM meanings WHERE name IN ('measure:deaths', 'harm')")
    assert sorted(rows) == [("quantity", "util"), ("read", "deaths")]


def test_a_name_that_stands_twice_gets_a_number(ask):
    assert ask("SELECT 1 AS a, 2 AS a, 3 AS a_2")[0] == ("a", "a_1", "a_2")


@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "FROM draws",
        "DESCRIBE reads",
        "SUMMARIZE draws",
        "SHOW TABLES",
        "VALUES (1)",
        "EXPLAIN SELECT 1",
        "PIVOT claims ON reading USING avg(delta) GROUP BY claim",
    ],
)
def test_other_forms_of_questions_are_answered(ask, sql):
    assert ask(sql)[1]


def test_a_question_is_wrong_with_its_place_and_the_nearest_name(ask):
    found = problem(lambda: ask("SELECT draw,\n  valu FROM reads"))
    assert (found.file, found.line, found.column, found.suggestion) == ("SQL", 2, 3, "value")
    assert "valu" in found.message
    assert problem(lambda: ask("SELECT 1 FROM raeds")).suggestion == "reads"
    assert problem(lambda: ask("SELECT inerta FROM draws")).suggestion == "inertia"
    assert problem(lambda: ask("SELEC 1")).line == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DROP VIEW claims",
        "CREATE TABLE t AS SELECT 1",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH '{place}/new.db'",
        "COPY draws TO '{place}/new.csv'",
        "EXPORT DATABASE '{place}/new'",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "USE memory",
        "PREPARE q AS SELECT 1",
    ],
)
def test_nothing_but_questions_is_done(ask, tmp_path, sql):
    assert problem(lambda: ask(sql.format(place=tmp_path))).code == "only_questions"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM read_blob('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM glob('{place}/*')",
        "SELECT * FROM parquet_scan('{parquet}')",
        "SELECT * FROM '{parquet}'",
        "SELECT * FROM read_text('https://example.org')",
        "EXPLAIN ANALYZE COPY draws TO '{place}/new.csv'",
        "SELECT * FROM secret_rows",
        "SELECT getenv('HOME')",
    ],
)
def test_nothing_outside_the_run_is_reached(ask, made, tmp_path, sql):
    """Neither files, the run's own among them, nor the network nor what Python holds."""
    import pyarrow as pa

    secret_rows = pa.table({"secret": [1]})
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    parquet = made / RESULTS / "draws-00000.parquet"
    found = problem(lambda: ask(sql.format(secret=secret, place=tmp_path, parquet=parquet)))
    assert found.code == "sql"
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert len(secret_rows) == 1


def test_the_bounds_cannot_be_lifted(ask):
    sql = "SELECT name, value FROM duckdb_settings() WHERE name IN "
    names = "('enable_external_access', 'temp_directory', 'memory_limit', 'lock_configuration')"
    assert dict(ask(sql + names)[1]) == {
        "enable_external_access": "false",
        "temp_directory": "",
        "memory_limit": "2.0 GiB",
        "lock_configuration": "true",
    }
    assert ask("SELECT value FROM duckdb_settings() WHERE name = 'allowed_directories'")[1] == [
        ("[]",)
    ]


def test_one_question_at_a_time(ask):
    assert problem(lambda: ask("SELECT 1; SELECT 2")).code == "one_statement"
    assert problem(lambda: ask(" ")).code == "one_statement"
    assert ask("SELECT 1;")[1] == [(1,)]
    assert problem(lambda: ask("SELECT " + "1 + " * 30_000 + "1")).code == "too_long"


@pytest.mark.slow
def test_a_question_that_needs_too_much_memory_is_refused(ask):
    pairs = "SELECT DISTINCT a.range, b.range FROM range(40000) a, range(40000) b"
    assert problem(lambda: ask(f"SELECT count(*) FROM ({pairs})")).code == "out_of_memory"


@pytest.fixture
def interruptible():
    """A shell's background jobs ignore interrupts, and so do the tests that they run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_a_question(ask):
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        ask("SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b")
    timer.join()


def test_an_unfinished_run_answers_from_what_is_there(copy, ask):
    (copy / RESULTS / "draws-00001.parquet").unlink()
    found = stored(copy)
    assert not found.is_whole
    assert "256 of its 300 draws" in found.shortfall()
    assert ask("SELECT count(*) FROM draws", copy)[1] == [(256,)]
    assert stored(copy).draws == 256


def test_a_run_without_a_part_has_nothing_to_say(copy):
    for path in (copy / RESULTS).iterdir():
        path.unlink()
    assert problem(lambda: stored(copy)).code == "nothing_stored"


def test_a_whole_run_has_no_shortfall(made):
    assert stored(made).shortfall() is None


@pytest.mark.parametrize("harm", ["cut", "foreign", "link", "text"])
def test_a_damaged_run_is_refused(copy, ask, harm):
    path = copy / RESULTS / "reads-00001.parquet"
    other = copy / RESULTS / "reads-00000.parquet"
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    elif harm == "foreign":
        shutil.copy(other, path)
    elif harm == "link":
        path.unlink()
        path.symlink_to(other)
    else:
        path.write_text("draw,arm\n")
    assert problem(lambda: ask("SELECT 1", copy)).code == "damaged"


def test_a_turned_bit_is_found_when_it_is_read(copy, ask):
    path = copy / RESULTS / "reads-00000.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    found = problem(lambda: ask("SELECT sum(hash(reads)) FROM reads", copy))
    assert found.code == "damaged"
    assert "--resume" in found.message


def test_no_run_is_a_plain_error(tmp_path):
    assert problem(lambda: stored(tmp_path)).code == "not_a_run"


@pytest.mark.parametrize("draws", [0, -5, 10**15, True])
def test_a_manifest_that_asks_for_the_impossible_is_refused(copy, draws):
    path = copy / "manifest.json"
    path.write_text(path.read_text().replace('"draws": 300', f'"draws": {str(draws).lower()}'))
    assert problem(lambda: stored(copy)).code == "damaged"


def test_a_folder_whose_name_is_not_utf8_serves(made, tmp_path, ask):
    folder = tmp_path / os.fsdecode(b"b\xff\xfe")
    shutil.copytree(made, folder)
    assert ask("SELECT count(*) FROM draws", folder)[1] == [(DRAWS,)]
