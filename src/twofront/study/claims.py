"""What the shares of a claim amount to: the rules of the verdict, and a claim's one answer.

A claim holds in a draw where the probability of its outcome changes the way it
says by more than matters, and is reversed where it changes the other way by
more; else there is no difference. The verdict then is

    undecided    under 30 effective draws, as written or in a variant
    holds        at a share of .9 or more, as written, in every variant, and in
                 both halves of every quantity's range
    reversed     likewise with the share reversed
    negligible   at .9 or more no difference, likewise
    mixed        otherwise
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twofront.findings import Answer, Half, VerdictCode
from twofront.findings.leading import SHARES

from .shares import ROUNDING, Change, delta, error_of, fraction, share

DECISIVE = 0.9
"""The share that a verdict other than mixed needs."""


def answer(change: Change) -> Answer:
    """Give the shares and the spread of a change; null with the reason where draws are few."""
    holds = share(change)
    told = holds.value is not None
    reverse = fraction(change.reversed, change.weight) if told else None
    same = fraction(change.same, change.weight) if told else None
    return Answer(
        share_holds=holds,
        share_reversed=reverse,
        share_no_difference=same,
        share_reversed_se=error_of(change, change.reversed) if told else None,
        share_no_difference_se=error_of(change, change.same) if told else None,
        delta=delta(change),
    )


def verdict_code(answers: Sequence[Answer], halves: Iterable[Half]) -> VerdictCode:
    """Say what the shares amount to.

    Args:
        answers: As written and in every variant, by the claim's own reading.
        halves: Of every quantity, as written.
    """
    if any(each.share_holds.value is None for each in answers):
        return VerdictCode.UNDECIDED
    halves = tuple(halves)
    for code, kind in SHARES.items():
        shares = [kind.share(each) or 0.0 for each in answers]
        shares += [each for half in halves for each in kind.halves(half)]
        if min(shares) >= DECISIVE - ROUNDING:
            return code
    return VerdictCode.MIXED
