"""Histories, information sets and payments of compiled scenarios."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from twofront.games import NodeKind
from twofront.problems import InputError
from twofront.scenario.arms import with_hidden, with_variant
from twofront.scenario.draws import Draws, distributions, middle
from twofront.scenario.model import Condition, Test
from twofront.world import compile_scenario, payoffs, precision, readouts
from twofront.world.explain import explain


def some_draws(scenario, count=7, seed=3):
    known = distributions(scenario)
    u = np.random.default_rng(seed).uniform(0.05, 0.95, (count, len(known)))
    values = np.stack([d.quantile(u[:, k]) for k, d in enumerate(known.values())], axis=1)
    return Draws(tuple(known), values, np.arange(count))


def path_totals(program, paid):
    """Add up what is paid on the way to each leaf: [D, L, P], leaf by leaf, slowly."""
    tree, earned = program.tree, paid.by_player(program.tree)
    totals = []
    for leaf in tree.leaves:
        node, total = leaf, np.zeros((paid.draws, tree.players))
        while node >= 0:
            total = total + earned[:, tree.outcome[node], :].sum(axis=1)
            node = tree.parent[node]
        totals.append(total)
    return np.stack(totals, axis=1)


def leaf_values(program, leaf):
    return {name: program.labels[name][program.codes[name][leaf]] for name in program.labels}


def infosets_of(program, move):
    return [n for n, decision in enumerate(program.decisions) if decision.move == move]


def test_the_tree_is_a_game(write):
    program = compile_scenario(write())
    program.tree.validate()
    # 4 joint states; 3 ways of terms; rest, or 2 sizes times stay, calm and rough
    assert program.leaves == 4 * 3 * (1 + 2 * 3)
    assert program.actors == ("west", "north", "south")


def test_every_path_pays_what_explain_adds_up(write):
    scenario = write()
    program = compile_scenario(scenario)
    totals = path_totals(program, payoffs(program, middle(scenario)))[0]
    for leaf in range(program.leaves):
        values = leaf_values(program, leaf)
        at = {n: v for n, v in values.items() if v != "none" and n not in scenario.outcomes}
        told = {account.name: account.total for account in explain(scenario, at).accounts}
        for player, actor in enumerate(program.actors):
            assert_allclose(totals[leaf, player], told[actor], atol=1e-12)


def test_readouts_are_means_over_leaves(write):
    scenario = write()
    program, draws = compile_scenario(scenario), some_draws(scenario)
    rng = np.random.default_rng(5)
    reach = rng.dirichlet(np.ones(program.leaves), size=len(draws))
    mask = program.mask(Condition(((Test("raid", ("strike",)),),)))
    out = readouts(program, draws)
    totals = path_totals(program, payoffs(program, draws))
    for player, actor in enumerate(program.actors):
        assert_allclose(out.expected(actor, reach), (reach * totals[:, :, player]).sum(axis=1))
        inside = (reach * mask * totals[:, :, player]).sum(axis=1) / (reach * mask).sum(axis=1)
        assert_allclose(out.expected(actor, reach, mask), inside)
    share = (reach * mask).sum(axis=1)
    assert_allclose(out.expected("town", reach), -share)


def test_a_readout_of_leaves_never_reached_is_not_a_number(write):
    scenario = write()
    program = compile_scenario(scenario)
    reach = np.zeros((1, program.leaves))
    assert np.isnan(readouts(program, middle(scenario)).expected("west", reach)).all()


def test_a_force_configuration_is_worked_out_once(write):
    program = compile_scenario(write())
    odds = {item.features for item in program.items if item and item.account == "south"}
    # arms flow or not, half or full, helped or not; and inertia, which sees nothing
    assert len(odds) == 2 * 2 * 2 + 1
    assert len(program.items) < program.leaves


def test_an_unasked_move_has_no_value_and_no_node(write):
    program = compile_scenario(write())
    for leaf in range(program.leaves):
        values = leaf_values(program, leaf)
        assert (values["answer"] == "none") == (values["terms"] == "hold_out")
        assert (values["sea"] == "none") == (values["help"] != "send")
    assert ((program.asked["answer"] >= 0) == (program.codes["answer"] < 2)).all()


def test_a_mover_with_one_option_is_not_asked(write):
    change = (
        "options: [rest, strike], default: rest",
        "options: {rest: {}, strike: {when: {terms: give}}}, default: rest",
    )
    program = compile_scenario(write(change))
    calm = program.mask(Condition(((Test("terms", ("hold_out",)),),)))
    assert (program.asked["raid"][calm] == -1).all()
    assert (program.codes["raid"][calm] == 0).all()


def test_what_is_hidden_merges_information_sets(write):
    hidden = compile_scenario(write())
    seen = compile_scenario(write((", hidden: [size]", "")))
    assert 2 * len(infosets_of(hidden, "help")) == len(infosets_of(seen, "help"))


def test_sight_can_hang_on_a_condition(write):
    change = ("hidden: [size]", "hidden: [{size: {when: {terms: give}}}]")
    program = compile_scenario(write(change))
    # own states 4; give: 2 answers, size unseen; hold out: 2 sizes seen
    assert len(infosets_of(program, "help")) == 4 * (2 + 2)


def test_knowledge_splits_a_movers_sets_and_nobody_elses(write):
    program = compile_scenario(write())
    assert len(infosets_of(program, "terms")) == 4
    assert len(infosets_of(program, "answer")) == 1
    assert len(infosets_of(program, "raid")) == 3


def test_hiding_a_move_merges_its_movers_sets_and_leaves_later_knowledge(write):
    merged = compile_scenario(with_hidden(write(), ["terms"]))
    assert len(infosets_of(merged, "terms")) == 1
    assert len(infosets_of(merged, "help")) == 4 * 3
    merged.tree.validate()


def test_a_mover_remembers_what_it_knew(write):
    change = (
        "options: [stay, send], when: {raid: strike}",
        "options: [stay, send], knows: [], when: {raid: strike}",
    )
    program = compile_scenario(write(change))
    assert len(infosets_of(program, "help")) == 4 * 3
    program.tree.validate()


def test_a_variant_changes_the_order_of_play(write):
    scenario = with_variant(write(), "raid_first")
    assert [m.id for m in scenario.moves] == ["raid", "terms", "answer", "size", "help", "sea"]


def test_chances_and_precision_come_from_draws(write):
    scenario = write()
    program, draws = compile_scenario(scenario), some_draws(scenario)
    found = payoffs(program, draws)
    (sea,) = program.chances
    calm = draws.column("calm_chance")
    assert_allclose(found.chance[:, sea.first : sea.first + 2], np.stack([calm, 1 - calm], axis=1))
    assert_allclose(precision(program, draws), draws.column("precision")[:, None].repeat(3, axis=1))
    for node in np.flatnonzero(program.tree.kind == NodeKind.CHANCE):
        below = program.tree.edge[program.tree.parent == node]
        assert_allclose(found.chance[:, below].sum(axis=1), 1.0)


def test_a_chance_beyond_one_is_refused_with_its_draw(write):
    scenario = write()
    program = compile_scenario(scenario)
    draws = some_draws(scenario)
    calm = draws.column("calm_chance").copy()
    calm[4] = 1.2
    with pytest.raises(InputError, match="draw 4"):
        payoffs(program, draws.with_columns({"calm_chance": calm}))


def test_strength_below_zero_is_refused(write):
    scenario = write()
    program, draws = compile_scenario(scenario), some_draws(scenario)
    wall = np.full(len(draws), -1.0)
    with pytest.raises(InputError, match=r"strength of the defend is below 0 in draw 0"):
        payoffs(program, draws.with_columns({"wall": wall}))


JOINT = list(product((0, 1), repeat=2))


@pytest.mark.parametrize("rho", [0.0, 0.4, 1.0])
def test_correlated_states_keep_their_marginals(write, rho):
    scenario = write()
    program, draws = compile_scenario(scenario), some_draws(scenario)
    draws = draws.with_columns({"one_fate": np.full(len(draws), rho)})
    chance = payoffs(program, draws).chance[:, : len(program.states)]
    firm = draws.column("firm_chance")
    table = {states: chance[:, k] for k, states in enumerate(program.states)}
    assert_allclose(table["firm", "steady"] + table["firm", "weak"], firm)
    assert_allclose(table["firm", "steady"] + table["soft", "steady"], 0.5)
    together = rho * np.minimum(firm, 0.5) + (1 - rho) * firm * 0.5
    assert_allclose(table["firm", "steady"], together, atol=1e-12)


def test_children_of_one_root_follow_all_together(write):
    third = (
        "links:",
        "  voice: {of: west, known_to: [west], states: [loud, low], chance: {loud: 0.5},"
        " correlated_with: {heart: one_fate}}\nlinks:",
    )
    scenario = write(third)
    program, draws = compile_scenario(scenario), some_draws(scenario)
    draws = draws.with_columns({"firm_chance": np.full(len(draws), 0.5)})
    chance = payoffs(program, draws).chance[:, : len(program.states)]
    table = {states: chance[:, k] for k, states in enumerate(program.states)}
    rho = draws.column("one_fate")
    assert_allclose(table["firm", "steady", "loud"], rho * 0.5 + (1 - rho) * 0.125)
    assert_allclose(table["firm", "weak", "loud"], (1 - rho) * 0.125, atol=1e-12)


def test_the_fewest_moves_bring_an_arm_about(write):
    program = compile_scenario(write())
    made = Condition(((Test("deal", ("made",)),),))
    none_made = Condition(((Test("deal", ("none_made",)),),))
    assert program.act_for(made) == {"terms": "give", "answer": "accept"}
    assert program.act_for(none_made) == {"terms": "hold_out"}
    assert program.act_for(none_made, (("answer", "refuse"),)) == {"answer": "refuse"}
    assert program.act_for(made, (("terms", "give"),)) is None
    assert program.act_for(Condition(((Test("sea", ("rough",)),),))) is None
    assert program.act_for(Condition(((Test("heart", ("firm",)),),))) is None


def test_playing_an_act_fixes_it_for_every_private_state(write):
    program = compile_scenario(write())
    play = program.play({"terms": "give", "answer": "accept"})
    assert len(play) == len(infosets_of(program, "terms")) + len(infosets_of(program, "answer"))
    assert set(play.values()) == {0}
