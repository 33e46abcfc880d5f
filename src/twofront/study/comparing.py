"""Two runs compared: their answers side by side, and what of the change each cause accounts for.

The later scenario is solved again with one quantity put back as it stood in the earlier, in the
same draws; what its answer loses is what the change brought. So each quantity, and with it the
evidence that brought it, is told apart, and so is what is left: moves, options and links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from types import MappingProxyType

import numpy as np

from twofront.findings import Findings
from twofront.findings.comparison import (
    Cause,
    CauseKind,
    Comparison,
    Effect,
    Named,
    Part,
    claims_moved,
    quantities_moved,
    risks_moved,
    several_moved,
    ties_moved,
)
from twofront.findings.numbers import count
from twofront.problems import InputError
from twofront.scenario.dated import days_before, known_on
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import names_in
from twofront.scenario.model import AS_WRITTEN, NEVER, Claim, Lever, Quantity, Scenario

from .contrast import contrast
from .gather import table
from .solve import solve_part, study
from .table import Floats, Numbers, Table
from .work import cores

DRAWS = 256
"""In which causes are tried, unless more or fewer are asked for."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A scenario and its answer."""

    scenario: Scenario
    findings: Findings


def compare(
    before: Answered,
    after: Answered,
    *,
    draws: int = DRAWS,
    note: Callable[[str], None] = lambda line: None,
) -> Comparison:
    """Compare two runs.

    Args:
        before: The earlier.
        after: The later.
        draws: In how many draws causes are tried; 0 for none.
        note: Is told what is done.
    """
    old, new = before.findings, after.findings
    return Comparison(
        titles=(old.title, new.title),
        as_of=(old.as_of, new.as_of),
        draws=(old.draws.asked, new.draws.asked),
        claims=claims_moved(old, new),
        risks=risks_moved(old, new),
        ties=ties_moved(old, new),
        several=several_moved(old, new),
        quantities=quantities_moved(old, new),
        names=tuple(names_moved(before.scenario, after.scenario)),
        tried=draws,
        causes=tuple(_causes(before.scenario, after.scenario, draws, note)) if draws else (),
    )


def names_moved(before: Scenario, after: Scenario) -> Iterator[Named]:
    """Give what came, went and stands for something else, part by part."""
    parts: tuple[tuple[Part, Callable[[Scenario], list[str]]], ...] = (
        ("moves", lambda each: [move.id for move in each.moves if move.when != NEVER]),
        ("options", _options),
        ("links", lambda each: [link.id for link in each.links.values() if link.when != NEVER]),
        ("claims", lambda each: list(each.claims)),
        ("anchors", lambda each: list(each.anchors)),
        ("levers", lambda each: list(each.levers)),
        ("records", lambda each: list(each.evidence)),
    )
    for kind, names in parts:
        old, new = names(before), names(after)
        came = tuple(name for name in new if name not in old)
        went = tuple(name for name in old if name not in new)
        other = tuple(name for name in old if name in new and _differ(kind, name, before, after))
        if came or went or other:
            yield Named(kind=kind, came=came, went=went, changed=other)


def _differ(kind: Part, name: str, before: Scenario, after: Scenario) -> bool:
    """Say whether a claim of both asks something else now, or a lever does something else."""
    if kind == "claims":
        return _asked(before.claims[name]) != _asked(after.claims[name])
    return kind == "levers" and _done(before.levers[name]) != _done(after.levers[name])


def _asked(claim: Claim) -> tuple[object, ...]:
    arms = (claim.compare, claim.against, sorted(claim.levers), claim.than_as_of, claim.reading)
    return (claim.outcome, *arms, claim.expect, claim.matters)


def _done(lever: Lever) -> tuple[object, ...]:
    return lever.settings, lever.commit, lever.price, lever.unit


def _options(scenario: Scenario) -> list[str]:
    return [
        f"{move.id}={option.id}"
        for move in scenario.moves
        for option in move.options
        if option.when != NEVER and move.when != NEVER
    ]


def changed(before: Scenario, after: Scenario) -> dict[str, Quantity]:
    """Give the quantities, as they were, that both have and that take other values now.

    Values that counted on earlier days are among them, where claims of both look back to these.
    """
    days = sorted({*days_before(before)} & {*days_before(after)})
    return {
        id: was
        for id, was in before.quantities.items()
        if id in after.quantities
        and _values(was, days) != _values(after.quantities[id], days)
        and _inputs(was) <= after.quantities.keys()
    }


def _values(quantity: Quantity, days: Sequence[date]) -> tuple[object, ...]:
    known = [*quantity.values[-1:], *(known_on(quantity, day) for day in days)]
    return (*(each and each.value for each in known), quantity.off, quantity.unit)


def _inputs(quantity: Quantity) -> set[str]:
    values = (dated.value for dated in quantity.values)
    found = [names_in(each) for each in values if not isinstance(each, Distribution)]
    return set().union(*found, names_in(quantity.off) if quantity.off is not None else ())


def put_back(before: Scenario, after: Scenario, ids: Iterable[str]) -> Scenario:
    """Give the later scenario with some quantities as they were in the earlier."""
    was = {id: before.quantities[id] for id in ids}
    kept = {id: was.get(id, now) for id, now in after.quantities.items()}
    evidence = {**before.evidence, **after.evidence}
    return replace(after, quantities=MappingProxyType(kept), evidence=MappingProxyType(evidence))


def _causes(
    before: Scenario, after: Scenario, draws: int, note: Callable[[str], None]
) -> Iterator[Cause]:
    """Try every change alone, all quantities together, and everything."""
    was = changed(before, after)
    tries: dict[str, Scenario] = {id: put_back(before, after, [id]) for id in was}
    together = put_back(before, after, list(was))
    note(f"Changed quantities: {len(tries)}. Each is put back in {count(draws, 'draw')}.")
    with ThreadPoolExecutor(cores()) as pool:
        asked = [after, together, before, *tries.values()]
        base, all_back, earlier, *others = pool.map(lambda each: _solved(each, draws), asked)
    alone = dict(zip(tries, others, strict=True))
    claims = after.claims
    if not isinstance(base, Table):
        yield Cause(kind="all", reason=base)
        return
    for id, found in alone.items():
        now = after.quantities[id].values
        new = {source for dated in now for source in dated.grounds.sources}
        old = {source for dated in was[id].values for source in dated.grounds.sources}
        yield _cause("quantity", claims, base, found, id, tuple(sorted(new - old)))
    yield _cause("quantities", claims, base, all_back)
    if isinstance(all_back, Table):
        yield _cause("structure", claims, all_back, earlier)
    yield _cause("all", claims, base, earlier)


def _cause(
    kind: CauseKind,
    claims: Mapping[str, Claim],
    base: Table,
    other: Table | str,
    id: str = "",
    sources: tuple[str, ...] = (),
) -> Cause:
    if isinstance(other, str):
        return Cause(kind=kind, id=id, sources=sources, reason=other)
    effects = tuple(_effect(claim, base, other) for claim in claims.values())
    return Cause(kind=kind, id=id, sources=sources, effects=effects)


def _solved(scenario: Scenario, draws: int) -> Table | str:
    """Solve the structure as written, and nothing that varies it; or say why that cannot be."""
    quantities = {id: replace(each, channel=None) for id, each in scenario.quantities.items()}
    bare = replace(
        scenario,
        quantities=MappingProxyType(quantities),
        channels=MappingProxyType({}),
        levers=MappingProxyType(_asked_about(scenario)),
        variants=MappingProxyType({}),
    )
    try:
        part = solve_part(study(bare, 1), np.arange(draws, dtype=np.int64))
    except InputError as error:
        return str(error.problems[0].message)
    return table(bare, [part])


def _asked_about(scenario: Scenario) -> dict[str, Lever]:
    asked = {name for claim in scenario.claims.values() for name in claim.levers}
    return {name: lever for name, lever in scenario.levers.items() if name in asked}


def _effect(claim: Claim, base: Table, other: Table) -> Effect:
    """Give what the first of two tables has more of, in the same draws."""
    nothing = Effect(claim=claim.id, share=None, se=None, delta=None)
    found = [_held(claim, each) for each in (base, other)]
    if found[0] is None or found[1] is None:
        return nothing
    (here, there) = (each for each in found if each is not None)
    residual = here.residual(here.holds) - there.residual(there.holds)
    sets = len(residual)
    return Effect(
        claim=claim.id,
        share=here.mean(here.holds) - there.mean(there.holds),
        se=sqrt(sets / (sets - 1) * float(np.sum(residual**2))),
        delta=here.mean(here.delta) - there.mean(there.delta),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """A claim's contrast in the draws that count: `[D]` each."""

    delta: Floats
    holds: Floats
    weight: Floats
    sets: Numbers
    all_sets: int

    def mean(self, values: Floats) -> float:
        return float(np.sum(self.weight * values) / np.sum(self.weight))

    def residual(self, values: Floats) -> Floats:
        """Give by set `[S]` what it adds to the mean's error (Cochran 1977, §6.3)."""
        weighted = self.weight * (values - self.mean(values))
        found = np.bincount(self.sets, weights=weighted, minlength=self.all_sets)
        return np.asarray(found / np.sum(self.weight))


def _held(claim: Claim, read: Table) -> _Held | None:
    found = contrast(read, claim, claim.reading, AS_WRITTEN)
    if found is None:
        return None
    counts = np.isfinite(found.delta) & (read.weight > 0)
    if counts.sum() < 2 or read.all_sets < 2:
        return None
    sign = 1.0 if claim.expect == "rises" else -1.0
    holds = (sign * found.delta > claim.matters).astype(np.float64)
    return _Held(
        found.delta[counts], holds[counts], read.weight[counts], read.sets[counts], read.all_sets
    )
