"""Draws read from Parquet: checked against the scenario, located when wrong."""

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from twofront.problems import InputError
from twofront.scenario.distributions import Distribution
from twofront.scenario.grammar import parse
from twofront.study.design import Design, Kind
from twofront.study.given import read_given
from twofront.study.sample import Source

from .builders import anchor, correlated, fixed, quantity, scenario_of, uniform

SCENARIO = scenario_of(
    [
        uniform("a", 0.0, 2.0),
        fixed("b", 3.0),
        quantity("strength", Distribution("lognormal", (2.0, 5.0))),
        uniform("d", -1.0, 4.0),
        uniform("draw", 0.0, 9.0),
        quantity("twice", parse("2 * a")),
    ],
    anchors=[anchor("quiet", (0.01, 0.25), "d")],
)


@pytest.fixture
def write(tmp_path):
    def written(columns, name="posterior.parquet", **more):
        path = tmp_path / name
        pq.write_table(
            columns if isinstance(columns, pa.Table) else pa.table(columns), path, **more
        )
        return path

    return written


def problems(path):
    with pytest.raises(InputError) as caught:
        read_given(path, SCENARIO)
    return caught.value.problems


def one(path):
    found = problems(path)
    assert len(found) == 1
    assert found[0].file == str(path)
    return found[0]


def drawn(given, draws, scenario=SCENARIO, kind=Kind.SOBOL, seed=1):
    source = Source(Design(seed, draws, kind), given=given)
    return source.draw(scenario, np.arange(draws, dtype=np.int64))


def test_what_the_file_holds_is_used_and_the_rest_is_drawn_as_stated(write):
    path = write({"strength": [1.0, 2.0, 3.0], "a": [0.5, 1, 1.5]})
    given = read_given(path, SCENARIO)
    found = drawn(given, 3)
    stated = Source(Design(1, 3)).draw(SCENARIO, np.arange(3))
    assert found.draws.names == stated.draws.names
    assert found.draws.column("strength").tolist() == [1, 2, 3]
    assert found.draws.column("a").tolist() == [0.5, 1, 1.5]
    for name in ("b", "d", "draw"):
        assert np.array_equal(found.draws.column(name), stated.draws.column(name))
    assert np.array_equal(found.rates["quiet"], stated.rates["quiet"])
    assert found.weight.tolist() == [1, 1, 1]
    assert given.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_weights_average_to_one_and_rows_without_weight_are_left_out(write):
    given = read_given(write({"a": [0.1, 0.2, 0.3, 0.4], "weight": [1, 0, 2, 0]}), SCENARIO)
    assert given.values[:, 0].tolist() == [0.1, 0.3]
    assert_allclose(given.weight, [2 / 3, 4 / 3])
    assert given.left_out == 2
    assert given.plain() == {"sha256": given.sha256, "quantities": ["a"], "left_out": 2}
    assert given.first(1).weight.tolist() == [1]


def test_draw_numbers_put_rows_in_order(write):
    given = read_given(write({"a": [0.1, 0.2, 0.3], "draw": [7, 1, 4]}), SCENARIO)
    assert given.values[:, 0].tolist() == [0.2, 0.3, 0.1]


def test_a_quantity_may_be_named_like_another_column(write):
    given = read_given(write({"quantity:draw": [4.0, 5.0], "draw": [1, 0]}), SCENARIO)
    assert given.names == ("draw",)
    assert given.values[:, 0].tolist() == [5, 4]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint32(), pa.float16(), pa.float32(), pa.float64()])
def test_numbers_of_any_width_are_read(write, kind):
    given = read_given(write({"a": pa.array([0, 1, 2]).cast(kind)}), SCENARIO)
    assert given.values[:, 0].tolist() == [0, 1, 2]


def test_a_bound_that_was_rounded_is_still_the_bound(write):
    given = read_given(write({"a": [2.0 + 1e-7, -1e-7]}), SCENARIO)
    assert given.values[:, 0].tolist() == [2.0, 0.0]


def test_what_is_fixed_may_stand_in_the_file_as_it_is(write):
    assert read_given(write({"a": [0.5], "b": [3.0]}), SCENARIO).names == ("a",)
    found = one(write({"a": [0.5], "b": [3.5]}))
    assert (found.field, found.code, found.line) == ("b", "outside_support", 1)
    assert "3 and nothing else" in found.message


def test_an_unknown_column_is_told_with_the_nearest_name(write):
    found = one(write({"strenght": [1.0], "a": [0.5]}))
    assert (found.field, found.code, found.suggestion) == ("strenght", "unknown_column", "strength")


def test_only_quantities_that_are_drawn_can_be_read(write):
    found = one(write({"twice": [1.0], "a": [0.5]}))
    assert (found.field, found.code) == ("twice", "not_drawn")
    assert "an amount over others" in found.message


@pytest.mark.parametrize(
    ("column", "code", "row", "words"),
    [
        ([1.0, -0.5, 2.0, -1.0], "outside_support", 2, "above 0. Widen it there. So it is in 2"),
        ([1.0, 2.0, 0.0, 1.0], "outside_support", 3, "0 lies outside"),
        ([1.0, np.nan, 1.0, 1.0], "not_finite", 2, "is nan"),
        ([1.0, 1.0, 1.0, np.inf], "not_finite", 4, "is inf"),
        ([1.0, None, None, 1.0], "not_finite", 2, "is missing"),
    ],
)
def test_wrong_values_are_told_by_row(write, column, code, row, words):
    found = one(write({"strength": column}))
    assert (found.field, found.code, found.line) == ("strength", code, row)
    assert words in found.message


def test_all_that_is_wrong_is_told_at_once(write):
    path = write({"strength": [1.0, -1.0], "a": [3.0, 0.1], "weight": [-1.0, 1.0], "draw": [1, 1]})
    found = {(each.field, each.code, each.line) for each in problems(path)}
    assert found == {
        ("strength", "outside_support", 2),
        ("a", "outside_support", 1),
        ("weight", "negative_weight", 1),
        ("draw", "duplicate_draw", 2),
    }


@pytest.mark.parametrize(
    ("columns", "field", "code"),
    [
        ({"a": ["0.5"]}, "a", "wrong_type"),
        ({"a": [True]}, "a", "wrong_type"),
        ({"a": [[0.5]]}, "a", "nested"),
        ({"a": [{"b": 0.5}]}, "a", "nested"),
        ({"a": [None]}, "a", "wrong_type"),
        ({"a": [0.5], "draw": [1.5]}, "draw", "wrong_type"),
        ({"a": [0.5], "weight": ["1"]}, "weight", "wrong_type"),
        ({"weight": [1.0]}, "", "no_quantity"),
        ({"a": [0.5], "weight": [0.0]}, "", "no_weight"),
        ({"a": [0.5, 0.5], "weight": [1.0, None]}, "weight", "not_finite"),
        ({"a": [0.5, 0.5], "draw": [1, None]}, "draw", "missing"),
        ({"a": pa.array([], pa.float64())}, "", "empty"),
    ],
)
def test_columns_of_a_wrong_kind_are_refused(write, columns, field, code):
    found = one(write(columns))
    assert (found.field, found.code) == (field, code)


def test_a_column_twice_is_refused(write):
    table = pa.Table.from_arrays([pa.array([0.5]), pa.array([0.6])], names=["a", "a"])
    assert one(write(table)).code == "duplicate_column"


def test_units_in_the_file_are_compared_with_the_scenarios(write):
    def in_unit(unit):
        field = pa.field("a", pa.float64(), metadata={"unit": unit})
        return pa.table([pa.array([0.5])], schema=pa.schema([field]))

    assert read_given(write(in_unit("index")), SCENARIO).names == ("a",)
    found = one(write(in_unit("USD_bn\x1b[31m")))
    assert (found.field, found.code) == ("a", "another_unit")
    assert "\x1b" not in found.message


def test_too_many_rows_are_refused_before_they_are_read(write):
    path = write({"a": np.full((1 << 20) + 1, 0.5)})
    assert one(path).code == "too_large"


def test_many_wrong_columns_are_told_in_part(write):
    found = problems(write({f"x{number}": [1.0] for number in range(500)}))
    assert len(found) == 21
    assert found[-1].code == "more"


@pytest.mark.parametrize("held", [b"", b"PAR1", b"not parquet at all, but long enough to look"])
def test_what_is_no_parquet_is_refused(tmp_path, held):
    path = tmp_path / "x.parquet"
    path.write_bytes(held)
    assert one(path).code == "not_parquet"


def test_a_file_cut_short_or_changed_inside_is_refused(write, tmp_path):
    path = write({"a": np.linspace(0, 2, 1000)}, write_page_checksum=True, compression="none")
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert one(path).code == "not_parquet"
    place = len(whole) // 3
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    assert one(path).code == "not_parquet"


def test_what_is_not_there_or_no_file_is_refused(tmp_path):
    assert one(tmp_path / "none.parquet").code == "missing_file"
    assert problems(tmp_path)[0].code == "not_a_run"


def test_members_of_a_group_that_the_file_leaves_out_follow_those_it_holds(write):
    names = ["a", "strength", "d"]
    scenario = scenario_of(SCENARIO.quantities.values(), groups=[correlated("g", names, 0.7)])
    rows = 4096
    first = stats.qmc.Sobol(1, rng=np.random.default_rng(5)).random(rows)[:, 0]
    given = read_given(write({"a": 2 * np.random.default_rng(1).permutation(first)}), scenario)
    found = drawn(given, rows, scenario).draws
    for here, there in (("a", "strength"), ("a", "d"), ("strength", "d")):
        measured = stats.spearmanr(found.column(here), found.column(there)).statistic
        assert measured == pytest.approx(0.7, abs=0.03)
    assert stats.kstest(found.column("d"), stats.uniform(-1, 5).cdf).statistic < 0.03


def test_a_draw_is_the_same_in_any_company(write):
    rows = np.random.default_rng(2).uniform(0, 2, 100)
    given = read_given(write({"a": rows, "weight": rows + 1}), SCENARIO)
    for kind in Kind:
        source = Source(Design(1, 100, kind), given=given)
        whole = source.draw(SCENARIO, np.arange(100))
        some = np.array([3, 97, 41])
        part = source.draw(SCENARIO, some)
        assert np.array_equal(part.draws.values, whole.draws.values[some])
        assert np.array_equal(part.weight, whole.weight[some])


def test_neighbouring_rows_of_a_foreign_file_are_of_one_set(write):
    source = Source(Design(1, 64), given=read_given(write({"a": np.linspace(0, 2, 64)}), SCENARIO))
    assert source.sets(np.arange(64)).tolist() == np.repeat(np.arange(16), 4).tolist()


def run_folder(folder, rows, asked=None, unit="index"):
    (folder / "results").mkdir(parents=True)
    identity = {
        "scenario": "s",
        "ledger": None,
        "as_of": "2024-01-01",
        "seed": 1,
        "draws": asked or sum(map(len, rows)),
        "versions": {},
        "settings": {},
        "arms": [],
    }
    manifest = {"format": 1, "identity": identity, "sessions": []}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    first = 0
    for place, part in enumerate(rows):
        table = pa.table(
            {
                "draw": np.arange(first, first + len(part)),
                "weight": np.array([weight for _, weight in part], dtype=float),
                "prior_weight": np.ones(len(part)),
                "a": np.array([value for value, _ in part]),
                "b": np.full(len(part), 3.0),
            }
        )
        pq.write_table(table, folder / "results" / f"draws-{place:05}.parquet")
        first += len(part)
    return folder


def test_a_runs_own_draws_are_read_from_its_folder(tmp_path):
    rows = [[(0.01 * place, place % 3) for place in range(32)], [(1.5, 0.0)], [(1.9, 1.0)]]
    folder = run_folder(tmp_path / "run", rows)
    given = read_given(folder, SCENARIO)
    assert given.names == ("a",)
    assert given.left_out == 12
    assert given.numbers.tolist() == [place for place in range(32) if place % 3] + [33]
    assert np.array_equal(read_given(folder / "results", SCENARIO).values, given.values)
    source = Source(Design(1, len(given)), given=given)
    assert np.array_equal(source.sets(np.arange(len(given))), given.numbers % 16)


def test_a_run_that_is_not_finished_is_refused(tmp_path):
    folder = run_folder(tmp_path / "run", [[(0.5, 1.0)]], asked=2)
    assert [each.code for each in problems(folder)] == ["unfinished"]


def test_a_run_of_which_nothing_is_left_is_refused(tmp_path):
    folder = run_folder(tmp_path / "run", [[(0.5, 0.0)]])
    assert [each.code for each in problems(folder)] == ["no_weight"]
