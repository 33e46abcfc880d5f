"""Relations that turns of phrase make: followed suit, let France use its bases, face revenge."""

from collections.abc import Iterator
from typing import Final

from .relations_actors import Sentence
from .relations_lexicon import Frame, classes
from .relations_references import FAR_REFERENCE, Actor
from .relations_use import Found, Use

_SPEECH: Final = classes()["speech"]
_REPRISALS: Final = classes()["reprisal"]
_HELP: Final = frozenset(("help", "support", "backing", "assistance", "aid"))
_USES: Final = classes()["use of territory"]
_LETTING: Final = frozenset(("let", "allow", "permit"))


_LETS: Final = Frame.of_rule("let", "support", "idiom", 0.75, "SUPPORT")
_FACES: Final = Frame.of_rule("face", "threat", "idiom", 0.75, "THREATEN")
_HELPS: Final = Frame.of_rule("help", "support", "idiom", 0.8, "SUPPORT")
_REVENGES: Final = Frame.of_rule("revenge", "attack", "idiom", 0.75, "ASSAULT")
_FOLLOWS: Final = 0.75


def idioms_of_verb(sentence: Sentence, verb: int) -> Iterator[Found]:
    """Yield what let … use, will face revenge, and followed suit tell."""
    use = Use(sentence, verb)
    group = sentence.clause.object(verb)
    head = sentence.clause.chunks[group[-1]].head.low if group else ""
    if use.lemma in _LETTING and group:
        yield from _lets(use, group)
    elif use.lemma == "face" and head in _REPRISALS:
        yield from _faces(use)
    elif use.lemma == "follow" and head == "suit":
        yield from _follows(use)


def _lets(use: Use, group: tuple[int, ...]) -> Iterator[Found]:
    """“Zaire has let France use its airfields”."""
    following = group[-1] + 1
    if use.clause.kind(following) == "V" and use.clause.chunks[following].lemma in _USES:
        guests = use.sentence.actors(group, loose=False)
        yield Found(_LETS, "support", use.subject(), guests, use.at, "let use", verb=use.at)


def _faces(use: Use) -> Iterator[Found]:
    """“Khamenei said Saudi rulers would face revenge”: whoever says so threatens."""
    clause = use.clause
    speakers = [
        at
        for at in range(len(clause.chunks))
        if clause.kind(at) == "V" and clause.chunks[at].lemma in _SPEECH
    ]
    if speakers:
        threatening = Use(use.sentence, speakers[0]).subject()
        yield Found(_FACES, "threat", threatening, use.subject(), use.at, "will face", verb=use.at)


def _follows(use: Use) -> Iterator[Found]:
    """“Riyadh cut its ties with Iran, and Kuwait followed suit”."""
    last = use.sentence.memory.last
    if last is None:
        return
    type, _, target = last
    frame = Frame.of_rule("follow suit", type, "idiom", _FOLLOWS)
    targets = [Actor(target, 1.0, "reference")]
    yield Found(frame, type, use.subject(), targets, use.at, "followed suit", verb=use.at)


def idioms_of_noun(sentence: Sentence, at: int) -> Iterator[Found]:
    """Yield what “with the help of” and “in revenge for the bombing” tell."""
    clause = sentence.clause
    chunk = clause.chunks[at]
    before = clause.chunks[at - 1].lemma if clause.kind(at - 1) == "P" else ""
    if chunk.head.low in _HELP and before == "with":
        yield from _with_help(sentence, at)
    avenged = clause.chunks[at - 2].lemma if clause.kind(at - 2) == "N" else ""
    if before in ("for", "to") and avenged in ("revenge", "retaliation", "reprisal", "response"):
        yield from _avenges(sentence, at)


def _with_help(sentence: Sentence, at: int) -> Iterator[Found]:
    """“shot down with the help of the United States and Jordan”."""
    clause = sentence.clause
    helpers: list[Actor] = []
    for preposition, group in clause.attributes(at + 1):
        helpers = helpers or (sentence.actors(group) if preposition in ("of", "from") else [])
    helped = sentence.actors(clause.main_subject(at))
    first = next((k for k in range(len(clause.chunks)) if clause.finite(k)), None)
    if not helped and first is not None:
        helped = sentence.actors(clause.subject(first))
    yield Found(_HELPS, "support", helpers, helped, at, "with the help of", (at, at + 1))


def _avenges(sentence: Sentence, at: int) -> Iterator[Found]:
    """“Iran fired missiles at Israel in revenge for the bombing”: who is hit had struck first."""
    last = sentence.memory.last
    if last is None or last[0] != "attack" or not sentence.is_attack(at):
        return
    parts = list(sentence.clause.attributes(at + 1))
    own = [g for p, g in parts if p == "of" and sentence.clause.chunks[g[0]].words[0].low == "its"]
    if not own or any(p in ("on", "against", "by") for p, _ in parts):
        return  # the noun names its parties itself
    _, avenger, struck = last
    sources = [Actor(struck, FAR_REFERENCE, "reference")]
    targets = [Actor(avenger, 1.0, "reference")]
    yield Found(_REVENGES, "attack", sources, targets, at, "in revenge for", (at, at + 1))
