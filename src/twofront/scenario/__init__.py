"""The scenario language: from a written file to a canonical scenario, and back."""

from .canonical import canonical_text, digest, to_canonical
from .dated import known_by
from .load import Reviewed, load, review, review_text
from .written.notes import is_warning

__all__ = [
    "Reviewed",
    "canonical_text",
    "digest",
    "is_warning",
    "known_by",
    "load",
    "review",
    "review_text",
    "to_canonical",
]
