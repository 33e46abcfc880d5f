"""The quote scanner: which stretches of a paragraph stand in quotation marks.

It knows marks and their neighbours, not words: straight and curly marks,
guillemets, low marks and corner brackets, nested and unbalanced ones, and
quotations that run over paragraphs without a closing mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

_CLOSERS = {
    "“": '”"“',
    "‘": "’",
    "„": "“”",
    "‚": "‘’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "”": "”",
    "「": "」",
    "『": "』",
    '"': '"”',
    "'": "'",
    "＂": "＂",
}
_SAME_BOTH_WAYS = frozenset("\"'＂”»«›‹")
_SURE_OPENERS = frozenset("“‘„‚«‹「『")
_MARKS = re.compile("[“”‘’„‚«»‹›「」『』\"'＂]")
_SINGLE = frozenset("'’‘")
_DOUBLE = frozenset('"＂“”„«»')
_ELISION = re.compile(r"['’‘](?:\d\ds?|t(?:is|was)|em|til|cause|bout|n)\b", re.IGNORECASE)
_SURE_CLOSE = re.compile(r"(?:[.,!?…]['’](?!\w)|['’](?=[,.;:!?)\]”\"—–]|\s*$))")
_ATTRIBUTED = re.compile(
    r",\s+(?:[\w.’'-]+\s+){1,5}(?:said|says|told|added|warned|wrote|explained|insisted)\b[^,]*$"
)
_OPENING_TWO = re.compile(r"(?:``|(?<![\w.,!?'])''(?=[\w\[\u2026(.'-]))")
_CLOSING_TWO = re.compile(r"''(?!')")
_LOOK_AHEAD = 2_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch in quotation marks.

    Attributes:
        block: Index of the paragraph.
        start: First character inside the marks, in the paragraph's text.
        end: One past the last, a comma before the closing mark left out.
        outer_start: Where the opening mark stands.
        outer_end: One past the closing mark, or the paragraph's end without one.
        mark: The opening mark.
        depth: In how many other quotes it stands.
        parent: Index of the quote around it among the paragraph's, or None.
        carries_on: Whether it continues the quote of the paragraph before.
    """

    block: int
    start: int
    end: int
    outer_start: int
    outer_end: int
    mark: str
    depth: int = 0
    parent: int | None = None
    carries_on: bool = False


class _Pair(NamedTuple):
    open: int
    close: int
    mark: str


def scan_blocks(texts: Sequence[str | None]) -> tuple[list[list[Quote]], list[tuple[int, int]]]:
    """Find the quotes of each paragraph, and the marks without a partner.

    Args:
        texts: Paragraphs in order; None for one that is not to be read.

    Returns:
        Quotes by paragraph, in order of their opening marks; and the block and
        offset of each double mark, or opening mark, that was left out.
    """
    quotes: list[list[Quote]] = [[] for _ in texts]
    unbalanced: list[tuple[int, int]] = []
    runs_on: str | None = None
    read = [index for index, text in enumerate(texts) if text is not None]
    for index, following in zip_longest(read, read[1:]):
        text = _with_single_marks(texts[index] or "")
        pairs, unclosed, stray = _pairs(text)
        after = _with_single_marks(texts[following] or "") if following is not None else ""
        reached = _open_to_the_end(text, pairs, unclosed, after)
        if reached is not None:
            pairs.append(_Pair(reached, len(text), text[reached]))
        unbalanced += [(index, at) for at in sorted(unclosed + stray) if at != reached]
        found = _nested(text, index, pairs)
        if runs_on and found and found[0].outer_start == 0 and found[0].mark == runs_on:
            found[0] = replace(found[0], carries_on=True)
        if text != texts[index]:
            found = [_with_double_marks(quote, texts[index] or "") for quote in found]
        quotes[index] = found
        runs_on = text[reached] if reached is not None else None
    return quotes, unbalanced


def _with_single_marks(text: str) -> str:
    """Write '' and `` as one mark and a space, as long as before: they stand for a double mark."""
    if "''" not in text and "``" not in text:
        return text
    text = _OPENING_TWO.sub(' "', text)
    return _CLOSING_TWO.sub('" ', text)


def _with_double_marks(quote: Quote, text: str) -> Quote:
    """Take both characters of a doubled mark into a quote."""
    start, end = quote.outer_start, quote.outer_end
    if start and text[start - 1 : start + 1] in ("''", "``"):
        start -= 1
    if text[end - 1 : end + 1] == "''":
        end += 1
    return replace(quote, outer_start=start, outer_end=end)


def _pairs(text: str) -> tuple[list[_Pair], list[int], list[int]]:
    """Match marks with a stack; a mark closes the nearest quote it can close.

    Returns:
        The pairs, the opening marks left over, and the double marks that do neither.
    """
    stack: list[int] = []
    pairs: list[_Pair] = []
    unclosed: list[int] = []
    stray: list[int] = []
    for match in _MARKS.finditer(text):
        at, mark = match.start(), match.group()
        opener = _closes(text, at, stack)
        if opener is not None:
            unclosed += stack[opener + 1 :]
            pairs.append(_Pair(stack[opener], at, text[stack[opener]]))
            del stack[opener:]
        elif _opens(text, at, mark, stack):
            stack.append(at)
            if len(stack) > _DEEPEST:
                unclosed.append(stack.pop(0))
        elif mark in _DOUBLE and not text[at - 1 : at].isdigit():  # 5" is a length
            stray.append(at)
    return pairs, sorted(unclosed + stack), stray


def _closes(text: str, at: int, stack: list[int]) -> int | None:
    """Return the position in the stack of the quote that the mark at `at` closes."""
    mark = text[at]
    for position in range(len(stack) - 1, -1, -1):
        opener = text[stack[position]]
        if mark not in _CLOSERS[opener]:
            continue
        if mark in "'’" and opener in _SINGLE and _is_apostrophe(text, at):
            return None
        if mark in _SAME_BOTH_WAYS and _can_only_open(text, at):
            return None
        if mark == opener == "“" and not _ends_like_a_quote(text, at):
            return None
        return position
    return None


def _ends_like_a_quote(text: str, at: int) -> bool:
    """Whether an opening mark stands where a quote closes, by mistake: “We go,“ he said."""
    return text[at - 1 : at] in tuple(",.!?") and not text[at + 1 : at + 2].strip()


def _opens(text: str, at: int, mark: str, stack: list[int]) -> bool:
    if mark == "’" or mark not in _CLOSERS:
        return False
    if mark in _SINGLE:
        return _single_opens(text, at, stack)
    return mark in _SURE_OPENERS or _can_only_open(text, at)


def _single_opens(text: str, at: int, stack: list[int]) -> bool:
    if _ELISION.match(text, at) or not text[at + 1 : at + 2].strip():
        return False
    if text[at] == "‘":
        return True
    inside = any(text[opener] == "'" for opener in stack)
    closing = re.compile(r"(?<=\S)'(?!\w)").search(text, at + 2, at + _LOOK_AHEAD)
    return _can_only_open(text, at) and not inside and closing is not None


def _can_only_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not after.strip() or after in ",.;:!?)]":
        return False
    return (
        not before.strip()
        or before in "([{—–-/:¿¡>"
        or before in _SURE_OPENERS
        or (before in "\"'" and (at < 2 or text[at - 2].isspace()))
    )


def _is_apostrophe(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before.strip() or (before.isalnum() and after.isalnum()):
        return True
    if before not in "sSxzn" or not after.isspace() or not text[at + 2 : at + 3].islower():
        return False
    reach = text.find("‘", at + 1, at + _LOOK_AHEAD)
    return bool(_SURE_CLOSE.search(text, at + 1, reach if reach >= 0 else at + _LOOK_AHEAD))


def _open_to_the_end(
    text: str, pairs: list[_Pair], unclosed: list[int], following: str
) -> int | None:
    """Return the opening mark whose quote goes on in the next paragraph, if one does.

    A paragraph that ends “…, Ruiz said.” has lost its closing mark instead.
    """
    if _ATTRIBUTED.search(text[-120:]):
        return None
    for at in unclosed[-_DEEPEST:]:
        mark = text[at]
        inside = any(pair.open < at < pair.close for pair in pairs)
        later = any(pair.open > at and pair.mark == mark for pair in pairs)
        if following.startswith(mark) and not inside and not later and text[at + 1 :].strip():
            return at
    return None


def _nested(text: str, block: int, pairs: list[_Pair]) -> list[Quote]:
    quotes: list[Quote] = []
    around: list[int] = []
    for pair in sorted(pairs):
        while around and quotes[around[-1]].outer_end <= pair.open:
            around.pop()
        inner = text[pair.open + 1 : pair.close]
        start = pair.open + 1 + len(inner) - len(inner.lstrip())
        end = pair.open + 1 + len(inner.rstrip().rstrip(",").rstrip())
        if start >= end:
            continue
        closing = min(pair.close + 1, len(text))
        parent = around[-1] if around else None
        quotes.append(Quote(block, start, end, pair.open, closing, pair.mark, len(around), parent))
        around.append(len(quotes) - 1)
    return quotes
