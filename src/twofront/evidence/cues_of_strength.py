"""Words by which a statement commits more or less: the lexicon that `strength` reads with."""

import re
from typing import Final

REAL_CONDITION: Final = re.compile(
    r"\b(?:(?<!as )(?<!even )(?<!what )if|unless|provided(?:\s+that)?|(?:as|so)\s+long\s+as"
    r"|in\s+case|in\s+the\s+event|on\s+condition|assuming|only\s+when)\b"
    r"|(?<![\w'’] )(?-i:Should)\s+(?!we\b|i\b|you\b)\w+|\bwere\s+\w+\s+to\b",
    re.IGNORECASE,
)
"""What makes a statement conditional."""

KEPT_CONDITION: Final = re.compile(
    REAL_CONDITION.pattern + r"|\b(?:once|when|until|without|depend(?:s|ed|ing)?|conditional(?:ly)?"
    r"|conditions?|hypothetical(?:ly)?|scenario|situation|in\s+return|otherwise|after|upon"
    r"|contingent|subject\s+to|whether)\b",
    re.IGNORECASE,
)
"""What may stand for a condition in other words."""

POSSIBLE, LIKELY, NEEDED, WILL, CERTAIN, PLAIN = 1.0, 2.0, 2.5, 3.0, 3.5, 4.0
LIKELIHOOD: Final = (
    (
        POSSIBLE,
        re.compile(
            r"\b(?:might|(?-i:may)(?!\s+\d)|could|can|cannot\s+(?:be\s+)?(?:rule|exclude)d?(?:\s+out)?"
            r"|possib(?:ly|le|ility)|perhaps|maybe|potential(?:ly)?|conceivabl[ye]|in\s+theory"
            r"|theoretically|hypothetically|chance)\b",
            re.IGNORECASE,
        ),
    ),
    (
        LIKELY,
        re.compile(
            r"\b(?:(?:un)?likely|probabl[ye]|probability|expect(?:s|ed)?|should|ought|presumably"
            r"|anticipate[sd]?|in\s+all\s+likelihood)\b",
            re.IGNORECASE,
        ),
    ),
    (NEEDED, re.compile(r"\b(?:must|needs?\s+to|have\s+to|has\s+to|had\s+to)\b", re.IGNORECASE)),
    (
        WILL,
        re.compile(
            r"\b(?:will|wo(?=n['’]t)|shall|would|(?:is|are|am|was|were|['’]m|['’]re)\s+(?:going|set|about"
            r"|due)\s+to|going\s+to|set\s+to|about\s+to|gonna)\b|['’](?:ll|d)\b",
            re.IGNORECASE,
        ),
    ),
    (
        CERTAIN,
        re.compile(
            r"\b(?:certain(?:ly|ty)?|definite(?:ly)?|inevitabl[ye]|guaranteed?|undoubtedly|surely"
            r"|no\s+doubt|bound\s+to|imminent(?:ly)?|sure\s+to|unavoidabl[ye])\b",
            re.IGNORECASE,
        ),
    ),
)
"""How likely a statement makes a thing, by the weakest word in it; a bare verb is plain fact."""

NO_CLAIM: Final = re.compile(
    r"\b(?:risks?|dangers?|prospects?|threats?|hypothetical|fears?|feared|possibility|question)\b",
    re.IGNORECASE,
)
"""Nouns that speak of a thing without saying whether it is so."""

CONSIDERED, WANTED, DECIDED, DONE = 1, 2, 3, 4
STAGE: Final = (
    (
        CONSIDERED,
        re.compile(
            r"\b(?:consider(?:s|ed|ing|ation)?|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|explor(?:e[sd]?|ing)"
            r"|discuss(?:es|ed|ing|ions?)?|think(?:s|ing)?\s+(?:about|of)|thought\s+about"
            r"|look(?:s|ed|ing)?\s+(?:at|into)|study(?:ing)?|studies|studied|examin(?:e[sd]?|ing)"
            r"|debat(?:e[sd]?|ing)|contemplat(?:e[sd]?|ing)|open\s+to|on\s+the\s+table|an\s+option"
            r"|review(?:s|ed|ing)?|propos(?:e[sd]?|als?|ing)|suggest(?:s|ed|ing)?|float(?:s|ed|ing)?"
            r"|talk(?:s|ed|ing)?\s+(?:about|of)|ideas?|toy(?:s|ed|ing)\s+with|ponder(?:s|ed|ing)?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        WANTED,
        re.compile(
            r"\b(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intentions?|aim(?:s|ed|ing)?|seek(?:s|ing)?"
            r"|sought|want(?:s|ed|ing)?|hop(?:e[sd]?|ing)|prepar(?:e[sd]?|ing|ed|ations?)|ready|willing"
            r"|would\s+like|try|tries|tried|trying|wish(?:es|ed)?|offer(?:s|ed|ing)?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        DECIDED,
        re.compile(
            r"\b(?:decid(?:e[sd]?|ing)|decision|agree[sd]?|approv(?:e[sd]?|al|ing)|order(?:s|ed|ing)?"
            r"|commit(?:s|ted|ting|ment)?|announce[sd]?|resolved|adopt(?:s|ed)|confirm(?:s|ed)?"
            r"|determined|signed|vow(?:s|ed)?|pledge[sd]?|promise[sd]?|has\s+chosen|chose)\b",
            re.IGNORECASE,
        ),
    ),
)
"""How far an intention has come, by the earliest stage named."""

NEGATION: Final = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|nowhere|neither|nor|without|cannot|hardly|scarcely"
    r"|refus(?:e[sd]?|al|ing)|reject(?:s|ed|ing)?|den(?:y|ies|ied|ying)|rul(?:e[sd]?|ing)\s+out"
    r"|fail(?:s|ed|ing)?\s+to|unable|unwilling|impossible|unlikely|far\s+from)\b|n['’]t\b",
    re.IGNORECASE,
)
NO_DENIAL: Final = re.compile(
    r"\b(?:not\s+only|not\s+just|no\s+doubt|no\s+less|not\s+least|cannot\s+(?:be\s+)?rule[d]?\s+out"
    r"|(?:not|n['’]t)\s+rul(?:e|ed|ing)\s+out|why\s+not|no\s+matter|no\s+longer\s+than|no(?:body|\s+one)\s+(?:can\s+say|knows))\b",
    re.IGNORECASE,
)
"""Words of denial that deny nothing."""

HEDGE: Final = re.compile(
    r"\b(?:(?:i|we|he|she|they)\s+(?:\w+ly\s+|do\s+)?(?:think|thought|believe[sd]?|guess|suppose"
    r"|assume[sd]?|suspect(?:s|ed)?|fear(?:s|ed)?)|in\s+(?:my|our|his|her)\s+(?:view|opinion|judgment"
    r"|estimation)|it\s+(?:seems|appears)|seem(?:s|ed|ingly)?|appear(?:s|ed)?\s+to|apparently"
    r"|reportedly|allegedly|supposedly|as\s+far\s+as\s+(?:i|we)\s+know|if\s+i\s+am\s+not\s+mistaken"
    r"|arguably|sort\s+of|kind\s+of|not\s+(?:entirely\s+)?(?:sure|certain)|unclear|no(?:body|\s+one)\s+(?:can\s+say|knows)"
    r"|(?:our|the|some)\s+(?:\w+\s+)?(?:intelligence|reports?|sources?|assessments?|estimates?)"
    r"\s+(?:\w+\s+)?(?:suggest|indicate|say|tell|point|show)\w*|we\s+(?:have\s+)?hear[d]?|i\s+am\s+told"
    r"|believes|thinks|suspects|assumes|fears|thought\s+to|believed\s+to)\b",
    re.IGNORECASE,
)
"""Words by which a speaker holds back from what is said."""

SCOPE: Final = re.compile(
    r"\b(?:in\s+principle|part(?:ly|ially)|for\s+now|for\s+the\s+moment|so\s+far|at\s+this\s+(?:stage"
    r"|point|time)|temporar(?:y|ily)|under\s+certain\s+(?:circumstances|conditions)|in\s+some"
    r"\s+(?:cases|areas|places)|limited|subject\s+to|as\s+a\s+last\s+resort|if\s+necessary"
    r"|where\s+(?:possible|necessary)|eventually|some\s*day|gradual(?:ly)?|to\s+some\s+extent|largely|mostly|not\s+yet|preliminary"
    r"|provisional(?:ly)?|symbolic(?:ally)?)\b",
    re.IGNORECASE,
)
"""Words by which a speaker limits how far a statement reaches."""

ATTRIBUTED: Final = re.compile(
    r"\b(?:sa(?:y|ys|id)|tells?|told|warn(?:s|ed|ing)?|claim(?:s|ed)?|accord(?:ing|s)|accus(?:es|ed)"
    r"|insist(?:s|ed)?|argue[sd]?|believe[sd]?|think(?:s|ing)?|fear(?:s|ed)?|vow(?:s|ed)?|pledge[sd]?"
    r"|promise[sd]?|threaten(?:s|ed)?|predict(?:s|ed)?|suggest(?:s|ed)?|call(?:s|ed)?|hint(?:s|ed)?"
    r"|signal(?:s|led)?|admit(?:s|ted)?|den(?:y|ies|ied)|urge[sd]?|announce[sd]?|declare[sd]?"
    r"|describe[sd]?|rule[sd]?\s+out|report(?:s|ed)?|quote[sd]?|add(?:s|ed)|explain(?:s|ed)?)\b"
    r"|[“”\"‘«„]|^[^:]{2,60}:\s|\s[–—-]\s*[A-Z][\w .’'-]{2,40}$",
    re.IGNORECASE,
)
"""What gives a headline or lead to somebody."""
