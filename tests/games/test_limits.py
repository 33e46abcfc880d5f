"""High precision: logit equilibria come to the equilibria that theory names, off the path too.

Agent logit equilibria converge to sequential equilibria as precision grows (McKelvey &
Palfrey 1998). Where a game has one, it is the limit; where it has several,
the principal branch chooses, and the slow walk along it says which.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

import numpy as np
import pytest
from chain_store import INCUMBENT, ChainStore, sees
from nested_games import Lot, Move, Node, Pay, bimatrix, pay, place, solved, written
from numpy.testing import assert_allclose
from plain_branch import follow

from twofront.games import Status

RISING = [2.0, 5.0, 10.0, 20.0, 40.0, 100.0, 400.0]


# Perfect information: the subgame-perfect equilibrium by backward induction.


def random_moves(draw: np.random.Generator, depth: int, past: str = "") -> Node:
    """A tree of perfect information for three players, with chance and early ends."""
    if depth == 0 or (past and draw.random() < 0.15):
        return pay(*draw.normal(size=3))
    below = [random_moves(draw, depth - 1, past + str(k)) for k in range(draw.integers(2, 4))]
    if past and draw.random() < 0.2:
        odds = draw.dirichlet(np.ones(len(below)))
        odds[-1] = 1 - odds[:-1].sum()
        return Lot({str(k): (float(odds[k]), node) for k, node in enumerate(below)})
    return Move(int(draw.integers(3)), past, {str(k): node for k, node in enumerate(below)})


@dataclass
class Induction:
    """Backward induction: the best option everywhere and the closest call, in utils."""

    best: dict[tuple[int, str], str] = field(default_factory=dict)
    closest: float = np.inf

    def value(self, node: Node) -> np.ndarray:
        if isinstance(node, Pay):
            return np.array(node.payoffs)
        if isinstance(node, Lot):
            return sum(odds * self.value(below) for odds, below in node.lots.values())
        values = {option: self.value(below) for option, below in node.options.items()}
        ranked = sorted(values, key=lambda option: values[option][node.player])
        first, second = (values[option][node.player] for option in ranked[:-3:-1])
        self.closest = min(self.closest, first - second)
        self.best[node.player, node.sees] = ranked[-1]
        return values[ranked[-1]]


@pytest.mark.parametrize("seed", range(12))
def test_perfect_information_comes_to_subgame_perfection(seed):
    """A mistake costs at least the closest call, so it is as rare as exp(-precision * call)."""
    root = random_moves(np.random.default_rng(seed), depth=5)
    theory = Induction()
    theory.value(root)
    calls = np.array([20.0, 50.0, 100.0, 1e3, 1e5])  # precision times the closest call
    answer = solved(written(3, root), calls / theory.closest)
    assert (answer.found.status == Status.SOLVED).all()
    for (player, label), option in theory.best.items():
        mistakes = 1 - answer.chance_of(player, label, option)
        # One unit of slack for what mistakes below take from the values.
        assert (mistakes <= 2 * np.exp(-(calls - 1)) + 1e-15).all(), label
    regrets = answer.regret
    assert (np.diff(regrets) <= 1e-15).all()
    assert regrets[0] < 1e-6
    assert regrets[-1] < 1e-15


# Reputation: Kreps & Wilson (1982).

STORES = {
    "two entrants, the weak bluffs": ChainStore(2, 0.5, 2.0, 0.1),
    "two entrants, the first stays out": ChainStore(2, 0.5, 2.0, 0.3),
    "two entrants, nobody enters": ChainStore(2, 0.5, 2.0, 0.6),
    "two entrants, a poor prize": ChainStore(2, 0.3, 3.0, 0.05),
    "three entrants, the weak bluffs twice": ChainStore(3, 0.5, 2.0, 0.1),
    "three entrants, the first stays out": ChainStore(3, 0.5, 2.0, 0.2),
    "three entrants, the weak fights for sure": ChainStore(3, 0.5, 2.0, 0.3),
    "three entrants, a rich prize": ChainStore(3, 0.6, 1.5, 0.25),
}


def distance(store: ChainStore, sizes: list[float]) -> np.ndarray:
    """Largest distance from the sequential equilibrium over all information sets, `[D]`."""
    answer = solved(store.game(), sizes)
    assert (answer.found.status <= Status.LOOSE).all(), answer.found.status
    gaps = [abs(answer.chance_of(*where) - wanted) for where, wanted in store.answer().items()]
    return np.max(gaps, axis=0)


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_the_chain_store_comes_to_its_sequential_equilibrium(store):
    """At every information set, reached or not; mixed moves at a rate of 1 / precision."""
    sizes = [50.0, 100.0, 200.0]
    gaps = distance(store, sizes)
    assert (gaps <= 4 / np.array(sizes)).all()
    assert (gaps[1:] <= 0.6 * gaps[:-1]).all()


@pytest.mark.slow
@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_the_chain_store_is_followed_to_high_precision(store):
    assert distance(store, [400.0]) <= 4 / 400


@pytest.mark.slow
def test_beyond_what_64_bits_hold_the_status_is_honest():
    """At precision 3000 the chances of mixed moves differ by less than rounding leaves."""
    answer = solved(STORES["three entrants, a rich prize"].game(), [3000.0]).found
    assert (answer.residual[0] <= 1e-6) == (answer.status[0] <= Status.LOOSE)


# Closed forms kept beside the repository: each row is a game with a limit.


NUMBERS = re.compile(r"(\w+)=([\d.]+)")


def rows(shared, target: str) -> list[tuple[dict[str, float], list[float]]]:
    """Parameters and numbers of every row about a target."""
    path = shared / "fit" / "reference" / "closed_form_checks.csv"
    with path.open(newline="") as file:
        found = [row for row in csv.DictReader(file) if row["target"].startswith(target)]
    assert found, target
    return [
        (
            {name: float(number) for name, number in NUMBERS.findall(row["params"])},
            [float(number) for number in row["numeric"].split(",")],
        )
        for row in found
    ]


def test_the_closed_form_of_reputation_is_the_one_on_file(shared):
    [(known, (fights, posterior))] = rows(shared, "Kreps-Wilson")
    store = ChainStore(int(known["n"]), known["b"], 2.0, known["p"])
    bluff = store.answer()[INCUMBENT, sees("weak", ()), "fight"]
    assert_allclose(bluff, fights, atol=5e-6)
    assert_allclose(known["p"] / (known["p"] + (1 - known["p"]) * bluff), posterior, atol=5e-6)


@pytest.mark.slow
def test_four_entrants_come_to_the_bluff_on_file(shared):
    [(known, (fights, posterior))] = rows(shared, "Kreps-Wilson")
    store = ChainStore(int(known["n"]), known["b"], 2.0, known["p"])
    sizes = np.array([20.0, 50.0])
    answer = solved(store.game(), sizes)
    assert (answer.found.status <= Status.LOOSE).all(), answer.found.status
    weak = answer.chance_of(INCUMBENT, sees("weak", ()), "fight")
    tough = answer.chance_of(INCUMBENT, sees("tough", ()), "fight")
    belief = known["p"] * tough / (known["p"] * tough + (1 - known["p"]) * weak)
    assert (abs(weak - fights) <= 4 / sizes).all()
    assert (abs(belief - posterior) <= 4 / sizes).all()


@pytest.mark.parametrize("row", range(3))
def test_an_offer_that_risks_war_is_fearons(shared, row):
    """Fearon (1995): take it or leave it, the other side's cost uniform and private.

    Costs lie at the middles of `steps` equal cells and offers at their ends, so that the
    best offer of the continuous game is one of them.
    """
    known, (best, war) = rows(shared, "Fearon TIOLI")[row]
    win, mine, most = known["p"], known["cA"], known["C"]
    steps = 32 if row == 2 else 10

    def offer(cost: float, share: float) -> Move:
        ends = {"accept": pay(share, 1 - share), "fight": pay(win - mine, 1 - win - cost)}
        return Move(1, f"{cost} {share}", ends)

    shares = [win + k * most / steps for k in range(steps + 1)]
    costs = [(k + 0.5) * most / steps for k in range(steps)]
    types = {
        str(cost): (1 / steps, Move(0, "", {str(share): offer(cost, share) for share in shares}))
        for cost in costs
    }
    answer = solved(written(2, Lot(types)), [1e3, 1e5])
    made = answer.found.strategy[:, [place(answer.game, 0, "", str(share)) for share in shares]]
    assert (answer.found.status == Status.SOLVED).all()
    assert_allclose(shares[made[1].argmax()], best, atol=5e-5)
    assert made[1].max() > max(0.999, made[0].max())
    assert_allclose(answer.reach[1, 1::2].sum(), war, atol=5e-5)


@pytest.mark.parametrize(("steps", "top"), [(9, 1.0), (18, 1.0), (12, 2 / 3)])
def test_efforts_in_a_contest_are_tullocks(shared, steps, top):
    """Tullock (1980), two prizes of different worth; efforts on a grid that holds the answer."""
    [(known, (first, second, win))] = rows(shared, "Tullock asymmetric")
    effort = np.linspace(0, top, steps + 1)
    mine, yours = np.meshgrid(effort, effort, indexing="ij")
    total = mine + yours
    odds = np.divide(mine, total, out=np.full_like(total, 0.5), where=total > 0)
    game = bimatrix(known["V1"] * odds - mine, known["V2"] * (1 - odds) - yours)
    answer = solved(game, [100.0, 1e3, 1e4])
    played = answer.found.strategy.reshape(3, 2, -1)
    assert (answer.found.status == Status.SOLVED).all()
    assert_allclose(played[-1] @ effort, [first, second], atol=5e-5)
    assert_allclose(played[-1, 0] @ odds @ played[-1, 1], win, atol=5e-5)
    away = np.abs(played @ effort - [first, second]).max(axis=1)
    assert away[0] > away[1] > away[2]


@pytest.mark.parametrize("row", range(3))
def test_the_value_of_colonel_blotto_is_the_linear_programs(shared, row):
    """Three fields, whole troops, half a field for a tie: a zero-sum game has one value."""
    known, (value,) = rows(shared, "Blotto n=3")[row]
    mine, yours = splits(int(known["A"])), splits(int(known["B"]))
    won = (np.sign(mine[:, None] - yours[None]).mean(axis=2) + 1) / 2
    answer = solved(bimatrix(won, 1 - won), [100.0, 1000.0])
    first, second = np.split(answer.found.strategy, [len(mine)], axis=1)
    share = np.einsum("di,ij,dj->d", first, won, second)
    assert (answer.found.status == Status.SOLVED).all()
    assert (abs(share - value) <= answer.regret + 5e-5).all()
    assert answer.regret[1] < 1e-3


def splits(troops: int) -> np.ndarray:
    """Every way to spread troops over three fields, `[ways, 3]`."""
    pairs = ((i, j) for i in range(troops + 1) for j in range(troops + 1 - i))
    return np.array([(i, j, troops - i - j) for i, j in pairs])


# Several equilibria: which one the branch selects.


def horse() -> Node:
    """Selten (1975), figure 1."""

    def third(across: tuple, down: tuple) -> Move:
        return Move(2, "third", {"R": pay(*across), "L": pay(*down)})

    second = Move(1, "second", {"R": pay(1, 1, 1), "L": third((4, 4, 0), (0, 0, 1))})
    return Move(0, "first", {"R": second, "L": third((3, 2, 2), (0, 0, 0))})


def tavern(surly: float) -> Node:
    """Cho & Kreps (1987), beer and quiche: breakfast is worth 1, no duel 2."""

    def served(kind: str, drink: str) -> Move:
        liked = float((kind == "surly") == (drink == "beer"))
        ends = {
            "duel": pay(liked, kind == "wimp"),
            "leave": pay(liked + 2, kind == "surly"),
        }
        return Move(1, drink, ends)

    def breakfast(kind: str) -> Move:
        return Move(0, kind, {drink: served(kind, drink) for drink in ("beer", "quiche")})

    return Lot({"surly": (surly, breakfast("surly")), "wimp": (1 - surly, breakfast("wimp"))})


@dataclass(frozen=True)
class Selection:
    """A game of several equilibria and the one its principal branch comes to."""

    name: str
    players: int
    root: Node
    limit: dict[tuple[int, str, str], float]


SELECTIONS = [
    # Perfect: the first plays R because the third, should it ever move, plays L.
    Selection(
        "Selten (1975), the horse", 3, horse(),
        {(0, "first", "R"): 1.0, (1, "second", "R"): 1.0, (2, "third", "L"): 1.0},
    ),
    # Both drink beer, as the intuitive criterion asks; quiche would be met with a duel.
    Selection(
        "Cho & Kreps (1987), nine in ten surly", 2, tavern(0.9),
        {
            (0, "surly", "beer"): 1.0, (0, "wimp", "beer"): 1.0,
            (1, "beer", "duel"): 0.0, (1, "quiche", "duel"): 1.0,
        },
    ),
    # One in nine wimps drinks beer, so that half of those who do are surly.
    Selection(
        "Cho & Kreps (1987), one in ten surly", 2, tavern(0.1),
        {
            (0, "surly", "beer"): 1.0, (0, "wimp", "beer"): 1 / 9,
            (1, "beer", "duel"): 0.5, (1, "quiche", "duel"): 1.0,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", SELECTIONS, ids=lambda case: case.name)
def test_the_branch_is_followed_to_the_equilibrium_it_selects(case):
    answer = solved(written(case.players, case.root), RISING)
    assert (answer.found.status == Status.SOLVED).all()
    top = np.full(case.players, RISING[-1])
    walked = follow(answer.game.tree, answer.payoffs, top, np.array(RISING) / RISING[-1])
    assert_allclose(answer.found.strategy, walked.found, atol=1e-6)
    away = [abs(answer.chance_of(*where)[-2:] - wanted) for where, wanted in case.limit.items()]
    assert (np.max(away, axis=0) <= 2 / np.array(RISING[-2:])).all()
    assert answer.regret[-1] < 1e-3
    assert (np.diff(answer.regret[2:]) <= 1e-12).all()
