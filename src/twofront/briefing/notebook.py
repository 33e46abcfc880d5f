"""An answer as a notebook shows it: each claim with its verdict and its change across draws."""

from __future__ import annotations

import hashlib
from html import escape

from twofront.charts import contrast
from twofront.findings import Findings, to_json
from twofront.findings.sentences import MEANING

from .page import VERDICTS, shown

_ROW = (
    '<div style="max-width:760px;margin:1em 0"><p><b>{mark} {word}.</b> {says}</p>'
    "<p>{verdict}</p>{chart}</div>"
)


def summary(findings: Findings) -> str:
    """Write the answer as HTML without a page around it; everything from a scenario is escaped."""
    key = hashlib.sha256(to_json(findings).encode()).hexdigest()[:8]
    rows = []
    for place, claim in enumerate(findings.claims, start=1):
        mark, word = VERDICTS[claim.verdict_code]
        says, verdict = (escape(shown(each)) for each in (claim.says, claim.verdict))
        chart = shown(contrast(claim, f"twofront-{key}-{place}"))
        rows.append(_ROW.format(mark=mark, word=word, says=says, verdict=verdict, chart=chart))
    title = escape(shown(findings.title))
    meaning = escape(MEANING[findings.anchors.share_of])
    return f"<h3>{title}</h3>{''.join(rows)}<p>{meaning}</p>"
