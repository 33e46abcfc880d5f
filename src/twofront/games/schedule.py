"""A tree laid out for the solver's kernel: what to compute, in which order, from where.

Three ideas make a sweep short. Values are kept only for players who still move
at or above a node. Beliefs are products of the factors in which the nodes of an
information set differ: the mover's own past cancels under perfect recall, and
so does whatever all its nodes share. And strategies are used as soon as they
are found, so only the "feedback" strategies, those that enter beliefs (or, where
information sets interlock, values) before they are renewed, are iterated on.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from twofront.games.tree import Tree

Index = NDArray[np.uint32]
LANES = 8  # draws in a row, see `lanes`
DENSE = 80  # up to so many feedback actions the slope of the reply map is worked out in full
NONE = np.uint32(0xFFFFFFFF)
MOST_KEPT = 64

_LOCK = threading.Lock()
_RECENT: OrderedDict[tuple[bytes, tuple[tuple[int, int], ...]], Schedule] = OrderedDict()


class Schedule(NamedTuple):
    """Index arrays that drive the kernel; every row is one lane-wide operation.

    Coefficients are numbered: A actions, then F feedback actions, then E chance
    edges, then one that is always 1. Slots hold the payoffs of all outcomes first, player
    by player where they pay several, then sums of those that are paid at once, then values
    in the order in which they are worked out. A place is the number of a row times LANES:
    rows are found by it without a multiplication.
    """

    actions: int
    fed: int  # feedback actions
    chances: int
    slots: int
    payoffs: int  # slots that hold outcomes, the first nothing
    sums: int
    still: int  # products 1 to this one are fixed within a draw
    products: int
    steps: int
    fed_sets: int
    most: int  # actions of an information set
    crowd: int  # most members of an information set
    players: int
    sum_start: Index  # per sum of payoffs + 1: into sum_from
    sum_from: Index  # slots; places
    product_from: Index  # product k = product product_from[k] * coefficient product_by[k]; places
    product_by: Index
    values: int  # slot of the first value; value k = init k + sum of coefficient * source
    value_init: Index  # places
    value_from: Index  # sources, value by value; places
    group_start: Index  # per group of values that share coefficients + 1: its first value
    group_paid: Index  # its first value that is also paid: before it init is nothing
    group_by: Index  # per group + 1: into value_by
    group_from: Index  # per group + 1: into value_from
    value_by: Index  # coefficients of each group; places
    step_group: Index  # per step + 1: groups before the step's update
    step_action: Index  # first action
    step_count: Index  # number of actions
    step_player: Index
    step_feedback: Index  # first feedback action, NONE if not fed back
    step_member: Index  # per step + 1: members, into member_product and member_chance
    member_product: Index  # reach of each member as far as it differs; places
    member_chance: Index  # chance's part of it
    step_slot: Index  # per step + 1, into member_slot
    member_slot: Index  # per step: action by action, its members' values; places
    feedback_action: Index  # per feedback action: the action
    feedback_start: Index  # per feedback set + 1
    moves: Index  # infosets in the order of the steps


_record: Any = namedtuple  # untyped on purpose: the fields are those of Schedule, told once
Places = _record("Places", Schedule._fields)


def places(schedule: Schedule) -> Any:
    """The schedule as kernels take it: addresses of its arrays, which the caller keeps alive."""
    return Places(*(address(part) if isinstance(part, np.ndarray) else part for part in schedule))


def address(array: NDArray[Any]) -> int:
    """Where an array's numbers begin."""
    begin: int = array.__array_interface__["data"][0]
    return begin


def side_by_side(outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """A view of payoffs `[D, O, P]` as `[D, O * P]`, also of no draws."""
    return outcome.reshape(len(outcome), outcome.shape[1] * outcome.shape[2])


def paid(schedule: Schedule, outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """The payoffs `[D, O, P]` or `[D, O, 1]` that a schedule reads: `[D, schedule.payoffs]`."""
    return np.ascontiguousarray(side_by_side(outcome)[:, : schedule.payoffs], np.float64)


def lay_out(tree: Tree, fixed: Mapping[int, int]) -> Schedule:
    """Plan the sweeps over a tree in which some information sets are fixed.

    Recent plans are kept, so that a study's chunks share one.
    """
    key = (_digest(tree), tuple(sorted(fixed.items())))
    with _LOCK:
        if key in _RECENT:
            _RECENT.move_to_end(key)
            return _RECENT[key]
    from twofront.games.planner import Planner

    made = Planner(tree, fixed).plan()
    with _LOCK:
        _RECENT[key] = made
        while len(_RECENT) > MOST_KEPT:
            _RECENT.popitem(last=False)
    return made


def _digest(tree: Tree) -> bytes:
    digest = hashlib.blake2b(str(tree.players).encode())
    for field in fields(tree):
        value = getattr(tree, field.name)
        if isinstance(value, np.ndarray):
            array = np.ascontiguousarray(value)
            digest.update(f"{field.name} {array.shape} {array.dtype}".encode())
            digest.update(array.tobytes())
    return digest.digest()
