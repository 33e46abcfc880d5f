"""The pilot: when it looks for a proposal, what it keeps, and what it tells."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from twofront.problems import InputError
from twofront.scenario import load
from twofront.scenario.distributions import Distribution
from twofront.study.adapting import FIRST
from twofront.study.design import Design
from twofront.study.folder import PROPOSAL
from twofront.study.pilot import (
    Choice,
    MainArm,
    account,
    pilot,
    read_search,
    told,
    write_search,
)
from twofront.study.sample import Source
from twofront.study.shares import effective_draws
from twofront.study.solve import study

SOLVING = "between: [0.05, 0.3], solve_for: inertia"
RARE = "between: [0.00001, 0.00003]"


@pytest.fixture
def begun(write):
    """Load a changed game; give the scenario, its program and what is read off it."""

    def begin(*changes):
        scenario = load(write(*changes))
        what = study(scenario, 1)
        family = what.plan.families[0]
        return scenario, family.program, what.events[family.id]

    return begin


@pytest.fixture
def rare(begun):
    return begun((SOLVING, RARE))


def test_draws_are_made_where_a_rare_anchor_leaves_something(rare):
    scenario, program, events = rare
    found = pilot(scenario, program, events, 1, Choice.AUTO)
    assert found.prior_share < 0.1
    target = MainArm(scenario, program, events)
    numbers = np.arange(1024, dtype=np.int64)

    def effective(source):
        made = source.draw(scenario, numbers)
        size = target.dimensions
        if source.proposal is None:
            points = source.design.points(size, numbers)
        else:
            points, _ = source.proposal.place(source.design.points(1 + size, numbers))
        rate = target.respond(points).rates[:, 0]
        return effective_draws(made.weight * target.goals[0].weight(rate))

    design = Design(1, 1024)
    plain, moved = effective(Source(design)), effective(Source(design, found.proposal))
    assert plain == pytest.approx(found.prior_share * 1024, rel=0.5)
    assert moved > 8 * plain


def test_nothing_is_looked_for_where_the_anchors_leave_enough(begun):
    scenario, program, events = begun()
    found = pilot(scenario, program, events, 1, Choice.AUTO)
    assert found.proposal is None
    assert found.trials == FIRST
    assert told(found, 4096) is None
    assert account(found)["adapted"] is False


def test_threads_change_nothing(rare):
    with ThreadPoolExecutor(3) as pool:
        spread = pilot(*rare, 1, Choice.AUTO, over=pool.map)
    assert spread == pilot(*rare, 1, Choice.AUTO)


def test_a_run_folder_keeps_what_was_found(rare, tmp_path):
    found = pilot(*rare, 1, Choice.AUTO)
    assert read_search(tmp_path, "run") is None
    write_search(tmp_path, "run", found)
    assert read_search(tmp_path, "run") == found
    assert read_search(tmp_path, "another") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "[]",
        lambda text: text[:-40],
        lambda text: text.replace('"share": 0.', '"share": 0.1', 1),
        lambda text: json.dumps({**json.loads(text), "format": 2}),
        lambda text: json.dumps({**json.loads(text), "search": None}),
    ],
)
def test_what_is_damaged_is_looked_for_again(rare, tmp_path, damage):
    write_search(tmp_path, "run", pilot(*rare, 1, Choice.AUTO))
    path = tmp_path / PROPOSAL
    path.write_text(damage(path.read_text()))
    assert read_search(tmp_path, "run") is None


def test_it_is_told_in_words_and_numbers(rare):
    found = pilot(*rare, 1, Choice.AUTO)
    text = told(found, 4096)
    assert f"{found.adapted} round" in text
    assert f"{found.trials:,} pilot draws" in text
    assert "at most 5 times" in text
    assert account(found) == {
        "adapted": True,
        "rounds": found.adapted,
        "pilot_draws": found.trials,
        "prior_share": found.prior_share,
        "share": found.share,
        "digest": account(found)["digest"],
    }


def test_a_number_that_is_undefined_is_told_of(begun):
    scenario, program, events = begun((SOLVING, RARE))
    bad = scenario.quantities["firm_chance"]
    wide = replace(bad.values[-1], value=Distribution("uniform", (0.2, 3.0)))
    wrong = {**scenario.quantities, "firm_chance": replace(bad, values=(wide,))}
    scenario = replace(scenario, quantities=wrong)
    program = replace(program, scenario=scenario)
    with pytest.raises(InputError, match="in a draw made to try the anchors"):
        pilot(scenario, program, events, 1, Choice.AUTO)
