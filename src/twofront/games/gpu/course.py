"""Strides for all lanes at once; what they mean stands in `twofront.games.course`."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax

from twofront.games import course as lanes
from twofront.games.gpu.mixing import (
    Lane,
    Memory,
    keep,
    largest,
    learn,
    mixed,
    newest_of,
    remember_nothing,
    stiffness,
    turned,
)
from twofront.games.gpu.plan import Plan
from twofront.games.gpu.sweep import Numbers, Rows, believed, made, played, sweep


class Path(NamedTuple):
    """Logits of the feedback strategies, each `[F, W]`: now, as predicted, as met last."""

    at: Rows
    predicted: Rows
    ended: Rows


class Course(NamedTuple):
    """A lane's course, each `[W]`; as in `twofront.games.course`."""

    fraction: Lane
    met: Lane
    age: Lane
    sweeps: Lane
    tolerance: Lane
    state: Lane  # int32


class Move(NamedTuple):
    """What a lane does: weights of next, ended, predicted and at, each `[W]`, and its kind."""

    next: Lane
    ended: Lane
    predicted: Lane
    at: Lane
    moved: Lane  # whether the result is a new prediction
    met: Lane  # whether next is an equilibrium met


class Way(NamedTuple):
    """Everything that a sweep changes."""

    path: Path
    course: Course
    memory: Memory
    chosen: tuple[Rows, ...]


def begin(
    plan: Plan, numbers: Numbers, state: Lane, tolerance: Any, pace: Any
) -> tuple[Path, Course]:
    """The first prediction, from precision 0: in proportion to precision, after one sweep."""
    nowhere = jnp.zeros((len(plan.feedback), len(state)))
    swept = sweep(plan, numbers, numbers.precision, believed(plan, nowhere))
    size, spread = largest([swept.reply])[0], jnp.zeros(len(state))
    for logit in swept.logit:
        gap = logit.max(axis=1) - logit.min(axis=1)
        spread = jnp.maximum(spread, gap.max(axis=0))
    wide = lanes.WIDE / jnp.maximum(spread, lanes.WIDE)
    first = pace[lanes.START]
    fraction = jnp.minimum(jnp.minimum(first / jnp.maximum(size, first), wide), 1.0)
    at = fraction * swept.reply + _aside(plan)
    running = state == lanes.RUNNING
    once, never = jnp.where(running, 1.0, 0.0), jnp.zeros(len(state))
    after = jnp.where(running & swept.thin, lanes.LOST, state).astype(jnp.int32)
    course = Course(fraction, never, once, once, never + tolerance, after)
    return Path(at, at, nowhere), course


def go(
    plan: Plan, numbers: Numbers, path: Path, course: Course, seen: Any, most: Any, pace: Any,
    tolerance: Any,
) -> tuple[Path, Course, Rows, Lane]:  # fmt: skip
    """Run all lanes for at most so many sweeps. `seen`: of this stride, 1 at its beginning.

    Returns:
        Path and course now, strategies `[rows, W]` as found by the plan, and residuals `[W]`.
    """
    chosen = tuple(jnp.zeros_like(path.at, shape=(n, path.at.shape[1])) for n in sizes(plan))
    way = lax.while_loop(
        lambda way: (way.memory.turn < most) & (way.course.state == lanes.RUNNING).any(),
        lambda way: _advanced(plan, numbers, way, pace),
        Way(path, course, remember_nothing(path.at, seen), chosen),
    )
    replies = sweep(plan, numbers, numbers.precision, played(plan, way.chosen), way.chosen).chosen
    residual = jnp.zeros_like(course.age)
    for mine, reply in zip(way.chosen, replies, strict=True):
        residual = jnp.maximum(residual, largest([mine[: len(reply)] - reply])[0])
    course = _judged(way.course, residual, tolerance)
    return way.path, course, jnp.concatenate(way.chosen), residual


def sizes(plan: Plan) -> list[int]:
    """Rows of strategies kept at each level."""
    sizes = []
    for level in plan.levels:
        new = sum(sets * actions for sets, actions in (steps.shape for steps in level.steps))
        sizes.append(new + (0 if level.old_chosen is None else len(level.old_chosen)))
    return sizes


def _judged(course: Course, residual: Lane, tolerance: Any) -> Course:
    """Lanes that ended too loosely go on, more strictly."""
    loose = (course.state == lanes.DONE) & (residual > tolerance)
    return course._replace(
        state=jnp.where(loose, lanes.RUNNING, course.state),
        tolerance=jnp.where(loose, 0.1 * course.tolerance, course.tolerance),
    )


def _advanced(plan: Plan, numbers: Numbers, way: Way, pace: Any) -> Way:
    """One sweep and what each lane makes of it."""
    path, course = way.path, way.course
    precision = numbers.precision * course.fraction
    swept = sweep(plan, numbers, precision, believed(plan, path.at))
    memory, learnt = learn(way.memory, path.at, swept.reply)
    # What is remembered is written after it was read, so that it need not be copied.
    following, newest = made((mixed(memory, learnt), newest_of(learnt)))
    size, away = largest([learnt.move, path.predicted - path.at])
    leap = largest([following - path.at])[0]
    course, move, seen = _steered(course, swept.thin, memory, (size, away, leap), pace)
    path = _moved(path, following, move, _aside(plan))
    memory = keep(memory._replace(seen=seen), newest, way.memory.turn)
    return Way(path, course, memory, swept.chosen)


def _steered(
    course: Course, thin: Lane, memory: Memory, sizes: tuple[Lane, Lane, Lane], pace: Any
) -> tuple[Course, Move, Lane]:
    """What each lane does after a sweep; also the moves of its stride so far.

    `sizes`: of the move asked for, from the prediction to here, and to the next point.
    """
    size, away, leap = sizes
    stiff = stiffness(memory)
    running = course.state == lanes.RUNNING
    fraction, age = course.fraction, course.age + 1.0
    gone, arrived = fraction - course.met, fraction == 1.0
    firm = jnp.maximum(jnp.minimum(stiff, 1.0), 0.0)
    first_seen = (course.met == 0.0) & (age < 3.0)
    firm = jnp.where(first_seen, jnp.minimum(firm, lanes.AFAR), firm)
    near = (age > 1.0) & (leap <= pace[lanes.NEAR] * firm * firm)
    met = jnp.where(arrived, size <= course.tolerance, near)
    bounded = pace[lanes.JUMP] < np.inf  # else iteration is free
    astray = (away > pace[lanes.JUMP]) | (age > lanes.PATIENCE) | turned(memory)
    retreat = running & (gone > 0.0) & astray & bounded
    lost = retreat & (gone < lanes.LEAST_STRIDE)
    done = running & ~retreat & met & arrived
    advance = running & ~retreat & met & ~arrived
    mixing = running & ~retreat & ~met

    ahead = _ahead(fraction, gone, away, stiff, pace)
    move = _move(fraction, ahead, course.met, leap, pace, mixing, advance, retreat)
    astray = lost | (running & thin)
    state = jnp.where(done, lanes.DONE, course.state)
    back = course.met + 0.25 * gone
    after = Course(
        fraction=jnp.where(advance, ahead, jnp.where(retreat, back, fraction)),
        met=jnp.where(advance, fraction, course.met),
        age=jnp.where(advance | retreat, 0.0, age),
        sweeps=course.sweeps + running,
        tolerance=course.tolerance,
        state=jnp.where(astray, lanes.LOST, state).astype(jnp.int32),
    )
    return after, move, jnp.where(move.moved, 0.0, memory.seen)


def _ahead(fraction: Lane, gone: Lane, away: Lane, stiff: Lane, pace: Any) -> Lane:
    """Where the next stride leads: the further, the better the last was predicted."""
    longer = jnp.maximum(jnp.sqrt(pace[lanes.AIM] / jnp.maximum(away, 1e-12)), 0.5)
    bold = jnp.sqrt(lanes.BOLD / jnp.maximum(1.0 - stiff, 1e-3))
    bold = fraction * jnp.maximum(bold, lanes.SHY)
    longer = jnp.minimum(longer, pace[lanes.GROWTH])
    return jnp.minimum(jnp.minimum(fraction + longer * gone, bold), 1.0)


def _move(
    fraction: Lane, ahead: Lane, ended: Lane, leap: Lane, pace: Any,
    mixing: Lane, advance: Lane, retreat: Lane,
) -> Move:  # fmt: skip
    gone = fraction - ended
    share = (ahead - fraction) / jnp.where(advance, gone, 1.0)
    bounds = jnp.minimum(lanes.LONGEST_MOVE, pace[lanes.JUMP])
    step = jnp.minimum(bounds / jnp.maximum(leap, 1e-300), 1.0)
    moved = advance | retreat
    hold = ~(moved | mixing)
    return Move(
        next=jnp.where(mixing, step, jnp.where(advance, 1.0 + share, 0.0)),
        ended=jnp.where(advance, -share, jnp.where(retreat, 0.75, 0.0)),
        predicted=jnp.where(retreat, 0.25, 0.0),
        at=jnp.where(mixing, 1.0 - step, jnp.where(hold, 1.0, 0.0)),
        moved=moved,
        met=advance,
    )


def _aside(plan: Plan) -> Rows:
    """How far off its prediction each action begins, `[F, 1]`; why: `twofront.games.course`."""
    numbers = lanes.GOLDEN * plan.feedback.astype(jnp.float64)
    return (numbers - jnp.floor(numbers) - 0.5)[:, None] * lanes.ASIDE


def _moved(path: Path, following: Rows, move: Move, aside: Rows) -> Path:
    """Move every lane as ordered."""
    now = move.next * following + move.at * path.at
    now = now + move.ended * path.ended + move.predicted * path.predicted
    now = jnp.where(move.at == 1.0, path.at, jnp.where(move.moved, now + aside, now))
    return Path(
        at=now,
        predicted=jnp.where(move.moved, now, path.predicted),
        ended=jnp.where(move.met, following, path.ended),
    )
