"""How far the solver is from what a core could do: work counted, against measured limits.

Counted from the schedule, for one sweep of one lane: multiply-adds of values, beliefs and
their products, exponentials at EXPONENTIAL multiply-adds each, and rows read or written
(8 bytes a lane). Left out are the mixing of moves, the gathering of a draw's numbers
and what indices cost. Limits are measured on the same core in the same run: independent
chains of fused multiply-adds in registers, and a multiply-add on three rows into a
fourth that streams over 1 MB. A bare sweep, and the loading of a block
(gathering payoffs, adding up those paid at once), are timed over and over on one block,
with their shares of an equilibrium's time; a draw is loaded once or more. Limits are
measured beside each game, before, between and after; like all times, the best is given.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from benchmarks._draws import Bench, Floats, bench, draws_of

from twofront.games import Payoffs, solve_qre
from twofront.games import block as blocks
from twofront.games.lanes import NOUGHT, each, fused
from twofront.games.memory import get, put
from twofront.games.schedule import LANES, Schedule, address, lay_out, paid, places
from twofront.games.sweep import sweep

EXPONENTIAL = 16  # multiply-adds of `lanes.exponential`
STREAM = 2**20  # bytes
DRAWS_SHARE = 0.5  # of the draws that the rates are measured on


@dataclass(frozen=True)
class Work:
    """One sweep of one lane.

    Attributes:
        values: Multiply-adds of values; `beliefs`, of replies; `products`, of reach.
        exponentials: Of logit choices, those of the feedback included.
        rows: Read and written.
        room: Rows that a block works in.
    """

    values: int
    beliefs: int
    products: int
    exponentials: int
    rows: int
    room: int

    @property
    def multiply_adds(self) -> int:
        return self.values + self.beliefs + self.products + EXPONENTIAL * self.exponentials


def work(s: Schedule) -> Work:
    """Count a sweep from its schedule."""
    begin, end = int(s.step_group[0]), int(s.step_group[-1])
    terms = int(s.group_from[end]) - int(s.group_from[begin])
    coefficients = int(s.group_by[end]) - int(s.group_by[begin])
    also_paid = int((s.group_start[begin + 1 : end + 1] - s.group_paid[begin:end]).sum())
    values = int(s.group_start[end]) - int(s.group_start[begin])
    products = s.products - s.still
    members, actions = np.diff(s.step_member.astype(int)), s.step_count.astype(int)
    alone = members == 1
    replies = np.where(alone, actions, members * actions + members + actions)
    compared = np.where(members > 2, 2 * members * actions, members * actions)
    belief_rows = compared + np.where(alone, 0, members) + actions
    fed = np.diff(s.feedback_start.astype(int))
    chosen = np.concatenate([actions, fed])
    return Work(
        values=terms, beliefs=int(replies.sum()), products=products,
        exponentials=int(np.where(chosen == 2, 1, chosen).sum()),
        rows=terms + coefficients + values + also_paid + 3 * products + int(belief_rows.sum())
        + int(np.where(chosen == 2, 2 * chosen, 5 * chosen).sum()),
        room=s.slots + s.actions + s.fed + s.chances + 1 + s.products,
    )  # fmt: skip


_fast: Any = numba.njit(fastmath={"contract"}, error_model="numpy")


@_fast
def _chains(rows: int, rounds: int) -> None:
    """Twelve chains of fused multiply-adds; more than two units with a latency of four hide."""
    m, c = get(rows, 0), get(rows, 1)
    a0, a1, a2, a3, a4, a5 = c, c, c, c, c, c
    b0, b1, b2, b3, b4, b5 = m, m, m, m, m, m
    for _ in range(rounds):
        a0, a1, a2 = fused(a0, m, c), fused(a1, m, c), fused(a2, m, c)
        a3, a4, a5 = fused(a3, m, c), fused(a4, m, c), fused(a5, m, c)
        b0, b1, b2 = fused(b0, m, c), fused(b1, m, c), fused(b2, m, c)
        b3, b4, b5 = fused(b3, m, c), fused(b4, m, c), fused(b5, m, c)
    put(rows, 0, a0 + a1 + a2 + a3 + a4 + a5 + b0 + b1 + b2 + b3 + b4 + b5)


@_fast
def _stream(one: int, other: int, third: int, out: int, rows: int, rounds: int) -> None:
    for _ in range(rounds):
        for k in range(rows):
            put(out, k, fused(get(one, k), get(other, k), get(third, k)) + each(0.0))


@_fast
def _sweeps(s: Any, w: Any, times: int) -> None:
    for _ in range(times):
        blocks.believe(s, w)
        sweep(s, w, w.precision, NOUGHT)


def bare(s: Schedule, payoffs: Payoffs, precision: Floats) -> tuple[float, float]:
    """Seconds of one lane for a sweep, and for loading a draw, where nothing else is done."""
    plan, (work, room) = places(s), blocks.workspace(s)
    numbers = [paid(s, payoffs.outcome), payoffs.chance, np.ascontiguousarray(precision)]
    batch = blocks.Batch(*map(address, numbers), 0, 0, 0, 0)
    draw, times = np.array([0]), max(4, 500_000 // s.slots)

    def load() -> None:
        for _ in range(times):
            blocks.load_one(plan, work, draw, batch)

    loading, sweeping = _best(load), _best(lambda: _sweeps(plan, work, times))
    del room  # what the addresses point to has lived until here
    return sweeping / (times * LANES), loading / (times * LANES)


def limits() -> tuple[float, float]:
    """Most multiply-adds in 10^9 a second, and GB a second over STREAM bytes."""
    rows, rounds = np.full((2, LANES), 0.5), 2_000_000
    seconds = _best(lambda: _chains(address(rows), rounds))
    peak = 12 * LANES * rounds / seconds / 1e9
    count = STREAM // (4 * 8 * LANES)
    arrays = [np.full((count, LANES), 0.5) for _ in range(4)]
    places = [address(array) for array in arrays]
    seconds = _best(lambda: _stream(*places, count, 200))
    return peak, 200 * STREAM / seconds / 1e9


def _best(call: Callable[[], None]) -> float:
    call()
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def busy(precision: Floats, sweeps: np.ndarray) -> float:
    """Share of lanes at work, were blocks made once, of draws of like precision."""
    ordered = sweeps[np.argsort(precision[:, 0], kind="stable")]
    whole = ordered[: len(ordered) // LANES * LANES].reshape(-1, LANES)
    return float(whole.sum() / max(1, LANES * whole.max(axis=1).sum()))


def judge(of: Bench, count: int, args: argparse.Namespace) -> dict[str, float]:
    """All rows of the table for one game."""
    tree, schedule = of.game.tree, lay_out(of.game.tree, {})
    payoffs, precision = draws_of(of, count, args.low, args.high)
    found, seconds, limit = solve_qre(tree, payoffs, precision), [], [limits()]
    for _ in range(args.repeat):
        start = time.perf_counter()
        found = solve_qre(tree, payoffs, precision)
        seconds.append(time.perf_counter() - start)
    limit.append(limits())
    sweeping, loading = bare(schedule, payoffs, precision)
    peak, flow = np.max([*limit, limits()], axis=0)
    whole, sweeps, counted = min(seconds) / count, float(found.sweeps.mean()), work(schedule)
    adds, moved = counted.multiply_adds / 1e9, counted.rows * 8 / 1e9
    return {
        "multiply-adds, values": counted.values,
        "multiply-adds, beliefs": counted.beliefs,
        "multiply-adds, products": counted.products,
        "exponentials": counted.exponentials,
        "rows read or written": counted.rows,
        "room of a block, kB": counted.room * 8 * LANES / 1024,
        "sweeps": sweeps,
        "lanes busy, %": 100 * busy(precision, found.sweeps),
        "limit, G multiply-adds/s": peak,
        "limit, GB/s": flow,
        "an equilibrium, us": 1e6 * whole,
        "  G multiply-adds/s": adds * sweeps / whole,
        "  % of the limit": 100 * adds * sweeps / whole / peak,
        "  GB/s": moved * sweeps / whole,
        "  % of that limit": 100 * moved * sweeps / whole / flow,
        "a bare sweep, us": 1e6 * sweeping,
        "  % of multiply-adds": 100 * adds / sweeping / peak,
        "  % of GB/s": 100 * moved / sweeping / flow,
        "  all, % of the time": 100 * sweeping * sweeps / whole,
        "loading once, us": 1e6 * loading,
        "  % of the time": 100 * loading / whole,
    }


def run(names: list[str], args: argparse.Namespace) -> dict[str, Any]:
    from benchmarks.games_solver import DRAWS

    told: dict[str, dict[str, float]] = {}
    for name in names:
        of = bench(name)
        if of is None:
            print(f"{name} is absent")
        else:
            count = max(LANES, round(DRAWS[name] * args.draws_scale * DRAWS_SHARE))
            told[name] = judge(of, count, args)
    print(f"{'':<26}" + "".join(f"{name:>14}" for name in told))
    for row in next(iter(told.values()), {}):
        numbers = (told[name][row] for name in told)
        print(f"{row:<26}" + "".join(f"{each:>14,.4g}" for each in numbers))
    return told
