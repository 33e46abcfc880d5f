"""`twofront solve`: quantal response equilibria of games in Gambit's files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import click

from .errors import Status
from .terminal import plain

if TYPE_CHECKING:
    from twofront.games import Equilibria, Game

MOST_PRECISIONS = 100


def precisions(ctx: click.Context, param: click.Parameter, value: str) -> tuple[float, ...]:
    """Read numbers of at least 0, separated by commas."""
    try:
        numbers = tuple(float(part) for part in value.split(","))
    except ValueError:
        shown = plain(value)[:80]
        raise click.BadParameter(f"{shown!r} is no list of numbers such as 0.5,1,2.") from None
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        raise click.BadParameter("A precision is a finite number of at least 0.")
    if len(numbers) > MOST_PRECISIONS:
        raise click.BadParameter(f"At most {MOST_PRECISIONS} precisions are solved at a time.")
    return numbers


@click.command()
@click.argument("games", nargs=-1, required=True, metavar="GAME.efg...")
@click.option(
    "--precision",
    callback=precisions,
    metavar="NUMBERS",
    default="1",
    show_default=True,
    help="How reliably players pick the better action, 1/util; several with commas.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each file.")
@click.pass_context
def solve(
    ctx: click.Context, games: tuple[str, ...], precision: tuple[float, ...], as_json: bool
) -> None:
    """Find agent logit quantal response equilibria of games in .efg files.

    For each file and precision: the behaviour at every information set, on the
    branch that starts at uniform play at precision 0. Only games of perfect
    recall are solved.
    """
    failed = False
    for file in games:
        answer = solved(file, precision)
        failed |= "error" in answer
        if as_json:
            click.echo(json.dumps(answer, allow_nan=False))
        elif "error" in answer:
            click.echo(plain(answer["error"]), err=True)
        else:
            click.echo(plain(as_text(answer)))
    if failed:
        ctx.exit(Status.WRONG_INPUT)


def solved(file: str, sizes: tuple[float, ...]) -> dict[str, Any]:
    """Answer for one file, in the form of the JSON line."""
    from twofront.games import EfgError, TreeError, read_efg

    try:
        game = read_efg(file)
    except (EfgError, TreeError) as error:
        return {"file": file, "players": [], "error": str(error), "solutions": []}
    return {"file": file, "players": list(game.players), "solutions": solutions(game, sizes)}


def solutions(game: Game, sizes: tuple[float, ...]) -> list[dict[str, Any]]:
    """Solve a game at every precision."""
    import numpy as np

    from twofront.games import Payoffs, expected_payoffs, regret, solve_qre

    draws = len(sizes)
    payoffs = Payoffs(
        np.repeat(game.payoffs.outcome, draws, axis=0),
        np.repeat(game.payoffs.chance, draws, axis=0),
    )
    spread = np.repeat(np.array(sizes)[:, None], len(game.players), axis=1)
    found = solve_qre(game.tree, payoffs, spread, forks=True)
    expected = expected_payoffs(game.tree, payoffs, found.strategy)
    missed = regret(game.tree, payoffs, found.strategy).max(axis=1)
    return [
        {
            "precision": size,
            **_quality(found, draw),
            "regret": float(missed[draw]),
            "payoffs": expected[draw].tolist(),
            "infosets": _behaviour(game, found, draw),
        }
        for draw, size in enumerate(sizes)
    ]


def _quality(found: Equilibria, draw: int) -> dict[str, Any]:
    from twofront.games import Status as Ending

    left = float(found.residual[draw])
    return {
        "status": Ending(found.status[draw]).name.lower(),
        "residual": left if math.isfinite(left) else None,
        "sweeps": int(found.sweeps[draw]),
    }


def _behaviour(game: Game, found: Equilibria, draw: int) -> list[dict[str, Any]]:
    rows, rank = [], dict.fromkeys(range(1, len(game.players) + 1), 0)
    for infoset, label in enumerate(game.infosets):
        rank[label.player] += 1
        start, stop = game.tree.infoset_start[infoset : infoset + 2]
        rows.append(
            {
                "player": label.player,
                "infoset": rank[label.player],
                "number_in_file": label.number,
                "label": label.label,
                "actions": list(label.actions),
                "probs": found.strategy[draw, start:stop].tolist(),
            }
        )
    return rows


def as_text(answer: dict[str, Any]) -> str:
    """The answer for people: one block a precision, one line an information set."""
    lines = [answer["file"]]
    for solution in answer["solutions"]:
        lines.append(f"  precision {solution['precision']:g}: {_ending(solution)}")
        paid = zip(answer["players"], solution["payoffs"], strict=True)
        lines.append("    expects  " + "  ".join(f"{name} {value:.4g}" for name, value in paid))
        for row in solution["infosets"]:
            chosen = zip(row["actions"], row["probs"], strict=True)
            behaviour = "  ".join(f"{name} {share:.4f}" for name, share in chosen)
            who = answer["players"][row["player"] - 1]
            named = f" {row['label']}" if row["label"] else ""
            lines.append(f"    {who} {row['infoset']}{named}:  {behaviour}")
    return "\n".join(lines)


def _ending(solution: dict[str, Any]) -> str:
    from twofront.games import Status as Ending

    left = solution["residual"]
    accuracy = "" if left is None else f" (residual {left:.1e}, regret {solution['regret']:.3g})"
    return Ending[solution["status"].upper()].meaning + accuracy
