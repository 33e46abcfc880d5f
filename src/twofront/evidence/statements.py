"""What a report says others said: direct quotes and reported speech, attributed.

A sieve: the plainest cue decides, the vaguer ones are asked only after it, and
what stays below the threshold has no speaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .cues import Cue, cue_after, cue_before, cues_of
from .discourse import Attribution, Discourse
from .grammar import Token, opening_subject, sentences
from .outlets import Carried, carried_by, occasion_of, outlet_name
from .people import People, Speaker, personal_name
from .quotes import Quote, scan_blocks
from .report import Report
from .reported import FRAGMENT_WORDS, reported_clause
from .words import BACKGROUND, WARNING

THRESHOLD = 0.6
_CONTINUED, _STANDALONE = 0.85, 0.65


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said, at `blocks[block].text[start:end]`.

    Attributes:
        form: `direct`, `nested`, `fragment` (three words or fewer) or `indirect`.
        attribution: Who said it, None where the report is not plain.
        carried: Outlets that carried it, as far as the report tells.
        occasion: Where or when it was said, as the report words it.
    """

    form: str
    block: int
    start: int
    end: int
    attribution: Attribution | None
    carried: Carried
    occasion: str | None

    @property
    def is_warning(self) -> bool:
        """Whether the report gives it as a warning."""
        return self.attribution is not None and self.attribution.verb in WARNING


@dataclass(slots=True)
class _Sentence:
    """One sentence on its way through the sieve."""

    tokens: list[Token]
    text: str
    carried: Carried
    cues: dict[int, Cue] = field(default_factory=dict)


def read_statements(report: Report) -> tuple[list[Statement], list[str]]:
    """Find and attribute what is said in a report.

    Returns:
        Statements in order, and notes on quotation marks without a partner.
    """
    texts = [None if block.boilerplate else block.text for block in report.blocks]
    quotes, unbalanced = scan_blocks(texts)
    reader = _Reader(report, quotes)
    for index, text in enumerate(texts):
        if text is not None:
            reader.read(index, text)
    notes = []
    if unbalanced:
        block, at = unbalanced[0]
        first = report.blocks[block].raw(at, at + 1)[0]
        notes.append(
            f"quotation marks without a partner: {len(unbalanced):,}, the first at offset "
            f"{first:,}; what they open or close was left out"
        )
    return sorted(reader.statements, key=lambda s: (s.block, s.start)), notes


class _Reader:
    """Reads the paragraphs of one report in order."""

    def __init__(self, report: Report, quotes: list[list[Quote]]) -> None:
        self.report, self.quotes = report, quotes
        self.discourse = Discourse(People())
        self.statements: list[Statement] = []
        self.last_in_block: Attribution | None = None
        self.last_heard: Speaker | None = None
        self.introduced_by: str | None = None
        self._learn()

    def _learn(self) -> None:
        """Collect names: first those the report gives, then those inside quotes."""
        for depth in (0, 1):
            for index, block in enumerate(self.report.blocks):
                if block.boilerplate:
                    continue
                quotes = self.quotes[index]
                stretches = (
                    [(0, len(block.text), _children(quotes, None))]
                    if depth == 0
                    else [(q.start, q.end, []) for q in quotes if q.depth == 0]
                )
                for start, end, inner in stretches:
                    for tokens in sentences(block.text, start, end, inner):
                        self.discourse.people.learn(tokens)

    def read(self, index: int, text: str) -> None:
        """Attribute what one paragraph says."""
        quotes = self.quotes[index]
        found = [_sentence(text, s) for s in sentences(text, 0, len(text), _children(quotes, None))]
        before, self.last_in_block = self.last_in_block, None
        self.last_heard, heard_before = None, self.last_heard
        known: dict[int, Attribution] = {}
        for at, sentence in enumerate(found):
            self._find_cues(found, at, text)
            self._attribute(found, at, quotes, known, before, heard_before if at == 0 else None)
            self._reported_speech(index, sentence)
            self._remember(sentence)
        self._attribute_nested(text, quotes, known)
        if quotes and quotes[0].carries_on and 0 in known:
            self._fill_back(index, known[0])
        self._emit(index, text, quotes, known, found)
        self.introduced_by = _introduces(found[-1]) if found else None

    def _find_cues(self, found: list[_Sentence], at: int, text: str) -> None:
        """Find each quote's own cue; one that opens its sentence looks behind itself first."""
        tokens = found[at].tokens
        for where, token in enumerate(tokens):
            if token.quote is None:
                continue
            opens = not any(t.kind == "word" for t in tokens[:where])
            cue = cue_after(tokens, where) if opens else cue_before(tokens, where)
            cue = cue or (None if opens else cue_after(tokens, where))
            if cue is None and where == len(tokens) - 1 and at + 1 < len(found):
                following = found[at + 1].tokens
                exclaims = text[token.end - 2 : token.end].strip("”’\"'»")[-1:] in tuple("!?")
                if exclaims and all(t.quote is None for t in following):
                    cue = cue_after([token, *following], 0)
            if cue:
                found[at].cues[token.quote] = cue

    def _attribute(
        self,
        found: list[_Sentence],
        at: int,
        quotes: list[Quote],
        known: dict[int, Attribution],
        before: Attribution | None,
        heard: Speaker | None,
    ) -> None:
        """Give the quotes of one sentence their speakers, the plainest cue first."""
        sentence = found[at]
        here = [t.quote for t in sentence.tokens if t.quote is not None]
        for number in here:
            if number in sentence.cues:
                self._by_cue(sentence, sentence.cues[number], number, known)
        for position, number in enumerate(here):
            left, right = here[max(0, position - 3) : position], here[position + 1 : position + 4]
            neighbours = [*reversed(left), *right]
            shared = next((known[n] for n in neighbours if n in known), None)
            if number not in known and shared:
                known[number] = shared._replace(rule=f"same sentence as {shared.rule}")
        for number in here:
            if number in known:
                continue
            earlier = self._carried_over(sentence, quotes[number], before, heard)
            if earlier:
                known[number] = earlier
        if here and here[-1] in known:
            self.last_in_block = known[here[-1]]

    def _by_cue(
        self, sentence: _Sentence, cue: Cue, number: int, known: dict[int, Attribution]
    ) -> None:
        topic = next((s for s in reversed(self.discourse.spoken) if self._is_topic(s)), None)
        outlet = sentence.carried.outlet
        speaker = self.discourse.speaker_of(cue, outlet, topic)
        if speaker is None or speaker.confidence < THRESHOLD:
            return
        rule = f"{cue.rule}, pronoun" if cue.subject.is_pronoun else cue.rule
        known[number] = Attribution(speaker.name, cue.verb, rule, speaker.confidence)
        if cue.verb not in BACKGROUND:
            self.discourse.heard(speaker, outlet)

    def _is_topic(self, speaker: Speaker) -> bool:
        return self.last_in_block is not None and speaker.name == self.last_in_block.speaker

    def _carried_over(
        self,
        sentence: _Sentence,
        quote: Quote,
        before: Attribution | None,
        heard: Speaker | None,
    ) -> Attribution | None:
        """Attribute a quote without a cue to whoever was quoted just before it."""
        opens = all(t.quote is not None or t.kind != "word" for t in sentence.tokens)
        if quote.carries_on and before:
            return before._replace(rule="goes on from the paragraph before")
        if opens and self.last_in_block:
            earlier = self.last_in_block
            return Attribution(earlier.speaker, None, "goes on", _CONTINUED)
        if opens and heard:
            return Attribution(heard.name, None, "stands alone", _STANDALONE)
        return None

    def _attribute_nested(
        self, text: str, quotes: list[Quote], known: dict[int, Attribution]
    ) -> None:
        """Attribute quotes in a quote by the words of the one around them."""
        inside: dict[int, list[tuple[int, Quote]]] = {}
        for number, quote in enumerate(quotes):
            if quote.parent is not None:
                inside.setdefault(quote.parent, []).append((number, quote))
        for parent, children in inside.items():
            outer = quotes[parent]
            for tokens in sentences(text, outer.start, outer.end, children):
                for at, token in enumerate(tokens):
                    cue = token.quote is not None and (
                        cue_before(tokens, at) or cue_after(tokens, at)
                    )
                    if not cue or token.quote is None or cue.subject.is_pronoun:
                        continue
                    speaker = self.discourse.people.resolve(cue.subject)
                    if speaker:
                        rule = f"nested, {cue.rule}"
                        known[token.quote] = Attribution(
                            speaker.name, cue.verb, rule, speaker.confidence
                        )

    def _fill_back(self, index: int, attribution: Attribution) -> None:
        """Give the paragraphs of a quote that runs on the speaker named at its end."""
        for at in range(len(self.statements) - 1, -1, -1):
            statement = self.statements[at]
            if statement.attribution or statement.block < index - 1 or statement.form != "direct":
                return
            self.statements[at] = Statement(
                statement.form,
                statement.block,
                statement.start,
                statement.end,
                attribution._replace(rule="goes on into the paragraph after"),
                statement.carried,
                statement.occasion,
            )
            index -= 1

    def _reported_speech(self, block: int, sentence: _Sentence) -> None:
        """Find “Ruiz warned that …” and “…, Ruiz warned.”"""
        tokens = sentence.tokens
        for cue in cues_of(tokens):
            content = reported_clause(tokens, cue, self.report.blocks[block].text)
            if content is None:
                continue
            speaker = self.discourse.speaker_of(cue, sentence.carried.outlet, None)
            if speaker is None or speaker.confidence < THRESHOLD:
                continue
            rule = f"reported, {'pronoun' if cue.subject.is_pronoun else cue.rule}"
            attribution = Attribution(speaker.name, cue.verb, rule, speaker.confidence)
            carried = self._carried(sentence, attribution)
            occasion = occasion_of(sentence.text)
            self.statements.append(
                Statement("indirect", block, *content, attribution, carried, occasion)
            )
            return

    def _remember(self, sentence: _Sentence) -> None:
        """Keep who spoke and whom the sentence is about, for the pronouns to come."""
        spoke = False
        for cue in cues_of(sentence.tokens):
            speaker = self.discourse.speaker_of(cue, sentence.carried.outlet, None)
            if speaker is None or speaker.confidence < THRESHOLD or outlet_name(speaker.name):
                continue
            self.last_heard = speaker
            if not spoke and cue.verb not in BACKGROUND and not cue.subject.is_pronoun:
                self.discourse.heard(speaker, sentence.carried.outlet)
                spoke = True
        if spoke:
            return
        opening = opening_subject(sentence.tokens, len(sentence.tokens))
        if opening and len(personal_name(opening.head)) > 0:
            about = self.discourse.people.resolve(opening)
            if about and not about.collective and " " in about.name:
                self.discourse.mentioned(about)

    def _carried(self, sentence: _Sentence, attribution: Attribution | None) -> Carried:
        carried = sentence.carried
        if carried.outlet and not (attribution and carried.outlet == attribution.speaker):
            return carried
        outlet = self.introduced_by
        if outlet is None and attribution:
            outlet = self.discourse.outlet_of.get(attribution.speaker)
        return Carried(outlet)

    def _emit(
        self,
        index: int,
        text: str,
        quotes: list[Quote],
        known: dict[int, Attribution],
        found: list[_Sentence],
    ) -> None:
        home = {t.quote: s for s in found for t in s.tokens if t.quote is not None}
        for number, quote in enumerate(quotes):
            attribution = known.get(number)
            form = _form(text, quote)
            if not _worth_keeping(form, quote, attribution):
                continue
            sentence = home.get(number)
            if sentence is None:
                carried, occasion = Carried(), None
            else:
                carried = self._carried(sentence, attribution)
                occasion = occasion_of(sentence.text)
            self.statements.append(
                Statement(form, index, quote.start, quote.end, attribution, carried, occasion)
            )


def _children(quotes: Sequence[Quote], parent: int | None) -> list[tuple[int, Quote]]:
    return [(n, quote) for n, quote in enumerate(quotes) if quote.parent == parent]


def _sentence(text: str, tokens: list[Token]) -> _Sentence:
    """Write a sentence with its quotes masked, and see who carried it."""
    shown, at = [], tokens[0].start
    for token in tokens:
        if token.quote is not None:
            shown += [text[at : token.start], "\ufffc"]
            at = token.end
    masked = "".join([*shown, text[at : tokens[-1].end]])
    return _Sentence(tokens, masked, carried_by(masked))


def _introduces(sentence: _Sentence) -> str | None:
    """Return the outlet of a paragraph that ends “According to FT:”."""
    return sentence.carried.outlet if sentence.text.endswith(":") else None


def _form(text: str, quote: Quote) -> str:
    if len(text[quote.start : quote.end].split()) <= FRAGMENT_WORDS:
        return "fragment"
    return "nested" if quote.depth else "direct"


def _worth_keeping(form: str, quote: Quote, attribution: Attribution | None) -> bool:
    """Leave out what may be a title, an irony or the author's own paraphrase in quotes."""
    if attribution is not None:
        return form != "fragment" or attribution.verb is not None
    return form == "direct" and quote.mark not in "'‘"
