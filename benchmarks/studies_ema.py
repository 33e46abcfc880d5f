"""Experiments a second with EMA Workbench, a plain Python loop and Twofront on one small game.

Definition: the game of `small_model/scenario.yaml`, in which 12 quantities range, and its
claim that a deal elsewhere makes entry likelier. An experiment is one draw of all 12: the
logit equilibria of both announced arms to 1e-8, and what they say of the claim. All take the
same draws, the first ones of a Sobol design with seed 1. `apart` is the largest difference
from Twofront's change in probability in any draw; more than 1e-6 in the mean is an error.

The others solve it by `small_model/by_hand.py`: as `arrays` in NumPy, as `scalars` with every
number spelled out, or not at all (`trivial`), which leaves the workbench alone. Their draws
are made before the clock starts. Each is measured on as many draws as fit in --seconds, which
a first look decides. A mean over all of them is said where they are all.

Twofront does what `twofront run --levers 0 --drivers 0` does, in a process that is given one
core or two: it makes the draws, tries them, solves the arm as written and both announced
ones, looks for further equilibria in one draw of 8, reads, writes Parquet, and answers the
claim, its region and threshold among it. `solving` is all of that from the first arm to the
last file; compiling is left out and shown apart. Best of --repeat runs by wall time.

EMA Workbench has an environment of its own, which --ema names: `python -m venv FOLDER`,
`FOLDER/bin/pip install ema_workbench`, `--ema FOLDER/bin/python`. Without it its rows are
left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks._draws import ROOT, Floats, load_average, pin
from benchmarks.small_model.by_hand import FUNCTIONS, RANGES, plain_loop

from twofront import load, results
from twofront.scenario.draws import distributions

SCENARIO = ROOT / "benchmarks" / "small_model"
CLAIM = "deal_entry"
SIDES = {"compare": "give", "against": "stand"}
AGREED = 1e-6  # in the mean
LOOK = 300  # draws that decide how many fit
STAGES = ("trying", "solving", "answering")
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Measured:
    """One way to do experiments.

    Attributes:
        name: Of the way.
        cores: That it had.
        experiments: That it was measured on; `seconds` they took.
        apart: Largest difference from Twofront's change in any draw; `mean`, in the mean.
        load: Load average just before.
    """

    name: str
    cores: int
    experiments: int
    seconds: float
    apart: float
    mean: float
    load: float

    @property
    def rate(self) -> float:
        """Experiments a second."""
        return self.experiments / self.seconds


def on_cores(module: str, job: dict[str, Any], cores: int, python: str = sys.executable) -> Any:
    """Let a module of the small model do a job on so many cores, and give what it tells."""
    done = subprocess.run(
        [python, "-m", f"benchmarks.small_model.{module}"],
        input=json.dumps(job), capture_output=True, text=True, cwd=ROOT, check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, CORES[:cores]),
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{module} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def check_small_model() -> None:
    """See that what is written by hand has the scenario's ranges."""
    own = distributions(load(SCENARIO).scenario)
    ranges = {name: each for name, each in own.items() if each.varies}
    ends = np.array([0.25, 0.75])
    for name, (low, high) in RANGES.items():
        if not np.allclose(ranges.pop(name).quantile(ends), low + ends * (high - low)):
            sys.exit(f"{name} ranges otherwise in the scenario than by hand")
    if ranges:
        sys.exit(f"by hand, {', '.join(ranges)} do not range")


def ours(draws: int, cores: int, repeat: int, scratch: Path) -> tuple[dict[str, float], Path]:
    """Run Twofront some times over; give the fastest run's times, and the last one's folder."""
    runs = []
    for number in range(repeat):
        folder = scratch / f"{cores}-{number}"
        before = os.getloadavg()[0]
        runs.append(on_cores("ours", {"draws": draws, "folder": str(folder)}, cores))
        runs[-1]["load"] = before
    return min(runs, key=lambda each: each["all"]), folder / "all"


def draws_and_changes(folder: Path) -> tuple[Floats, Floats]:
    """The draws `[D, 12]` of a run, and the change `[D]` in the probability of entry."""
    run = results(folder)
    table = run.to_arrow("draws").sort_by("draw")
    rows = np.stack([table[name].to_numpy() for name in RANGES], axis=1)
    entry = {
        side: run.relation()
        .filter(f"arm = 'as_written/announced:terms={option}'")
        .filter(f"read = 'claim:{CLAIM}:announced:{side}'")
        .order("draw")
        .fetchnumpy()["value"]
        for side, option in SIDES.items()
    }
    return rows, np.asarray(entry["compare"] - entry["against"])


def one_way(
    function: str, cores: int | None, rows: Floats, python: str, scratch: Path
) -> tuple[Floats, float]:
    """Changes `[D]` and seconds of a plain loop (no cores named) or of the workbench."""
    if cores is None:
        start = time.perf_counter()
        found = plain_loop(function, rows)
        return found, time.perf_counter() - start
    path = scratch / "rows.npy"
    np.save(path, rows)
    job = {"function": function, "processes": cores, "draws": str(path), "experiments": len(rows)}
    told = on_cores("workbench", job, cores, python)
    return np.array(told["delta"]), told["seconds"]


def others(
    rows: Floats, changes: Floats, args: argparse.Namespace, scratch: Path
) -> Iterator[Measured]:
    """Measure every other way."""
    ways: list[int | None] = [1, 2] if args.ema else []
    for cores in [*ways, None]:
        for function in args.functions:
            if cores is None and function == "trivial":
                continue
            name = f"{'EMA' if cores else 'plain loop'}, {function}"
            before = os.getloadavg()[0]
            _, look = one_way(function, cores, rows[:LOOK], args.ema, scratch)
            count = min(len(rows), max(LOOK, int(args.seconds * LOOK / look)))
            found, seconds = one_way(function, cores, rows[:count], args.ema, scratch)
            apart, mean = float("nan"), float("nan")
            if function != "trivial":
                apart = float(np.abs(found - changes[:count]).max())
                mean = abs(float(found.mean() - changes[:count].mean()))
            yield Measured(name, cores or 1, count, seconds, apart, mean, before)


HEAD = (
    f"{'':<22}{'cores':>6}{'experiments':>13}{'seconds':>10}{'a second':>12}"
    f"{'apart':>10}{'in mean':>10}{'load':>6}{'Twofront / it':>15}"
)


def line(each: Measured, rate: float) -> str:
    apart = "" if np.isnan(each.apart) else f"{each.apart:.1e}"
    mean = "" if np.isnan(each.mean) else f"{each.mean:.1e}"
    return (
        f"{each.name:<22}{each.cores:>6}{each.experiments:>13,}{each.seconds:>10.2f}"
        f"{each.rate:>12,.0f}{apart:>10}{mean:>10}{each.load:>6.1f}{rate / each.rate:>15,.3g}"
    )


def our_line(cores: int, draws: int, took: dict[str, float]) -> str:
    stages = ", ".join(f"{stage} {took[stage]:.2f}" for stage in STAGES)
    return (
        f"{'Twofront':<22}{cores:>6}{draws:>13,}{took['all']:>10.2f}{draws / took['all']:>12,.0f}"
        f"{'':>20}{took['load']:>6.1f}{'':>15}  {stages} s; {draws / took['solving']:,.0f} a "
        f"second in solving; first run, compiling in it, {took['compiling']:.2f} s; "
        f"CPU {took['cpu']:.2f} s; {took['memory']:,.0f} MB"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    check_small_model()
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        print(HEAD, flush=True)
        took = {}
        for cores in (1, 2):
            took[cores], folder = ours(args.draws, cores, args.repeat, scratch)
            print(our_line(cores, args.draws, took[cores]), flush=True)
        rows, changes = draws_and_changes(folder)
        pin(CORES[0])
        found = []
        for each in others(rows, changes, args, scratch):
            found.append(each)
            print(line(each, args.draws / took[each.cores]["all"]), flush=True)
    print(f"at 2 cores Twofront takes {took[2]['all'] / took[1]['all']:.2f} of its time at 1")
    return {"twofront": took, "others": [asdict(each) | {"rate": each.rate} for each in found]}


def ema_version(python: str) -> str:
    code = "import importlib.metadata as m; print(m.version('ema_workbench'), m.version('numpy'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{python} has no ema_workbench")
    version, numpy = done.stdout.split()
    return f"EMA Workbench {version} with NumPy {numpy}"


def arguments() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=2, help="runs of Twofront")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each of the others")
    parser.add_argument("--functions", nargs="+", default=list(FUNCTIONS), choices=FUNCTIONS)
    parser.add_argument("--ema", metavar="PYTHON", default="", help="that has ema_workbench")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to a file")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    theirs = ema_version(args.ema) if args.ema else "EMA Workbench is left out: no --ema"
    print(f"{load_average()}, Python {platform.python_version()}, NumPy {np.__version__}; {theirs}")
    told = run(args)
    print(load_average())
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"arguments": vars(args), **told}, file, indent=1)
    if any(each["mean"] > AGREED for each in told["others"]):
        sys.exit(f"the mean changes differ by more than {AGREED:g}")


if __name__ == "__main__":
    main()
