"""Marks of text around a report: appeals, photo credits, links to more, sign-offs.

Marked blocks stay where they are; they are only never read as the report's words.
"""

import re

_WHOLE_BLOCK = {
    "photo credit": r"""
        (?:via|photo(?:graph)?s?|image|picture|file\s+photo|credits?|source)
            \s*(?:credit|by|from|via|courtesy(?:\s+of)?|:)*[\s:/]+
            (?-i:[A-Z])[^.!?"“”]{1,70}
        | (?:ap|afp|reuters|getty(?:\s+images)?|epa|pa|dpa|tass|xinhua|alamy|shutterstock)
            (?:\s+(?:photo|images?|via\s+[\w ]{2,30}))?(?:\s*[/,|]\s*[\w .'’-]{2,50})*
        | \(?\s*(?:ap|afp|reuters|getty)\s+photo\b.{0,80}""",
    "links": r"""
        (?:read|see|learn|find\s+out)\s+(?:more|also|next)\b.{0,160}
        | (?:support|subscribe|donate|sign\s+up|log\s+in|register)(?:\s+(?:now|today|here))?\W*
        | (?:share|print|email|save|comments?|related(?:\s+\w+)?|advertisement|skip\s+to\s+content)
            (?:\s+(?:this|article|story|on\s+\w+))*\W*
        | (?:follow|like|join)\s+us\b.{0,160}
        | for\s+more\s+(?:information|details|on\s+this)\b.{0,200}""",
    "copyright": r"""
        (?:copyright|©|\(c\)\s*\d{4}).{0,200}
        | .{0,80}all\s+rights\s+reserved.{0,120}""",
    "sign-off": r"""
        (?:additional\s+|further\s+)?(?:reporting|editing|writing|translated|edited|compiled)\s+
            (?:by|in)\s.{2,200}
        | i[’']m\s+(?-i:[A-Z])[\w.'’-]+(?:\s+(?-i:[A-Z])[\w.'’-]+){1,2}\.?
        | _{5,}|-{5,}|\*{3,}|={5,}""",
}
_WHOLE = {
    rule: re.compile(rf"[\W_]{{0,3}}(?:{pattern})\s*", re.IGNORECASE | re.VERBOSE | re.DOTALL)
    for rule, pattern in _WHOLE_BLOCK.items()
}
_CONTRIBUTED = re.compile(
    r"\b(?:contributed\s+to\s+(?:this|the)\s+(?:report|story|article)"
    r"|reported\s+(?:on\s+)?this\s+story\s+(?:for|from)"
    r"|(?:adapted|edited)\s+this\s+story|was\s+the\s+editor\b)",
    re.IGNORECASE,
)
_APPEALS = tuple(
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


def boilerplate_rule(text: str) -> str | None:
    """Name the rule by which a block is boilerplate, or None.

    An appeal needs several of its phrases; one alone may be news about appeals.
    """
    if len(text) < 400:
        for rule, pattern in _WHOLE.items():
            if pattern.fullmatch(text):
                return rule
    if len(text) < 600 and _CONTRIBUTED.search(text) and not re.search(r"[“”\"«»]", text):
        return "sign-off"
    if len(text) < 5_000:
        found = sum(1 for pattern in _APPEALS if pattern.search(text))
        if found >= (2 if len(text) < 400 else 3):
            return "appeal"
    return None
