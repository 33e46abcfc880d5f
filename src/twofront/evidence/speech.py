"""All that a report says others said: quotations, reported speech, turns and conditionals."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from .authors import AUTHOR, byline_of, document_speaker
from .conditionals import Condition, conditions_of, may_hold_a_condition
from .cues import find_cues
from .dates import Days, days_in
from .discourse import Attribution
from .gazetteer import Gazetteer, Mention
from .gazetteer import gazetteer as builtin
from .people import People
from .quotes import Quote, scan_blocks
from .report import Report
from .sentence import Sentence
from .statements import Reader, Statement, sentences_of
from .tokens import Token, sentences
from .turns import Turn, find_turns
from .venues import NOT_CARRIED, Carried, carried_by, hearer_of, masked, occasion_of

GAP: Final = "\n\n"
GOES_ON: Final = "turn, goes on"
TURN: Final = 0.95


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with what the report tells of its circumstances.

    Attributes:
        statement: What was said, where it stands, and who said it.
        carried: Outlets that carried it, as far as the report tells.
        occasion: Where or when it was said, as the report words it.
        hearer: Who was told, where it is a body or a crowd.
        days: When it was said, None where the report does not say.
        conditions: The conditionals in it.
    """

    statement: Statement
    carried: Carried = NOT_CARRIED
    occasion: str | None = None
    hearer: str | None = None
    days: Days | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditional:
    """A conditional at `blocks[block].text[start:end]`, and whose it is."""

    block: int
    condition: Condition
    speaker: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What a report says others said.

    Attributes:
        said: Statements, in order.
        conditionals: All conditionals, the report's own among them, in order.
        notes: What a reader should know.
        names: By block, the names in it that the gazetteer knows.
    """

    said: tuple[Said, ...]
    conditionals: tuple[Conditional, ...]
    notes: tuple[str, ...]
    names: Sequence[Sequence[Mention]]


def read_speech(report: Report, known: Gazetteer | None = None) -> Speech:
    """Find what is said in a report, and by whom.

    Args:
        report: The report.
        known: Gazetteer; by default the one that comes with the package.
    """
    texts = [None if block.boilerplate else block.text for block in report.blocks]
    quotes, unbalanced = scan_blocks(texts)
    mentions = mentions_by_block(texts, report.published_on, known or builtin())
    found = [
        sentences_of(text, quotes[i], mentions[i], report.blocks[i].dateline) if text else []
        for i, text in enumerate(texts)
    ]
    people = _people(texts, quotes, mentions, found, report.published_on)
    turns = find_turns(texts, people)
    reader = Reader(texts, quotes, people)
    spoken = {turn.block: turn for turn in turns}
    for index, text in enumerate(texts):
        if text is not None and index not in spoken:
            reader.read(index, found[index])
    statements = [*reader.statements, *_turn_statements(texts, turns)]
    statements.sort(key=lambda s: (s.block, s.start, -s.end))
    conditionals = _conditionals(report, texts, quotes, mentions, found, statements, turns)
    told = _Circumstances(texts, reader.sentences, report.published_on)
    said = tuple(_with_conditions(told.of(s), conditionals) for s in statements)
    return Speech(said, tuple(conditionals), _notes(report, unbalanced), mentions)


def mentions_by_block(
    texts: Sequence[str | None], on: date | None, known: Gazetteer
) -> list[list[Mention]]:
    """Find the names of the whole report at once, and give each block its own."""
    shown = [text or "" for text in texts]
    found = known.mentions(GAP.join(shown), on)
    blocks: list[list[Mention]] = []
    start = at = 0
    for text in shown:
        end = start + len(text)
        own: list[Mention] = []
        while at < len(found) and found[at].start < end:
            each = found[at]
            own.append(Mention(each.start - start, each.end - start, each.entity, each.kind))
            at += 1
        blocks.append(own)
        start = end + len(GAP)
    return blocks


def _people(
    texts: Sequence[str | None],
    quotes: Sequence[list[Quote]],
    mentions: Sequence[list[Mention]],
    found: Sequence[list[list[Token]]],
    on: date | None,
) -> People:
    """Collect names: first those the report gives, then those inside quotations."""
    people = People(on)
    for block in found:
        for tokens in block:
            people.learn(tokens)
    for index, text in enumerate(texts):
        for quote in quotes[index]:
            if (
                text
                and quote.depth == 0
                and any(map(str.isupper, text[quote.start + 1 : quote.end]))
            ):
                inside = [m for m in mentions[index] if quote.start <= m.start < quote.end]
                for tokens in sentences(text, quote.start, quote.end, (), inside):
                    people.learn(tokens)
    return people


def _turn_statements(texts: Sequence[str | None], turns: Sequence[Turn]) -> list[Statement]:
    statements = []
    for turn in turns:
        text = (texts[turn.block] or "").rstrip()
        if turn.start < len(text):
            by = Attribution(turn.speaker, None, GOES_ON if turn.goes_on else turn.rule, TURN)
            statements.append(Statement("turn", turn.block, turn.start, len(text), by))
    return statements


def _conditionals(
    report: Report,
    texts: Sequence[str | None],
    quotes: Sequence[list[Quote]],
    mentions: Sequence[list[Mention]],
    found: Sequence[list[list[Token]]],
    statements: Sequence[Statement],
    turns: Sequence[Turn],
) -> list[Conditional]:
    """Find all conditionals and give each to whoever's words it stands in."""
    whole = [block.text for block in report.blocks]
    own = document_speaker(whole) or byline_of(whole) or AUTHOR
    by_block: dict[int, list[Statement]] = {}
    for statement in statements:
        by_block.setdefault(statement.block, []).append(statement)
    conditionals = []
    for index, text in enumerate(texts):
        if not text or not may_hold_a_condition(text):
            continue
        for condition in _in_block(text, quotes[index], mentions[index], found[index]):
            speaker = _whose(condition, by_block.get(index, ())) or own
            conditionals.append(Conditional(index, condition, speaker))
    return conditionals


def _in_block(
    text: str, quotes: list[Quote], mentions: list[Mention], found: list[list[Token]]
) -> list[Condition]:
    """Find the conditionals of a block: of its own sentences, then of its longer quotations."""
    conditions: list[Condition] = []
    for masked_tokens in found:
        start, end = masked_tokens[0].start, masked_tokens[-1].end
        if not may_hold_a_condition(text[start:end]):
            continue
        tokens = masked_tokens
        if _hangs_on_a_quote(tokens):
            tokens = [token for part in sentences(text, start, end, ()) for token in part]
        conditions += conditions_of(text, tokens, find_cues(tokens))
    for quote in quotes:
        if quote.depth or not may_hold_a_condition(text[quote.start : quote.end]):
            continue
        inside = [m for m in mentions if quote.start <= m.start < quote.end]
        for tokens in sentences(text, quote.start, quote.end, (), inside):
            conditions += conditions_of(text, tokens, find_cues(tokens))
    return sorted(conditions, key=lambda c: c.start)


def _hangs_on_a_quote(tokens: Sequence[Token]) -> bool:
    """Whether “if” stands right before a quotation."""
    return any(
        one.low in ("if", "unless", "once") and following.quote >= 0
        for one, following in itertools.pairwise(tokens)
    )


def _whose(condition: Condition, statements: Sequence[Statement]) -> str | None:
    """Return who says a conditional: the speaker of the narrowest statement around it."""
    around = [
        s
        for s in statements
        if s.attribution and s.start <= condition.start + 1 and condition.start < s.end
    ]
    if not around:
        reach = condition.end + len(condition.then) + 4
        around = [s for s in statements if s.attribution and condition.start <= s.start < reach]
    found = min(around, key=lambda s: s.end - s.start, default=None)
    return found.attribution.speaker if found and found.attribution else None


def _with_conditions(said: Said, conditionals: Sequence[Conditional]) -> Said:
    statement = said.statement
    inside = tuple(
        each.condition
        for each in conditionals
        if each.block == statement.block
        and statement.start <= each.condition.start + 1
        and each.condition.start < statement.end
    )
    return replace(said, conditions=inside) if inside else said


class _Circumstances:
    """Tells where, when and to whom things were said, outlets kept from one quote to the next."""

    def __init__(
        self, texts: Sequence[str | None], found: Sequence[Sentence], published: date | None
    ) -> None:
        self.texts, self.found, self.published = texts, found, published
        self.outlet_of: dict[str, str] = {}
        self.introduced: dict[int, str] = {}
        self.outlet_of_turns: str | None = None
        self._carried: dict[int, Carried] = {}
        self._note_introductions()

    def _note_introductions(self) -> None:
        """Note outlets of blocks that end “According to FT:”, for the block that follows."""
        for sentence in self.found:
            if self.outlet_of_turns is None and sentence.tokens:
                self.outlet_of_turns = self._carried_in(sentence).outlet
            if sentence.tokens and sentence.tokens[-1].text == ":":
                outlet = self._carried_in(sentence).outlet
                if outlet:
                    self.introduced[sentence.block + 1] = outlet

    def _carried_in(self, sentence: Sentence) -> Carried:
        if sentence.number not in self._carried:
            self._carried[sentence.number] = carried_by(sentence.tokens)
        return self._carried[sentence.number]

    def of(self, statement: Statement) -> Said:
        """Return a statement with its circumstances."""
        by = statement.attribution
        if statement.form == "turn" or statement.sentence < 0 or by is None:
            if statement.form == "turn":
                return Said(statement, Carried(self.outlet_of_turns))
            outlet = self.outlet_of.get(by.speaker) if by else None
            return Said(statement, Carried(outlet))
        sentence = self.found[statement.sentence]
        text = self.texts[sentence.block] or ""
        carried = self._carried_in(sentence)
        outlet = carried.outlet
        if outlet and outlet != by.speaker:
            if any(token.low in ("interview", "interviewed") for token in sentence.tokens):
                self.outlet_of[by.speaker] = outlet
        elif outlet is None:
            inherited = self.introduced.get(statement.block) or self.outlet_of.get(by.speaker)
            carried = Carried(inherited)
        known = 0 <= statement.cue < len(sentence.cues)
        cue = sentence.cues[statement.cue] if known else None
        hearer = hearer_of(sentence.tokens, cue) if cue else None
        occasion = occasion_of(text, sentence.tokens, cue)
        return Said(statement, carried, occasion, hearer, self._days(statement, sentence, text))

    def _days(self, statement: Statement, sentence: Sentence, text: str) -> Days | None:
        """Return when it was said: the day told nearest to the verb, outside what was said."""
        start = sentence.tokens[0].start
        shown = masked(text, sentence.tokens)
        if len(shown) != sentence.tokens[-1].end - start:  # quotations shorten it
            shown = "".join(
                " " * (t.end - t.start) if t.quote >= 0 else text[t.start : t.end] + gap
                for t, gap in _with_gaps(text, sentence.tokens)
            )
        found = days_in(shown, self.published)
        if not found or not 0 <= statement.cue < len(sentence.cues):
            return None
        verb = sentence.tokens[sentence.cues[statement.cue].at].start - start
        outside = [
            (abs(at - verb), days)
            for at, days in found
            if not (statement.form == "indirect" and statement.start <= at + start < statement.end)
        ]
        return min(outside, key=lambda pair: pair[0])[1] if outside else None


def _with_gaps(text: str, tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    ends = [*(token.start for token in tokens[1:]), tokens[-1].end]
    return [(token, text[token.end : end]) for token, end in zip(tokens, ends, strict=True)]


def _notes(report: Report, unbalanced: list[tuple[int, int]]) -> tuple[str, ...]:
    if not unbalanced:
        return ()
    block, at = unbalanced[0]
    first = report.blocks[block].raw(at, at + 1)[0]
    return (
        f"quotation marks without a partner: {len(unbalanced):,}, the first at offset "
        f"{first:,}; what they open or close was left out",
    )
