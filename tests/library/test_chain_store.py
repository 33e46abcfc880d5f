"""The chain store: Kreps and Wilson's closed form, and the limits in which nothing is learnt."""

import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import twofront
from twofront.world.explain import explain

FOLDER = Path(__file__).parents[2] / "scenarios" / "chain-store"
STAGES = ("first", "second", "third")


def test_it_checks():
    assert twofront.load(FOLDER).check() == ()


def copied(folder, changes, claims=None):
    """Copy the scenario, values of quantities rewritten; with claims of its own, no variants."""
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    for name, value in changes.items():
        written = rf"(?m)(^  {name}:\n(?:^    .*\n)*?^ +[\d-]+: \{{)range: \[.*?\]"
        text, found = re.subn(written, rf"\g<1>{value}", text)
        assert found == 1, name
    if claims is not None:
        for part in ("variants", "levers", "claims"):
            text, found = re.subn(rf"(?ms)^{part}:\n.*?(?=^\S|\Z)", "", text)
            assert found == 1, part
        text += claims
    folder.mkdir()
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    shutil.copy(FOLDER / "ledger.jsonl", folder)
    return folder


def reads(run, arm="as_written"):
    """Readings of claims in an arm: name -> values, draw by draw; None where it has none."""
    chosen = run.relation().filter(f"arm = '{arm}' and read like 'claim:%:chosen:%'").order("draw")
    found = {}
    for name, value in chosen.project("read, value").fetchall():
        found.setdefault(name.removeprefix("claim:").replace(":chosen", ""), []).append(value)
    return found


def changes(run, claim, arm="as_written"):
    """Differences of a claim in the draws that have one."""
    found = reads(run, arm)
    pairs = zip(found[f"{claim}:compare"], found[f"{claim}:against"], strict=True)
    return [one - other for one, other in pairs if None not in (one, other)]


# The closed form, at high precision.


def sequential(gain, alone, belief, past=()):
    """Chances of entry and of a weak incumbent's fight after each history of three markets.

    With n markets left an entrant stays out if its belief in toughness is above gain**n, and
    comes in if below; at it, with 1 - 1/alone, which keeps the weak incumbent indifferent. The
    weak one fights for sure at beliefs from gain**(n - 1); below, as often as lifts the belief
    to just there.
    """
    left = 3 - len(past)
    if left == 0:
        return {}
    bar, edge = gain**left, gain ** (left - 1)
    enters = 1 - 1 / alone if abs(belief - bar) < 1e-9 else float(belief < bar)
    bluff = min(1.0, (1 - edge) * belief / ((1 - belief) * edge))
    after = {"stay_out": belief, "fight": max(belief, edge) if belief else 0.0, "yield": 0.0}
    found = {("enters", past): enters, ("fights", past): bluff}
    for mark, then in after.items():
        found |= sequential(gain, alone, then, (*past, mark))
    return found


def condition(past, *more):
    """The history, and more, as a condition."""
    parts = [
        f"{stage}: stay_out" if mark == "stay_out" else f"{stage}_answer: {mark}"
        for stage, mark in zip(STAGES, past, strict=False)
    ]
    return "{" + ", ".join([*parts, *more]) + "}"


HISTORIES = [(), ("stay_out",), ("fight",), ("yield",)]
HISTORIES += [(one, two) for one in ("stay_out", "fight") for two in ("stay_out", "fight")]


def questions():
    """A claim for each history and act: compared are the weak and the tough incumbent."""
    lines = ["claims:"]
    for place, past in enumerate(HISTORIES):
        stage = STAGES[len(past)]
        asked = {"enters": ("enter", stage, ()), "fights": ("fight", f"{stage}_answer", (stage,))}
        for act, (option, move, entered) in asked.items():
            more = [f"{name}: enter" for name in entered]
            weak, tough = (condition(past, *more, f"resolve_first: {t}") for t in ("weak", "tough"))
            lines.append(
                f"  {act}_{place}: {{says: Asked by the test., said_in: [kreps-wilson-1982],"
                f" outcome: {{{move}: {option}}}, compare: {weak}, against: {tough},"
                " expect: falls}"
            )
    return "\n".join(lines) + "\n"


MODEL = {"shame": 1.0, "linkage": 1.0, "drain": 0.0}
BLUFFS = {"gain": 0.5, "alone": 2.0, "tough_chance": 0.1, "precision": 100.0}
STORES = {
    "the weak bluffs in all three": BLUFFS,
    "the same, less precise": BLUFFS | {"precision": 50.0},
    "the first stays out": {
        "gain": 0.6, "alone": 1.5, "tough_chance": 0.25, "precision": 100.0
    },
    "a tough one with little to lose by yielding": BLUFFS | {"shame": 0.3},
    "the weak fights the first for sure": BLUFFS | {"tough_chance": 0.3, "precision": 50.0},
}  # fmt: skip
WRONG = {"linkage": 0.8, "drain": 0.2, "alone": 3.0, "gain": 0.6}


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """Chances in all stores and in wrong ones, each a draw of one run at high precision."""
    rows = [MODEL | store for store in STORES.values()]
    rows += [MODEL | BLUFFS | {name: value} for name, value in WRONG.items()]
    folder = tmp_path_factory.mktemp("stores")
    file = folder / "draws.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    scenario = copied(folder / "scenario", {"precision": "range: [2, 100]"}, questions())
    run = twofront.load(scenario).run(draws_from=file, levers=0, drivers=0, out=folder / "run")
    return reads(run)


def gaps(solved, row, gain, alone, tough_chance, **_):
    """Distances of a draw from the closed form, wherever play comes with a readable chance."""
    wanted = sequential(gain, alone, tough_chance)
    away = {}
    for place, past in enumerate(HISTORIES):
        for act in ("enters", "fights"):
            weak, tough = (solved[f"{act}_{place}:{side}"][row] for side in ("compare", "against"))
            if weak is not None:
                away[act, past] = abs(weak - wanted[act, past])
            if tough is not None:
                aim = wanted[act, past] if act == "enters" else 1.0
                away[act, past, "tough"] = abs(tough - aim)
    return away


# Logit answers are off by a few over precision where moves are mixed; a wrong model by a tenth.
TOLERANCE = 3


@pytest.mark.parametrize("name", STORES)
def test_it_comes_to_the_sequential_equilibrium_of_kreps_and_wilson(solved, name):
    away = gaps(solved, list(STORES).index(name), **STORES[name])
    assert {("enters", ()), ("fights", ()), ("fights", (), "tough")} <= set(away)
    assert len(away) >= 20
    assert max(away.values()) <= TOLERANCE / STORES[name]["precision"], away


@pytest.mark.parametrize("name", WRONG)
def test_the_tolerance_tells_another_model_from_it(solved, name):
    away = gaps(solved, len(STORES) + list(WRONG).index(name), **BLUFFS)
    assert max(away.values()) > 2 * TOLERANCE / BLUFFS["precision"]


# Limits and signs, over the ranges.


CLAIMS = ("fight_deters_second", "fight_deters_third", "fought_fights_again", "fight_or_untested")


def answered(folder, draws=32, **values):
    """A run of the scenario with some quantities fixed."""
    fixed = {name: f"value: {value}" for name, value in values.items()}
    study = twofront.load(copied(folder, fixed))
    return study.run(draws=draws, levers=0, drivers=0, out=folder / "run")


def test_markets_judged_alone_teach_nothing(tmp_path):
    run = answered(tmp_path / "alone", linkage=0, drain=0)
    for claim in CLAIMS:
        assert changes(run, claim) == pytest.approx([0.0] * 32, abs=1e-6)


def test_one_resolve_for_all_and_no_drain_is_the_argument_from_reputation(tmp_path):
    run = answered(tmp_path / "reputation", linkage=1, drain=0)
    for claim in ("fight_deters_second", "fight_deters_third"):
        deterred = changes(run, claim)
        assert len(deterred) >= 30
        assert max(deterred) < -0.05
    assert min(changes(run, "fought_fights_again")) > 0.2
    untested = changes(run, "fight_or_untested")
    assert max(untested) < 1e-6
    assert changes(run, "fight_deters_second", "as_written/off:all") == pytest.approx(
        [0.0] * 32, abs=1e-6
    )


def test_fights_that_drain_invite_where_resolve_is_local(tmp_path):
    run = answered(tmp_path / "drain", linkage=0, drain=0.3)
    assert min(changes(run, "fight_deters_third")) > 0
    invited = sorted(changes(run, "fight_deters_second"))
    assert invited[len(invited) // 2] > 0.005


def test_a_second_fight_costs_the_drain_on_top():
    line = {"first": "enter", "first_answer": "fight", "second": "enter", "third": "stay_out"}
    line |= {"second_answer": "fight", "resolve_first": "weak", "resolve_second": "weak"}
    totals = {a.name: a.total for a in explain(twofront.load(FOLDER).scenario, line).accounts}
    drain, alone, gain = 0.5, 2.25, 0.5
    assert totals["incumbent"] == pytest.approx(-2 - drain + alone)
    assert totals["second_entrant"] == pytest.approx(gain - 1)
    assert totals["third_entrant"] == 0
