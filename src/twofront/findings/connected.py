"""How the theatres hang together, as findings hold it."""

from __future__ import annotations

from dataclasses import dataclass

from .claim import Chance, Difference, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReading:
    """How war in one theatre goes with war in another, by one reading.

    Attributes:
        war: P(war there | war here).
        peace: P(war there | no war here).
        difference: The first less the second, draw by draw.
    """

    war: Chance
    peace: Chance
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreLink:
    """A pair of theatres, in one direction.

    Attributes:
        here: The theatre in which there is war or not.
        there: The theatre whose risk is asked for.
        chosen: War here as it comes about in equilibrium.
        forced: War here played after the equilibrium is found; null where no acts bring it about.
        near_mistakes: Whether war here is so rare (below .02) that `chosen` rests on near-mistakes.
        reason: Why `forced` is null.
    """

    here: str
    there: str
    chosen: LinkReading
    forced: LinkReading | None
    near_mistakes: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralWars:
    """How often wars come together; a war that goes on from the start counts as one.

    Attributes:
        probability: P(war in two or more theatres within the horizon).
        if_independent: The same with each theatre's risk kept and no tie between them.
        ratio: The first over the second, draw by draw.
    """

    probability: Chance
    if_independent: Chance
    ratio: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class CoupledPart:
    """The part of a theatre's risk that goes when all channels are off.

    Attributes:
        theatre: The theatre's id.
        risk_off: Its risk with all channels off.
        part: Risk less `risk_off`, draw by draw; negative where the couplings lower it.
    """

    theatre: str
    risk_off: Chance
    part: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class MutualInformation:
    """Mutual information between war in two theatres, in nats; tiny where wars are rare.

    Attributes:
        first: One theatre.
        second: The other.
        nats: Per draw.
    """

    first: str
    second: str
    nats: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectedness:
    """How the theatres hang together.

    Attributes:
        links: War there given war here, less war there given none.
        several_wars: Wars together against wars by themselves; null with fewer than two theatres.
        parts: What of each risk goes with the channels.
        mutual_information: For each pair.
        reason: Why a part of this is missing.
    """

    links: tuple[TheatreLink, ...]
    several_wars: SeveralWars | None
    parts: tuple[CoupledPart, ...]
    mutual_information: tuple[MutualInformation, ...]
    reason: str | None = None

    @property
    def theatres(self) -> set[str]:
        """Every theatre spoken of, by id."""
        named = {id for link in self.links for id in (link.here, link.there)}
        named |= {part.theatre for part in self.parts}
        return named | {id for pair in self.mutual_information for id in (pair.first, pair.second)}
