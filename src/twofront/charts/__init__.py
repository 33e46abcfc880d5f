"""Findings as charts: pure functions to SVG text with a title and a description."""

from .atlas import COASTLINES_BY
from .colours import dark_style
from .contrast import band_note, contrast
from .drivers import drivers
from .halves import halves, shown_share, widest
from .hazard import hazards
from .risk import risk_scale
from .share import share_dots
from .svg import Chart, dark, page_style, within_page
from .timeline import timeline
from .waterfall import waterfall
from .world import Spot, Tie, world

__all__ = [
    "COASTLINES_BY",
    "Chart",
    "Spot",
    "Tie",
    "band_note",
    "contrast",
    "dark",
    "dark_style",
    "drivers",
    "halves",
    "hazards",
    "page_style",
    "risk_scale",
    "share_dots",
    "shown_share",
    "timeline",
    "waterfall",
    "widest",
    "within_page",
    "world",
]
