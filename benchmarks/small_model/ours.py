"""Twofront on the small model, as `twofront run` does it, on the cores this process is given.

Reads a job from standard input, `{draws, folder}`, and writes what each stage took. What is
compiled once on a machine is compiled on a few draws before the clock starts.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from twofront.api import answer, load
from twofront.study.runner import Watcher
from twofront.study.sampling import Sampling

HERE = Path(__file__).parent
FEW = 256  # draws of the run that compiles
PLAIN = Sampling(levers=0, drivers=0)
"""Every draw once, in every arm, and nothing solved besides."""


class Stages(Watcher):
    """Notes when each stage of a run begins."""

    def __init__(self) -> None:
        self.begun = {"loading": time.perf_counter()}

    def note(self, line: str) -> None:
        for word, stage in (("Trying", "trying"), ("Reading", "answering")):
            if line.startswith(word):
                self.begun[stage] = time.perf_counter()

    def begin(self, asked: int, done: int) -> None:
        self.begun["solving"] = time.perf_counter()

    def taken(self) -> dict[str, float]:
        """Give the seconds of each stage, and of all of them."""
        starts = [*self.begun.values(), time.perf_counter()]
        found = {
            stage: after - start
            for stage, start, after in zip(self.begun, starts, starts[1:], strict=False)
        }
        return {**found, "all": starts[-1] - starts[0]}


def timed(draws: int, folder: Path) -> dict[str, float]:
    stages, cpu = Stages(), time.process_time()
    answer(load(HERE).scenario, folder, draws=draws, seed=1, sampling=PLAIN, watcher=stages)
    return {**stages.taken(), "cpu": time.process_time() - cpu}


def main() -> None:
    job = json.load(sys.stdin)
    folder = Path(job["folder"])
    first = timed(FEW, folder / "few")
    told = {"compiling": first["all"], **timed(job["draws"], folder / "all")}
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
