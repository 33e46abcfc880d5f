"""Who carried the words, and on what occasion they were said."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SPOKEN_TO = re.compile(
    r"\b(?:told|to|with|by|in|via|from|citing|quoting|agency|channel|newspaper|paper|magazine|daily"
    r"|network|broadcaster|outlet|media|weekly|station|website)\s+(?:the\s+)?$"
)
_CARRIES = re.compile(
    r"(?:[’']s?)?\s+(?:interview|report(?:s|ed)\b|said|says|quot(?:ed|es)|wrote|write|podcast"
    r"|(?:on\s+\w+\s+)?that\b)"
)
_UNLISTED = re.compile(
    r"\btold\s+(?:the\s+)?((?:[A-Z][\w’'-]+\s+){1,3}(?:Times|Post|News|Herald|Tribune|Journal|Gazette"
    r"|Radio|TV|Television|Telegraph|Chronicle|Courier|Mirror|Agency))\b"
)
_CITING = re.compile(r"\b(?:citing|quoting)\b")
_OCCASION = re.compile(
    r"\b(?:(?:in|at|during|on)\s+(?:an?|the|his|her|their|its)\s+(?:[\w’'-]+\s+){0,4}?"
    r"(?:interview|statement|(?:press|news)\s+conference|speech|briefing|address|hearing|podcast"
    r"|rally|letter|op-ed|summit|forum|debate|testimony|(?:social\s+media\s+|blog\s+)?post)\b"
    r"|while\s+addressing\s+\w+)(?:(?!\s(?:that|and|but)\b)[^.,;:!?\ufffc()“”\"]){0,90}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Carried:
    """The outlet that had the words first, and those that passed them on."""

    outlet: str | None = None
    relay: tuple[str, ...] = ()


@cache
def _aliases() -> dict[str, str]:
    table = files(__package__).joinpath("data/outlets.tsv").read_text(encoding="utf-8")
    aliases: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            name, *others = line.split("\t")
            aliases.update(dict.fromkeys([name, *others], name))
    return aliases


@cache
def _mention() -> re.Pattern[str]:
    names = sorted(_aliases(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")


def outlet_name(text: str) -> str | None:
    """Return the full name of an outlet from any of its forms, or None."""
    bare = text.removeprefix("the ").removeprefix("The ")
    return _aliases().get(text) or _aliases().get(bare)


def carried_by(sentence: str) -> Carried:
    """Say which outlets a sentence, its quotes masked, gives as carrying the words."""
    found: list[tuple[int, str]] = []
    for match in _mention().finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _SPOKEN_TO.search(before[-40:]) or _CARRIES.match(after) or _opens(before, after):
            found.append((match.start(), _aliases()[match[1]]))
    if not found:
        unlisted = _UNLISTED.search(sentence)
        return Carried(unlisted[1]) if unlisted else Carried()
    citing = _CITING.search(sentence)
    if citing and found[0][0] < citing.start() < found[-1][0]:
        return Carried(found[-1][1], (found[0][1],))
    return Carried(found[0][1])


def _opens(before: str, after: str) -> bool:
    """Whether the sentence is no more than “According to FT:”."""
    return bool(re.fullmatch(r"(?i)\W*(?:as\s+)?according\s+to\s+(?:the\s+)?", before)) and bool(
        re.match(r"\s*[:,]", after)
    )


def occasion_of(sentence: str) -> str | None:
    """Return where or when it was said, as a sentence with masked quotes words it."""
    match = _OCCASION.search(sentence)
    return " ".join(match.group().split()) if match else None
