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
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twofront.games.tree import Tree

Index = NDArray[np.uint32]
NONE = np.uint32(0xFFFFFFFF)
MOST_KEPT = 64

_LOCK = threading.Lock()
_RECENT: OrderedDict[tuple[bytes, tuple[tuple[int, int], ...]], Schedule] = OrderedDict()


class Schedule(NamedTuple):
    """Index arrays that drive the kernel; every row is one lane-wide operation.

    Coefficients are numbered: A actions, then F feedback actions, then E chance
    edges, then one that is always 1. Slots hold payoffs first, then values.
    """

    sizes: Index  # actions, feedback, chance edges, slots, payoff slots, products, most actions
    pay_player: Index  # per payoff slot
    pay_start: Index  # per payoff slot + 1: into pay_outcome
    pay_outcome: Index
    product_from: Index  # product k = product product_from[k] * coefficient product_by[k]
    product_by: Index
    value_slot: Index  # value operation: slot = init + sum of coefficient * source
    value_init: Index
    value_start: Index
    value_by: Index
    value_from: Index
    step_value: Index  # per step + 1: value operations before the step's update
    step_action: Index  # first action
    step_count: Index  # number of actions
    step_player: Index
    step_feedback: Index  # first feedback action, NONE if not fed back
    step_member: Index  # per step + 1: members, into member_product and member_chance
    member_product: Index  # reach of each member as far as it differs
    member_chance: Index  # chance's part of it
    step_slot: Index  # per step + 1, into member_slot
    member_slot: Index  # per step: action by action, its members' values
    feedback_action: Index  # per feedback action: the action
    feedback_start: Index  # per feedback set + 1
    static_products: Index  # [2]: products 1..a are fixed within a draw, b in all
    moves: Index  # infosets in the order of the steps


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
        if field.name != "players":
            array = np.ascontiguousarray(getattr(tree, field.name))
            digest.update(f"{field.name} {array.shape} {array.dtype}".encode())
            digest.update(array.tobytes())
    return digest.digest()
