"""Relations that verbs make: who attacks, supports, supplies, meets whom."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from .ledger import RelationType
from .relations_actors import Sentence
from .relations_gifts import arrive, come, give, receive
from .relations_lexicon import Frame, classes, verb_frames
from .relations_references import TOPIC, Actor
from .relations_status import vowed
from .relations_use import Found, Use, span_of

_LOOSE: Final = frozenset(("attack", "sanction", "support", "threat"))
_OFFICIALS: Final = classes()["official"]
_TAKEN_BACK: Final = frozenset(("retake", "recapture", "liberate", "seize", "capture"))
_HOLDING: Final = frozenset(("hold", "control", "occupy", "run"))
_FRONTIERS: Final = frozenset(("border", "frontier", "borders"))
_GUARDING: Final = frozenset(("defend", "protect", "shield"))
_HOSTING: Final = frozenset(("host", "visit"))
_DEEDS: Final = classes()["approved deed"]
_CIVIL: Final = classes()["civil force"]
_COUNTERPARTS: Final = frozenset(("counterpart", "counterparts"))
_TELLING: Final = frozenset(("tell", "call"))
_SENDING: Final = frozenset(("deploy", "send", "dispatch"))
_AIMED: Final = frozenset(("against", "on", "at", "with", "to"))
# What makes a warning a threat, within so many characters of the verb.
_REPRISALS: Final = (
    "retaliat", "crushing", "consequences", "devastating", "respond with force", "pay a price",
    "severe response", "harsh response", "decisive response", "destroy", "revenge", "annihilat",
    "heavy price", "military response", "countermeasures", "reprisal", "sea of fire", "will be met",
)  # fmt: skip
_WARNING_REACH = 240


def of_verb(sentence: Sentence, verb: int) -> Iterator[Found]:
    """Yield the relations that a verb group makes with its subject, object and attributes."""
    use = Use(sentence, verb)
    if _lends(use):
        return
    if use.lemma == "threaten":
        yield from _threatens_to(use)
    for frame in verb_frames().get(use.lemma, ()):
        yield from _READERS[frame.shape](use, frame)


def _lends(use: Use) -> bool:
    """Whether the verb is what an army is sent for: the sending tells it, “deployed to support”."""
    if use.clause.kind(use.at - 1) != "V":
        return False
    sending = Use(use.sentence, use.at - 1)
    return sending.lemma in _SENDING and sending.passive


def _threatens_to(use: Use) -> Iterator[Found]:
    """“threatened to turn Seoul into ash”: whoever suffers what is threatened is threatened."""
    clause = use.clause
    if clause.kind(use.at + 1) != "V" or clause.chunks[use.at + 1].shape != "i":
        return
    threatened = Use(use.sentence, use.at + 1)
    targets = use.sentence.actors(clause.object(use.at + 1), loose=True)
    targets = targets or threatened.behind(threatened.parts(), *_AIMED, loose=True)
    frame = verb_frames()["threaten"][0]
    yield Found(
        frame, "threat", use.subject(), targets, use.at, "threatens to", factor=0.95, verb=use.at
    )


def _object(use: Use, frame: Frame) -> Iterator[Found]:
    """Subject does it to the object, or the subject suffers it by another."""
    loose = frame.type in _LOOSE
    if use.passive:
        patient, rule = use.patient(), "passive"
        sources = use.behind(use.passive_parts(), "by")
        targets = use.sentence.actors(patient, loose=loose)
    else:
        patient, rule = use.object() or _listed_object(use), "active"
        sources = use.subject()
        targets = sources if use.mutual() else use.sentence.actors(patient, loose=loose)
        targets = _attacked(use, frame) or targets
        targets = targets or _fallback(use, frame, sources, patient)
    if not use.fits(frame, patient):
        return
    subjects = [use.clause.chunks[at].head.low for at in use.clause.subject(use.at)]
    if frame.type == "attack" and _CIVIL.intersection(subjects):
        return
    if frame.word == "take":  # took Aleppo, not took Putin seriously
        targets = [actor for actor in targets if actor.how == "place"]
    if frame.word in _GUARDING:
        targets = [actor for actor in targets if actor.how != "place"]
    if frame.word in _HOSTING and not _hosts(use, frame, patient):
        return
    if frame.word in _TELLING and not _names_person(use, patient):
        return
    if frame.word == "warn" and not _warns(use):
        return
    type = _type(use, frame)
    rule = rule if type == frame.type else f"{rule}, vowed"
    yield Found(frame, type, sources, targets, use.at, rule, span_of(patient), verb=use.at)


def _fallback(
    use: Use, frame: Frame, sources: Sequence[Actor], patient: Sequence[int]
) -> list[Actor]:
    """Return the victim by less: a firm by its name, a town further on in the sentence."""
    if frame.type == "sanction" and frame.word != "expel":
        return use.sentence.unlisted(patient) or use.sentence.about(use.at, sources)
    if frame.type == "support":
        doer = next(iter(use.sentence.memory.foes), None)
        deed = bool(patient) and use.clause.chunks[patient[0]].head.low in _DEEDS
        if deed and doer and frame.word in ("back", "support"):  # Britain backed the action
            return [Actor(doer, TOPIC, "reference")]
        return use.sentence.unlisted(patient, bodies=True)
    unsaid = use.clause.kind(use.at + 1) == "R"  # bombing what is left of Aleppo
    if frame.type != "attack" or not sources or not (patient or unsaid):
        return []
    placed = use.sentence.place_after(use.at, sources)
    if placed or not vowed(use.clause, use.at):
        return placed
    return use.sentence.named_after(use.at, sources)  # vowed to attack any ship bound for Israel


def _warns(use: Use) -> bool:
    """Whether a warning is a threat: of reprisals, or against doing something."""
    past = use.past_object()
    against = use.clause.kind(past) == "P" and use.clause.chunks[past].lemma == "against"
    against = against and bool(use.clause.object(use.at))
    return against or use.sentence.near(use.at, _REPRISALS, _WARNING_REACH)


def _hosts(use: Use, frame: Frame, group: Sequence[int]) -> bool:
    """Whether guests or a state are received, not a base or a tournament."""
    if frame.type != "talks":
        return True
    heads = [use.clause.chunks[at].head for at in group]
    return any(head.tag == "E" or head.low in _OFFICIALS for head in heads)


def _names_person(use: Use, group: Sequence[int]) -> bool:
    """Whether an object is a person and nothing follows: called Putin, not called Putin a liar."""
    if not group or use.clause.kind(group[-1] + 1) == "N":
        return False
    heads = [use.clause.chunks[at].head for at in group]
    return any(
        (head.entity is not None and head.entity.kind == "person") or head.low in _COUNTERPARTS
        for head in heads
    )


def _type(use: Use, frame: Frame) -> RelationType:
    """Return the frame's type; an attack that is only vowed is a threat."""
    return "threat" if frame.type == "attack" and vowed(use.clause, use.at) else frame.type


def _attacked(use: Use, frame: Frame) -> list[Actor]:
    """Return who loses what is attacked: retook Mosul from them, villages held by them."""
    if frame.type != "attack":
        return []
    clause, at = use.clause, use.past_object()
    while clause.kind(at) == "P" and clause.kind(at + 1) == "N":
        at += 2
    if clause.kind(at) == "V" and clause.chunks[at].lemma in _HOLDING:
        return use.behind(list(clause.attributes(at + 1)), "by")
    return use.behind(use.parts(), "from") if frame.word in _TAKEN_BACK else []


def _listed_object(use: Use) -> tuple[int, ...]:
    """Return the object behind “designating for sanctions”."""
    clause = use.clause
    for preposition, group in clause.attributes(use.at + 1):
        if preposition == "for" and clause.kind(group[-1] + 1) == "N":
            return clause.group_right(group[-1] + 1)
        return ()
    return ()


def _prep(use: Use, frame: Frame) -> Iterator[Found]:
    """Subject does it at, on, into or against what follows the preposition."""
    passive = use.clause.chunks[use.at].passive or (use.passive and frame.thing != "")
    thing = use.patient() if passive else use.clause.object(use.at)
    if not use.fits(frame, thing):
        return
    parts = use.parts()
    if passive:
        sources = use.behind(parts, "by") or use.behind(parts, "from", loose=True)
    else:
        sources = use.subject()
    for preposition, group in parts:
        if preposition in frame.prepositions:
            targets = use.sentence.actors(group, loose=True)
            if frame.type == "attack" and use.words(group) & _FRONTIERS:
                targets = targets or use.sentence.about(use.at, sources)
            type = _type(use, frame)
            item = span_of(thing)
            yield Found(frame, type, sources, targets, use.at, preposition, item, verb=use.at)


def _with(use: Use, frame: Frame) -> Iterator[Found]:
    """Two sides: subject with another, or a plural subject among itself."""
    if use.clause.chunks[use.at].passive:
        return
    parts = use.parts()
    named = [use.clause.object(use.at), *(group for p, group in parts if p == "to")]
    if frame.thing and not any(use.fits(frame, group) for group in named):
        return
    sides = use.subject()
    others: list[Actor] = []
    for preposition, group in parts:
        if preposition in frame.prepositions:
            others += use.sentence.actors(group)
    if frame.word in ("ally", "align") and use.passive:
        sides = use.sentence.actors(use.patient())
    if frame.word in ("meet", "consult"):
        others += use.sentence.actors(use.clause.object(use.at))
    if sides and others:
        yield Found(frame, frame.type, sides, others, use.at, "with", verb=use.at)
    elif len(sides) >= 2 and (frame.word != "work" or _together(use)):
        yield Found(frame, frame.type, sides, sides, use.at, "among", verb=use.at)


def _together(use: Use) -> bool:
    return use.sentence.near(use.at, ("together", "closely", "jointly", "hand in"))


def _visit(use: Use, frame: Frame) -> Iterator[Found]:
    """“The minister flew to Kabul”: an official, not an army, goes to see another state's."""
    hosts: list[Actor] = []
    for preposition, group in use.clause.attributes(use.at + 1):
        if preposition in frame.prepositions:
            hosts += use.sentence.actors(group)
    for at in use.clause.subject(use.at):
        head = use.clause.chunks[at].head
        person = head.entity is not None and head.entity.kind == "person"
        if person or head.low in _OFFICIALS:
            guests = use.sentence.actors((at,))
            yield Found(frame, "talks", guests, hosts, use.at, "visit", verb=use.at)


def _enter(use: Use, frame: Frame) -> Iterator[Found]:
    """“Turkish soldiers have entered northern Iraq”: an army, not a minister, attacks so."""
    if use.passive or not use.fits(frame, use.clause.subject(use.at)):
        return
    place = use.clause.object(use.at)
    targets = use.sentence.actors(place, loose=True)
    targets = targets or use.behind(use.parts(), "into", loose=True)
    yield Found(frame, "attack", use.subject(), targets, use.at, "enter", verb=use.at)


def _founding(use: Use, frame: Frame) -> Iterator[Found]:
    """“The three formed the Alliance of Sahel States”."""
    founded = [use.clause.chunks[at].head.entity for at in use.object()]
    if any(entity is not None and entity.kind == "body" for entity in founded):
        sides = use.subject()
        if len(sides) >= 2:
            yield Found(frame, frame.type, sides, sides, use.at, "founding", verb=use.at)


_READERS: Final[Mapping[str, Callable[[Use, Frame], Iterator[Found]]]] = {
    "object": _object,
    "prep": _prep,
    "with": _with,
    "visit": _visit,
    "give": give,
    "receive": receive,
    "come": come,
    "arrive": arrive,
    "found": _founding,
    "enter": _enter,
}
