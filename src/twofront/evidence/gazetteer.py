"""The gazetteer: whom a name in a report stands for, on the day of the report.

States, bodies, armed groups, office holders, outlets and places lie in tables
under `data/`; a user's own table adds to them or replaces entries by id.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final

from .gazetteer_file import Row, parse_rows, read_user_rows
from .gazetteer_rules import Place, Rule, careful_forms, is_title, joins_a_name

TABLES: Final = ("countries", "bodies", "groups", "people", "media", "places")
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"\s+")
_LETTERS = str.maketrans("ıøłđðØŁĐÞþ’ʼ‘`ʻ–‑—", "iolddOLDTt'''''---")
# Further parts of a name: Sheikh Tamim bin Hamad.
_LONGER: Final = re.compile(r"(?:\s+(?:bin|bint|ibn|[Aa]l)[\s-][A-Z][\w’'-]+)+")
_WIDEST_GAP = 4
_PREFERRED = ("country", "body", "group", "person", "region", "place", "outlet")
_ANY_YEAR: Final = ((None, None),)


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something that reports name.

    Attributes:
        id: Stable name; ISO 3166-1 alpha-3 for a state.
        name: Canonical name.
        kind: country, body, group, person, outlet, place or region.
        country: Id of the state or body it belongs to or speaks for, or None.
        gender: `male`, `female` or None.
        years: Spans of years in office or of existence; None is open.
        offices: Offices held, in the order of the table.
        source: Where the facts can be looked up.
    """

    id: str
    name: str
    kind: str
    country: str | None = None
    gender: str | None = None
    years: tuple[tuple[int | None, int | None], ...] = _ANY_YEAR
    offices: tuple[str, ...] = ()
    source: str = ""

    def held(self, year: int) -> int:
        """Return how many years `year` lies outside all spans: 0 in office."""
        return min(max((a or year) - year, year - (b or year), 0) for a, b in self.years)

    def since(self, year: int) -> int:
        """Return the first year of the last span that had begun by `year`, else 0."""
        return max((a or 0 for a, _ in self.years if (a or 0) <= year), default=0)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `text[start:end]`.

    Attributes:
        entity: Whom it stands for.
        kind: How it does so: `name` (Russia, Vladimir Putin), `adjective` (Russian),
            `people` (Russians), `seat` (Moscow, the Kremlin) or `short` (Putin).
    """

    start: int
    end: int
    entity: Entity
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One entity's claim to a form; a plain short form needs no introduction."""

    entity: Entity
    kind: str
    plain: bool


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A form's words and the gaps between them, folded, with all who claim it."""

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    dotted: bool
    rules: tuple[tuple[Rule, frozenset[str]], ...]
    forms: tuple[_Form, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A spelling found in a text."""

    start: int
    end: int
    spelling: _Spelling


class Gazetteer:
    """Entities and a matcher for their names; made once, then never changed."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Build the matcher; later rows with an id known before add to that entity."""
        merged: dict[str, list[Row]] = {}
        for row in rows:
            merged.setdefault(row.id, []).append(row)
        self.entities: Mapping[str, Entity] = {id: _entity(group) for id, group in merged.items()}
        claims: dict[str, dict[tuple[str, str], _Form]] = {}
        for id, group in merged.items():
            for form, kind, plain in _forms_of(group):
                key = (id, "name" if kind == "short" and plain else kind)
                claims.setdefault(form, {}).setdefault(key, _Form(self.entities[id], kind, plain))
        self._by_first: dict[str, list[_Spelling]] = {}
        for form, forms in claims.items():
            spelling = _spelling(form, tuple(forms.values()))
            if spelling:
                self._by_first.setdefault(spelling.words[0], []).append(spelling)
        for spellings in self._by_first.values():
            spellings.sort(key=lambda s: (len(s.words), s.dotted), reverse=True)

    def __len__(self) -> int:
        return len(self.entities)

    def get(self, id: str) -> Entity | None:
        """Return the entity with this id, or None."""
        return self.entities.get(id)

    def stands_for(self, entity: Entity) -> Entity:
        """Return the state, body or group that a person or place acts or stands for."""
        acts_for = entity.country if entity.kind in ("person", "place") else None
        return self.entities.get(acts_for, entity) if acts_for else entity

    def mentions(self, text: str, on: date | None = None) -> list[Mention]:
        """Find the names in a text, left to right, none overlapping, the longest first.

        Args:
            text: Any text.
            on: Day of the report; chooses between office holders of one surname.
        """
        hits = list(self._hits(text))
        found: list[Mention] = []
        named = _named_in_full(hits)
        for hit in hits:
            form = _choose(text, hit, named, on)
            if form:
                person = form.entity.kind == "person"
                longer = _LONGER.match(text, hit.end) if person else None
                end = longer.end() if longer else hit.end
                found.append(Mention(hit.start, end, form.entity, form.kind))
        return found

    def _hits(self, text: str) -> Iterator[_Hit]:
        words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
        by_first, at, until = self._by_first, 0, len(words)
        while at < until:
            word = words[at][2]
            spellings = by_first.get(word if word.isascii() else _fold(word))
            step = 1
            if spellings:
                for spelling in spellings:
                    end = _match(text, words, at, spelling)
                    if end:
                        yield _Hit(words[at][0], end, spelling)
                        step = len(spelling.words)
                        break
            at += step


def _fold(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", text.translate(_LETTERS))
        if not unicodedata.combining(c)
    )


def _gap(text: str) -> str:
    """Fold what stands between two words; a hyphen is as good as a space."""
    return _GAP.sub(" ", _fold(text).replace("-", " "))


def _spelling(form: str, forms: tuple[_Form, ...]) -> _Spelling | None:
    folded = _fold(form)
    matches = list(_WORD.finditer(folded))
    if not matches:
        return None
    gaps = tuple(_gap(folded[a.end() : b.start()]) for a, b in pairwise(matches))
    rules = careful_forms().get(form, ())
    dotted = folded.endswith(".")
    return _Spelling(tuple(m.group() for m in matches), gaps, dotted, rules, forms)


def _match(
    text: str, words: Sequence[tuple[int, int, str]], at: int, spelling: _Spelling
) -> int | None:
    """Return where `spelling` ends in the text if it begins at `words[at]`, else None."""
    size = len(spelling.words)
    if at + size > len(words):
        return None
    for k in range(1, size):
        word = words[at + k][2]
        if (word if word.isascii() else _fold(word)) != spelling.words[k]:
            return None
        between = text[words[at + k - 1][1] : words[at + k][0]]
        if between != spelling.gaps[k - 1] and (
            len(between) > _WIDEST_GAP or _gap(between) != spelling.gaps[k - 1]
        ):
            return None
    end = words[at + size - 1][1]
    return end + 1 if spelling.dotted and text[end : end + 1] == "." else end


def _entity(rows: Sequence[Row]) -> Entity:
    first = rows[0]
    offices = tuple(dict.fromkeys(row.office for row in rows if row.office))
    years = tuple(row.years for row in rows)
    gender = next((row.gender for row in rows if row.gender), None)
    return Entity(
        first.id, first.name, first.kind, first.country, gender, years, offices, first.source
    )


def _forms_of(rows: Sequence[Row]) -> Iterator[tuple[str, str, bool]]:
    """Yield each form with how it refers and whether it may stand alone."""
    for row in rows:
        for kind, forms in row.forms.items():
            for form in forms:
                bare = form.removeprefix("the ").removesuffix("!")
                plain = kind != "short" or form.endswith("!")
                yield bare, kind, plain
                if kind in ("name", "adjective") and plain and len(bare) > 3 and _cased(bare):
                    yield bare.upper(), kind, plain


def _cased(form: str) -> bool:
    return form != form.upper()


def _named_in_full(hits: Sequence[_Hit]) -> dict[str, list[int]]:
    """Return where each entity is named by a form of several words, by id."""
    named: dict[str, list[int]] = {}
    for hit in hits:
        if len(hit.spelling.words) > 1:
            for form in hit.spelling.forms:
                if form.kind == "name":
                    named.setdefault(form.entity.id, []).append(hit.start)
    return named


def _choose(text: str, hit: _Hit, named: Mapping[str, list[int]], on: date | None) -> _Form | None:
    """Pick the claim that fits place and day, None where nothing is sure enough."""
    spelling = hit.spelling
    if spelling.rules:
        introduced = any(form.entity.id in named for form in spelling.forms)
        place = Place(text, hit.start, hit.end, introduced)
        if not all(rule(place, words) for rule, words in spelling.rules):
            return None
    forms: Sequence[_Form] = spelling.forms
    if any(form.kind == "short" for form in forms):
        forms = _short_forms(text, hit, named)
    if len(forms) < 2:
        return forms[0] if forms else None
    return _by_date(_by_introduction(forms, named, hit.start), on)


def _short_forms(text: str, hit: _Hit, named: Mapping[str, list[int]]) -> list[_Form]:
    """Keep the short forms that are plain, introduced or titled, and no part of another name."""
    before = Place(text, hit.start, hit.end, False).word_before()
    titled = is_title(before)
    kept = [
        form
        for form in hit.spelling.forms
        if form.kind != "short" or form.plain or titled or form.entity.id in named
    ]
    other = joins_a_name(before) and not _ends_a_sentence(text, hit.start - len(before) - 1)
    return [form for form in kept if form.kind != "short"] if other else kept


def _ends_a_sentence(text: str, at: int) -> bool:
    """Whether a word that begins at `at` opens a sentence, and so is capital for that."""
    before = text[:at].rstrip(" \t\"'“”‘’(")[-1:]
    return before in ".!?:;" or "\n" in text[max(0, at - 1) : at]


def _by_introduction(
    forms: Sequence[_Form], named: Mapping[str, list[int]], at: int
) -> Sequence[_Form]:
    """Prefer whoever the text named in full last before, or at all."""
    introduced = [form for form in forms if form.entity.id in named]
    if not introduced:
        return forms
    last = {
        form.entity.id: max((p for p in named[form.entity.id] if p < at), default=-1)
        for form in introduced
    }
    latest = max(last.values())
    return [form for form in introduced if last[form.entity.id] == latest]


def _by_date(forms: Sequence[_Form], on: date | None) -> _Form | None:
    """Prefer whoever was in office, then whoever left last; None where states differ by guess."""
    kinds = {form.entity.kind for form in forms}
    if len(kinds) > 1:
        kind = min(kinds, key=_PREFERRED.index)
        forms = [form for form in forms if form.entity.kind == kind]
    if on is None:
        states = {form.entity.country or form.entity.id for form in forms}
        latest = max(forms, key=lambda form: form.entity.since(9999))
        return latest if len(states) == 1 or latest.entity.kind != "person" else None
    year = on.year
    return min(forms, key=lambda form: (form.entity.held(year), -form.entity.since(year)))


def builtin_rows() -> list[Row]:
    """Return the rows of the tables that come with the package."""
    folder = files(__package__).joinpath("data")
    rows: list[Row] = []
    for name in TABLES:
        table = folder.joinpath(f"{name}.tsv")
        rows += parse_rows(table.read_text(encoding="utf-8"), f"{name}.tsv", lower_case=True)
    return rows


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer that comes with the package, made on the first call."""
    return Gazetteer(builtin_rows())


def load_gazetteer(extra: Path | None = None) -> Gazetteer:
    """Return the gazetteer with a user's own table on top.

    Args:
        extra: Table of the user's; an entry whose id is known replaces it.

    Raises:
        InputError: The table cannot be read or is wrong.
    """
    if extra is None:
        return gazetteer()
    own = read_user_rows(extra)
    replaced = {row.id for row in own}
    return Gazetteer([*(row for row in builtin_rows() if row.id not in replaced), *own])
