"""Whom a noun group stands for: a state, body or group; by name, by its people, by reference."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from .gazetteer import Entity
from .relations_chunks import Chunk
from .relations_lexicon import classes, noun_frames
from .relations_memory import can_act
from .relations_references import FAR_REFERENCE, Actor, References
from .relations_words import Word

_ACTS: Final = classes()["acts"]
_RELATIONAL: Final = classes()["relational"]
_UNNAMED: Final = classes()["unnamed group"]
_GROUPS: Final = classes()["group with a home"]
_ARMED_HEADS: Final = frozenset(("groups", "group", "factions", "faction", "forces"))
_ARMED: Final = classes()["armed"]
_THERE: Final = re.compile(r"\b(?:in|near|at|outside|around|over)\s$")
_WEAK: Final = classes()["weak region"]
_WEAK_WEIGHT = 0.6
_PAIRS: Final = classes()["pair"]
_ORGANISATIONS: Final = classes()["organisation"]
HEAD, AGENT, PART, PLACE = 1.0, 0.98, 0.85, 0.85
_UNLISTED = 0.8
_NO_ACTOR: Final = frozenset(("outlet",))
_LOCATING: Final = classes()["locating"]
_LINKING: Final = frozenset(("of", "from", "in", "within", "inside"))


def _is_group(word: Word) -> bool:
    return word.entity is not None and word.entity.kind == "group"


def named_inside(chunk: Chunk) -> list[Word]:
    """Return the names in a noun group that may say whose it is: Russian, US-led."""
    return [
        word
        for word in chunk.words
        if word.entity is not None and (word.tag in "EA" or word.compound == "led")
    ]


class Sentence(References):
    """One sentence, asked whom its noun groups stand for."""

    def actors(self, group: Sequence[int], *, loose: bool = False) -> list[Actor]:
        """Return whom the noun groups stand for, each once.

        Args:
            group: Indices of noun groups.
            loose: Whether what belongs to or lies in a state stands for it, as a victim does.
        """
        found: dict[str, Actor] = {}
        for at in group:
            for actor in self._of_chunk(at, loose):
                known = found.get(actor.entity.id)
                if known is None or actor.weight > known.weight:
                    found[actor.entity.id] = actor
        return list(found.values())

    def owners(self, group: Sequence[int]) -> list[Actor]:
        """Return whose the things are: North Korean soldiers, Iran's drones."""
        found: list[Actor] = []
        for at in group:
            chunk = self.clause.chunks[at]
            inner = named_inside(chunk)
            found += self._modified(chunk, inner, True) if inner else self.possessor(chunk)
        return found

    def about(self, at: int, other_than: Sequence[Actor]) -> list[Actor]:
        """Return whom a sentence, or else the report, is about, besides those given."""
        if not other_than:
            return []
        ids = {actor.entity.id for actor in other_than}
        after = self.clause.chunks[at].end
        behind = [m for m in self.mentions if m.start >= after]
        acting = self._acting()
        before = [m for m in reversed(self.mentions) if m.start < after and m.end not in acting]
        named = [self.party(m.entity) for m in [*behind, *before] if m.kind != "adjective"]
        topics = [self.known.get(id) for id in self.memory.topics]
        for entity in [*named, *topics]:
            if entity and entity.id not in ids and entity.kind in ("country", "group"):
                return [Actor(entity, FAR_REFERENCE, "topic")]
        return []

    def _acting(self) -> set[int]:
        """Return where the subjects of the sentence's verbs end."""
        clause = self.clause
        subjects = (clause.subject(at) for at in range(len(clause.chunks)) if clause.finite(at))
        return {clause.chunks[k].end for group in subjects for k in group}

    def place_after(self, at: int, other_than: Sequence[Actor]) -> list[Actor]:
        """Return whose place a sentence names behind a chunk, besides those given."""
        ids = {actor.entity.id for actor in other_than}
        after = self.clause.chunks[at].end
        for mention in self.mentions:
            entity = self.party(mention.entity)
            there = mention.entity.kind == "place" or (
                mention.kind == "seat" and bool(_THERE.search(self.text[: mention.start][-12:]))
            )
            if mention.start >= after and entity.id not in ids and there:
                return [Actor(entity, FAR_REFERENCE, "place")]
        return []

    def named_after(self, at: int, other_than: Sequence[Actor]) -> list[Actor]:
        """Return whom a sentence names next behind a chunk, besides those given."""
        ids = {actor.entity.id for actor in other_than}
        after = self.clause.chunks[at].end
        for mention in self.mentions:
            entity = self.party(mention.entity)
            if mention.start >= after and entity.id not in ids and can_act(mention.entity):
                return [Actor(entity, FAR_REFERENCE, "near")]
        return []

    def is_attack(self, at: int) -> bool:
        """Whether the head of a noun group is an act of attack."""
        frames = noun_frames().get(self.clause.chunks[at].head.low, ())
        return any(frame.type == "attack" for frame in frames)

    def near(self, at: int, words: Sequence[str], reach: int = 30) -> bool:
        """Whether one of the words stands within `reach` characters around a chunk."""
        chunk = self.clause.chunks[at]
        stretch = self.text[max(0, chunk.start - reach) : chunk.end + reach].lower()
        return any(word in stretch for word in words)

    def priced(self, group: Sequence[int]) -> bool:
        """Whether a noun group is a sum of money."""
        first, last = self.clause.chunks[group[0]], self.clause.chunks[group[-1]]
        return any(c in self.text[max(0, first.start - 3) : last.end] for c in "$€£¥")

    def in_return(self, verb: int) -> int | None:
        """Return the noun group behind “in return for” or “in exchange for”, or None."""
        clause = self.clause
        for at in range(verb + 1, len(clause.chunks) - 2):
            if clause.kind(at) in (";", "."):
                return None
            if clause.chunks[at].lemma in ("return", "exchange") and clause.kind(at + 1) == "P":
                for behind in range(at + 2, min(at + 8, len(clause.chunks))):
                    if clause.kind(behind) == "N" and clause.chunks[behind].lemma != "example":
                        return behind
        return None

    def _of_chunk(self, at: int, loose: bool) -> list[Actor]:
        chunk = self.clause.chunks[at]
        head = chunk.head
        if head.tag in "EA" and head.entity is not None:
            if len(chunk.words) > 1 and head.low.split()[-1] in _PAIRS:
                several = self.several(chunk)  # the two Arab states
                if several:
                    return several
            return self._nationality(chunk) or self._named(head, loose)
        if head.tag == "O" or (head.low in ("all", "both") and len(chunk.words) == 1):
            return self.pronoun(head)
        inner = named_inside(chunk)
        if head.low in _RELATIONAL and inner:
            return self._counterpart(at, inner[-1])
        if head.low in _GROUPS and inner and not any(map(_is_group, inner)):
            homed = self._group_of(chunk, inner[-1])
            if homed or head.low != "group":
                return homed
        owned = chunk.words[0].low in ("its", "their", "his")
        armed = head.low in _ARMED_HEADS and any(w.low in _ARMED for w in chunk.words)
        if (head.low in _UNNAMED or armed) and not owned and not any(map(_is_group, inner)):
            return self.unnamed(chunk)
        if inner:
            return self._modified(chunk, inner, loose)
        named = self._named_aside(at)
        if named:
            return named
        if self.clause.word_before(chunk) == "whose" and head.low in _ACTS:
            return self.actors(self.clause.antecedent(at - 1))
        if head.low in _ACTS and self.clause.word_after(at) == "of":
            return self._attributed(at, head, loose)
        reference = self.description(chunk, loose)
        if reference:
            place = self._attributed(at, head, True) if loose and head.low not in _ACTS else []
            return [*reference, *place]  # their base in Marib
        found = self._attributed(at, head, loose) or self._examples(at)
        return found or (self._apposed(at) if loose else [])

    def _nationality(self, chunk: Chunk) -> list[Actor]:
        """Serbian President Slobodan Milosevic: the state that the text gives a person."""
        head = chunk.head.entity
        if head is None or head.kind != "person":
            return []
        states = [w.entity for w in chunk.words[:-1] if w.tag == "A" and w.entity is not None]
        return [Actor(entity, HEAD, "head") for entity in states[-1:] if entity.kind == "country"]

    def _group_of(self, chunk: Chunk, word: Word) -> list[Actor]:
        """Lebanon's militant group: one that was named and is at home there."""
        assert word.entity is not None
        seen = [*self.memory.seen.values(), *(m.entity for m in self._before(chunk.start))]
        for entity in reversed(seen):
            if entity.kind == "group" and entity.country == word.entity.id:
                return [Actor(entity, FAR_REFERENCE, "reference")]
        return []

    def _examples(self, at: int) -> list[Actor]:
        """Proxies such as the Houthis; partners in the region, including Israel."""
        clause = self.clause
        while (clause.kind(at + 1), clause.kind(at + 2)) == ("P", "N"):
            if clause.chunks[at + 1].lemma == "including":
                return self.actors(clause.group_right(at + 2))
            at += 2
        if clause.kind(at + 1) == "," and clause.word_after(at + 1) == "including":
            return self.actors(clause.group_right(at + 3)) if clause.kind(at + 3) == "N" else []
        return []

    def _apposed(self, at: int) -> list[Actor]:
        """Sputnik Bank, a Russian bank: what an aside says of it."""
        clause = self.clause
        if clause.kind(at + 1) != "," or clause.kind(at + 2) != "N":
            return []
        aside = clause.chunks[at + 2]
        inner = named_inside(aside)
        first = aside.words[0]
        opens = first.low in ("a", "an", "the") or first.entity is not None
        if not opens or not inner or aside.head.tag == "E":
            return []
        return self._modified(aside, inner, True)

    def unlisted(self, group: Sequence[int], *, bodies: bool = False) -> list[Actor]:
        """Return whom the gazetteer does not know, by capital letters; bodies alone on request."""
        found = []
        for at in group:
            words = [w for w in self.clause.chunks[at].words if w.capital and w.entity is None]
            known = bool(words) and words[-1] is self.clause.chunks[at].head
            known = known and (len(words) > 1 or words[-1].low not in _ORGANISATIONS | _ACTS)
            if known and (not bodies or words[-1].low in _ORGANISATIONS):
                name = self.text[words[0].start : words[-1].end]
                found.append(Actor(Entity(f"~{name}", name, "group"), _UNLISTED, "unlisted"))
        return found

    def _counterpart(self, at: int, word: Word) -> list[Actor]:
        """His Angolan counterpart is Angola's; Angola's ally may be anyone, if no name follows."""
        assert word.entity is not None
        if word.tag == "A":
            weak = word.entity.id in _WEAK
            return [Actor(self.party(word.entity), _WEAK_WEIGHT if weak else AGENT, "agent")]
        return self._named_aside(at)

    def _named_aside(self, at: int) -> list[Actor]:
        """The minister, Ana Ruiz, …: the person whom an aside names."""
        clause = self.clause
        before_aside = at
        while clause.kind(at + 1) == "P" and clause.kind(at + 2) == "N":
            at += 2
        if clause.kind(at + 1) != "," or clause.kind(at + 2) != "N":
            return []
        head, before = clause.chunks[at + 2].head, clause.chunks[before_aside].head
        person = head.entity is not None and head.entity.kind == "person"
        if not person or before.tag != "N" or clause.kind(at + 3) not in (",", ".", "R", ""):
            return []
        return self._named(head, False)

    def _named(self, word: Word, loose: bool) -> list[Actor]:
        assert word.entity is not None
        entity = self.party(word.entity)
        ethnic = word.mention == "people" and self.text[: word.start].endswith("ethnic ")
        if entity.kind in _NO_ACTOR or ethnic:
            return []
        if word.entity.kind == "place":
            return [Actor(entity, PLACE, "place")] if loose else []
        return [Actor(entity, HEAD, "head")]

    def _modified(self, chunk: Chunk, inner: list[Word], loose: bool) -> list[Actor]:
        """Russian troops, Iran's government; and, where loose, Russian oil."""
        titled = chunk.head.capital and any(w.low in _ACTS for w in chunk.words[:-1])
        acts = chunk.head.low in _ACTS or titled  # Chinese Vice Premier Liu He
        if not (acts or loose):
            return []
        last = inner[-1]
        assert last.entity is not None
        entity = self.party(last.entity)
        if entity.kind in _NO_ACTOR or (last.entity.kind == "place" and not loose):
            return []
        weight, how = (AGENT, "agent") if acts else (PART, "part")
        if last.tag == "A" and entity.id in _WEAK:  # Arab leaders are not all Arab states
            weight = _WEAK_WEIGHT
        return [Actor(entity, weight, how)]

    def _attributed(self, at: int, head: Word, loose: bool) -> list[Actor]:
        """The government of Syria; and, where loose, a refinery in Syria."""
        acts = head.low in _ACTS
        if not (acts or loose):
            return []
        for preposition, group in self.clause.attributes(at + 1):
            if preposition not in (_LOCATING if loose else _LINKING):
                return []
            named = [
                actor
                for k in group
                if self.clause.chunks[k].head.tag in "EA"
                or (loose and named_inside(self.clause.chunks[k]))
                or self.clause.chunks[k].head.low in _PAIRS
                for actor in self._of_chunk(k, loose)
            ]
            if named:
                weight, how = (AGENT, "agent") if acts else (PLACE, "place")
                return [replace(actor, weight=weight, how=how) for actor in named]
        return []
