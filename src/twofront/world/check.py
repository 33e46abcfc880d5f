"""What only playing the scenario through can find: moves nobody makes, conditions never met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from twofront.problems import InputError, Problem
from twofront.scenario.arms import with_hidden, with_variant
from twofront.scenario.dated import days_before, looking_back
from twofront.scenario.draws import MIDDLE, PROBE, Draws, distributions
from twofront.scenario.model import NEVER, Scenario
from twofront.world.compiler import compile_scenario
from twofront.world.conditions import conditions
from twofront.world.couplings import uncoupled_channels
from twofront.world.expected import compile_in_expectation
from twofront.world.payoffs import payoffs, precision
from twofront.world.problems import problem
from twofront.world.program import Program
from twofront.world.situation import Features

_TAIL = 0.001
"""How far into the tail of an endless distribution its end is probed."""


def check_structure(scenario: Scenario) -> tuple[Problem, ...]:
    """Find every problem of a scenario's structure, as known on its date.

    Returns:
        Problems, located; those whose code begins with `warning-` do not keep
        the scenario from being run.
    """
    try:
        program = compile_scenario(scenario)
    except InputError as wrong:
        return wrong.problems
    found = [*_moves(program), *_unreachable(program), *_arms(program), *_zero_odds(program)]
    if not found:
        found = _probed(program)
    return (
        *found,
        *_variants(scenario),
        *_looking_back(scenario),
        *_hides(program),
        *uncoupled_channels(scenario),
    )


def _moves(program: Program) -> Iterator[Problem]:
    scenario = program.scenario
    for move in scenario.moves:
        taken = {program.labels[move.id][code] for code in np.unique(program.codes[move.id])}
        field = f"moves[{move.id}]"
        if move.when != NEVER and taken == {"none"}:
            message = f"Nobody can make the move {move.id}: its `when` never holds."
            yield problem(scenario, f"{field}.when", "move-nobody-can-make", message)
            continue
        for option in move.options:
            if NEVER not in (move.when, option.when) and option.id not in taken:
                message = f"The option {option.id} of {move.id} is never open."
                where = f"{field}.options.{option.id}"
                yield problem(scenario, where, "option-never-open", message)


def _unreachable(program: Program) -> Iterator[Problem]:
    hidden = _not_yet_known(program.scenario)
    for field, when in conditions(program.scenario):
        if when != NEVER and not when.names & hidden and not program.mask(when).any():
            message = "This never holds, whatever anybody does."
            yield problem(program.scenario, field, "unreachable-condition", message)


def _not_yet_known(scenario: Scenario) -> frozenset[str]:
    """Give the moves whose date hides them or one of their options, and outcomes of them."""
    hidden = {
        move.id
        for move in scenario.moves
        if move.when == NEVER or any(option.when == NEVER for option in move.options)
    }
    for _ in scenario.outcomes:
        hidden |= {
            name
            for name, outcome in scenario.outcomes.items()
            for _, when in outcome.labels
            if when and when.names & hidden
        }
    return frozenset(hidden)


def _arms(program: Program) -> Iterator[Problem]:
    for name, claim in program.scenario.claims.items():
        if claim.levers:
            continue
        both = program.mask(claim.compare) & program.mask(claim.against)
        if both.any():
            message = "`compare` and `against` can hold together; a contrast needs two arms."
            yield problem(program.scenario, f"claims.{name}.against", "arms-overlap", message)
        for arm, when, given in (
            ("compare", claim.compare, claim.compare_by),
            ("against", claim.against, claim.against_by),
        ):
            if given and not program.brings(dict(given), when):
                message = f"These moves do not bring `{arm}` about for certain."
                field = f"claims.{name}.{arm}_by"
                yield problem(program.scenario, field, "act-not-enough", message)


def _zero_odds(program: Program) -> Iterator[Problem]:
    seen: list[Features] = [item.features for item in program.items if item is not None]
    seen += [each[1] for item in program.chances for each in item.options if each is not None]
    empty = {
        reference[1][0]
        for features in seen
        for reference, feature in features
        if reference[0] == "odds" and feature == ((), ())
    }
    for theatre in sorted(empty):
        message = (
            f"odds({theatre}) is asked for where no line of strength is active on either side: "
            "0 against 0."
        )
        yield problem(program.scenario, f"theatres.{theatre}", "odds-zero-zero", message)


def _probed(program: Program) -> list[Problem]:
    """Try the middle and the ends of every range; the first failure is enough."""
    draws = _probes(program.scenario)
    try:
        found = payoffs(program, draws)
    except InputError as wrong:
        return list(wrong.problems)
    problems = _not_finite(program, found.outcome)
    for actor, found_precision in zip(program.actors, precision(program, draws).T, strict=True):
        if (found_precision < 0).any():
            field = f"quantities.{program.scenario.actors[actor].precision}"
            message = f"The precision of {actor} is below 0 somewhere in its range."
            problems.append(problem(program.scenario, field, "precision-negative", message))
    return list({each.field: each for each in problems}.values())


def _not_finite(program: Program, outcome: np.ndarray) -> list[Problem]:
    wrong = ~np.isfinite(outcome).all(axis=(0, 2))
    found = []
    for number in np.flatnonzero(wrong):
        item = program.items[number]
        assert item is not None
        lines = program.scenario.payoffs.get(item.account, ())
        field = f"payoffs.{item.account}" + (f"[{item.line}]" if item.line < len(lines) else "")
        message = "This amount is not a finite number somewhere in the ranges of its quantities."
        found.append(problem(program.scenario, field, "amount-not-finite", message))
    return found


def _probes(scenario: Scenario) -> Draws:
    """Give the middle of every range, all low, all high, and each end by itself."""
    known = distributions(scenario)
    middle = np.array([each.median for each in known.values()])
    ends = np.array([each.ends(_TAIL) for each in known.values()]).reshape(-1, 2)
    rows = [middle, ends[:, 0], ends[:, 1]]
    for place in range(len(known)):
        for side in (0, 1):
            row = middle.copy()
            row[place] = ends[place, side]
            rows.append(row)
    numbers = np.array([MIDDLE, *[PROBE] * (len(rows) - 1)], dtype=np.int64)
    return Draws(tuple(known), np.array(rows).reshape(len(rows), len(known)), numbers)


def _variants(scenario: Scenario) -> Iterator[Problem]:
    for name in scenario.variants:
        try:
            compile_in_expectation(with_variant(scenario, name))
        except InputError as wrong:
            for each in wrong.problems:
                moved = problem(scenario, f"variants.{name}", each.code, "")
                message = f"In this variant, {each.field}: {each.message}"
                yield replace(moved, message=message)


def _looking_back(scenario: Scenario) -> Iterator[Problem]:
    """Check that what a claim looks back to was a game, and its arms could come about in it."""
    for day in days_before(scenario):
        past = looking_back(scenario, day)
        field = f"claims.{next(iter(past.claims))}.than_as_of"
        try:
            program = compile_in_expectation(past)
            wrong = [*_probed(program), *_variants(past)]
        except InputError as error:
            program, wrong = None, [*error.problems]
        for each in wrong:
            message = f"As known on {day}, {each.field}: {each.message}"
            yield problem(scenario, field, each.code, message)
        if program is not None:
            yield from _never_then(scenario, program, day)


def _never_then(scenario: Scenario, program: Program, day: date) -> Iterator[Problem]:
    for name, claim in program.scenario.claims.items():
        asked = (("outcome", claim.outcome), ("compare", claim.compare))
        for key, when in (*asked, ("against", claim.against)):
            if not program.mask(when).any():
                message = f"As known on {day}, `{key}` never holds, whatever anybody does."
                field = f"claims.{name}.than_as_of"
                yield problem(scenario, field, "unreachable-condition", message)


def _hides(program: Program) -> Iterator[Problem]:
    scenario = program.scenario
    for name, channel in scenario.channels.items():
        if not channel.hides:
            continue
        merged = compile_in_expectation(with_hidden(scenario, channel.hides))
        for number, move in enumerate(channel.hides):
            before = sum(each.move == move for each in program.decisions)
            if before and before == sum(each.move == move for each in merged.decisions):
                message = (
                    f"The mover of {move} knows nothing private there, or has shown it in an "
                    "earlier move that is not hidden, so hiding the move changes nothing."
                )
                field = f"channels.{name}.hides[{number}]"
                yield problem(scenario, field, "hides-nothing", message)
