"""One pass over the tree for a block of lanes: beliefs, values, replies."""

from __future__ import annotations

from typing import Any

import numpy as np

from twofront.games.compiled import compiled, inlined
from twofront.games.lanes import LANES, centre, dot, softmax

THIN = 1e-280  # beliefs from a reach below this have lost their digits
NONE = 0xFFFFFFFF


@inlined
def multiply(s: Any, coefficient: Any, product: Any, first: int, last: int) -> None:
    """Products of the factors of beliefs, from number `first` up to `last`."""
    for k in range(first, last):
        before, by = s.product_from[k], s.product_by[k]
        for lane in range(LANES):
            product[k, lane] = product[before, lane] * coefficient[by, lane]


@inlined
def evaluate(s: Any, value: Any, coefficient: Any, first: int, last: int) -> None:
    """Value operations from number `first` up to `last`."""
    for k in range(first, last):
        slot, init, start = s.value_slot[k], s.value_init[k], np.int64(s.value_start[k])
        count = np.int64(s.value_start[k + 1]) - start
        dot(value, slot, coefficient, s.value_by, start, value, s.value_from, start, count)
        if init != NONE:
            for lane in range(LANES):
                value[slot, lane] += value[init, lane]


@inlined
def reply(s: Any, k: int, value: Any, product: Any, precision: Any, logit: Any, row: Any) -> bool:
    """Precision times expected value of each action at step `k`, into `logit`.

    Returns:
        Whether in some lane the beliefs stand on a vanishing reach; `row[1]`
        is 1 in those lanes.
    """
    member, count = np.int64(s.step_member[k]), np.int64(s.step_count[k])
    members = np.int64(s.step_member[k + 1]) - member
    slot, player = np.int64(s.step_slot[k]), s.step_player[k]
    if members == 1:
        for a in range(count):
            source = s.member_slot[slot + a]
            for lane in range(LANES):
                logit[a, lane] = precision[player, lane] * value[source, lane]
        return False
    thin = _weigh(s, member, members, product, precision[player], row)
    for a in range(count):
        at = slot + a * members
        dot(logit, a, product, s.member_product, member, value, s.member_slot, at, members)
        for lane in range(LANES):
            logit[a, lane] *= row[0, lane]
    return thin


@inlined
def _weigh(s: Any, member: Any, members: Any, product: Any, precision: Any, row: Any) -> bool:
    """row[0] = precision over the total reach of the members, lane by lane."""
    for lane in range(LANES):
        row[0, lane] = 0.0
    for h in range(member, member + members):
        source = s.member_product[h]
        for lane in range(LANES):
            row[0, lane] += product[source, lane]
    least = row[0, 0]
    for lane in range(LANES):
        least = min(least, row[0, lane])
    thin = least < THIN and _thin(s, member, members, product, row)
    for lane in range(LANES):
        row[0, lane] = precision[lane] / max(row[0, lane], THIN)
    return thin


@compiled
def _thin(s: Any, member: Any, members: Any, product: Any, row: Any) -> bool:
    """Whether a reach vanished though chance did not exclude the information set."""
    found = False
    for lane in range(LANES):
        row[1, lane] = 0.0
        if row[0, lane] < THIN:
            for h in range(member, member + members):
                if product[s.member_chance[h], lane] > 0.0:
                    row[1, lane] = 1.0
                    found = True
    return found


@compiled
def sweep(s: Any, w: Any, precision: Any) -> None:
    """Renew every strategy once, from the last information sets to the first.

    Beliefs come from the feedback strategies; replies are written to the
    strategy rows at once, and as logits with mean 0 to `w.reply` where they
    feed back.
    """
    multiply(s, w.coefficient, w.product, s.static_products[0], s.static_products[1])
    for k in range(len(s.step_action)):
        evaluate(s, w.value, w.coefficient, s.step_value[k], s.step_value[k + 1])
        thin = reply(s, k, w.value, w.product, precision, w.logit, w.row)
        if thin:
            for lane in range(LANES):
                w.thin[lane] = max(w.thin[lane], w.row[1, lane])
        adopt(s, k, w)


@inlined
def adopt(s: Any, k: int, w: Any) -> None:
    """Make the logit reply of step `k` its strategy."""
    count, fed = np.int64(s.step_count[k]), np.int64(s.step_feedback[k])
    softmax(w.coefficient, np.int64(s.step_action[k]), w.logit, 0, count)
    if fed != NONE:
        centre(w.reply, fed, w.logit, count)


@compiled
def audit(s: Any, w: Any, precision: Any) -> None:
    """w.audit = largest |strategy - logit reply to the strategies|, lane by lane."""
    actions = np.int64(s.sizes[0])
    for f in range(len(s.feedback_action)):
        for lane in range(LANES):
            w.coefficient[actions + f, lane] = w.coefficient[s.feedback_action[f], lane]
    multiply(s, w.coefficient, w.product, s.static_products[0], s.static_products[1])
    for lane in range(LANES):
        w.audit[lane] = 0.0
    for k in range(len(s.step_action)):
        evaluate(s, w.value, w.coefficient, s.step_value[k], s.step_value[k + 1])
        reply(s, k, w.value, w.product, precision, w.logit, w.row)
        first, count = np.int64(s.step_action[k]), np.int64(s.step_count[k])
        softmax(w.check, 0, w.logit, 0, count)
        for a in range(count):
            for lane in range(LANES):
                gap = abs(w.check[a, lane] - w.coefficient[first + a, lane])
                w.audit[lane] = max(w.audit[lane], gap)
