"""Two answers side by side: what moved between them, by how much, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Literal, TypeAlias, TypeVar

from .claim import ClaimAnswer
from .model import Findings, QuantityStated

_T = TypeVar("_T")

Part: TypeAlias = Literal["moves", "options", "links", "claims", "anchors", "levers", "records"]
CauseKind: TypeAlias = Literal["quantity", "quantities", "structure", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMoved:
    """A claim in two answers.

    Attributes:
        id: The claim's; `says` what it says.
        verdicts: Codes before and after; null where the answer has no such claim.
        shares: In which it holds, before and after; null where not given.
        change: Of the share; null where one is.
        se: Standard error of the change, as if the two runs shared nothing.
        medians: Of the difference in probability, before and after.
    """

    id: str
    says: str
    verdicts: tuple[str | None, str | None]
    shares: tuple[float | None, float | None]
    change: float | None
    se: float | None
    medians: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMoved:
    """A theatre's modelled risk in two answers: medians before and after."""

    id: str
    name: str
    medians: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieMoved:
    """How two theatres hang together in two answers.

    Attributes:
        here: The theatre in which there is war or not; `there` the one whose risk is asked for.
        medians: Before and after, of P(war there | war here) less P(war there | no war here),
            as war here comes about.
    """

    here: str
    there: str
    medians: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityMoved:
    """A quantity stated differently; `before` or `after` is null where there was none.

    Attributes:
        sources: Records behind it after that were not behind it before.
    """

    id: str
    means: str
    before: str | None
    after: str | None
    sources: tuple[str, ...]
    known_since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names that came and went in one part of the scenario, or stand for something else.

    Of claims and levers alone it is told which ask or do something else now.
    """

    kind: Part
    came: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a cause does to one claim: the share in which it holds, with it less without it.

    Attributes:
        se: Standard error, of the same draws with and without.
        delta: The same of the mean difference in probability.
    """

    claim: str
    share: float | None
    se: float | None
    delta: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that changed, and what the later answer would lose without the change.

    Attributes:
        kind: One quantity put back as it was; `quantities`: all of them; `structure`:
            what is left when they are back: moves, options, links, anchors; `all` of it.
        id: The quantity's.
        sources: Records that brought it.
        reason: Why it could not be put back alone.
    """

    kind: CauseKind
    id: str = ""
    sources: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two answers, the earlier first.

    Attributes:
        ties: How theatres hang together, pair by pair.
        several: Medians, before and after, of several wars over what they would be if each
            came by itself.
        titles: Of the scenarios; `as_of` their dates of knowledge; `draws` asked for.
        causes: From so many draws solved anew, `tried`; empty where none were.
    """

    titles: tuple[str, str]
    as_of: tuple[str, str]
    draws: tuple[int, int]
    claims: tuple[ClaimMoved, ...]
    risks: tuple[RiskMoved, ...]
    ties: tuple[TieMoved, ...]
    several: tuple[float | None, float | None]
    quantities: tuple[QuantityMoved, ...]
    names: tuple[Named, ...]
    tried: int = 0
    causes: tuple[Cause, ...] = ()


def claims_moved(before: Findings, after: Findings) -> tuple[ClaimMoved, ...]:
    """Set the claims of two answers side by side, those of the later first."""
    old = {claim.id: claim for claim in before.claims}
    new = {claim.id: claim for claim in after.claims}
    return tuple(_claim(old.get(id), new.get(id)) for id in dict.fromkeys((*new, *old)))


def _claim(before: ClaimAnswer | None, after: ClaimAnswer | None) -> ClaimMoved:
    told = after or before
    assert told is not None
    both = [each.share_holds if each else None for each in (before, after)]
    shares = tuple(each.value if each else None for each in both)
    known = None not in shares
    errors = [each.se or 0.0 for each in both if each]
    return ClaimMoved(
        id=told.id,
        says=told.says,
        verdicts=_two(each.verdict_code.value if each else None for each in (before, after)),
        shares=_two(shares),
        change=(shares[1] or 0.0) - (shares[0] or 0.0) if known else None,
        se=hypot(*errors) if known else None,
        medians=_two(each.delta.median if each else None for each in (before, after)),
    )


def _two(values: Iterable[_T]) -> tuple[_T, _T]:
    first, second = values
    return first, second


def risks_moved(before: Findings, after: Findings) -> tuple[RiskMoved, ...]:
    """Set the risks of two answers side by side."""
    old = {theatre.id: theatre for theatre in before.theatres}
    new = {theatre.id: theatre for theatre in after.theatres}
    return tuple(
        RiskMoved(
            id=id,
            name=(new.get(id) or old[id]).name,
            medians=_two(each[id].risk.median if id in each else None for each in (old, new)),
        )
        for id in dict.fromkeys((*new, *old))
    )


def ties_moved(before: Findings, after: Findings) -> tuple[TieMoved, ...]:
    """Set side by side how theatres hang together in two answers."""
    old, new = (
        {(tie.here, tie.there): tie.chosen.difference.median for tie in each.connectedness.links}
        for each in (before, after)
    )
    return tuple(
        TieMoved(here=pair[0], there=pair[1], medians=(old.get(pair), new.get(pair)))
        for pair in dict.fromkeys((*new, *old))
    )


def several_moved(before: Findings, after: Findings) -> tuple[float | None, float | None]:
    """Give how much likelier several wars are than apart, at the median, in two answers."""
    wars = (each.connectedness.several_wars for each in (before, after))
    return _two(each.ratio.median if each else None for each in wars)


def quantities_moved(before: Findings, after: Findings) -> tuple[QuantityMoved, ...]:
    """Give the quantities that are stated differently, in the order of the later answer."""
    old = {quantity.id: quantity for quantity in before.quantities}
    new = {quantity.id: quantity for quantity in after.quantities}
    return tuple(_quantities(old, new))


def _quantities(
    old: dict[str, QuantityStated], new: dict[str, QuantityStated]
) -> Iterator[QuantityMoved]:
    for id in dict.fromkeys((*new, *old)):
        was, now = old.get(id), new.get(id)
        if was and now and (was.written, was.unit) == (now.written, now.unit):
            continue
        told = now or was
        assert told is not None
        known = set(was.sources if was else ())
        yield QuantityMoved(
            id=id,
            means=told.means,
            before=was.written if was else None,
            after=now.written if now else None,
            sources=tuple(each for each in (now.sources if now else ()) if each not in known),
            known_since=now.known_since if now else None,
        )
