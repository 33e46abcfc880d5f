"""Whose words a report's own words are: who signed or issued it."""

import re
from collections.abc import Sequence
from typing import Final

from .lexicon import BODY, LEADER, ROLE, TITLE, classes_of
from .turns import issuer_in

AUTHOR: Final = "author"
_NAME: Final = (
    r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?:\s+(?:(?:de|van|von|der|al|bin|[A-Z]\.)\s+)*[A-ZÀ-ÖØ-Þ][\w.'’-]*){1,3}"
)
_SIGNED: Final = re.compile(rf"(?P<name>{_NAME}),\s+(?P<office>[^.!?\n]{{4,120}}?)\s*")
_HEADED: Final = re.compile(
    r"(?:(?:press\s+|media\s+|joint\s+)?statement|remarks|speech|address|message)\s+(?:by|of|from)\s+"
    r"(?:the\s+)?(?P<who>[^.:\n]{3,120})",
    re.IGNORECASE,
)
_ATTRIBUTABLE: Final = re.compile(
    r"\battributable\s+to\s+(?:the\s+)?(?P<who>[^.:\n]{3,100})", re.IGNORECASE
)
_BYLINE: Final = re.compile(
    rf"(?:by|from)\s+(?P<name>{_NAME})(?:\s+(?:in|and|for)\s.*)?", re.IGNORECASE
)
_RELEASE: Final = re.compile(
    r"\bpress\s+release|\bfor\s+immediate\s+release|\bmedia\s+(?:note|release|statement)"
    r"|\bpress\s+statement|\bcommuniqu[eé]|\breadout\b|\bstatement\b",
    re.IGNORECASE,
)
_SAID_TODAY: Final = re.compile(
    rf"[,”\"]\s+(?P<who>{_NAME}|[A-Z]{{2,8}})\s+said\s+(?:today|in\s+a\s+(?:report|statement))\b"
)
_TOP: Final = 5
_LONGEST: Final = 200


def document_speaker(texts: Sequence[str | None]) -> str | None:
    """Return who speaks in an official statement's own words; None for a report.

    Args:
        texts: Blocks in order, boilerplate among them.
    """
    top = [text for text in texts if text][:_TOP]
    joined = "\n".join(text[:400] for text in top)
    for line in _lines(top):
        headed = _HEADED.match(line)
        if headed:
            return _who(headed["who"])
    attributed = _ATTRIBUTABLE.search(joined)
    if attributed:
        return _who(attributed["who"])
    issuer = issuer_in(joined) if _RELEASE.search(joined) else None
    if issuer:
        return issuer
    for line in _lines(top[:2]):
        signed = _SIGNED.fullmatch(line)
        if signed and _is_office(signed["office"]):
            return signed["name"]
    if _RELEASE.search(joined[:300]):
        return _masthead(top)
    said = _SAID_TODAY.search(joined)
    return said["who"] if said and len(top) > 1 and said["who"].count(" ") < 5 else None


def byline_of(texts: Sequence[str | None]) -> str | None:
    """Return who signed a report with “By …” at its head."""
    for line in _lines([text for text in texts if text][:_TOP]):
        match = _BYLINE.fullmatch(line.strip())
        if match and line[0] in "Bb":
            return match["name"]
    return None


def _lines(blocks: Sequence[str]) -> list[str]:
    return [
        line.strip()
        for block in blocks
        for line in block[:600].splitlines()
        if 0 < len(line.strip()) < _LONGEST
    ]


def _who(text: str) -> str:
    """Cut “Department Spokesperson Ned Price on the talks” to the one who speaks."""
    words = re.split(r"\s+(?:on|regarding|about|at|to|after|following|concerning)\s+", text)[0]
    name = re.search(rf"(?:^|\s)({_NAME})$", words.strip(" ,"))
    title = words.split()[-1].lower() if words.split() else ""
    if name and not classes_of(title) & (ROLE | TITLE):
        parts = name[1].split()
        while len(parts) > 2 and classes_of(parts[0].lower()) & (ROLE | TITLE | BODY):
            parts.pop(0)
        return " ".join(parts)
    return words.strip(" ,")


def _is_office(text: str) -> bool:
    words = re.findall(r"[\w-]+", text.lower())
    return len(words) < 16 and any(classes_of(word) & (LEADER | TITLE) for word in words)


def _masthead(top: Sequence[str]) -> str | None:
    """Return the body in whose name a release is headed: “MINISTRY OF FOREIGN AFFAIRS”."""
    lines = _lines(top[:3])
    country = next((_of_state(line) for line in lines if _of_state(line)), None)
    for line in lines:
        bare = re.split(r"\s+[-–|]\s+", line)[0].strip()
        words = re.findall(r"[\w’'-]+", bare)
        if not words or len(words) > 9 or _RELEASE.search(bare) or bare.endswith("."):
            continue
        bodies = [w for w in words if classes_of(w.lower()) & BODY or w.lower() in _BODIES]
        if bodies and (
            bare.isupper() or bare.istitle() or all(w[0].isupper() or len(w) < 4 for w in words)
        ):
            name = (
                bare.title().replace(" Of ", " of ").replace(" The ", " the ")
                if bare.isupper()
                else bare
            )
            if country and country.lower() not in name.lower():
                name = f"{name} of {country}"
            return name.replace(" And ", " and ")
    return None


def _of_state(line: str) -> str | None:
    match = re.search(
        r"(?:REPUBLIC|Republic|KINGDOM|Kingdom|STATE|State)\s+(?:OF|of)\s+([A-Z][\w ]+)$", line
    )
    return match[1].title().strip() if match else None


_BODIES: Final = frozenset(
    ["council", "commission", "union", "nations", "alliance", "organisation", "organization"]
)
