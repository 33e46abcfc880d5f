"""What rests on what: the payoffs worked out anew are all that change."""

import numpy as np
import pytest

from twofront.scenario import load
from twofront.scenario.grammar import parse
from twofront.study.anchors import paid_by
from twofront.study.dependence import payoffs_of, rests_on
from twofront.study.sample import draws
from twofront.world import compile_scenario, payoffs


@pytest.fixture
def scenario(write):
    return load(
        write(
            ("{value: 1, assumed: The scale.", "{is: 2 * harm / one, assumed: The scale."),
            ("unit: index, values: {2024-01-01: {is", "unit: ratio, values: {2024-01-01: {is"),
            ("raid_strength: {means: Strength of a raid, unit: index",
             "raid_strength: {means: Strength of a raid, unit: ratio"),
            ("{add: spoils, when: {march: go}}", "{add: spoils * odds(coast), when: {march: go}}"),
        )
    )  # fmt: skip


def test_an_amount_rests_on_what_its_odds_and_sums_rest_on(scenario):
    assert rests_on(scenario, parse("wall")) == {"wall", "harm", "one"}
    assert rests_on(scenario, parse("odds(coast)")) == {"raid_strength", "wall", "harm", "one"}
    assert rests_on(scenario, parse("2 * relief")) == {"relief"}
    assert rests_on(scenario, parse("1")) == set()


@pytest.mark.parametrize(
    ("quantity", "actor"), [("inertia", "south"), ("relief", "west"), ("spoils", "north")]
)
def test_a_cost_is_paid_by_whom_it_moves(scenario, quantity, actor):
    assert paid_by(scenario, quantity) == actor


@pytest.mark.parametrize("quantity", ["inertia", "harm", "raid_strength", "relief"])
def test_the_payoffs_left_are_all_that_change(scenario, quantity):
    program = compile_scenario(scenario)
    before = draws(scenario, 1, np.arange(8))
    after = before.with_columns({quantity: before.column(quantity) + 0.1})
    part, left = payoffs_of(program, [quantity])
    full = payoffs(program, before).outcome
    full[:, left] = payoffs(part, after).outcome[:, left]
    assert 0 < len(left) < len(program.items) - 1
    assert np.array_equal(full, payoffs(program, after).outcome)


def test_chances_that_change_are_worked_out_whole(scenario):
    assert payoffs_of(compile_scenario(scenario), ["firm_chance"]) is None
