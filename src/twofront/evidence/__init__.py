"""Reports in, a ledger of dated, attributed, provable records out."""

from twofront.problems import InputError, Problem, nearest, printable, problem_text

from .ledger import Ledger, Record, Span
from .ledger_file import load_ledger, parse_ledger, save_ledger

__all__ = [
    "InputError",
    "Ledger",
    "Problem",
    "Record",
    "Span",
    "load_ledger",
    "nearest",
    "parse_ledger",
    "printable",
    "problem_text",
    "save_ledger",
]
