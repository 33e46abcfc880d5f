"""One pass over the tree for a block of lanes: beliefs, values, replies."""

from __future__ import annotations

from typing import Any

from twofront.games.compiled import compiled, inlined
from twofront.games.lanes import (
    NOUGHT,
    ONE,
    anywhere,
    each,
    exponential,
    fused,
    larger,
    magnitude,
    smaller,
    where,
)
from twofront.games.memory import entry, get, pick, put

THIN = 1e-280  # beliefs from a reach below this have lost their digits
NONE = 0xFFFFFFFF
RENEW, JUDGE, SPREAD = NOUGHT, ONE, ONE + ONE


@inlined
def multiply(s: Any, coefficient: Any, product: Any, first: int, last: int) -> None:
    """Products of the factors of beliefs, from number `first` up to `last`."""
    for k in range(first, last):
        put(product, k, pick(product, s.product_from, k) * pick(coefficient, s.product_by, k))


@inlined
def evaluate(s: Any, value: Any, coefficient: Any, first: int, last: int) -> None:
    """Values of the groups from number `first` up to `last`; what a group shares is read once."""
    for g in range(first, last):
        start, paid, t = entry(s.group_start, g), entry(s.group_paid, g), entry(s.group_from, g)
        stop, by = entry(s.group_start, g + 1), entry(s.group_by, g)
        terms = entry(s.group_by, g + 1) - by
        if terms == 2:
            one, other = pick(coefficient, s.value_by, by), pick(coefficient, s.value_by, by + 1)
            for k in range(start, paid):
                total = one * pick(value, s.value_from, t)
                total = fused(other, pick(value, s.value_from, t + 1), total)
                put(value, s.values + k, total)
                t += 2
            for k in range(paid, stop):
                total = fused(one, pick(value, s.value_from, t), pick(value, s.value_init, k))
                total = fused(other, pick(value, s.value_from, t + 1), total)
                put(value, s.values + k, total)
                t += 2
        else:
            for k in range(start, stop):
                total = pick(value, s.value_init, k)
                for a in range(by, by + terms):
                    source = pick(value, s.value_from, t)
                    total = fused(pick(coefficient, s.value_by, a), source, total)
                    t += 1
                put(value, s.values + k, total)


@inlined
def expect(s: Any, k: int, value: Any, product: Any, precision: Any, logit: Any, thin: Any) -> None:
    """Precision times expected value of each action at step `k`, into `logit`.

    `thin[0]` grows to 1 in lanes in which the beliefs stand on a vanishing reach.
    """
    member, count = entry(s.step_member, k), entry(s.step_count, k)
    members = entry(s.step_member, k + 1) - member
    slot, keen = entry(s.step_slot, k), get(precision, entry(s.step_player, k))
    if members == 1:
        for a in range(count):
            put(logit, a, keen * pick(value, s.member_slot, slot + a))
        return
    if members == 2:
        one, other = (
            pick(product, s.member_product, member),
            pick(product, s.member_product, member + 1),
        )
        share = _share(s, member, members, product, keen, one + other, thin)
        for a in range(count):
            at = slot + 2 * a
            total = other * pick(value, s.member_slot, at + 1)
            put(logit, a, fused(one, pick(value, s.member_slot, at), total) * share)
        return
    total = each(0.0)
    for h in range(member, member + members):
        total = total + pick(product, s.member_product, h)
    share = _share(s, member, members, product, keen, total, thin)
    for a in range(count):
        at, total = slot + a * members, each(0.0)
        for h in range(members):
            weight = pick(product, s.member_product, member + h)
            total = fused(weight, pick(value, s.member_slot, at + h), total)
        put(logit, a, total * share)


@inlined
def _share(
    s: Any, member: int, members: int, product: Any, keen: Any, total: Any, thin: Any
) -> Any:
    """Precision over the reach of an information set; thin reach is noted."""
    if anywhere(total < each(THIN)):
        _mark_thin(s, member, members, product, thin)
    return keen / larger(total, each(THIN))


@compiled
def _mark_thin(s: Any, member: Any, members: Any, product: Any, thin: Any) -> None:
    """Mark lanes in which a reach vanished though chance did not exclude the information set."""
    zero, total, open_ = each(0.0), each(0.0), each(0.0)
    for h in range(member, member + members):
        total = total + pick(product, s.member_product, h)
        open_ = larger(open_, pick(product, s.member_chance, h))
    lost = (total < each(THIN)) & (open_ > zero)
    put(thin, 0, where(lost, each(1.0), get(thin, 0)))


@inlined
def choose_from(out: Any, first: int, logit: Any, start: int, count: int) -> None:
    """Logit choice over `count` rows of `logit` from `start` on, into rows of `out`."""
    if count == 2:
        _choose_of_two(out, first, logit, start)
        return
    top = get(logit, start)
    for a in range(1, count):
        top = larger(get(logit, start + a), top)
    total = each(0.0)
    for a in range(count):
        grown = exponential(get(logit, start + a) - top)
        put(out, first + a, grown)
        total = total + grown
    share = each(1.0) / total
    for a in range(count):
        put(out, first + a, get(out, first + a) * share)


@inlined
def _choose_of_two(out: Any, first: int, logit: Any, start: int) -> None:
    gap = get(logit, start) - get(logit, start + 1)
    less = exponential(each(0.0) - magnitude(gap))
    better = each(1.0) / (each(1.0) + less)
    worse = less * better
    ahead = gap > each(0.0)
    put(out, first, where(ahead, better, worse))
    put(out, first + 1, where(ahead, worse, better))


@inlined
def centre(out: Any, first: int, logit: Any, count: int) -> None:
    """The first `count` rows of `logit` less their mean, into rows of `out`."""
    total = each(0.0)
    for a in range(count):
        total = total + get(logit, a)
    mean = total * each(1.0 / count)
    for a in range(count):
        put(out, first + a, get(logit, a) - mean)


@compiled
def sweep(s: Any, w: Any, precision: Any, judge: int) -> None:
    """Renew every strategy once, from the last information sets to the first.

    Beliefs come from the feedback strategies; replies are written to the
    strategy rows at once, and as logits with mean 0 to `w.reply` where they
    feed back. To judge is to keep the strategies and compare them with their
    replies: w.audit[0] is then the largest difference, lane by lane.
    """
    if judge:
        put(w.audit, 0, each(0.0))
    if judge == JUDGE:
        for f in range(s.fed):
            put(w.coefficient, s.actions + f, get(w.coefficient, entry(s.feedback_action, f)))
    multiply(s, w.coefficient, w.product, s.still, s.products)
    for k in range(s.steps):
        evaluate(s, w.value, w.coefficient, entry(s.step_group, k), entry(s.step_group, k + 1))
        expect(s, k, w.value, w.product, precision, w.logit, w.thin)
        if judge == JUDGE:
            _compare(w, entry(s.step_action, k), entry(s.step_count, k))
        else:
            adopt(s, k, w)
            if judge == SPREAD:
                _spread(w, entry(s.step_count, k))


@inlined
def _spread(w: Any, count: int) -> None:
    low, high = get(w.logit, 0), get(w.logit, 0)
    for a in range(1, count):
        low, high = smaller(get(w.logit, a), low), larger(get(w.logit, a), high)
    put(w.audit, 0, larger(high - low, get(w.audit, 0)))


@inlined
def adopt(s: Any, k: int, w: Any) -> None:
    """Make the logit reply of step `k` its strategy."""
    count, fed = entry(s.step_count, k), entry(s.step_feedback, k)
    choose_from(w.coefficient, entry(s.step_action, k), w.logit, NOUGHT, count)
    if fed != NONE:
        centre(w.reply, fed, w.logit, count)


@inlined
def _compare(w: Any, first: int, count: int) -> None:
    worst = get(w.audit, 0)
    choose_from(w.check, NOUGHT, w.logit, NOUGHT, count)
    for a in range(count):
        worst = larger(magnitude(get(w.check, a) - get(w.coefficient, first + a)), worst)
    put(w.audit, 0, worst)
