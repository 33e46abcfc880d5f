"""A sound file with something wrong in it loads or is refused with located problems."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from twofront.problems import InputError, Problem
from twofront.scenario import canonical_text, known_by, review_text
from twofront.scenario.codes import CODES
from twofront.scenario.model import Scenario

from .corpus import LANGUAGE, VALID

EVERYTHING = (LANGUAGE / "valid" / "everything.yaml").read_text("utf-8")
NAME = str(LANGUAGE / "valid" / "everything.yaml")
LEDGER_CODES = {"unknown-field", "missing", "bad-id", "unknown-value", "duplicate-id", "bad-date"}
PIECES = (
    *("{", "}", "[", "]", ":", ": ", ",", "\n", "  ", "- ", "#", "&a ", "*a", "!!int ", "'", '"'),
    *("|", ">", "?", "~", "null", "none", "otherwise", "chance", "was", "rest", "-1", "1e400"),
    *("0", ".5", "2025-13-45", "\t", "\u2028", "\x00", "\ud7ff", "raid", "west", "odds(coast)"),
    *("{}", "[]", "[[]]", "{a: b}", "<<: ", "--- ", "...", "%", "@", "`", "é", "\r"),
)


def survives(text: str) -> None:
    """Read a text; whatever is wrong with it is said, with its place."""
    scenario, problems = outcome(lambda: review_text(text, NAME).scenario)
    for problem in problems:
        assert problem.message
        assert problem.code in CODES or problem.code in LEDGER_CODES, problem
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + 2
    if scenario is None:
        assert problems
        return
    assert review_text(canonical_text(scenario), NAME).scenario == scenario
    _, unknown = outcome(lambda: known_by(scenario, date(2024, 6, 1)))
    assert {problem.code for problem in unknown} <= {"not-known-yet"}


def outcome(read: Callable[[], Scenario]) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Give what was read, or the problems that kept it from being read."""
    try:
        return read(), ()
    except InputError as error:
        return None, error.problems


@given(at=st.integers(0, len(EVERYTHING)), cut=st.integers(0, 12), piece=st.sampled_from(PIECES))
@settings(max_examples=400, derandomize=True, deadline=None)
def test_a_piece_put_in_somewhere(at, cut, piece):
    survives(EVERYTHING[:at] + piece + EVERYTHING[at + cut :])


@given(seed=st.integers(0, 2**32))
@settings(max_examples=200, derandomize=True, deadline=None)
@example(seed=0)
def test_words_exchanged(seed):
    """Words are swapped for others of the same file, so that sense goes but form stays."""
    chance = random.Random(seed)
    words = re.findall(r"[\w.]+", EVERYTHING)
    spots = list(re.finditer(r"[\w.]+", EVERYTHING))
    text = EVERYTHING
    for spot in sorted(chance.sample(spots, 3), key=lambda match: -match.start()):
        text = text[: spot.start()] + chance.choice(words) + text[spot.end() :]
    survives(text)


@given(seed=st.integers(0, 2**32), path=st.sampled_from(VALID))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_lines_lost_doubled_or_moved(seed, path):
    chance = random.Random(seed)
    lines = path.read_text("utf-8").splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                lines.insert(at, chance.choice(lines))
            case 1:
                lines[at] = "  " + lines[at]
            case _ if len(lines) > 1:
                lines.pop(at)
    survives("\n".join(lines) + "\n")
