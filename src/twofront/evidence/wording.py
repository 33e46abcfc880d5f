"""How a statement is put: hedges, the condition it hangs on, its modality."""

import re
from dataclasses import dataclass

from .ledger import Modality
from .words import ALLEGING, DENYING

_HEDGE = re.compile(
    r"\b(?:(?:most|very|more|less|quite|highly)\s+(?:un)?likely|(?:un)?likely|might|(?-i:may)|could"
    r"|would|perhaps|possibly|probably|maybe|apparently|reportedly|allegedly|potentially|presumably"
    r"|supposedly|conceivably|seem(?:s|ed|ingly)?|appear(?:s|ed)?|(?:i|we)\s+(?:think|believe|guess"
    r"|suppose|assume|suspect)|in\s+theory|as\s+far\s+as\s+(?:i|we)\s+know)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:will|won[’']t|shall|would|going\s+to|about\s+to)\b|\w[’']ll\b", re.I)
_CONNECTIVE = re.compile(
    r"\b(?:if|unless|provided\s+that|as\s+long\s+as|in\s+case|in\s+the\s+event\s+that"
    r"|on\s+condition\s+that)\b(?!\s+(?:any|so|not|necessary|possible|needed|ever)\b)",
    re.IGNORECASE,
)
_NO_CONDITION_AFTER = re.compile(
    r"\b(?:as|ask|asks|asked|asking|know|knows|knew|see|sees|wonder\w*|question|unclear|doubt\w*"
    r"|sure|decide\w*|determine\w*|tell|say|check|or|what|even)\s+$",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"(?-i:Should)\s+(?!(?:we|i|you)\b[^,]*\?)[\w’'-]+\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")
_OPENS = re.compile(r"(?:^|[,:;—–-]\s*|\b(?:and|but|that|so|because)\s+)[\W_]*$", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r",\s*|\s+then\s+|\s+(?=(?:he|she|we|they|i|it|you)\s+(?:would|will|could|can|might|may)\b)",
    re.IGNORECASE,
)
_LONGEST = 3_000
_VERBAL = re.compile(
    r"\b(?:will|would|can|could|may|might|should|must|is|are|was|were|has|have|had|do|does|did"
    r"|faces?|needs?|won[’']t|shall)\b|\w[’'](?:ll|re|s|d|ve|m)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A conditional: offsets in the text it was found in, and the clause that hangs on it.

    `start` to `end` is the clause with its connective; `bare` the clause
    without; `then` what follows from it, empty where the text does not say.
    """

    start: int
    end: int
    bare: str
    then: str


def hedges_in(text: str) -> tuple[str, ...]:
    """Return the words of doubt in a text, as written and in order."""
    return tuple(match.group() for match in _HEDGE.finditer(text))


def conditions_in(text: str) -> list[Condition]:
    """Find the conditional clauses of a text, sentence by sentence."""
    found, start = [], 0
    ends = [match.end() for match in _SENTENCE.finditer(text)] + [len(text)]
    for end in ends:
        condition = _condition(text, start, end)
        if condition:
            found.append(condition)
        start = end
    return found


def _condition(text: str, start: int, end: int) -> Condition | None:
    """Read the first conditional of the sentence `text[start:end]`."""
    sentence = text[start:end].rstrip()
    if len(sentence) > _LONGEST:
        return None
    inverted = _INVERTED.match(sentence)
    if inverted:
        return _fronted(sentence, start, 0, len("Should "))
    for match in _CONNECTIVE.finditer(sentence):
        before = sentence[: match.start()]
        if _NO_CONDITION_AFTER.search(before[-30:]):
            continue
        if _OPENS.search(before[-12:]) or not before.strip():
            return _fronted(sentence, start, match.start(), match.end())
        clause = re.match(r"[^,;:—–!?]*", sentence[match.end() :])
        length = len((clause.group() if clause else "").rstrip(" ."))
        bare = sentence[match.end() : match.end() + length].strip()
        if len(bare.split()) < 2:
            continue
        return Condition(start + match.start(), start + match.end() + length, bare, before.strip())
    return None


def _fronted(sentence: str, offset: int, first: int, clause: int) -> Condition | None:
    """Read “if A, B”; the comma that ends A is the first behind which a clause begins."""
    cut = None
    for match in _CLAUSE_END.finditer(sentence[clause:]):
        at = clause + match.start()
        rest = sentence[clause + match.end() :]
        if len(sentence[clause:at].split()) < 2 or re.match(r"(?:and|or)\b", rest):
            continue
        if cut is None or _VERBAL.search(" ".join(rest.split()[:6])):
            cut = (at, clause + match.end())
        if _VERBAL.search(" ".join(rest.split()[:6])):
            break
    if cut is None:
        return None
    then = re.sub(r"^then\s+", "", sentence[cut[1] :])
    return Condition(offset + first, offset + cut[0], sentence[clause : cut[0]].strip(), then)


def modality_of(text: str, verb: str | None, conditional: bool, second_hand: bool) -> Modality:
    """Say how a statement is put forward; that it will happen is a prediction, never a fact.

    Args:
        text: The statement.
        verb: The verb of speech, lower case.
        conditional: Whether it hangs on a condition.
        second_hand: Whether the report gives it in words of its own.
    """
    if conditional:
        return "conditional"
    if verb in DENYING:
        return "denied"
    if _FUTURE.search(text):
        return "predicted"
    if verb in ALLEGING:
        return "alleged"
    return "reported" if second_hand or verb == "according to" else "asserted"
