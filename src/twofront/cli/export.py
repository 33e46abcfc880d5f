"""`twofront export`: a scenario's game, with one set of numbers, as a file Gambit opens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .check import counted
from .run import MOST_DRAWS

if TYPE_CHECKING:
    from twofront.games import Game, Payoffs
    from twofront.scenario.draws import Draws
    from twofront.scenario.model import Scenario
    from twofront.world import Program

SEED = 1


@click.command()
@click.argument("scenario", type=click.Path(readable=False))
@click.option(
    "--efg",
    "out",
    required=True,
    metavar="OUT",
    type=click.Path(readable=False, path_type=Path),
    help="The file to write; one that is there is replaced if it is a game file.",
)
@click.option(
    "--draw",
    type=click.IntRange(0, MOST_DRAWS - 1),
    metavar="K",
    help="Take the numbers of draw K of `twofront run`; the first is 0.",
)
@click.option("--middle", is_flag=True, help="Take the middle of every range; the default.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help=f"Seed of the draws, with --draw.  [default: {SEED}]",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As known on this date; by default the scenario's own.",
)
@click.option(
    "--scale",
    is_flag=True,
    help="Multiply each player's payoffs by its precision, so that lambda 1 is the answer.",
)
@click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON.")
def export(
    scenario: str,
    out: Path,
    draw: int | None,
    middle: bool,
    seed: int | None,
    as_of: datetime | None,
    scale: bool,
    as_json: bool,
) -> None:
    """Write the game of SCENARIO, with one set of numbers, as an .efg file.

    The game is the one `twofront run` solves in that draw, before a constant is
    fitted to an anchor. Gambit has one lambda for all players: where precision
    differs among them, only --scale makes its answer the same as Twofront's.
    """
    from .terminal import plain, tell

    if middle and draw is not None:
        raise click.UsageError("--draw and --middle exclude each other.")
    if seed is not None and draw is None:
        raise click.UsageError("--seed says which draws are meant; give --draw too.")
    _replaceable(out)
    seed = SEED if seed is None else seed
    told = _exported(scenario, out, draw, seed, as_of, scale)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
        return
    for line in lines(told):
        tell(plain(line))


def _replaceable(out: Path) -> None:
    """Refuse to put a game in the place of anything but a game."""
    from twofront.files import NotRegular, open_regular
    from twofront.problems import InputError, Problem

    try:
        with open_regular(out) as file:
            game = file.read(3) in (b"", b"EFG")
    except FileNotFoundError:
        return
    except NotRegular:
        message = "This is not a file."
        raise InputError([Problem(str(out), None, None, "", "not_a_file", message)]) from None
    if not game:
        message = "There is another file here, which is no game; it is left as it is."
        raise InputError([Problem(str(out), None, None, "", "exists", message)])


def _exported(
    scenario: str, out: Path, draw: int | None, seed: int, as_of: datetime | None, scale: bool
) -> dict[str, Any]:
    """Write the file; give what was written."""
    from twofront.games import Payoffs, write_efg
    from twofront.world import compile_scenario, named_game, payoffs, precision

    loaded = _loaded(scenario, as_of)
    program = compile_scenario(loaded)
    draws = _draws(loaded, draw, seed)
    paid, sizes = payoffs(program, draws), precision(program, draws)
    told: dict[str, Any] = {
        "file": str(out),
        "scenario": loaded.title,
        "as_of": str(loaded.as_of),
        "draw": draw,
        "seed": None if draw is None else seed,
        "not_fitted": [each.solve_for for each in loaded.anchors.values() if each.solve_for],
        "scaled": scale,
        "players": _players(program, sizes[0].tolist()),
    }
    told["lambda"] = _lambda(sizes[0].tolist(), scale)
    if scale:
        paid = Payoffs(paid.outcome * sizes[:, program.tree.payee, None], paid.chance)
    _check(loaded, draws, paid)
    game = named_game(program, paid, "\n".join(lines(told)))
    write_efg(game, out)
    return told | _counts(game)


def _loaded(scenario: str, as_of: datetime | None) -> Scenario:
    from twofront.problems import InputError
    from twofront.scenario import is_warning, load
    from twofront.world import check_structure

    loaded = load(scenario, as_of.date() if as_of else None)
    wrong = [each for each in check_structure(loaded) if not is_warning(each)]
    if wrong:
        raise InputError(wrong)
    return loaded


def _draws(scenario: Scenario, draw: int | None, seed: int) -> Draws:
    import numpy as np

    if draw is None:
        from twofront.scenario.draws import middle

        return middle(scenario)
    from twofront.study.sample import draws

    return draws(scenario, seed, np.array([draw]))


def _check(scenario: Scenario, draws: Draws, paid: Payoffs) -> None:
    """Refuse payoffs that a study would refuse too."""
    import numpy as np

    from twofront.problems import InputError
    from twofront.study.trial import LARGEST
    from twofront.world.problems import problem

    large = np.asarray(~(np.abs(paid.outcome) <= LARGEST).all(axis=(1, 2)))
    if large.any():
        message = f"A payoff is not a number within {LARGEST:g} of 0 {draws.where(large)}."
        raise InputError([problem(scenario, "payoffs", "amount-not-finite", message)])


def _players(program: Program, sizes: list[float]) -> list[dict[str, Any]]:
    actors = program.scenario.actors
    return [
        {"id": actor, "name": actors[actor].name, "precision": size}
        for actor, size in zip(program.actors, sizes, strict=True)
    ]


def _lambda(sizes: list[float], scale: bool) -> float | None:
    """Give the lambda at which Gambit's answer is ours; None where there is none."""
    if scale:
        return 1.0
    return sizes[0] if len(set(sizes)) == 1 else None


def _counts(game: Game) -> dict[str, int]:
    return {
        "information_sets": game.tree.infosets,
        "actions": game.tree.actions,
        "chance_moves": len(game.chances),
        "nodes": game.tree.nodes,
        "terminal_nodes": len(game.tree.leaves),
    }


def lines(told: dict[str, Any]) -> Iterator[str]:
    """What was written, for people; without counts, what is not known before writing."""
    yield f"{told['scenario']}, as known on {told['as_of']}"
    yield _numbers(told)
    if told["not_fitted"]:
        yield f"Not fitted to an anchor: {', '.join(told['not_fitted'])}"
    if "nodes" in told:
        yield ", ".join(_counted(told))
    if told["lambda"] is None or told["scaled"]:
        yield "Precision, 1/util:"
        yield from (f"  {each['name']}: {each['precision']!r}" for each in told["players"])
    yield _how(told)
    if "nodes" in told:
        yield f"Written: {told['file']}"


def _counted(told: dict[str, Any]) -> Iterator[str]:
    yield counted(len(told["players"]), "player")
    for kind in ("information_sets", "actions", "chance_moves", "nodes", "terminal_nodes"):
        yield counted(told[kind], kind.replace("_", " ").removesuffix("s"))


def _numbers(told: dict[str, Any]) -> str:
    if told["draw"] is None:
        return "Every quantity at the middle of its range"
    return f"Draw {told['draw']} of seed {told['seed']}"


def _how(told: dict[str, Any]) -> str:
    if told["scaled"]:
        return "Payoffs are in utils times the player's precision: solve at lambda 1"
    if told["lambda"] is None:
        return "Payoffs are in utils. No one lambda stands for these precisions; --scale does"
    return f"Payoffs are in utils: solve at lambda {told['lambda']!r}"
