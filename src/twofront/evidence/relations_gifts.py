"""Transfers: who gives, sends or sells what to whom, who gets it from whom, and what in return."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from .ledger import RelationType
from .relations_lexicon import Frame, classes
from .relations_references import Actor
from .relations_use import Found, Parts, Use, span_of

_HELP: Final = classes()["help"]
_HELPING: Final = classes()["help verb"]
_NO_GIFT: Final = classes()["no gift"]
_ABSTRACT: Final = classes()["abstract"]
_ITEMS: Final = classes()["item"]
_FORCES: Final = classes()["forces"]
_NO_ITEMS: Final = classes()["acts"] - _ITEMS
_SENDING: Final = frozenset(("deploy", "send", "dispatch"))
_OFFERING: Final = classes()["offering"]
_IN_RETURN = 0.9


def give(use: Use, frame: Frame) -> Iterator[Found]:
    """Subject gives a thing to another, or another a thing, or another with a thing."""
    clause = use.clause
    if use.passive and clause.kind(use.at + 1) != "N":
        yield from _given(use, frame)
        return
    group = use.object()
    if not group:
        return
    parts = use.parts()
    sources = use.subject() or use.behind(parts, "from")
    direct = use.sentence.actors(group) if use.sentence.actors(group[:1]) else []
    following = group[-1] + 1
    if direct and clause.kind(following) == "N":
        if not use.words((following,)) & _ABSTRACT:
            yield from _gift(use, frame, sources, direct, (following,), plain=True)
        return
    filled = [what for preposition, what in parts if preposition == "with"]
    if direct and filled:
        fits = not use.words(filled[0]) & _ABSTRACT
        yield from _gift(use, frame, sources, direct, filled[0], plain=fits)
        return
    yield from _to_each(use, frame, sources, parts, group)


def _to_each(
    use: Use, frame: Frame, sources: Sequence[Actor], parts: Parts, group: Sequence[int]
) -> Iterator[Found]:
    told = parts or use.clause.kind(use.past_object()) == "V"  # sent troops to help
    if not told and frame.word in _OFFERING and use.clause.chunks[use.at].shape == "f":
        yield from _gift(use, frame, sources, use.sentence.about(use.at, sources), group)
    for preposition, to in parts:
        if preposition in frame.prepositions and not _marches(use, preposition, group):
            yield from _gift(use, frame, sources, use.sentence.actors(to, loose=True), group)
    if not any(preposition in ("to", "into", "for") for preposition, _ in parts):
        yield from _gift(use, frame, sources, _asker(use), group)
        yield from _dative(use, frame, sources, group)
        yield from _needs(use, frame, sources, group)
    yield from _second(use, frame, parts, sources=sources)


def _asker(use: Use) -> list[Actor]:
    """Return who asked for it: “Kyiv asked Germany to supply weapons”."""
    clause = use.clause
    if clause.chunks[use.at].shape != "i" or clause.kind(use.at - 1) != "N":
        return []
    asking = clause.group_left(use.at - 1)[0] - 1
    asks = clause.kind(asking) == "V" and clause.chunks[asking].lemma in ("ask", "request", "beg")
    return use.sentence.actors(clause.subject(asking)) if asks else []


def _marches(use: Use, preposition: str, group: Sequence[int]) -> bool:
    """Whether what is sent “into” is an army."""
    return preposition == "into" and bool(use.words(group) & _FORCES)


def _dative(
    use: Use, frame: Frame, sources: Sequence[Actor], group: Sequence[int]
) -> Iterator[Found]:
    """“sold Turkey S-400 missiles”: a name, then the thing, in one noun group."""
    words = use.clause.chunks[group[0]].words
    if len(words) < 2 or words[0].tag != "E" or words[1].tag not in "NJ" or words[0].entity is None:
        return
    if words[-1].low in _NO_ITEMS:
        return
    entity = use.sentence.party(words[0].entity)
    if entity.kind in ("country", "group", "body"):
        yield from _gift(use, frame, sources, [Actor(entity, 0.9, "head")], group)


def _needs(
    use: Use, frame: Frame, sources: Sequence[Actor], group: Sequence[int]
) -> Iterator[Found]:
    """“supplies all of Pyongyang's oil”: whose the thing is, is who gets it."""
    words = use.clause.chunks[group[0]].words
    owner = next((a for a, b in pairwise(words) if b.tag == "G"), None)
    if frame.word not in ("supply", "fund") or owner is None or owner.entity is None:
        return
    targets = [Actor(use.sentence.party(owner.entity), 0.85, "part")]
    yield from _gift(use, frame, sources, targets, group)


def _second(
    use: Use,
    frame: Frame,
    parts: Parts,
    *,
    sources: Sequence[Actor] = (),
    targets: Sequence[Actor] = (),
) -> Iterator[Found]:
    """“missiles to A and cash to B”, “missiles from A and gas from B”: the second pair."""
    clause = use.clause
    at = parts[-1][1][-1] + 1 if parts else 0
    if not parts or clause.kind(at) != "C" or clause.kind(at + 1) != "N":
        return
    for preposition, group in clause.attributes(at + 2):
        if preposition in frame.prepositions:
            others = use.sentence.actors(group, loose=not targets)
            yield from _gift(use, frame, sources or others, targets or others, (at + 1,))
        return


def _given(use: Use, frame: Frame) -> Iterator[Found]:
    """Passive: a thing is given to another by, or from, someone."""
    parts, thing = use.passive_parts(), use.patient()
    sources = use.behind(parts, "by") or use.behind(parts, "from") or use.sentence.owners(thing)
    for preposition, group in parts:
        if preposition in frame.prepositions and not _marches(use, preposition, thing):
            yield from _gift(use, frame, sources, use.sentence.actors(group, loose=True), thing)
    to_none = not any(preposition in frame.prepositions for preposition, _ in parts)
    if to_none and frame.word in ("supply", "provide", "deliver", "donate", "sell", "lend"):
        yield from _gift(use, frame, use.behind(parts, "by"), _users(use, thing), thing)
    helping = use.clause.chunks[use.at + 1] if use.clause.kind(use.at + 1) == "V" else None
    if frame.word in _SENDING and helping is not None and helping.lemma in _HELPING:
        # “soldiers deployed to support Russia”: the army is the gift.
        targets = use.sentence.actors(use.clause.object(use.at + 1), loose=True)
        yield from _gift(use, frame, use.sentence.owners(thing), targets, thing)


def _users(use: Use, thing: Sequence[int]) -> list[Actor]:
    """Return who has what was supplied: Kuwait's batteries; flew on an aircraft lent by China."""
    owners = use.sentence.owners(thing)
    if owners or not thing or use.clause.kind(thing[0] - 1) != "P":
        return owners
    return use.sentence.actors(use.clause.main_subject(use.at))


def receive(use: Use, frame: Frame) -> Iterator[Found]:
    """Subject receives or buys a thing from another."""
    if use.passive and use.clause.kind(use.at + 1) != "N":
        parts, thing = use.passive_parts(), use.patient()
        takers = use.behind(parts, "by")
    else:
        parts, thing, takers = use.parts(), use.object(), use.subject()
    givers = use.behind(parts, *frame.prepositions)
    if not givers and thing and takers:
        givers = use.sentence.owners(thing)
    yield from _gift(use, frame, givers, takers, thing)
    yield from _second(use, frame, parts, targets=takers)


def come(use: Use, frame: Frame) -> Iterator[Found]:
    """“Drones for the army come from Iran”, “weapons reach the rebels from Egypt”."""
    thing = use.clause.subject(use.at)
    if not thing or not use.fits(frame, thing):
        return
    sources = [
        actor
        for preposition, group in use.parts()
        if preposition == "from"
        for actor in use.sentence.actors(group)
    ]
    if frame.word == "reach":
        targets = use.sentence.actors(use.clause.object(use.at))
    else:
        targets = use.behind(list(use.clause.attributes(thing[-1] + 1)), "for", "to")
    yield Found(
        frame, "transfer", sources, targets, use.at, frame.word, span_of(thing), verb=use.at
    )


def arrive(use: Use, frame: Frame) -> Iterator[Found]:
    """“Russian instructors arrived in Niamey”: an army that comes is lent."""
    thing = use.clause.subject(use.at)
    if not thing or not use.fits(frame, thing):
        return
    owners = use.sentence.owners(thing)
    for preposition, group in use.parts():
        if preposition in frame.prepositions:
            targets = use.sentence.actors(group, loose=True)
            yield Found(
                frame, "transfer", owners, targets, use.at, "arrive", span_of(thing), verb=use.at
            )


def _gift(
    use: Use,
    frame: Frame,
    sources: Sequence[Actor],
    targets: Sequence[Actor],
    thing: Sequence[int],
    *,
    plain: bool = False,
) -> Iterator[Found]:
    """Yield a transfer, or support where what is given is help; and what is given in return.

    With `plain` the construction shows that the thing changes hands, whatever it is.
    """
    if not thing or use.words(thing) & _NO_GIFT:
        return
    if not (plain or use.fits(frame, thing) or use.sentence.priced(thing)):
        return
    helps = use.clause.chunks[thing[-1]].head.low in _HELP
    type: RelationType = "support" if helps else "transfer"
    yield Found(frame, type, sources, targets, use.at, frame.shape, span_of(thing), verb=use.at)
    back = use.sentence.in_return(use.at)
    if back is not None and (use.words((back,)) & _ITEMS or use.sentence.priced((back,))):
        item = (back, back + 1)
        yield Found(
            frame, "transfer", targets, sources, use.at, "in return", item, _IN_RETURN, use.at
        )
