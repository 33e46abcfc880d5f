"""The games that benchmarks solve, and their draws by one definition.

Every payoff plus N(0, 0.1), independently in every draw; precision log-uniform on 0.5
to 8, the same for all players; draws in no order. In the flagship a payoff is what a
line pays its actor in one kind of situation, before noise the mean over the first 256
draws of the study with seed 1.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twofront.games import Game, Payoffs, read_efg

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "games" / "bench"
FLAGSHIP = "two-front"
REFERENCE = ("a_deter", "b_linked200", "c_linked2000")
NOISE = 0.1  # util
STUDY_DRAWS = 256

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bench:
    """A game to be solved many times.

    Attributes:
        name: Of the game.
        game: Structure, names and payoffs before noise.
        noise: `[O, P]`, standard deviation of the noise on every payoff.
    """

    name: str
    game: Game
    noise: Floats


def bench(name: str) -> Bench | None:
    """Give a game by its name; None where the reference folder is not there."""
    if name == FLAGSHIP:
        return flagship()
    path = FOLDER / f"{name}.efg"
    if not path.is_file():
        return None
    game = read_efg(path)
    noise = np.full(game.payoffs.outcome.shape[1:], NOISE)
    noise[0] = 0.0
    return Bench(name, game, noise)


def flagship() -> Bench:
    from twofront.scenario import load
    from twofront.study.sample import draws
    from twofront.world import compile_scenario, named_game, payoffs

    scenario = load(ROOT / "scenarios" / FLAGSHIP)
    program = compile_scenario(scenario)
    found = payoffs(program, draws(scenario, 1, np.arange(STUDY_DRAWS)))
    chance = found.chance.mean(axis=0, keepdims=True)
    mean = Payoffs(found.outcome.mean(axis=0, keepdims=True), chance)
    noise = np.zeros(mean.outcome.shape[1:])
    for number, item in enumerate(program.items):
        if item is not None and item.account in program.actors:
            noise[number, program.actors.index(item.account)] = NOISE
    return Bench(FLAGSHIP, named_game(program, mean), noise)


def draws_of(
    of: Bench, count: int, low: float, high: float, seed: int = 0
) -> tuple[Payoffs, Floats]:
    """Payoffs and precision `[D, P]` of so many draws."""
    rng = np.random.default_rng(seed)
    outcome = rng.normal(0.0, 1.0, (count, *of.noise.shape))
    outcome *= of.noise
    outcome += of.game.payoffs.outcome
    precision = np.exp(rng.uniform(np.log(low), np.log(high), (count, 1)))
    chance = np.repeat(of.game.payoffs.chance, count, axis=0)
    return Payoffs(outcome, chance), np.repeat(precision, of.game.tree.players, axis=1)


def pin(core: int) -> str:
    """Keep this process and its children on one core, where the system can; says so."""
    try:
        os.sched_setaffinity(0, {core})
    except (AttributeError, OSError) as problem:
        return f"not pinned ({problem})"
    return f"pinned to core {core}"


def load_average() -> str:
    return f"load average {os.getloadavg()[0]:.1f}"


def peak_from_now() -> None:
    """Begin a new peak of memory; only Linux can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """Most memory this process has held since `peak_from_now`, in MB."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
