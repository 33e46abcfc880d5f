"""Moved to `twofront.problems`."""

from twofront.problems import InputError, Problem, nearest, printable, problem_text

__all__ = ["InputError", "Problem", "nearest", "printable", "problem_text"]
