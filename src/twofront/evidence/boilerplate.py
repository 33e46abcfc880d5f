"""Marks of text around a report: appeals, credits, links to more, notices, sign-offs.

Marked blocks stay where they are; they are only never read as the report's words.
"""

import re
from collections.abc import Sequence
from typing import Final

_NAME: Final = (
    r"(?-i:[A-Z\u00c0-\u00de])[\w.\u2019'-]*(?:\s+(?-i:[A-Z\u00c0-\u00de])[\w.\u2019'-]*){0,3}"
)
_FLAGS: Final = re.IGNORECASE | re.VERBOSE | re.DOTALL

# A block that is nothing else, of at most 400 characters.
_WHOLE_BLOCK: Final = {
    "photo credit": r"""
        (?:via|photo(?:graph)?s?|image|picture|file\s+photo|credits?|source)
            \s*(?:credit|by|from|via|courtesy(?:\s+of)?|:)*[\s:/]+
            (?-i:[A-Z])[^.!?"\u201c\u201d]{1,70}
        | (?:ap|afp|reuters|getty(?:\s+images)?|epa|pa|dpa|tass|xinhua|alamy|shutterstock)
            (?:\s+(?:photo|images?|via\s+[\w ]{2,30}))?(?:\s*[/,|]\s*[\w .'\u2019-]{2,50})*
        | \(?\s*(?:ap|afp|reuters|getty)\s+photo\b.{0,80}
        | \[?(?:embedded|embed|video|image|map|graphic|infographic|tweet|post)\b
            [^.!?]{0,20}:.{0,160}""",
    "links": r"""
        (?:read|see|learn|find\s+out|watch|listen|lire)\s+(?:more|also|next|aussi)\b.{0,300}
        | (?:more|also|latest|other)\s+(?:from|in|on|news|stories|coverage)\b
            [^.!?]{0,120}(?:[:|\u2022].{0,300})?
        | related(?:\s+(?:articles?|stories|topics|publications?|content|links|coverage|reading))?
            \W*.{0,160}
        | (?:most\s+(?:read|popular)|trending(?:\s+now)?|recommended|further\s+reading
            |in\s+pictures)\W*.{0,160}
        | (?:support|subscribe|donate|sign\s+up|log\s+in|register)(?:\s+(?:now|today|here))?\W*
        | (?:share|print|email|save|comments?|advertis[e]?ments?|skip\s+to\s+content|loading)
            (?:\s+(?:this|article|story|on\s+\w+))*\W*
        | (?:share|follow|like|join|find)\s+(?:us|this)\b.{0,160}
        | (?:accept|reject)\s+(?:all|cookies)\b.{0,80}
        | (?:tags?|topics?|keywords?|filed\s+under|categories)\s*:.{0,200}""",
    "copyright": r"""
        (?:copyright|\u00a9|\(c\)\s*\d{4}).{0,200}
        | .{0,120}all\s+rights\s+reserved.{0,160}""",
    "sign-off": r"""
        \(?(?:additional\s+|further\s+)?(?:reporting|editing|writing|translat(?:ed|ion)|edited|compiled|produced)
            \s+(?:by|in)\s.{2,240}
        | i[\u2019']m\s+(?-i:[A-Z])[\w.'\u2019-]+(?:\s+(?-i:[A-Z])[\w.'\u2019-]+){1,2}\.?
        | (?:_{5,}|-{5,}|\*{3,}|={5,}|\#{3,}|-\s?(?:ends?|30|0)\s?-)
        | ends?\.? | end\s+of\s+(?:transcript|text|document)""",
    "byline": rf"""
        by\s+{_NAME}(?:\s*(?:,|and|in|for|\||\u2022)\s*[^.!?"\u201c\u201d]{{2,120}})?
        | \(?(?:rush\s+)?transcript\b.{{0,80}} | check\s+against\s+delivery.{{0,20}}""",
}
_WHOLE: Final = {
    rule: re.compile(rf"[\W_]{{0,3}}(?:{pattern})\s*[)\]]?\s*", _FLAGS)
    for rule, pattern in _WHOLE_BLOCK.items()
}
_OPENS_WHOLE: Final = re.compile(
    r"[\W_]{0,3}(?:via|photo|image|picture|file|credit|source|ap\b|afp|reuters|getty|epa|pa\b|dpa|tass"
    r"|xinhua|alamy|shutterstock|embed|video|map|graphic|infographic|tweet|post|read|see|learn|find|watch"
    r"|listen|lire|more|also|latest|other|related|most|trending|recommended|further|in\s+pictures"
    r"|support|subscri|donate|sign|log\s|register|share|print|email|save|comment|advert|skip|loading"
    r"|follow|like|join|accept|reject|tag|topic|keyword|filed|categor|copyright|\u00a9|\(c\)|additional"
    r"|reporting|editing|writing|translat|edited|compiled|produced|i[\u2019']m|end|-|\*|=|\#|_|by\s|rush"
    r"|transcript|check|.{0,120}all\s+rights)",
    re.IGNORECASE | re.DOTALL,
)
# Phrases of which one is enough in a short block without a quotation.
_TELLING: Final = {
    "credit": r"""
        \bcontribut(?:ed|ing)\s+(?:to\s+(?:this|the)\s+(?:report|story|article|piece)|reporting)\b
        | \breported\s+(?:on\s+)?this\s+story\s+(?:for|from)\b
        | \b(?:adapted|edited|produced)\s+this\s+story\b | \bwas\s+the\s+editor\b
        | \b(?:this|the|a\s+version\s+of\s+this)\s+
            (?:article|story|report|piece|interview|transcript|post)\s+
            (?:was|has\s+been|is|first|originally)\s+(?:\w+\s+)?(?:(?:first|originally|also)\s+)?
            (?:published|appeared|edited|translated|updated|corrected|conducted|condensed|supported|funded
            |produced|republished|lightly)\b
        | \binterview\s+was\s+(?:conducted|edited|condensed|translated|recorded)\b""",
    "notice": r"""
        \bmay\s+not\s+be\s+(?:reproduced|published|copied|redistributed|rewritten)\b
        | \breuse\s+of\s+this\b | \bpublic\s+sector\s+information\b | \bcreative\s+commons\b
        | \b(?:views|opinions)\s+(?:expressed|are)\b.{0,60}\b(?:author|own|his|her|their)
        | \battachments?\s+(?:is|are)\s+confidential\b | \bcookies?\s+to\b | \bprivacy\s+policy\b
        | \bterms\s+(?:of\s+(?:use|service)|and\s+conditions)\b
        | \bnotes?\s+to\s+editors\b | \beditor[\u2019']?s\s+note\b
        | \b(?:not\s+available|unavailable)\s+in\s+your\s+(?:region|country)\b
        | \br\u00e9serv\u00e9\s+aux\s+abonn\u00e9s\b | \breserved\s+for\s+subscribers\b""",
    "contact": r"""
        \b(?:press|media)\s+(?:contacts?|inquir(?:y|ies)|enquir(?:y|ies)|queries)\b
        | \bcontact\s+(?:the|our)\s+(?:press|media|communications)\b
        | ^\W*(?:press|media)\s+office\s*:
        | \bfor\s+(?:more|further|additional)\s+
            (?:information|details|of\s+our|on\s+(?:this|today)|reporting)\b
        | \bto\s+arrange\s+an?\s+interview\b | \b(?:tel|phone|fax)\b\.?\s*:?\s*\+?\d
        | \bissued\s+by\s+the\s+(?:public|press|media|communications|information)\b""",
    "appeal": r"""
        \bfollow\s+(?:us|him|her|them)\s+on\b | \bsign\s+up\b.{0,40}\bhere\b
        | \bdonate\s+(?:now|today|here)\b
        | \bsubscribe\s+to\b.{0,60}\b(?:month|week|year|today|newsletter|channel|issue|podcast)
        | \bsend\s+us\s+(?:your|a)\b | \be?-?mail\s+(?:us|the\s+newsdesk|newsdesk|tips?)\b
        | \bdo\s+you\s+(?:know|have)\b.{0,80}\b(?:e-?mail|contact|tell|call|write)\b
        | \bin\s+your\s+inbox\b | \bdownload\s+(?:our|the)\s+app\b | \bclick\s+here\b
        | \bread\s+more\s*$ | \blive\s+(?:page|blog)\s+is\s+now\s+closed\b""",
}
# Pieces of words without which none of those phrases can stand, for a quick look.
_HINTS: Final = (
    "contribut", "this story", "editor", "this ", "version of", "interview", "reproduc", "publish",
    "copied", "distribut", "rewritten", "reuse", "public sector", "creative commons", "views ",
    "opinions ", "confidential", "cookie", "privacy", "terms ", "not available", "unavailable",
    "abonn", "subscri", "contact", "inquir", "enquir", "queries", "press office", "media office",
    "information", "details", "for more", "for further", "tel", "phone", "fax", "issued by",
    "follow ", "sign up", "donat", "send us", "mail", "do you", "inbox", "app", "click",
    "read more", "live ",
)  # fmt: skip
_TELLS: Final = {rule: re.compile(pattern, _FLAGS) for rule, pattern in _TELLING.items()}
# Of an appeal's softer phrases several are needed.
_APPEALS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\byour\s+(?:\w+\s+)?(?:support|donation|contribution|gift|subscription)\b",
        r"\b(?:support|subscribe|donate|sign\s+up|join)\s+(?:us|now|today|here)\b",
        r"\b(?:please|consider)\s+(?:\w+\s+)?(?:donat|subscrib|support|contribut)\w*",
        r"\bread\s+more\b",
        r"\b(?:paywalls?|ad-free|newsletters?|unsubscribe|free\s+trial|tax[- ]deductible)\b",
        r"\b(?:our|independent|quality|fearless)\s+(?:\w+\s+)?(?:journalism|reporting|newsroom)\b",
        r"\bwe\s+(?:need|rely\s+on|depend\s+on|want\s+to\s+hear\s+from)\s+(?:you|reporters|readers)\b",
        r"\bhelps?\s+us\s+(?:to\s+)?(?:tell|keep|fund|continue|report)\b",
        r"\b(?:write\s+to\s+us|our\s+facebook\s+page|comments\s+section|privacy\s+policy|cookies)\b",
        r"\b(?:readers\s+like\s+you|those\s+who\s+can\s+afford)\b",
    )
)
_APPEAL_HINTS: Final = (
    "your ", "support", "subscri", "donat", "sign up", "join", "please", "consider", "read more",
    "paywall", "ad-free", "newsletter", "free trial", "deductible", "journalism", "reporting",
    "newsroom", "we ", "help", "write to us", "facebook page", "comments", "cookies",
    "readers like",
)  # fmt: skip
# At the end of a report: who wrote it, in a sentence about the author.
_BIOGRAPHY: Final = re.compile(
    rf"""\s*(?:the\s+(?:author|writer)|(?:(?:dr|prof|professor|sir|mr|ms|mrs)\.?\s+)?{_NAME})
        (?:[\u2019']s\s+(?:(?:new|latest|most\s+recent|first|next)\s+)?(?:book|novel|film|memoir)\b
        | ,?\s+(?:is|was|has\s+been|writes|covers|reports|teaches|trained|works|served)\s+
            (?:(?:an?|the|our|now|currently|also|as|with|for|on|in|at)\b|[\w-]+\s+(?:correspondent|editor)))
        .{{0,400}}""",
    _FLAGS,
)
_ABOUT_AUTHORS: Final = re.compile(
    r"\b(?:fellow|correspondent|author\s+of|columnist|reporter|editor|professor|lecturer|director"
    r"|historian|researcher|analyst|journalist|trained\s+as|novel|book|writer|adviser|scholar|teaches)\b",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(
    r"\W*(?:related|more\s+(?:from|on|in)|most\s+(?:read|popular)|trending|recommended|further\s+reading"
    r"|also\s+on|you\s+may\s+also|read\s+next)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile('[\u201c\u201d"\u00ab\u00bb]')
_SENTENCE: Final = re.compile(r"[.!?][\"\u201d\u2019')\]]*\s*$")
_ENDS: Final = frozenset(("sign-off", "copyright", "links", "credit", "biography", "contact"))
_SHORT, _LONG = 400, 5_000
_TRAILING: Final = 250


_LONG_DASHES: Final = ("\u2014", "\u2013", "--", " - ")
_DATELINE = re.compile(
    r"""\(?(?:[A-Z\u00c0-\u00de][\w.\u2019'/-]*[ ,/]{0,2}){1,6}      # a place, in one or two names
        (?:,?\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+\d{1,2}
            |,?\s*\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})?
        (?:,?\s*\d{4})?
        (?:\s*[,/]?\s*\([^()]{2,40}\)|\))?
        \s*(?:\u2014|\u2013|--|\s-\s)\s*""",
    re.VERBOSE,
)


def dateline_end(text: str) -> int:
    """Return how many characters at a block's head are a dateline, 0 where there is none.

    A dateline has a day, an agency in brackets or a place in capitals before its dash.
    """
    head = text[:120]
    match = _DATELINE.match(head) if any(dash in head for dash in _LONG_DASHES) else None
    if match is None:
        return 0
    head = match.group()
    place = re.match(r"\(?([^\d(]+)", head)
    name = place[1].strip(" ,(\u2014\u2013-") if place else ""
    capitals = name.isupper() and name.count(" ") < 4
    agency = re.search(r"\([A-Za-z][\w .]*\)", head) is not None
    told = agency or any(map(str.isdigit, head)) or capitals
    return match.end() if told and match.end() < len(text) else 0


def boilerplate_rule(text: str) -> str | None:
    """Name the rule by which a block is boilerplate wherever it stands, or None.

    An appeal's softer phrases need company; one alone may be news about appeals.
    """
    short = len(text) < _SHORT
    if short and _OPENS_WHOLE.match(text):
        for rule, pattern in _WHOLE.items():
            if pattern.fullmatch(text):
                return rule
    low = text.lower() if len(text) < _LONG else ""
    if len(text) < 600 and not _QUOTED.search(text) and any(hint in low for hint in _HINTS):
        for rule, pattern in _TELLS.items():
            if pattern.search(text):
                return rule
    if low and any(hint in low for hint in _APPEAL_HINTS):
        found = sum(1 for pattern in _APPEALS if pattern.search(text))
        if found >= (2 if short else 3):
            return "appeal"
    return None


def boilerplate_rules(texts: Sequence[str]) -> list[str | None]:
    """Name the rule by which each block of a report is boilerplate, or None.

    What a block is may hang on its place: a sentence about the author at the
    end, and what trails a sign-off in the second half of a report.
    """
    rules = [boilerplate_rule(text) for text in texts]
    count = len(texts)
    for index in range(count - 1, max(count // 2, 0), -1):
        if rules[index] is None and not _is_biography(texts[index]):
            break
        rules[index] = rules[index] or "biography"
    ends = [i for i, rule in enumerate(rules) if rule in _ENDS and 2 * i > count]
    headings = [i for i in ends if _HEADING.match(texts[i]) and not _SENTENCE.search(texts[i])]
    first = next((i for i in ends if rules[i] in ("sign-off", "copyright")), count)
    for index in range(first + 1, count):
        trails = len(texts[index]) < _TRAILING and not _QUOTED.search(texts[index])
        if rules[index] is None and trails:
            rules[index] = "after the sign-off"
    for heading in headings:
        for index in range(heading + 1, count):
            if rules[index] is None and (len(texts[index]) > 120 or _SENTENCE.search(texts[index])):
                break
            rules[index] = rules[index] or "links"
    return rules


def _is_biography(text: str) -> bool:
    short = len(text) < 500 and not _QUOTED.search(text)
    return short and bool(_BIOGRAPHY.fullmatch(text)) and bool(_ABOUT_AUTHORS.search(text))
