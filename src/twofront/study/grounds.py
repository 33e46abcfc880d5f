"""What the answer rests on: every quantity with its range and grounds, every record cited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isfinite

from twofront.findings import CitedSource, QuantityStated
from twofront.findings.numbers import number
from twofront.scenario.distributions import Distribution
from twofront.scenario.expressions import write
from twofront.scenario.model import DatedValue, Quantity, Scenario

from .shares import spread
from .table import Table


def quantities(scenario: Scenario, table: Table) -> tuple[QuantityStated, ...]:
    """Give every quantity, in written order, with its range, middle and grounds."""
    return tuple(_quantity(quantity, table) for quantity in scenario.quantities.values())


def _quantity(quantity: Quantity, table: Table) -> QuantityStated:
    dated = quantity.values[-1] if quantity.values else None
    value = dated.value if dated else None
    known = value if isinstance(value, Distribution) else None
    low, high = _bounds(known)
    fitted = table.fitted.get(quantity.id)
    return QuantityStated(
        id=quantity.id,
        means=quantity.means,
        unit=quantity.unit,
        written=_written(quantity, dated),
        low=low,
        high=high,
        middle=known.median if known else None,
        ranges=bool(known and known.varies),
        of=_day(dated.of if dated else None),
        known_since=_day(dated.known_since if dated else None),
        channel=quantity.channel,
        sources=dated.grounds.sources if dated else (),
        assumed=dated.grounds.assumed if dated else None,
        fitted=None if fitted is None else spread(fitted, table.weight),
    )


def _bounds(value: Distribution | None) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    low, high = value.support
    return (low if isfinite(low) else None), (high if isfinite(high) else None)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _written(quantity: Quantity, dated: DatedValue | None) -> str:
    if dated is None:
        return f"not known yet; off: {write(quantity.off)}" if quantity.off else "not known yet"
    if isinstance(dated.value, Distribution):
        return dated.value.words(number)
    return f"= {write(dated.value)}"


def sources(scenario: Scenario) -> tuple[CitedSource, ...]:
    """Give every record the scenario cites, by date of publication, undated ones last."""
    cited: dict[str, list[str]] = {}
    for place, ids in _citations(scenario):
        for id in ids:
            if place not in cited.setdefault(id, []):
                cited[id].append(place)
    known = [id for id in cited if id in scenario.evidence]
    known.sort(key=lambda id: (scenario.evidence[id].published_on or date.max, id))
    return tuple(_source(scenario, id, tuple(cited[id])) for id in known)


def _citations(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each place of the scenario that cites records, with their ids."""
    for claim in scenario.claims.values():
        yield f"claims.{claim.id}", claim.said_in
    for quantity in scenario.quantities.values():
        for dated in quantity.values:
            yield f"quantities.{quantity.id}", dated.grounds.sources
    for group in scenario.correlated.values():
        yield f"correlated.{group.id}", group.grounds.sources
    for link in scenario.links.values():
        yield f"links.{link.id}", link.grounds.sources
    for anchor in scenario.anchors.values():
        yield f"anchors.{anchor.id}", anchor.grounds.sources
    for lever in scenario.levers.values():
        yield f"levers.{lever.id}", lever.grounds.sources


def _source(scenario: Scenario, id: str, cited_by: tuple[str, ...]) -> CitedSource:
    record = scenario.evidence[id]
    return CitedSource(
        id=record.id,
        kind=record.kind,
        paraphrase=record.paraphrase,
        text=record.text,
        speaker=record.speaker,
        occasion=record.occasion,
        outlet=record.outlet,
        relay=record.relay,
        said_on=_day(record.said_on),
        published_on=_day(record.published_on),
        modality=record.modality,
        condition=record.condition,
        hedges=record.hedges,
        relay_shift=record.relay_shift,
        grade=record.grade,
        title=record.title,
        url=record.url,
        cited_by=cited_by,
    )
