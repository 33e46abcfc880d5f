"""What a study found about one claim: shares, spreads, readings, variants and the verdict.

A share is a part of all draws, which are sets of assumptions; it is no
probability. Percentiles are the spread across assumptions. Whatever cannot be
given is null, and a reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

Conditions: TypeAlias = tuple[Mapping[str, tuple[str, ...]], ...]
"""Any of the mappings holds; in one, every move or outcome named has one of the values."""

ReadingName: TypeAlias = Literal["chosen", "forced", "announced"]


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

    value: float | None
    se: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How many draws lie where.

    Attributes:
        edges: Rising, one more than the counts; zero is one of them or lies outside.
        counts: Draws in [edge, next edge), by weight, scaled to add up to all
            that carry weight.
    """

    edges: tuple[float, ...]
    counts: tuple[float, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(Spread):
    """The spread of P(outcome | compare) - P(outcome | against).

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
        delta: The change in probability, compare less against.
    """

    share_holds: Share
    share_reversed: float | None
    share_no_difference: float | None
    delta: Delta


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantAnswer(Answer):
    """The same claim under another mind on the structure.

    Attributes:
        id: The variant's name in the scenario.
        means: What it says differently.
    """

    id: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Three readings of the two arms.

    Attributes:
        chosen: The option has been chosen in equilibrium.
        forced: It is played after the equilibrium is found; rivals read it as chosen.
        announced: It is fixed for every private state and known to be; it carries no news.
        reasons: For a reading that is null, why.
    """

    chosen: Answer | None
    forced: Answer | None
    announced: Answer | None
    reasons: Mapping[str, str]

    def get(self, name: str) -> Answer | None:
        """Give the reading of that name."""
        return {"chosen": self.chosen, "forced": self.forced, "announced": self.announced}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmProbability:
    """How probable each arm is in equilibrium, on average over draws.

    Attributes:
        compare: Of the arm compared.
        against: Of the arm it is compared with.
        near_mistakes: Whether either is below .02, so that the chosen reading
            rests on near-mistakes.
        reason: Why the values are null.
    """

    compare: float | None
    against: float | None
    near_mistakes: bool
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
    """

    quantity: str
    fitted: bool
    split: float
    low: float
    high: float
    low_se: float | None
    high_se: float | None
    low_reversed: float
    high_reversed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """An average over draws.

    Attributes:
        mean: By weight.
        reason: Why it is null.
    """

    mean: float | None
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
        matters: The least difference in probability that counts.
        arm_probability: How probable each arm is in equilibrium.
        share_by_half: The shares in the two halves of every quantity that ranges.
        delta: The change in probability, compare less against.
        prior: The same before anchoring.
        verdict_code: What the shares amount to, by fixed rules.
        verdict: The same in plain words, naming what decides.
        readings: The answer by each reading of the arms.
        variants: The answer under each other mind on the structure.
        solved_draws: Draws in which every arm the claim uses was solved.
        failed_draws: All other draws.
        effective_draws: How many equally weighted draws the solved ones are worth.
        delta_all_channels_off: The average change with every channel off.
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
    share_reversed: float | None
    share_no_difference: float | None
    matters: float
    arm_probability: ArmProbability
    share_by_half: tuple[Half, ...]
    delta: Delta
    prior: Answer
    verdict_code: VerdictCode
    verdict: str
    readings: Readings
    variants: tuple[VariantAnswer, ...]
    solved_draws: int
    failed_draws: int
    effective_draws: float
    delta_all_channels_off: Mean
