"""Whose words a quotation is: a ranked sieve from the plainest sign to the vaguest."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from .cue import Cue
from .lexicon import (
    AUXILIARY,
    COORDINATOR,
    DETERMINER,
    FINITE,
    HEARER,
    MODAL,
    NOUNISH,
    POINT,
    PREPOSITION,
    QUOTED,
    TIME,
)
from .tokens import DASHES, Token, Tokens

_STRONG: Final = frozenset(";:")
_LINKS: Final = frozenset(["is", "was", "how", "as", "what", "that's", "this"])
_SENTENCE_MARKS: Final = frozenset(",!?…")
# Verbs that may have a thing as their object: “answered a question”, “wrote a letter”.
_WITH_THINGS: Final = frozenset(
    ["answer", "ask", "report", "post", "write", "read", "tweet", "repeat", "recite"]
)
# How often each pattern names the right speaker.
BEHIND, BEFORE, WITHIN, FAR, TAIL = 0.97, 0.96, 0.9, 0.72, 0.88
GOES_ON, ASKED_BEFORE, BESIDE, ACTION, ALONE, NEIGHBOUR = 0.9, 0.88, 0.85, 0.68, 0.74, 0.66


class Found(NamedTuple):
    """A cue for a quotation: which of the sentence's, by what pattern, how sure from 0 to 1."""

    cue: int
    rule: str
    confidence: float


def cue_for(tokens: Tokens, at: int, cues: Sequence[Cue]) -> Found | None:
    """Find the cue within its own sentence for the quotation at `tokens[at]`."""
    opens = all(t.bits & (POINT | QUOTED) for t in tokens[:at])
    behind = _right_behind(tokens, at, cues)
    before = _before(tokens, at, cues)
    if behind and (opens or before is None or before.confidence < BEHIND):
        closed = opens or _is_closed(tokens, at) or before is None
        weak = before is not None and _is_vague(cues[before.cue])
        if weak or (closed and not (before and before.rule == "before" and not opens)):
            return behind
    return before or behind or _tail(tokens, at, cues)


def _is_vague(cue: Cue) -> bool:
    """Whether a plainer cue beside the same quotation is the better one."""
    return cue.embedded or cue.use.has("k") or cue.rule in ("noun", "clause and colon")


def _is_closed(tokens: Tokens, at: int) -> bool:
    """Whether a quotation ends as one does that its speaker follows."""
    if tokens[at].text[-1] in _SENTENCE_MARKS:
        return True
    return at + 1 < len(tokens) and (tokens[at + 1].text == "," or tokens[at + 1].text in DASHES)


def _right_behind(tokens: Tokens, at: int, cues: Sequence[Cue]) -> Found | None:
    """Find “…,” Ruiz said; “…,” said Ruiz; “…,” according to Ruiz; “…” is how Ruiz put it."""
    first = at + 1
    linked = False
    while first < len(tokens) and first - at < 6:
        token = tokens[first]
        if token.text == "," or token.text in DASHES:
            first += 1
        elif token.low in _LINKS and not token.bits & POINT:
            linked = True
            first += 1
        else:
            break
    for number, cue in enumerate(cues):
        if cue.rule == "dash" and cue.at in (at + 1, at + 2):
            return Found(number, "dash behind", 0.9)
        if cue.first != first or cue.rule in ("shared subject", "colon", "clause and colon"):
            continue
        if linked and cue.use.particle != "it" and tokens[first - 1].low != "as":
            continue
        if cue.rule == "according to":
            return Found(number, "according to, behind", 0.93)
        return Found(number, "behind", BEHIND)
    return None


def _before(tokens: Tokens, at: int, cues: Sequence[Cue]) -> Found | None:
    """Find the nearest cue in front, and see what stands between it and the quotation."""
    for number in range(len(cues) - 1, -1, -1):
        cue = cues[number]
        if cue.at >= at or cue.first >= at or cue.rule == "dash":
            continue
        first = cue.end if cue.rule == "shared subject" else max(cue.end, cue.last + 1)
        if first > at:
            continue
        between = tokens[first:at]
        if cue.use.lemma in _WITH_THINGS and between and between[0].bits & DETERMINER:
            continue
        if (
            _is_vague(cue)
            and not _is_beside(between)
            and any(not c.embedded for c in cues[:number])
        ):
            continue
        if cue.rule in ("according to", "words of"):
            if any(t.quote >= 0 for t in between) and any(t.text in _STRONG for t in between):
                continue
            return Found(number, "according to, before", 0.9)
        if _is_beside(between):
            return Found(number, "before", BEFORE)
        if any(t.quote >= 0 and t.text[-1] in ",.!?" for t in between):
            return Found(number, "before, with another between", WITHIN - 0.05)
        names_only = not cue.use.has("ctq") or cue.use.lemma == "call"
        if names_only and any(t.bits & FINITE and not t.bits & NOUNISH for t in between):
            return Found(number, "before, far", FAR)
        if _breaks_off(between):
            return Found(number, "before, far", FAR)
        return Found(number, "before, within", WITHIN)
    return None


def _is_beside(between: Sequence[Token]) -> bool:
    return len(between) < 7 and all(
        t.bits & (POINT | TIME | HEARER | PREPOSITION) or t.low in ("that", "the", "a", "it", "as")
        for t in between
    )


def _breaks_off(between: Sequence[Token]) -> bool:
    """Whether a new main clause begins between a cue and a quotation."""
    for place in range(1, len(between)):
        token = between[place]
        if token.text == ";":
            return True
        if token.low == "but" and between[place - 1].text == ",":
            rest = between[place:]
            return any(t.bits & (FINITE | AUXILIARY | MODAL) for t in rest)
    return False


def _tail(tokens: Tokens, at: int, cues: Sequence[Cue]) -> Found | None:
    """Find the cue that closes the sentence: His men “fought on” against them, he told them."""
    for number, cue in enumerate(cues):
        if cue.first <= at + 1 or cue.rule in ("shared subject", "colon", "clause and colon"):
            continue
        left = tokens[cue.first - 1]
        if left.text == "," or left.text in DASHES or cue.rule == "according to":
            return Found(number, "behind, closing", TAIL)
        if left.bits & COORDINATOR:
            return None
    return None
