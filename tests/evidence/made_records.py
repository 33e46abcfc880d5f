"""Records of made-up reports, for tests of what is done with a ledger."""

from datetime import date
from hashlib import sha256

from twofront.evidence.ledger import Record, Span


def quoted(id, text, speaker="Ana Ruiz", day=2, *, form="direct", source=None, **more):
    """Make the record of a quotation published on a day of May 2024, each from its own report."""
    digest = sha256((source or id).encode()).hexdigest()
    return Record(
        id,
        "quote",
        text=text,
        span=Span(digest, 10, 10 + len(text), sha256(text.encode()).hexdigest()),
        speaker=speaker,
        published_on=date(2024, 5, day) if day else None,
        rule=f"{form}: before",
        **more,
    )
