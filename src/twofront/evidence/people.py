"""The people and bodies of one report: full names, short forms, roles and acronyms."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from .described import (
    PORTFOLIOS,
    beside_name,
    described_from,
    label_of,
    looks_personal,
    marks_fit,
    marks_of,
    role_fits,
    roles_and_marks,
)
from .gazetteer import Entity
from .lexicon import (
    BODY,
    DOCUMENT,
    FEMALE,
    GENITIVE,
    GROUP,
    MALE,
    NAME,
    OUTLET,
    PLACE,
    POSSESSIVE,
    ROLE,
    ROLES,
    TITLE,
    classes_of,
)
from .names import gender_by_given_name, gender_of, is_suffix, name_of, name_run, name_span, spelt
from .phrases import Phrase
from .tokens import Tokens

Number = Literal["one", "many", "body"]

NAMED: Final = 0.95
BY_ROLE: Final = 0.85
LABELLED: Final = 0.9
SAME_TOPIC: Final = 0.65
# Bounds that only a hostile report reaches: people of one name, people with roles.
_ALIKE, _ROLES_KEPT = 40, 300


@dataclass(slots=True)
class Person:
    """Someone whom the report names.

    Attributes:
        name: The fullest form given, part by part.
        gender: `male`, `female` or None.
        roles: Offices and occupations, lower case, singular.
        marks: What else describes them: states and bodies by the gazetteer's id, other words.
        heard: When the report last spoke of them, counted in mentions.
        sure: Whether anything shows that it is a person and not, say, a town.
    """

    name: tuple[str, ...]
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    heard: int = -1
    sure: bool = False

    @property
    def full(self) -> str:
        """The name as one string."""
        return " ".join(self.name)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a phrase stands for.

    Attributes:
        name: As the ledger gives it.
        confidence: How sure that is, from 0 to 1.
        number: One person, many people, or a body that speaks as one.
        gender: `male`, `female` or None.
        person: The person, where the report names them.
        roles: Offices by which the report calls them.
        outlet: Whether it is a newspaper, agency or broadcaster.
    """

    name: str
    confidence: float
    number: Number = "one"
    gender: str | None = None
    person: Person | None = None
    roles: frozenset[str] = frozenset()
    outlet: bool = False


@dataclass(slots=True)
class People:
    """What one report tells of its people, filled as it is read."""

    on: date | None = None
    persons: dict[tuple[str, ...], Person] = field(default_factory=dict)
    by_part: dict[str, list[Person]] = field(default_factory=dict)
    with_roles: dict[tuple[str, ...], Person] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    introduced: dict[str, Speaker] = field(default_factory=dict)
    clock: int = 0

    def learn(self, tokens: Tokens) -> None:
        """Take in the names, roles and acronyms of one sentence."""
        at, count = 0, len(tokens)
        while at < count:
            if not tokens[at].bits & NAME:
                at += 1
                continue
            run = max(1, name_run(tokens, at))
            end = at + run
            if end + 2 < count and tokens[end].text == "(" and tokens[end + 2].text == ")":
                self._learn_acronym(tokens, at, end)
            self._learn_person(tokens, at, end - 1)
            at = end

    def _learn_acronym(self, tokens: Tokens, first: int, end: int) -> None:
        """Learn “Tigray People's Liberation Front (TPLF)”."""
        short = tokens[end + 1].text
        if not (short.isupper() and 2 <= len(short) <= 7):
            return
        start = first
        for _ in range(4):  # “Office of the High Representative”
            initials = "".join(t.text[0] for t in tokens[start:end] if t.text[0].isupper())
            if initials.endswith(short):
                break
            if start < 2 or tokens[start - 1].low not in ("of", "for", "the", "and"):
                return
            start -= 1
        else:
            return
        letters = len(short)
        place = end
        while letters and place > start:
            place -= 1
            letters -= tokens[place].text[0].isupper()
        self.acronyms.setdefault(short, " ".join(t.text for t in tokens[place:end]))

    def _learn_person(self, tokens: Tokens, first: int, last: int) -> None:
        span = name_span(tokens, first, last)
        if span is None:
            return
        start, end = span
        described = described_from(tokens, start)
        beside = beside_name(tokens, described, end)
        roles, marks = roles_and_marks(tokens, described, start, beside)
        if start == end and not (roles and beside):
            return
        name = spelt(tokens, start, end)
        if len(name) > 1 and is_suffix(name[-1]):
            key = tuple(part.lower() for part in name[:-1])
        else:
            key = tuple(part.lower() for part in name)
        person = self.persons.get(key)
        if person is None:
            if start == end and self.by_part.get(key[0]):
                return
            person = self.persons[key] = Person(name)
            for part in {key[0], key[-1]}:
                self.by_part.setdefault(part, []).append(person)
            mention = tokens[end].mention
            entity = mention.entity if mention else None
            if entity and entity.kind == "person":
                self._take_offices(person, entity)
        person.gender = person.gender or gender_of(tokens, described, end)
        person.gender = person.gender or gender_by_given_name(key[0])
        person.roles |= roles
        person.marks |= marks
        person.sure = (
            person.sure or bool(person.gender or roles) or looks_personal(tokens, start, end)
        )
        if person.roles and len(self.with_roles) < _ROLES_KEPT:
            self.with_roles[key] = person

    def _take_offices(self, person: Person, entity: Entity) -> None:
        """Add what the gazetteer knows: office, state and gender."""
        person.gender = entity.gender
        if entity.country:
            person.marks.add(entity.country)
        if self.on is None or entity.held(self.on.year) == 0:
            for office in entity.offices:
                words = office.split()
                person.roles.update(word for word in words if classes_of(word) & (ROLE | TITLE))
                person.marks.update(words)

    def speaks(self, person: Person) -> None:
        """Note that somebody speaks, and so is a person."""
        person.sure = True

    def mention(self, person: Person) -> None:
        """Note that the report speaks of a person now."""
        self.clock += 1
        person.heard = self.clock

    def named(self, name: tuple[str, ...]) -> Person | None:
        """Return the person a full or short name stands for, None for an unknown one."""
        low = tuple(part.lower() for part in name)
        if len(low) > 1 and is_suffix(low[-1]):
            low = low[:-1]
        exact = self.persons.get(low)
        if exact:
            return exact
        alike = [p for p in self.by_part.get(low[-1], ())[:_ALIKE] if p.name[-1].lower() == low[-1]]
        if len(low) > 1:
            alike = [p for p in alike if _may_be_short(low, p.name)]
        elif not alike:
            alike = list(self.by_part.get(low[0], ())[:_ALIKE])
        return max(alike, key=lambda p: p.heard, default=None)

    def resolve(self, phrase: Phrase) -> Speaker | None:
        """Say whom a noun phrase, no pronoun, names, by the fullest name the report gives."""
        for part in (phrase, *phrase.others):
            if part.joint or self._is_relation(part):
                continue
            found = self._by_name(part)
            if found:
                return found
        if phrase.joint:
            return Speaker(label_of(phrase), LABELLED, "many")
        found = self._by_role(phrase)
        return found or self._labelled(phrase)

    def _is_relation(self, phrase: Phrase) -> bool:
        """Whether a phrase is somebody's somebody: “Jeffrey's mum” is not Jeffrey."""
        return bool(phrase.tokens[phrase.head].bits & GENITIVE)

    def _by_name(self, phrase: Phrase) -> Speaker | None:
        span = name_of(phrase)
        if span is None:
            return None
        tokens = phrase.tokens
        name = spelt(tokens, *span)
        person = self.named(name)
        gender = gender_of(tokens, phrase.first, span[1])
        if person:
            person.gender = person.gender or gender
            return Speaker(
                person.full, NAMED, "one", person.gender, person, frozenset(person.roles)
            )
        mention = tokens[span[1]].mention
        if mention and mention.entity.kind == "person":
            entity = mention.entity
            return Speaker(entity.name, NAMED, "one", entity.gender)
        titled = span[0] > phrase.first and bool(tokens[span[0] - 1].bits & (TITLE | ROLE))
        if len(name) > 1 or titled or phrase.others:
            gender = gender or gender_by_given_name(name[0].lower())
            return Speaker(" ".join(name), NAMED, "one", gender)
        return None

    def _by_role(self, phrase: Phrase) -> Speaker | None:
        """Find the person a role names: “the Nato chief” for a Nato secretary general."""
        tokens, head = phrase.tokens, phrase.tokens[phrase.head]
        first = tokens[phrase.first]
        if not head.bits & ROLE or head.bits & ROLES:
            return None
        if first.bits & POSSESSIVE or first.low in ("a", "an", "one", "another", "some", "no"):
            return None
        wanted = marks_of(tokens, phrase.first, phrase.head)
        wanted |= marks_of(tokens, phrase.head + 1, phrase.last + 1)
        fitting = [
            person
            for person in self.with_roles.values()
            if role_fits(head.low, person.roles) and marks_fit(wanted, person.marks)
        ]
        introduced = self.introduced.get(head.low)
        heard = [person for person in fitting if person.heard >= 0]
        if not heard:  # a name still to come must have the very office
            fitting = [person for person in fitting if head.low in person.roles]
        if introduced and not heard and not wanted & PORTFOLIOS and (not fitting or not wanted):
            return introduced
        if heard:
            found = max(heard, key=lambda person: person.heard)
        elif len(fitting) == 1:
            found = fitting[0]
        else:
            return None
        confidence = BY_ROLE if wanted or len(fitting) == 1 else 0.75
        return Speaker(found.full, confidence, "one", found.gender, found, frozenset(found.roles))

    def _labelled(self, phrase: Phrase) -> Speaker | None:
        tokens, head = phrase.tokens, phrase.tokens[phrase.head]
        label = label_of(phrase)
        if not label:
            return None
        label = self.acronyms.get(label, label)
        bits = head.bits
        outlet = bool(bits & OUTLET)
        known = head.mention.entity if head.mention else None
        if bits & (BODY | GROUP | PLACE | OUTLET) or (bits & NAME and not bits & ROLE):
            many = bool(known and head.mention and head.mention.kind == "people")
            return Speaker(label, LABELLED, "many" if many else "body", outlet=outlet)
        if bits & ROLES and not bits & ROLE:
            return Speaker(label, LABELLED, "many", roles=frozenset((head.low,)))
        if bits & DOCUMENT:
            return Speaker(label, 0.8, "body")
        plural = head.low.endswith("s") and not bits & ROLE
        gender = "male" if bits & MALE else "female" if bits & FEMALE else None
        confidence = LABELLED if bits & ROLE else 0.75
        if len(label.split()) == 1 and tokens[phrase.first].low == "the" and not bits & ROLE:
            confidence = 0.6
        speaker = Speaker(
            label,
            confidence,
            "many" if plural else "one",
            gender,
            roles=frozenset((head.low,)),
        )
        if not plural and tokens[phrase.first].low in ("a", "an", "one", "another"):
            self.introduced[head.low] = speaker
        return speaker


def _may_be_short(low: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether two names with one surname may be one person's: initials and middle names aside."""
    given, known = low[0].rstrip("."), name[0].lower().rstrip(".")
    if given == known or (len(given) == 1 and known.startswith(given)):
        return True
    return (len(known) == 1 and given.startswith(known)) or given in {p.lower() for p in name}
