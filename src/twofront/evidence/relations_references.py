"""Whom it, they, he, we, the two countries and the regime stand for in a report."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .gazetteer import Entity, Gazetteer, Mention
from .relations_chunks import Chunk
from .relations_clause import Clause
from .relations_lexicon import classes
from .relations_memory import Memory, can_act, plural_of
from .relations_words import Word

_ACTS: Final = classes()["acts"]
_RELATIONAL: Final = classes()["relational"]
_SPEECH: Final = classes()["speech"]
_PAIR_NOUNS: Final = classes()["pair"]
_LEADERS: Final = classes()["leader"]
_ISLANDS: Final = classes()["island"]
_KINDS_BY_NOUN: Final = (
    (classes()["state noun"], "country"),
    (classes()["group noun"], "group"),
    (frozenset(("bloc", "alliance", "body", "union")), "body"),
)
_NUMBERS: Final = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_FORCES: Final = (["air", "force"], ["armed", "forces"])
_STATE_FORCES: Final = frozenset(("IRGC", "BASIJ", "SAF", "FAMA"))
# Before “its” these show that it is not the subject's: to end its crackdown.
_OTHERS: Final = frozenset(("over", "for", "end", "stop", "halt"))
_DEEDS: Final = classes()["deed"]
_THESE: Final = frozenset(("the", "this", "that", "these"))
# How sure it is whom a word refers to: in the same sentence, from before, from the topic alone.
REFERENCE, FAR_REFERENCE, TOPIC = 0.85, 0.75, 0.7
_UNNAMED_WEIGHT, _POSSESSED = 0.85, 0.9


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to a relation.

    Attributes:
        entity: The state, body or group.
        weight: How plainly the text says that it is they, 0 to 1.
        how: `head`, `agent` (its troops, its government), `part` (its oil), `place`
            (something there) or `reference` (it, the two countries).
    """

    entity: Entity
    weight: float
    how: str


class References(ABC):
    """One sentence, its names and what came before, asked whom its words refer to."""

    def __init__(
        self,
        text: str,
        clause: Clause,
        mentions: Sequence[Mention],
        memory: Memory,
        known: Gazetteer,
    ) -> None:
        """Keep the sentence; `text` is the whole report."""
        self.text, self.clause, self.mentions = text, clause, mentions
        self.memory, self.known = memory, known

    @abstractmethod
    def actors(self, group: Sequence[int], *, loose: bool = False) -> list[Actor]:
        """Return whom noun groups stand for."""

    def party(self, entity: Entity) -> Entity:
        """Return whom an entity acts for; the head of a group the report never names, himself."""
        return self.memory.party(entity, self.known)

    def _before(self, offset: int) -> list[Mention]:
        return [m for m in self.mentions if m.end <= offset]

    def pronoun(self, word: Word) -> list[Actor]:
        """Return whom he, she, it, they, all or we stands for."""
        if word.low in ("he", "she", "him", "her"):
            return self._person(word)
        if word.low == "it":
            return self._leading(word, single=True)
        if word.low in ("they", "them", "all", "both"):
            return self._leading(word, single=False)
        if word.low in ("we", "us"):
            return self._we(word)
        return []

    def _we(self, word: Word) -> list[Actor]:
        """Whom “we” means: in a quotation who is quoted, else who issued the report."""
        if not word.quoted:
            return [Actor(speaker, REFERENCE, "reference") for speaker in self.memory.speakers]
        for at, chunk in enumerate(self.clause.chunks):
            if chunk.kind == "V" and chunk.lemma in _SPEECH and not chunk.head.quoted:
                found = [
                    actor
                    for k in self.clause.subject(at)
                    if not self.clause.chunks[k].head.quoted
                    for actor in self.actors((k,))
                ]
                if found:
                    return [replace(a, weight=REFERENCE, how="reference") for a in found[:1]]
        return []

    def _person(self, word: Word) -> list[Actor]:
        leader = self._leader(word)
        if leader:
            return leader
        wanted = "female" if word.low in ("she", "her") else "male"
        here = [m.entity for m in self._before(word.start) if m.entity.kind == "person"]
        for person in [*here[:1], *reversed(self.memory.persons)]:
            if person is None:
                return []
            if person.gender == wanted:
                return [Actor(self.party(person), REFERENCE, "reference")]
        return []

    def _leader(self, word: Word) -> list[Actor]:
        """Whom “he” means in a sentence that begins “The president of Chad …”."""
        for at, chunk in enumerate(self.clause.chunks):
            if chunk.start >= word.start:
                break
            if chunk.kind == "N" and chunk.head.low in _LEADERS:
                found = self.actors((at,))
                return [replace(actor, weight=REFERENCE, how="reference") for actor in found]
        return []

    def _own_subject(self, word: Word) -> list[Entity]:
        """Return the named subjects of the verb right before a word."""
        clause = self.clause
        verbs = [i for i, c in enumerate(clause.chunks) if c.kind == "V" and c.start < word.start]
        if not verbs:
            return []
        group = clause.subject(verbs[-1])
        plain = tuple(k for k in group if clause.chunks[k].head.tag in "NEA")
        return [a.entity for a in self.actors(plain) if a.how in ("head", "agent")]

    def _leading(self, word: Word, *, single: bool) -> list[Actor]:
        """Whom “it” or “they” means: who leads this sentence, else the one before."""
        here = [m for m in self._before(word.start) if can_act(m.entity) and m.kind != "adjective"]
        weight = REFERENCE if here else FAR_REFERENCE
        if single:
            own = self._own_subject(word)
            if own and self._is_object(word):  # Moscow has a treaty with Syria and has armed it
                others = [self.party(m.entity) for m in reversed(here)]
                named = [entity for entity in others if entity not in own]
            else:
                own = own if len(own) == 1 else []
                named = own or [self.party(m.entity) for m in here] or self.memory.leading
            return [Actor(named[0], weight, "reference")] if named else []
        plural = plural_of(here, self.text, self.known) or self.memory.plural
        return [Actor(entity, weight, "reference") for entity in plural]

    def _is_object(self, word: Word) -> bool:
        """Whether a pronoun stands right behind a verb or preposition, and no verb behind it."""
        chunks = self.clause.chunks
        at = next((i for i, chunk in enumerate(chunks) if chunk.head is word), -1)
        return self.clause.kind(at - 1) in ("V", "P") and not self.clause.finite(at + 1)

    def _nearest(self, word: Word) -> list[Actor]:
        """Whom “its” means in “sanctions on Belarus over its support”: who was named last."""
        for mention in reversed(self._before(word.start)):
            if can_act(mention.entity) and mention.kind != "adjective":
                entity = self.party(mention.entity)
                return [Actor(entity, REFERENCE, "reference")]
        return []

    def possessor(self, chunk: Chunk) -> list[Actor]:
        """Return whom its, his or their in a noun group stands for."""
        first = chunk.words[0]
        if first.low == "its" and self.clause.word_before(chunk) in _OTHERS:
            return self._nearest(first)
        if first.low in ("its", "their"):
            return self._leading(first, single=first.low == "its")
        if first.low in ("his", "her"):
            return self._person(first)
        return self._we(first) if first.low == "our" else []

    def _possessed(self, chunk: Chunk, loose: bool) -> list[Actor]:
        """Its forces; and, where loose, their positions."""
        if chunk.head.low in _RELATIONAL or not (loose or chunk.head.low in _ACTS):
            return []
        factor = 1.0 if chunk.head.low in _ACTS else _POSSESSED
        return [replace(a, weight=a.weight * factor) for a in self.possessor(chunk)]

    def description(self, chunk: Chunk, loose: bool) -> list[Actor]:
        """The two countries, the regime, the alliance: whoever was spoken of and fits."""
        words = [word.low for word in chunk.words]
        head = words[-1]
        found = self.several(chunk)
        if found:
            return found
        if words[0] in _THESE and head in self.memory.holders:
            return [Actor(self.memory.holders[head], FAR_REFERENCE, "reference")]
        if words[0] in ("these", "such", "those") and head in _DEEDS and self.memory.last_source:
            return [Actor(self.memory.last_source, TOPIC, "reference")]
        if words[0] not in _THESE or not (len(words) == 2 or words[1:] in _FORCES):
            return self._possessed(chunk, loose)
        named = self._known_by_noun(chunk, head)
        return named or self._spoken_of(chunk, head)

    def several(self, chunk: Chunk) -> list[Actor]:
        """The two countries, the three juntas, the two Koreas."""
        words = [word for part in chunk.words for word in part.low.split()]
        number = next((_NUMBERS[word] for word in words if word in _NUMBERS), 0)
        if words[-1] == "koreas":
            koreas = [self.known.get("PRK"), self.known.get("KOR")]
            return [Actor(entity, 1.0, "head") for entity in koreas if entity]
        if words[-1] not in _PAIR_NOUNS or number < 2:
            return []
        if number > 2:
            leading = self.memory.leading if len(self.memory.leading) == number else []
            several = self.memory.several(number) or leading
            return [Actor(self.party(e), FAR_REFERENCE, "reference") for e in several]
        here = [self.party(m.entity) for m in self._before(chunk.start)]
        pair = list(dict.fromkeys(e for e in here if e.kind in ("country", "group")))
        if words[-1] in ("sides", "parties", "armies", "foes") and self.memory.foes:
            pair = list(self.memory.foes)
        pair = pair if len(pair) >= 2 else self.memory.several(2) or self.memory.pair
        return [Actor(self.party(entity), REFERENCE, "reference") for entity in pair[:2]]

    def _known_by_noun(self, chunk: Chunk, head: str) -> list[Actor]:
        """The North, the island, the Council, the administration: one of a few."""
        seen = self.memory.seen
        if head in ("north", "south") and ("PRK" in seen or "KOR" in seen):
            entity = self.known.get("PRK" if head == "north" else "KOR")
        elif head == "island":
            here = [m.entity for m in self._before(chunk.start) if m.entity.id in _ISLANDS]
            islands = [e for e in reversed(seen.values()) if e.id in _ISLANDS]
            entity = next(iter([*here[-1:], *islands]), None)
        elif head == "council":
            bodies = [id for id in ("UN", "EU") if id in self.memory.named]
            entity = self.known.get(bodies[0]) if len(bodies) == 1 else None
        elif head == "coalition":
            attackers = self.memory.foes[:1]
            entity = self.memory.labels.get(head) or next(iter(attackers), None)
        else:
            entity = seen.get("USA") if head == "administration" else None
        return [Actor(entity, REFERENCE, "reference")] if entity else []

    def _spoken_of(self, chunk: Chunk, head: str) -> list[Actor]:
        """The regime, the group, the bloc: whoever was named last, if of that kind."""
        kind = next((kind for nouns, kind in _KINDS_BY_NOUN if head in nouns), "")
        labelled = self.memory.labels.get(head) if kind == "country" else None
        if labelled:
            return [Actor(labelled, FAR_REFERENCE, "reference")]
        here = [self.party(m.entity) for m in self._before(chunk.start)]
        named = [*reversed(here), *self.memory.leading]
        if kind == "group":
            named = [e for e in [*named, *reversed(self.memory.seen.values())] if e.kind == kind]
        for entity in named[:1]:
            if entity.kind == kind:
                return [Actor(entity, FAR_REFERENCE, "reference")]
        if kind != "country":
            return []
        topics = [self.known.get(id) for id in self.memory.topics]
        states = [entity for entity in topics if entity and entity.kind == "country"]
        return [Actor(entity, TOPIC, "topic") for entity in states[:1]]

    def unnamed(self, chunk: Chunk) -> list[Actor]:
        """The rebels: the group last spoken of; else a group known by that word alone."""
        if chunk.words[0].low in ("the", "these", "those") and len(chunk.words) == 2:
            seen = [*self.memory.seen.values(), *(m.entity for m in self._before(chunk.start))]
            labelled = self.memory.labels.get(chunk.head.low)
            for entity in [labelled, *reversed(seen)]:
                if entity and entity.kind == "group" and entity.id not in _STATE_FORCES:
                    return [Actor(entity, FAR_REFERENCE, "reference")]
        words = [word.low for word in chunk.words if word.tag in "NJ"]
        word = (
            " ".join(words[-2:])
            if words[-1] in ("groups", "group", "factions", "forces")
            else words[-1]
        )
        return [Actor(Entity(f"~{word}", word, "group"), _UNNAMED_WEIGHT, "unnamed")]
