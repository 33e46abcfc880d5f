"""How a relation is put forward: as a fact, a claim, a prediction, a proposal, or not at all."""

from typing import Final

from .relations_clause import Clause
from .relations_lexicon import classes

_SPEECH: Final = classes()["speech"]
_ACCUSING: Final = classes()["accusing"]
_REFUSED: Final = classes()["refused"]
_PROPOSED: Final = classes()["proposed"]

_URGED: Final = classes()["urged"]
_ALLEGED: Final = frozenset(("accuse", "allege", "suspect", "blame", "charge"))
_CLAIMED: Final = frozenset(("claim", "argue", "insist", "contend", "boast", "assert"))
_FORETOLD: Final = frozenset(("will", "would", "shall", "'ll", "wo", "won't"))
_OUGHT: Final = frozenset(("should", "must"))
_VOWS: Final = frozenset(("vow", "threaten", "swear", "warn", "promise", "pledge"))
_SELF: Final = frozenset(("it", "he", "she", "they", "we"))
_NONE: Final = frozenset(("no", "neither", "none", "nobody"))
_DEPTH, _REACH = 5, 8
# How sure a status leaves a relation; weaker than a plain fact where it only may come about.
FACTORS: Final = {
    "asserted": 1.0,
    "reported": 1.0,
    "claimed": 0.95,
    "alleged": 0.95,
    "predicted": 0.95,
    "conditional": 0.95,
    "proposed": 0.9,
    "urged": 0.7,
}
ORDER: Final = tuple(FACTORS)


def status_of(clause: Clause, verb: int) -> str | None:
    """Return the status of what a verb group says; None where it says that it is not so."""
    found = _own_status(clause, verb, _DEPTH)
    if found is None or any(clause.chunks[k].words[0].low in _NONE for k in clause.subject(verb)):
        return None
    if _conditional(clause, verb):
        return "conditional"
    if found != "asserted":
        return found
    return _reported(clause, verb)


def vowed(clause: Clause, verb: int) -> bool:
    """Whether a verb group is what someone vows or threatens to do, or warns they would."""
    chunk = clause.chunks[verb]
    if chunk.shape == "i":
        matrix = _matrix(clause, verb)
        return matrix is not None and clause.chunks[matrix].lemma in _VOWS
    if chunk.modal not in _FORETOLD:
        return False
    speech = _speech_before(clause, verb)
    if speech is None:
        return False
    return clause.chunks[speech].lemma in _VOWS or _says_so_itself(clause, verb, speech)


def _says_so_itself(clause: Clause, verb: int, speech: int) -> bool:
    """Whether whoever speaks says what they will do: “Pyongyang said it would crush …”."""
    subject = clause.subject(verb)
    pronoun = len(subject) == 1 and clause.chunks[subject[0]].head.low in _SELF
    return pronoun and subject[0] > speech


def _own_status(clause: Clause, verb: int, depth: int) -> str | None:
    chunk = clause.chunks[verb]
    if chunk.negated or depth == 0:
        return None
    if chunk.modal:
        return "proposed" if chunk.modal in _OUGHT else "predicted"
    if chunk.shape == "g" and clause.kind(verb - 1) == "P":
        return _gerund_status(clause, verb, depth)
    if chunk.shape not in "ib":
        return "asserted"
    if clause.kind(verb - 1) == "N" and clause.chunks[verb - 1].words[0].low == "no":
        return None  # no plans to send troops
    matrix = _matrix(clause, verb)
    if matrix is None:
        return "asserted"
    lemma = clause.chunks[matrix].lemma
    outer = _own_status(clause, matrix, depth - 1)
    if outer is None or lemma in _REFUSED:
        return None
    if lemma in _URGED:
        return "urged"
    if lemma in _PROPOSED:
        return "proposed"
    if clause.chunks[matrix].passive and lemma in _SPEECH | {"know", "suspect"}:
        return "alleged" if lemma in _ALLEGED else "reported"
    return outer


def _gerund_status(clause: Clause, verb: int, depth: int) -> str | None:
    preposition = clause.chunks[verb - 1].lemma
    if preposition in ("without", "against", "instead", "than"):
        return None
    for at in range(verb - 2, max(-1, verb - _REACH), -1):
        if clause.kind(at) in (";", "."):
            break
        if clause.kind(at) != "V":
            continue
        lemma = clause.chunks[at].lemma
        if lemma in _REFUSED | {"stop", "keep"} and preposition in ("from", "of", "out"):
            return None
        if lemma in _ACCUSING and preposition in ("of", "for"):
            return "alleged" if _own_status(clause, at, depth - 1) else None
        return _own_status(clause, at, depth - 1)
    return "asserted"


def _matrix(clause: Clause, verb: int) -> int | None:
    """Return the verb group that governs an infinitive: agreed to sell, urged Iran to stop."""
    at = verb - 1
    if clause.kind(at) == "N":
        at = clause.group_left(at)[0] - 1
        if clause.kind(at) == "P":
            at -= 1
    return at if clause.kind(at) == "V" else None


def _conditional(clause: Clause, verb: int) -> bool:
    """Whether “if” or “unless” opens the clause of a verb group."""
    for at in range(verb - 1, max(-1, verb - _REACH), -1):
        kind = clause.kind(at)
        if kind == "S":
            return clause.chunks[at].lemma in ("if", "unless", "lest", "whether")
        if kind in (",", ";", ".", "R") or clause.finite(at):
            return False
    return False


def _speech_before(clause: Clause, verb: int) -> int | None:
    """Return the verb of speech whose content a verb group is, as far as the left shows."""
    for at in range(verb - 1, -1, -1):
        kind = clause.kind(at)
        if kind in (";", "."):
            return None
        if kind == "V" and clause.chunks[at].lemma in _SPEECH and clause.chunks[at].shape in "fnbg":
            return at
    return None


def _reported(clause: Clause, verb: int) -> str | None:
    speech = _speech_before(clause, verb)
    if speech is None:
        speech = _speech_after(clause, verb)
    if speech is None:
        if _no_proof(clause, verb):
            return None
        return "reported" if clause.chunks[verb].words[-1].quoted else "asserted"
    if _no_proof(clause, verb):
        return None
    lemma = clause.chunks[speech].lemma
    if lemma == "deny":
        content = clause.kind(speech + 1) in ("S", "V") or clause.chunks[verb].shape == "g"
        content = content or clause.subject(verb)[:1] == (speech + 1,)
        return None if content and speech < verb else "asserted"
    if lemma in _ALLEGED:
        return "alleged"
    return "claimed" if lemma in _CLAIMED else "reported"


def _no_proof(clause: Clause, verb: int) -> bool:
    """Whether a verb group stands in “no evidence that …”."""
    for at in range(verb - 1, max(0, verb - _REACH), -1):
        if clause.kind(at) == "S" and clause.kind(at - 1) == "N":
            words = [word.low for word in clause.chunks[at - 1].words]
            absent = words[0] in ("no", "little") or (
                clause.kind(at - 2) == "V" and clause.chunks[at - 2].negated
            )
            return absent and words[-1] in ("evidence", "proof", "sign", "indication", "doubt")
    return False


def _speech_after(clause: Clause, verb: int) -> int | None:
    """Return the verb of speech at the end of the sentence: “…, Ruiz said.”"""
    last = len(clause.chunks) - 1
    while last > verb and clause.kind(last) in (".", ","):
        last -= 1
    for at in range(last, max(verb, last - 6), -1):
        if clause.kind(at) == "V" and clause.chunks[at].lemma in _SPEECH:
            before = clause.kind(at - 1) == "N" and clause.kind(at - 2) == ","
            return at if before or clause.kind(at - 1) == "," else None
    return None
