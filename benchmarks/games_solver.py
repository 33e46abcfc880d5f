"""Solved equilibria a second on one core for the three games of the reference folder.

Definition: independent draws, every payoff plus N(0, 0.1), precision log-uniform
on 0.5 to 8 (or --low, --high), uniform start, shuffled; solved means a 64-bit
residual of at most 1e-6, an unsolved draw counts zero; payoffs are in memory,
compilation is left out.
Pin it to a core: taskset -c 0 python -m benchmarks games_solver.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

import numpy as np

from twofront.games import Game, Payoffs, read_efg, residual, solve_qre

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "games" / "bench"
DRAWS = {"a_deter": 40_000, "b_linked200": 8_000, "c_linked2000": 1_000}


def batch(game: Game, draws: int, low: float, high: float) -> tuple[Payoffs, np.ndarray]:
    rng = np.random.default_rng(0)
    shape = (draws, *game.payoffs.outcome.shape[1:])
    outcome = game.payoffs.outcome + rng.normal(0, 0.1, shape)
    outcome[:, 0] = 0
    precision = np.exp(rng.uniform(np.log(low), np.log(high), (draws, 1)))
    chance = np.repeat(game.payoffs.chance, draws, axis=0)
    return Payoffs(outcome, chance), np.repeat(precision, game.tree.players, axis=1)


def measure(name: str, draws: int, low: float, high: float) -> None:
    game = read_efg(FOLDER / f"{name}.efg")
    payoffs, precision = batch(game, draws, low, high)
    first = Payoffs(payoffs.outcome[:64], payoffs.chance[:64])
    solve_qre(game.tree, first, precision[:64])
    wall, cpu = time.perf_counter(), time.process_time()
    found = solve_qre(game.tree, payoffs, precision)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    left = residual(game.tree, first, precision[:64], found.strategy[:64])
    solved = int(found.solved.sum())
    print(
        f"{name}: {solved}/{draws} solved, {solved / cpu:,.0f} a CPU second"
        f" ({solved / wall:,.0f} a wall second), sweeps {found.sweeps.mean():.1f} mean"
        f" {np.percentile(found.sweeps, 99):.0f} at p99, worst of 64 rechecked {left.max():.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--low", type=float, default=0.5)
    parser.add_argument("--high", type=float, default=8.0)
    chosen = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}, precision {chosen.low:g} to {chosen.high:g}")
    for name, draws in DRAWS.items():
        measure(name, draws, chosen.low, chosen.high)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB, payoffs of all draws included")


if __name__ == "__main__":
    main()
