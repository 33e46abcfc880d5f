"""Which of a claim's three shares leads, and what each is in an answer and in a half."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .claim import Answer, ClaimAnswer, Half, VerdictCode
from .numbers import BORDER, divided, percent, remainder, whole

AnyAnswer: TypeAlias = Answer | ClaimAnswer
Pair: TypeAlias = tuple[float, float]
Errors: TypeAlias = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Leading:
    """How to read one of the three shares.

    Attributes:
        at: Its place among the shares that an answer divides into.
        share: Of an answer; None where it cannot be given.
        error: Its standard error.
        halves: The share in the low and in the high half.
        errors: Their standard errors.
    """

    at: int
    share: Callable[[AnyAnswer], float | None]
    error: Callable[[AnyAnswer], float | None]
    halves: Callable[[Half], Pair]
    errors: Callable[[Half], Errors]


SHARES: Mapping[VerdictCode, Leading] = {
    VerdictCode.HOLDS: Leading(
        0,
        lambda answer: answer.share_holds.value,
        lambda answer: answer.share_holds.se,
        lambda half: (half.low, half.high),
        lambda half: (half.low_se, half.high_se),
    ),
    VerdictCode.REVERSED: Leading(
        1,
        lambda answer: answer.share_reversed,
        lambda answer: answer.share_reversed_se,
        lambda half: (half.low_reversed, half.high_reversed),
        lambda half: (half.low_reversed_se, half.high_reversed_se),
    ),
    VerdictCode.NEGLIGIBLE: Leading(
        2,
        lambda answer: answer.share_no_difference,
        lambda answer: answer.share_no_difference_se,
        lambda half: (1 - half.low - half.low_reversed, 1 - half.high - half.high_reversed),
        lambda half: (half.low_no_difference_se, half.high_no_difference_se),
    ),
}
"""For each verdict that a share can bring: that share."""


def leading(claim: AnyAnswer) -> VerdictCode:
    """Give which share to look at: the one that reaches nine in ten, else that which holds."""
    for code, kind in SHARES.items():
        share = kind.share(claim)
        if share is not None and whole(share) >= BORDER:
            return code
    return VerdictCode.HOLDS


def division_of(answer: AnyAnswer) -> tuple[int, int, int] | None:
    """Give holds, opposite and no difference in whole per cent that add up to 100."""
    shares = [kind.share(answer) for kind in SHARES.values()]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return None
    holds, opposite, same = divided(known)
    return holds, opposite, same


def _size(answer: AnyAnswer, code: VerdictCode) -> int | None:
    counted = division_of(answer)
    return None if counted is None else counted[SHARES[code].at]


def part(answer: AnyAnswer, code: VerdictCode = VerdictCode.HOLDS) -> str:
    """Write one of an answer's shares, as it stands beside the other two."""
    return percent(SHARES[code].share(answer) or 0.0, _size(answer, code))


def rest(answer: AnyAnswer) -> str:
    """Write what is left of an answer's draws beside those in which the claim holds."""
    return remainder(answer.share_holds.value or 0.0, _size(answer, VerdictCode.HOLDS))
