"""Findings: the whole answer of a study, as it stands in findings.json.

Every number a reader is shown comes from here. Dates are ISO 8601 text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from .bounds import Bounds, Count, Day, Part, Size
from .channels import ChannelPart, LogOddsChannels, repeated
from .claim import Chance, ClaimAnswer, Conditions, Spread
from .connected import Connectedness
from .levers import Budget, LeverFinding

Years: TypeAlias = Annotated[float, Bounds(1e-3, 1e4)]

SCHEMA = "twofront-findings-1"
"""The version of the layout; a reader refuses any other."""


class ShareOf(StrEnum):
    """What a share of draws is a share of."""

    ASSUMPTIONS = "assumptions"
    """No anchor is stated: all assumptions within the ranges count alike."""
    ADMISSIBLE = "admissible_assumptions"
    """Anchors rule draws in or out: the assumptions that reproduce the stated rates."""
    POSTERIOR = "posterior"
    """Anchors weigh draws by density: a posterior under the stated ranges."""
    GIVEN = "given_draws"
    """Draws were read from a file: what they stand for is said there, not in the ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Draws that count for nothing, and why.

    Attributes:
        arm: The arm in which they failed; null where the reason is not one arm's.
        draws: How many.
        reason: What failed.
    """

    arm: str | None
    draws: Count
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How many sets of assumptions were tried, and what became of them.

    Attributes:
        asked: All of them.
        solved: Those in which every arm of the study was solved.
        failed: All others.
        checked: Those in which other starts looked for further equilibria.
        several_equilibria: Those among the checked in which one was found.
        untraced: Those in which the equilibrium of the arm as written is not shown to
            lie on the branch that begins at precision 0.
        failures: The failed ones by arm; one draw may fail in several. Arms that
            are only tried where a main arm is solved do not count its failures again.
    """

    asked: Count
    solved: Count
    failed: Count
    checked: Count
    several_equilibria: Count
    untraced: Count
    failures: tuple[Failure, ...]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        if self.solved + self.failed != self.asked:
            yield "solved", "expected solved and failed to add up to asked"
        if not self.several_equilibria <= self.checked <= self.asked:
            yield "checked", "expected no more than asked, and no fewer than several_equilibria"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAnchor:
    """A rate that the model must reproduce.

    Attributes:
        id: The anchor's name in the scenario.
        outcome: The event.
        given: What it is conditional on.
        between: Least and greatest rate over the horizon, where stated.
        about: The rate's distribution in words, where stated.
        solve_for: The quantity fitted to it, draw by draw.
        rate: The modelled rate after anchoring.
        prior_rate: The modelled rate before.
        inertia_below_zero: Share of draws in which a fitted inertia is below zero, an
            uncounted push towards the act; null where what is fitted is no inertia.
        sources: Ledger records it rests on.
        assumed: The reason given where it rests on none.
    """

    id: str
    outcome: Conditions
    given: Conditions
    between: tuple[Part, ...] | None
    about: str | None
    solve_for: str | None
    rate: Chance
    prior_rate: Chance
    inertia_below_zero: Part | None
    sources: tuple[str, ...]
    assumed: str | None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        ends = self.between
        if ends is not None and (len(ends) != 2 or ends[0] > ends[1]):
            yield "between", "expected the least rate and the greatest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """How the answer is tied to what is known of the world.

    Attributes:
        stated: The anchors; none where the scenario states none.
        share_of: What shares of draws are shares of after anchoring.
        effective_draws: How many equally weighted draws the weighted ones are worth.
        warning: Set where that is few, or where nothing is anchored.
        proposal: How draws were made where it was tried to make them where the anchors
            leave something; null where they were simply made as the ranges say.
    """

    stated: tuple[StatedAnchor, ...]
    share_of: ShareOf
    effective_draws: Size
    warning: str | None
    proposal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRisk:
    """The modelled probability of war in one period of a theatre.

    Attributes:
        period: From 1.
        played: That the period is reached: nothing ended the repetition before.
        hazard: Of war in it, given that it is reached.
    """

    period: Count
    played: Chance
    hazard: Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreRisk:
    """The modelled probability of war in a theatre over the horizon.

    Attributes:
        id: The theatre's name in the scenario.
        name: The one people use.
        war: What counts as war in it.
        horizon_years: Over how many years.
        risk: After anchoring.
        prior_risk: Before anchoring.
        anchored_by: Anchors on this very event, whatever they are given.
        yardstick: Whether yardstick words apply: one of them is given nothing and
            rests on records.
        channels: What each channel brings to the risk; with what is left when every
            channel is off they add up to its mean.
        channels_log_odds: The same in log-odds.
        hazard: Period by period, where the scenario has periods.
    """

    id: str
    name: str
    war: Conditions
    horizon_years: Years
    risk: Chance
    prior_risk: Chance
    anchored_by: tuple[str, ...]
    yardstick: bool
    channels: tuple[ChannelPart, ...] = ()
    channels_log_odds: LogOddsChannels | None = None
    hazard: tuple[PeriodRisk, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from repeated(self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureArms:
    """A measure in the two arms of a claim.

    Attributes:
        claim: The claim's id.
        reading: forced where acts bring both arms about for certain, else chosen;
            announced where the arms are levers pulled and none.
        compare: Its expected value in the arm compared.
        against: The same in the arm it is compared with.
    """

    claim: str
    reading: str
    compare: Spread
    against: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFinding:
    """Something counted beside utility, such as deaths; measures are never added up.

    Attributes:
        id: The measure's name in the scenario.
        means: What is counted.
        unit: In what.
        expected: Its expected value over all play.
        arms: The same in the arms of each claim.
    """

    id: str
    means: str
    unit: str
    expected: Spread
    arms: tuple[MeasureArms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityStated:
    """A number the answer rests on.

    Attributes:
        id: The quantity's name in the scenario.
        means: What it is.
        unit: In what it is given.
        written: Its range, distribution, number or sum, as stated.
        low: Least value; null where it has no bound or follows other quantities.
        high: Greatest value; null likewise.
        middle: Its median as stated; null where it follows others.
        ranges: Whether it has a range of its own.
        of: The date the value is about.
        known_since: When it became known.
        channel: The channel it belongs to.
        sources: Ledger records it rests on.
        assumed: The reason given where it rests on none.
        fitted: Where an anchor fits it, its values as fitted.
    """

    id: str
    means: str
    unit: str
    written: str
    low: float | None
    high: float | None
    middle: float | None
    ranges: bool
    of: Day | None
    known_since: Day | None
    channel: str | None
    sources: tuple[str, ...]
    assumed: str | None
    fitted: Spread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A ledger record that the scenario cites, as the ledger has it.

    Attributes:
        id: Name by which the scenario cites it.
        kind: quote, relation, warning or figure.
        paraphrase: The content in the ledger keeper's own words.
        text: The source's words, where they may be shipped.
        speaker: Who said it.
        occasion: Where or on what occasion.
        outlet: Who carried the words first.
        relay: Who passed them on, in order.
        said_on: Day on which it was said.
        published_on: Day on which it was published.
        modality: How the content is put forward.
        condition: The condition it hangs on.
        hedges: Words of doubt in it.
        relay_shift: Whether the relay says the same as the speaker, more or less.
        grade: Admiralty grade given by a person.
        title: Name of the publication.
        url: Address of the publication.
        cited_by: Places in the scenario that rest on it.
    """

    id: str
    kind: str
    paraphrase: str | None
    text: str | None
    speaker: str | None
    occasion: str | None
    outlet: str | None
    relay: tuple[str, ...]
    said_on: Day | None
    published_on: Day | None
    modality: str | None
    condition: str | None
    hedges: tuple[str, ...]
    relay_shift: str | None
    grade: str | None
    title: str | None
    url: str | None
    cited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The answer of a study.

    Attributes:
        schema: The version of this layout.
        title: The scenario's.
        as_of: The date as known on which it was run.
        horizon_years: Over how many years events are asked for.
        draws: What became of the draws.
        anchors: How the answer is tied to what is known.
        claims: The answer to each claim, in the scenario's order.
        theatres: The risk in each theatre.
        measures: Human cost and other counts.
        connectedness: How the theatres hang together.
        quantities: Every number, with its grounds.
        sources: Every record cited, by date of publication.
        provenance: What it takes to make the same answer again, as plain JSON values.
        levers: What each lever and package of levers does, and costs; first what is
            there with none pulled.
        budgets: Which of them does best at which price.
    """

    schema: str
    title: str
    as_of: Day
    horizon_years: Years
    draws: Draws
    anchors: Anchors
    claims: tuple[ClaimAnswer, ...]
    theatres: tuple[TheatreRisk, ...]
    measures: tuple[MeasureFinding, ...]
    connectedness: Connectedness
    quantities: tuple[QuantityStated, ...]
    sources: tuple[CitedSource, ...]
    provenance: Mapping[str, Any]
    levers: tuple[LeverFinding, ...] = ()
    budgets: tuple[Budget, ...] = ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        quantities = {each.id for each in self.quantities}
        claims = {each.id for each in self.claims}
        theatres = {each.id for each in self.theatres}
        measures = {each.id for each in self.measures}
        split = {name for claim in self.claims for name in _quantities_of(claim)}
        fitted = {each.solve_for for each in self.anchors.stated if each.solve_for}
        counted = {arm.claim for measure in self.measures for arm in measure.arms}
        aims = {effect.objective for lever in self.levers for effect in lever.effects}
        aims |= {budget.objective for budget in self.budgets}
        pulled = {"+".join(option.levers) for each in self.budgets for option in each.options}
        for place, used, known in (
            ("claims", split, quantities),
            ("anchors", fitted, quantities),
            ("measures", counted, claims),
            ("connectedness", self.connectedness.theatres, theatres),
            ("levers", aims, theatres | measures),
            ("budgets", pulled, {"+".join(lever.levers) for lever in self.levers}),
        ):
            for name in sorted(used - known):
                yield place, f"speaks of {name[:60]!r}, which stands nowhere else"


def _quantities_of(claim: ClaimAnswer) -> Iterator[str]:
    """Give every quantity that a claim's answer speaks of."""
    yield from (half.quantity for half in claim.share_by_half)
    yield from (name for driver in claim.drivers for name in driver.members)
    if claim.drivers_anchored is not None:
        yield from (driver.quantity for driver in claim.drivers_anchored.drivers)
    yield from (limit.quantity for box in claim.region for limit in box.limits)
    if claim.threshold is not None and claim.threshold.quantity is not None:
        yield claim.threshold.quantity
