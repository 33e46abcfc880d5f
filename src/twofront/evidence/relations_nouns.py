"""Relations that nouns make: an attack on, sanctions against, talks between, support for."""

from collections.abc import Iterator, Sequence
from typing import Final

from .ledger import RelationType
from .relations_actors import PART, Sentence
from .relations_chunks import Chunk
from .relations_lexicon import Frame, classes, noun_frames
from .relations_nominal import ABSENT, ENDED, LIGHT, SUFFERED, Nominal, frames_of
from .relations_references import TOPIC, Actor
from .relations_status import vowed
from .relations_use import Found, Use

_BACKED: Final = classes()["backed"]
_ALLIED: Final = classes()["allied"]
_EVADING: Final = classes()["evading"]
_SEVERING: Final = classes()["severing"]
_STRENGTHENS: Final = classes()["strengthens"]
COMPOUNDS: Final = _BACKED | _ALLIED
_BACKS: Final = Frame("backed", "support", "compound", frozenset(), "", 0.85, "SUPPORT")
_ALLIES: Final = Frame("allied", "alliance", "compound", frozenset(), "", 0.7, "COOP")
_ALLY: Final = noun_frames()["ally"][0]
_BACKERS: Final = classes()["backer"]
_ALLY_WORDS: Final = frozenset(("ally", "allies", "partner", "partners"))
_RANGE: Final = Frame("range", "threat", "range", frozenset(), "", 0.75, "THREATEN")
# States and bodies that impose sanctions; before the word, any other is their target.
_IMPOSERS: Final = frozenset(("USA", "UN", "EU", "GBR", "R-WEST", "G7"))
_AROUND: Final = frozenset(("in", "inside", "across", "over"))
_ANAPHORIC: Final = frozenset(("the", "such", "these", "those", "this", "that", "its", "their"))
_GIVING: Final = frozenset(("support", "transfer"))
_SIDES: Final = frozenset(("object", "relative", "into", "to", "in", "on"))
_STRONGER, _SEVERED = 1.4, 1.3


def of_noun(sentence: Sentence, at: int) -> Iterator[Found]:
    """Yield the relations that the head of a noun group makes with what stands around it."""
    chunk = sentence.clause.chunks[at]
    yield from _compounds(sentence, at, chunk)
    yield from _ally(sentence, at, chunk)
    if chunk.head.tag not in "NJ":
        return
    if chunk.head.low in ("range", "reach"):
        yield from _in_range(sentence, at)
    frames = frames_of(chunk)
    if not frames:
        return
    noun = Nominal(sentence, at)
    if noun.absent:
        return
    for frame in frames:
        if frame.shape == "act":
            yield from _act(noun, frame)
        elif frame.shape == "between":
            yield from _between(noun, frame)


def _act(noun: Nominal, frame: Frame) -> Iterator[Found]:
    """X's attack on Y; X launched an attack on Y; an attack on Y by X."""
    if noun.lemma in ABSENT and frame.type != "attack" and noun.governs:
        return
    sources, rule = noun.agents(frame)
    targets, holders = _targets(noun, frame, sources, rule)
    if frame.word == "war":
        holders = [actor for actor in holders if actor.how == "agent"]
    if not sources:
        sources, rule = holders, "possessor"
    if frame.type == "sanction" and noun.lemma in _EVADING and noun.governor is not None:
        sources, rule = sources or holders, "evaded"
        targets = targets or Use(noun.sentence, noun.governor).subject()
    targets = targets or _unsaid(noun, frame, sources, rule)
    verb = noun.governor if noun.governs and noun.lemma not in ENDED else None
    type: RelationType = frame.type
    infinitive = verb is not None and noun.clause.chunks[verb].shape == "i"
    if type == "attack" and verb is not None and infinitive and vowed(noun.clause, verb):
        type = "threat"
    calls = noun.lemma == "call" and noun.how == "for"  # called for a holy war against
    if type in ("attack", "sanction") and (calls or noun.lemma in ("threaten", "vow")):
        type, sources = "threat", sources or noun.governing_subject()
    if type == "transfer" and noun.lemma in ENDED and frame.word in ("export", "sale"):
        type, targets = "sanction", targets or holders  # stopped Iraqi exports
    item = (noun.at, noun.at + 1)
    yield Found(frame, type, sources, targets, noun.at, f"noun, {rule}", item, verb=verb)


def _targets(
    noun: Nominal, frame: Frame, sources: Sequence[Actor], rule: str
) -> tuple[list[Actor], list[Actor]]:
    """Return whom the act is done to, and whose act it is by the words before the noun."""
    holders = noun.holders
    if rule == "had":  # Karmal had the support of Moscow
        return noun.governing_subject(), []
    targets = noun.behind(frame.prepositions - _AROUND, loose=True)
    targets = targets or noun.behind(frame.prepositions & _AROUND, loose=True)
    if not targets and frame.type == "attack":
        targets = noun.place_named()
    if not targets and frame.type == "sanction":  # an embargo on arms sales to Hanoi
        targets = noun.behind(frozenset(("to", "from", "with")), loose=True)
    if targets:
        return targets, holders
    if frame.type == "sanction" and holders and not _imposes(holders):
        return holders, []
    if frame.type in _GIVING and rule == "accused":  # thanked Iran for its support
        return noun.sentence.actors(noun.clause.main_subject(noun.at)), holders
    if frame.type == "support" and holders and sources:
        return holders, []
    if noun.lemma in SUFFERED or (noun.lemma == "be" and noun.how == "under"):
        return noun.sentence.actors(noun.clause.subject(noun.governor or 0), loose=True), holders
    return [], holders


def _imposes(holders: Sequence[Actor]) -> bool:
    return any(a.entity.id in _IMPOSERS or a.how == "agent" for a in holders)


def _unsaid(noun: Nominal, frame: Frame, sources: Sequence[Actor], rule: str) -> list[Actor]:
    """Return the target that the noun leaves unsaid: of the attack just told, of the report."""
    anaphoric = noun.clause.chunks[noun.at].words[0].low in _ANAPHORIC
    last = noun.sentence.memory.first_target.get(frame.type)
    if frame.type == "attack":
        told = rule in ("accused", "call", "claim", "by") or "responsib" in rule
        return [Actor(last, TOPIC, "reference")] if last and (anaphoric or told) else []
    if anaphoric or rule != "light verb" or frame.type not in ("sanction", *_GIVING):
        return []
    if any(preposition in frame.prepositions for preposition, _ in noun.parts):
        return []
    return noun.sentence.about(noun.at, sources) if noun.lemma in LIGHT | ENDED else []


def _between(noun: Nominal, frame: Frame) -> Iterator[Found]:
    """Talks between X and Y; X held talks with Y; the X-Y treaty."""
    if noun.lemma in ABSENT and noun.governs:
        return
    at, item = noun.at, (noun.at, noun.at + 1)
    verb = noun.governor if noun.governs and noun.lemma not in ENDED else None
    for preposition, group in noun.parts:
        if preposition in ("between", "among"):
            sides = noun.sentence.actors(group)
            if len(sides) >= 2:
                yield Found(frame, frame.type, sides, sides, at, "noun, between", item, verb=verb)
                return
    others, sides, rule = noun.behind(frame.prepositions), noun.holders, "noun, possessor"
    if noun.lemma in LIGHT | ENDED and noun.governor is not None and noun.how in _SIDES:
        passive = noun.clause.chunks[noun.governor].passive
        subject = [] if passive else noun.governing_subject()
        if subject:
            others = others or sides
            sides, rule = subject, "noun, light verb"
    if others and not sides and noun.main_side(frame):
        sides, rule = noun.main_side(frame), "noun, main subject"
    factor = _STRONGER if noun.lemma in _STRENGTHENS else 1.0
    type: RelationType = frame.type
    if frame.word in ("tie", "relation") and noun.lemma in _SEVERING and noun.how == "object":
        type, factor = "sanction", _SEVERED
    if others and sides:
        yield Found(frame, type, sides, others, at, rule, item, factor, verb)
    elif len(sides) >= 2 and not others:
        yield Found(frame, frame.type, sides, sides, at, rule, item, factor, verb)


def _in_range(sentence: Sentence, at: int) -> Iterator[Found]:
    """US bases are within range of Iranian missiles."""
    clause = sentence.clause
    if clause.word_before(clause.chunks[at]) not in ("within", "in", "into"):
        return
    owners: list[Actor] = []
    for preposition, group in clause.attributes(at + 1):
        owners = owners or (sentence.owners(group) if preposition == "of" else [])
    reached = sentence.actors(clause.main_subject(at), loose=True)
    yield Found(_RANGE, "threat", owners, reached, at, "in range", (at, at + 1))


def _compounds(sentence: Sentence, at: int, chunk: Chunk) -> Iterator[Found]:
    """Iran-backed Houthis: a tie inside a noun group."""
    for word in chunk.words:
        if word.compound not in COMPOUNDS or word.entity is None:
            continue
        others = [
            actor
            for actor in sentence.actors((at,))
            if actor.how == "head" or actor.entity.kind == "group"
        ]
        sources = [Actor(sentence.party(word.entity), 1.0, "head")]
        frame = _BACKS if word.compound in _BACKED else _ALLIES
        yield Found(frame, frame.type, sources, others, at, "compound", (at, at + 1))


def _ally(sentence: Sentence, at: int, chunk: Chunk) -> Iterator[Found]:
    """Its ally Iran; Iran, an ally of Russia; Iran is Russia's ally."""
    lows = [word.low for word in chunk.words]
    ally = next((k for k, low in enumerate(lows) if low in _ALLY_WORDS | _BACKERS), None)
    if ally is None:
        return
    holders = _ally_of(sentence, at, chunk, ally)
    backs = lows[ally] in _BACKERS
    item = (at, at + 1)
    if ally < len(lows) - 1:
        if backs:
            return
        others = sentence.actors((at,)) if chunk.head.tag == "E" else []
        yield Found(_ALLY, "alliance", holders, others, at, "ally", item)
        return
    for preposition, group in sentence.clause.attributes(at + 1):
        if preposition in ("of", "to"):
            holders = sentence.actors(group)
        break
    equated = _equated(sentence, at)
    if backs:
        yield Found(_BACKS, "support", equated, holders, at, "backer", item)
    else:
        yield Found(_ALLY, "alliance", holders, equated, at, "ally", item)


def _ally_of(sentence: Sentence, at: int, chunk: Chunk, ally: int) -> list[Actor]:
    words = chunk.words[:ally]
    if sentence.clause.kind(at - 1) == "C" and sentence.clause.kind(at - 2) == "N":
        words = [*sentence.clause.chunks[at - 2].words, *words]  # its main partner and only ally
    return [
        Actor(sentence.party(word.entity), PART, "part")
        for word in words
        if word.entity is not None
        and word.tag in "EA"
        and word.entity.kind not in ("outlet", "place")
    ] or sentence.possessor(chunk)


def _equated(sentence: Sentence, at: int) -> list[Actor]:
    """Return who is said to be what a noun group says: before “is”, or beside it behind a comma."""
    clause = sentence.clause
    if clause.kind(at - 1) == "C" and clause.kind(at - 2) == "N":
        at -= 2
    if clause.kind(at - 1) == "V" and clause.chunks[at - 1].lemma in ("be", "become", "remain"):
        if clause.chunks[at - 1].negated:
            return []
        return sentence.actors(clause.subject(at - 1))
    beside = clause.kind(at - 1) == "," and clause.kind(at - 2) == "N"
    named = beside and clause.chunks[at - 2].head.tag == "E"
    if named:
        return sentence.actors((at - 2,))
    behind = clause.kind(at + 1) == "," and clause.kind(at + 2) == "N"
    if behind and clause.chunks[at + 2].head.tag == "E":  # his backers, Russia and Iran,
        return sentence.actors(clause.group_right(at + 2))
    return []
