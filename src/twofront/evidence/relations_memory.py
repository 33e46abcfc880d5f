"""What a report has spoken of so far: whom it, they, he and the two countries can mean."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .gazetteer import Entity, Gazetteer, Mention
from .ledger import RelationType
from .relations_lexicon import classes

_PERSONS_KEPT = 30
_BYLINE: Final = re.compile(
    r"\s*(?:,|\n|$)\s*(?:the\s+|U\.?S\.?\s+)?(?:Acting\s+)?"
    r"(?:Secretary|President|Prime Minister|Foreign|Minister|Chancellor|Spokes|Deputy"
    r"|High Representative|Department|Ambassador)"
)
_OPENING = 300
_JOINT: Final = re.compile(r",?\s+(?:and\s+)?(?:the\s+)?")
_NEXT_WORD: Final = re.compile(r"\s+([a-z]+)")
_FORCES: Final = re.compile(
    r"(?:['’]s)?\s+(?:\w+\s+)?(army|military|government|junta|navy|regime)\b"
)
_LED: Final = re.compile(r"[-‑]led\b")
_GROUP_WORDS: Final = classes()["unnamed group"] | classes()["group noun"]
_ISSUED: Final = re.compile(
    r"\s*(?:joint\s+)?(?:statement|communiqu\w+|declaration)\s+(?:by|of|from)\b[^\n]*|\s*We,\s[^.\n]*",
    re.IGNORECASE,
)
_STRANGER: Final = re.compile(
    r"\b(?:President|Minister|Secretary|General|Colonel|Ambassador|Senator|Governor|Mr|Mrs|Ms|Dr"
    r"|Chancellor|King|Commander|Admiral|spokes\w+|analyst|professor|expert|director|commander"
    r"|minister|official|leader)\.?,?\s+[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)?"
)


def plural_of(mentions: Sequence[Mention], text: str, known: Gazetteer) -> list[Entity]:
    """Return whom “they” can mean: two names joined by “and”, a people, a group; the first such."""
    for mention, following in pairwise(mentions):
        if mention.kind == "seat" or following.kind == "seat":
            continue
        if text[mention.end : following.start] in (" and ", " and the "):
            return [known.stands_for(mention.entity), known.stands_for(following.entity)]
    for mention in mentions:
        if mention.kind == "people" or mention.entity.kind == "group":
            return [known.stands_for(mention.entity)]
    return []


@dataclass(slots=True)
class Memory:
    """What a report has spoken of so far, for the words that refer back."""

    leading: list[Entity] = field(default_factory=list)
    pair: list[Entity] = field(default_factory=list)
    lists: list[list[Entity]] = field(default_factory=list)
    plural: list[Entity] = field(default_factory=list)
    persons: list[Entity | None] = field(default_factory=list)
    seen: dict[str, Entity] = field(default_factory=dict)
    speakers: tuple[Entity, ...] = ()
    named: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()
    holders: dict[str, Entity] = field(default_factory=dict)
    labels: dict[str, Entity] = field(default_factory=dict)
    last_source: Entity | None = None
    first_target: dict[str, Entity] = field(default_factory=dict)
    foes: tuple[Entity, ...] = ()
    last: tuple[RelationType, Entity, Entity] | None = None

    def party(self, entity: Entity, known: Gazetteer) -> Entity:
        """Return the state, body or group an entity acts for."""
        found = known.stands_for(entity)
        unnamed = found.kind == "group" and found.id not in self.named
        return entity if entity.kind == "person" and unnamed else found

    def take(
        self, mentions: Sequence[Mention], text: str, start: int, end: int, known: Gazetteer
    ) -> None:
        """Take in the names of the sentence `text[start:end]` once it has been read."""
        actors: list[Entity] = []
        for mention in mentions:
            entity = self.party(mention.entity, known)
            self.seen[entity.id] = entity
            if mention.entity.kind == "person":
                self.persons.append(mention.entity)
            self._label(mention, entity, text)
            if can_act(mention.entity) and entity not in actors and mention.kind != "adjective":
                actors.append(entity)
        last = max((m.end for m in mentions if m.entity.kind == "person"), default=start)
        if _STRANGER.search(text, last, end):
            self.persons.append(None)  # “he” may be someone the gazetteer does not know
        self.persons = self.persons[-_PERSONS_KEPT:]
        if actors:
            self.leading = actors
            acting = [m for m in mentions if can_act(m.entity) and m.kind != "adjective"]
            self.plural = plural_of(acting, text, known)
            listed = lists_of(acting, text)
            self.lists = listed or self.lists
        if len(actors) >= 2:
            self.pair = actors[:2]

    def _label(self, mention: Mention, entity: Entity, text: str) -> None:
        """Remember that the militants are the Islamic State, the coalition Saudi Arabia's."""
        if mention.entity.kind == "group":
            words = [*text[mention.start : mention.end].split(), *_next_words(text, mention.end)]
            self.labels.update((w.lower(), entity) for w in words if w.lower() in _GROUP_WORDS)
        elif _LED.match(text, mention.end):
            self.labels["coalition"] = entity
        forces = _FORCES.match(text, mention.end)
        if forces:
            self.labels.setdefault(forces[1], entity)

    def several(self, number: int) -> list[Entity]:
        """Return the parties last named together, if they are so many."""
        return next((found for found in reversed(self.lists) if len(found) == number), [])

    def told(
        self, type: RelationType, source: Entity | None, target: Entity | None, item: str
    ) -> None:
        """Take in a relation, for “the attack”, “these transfers” and “the weapons” to come."""
        if source is not None:
            self.last_source = source
        if source is not None and target is not None:
            self.last = (type, source, target)
        if type == "attack" and source is not None and target is not None and not self.foes:
            self.foes = (source, target)
        if target is not None:
            self.first_target.setdefault(type, target)
            if type == "transfer" and item:
                self.holders[item.split()[-1].lower()] = target


def lists_of(mentions: Sequence[Mention], text: str) -> list[list[Entity]]:
    """Return the names that stand in a row: “Mali, Burkina Faso and Niger”."""
    rows: list[list[Entity]] = []
    end = -1
    for mention in mentions:
        if end >= 0 and _JOINT.fullmatch(text, end, mention.start):
            rows[-1].append(mention.entity)
        else:
            rows.append([mention.entity])
        end = mention.end
    return [row for row in rows if len(row) > 1]


def _next_words(text: str, end: int) -> list[str]:
    match = _NEXT_WORD.match(text, end)
    return [match[1]] if match else []


def can_act(entity: Entity) -> bool:
    """Whether an entity can be a party by itself: a place or an outlet cannot."""
    return entity.kind not in ("outlet", "place")


def start(text: str, mentions: Sequence[Mention], known: Gazetteer) -> Memory:
    """Return the memory to read a report with: whom it names, what it is about, who speaks."""
    memory = Memory()
    memory.named = frozenset(m.entity.id for m in mentions if m.entity.kind != "person")
    counts = Counter(
        entity.id
        for entity in (known.stands_for(m.entity) for m in mentions)
        if entity.kind in ("country", "group")
    )
    memory.topics = tuple(id for id, _ in counts.most_common(3))
    for mention in mentions[:3]:
        if mention.start > _OPENING:
            break
        if mention.entity.kind == "person" and _BYLINE.match(text, mention.end):
            memory.speakers = (known.stands_for(mention.entity),)
            break
    issued = _ISSUED.search(text[:_OPENING])
    if issued and not memory.speakers:
        inside = [m.entity for m in mentions if issued.start() <= m.start < issued.end()]
        states = [known.stands_for(entity) for entity in inside]
        memory.speakers = tuple(dict.fromkeys(e for e in states if can_act(e)))
    return memory
