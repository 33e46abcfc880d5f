"""Memory and rate while solving very many draws of the flagship's tree, part by part.

Payoffs are made chunk by chunk from a seed, so memory must stay flat and time must grow
with the number of draws alone. Every tenth of the way: draws done, draws solved a second
in that tenth (making payoffs left out) and most memory so far.

    --draws 1000000    the whole; the default ends in seconds
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from benchmarks._draws import FLAGSHIP, Bench, bench, draws_of, load_average, peak, pin
from benchmarks.games_solver import DRAWS

from twofront.games import solve_qre


def chunk(of: Bench, number: int, count: int) -> tuple[int, float]:
    """Solve one chunk of draws: how many were solved, in how many seconds."""
    payoffs, precision = draws_of(of, count, 0.5, 8.0, seed=number)
    start = time.perf_counter()
    found = solve_qre(of.game.tree, payoffs, precision)
    return int(found.solved.sum()), time.perf_counter() - start


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--chunk", type=int, default=2000, help="draws at a time")
    parser.add_argument("--game", default=FLAGSHIP, choices=DRAWS)
    parser.add_argument("--core", type=int, default=0, help="core to run on")
    args = parser.parse_args()
    of = bench(args.game)
    if of is None:
        raise SystemExit(f"The game {args.game} is not there.")
    print(f"{pin(args.core)}, {load_average()}, {args.draws:,} draws of {args.game}")
    chunk(of, 0, 64)
    print(f"before: {peak():,.0f} MB\n{'draws':>12}{'solved':>12}{'rate/s':>10}{'peak MB':>10}")
    tenths = np.linspace(0, args.draws, 11).astype(int)
    done = solved = number = 0
    for tenth in tenths[1:]:
        good, seconds = 0, 0.0
        while done < tenth:
            count = min(args.chunk, int(tenth) - done)
            number += 1
            more, taken = chunk(of, number, count)
            done, good, seconds = done + count, good + more, seconds + taken
        solved += good
        print(f"{done:>12,}{solved:>12,}{good / seconds:>10,.0f}{peak():>10,.0f}", flush=True)
    print(load_average())


if __name__ == "__main__":
    main()
