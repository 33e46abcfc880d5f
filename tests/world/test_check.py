"""Problems of structure that only playing a scenario through can find."""

import pytest

from twofront.world import check_structure


def codes(scenario):
    return {(problem.code, problem.field) for problem in check_structure(scenario)}


def test_a_sound_scenario_has_none(write):
    assert codes(write()) == set()


STRUCTURE = [
    (
        "when: {terms: give}}",
        "when: {terms: give, heart: firm}, hidden: [terms]}",
        None,
    ),
    (
        "options: [rest, strike], default: rest",
        "options: {rest: {}, strike: {when: {heart: firm}}}, default: rest",
        ("unlike-options", "moves[raid].options"),
    ),
    (
        "sees: [terms]",
        "sees: [size]",
        ("sight-unsettled", "variants.raid_first"),
    ),
    (
        "options: [accept, refuse], when: {terms: give}",
        "options: [accept, refuse], when: {raid: strike}",
        ("condition-on-later-move", "moves[answer].when"),
    ),
    (
        "options: {calm: calm_chance, rough: rest}, when: {help: send}",
        "options: {calm: calm_chance, rough: rest}, when: {help: send, raid: rest}",
        ("move-nobody-can-make", "moves[sea].when"),
    ),
    (
        "options: {half: 0.5, full: 1}",
        "options: {half: 0.5, full: {level: 1, when: {answer: [accept], terms: hold_out}}}",
        ("option-never-open", "moves[size].options.full"),
    ),
    (
        "when: {help: send, sea: rough}",
        "when: {help: stay, sea: rough}",
        ("unreachable-condition", "payoffs.west[0].when"),
    ),
    (
        "against: {deal: none_made}",
        "against: {terms: give}",
        ("arms-overlap", "claims.deal_raid.against"),
    ),
    (
        "against: {deal: none_made}",
        "against: {deal: none_made}\n    against_by: {answer: accept}",
        ("act-not-enough", "claims.deal_raid.against_by"),
    ),
    (
        "range: [0.3, 0.6]",
        "range: [0.3, 1.0]",
        None,
    ),
    (
        "calm: calm_chance,",
        "calm: calm_chance * 2,",
        ("chance-outside", "moves[sea].options"),
    ),
    (
        "hides: [terms]",
        "hides: [answer]",
        ("hides-nothing", "channels.repute.hides[0]"),
    ),
    (
        "one * odds(coast) - cost, when",
        "cost * odds(coast) * one / (cost - 0.2 * one), when",
        ("amount-not-finite", "payoffs.south[0]"),
    ),
    (
        "{range: [2, 8],",
        "{range: [-2, 8],",
        ("precision-negative", "quantities.precision"),
    ),
    (
        "when: {deal: none_made}, assumed: Said to flow.",
        "assumed: Said to flow.",
        ("warning-channel-level", "channels.supply"),
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), STRUCTURE)
def test_each_problem_is_found_where_it_stands(write, old, new, expected):
    found = codes(write((old, new)))
    assert (expected in found) if expected else not found


def test_no_force_on_either_side_is_found_before_any_draw(write):
    scenario = write(
        ("attack: [raid_strength,", "attack: [{add: raid_strength, when: {help: send}},"),
        ("{add: flow(arms)}", "{add: flow(arms), when: {help: send}}"),
        ("defend: [wall,", "defend: [{add: wall, when: {help: send}},"),
        ("raid_strength * level(size), when: {size: [half, full]}", "arms, when: {help: send}"),
        ("when: {deal: none_made}, assumed", "when: {help: send}, assumed"),
    )
    assert ("odds-zero-zero", "theatres.coast") in codes(scenario)


def test_a_problem_has_line_and_column(write):
    (found,) = check_structure(write(("hides: [terms]", "hides: [answer]")))
    assert found.line is not None
    assert found.column is not None
    assert found.file.endswith("scenario.yaml")


def test_a_tree_beyond_the_limit_is_refused_with_its_arithmetic(write, monkeypatch):
    monkeypatch.setattr("twofront.world.compiler.MAX_LEAVES", 50)
    (found,) = check_structure(write())
    assert found.code == "tree-too-large"
    assert "more than 50 leaves" in found.message
    assert "2 heart x 2 nerve x 2 terms x 2 answer x 2 raid x 2 size x 2 help x 2 sea = 256" in (
        found.message
    )
