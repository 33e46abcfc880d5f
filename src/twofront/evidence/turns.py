"""Transcripts: which paragraphs are whose turn to speak, and statements given in full."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .people import People

_NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_LABEL: Final = re.compile(
    r"\s*(?:>>\s*|\*\*|\[)?"
    r"(?P<label>(?:Q|A|[A-ZÀ-ÖØ-Þ][^:.\n“”\"«»?!]{0,90}?(?:\.[^:.\n“”\"«»?!]{1,60}){0,4}?))"
    r"(?:\s*\[?\(?\d{1,2}:\d{2}(?::\d{2})?\)?\]?)?(?:\*\*|\])?\s*:(?:\*\*)?\s+(?=\S)"
)
_BARE_Q: Final = re.compile(r"\s*(?P<label>Q|A)(?:\.\s+|\s{2,}|\t)(?=\S)")
_STOPPED: Final = re.compile(
    r"\s*(?P<label>(?:The\s+(?:PRESIDENT|President|SPEAKER|CHAIR\w*|Chair\w*)"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gen|Senator|Chairman|Secretary|Ambassador|General|Admiral)\.?\s+"
    r"[A-ZÀ-ÖØ-Þ]{2,}[A-ZÀ-ÖØ-Þ'’-]*(?:\s+of\s+[A-Z]\w+)?))\.\s+(?=[A-Z“\"])"
)
_NO_SPEAKER: Final = re.compile(
    r"(?:read|see)\s+(?:more|also)|background|notes?(?:\s+to\s+editors)?|(?:press|media)\s+contacts?"
    r"|correction|updated?|editor.?s\s+note|related|sources?|photos?|image|video|watch|more\b.*|subject"
    r"|date|location|time|place|to|from|cc|re|tel|e-?mail|contact|ps|title|author|published|summary"
    r"|key\s+points?|tags?|topics?|text\s+of\s+report|part\s+\w+|chapter\s+\w+|section\s+\w+"
    r"|begin\s+text|end\s+text|commentary|analysis|opinion|live|breaking|exclusive|interview|(?:panel|session|act|scene|day|round|annex|item|agenda)\s*\w{0,4}"
    r"|warning|question\s+\d+|figure|table|.*\bsaid|.*\bsays",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"\s*(?:notes?|end\s+of|source|correction|this\s+(?:interview|transcript)|the\s+interview)\b.{0,40}[:.]?",
    re.IGNORECASE,
)
_QUESTION_LABELS: Final = frozenset(("q", "question", "questions", "reporter", "interviewer"))
_DIRECTION: Final = re.compile(r"\s*[(\[][^)\]]{1,80}[)\]]\s*")
_BRACKETED: Final = re.compile(r"\(([^()]{3,80})\)")
_TITLED: Final = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Baroness)\.?\s")
_TITLES: Final = re.compile(
    r"^(?:(?:the|rt|hon|right|honou?rable|mr|mrs|ms|miss|dr|sir|prof(?:essor)?|ambassador|secretary"
    r"|president|prime|minister|chancellor|senator|rep(?:resentative)?|congress(?:man|woman)|gen(?:eral)?"
    r"|admiral|colonel|captain|judge|justice|governor|mayor|foreign|deputy|acting|under|assistant"
    r"|state|spokes(?:man|woman|person)|director|chair(?:man|woman)?|press)\.?\s+)+",
    re.IGNORECASE,
)
_INTRO: Final = re.compile(
    r"\b(?:spoke|speaks|talked|talks|answered|told|sat\s+down|interview)\b", re.IGNORECASE
)
_BEGIN: Final = re.compile(r"\s*(?:begin|start\s+of)\s+(?:text|statement)\b.{0,20}", re.IGNORECASE)
_END: Final = re.compile(r"\s*end\s+(?:of\s+)?(?:text|statement)\b.{0,10}", re.IGNORECASE)
_FEWEST: Final = 3
_LONGEST_QUESTION: Final = 320


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn's words in one block.

    Attributes:
        block: Index of the block.
        start: First character of what is said, in the block's text.
        speaker: Who speaks.
        goes_on: Whether the block goes on with the turn of the one before.
        rule: How it was found.
    """

    block: int
    start: int
    speaker: str
    goes_on: bool
    rule: str


def find_turns(texts: Sequence[str | None], people: People) -> list[Turn]:
    """Find the turns of a transcript; none where the report is none.

    Args:
        texts: Blocks in order, None for one that is not to be read.
        people: Whom the report names, for full names.
    """
    labelled = {
        index: match for index, text in enumerate(texts) if text and (match := _label(text))
    }
    counts = Counter(_key(match["label"]) for match in labelled.values())
    several = sum(1 for count in counts.values() if count > 1)
    enough = len(labelled) >= _FEWEST and several and len(counts) > 1
    if enough and len(labelled) * 4 > sum(1 for text in texts if text):
        return _labelled(texts, labelled, people)
    return _given_in_full(texts) or _interview(texts, people)


def _label(text: str) -> re.Match[str] | None:
    """Match the name of a speaker at the head of a block."""
    stopped = _BARE_Q.match(text) or _STOPPED.match(text)
    if stopped:
        return stopped
    match = _LABEL.match(text)
    if match is None:
        return None
    label = match["label"].strip()
    if _NO_SPEAKER.fullmatch(label) or not _is_name(label):
        return None
    return match


def _is_name(label: str) -> bool:
    """Whether a label is made as names and offices are, not as a clause is."""
    bare = _BRACKETED.sub("", label)
    words = [word for word in re.split(r"[\s,]+", bare) if word]
    small = {"of", "the", "for", "and", "de", "von", "van", "al", "bin", "hon.", "to", "in", "at"}
    lower = [w for w in words if w[0].islower() and w not in small]
    return 0 < len(words) <= 12 and len(lower) <= (1 if len(words) > 1 else 0)


def _key(label: str) -> str:
    """Return what two labels of one speaker have in common: the surname."""
    bare = _BRACKETED.sub("", label).split(",")[0].strip(" *.[]")
    inside = _BRACKETED.search(label)
    if inside and _TITLED.match(inside[1]):
        bare = inside[1]
    return bare.split()[-1].lower() if bare.split() else label.lower()


def _labelled(
    texts: Sequence[str | None], labelled: dict[int, re.Match[str]], people: People
) -> list[Turn]:
    names = _full_names(labelled, people)
    turns: list[Turn] = []
    speaker: str | None = None
    for index, text in enumerate(texts):
        if not text:
            continue
        match = labelled.get(index)
        if match:
            speaker = names[_key(match["label"])]
            turns.append(Turn(index, match.end(), speaker, False, "turn, labelled"))
        elif _NOTICE.match(text):
            speaker = None
        elif speaker and not _DIRECTION.fullmatch(text):
            turns.append(Turn(index, 0, speaker, True, "turn, goes on"))
    return turns


def _full_names(labelled: dict[int, re.Match[str]], people: People) -> dict[str, str]:
    """Return the fullest name for each label's surname."""
    names: dict[str, str] = {}
    for match in labelled.values():
        key = _key(match["label"])
        name = _spelt(match["label"])
        if key not in names or len(name.split()) > len(names[key].split()):
            names[key] = name
    for key, name in names.items():
        if key in _QUESTION_LABELS or key == "a":
            continue
        person = people.named(tuple(name.split()))
        if person is None:
            person = people.named((key,))
        if person and person.name[-1].lower() == key:
            names[key] = person.full
    return names


def _spelt(label: str) -> str:
    """Spell a label as a name: without titles, capitals as in text."""
    inside = _BRACKETED.search(label)
    if inside and _TITLED.match(inside[1]):
        label = inside[1]
    bare = _BRACKETED.sub("", label).split(",")[0].strip(" *[]")
    if bare in ("Q", "A"):
        return bare
    if bare.isupper():
        bare = " ".join(_as_in_text(word) for word in bare.split())
    stripped = _TITLES.sub("", bare).strip()
    return stripped or bare


def _as_in_text(word: str) -> str:
    """Spell JOON-KI as Joon-ki and MCCAIN as Mccain."""
    return word[:1] + word[1:].lower()


def _given_in_full(texts: Sequence[str | None]) -> list[Turn]:
    """Find a statement that is given between “Begin text” and “End text”."""
    begin = next((i for i, t in enumerate(texts) if t and _BEGIN.fullmatch(t)), None)
    if begin is None:
        return []
    ends = (i for i, t in enumerate(texts) if i > begin and t and _END.fullmatch(t))
    end = next(ends, len(texts))
    before = " ".join(text for text in texts[:begin] if text)
    speaker = issuer_in(before)
    inside = [i for i in range(begin + 1, end) if texts[i]]
    if speaker is None:
        return []
    return [
        Turn(index, 0, speaker, place > 0, "turn, text of a statement")
        for place, index in enumerate(inside)
    ]


_ISSUED: Final = re.compile(
    r"\b(?:statement|text|communiqu[eé]|declaration|message)\b[^.]{0,60}?"
    r"\b(?:released|issued|made|given|adopted|delivered)\b[^.]{0,60}?\bby\s+(?:the\s+)?"
    r"(?P<who>[^.:;]{3,300})",
)


def issuer_in(text: str) -> str | None:
    """Return who issued a statement, as “was released by the G7 foreign ministers of …” says."""
    match = _ISSUED.search(text)
    if match is None:
        return None
    who = re.split(
        r",|\s+(?:on|at|following|after|in\s+\w+,)\s|\s+of\s+(?=[A-Z]\w+,)", match["who"]
    )[0]
    return who.strip() or None


def _interview(texts: Sequence[str | None], people: People) -> list[Turn]:
    """Find questions and answers without labels: paragraphs of one question each, then others."""
    read = [index for index, text in enumerate(texts) if text]
    asked = [index for index in read if _is_question(texts[index] or "")]
    if len(asked) < _FEWEST:
        return []
    first, last = read.index(asked[0]), read.index(asked[-1])
    between = last - first + 1
    if len(asked) * 5 < between or first == 0:
        return []
    neighbours = sum(1 for a, b in itertools.pairwise(read) if a in asked and b in asked)
    guest = _guest([texts[index] or "" for index in read[:first]], people)
    if guest is None or neighbours > 1:
        return []
    turns: list[Turn] = []
    answering = False
    for index in read[first:]:
        if index in asked:
            turns.append(Turn(index, 0, "interviewer", False, "turn, question"))
            answering = False
        elif _is_about(texts[index] or "", guest):
            break
        else:
            turns.append(Turn(index, 0, guest, answering, "turn, answer"))
            answering = True
    return turns


def _is_question(text: str) -> bool:
    bare = text.strip().strip("*_").rstrip("”\"’'")
    quoted = text.lstrip()[:1] in '“"‘«' or re.search(r"[”\"],?\s+\w+\s+(?:said|asks?|asked)", text)
    return bare.endswith("?") and len(bare) < _LONGEST_QUESTION and not quoted


def _guest(before: Sequence[str], people: People) -> str | None:
    """Return who is interviewed, from the paragraphs before the first question."""
    intro = " ".join(before)
    if not _INTRO.search(intro):
        return None
    named = [
        (intro.find(" ".join(person.name)), person.full)
        for person in people.persons.values()
        if " ".join(person.name) in intro and not _is_byline(before, person.full)
    ]
    return min(named)[1] if named else None


def _is_byline(before: Sequence[str], name: str) -> bool:
    return any(
        re.fullmatch(rf"\s*by\s+{re.escape(name)}\s*", text, re.IGNORECASE) for text in before
    )


def _is_about(text: str, guest: str) -> bool:
    """Whether a paragraph is no answer but tells of the guest, at the end of an interview."""
    return (
        guest in text or re.match(r"\s*(?:this|the)\s+interview\b", text, re.IGNORECASE) is not None
    )
