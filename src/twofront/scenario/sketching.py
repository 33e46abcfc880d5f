"""A ledger's records as the skeleton of a scenario, with what is missing marked as to be filled in.

Nothing is guessed: parties become actors, what they give and owe each other becomes links, acts of
force become moves and theatres, warnings and conditional statements become claims. Numbers, units,
payoffs and what a claim compares stand as `fill_in`, and `check` names each until it is filled.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from twofront.evidence.ledger import Ledger, Record
from twofront.scenario.written.actors import LINK_KINDS
from twofront.scenario.written.shapes import FILL_IN

FORCE = ("attack", "threat")
"""Relations that become a move of force."""

MOST = 40
"""No more links, and no more claims, than this are drawn from a ledger."""

_PRECISION = (
    "At 2 the better of two options 1 util apart is taken 88% of the time, at 8 nearly always."
)

_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def sketch(ledger: Ledger, name: str, countries: Mapping[str, str], today: date) -> str:
    """Write the skeleton of a scenario.

    Args:
        ledger: Whose records it cites.
        name: The ledger's file, as the scenario names it.
        countries: ISO 3166-1 code of each party that is a country, by name.
        today: The date on which it is played, unless a record is of later.
    """
    records = list(ledger)
    days = [day for each in records for day in (each.said_on, each.published_on) if day]
    as_of = max([today, *days]).isoformat()
    ties = [record for record in records if record.relation]
    ids = _actor_ids(ties)
    return "\n".join(
        [
            *_head(name, as_of),
            *_actors(ids, countries),
            *_quantities(ties, ids, as_of),
            *_links(ties, ids),
            *_play(ties, ids),
            *_claims(records),
        ]
    )


def _head(name: str, as_of: str) -> Iterator[str]:
    yield "# Drawn up from a ledger. Whatever says fill_in is yours to decide: `check` lists it."
    yield ""
    yield "twofront: 1"
    yield f"title: {FILL_IN}"
    yield f"as_of: {as_of}"
    yield f"horizon: {FILL_IN}"
    yield f"ledger: {_text(name)}"


def _text(words: str) -> str:
    return json.dumps(" ".join(words.split()), ensure_ascii=False)


def _id(words: str, taken: Iterable[str]) -> str:
    """Make a name of words: small letters, digits and _, unlike those taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = _NOT_IN_ID.sub("_", plain).strip("_")[:50]
    base = base if base[:1].isalpha() else f"x_{base}".rstrip("_")
    found, number = base, 2
    while found in taken:
        found, number = f"{base}_{number}", number + 1
    return found


def _actor_ids(ties: Iterable[Record]) -> dict[str, str]:
    """Give each party an id, in the order in which the records name them."""
    found: dict[str, str] = {}
    for record in ties:
        assert record.relation is not None
        for party in (record.relation.source, record.relation.target):
            if party not in found:
                found[party] = _id(party, {*found.values(), "chance"})
    return found


def _actors(ids: Mapping[str, str], countries: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield "actors:"
    if not ids:
        yield f"  {FILL_IN}_actor: {{name: {FILL_IN}, yardstick: {FILL_IN}}}"
    for party, id in ids.items():
        iso3 = f", iso3: {countries[party]}" if party in countries else ""
        yield f"  {id}: {{name: {_text(party)}{iso3}, yardstick: {FILL_IN}}}"


def _given(ties: Iterable[Record]) -> list[Record]:
    """Give the records of something that has a size, once for each giver, receiver and item."""
    kinds = ("transfer", "support")
    found = {_key(each): each for each in ties if each.relation and each.relation.type in kinds}
    return list(found.values())[:MOST]


def _key(record: Record) -> tuple[str, str, str, str]:
    assert record.relation is not None
    tie = record.relation
    return tie.type, tie.source, tie.target, tie.item or ""


def _quantities(ties: Iterable[Record], ids: Mapping[str, str], as_of: str) -> Iterator[str]:
    yield ""
    yield "quantities:"
    yield "  precision:"
    yield "    means: How reliably actors pick the better option"
    yield "    unit: 1/util"
    grounds = f"since: {as_of}, assumed: {_text(_PRECISION)}"
    yield f"    values: {{{as_of}: {{range: [2, 8], {grounds}}}}}"
    for record, name in _named(_given(ties), ids):
        assert record.relation is not None
        tie = record.relation
        what = tie.item or tie.type
        yield f"  {name}:"
        yield f"    means: {_text(f'What {what} from {tie.source} adds to {tie.target}')}"
        yield f"    unit: {FILL_IN}"
        value = f"range: [{FILL_IN}, {FILL_IN}], source: [{_text(record.id)}]"
        yield f"    values: {{{as_of}: {{{value}}}}}"


def _named(records: Iterable[Record], ids: Mapping[str, str]) -> Iterator[tuple[Record, str]]:
    """Give each record of something given a name, made of what and who."""
    taken: set[str] = {"precision", *ids.values()}
    for record in records:
        assert record.relation is not None
        tie = record.relation
        name = _id(f"{tie.item or tie.type} {tie.source} to {tie.target}", taken)
        taken.add(name)
        yield record, name


def _links(ties: list[Record], ids: Mapping[str, str]) -> Iterator[str]:
    flows = {_key(record): name for record, name in _named(_given(ties), ids)}
    found = {
        _key(each): each
        for each in ties
        if each.relation
        and each.relation.type in LINK_KINDS
        and each.relation.source != each.relation.target
    }
    if not found:
        return
    yield ""
    yield "links:"
    taken: set[str] = set()
    for key, record in list(found.items())[:MOST]:
        tie = record.relation
        assert tie is not None
        name = flows.get(key) or _id(f"{tie.type} {tie.source} {tie.target}", taken)
        taken.add(name)
        size = f", flows: {name}" if key in flows else ""
        item = _text(tie.item or tie.type)
        yield (
            f"  {name}: {{kind: {tie.type}, item: {item}, from: {ids[tie.source]}, "
            f"to: {ids[tie.target]}{size}, source: [{_text(record.id)}]}}"
        )


def _play(ties: Iterable[Record], ids: Mapping[str, str]) -> Iterator[str]:
    """Write theatres, moves and payoffs: a move of force for each party that threatens another."""
    pairs = dict.fromkeys(
        (ids[each.relation.source], ids[each.relation.target])
        for each in ties
        if each.relation and each.relation.type in FORCE
    )
    forces = [(source, target) for source, target in pairs if source != target][:MOST]
    if not forces:
        someone = next(iter(ids.values()), f"{FILL_IN}_actor")
        forces = [(someone, "another")]
    yield ""
    yield "theatres:"
    for source, target in forces:
        act = _act(source, target)
        yield f"  {act}:"
        yield f"    war: {{{act}: attack}}"
        yield f"    attack: [{FILL_IN}]"
        yield f"    defend: [{FILL_IN}]"
    yield ""
    yield "moves:"
    for source, target in forces:
        yield (
            f"  - {_act(source, target)}: {{by: {source}, options: [hold, attack], default: hold}}"
        )
    yield ""
    yield "payoffs:"
    movers: dict[str, list[str]] = {}
    for source, target in forces:
        movers.setdefault(source, []).append(_act(source, target))
    for mover, acts in movers.items():
        lines = ", ".join(f"{{add: {FILL_IN}, when: {{{act}: attack}}}}" for act in acts)
        yield f"  {mover}: [{lines}]"


def _act(source: str, target: str) -> str:
    return f"{source}_against_{target}"[:60]


def _claims(records: Iterable[Record]) -> Iterator[str]:
    """Write a claim for each warning, and each statement that hangs on a condition."""
    said = [
        each for each in records if not each.relation and (each.kind == "warning" or each.condition)
    ][:MOST]
    yield ""
    yield "claims:" if said else "claims: {}"
    taken: set[str] = set()
    for record in said:
        name = _id(f"claim {record.id}", taken)
        taken.add(name)
        words = record.paraphrase or record.text
        yield f"  {name}:"
        if record.condition:
            yield f"    # on the condition: {_text(record.condition)}"
        yield f"    says: {_text(words[:500]) if words else FILL_IN}"
        yield f"    said_in: [{_text(record.id)}]"
        for key in ("outcome", "compare", "against", "expect"):
            yield f"    {key}: {FILL_IN}"
    yield ""
