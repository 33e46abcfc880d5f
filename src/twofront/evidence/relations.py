"""Relations between states, bodies and armed groups, as a report tells them.

Transfers, pacts, sanctions, support, attacks, threats, alliances and talks, each
with its parties, its place in the text and how the report puts it forward.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final, cast

from .gazetteer import Gazetteer, Mention, gazetteer
from .ledger import RelationType, Status
from .relations_actors import Sentence
from .relations_chunks import chunk
from .relations_clause import Clause
from .relations_idioms import idioms_of_noun, idioms_of_verb
from .relations_lexicon import classes, noun_frames, verb_forms, verb_frames
from .relations_memory import Memory
from .relations_memory import start as start_memory
from .relations_nouns import COMPOUNDS, of_noun
from .relations_postures import postures
from .relations_references import Actor
from .relations_status import FACTORS, ORDER, status_of
from .relations_tags import settle_tags
from .relations_use import Found
from .relations_verbs import of_verb
from .relations_words import Word, read_words

THRESHOLD: Final = 0.5
MUTUAL: Final = frozenset(("pact", "alliance", "talks"))
LONGEST_SENTENCE: Final = 3000
_MOST_PAIRS = 24
_IDIOMS: Final = classes()["idiom"]
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, told once or more in a report.

    Attributes:
        type: transfer, pact, sanction, support, attack, threat, alliance or talks.
        source: Giver, backer, imposer, attacker, threatener; of pact, alliance and talks either.
        target: Receiver, sanctioned, victim, threatened; or the other side.
        source_id: The gazetteer's id of the source.
        target_id: The gazetteer's id of the target.
        item: What changes hands or what the tie is about, as written; None where nothing says.
        status: asserted, reported, claimed, alleged, predicted, proposed or conditional.
        start: First character of the sentence that tells it.
        end: One past its last.
        rule: The rule that found it.
        confidence: From 0 to 1; never below the threshold.
        plover: The PLOVER class nearest to it.
    """

    type: RelationType
    source: str
    target: str
    source_id: str
    target_id: str
    item: str | None
    status: Status
    start: int
    end: int
    rule: str
    confidence: float
    plover: str


def find_relations(
    text: str,
    sentences: Sequence[tuple[int, int]],
    on: date | None = None,
    *,
    known: Gazetteer | None = None,
    mentions: Sequence[Mention] | None = None,
    threshold: float = THRESHOLD,
) -> list[Relation]:
    """Find the relations a report tells, each once, in the order of the text.

    Args:
        text: The report.
        sentences: Start and end of each sentence, in order.
        on: Day of the report, for who held which office.
        known: Gazetteer; by default the one that comes with the package.
        mentions: Names in the text where they are found already.
        threshold: Confidence below which a relation is left out.
    """
    names = known or gazetteer()
    found_names = names.mentions(text, on) if mentions is None else mentions
    memory, at = start_memory(text, found_names, names), 0
    relations: dict[tuple[str, str, str], Relation] = {}
    for start, end in sentences:
        while at < len(found_names) and found_names[at].start < start:
            at += 1
        first = at
        while at < len(found_names) and found_names[at].end <= end:
            at += 1
        here = found_names[first:at]
        end = min(end, start + LONGEST_SENTENCE)
        for relation in _of_sentence(text, start, end, here, memory, names):
            if relation.confidence >= threshold:
                _keep(relations, relation)
                source, target = names.get(relation.source_id), names.get(relation.target_id)
                memory.told(relation.type, source, target, relation.item or "")
        memory.take(here, text, start, end, names)
    return list(relations.values())


def _keep(relations: dict[tuple[str, str, str], Relation], new: Relation) -> None:
    """Keep one relation for a type and its parties: the most plainly told."""
    parties = (new.source_id, new.target_id)
    if new.type in MUTUAL:
        parties = (min(parties), max(parties))
    old = relations.get((new.type, *parties))
    if old is None:
        relations[(new.type, *parties)] = new
        return
    stronger = ORDER.index(new.status) < ORDER.index(old.status)
    relations[(new.type, *parties)] = replace(
        old,
        status=new.status if stronger else old.status,
        item=old.item or new.item,
        confidence=max(old.confidence, new.confidence),
    )


def _of_sentence(
    text: str, start: int, end: int, mentions: Sequence[Mention], memory: Memory, known: Gazetteer
) -> Iterator[Relation]:
    if not mentions or not _may_tell(text, start, end):
        return
    words = read_words(text, start, end, mentions)
    settle_tags(words)
    for stretch in _stretches(words):
        clause = Clause(chunk(stretch))
        sentence = Sentence(text, clause, mentions, memory, known)
        for found in _found(sentence):
            yield from _weighed(sentence, found, start, end)


def _may_tell(text: str, start: int, end: int) -> bool:
    """Whether a sentence holds any word that can make a relation."""
    words = set(_WORD.findall(text[start:end].lower()))
    return not words.isdisjoint(_triggers())


@cache
def _triggers() -> frozenset[str]:
    verbs = {form for form, verb in verb_forms().items() if verb.lemma in verb_frames()}
    nouns = {word for noun in noun_frames() for word in noun.split()}
    return frozenset(verbs | nouns | COMPOUNDS | _IDIOMS)


def _stretches(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Split where a sentence ends inside a quotation of several."""
    first = 0
    for at, word in enumerate(words):
        ends = word.tag == "." and at + 1 < len(words) and words[at + 1].capital
        if ends and at and len(words[at - 1].low) > 1:
            yield words[first : at + 1]
            first = at + 1
    if first < len(words):
        yield words[first:]


def _found(sentence: Sentence) -> Iterator[Found]:
    verbs = verb_frames()
    for at, piece in enumerate(sentence.clause.chunks):
        if piece.kind == "V":
            if piece.lemma in verbs:
                yield from of_verb(sentence, at)
            yield from idioms_of_verb(sentence, at)
            yield from postures(sentence, at)
        elif piece.kind == "N":
            yield from of_noun(sentence, at)
            yield from idioms_of_noun(sentence, at)


def _weighed(sentence: Sentence, found: Found, start: int, end: int) -> Iterator[Relation]:
    """Turn a finding into relations, one a pair of parties, each with its confidence."""
    if not found.sources or not found.targets:
        return
    if found.item and sentence.clause.chunks[found.item[0]].words[0].low == "no":
        return
    status: str | None = "asserted"
    if found.verb is not None:
        status = status_of(sentence.clause, found.verb)
    elif sentence.clause.chunks[found.at].head.quoted:
        status = "reported"
    if status is None:
        return
    base = found.frame.weight * found.factor * FACTORS[status]
    for source, target in _pairs(found):
        confidence = base * source.weight * target.weight
        yield Relation(
            found.type,
            source.entity.name,
            target.entity.name,
            source.entity.id,
            target.entity.id,
            _item(sentence, found),
            cast(Status, "proposed" if status == "urged" else status),
            start,
            end,
            f"{found.frame.word}: {found.rule}",
            round(min(confidence, 1.0), 3),
            found.frame.plover,
        )


def _pairs(found: Found) -> Iterable[tuple[Actor, Actor]]:
    pairs, seen = [], set()
    for source in found.sources:
        for target in found.targets:
            ids = (source.entity.id, target.entity.id)
            places = "place" in (source.entity.kind, target.entity.kind)
            if ids[0] == ids[1] or places or source.entity.kind == "outlet":
                continue
            key = (min(ids), max(ids)) if found.type in MUTUAL else ids
            if key not in seen:
                seen.add(key)
                pairs.append((source, target))
    return pairs[:_MOST_PAIRS]


def _item(sentence: Sentence, found: Found) -> str | None:
    if found.item is None:
        return None
    first, last = found.item
    chunks = sentence.clause.chunks
    written = sentence.text[chunks[first].start : chunks[last - 1].end]
    return " ".join(written.split())[:120]
