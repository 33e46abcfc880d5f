"""Whose words a quotation is when its own sentence does not say: what stands around it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .attribution import cue_for
from .cue import Cue
from .cues import find_cues
from .discourse import THRESHOLD, Attribution, Discourse
from .lexicon import NAME, POINT, QUOTED, UTTERANCE
from .people import People, Speaker
from .quotes import Quote
from .sentence import Sentence
from .tokens import sentences
from .verbless import owner_before

# How often each way names the right speaker.
GOES_ON: Final = 0.9
INTRODUCED: Final = 0.88
AFTER_SAYING: Final = 0.85
AFTER_DOING: Final = 0.68
STANDS_ALONE: Final = 0.74
WITHIN: Final = 0.78
BEFORE_WHO_SAYS: Final = 0.66
NESTED: Final = 0.9
BESIDE: Final = 0.85  # how often quotations of one sentence are one speaker's
_NEAR: Final = 3  # quotations of one sentence looked at for a speaker in common
_OWNED: Final = 0.72
_LATER: Final = 0.62
_OWNER_REACH: Final = 9


class Given(NamedTuple):
    """A quotation's attribution, and the report's sentence and cue that gave it, -1 for none."""

    by: Attribution
    sentence: int = -1
    cue: int = -1


def opens(sentence: Sentence, at: int) -> bool:
    """Whether nothing but marks and quotations stands before a token of a sentence."""
    return all(token.bits & (POINT | QUOTED) for token in sentence.tokens[:at])


def within_sentence(
    here: Sequence[Sentence], place: int, last: Attribution | None
) -> Attribution | None:
    """Attribute “It ‘amounts to a gift’.” right behind a quotation to its speaker."""
    if not place or last is None or here[place].cues:
        return None
    topic = here[place].topic
    if topic and topic.name != last.speaker and topic.number != "body":
        return None
    if not here[place - 1].has_quote:
        return None
    confidence = round(last.confidence * WITHIN, 3)
    return Attribution(last.speaker, None, "goes on within a sentence", confidence)


def owner_behind(here: Sequence[Sentence], place: int, discourse: Discourse) -> Attribution | None:
    """Read “Go.” Ruiz's answer was on every T-shirt."""
    if place + 1 >= len(here):
        return None
    tokens = here[place + 1].tokens
    for at in range(1, min(_OWNER_REACH, len(tokens))):
        if tokens[at].bits & UTTERANCE and not tokens[at].bits & NAME:
            owner = owner_before(tokens, at)
            speaker = discourse.whom(owner) if owner and owner.first < 3 else None
            if speaker:
                return Attribution(speaker.name, tokens[at].low, "words owned behind", _OWNED)
    return None


def after_sentence(before: Sentence, last: Attribution | None) -> Attribution | None:
    """Attribute a sentence that is all quotation by the sentence before it."""
    if before.tokens[-1].text == ":" and before.cues and before.speakers[-1]:
        who, verb = before.speakers[-1], before.cues[-1].verb
        return Attribution(who.name, verb, "introduced by a colon", INTRODUCED)
    if before.has_quote and last:
        confidence = round(min(last.confidence, 0.97) * GOES_ON, 3)
        return Attribution(last.speaker, None, f"goes on, {last.rule}", confidence)
    for number in range(len(before.cues) - 1, -1, -1):
        speaker = before.speakers[number]
        joined = before.cues[number].rule == "shared subject"
        if speaker and speaker.number != "body" and (joined or before.is_main(number)):
            confidence = round(speaker.confidence * AFTER_SAYING, 3)
            return Attribution(speaker.name, None, "after what they said", confidence)
    if before.topic and before.topic.number == "one":
        return Attribution(before.topic.name, None, "after what they did", AFTER_DOING)
    spoke = next((speaker for speaker in before.speakers if speaker), None)
    if spoke:
        return Attribution(spoke.name, None, "after what they said", AFTER_DOING)
    if last:
        return Attribution(last.speaker, None, "goes on after a sentence", _LATER)
    return None


def after_block(
    before: Attribution | None, topic: Speaker | None, introduced: bool
) -> Attribution | None:
    """Attribute a block that is all quotation by the block before it.

    Args:
        before: Who spoke last there.
        topic: Whom its last sentence is about.
        introduced: Whether it ends in a colon.
    """
    if before is None:
        return None
    if introduced:
        return before._replace(rule="introduced by a colon", confidence=INTRODUCED)
    if topic and topic.number == "one" and topic.name != before.speaker:
        return None
    confidence = min(before.confidence, STANDS_ALONE)
    return Attribution(before.speaker, None, "stands alone", confidence)


def last_said(here: Sequence[Sentence], colon: bool) -> Attribution | None:
    """Return who spoke last in a block without quotations.

    Args:
        here: Its sentences.
        colon: Whether it ends in a colon, so that its last cue introduces what follows.
    """
    for sentence in reversed(here):
        for number in range(len(sentence.cues) - 1, -1, -1):
            speaker, cue = sentence.speakers[number], sentence.cues[number]
            if speaker and (colon or cue.rule == "shared subject" or sentence.is_main(number)):
                return Attribution(speaker.name, cue.verb, cue.rule, speaker.confidence)
    return None


def share_within(sentence: Sentence, spots: Sequence[int], known: dict[int, Given]) -> None:
    """Give quotations without a cue the speaker of another one in their sentence."""
    numbers = [sentence.tokens[at].quote for at in spots]
    for place, number in enumerate(numbers):
        if number in known:
            continue
        left, right = numbers[max(0, place - _NEAR) : place], numbers[place + 1 :][:_NEAR]
        shared = next((known[n] for n in (*reversed(left), *right) if n in known), None)
        confidence = round(shared.by.confidence * BESIDE, 3) if shared else 0.0
        if shared and confidence >= THRESHOLD:
            rule = f"same sentence as {shared.by.rule}"
            by = shared.by._replace(rule=rule, confidence=confidence)
            known[number] = shared._replace(by=by)


def share_backwards(here: Sequence[Sentence], known: dict[int, Given]) -> None:
    """Give quotations at the head of a paragraph the speaker named right behind them."""
    following: Given | None = None
    for sentence in reversed(here):
        for token in reversed(sentence.tokens):
            if token.quote < 0:
                continue
            if token.quote in known:
                following = known[token.quote]
            elif following and opens(sentence, len(sentence.tokens)):
                by = following.by._replace(
                    rule="before who says it", verb=None, confidence=BEFORE_WHO_SAYS
                )
                known[token.quote] = Given(by, following.sentence)


def nested(text: str, quotes: Sequence[Quote], people: People) -> Mapping[int, Given]:
    """Attribute quotes in a quote by the words of the one around them, by name alone."""
    inside: dict[int, list[tuple[int, Quote]]] = {}
    for number, quote in enumerate(quotes):
        if quote.parent is not None:
            inside.setdefault(quote.parent, []).append((number, quote))
    known: dict[int, Given] = {}
    for parent, children in inside.items():
        outer = quotes[parent]
        for tokens in sentences(text, outer.start, outer.end, children):
            cues = find_cues(tokens)
            for at, token in enumerate(tokens):
                found = cue_for(tokens, at, cues) if token.quote >= 0 else None
                speaker = _named(cues[found.cue], people) if found else None
                if found and speaker:
                    confidence = round(found.confidence * speaker.confidence * NESTED, 3)
                    rule = f"nested, {found.rule}"
                    known[token.quote] = Given(
                        Attribution(speaker.name, cues[found.cue].verb, rule, confidence)
                    )
    return known


def _named(cue: Cue, people: People) -> Speaker | None:
    """Say whom a cue within a quotation names; “he” is the first name in its sentence."""
    subject = cue.subject
    if not subject.is_pronoun and not subject.is_first:
        return people.resolve(subject)
    if subject.tokens[subject.first].low not in ("he", "she"):
        return None
    for token in subject.tokens[: cue.at]:
        person = people.named((token.low,)) if token.bits & NAME else None
        if person:
            return Speaker(person.full, 0.8, "one", person.gender, person)
    return None
