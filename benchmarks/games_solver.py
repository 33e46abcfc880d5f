"""Solved equilibria a second on one core for three reference games and the flagship's tree.

Definition: independent draws, every payoff plus N(0, 0.1), precision log-uniform on
0.5 to 8 (--low, --high), the same for all players, uniform start, in no order. Solved
means a residual of at most 1e-6, worked out anew for every draw in 64-bit by
`twofront.games.residual`; an unsolved draw counts zero. Payoffs are in memory and
everything is compiled before the clock starts. A rate is solved draws a CPU second of one
core, the best and the median of --repeat runs; on an idle core that is the rate by wall
time, which is also given, at its best.

Beside it Gambit on five of the same draws, by the same clock, opening the game left out,
with a first step of 1; where --first-step names several, with the one that is fastest on
these draws. `ratio` is Gambit's mean time over ours, ours being the mean over the whole
batch; `on the same` compares with our mean on just these five, each many times in the
batch. Where Gambit was stopped, its time is a lower bound and so are the ratios.

    --where    instead, how far this is from what the core could do
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from benchmarks import _gambit
from benchmarks._draws import (
    FLAGSHIP,
    FOLDER,
    REFERENCE,
    Bench,
    Floats,
    bench,
    draws_of,
    load_average,
    peak,
    peak_from_now,
    pin,
)

from twofront.games import Equilibria, Payoffs, Status, residual, solve_qre
from twofront.games.equilibria import SOLVED_RESIDUAL

DRAWS = {"a_deter": 40_000, "b_linked200": 8_000, "c_linked2000": 1_000, FLAGSHIP: 4_000}


@dataclass(frozen=True)
class Measured:
    """Our side of one game.

    Attributes:
        draws: How many, and how many of them `solved`.
        best: Solved draws a CPU second in the fastest run.
        median: The same in the run in the middle.
        wall: Solved draws a second by wall time, at best.
        sweeps: Mean over draws; `most_sweeps` of 99 in 100 draws.
        worst: Largest residual among solved draws.
        status: How many draws ended with each status.
        memory: Most memory while solving, in MB, payoffs included.
        payoffs: Memory of payoffs alone, in MB.
    """

    game: str
    draws: int
    solved: int
    best: float
    median: float
    wall: float
    sweeps: float
    most_sweeps: float
    worst: float
    status: dict[str, int]
    memory: float
    payoffs: float


@dataclass(frozen=True)
class Compared:
    """Gambit's side of one game.

    Attributes:
        first_step: The setting these times are for.
        seconds: Gambit's time for each draw; `mean` over draws.
        stopped: How many of them it was stopped at.
        agreeing: How many have the same behaviour within 1e-6, of those `answered`.
        apart: Largest difference in the probability of an action, for each draw.
        residuals: Of Gambit's answers.
        ours: Our mean seconds on the same draws, in a batch.
        ratio: Gambit's mean time over our mean on the whole batch; `on_the_same`: over `ours`.
        problems: Of draws without an answer.
    """

    first_step: float
    seconds: list[float]
    mean: float
    stopped: int
    answered: int
    agreeing: int
    apart: list[float]
    residuals: list[float]
    ours: float
    ratio: float
    on_the_same: float
    problems: list[str]


def timed(of: Bench, payoffs: Payoffs, precision: Floats) -> tuple[float, float, Equilibria]:
    """CPU seconds, wall seconds and the answer."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = solve_qre(of.game.tree, payoffs, precision)
    return time.process_time() - cpu, time.perf_counter() - wall, found


def first(payoffs: Payoffs, count: int) -> Payoffs:
    return Payoffs(payoffs.outcome[:count], payoffs.chance[:count])


def measure(of: Bench, payoffs: Payoffs, precision: Floats, repeat: int) -> Measured:
    """Solve a batch some times over."""
    solve_qre(of.game.tree, first(payoffs, 64), precision[:64])
    peak_from_now()
    runs = [timed(of, payoffs, precision) for _ in range(repeat)]
    memory = peak()
    found = runs[-1][2]
    again = residual(of.game.tree, payoffs, precision, found.strategy)
    good = again <= SOLVED_RESIDUAL
    rates = [int(good.sum()) / cpu for cpu, _, _ in runs]
    wall = int(good.sum()) / min(wall for _, wall, _ in runs)
    kinds = {each.name: int((found.status == each).sum()) for each in Status}
    return Measured(
        game=of.name, draws=payoffs.draws, solved=int(good.sum()),
        best=max(rates), median=float(np.median(rates)), wall=wall,
        sweeps=float(found.sweeps.mean()), most_sweeps=float(np.percentile(found.sweeps, 99)),
        worst=float(again[good].max(initial=0.0)),
        status={name: count for name, count in kinds.items() if count},
        memory=memory, payoffs=(payoffs.outcome.nbytes + payoffs.chance.nbytes) / 1e6,
    )  # fmt: skip


def compare(
    of: Bench, payoffs: Payoffs, precision: Floats, mine: Measured, args: argparse.Namespace
) -> Compared:
    """Let Gambit solve the first draws of the batch."""
    count = min(args.gambit_draws, payoffs.draws)
    few = first(payoffs, count)
    found = solve_qre(of.game.tree, few, precision[:count])
    ones = [
        (Payoffs(few.outcome[k : k + 1], few.chance[k : k + 1]), precision[k : k + 1])
        for k in range(count)
    ]
    step, answers = fastest(of, ones, args)
    times = [each.seconds for each in answers]
    apart, residuals = [], []
    for one, answer, strategy in zip(ones, answers, found.strategy, strict=True):
        if answer.behaviour is not None:
            apart.append(float(np.abs(answer.behaviour[0] - strategy).max()))
            residuals.append(_gambit.left(of, *one, answer))
    mean, ours = _gambit.mean_seconds(answers), same(of, few, precision, payoffs.draws, args.repeat)
    return Compared(
        first_step=step, seconds=times, mean=mean,
        stopped=sum("stopped" in each.problem for each in answers),
        answered=len(apart), agreeing=sum(gap <= _gambit.AGREED for gap in apart),
        apart=apart, residuals=residuals, ours=ours,
        ratio=mean * mine.median, on_the_same=mean / ours,
        problems=[each.problem for each in answers if each.problem],
    )  # fmt: skip


def fastest(
    of: Bench, ones: list[tuple[Payoffs, Floats]], args: argparse.Namespace
) -> tuple[float, list[_gambit.Answer]]:
    """Gambit's answers on single draws with the first step that takes it the least time."""
    tried = {
        step: [_gambit.ask(of, *one, step, args.limit) for one in ones] for step in args.first_step
    }
    return min(tried.items(), key=lambda each: _gambit.mean_seconds(each[1]))


def same(of: Bench, few: Payoffs, precision: Floats, draws: int, repeat: int) -> float:
    """Our mean seconds on a few draws, each met many times in a batch of so many."""
    order = np.random.default_rng(1).permutation(np.arange(draws) % few.draws)
    many = Payoffs(few.outcome[order], few.chance[order])
    return float(np.median([timed(of, many, precision[order])[0] for _ in range(repeat)])) / draws


def mine_line(mine: Measured) -> str:
    kinds = ", ".join(f"{count} {name}" for name, count in mine.status.items())
    return (
        f"{mine.game:<13}{mine.solved:>6}/{mine.draws:<6}{mine.best:>10,.0f}{mine.median:>10,.0f}"
        f"{mine.wall:>10,.0f}{mine.sweeps:>8.1f}{mine.most_sweeps:>6.0f}{mine.worst:>10.1e}"
        f"{mine.memory:>8,.0f}{mine.payoffs:>9,.0f}  {kinds}"
    )


def gambit_line(name: str, theirs: Compared) -> str:
    bound = "≥" * bool(theirs.stopped)
    mean = f"{bound}{theirs.mean:.4g}"
    ratio, on_the_same = f"{bound}{theirs.ratio:,.0f}", f"{bound}{theirs.on_the_same:,.0f}"
    apart = f"{max(theirs.apart):.1e}" if theirs.apart else "-"
    times = " ".join(f"{each:.3g}" for each in theirs.seconds)
    return (
        f"{name:<13}{theirs.first_step:>5g}{mean:>10}{ratio:>11}{on_the_same:>13}"
        f"{theirs.agreeing:>5} of {theirs.answered:<3}{apart:>9}  {times}"
        + "".join(f"  [{each}]" for each in theirs.problems)
    )


OURS = (
    f"{'game':<13}{'solved':>13}{'best/s':>10}{'median/s':>10}{'by wall':>10}"
    f"{'sweeps':>8}{'p99':>6}{'worst':>10}{'peak MB':>8}{'payoffs':>9}  status"
)
THEIRS = (
    f"{'Gambit':<13}{'step':>5}{'mean s':>10}{'ratio':>11}{'on the same':>13}{'agree':>10}"
    f"{'apart':>9}  seconds of each draw"
)


def run(args: argparse.Namespace) -> dict[str, Any]:
    print(OURS, flush=True)
    told: dict[str, Any] = {}
    lines: list[str] = []
    for name in args.games:
        of = bench(name)
        if of is None:
            print(f"{name:<13}absent: no {FOLDER / name}.efg", flush=True)
            continue
        count = max(1, round(DRAWS[name] * args.draws_scale))
        payoffs, precision = draws_of(of, count, args.low, args.high)
        mine = measure(of, payoffs, precision, args.repeat)
        told[name] = asdict(mine)
        print(mine_line(mine), flush=True)
        if not args.no_gambit and (name != FLAGSHIP or args.gambit_flagship):
            theirs = compare(of, payoffs, precision, mine, args)
            told[name]["gambit"] = asdict(theirs)
            lines.append(gambit_line(name, theirs))
    if lines:
        print("\n".join(["", THEIRS, *lines]))
    return told


def arguments() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--low", type=float, default=0.5, help="least precision")
    parser.add_argument("--high", type=float, default=8.0, help="largest precision")
    parser.add_argument("--draws-scale", type=float, default=1.0, help="times the usual draws")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--games", nargs="+", default=list(DRAWS), choices=DRAWS)
    parser.add_argument("--core", type=int, default=0, help="core to run on")
    parser.add_argument("--no-gambit", action="store_true")
    parser.add_argument("--gambit-draws", type=int, default=5)
    parser.add_argument("--first-step", type=float, nargs="+", default=[1.0])
    parser.add_argument("--gambit-flagship", action="store_true", help="takes very long")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for Gambit on a draw")
    parser.add_argument("--where", action="store_true", help="work done against what is possible")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to a file")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    print(f"{pin(args.core)}, {load_average()}, precision {args.low:g} to {args.high:g}")
    if not all((FOLDER / f"{name}.efg").is_file() for name in REFERENCE):
        print(f"reference games are looked for in {FOLDER}", file=sys.stderr)
    if args.where:
        from benchmarks import _where

        told = _where.run(args.games, args)
    else:
        told = run(args)
    print(load_average())
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"arguments": vars(args), "games": told}, file, indent=1)


if __name__ == "__main__":
    main()
