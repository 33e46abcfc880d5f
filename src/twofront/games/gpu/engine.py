"""Strides on a device that JAX runs on: all draws of a batch at once.

Draws are taken in blocks of a fixed number of lanes. After each round of sweeps those that
still run form narrower blocks, again of a fixed width. So a draw's way leads through the same
compiled programs whatever its neighbours do, and its answer is the same, to the bit, in any
batch. Numbers stay on the device between rounds; strategies and residuals come back once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from twofront.games.course import DONE, LOST, RUNNING
from twofront.games.equilibria import Floats
from twofront.games.gpu import device
from twofront.games.gpu.course import Course, Path, begin, go, sizes
from twofront.games.gpu.levels import Leveller
from twofront.games.gpu.plan import Plan
from twofront.games.gpu.sweep import Numbers, Rows, made, settle
from twofront.games.schedule import MOST_KEPT, Schedule

AT_ONCE = 5  # blocks on the device: while two run others come and go

_LOCK = threading.Lock()
_PLANS: OrderedDict[int, tuple[Schedule, Plan]] = OrderedDict()
_ON_DEVICE = threading.BoundedSemaphore(AT_ONCE)
# One block on its way uses all of it, so that blocks arrive one after another; two that run
# leave no gaps while the host looks whether one of them is done.
_BRINGING, _RUNNING = threading.Lock(), threading.BoundedSemaphore(2)

lanes = device.lanes
_ready: Any = jax.block_until_ready


class Draws(NamedTuple):
    """K draws to be iterated.

    Attributes:
        paid: `[K, schedule.payoffs]`, as `schedule.paid` gives it.
        chance: `[K, E]`.
        precision: `[K, P]`.
        waiting: `[K]`, which of them to iterate; the others get no sweep.
        logit: `[K, F]` to begin with at full precision; None: from precision 0.
    """

    paid: Floats
    chance: Floats
    precision: Floats
    waiting: NDArray[np.bool_]
    logit: Floats | None

    def part(self, part: slice) -> Draws:
        """Some of the draws."""
        logit = None if self.logit is None else self.logit[part]
        numbers = self.paid[part], self.chance[part], self.precision[part]
        return Draws(*numbers, self.waiting[part], logit)


class Manner(NamedTuple):
    """How to stride: most sweeps of each round, the pace as in `course`, the residual asked for."""

    rounds: tuple[int, ...]
    pace: tuple[float, ...]
    tolerance: float


class Ran(NamedTuple):
    """How strides ended, each `[K]`: `done` where they arrived; whether payoffs are finite."""

    residual: Floats
    done: NDArray[np.bool_]
    sweeps: NDArray[np.int64]
    finite: NDArray[np.bool_]


class Block(NamedTuple):
    """The lanes of a block, W of them, as the device holds them."""

    numbers: Numbers
    path: Path
    course: Course
    strategy: Rows  # [rows of the plan, W]
    residual: Rows  # [W]


def stride(schedule: Schedule, draws: Draws, manner: Manner, strategy: Floats) -> Ran:
    """Iterate draws, from precision 0 or at full precision from logits.

    Args:
        schedule: Of the game.
        draws: K of them. A draw whose payoffs are not finite gets no sweep.
        manner: How.
        strategy: `[K, A]`; last iterates are written here.
    """
    width, found = lanes(schedule), []
    with jax.enable_x64(True):
        plan = planned(schedule)
        for first in range(0, len(strategy), width):
            part = slice(first, first + width)
            with _ON_DEVICE:
                with _BRINGING:
                    block, finite = bring(plan, schedule, draws.part(part), manner)
                with _RUNNING:
                    block = run(plan, block, manner, draws.logit is None)
                found.append(fetch(plan, block, finite, strategy[part]))
    return found[0] if len(found) == 1 else Ran(*map(np.concatenate, zip(*found, strict=True)))


def planned(schedule: Schedule) -> Plan:
    """The plan of a schedule, on the device; recent ones are kept."""
    with _LOCK:
        if id(schedule) in _PLANS:
            _PLANS.move_to_end(id(schedule))
            return _PLANS[id(schedule)][1]
    made: Plan = jax.device_put(Leveller(schedule).plan())
    with _LOCK:
        _PLANS[id(schedule)] = schedule, made
        while len(_PLANS) > MOST_KEPT:
            _PLANS.popitem(last=False)
    return made


def bring(plan: Plan, schedule: Schedule, draws: Draws, manner: Manner) -> tuple[Block, Any]:
    """Bring a block's draws onto the device, and tell `[W]` whose payoffs are finite.

    Lanes without a draw count as lost.
    """
    width, count = lanes(schedule), len(draws.waiting)
    parts = (draws.chance, draws.precision, draws.logit)
    rest = [None if part is None else _filled(part, width) for part in parts]
    state = np.full(width, LOST, np.int32)
    state[:count][draws.waiting] = RUNNING
    sent = device.send(_filled(draws.paid, width))
    found: tuple[Block, Any] = _settled(
        plan, sent, *rest, state, np.float64(manner.tolerance), np.array(manner.pace)
    )
    return found


def _filled(rows: Floats, width: int) -> Floats:
    """Rows one after another in memory, and rows of zeros up to so many."""
    if len(rows) == width:
        return np.ascontiguousarray(rows)
    filled = np.zeros((width, rows.shape[1]))
    filled[: len(rows)] = rows
    return filled


@jax.jit
def _settled(
    plan: Plan, outcome: list[Any], chance: Any, precision: Any, logit: Any, state: Any,
    tolerance: Any, pace: Any,
) -> tuple[Block, Any]:  # fmt: skip
    """The numbers settled, and the first prediction or the logits given."""
    whole = made(jnp.concatenate(outcome))
    finite = jnp.isfinite(whole).all(axis=1)
    state = jnp.where(finite, state, LOST).astype(jnp.int32)
    numbers = settle(plan, whole.T, chance.T, precision.T)
    none = jnp.zeros(len(state))
    if logit is None:
        path, course = begin(plan, numbers, state, tolerance, pace)
    else:
        at, one = logit.T[plan.feedback], none + 1.0
        path = Path(at, at, at)
        course = Course(one, one, none, none, none + tolerance, state)
    strategy = jnp.zeros((sum(sizes(plan)), len(state)))
    return Block(numbers, path, course, strategy, none + jnp.inf), finite


def run(plan: Plan, block: Block, manner: Manner, begun: bool) -> Block:
    """All rounds of sweeps: the first for all lanes, later ones for those that still run.

    `begun`: whether a sweep of the first round was spent on the first prediction.
    """
    width = block.residual.shape[0]
    narrow, (first_round, *rounds) = device.narrow(width), manner.rounds
    limits = np.array(manner.pace), np.float64(manner.tolerance)
    block = _round(plan, block, np.float64(begun), np.int32(first_round - begun), *limits)
    for most in rounds:
        running = np.flatnonzero(np.asarray(block.course.state) == RUNNING)
        for first in range(0, len(running), narrow):
            places = np.full(narrow, width, np.uint32)  # there is no such lane
            some = running[first : first + narrow]
            places[: len(some)] = some
            went = _round(plan, _taken(block, places), np.float64(0), np.int32(most), *limits)
            block = Block(block.numbers, *_returned(block[1:], went[1:], places))
    _ready(block)
    return block


@partial(jax.jit, donate_argnums=1)
def _round(plan: Plan, block: Block, seen: Any, most: Any, pace: Any, tolerance: Any) -> Block:
    went = go(plan, block.numbers, block.path, block.course, seen, most, pace, tolerance)
    return Block(block.numbers, *went)


@jax.jit
def _taken(block: Block, places: Any) -> Block:
    """The lanes at some places as a block of their own; at places there are not, idle ones."""
    taken: Block = jax.tree.map(
        lambda rows: rows.at[..., places].get(mode="fill", fill_value=0), block
    )
    state = jnp.where(places < block.residual.shape[0], taken.course.state, LOST)
    return taken._replace(course=taken.course._replace(state=state.astype(jnp.int32)))


@partial(jax.jit, donate_argnums=0)
def _returned(whole: Any, some: Any, places: Any) -> Any:
    """Lanes back at their places."""
    return jax.tree.map(lambda rows, new: rows.at[..., places].set(new, mode="drop"), whole, some)


def fetch(plan: Plan, block: Block, finite: Any, strategy: Floats) -> Ran:
    """Bring back what was found for a block's draws; `strategy [K, A]` is written."""
    draws = len(strategy)
    device.fetch(_strategies(plan, block.strategy), strategy)
    course, residual = block.course, np.asarray(block.residual)
    done, sweeps = np.asarray(course.state) == DONE, np.asarray(course.sweeps).astype(np.int64)
    return Ran(residual[:draws], done[:draws], sweeps[:draws], np.asarray(finite)[:draws])


@jax.jit
def _strategies(plan: Plan, strategy: Any) -> list[Any]:
    """By draw and action, in pieces."""
    return device.split(made(strategy[plan.action].T))
