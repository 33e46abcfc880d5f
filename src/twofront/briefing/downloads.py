"""A chart's numbers as a file that the page itself holds: a link to CSV, without a script."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from markupsafe import Markup

from twofront.charts import widest
from twofront.charts.drivers import largest
from twofront.findings import ClaimAnswer, Findings

Row = Sequence[str | float | None]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How text begins that a spreadsheet would take for a formula."""


SAVED = "data:text/csv;charset=utf-8,"
"""How the address of such a link begins."""

_PLAIN = " ,()_+-.:/'"
"""What stands in the address of a link as it is, beside letters and digits."""


def saved(rows: Iterable[Row], name: str) -> Markup:
    """Give a link that saves rows as a CSV file.

    Args:
        rows: The first names the columns.
        name: Of the file.
    """
    text = StringIO()
    harmless = ([_harmless(cell) for cell in row] for row in rows)
    csv.writer(text, lineterminator="\n").writerows(harmless)
    data = quote(text.getvalue().encode("utf-8", "replace"), safe=_PLAIN)
    link = Markup(' <a download="{}" href="{}{}">Save the numbers (CSV)</a>')
    return link.format(name, SAVED, data)


def _harmless(cell: str | float | None) -> str | float:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4g}"
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def contrast_table(claim: ClaimAnswer) -> list[Row]:
    """Give the histogram of a claim's change: the ends of each bin and the draws in it."""
    rows: list[Row] = [("low", "high", "draws")]
    counted = claim.delta.histogram
    if counted is not None:
        bins = zip(counted.edges, counted.edges[1:], counted.counts, strict=False)
        rows += [(low, high, draws) for low, high, draws in bins if draws]
    return rows


def halves_table(claim: ClaimAnswer) -> list[Row]:
    """Give the shares in the halves of the ranges that the chart of halves shows."""
    rows: list[Row] = [("quantity", "split", "low", "low_se", "high", "high_se")]
    rows += [
        (each.quantity, each.split, each.low, each.low_se, each.high, each.high_se)
        for each in widest(claim)
    ]
    return rows


def risks_table(findings: Findings) -> list[Row]:
    """Give each theatre's modelled risk: median and nine draws in ten."""
    rows: list[Row] = [("theatre", "median", "p05", "p95")]
    rows += [
        (each.id, each.risk.median, each.risk.p05, each.risk.p95) for each in findings.theatres
    ]
    return rows


def timeline_table(findings: Findings) -> list[Row]:
    """Give the days of the records on the line of time, under their numbers."""
    rows: list[Row] = [("number", "kind", "published_on")]
    rows += [
        (place, each.kind, each.published_on)
        for place, each in enumerate(findings.sources, start=1)
        if each.published_on
    ]
    return rows


def hazard_table(findings: Findings) -> list[Row]:
    """Give, for each theatre and period, the hazard's median and nine draws in ten."""
    rows: list[Row] = [("theatre", "period", "median", "p05", "p95")]
    for theatre in findings.theatres:
        for each in theatre.hazard:
            spread = each.hazard
            rows.append((theatre.id, each.period, spread.median, spread.p05, spread.p95))
    return rows


def channels_table(claim: ClaimAnswer) -> list[Row]:
    """Give what each channel brings to a claim's change, with what is there without any."""
    rows: list[Row] = [("channel", "mean", "standard_error", "p05", "p95")]
    rows += [(each.id, each.mean, each.se, each.p05, each.p95) for each in claim.channels]
    rows.append(("(all channels off)", claim.delta_all_channels_off.mean, None, None, None))
    rows.append(("(all channels on)", claim.delta.mean, None, claim.delta.p05, claim.delta.p95))
    return rows


def drivers_table(claim: ClaimAnswer) -> list[Row]:
    """Give the Sobol indices that the chart of drivers shows, with their intervals."""
    rows: list[Row] = [
        ("quantity", "first", "first_low", "first_high", "total", "total_low", "total_high")
    ]
    for each in largest(claim):
        first, total = each.first_ci or (None, None), each.total_ci or (None, None)
        rows.append((each.quantity, each.first, *first, each.total, *total))
    return rows


def levers_table(findings: Findings) -> list[Row]:
    """Give the mean change of each risk and measure, and its error, with each lever and package."""
    columns = [
        f"{name}_of_{effect.objective}"
        for effect in findings.levers[0].effects
        for name in ("change", "standard_error")
    ]
    rows: list[Row] = [("levers", *columns)]
    for lever in findings.levers:
        told = [value for each in lever.effects for value in (each.change.mean, each.change_se)]
        rows.append(("+".join(lever.levers) or "(none)", *told))
    return rows
