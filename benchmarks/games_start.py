"""Seconds from the start of a process to the first answer on the flagship's tree.

An answer is one solved draw, the middle of every range. Three ways to it:

    empty    a new process, no kernel compiled before (its own folder for compiled kernels)
    warm     a new process, kernels compiled before
    started  a process that has everything loaded: load the scenario, compile it, lay its
             tree out and solve it; nothing of an earlier answer is kept

Bytecode of the packages is compiled, as `make setup` leaves it. Wall and CPU seconds,
those of a new process with its interpreter's start and end.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import numpy as np
from benchmarks._draws import FLAGSHIP, ROOT, load_average, pin

STEPS = ("import", "load", "compile", "payoffs", "lay out", "solve")


@dataclass(frozen=True)
class Taken:
    """Seconds of one answer, and of the steps to it by `STEPS`."""

    wall: float
    cpu: float
    steps: list[float]


def answer() -> list[float]:
    """Come to one answer; seconds of each step."""
    marks = [time.perf_counter()]

    def mark() -> None:
        marks.append(time.perf_counter())

    from twofront.games import solve_qre
    from twofront.games.schedule import lay_out
    from twofront.scenario import load
    from twofront.scenario.draws import middle
    from twofront.world import compile_scenario, payoffs, precision

    mark()
    scenario = load(ROOT / "scenarios" / FLAGSHIP)
    mark()
    program = compile_scenario(scenario)
    mark()
    draw = middle(scenario)
    paid, keen = payoffs(program, draw), precision(program, draw)
    mark()
    lay_out(program.tree, {})
    mark()
    found = solve_qre(program.tree, paid, keen)
    mark()
    if not found.solved.all():
        sys.exit("The draw was not solved.")
    return np.diff(marks).tolist()


def in_new_process(folder: str) -> Taken:
    """An answer in a new process that keeps its kernels in a folder."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.games_start", "--answer"],
        env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, cpu, json.loads(done.stdout))


def in_this_process() -> Taken:
    from twofront.games import schedule

    schedule._RECENT.clear()  # layouts of earlier answers
    wall, cpu = time.perf_counter(), time.process_time()
    steps = answer()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu, steps)


def show(name: str, taken: list[Taken]) -> None:
    walls, cpus = [each.wall for each in taken], [each.cpu for each in taken]
    steps = np.median([each.steps for each in taken], axis=0)
    named = ", ".join(f"{step} {time:.2f}" for step, time in zip(STEPS, steps, strict=True))
    print(
        f"{name:<9}{min(walls):>8.2f}{np.median(walls):>8.2f}{min(cpus):>8.2f}"
        f"{np.median(cpus):>8.2f}   {named}",
        flush=True,
    )


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--core", type=int, default=0, help="core to run on")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.answer:
        json.dump(answer(), sys.stdout)
        return
    print(f"{pin(args.core)}, {load_average()}, {args.repeat} repeats")
    print(f"{'':<9}{'wall best, median':>16}{'CPU best, median':>16}   median of each step, wall")
    empty, warm = [], []
    for _ in range(args.repeat):
        with tempfile.TemporaryDirectory() as folder:
            empty.append(in_new_process(folder))
            warm.append(in_new_process(folder))
    show("empty", empty)
    show("warm", warm)
    answer()
    show("started", [in_this_process() for _ in range(args.repeat)])
    print(load_average())


if __name__ == "__main__":
    main()
