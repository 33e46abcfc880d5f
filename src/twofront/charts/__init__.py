"""Findings as charts: pure functions to SVG text with a title and a description."""

from .contrast import band_note, contrast
from .halves import halves, shown_share, widest
from .risk import risk_scale
from .share import share_dots

__all__ = ["band_note", "contrast", "halves", "risk_scale", "share_dots", "shown_share", "widest"]
