"""Gambit on single draws, each in a process of its own that is stopped after a while.

As a script: reads a job from standard input, opens its game, and writes how long one
equilibrium took and what it is. Opening the game is left out of the clock.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import numpy as np
from benchmarks._draws import Bench, Floats

from twofront.games import Payoffs, format_efg, residual

AGREED = 1e-6
ENOUGH = 0.3  # seconds spent on repeating one equilibrium


@dataclass(frozen=True)
class Answer:
    """What Gambit made of one draw.

    Attributes:
        seconds: The least CPU time of one equilibrium; of the whole process where it was stopped.
        behaviour: `[1, A]` on our action axis; None where there is no answer.
        reached: The precision at which Gambit ended.
        problem: Why there is no answer.
    """

    seconds: float
    behaviour: Floats | None = None
    reached: float = float("nan")
    problem: str = ""


def ask(of: Bench, payoffs: Payoffs, precision: Floats, first_step: float, limit: float) -> Answer:
    """Let Gambit solve one draw. Its own first step is 0.03, which takes longer."""
    game = replace(of.game, payoffs=payoffs)
    job = {"game": format_efg(game), "precision": float(precision[0, 0]), "first_step": first_step}
    before = of_children()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks._gambit"],
            input=json.dumps(job), capture_output=True, text=True, timeout=limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Answer(of_children() - before, problem=f"stopped after {limit:g} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        return Answer(float("nan"), problem=last)
    found = json.loads(done.stdout)
    tree = of.game.tree
    owner = np.repeat(tree.infoset_player, np.diff(tree.infoset_start))
    behaviour = np.empty((1, tree.actions))
    behaviour[0, np.argsort(owner, kind="stable")] = found["behaviour"]
    return Answer(found["seconds"], behaviour, found["reached"])


def of_children() -> float:
    """CPU seconds of all processes begun here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def mean_seconds(answers: list[Answer]) -> float:
    """Mean time; infinite where there is none."""
    times = [each.seconds for each in answers if np.isfinite(each.seconds)]
    return float(np.mean(times)) if times else float("inf")


def left(of: Bench, payoffs: Payoffs, precision: Floats, answer: Answer) -> float:
    """The residual of Gambit's answer."""
    if answer.behaviour is None:
        return float("nan")
    return float(residual(of.game.tree, payoffs, precision, answer.behaviour)[0])


def main() -> None:
    import pygambit

    job = json.load(sys.stdin)
    game = pygambit.read_efg(io.BytesIO(job["game"].encode()))
    taken: list[float] = []
    while sum(taken) < ENOUGH:
        start = time.process_time()
        (found,) = pygambit.qre.logit_solve_lambda(
            game, job["precision"], first_step=job["first_step"]
        )
        taken.append(time.process_time() - start)
    moves = [move for who in game.players for _, move in found.profile[who]]
    told = {
        "seconds": min(taken),
        "behaviour": [float(chance) for move in moves for _, chance in move],
        "reached": float(found.lam),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
