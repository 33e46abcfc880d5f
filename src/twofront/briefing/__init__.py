"""Findings as one offline HTML page that can be circulated, printed and checked."""

from .page import render, write

__all__ = ["render", "write"]
