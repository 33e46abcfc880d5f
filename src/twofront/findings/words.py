"""The answer as lines for a terminal.

Text of the scenario stands in them as it was written; whoever prints them
escapes what could steer a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from textwrap import wrap as _wrap

from .arm_words import claim_change, compared
from .channel_words import claim_channels, log_odds_channels, theatre_channels
from .claim import NO_OTHER, Answer, ClaimAnswer, VariantAnswer
from .deciding import LEAST_SWING, Swing, swings, words
from .driver_words import driver_lines
from .leading import part
from .lever_words import lever_lines
from .model import Findings, TheatreRisk
from .numbers import count, error_size, event_percent, percent, points, sampling_error
from .region_words import boxes, threshold_told
from .risks import horizon, pushes, risk, risk_term, ties
from .sentences import MEANING, NOUN, acts, large_changes, other_acts, rare

wrap = partial(_wrap, break_on_hyphens=False, break_long_words=False)

WIDTH = 92
_LABEL = 18
_DECIDERS = 3
_BEFORE = "before anchoring"


def verdict_lines(findings: Findings, width: int = WIDTH) -> list[str]:
    """Write the verdict on every claim, and what each rests on, for a terminal.

    Args:
        findings: The answer of a study.
        width: Most characters a line, unless one word is longer.
    """
    lines = [*_head(findings, width)]
    for place, claim in enumerate(findings.claims, start=1):
        lines += ["", *_claim(place, claim, findings, width)]
    if findings.theatres:
        lines += ["", *_theatres(findings, width)]
    if findings.levers:
        lines += ["", *_levers(findings, width)]
    return lines


def _head(findings: Findings, width: int) -> Iterator[str]:
    yield from wrap(findings.title, width)
    yield from wrap(f"As known on {findings.as_of}. {draws_told(findings)}", width)
    yield from wrap(" ".join([anchors_told(findings), *pushes(findings)]), width)
    yield from wrap(MEANING[findings.anchors.share_of], width)


def draws_told(findings: Findings) -> str:
    """Say what became of the draws, failures and several equilibria in the open."""
    draws = findings.draws
    told = f"{count(draws.asked, 'draw')}, {draws.solved:,} solved in every arm"
    if draws.failed:
        told += f", {draws.failed:,} not"
    found = "none has" if draws.several_equilibria == 0 else f"{draws.several_equilibria:,} have"
    if draws.several_equilibria == 1:
        found = "1 has"
    checked = f"{count(draws.checked, 'draw')} checked for other equilibria, {found} one"
    told = f"{told}; {checked}." if draws.checked else f"{told}; none checked for other equilibria."
    return f"{told} {untraced_told(findings)}".rstrip()


def untraced_told(findings: Findings) -> str:
    """Say in how many draws the equilibrium may be on another branch; empty where in none."""
    untraced = findings.draws.untraced
    if not untraced:
        return ""
    return (
        f"In {count(untraced, 'draw')} the equilibrium was not traced from precision 0: "
        "another branch of equilibria may exist there."
    )


def anchors_told(findings: Findings) -> str:
    """Say how the answer is anchored, with the effective number of draws."""
    anchors = findings.anchors
    warning = "".join(f" {text}" for text in (anchors.warning, anchors.proposal) if text)
    if not anchors.stated:
        return warning.strip()
    stated = count(len(anchors.stated), "anchor")
    return f"{stated}; {count(anchors.effective_draws, 'effective draw')} after anchoring.{warning}"


def _claim(place: int, claim: ClaimAnswer, findings: Findings, width: int) -> Iterator[str]:
    head = f"{place}. "
    yield from wrap(claim.says, width, initial_indent=head, subsequent_indent=" " * len(head))
    indent = " " * len(head)
    said = f"{claim.verdict_code.upper()}. {claim.verdict}"
    yield from wrap(said, width, initial_indent=indent, subsequent_indent=indent)
    for label, text in _rows(claim, findings):
        opening = f"{indent}{label:<{_LABEL}}"
        yield from wrap(text, width, initial_indent=opening, subsequent_indent=" " * len(opening))


def _rows(claim: ClaimAnswer, findings: Findings) -> Iterator[tuple[str, str]]:
    yield "compares", compared(claim)
    yield "holds in", share_told(claim, NOUN[findings.anchors.share_of])
    yield "change", claim_change(claim)
    if not claim.levers:
        yield "readings", "; ".join([*readings_told(claim), *acts(claim)])
    for variant in claim.variants:
        told = "; ".join([*readings_told(variant), *other_acts(claim, variant)])
        yield "variant", f"{words(variant.id)}: {told}"
    if claim.share_by_half:
        yield "what decides", decides_told(claim, findings)
    channels = claim_channels(claim), log_odds_channels(claim.channels_log_odds, claim.channels)
    for label, lines in (
        ("channels", channels),
        ("drivers", driver_lines(claim)),
        ("region", boxes(claim)),
        ("threshold", [threshold_told(claim.threshold)]),
    ):
        told = " ".join(line for line in lines if line)
        if told:
            yield label, told
    if findings.anchors.stated:
        yield _BEFORE, answer_told(claim.prior)
    yield "draws", draws_counted(claim)


def share_told(claim: ClaimAnswer, noun: str) -> str:
    """Write a claim's share with its sampling error, or why there is none."""
    share = claim.share_holds
    if share.value is None:
        return f"no share: {share.reason}"
    return f"{part(claim)} of {noun} ({sampling_error(share)})"


def readings_told(claim: ClaimAnswer | VariantAnswer) -> Iterator[str]:
    """Write the answer by each reading; one that does not exist with its reason."""
    for name in ("chosen", "forced", "announced"):
        answer = claim.readings.get(name)
        if answer is None and claim.readings.reasons.get(name) == NO_OTHER:
            continue
        if answer is None:
            yield f"{name}: none ({claim.readings.reasons.get(name, 'no reason given')})"
        else:
            yield f"{name} {answer_told(answer)}"


def answer_told(answer: Answer) -> str:
    """Write a share and the median change beside it."""
    if answer.share_holds.value is None:
        return f"no share ({answer.share_holds.reason})"
    median = "" if answer.delta.median is None else f" (median {points(answer.delta.median)})"
    return f"{part(answer)}{median}"


def decides_told(claim: ClaimAnswer, findings: Findings) -> str:
    """Name the ranges that move the share most, with what they are."""
    means = {quantity.id: quantity.means for quantity in findings.quantities}
    found = [swing for swing in swings(claim, _DECIDERS) if swing.size >= LEAST_SWING]
    if not found:
        return f"no range by itself: halves differ by under {100 * LEAST_SWING:g} points"
    return "; ".join(_swing(swing, means.get(swing.quantity, "")) for swing in found)


def _swing(swing: Swing, means: str) -> str:
    errors = f"sampling errors {error_size(swing.low_se)} and {error_size(swing.high_se)}"
    told = f"{percent(swing.low)} where low, {percent(swing.high)} where high, {errors}"
    name = words(swing.quantity) + (" (as fitted)" if swing.fitted else "")
    return f"{name}, {told}" + (f" ({means})" if means else "")


def draws_counted(claim: ClaimAnswer) -> str:
    """Say how many draws count for a claim, what became of the rest, and how rare its arms are."""
    told = f"{claim.counted_draws:,} count, {claim.failed_draws:,} failed"
    if claim.unweighted_draws:
        told += f", an anchor gives {claim.unweighted_draws:,} no weight"
    arm = claim.arm_probability
    if arm.compare is not None and arm.against is not None:
        told += (
            f"; the arms come about with a mean modelled probability of "
            f"{event_percent(arm.compare)} and {event_percent(arm.against)}"
        )
    return " ".join(each for each in (f"{told}.", rare(claim), large_changes(claim)) if each)


def _theatres(findings: Findings, width: int) -> Iterator[str]:
    yield f"Modelled probability of war over {horizon(findings)}:"
    for theatre in findings.theatres:
        for told in (_theatre(theatre, findings), theatre_channels(theatre)):
            yield from wrap(told, width, initial_indent="   ", subsequent_indent="     ")


def _theatre(theatre: TheatreRisk, findings: Findings) -> str:
    term = risk_term(theatre)
    tail: Iterable[str] = (f" ({term})",) if term else ()
    told = f"{theatre.name}: {risk(theatre)}{''.join(tail)}"
    return "; ".join([told, *ties(theatre, findings)])


def _levers(findings: Findings, width: int) -> Iterator[str]:
    yield "What levers do, apart from what is assumed:"
    for told in lever_lines(findings):
        yield from wrap(told, width, initial_indent="   ", subsequent_indent="     ")
