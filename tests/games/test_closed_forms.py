"""The solver against closed forms and published equilibria, game by game.

Where a logit equilibrium reduces to one equation in one unknown, that equation is
solved here by bisection; nothing of the solver is used on the other side.
"""

from dataclasses import dataclass
from itertools import product
from math import log

import numpy as np
import pytest
from nested_games import Move, Node, bimatrix, one_shot, pay, solved, written
from numpy.testing import assert_allclose
from scipy.special import expit as logistic

from twofront.games import Status, expected_payoffs

PRECISIONS = [0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0]


def root(falling, low: float = 0.0, high: float = 1.0) -> float:
    """Where a falling function crosses 0, by bisection to the last bit."""
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return 0.5 * (low + high)


# One choice: Luce (1959), McFadden (1974).

CHOICES = {
    "two options": (0.0, 1.0),
    "three options": (1.0, 0.5, -1.0),
    "a tie at the top": (3.0, 3.0, -1.0),
    "a tie at the bottom": (2.0, 0.0, 0.0, 0.0),
    "all equal": (7.0,) * 5,
    "nine options": tuple(np.linspace(-1.0, 1.0, 9)),
    "a large common payoff": (1000.0, 1000.25, 999.0),
    "differences of a thousand": (0.0, 1000.0, -1000.0, 999.9),
    "differences of a millionth": (0.0, 1e-6, -1e-6),
}


@pytest.mark.parametrize("payoffs", CHOICES.values(), ids=CHOICES)
def test_a_single_choice_is_logit_choice(payoffs):
    precision = np.array([0.0, 0.3, 1.0, 7.0, 50.0])
    found = solved(one_shot(*payoffs), precision).found
    weight = np.exp(precision[:, None] * (np.array(payoffs) - max(payoffs)))
    wanted = weight / weight.sum(axis=1, keepdims=True)
    assert (found.status == Status.SOLVED).all()
    assert_allclose(found.strategy, wanted, rtol=1e-10, atol=1e-300)


# Two by two games with one equilibrium: row likes to match, column not to.


@dataclass(frozen=True)
class Published:
    """A logit equilibrium in print: P(up) and P(left) at one precision, to `digits`."""

    citation: str
    row: tuple[tuple[float, float], tuple[float, float]]
    column: tuple[tuple[float, float], tuple[float, float]]
    precision: float
    up: float
    left: float
    digits: float


# Row's payoff of 4 against 1, column's of 1, in US cents of 1982, as McKelvey and Palfrey
# convert them. The manual says that its estimate replicates theirs and prints more digits.
OCHS = (((1.1141, 0.0), (0.0, 0.2785)), ((0.0, 1.1141), (1.1141, 0.0)))
MANUAL = (
    "Gambit manual, quantal response equilibria, after McKelvey & Palfrey (1995) on Ochs (1995)"
)
PUBLISHED = [
    Published(
        f"{MANUAL}: estimate of periods 1-16", *OCHS,
        1.8456097536855862, 0.615651314427859, 0.38329094004562914, 1e-8,
    ),
    Published(
        f"{MANUAL}: sixth point of the branch", *OCHS,
        0.175632, 0.5182276540742868, 0.49821668880066783, 1e-6,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case.citation)
def test_published_equilibria_are_met_to_their_digits(case):
    found = solved(bimatrix(case.row, case.column), [case.precision]).found
    assert_allclose(found.strategy[0, [0, 2]], [case.up, case.left], atol=case.digits)
    up, left = pennies(case.row, case.column, case.precision, case.precision)
    assert_allclose([up, left], [case.up, case.left], atol=case.digits)


def pennies(row, column, row_precision: float, column_precision: float) -> tuple[float, float]:
    """P(up), P(left) where row's gain from up rises with P(left) and column's falls with P(up)."""

    def answer(up: float) -> float:
        stay = up * column[0][0] + (1 - up) * column[1][0]
        move = up * column[0][1] + (1 - up) * column[1][1]
        return logistic(column_precision * (stay - move))

    def gain(left: float) -> float:
        return left * (row[0][0] - row[1][0]) + (1 - left) * (row[0][1] - row[1][1])

    up = root(lambda up: logistic(row_precision * gain(answer(up))) - up)
    return up, answer(up)


@pytest.mark.parametrize(
    "prize", [1.0, 4.0, 9.0], ids=lambda prize: f"Ochs (1995), prize {prize:g}"
)
@pytest.mark.parametrize("unit", [1.0, 0.2785], ids=["points", "cents of 1982"])
def test_the_games_of_ochs_solve_their_two_equations(prize, unit):
    row, column = np.array([[prize, 0], [0, 1]]) * unit, np.array([[0, 1], [1, 0]]) * unit
    check_pennies(row, column, [(size, size) for size in PRECISIONS])


@pytest.mark.parametrize("seed", range(8))
def test_any_game_of_pennies_solves_its_two_equations(seed):
    draw = np.random.default_rng(seed)
    row, column = draw.normal(size=(2, 2)), draw.normal(size=(2, 2))
    row[[0, 1], [0, 1]] = row[[1, 0], [0, 1]] + draw.uniform(0.1, 5, 2)
    column[[0, 1], [0, 1]] = column[[0, 1], [1, 0]] - draw.uniform(0.1, 5, 2)
    check_pennies(row, column, list(product([0.0, 0.4, 3.0, 12.0], [0.2, 2.0, 15.0])))


def check_pennies(row, column, precisions) -> None:
    found = solved(bimatrix(row, column), precisions).found
    wanted = [pennies(row, column, *sizes) for sizes in precisions]
    assert (found.status == Status.SOLVED).all()
    assert_allclose(found.strategy[:, [0, 2]], wanted, atol=2e-8)


# Zero-sum games have one logit equilibrium each.


@pytest.mark.parametrize("prize", [1.0, 5.0, 10.0])
def test_the_game_of_o_neill_solves_its_two_equations(prize):
    """O'Neill (1987): four cards. Row wins on two jokers, or on two numbers that differ."""
    wins = 1 - np.eye(4)
    wins[0], wins[:, 0] = 0, 0
    wins[0, 0] = 1
    found = solved(bimatrix(prize * wins, prize * (1 - wins)), PRECISIONS).found

    def joker(size: float) -> tuple[float, float]:
        def column(row: float) -> float:
            return logistic(size * prize * (2 - 5 * row) / 3 - log(3))

        def row(column: float) -> float:
            return logistic(size * prize * (5 * column - 2) / 3 - log(3))

        first = root(lambda first: row(column(first)) - first)
        return first, column(first)

    wanted = np.array([joker(size) for size in PRECISIONS])
    assert_allclose(found.strategy[:, [0, 4]], wanted, atol=2e-8)
    others = np.repeat((1 - wanted) / 3, 3, axis=1)
    assert_allclose(found.strategy[:, [1, 2, 3, 5, 6, 7]], others, atol=2e-8)


# Coordination: the principal branch leads to the risk-dominant equilibrium.

STAGS = {
    "pure coordination": ((2.0, 0.0), (0.0, 1.0)),
    "stag hunt, hare risk-dominant": ((5.0, 0.0), (4.0, 2.0)),
    "stag hunt, stag risk-dominant": ((9.0, 1.0), (6.0, 2.0)),
    "a risky prize": ((10.0, -30.0), (0.0, 1.0)),
    "nearly balanced": ((1.05, 0.0), (0.0, 1.0)),
}


@pytest.mark.parametrize("matrix", STAGS.values(), ids=STAGS)
def test_symmetric_coordination_follows_the_risk_dominant_side(matrix):
    """On that side of one half the symmetric equation has one root at any precision."""
    (a, b), (c, d) = matrix

    def gain(first: float) -> float:
        return (a - c) * first + (b - d) * (1 - first)

    sizes = [0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0]
    found = solved(bimatrix(matrix, np.transpose(matrix)), sizes).found
    low, high = (0.5, 1.0) if gain(0.5) > 0 else (0.0, 0.5)
    for size, strategy in zip(sizes, found.strategy, strict=True):
        first = root(lambda first, size=size: logistic(size * gain(first)) - first, low, high)
        assert_allclose(strategy[[0, 2]], first, atol=2e-8)
    assert (found.status == Status.SOLVED).all()


ROWS = [(1.0, 1.3), (1.0, 3.0), (2.0, 0.4), (4.0, 1.0)]
COLUMNS = [(1.0, 1.2), (3.0, 0.5), (0.7, 2.5), (1.0, 6.0)]
PAIRS = list(product(ROWS, COLUMNS))
AGREED = [(row, column) for row, column in PAIRS if (row[0] > row[1]) == (column[0] > column[1])]
OPPOSED = [pair for pair in PAIRS if pair not in AGREED]


@pytest.mark.parametrize(("row", "column"), AGREED)
def test_the_limit_is_the_risk_dominant_equilibrium(row, column):
    """Turocy (2005), "A dynamic homotopy interpretation of the logistic QRE correspondence".

    Where both prefer the same side against uniform play, it is risk-dominant (Harsanyi &
    Selten 1988) and the branch never leaves it.
    """
    sizes = np.array([10.0, 40.0, 160.0])
    found = solved(bimatrix(np.diag(row), np.diag(column)), sizes).found
    first = row[0] > row[1]
    away = np.abs(found.strategy - ([1, 0, 1, 0] if first else [0, 1, 0, 1])).max(axis=1)
    least = min(row[not first], column[not first])
    assert (found.status == Status.SOLVED).all()
    assert (away <= 2 * np.exp(-0.5 * sizes * least)).all()


@pytest.mark.parametrize(("row", "column"), OPPOSED)
def test_opposed_coordination_follows_its_one_root(row, column):
    """Against uniform play the two prefer different sides: the branch bends, but has no turn."""
    sizes = [0.5, 1.0, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0]
    found = solved(bimatrix(np.diag(row), np.diag(column)), sizes).found
    assert (found.status == Status.SOLVED).all()
    assert_allclose(found.strategy[:, [0, 2]], climbed(row, column, sizes), atol=1e-6)


def climbed(row, column, sizes, step: float = 0.001) -> list[tuple[float, float]]:
    """P(up), P(left) at each precision: the root that starts at one half, never let go."""
    size, up, met = 0.0, 0.5, []
    for target in sizes:
        while size < target:
            size, start = min(size + step, target), up
            for _ in range(4):
                left = logistic(size * (sum(column) * up - column[1]))
                reply = logistic(size * (sum(row) * left - row[1]))
                bend = size**2 * sum(row) * sum(column)
                slope = bend * left * (1 - left) * reply * (1 - reply)
                assert slope < 1, "a turn"
                up += (reply - up) / (1 - slope)
            assert abs(up - start) < 0.02, "a jump"
        met.append((up, logistic(size * (sum(column) * up - column[1]))))
    return met


# Many players who act alike.


def at_once(players: int, payoff) -> Node:
    """Everyone gives (`give`) or not (`keep`), unseen; `payoff(given)` of the tuple of choices."""

    def stage(given: tuple[bool, ...]) -> Node:
        if len(given) == players:
            return pay(*payoff(given))
        options = {"give": stage((*given, True)), "keep": stage((*given, False))}
        return Move(len(given), "", options)

    return stage(())


@pytest.mark.parametrize("players", range(2, 7))
@pytest.mark.parametrize("cost", [0.2, 0.5, 0.9])
def test_volunteers_solve_their_one_equation(players, cost):
    """Volunteer's dilemma: Diekmann (1985); Goeree, Holt & Palfrey (2016).

    A volunteer bears the cost and saves all. Up to the precisions used the symmetric
    equilibrium is the only continuation: the slope of a reply in one other's is below 1.
    """
    game = written(players, at_once(players, lambda given: [any(given) - cost * g for g in given]))
    sizes = np.array([0.0, 0.5, 1.0, 2.0, 3.5])
    found = solved(game, sizes).found
    wanted = []
    for size in sizes:

        def reply(give: float, size=size) -> float:
            return logistic(size * ((1 - give) ** (players - 1) - cost))

        give = root(lambda give: reply(give) - give)
        assert size * give * (1 - give) ** (players - 1) < 0.9
        wanted.append(give)
    assert (found.status == Status.SOLVED).all()
    assert_allclose(found.strategy[:, ::2], np.repeat([wanted], players, axis=0).T, atol=2e-8)


@pytest.mark.parametrize("players", range(2, 7))
@pytest.mark.parametrize("share", [0.3, 0.75, 1.2])
def test_public_goods_are_given_by_a_closed_form(players, share):
    """Linear public good: giving 1 returns `share` to all, whatever the others do."""
    game = written(players, at_once(players, lambda given: [share * sum(given) - g for g in given]))
    sizes = np.array([0.0, 1.0, 4.0, 60.0])
    found = solved(game, sizes).found
    give = logistic(sizes * (share - 1))
    assert_allclose(found.strategy[:, ::2], np.repeat(give[:, None], players, axis=1), rtol=1e-9)


@pytest.mark.parametrize(("players", "needed"), [(3, 2), (4, 2), (5, 3)])
def test_givers_to_a_threshold_solve_their_one_equation(players, needed):
    """Discrete public good of value 1 at cost 1/4: pivotal with a binomial probability.

    Palfrey & Rosenthal (1984), "Participation and the provision of discrete public goods".
    """
    cost, size = 0.25, 1.5
    rivals = players - 1

    def pivotal(give: float) -> float:
        ways = np.prod([(rivals - k) / (k + 1) for k in range(needed - 1)])
        return ways * give ** (needed - 1) * (1 - give) ** (rivals - needed + 1)

    def payoff(given):
        return [(sum(given) >= needed) - cost * g for g in given]

    found = solved(written(players, at_once(players, payoff)), [size]).found
    give = root(lambda give: logistic(size * (pivotal(give) - cost)) - give)
    assert_allclose(found.strategy[0, ::2], give, atol=2e-8)


# Perfect information: backward induction with logit choices.

FOUR_MOVES = [(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2), (6.4, 1.6)]
SIX_MOVES = [*FOUR_MOVES[:4], (6.4, 1.6), (3.2, 12.8), (25.6, 6.4)]
CENTIPEDES = {"four moves": FOUR_MOVES, "six moves": SIX_MOVES}


@pytest.mark.parametrize("ends", CENTIPEDES.values(), ids=CENTIPEDES)
def test_centipedes_are_solved_by_backward_recursion(ends):
    """McKelvey & Palfrey (1992), dollars; agent logit equilibrium as in their (1998) paper."""
    sizes = np.array([0.0, 0.3, 1.0, 2.5, 10.0, 100.0])
    node: Node = pay(*ends[-1])
    value = np.tile(np.array(ends[-1]), (len(sizes), 1))
    take = []
    for move in reversed(range(len(ends) - 1)):
        mover = move % 2
        node = Move(mover, f"move {move + 1}", {"take": pay(*ends[move]), "pass": node})
        chance = logistic(sizes * (ends[move][mover] - value[:, mover]))
        value = chance[:, None] * np.array(ends[move]) + (1 - chance[:, None]) * value
        take.insert(0, chance)
    answer = solved(written(2, node), sizes)
    assert (answer.found.status == Status.SOLVED).all()
    assert_allclose(answer.found.strategy[:, ::2], np.transpose(take), rtol=1e-9)
    assert_allclose(
        expected_payoffs(answer.game.tree, answer.payoffs, answer.found.strategy), value, rtol=1e-9
    )
    assert answer.found.strategy[-1, ::2].min() > 0.999  # near subgame perfection all take
    assert answer.found.strategy[2, 0] < 0.6  # with errors even the first move is a contest
