"""Scenarios back to data: the canonical form, with every default written out.

It is itself a scenario that loads, to an equal one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from twofront.evidence.ledger import record_json
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import Expression, number_text, write
from twofront.scenario.model import (
    CHANCE,
    Actor,
    Anchor,
    Channel,
    Claim,
    Condition,
    Correlated,
    DatedValue,
    Grounds,
    Lever,
    Line,
    Link,
    Measure,
    Move,
    MoveChange,
    Option,
    Outcome,
    Place,
    Private,
    Quantity,
    Scenario,
    Sight,
    Theatre,
    Variant,
)

Data = dict[str, Any]

# YAML would refuse these inside quotes, or read them as the end of a line.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def canonical_text(scenario: Scenario) -> str:
    """Write a scenario's canonical form as JSON, the same text for equal scenarios."""
    text = json.dumps(to_canonical(scenario), ensure_ascii=False, indent=2)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def digest(scenario: Scenario) -> str:
    """Give the SHA-256, in hex, of the canonical text."""
    return hashlib.sha256(canonical_text(scenario).encode()).hexdigest()


def to_canonical(scenario: Scenario) -> Data:
    """Give a scenario's canonical form as JSON values, in the order of the language."""
    return {
        "twofront": 1,
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat(),
        "horizon": f"{number_text(scenario.horizon_years)} years",
        **_ledger(scenario),
        "actors": _each(scenario.actors, _actor),
        "quantities": _each(scenario.quantities, _quantity),
        "correlated": _each(scenario.correlated, _correlated),
        "private": _each(scenario.private, _private),
        "links": _each(scenario.links, _link),
        "theatres": _each(scenario.theatres, _theatre),
        "moves": [{move.id: _move(move)} for move in scenario.moves],
        "outcomes": _each(scenario.outcomes, _outcome),
        "payoffs": _each(scenario.payoffs, _lines),
        "measures": _each(scenario.measures, _measure),
        "anchors": _each(scenario.anchors, _anchor),
        "channels": _each(scenario.channels, _channel),
        "levers": _each(scenario.levers, _lever),
        "variants": _each(scenario.variants, _variant),
        "claims": _each(scenario.claims, _claim),
    }


def _each(section: Mapping[str, Any], write_one: Any) -> Data:
    return {name: write_one(value) for name, value in section.items()}


def _written(**keys: Any) -> Data:
    """Leave out the keys that have nothing to say; a trailing `_` keeps clear of keywords."""
    return {key.rstrip("_"): value for key, value in keys.items() if value is not None}


def _ledger(scenario: Scenario) -> Data:
    if scenario.ledger_digest is None:
        return {}
    records = [record_json(record) for record in scenario.evidence.values()]
    return {"ledger": {"sha256": scenario.ledger_digest, "records": records}}


def _condition(condition: Condition) -> list[Data]:
    return [{test.name: list(test.values) for test in clause} for clause in condition.clauses]


def _maybe_condition(condition: Condition | None) -> list[Data] | None:
    return None if condition is None else _condition(condition)


def _place(place: Place | None) -> Data | None:
    return None if place is None else asdict(place)


def _amount(amount: Expression | None) -> str | None:
    return None if amount is None else write(amount)


def _grounds(grounds: Grounds) -> Data:
    return _written(source=list(grounds.sources) or None, assumed=grounds.assumed)


def _actor(actor: Actor) -> Data:
    return _written(
        name=actor.name,
        iso3=list(actor.iso3),
        decides=actor.decides,
        precision=actor.precision,
        yardstick=actor.yardstick,
        place=_place(actor.place),
    )


def _quantity(quantity: Quantity) -> Data:
    return _written(
        means=quantity.means,
        unit=quantity.unit,
        values={value.of.isoformat(): _value(value) for value in quantity.values},
        channel=quantity.channel,
        off=_amount(quantity.off),
    )


def _value(value: DatedValue) -> Data:
    what = value.value
    written = distribution(what) if isinstance(what, Distribution) else {"is": write(what)}
    return {**written, **_grounds(value.grounds), "since": value.known_since.isoformat()}


def distribution(what: Distribution) -> Data:
    """Write a distribution as a value of a quantity, or the rate of an anchor, has it."""
    numbers = list(what.parameters)
    match what.kind:
        case "fixed":
            return {"value": numbers[0]}
        case "uniform":
            return {"range": numbers}
        case "lognormal":
            return {"about": {"median": numbers[0], "p90": numbers[1]}}
        case "triangular":
            return {"triangular": dict(zip(("low", "mode", "high"), numbers, strict=True))}
        case "normal":
            return {"normal": {"mean": numbers[0], "sd": numbers[1]}}
        case "truncated":
            named = zip(("mean", "sd", "low", "high"), numbers, strict=True)
            return {"normal": {name: number for name, number in named if isfinite(number)}}
        case _:
            return {"beta": dict(zip(("a", "b", "low", "high"), numbers, strict=True))}


def _correlated(group: Correlated) -> Data:
    return {
        "quantities": list(group.quantities),
        "correlation": group.correlation,
        **_grounds(group.grounds),
    }


def _private(private: Private) -> Data:
    chances = zip(private.states, private.chance, strict=True)
    parent = {private.parent: _amount(private.correlation)} if private.parent else None
    return _written(
        of=private.of,
        known_to=list(private.known_to),
        states=list(private.states),
        chance={state: write(chance) for state, chance in chances if chance is not None},
        correlated_with=parent,
        means=private.means,
    )


def _link(link: Link) -> Data:
    return {
        "kind": link.kind,
        "item": link.item,
        "from": link.giver,
        "to": link.receiver,
        **_written(
            flows=link.flows,
            when=_condition(link.when),
            since=link.since and link.since.isoformat(),
        ),
        **_grounds(link.grounds),
    }


def _line(line: Line) -> Data:
    return {"add": write(line.amount), "when": _condition(line.when), "means": line.means}


def _lines(lines: tuple[Line, ...]) -> list[Data]:
    return [_line(line) for line in lines]


def _theatre(theatre: Theatre) -> Data:
    return _written(
        name=theatre.name,
        attack=_lines(theatre.attack),
        defend=_lines(theatre.defend),
        decisiveness=write(theatre.decisiveness),
        advantage=write(theatre.advantage),
        war=_maybe_condition(theatre.war),
        place=_place(theatre.place),
        within=theatre.within,
    )


def _move(move: Move) -> Data:
    by_chance = move.by == CHANCE
    options = {option.id: _option(option, by_chance) for option in move.options}
    kept = {"by": move.by, "options": options, "when": _condition(move.when)}
    last = _written(means=move.means, since=move.since and move.since.isoformat())
    if by_chance:
        return {**kept, **last}
    own = _written(
        default=move.default,
        inertia=_amount(move.inertia),
        sees=_sights(move.sees),
        hidden=_sights(move.hidden),
        knows=list(move.knows),
    )
    return {**kept, **own, **last}


def _option(option: Option, by_chance: bool) -> Data:
    if by_chance:
        chance = "rest" if option.chance is None else write(option.chance)
        return _written(chance=chance, level=option.level, means=option.means)
    return _written(
        when=_condition(option.when),
        level=option.level,
        since=option.since and option.since.isoformat(),
        means=option.means,
    )


def _sights(sights: tuple[Sight, ...] | None) -> list[Data] | None:
    if sights is None:
        return None
    return [{sight.item: {"when": _condition(sight.when)}} for sight in sights]


def _outcome(outcome: Outcome) -> Data:
    return {
        label: "otherwise" if when is None else _condition(when) for label, when in outcome.labels
    }


def _measure(measure: Measure) -> Data:
    return {"means": measure.means, "unit": measure.unit, "lines": _lines(measure.lines)}


def _anchor(anchor: Anchor) -> Data:
    return {
        "outcome": _condition(anchor.outcome),
        "given": _condition(anchor.given),
        **_written(between=anchor.between and list(anchor.between), solve_for=anchor.solve_for),
        **(distribution(anchor.about) if anchor.about else {}),
        **_grounds(anchor.grounds),
    }


def _channel(channel: Channel) -> Data:
    return {"means": channel.means, "hides": list(channel.hides)}


def _lever(lever: Lever) -> Data:
    return {
        "by": lever.by,
        "means": lever.means,
        "set": {name: write(amount) for name, amount in lever.settings},
        "commit": dict(lever.commit),
        "price": lever.price,
        "unit": lever.unit,
        **_grounds(lever.grounds),
    }


def _variant(variant: Variant) -> Data:
    changes = {change.move: _change(change) for change in variant.changes}
    order = {"order": list(variant.order)} if variant.order else {}
    return {"means": variant.means, "moves": {**order, **changes}}


def _change(change: MoveChange) -> Data:
    return _written(
        when=_maybe_condition(change.when),
        sees=_sights(change.sees),
        hidden=_sights(change.hidden),
        knows=None if change.knows is None else list(change.knows),
    )


def _claim(claim: Claim) -> Data:
    return {
        "says": claim.says,
        "said_in": list(claim.said_in),
        "outcome": _condition(claim.outcome),
        **_arms(claim),
        "expect": claim.expect,
        "matters": claim.matters,
        "reading": claim.reading,
        **_acts(claim),
        **_written(since=claim.since and claim.since.isoformat()),
    }


def _arms(claim: Claim) -> Data:
    if claim.levers:
        return {"levers": list(claim.levers)}
    arms = {"compare": _condition(claim.compare), "against": _condition(claim.against)}
    return arms | _written(than_as_of=claim.than_as_of and claim.than_as_of.isoformat())


def _acts(claim: Claim) -> Data:
    if claim.levers:
        return {}
    return {"compare_by": dict(claim.compare_by), "against_by": dict(claim.against_by)}
