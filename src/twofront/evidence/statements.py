"""What a report says others said: direct quotes and reported speech, attributed.

A sieve: the plainest cue decides, the vaguer ones are asked only after it, and
what stays below the threshold has no speaker.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .attribution import cue_for
from .carried import (
    Given,
    after_block,
    after_sentence,
    last_said,
    nested,
    opens,
    owner_behind,
    share_backwards,
    share_within,
    within_sentence,
)
from .cue import Cue
from .cues import find_cues
from .discourse import THRESHOLD, Attribution, Discourse
from .gazetteer import Mention
from .lexicon import (
    BODY,
    COORDINATOR,
    DOCUMENT,
    GENITIVE,
    GROUP,
    NAME,
    OUTLET,
    PERSON,
    PLACE,
    POINT,
    QUOTED,
    ROLE,
    ROLES,
    TITLE,
)
from .openings import opening_subject
from .people import People, Speaker
from .phrases import Phrase
from .quotes import Quote
from .reported import contents
from .sentence import Sentence
from .tokens import Token, sentences
from .worth import form_of, is_worth_keeping

_LONG: Final = 24  # characters of a quotation that makes somebody a speaker
_NAMES: Final = NAME | PERSON | ROLE | ROLES | BODY | GROUP | OUTLET | PLACE | TITLE | DOCUMENT


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said, at `text[start:end]` of its block.

    Attributes:
        form: `direct`, `nested`, `fragment` (three words or fewer), `indirect` or `turn`.
        block: Index of the block.
        start: First character.
        end: One past the last.
        attribution: Who said it, None where the report is not plain.
        sentence: Number of the report's sentence that gives the speaker, -1 for none.
        cue: Which of that sentence's cues does, -1 for none.
    """

    form: str
    block: int
    start: int
    end: int
    attribution: Attribution | None
    sentence: int = -1
    cue: int = -1


class Reader:
    """Reads the blocks of one report in order.

    Attributes:
        statements: What was found so far.
        sentences: The sentences read so far.
    """

    def __init__(
        self, texts: Sequence[str | None], quotes: Sequence[list[Quote]], people: People
    ) -> None:
        self.texts, self.quotes = texts, quotes
        self.discourse = Discourse(people)
        self.statements: list[Statement] = []
        self.sentences: list[Sentence] = []
        self._before: Attribution | None = None
        self._open: Attribution | None = None
        self._introduced = False
        self._topic_before: Speaker | None = None

    def read(self, index: int, found: Sequence[list[Token]]) -> None:
        """Attribute what one block says.

        Args:
            index: The block.
            found: Its sentences.
        """
        text, quotes = self.texts[index] or "", self.quotes[index]
        known: dict[int, Given] = {}
        last: Attribution | None = None
        here = self._joined([self._sentence(index, tokens) for tokens in found])
        for place, sentence in enumerate(here):
            self.discourse.sentence = sentence.number
            self._hear(sentence)
            spent = self._by_cue(sentence, known)
            last = self._by_surroundings(here, place, known, last)
            self._report(sentence, text, spent)
            self._close(sentence)
        share_backwards(here, known)
        known.update(nested(text, quotes, self.discourse.people))
        self._emit(index, text, known)
        self._fill_back(index, known)
        if here:
            colon = here[-1].tokens[-1].text == ":"
            self._introduced = colon
            self._before = last if last and not colon else last_said(here, colon) or last
            self._topic_before = here[-1].topic
        ends = known.get(len(quotes) - 1)
        self._open = ends.by if ends else None

    def _sentence(self, index: int, tokens: list[Token]) -> Sentence:
        cues = find_cues(tokens)
        sentence = Sentence(index, len(self.sentences), tokens, cues, [None] * len(cues))
        self.sentences.append(sentence)
        return sentence

    def _joined(self, here: list[Sentence]) -> list[Sentence]:
        """Join “Will you go?” Ruiz asked: a quotation that ends its sentence, and its cue."""
        joined: list[Sentence] = []
        for sentence in here:
            one = joined[-1] if joined else None
            last = one.tokens[-1] if one else None
            if one and last and last.quote >= 0 and _ends_quote(sentence, last.text[-1] == "."):
                one.tokens = [*one.tokens, *sentence.tokens]
                one.cues = find_cues(one.tokens)
                one.speakers = [None] * len(one.cues)
                sentence.tokens, sentence.cues, sentence.speakers = [], [], []
            else:
                joined.append(sentence)
        return joined

    def _hear(self, sentence: Sentence) -> None:
        """Say whom the cues of a sentence stand for, and note whom it speaks of."""
        discourse, tokens = self.discourse, sentence.tokens
        opening = opening_subject(tokens, len(tokens), last=False)
        subjects = {cue.subject.first for cue in sentence.cues}
        asides = {
            number: discourse.speaker_of(cue)
            for number, cue in enumerate(sentence.cues)
            if _looks_back(tokens, cue, opening)
        }
        if opening and opening.first not in subjects:
            sentence.topic = self._topic(opening)
        for number, cue in enumerate(sentence.cues):
            speaker = asides[number] if number in asides else discourse.speaker_of(cue)
            sentence.speakers[number] = speaker
            if speaker and speaker.confidence >= THRESHOLD:
                if speaker.person and cue.use.has("q"):
                    speaker.person.sure = True
                discourse.heard(speaker)
                if opening and cue.subject.first == opening.first:
                    sentence.topic = speaker
        self._mention_others(sentence, opening, subjects)
        if sentence.topic:
            discourse.heard(sentence.topic)

    def _topic(self, opening: Phrase) -> Speaker | None:
        """Note whom a sentence is about, if it is somebody."""
        head = opening.tokens[opening.head]
        named = head.bits & _NAMES or opening.is_pronoun or opening.others
        speaker = self.discourse.whom(opening) if named and not opening.is_first else None
        if speaker and speaker.confidence >= 0.6:
            self.discourse.heard(speaker)
            return speaker
        return None

    def _mention_others(
        self, sentence: Sentence, opening: Phrase | None, subjects: set[int]
    ) -> None:
        """Note the people a sentence names besides its subjects; the surer ones alone."""
        people, tokens = self.discourse.people, sentence.tokens
        alone = not sentence.cues and (sentence.topic is None or sentence.topic.number != "one")
        for at, token in enumerate(tokens):
            if not token.bits & NAME or at in subjects:
                continue
            if opening and opening.first <= at <= opening.last and not token.bits & GENITIVE:
                continue
            if at + 1 < len(tokens) and tokens[at + 1].bits & NAME:
                continue
            named = people.named((token.low,)) if token.low in people.by_part else None
            if named and (named.sure or alone):
                roles = frozenset(named.roles)
                self.discourse.heard(Speaker(named.full, 0.9, "one", named.gender, named, roles))

    def _close(self, sentence: Sentence) -> None:
        """Let who speaks in a main clause be the one last heard."""
        for number, speaker in enumerate(sentence.speakers):
            if (
                speaker
                and speaker.confidence >= THRESHOLD
                and sentence.is_main(number)
                and not sentence.cues[number].use.has("k")
            ):
                self.discourse.heard(speaker)

    def _by_cue(self, sentence: Sentence, known: dict[int, Given]) -> set[int]:
        """Give the quotations of a sentence the speakers its cues name.

        Returns:
            The cues that stand behind a quotation and so report nothing else.
        """
        spent: set[int] = set()
        tokens = sentence.tokens
        for at, token in enumerate(tokens):
            found = cue_for(tokens, at, sentence.cues) if token.quote >= 0 else None
            speaker = sentence.speakers[found.cue] if found else None
            if found is None or speaker is None:
                continue
            cue = sentence.cues[found.cue]
            confidence = round(found.confidence * speaker.confidence, 3)
            if confidence < THRESHOLD:
                continue
            by = Attribution(speaker.name, cue.verb, f"{found.rule}, {_how(cue)}", confidence)
            known[token.quote] = Given(by, sentence.number, found.cue)
            if token.end - token.start > _LONG:
                self.discourse.quoted(speaker)
            if found.rule == "behind":
                spent.add(found.cue)
        return spent

    def _by_surroundings(
        self,
        here: Sequence[Sentence],
        place: int,
        known: dict[int, Given],
        last: Attribution | None,
    ) -> Attribution | None:
        """Give the quotations left over a speaker from what stands around them.

        Returns:
            The attribution of the sentence's last quotation, or `last`.
        """
        sentence = here[place]
        spots = [at for at, token in enumerate(sentence.tokens) if token.quote >= 0]
        share_within(sentence, spots, known)
        for at in spots:
            number = sentence.tokens[at].quote
            if number in known:
                continue
            by = self._carried_over(here, place, at, last)
            if by and by.confidence >= THRESHOLD:
                known[number] = Given(by, sentence.number)
        for at in reversed(spots):
            if sentence.tokens[at].quote in known:
                return known[sentence.tokens[at].quote].by
        return last

    def _carried_over(
        self, here: Sequence[Sentence], place: int, at: int, last: Attribution | None
    ) -> Attribution | None:
        sentence = here[place]
        quote = self.quotes[sentence.block][sentence.tokens[at].quote]
        if quote.carries_on and self._open:
            return self._open._replace(rule="goes on from the paragraph before", verb=None)
        if not opens(sentence, at):
            return within_sentence(here, place, last)
        owner = owner_behind(here, place, self.discourse)
        if owner:
            return owner
        if place:
            return after_sentence(here[place - 1], last)
        return after_block(self._before, self._topic_before, self._introduced)

    def _report(self, sentence: Sentence, text: str, spent: set[int]) -> None:
        """Find “Ruiz warned that …” and “…, Ruiz warned.”"""
        taken: set[int] = set()
        tokens = sentence.tokens
        for number, cue in enumerate(sentence.cues):
            speaker = sentence.speakers[number]
            if speaker is None or number in spent or (cue.use.has("k") and not _holds(speaker)):
                continue
            for content in contents(tokens, sentence.cues, number, text):
                confidence = round(content.confidence * speaker.confidence, 3)
                if confidence < THRESHOLD or content.first in taken:
                    continue
                taken.add(content.first)
                self.discourse.quoted(speaker)
                rule = f"{content.rule}, {_how(cue)}"
                by = Attribution(speaker.name, cue.verb, rule, confidence)
                start, end = tokens[content.first].start, tokens[content.end - 1].end
                self.statements.append(
                    Statement("indirect", sentence.block, start, end, by, sentence.number, number)
                )

    def _emit(self, index: int, text: str, known: dict[int, Given]) -> None:
        for number, quote in enumerate(self.quotes[index]):
            form = form_of(text, quote)
            given = known.get(number)
            by = given.by if given else None
            if is_worth_keeping(form, text, quote, by):
                at = (given.sentence, given.cue) if given else (-1, -1)
                self.statements.append(Statement(form, index, quote.start, quote.end, by, *at))

    def _fill_back(self, index: int, known: dict[int, Given]) -> None:
        """Give the paragraphs of a quote that runs on the speaker named at its end."""
        quotes = self.quotes[index]
        if not (quotes and quotes[0].carries_on and 0 in known):
            return
        by = known[0].by._replace(rule="goes on into the paragraph after")
        for at in range(len(self.statements) - 1, -1, -1):
            statement = self.statements[at]
            if statement.block == index:
                continue
            if statement.attribution or statement.block < index - 1 or statement.form != "direct":
                return
            self.statements[at] = replace(statement, attribution=by)
            index -= 1


def _looks_back(tokens: Sequence[Token], cue: Cue, opening: Phrase | None) -> bool:
    """Whether a cue looks back past its own sentence: “The text, it said, was false.”"""
    if opening is None or cue.first <= opening.last or cue.rule == "shared subject":
        return False
    if not tokens[cue.first - 1].bits & (POINT | QUOTED):
        return False
    between = tokens[opening.last : cue.first]
    return not any(
        token.text in ":;" or (token.text == "," and following.bits & COORDINATOR)
        for token, following in itertools.pairwise(between)
    )


def _ends_quote(sentence: Sentence, stopped: bool) -> bool:
    """Whether a sentence is the end of the one before: “Will you go?” Ruiz asked, smiling.

    Args:
        sentence: The sentence behind the quotation.
        stopped: Whether the quotation ends in a full stop, where a comma is usual.
    """
    if not sentence.cues:
        return False
    cue, tokens = sentence.cues[0], sentence.tokens
    if cue.first > 0 or not cue.use.has("q"):
        return False
    after = max(cue.last, cue.end - 1) + 1
    if any(token.quote >= 0 for token in tokens[after : after + 8]):
        return False
    if stopped and len(tokens) - after > 4:
        return False
    return not contents(tokens, sentence.cues, 0, "")


def _how(cue: Cue) -> str:
    return f"{cue.rule}, pronoun" if cue.subject.is_pronoun else cue.rule


def _holds(speaker: Speaker) -> bool:
    """Whether a verb of the mind gives what many or experts hold: “analysts believe”."""
    experts = {"analyst", "expert", "official", "economist", "source"}
    return speaker.number == "many" or bool(speaker.roles & experts)


def sentences_of(
    text: str, quotes: Sequence[Quote], mentions: Sequence[Mention], start: int = 0
) -> list[list[Token]]:
    """Split a block into sentences, its outermost quotes masked.

    Args:
        text: The block.
        quotes: Its quotes.
        mentions: The names in it that the gazetteer knows.
        start: Where to begin, behind a dateline.
    """
    outer = [(n, quote) for n, quote in enumerate(quotes) if quote.parent is None]
    return sentences(text, start, len(text), outer, mentions)
