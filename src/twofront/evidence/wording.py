"""How a statement is put: hedges and modality."""

import re

from .conditionals import Condition, conditions_in
from .ledger import Modality

__all__ = ["Condition", "conditions_in", "hedges_in", "modality_of"]

_HEDGE = re.compile(
    r"\b(?:(?:most|very|more|less|quite|highly)\s+(?:un)?likely|(?:un)?likely|might|(?-i:may)|could"
    r"|would|perhaps|possibly|probably|maybe|apparently|reportedly|allegedly|potentially|presumably"
    r"|supposedly|conceivably|seem(?:s|ed|ingly)?|appear(?:s|ed)?|(?:i|we)\s+(?:think|believe|guess"
    r"|suppose|assume|suspect)|in\s+theory|as\s+far\s+as\s+(?:i|we)\s+know)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:will|won[’']t|shall|would|going\s+to|about\s+to)\b|\w[’']ll\b", re.I)
_DENYING = re.compile(r"(?:den(?:y|ies|ied|ying)|reject|dismiss|rebuff|refut|rubbish)")
_ALLEGING = re.compile(r"(?:claim|alleg|accus|contend|speculat|blam)")


def hedges_in(text: str) -> tuple[str, ...]:
    """Return the words of doubt in a text, as written and in order."""
    return tuple(match.group() for match in _HEDGE.finditer(text))


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
    if verb and _DENYING.match(verb):
        return "denied"
    if _FUTURE.search(text):
        return "predicted"
    if verb and _ALLEGING.match(verb):
        return "alleged"
    return "reported" if second_hand or verb == "according to" else "asserted"
