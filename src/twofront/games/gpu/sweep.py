"""One pass over the tree for all lanes at once, a level at a time.

Rows are quantities, lanes (draws) lie along the last axis, W of them. Every operation treats all
lanes alike and none reads another, so that a draw's answer does not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

import jax.numpy as jnp
from jax import lax

from twofront.games.gpu.plan import Index, Level, Plan, Products, Steps, Values
from twofront.games.sweep import THIN

UNROLLED = 16  # longer sums are loops
LEAST_EXPONENT = -700.0  # of a probability against the largest, as in the kernels for processors

Rows = Any  # [rows, W]

_barrier: Any = lax.optimization_barrier


class Numbers(NamedTuple):
    """What no strategy changes.

    Attributes:
        paid: Payoffs, sums of them, settled values.
        drawn: `[E + 1, W]`, chances and one.
        still: Products of chances.
        open: By level and group of steps with several members `[n, W]`: whether chance leaves
            the information set in reach.
        precision: `[P, W]`.
    """

    paid: Rows
    drawn: Rows
    still: Rows
    open: tuple[tuple[Rows | None, ...], ...]
    precision: Rows


class Swept(NamedTuple):
    """What a pass found.

    Attributes:
        chosen: By level, strategies as `plan` describes them; without those of lower levels
            where none were renewed.
        reply: `[F, W]`, logits of the feedback strategies, with mean 0 at each information set.
        logit: Of each group of steps, `[n, c, W]`.
        thin: `[W]`, whether some beliefs stand on a vanishing reach.
    """

    chosen: tuple[Rows, ...]
    reply: Rows
    logit: tuple[Rows, ...]
    thin: Rows


def settle(plan: Plan, payoffs: Rows, chance: Rows, precision: Rows) -> Numbers:
    """Work out sums of payoffs, products of chances and values that stay.

    Axes: payoffs `[at least O * P, W]`, chance `[E, W]`, precision `[P, W]`.
    """
    drawn = jnp.concatenate([chance, jnp.ones_like(precision[:1])])
    paid = jnp.concatenate([payoffs, *(_added(rows, payoffs) for rows in plan.sums)])
    still = jnp.concatenate([_multiplied(group, drawn, drawn) for group in plan.still])
    held = {"chosen": drawn, "fed": drawn, "drawn": drawn}
    for level in plan.settled:
        paid = jnp.concatenate([paid, *(_valued(group, held, paid, paid) for group in level)])
    open_ = tuple(tuple(_open(steps, still) for steps in level.steps) for level in plan.levels)
    return Numbers(paid, drawn, still, open_, precision)


def _added(at: Index, payoffs: Rows) -> Rows:
    return _folded(len(at), lambda t: _take(payoffs, at[t]))


def _open(steps: Steps, still: Rows) -> Rows | None:
    if steps.chance is None:
        return None
    return _over(jnp.maximum, _take(still, steps.chance), 0)[0] > 0.0


def believed(plan: Plan, logit: Rows) -> Rows:
    """Feedback strategies from their logits, and one: the `fed` rows of a plan."""
    parts, first = [], 0
    for steps in (steps for level in plan.levels for steps in level.fed):
        sets, actions = steps.shape
        rows = logit[first : first + sets * actions].reshape(sets, actions, -1)
        parts.append(_flat(_chosen(rows)))
        first += sets * actions
    return made(jnp.concatenate([*parts, jnp.ones_like(logit, shape=(1, logit.shape[1]))]))


def played(plan: Plan, chosen: tuple[Rows, ...]) -> Rows:
    """Feedback strategies as they are played, and one."""
    parts = [
        rows[: sum(sets * actions for sets, actions in (steps.shape for steps in level.fed))]
        for level, rows in zip(plan.levels, chosen, strict=True)
    ]
    return jnp.concatenate([*parts, jnp.ones_like(chosen[0], shape=(1, chosen[0].shape[1]))])


def sweep(
    plan: Plan, numbers: Numbers, precision: Rows, fed: Rows, kept: tuple[Rows, ...] | None = None
) -> Swept:
    """Renew every strategy once, from the last information sets to the first.

    Beliefs come from `fed`. Where `kept` are given they stay, and what is found are replies.
    """
    none = jnp.zeros_like(precision[:0])
    reach = [_multiplied(group, numbers.still, fed) for group in plan.reach]
    reach = made(jnp.concatenate([*reach, jnp.zeros_like(precision[:1])]))
    value, old = jnp.zeros_like(precision[:1]), none
    found, replies, logits, thin = [], [], [], []
    for number, level in enumerate(plan.levels):
        chosen = []
        for steps, open_ in zip(level.steps, numbers.open[number], strict=True):
            logit, lost = _expected(steps, numbers.paid, value, reach, precision, open_)
            chosen.append(_flat(_chosen(logit)))
            if len(chosen) <= len(level.fed):
                replies.append(_flat(logit - _over(jnp.add, logit, 1) / logit.shape[1]))
            logits.append(logit)
            thin += [] if lost is None else [lost]
        new = _joined(chosen, none)
        if kept is None:
            new = mine = made(_joined([new, *_older(old, level.old_chosen)], none))
        else:
            mine = kept[number]
        found.append(new)
        held = {"chosen": mine, "fed": fed, "drawn": numbers.drawn}
        value, old = _level_values(level, held, numbers.paid, value), mine
    somewhere = _joined(thin, none > 0.0).any(axis=0)
    return Swept(tuple(found), made(_joined(replies, none)), tuple(logits), somewhere)


def _level_values(level: Level, held: dict[str, Rows], paid: Rows, value: Rows) -> Rows:
    parts = [_valued(group, held, paid, value) for group in level.values]
    rows = [jnp.zeros_like(value[:1]), *parts, *_older(value, level.old_value)]
    return made(jnp.concatenate(rows))


def _older(rows: Rows, kept: Index | None) -> list[Rows]:
    return [] if kept is None else [_take(rows, kept)]


def _joined(parts: list[Rows], none: Rows) -> Rows:
    parts = [part for part in parts if len(part)]
    return jnp.concatenate(parts) if parts[1:] else parts[0] if parts else none


def _expected(
    steps: Steps, paid: Rows, value: Rows, reach: Rows, precision: Rows, open_: Rows | None
) -> tuple[Rows, Rows | None]:
    """Precision times expected value of each action, `[n, c, W]`; where reach has vanished.

    Beliefs are reach over its sum. A reach below THIN has lost its digits, unless chance
    excludes the information set.
    """
    keen = _take(precision, steps.player)[:, None]
    if steps.reach is None:
        return made(_source(steps.paid, steps.value, paid, value, 0) * keen), None
    at = steps.reach
    total = _folded(len(at), lambda h: _take(reach, at[h]))
    expected = _folded(
        len(at),
        lambda h: _take(reach, at[h])[:, None] * _source(steps.paid, steps.value, paid, value, h),
    )
    share = made(keen / jnp.maximum(total, THIN)[:, None])
    return made(expected * share), (total < THIN) & open_


def _source(
    at: Index | None, valued_at: Index | None, paid: Rows, value: Rows, number: Any
) -> Rows:
    """Rows of payoffs, of values, or where some are these and some those, of both added up."""
    if valued_at is None:
        assert at is not None
        return _take(paid, at[number])
    found = _take(value, valued_at[number])
    return found if at is None else found + _take(paid, at[number])


def _valued(group: Values, held: dict[str, Rows], paid: Rows, value: Rows) -> Rows:
    name = next(name for name in held if getattr(group, name) is not None)
    by, rows = getattr(group, name), held[name]
    first = None if group.init is None else _take(paid, group.init)
    return _folded(
        len(by),
        lambda t: _take(rows, by[t]) * _source(group.paid, group.value, paid, value, t),
        first,
    )


def _multiplied(group: Products, still: Rows, factors: Rows) -> Rows:
    at = group.factors
    first = None if group.still is None else _take(still, group.still)
    if at is None:
        assert first is not None
        return first
    return _folded(len(at), lambda t: _take(factors, at[t]), first, jnp.multiply)


def _chosen(logit: Rows) -> Rows:
    """Logit choice at each information set, `[n, c, W]`."""
    top = _over(jnp.maximum, logit, 1)
    share = 1.0 / _over(jnp.add, _grown(logit, top), 1)
    # Powers are cheaper worked out anew than kept for the whole of an axis.
    return _product(*made((logit, top, share)))


def _product(logit: Rows, top: Rows, share: Rows) -> Rows:
    return _grown(logit, top) * share


def _grown(logit: Rows, top: Rows) -> Rows:
    return jnp.exp(jnp.maximum(logit - top, LEAST_EXPONENT))


def made(rows: Any) -> Any:
    """Rows that are to be in memory before others use them.

    Left to itself a compiler works out each value anew within everything that reads it.
    """
    return _barrier(rows)


def _take(rows: Rows, at: Index) -> Rows:
    """Rows by their numbers."""
    return rows.at[at].get(mode="promise_in_bounds")


def _flat(rows: Rows) -> Rows:
    """Actions and information sets as one axis."""
    return rows.reshape(-1, rows.shape[-1])


def _over(operation: Callable[[Rows, Rows], Rows], rows: Rows, axis: int) -> Rows:
    """Fold an axis, which is kept with length 1."""
    return _folded(
        rows.shape[axis],
        lambda k: lax.dynamic_slice_in_dim(rows, k, 1, axis),
        None,
        operation,
    )


def _folded(
    count: int,
    term: Callable[[Any], Rows],
    first: Rows | None = None,
    operation: Callable[[Rows, Rows], Rows] = jnp.add,
) -> Rows:
    """first, term(0), term(1) and so on, folded in this order."""
    start = term(0) if first is None else first
    begin = 1 if first is None else 0
    if count <= UNROLLED:
        return reduce(operation, map(term, range(begin, count)), start)
    return lax.fori_loop(begin, count, lambda k, total: operation(total, term(k)), start)
