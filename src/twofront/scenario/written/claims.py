"""Claims, and the anchors that a model must reproduce before anyone believes it."""

from __future__ import annotations

from typing import Any

from twofront.scenario.model import ALWAYS, Anchor, Claim, Reading
from twofront.scenario.written.conditions import OneValue, When
from twofront.scenario.written.grounds import GROUNDS, GROUNDS_KEYS, grounds
from twofront.scenario.written.notes import Notes, Path
from twofront.scenario.written.quantities import ABOUT, two_ends
from twofront.scenario.written.records import Beside, Choice, Key, Record
from twofront.scenario.written.scalars import Day, Named, Number, Text, Word
from twofront.scenario.written.shapes import ListOf, MapOf


def _pairs(got: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple((got or {}).items())


def _claim(path: Path, got: dict[str, Any]) -> Claim:
    acts = {key: _pairs(got[key]) for key in ("compare_by", "against_by")}
    arms: dict[str, Any] = {key: ALWAYS for key in ("compare", "against") if got[key] is None}
    if got["levers"]:
        arms["reading"] = Reading.ANNOUNCED.value
    given = {**got, **acts, **arms, "said_in": got["said_in"] or ()}
    return Claim(id=str(path[-1]), **{**given, "levers": got["levers"] or ()})


_ARMS = (
    Choice("a contrast", ("compare", "levers"), "`compare` goes with `against`."),
    Beside(
        "compare",
        needs={"against": "A claim that compares needs 'against', what it compares with."},
        unless="levers",
    ),
    Beside(
        "levers",
        never={
            "against": "A claim on levers sets them against none of them pulled.",
            "compare_by": "A claim on levers has no acts to force.",
            "against_by": "A claim on levers has no acts to force.",
            "than_as_of": "A claim on levers cannot look back to another day.",
        },
    ),
)


def _reading(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    """Check that a claim on levers asks for no reading that it cannot have."""
    wrong = got["reading"] != Reading.ANNOUNCED and (*path, "reading") in notes.nodes
    if got["levers"] and wrong:
        message = "Levers are known to all before the first move, which is `announced`."
        notes.problem((*path, "reading"), "lever-reading", message)
        return False
    return True


ACT: MapOf[str, str] = MapOf(Named("move"), OneValue(), 0, 20)

CLAIM: Record[Claim] = Record(
    "a claim",
    {
        "says": Key(Text(), "The claim, in a sentence.", required=True),
        "said_in": Key(
            ListOf(Named("record"), 0, 50), "The ledger records that make it.", default=()
        ),
        "outcome": Key(When(empty=False), "What is made likelier or less likely.", required=True),
        "compare": Key(When(empty=False), "Where this holds …"),
        "against": Key(When(empty=False), "… against where this does."),
        "levers": Key(
            ListOf(Named("lever"), 1, 20),
            "In place of `compare` and `against`: with these levers pulled, against none of them.",
        ),
        "than_as_of": Key(
            Day(), "Sets the contrast against the same one as known on this earlier day."
        ),
        "expect": Key(Word("rises", "falls"), "What the claim says happens.", required=True),
        "matters": Key(
            Number(0.0, 1.0), "The least difference in probability that counts.", default=0.01
        ),
        "reading": Key(
            Word(*(reading.value for reading in Reading)),
            "Which answer stands at the top.",
            default="chosen",
        ),
        "compare_by": Key(ACT, "The options that bring `compare` about, when forced."),
        "against_by": Key(ACT, "The options that bring `against` about, when forced."),
        "since": Key(Day(), "When the claim was made."),
    },
    _claim,
    _ARMS,
    check=_reading,
)


def _anchor(path: Path, got: dict[str, Any]) -> Anchor:
    return Anchor(
        id=str(path[-1]),
        outcome=got["outcome"],
        given=got["given"],
        between=got["between"],
        about=got["about"],
        solve_for=got["solve_for"],
        grounds=grounds(got),
    )


def _rate(got: dict[str, Any], path: Path, notes: Notes) -> bool:
    before = len(notes.problems)
    if got["solve_for"] is not None and got["about"] is not None:
        message = "`solve_for` draws the rate from `between`; an anchor with `about` weighs draws."
        notes.problem((*path, "solve_for"), "solve-for-without-between", message)
    if got["about"] is not None and got["about"].parameters[1] > 1:
        message = "A rate lies between 0 and 1, so its 90th percentile does too."
        notes.problem((*path, "about", "p90"), "number-outside", message)
    return len(notes.problems) == before


ANCHOR: Record[Anchor] = Record(
    "an anchor",
    {
        "outcome": Key(When(empty=False), "What happens at that rate.", required=True),
        "given": Key(When(), "Among the ways of play in which this holds.", default=ALWAYS),
        "between": Key(two_ends(0.0, 1.0), "The least and the greatest rate over the horizon."),
        "about": Key(ABOUT, "The rate, by median and 90th percentile."),
        "solve_for": Key(Named("quantity"), "The quantity fitted so that the rate comes out."),
        **GROUNDS_KEYS,
    },
    _anchor,
    (Choice("a rate", ("between", "about")), GROUNDS),
    check=_rate,
)
