"""Reported speech: the clauses that “Ruiz warned that …” gives in the report's own words."""

from collections.abc import Iterator, Sequence
from typing import Final

from .clause_behind import (
    STRONG,
    WITH_OBJECT,
    Content,
    and_that,
    clause_behind,
    object_of,
    past_preposition,
)
from .clauses import starts_clause
from .cue import Cue
from .lexicon import (
    ADJUNCT,
    ADVERB,
    AUXILIARY,
    BASE,
    COORDINATOR,
    DETERMINER,
    FINITE,
    GERUND,
    INDEFINITE,
    MODAL,
    NAME,
    NUMBER,
    OBJECT,
    POINT,
    PREPOSITION,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    WEEKDAY,
)
from .phrases import phrase_from
from .tokens import DASHES, SENTENCE_END, Tokens

FRAGMENT_WORDS: Final = 3
_FEWEST: Final = 3


def contents(tokens: Tokens, cues: Sequence[Cue], number: int, text: str) -> list[Content]:
    """Return the clauses that one cue of a sentence reports in the report's own words.

    Args:
        tokens: The sentence.
        cues: All its cues, in order.
        number: Which one.
        text: The paragraph, to count the words of quotations in it.
    """
    cue = cues[number]
    last = _last_word(tokens)
    found = [
        Content(c.first, min(c.end, _cut(tokens, cues, number, c.first)), c.rule, c.confidence)
        for c in _found(tokens, cues, number, last)
    ]
    if cue.unreal or cue.rule == "noun":
        return []
    if cue.subject.is_first or (
        cue.first and tokens[cue.first - 1].low in ("what", "how", "whatever")
    ):
        return []
    relays = {c.first for c in cues if c.use.has("ct")} if cue.rule == "according to" else set()
    return [c for c in found if c.first not in relays and _is_reported(tokens, c, text)]


def _last_word(tokens: Tokens) -> int:
    last = len(tokens)
    while last > 0 and tokens[last - 1].text in SENTENCE_END:
        last -= 1
    return last


def _found(tokens: Tokens, cues: Sequence[Cue], number: int, last: int) -> Iterator[Content]:
    cue = cues[number]
    if cue.rule == "according to":
        yield from _according(tokens, cue, last)
        return
    if not cue.use.has("ct"):
        if cue.use.has("a") and _is_aside(tokens, cue, last):
            yield from _around(tokens, cues, number, last)
        return
    if cue.inverted or _is_aside(tokens, cue, last):
        yield from _around(tokens, cues, number, last)
        return
    clause = clause_behind(tokens, cue, last)
    if clause:
        yield clause
        yield from and_that(tokens, clause, last)
    elif cue.use.lemma in WITH_OBJECT:
        yield from object_of(tokens, cue, last)


def _according(tokens: Tokens, cue: Cue, last: int) -> Iterator[Content]:
    """Read “According to Ruiz, …”, “…, according to Ruiz” and “who, according to Ruiz, …”."""
    before, after = cue.first - 1, cue.last + 1
    opens = before < 0 or tokens[before].low in ("as", "and", "but", "that")
    opens = opens or tokens[before].text in STRONG or bool(tokens[before].bits & SUBORDINATOR)
    if opens:
        while after < last and after - cue.last < 16 and tokens[after].text not in (",", ":"):
            if tokens[after].bits & (AUXILIARY | MODAL):
                break
            after += 1
        first = after + 1 if after < last and tokens[after].text in (",", ":") else after
        if after < last and tokens[first:last]:
            yield Content(first, last, "according to, first", 0.92)
        return
    closes = after >= last or tokens[after].text in (";", ")") or tokens[after].text in DASHES
    closes = closes or bool(tokens[after].bits & (RELATIVE | PREPOSITION | COORDINATOR))
    aside = tokens[before].text == ","
    end = before if aside else cue.first
    if after < last and tokens[after].text == "," and not closes:
        follows = tokens[after + 1].bits if after + 1 < last else 0
        if aside and before > 0 and tokens[before - 1].bits & (RELATIVE | COORDINATOR):
            yield Content(after + 1, last, "according to, inside", 0.8)
        elif follows & RELATIVE:
            yield Content(_conjunct(tokens, end), end, "according to, last", 0.9)
        elif aside:
            yield Content(_clause_start(tokens, before), last, "according to, inside", 0.8)
        return
    yield Content(_conjunct(tokens, end), end, "according to, last", 0.9)


def _is_aside(tokens: Tokens, cue: Cue, last: int) -> bool:
    """Whether a cue stands behind or within what it reports: “…, Ruiz warned.”"""
    if cue.rule in ("shared subject", "quoted as", "participle", "colon", "dash", "answer was"):
        return False
    before = cue.first - 1
    if before < 0 or not (tokens[before].text == "," or tokens[before].text in DASHES):
        return False
    after = _past_adjuncts(tokens, cue, last)
    if after >= last:
        return True
    token = tokens[after]
    if after + 1 < last and tokens[after + 1].quote >= 0:
        return False
    if token.text in (",", ";") or token.text in DASHES:
        return True
    return bool(token.bits & (SUBORDINATOR | RELATIVE)) and tokens[after].low not in (
        "if",
        "unless",
    )


def _past_adjuncts(tokens: Tokens, cue: Cue, last: int) -> int:
    """Return the first token behind a cue that is no adverb, day, occasion or hearer."""
    at = max(cue.end, cue.last + 1)
    told = cue.use.has("t")
    while at < last:
        bits = tokens[at].bits
        if bits & (POINT | QUOTED):
            return at
        plain = bits & (ADVERB | WEEKDAY) or (bits & TIME and not bits & NAME)
        if plain or (bits & OBJECT and told):
            at += 1
        elif bits & PREPOSITION and at + 1 < last and tokens[at + 1].bits & TIME:
            at = past_preposition(tokens, at)
        elif bits & (PREPOSITION | DETERMINER) or (told and at == cue.end):
            phrase = phrase_from(tokens, at + 1 if bits & PREPOSITION else at)
            if phrase is None or phrase.is_first:
                return at
            if not (bits & PREPOSITION or told or tokens[phrase.head].bits & (TIME | ADJUNCT)):
                return at
            at = phrase.last + 1
        else:
            return at
    return at


def _around(tokens: Tokens, cues: Sequence[Cue], number: int, last: int) -> Iterator[Content]:
    """Return the clause before a cue, on both its sides where the cue stands within it."""
    cue = cues[number]
    before = cue.first - 1
    if before <= 0:
        return
    after = _past_adjuncts(tokens, cue, last)
    first = _clause_start(tokens, before)
    opening = next((c for c in cues[:number] if c.first == first and c.last < before), None)
    if opening:
        first = max(first, _after_cue(tokens, opening, before))
    inside = after < last and tokens[after].text == "," and _is_clause_end(tokens, after, last)
    end = last if inside else before
    if inside:
        first = max(first, _conjunct(tokens, before, last))
        ahead = tokens[first:before]
        if not any(t.bits & (FINITE | AUXILIARY | MODAL) for t in ahead):
            lead = ahead[0].bits if ahead else COORDINATOR
            if lead & (PREPOSITION | ADVERB | GERUND | COORDINATOR | TIME) or _is_time(ahead):
                first = after + 1
    if tokens[before - 1].bits & (COORDINATOR | RELATIVE) and inside:
        first = after + 1
    if any(t.bits & (FINITE | AUXILIARY | MODAL) and not t.bits & NAME for t in tokens[first:end]):
        yield Content(first, end, "clause and cue" if end == before else "cue inside", 0.9)


def _is_time(tokens: Tokens) -> bool:
    """Whether words are no more than a time: “six months ago”."""
    return all(t.bits & (TIME | NUMBER | DETERMINER | ADVERB | INDEFINITE | POINT) for t in tokens)


def _after_cue(tokens: Tokens, cue: Cue, before: int) -> int:
    at = max(cue.end, cue.last + 1)
    while at < before and (tokens[at].text == "," or tokens[at].low == "that"):
        at += 1
    return at


def _is_clause_end(tokens: Tokens, comma: int, last: int) -> bool:
    """Whether the clause that a cue broke goes on behind the comma."""
    at = comma + 1
    if at >= last or tokens[at].bits & (GERUND | RELATIVE):
        return False
    if tokens[at].low in ("adding", "hours", "days", "weeks"):
        return False
    rest = tokens[at:last]
    return any(t.bits & (FINITE | AUXILIARY | MODAL | BASE) for t in rest) or len(rest) > 2


def _clause_start(tokens: Tokens, at: int) -> int:
    """Return where the main clause that reaches to `tokens[at]` begins."""
    first = at
    while first > 0 and not (tokens[first - 1].text in STRONG or tokens[first - 1].text == "."):
        first -= 1
    while first < at and (tokens[first].bits & (COORDINATOR | POINT)):
        first += 1
    return first


def _conjunct(tokens: Tokens, end: int, last: int = 0) -> int:
    """Return where the last clause of several joined ones begins: “…, and Bamako has lent …”.

    Args:
        tokens: The sentence.
        end: Where the search begins, going left.
        last: Where the clause ends, if not at `end`.
    """
    for at in range(end - (1 if last else 3), 1, -1):
        if (
            tokens[at].bits & COORDINATOR
            and tokens[at - 1].text == ","
            and starts_clause(tokens, at + 1, last or end, sure=True)
        ):
            return at + 1
        if tokens[at].text in STRONG:
            return at + 1
    return _clause_start(tokens, end)


def _cut(tokens: Tokens, cues: Sequence[Cue], number: int, first: int) -> int:
    """Return where a clause ends because the sentence goes on to say something else."""
    last = _last_word(tokens)
    for other in cues[number + 1 :]:
        begin = other.first
        if begin <= first + 1:
            continue
        shared = other.rule == "shared subject"
        left = tokens[begin - 1]
        if shared and left.bits & (COORDINATOR | POINT):
            while begin > first and tokens[begin - 1].bits & (COORDINATOR | POINT | ADVERB):
                begin -= 1
            return begin
        main = left.bits & COORDINATOR and begin > 1 and tokens[begin - 2].text in (",", ";")
        if main and not shared:
            return begin - 2
    for at in range(first + 3, last):
        quoted = at + 1 < len(tokens) and tokens[at + 1].quote >= 0
        if tokens[at].text == ";" or (tokens[at].text == ":" and quoted):
            return at
    return last


def _is_reported(tokens: Tokens, content: Content, text: str) -> bool:
    """Whether enough of a clause is in the report's words, and more than is quoted."""
    own = quoted = 0
    for token in tokens[content.first : content.end]:
        if token.quote >= 0:
            count = len(text[token.start : token.end].split())
            quoted += count if count > FRAGMENT_WORDS else 0
            own += count if count <= FRAGMENT_WORDS else 0
        elif not token.bits & POINT:
            own += 1
    return own >= max(_FEWEST, quoted)
