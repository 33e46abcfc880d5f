"""What `twofront ledger merge` tells of its work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twofront.problems import printable

from .ledger_show import conflict_lines, shift_lines, width

if TYPE_CHECKING:
    from twofront.evidence.ledger import Conflict, Record
    from twofront.evidence.merge import Merged

SHOWN = 20
"""Most conflicts, and most relays, written side by side; the others are counted."""


def account_json(merged: Merged, *, inline: bool) -> str:
    """Account for a merge as JSON, the records in it where they went nowhere else."""
    from twofront.evidence.ledger import record_json

    account: dict[str, Any] = {
        "ok": True,
        "counts": {
            "records": len(merged.ledger),
            "joined": merged.joined,
            "twice": merged.twice,
            "renamed": len(merged.renamed),
            "conflicts": len(merged.conflicts),
            "stronger": len(merged.hardened),
        },
        "renamed": [{"from": old, "to": new} for old, new in merged.renamed],
        "conflicts": [
            {"records": [one.id, conflict.record], "over": conflict.over}
            | {"words": [conflict.here, conflict.there]}
            for one, conflict in _conflicts(merged)
        ],
        "stronger": list(merged.hardened),
    }
    if inline:
        account["records"] = [record_json(record) for record in merged.ledger]
    return json.dumps(account, ensure_ascii=False)


def account_lines(merged: Merged, output: Path | None) -> Iterator[str]:
    """Account for a merge in lines to read, conflicts and hardened relays side by side."""
    others = merged.ledger.by_id
    for at, (one, conflict) in enumerate(_conflicts(merged)):
        if at < SHOWN:
            yield from conflict_lines(one, conflict, others, width())
            yield ""
    for id in merged.hardened[:SHOWN]:
        yield from shift_lines(others[id], others, width())
        yield ""
    for old, new in merged.renamed:
        yield printable(f"{old} was taken by another record and is now {new}")
    where = printable(f" to {output}") if output else ""
    yield f"{len(merged.ledger):,} records{where}; " + ", ".join(_counts(merged))


def _counts(merged: Merged) -> Iterator[str]:
    yield f"{merged.joined:,} joined to others"
    if merged.twice:
        yield f"{merged.twice:,} dropped that stood there twice"
    yield f"{len(merged.conflicts):,} pairs in conflict"
    yield f"{len(merged.hardened):,} relays that say more than was said"


def _conflicts(merged: Merged) -> Iterator[tuple[Record, Conflict]]:
    """Yield each conflict once, from the side that comes first in the ledger."""
    told: set[tuple[str, str]] = set()
    for record in merged.ledger:
        for conflict in record.conflicts:
            if (conflict.record, record.id) not in told:
                told.add((record.id, conflict.record))
                yield record, conflict
