"""Words that conditionals begin with, and whether they do."""

from typing import Final

from .clauses import starts_clause
from .lexicon import (
    ADVERB,
    AUXILIARY,
    BASE,
    COORDINATOR,
    FINITE,
    MODAL,
    NEGATION,
    PARTICIPLE,
    POINT,
    PREPOSITION,
    QUOTED,
)
from .phrases import phrase_from
from .tokens import Tokens

# Connectives word by word, the longest first, and the form they make.
CONNECTIVES: Final = (
    (("in", "the", "event", "that"), "in the event that"),
    (("in", "the", "event", "of"), "nominal"),
    (("on", "the", "condition", "that"), "on condition that"),
    (("on", "condition", "that"), "on condition that"),
    (("as", "long", "as"), "as long as"),
    (("so", "long", "as"), "as long as"),
    (("provided", "that"), "provided that"),
    (("providing", "that"), "provided that"),
    (("assuming", "that"), "assuming that"),
    (("only", "if"), "if"),
    (("even", "if"), "if"),
    (("in", "case"), "in case"),
    (("if",), "if"),
    (("unless",), "unless"),
    (("once",), "once"),
    (("provided",), "provided that"),
    (("providing",), "provided that"),
    (("assuming",), "assuming that"),
)
FIRST_WORDS: Final = frozenset(words[0] for words, _ in CONNECTIVES)
# Words behind which “if” is “whether”.
_WHETHER: Final = frozenset([
    "ask", "asks", "asked", "asking", "know", "knows", "knew", "see", "sees", "saw", "seen",
    "wonder", "wonders", "wondered", "wondering", "question", "questions", "unclear", "unsure",
    "sure", "doubt", "doubts", "doubted", "decide", "decides", "decided", "determine",
    "determines", "determined", "check", "checks", "checked", "tell", "test", "tests", "say",
    "find", "found", "learn", "clear", "matter", "matters", "uncertain", "certain", "remains",
    "inquire", "enquire", "query",
])  # fmt: skip
_NOT_A_CLAUSE: Final = frozenset([
    "any", "so", "not", "necessary", "possible", "needed", "ever", "anything", "only", "at",
    "possible", "convicted",
])  # fmt: skip
_COMPARATIVES: Final = frozenset(["more", "less", "better", "worse", "fewer", "further"])


def connective(tokens: Tokens, at: int) -> tuple[int, str] | None:
    """Give how many words from a token on open a condition, and its form; None where none do."""
    for words, form in CONNECTIVES:
        if len(words) <= len(tokens) - at and all(
            tokens[at + place].low == word for place, word in enumerate(words)
        ):
            return len(words), form
    return None


def opens(tokens: Tokens, at: int) -> bool:
    """Whether a token opens a clause."""
    if at == 0:
        return True
    left = tokens[at - 1]
    return bool(left.bits & (POINT | QUOTED | COORDINATOR)) or left.low in ("that", "because")


def is_conditional(tokens: Tokens, at: int, size: int, form: str, last: int) -> bool:
    """Whether words that may open a condition do: “if” is no “whether”, “once” no “formerly”."""
    first = at + size
    if first >= last or tokens[first].low in _NOT_A_CLAUSE:
        return False
    left = tokens[at - 1] if at else None
    if (
        form == "if"
        and left is not None
        and (left.low in ("as", "what", "or", "whether") or _is_whether(tokens, at))
    ):
        return False
    if form == "once":
        return _is_once(tokens, at, first, last)
    if form in ("provided that", "assuming that") and size == 1:
        opens = left is None or left.text == ","
        return opens and starts_clause(tokens, first, last, sure=True)
    if form == "nominal":
        return phrase_from(tokens, first) is not None
    if form == "in case":
        return tokens[first].low == "of" or starts_clause(tokens, first, last, sure=True)
    return True


def _is_whether(tokens: Tokens, at: int) -> bool:
    """Whether “if” follows “asked”, “do not know”, “it is unclear”."""
    for place in range(at - 1, max(-1, at - 5), -1):
        token = tokens[place]
        if token.bits & (POINT | QUOTED):
            return False
        if token.low in _WHETHER:
            return place >= at - 2 or token.low.startswith(("ask", "wonder", "tell"))
        if token.bits & (AUXILIARY | MODAL):
            return False
    return False


def _is_once(tokens: Tokens, at: int, first: int, last: int) -> bool:
    """Whether “once” is “as soon as” here, not “one time” or “formerly”."""
    left = tokens[at - 1] if at else None
    if left is not None and (left.low in ("at", "for", "all") or left.bits & AUXILIARY):
        return False
    if not opens(tokens, at) and not starts_clause(tokens, first, last, sure=True):
        return False
    if not starts_clause(tokens, first, last, sure=False):
        return False
    return any(t.bits & MODAL or t.low in ("will", "going") for t in tokens[:last]) or any(
        t.bits & AUXILIARY and t.low in ("is", "are", "has", "have") for t in tokens[first:last]
    )


def is_inverted(tokens: Tokens, at: int, last: int) -> bool:
    """Whether “should the dam break” and “were he to go” open a conditional, not a question."""
    if last < len(tokens) and tokens[last].text == "?":
        return False
    subject = phrase_from(tokens, at + 1)
    if subject is None or tokens[at + 1].bits & (MODAL | AUXILIARY):
        return False
    verb = subject.last + 1
    if verb < last and tokens[verb].text == "," and tokens[subject.last].bits & BASE:
        verb = subject.last  # “should the dam break,”
    while verb < last and tokens[verb].bits & (ADVERB | NEGATION):
        verb += 1
    if verb >= last or not any(t.text == "," for t in tokens[verb:last]):
        return False
    word = tokens[at].low
    bits = tokens[verb].bits
    if word == "should":
        return bool(bits & (BASE | AUXILIARY)) or not bits & (FINITE | POINT | PREPOSITION)
    if word == "were":
        return tokens[verb].low == "to" or any(t.bits & MODAL for t in tokens[verb:last])
    modal = any(t.low in ("would", "could", "might", "should") for t in tokens[verb:last])
    return bool(bits & (PARTICIPLE | AUXILIARY)) and modal


def is_comparative(tokens: Tokens, at: int) -> bool:
    """Whether a comparative stands at a token: “more”, “fewer”, “harder”."""
    if at >= len(tokens):
        return False
    low = tokens[at].low
    return low in _COMPARATIVES or (len(low) > 4 and low.endswith("er") and not tokens[at].bits)
