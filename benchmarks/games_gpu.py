"""Solved equilibria a second with strides on whatever device JAX finds, host transfers included.

Definition, as in games_solver: independent draws, every payoff plus N(0, 0.1), precision
log-uniform on 0.5 to 8 (--low, --high), the same for all players, uniform start, in no order.
Solved means a residual of at most 1e-6 in 64 bits; an unsolved draw counts zero. The solver's
own residuals are counted, and worked out anew by `twofront.games.residual` for the first draws.
Payoffs lie in the host's memory and everything is compiled before the clock starts; what
compilation takes is reported.

`all/s` is the whole call by wall time, with transfers and, on all processors, the walks of
draws that strides leave: best and median of --repeat runs. Then the parts, one block of draws
after another with nothing beside it: `send` brings a block onto the device, `strides` are all
rounds of sweeps, `fetch` brings answers back; each as draws a second, best block. --cpu adds the
kernels for processors on one thread and on all.

    --where FOLDER    where the games lie, if not beside the repository
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks._draws import FOLDER, NOISE, Floats, load_average

from twofront.games import Game, Payoffs, Status, Tree, read_efg, residual, solve_qre
from twofront.games.batch import BRISK, rounds_of
from twofront.games.equilibria import SOLVED_RESIDUAL
from twofront.games.schedule import lay_out

DRAWS = {"a_deter": 2**21, "b_linked200": 2**19, "c_linked2000": 2**17}
SLICE = 2**10  # draws that one thread makes at a time
LOOKED_AT = 512  # draws whose residual is worked out anew
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Parts:
    """One block after another: draws a second in each part of the way, best block.

    Attributes:
        lanes: Draws in a block.
        settled: Share of draws that strides settle.
        gigabytes: A second, from the host to the device.
    """

    lanes: int
    send: float
    strides: float
    fetch: float
    settled: float
    gigabytes: float


@dataclass(frozen=True)
class Measured:
    """One game on one device.

    Attributes:
        best: Solved draws a second by wall time; `median` of the runs.
        compiling: Seconds that the first call took longer than the next.
        worst: Largest residual; `again` worked out anew, over the first draws.
        one, all: Solved draws a second on one thread and on all threads without the device.
    """

    game: str
    draws: int
    solved: int
    best: float
    median: float
    compiling: float
    sweeps: float
    worst: float
    again: float
    status: dict[str, int]
    parts: Parts
    one: float | None
    all: float | None


def drawn(game: Game, count: int, low: float, high: float) -> tuple[Payoffs, Floats]:
    """Payoffs and precision `[D, P]` of so many draws, made by all processors."""
    middle = game.payoffs.outcome[0]
    outcome = np.empty((count, *middle.shape))

    def fill(first: int) -> None:
        part = outcome[first : first + SLICE]
        np.random.default_rng([0, first]).standard_normal(out=part)
        part *= NOISE
        part += middle
        part[:, 0] = 0.0

    in_threads(fill, range(0, count, SLICE))
    chosen = np.random.default_rng(1).uniform(np.log(low), np.log(high), (count, 1))
    chance = np.repeat(game.payoffs.chance, count, axis=0)
    return Payoffs(outcome, chance), np.repeat(np.exp(chosen), game.tree.players, axis=1)


def in_threads(work: Callable[[int], Any], items: Iterable[int]) -> list[Any]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))


def first(payoffs: Payoffs, count: int) -> Payoffs:
    return Payoffs(payoffs.outcome[:count], payoffs.chance[:count])


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def by_part(tree: Tree, payoffs: Payoffs, precision: Floats, blocks: int = 3) -> Parts:
    """Time the parts of the way, block by block."""
    import jax

    from twofront.games.gpu import engine

    schedule = lay_out(tree, {})
    lanes, manner = engine.lanes(schedule), engine.Manner(rounds_of(schedule), BRISK, TOLERANCE)
    draws = engine.Draws(payoffs, precision, np.ones(payoffs.draws, bool), None)
    strategy, times, settled = np.zeros((lanes, tree.actions)), [], []
    ready = jax.block_until_ready
    with jax.enable_x64(True):
        plan = engine.planned(schedule)
        for start in range(0, min(payoffs.draws - lanes, lanes * (blocks - 1)) + 1, lanes):
            some = draws.part(slice(start, start + lanes))
            begin = time.perf_counter()
            block, finite = ready(engine.bring(plan, schedule, some, manner))
            sent = time.perf_counter()
            block = ready(engine.run(plan, block, manner, True))
            went = time.perf_counter()
            ran = engine.fetch(plan, block, finite, strategy)
            times.append((sent - begin, went - sent, time.perf_counter() - went))
            settled.append(ran.done.mean())
    if not times:
        return Parts(lanes, *[float("nan")] * 5)
    send, strides, fetch = (lanes / min(column) for column in zip(*times, strict=True))
    size = some.payoffs.outcome.nbytes + some.payoffs.chance.nbytes
    return Parts(lanes, send, strides, fetch, float(np.mean(settled)), size * send / lanes / 1e9)


def on_processors(tree: Tree, payoffs: Payoffs, precision: Floats) -> tuple[float, float]:
    """Solved draws a second without the device: on one thread, on all."""
    threads = os.cpu_count() or 1
    few = max(64, min(payoffs.draws // (4 * threads), 2**18 // tree.nodes))

    def solve(number: int) -> int:
        part = slice(number * few, (number + 1) * few)
        some = Payoffs(payoffs.outcome[part], payoffs.chance[part])
        return int(solve_qre(tree, some, precision[part]).solved.sum())

    solve(0)
    alone, solved = timed(lambda: solve(0))
    count = min(payoffs.draws // few, 4 * threads)
    together, many = timed(lambda: sum(in_threads(solve, range(count))))
    return solved / alone, many / together


def measure(name: str, game: Game, draws: int, args: argparse.Namespace) -> Measured:
    tree = game.tree
    payoffs, precision = drawn(game, draws, args.low, args.high)

    def solve(count: int) -> Any:
        return solve_qre(tree, first(payoffs, count), precision[:count], engine="jax")

    few = min(draws, 64)
    cold, _ = timed(lambda: solve(few))
    warm, _ = timed(lambda: solve(few))
    parts = by_part(tree, payoffs, precision)
    runs = [timed(lambda: solve(draws)) for _ in range(args.repeat)]
    found = runs[-1][1]
    solved = int((found.residual <= SOLVED_RESIDUAL).sum())
    looked = min(draws, LOOKED_AT)
    again = residual(tree, first(payoffs, looked), precision[:looked], found.strategy[:looked])
    rates = [solved / seconds for seconds, _ in runs]
    kinds = {each.name: int((found.status == each).sum()) for each in Status}
    one, every = on_processors(tree, payoffs, precision) if args.cpu else (None, None)
    return Measured(
        game=name, draws=draws, solved=solved, best=max(rates), median=float(np.median(rates)),
        compiling=cold - warm, sweeps=float(found.sweeps.mean()),
        worst=float(found.residual.max()), again=float(again.max()),
        status={kind: count for kind, count in kinds.items() if count},
        parts=parts, one=one, all=every,
    )  # fmt: skip


HEAD = (
    f"{'game':<13}{'solved':>16}{'all/s':>10}{'median':>10}{'send/s':>10}{'GB/s':>6}"
    f"{'strides/s':>11}{'fetch/s':>11}{'settled':>8}{'lanes':>7}{'compile':>8}{'sweeps':>7}"
    f"{'worst':>9}{'again':>9}{'1 thread':>10}{'threads':>9}  status"
)


def line(mine: Measured) -> str:
    parts, solved = mine.parts, f"{mine.solved}/{mine.draws}"
    kinds = ", ".join(f"{count} {name}" for name, count in mine.status.items())
    one, every = (f"{rate:,.0f}" if rate else "-" for rate in (mine.one, mine.all))
    return (
        f"{mine.game:<13}{solved:>16}{mine.best:>10,.0f}{mine.median:>10,.0f}{parts.send:>10,.0f}"
        f"{parts.gigabytes:>6.1f}{parts.strides:>11,.0f}{parts.fetch:>11,.0f}{parts.settled:>8.2%}"
        f"{parts.lanes:>7}{mine.compiling:>7.1f}s{mine.sweeps:>7.1f}{mine.worst:>9.1e}"
        f"{mine.again:>9.1e}{one:>10}{every:>9}  {kinds}"
    )


def arguments() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--where", type=Path, default=FOLDER, help="folder of the games")
    parser.add_argument("--games", nargs="+", default=list(DRAWS), choices=DRAWS)
    parser.add_argument("--draws-scale", type=float, default=1.0, help="times the usual draws")
    parser.add_argument("--low", type=float, default=0.5, help="least precision")
    parser.add_argument("--high", type=float, default=8.0, help="largest precision")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--cpu", action="store_true", help="measure without the device, too")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to a file")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    import jax

    device = jax.devices()[0]
    print(f"{device.device_kind}, JAX {jax.__version__}, {os.cpu_count()} processors,", end=" ")
    print(f"{load_average()}, precision {args.low:g} to {args.high:g}\n{HEAD}", flush=True)
    told = {}
    for name in args.games:
        path = args.where / f"{name}.efg"
        if not path.is_file():
            print(f"{name:<13}absent: no {path}", flush=True)
            continue
        draws = max(1, round(DRAWS[name] * args.draws_scale))
        mine = measure(name, read_efg(path), draws, args)
        told[name] = asdict(mine)
        print(line(mine), flush=True)
    if args.json:
        about = {"device": device.device_kind, "jax": jax.__version__, "games": told}
        Path(args.json).write_text(json.dumps(about, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
