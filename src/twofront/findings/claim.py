"""What a study found about one claim: shares, spreads, readings, variants and the verdict.

A share is a part of all draws, which are sets of assumptions; it is no
probability. Percentiles are the spread across assumptions. Whatever cannot be
given is null, and a reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from .bounds import Bounds, Change, Count, Part, Size
from .channels import ChannelPart, LogOddsChannels, does_not_add_up, repeated
from .drivers import AnchoredDrivers, Convergence, Driver, Variance
from .region import Box, Threshold

Conditions: TypeAlias = tuple[Mapping[str, tuple[str, ...]], ...]
"""Any of the mappings holds; in one, every move or outcome named has one of the values."""

ReadingName: TypeAlias = Literal["chosen", "forced", "announced"]


NO_OTHER = "levers are known to all before the first move, so there is no other reading"
"""Why a claim on levers is read in one way only."""

LEAST_BIN = 1e-12
"""No bin of a histogram is narrower."""


class VerdictCode(StrEnum):
    """What the shares of draws amount to."""

    HOLDS = "holds"
    REVERSED = "reversed"
    NEGLIGIBLE = "negligible"
    MIXED = "mixed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of draws, by weight.

    Attributes:
        value: From 0 to 1.
        se: Standard error, from 16 independently scrambled Sobol sets.
        reason: Why a value is null.
    """

    value: Part | None
    se: Part | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How many draws lie where.

    Attributes:
        edges: Rising, one more than the counts; zero is one of them or lies outside.
        counts: Draws in [edge, next edge), by weight, scaled to add up to all
            that carry weight.
    """

    edges: tuple[Annotated[float, Bounds(-2, 2)], ...]
    counts: tuple[Size, ...]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        if len(self.edges) != len(self.counts) + 1 or not any(self.counts):
            yield "edges", "expected one more than the counts, and counts above 0"
        if any(high - low < LEAST_BIN for low, high in pairwise(self.edges)):
            yield "edges", "expected rising numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A number's values across draws, by weight: a spread across assumptions.

    Attributes:
        mean: The average.
        median: Half of the draws, by weight, lie at or below it.
        p05: 5 in 100 lie at or below it.
        p25: 25 in 100 do.
        p75: 75 in 100 do.
        p95: 95 in 100 do.
        reason: Why the values are null.
    """

    mean: float | None
    median: float | None
    p05: float | None
    p25: float | None
    p75: float | None
    p95: float | None
    reason: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        rising = (self.p05, self.p25, self.median, self.p75, self.p95)
        known = [each for each in rising if each is not None]
        if len(known) not in (0, len(rising)):
            yield "median", "expected all percentiles or none"
        if known != sorted(known):
            yield "p05", "expected percentiles that rise"


Chance: TypeAlias = Annotated[Spread, Bounds(0, 1)]
"""The spread of a probability."""

Difference: TypeAlias = Annotated[Spread, Bounds(-1, 1)]
"""The spread of a difference of two probabilities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(Spread):
    """The spread of P(outcome | compare) - P(outcome | against), or of how much it has grown.

    Attributes:
        histogram: The same draws, counted.
    """

    histogram: Histogram | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A claim's contrast in one reading of one structure.

    Attributes:
        share_holds: Draws in which the change goes the way expected by more than matters.
        share_reversed: Draws in which it goes the other way by more than matters.
        share_no_difference: All others.
        share_reversed_se: Standard error of `share_reversed`.
        share_no_difference_se: Standard error of `share_no_difference`.
        delta: The change in probability, compare less against.
    """

    share_holds: Share
    share_reversed: Part | None
    share_no_difference: Part | None
    share_reversed_se: Part | None = None
    share_no_difference_se: Part | None = None
    delta: Annotated[Delta, Bounds(-2, 2)]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from whole_faults(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Three readings of the two arms.

    Attributes:
        chosen: The option has been chosen in equilibrium.
        forced: It is played after the equilibrium is found; rivals read it as chosen.
        announced: It is fixed for every private state and known to be; it carries no news.
        reasons: For a reading that is null, why.
        acts: By arm, `compare` and `against`: the moves played in the forced and
            announced arms, each with the option it takes. They may be narrower
            than the arm's condition, which the chosen reading takes as it stands.
        forced_is_nothing: Whether the forced change is below 1e-9 in every draw,
            so that what the chosen reading shows is selection alone.
    """

    chosen: Answer | None
    forced: Answer | None
    announced: Answer | None
    reasons: Mapping[str, str]
    acts: Mapping[str, Mapping[str, str]]
    forced_is_nothing: bool

    def get(self, name: str) -> Answer | None:
        """Give the reading of that name."""
        return {"chosen": self.chosen, "forced": self.forced, "announced": self.announced}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantAnswer(Answer):
    """The same claim under another mind on the structure.

    Attributes:
        id: The variant's name in the scenario.
        means: What it says differently.
        readings: The answer by each reading of the arms.
    """

    id: str
    means: str
    readings: Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmProbability:
    """How probable each arm is in equilibrium.

    Attributes:
        compare: Of the arm compared, on average over draws.
        against: Of the arm it is compared with, likewise.
        near_mistakes: Whether either is below .02, so that the chosen reading
            rests on near-mistakes.
        compare_rare: Share of draws in which the arm compared is below .02.
        against_rare: The same of the arm it is compared with.
        reason: Why the values are null.
    """

    compare: Part | None
    against: Part | None
    near_mistakes: bool
    compare_rare: Part | None
    against_rare: Part | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """Shares of draws below and above the median of one quantity.

    Given wherever the claim's own share is: where that rests on 30 effective
    draws, no draw weighs so much that a half could go without.

    Attributes:
        quantity: The quantity split, by id.
        fitted: Whether it is a constant fitted to an anchor, taken as fitted.
        split: Its median by weight, in its unit; draws at the median count as low.
        low: Share of draws in the low half in which the claim holds.
        high: The same in the high half.
        low_se: Standard error of `low`.
        high_se: Standard error of `high`.
        low_reversed: Share of draws in the low half in which the claim is reversed.
        high_reversed: The same in the high half.
        low_reversed_se: Standard error of `low_reversed`.
        high_reversed_se: Standard error of `high_reversed`.
        low_no_difference_se: Standard error of what both shares of the low half leave.
        high_no_difference_se: The same in the high half.
    """

    quantity: str
    fitted: bool
    split: float
    low: Part
    high: Part
    low_se: Part | None
    high_se: Part | None
    low_reversed: Part
    high_reversed: Part
    low_reversed_se: Part | None = None
    high_reversed_se: Part | None = None
    low_no_difference_se: Part | None = None
    high_no_difference_se: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeChanges:
    """Further equilibria among the draws in which a claim's change is large.

    Attributes:
        above: A change of more than this, either way, is large.
        checked: Draws that count, have such a change, and were checked from other starts.
        several: Those among them in which another equilibrium was found.
        share: The same as a share of the checked, by weight.
    """

    above: Part
    checked: Count
    several: Count
    share: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """An average change over draws.

    Attributes:
        mean: By weight.
        reason: Why it is null.
    """

    mean: Change | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnswer:
    """What the study found about a claim, after anchoring where the scenario anchors.

    Attributes:
        id: The claim's name in the scenario.
        says: The sentence under test.
        said_in: Ledger records in which it is said.
        compare: The arm compared.
        against: The arm it is compared with.
        reading: Which of the readings stands at the top.
        outcome: The event whose probability is compared.
        expect: Which way the claim says it goes.
        share_holds: Draws in which the change goes the way expected by more than `matters`.
        share_reversed: Draws in which it goes the other way by more than `matters`.
        share_no_difference: All others.
        share_reversed_se: Standard error of `share_reversed`.
        share_no_difference_se: Standard error of `share_no_difference`.
        matters: The least difference in probability that counts.
        arm_probability: How probable each arm is in equilibrium.
        share_by_half: The shares in the two halves of every quantity that ranges, but for
            those that measures alone count.
        delta: The change in probability, compare less against.
        prior: The same before anchoring.
        verdict_code: What the shares amount to, by fixed rules.
        verdict: The same in plain words, naming what decides.
        readings: The answer by each reading of the arms.
        variants: The answer under each other mind on the structure.
        solved_draws: Draws in which every arm the claim uses was solved.
        failed_draws: All other draws.
        unweighted_draws: Solved draws that an anchor gives no weight.
        counted_draws: Draws that do count: solved, and of some weight.
        effective_draws: How many equally weighted draws the counted ones are worth.
        large_changes: Further equilibria where the change is large; null where
            fewer than 10 such draws were checked.
        delta_all_channels_off: The average change with every channel off.
        channels: What each channel brings to the change.
        channels_log_odds: The same with both arms' probabilities in log-odds.
        drivers: Which quantities the change's variance before anchoring comes from.
        variance: That variance.
        drivers_anchored: The same after anchoring, one quantity at a time.
        convergence: How many draws are enough.
        region: Boxes of assumptions in which the claim fails, and holds.
        threshold: The one quantity that best tells where it holds.
        levers: Those pulled in the arm compared and not in the other; where there are
            any, both arms are unconditional.
        than_as_of: The earlier day the change is set against: `delta` is the change as
            known today less that as known then.
    """

    id: str
    says: str
    said_in: tuple[str, ...]
    compare: Conditions
    against: Conditions
    reading: ReadingName
    outcome: Conditions
    expect: Literal["rises", "falls"]
    share_holds: Share
    share_reversed: Part | None
    share_no_difference: Part | None
    share_reversed_se: Part | None = None
    share_no_difference_se: Part | None = None
    matters: Part
    arm_probability: ArmProbability
    share_by_half: tuple[Half, ...]
    delta: Annotated[Delta, Bounds(-2, 2)]
    prior: Answer
    verdict_code: VerdictCode
    verdict: str
    readings: Readings
    variants: tuple[VariantAnswer, ...]
    solved_draws: Count
    failed_draws: Count
    unweighted_draws: Count
    counted_draws: Count
    effective_draws: Size
    large_changes: LargeChanges | None
    delta_all_channels_off: Mean
    channels: tuple[ChannelPart, ...] = ()
    channels_log_odds: LogOddsChannels | None = None
    drivers: tuple[Driver, ...] = ()
    variance: Variance | None = None
    drivers_anchored: AnchoredDrivers | None = None
    convergence: Convergence | None = None
    region: tuple[Box, ...] = ()
    threshold: Threshold | None = None
    levers: tuple[str, ...] = ()
    than_as_of: str | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Give the fields that do not fit the others, and why."""
        yield from whole_faults(self)
        yield from repeated(self.channels)
        if does_not_add_up(self.channels, self.delta_all_channels_off.mean, self.delta.mean):
            yield "channels", "expected values that add up to delta less delta_all_channels_off"
        shares = [self.share_holds, *(variant.share_holds for variant in self.variants)]
        known = all(share.value is not None for share in shares)
        if known is (self.verdict_code is VerdictCode.UNDECIDED):
            yield "verdict_code", "does not fit the shares"


def whole_faults(answer: Answer | ClaimAnswer) -> Iterator[tuple[str, str]]:
    """Say where the three shares of an answer are no whole."""
    shares = (answer.share_holds.value, answer.share_reversed, answer.share_no_difference)
    known = [each for each in shares if each is not None]
    if len(known) not in (0, len(shares)):
        yield "share_holds", "expected all three shares or none"
    elif known and abs(sum(known) - 1) > 1e-6:
        yield "share_holds", "expected three shares that add up to 1"
