"""Gradients a second on one core, beside the time of a solve and of finite differences.

A gradient is that of one objective, random weights on all strategies, by every payoff,
chance and precision of a draw; only draws whose linear system was solved count. Draws
are those of `_draws`, solved to a tolerance of 1e-10 before the clock starts.
Finite differences take two solves a number, each from the equilibrium at hand; they are
timed for a few payoffs and counted up to all numbers. `apart` is the largest difference
between the two on those payoffs, against the largest slope of the draw; where precision
is high most of it is the differences' own error. Times are the least of --repeat runs;
everything is compiled before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from benchmarks._draws import FLAGSHIP, FOLDER, Bench, Floats, bench, draws_of, load_average, pin

from twofront.games import Gradient, Payoffs, qre_gradient, solve_qre
from twofront.games.schedule import lay_out

DRAWS = {"a_deter": 40_000, "c_linked2000": 400, FLAGSHIP: 200}
TOLERANCE = 1e-10
STEP = 1e-4  # util
Done = TypeVar("Done")
TRIED = 3  # payoffs for which differences are taken

HEADER = (
    f"{'game':<14}{'numbers':>8}{'fed back':>9}{'solved':>14}{'gradients/s':>13}{'solves/s':>11}"
    f"{'time, in solves':>17}{'differences':>13}{'apart':>9}"
)


def least(repeat: int, work: Callable[[], Done]) -> tuple[float, Done]:
    """Least time of some runs, and what the last one gave."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        done = work()
        times.append(time.perf_counter() - start)
    return min(times), done


def differences(
    of: Bench, payoffs: Payoffs, precision: Floats, strategy: Floats, weight: Floats, spot: int
) -> Floats:
    """Slope by one payoff, counted along outcomes and players after outcome 0, `[D]`."""
    tree, sides = of.game.tree, []
    for step in (STEP, -STEP):
        outcome = payoffs.outcome.copy()
        outcome.reshape(payoffs.draws, -1)[:, tree.players + spot] += step
        moved = Payoffs(outcome, payoffs.chance)
        found = solve_qre(tree, moved, precision, start=strategy, tolerance=TOLERANCE)
        sides.append((weight * found.strategy).sum(axis=1))
    return np.asarray((sides[0] - sides[1]) / (2 * STEP))


def apart(by: Gradient, slopes: Floats, players: int, spots: Floats) -> float:
    """Largest difference between gradients and slopes `[K, D]`, against each draw's largest."""
    flat = by.outcome.reshape(len(by.outcome), -1)[:, players:]
    size = np.abs(flat).max(axis=1)
    return float(np.nanmax(np.abs(flat[:, spots.astype(int)].T - slopes) / size))


def measure(of: Bench, draws: int, low: float, high: float, repeat: int) -> None:
    tree = of.game.tree
    payoffs, precision = draws_of(of, draws, low, high)
    solving, _ = least(repeat + 1, lambda: solve_qre(tree, payoffs, precision))
    strategy = solve_qre(tree, payoffs, precision, tolerance=TOLERANCE).strategy
    weight = np.random.default_rng(0).normal(size=strategy.shape)
    taken, by = least(repeat + 1, lambda: qre_gradient(tree, payoffs, precision, strategy, weight))
    numbers = tree.players * (tree.outcomes - 1) + tree.chance_edges + tree.players
    spots = np.random.default_rng(1).choice(numbers - tree.players - tree.chance_edges, TRIED)
    one, _ = least(1, lambda: differences(of, payoffs, precision, strategy, weight, spots[0]))
    slopes = [differences(of, payoffs, precision, strategy, weight, spot) for spot in spots]
    solved = int(by.solved.sum())
    print(
        f"{of.name:<14}{numbers:>8,}{lay_out(tree, {}).fed:>9}{f'{solved}/{draws}':>14}"
        f"{solved / taken:>13,.0f}{draws / solving:>11,.0f}{taken / solving:>17.2f}"
        f"{f'{one * numbers / taken:,.0f} x':>13}"
        f"{apart(by, np.array(slopes), tree.players, spots):>9.0e}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--low", type=float, default=0.5, help="least precision")
    parser.add_argument("--high", type=float, default=8.0, help="largest precision")
    parser.add_argument("--draws-scale", type=float, default=1.0, help="times the usual draws")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--games", nargs="+", default=list(DRAWS), choices=DRAWS)
    parser.add_argument("--core", type=int, default=0, help="core to run on")
    args = parser.parse_args()
    print(f"{pin(args.core)}, {load_average()}, precision {args.low:g} to {args.high:g}")
    print(HEADER)
    for name in args.games:
        of = bench(name)
        if of is None:
            print(f"{name:<14}absent: no {FOLDER / name}.efg", flush=True)
            continue
        draws = max(1, round(DRAWS[name] * args.draws_scale))
        measure(of, draws, args.low, args.high, args.repeat)
    print(load_average())


if __name__ == "__main__":
    main()
