"""How far the structure behind an answer is to be trusted, and why: in a sentence of its own.

ICD 203 asks that confidence stand apart from likelihood and rest on stated grounds. The grounds
here can be counted: numbers without a source, variants that turn the answer, arms that hardly
ever come about. `High` is never given: no count of these shows that the game is the right one.
"""

from __future__ import annotations

from collections.abc import Iterator

from .claim import ClaimAnswer, VerdictCode
from .model import Findings
from .numbers import count

HALF = 0.5


def confidence(claim: ClaimAnswer, findings: Findings) -> str:
    """Write the sentence.

    Args:
        claim: One of the findings' claims.
        findings: For what its quantities rest on.
    """
    against = list(_against(claim, findings))
    if against:
        return f"Confidence in the structure behind this answer is low: {'; '.join(against)}."
    return (
        "Confidence in the structure behind this answer is moderate: no more ranges rest on a "
        "reason than on a source, no variant turns it, and its arms come about; it is never put "
        "higher, since none of this shows that the game is the right one."
    )


def _against(claim: ClaimAnswer, findings: Findings) -> Iterator[str]:
    """Give what keeps confidence low."""
    ranged = [quantity for quantity in findings.quantities if quantity.ranges]
    assumed = sum(not quantity.sources for quantity in ranged)
    if claim.verdict_code is VerdictCode.UNDECIDED:
        yield "too few draws count"
    if assumed > HALF * len(ranged):
        yield f"{assumed} of {count(len(ranged), 'range')} rest on a stated reason, not on a source"
    turned = sum(_turns(claim, variant.share_holds.value) for variant in claim.variants)
    if turned:
        verb = "turns" if turned == 1 else "turn"
        yield f"{turned} of {count(len(claim.variants), 'variant')} of the structure {verb} it"
    if not claim.variants:
        yield "no variant of the structure was tried"
    if claim.arm_probability.near_mistakes:
        yield "an arm of the comparison hardly ever comes about"


def _turns(claim: ClaimAnswer, share: float | None) -> bool:
    """Say whether a share lies on the other side of one half than that as written."""
    own = claim.share_holds.value
    return share is not None and own is not None and (share >= HALF) != (own >= HALF)
