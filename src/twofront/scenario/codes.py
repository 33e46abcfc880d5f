"""The codes of a scenario's problems: which rule of the language each one says was broken.

Codes are stable; messages may change. Problems of the structure, which only
playing the scenario through can find, have codes of their own in `world`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # the file
        "missing-file": "There is a file at the path, or a scenario.yaml in the folder.",
        "not-a-file": "The path leads to a regular file.",
        "unreadable": "The file can be read.",
        "too-large": "The file is within the limits of size and number of values.",
        "not-utf8": "The file is UTF-8 text.",
        "not-yaml": "The file is YAML.",
        "empty-file": "The file holds something.",
        "several-documents": "The file is one YAML document.",
        "not-a-mapping": "The file is a mapping.",
        "too-deep": "Values do not nest beyond the limit.",
        "duplicate-key": "A key stands once in a mapping.",
        "key-not-a-word": "A key is a single word.",
        "anchor": "There are no YAML anchors.",
        "alias": "There are no YAML aliases.",
        "tag": "There are no YAML tags.",
        "more-problems": "Problems beyond the limit are not shown.",
        # shapes
        "missing-key": "Required keys are there.",
        "unknown-key": "Keys are those of the language.",
        "misplaced-key": "Keys stand where they mean something.",
        "wrong-type": "A value is of the sort its key takes.",
        "not-a-number": "A number is finite and without quotes.",
        "number-outside": "A number is within its key's bounds.",
        "not-true-or-false": "A truth value is true or false.",
        "not-a-date": "A date is a day of the calendar such as 2025-07-08.",
        "not-a-time": "The horizon is a number of years or months, up to 100 years.",
        "not-a-country": "A country code is three capitals.",
        "not-a-move": "A move is a mapping of one name.",
        "unknown-version": "The language's version is 1.",
        "unknown-word": "A word is one of those that its key takes.",
        "unknown-unit": "A unit is in the registry, or a quotient of two that are.",
        "empty-text": "A text that is required says something.",
        "too-long": "A text is within the limit.",
        "control-character": "A text holds no control characters.",
        "bad-name": "A name is made of small letters, digits and _.",
        "reserved-name": "A name is not one that has a meaning of its own.",
        "too-few": "There are as many as needed.",
        "too-many": "There are no more than allowed.",
        "repeated-item": "An item stands once in a list.",
        "bad-amount": "An amount is arithmetic of the grammar, within its limits.",
        "bad-distribution": "A distribution's parameters make one.",
        "empty-condition": "A condition that decides what is asked says something.",
        "bad-digest": "A digest is 64 hex digits.",
        # values and grounds
        "no-value": "A dated value has a value.",
        "several-value": "A dated value has one value.",
        "empty-values": "A quantity has a value, or is off.",
        "no-grounds": "A number has a source or a reason.",
        "several-grounds": "A number has a source or a reason, not both.",
        "assumed-without-since": "An assumed value says from when it counts.",
        "source-without-date": "A source of a value has a day of publication.",
        "no-ledger": "Sources are cited where there is a ledger.",
        "not-in-ledger": "Cited records are in the ledger.",
        "ledger-outside": "The ledger lies in the scenario's folder.",
        "not-known-yet": "A quantity was known on the date, or has `off`.",
        "out-of-bounds": "A value is within the bounds of its unit.",
        "number-too-far": "A value is of a size that 64-bit numbers can work with.",
        "no-rate": "An anchor has a rate.",
        "several-rate": "An anchor has one rate.",
        "solve-for-without-between": "`solve_for` draws its rate from `between`.",
        "solved-twice": "A quantity is solved for by one anchor.",
        "not-ranged": "What is fitted or drawn together has a range.",
        # names
        "unknown-name": "A name that is used is defined.",
        "unknown-value": "A value is an option, label or state of what is asked about.",
        "name-taken": "Names differ within their place.",
        "was-outside-lever": "`was` stands only in what a lever sets.",
        "function-not-here": "Functions stand where what they read is settled.",
        "no-level": "`level` reads a move whose options all have numbers.",
        "no-flow": "`flow` reads a link that has a quantity.",
        "cycle": "Nothing is defined by itself.",
        # units
        "unlike-units": "Amounts that are added or compared are in the same unit.",
        "wrong-unit": "An amount is in the unit that its place asks for.",
        "no-unit": "A measure's unit is in the registry.",
        # chances
        "chance-missing": "All chances but one are given.",
        "chance-outside": "A chance lies from 0 to 1.",
        "chances-do-not-add-up": "Chances add up to 1.",
        "correlated-with-itself": "A private state follows another.",
        "parent-correlated": "A private state follows one that follows none.",
        "correlated-twice": "A quantity is in one correlated group.",
        # actors and moves
        "mover-does-not-decide": "Who moves decides.",
        "no-payoffs": "Who moves has payoffs.",
        "no-precision": "Who moves has a precision.",
        "yardstick-not-one": "A yardstick is fixed at 1.",
        "link-to-itself": "A link joins two actors.",
        "inertia-without-default": "Inertia is the cost of leaving a default.",
        "knows-too-much": "A mover knows only what is known to it.",
        "sight-of-later-move": "A mover sees earlier moves only.",
        "otherwise-not-last": "`otherwise` comes last.",
        # channels, levers, claims
        "channel-without-off": "A quantity of a channel says what it is when off.",
        "empty-channel": "A channel switches something off.",
        "idle-lever": "A lever does something.",
        "not-its-move": "A lever commits moves of its own actor.",
        "no-said-in": "With a ledger, a claim cites who made it.",
        # warnings
        "warning-no-yardstick": "Who moves has a yardstick.",
        "warning-scale-twice": "A yardstick and its precision do not both range.",
        "warning-flow-bypassed": "A flow is read through its link.",
        "warning-flow-unused": "A flow is read somewhere.",
        "warning-no-war": "A theatre says when there is war.",
    }
)
