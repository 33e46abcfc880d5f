"""Reported speech: the clause that “Ruiz warned that …” gives in the report's own words."""

from collections.abc import Sequence

from .cues import Cue
from .grammar import Token, phrase_after
from .words import BARE, CONNECTIVES, FINITE, PREPOSITIONS, SPEECH

FRAGMENT_WORDS = 3
_SENTENCE_END = ".!?…"


def reported_clause(tokens: Sequence[Token], cue: Cue, text: str) -> tuple[int, int] | None:
    """Return the stretch of a sentence that a cue reports in the report's own words.

    Args:
        tokens: The sentence.
        cue: A verb of speech in it.
        text: The paragraph.

    Returns:
        Start and end in the paragraph; None where the cue reports no clause, or
        one that is a quotation and read as such.
    """
    last = len(tokens) - 1
    while last > 0 and tokens[last].text in _SENTENCE_END:
        last -= 1
    if cue.verb_at == last and cue.subject.first > 1 and tokens[cue.subject.first - 1].text == ",":
        content = tokens[: cue.subject.first - 1]
    elif cue.rule == "according to":
        content = _told_according_to(tokens, cue, last)
    else:
        clause = _clause_at(tokens, cue, last)
        content = tokens[clause : last + 1] if clause else []
    quoted = [t for t in content if t.quote is not None]
    long_quote = any(len(text[t.start : t.end].split()) > FRAGMENT_WORDS for t in quoted)
    if long_quote or sum(1 for t in content if t.kind == "word") < 4:
        return None
    return content[0].start, content[-1].end


def _told_according_to(tokens: Sequence[Token], cue: Cue, last: int) -> Sequence[Token]:
    """Return the rest of a sentence that opens or ends with “according to the ministry”."""
    end = cue.subject.first + len(cue.subject.tokens)
    if cue.verb_at == 0 and end < last and tokens[end].text == ",":
        return tokens[end + 1 : last + 1]
    if end == last + 1:
        return tokens[: cue.verb_at - (tokens[cue.verb_at - 1].text == ",")]
    return ()


def _clause_at(tokens: Sequence[Token], cue: Cue, last: int) -> int | None:
    """Return where the clause behind “warned that” begins, or behind “said” without “that”."""
    for at in range(cue.verb_at + 1, min(cue.verb_at + 14, last)):
        token, left = tokens[at], tokens[at - 1]
        if token.quote is not None or token.text in (":", ";") or token.low in SPEECH:
            break
        if (
            token.low == "that"
            and left.kind == "word"
            and left.low not in PREPOSITIONS
            and tokens[at + 1].low not in FINITE
        ):
            return at + 1
    bare = cue.verb in BARE and not any(t.quote is not None for t in tokens[: cue.verb_at])
    return _bare_clause(tokens, cue.verb_at, last) if bare else None


def _bare_clause(tokens: Sequence[Token], verb: int, last: int) -> int | None:
    """Return where the clause of “Ruiz told reporters the talks had failed” begins."""
    first = verb + 1
    if tokens[verb].low in ("told", "tells"):
        heard = phrase_after(tokens, first)
        first += len(heard.tokens) if heard else 1
    if first >= last or tokens[first].low in PREPOSITIONS | CONNECTIVES:
        return None
    if tokens[first].kind != "word":
        return None
    for token in tokens[first + 1 : min(first + 14, last)]:
        if token.low in FINITE:
            return first
        if token.text == "," or token.low in CONNECTIVES:  # “claims the hills, and its army has”
            return None
    return None
