"""`twofront compare`: two runs side by side, and what moved the answer between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twofront.findings.comparison import Comparison


@click.command()
@click.argument("before", metavar="RUN", type=click.Path(readable=False, path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(readable=False, path_type=Path))
@click.option(
    "--draws",
    type=click.IntRange(0, 4096),
    default=256,
    show_default=True,
    help="In how many draws each change is tried by itself; 0 for none.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def compare(before: Path, after: Path, draws: int, as_json: bool) -> None:
    """Say what moved between two runs, by how much, and which change moved it.

    The first RUN is the earlier. Each quantity that is stated differently is put
    back as it was and the later scenario solved again, in the same draws.
    """
    from twofront.api import compare as compared
    from twofront.findings.codec import encode

    from .terminal import tell

    found = compared(before, after, draws=draws, note=tell)
    if as_json:
        click.echo(json.dumps(encode(found), ensure_ascii=False, allow_nan=False, indent=1))
    else:
        _show(found)


def _show(found: Comparison) -> None:
    from twofront.findings.comparison_words import causes_of, claim_moved, several_told, tried
    from twofront.findings.numbers import event_percent

    from .terminal import plain

    lines = [f"From {found.as_of[0]} to {found.as_of[1]}: {found.titles[1]}"]
    for claim in found.claims:
        lines += ["", f"{claim.id}: {claim.says}", f"  {claim_moved(claim)}"]
        lines += [f"  - {line}" for line in causes_of(claim.id, found)]
    if tried(found):
        lines += ["", tried(found)]
    for risk in found.risks:
        told = ["none" if each is None else event_percent(each) for each in risk.medians]
        lines += ["", f"War, {risk.name}: {told[1]} at the median, before {told[0]}"]
    if several_told(found):
        lines += ["", several_told(found)]
    if found.names:
        lines.append("")
    for named in found.names:
        for what, names in (
            ("New", named.came),
            ("Gone", named.went),
            ("Otherwise stated", named.changed),
        ):
            if names:
                lines.append(f"{what} {named.kind}: {', '.join(names)}")
    if found.quantities:
        lines += ["", "Quantities stated differently:"]
        lines += [
            f"  {q.id}: {q.after or 'gone'}, before {q.before or 'not there'}"
            for q in found.quantities
        ]
    click.echo("\n".join(plain(line) for line in lines))
