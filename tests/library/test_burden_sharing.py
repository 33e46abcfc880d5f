"""Burden sharing: a discrete game of a public good, worked out apart from the solver."""

import re
import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "burden-sharing"
LEVELS = {"nothing": 0.0, "half": 0.5, "full": 1.0}
PROFILES = list(product(LEVELS, LEVELS))


def test_it_checks():
    assert twofront.load(FOLDER).check() == ()


# The closed form: the rivals answer by logit, so the allies play a game of three by three.


def logistic(x):
    return 1 / (1 + np.exp(-x))


def logit(utility):
    e = np.exp(utility - utility.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def contest(attack, defence, edge, m):
    return attack**m / (attack**m + (edge * defence) ** m)


def closed(q):
    """Both allies' utilities [3, 3], Washington's options first, and their joint loss."""
    us, europe, loss = (np.zeros((3, 3)) for _ in range(3))
    for (i, a), (j, b) in product(enumerate(LEVELS.values()), repeat=2):
        us[i, j], europe[i, j], loss[i, j] = profile(q, a, b)
    return us, europe, loss


def profile(q, a, b):
    """What a pair of levels brings Washington, Europe and both, the rivals playing by logit."""
    today = (q["spending_nato"] - q["spending_us"]) * q["europe_share"]
    europe = today * (1 + q["growth_pledged"] * q["delivered"] * b) * (1 + q["enablers"] * a)
    there = q["spending_us"] * q["us_share_europe"] * a
    pacific = q["spending_us"] * q["us_share_pacific"]
    red = q["spending_russia"] * q["purchasing_power_russia"] * q["russia_share"]
    strait = q["spending_china"] * q["purchasing_power_china"] * q["china_share"]
    border, island = {}, {}
    for china in (0, 1):
        kept = europe + there * (1 - q["recalled"] * china)
        border[china] = contest(red, kept, q["edge_on_land"], q["decisiveness"])
    for russia in (0, 1):
        left = pacific * (1 - (q["tied_in_europe"] + q["diverted"] * russia) * a)
        island[russia] = contest(
            strait, q["taiwan_and_partners"] + left, q["edge_in_strait"], q["decisiveness"]
        )
    follows = {
        russia: logistic(
            q["rivals"]
            * (
                island[russia]
                - q["war_cost_china"]
                + q["bad_example"] * (1 - a)
                - q["reluctance_china"]
            )
        )
        for russia in (0, 1)
    }
    falls = follows[1] * border[1] + (1 - follows[1]) * border[0]
    attacks = logistic(q["rivals"] * (falls - q["war_cost_russia"] - q["reluctance_russia"]))
    taken = attacks * follows[1] * island[1] + (1 - attacks) * follows[0] * island[0]
    bill_us, bill_europe = (
        q[f"cost_{who}"] * (1 - q[f"own_use_{who}"]) * level
        for who, level in (("us", a), ("europe", b))
    )
    lost_us = attacks * (q["us_stake_europe"] * q["attention"] * falls + q["harm_us"] * a)
    lost_us += taken + bill_us
    lost_europe = attacks * (falls + q["harm_europe"]) + bill_europe
    return (
        -lost_us - q["resentment"] * a * (1 - b),
        -lost_europe - q["word_given"] * (1 - b),
        q["exchange"] * lost_us + lost_europe,
    )


def pure_nash(us, europe):
    """Every cell from which neither ally gains by leaving alone."""
    best = (us >= us.max(axis=0)) & (europe >= europe.max(axis=1, keepdims=True))
    return [tuple(int(n) for n in cell) for cell in np.argwhere(best)]


def replies(us, europe, precision, p, r):
    """Logit replies of both allies to each other, in all draws."""
    against_us = np.einsum("dij,dj->di", us, r)
    against_europe = np.einsum("dij,di->dj", europe, p)
    return logit(precision * against_us), logit(precision * against_europe)


def iterated(us, europe, precision):
    """The logit equilibrium by damped iteration, precision raised from 0 in steps."""
    p = r = np.full(us.shape[:2], 1 / 3)
    for part in np.linspace(0, 1, 41)[1:]:
        for _ in range(250):
            better = replies(us, europe, part * precision, p, r)
            p, r = 0.7 * p + 0.3 * better[0], 0.7 * r + 0.3 * better[1]
    return p, r


# Copies of the scenario that ask for the choices, and its answers.


def questions():
    """Claims that read the chance of each option off the equilibrium."""
    return "claims:\n" + "".join(
        f"  {move}_{option}: {{says: Asked by the test., said_in: [olson-zeckhauser-1966],"
        f" outcome: {{{move}: {option}}}, compare: {{looked_at: large}},"
        " against: {looked_at: small}, expect: rises}\n"
        for move in ("washington", "allies_in_europe")
        for option in LEVELS
    )


def copied(folder, changes):
    """Copy the scenario without anchors and variants; rivals get a precision of their own."""
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    rivals = "  rivals: {means: Precision of the rivals, unit: 1/util, values: {2025-01-01:"
    rivals += " {range: [2, 100], assumed: The test's., since: 2025-01-01}}}\n"
    text = text.replace("quantities:\n", "quantities:\n" + rivals, 1)
    for prize in ("border_prize", "taiwan_prize"):
        text = text.replace(f"yardstick: {prize}", f"yardstick: {prize}\n    precision: rivals")
    for name, value in changes.items():
        written = (
            rf"(?m)(^  {name}:\n(?:^    .*\n)*?^ +[\d-]+: \{{)(?:range|normal): [\[{{].*?[\]}}]"
        )
        text, found = re.subn(written, rf"\g<1>{value}", text)
        assert found == 1, name
    for part in ("anchors", "variants", "claims"):
        text, found = re.subn(rf"(?ms)^{part}:\n.*?(?=^\S|\Z)", "", text)
        assert found == 1, part
    folder.mkdir()
    (folder / "scenario.yaml").write_text(text + questions(), encoding="utf-8")
    shutil.copy(FOLDER / "ledger.jsonl", folder)
    return twofront.load(folder)


class Solved:
    """Draws of a run, what it found in each, and the closed form."""

    def __init__(self, run):
        self.findings = run.findings
        draws = run.to_pandas("draws").sort_values("draw").to_dict("records")
        self.draws = [{"cost_europe": q["cost_us"], **q} for q in draws]  # where they are one
        reads = run.to_pandas()
        assert set(reads[reads["read"] == "measure:alliance_loss"].status) == {"solved"}
        self.reads = reads.pivot_table(index="draw", columns=["arm", "read"], values="value")
        self.us, self.europe, self.loss = (
            np.stack(each) for each in zip(*(closed(q) for q in self.draws), strict=True)
        )
        self.precision = np.array([[q["precision"]] for q in self.draws])
        self.nash = [pure_nash(*pair) for pair in zip(self.us, self.europe, strict=True)]
        self.washington = self.choices("washington")
        self.allies = self.choices("allies_in_europe")

    def of(self, read, arm="as_written"):
        return self.reads[arm, read].to_numpy()

    def choices(self, move):
        """Chances of the three options `[D, 3]`."""
        asked = [self.of(f"claim:{move}_{option}:chosen:compare") for option in LEVELS]
        return np.stack(asked, axis=1)


# Over the ranges as they stand, the allies at high precision.


@pytest.fixture(scope="module")
def ranges(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranges")
    study = copied(folder / "scenario", {"precision": "range: [50, 100]"})
    return Solved(study.run(draws=32, drivers=0, levers=0, out=folder / "run"))


def test_choices_are_logit_replies_in_the_closed_form(ranges):
    again = replies(ranges.us, ranges.europe, ranges.precision, ranges.washington, ranges.allies)
    assert ranges.washington == pytest.approx(again[0], abs=1e-5)
    assert ranges.allies == pytest.approx(again[1], abs=1e-5)


def test_iteration_from_even_chances_comes_to_the_same(ranges):
    found = iterated(ranges.us, ranges.europe, ranges.precision)
    unique = np.array([len(cells) == 1 for cells in ranges.nash])
    assert unique.sum() >= 28
    assert ranges.washington[unique] == pytest.approx(found[0][unique], abs=1e-5)
    assert ranges.allies[unique] == pytest.approx(found[1][unique], abs=1e-5)


def test_the_likeliest_choices_are_the_pure_equilibrium_where_there_is_one(ranges):
    clear = 0
    for at, cells in enumerate(ranges.nash):
        likeliest = (int(ranges.washington[at].argmax()), int(ranges.allies[at].argmax()))
        if len(cells) == 1:
            clear += 1
            assert likeliest == cells[0]
    assert clear >= 28


def test_what_is_paid_and_lost_is_the_closed_form_at_those_choices(ranges):
    levels = np.array(list(LEVELS.values()))
    assert ranges.of("measure:us_part") == pytest.approx(ranges.washington @ levels)
    assert ranges.of("measure:europe_part") == pytest.approx(ranges.allies @ levels)
    for read, table in (
        ("measure:alliance_loss", ranges.loss),
        ("payoff:us", ranges.us),
        ("payoff:europe", ranges.europe),
    ):
        mean = np.einsum("di,dij,dj->d", ranges.washington, table, ranges.allies)
        assert ranges.of(read) == pytest.approx(mean, abs=1e-6)


# Olson and Zeckhauser: a pure public good, equal forces, equal costs, other stakes.

SHARE = 0.4
PURE = dict.fromkeys(
    ("harm_europe", "harm_us", "own_use_us", "own_use_europe", "word_given", "resentment",
     "enablers", "tied_in_europe", "diverted", "recalled", "bad_example"),
    "value: 0",
) | {
    "attention": "value: 1",
    "exchange": "value: 1",
    "delivered": "value: 1",
    "europe_share": f"value: {SHARE}",
    "us_share_europe": f"value: {(1506 - 997) * SHARE * 0.75 / 997}",
    "reluctance_russia": "value: -0.5",
    "war_cost_russia": "value: 0.2",
    "cost_us": "range: [0.05, 0.3]",
    "cost_europe": "is: cost_us",
    "precision": "range: [80, 100]",
    "us_stake_europe": "range: [0.1, 4]",
    "decisiveness": "value: 1",
}  # fmt: skip
LARGE, EVEN, SMALL = slice(0, 16), slice(16, 24), slice(24, 40)
STAKES = [*np.linspace(2.5, 4, 16), *[1.0] * 8, *np.linspace(0.1, 0.4, 16)]
COSTS = [*np.linspace(0.22, 0.3, 16), *np.linspace(0.05, 0.3, 8), *np.linspace(0.09, 0.11, 16)]


@pytest.fixture(scope="module")
def pure(tmp_path_factory):
    """Washington's stake is the larger one in 16 draws, the same in 8, the smaller in 16."""
    folder = tmp_path_factory.mktemp("pure")
    file = folder / "draws.parquet"
    pq.write_table(pa.table({"us_stake_europe": STAKES, "cost_us": COSTS}), file)
    study = copied(folder / "scenario", PURE)
    return Solved(study.run(draws_from=file, drivers=0, levers=40, out=folder / "run"))


def test_the_ally_with_the_smaller_stake_gives_next_to_nothing(pure):
    for part, place, small in ((LARGE, 1, pure.allies), (SMALL, 0, pure.washington)):
        assert [cell[place] for cells in pure.nash[part] for cell in cells] == [0] * 16
        assert small[part, 0].min() > 0.95
    assert pure.washington[LARGE, 0].max() < 0.01
    given = np.array([cells[0][1] for cells in pure.nash[SMALL]])
    assert (given > 0).sum() >= 15
    assert pure.allies[SMALL][given > 0, 0].max() < 0.25


def test_equal_stakes_make_equal_parts(pure):
    assert pure.washington[EVEN] == pytest.approx(pure.allies[EVEN], abs=1e-6)


def test_what_is_best_for_both_is_more_than_the_equilibrium_gives(pure):
    total = np.add.outer(range(3), range(3))
    more = 0
    for cells, loss in zip(pure.nash, pure.loss, strict=True):
        best = {int(n) for n in total[loss <= loss.min() + 1e-9]}
        nash = {sum(cell) for cell in cells}
        assert min(best) >= max(nash)
        more += min(best) > max(nash)
    assert more >= 30


def test_regret_shows_what_is_best_for_both(pure):
    budget = next(each for each in pure.findings.budgets if each.objective == "alliance_loss")
    regrets = {option.levers: option.regret.mean for option in budget.options}
    worse = (pure.loss - pure.loss.min(axis=(1, 2), keepdims=True)).mean(axis=0)
    for (i, a), (j, b) in product(enumerate(LEVELS), repeat=2):
        assert regrets[f"us_{a}", f"europe_{b}"] == pytest.approx(worse[i, j], abs=1e-6)
    mixed = np.einsum("di,dij,dj->d", pure.washington, pure.loss, pure.allies)
    assert regrets[()] == pytest.approx((mixed - pure.loss.min(axis=(1, 2))).mean(), abs=1e-6)
    assert regrets[()] > worse.min() + 0.01


def test_the_more_washington_binds_itself_to_the_less_europe_gives(pure):
    levels = np.array(list(LEVELS.values()))
    parts = [pure.of("measure:europe_part", f"as_written/lever:us_{a}") for a in LEVELS]
    for at, part in enumerate(parts):
        reply = logit(pure.precision * pure.europe[:, at]) @ levels
        assert part == pytest.approx(reply, abs=1e-5)
    assert (parts[0] > parts[1]).all()
    assert (parts[1] > parts[2]).all()
    assert (parts[0] - parts[2])[SMALL].min() > 0.1


# By hand.


def test_who_gives_pays_and_is_drawn_in_and_shields_the_other():
    scenario = twofront.load(FOLDER).scenario
    line = {"russia": "attack", "china": "attack", "looked_at": "large"}
    both = [
        explain(scenario, line | {"washington": us, "allies_in_europe": "nothing"})
        for us in ("nothing", "full")
    ]
    alone, helped = ({each.theatre: each for each in found.contests} for found in both)
    assert helped["nato"].odds < alone["nato"].odds
    assert helped["taiwan"].odds > alone["taiwan"].odds
    accounts = [{each.name: each for each in found.accounts} for found in both]
    assert accounts[1]["europe"].total > accounts[0]["europe"].total
    terms = {term.means: term.value for term in accounts[1]["us"].terms}
    assert terms["the bill"] == pytest.approx(-0.225 * 0.7)
    assert terms["a war in Europe"] == pytest.approx(-0.275)
    assert terms["paying for those who do not"] == pytest.approx(-0.1)
