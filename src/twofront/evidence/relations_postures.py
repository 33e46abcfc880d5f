"""Relations that a posture tells: drills around Taiwan, troops massed on a border, a warning.

Each turn of phrase names its verb, its object by class, and the preposition before the other side.
"""

from collections.abc import Iterator
from typing import Final

from .relations_actors import Sentence
from .relations_lexicon import Frame, classes, verb_frames
from .relations_references import Actor
from .relations_use import Found, Use

_DRILLS: Final = frozenset([
    "drill", "drills", "exercise", "exercises", "manoeuvre", "manoeuvres", "maneuvers", "wargames",
    "war-games", "blockade", "flyover", "flyovers",
])  # fmt: skip
_FORCES: Final = classes()["forces"]
_HELP: Final = frozenset([
    "help", "support", "backing", "assistance", "aid", "protection", "weapons", "arms", "money",
    "cash", "training",
])  # fmt: skip
_NEAR: Final = ("around", "near", "off", "opposite", "against", "towards", "outside")
_BORDERS: Final = frozenset(("border", "borders", "frontier", "frontiers", "doorstep", "coast"))
_HOLDING: Final = frozenset(("hold", "stage", "conduct", "launch", "begin", "run", "rehearse"))
_MASSING: Final = frozenset(("mass", "amass", "gather", "concentrate", "deploy", "move"))
_MEDIATING: Final = frozenset(("mediate", "arbitrate", "shuttle"))
_FIGHTING: Final = frozenset(("fight", "serve", "intervene"))
_WOULD: Final = frozenset(("would", "will", "could", "shall"))


_DRILLED: Final = Frame.of_rule("drill", "threat", "posture", 0.7, "THREATEN")
_MASSED: Final = Frame.of_rule("mass", "threat", "posture", 0.7, "THREATEN")
_WARNED: Final = Frame.of_rule("warn", "threat", "posture", 0.75, "THREATEN")
_MEDIATED: Final = Frame.of_rule("mediate", "talks", "posture", 0.7, "CONSULT")
_TURNED: Final = Frame.of_rule("turn", "support", "posture", 0.7, "SUPPORT")
_SIDED: Final = Frame.of_rule("side", "support", "posture", 0.8, "SUPPORT")


def postures(sentence: Sentence, verb: int) -> Iterator[Found]:
    """Yield what a verb tells with the words around it."""
    use = Use(sentence, verb)
    if use.lemma in _HOLDING:
        yield from _drills(use)
    if use.lemma in _MASSING:
        yield from _masses(use)
    if use.lemma in _MEDIATING:
        yield from _mediates(use)
    if use.lemma in _FIGHTING:
        yield from _takes_sides(use)
    if use.lemma == "turn":
        yield from _turns(use)
    if use.lemma == "warn":
        yield from _warns(use)


def _drills(use: Use) -> Iterator[Found]:
    """“China's army held live-fire drills around Taiwan”; joint ones are no threat."""
    group = use.object()
    words = use.words(group)
    if words & _DRILLS and "joint" not in words:
        there = use.behind(use.parts(), *_NEAR, loose=True)
        yield Found(_DRILLED, "threat", use.subject(), there, use.at, "drills near", verb=use.at)


def _masses(use: Use) -> Iterator[Found]:
    """“Venezuela has massed troops on its border with Guyana”, “near the Polish border”."""
    if not use.words(use.object()) & _FORCES:
        return
    parts = use.parts()
    for preposition, group in parts:
        if preposition in ("on", "near", "to", "along", "at") and use.words(group) & _BORDERS:
            other = use.behind(parts, "with") or use.sentence.owners(group)
            yield Found(_MASSED, "threat", use.subject(), other, use.at, "massed at", verb=use.at)
            return


def _mediates(use: Use) -> Iterator[Found]:
    """“Egypt and Qatar are mediating between Israel and Hamas”."""
    sides = use.behind(use.parts(), "between", "among", loose=True)
    if len(sides) > 1:
        yield Found(_MEDIATED, "talks", sides[:1], sides[1:], use.at, "mediates", verb=use.at)


def _takes_sides(use: Use) -> Iterator[Found]:
    """“Eritrean troops fought on the side of the Ethiopian army”."""
    clause = use.clause
    for preposition, group in use.parts():
        if preposition != "on" or not use.words(group) & {"side", "behalf", "sides"}:
            continue
        after = group[-1] + 1
        if clause.kind(after) == "P" and clause.chunks[after].lemma == "of":
            helped = use.sentence.actors(clause.group_right(after + 1), loose=True)
            yield Found(
                _SIDED, "support", use.subject(), helped, use.at, "on the side of", verb=use.at
            )
            return


def _turns(use: Use) -> Iterator[Found]:
    """“Burkina Faso has turned to Russian mercenaries for protection”."""
    parts = use.parts()
    wanted = any(p == "for" and use.words(group) & _HELP for p, group in parts)
    to = next((group for p, group in parts if p == "to"), ())
    helpers = use.sentence.owners(to) or use.sentence.actors(to)
    if wanted and helpers:
        yield Found(_TURNED, "support", helpers, use.subject(), use.at, "turned to", verb=use.at)


def _warns(use: Use) -> Iterator[Found]:
    """“Kim warned that South Korea would be annihilated”: said by a party, of its own doing."""
    clause = use.clause
    speakers: list[Actor] = use.subject()
    for at in range(use.at + 1, len(clause.chunks)):
        if clause.kind(at) != "V":
            continue
        chunk = clause.chunks[at]
        frames = verb_frames().get(chunk.lemma, ())
        harm = any(frame.type == "attack" for frame in frames)
        would = any(word.low in _WOULD for word in chunk.words)
        if harm and would and chunk.passive:
            victims = use.sentence.actors(clause.subject(at), loose=True)
            yield Found(_WARNED, "threat", speakers, victims, use.at, "warned of harm", verb=use.at)
        return
