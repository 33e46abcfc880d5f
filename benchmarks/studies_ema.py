"""A study of a small game beside EMA Workbench and a plain loop: experiments a second.

The game of small_model/ (an equilibrium of signals, twelve quantities that range) is
answered three times: by a study of Twofront, draws made, every arm solved (chosen,
forced and announced), results written and the claim answered; by EMA Workbench over
the same game in plain Python, to the same tolerance, one arm; and by a loop over that
function. A function that does nothing shows what the workbench itself costs. The two
are checked on the same draws first. Rates are of wall-clock time; compiling is left out.

    --ema PYTHON          an interpreter that has ema_workbench; without it the loop alone
    --draws 100000        of the study
    --experiments 20000   of EMA and of the loop
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmarks._draws import load_average
from benchmarks._small_model import RANGES, looped, signalling

from twofront.scenario import load
from twofront.study.runner import run
from twofront.study.sampling import Sampling
from twofront.study.solve import solve_part, study

HERE = Path(__file__).parent
SCENARIO = HERE / "small_model"
CHECKED = 256


def apart() -> float:
    """Greatest difference between the change in the study and by the plain function."""
    part = solve_part(study(load(SCENARIO), 1), np.arange(CHECKED, dtype=np.int64))
    reads = part.arms["as_written"].reads
    name = "claim:arming_deters:chosen"
    change = reads[f"{name}:compare"] - reads[f"{name}:against"]
    given = [{id: float(part.quantities[id][k]) for id in RANGES} for k in range(CHECKED)]
    return float(np.abs(change - [signalling(**each)["delta"] for each in given]).max())


def studied(draws: int, cores: int) -> tuple[float, float]:
    """Draws a second of a whole run on so many cores, and the share that holds."""
    mine = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, mine[:cores])
    sampling = Sampling.of("sobol", "prior", None, levers=0, drivers=0)
    scenario = load(SCENARIO)
    try:
        with tempfile.TemporaryDirectory() as place:
            start = time.perf_counter()
            found = run(scenario, Path(place) / "run", draws=draws, sampling=sampling)
            seconds = time.perf_counter() - start
    finally:
        os.sched_setaffinity(0, mine)
    return draws / seconds, found.claims[0].share_holds.value or 0.0


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ema", help="an interpreter that has ema_workbench")
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--experiments", type=int, default=20_000)
    args = parser.parse_args()
    cores = min(2, len(os.sched_getaffinity(0)))
    print(f"{load_average()}; greatest difference on {CHECKED} draws {apart():.1e}")
    ours = {count: studied(args.draws, count)[0] for count in range(1, cores + 1)}
    for count, rate in ours.items():
        print(f"study of {args.draws:,} draws, {count} cores  {rate:>10,.0f}/s")
    if args.ema is None:
        loop = looped(args.experiments)
        print(f"plain loop                        {loop:>10,.0f}/s   ratio {ours[1] / loop:,.1f}")
    else:
        program = [args.ema, str(HERE / "_small_model.py"), str(args.experiments), str(cores)]
        told = json.loads(subprocess.run(program, check=True, capture_output=True).stdout)
        for name, what in (
            ("loop", "plain loop"),
            ("model", f"EMA {told['version']}, one process"),
            ("nothing", "EMA, a function that does nothing"),
            ("spread", f"EMA, {cores} processes"),
        ):
            rival = ours[cores if name == "spread" else 1]
            print(f"{what:<34}{told[name]:>10,.0f}/s   ratio {rival / told[name]:,.1f}")
    print(load_average())


if __name__ == "__main__":
    main()
