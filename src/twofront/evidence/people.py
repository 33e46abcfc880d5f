"""The people and bodies of one report: full names, short forms, roles, and who "he" is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .grammar import Phrase, Token
from .words import (
    COLLECTIVES,
    DETERMINERS,
    FEMALE_TITLES,
    LEADERS,
    LINKING,
    MALE_TITLES,
    ORGANISATION_WORDS,
    PARTICLES,
    PLACES,
    ROLES,
    TITLES,
)

NAMED, PRONOUN, ROLE, SAME_TOPIC = 0.95, 0.8, 0.8, 0.65
_MISSPELT = 0.85
# Bounds that only a hostile report reaches: people of one name, people with roles.
_ALIKE, _ROLES_KEPT = 50, 500


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in full: the name's tokens, and where the report first does so."""

    name: tuple[str, ...]
    roles: frozenset[str]
    modifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a phrase stands for, and how sure that is, from 0 to 1."""

    name: str
    confidence: float
    collective: bool
    gender: str | None = None


@dataclass(slots=True)
class People:
    """What one report tells of its people, filled as it is read."""

    persons: dict[tuple[str, ...], Person] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    introduced: dict[str, str] = field(default_factory=dict)
    by_part: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    with_roles: dict[tuple[str, ...], None] = field(default_factory=dict)

    def learn(self, tokens: Sequence[Token]) -> None:
        """Take in the names, roles and acronyms of one sentence."""
        at = 0
        while at < len(tokens):
            run = _name_run(tokens, at)
            if not run:
                at += 1
                continue
            self._learn_acronym(tokens, at, at + run)
            self._learn_person(tokens, at, at + run)
            at += run

    def _learn_acronym(self, tokens: Sequence[Token], first: int, end: int) -> None:
        if end + 2 < len(tokens) and tokens[end].text == "(" and tokens[end + 2].text == ")":
            short = tokens[end + 1].text
            initials = "".join(t.text[0] for t in tokens[first:end])
            if short.isupper() and 2 <= len(short) <= 7 and initials.upper().endswith(short):
                words = tokens[end - len(short) : end]
                self.acronyms.setdefault(short, " ".join(t.text for t in words))

    def _learn_person(self, tokens: Sequence[Token], first: int, end: int) -> None:
        name = personal_name(tokens[first:end])
        if len(name) < 2:
            return
        described = list(_description(tokens, first, end - len(name))) + list(
            _apposition(tokens, end)
        )
        roles = frozenset(t.low for t in described if t.low in ROLES | LEADERS)
        modifiers = frozenset(t.low for t in described if t.low not in ROLES | TITLES)
        key = tuple(part.lower() for part in name)
        known = self.persons.get(key, Person(name, frozenset(), frozenset()))
        if key not in self.persons:
            for part in {key[0], key[-1]}:
                self.by_part.setdefault(part, []).append(key)
        self.persons[key] = Person(known.name, known.roles | roles, known.modifiers | modifiers)
        if roles and len(self.with_roles) < _ROLES_KEPT:
            self.with_roles[key] = None

    def resolve(self, phrase: Phrase, topic: Speaker | None = None) -> Speaker | None:
        """Say whom a noun phrase names, by the fullest name the report gives.

        Args:
            phrase: The noun phrase, no pronoun.
            topic: Who was quoted just before; “the alliance's leader” may be them.
        """
        name = personal_name(_naming_tokens(phrase))
        gender = _gender(phrase.tokens)
        if name:
            person = self._person(name)
            if person:
                return Speaker(" ".join(person.name), NAMED, False, gender)
            if len(name) > 1 or gender or any(t.low in TITLES for t in phrase.head):
                return Speaker(" ".join(name), NAMED, False, gender)
        return self._by_role(phrase) or self._same_topic(phrase, topic) or self._body(phrase)

    def _person(self, name: tuple[str, ...]) -> Person | None:
        low = tuple(part.lower() for part in name)
        surname = [key for key in self.by_part.get(low[-1], ())[:_ALIKE] if key[-1] == low[-1]]
        if len(low) > 1:
            fitting = [key for key in surname if key[0] == low[0]]
            found = max(fitting, key=len, default=None)
        else:
            given = [key for key in self.by_part.get(low[0], ())[:_ALIKE] if key[0] == low[0]]
            found = next(iter([*surname, *given]), None)
        return self.persons[found] if found else None

    def _by_role(self, phrase: Phrase) -> Speaker | None:
        """Find the person whom a role names: “the Nato chief” for a Nato secretary general."""
        head = phrase.head
        if not head or head[-1].low not in ROLES or phrase.tokens[0].low in ("a", "an", "another"):
            return None
        role = head[-1].low
        modifiers = {
            t.low for t in phrase.tokens if t.low not in ROLES | TITLES | DETERMINERS | LINKING
        }
        for person in (self.persons[key] for key in self.with_roles):
            same_role = role in person.roles or (
                role in LEADERS and bool(person.roles & (LEADERS | {"general"}))
            )
            if same_role and modifiers and _overlap(modifiers, person.modifiers):
                return Speaker(" ".join(person.name), ROLE, False)
        introduced = self.introduced.get(role)
        if introduced and not modifiers:
            return Speaker(introduced, ROLE, role in COLLECTIVES)
        return None

    def _body(self, phrase: Phrase) -> Speaker | None:
        kept = [t for t in phrase.tokens if not (t is phrase.tokens[0] and t.low in DETERMINERS)]
        if not kept:
            return None
        head = phrase.head
        label = " ".join(t.text for t in kept)
        label = self.acronyms.get(label, label).removesuffix("'s").removesuffix("’s")
        role = head[-1].low in ROLES or (head[-1].text.islower() and head[-1].low[-1:] != "s")
        singular = role and head[-1].low not in COLLECTIVES
        if singular and phrase.tokens[0].low in ("a", "an", "another"):
            self.introduced[head[-1].low] = label
        # A bare "the minister" of whom the report has not spoken names nobody.
        if singular and len(kept) == 1 and phrase.tokens[0].low == "the":
            return None
        return Speaker(label, NAMED, not singular)

    def _same_topic(self, phrase: Phrase, topic: Speaker | None) -> Speaker | None:
        """Take “the western leader”, unheard of so far, for whom was quoted just before."""
        leader = phrase.tokens[0].low == "the" and phrase.head and phrase.head[-1].low in LEADERS
        if not leader or topic is None or topic.collective:
            return None
        known = self.persons.get(tuple(part.lower() for part in topic.name.split()))
        modifiers = {t.low for t in phrase.head if t.low not in ROLES | TITLES}
        if known and known.modifiers and modifiers and not _overlap(modifiers, known.modifiers):
            return None
        return Speaker(topic.name, SAME_TOPIC, False)


def _overlap(left: Iterable[str], right: Iterable[str]) -> bool:
    return any(
        a == b or (len(a) > 2 and SequenceMatcher(None, a, b).ratio() >= _MISSPELT)
        for a in left
        for b in right
    )


def _naming_tokens(phrase: Phrase) -> Sequence[Token]:
    """Return the head, or the tail of “Special Representative for Iran Brian Hook”."""
    if personal_name(phrase.head):
        return phrase.head
    linked = [i for i, t in enumerate(phrase.tokens) if t.low in LINKING]
    tail = phrase.tokens[linked[-1] + 1 :] if linked else ()
    return tail if len(tail) > 2 and tail[0].low in PLACES else phrase.head


def _name_run(tokens: Sequence[Token], first: int) -> int:
    """Return how many tokens from `first` are one run of capitalised words."""
    at = first
    while at < len(tokens) and (
        tokens[at].is_name
        or (at > first and tokens[at].low in PARTICLES and _before_name(tokens, at))
    ):
        if at > first and "\u2019s" in tokens[at - 1].text + tokens[at - 1].text.replace(
            "'", "\u2019"
        ):
            break
        at += 1
    return at - first


def _before_name(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].is_name


def personal_name(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the parts of the person's name that ends a run of tokens, or ()."""
    first = len(tokens)
    while first and (tokens[first - 1].is_name or tokens[first - 1].low in PARTICLES):
        if tokens[first - 1].low in TITLES | ROLES:
            break
        first -= 1
    parts = list(tokens[first:])
    while len(parts) > 2 and parts[0].low in PLACES:
        parts.pop(0)
    while parts and not parts[0].is_name:
        parts.pop(0)
    low = [part.low for part in parts]
    if not parts or low[-1] in ORGANISATION_WORDS | PLACES or low[0] in PLACES:
        return ()
    if all(part.text.isupper() and len(part.text) > 1 for part in parts):
        return ()
    return tuple(part.text.removesuffix("'s").removesuffix("’s") for part in parts)


def _description(tokens: Sequence[Token], first: int, name_at: int) -> Iterable[Token]:
    """Return the words before a name that describe the person: “Nato secretary general”."""
    at = name_at
    while at > 0 and name_at - at < 7:
        token = tokens[at - 1]
        if not (token.low in ROLES | TITLES | PLACES or token.is_name):
            break
        at -= 1
    return tokens[at:name_at]


def _apposition(tokens: Sequence[Token], end: int) -> Iterable[Token]:
    """Return the words of “, the Nato chief,” behind a name."""
    if end + 1 >= len(tokens) or tokens[end].text != "," or tokens[end + 1].low in ("who", "and"):
        return ()
    closing = next(
        (i for i in range(end + 1, min(end + 12, len(tokens))) if tokens[i].text in ",."), None
    )
    words = tokens[end + 1 : closing] if closing else ()
    wanted = words and (words[0].low in DETERMINERS or words[0].low in ROLES | TITLES)
    if not wanted or not any(t.low in ROLES for t in words):
        return ()
    return [t for t in words if t.low in ROLES | TITLES | PLACES or t.is_name]


def _gender(tokens: Sequence[Token]) -> str | None:
    low = {t.low for t in tokens}
    return "he" if low & MALE_TITLES else "she" if low & FEMALE_TITLES else None
