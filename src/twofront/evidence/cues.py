"""Where a report says who speaks: verbs of saying with their subjects, and what does without."""

from typing import Final

from .agreement import _BE, _SAID_BY_MANY, agrees, is_plural, is_verb, may_speak
from .clauses import starts_clause
from .cue import Cue
from .lexicon import (
    ADVERB,
    AUXILIARY,
    BASE,
    BODY,
    CAPITAL,
    CONTENT_NOUN,
    COORDINATOR,
    DOCUMENT,
    FINITE,
    FIRST,
    GERUND,
    INDEFINITE,
    MODAL,
    NAME,
    NOUNISH,
    PERSON,
    POINT,
    PREPOSITION,
    PRONOUN,
    QUOTED,
    RELATIVE,
    ROLE,
    ROLES,
    SAYING,
    SUBORDINATOR,
    TIME,
    UTTERANCE,
    Use,
    sayings,
)
from .openings import opening_subject
from .phrases import Phrase, base_start, phrase_before, phrase_from
from .subjects import (
    skip_adverbs,
    subject_after,
    subject_before,
)
from .tokens import DASHES, Tokens
from .verbless import according, answer, in_the_words, noun_cue, verbless

_TURNS: Final = frozenset(["while", "whereas", "but", "and", "though", "although"])
_SIGNS: Final = frozenset(
    ["sign", "signs", "banner", "banners", "placard", "placards", "poster", "posters", "cover"]
)
_QUOTING: Final = frozenset(["quoted", "cited", "quotes", "quoting", "quote"])


def find_cues(tokens: Tokens) -> list[Cue]:
    """Return the cues of a sentence, in order."""
    cues: list[Cue] = []
    for at, token in enumerate(tokens):
        bits = token.bits
        if bits & SAYING:
            cue = _verb_cue(tokens, at, cues)
        elif token.low in ("according", "words", "as"):
            cue = according(tokens, at) or in_the_words(tokens, at)
        elif token.text == ":" or (token.text in DASHES and at and tokens[at - 1].quote >= 0):
            cue = verbless(tokens, at, cues)
        elif bits & (UTTERANCE | CONTENT_NOUN) and at and at + 1 < len(tokens):
            cue = answer(tokens, at) if tokens[at + 1].low in _BE else noun_cue(tokens, at)
        else:
            continue
        if cue:
            cues.append(cue)
    return cues


def _verb_cue(tokens: Tokens, at: int, before: list[Cue]) -> Cue | None:
    token = tokens[at]
    if token.bits & CAPITAL and at and not tokens[at - 1].bits & POINT:
        return None
    found = _use(tokens, at)
    if found is None:
        return None
    use, end = found
    if token.bits & GERUND and not token.bits & FINITE:
        return _gerund(tokens, at, end, use, before)
    behind = skip_adverbs(tokens, at - 1)
    if at and tokens[at - 1].low == "to":
        return _infinitive(tokens, at, end, use, before)
    if not is_verb(tokens, at, behind):
        return None
    subject, rule = _inverted(tokens, at, end, use), "inverted"
    if subject is None:
        subject, rule = subject_before(tokens, at), "subject verb"
        if subject and not agrees(tokens, subject, behind, at):
            return None
    joins = at == 0 or (
        behind >= 0 and (tokens[behind].bits & COORDINATOR or tokens[behind].text == ",")
    )
    if subject is None and joins and _may_share(tokens, at, end, behind):
        subject, rule = _shared(tokens, at, before), "shared subject"
    if subject is None or not may_speak(subject, use):
        return None
    cue = _cue(tokens, at, end, use, subject, rule)
    cue.unreal = any(t.bits & MODAL for t in tokens[behind + 1 : at])
    cue.embedded = _is_embedded(tokens, cue, behind)
    return cue


def _is_embedded(tokens: Tokens, cue: Cue, behind: int) -> bool:
    """Whether a cue stands in “women who complained” or “when she said”."""
    if cue.inverted:
        return False
    if behind >= 0 and tokens[behind].bits & RELATIVE:
        return behind == 0 or tokens[behind - 1].text != ","
    left = tokens[cue.first - 1] if cue.first else None
    if left is None or left.low in ("as", "though", "that"):
        return False
    if left.bits & SUBORDINATOR:
        return True
    opens = (
        POINT | QUOTED | COORDINATOR | ADVERB | TIME | PREPOSITION | SAYING | AUXILIARY | RELATIVE
    )
    return cue.rule == "subject verb" and not left.bits & opens  # “nothing the president said”


def _may_share(tokens: Tokens, at: int, end: int, behind: int) -> bool:
    """Whether a form may have the subject of an earlier verb; a noun's form only before “that”."""
    bits = tokens[at].bits
    if not bits & FINITE:
        return False
    if not bits & NOUNISH:
        return True
    if behind < 0 or not tokens[behind].bits & COORDINATOR or end >= len(tokens):
        return False
    return tokens[end].low == "that" or tokens[end].quote >= 0


def _infinitive(tokens: Tokens, at: int, end: int, use: Use, before: list[Cue]) -> Cue | None:
    """Read “was moved to say, “…””: only where the quotation stands right behind."""
    place = end
    while place < len(tokens) and tokens[place].text in (",", ":"):
        place += 1
    if place >= len(tokens) or tokens[place].quote < 0 or not use.has("q"):
        return None
    subject = _shared(tokens, at, before)
    if subject is None or not may_speak(subject, use):
        return None
    cue = _cue(tokens, at, end, use, subject, "shared subject")
    cue.unreal = True
    return cue


def _cue(tokens: Tokens, at: int, end: int, use: Use, subject: Phrase, rule: str) -> Cue:
    verb = tokens[at].low if not use.particle else f"{tokens[at].low} {use.particle}"
    first = min(at, subject.first) if rule != "shared subject" else at
    last = max(end - 1, subject.last, *(other.last for other in subject.others))
    if rule == "shared subject":
        last = end - 1
    return Cue(at, end, use, verb, subject, rule, first, last)


def _use(tokens: Tokens, at: int) -> tuple[Use, int] | None:
    """Return the use of a verb of saying and where the verb ends."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    for use in sayings().get(tokens[at].low, ()):
        if not use.particle:
            return use, at + 1
        if following is None:
            continue
        if following.low == use.particle:
            end = at + 2
            if use.lemma == "go" and end + 1 < len(tokens) and tokens[end].low == "to":
                return (use, end + 2) if tokens[end + 1].bits & SAYING else None
            return use, end
        if (
            use.particle == "clear"
            and following.low in ("it", "that")
            and at + 2 < len(tokens)
            and tokens[at + 2].low == "clear"
        ):
            return use, at + 3
    return None


def _gerund(tokens: Tokens, at: int, end: int, use: Use, before: list[Cue]) -> Cue | None:
    """Read “…, adding that …”, “was quoted as saying”, “with analysts warning that …”."""
    if at == 0:
        return None
    left = tokens[at - 1]
    if left.low in ("without", "from", "not", "of", "about"):
        return None
    if left.low == "as":
        subject = _quoted_as(tokens, at - 1)
        return _cue(tokens, at, end, use, subject, "quoted as") if subject else None
    behind = skip_adverbs(tokens, at - 1)
    if any(t.low in _BE for t in tokens[behind + 1 : at]):
        subject = subject_before(tokens, at)
        fits = subject is not None and may_speak(subject, use)
        return _cue(tokens, at, end, use, subject, "subject verb") if subject and fits else None
    joined = behind < 0 or bool(tokens[behind].bits & (POINT | QUOTED | COORDINATOR))
    if left.low in _SIGNS:
        sign = phrase_before(tokens, behind)
        return _cue(tokens, at, end, use, sign, "participle") if sign else None
    if (
        joined
        or left.low in ("by", "in", "after", "before", "while", "when")
        or left.bits & DOCUMENT
    ):
        subject = _shared(tokens, at, before)
        fits = subject is not None and may_speak(subject, use)
        return _cue(tokens, at, end, use, subject, "shared subject") if subject and fits else None
    first = base_start(tokens, behind)
    if first < 0:
        return None
    phrase = Phrase(tokens, first, behind, behind)
    if not may_speak(phrase, use):
        return None
    led = tokens[first - 1].low if first else ""
    if led == "to":  # “sent a message to supporters saying”
        owner = _shared(tokens, at, before)
        return _cue(tokens, at, end, use, owner, "shared subject") if owner else None
    if led in ("with", "of") or tokens[behind].bits & (PERSON | ROLES):
        return _cue(tokens, at, end, use, phrase, "participle")
    return None


def _quoted_as(tokens: Tokens, as_at: int) -> Phrase | None:
    """Return the subject of “was quoted as saying” or the object of “quoted him as saying”."""
    for at in range(as_at - 1, max(-1, as_at - 14), -1):
        if tokens[at].low in _QUOTING:
            behind = skip_adverbs(tokens, at - 1)
            if any(t.low in _BE for t in tokens[behind + 1 : at]):
                return subject_before(tokens, at)
            if tokens[at + 1].bits & (PRONOUN | FIRST) or tokens[at + 1].low in (
                "him",
                "her",
                "them",
            ):
                return Phrase(tokens, at + 1, at + 1, at + 1)
            return phrase_from(tokens, at + 1)
    return None


def _inverted(tokens: Tokens, at: int, end: int, use: Use) -> Phrase | None:
    """Return the subject of “…,” said Ruiz; None where what follows is no subject."""
    plural = bool(tokens[at].bits & BASE) and use.lemma in _SAID_BY_MANY
    if not use.has("i") or not (tokens[at].bits & FINITE or plural):
        return None
    left = tokens[at - 1] if at else None
    quote = left is not None and left.quote >= 0
    if left is not None and at > 1 and (left.text == "," or left.text in DASHES):
        quote = tokens[at - 2].quote >= 0
    comma = left is None or left.text in (",", "–", "—") or left.low == "as"
    if not quote and (not comma or use.has("tojd")):
        return None
    subject = subject_after(tokens, end)
    if subject is None or subject.is_first or not may_speak(subject, use):
        return None
    last = max(subject.last, *(other.last for other in subject.others), 0)
    if last + 1 < len(tokens):
        after = tokens[last + 1]
        verbal = after.bits & (AUXILIARY | MODAL | FINITE | SAYING) and not after.bits & GERUND
        if (
            verbal
            or (after.low == "that" and not quote)
            or (subject.is_pronoun and not after.bits & POINT)
        ):
            return None
    head = tokens[subject.head]
    if plural and not (
        subject.joint or head.bits & (ROLES | INDEFINITE) or is_plural(tokens, head)
    ):
        return None
    if quote or left is None:
        return subject
    if not tokens[subject.head].bits & (NAME | PERSON | ROLE | ROLES | BODY | PRONOUN):
        return None
    if tokens[subject.first].low in ("a", "an") and not tokens[subject.head].bits & (ROLE | ROLES):
        return None
    rival = subject_before(tokens, at) if left.text == "," else None
    return subject if rival is None or not tokens[rival.head].bits & (NAME | ROLE) else None


def _shared(tokens: Tokens, at: int, before: list[Cue]) -> Phrase | None:
    """Return the subject of a verb joined to an earlier one: “met him and said”, “…, adding”."""
    for cue in reversed(before):
        left = tokens[cue.first - 1] if cue.first else None
        main = left is None or bool(left.bits & (POINT | QUOTED | COORDINATOR))
        if main or len(before) == 1:
            return cue.subject
    if before:
        return before[0].subject
    for place in range(at - 1, 1, -1):
        if (
            tokens[place].low in _TURNS
            and tokens[place - 1].text == ","
            and starts_clause(tokens, place + 1, at, sure=True)
        ):
            return phrase_from(tokens, place + 1)
    return opening_subject(tokens, at)
