"""How much a statement commits its speaker to, and whether a relay of it says more or less.

Two texts are compared only where they are about the same thing. The comparison
is by words, on eight axes: the condition, how likely the thing is said to be, how far a
decision has come, denial, quantity, doubt, reach, and who is said to say it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .cues_of_strength import (
    DONE,
    HEDGE,
    KEPT_CONDITION,
    LIKELIHOOD,
    NEEDED,
    NEGATION,
    NO_CLAIM,
    NO_DENIAL,
    PLAIN,
    REAL_CONDITION,
    SCOPE,
    STAGE,
    WANTED,
    WILL,
)
from .kindred import Content, content, tokens
from .ledger import Axis, Change, Direction, Verdict
from .quantities import Quantity, quantities_in
from .wording import conditions_in

LONGEST = 4_000
"""Code points of a text that are compared; nobody relays more in one breath."""

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\W]*[A-Z0-9])")
_CHUNK = re.compile(
    r"[,;:—–()“”\"]+|\s-\s|\b(?:and|but|because|that|which|who|while|although|though)\b",
    re.IGNORECASE,
)
_THOUGHT = re.compile(
    r"\b(?:(?:do|does|did)(?:\s+not|n['’]t)\s+(?:think|believe|expect|see|want|say|intend|plan)"
    r"|no\s+(?:plans?|intention|reason|evidence|signs?|indication|question))\b",
    re.IGNORECASE,
)
_BEFORE_REACH, _STAGE_REACH = 200, 50
_LEAST_SHARED, _LEAST_COVER, _PLAINLY_SAME = 3, 0.4, 0.55


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a relay made of a statement.

    Attributes:
        verdict: `same`, `stronger`, `weaker`, or `mixed` where some of it is
            stronger and some weaker, or a denial came in.
        changes: What changed.
        cover: Share of the relay's content that the statement holds, 0 to 1.
    """

    verdict: Verdict
    changes: tuple[Change, ...]
    cover: float


def likeness(said: Content, relayed: Content) -> float:
    """Return the share of the relay's content that a statement holds; 0 where it is too little.

    Too little is fewer than three words, or under 0.4 of the relay's; without a
    name in common more is asked. Of a short relay two will do: a name and a deed,
    or all it has.
    """
    shared = said.stems & relayed.stems
    named = shared & (said.names | relayed.names)
    enough = (0 < len(named) < len(shared) and len(relayed.stems) < 5) or shared == relayed.stems
    if len(shared) < (2 if enough else _LEAST_SHARED):
        return 0.0
    cover = len(shared) / len(relayed.stems)
    least = _LEAST_COVER if named else _PLAINLY_SAME
    return cover if cover >= least else 0.0


def compare(
    said: str, relayed: str, *, attributed: bool = True, frame: str = ""
) -> Comparison | None:
    """Compare a relay with the words it passes on.

    Args:
        said: The speaker's own words.
        relayed: What the relay makes of them, without “she said”.
        attributed: Whether the relay gives them to a speaker.
        frame: The sentence around the relay's words, in which a doubt or a
            condition may stand.

    Returns:
        The comparison, or None where the two are not about the same thing.
    """
    said, relayed, frame = said[:LONGEST], relayed[:LONGEST], frame[:LONGEST]
    passage, cover = _passage(said, content(relayed))
    if not cover:
        return None
    ours = _Side(passage, content(relayed))
    theirs = _Side(relayed, content(passage))
    changes = [
        *_condition(said, ours, theirs, frame),
        *_likelihood(ours, theirs),
        *_stage(ours, theirs),
        *_negation(ours, theirs),
        *_quantities(said, ours, theirs),
        *_dropped_or_added("hedge", HEDGE, said, passage, relayed, frame),
        *_dropped_or_added("scope", SCOPE, said, passage, relayed, frame),
        *_attribution(ours, attributed),
    ]
    return Comparison(_verdict(changes), tuple(changes), cover)


def _verdict(changes: list[Change]) -> Verdict:
    directions = {change.direction for change in changes}
    if not directions:
        return "same"
    if directions == {"stronger"}:
        return "stronger"
    return "weaker" if directions == {"weaker"} else "mixed"


def _passage(said: str, relayed: Content) -> tuple[str, float]:
    """Find the one or two sentences of a statement that a relay passes on."""
    found = _split(said)
    best, cover = "", 0.0
    for width in (1, 2):
        for at in range(len(found) - width + 1):
            text = said[found[at][0] : found[at + width - 1][1]]
            likes = likeness(content(text), relayed)
            if likes > cover + 0.1 * (width - 1):
                best, cover = text, likes
    return best, cover


def _split(text: str) -> list[tuple[int, int]]:
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


class _Side:
    """One of the two texts, and the part of it that the other is about."""

    def __init__(self, text: str, other: Content) -> None:
        self.text = text
        condition = next(iter(conditions_in(text)), None)
        self.condition = text[condition.start : condition.end] if condition else None
        found = REAL_CONDITION.search(text)
        self.marker = self.condition or (found.group() if found else None)
        cut = slice(condition.start, condition.end) if condition else slice(0, 0)
        rest = text[: cut.start] + " ; " + text[cut.stop :]
        self.rest = rest if content(rest).stems & other.stems else text
        self.chunk, self.governing, self.before = self._best_chunk(other)
        fronted = condition is not None and not text[: cut.start].strip().endswith(condition.then)
        if fronted and self.rest is rest and len(self.before) < cut.start:
            self.condition = self.marker = None  # it governs what comes after, not this clause

    def _best_chunk(self, other: Content) -> tuple[str, str, str]:
        """Find the clause that shares most with the other text.

        Returns:
            The clause, the one that governs it by “that”, and all that precedes it.
        """
        found, most = (self.rest, "", ""), 0
        previous = 0
        for start, end in _chunks(self.rest):
            shared = content(self.rest[start:end]).stems & other.stems
            weight = sum(1 if each in other.names else 2 for each in shared)
            if weight > most:
                before = self.rest[:start]
                governing = before[previous:] if before.lower().endswith("that") else ""
                found, most = (self.rest[start:end], governing, before), weight
            previous = start
        return found


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CHUNK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _condition(said: str, ours: _Side, theirs: _Side, frame: str) -> Iterator[Change]:
    around = f"{theirs.text} ; {frame}"
    if ours.marker:
        if KEPT_CONDITION.search(around) or _kept_as_noun(ours, theirs):
            return
        yield Change("condition", "stronger", ours.condition or ours.marker, None)
    elif theirs.marker and not KEPT_CONDITION.search(said):
        yield Change("condition", "weaker", None, theirs.condition or theirs.marker)


def _kept_as_noun(ours: _Side, theirs: _Side) -> bool:
    """Whether “an attack on Poland would …” stands for “if Poland is attacked, …”."""
    if not re.search(r"\b(?:would|could|might)\b|['’]d\b", theirs.text):
        return False
    needed = content(ours.condition or ours.text).stems
    kept = needed & content(theirs.text).stems
    return bool(needed) and 2 * len(kept) >= len(needed)


@lru_cache(maxsize=2**10)
def _least(text: str, ladder: str) -> tuple[float, str] | None:
    """Return the lowest rung of a ladder that a text names, with the word; None if none."""
    for rung, pattern in LIKELIHOOD if ladder == "likelihood" else STAGE:
        if match := pattern.search(text):
            return rung, match.group()
    return None


def _likelihood(ours: _Side, theirs: _Side) -> Iterator[Change]:
    was = _least(f"{ours.governing} {ours.chunk}", "likelihood")
    was = was or _least(ours.before[-_BEFORE_REACH:], "likelihood")
    now = _least(f"{theirs.governing} {theirs.chunk}", "likelihood")
    now = now or _least(theirs.rest, "likelihood")
    if any(not rung and NO_CLAIM.search(side.chunk) for rung, side in ((was, ours), (now, theirs))):
        return
    low, high = was[0] if was else PLAIN, now[0] if now else PLAIN
    if abs(high - low) < 0.5 or {low, high} <= {WILL, PLAIN, WILL + 0.5}:
        return
    if {low, high} == {NEEDED, PLAIN} or (low, now and now[1].lower()) == (NEEDED, "would"):
        return
    direction: Direction = "stronger" if high > low else "weaker"
    yield Change(
        "likelihood", direction, was and was[1], now[1] if now else _verb_phrase(theirs.chunk)
    )


def _verb_phrase(chunk: str) -> str | None:
    """Quote the start of a clause that has no word for how likely it is."""
    words = chunk.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "") if words else None


def _stage(ours: _Side, theirs: _Side) -> Iterator[Change]:
    was, now = _stage_of(ours.chunk, theirs), _stage_of(theirs.chunk, ours)
    low, high = int(was[0]) if was else DONE, int(now[0]) if now else DONE
    if low == high or (DONE in (low, high) and min(low, high) > WANTED):
        return
    yield Change(
        "stage",
        "stronger" if high > low else "weaker",
        was[1] if was else _verb_phrase(ours.chunk),
        now[1] if now else _verb_phrase(theirs.chunk),
    )


def _stage_of(chunk: str, other: _Side) -> tuple[float, str] | None:
    """Name the stage of the deed that both texts speak of; a word of the deed itself is none."""
    found = _least(chunk, "stage")
    if found is None:
        return None
    deed = content(other.text).stems
    behind = chunk[chunk.index(found[1]) + len(found[1]) :]
    if content(found[1]).stems & deed and not _least(other.chunk, "stage"):
        return None
    return found if content(behind[:_STAGE_REACH]).stems & deed else None


def _negation(ours: _Side, theirs: _Side) -> Iterator[Change]:
    was, now = _denials(ours), _denials(theirs)
    if len(was) % 2 == len(now) % 2 or _only_if(ours, theirs) or _only_if(theirs, ours):
        return
    if was and not now:
        yield Change("negation", "stronger", was[0], None)
    else:
        yield Change("negation", "opposite", was[0] if was else None, now[0] if now else None)


def _only_if(one: _Side, other: _Side) -> bool:
    """Whether “not unless” here stands against “only if” there."""
    only = re.search(r"\b(?:only\s+(?:if|when|after|once)|until)\b", other.text, re.IGNORECASE)
    return only is not None and re.search(r"\bunless\b", one.text, re.IGNORECASE) is not None


def _denials(side: _Side) -> list[str]:
    """Return the words of denial that reach the clause compared."""
    thought = [match.group() for match in _THOUGHT.finditer(side.before[-80:])]
    clause = NO_DENIAL.sub(" ", side.chunk)
    return thought + [match.group() for match in NEGATION.finditer(clause)]


def _quantities(said: str, ours: _Side, theirs: _Side) -> Iterator[Change]:
    stated: dict[str, list[Quantity]] = {}
    for quantity in quantities_in(said):
        stated.setdefault(quantity.unit, []).append(quantity)
    for now in quantities_in(theirs.text):
        was = stated.get(now.unit)
        if not was or any(_equal(each, now) and each.bound == now.bound for each in was):
            continue
        near = next((each for each in was if _equal(each, now)), None)
        if near is None and len(was) == 1:
            larger: Direction = "stronger" if now.value > was[0].value else "weaker"
            yield Change("quantity", larger, was[0].text, now.text)
        elif near and near.bound and not now.bound and not now.about:
            bare: Direction = "stronger" if near.bound < 0 else "weaker"
            yield Change("quantity", bare, near.text, now.text)


def _equal(one: Quantity, other: Quantity) -> bool:
    return abs(one.value - other.value) <= 0.05 * max(abs(one.value), abs(other.value))


def _dropped_or_added(
    axis: Axis, words: re.Pattern[str], said: str, passage: str, relayed: str, frame: str
) -> Iterator[Change]:
    was, now = words.search(passage), words.search(relayed)
    if was and not now and not words.search(frame):
        yield Change(axis, "stronger", was.group(), None)
    elif now and not was and not words.search(said):
        yield Change(axis, "weaker", None, now.group())


def _attribution(ours: _Side, attributed: bool) -> Iterator[Change]:
    """Whether an opinion or forecast became the reporter's own fact; a plain fact may be known."""
    if attributed:
        return
    opinion = ours.marker or _least(ours.rest, "likelihood") or HEDGE.search(ours.text)
    if opinion:
        yield Change("attribution", "stronger", " ".join(_start(ours.text)), None)


def _start(text: str) -> list[str]:
    return [text[each.start : each.end] for each in tokens(text[:200])][:6]
