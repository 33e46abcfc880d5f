"""How wars in different theatres hang together, draw by draw and then averaged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twofront.findings import (
    Connectedness,
    CoupledPart,
    LinkReading,
    MutualInformation,
    SeveralWars,
    TheatreLink,
)
from twofront.scenario.model import AS_WRITTEN, Scenario

from .coalitions import ALL_OFF
from .contrasts import NEAR_MISTAKE
from .coupled import coupled
from .shares import spread
from .table import Floats, Table


def connectedness(scenario: Scenario, table: Table) -> Connectedness:
    """Read how the theatres hang together in the structure as written.

    War there given war here less war there given none; several wars over what
    they would be if each came by itself; the part of each risk that goes with
    the channels; and, second because it is tiny for rare events, mutual information.
    """
    risks = {each.id: _read(table, f"risk:{each.id}") for each in scenario.whole_theatres}
    known = {id: risk for id, risk in risks.items() if risk is not None}
    return Connectedness(
        links=tuple(_links(table, known)),
        several_wars=_several(table, list(known.values())),
        parts=tuple(_parts(scenario, table, known)),
        mutual_information=tuple(_mutual(table, list(known))),
        reason=_missing(scenario, table, known),
    )


def _read(table: Table, read: str, arm: str = AS_WRITTEN) -> Floats | None:
    return table.reads.get((arm, read))


def _missing(scenario: Scenario, table: Table, known: dict[str, Floats]) -> str | None:
    if len(known) < 2:
        return "fewer than two theatres say when there is war in them"
    if ALL_OFF not in table.solved:
        return "the scenario declares no channels, so none can be switched off"
    return None


def _links(table: Table, risks: dict[str, Floats]) -> Iterator[TheatreLink]:
    for here, risk in risks.items():
        for there in risks:
            chosen = _link(table, here, there, "chosen")
            if chosen is None:
                continue
            forced = _link(table, here, there, "forced")
            mean = spread(risk, table.weight).mean
            yield TheatreLink(
                here=here,
                there=there,
                chosen=chosen,
                forced=forced,
                near_mistakes=mean is not None and mean < NEAR_MISTAKE,
                reason=None if forced else "no moves bring war here about for certain",
            )


def _link(table: Table, here: str, there: str, reading: str) -> LinkReading | None:
    war = _read(table, f"link:{here}>{there}:{reading}:war")
    peace = _read(table, f"link:{here}>{there}:{reading}:peace")
    if war is None or peace is None:
        return None
    return LinkReading(
        war=spread(war, table.weight),
        peace=spread(peace, table.weight),
        difference=spread(war - peace, table.weight),
    )


def _several(table: Table, risks: list[Floats]) -> SeveralWars | None:
    together = _read(table, "several_wars")
    if together is None or len(risks) < 2:
        return None
    alone = several_if_independent(np.stack(risks))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(alone > 0, together / alone, np.nan)
    return SeveralWars(
        probability=spread(together, table.weight),
        if_independent=spread(alone, table.weight),
        ratio=spread(ratio, table.weight),
    )


def several_if_independent(risks: Floats) -> Floats:
    """Give the probability `[D]` of two or more wars whose risks `[T, D]` were not tied.

    For two theatres it is the product of the two risks.
    """
    none = np.ones(risks.shape[1])
    one = np.zeros(risks.shape[1])
    several = np.zeros(risks.shape[1])
    for risk in risks:
        several = several + one * risk
        one = one * (1 - risk) + none * risk
        none = none * (1 - risk)
    return several


def _parts(scenario: Scenario, table: Table, risks: dict[str, Floats]) -> Iterator[CoupledPart]:
    weight = np.where(coupled(scenario, table), table.weight, 0.0)
    for id, risk in risks.items():
        off = _read(table, f"risk:{id}", ALL_OFF)
        if off is not None:
            yield CoupledPart(
                theatre=id,
                risk_off=spread(off, weight),
                part=spread(risk - off, weight),
            )


def _mutual(table: Table, theatres: list[str]) -> Iterator[MutualInformation]:
    for first in theatres:
        for second in theatres:
            nats = _read(table, f"mutual:{first}|{second}")
            if nats is not None and first != second:
                yield MutualInformation(first=first, second=second, nats=spread(nats, table.weight))
