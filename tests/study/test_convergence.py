"""How many draws are enough, told from the first so many."""

import numpy as np
import pytest

from twofront.study.convergence import convergence
from twofront.study.shares import Change, error_of, fraction


def change(delta, weight=None, sets=None, matters=0.01):
    draws = len(delta)
    return Change(
        toward=delta,
        delta=delta,
        weight=np.ones(draws) if weight is None else weight,
        sets=np.arange(draws) % 16 if sets is None else sets,
        all_sets=16,
        matters=matters,
    )


def random_change(draws, seed=0):
    return change(np.random.default_rng(seed).normal(0.01, 0.1, size=draws))


def test_steps_double_and_each_is_the_study_of_so_many_draws():
    whole = random_change(1500)
    told = convergence(whole, np.arange(1500), 1500)
    assert [step.draws for step in told.steps] == [64, 128, 256, 512, 1024, 1500]
    for step in told.steps:
        part = whole.rows(np.arange(1500) < step.draws)
        assert step.share == fraction(part.holds, part.weight)
        assert step.share_se == error_of(part, part.holds)
        assert step.mean == pytest.approx(part.delta.mean(), abs=1e-14)
    assert told.steps[-1].mean_se == pytest.approx(0.1 / np.sqrt(1500), rel=0.6)


def test_random_draws_need_the_square():
    # se = sqrt(.25 / n) for a share of one half: .01 takes 2,500 draws, .005 10,000.
    needed = {0.01: [], 0.005: []}
    for seed in range(20):
        for wanted, found in needed.items():
            told = convergence(random_change(4096, seed), np.arange(4096), 4096, wanted)
            found.append(told.needed)
            assert -1 <= told.power <= -0.5
    assert np.median(needed[0.01]) == pytest.approx(2500, rel=0.3)
    assert np.median(needed[0.005]) == pytest.approx(10_000, rel=0.4)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_reached_is_told_as_reached(seed):
    told = convergence(random_change(2048, seed), np.arange(2048), 2048, 0.011)
    assert (told.needed <= 2048) == (told.steps[-1].share_se <= 0.011)


def test_even_draws_need_fewer_than_random_ones():
    # Every set of n/16 draws holds in just half of them but for one: the error falls with n.
    rng = np.random.default_rng(1)
    place = np.arange(4096) // 16
    offset = rng.random(16)[np.arange(4096) % 16]
    spread = np.mod(place * (np.sqrt(5) - 1) / 2 + offset, 1) - 0.5
    told = convergence(change(spread), np.arange(4096), 4096, 0.0005)
    assert told.power < -0.8
    assert told.needed < 4096 * (told.steps[-1].share_se / 0.0005) ** 2


def test_draws_that_do_not_count_are_left_out_but_were_asked_for():
    counts = np.random.default_rng(3).random(2048) < 0.3
    whole = random_change(2048).rows(counts)
    told = convergence(whole, np.flatnonzero(counts), 2048)
    assert told.steps[-1].draws == 2048
    assert told.steps[0].draws == 128  # of the first 64 fewer than 30 count
    assert told.needed == pytest.approx(2500 / 0.3, rel=0.6)


def test_nothing_is_told_where_there_is_nothing_to_tell():
    same = convergence(change(np.full(512, 0.5)), np.arange(512), 512)
    assert same.needed is None
    assert same.reason == "no two sets of draws differ in the share"
    assert same.steps[-1].share == 1
    few = convergence(random_change(20), np.arange(20), 20)
    assert few.steps == ()
    assert few.reason.startswith("20 effective draws")
